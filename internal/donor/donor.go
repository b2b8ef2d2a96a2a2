// Package donor is what is known of people who give, kept so that it can be
// forgotten.
//
// Who somebody is lies sealed under a key of that row's own; erasing a donor
// destroys the key, and leaves an id that gifts, ledgers and records may go on
// naming. People are found again by keyed hashes of how to reach them and never by
// name. What they agreed to is kept as records, and what they ask of us with the
// times by which the law wants it done (Law 91/2025/QH15 of Vietnam). Nothing of a
// person stands in an error or a log.
package donor

import (
	"newsdesk/internal/db"
	"newsdesk/internal/fault"
	"newsdesk/internal/ident"
)

// Options are what a Vault needs to know of the installation.
type Options struct {
	// Key is the master secret, of which the keys of donors are derived.
	Key []byte
	// Previous are master secrets of before, under which donors may still lie until
	// [Vault.Rewrap] has moved them.
	Previous [][]byte
	// Holidays are days on which nobody works, such as 2026-09-02, by the calendar of
	// Vietnam. Saturdays and Sundays need not be named.
	Holidays []string
}

// Vault keeps people. Its methods may be called from many goroutines.
type Vault struct {
	db    *db.DB
	keys  ring
	works calendar
}

// New returns the vault of an installation. It panics without a key, since
// everything would seem to work and nothing would be hidden.
func New(d *db.DB, o Options) *Vault {
	return &Vault{db: d, keys: newRing(o.Key, o.Previous), works: calendar{holidays: o.Holidays}}
}

func notFound() error { return fault.New(fault.NotFound, "Not found") }

func gone() error { return fault.New(fault.Gone, "This donor was erased") }

// told is an id as it may stand in an error: whatever is none could be anything.
func told(id string) string {
	if ident.Valid(id) {
		return id
	}
	return "no id"
}
