package blob_test

import (
	"path/filepath"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"newsdesk/internal/blob"
	"newsdesk/internal/blob/blobtest"
	"newsdesk/internal/fault"
)

func TestKeysThatTheNewsroomUsesAreGood(t *testing.T) {
	for _, key := range []string{
		"a", "0", "a.b", "a-b_c.d", "con.png", blobtest.Key(nil), "uploads/0190/000000000000-" + strings.Repeat("f", 64),
		strings.Repeat("x", 200), strings.Repeat("a/", 255) + "x",
	} {
		if err := blob.CheckKey(key); err != nil {
			t.Errorf("%.40q: got %v, want nil", key, err)
		}
	}
}

func TestABadKeyIsSaidToBeTheKey(t *testing.T) {
	f := fault.Of(blob.CheckKey("../x"))
	if f.Kind != fault.Invalid || len(f.Fields) != 1 || f.Fields[0].Name != "/key" {
		t.Errorf("got %+v, want Invalid at /key", f)
	}
}

func TestNoKeyLeadsOutOfItsDirectory(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		key := rapid.StringOfN(rapid.SampledFrom([]rune("abcdef0123.//-_"+`A\:%~`+" \x00é")), 1, 12, -1).Draw(t, "key")
		if blob.CheckKey(key) != nil {
			t.Skip("no key")
		}
		if !filepath.IsLocal(key) || filepath.Clean(key) != key || strings.HasPrefix(key, ".") || strings.Contains(key, "/.") || key != strings.ToLower(key) {
			t.Errorf("%q is a key, and a path that is read in another way", key)
		}
	})
}

func TestAKeyNamesItsBytesWithItsLastSixtyFourDigits(t *testing.T) {
	sum := strings.Repeat("0a", 32)
	cases := []struct {
		key   string
		named bool
	}{
		{sum, true},
		{"originals/0a/" + sum, true},
		{"uploads/1/000000000010-" + sum, true},
		{"a." + sum, true},
		{"0" + sum, false},
		{"a/f" + sum, false},
		{sum + ".jpg", false},
		{sum[1:], false},
		{"a/" + sum[:63] + "g", false},
		{"", false},
	}
	for _, c := range cases {
		got, named := blob.Sum(c.key)
		if named != c.named || named && got != sum {
			t.Errorf("%s: got %q, %t; want %t", c.key, got, named, c.named)
		}
	}
}
