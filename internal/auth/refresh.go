package auth

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"encoding/hex"
	"time"

	"github.com/google/uuid"

	"newsdesk/internal/db"
	"newsdesk/internal/fault"
)

// grace is how long a spent refresh token still leads to its successor, for
// clients that never received the answer.
const grace = 10 * time.Second

// Refresh exchanges a refresh token for new tokens, and spends it. The same
// token within ten seconds gives the same successor; later it shows that two
// parties hold the family, which ends it. Every refusal is TokenInvalid.
func (a *Auth) Refresh(ctx context.Context, token, address, cause string) (_ Tokens, err error) {
	defer fault.Wrap(&err, "auth.Refresh")
	id, ok := a.vault.refreshSession(token)
	if !ok {
		return Tokens{}, badToken("it is not a refresh token")
	}
	var s session
	var u account
	var next string
	err = a.db.Update(ctx, func(tx *db.Tx) (err error) {
		if s, u, err = lockSession(ctx, tx, id); err != nil {
			return err
		}
		next, err = a.succeed(ctx, tx, &s, token, Actor{ID: u.ID, Name: u.Name, Kind: KindPerson, SessionID: s.ID, Address: address, Cause: cause})
		return err
	})
	if err != nil {
		return Tokens{}, err
	}
	if next == "" { // the end of the family had to be committed
		return Tokens{}, badToken("it was used before")
	}
	return a.tokens(ctx, s, next, u)
}

// succeed returns the token that comes after the given one, or "" when the
// family had to be ended.
func (a *Auth) succeed(ctx context.Context, tx *db.Tx, s *session, token string, holder Actor) (string, error) {
	switch sum := sumHex(token); {
	case sum == s.RefreshHash:
		return a.rotate(ctx, tx, s, token)
	case sum == s.PreviousHash && tx.Now.Sub(s.RotatedAt) <= grace:
		next, err := a.vault.open(forSuccessors, []byte(token), s.Successor, s.ID)
		return string(next), err
	}
	if err := a.revoke(ctx, tx, s, reasonReuse); err != nil {
		return "", err
	}
	return "", a.note(ctx, tx, Event{Act: ActReuse, Kind: kindSession, Subject: s.ID, Actor: holder})
}

func (a *Auth) rotate(ctx context.Context, tx *db.Tx, s *session, token string) (next string, err error) {
	next = a.vault.newRefresh(s.ID)
	if s.Successor, err = a.vault.seal(forSuccessors, []byte(token), []byte(next), s.ID); err != nil {
		return "", err
	}
	s.PreviousHash, s.RefreshHash, s.RotatedAt = s.RefreshHash, sumHex(next), tx.Now
	s.seen(tx.Now)
	return next, tx.Change(ctx, s)
}

// The parts of a refresh token, in bytes: the id of its session, what makes it
// a secret, and a MAC of both, by which one that was ours once is told from
// one that never was.
const (
	refreshID     = 16
	refreshSecret = 32
	refreshMAC    = 16
)

// newRefresh makes a refresh token: base64url without padding.
func (v vault) newRefresh(session string) string {
	id := uuid.MustParse(session)
	secret := make([]byte, refreshSecret)
	_, _ = rand.Read(secret) // never fails: see crypto/rand
	body := append(id[:], secret...)
	return base64.RawURLEncoding.EncodeToString(append(body, mac(v.refresh, body)[:refreshMAC]...))
}

// refreshSession returns the session of a refresh token that we made.
func (v vault) refreshSession(token string) (id string, ok bool) {
	const size = refreshID + refreshSecret + refreshMAC
	if len(token) != base64.RawURLEncoding.EncodedLen(size) {
		return "", false
	}
	b, err := base64.RawURLEncoding.Strict().DecodeString(token)
	if err != nil || len(b) != size {
		return "", false
	}
	body, sum := b[:size-refreshMAC], b[size-refreshMAC:]
	if subtle.ConstantTimeCompare(mac(v.refresh, body)[:refreshMAC], sum) != 1 {
		return "", false
	}
	return uuid.UUID(body[:refreshID]).String(), true
}

func sumHex(s string) string {
	sum := sha256.Sum256([]byte(s))
	return hex.EncodeToString(sum[:])
}
