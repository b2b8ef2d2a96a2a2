package blobtest

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/google/go-cmp/cmp"

	"newsdesk/internal/blob"
	"newsdesk/internal/fault"
)

func roundTrip(t *testing.T, s blob.Store) {
	for _, size := range []int{0, 1, 64<<10 - 1, 64 << 10, 64<<10 + 1, 5 << 20, 5<<20 + 1, 6 << 20, 20 << 20} {
		b := Bytes(size, 1)
		Put(t, s, Key(b), b)
		Want(t, s, Key(b), b)
		info, err := s.Stat(t.Context(), Key(b))
		if err != nil || info.Key != Key(b) || info.Size != int64(size) {
			t.Errorf("%d bytes: got %+v, %v", size, info, err)
		}
		if !info.ModTime.After(longAgo()) || !info.ModTime.Before(someDay()) {
			t.Errorf("%d bytes: got %v as the time when they were put", size, info.ModTime)
		}
	}
}

// longAgo is before anything that a test does, and someDay after it, whatever the
// clock of the store says.
func longAgo() time.Time { return time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC) }
func someDay() time.Time { return time.Date(2200, 1, 1, 0, 0, 0, 0, time.UTC) }

func ranges(t *testing.T, s blob.Store) {
	b := Bytes(6<<20, 2)
	Put(t, s, Key(b), b)
	o, err := s.Open(t.Context(), Key(b))
	if err != nil {
		t.Fatal(err)
	}
	if info := o.Info(); info.Key != Key(b) || info.Size != int64(len(b)) {
		t.Errorf("got %+v of an open object", info)
	}
	for _, r := range [][2]int{{0, 1}, {0, 100}, {5<<20 - 1, 2}, {1 << 20, 2 << 20}, {len(b) - 1, 1}, {len(b), 0}} {
		seekTo(t, o, b, r[0], r[1])
		readAt(t, o, b, r[0], r[1])
	}
	if n, err := o.ReadAt(make([]byte, 10), int64(len(b)-4)); n != 4 || !errors.Is(err, io.EOF) {
		t.Errorf("past the end: got %d bytes, %v; want 4 and EOF", n, err)
	}
	if _, err := o.Seek(-1, io.SeekStart); err == nil {
		t.Error("got no error before the beginning")
	}
	if err := o.Close(); err != nil {
		t.Error(err)
	}
	if _, err := o.Read(make([]byte, 1)); err == nil {
		t.Error("got no error of reading what is closed")
	}
}

// readerRules has the standard library's test of readers read a small object.
func readerRules(t *testing.T, s blob.Store) {
	b := Bytes(300, 12)
	Put(t, s, "small", b)
	o, err := s.Open(t.Context(), "small")
	if err != nil {
		t.Fatal(err)
	}
	defer o.Close()
	if err := iotest.TestReader(o, b); err != nil {
		t.Error(err)
	}
}

func seekTo(t *testing.T, o blob.Object, b []byte, at, n int) {
	t.Helper()
	back := int64(at - len(b))
	if got, err := o.Seek(back, io.SeekEnd); err != nil || got != int64(at) {
		t.Errorf("seek to %d: got %d, %v", at, got, err)
	}
	got := make([]byte, n)
	if _, err := io.ReadFull(o, got); err != nil || !bytes.Equal(got, b[at:at+n]) {
		t.Errorf("%d bytes from %d: they are others, or %v", n, at, err)
	}
	if now, err := o.Seek(0, io.SeekCurrent); err != nil || now != int64(at+n) {
		t.Errorf("after %d bytes from %d: got %d, %v", n, at, now, err)
	}
}

func readAt(t *testing.T, o blob.Object, b []byte, at, n int) {
	t.Helper()
	got := make([]byte, n)
	if m, err := o.ReadAt(got, int64(at)); m != n || err != nil && !errors.Is(err, io.EOF) || !bytes.Equal(got, b[at:at+n]) {
		t.Errorf("%d bytes at %d: got %d, %v, or they are others", n, at, m, err)
	}
}

func absence(t *testing.T, s blob.Store) {
	Put(t, s, "a/b", []byte("x"))
	for _, key := range []string{"nothing", "a", "a/c", "a/b.c", "x/y/z"} {
		if _, err := s.Stat(t.Context(), key); !fault.Is(err, fault.NotFound) {
			t.Errorf("stat %s: got %v, want NotFound", key, err)
		}
		if _, err := s.Open(t.Context(), key); !fault.Is(err, fault.NotFound) {
			t.Errorf("open %s: got %v, want NotFound", key, err)
		}
		if err := s.Delete(t.Context(), key); err != nil {
			t.Errorf("delete %s: got %v, want nil", key, err)
		}
	}
	Want(t, s, "a/b", []byte("x"))
}

func deletion(t *testing.T, s blob.Store) {
	Put(t, s, "uploads/1/direct", []byte("x"))
	Put(t, s, "uploads/2/direct", []byte("y"))
	for range 2 {
		if err := s.Delete(t.Context(), "uploads/1/direct"); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := s.Stat(t.Context(), "uploads/1/direct"); !fault.Is(err, fault.NotFound) {
		t.Errorf("got %v, want NotFound", err)
	}
	if diff := cmp.Diff([]string{"uploads/2/direct"}, Keys(t, s, "")); diff != "" {
		t.Error(diff)
	}
	Put(t, s, "uploads/1/direct", []byte("z"))
	Want(t, s, "uploads/1/direct", []byte("z"))
}

func again(t *testing.T, s blob.Store) {
	small, large := Bytes(100, 3), Bytes(6<<20, 3)
	for range 2 {
		Put(t, s, Key(small), small)
		Put(t, s, Key(large), large)
		Put(t, s, "without/a.sum", small)
	}
	Want(t, s, Key(small), small)
	Want(t, s, Key(large), large)
	Want(t, s, "without/a.sum", small)
	if got := Keys(t, s, ""); len(got) != 3 {
		t.Errorf("got %q, want three keys", got)
	}
}

func otherBytes(t *testing.T, s blob.Store) {
	first := Bytes(6<<20, 4)
	Put(t, s, "a", first)
	for _, other := range [][]byte{{}, Bytes(6<<20, 5), first[1:]} {
		err := s.Put(t.Context(), "a", int64(len(other)), bytes.NewReader(other))
		if !fault.Is(err, fault.Conflict) {
			t.Errorf("%d other bytes: got %v, want Conflict", len(other), err)
		}
	}
	Want(t, s, "a", first)
}

func misnamed(t *testing.T, s blob.Store) {
	for _, size := range []int{100, 6 << 20} {
		b := Bytes(size, 6)
		key := Key(b)
		wrong := bytes.Clone(b)
		wrong[size-1]++
		if err := s.Put(t.Context(), key, int64(size), bytes.NewReader(wrong)); !fault.Is(err, fault.Invalid) {
			t.Errorf("%d bytes: got %v, want Invalid", size, err)
		}
		if _, err := s.Stat(t.Context(), key); !fault.Is(err, fault.NotFound) {
			t.Errorf("%d bytes: got %v of what was refused, want NotFound", size, err)
		}
	}
}

func badReaders(t *testing.T, s blob.Store) {
	torn := errors.New("the wire is torn")
	for _, size := range []int64{1, 1000, 5 << 20, 5<<20 + 1, 12 << 20} {
		b := Bytes(int(size), 7)
		half := io.LimitReader(bytes.NewReader(b), size/2)
		cases := []struct {
			name string
			r    io.Reader
			good func(error) bool
		}{
			{"short", bytes.NewReader(b[:size-1]), invalid},
			{"empty", strings.NewReader(""), invalid},
			{"long", io.MultiReader(bytes.NewReader(b), strings.NewReader("x")), invalid},
			{"long at once", bytes.NewReader(append(bytes.Clone(b), 'x')), invalid},
			{"failing", io.MultiReader(half, iotest.ErrReader(torn)), func(err error) bool { return errors.Is(err, torn) }},
			{"failing at the end", io.MultiReader(bytes.NewReader(b), iotest.ErrReader(torn)), func(err error) bool { return errors.Is(err, torn) }},
		}
		for _, c := range cases {
			if err := s.Put(t.Context(), "uploads/1/direct", size, c.r); !c.good(err) {
				t.Errorf("a %s reader of %d bytes: got %v", c.name, size, err)
			}
		}
	}
	if err := s.Put(t.Context(), "uploads/1/direct", -1, strings.NewReader("")); !invalid(err) {
		t.Errorf("-1 bytes: got %v, want Invalid", err)
	}
	nothing(t, s)
}

func invalid(err error) bool { return fault.Is(err, fault.Invalid) }

// nothing fails the test if the store has an object, or the beginning of one.
func nothing(t *testing.T, s blob.Store) {
	t.Helper()
	if keys := Keys(t, s, ""); len(keys) > 0 {
		t.Errorf("got %q, want no key", keys)
	}
	if n, err := s.Sweep(t.Context(), someDay()); n != 0 || err != nil {
		t.Errorf("there were %d unfinished objects, want none; %v", n, err)
	}
}
