package text_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
	"pgregory.net/rapid"

	"newsdesk/internal/text"
)

func TestE07TheSlugOfATitle(t *testing.T) {
	seed := "toa-dam-dang-voi-thanh-nien-thanh-nien-voi-dang"
	for title, want := range map[string]string{
		`Tọa đàm "Đảng với thanh niên - Thanh niên với Đảng"`:                  seed,
		`Tọa đàm "Đảng với thanh niên – Thanh niên với Đảng"`:                  seed,
		`Tọa đàm “Đảng với thanh niên – Thanh niên với Đảng”`:                  seed,
		norm.NFD.String(`Tọa đàm “Đảng với thanh niên — Thanh niên với Đảng”`): seed,
		"Covid-19: 24/3/2020":                  "covid-19-24-3-2020",
		"Huyện Đắk R'lấp":                      "huyen-dak-rlap",
		"Huyện Đắk R’lấp":                      "huyen-dak-rlap",
		"  --  Quỹ  --  ":                      "quy",
		"新聞":                                   "",
		"":                                     "",
		strings.Repeat("a", 97):                strings.Repeat("a", 96),
		strings.Repeat("a", 90) + " bcdef":     strings.Repeat("a", 90) + "-bcdef"[:6],
		strings.Repeat("a", 90) + " bcdefg":    strings.Repeat("a", 90),
		"0192F0C1-7D5E-7B3A-9C11-5F0A2B7C9E10": "id-0192f0c1-7d5e-7b3a-9c11-5f0a2b7c9e10",
		"0192f0c1 7d5e 7b3a 9c11 5f0a2b7c9e10": "id-0192f0c1-7d5e-7b3a-9c11-5f0a2b7c9e10",
	} {
		if got := text.Slug(title); got != want {
			t.Errorf("Slug(%q): got %q, want %q", title, got, want)
		}
	}
}

func TestE04AValidSlugHasNothingInvisible(t *testing.T) {
	for slug, want := range map[string]bool{
		"toa-dam":                              true,
		"2020":                                 true,
		"a":                                    true,
		strings.Repeat("a", 120):               true,
		strings.Repeat("a", 121):               false,
		"":                                     false,
		"-a":                                   false,
		"a-":                                   false,
		"a--b":                                 false,
		"A":                                    false,
		"tọa":                                  false,
		"a\u200bb":                             false,
		"a\u200db":                             false,
		"\ufeffa":                              false,
		"a\u202eb":                             false,
		"a\n":                                  false,
		"a/b":                                  false,
		"0192f0c1-7d5e-7b3a-9c11-5f0a2b7c9e10": false,
		"0192f0c17d5e7b3a9c115f0a2b7c9e10":     false,
		"0192f0c1-7d5e-7b3a-9c11-5f0a2b7c9e1g": true,
		"0192f0c1-7d5e-7b3a-9c11-5f0a2b7c9e1":  true,
	} {
		if got := text.ValidSlug(slug); got != want {
			t.Errorf("ValidSlug(%q): got %t, want %t", slug, got, want)
		}
	}
}

// reporter is what a test, a fuzz target and a property have in common.
type reporter interface {
	Helper()
	Errorf(format string, args ...any)
}

// wantSlug fails unless the slug of a title keeps all promises that do not
// depend on the title.
func wantSlug(t reporter, title string) {
	t.Helper()
	slug := text.Slug(title)
	if slug != "" && !text.ValidSlug(slug) {
		t.Errorf("Slug(%q): got %q, want a valid slug", title, slug)
	}
	if len(slug) > 96 {
		t.Errorf("Slug(%q): got %d characters, want at most 96", title, len(slug))
	}
	if got := text.Slug(slug); got != slug {
		t.Errorf("Slug(%q): got %q, want it to be its own slug", slug, got)
	}
	if !utf8.ValidString(title) {
		return
	}
	if nfc, nfd := text.Slug(norm.NFC.String(title)), text.Slug(norm.NFD.String(title)); nfc != nfd { // E06
		t.Errorf("Slug(%q): got %q for NFC and %q for NFD, want them equal", title, nfc, nfd)
	}
}

func TestE06EverySlugKeepsItsPromises(t *testing.T) {
	letters := rapid.StringOf(rapid.RuneFrom([]rune("aAđĐắẳượ –-'’\u0323\u0301\u200b09f")))
	rapid.Check(t, func(t *rapid.T) {
		wantSlug(t, rapid.OneOf(rapid.String(), letters).Draw(t, "title"))
	})
}

func FuzzSlug(f *testing.F) {
	for _, seed := range []string{"Tọa đàm “Đảng”", "a\u0301\u0323", "\xff", "R'lấp", "0192f0c1-7d5e-7b3a-9c11-5f0a2b7c9e10", strings.Repeat("à ", 99)} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, title string) { wantSlug(t, title) })
}
