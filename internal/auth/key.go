package auth

import (
	"context"
	"crypto/ed25519"
	"encoding/base64"
	"errors"
	"fmt"
	"slices"
	"time"

	"newsdesk/internal/db"
	"newsdesk/internal/fault"
	"newsdesk/internal/ident"
	"newsdesk/internal/policy"
)

// accessPurpose is what the keys of access tokens are for. A key never serves
// two purposes (RFC 8725 §3.12).
const accessPurpose = "access"

const (
	// ringKept is how long a process signs with the key that was active when it
	// last looked, and trusts the keys it knew: a key that was taken by a thief
	// must not go on for longer. keyKept is how long a retired key has to verify.
	ringKept = time.Second
	keyKept  = ringKept + accessLife + 2*leeway
)

// signingKey is one row of the keys. The private half is sealed, and erased
// when the key retires.
type signingKey struct {
	ID            string
	Purpose       string
	Algorithm     string
	Public        []byte
	SealedPrivate []byte
	CreatedAt     time.Time `gorm:"autoCreateTime:false"`
	RetiredAt     *time.Time
}

// TableName implements gorm's Tabler.
func (signingKey) TableName() string { return "signing_keys" }

// ring is the keys of access tokens as they were at an instant.
type ring struct {
	at   time.Time
	keys []signingKey // newest first
}

func (r *ring) find(kid string) (ed25519.PublicKey, bool) {
	i := slices.IndexFunc(r.keys, func(k signingKey) bool { return k.ID == kid })
	if i < 0 {
		return nil, false
	}
	return r.keys[i].Public, true
}

// active returns the one key that is not retired.
func (r *ring) active() (signingKey, bool) {
	for _, k := range r.keys {
		if k.RetiredAt == nil {
			return k, true
		}
	}
	return signingKey{}, false
}

// fresh reports whether the ring was read less than ringKept before now.
func (r *ring) fresh(now time.Time) bool {
	return r != nil && !now.Before(r.at) && now.Sub(r.at) < ringKept
}

// keys returns a ring no older than ringKept.
func (a *Auth) keys(ctx context.Context) (*ring, error) {
	now := a.db.Now()
	if r := a.ring.Load(); r.fresh(now) {
		return r, nil
	}
	r, err := readRing(ctx, a.db, now)
	if err == nil {
		a.ring.Store(r)
	}
	return r, err
}

func readRing(ctx context.Context, q db.Q, now time.Time) (*ring, error) {
	r := &ring{at: now}
	err := db.Gorm(ctx, q).Where("purpose = ? AND (retired_at IS NULL OR retired_at > ?)", accessPurpose, now.Add(-keyKept)).
		Order("created_at DESC, id DESC").Find(&r.keys).Error
	if err != nil {
		return nil, db.Err(err)
	}
	for _, k := range r.keys {
		if len(k.Public) != ed25519.PublicKeySize {
			return nil, fmt.Errorf("signing key %s has a public half of %d bytes", k.ID, len(k.Public))
		}
	}
	return r, nil
}

// public returns the key with that id, which another process may have made a
// moment ago.
func (a *Auth) public(ctx context.Context, kid string) (ed25519.PublicKey, error) {
	r, err := a.keys(ctx)
	if err != nil {
		return nil, err
	}
	if key, ok := r.find(kid); ok {
		return key, nil
	}
	return nil, badToken("its key is unknown")
}

// active returns the key to sign with, and makes the first one.
func (a *Auth) active(ctx context.Context) (signingKey, error) {
	r, err := a.keys(ctx)
	if err != nil {
		return signingKey{}, err
	}
	if key, ok := r.active(); ok {
		return key, nil
	}
	if err := a.firstKey(ctx); err != nil {
		return signingKey{}, err
	}
	a.ring.Store(nil)
	if r, err = a.keys(ctx); err != nil {
		return signingKey{}, err
	}
	key, ok := r.active()
	if !ok {
		return signingKey{}, errors.New("no signing key is active, though one was just made")
	}
	return key, nil
}

// firstKey makes an active key unless another process does so first.
func (a *Auth) firstKey(ctx context.Context) error {
	err := a.db.Update(ctx, func(tx *db.Tx) error {
		key, err := a.newKey(tx.Now)
		if err != nil {
			return err
		}
		return tx.Insert(ctx, &key)
	})
	if fault.Is(err, fault.Conflict) {
		return nil
	}
	return err
}

// newKey makes an Ed25519 key whose private half is sealed.
func (a *Auth) newKey(now time.Time) (signingKey, error) {
	public, private, err := ed25519.GenerateKey(nil)
	if err != nil {
		return signingKey{}, err
	}
	id := ident.New()
	sealed, err := a.vault.seal(forSigningKeys, nil, private.Seed(), accessPurpose+" "+id)
	return signingKey{
		ID: id, Purpose: accessPurpose, Algorithm: algorithm,
		Public: public, SealedPrivate: sealed, CreatedAt: now,
	}, err
}

// private opens the sealed half of a key.
func (a *Auth) private(k signingKey) (ed25519.PrivateKey, error) {
	seed, err := a.vault.open(forSigningKeys, nil, k.SealedPrivate, k.Purpose+" "+k.ID)
	if err != nil {
		return nil, fmt.Errorf("signing key %s: %w", k.ID, err)
	}
	return ed25519.NewKeyFromSeed(seed), nil
}

// RotateKeys makes a new key for access tokens and erases the private half of
// the old one. Tokens that the old key has signed stay good until they expire;
// after that the key leaves the JWKS. Another process of the same database goes
// on with the key it knows for up to a second.
func (a *Auth) RotateKeys(ctx context.Context, actor Actor) (err error) {
	defer fault.Wrap(&err, "auth.RotateKeys")
	if err := actor.guarded(policy.Signing, policy.Update, a.db.Now()); err != nil {
		return err
	}
	return a.db.Update(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, "UPDATE signing_keys SET retired_at = ?, sealed_private = ? WHERE purpose = ? AND retired_at IS NULL",
			tx.Now, []byte{}, accessPurpose)
		if err != nil {
			return err
		}
		return a.replaceKey(ctx, tx, actor)
	})
}

// replaceKey makes the key that signs from now on.
func (a *Auth) replaceKey(ctx context.Context, tx *db.Tx, actor Actor) error {
	key, err := a.newKey(tx.Now)
	if err != nil {
		return err
	}
	if err := tx.Insert(ctx, &key); err != nil {
		return err
	}
	tx.AfterCommit(func() {
		a.ring.Store(nil)
		a.verified.InvalidateAll()
	})
	return a.note(ctx, tx, Event{Act: ActRotate, Kind: kindSigningKey, Subject: key.ID, Actor: actor})
}

// JWK is a public Ed25519 key as RFC 8037 §2 writes it.
type JWK struct {
	Kty string `json:"kty"`
	Crv string `json:"crv"`
	X   string `json:"x"` // the key in base64url without padding
	Kid string `json:"kid"`
	Use string `json:"use"`
	Alg string `json:"alg"`
}

// JWKS is a set of public keys (RFC 7517 §5).
type JWKS struct {
	Keys []JWK `json:"keys"`
}

// JWKS returns the keys that verify access tokens, newest first.
func (a *Auth) JWKS(ctx context.Context) (set JWKS, err error) {
	defer fault.Wrap(&err, "auth.JWKS")
	if _, err := a.active(ctx); err != nil {
		return JWKS{}, err
	}
	r, err := a.keys(ctx)
	if err != nil {
		return JWKS{}, err
	}
	for _, k := range r.keys {
		x := base64.RawURLEncoding.EncodeToString(k.Public)
		set.Keys = append(set.Keys, JWK{Kty: "OKP", Crv: "Ed25519", X: x, Kid: k.ID, Use: "sig", Alg: k.Algorithm})
	}
	return set, nil
}
