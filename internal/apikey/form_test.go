package apikey

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"newsdesk/internal/ident"
)

func TestA30EveryKeyIsReadBackAndEveryOtherTextIsNot(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		id := ident.New()
		key, hash := issue("live", id)
		gotID, gotHash, ok := parse("live", key)
		if !ok || gotID != id || gotHash != hash {
			r.Fatalf("%s is read as %q %q %t, want %q %q", key, gotID, gotHash, ok, id, hash)
		}
		at := rapid.IntRange(0, len(key)-1).Draw(r, "at")
		letter := rapid.SampledFrom([]byte(digits+separator+"-. \x00")).Draw(r, "letter")
		if letter == key[at] {
			return
		}
		bad := key[:at] + string(letter) + key[at+1:]
		if _, _, ok := parse("live", bad); ok {
			r.Fatalf("%s was taken, which differs from %s at %d", bad, key, at)
		}
	})
}

func TestA30AKeyHasOneFormAlone(t *testing.T) {
	key, _ := issue("live", ident.New())
	body := key[:len(key)-sumChars]
	signed := func(text string) string { return text + sumOf(text) } // whoever knows how sums are made
	tooLarge := "nd_live_key_" + strings.Repeat("z", idChars) + "_" + strings.Repeat("0", secretLen) + "_"
	for what, text := range map[string]string{
		"nothing":                    "",
		"another environment":        strings.Replace(key, "_live_", "_test_", 1),
		"a digit more":               key + "0",
		"a digit less":               key[:len(key)-1],
		"a space in front":           " " + key,
		"lower case":                 strings.ToLower(key),
		"an id that is no 128 bits":  signed(tooLarge),
		"a secret beyond 256 bits":   signed("nd_live_key_" + strings.Repeat("0", idChars) + "_" + strings.Repeat("z", secretLen) + "_"),
		"another separator":          signed(strings.Replace(body, "_", "-", 4)),
		"a body that was cut short":  signed(body[:len(body)-2] + "_"),
		"a sum of another key":       body + sumOf(body+"0"),
		"the id alone":               "nd_live_key_",
		"a letter of another script": strings.Replace(key, "nd", "nđ", 1),
	} {
		if id, _, ok := parse("live", text); ok {
			t.Errorf("%s: %q is taken as a key of %s", what, text, id)
		}
	}
}

func FuzzParse(f *testing.F) {
	key, _ := issue("live", ident.New())
	for _, seed := range []string{key, key[:40], "nd_live_key_", strings.Repeat("_", 86), ""} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		id, _, ok := parse("live", text)
		if ok && (!ident.Valid(id) || text != strings.TrimSpace(text)) {
			t.Errorf("%q is taken as a key of %q", text, id)
		}
	})
}

func BenchmarkParse(b *testing.B) {
	key, _ := issue("live", ident.New())
	b.ReportAllocs()
	for b.Loop() {
		if _, _, ok := parse("live", key); !ok {
			b.Fatal("a good key was refused")
		}
	}
}
