package text_test

import (
	"strings"
	"testing"
	"unicode"

	"pgregory.net/rapid"

	"newsdesk/internal/text"
)

func TestWordsAreWhatNewsroomsCount(t *testing.T) {
	for s, want := range map[string]int{
		"": 0, " \n": 0, "Đảng": 1, "Đảng với thanh niên": 4, "2015-2020": 1, "a – b": 2, "“…” !": 0, "24/3,\nĐoàn": 2,
	} {
		if got := text.Words(s); got != want {
			t.Errorf("Words(%q): got %d, want %d", s, got, want)
		}
	}
}

func TestAnExcerptEndsAfterAWord(t *testing.T) {
	for _, c := range []struct {
		text  string
		limit int
		want  string
	}{
		{"Đảng với thanh niên", 19, "Đảng với thanh niên"},
		{"Đảng với thanh niên", 18, "Đảng với thanh…"},
		{"Đảng với thanh niên", 15, "Đảng với thanh…"},
		{"Đảng với thanh niên", 14, "Đảng với…"},
		{"Đảng, với", 6, "Đảng…"},
		{"Đảng – với", 8, "Đảng…"},
		{"Đảng\n\n với", 99, "Đảng với"},
		{"Nghiêng", 4, "Ngh…"},
		{"👨‍👩‍👧‍👦👨‍👩‍👧‍👦👨‍👩‍👧‍👦", 2, "👨‍👩‍👧‍👦…"},
		{"Đảng", 1, "…"},
		{"Đảng", 0, ""},
		{"", 0, ""},
	} {
		if got := text.Excerpt(c.text, c.limit); got != c.want {
			t.Errorf("Excerpt(%q, %d): got %q, want %q", c.text, c.limit, got, c.want)
		}
	}
}

// wantExcerpt fails unless an excerpt keeps its promises: short enough, and
// whole words from the beginning of the text.
func wantExcerpt(t reporter, s string, limit int) {
	t.Helper()
	got := text.Excerpt(s, limit)
	if n := text.Length(got); n > limit {
		t.Errorf("Excerpt(%q, %d): got length %d of %q, want at most the limit", s, limit, n, got)
	}
	line := strings.Join(strings.Fields(s), " ")
	head, isCut := strings.CutSuffix(got, "…")
	if got == line || !isCut {
		return
	}
	rest, begins := strings.CutPrefix(line, head)
	if !begins {
		t.Errorf("Excerpt(%q, %d): got %q, want the beginning of the text", s, limit, got)
	}
	inWord := rest != "" && unicode.IsLetter([]rune(rest)[0]) && strings.Contains(head, " ")
	if inWord {
		t.Errorf("Excerpt(%q, %d): got %q, want it cut after a word", s, limit, got)
	}
}

func TestEveryExcerptKeepsItsPromises(t *testing.T) {
	words := rapid.StringOf(rapid.RuneFrom([]rune("aảđ ,–🇻👩\u200d\n")))
	rapid.Check(t, func(t *rapid.T) {
		wantExcerpt(t, words.Draw(t, "s"), rapid.IntRange(0, 30).Draw(t, "limit"))
	})
}
