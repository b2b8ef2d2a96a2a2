// Package blobtest is what every store of bytes must do, as a test.
package blobtest

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"math/rand/v2"
	"testing"

	"newsdesk/internal/blob"
)

// Conform tests that the stores which open makes keep the promises of
// [blob.Store]. Each call of open returns an empty one.
func Conform(t *testing.T, open func(*testing.T) blob.Store) {
	t.Helper()
	for _, promise := range promises() {
		t.Run(promise.name, func(t *testing.T) { promise.test(t, open(t)) })
	}
}

type promise struct {
	name string
	test func(*testing.T, blob.Store)
}

func promises() []promise {
	return []promise{
		{"what is put comes back whole", roundTrip},
		{"ranges are of the object", ranges},
		{"an open object is a reader as the standard library wants it", readerRules},
		{"what is not there is not found", absence},
		{"a deleted object is gone, and may be deleted again", deletion},
		{"the same bytes may be put again", again},
		{"other bytes are refused under a key", otherBytes},
		{"bytes that a key does not name are refused", misnamed},
		{"too few, too many and failing bytes leave nothing", badReaders},
		{"an act whose time has run out leaves nothing", cancelled},
		{"hostile keys are refused", hostile},
		{"many put one key at once", oneKey},
		{"many put many keys at once, and delete them", manyKeys},
		{"who reads is not disturbed by who puts", readWhilePut},
		{"lists are in the order of keys", order},
		{"lists go on after a thousand objects", pages},
		{"a list ends when it is told to", listStops},
		{"a sweep leaves what is finished", sweep},
		{"a store that works says so", ping},
	}
}

// Bytes returns n bytes that look like nothing, the same for the same seed.
func Bytes(n int, seed uint64) []byte {
	b := make([]byte, n)
	source := rand.NewChaCha8([32]byte{byte(seed), byte(seed >> 8)})
	_, _ = source.Read(b) // never fails
	return b
}

// Key returns a key that names its bytes.
func Key(b []byte) string {
	sum := sha256.Sum256(b)
	digits := hex.EncodeToString(sum[:])
	return "originals/" + digits[:2] + "/" + digits
}

// Put puts b, or ends the test.
func Put(tb testing.TB, s blob.Store, key string, b []byte) {
	tb.Helper()
	if err := s.Put(tb.Context(), key, int64(len(b)), bytes.NewReader(b)); err != nil {
		tb.Fatalf("put %s: %v", key, err)
	}
}

// Get returns the bytes of an object.
func Get(tb testing.TB, s blob.Store, key string) ([]byte, error) {
	tb.Helper()
	o, err := s.Open(tb.Context(), key)
	if err != nil {
		return nil, err
	}
	defer o.Close()
	return io.ReadAll(o)
}

// Want fails the test unless the object is there, with these bytes.
func Want(tb testing.TB, s blob.Store, key string, want []byte) {
	tb.Helper()
	got, err := Get(tb, s, key)
	if err != nil {
		tb.Errorf("get %s: %v", key, err)
		return
	}
	if !bytes.Equal(got, want) {
		tb.Errorf("%s: got %d bytes that are not the %d that were put", key, len(got), len(want))
	}
}

// Keys lists the keys with a prefix.
func Keys(tb testing.TB, s blob.Store, prefix string) []string {
	tb.Helper()
	keys := []string{}
	err := s.List(tb.Context(), prefix, func(o blob.Info) error {
		keys = append(keys, o.Key)
		return nil
	})
	if err != nil {
		tb.Fatalf("list %q: %v", prefix, err)
	}
	return keys
}
