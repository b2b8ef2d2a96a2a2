package story

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Bounds of a signature. Longer lines are text.
const (
	maxNames     = 4
	maxNameWords = 6
	maxWordRunes = 16
)

// readByline takes the signature off the foot of the page. A page needs
// another line besides, or what looks like names is its only paragraph.
func (s *Story) readByline(lines []Line) []Line {
	last := len(lines) - 1
	if last < 1 {
		return lines
	}
	foot, above := lines[last], lines[last-1]
	names, ok := signature(foot.Text)
	if !ok || touching(above, foot) && !finished(above.Text) {
		return lines
	}
	s.Byline = Byline{foot, names}
	s.doubt(foot.Number, "/byline", "A line of names at the foot of the page is taken as the byline")
	return lines[:last]
}

// signature reads "Lan Chi", "Lan Chi – Hải Đường" or "Bài, ảnh: Lan Chi".
func signature(text string) ([]string, bool) {
	if label, rest, found := strings.Cut(text, ":"); found {
		if !isLabel(label) {
			return nil, false
		}
		text = rest
	}
	return names(text)
}

// isLabel reports whether words only say what the people named after them did.
func isLabel(words string) bool {
	for word := range strings.FieldsFuncSeq(strings.ToLower(words), notWordy) {
		switch word {
		case "bài", "tin", "ảnh", "và", "thực", "hiện", "tác", "giả", "by", "text", "photo", "photos":
		default:
			return false
		}
	}
	return true
}

func names(text string) ([]string, bool) {
	text = strings.NewReplacer(" – ", ",", " — ", ",", " - ", ",", "/", ",", "&", ",", ";", ",", " và ", ",", " and ", ",").Replace(text)
	var all []string
	for one := range strings.SplitSeq(text, ",") {
		one = strings.TrimFunc(one, invisible)
		if !isName(one) {
			return nil, false
		}
		all = append(all, one)
	}
	return all, len(all) <= maxNames
}

// isName reports whether every word starts with a capital and has no digit or
// mark in it, but for the dot of an initial and the hyphen of a double name.
func isName(text string) bool {
	words := strings.Fields(text)
	for _, word := range words {
		first, size := utf8.DecodeRuneInString(word)
		initial := word[size:] == "."
		plain := !strings.ContainsFunc(strings.ReplaceAll(word, "-", ""), notLetter)
		if !unicode.IsUpper(first) || !initial && !plain || utf8.RuneCountInString(word) > maxWordRunes {
			return false
		}
	}
	return 0 < len(words) && len(words) <= maxNameWords
}

func notWordy(r rune) bool  { return !wordy(r) }
func notLetter(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsMark(r) }
