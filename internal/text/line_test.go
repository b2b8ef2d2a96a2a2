package text_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/unicode/norm"
	"pgregory.net/rapid"

	"newsdesk/internal/fault"
	"newsdesk/internal/text"
)

type checker func(f *fault.Fields, pointer, s string, limit int) string

// codes returns the codes of the faults that check finds in s.
func codes(check checker, s string) string {
	var f fault.Fields
	check(&f, "/x", s, 100)
	var found []string
	for _, one := range f {
		found = append(found, one.Code)
	}
	return strings.Join(found, " ")
}

func TestWhatMayStandInAText(t *testing.T) {
	for _, c := range []struct{ id, text, line, lines, name string }{
		{"E01 NUL", "a\x00b", "control_character", "control_character", "control_character"},
		{"E02 C0", "a\x1bb", "control_character", "control_character", "control_character"},
		{"E02 DEL", "a\x7fb", "control_character", "control_character", "control_character"},
		{"E02 C1", "a\u009bb", "control_character", "control_character", "control_character"},
		{"E02 TAB", "a\tb", "control_character", "", "control_character"},
		{"E02 LF", "a\nb", "line_break", "", "line_break"},
		{"E02 NEL", "a\u0085b", "line_break", "control_character", "line_break"},
		{"E03 an override that is never ended", "a\u202eb", "bidi_control", "bidi_control", "bidi_control"},
		{"E03 an override that is ended", "a\u202eb\u202cc", "bidi_control", "", "bidi_control"},
		{"E03 an isolate that is ended", "a\u2067b\u2069c", "bidi_control", "", "bidi_control"},
		{"E03 an isolate ended as an override", "a\u2067b\u202cc", "bidi_control", "bidi_control", "bidi_control"},
		{"E03 turns that cross", "\u2067\u202e\u2069\u202c", "bidi_control", "bidi_control", "bidi_control"},
		{"E03 turns within one another", "\u2067\u202e\u202c\u2069", "bidi_control", "", "bidi_control"},
		{"E03 an end without a beginning", "a\u2069", "bidi_control", "bidi_control", "bidi_control"},
		{"E03 a turn over two lines", "\u2066a\nb\u2069", "line_break bidi_control", "bidi_control", "line_break bidi_control"},
		{"E04 a zero-width space", "a\u200bb", "", "", "invisible_character"},
		{"E04 a zero-width joiner", "a\u200db", "", "", "invisible_character"},
		{"E04 a byte order mark", "\ufeffa", "", "", "invisible_character"},
		{"E04 a Hangul filler", "\u3164", "", "", "invisible_character"},
		{"E04 a tag", "a\U000e0041", "", "", "invisible_character"},
		{"E08 8 marks", "a" + strings.Repeat("\u0328", 8), "", "", ""},
		{"E08 9 marks", "q" + strings.Repeat("\u0328", 9), "too_many_marks", "too_many_marks", "too_many_marks"},
		{"E08 10,000 marks", "a" + strings.Repeat("\u0301", 10_000), "too_long", "too_long", "too_long"},
		{"E08 300 marks, which normalising breaks up", "a" + strings.Repeat("\u0301", 300), "too_many_marks", "too_many_marks", "too_many_marks invisible_character"},
		{"E08 one emoji of 40 people", strings.Repeat("👩\u200d", 40) + "👩", "too_many_marks", "too_many_marks", "too_many_marks invisible_character"},
		{"E13 typography", "“Đảng” – so\u00adft\u00a0‘a’…", "", "", "invisible_character"},
		{"E14 CR LF", "a\r\nb", "line_break", "control_character", "line_break"},
		{"E14 a header after CR LF", "a\r\nBcc: b", "line_break", "control_character", "line_break"},
		{"E15 a line separator", "a\u2028b", "line_break", "", "line_break"},
		{"E15 U+FFFE", "a\ufffeb", "noncharacter", "noncharacter", "noncharacter"},
		{"E15 U+FDD0", "\ufdd0", "noncharacter", "noncharacter", "noncharacter"},
		{"E15 U+10FFFF", "\U0010ffff", "noncharacter", "noncharacter", "noncharacter"},
		{"E15 private use and unassigned", "\ue000\U000e0fff\u0378", "", "", "invisible_character"},
		{"several faults", "a\x00\r\n\ufffe\u202e", "line_break bidi_control control_character noncharacter", "bidi_control control_character noncharacter", "line_break bidi_control control_character noncharacter"},
		{"no UTF-8", "a\xff", "invalid_utf8", "invalid_utf8", "invalid_utf8"},
		{"a plain text", "Tọa đàm", "", "", ""},
		{"nothing", "", "", "", ""},
	} {
		got := []string{codes(text.Line, c.text), codes(text.Lines, c.text), codes(text.Name, c.text)}
		if diff := cmp.Diff([]string{c.line, c.lines, c.name}, got); diff != "" {
			t.Errorf("%s: the faults as line, lines and name differ (-want +got):\n%s", c.id, diff)
		}
	}
}

func TestAFaultNamesItsPlaceAndWhatToDo(t *testing.T) {
	var f fault.Fields
	text.Line(&f, "/title", "a\x00", 100)
	want := "/title control_character Remove the control character U+0000"
	if got := f[0].Name + " " + f[0].Code + " " + f[0].String(); got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestE09EmojiAndFlagsCountOneAndRoundTrip(t *testing.T) {
	for _, s := range []string{
		"👨‍👩‍👧‍👦", "👨🏽‍👩🏽‍👧🏽‍👦🏽", "🇻🇳", "🏴󠁧󠁢󠁥󠁮󠁧󠁿", "❤️", "🏳️‍🌈", "👩🏽‍⚕️", "1️⃣", "👍🏿", "🧑‍🤝‍🧑", "ệ", "e\u0323\u0302", "한", "각",
	} {
		var f fault.Fields
		got := text.Line(&f, "/title", s, 1)
		if got != norm.NFC.String(s) || len(f) > 0 {
			t.Errorf("%q: got %q and faults %v, want it back and none", s, got, f)
		}
		if n := text.Length(s + s + s); n != 3 {
			t.Errorf("%q three times: got length %d, want 3", s, n)
		}
	}
	for s, want := range map[string]int{"": 0, "🇻🇳🇻": 2, "a\r\nb": 3, "a👩": 2, "👩a": 2, "\u200da": 2, "ab": 2, "👩\u200da": 2} {
		if got := text.Length(s); got != want {
			t.Errorf("Length(%q): got %d, want %d", s, got, want)
		}
	}
}

func TestE10ATextIsAsLongAsItsGraphemes(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{strings.Repeat("ệ", 100), ""},
		{strings.Repeat("e\u0323\u0302", 100), ""},
		{strings.Repeat("👨‍👩‍👧‍👦", 100), ""},
		{strings.Repeat("ệ", 101), "too_long"},
		{strings.Repeat("👨‍👩‍👧‍👦", 101), "too_long"},
		{strings.Repeat("a", 10<<20), "too_long"},
	} {
		if got := codes(text.Line, c.text); got != c.want {
			t.Errorf("%.20q… of %d bytes: got %q, want %q", c.text, len(c.text), got, c.want)
		}
	}
}

func TestE13ASoundTextComesBackInNFC(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var f fault.Fields
		s := rapid.String().Draw(t, "s")
		got := text.Lines(&f, "/body", s, 1000)
		if want := norm.NFC.String(s); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
		if len(f) == 0 && codes(text.Lines, got) != "" {
			t.Errorf("%q: got faults %s in a text that was sound", got, codes(text.Lines, got))
		}
	})
}
