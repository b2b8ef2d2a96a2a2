package text

import (
	"strings"
	"unicode/utf8"

	"newsdesk/internal/fault"
)

const (
	maxMarks   = 8  // combining marks in a row; Vietnamese needs two, in NFD
	maxCluster = 32 // code points in one grapheme; the longest emoji has about ten
)

// Line checks a text that stands on one line, such as a title, and returns it
// in NFC. Faults are added to f at the pointer: line breaks, control
// characters, noncharacters, characters that turn the direction of writing,
// heaps of combining marks, and more than limit graphemes (see [Length]).
// Whether a text may be empty is the caller's to say.
func Line(f *fault.Fields, pointer, s string, limit int) string {
	return check(f, pointer, s, limit, lineRules)
}

// Lines checks a text of several lines, as [Line] does one of a single line.
// Line feeds and tabs are allowed, carriage returns are not; the direction of
// writing may turn if it turns back on the same line.
func Lines(f *fault.Fields, pointer, s string, limit int) string {
	return check(f, pointer, s, limit, linesRules)
}

// Name checks a text by which a person or a thing is told from others, such as
// a user's name, an e-mail address or a slug, as [Line] does, and allows no
// invisible character either. Names that only look alike are told by [Skeleton].
func Name(f *fault.Fields, pointer, s string, limit int) string {
	return check(f, pointer, s, limit, nameRules)
}

// check applies rules to s, and names each fault once.
func check(f *fault.Fields, pointer, s string, limit int, rules func(*fault.Fields, string, string)) string {
	if !utf8.ValidString(s) {
		f.Add(pointer, "invalid_utf8", "This text is not UTF-8; send it in that encoding")
		return s
	}
	// Normalising can be costly, and nothing shortens a text this far.
	if len(s) > limit*maxCluster*utf8.UTFMax {
		f.Add(pointer, "too_long", "Shorten this text to %d characters", limit)
		return s
	}
	s = NFC(s)
	rules(f, pointer, s)
	f.If(Length(s) > limit, pointer, "too_long", "Shorten this text to %d characters", limit)
	return s
}

func lineRules(f *fault.Fields, pointer, s string) {
	f.If(strings.ContainsFunc(s, lineBreak), pointer, "line_break", "Put this text on one line")
	f.If(strings.ContainsFunc(s, directional), pointer, "bidi_control", "Remove the characters that turn the direction of writing")
	forbid(f, pointer, s, func(r rune) bool { return control(r) && !lineBreak(r) })
	commonRules(f, pointer, s)
}

func linesRules(f *fault.Fields, pointer, s string) {
	f.If(!balanced(s), pointer, "bidi_control", "End each turn of the direction of writing on the line it began on")
	forbid(f, pointer, s, func(r rune) bool { return control(r) && r != '\n' && r != '\t' })
	commonRules(f, pointer, s)
}

func nameRules(f *fault.Fields, pointer, s string) {
	lineRules(f, pointer, s)
	hidden := func(r rune) bool { return invisible(r) && !directional(r) }
	if i := strings.IndexFunc(s, hidden); i >= 0 {
		r, _ := utf8.DecodeRuneInString(s[i:])
		f.Add(pointer, "invisible_character", "Remove the invisible character U+%04X", r)
	}
}

func commonRules(f *fault.Fields, pointer, s string) {
	if i := strings.IndexFunc(s, noncharacter); i >= 0 {
		r, _ := utf8.DecodeRuneInString(s[i:])
		f.Add(pointer, "noncharacter", "Remove U+%04X, which is not a character", r)
	}
	f.If(heaped(s), pointer, "too_many_marks", "Put at most %d accents on one letter", maxMarks)
}

func forbid(f *fault.Fields, pointer, s string, controls func(rune) bool) {
	if i := strings.IndexFunc(s, controls); i >= 0 {
		r, _ := utf8.DecodeRuneInString(s[i:])
		f.Add(pointer, "control_character", "Remove the control character U+%04X", r)
	}
}

// heaped reports whether some character of s carries more than any script or
// emoji asks for, to spill over its neighbours or to hide a text in one.
func heaped(s string) bool {
	for one := range graphemes(s) {
		if utf8.RuneCountInString(one) > maxCluster || marksInRow(one) > maxMarks {
			return true
		}
	}
	return false
}

func marksInRow(s string) int {
	most, row := 0, 0
	for _, r := range s {
		row++
		if !mark(r) {
			row = 0
		}
		most = max(most, row)
	}
	return most
}
