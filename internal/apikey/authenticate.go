package apikey

import (
	"context"
	"crypto/subtle"
	"errors"
	"net/netip"
	"time"

	"newsdesk/internal/auth"
	"newsdesk/internal/db"
	"newsdesk/internal/fault"
	"newsdesk/internal/policy"
)

// standingKept bounds how long a revocation by another process goes unseen. It is
// half of the second that is promised, which leaves time for requests on their way.
const standingKept = time.Second / 2

// standing is what a key was good for at an instant. Rights is nil if its maker
// may not come in any more.
type standing struct {
	Key
	Consumer string
	found    bool
	rights   policy.Rights
	at       time.Time
}

// Quota is how many requests a key may make in a time. Zero stands for what the
// installation gives every key.
type Quota struct {
	Requests int
	Window   time.Duration
}

// Authenticate returns the actor that a key stands for, and its quota. Every
// refusal is one and the same TokenInvalid.
func (k *Keys) Authenticate(ctx context.Context, bearer, address string) (_ auth.Actor, _ Quota, err error) {
	defer fault.Wrap(&err, "apikey.Authenticate")
	id, hash, ok := parse(k.environment, bearer)
	if !ok {
		return auth.Actor{}, Quota{}, refused("it is no key of this environment")
	}
	s, err := k.standing(ctx, id)
	if err != nil {
		return auth.Actor{}, Quota{}, err
	}
	if err := s.admits(hash, address, k.db.Now()); err != nil {
		return auth.Actor{}, Quota{}, err
	}
	k.mark(id, s.LastUsedAt)
	actor := auth.Actor{
		ID: s.ID, Name: s.Consumer + " · " + s.Name, Kind: auth.KindKey, For: s.CreatedBy, Rights: s.rights, Address: address,
	}
	return actor, Quota{Requests: s.QuotaRequests, Window: time.Duration(s.QuotaSeconds) * time.Second}, nil
}

func refused(why string) error {
	return fault.New(fault.TokenInvalid, "The token is not valid; sign in again").Because(errors.New(why))
}

// admits fails unless the secret is right and nothing keeps the key out.
func (s standing) admits(hash, address string, now time.Time) error {
	switch {
	case !s.found || subtle.ConstantTimeCompare([]byte(hash), []byte(s.SecretHash)) != 1:
		return refused("it is not there")
	case !s.Live(now):
		return refused("it was revoked or has expired")
	case s.rights.None():
		return refused("whoever made it may not come in any more")
	case !s.from(address):
		return refused("it comes from a network that it may not come from")
	}
	return nil
}

func (s standing) from(address string) bool {
	if len(s.Networks.V) == 0 {
		return true
	}
	ip, err := netip.ParseAddr(address)
	if err != nil {
		return false
	}
	ip = ip.Unmap().WithZone("")
	for _, n := range s.Networks.V {
		if n.Contains(ip) {
			return true
		}
	}
	return false
}

// standing returns what a key is good for, at most standingKept ago.
func (k *Keys) standing(ctx context.Context, id string) (standing, error) {
	now := k.db.Now()
	s, ok := k.standings.GetIfPresent(id)
	if ok && !now.Before(s.at) && now.Sub(s.at) < standingKept {
		return s, nil
	}
	s, err := k.readStanding(ctx, id, now)
	if err == nil {
		k.standings.Set(id, s)
	}
	return s, err
}

func (k *Keys) readStanding(ctx context.Context, id string, now time.Time) (standing, error) {
	s := standing{at: now}
	found := db.Gorm(ctx, k.db).Limit(1).Find(&s.Key, "id = ?", id)
	if s.found = found.RowsAffected == 1; found.Error != nil || !s.found {
		return s, db.Err(found.Error)
	}
	var owner Consumer
	if err := db.Gorm(ctx, k.db).Take(&owner, "id = ?", s.ConsumerID).Error; err != nil {
		return s, db.Err(err)
	}
	s.Consumer = owner.Name
	maker, err := k.auth.RightsOf(ctx, s.CreatedBy)
	switch {
	case fault.Is(err, fault.NotFound):
		return s, nil
	case err != nil:
		return s, err
	}
	s.rights = policy.Agreed(policy.Party{{Permissions: s.Scopes.V, Sections: s.reach()}}).And(maker)
	return s, nil
}

// reach is the sections of a key. One without is for all, as far as its scopes
// and its maker are.
func (s standing) reach() []string {
	if len(s.Sections.V) == 0 {
		return []string{policy.Everywhere}
	}
	return s.Sections.V
}

// usedEvery is how exact the time of the last use is.
const usedEvery = time.Minute

// mark remembers that a key was used, to be written down by Flush.
func (k *Keys) mark(id string, last *time.Time) {
	now := k.db.Now()
	if last != nil && now.Sub(*last) < usedEvery {
		return
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	k.used[id] = now
}

// Flush writes down when keys were last used. Run it every minute or so, away
// from requests.
func (k *Keys) Flush(ctx context.Context) (err error) {
	defer fault.Wrap(&err, "apikey.Flush")
	k.mu.Lock()
	used := k.used
	k.used = map[string]time.Time{}
	k.mu.Unlock()
	if len(used) == 0 {
		return nil
	}
	return k.db.Update(ctx, func(tx *db.Tx) error {
		for id, at := range used {
			_, err := tx.Exec(ctx, "UPDATE api_keys SET last_used_at = ? WHERE id = ? AND (last_used_at IS NULL OR last_used_at < ?)", at, id, at)
			if err != nil {
				return err
			}
		}
		return nil
	})
}
