// Package factor keeps what people prove themselves with beside a password: an
// authenticator app (TOTP, RFC 6238), passkeys (WebAuthn), and the recovery codes
// for the day when those are lost. A copy of the database proves nothing: shared
// secrets are sealed, recovery codes are MACs, and the keys to both lie elsewhere.
//
// It counts no failures. Whoever calls it limits how often one may try.
package factor

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/go-webauthn/webauthn/webauthn"

	"newsdesk/internal/db"
	"newsdesk/internal/fault"
	"newsdesk/internal/ident"
)

// Sealer keeps secrets that the database holds and must not know. Only the same
// label opens what was sealed, so that no row can lend its secret to another.
type Sealer interface {
	Seal(plain []byte, label string) ([]byte, error)
	Open(sealed []byte, label string) ([]byte, error)
}

// Options are what Factors need to know of the installation.
type Options struct {
	Newsroom string   // what authenticator apps and browsers call it
	RPID     string   // the domain that passkeys belong to; empty: none are offered
	Origins  []string // the addresses of the pages that use passkeys, as https://desk.example.org
	Sealer   Sealer
	MAC      func([]byte) []byte // keyed with what the database does not hold
}

// Factors are the second factors of everyone. Its methods may be called from many
// goroutines. Those that change or check something of a person lock the row of the
// user first, so that nothing of one person happens twice at a time.
type Factors struct {
	db       *db.DB
	newsroom string
	sealer   Sealer
	mac      func([]byte) []byte
	party    *webauthn.WebAuthn // nil: no passkeys
}

// New returns the factors in d. It fails for options that cannot work, such as an
// origin outside the domain of the passkeys.
func New(d *db.DB, o Options) (*Factors, error) {
	if o.Newsroom == "" || o.Sealer == nil || o.MAC == nil {
		return nil, errors.New("factor: the newsroom's name, a sealer and a MAC are needed")
	}
	f := &Factors{db: d, newsroom: o.Newsroom, sealer: o.Sealer, mac: o.MAC}
	if o.RPID == "" {
		return f, nil
	}
	party, err := newParty(o)
	if err != nil {
		return nil, fmt.Errorf("factor: passkeys of %s: %w", o.RPID, err)
	}
	f.party = party
	return f, nil
}

// Method is a way to prove who one is. It is written into the journal, so the
// values never change.
type Method string

// The methods.
const (
	MethodTOTP     Method = "totp"
	MethodRecovery Method = "recovery_code"
	MethodPasskey  Method = "passkey"
)

// Summary says which factors a person has, and nothing that is secret.
type Summary struct {
	TOTP              bool
	TOTPSince         time.Time // zero without TOTP
	Passkeys          []Passkey // oldest first
	RecoveryCodesLeft int
}

// Any reports whether the person has a second factor. Recovery codes are none:
// they stand in for one.
func (s Summary) Any() bool { return s.TOTP || len(s.Passkeys) > 0 }

// Of returns which factors a user has; for an unknown user, none.
func (f *Factors) Of(ctx context.Context, q db.Q, userID string) (s Summary, err error) {
	defer fault.Wrap(&err, "factor.Of(%s)", userID)
	app, err := totpOf(ctx, q, userID)
	if err != nil {
		return Summary{}, err
	}
	if app.ID != "" {
		s.TOTP, s.TOTPSince = true, app.CreatedAt.UTC()
	}
	keys, err := passkeysOf(ctx, q, userID)
	if err != nil {
		return Summary{}, err
	}
	s.Passkeys = make([]Passkey, len(keys))
	for i, k := range keys {
		s.Passkeys[i] = k.public()
	}
	s.RecoveryCodesLeft, err = codesLeft(ctx, q, userID)
	return s, err
}

// Reset removes every factor of a user, and whatever is under way to make one. It
// is the operator's help for someone who has lost them all.
func (f *Factors) Reset(ctx context.Context, tx *db.Tx, userID string) (err error) {
	defer fault.Wrap(&err, "factor.Reset(%s)", userID)
	if err := hold(ctx, tx, userID); err != nil {
		return err
	}
	for _, everything := range []string{
		"DELETE FROM totps WHERE id = ?",
		"DELETE FROM totp_setups WHERE id = ?",
		"DELETE FROM recovery_codes WHERE user_id = ?",
		"DELETE FROM passkeys WHERE user_id = ?",
		"DELETE FROM ceremonies WHERE user_id = ?",
	} {
		if _, err := tx.Exec(ctx, everything, userID); err != nil {
			return err
		}
	}
	return nil
}

// Sweep deletes setups and ceremonies that have run out. Run it every few minutes:
// anyone can begin to sign in, and each beginning is a row.
func (f *Factors) Sweep(ctx context.Context, tx *db.Tx) (err error) {
	defer fault.Wrap(&err, "factor.Sweep")
	if _, err := tx.Exec(ctx, "DELETE FROM totp_setups WHERE expires_at <= ?", tx.Now); err != nil {
		return err
	}
	_, err = tx.Exec(ctx, "DELETE FROM ceremonies WHERE expires_at <= ?", tx.Now)
	return err
}

// owner is as much of the row of a user as it takes to lock it.
type owner struct{ ID string }

// TableName implements gorm's Tabler.
func (owner) TableName() string { return "users" }

// hold keeps other transactions from the factors of a user until this one ends. It
// fails with NotFound for an unknown user.
func hold(ctx context.Context, tx *db.Tx, userID string) error {
	if !ident.Valid(userID) {
		return fault.New(fault.NotFound, "Not found")
	}
	return tx.Lock(ctx, &owner{}, userID)
}

// settle takes the recovery codes from a user whose last factor has gone: beside
// nothing they would be a password that nobody chose.
func (f *Factors) settle(ctx context.Context, tx *db.Tx, userID string) error {
	s, err := f.Of(ctx, tx, userID)
	if err != nil || s.Any() {
		return err
	}
	_, err = tx.Exec(ctx, "DELETE FROM recovery_codes WHERE user_id = ?", userID)
	return err
}
