package vietqr_test

import (
	"crypto/rand"
	"errors"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"pgregory.net/rapid"

	"newsdesk/internal/vietqr"
)

const crockford = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

func drawn(t *testing.T) string {
	t.Helper()
	ref, err := vietqr.NewReference(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return ref
}

func TestReferencesCheckThemselves(t *testing.T) {
	seen := map[string]bool{}
	for range 2000 {
		ref := drawn(t)
		if got, ok := vietqr.NormalReference(ref); !ok || got != ref || len(ref) != 8 {
			t.Fatalf("%s: got %q, %t", ref, got, ok)
		}
		seen[ref] = true
	}
	if len(seen) < 1999 {
		t.Errorf("of 2000 references %d are different", len(seen))
	}
	if _, err := vietqr.NewReference(iotest.ErrReader(errors.New("dry"))); err == nil {
		t.Error("a reference was made of nothing")
	}
}

// Each value of each byte is drawn as often as any other.
func TestReferencesAreDrawnEvenly(t *testing.T) {
	counts := map[byte]int{}
	for b := range 256 {
		ref, err := vietqr.NewReference(strings.NewReader(strings.Repeat(string([]byte{byte(b)}), 7)))
		if err != nil {
			t.Fatal(err)
		}
		counts[ref[0]]++
	}
	for _, c := range []byte(crockford) {
		if counts[c] != 8 {
			t.Errorf("%c: got %d of 256, want 8", c, counts[c])
		}
	}
}

func TestEveryMistypedCharacterOfAReferenceIsFound(t *testing.T) {
	refs := []string{"7K3M9QX1"}
	for range 50 {
		refs = append(refs, drawn(t))
	}
	for _, ref := range refs {
		tried := 0
		for at := range len(ref) {
			for _, c := range crockford {
				wrong := ref[:at] + string(c) + ref[at+1:]
				if wrong == ref {
					continue
				}
				tried++
				if _, ok := vietqr.NormalReference(wrong); ok {
					t.Errorf("%s is taken for a reference, as %s is", wrong, ref)
				}
			}
		}
		if tried != 248 {
			t.Errorf("tried %d substitutions, want 248", tried)
		}
	}
}

func TestReferencesAreReadAsPeopleTypeThem(t *testing.T) {
	for _, typed := range []string{"7K3M9QX1", "7k3m9qx1", "7K3M 9QX1", " 7k3m-9qxI ", "7K3M9QXl", "7K3M9QXL", "7k3m\u00a09qxi"} {
		if got, ok := vietqr.NormalReference(typed); !ok || got != "7K3M9QX1" {
			t.Errorf("%q: got %q, %t", typed, got, ok)
		}
	}
	if got, ok := vietqr.NormalReference("oO00000o"); !ok || got != "00000000" {
		t.Errorf("got %q, %t, want zeros", got, ok)
	}
	for _, typed := range []string{"", "7K3M9QX", "7K3M9QX11", "7K3M9QXU", "7K3M9QXẠ", "7K3M.9QX1", "７K3M9QX1", "7K3M9QX2", "K73M9QX1"} {
		if got, ok := vietqr.NormalReference(typed); ok {
			t.Errorf("%q is taken for %q", typed, got)
		}
	}
}

func TestD05ReferencesAreFoundInWhatBanksPassOn(t *testing.T) {
	for memo, want := range map[string][]string{
		"UH 7K3M9QX1":                   {"7K3M9QX1"},
		"UH7K3M9QX1":                    {"7K3M9QX1"},
		"uh 7k3m9qxi ung ho mien trung": {"7K3M9QX1"},
		"MB.12.Ủng hộ UH-7K3M 9QX1.CT":  {"7K3M9QX1"},
		"UHUH7K3M9QX1UH7K3M9QX1":        {"7K3M9QX1"},
		"UH00000000 UH 7K3M9QX1":        {"00000000", "7K3M9QX1"},
		"7K3M9QX1":                      nil,
		"UH 7K3M9QX2":                   nil,
		"UH 7K3M9QX":                    nil,
		"ung ho":                        nil,
		"":                              nil,
	} {
		if got := vietqr.References(memo, "UH"); !slices.Equal(got, want) {
			t.Errorf("%q: got %v, want %v", memo, got, want)
		}
	}
	if got := vietqr.References("ms 2024 7K3M9QX1", "MS-2024"); !slices.Equal(got, []string{"7K3M9QX1"}) {
		t.Errorf("another prefix: got %v", got)
	}
}

func TestAReferenceIsFoundWhateverStandsAroundIt(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		ref := drawn(t)
		memo := rapid.String().Draw(r, "before") + " UH " + ref[:4] + rapid.SampledFrom([]string{"", " ", "-", "."}).Draw(r, "between") + ref[4:] + rapid.String().Draw(r, "after")
		if got := vietqr.References(strings.ToLower(memo), "uh"); !slices.Contains(got, ref) {
			r.Errorf("%q: got %v, want %s in it", memo, got, ref)
		}
	})
}
