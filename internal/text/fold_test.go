package text_test

import (
	"testing"

	"golang.org/x/text/unicode/norm"
	"pgregory.net/rapid"

	"newsdesk/internal/text"
)

func TestFoldKeepsWhatAReaderTypes(t *testing.T) {
	for in, want := range map[string]string{
		"Đảng với Thanh niên":          "dang voi thanh nien",
		"ĐOÀN KHỐI":                    "doan khoi",
		"“Quỹ” – ‘phòng’, chống…":      `"quy" - 'phong', chong...`,
		" a\u00a0b\u2003c\n\td ":       "a b c d",
		"so\u00adft zero\u200bwidth":   "soft zerowidth",
		"Łódź, Øresund, Straße, İzmir": "lodz, oresund, strasse, izmir",
		"Hà Nội 😀":                     "ha noi 😀",
		"":                             "",
	} {
		if got := text.Fold(in); got != want {
			t.Errorf("Fold(%q): got %q, want %q", in, got, want)
		}
	}
}

func TestFoldingKnowsNoNormalFormAndChangesNothingTwice(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.String().Draw(t, "s")
		once := text.Fold(s)
		if got := text.Fold(norm.NFD.String(s)); got != once {
			t.Errorf("got %q for NFD, want %q", got, once)
		}
		if got := text.Fold(norm.NFC.String(s)); got != once {
			t.Errorf("got %q for NFC, want %q", got, once)
		}
		if got := text.Fold(once); got != once {
			t.Errorf("got %q when folded twice, want %q", got, once)
		}
	})
}

func TestE05ANameThatLooksLikeAnotherHasItsSkeleton(t *testing.T) {
	for _, c := range []struct{ a, b string }{
		{"Мinh", "Minh"},
		{"Minh", "minh"},
		{"Мinh Тhương", "Minh Thương"},
		{"Ｍｉｎｈ", "Minh"},
		{"𝐌𝐢𝐧𝐡", "Minh"},
		{"Mi\u200bnh", "Minh"},
		{"Minh\u00a0 Thương", "Minh Thương"},
		{"Ðức", "Đức"},
		{"ΜΑΡΙΑ", "MAPIA"},
		{norm.NFD.String("Thương"), "Thương"},
	} {
		if a, b := text.Skeleton(c.a), text.Skeleton(c.b); a != b {
			t.Errorf("%q and %q: got skeletons %q and %q, want them equal", c.a, c.b, a, b)
		}
	}
	for _, c := range []struct{ a, b string }{{"Minh", "Mính"}, {"Đức", "Dức"}, {"Lan", "Ian"}, {"Thương", "Thường"}} {
		if a := text.Skeleton(c.a); a == text.Skeleton(c.b) {
			t.Errorf("%q and %q: got skeleton %q for both, want them different", c.a, c.b, a)
		}
	}
}

func TestASkeletonIsItsOwnSkeleton(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		once := text.Skeleton(rapid.String().Draw(t, "s"))
		if twice := text.Skeleton(once); twice != once {
			t.Errorf("got %q, want %q", twice, once)
		}
	})
}
