package text

import (
	"strings"
	"unicode"
)

// Words returns how many words s has: runs without white space that hold a
// letter or a digit. Vietnamese syllables count one each, as newsrooms do.
func Words(s string) int {
	n := 0
	for run := range strings.FieldsSeq(s) {
		if strings.ContainsFunc(run, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }) {
			n++
		}
	}
	return n
}

const ellipsis = "…"

// Excerpt returns the beginning of s on one line, at most limit graphemes (see
// [Length]). What is cut, is cut after a word and ends in an ellipsis, which
// counts; only a first word that is too long is cut within.
func Excerpt(s string, limit int) string {
	s = strings.Join(strings.Fields(s), " ")
	if _, whole := cut(s, limit); whole {
		return s
	}
	if limit < 1 {
		return ""
	}
	room, _ := cut(s, limit-1)
	if next := s[len(room):]; !strings.HasPrefix(next, " ") {
		room = backToWord(room)
	}
	return strings.TrimRight(room, " ,;:.–—-…(“\"'") + ellipsis
}

// cut returns the first n graphemes of s, and whether they are all of it.
func cut(s string, n int) (head string, whole bool) {
	size := 0
	for one := range graphemes(s) {
		if n == 0 {
			return s[:size], false
		}
		n--
		size += len(one)
	}
	return s, true
}

func backToWord(head string) string {
	if i := strings.LastIndexByte(head, ' '); i > 0 {
		return head[:i]
	}
	return head
}
