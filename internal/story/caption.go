package story

import (
	"slices"
	"strings"
)

// describes reports whether a is the alt text of the image whose caption c is.
// A page that shows both has them in touching lines, the alt text without a
// full stop and the caption repeating it, perhaps in slightly other words.
func describes(a, c Line) bool {
	if finished(a.Text) || length(a) > maxCaption || length(c) > maxCaption {
		return false
	}
	if cut(a.Text, c.Text) {
		return true
	}
	alt, caption := words(a.Text), words(c.Text)
	return len(alt) > 1 && alike(alt, caption[:min(len(alt), len(caption))])
}

// cut reports whether alt stops where caption opens a double quote. That is
// what is left of an HTML attribute, alt="…", that a quote inside it ended.
func cut(alt, caption string) bool {
	whole, _, quoted := strings.Cut(caption, `"`)
	if !quoted || strings.Contains(alt, `"`) {
		return false
	}
	return alike(words(alt), words(whole))
}

// words are the words of a text in lower case, without punctuation.
func words(text string) []string {
	return strings.FieldsFunc(strings.ToLower(text), notWordy)
}

// alike reports whether two phrases share three quarters of their words in the
// same order, and start with the same one.
func alike(a, b []string) bool {
	if len(a) == 0 || len(b) == 0 || a[0] != b[0] {
		return false
	}
	return 8*common(a, b) >= 3*(len(a)+len(b))
}

// common is the length of the longest common subsequence of two phrases.
func common(a, b []string) int {
	above := make([]int, len(b)+1)
	for _, word := range a {
		row := slices.Clone(above)
		for j, other := range b {
			row[j+1] = max(row[j], above[j+1])
			if word == other {
				row[j+1] = above[j] + 1
			}
		}
		above = row
	}
	return above[len(b)]
}

// isCaption reports whether a line that no alt text announces is a caption all
// the same, because it says so or ends with the name of a photographer.
func isCaption(l Line) bool {
	if length(l) > maxCaption {
		return false
	}
	lower := strings.ToLower(l.Text)
	for _, opening := range []string{"ảnh minh họa", "ảnh minh hoạ", "trong ảnh:", "photo:"} {
		if strings.HasPrefix(lower, opening) {
			return true
		}
	}
	return credit(l.Text) != ""
}

// credit is the photographer whom a caption names at its end, as in
// "… (Ảnh: Lan Chi)", or empty.
func credit(caption string) string {
	for _, mark := range []string{"Ảnh:", "ảnh:", "Photo:"} {
		at := strings.LastIndex(caption, mark)
		if at < 0 || len(words(caption[:at])) < 3 {
			continue
		}
		who := strings.Trim(caption[at+len(mark):], " .()[]\u00a0")
		if _, ok := names(who); ok {
			return who
		}
	}
	return ""
}
