// Package auth knows who is asking: the users and their passwords, the sessions
// they open, the access tokens that carry a session, and the keys those are
// signed with. A session is a row and a token only points at it, so that ending
// the row ends the access, whatever the token says.
package auth

import (
	"context"
	"fmt"
	"sync/atomic"
	"time"

	"github.com/maypok86/otter/v2"

	"newsdesk/internal/content"
	"newsdesk/internal/db"
	"newsdesk/internal/factor"
	"newsdesk/internal/fault"
	"newsdesk/internal/policy"
)

// Options are what an Auth needs to know of the installation.
type Options struct {
	Issuer   string          // the iss of access tokens: the address of this server
	Audience string          // the aud of access tokens
	Master   []byte          // MasterSize random bytes, from which the other secrets derive
	Record   Recorder        // nil records nothing
	Post     Postman         // nil writes no letters
	Factors  *factor.Factors // nil: there are no second factors
	// FactorRoles need a second factor, which their holders have to set up
	// within FactorGrace.
	FactorRoles []policy.Role
	FactorGrace time.Duration
	// Kinds are what the roles of the newsroom's own can be about, besides the
	// administration.
	Kinds content.Registry
}

// Auth is the one way in. Its methods may be called from many goroutines.
type Auth struct {
	db        *db.DB
	issuer    string
	audience  string
	record    Recorder
	post      Postman
	factors   *factor.Factors
	elsewhere func(ctx context.Context, tx *db.Tx, userID, except string) error // see AlsoForget
	demands   demands
	kinds     content.Registry
	vault     vault
	hasher    *hasher
	addresses *addresses // of those who prove who they are
	letters   *addresses // of those who ask for letters
	ring      atomic.Pointer[ring]
	verified  *otter.Cache[tokenSum, claims]
	standings *otter.Cache[string, standing]
}

// How many tokens and sessions are remembered. Those beyond cost a signature
// check or a query each.
const (
	verifiedMost  = 20_000
	standingsMost = 20_000
)

// New returns an Auth over d. It panics unless o.Master has MasterSize bytes,
// because every secret of the installation would be as weak as that one.
func New(d *db.DB, o Options) *Auth {
	if len(o.Master) != MasterSize {
		panic(fmt.Sprintf("auth: the master secret has %d bytes; it must have %d", len(o.Master), MasterSize))
	}
	return &Auth{
		db:        d,
		issuer:    o.Issuer,
		audience:  o.Audience,
		record:    o.Record,
		post:      o.Post,
		factors:   o.Factors,
		demands:   demands{roles: o.FactorRoles, grace: o.FactorGrace},
		kinds:     o.Kinds,
		vault:     newVault(o.Master),
		hasher:    newHasher(owaspCost()),
		addresses: newAddresses(),
		letters:   newAddresses(),
		verified:  otter.Must(&otter.Options[tokenSum, claims]{MaximumSize: verifiedMost}),
		standings: otter.Must(&otter.Options[string, standing]{MaximumSize: standingsMost}),
	}
}

// Sweep deletes what has no effect any more: sessions, slips, signing keys and
// ceremonies that are past use, and failed logins that are forgotten. Run it every
// few minutes.
func (a *Auth) Sweep(ctx context.Context) (err error) {
	defer fault.Wrap(&err, "auth.Sweep")
	return a.db.Update(ctx, func(tx *db.Tx) error {
		if _, err := tx.Exec(ctx, "DELETE FROM sessions WHERE expires_at < ?", tx.Now.Add(-sessionKept)); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, "DELETE FROM slips WHERE expires_at < ?", tx.Now.Add(-sessionKept)); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, "DELETE FROM login_failures WHERE last_at < ?", tx.Now.Add(-failuresKept)); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, "DELETE FROM signing_keys WHERE retired_at < ?", tx.Now.Add(-keyKept)); err != nil {
			return err
		}
		if a.factors == nil {
			return nil
		}
		return a.factors.Sweep(ctx, tx)
	})
}
