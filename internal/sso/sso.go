// Package sso lets people of the newsroom sign in with an account that they have
// elsewhere, at a provider that speaks OpenID Connect. It uses the authorization
// code flow with PKCE (RFC 7636), a state and a nonce, and follows RFC 9700.
//
// A person is known by the pair of issuer and subject that a provider has signed
// for, and by nothing else: never by an e-mail address, which the provider, or
// whoever reads the mail of that address next, could give to someone else.
package sso

import (
	"context"

	"newsdesk/internal/auth"
	"newsdesk/internal/db"
	"newsdesk/internal/fault"
)

// Sealer keeps secrets that the database holds and must not know. Only the same
// label opens what was sealed, so that no row can lend its secret to another.
type Sealer interface {
	Seal(plain []byte, label string) ([]byte, error)
	Open(sealed []byte, label string) ([]byte, error)
}

// Options are what a Reception needs to know of the installation.
type Options struct {
	Providers []Provider
	BaseURL   string   // the public address of this API, without a slash at its end
	Home      string   // where relative return addresses lead to, likewise
	Origins   []string // to which a sign-in may return, besides that of Home
	Sealer    Sealer
	Record    auth.Recorder // nil records nothing
}

// Reception is where people come in who prove elsewhere who they are. Its methods
// may be called from many goroutines.
type Reception struct {
	db       *db.DB
	accounts *auth.Auth
	doors    []*door
	exits    exits
	sealer   Sealer
	record   auth.Recorder
}

// New returns a reception with a door for each provider. It asks no provider for
// anything yet, so that one that is down does not keep the program from starting.
func New(d *db.DB, accounts *auth.Auth, o Options) *Reception {
	client := newClient()
	r := &Reception{
		db: d, accounts: accounts, exits: newExits(o.Home, o.Origins), sealer: o.Sealer, record: o.Record,
	}
	for _, p := range o.Providers {
		r.doors = append(r.doors, newDoor(p, o.BaseURL, client))
	}
	return r
}

// Choice is a provider as it is offered to people.
type Choice struct {
	ID   string
	Name string
}

// Choices lists the providers in the order of the set-up.
func (r *Reception) Choices() []Choice {
	all := make([]Choice, len(r.doors))
	for i, d := range r.doors {
		all[i] = Choice{ID: d.ID, Name: d.Name}
	}
	return all
}

// Callback is the address to register at a provider as the redirect URI.
func Callback(baseURL, provider string) string {
	return baseURL + "/v1/auth/sso/" + provider + "/callback"
}

// door returns that of a provider, or NotFound.
func (r *Reception) door(id string) (*door, error) {
	for _, d := range r.doors {
		if d.ID == id {
			return d, nil
		}
	}
	return nil, fault.New(fault.NotFound, "Not found")
}

// Sweep deletes the sign-ins that never came back. Run it once an hour or so.
func (r *Reception) Sweep(ctx context.Context) (err error) {
	defer fault.Wrap(&err, "sso.Sweep")
	return r.db.Update(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, "DELETE FROM sso_flows WHERE expires_at < ?", tx.Now)
		return err
	})
}
