package blobtest

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"newsdesk/internal/blob"
	"newsdesk/internal/fault"
)

// Hostile returns names that are no keys: ways out of the directory, hidden
// files, what other systems read differently, and what is too long.
func Hostile() []string {
	return []string{
		"", "/", ".", "..", "../x", "../../x", "../../../../etc/passwd", "/etc/passwd", "a/../b", "a/./b", "a//b", "a/", "/a",
		"..%2f", "%2e%2e/x", "..%2fx", `..\x`, `C:\x`, "c:x", `a\b`, "x\x00.png", "x\n", "x\r\ny: z", " x", "x ", "x y",
		".htaccess", "a/.htaccess", ".unfinished/x", "a/.x", "x.", "x./y", "x-", "-x", "_x", "a..b", "...",
		"Con.PNG", "X", "ảnh.jpg", "a\u202egpj.exe", "a?b", "a*b", "a&b", "a=b", "a#b", "a+b", "a:b", "~x", "$x", "\xff",
		strings.Repeat("x", 201), strings.Repeat("a/", 256) + "x", strings.Repeat("x", 4<<10),
	}
}

func hostile(t *testing.T, s blob.Store) {
	for _, key := range Hostile() {
		if err := s.Put(t.Context(), key, 1, strings.NewReader("x")); !invalid(err) {
			t.Errorf("put %.40q: got %v, want Invalid", key, err)
		}
		if _, err := s.Open(t.Context(), key); !invalid(err) {
			t.Errorf("open %.40q: got %v, want Invalid", key, err)
		}
		if _, err := s.Stat(t.Context(), key); !invalid(err) {
			t.Errorf("stat %.40q: got %v, want Invalid", key, err)
		}
		if err := s.Delete(t.Context(), key); !invalid(err) {
			t.Errorf("delete %.40q: got %v, want Invalid", key, err)
		}
	}
	for _, prefix := range []string{"..", "../", "/", ".unfinished/", "a/../", "A", "a//"} {
		err := s.List(t.Context(), prefix, func(o blob.Info) error { return fmt.Errorf("listed %s", o.Key) })
		if !invalid(err) {
			t.Errorf("list %q: got %v, want Invalid", prefix, err)
		}
	}
	nothing(t, s)
}

func order(t *testing.T, s blob.Store) {
	keys := []string{"a", "a-1", "a.1", "ab/c/d", "ab/c-d", "ab/c.d", "ab-c/d", "ab.c/d", "abc", "b/1", "b/10", "b/2", "c_d/e", "z"}
	for _, k := range keys {
		Put(t, s, k, []byte(k))
	}
	for _, prefix := range []string{"", "a", "ab", "ab/", "ab/c", "ab/c-", "b/1", "b/1/", "c_", "nothing/", "zz"} {
		want := []string{}
		for _, k := range keys {
			if strings.HasPrefix(k, prefix) {
				want = append(want, k)
			}
		}
		slices.Sort(want)
		if diff := cmp.Diff(want, Keys(t, s, prefix)); diff != "" {
			t.Errorf("prefix %q: got (+) what is not wanted (-):\n%s", prefix, diff)
		}
	}
	err := s.List(t.Context(), "", func(o blob.Info) error {
		info, err := s.Stat(t.Context(), o.Key)
		if err != nil || info.Size != o.Size || info.Size != int64(len(o.Key)) {
			return fmt.Errorf("%s: got %+v of a list, %+v of the object: %w", o.Key, o, info, err)
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
}

func pages(t *testing.T, s blob.Store) {
	want := []string{}
	for i := range 1010 {
		want = append(want, fmt.Sprintf("uploads/%d/%04d", i%3, i))
	}
	var group sync.WaitGroup
	for part := range slices.Chunk(want, 100) {
		group.Go(func() {
			for _, key := range part {
				if err := s.Put(t.Context(), key, 1, strings.NewReader("x")); err != nil {
					t.Errorf("put %s: %v", key, err)
				}
			}
		})
	}
	group.Wait()
	slices.Sort(want)
	if diff := cmp.Diff(want, Keys(t, s, "uploads/")); diff != "" {
		t.Errorf("got (+) what is not wanted (-):\n%s", diff)
	}
	err := s.List(t.Context(), "", func(o blob.Info) error { return s.Delete(t.Context(), o.Key) })
	if err != nil {
		t.Errorf("deleting what is listed: %v", err)
	}
	nothing(t, s)
}

func listStops(t *testing.T, s blob.Store) {
	for _, k := range []string{"a", "b/c", "d"} {
		Put(t, s, k, []byte(k))
	}
	enough := errors.New("enough")
	seen := 0
	err := s.List(t.Context(), "", func(blob.Info) error {
		seen++
		if seen == 2 {
			return enough
		}
		return nil
	})
	if !errors.Is(err, enough) || seen != 2 {
		t.Errorf("got %v after %d objects, want %v after 2", err, seen, enough)
	}
}

func ping(t *testing.T, s blob.Store) {
	if err := s.Ping(t.Context()); err != nil {
		t.Error(err)
	}
	nothing(t, s)
	if _, err := s.Stat(t.Context(), "a"); !fault.Is(err, fault.NotFound) {
		t.Errorf("got %v of an empty store, want NotFound", err)
	}
}
