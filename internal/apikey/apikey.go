// Package apikey knows the portals and apps that come with a key: the consumers,
// the keys they own, and what each key may do. A key is shown once and stored as
// a hash; it can do what its scopes and the rights of whoever made it agree to,
// at the moment it is used.
package apikey

import (
	"context"
	"sync"
	"time"

	"github.com/maypok86/otter/v2"

	"newsdesk/internal/auth"
	"newsdesk/internal/db"
)

// The acts that are recorded. They are stored, so they never change.
const (
	ActConsumerMade = "consumer_create"
	ActConsumerSet  = "consumer_update"
	ActConsumerGone = "consumer_delete"
	ActMade         = "api_key_create"
	ActSet          = "api_key_update"
	ActRotated      = "api_key_rotate"
	ActRevoked      = "api_key_revoke"
)

// What the subjects of events are.
const (
	kindConsumer = "consumer"
	kindKey      = "api_key"
)

// Options are what the keys need to know of the installation.
type Options struct {
	Environment string // a short word that stands in every key, such as live
	Auth        *auth.Auth
	Record      auth.Recorder // nil records nothing
}

// Keys is where keys and consumers are kept. Its methods may be called from
// many goroutines.
type Keys struct {
	db          *db.DB
	environment string
	auth        *auth.Auth
	record      auth.Recorder
	standings   *otter.Cache[string, standing]

	mu   sync.Mutex
	used map[string]time.Time // by key: when it was last used, to be written down
}

// standingsMost is how many keys are remembered for a second.
const standingsMost = 10_000

// New returns the keys in d.
func New(d *db.DB, o Options) *Keys {
	return &Keys{
		db: d, environment: o.Environment, auth: o.Auth, record: o.Record, used: map[string]time.Time{},
		standings: otter.Must(&otter.Options[string, standing]{MaximumSize: standingsMost}),
	}
}

// Page is a part of a list in the order of making: up to Limit rows after From,
// or before it if Down.
type Page struct {
	From  string
	Down  bool
	Limit int
}

func (k *Keys) note(ctx context.Context, tx *db.Tx, e auth.Event) error {
	if k.record == nil {
		return nil
	}
	return k.record(ctx, tx, e)
}
