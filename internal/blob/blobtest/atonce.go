package blobtest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"newsdesk/internal/blob"
	"newsdesk/internal/fault"
)

// at calls f when n bytes have been read through it.
type at struct {
	r io.Reader
	n int64
	f func()
}

// Read implements io.Reader.
func (a *at) Read(b []byte) (int, error) {
	n, err := a.r.Read(b[:min(len(b), 32<<10)])
	before := a.n
	a.n -= int64(n)
	if before > 0 && a.n <= 0 {
		a.f()
	}
	return n, err
}

func cancelled(t *testing.T, s blob.Store) {
	ctx, stop := context.WithCancel(t.Context())
	stop()
	ended := func(act string, err error) {
		t.Helper()
		if !errors.Is(err, context.Canceled) {
			t.Errorf("%s: got %v, want Canceled", act, err)
		}
	}
	ended("put", s.Put(ctx, "a", 1, bytes.NewReader([]byte("x"))))
	_, err := s.Open(ctx, "a")
	ended("open", err)
	_, err = s.Stat(ctx, "a")
	ended("stat", err)
	ended("delete", s.Delete(ctx, "a"))
	ended("ping", s.Ping(ctx))
	for _, when := range []int64{1, 6 << 20, 12 << 20} {
		b := Bytes(12<<20, 8)
		ctx, stop := context.WithCancel(t.Context())
		ended(fmt.Sprintf("put until %d bytes", when), s.Put(ctx, Key(b), 12<<20, &at{bytes.NewReader(b), when, stop}))
	}
	nothing(t, s)
}

func oneKey(t *testing.T, s blob.Store) {
	b := Bytes(5<<20+100, 9)
	var group sync.WaitGroup
	for range 6 {
		group.Go(func() {
			if err := s.Put(t.Context(), Key(b), int64(len(b)), bytes.NewReader(b)); err != nil {
				t.Error(err)
			}
		})
	}
	group.Wait()
	Want(t, s, Key(b), b)
	if got := Keys(t, s, ""); len(got) != 1 {
		t.Errorf("got %q, want one key", got)
	}
}

func manyKeys(t *testing.T, s blob.Store) {
	Put(t, s, "uploads/first", []byte("x"))
	var group sync.WaitGroup
	for who := range 8 {
		group.Go(func() {
			for i := range 15 {
				PutAndDelete(t, s, fmt.Sprintf("uploads/%d-%d", who, i), Bytes(who*100, uint64(i)))
			}
		})
	}
	group.Wait()
	if diff := cmp.Diff([]string{"uploads/first"}, Keys(t, s, "")); diff != "" {
		t.Errorf("got (+) what is not wanted (-):\n%s", diff)
	}
}

// PutAndDelete puts b, reads it and deletes it, whatever others do meanwhile.
func PutAndDelete(t *testing.T, s blob.Store, key string, b []byte) {
	t.Helper()
	if err := s.Put(t.Context(), key, int64(len(b)), bytes.NewReader(b)); err != nil {
		t.Errorf("put %s: %v", key, err)
	}
	Want(t, s, key, b)
	if err := s.Delete(t.Context(), key); err != nil {
		t.Errorf("delete %s: %v", key, err)
	}
}

func readWhilePut(t *testing.T, s blob.Store) {
	b := Bytes(6<<20, 10)
	key := Key(b)
	if err := s.Put(t.Context(), key, int64(len(b)), &at{bytes.NewReader(b), 5 << 20, func() {
		if _, err := s.Stat(t.Context(), key); !fault.Is(err, fault.NotFound) {
			t.Errorf("half way: got %v, want NotFound", err)
		}
	}}); err != nil {
		t.Fatal(err)
	}
	o, err := s.Open(t.Context(), key)
	if err != nil {
		t.Fatal(err)
	}
	defer o.Close()
	head := make([]byte, 1<<20)
	if _, err := io.ReadFull(o, head); err != nil {
		t.Fatal(err)
	}
	Put(t, s, key, b)
	rest, err := io.ReadAll(o)
	if err != nil || !bytes.Equal(slices.Concat(head, rest), b) {
		t.Errorf("got %d bytes that are others, or %v", len(head)+len(rest), err)
	}
}

func sweep(t *testing.T, s blob.Store) {
	b := Bytes(6<<20, 11)
	Put(t, s, Key(b), b)
	err := s.Put(t.Context(), "a", int64(len(b)), &at{bytes.NewReader(b), 6 << 20, func() {
		if n, err := s.Sweep(t.Context(), longAgo()); n != 0 || err != nil {
			t.Errorf("got %d, %v while something is put, want 0", n, err)
		}
	}})
	if err != nil {
		t.Error(err)
	}
	if n, err := s.Sweep(t.Context(), someDay()); n != 0 || err != nil {
		t.Errorf("got %d, %v, want 0", n, err)
	}
	Want(t, s, Key(b), b)
	Want(t, s, "a", b)
}
