package ident_test

import (
	"testing"

	"newsdesk/internal/ident"
)

func TestNewIDsAreValidAndGrow(t *testing.T) {
	before := ""
	for range 1000 {
		id := ident.New()
		if !ident.Valid(id) || !ident.ValidNew(id) || id <= before {
			t.Fatalf("got %s after %s, want a later UUIDv7", id, before)
		}
		before = id
	}
}

func TestB25OnlyTheCanonicalFormIsAnID(t *testing.T) {
	for _, s := range []string{
		"", "123abc", "1e0", " 1", "+1", "0x1", "01912F0C-1D5E-7B3A-9C11-5F0A2B7C9E10",
		"urn:uuid:01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e10", "{01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e10}",
		"01912f0c1d5e7b3a9c115f0a2b7c9e10", "01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e1",
	} {
		if ident.Valid(s) {
			t.Errorf("%q is taken for an id", s)
		}
	}
	if four := "6f1c2b0e-0000-4000-8000-000000000000"; !ident.Valid(four) || ident.ValidNew(four) {
		t.Error("a UUID of version 4 must be valid, but not as a new id")
	}
}
