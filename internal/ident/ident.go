// Package ident makes the names of things: UUIDv7 ids that are never reused,
// and signed opaque cursors.
package ident

import (
	"github.com/google/uuid"
)

// New returns a fresh UUIDv7 (RFC 9562) in lower-case canonical text.
func New() string {
	return uuid.Must(uuid.NewV7()).String()
}

// Valid reports whether s is a UUID in lower-case canonical text, the only
// form in which the API knows ids.
func Valid(s string) bool {
	u, err := uuid.Parse(s)
	return err == nil && len(s) == 36 && u.String() == s
}

// ValidNew reports whether s may be the id of a new thing: a UUIDv7.
func ValidNew(s string) bool {
	return Valid(s) && uuid.MustParse(s).Version() == 7
}
