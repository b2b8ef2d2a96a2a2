// Package donate is how money reaches the ledger: what donors announce, what
// providers say, and what the newsroom does with what came in.
//
// Nobody sets a total. A figure is what the ledger adds up to, and the ledger
// grows only by what a provider said over a right signature, or two people of
// the newsroom. Everything a provider sends is first put into the inbox, under a
// key that it has once; its effect is in the same transaction, so that it happens
// once however often it is said, and in whatever order. What somebody says in
// their browser moves nothing.
//
// The rows of donors hold what people said of themselves; that lies in package
// donor, and never stands in an error.
package donate

import (
	"context"
	"time"

	"newsdesk/internal/auth"
	"newsdesk/internal/campaign"
	"newsdesk/internal/db"
	"newsdesk/internal/donor"
	"newsdesk/internal/egress"
)

// Sealer keeps what must not be read from a copy of the database. What was sealed
// under one label cannot be opened under another.
type Sealer interface {
	Seal(plain []byte, label string) ([]byte, error)
	Open(sealed []byte, label string) ([]byte, error)
}

// Act is what somebody of the newsroom did with money, for the journal.
type Act struct {
	Actor   auth.Actor
	Verb    string
	Kind    string // donation, payment, snapshot …
	Subject string // the id
	Note    string
}

// Options are what a Till needs to know of the installation.
type Options struct {
	// Campaign reads a campaign as it is public now; NotFound where it is not.
	Campaign func(ctx context.Context, q db.Q, id string) (*campaign.Campaign, error)
	// Key is the secret that tokens and the hashes of clients rest on.
	Key []byte
	// Sealer keeps the secrets of merchants, and what providers wrote.
	Sealer Sealer
	Donors *donor.Vault
	// Record writes an act of the newsroom into the journal, in its transaction.
	Record func(ctx context.Context, tx *db.Tx, a Act) error
	// Client asks providers. Nil: nobody is asked.
	Client *egress.Client
	// BaseURL is where this API is found, without a slash at the end.
	BaseURL string
	// Changed is told that the figures of a campaign may be others, after they are.
	Changed func(campaignID string)
	// Zone is in which days of the newsroom begin.
	Zone *time.Location
}

// Till keeps the donations of all campaigns. Its methods may be called from many
// goroutines.
type Till struct {
	db *db.DB
	o  Options
	keys
}

// New returns the till of a newsroom.
func New(d *db.DB, o Options) *Till { return &Till{db: d, o: o, keys: newKeys(o.Key)} }

// touched has whoever follows the figures look again, once the transaction is
// durable.
func (t *Till) touched(tx *db.Tx, campaignID string) {
	if t.o.Changed != nil && campaignID != "" {
		tx.AfterCommit(func() { t.o.Changed(campaignID) })
	}
}

// record notes an act of somebody in the journal.
func (t *Till) record(ctx context.Context, tx *db.Tx, a Act) error {
	if t.o.Record == nil {
		return nil
	}
	return t.o.Record(ctx, tx, a)
}

// Note writes an act that is about people who give into the journal.
func (t *Till) Note(ctx context.Context, tx *db.Tx, a Act) error { return t.record(ctx, tx, a) }

// live reads a campaign, and its channel where one is named.
func (t *Till) live(ctx context.Context, q db.Q, id, channel string) (*campaign.Campaign, campaign.Channel, error) {
	c, err := t.o.Campaign(ctx, q, id)
	if err != nil || channel == "" {
		return c, campaign.Channel{}, err
	}
	ch, ok := c.Channel(channel)
	if !ok {
		return nil, ch, notFound()
	}
	return c, ch, nil
}
