// Package booking is registrations for events: places, the waiting list,
// tickets, and who came.
//
// What it must know of an event, it is told as [Terms], read in the transaction
// that needs them. Everything that takes or frees places of one occurrence first
// locks one row, its book, so that those acts happen one after the other; and a
// place is taken by one conditional update, so that no more are taken than there
// are. The rows of registrations hold what people said of themselves, which never
// stands in an error.
package booking

import (
	"context"

	"newsdesk/internal/db"
	"newsdesk/internal/jobs"
)

// Options are what an Office needs to know of the installation.
type Options struct {
	// Terms reads what the published event says. It must not lock anything.
	Terms TermsOf
	// Key is the secret that tokens, tickets and the hashes of addresses rest on.
	Key []byte
	// Post has a registrant told of a change, in the transaction of the change.
	// Nil tells nobody.
	Post func(ctx context.Context, tx *db.Tx, n Notice) error
	// Queue has offers lapse at their time. Without it, that is left to [Office.Expire].
	Queue *jobs.Queue
}

// Office keeps the registrations of all events. Its methods may be called from
// many goroutines.
type Office struct {
	db    *db.DB
	terms TermsOf
	keys  keys
	post  func(ctx context.Context, tx *db.Tx, n Notice) error
	queue *jobs.Queue
}

// New returns the office of a newsroom. It does the jobs by which offers lapse,
// if there is a queue.
func New(d *db.DB, o Options) *Office {
	office := &Office{db: d, terms: o.Terms, keys: newKeys(o.Key), post: o.Post, queue: o.Queue}
	if o.Queue != nil {
		jobs.Handle(o.Queue, office.expireOne)
	}
	return office
}
