package apikey

import (
	"context"
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"time"

	"newsdesk/internal/auth"
	"newsdesk/internal/db"
	"newsdesk/internal/fault"
	"newsdesk/internal/ident"
	"newsdesk/internal/policy"
	"newsdesk/internal/text"
)

// Key is the row of a key, without anything that opens anything: the hash is of
// 256 random bits.
type Key struct {
	ID            string
	ConsumerID    string
	Name          string
	SecretHash    string // SHA-256, in hex
	Scopes        db.JSON[[]policy.Permission]
	Sections      db.JSON[[]string]       // that scopes of a section are about: ids, or "*"
	Networks      db.JSON[[]netip.Prefix] // that it may come from; none: from anywhere
	QuotaRequests int                     // in each QuotaSeconds; 0: what the installation gives every key
	QuotaSeconds  int
	CreatedBy     string    // the user whose rights bound it
	CreatedAt     time.Time `gorm:"autoCreateTime:false"`
	UpdatedAt     time.Time `gorm:"autoUpdateTime:false"`
	ExpiresAt     time.Time
	LastUsedAt    *time.Time // to about a minute
	RevokedAt     *time.Time
	Replaces      string // the key that this one was made to follow, or empty
}

// TableName implements gorm's Tabler.
func (Key) TableName() string { return "api_keys" }

// Live reports whether the key works at an instant.
func (k Key) Live(now time.Time) bool { return k.RevokedAt == nil && k.ExpiresAt.After(now) }

const day = 24 * time.Hour

// How long keys live and overlap.
const (
	LifeDefault    = 365 * day
	LifeMost       = 2 * 365 * day
	OverlapDefault = day
	OverlapMost    = 30 * day
)

// Bounds of what a key may say of itself.
const (
	networksMost = 50
	sectionsMost = 100
	quotaMost    = 1_000_000 // requests
)

// NewKey is what a key is made of. Life is how long it is good; 0 stands for a year.
type NewKey struct {
	ConsumerID    string
	Name          string
	Scopes        []policy.Permission // none: it reads what is public, with a quota of its own
	Sections      []string
	Networks      []netip.Prefix
	QuotaRequests int
	QuotaSeconds  int
	ExpiresAt     time.Time // zero: in a year
}

// sound brings a key into the form that is stored, and says what is wrong.
func (k *Keys) sound(key *Key, now time.Time) fault.Fields {
	var f fault.Fields
	key.Name = text.Name(&f, "/name", strings.TrimSpace(key.Name), nameMost)
	f.If(key.Name == "", "/name", "required", "The name is missing")
	f.If(!key.ExpiresAt.After(now), "/expires_at", "in_the_past", "This instant has passed")
	f.If(key.ExpiresAt.Sub(now) > LifeMost, "/expires_at", "out_of_range", "A key lives for at most two years")
	f.If(len(key.Networks.V) > networksMost, "/networks", "too_many", "At most %d are possible", networksMost)
	f.If(len(key.Sections.V) > sectionsMost, "/sections", "too_many", "At most %d are possible", sectionsMost)
	for i, s := range key.Sections.V {
		f.If(s != policy.Everywhere && !ident.Valid(s), fmt.Sprintf("/sections/%d", i), "malformed", "This is neither the id of a section nor %q", policy.Everywhere)
	}
	given := key.QuotaRequests != 0 || key.QuotaSeconds != 0
	f.If(given && (key.QuotaRequests < 1 || key.QuotaRequests > quotaMost), "/quota/requests", "out_of_range", "This must be a whole number from %d to %d", 1, quotaMost)
	f.If(given && (key.QuotaSeconds < 1 || key.QuotaSeconds > int(day/time.Second)), "/quota/seconds", "out_of_range", "This must be a whole number from %d to %d", 1, int(day/time.Second))
	return append(f, k.scopes(key.Scopes.V)...)
}

// scopes says what is wrong with scopes: they are about content alone, and who
// may do something to a thing must be able to read it.
func (k *Keys) scopes(scopes []policy.Permission) fault.Fields {
	f := k.auth.CheckPermissions(scopes)
	for i, p := range scopes {
		f.If(slices.Contains(policy.Administration(), p.Resource), fmt.Sprintf("/%d/permission", i), "not_allowed", "A key has no rights of the administration")
	}
	return f.At("/scopes")
}

// within says which scopes go beyond what the maker of the key may do.
func within(scopes []policy.Permission, maker policy.Rights) (f fault.Fields) {
	for i, p := range scopes {
		f.If(!maker.Touches(p), fmt.Sprintf("/scopes/%d", i), "not_allowed", "You may not do this yourself: %s.%s", p.Resource, string(p.Verb))
	}
	return f
}

// Create makes a key and returns its text, which nobody can show again. It
// fails with Invalid for every bad member at once, among them scopes that the
// actor does not have.
func (k *Keys) Create(ctx context.Context, actor auth.Actor, n NewKey) (key Key, text string, err error) {
	defer fault.Wrap(&err, "apikey.Create")
	if err := k.may(actor, policy.Keys, policy.Create); err != nil {
		return key, "", err
	}
	if actor.Kind != auth.KindPerson {
		return key, "", fault.New(fault.Forbidden, "A key is made by a person, whose rights bound it")
	}
	err = k.db.Update(ctx, func(tx *db.Tx) error {
		if err := k.auth.Present(ctx, tx, actor); err != nil {
			return err
		}
		key = Key{
			ID: ident.New(), ConsumerID: n.ConsumerID, Name: n.Name, CreatedBy: actor.ID, CreatedAt: tx.Now, UpdatedAt: tx.Now,
			Scopes: db.JSON[[]policy.Permission]{V: n.Scopes}, Sections: db.JSON[[]string]{V: n.Sections}, Networks: db.JSON[[]netip.Prefix]{V: n.Networks},
			QuotaRequests: n.QuotaRequests, QuotaSeconds: n.QuotaSeconds, ExpiresAt: n.ExpiresAt,
		}
		if key.ExpiresAt.IsZero() {
			key.ExpiresAt = tx.Now.Add(LifeDefault)
		}
		faults := append(k.sound(&key, tx.Now), within(n.Scopes, actor.Rights)...)
		var owner Consumer
		if err := db.Err(db.Gorm(ctx, tx).Take(&owner, "id = ?", n.ConsumerID).Error); fault.Is(err, fault.NotFound) {
			faults.Add("/consumer_id", "not_found", "There is no such %s", "consumer")
		} else if err != nil {
			return err
		}
		if err := faults.Err(); err != nil {
			return err
		}
		text, key.SecretHash = issue(k.environment, key.ID)
		return k.insert(ctx, tx, actor, &key, ActMade)
	})
	return key, text, err
}

func (k *Keys) insert(ctx context.Context, tx *db.Tx, actor auth.Actor, key *Key, act string) error {
	if err := tx.Insert(ctx, key); err != nil {
		return err
	}
	return k.note(ctx, tx, auth.Event{Act: act, Kind: kindKey, Subject: key.ID, Actor: actor, After: k.auth.Digest(key)})
}

// List returns a page of keys, of one consumer or of all if that is "".
func (k *Keys) List(ctx context.Context, actor auth.Actor, consumer string, p Page) (found []Key, err error) {
	defer fault.Wrap(&err, "apikey.List")
	if err := actor.Needs(policy.Keys, policy.Read); err != nil {
		return nil, err
	}
	g := db.ByID(db.Gorm(ctx, k.db), p.From, p.Down, p.Limit)
	if consumer != "" {
		g = g.Where("consumer_id = ?", consumer)
	}
	return found, db.Err(g.Find(&found).Error)
}

// Get returns one key.
func (k *Keys) Get(ctx context.Context, actor auth.Actor, id string) (key Key, err error) {
	defer fault.Wrap(&err, "apikey.Get(%s)", id)
	if err := actor.Needs(policy.Keys, policy.Read); err != nil {
		return key, err
	}
	return key, db.Err(db.Gorm(ctx, k.db).Take(&key, "id = ?", id).Error)
}

// change edits one key that works, in a transaction.
func (k *Keys) change(ctx context.Context, actor auth.Actor, id, act string, seen auth.Revision, edit func(*db.Tx, *Key) error) (key Key, err error) {
	if err := k.may(actor, policy.Keys, policy.Update); err != nil {
		return key, err
	}
	err = k.db.Update(ctx, func(tx *db.Tx) error {
		key = Key{}
		if err := tx.Lock(ctx, &key, id); err != nil {
			return err
		}
		if err := k.auth.Present(ctx, tx, actor); err != nil {
			return err
		}
		if err := seen.Check(key.UpdatedAt); err != nil {
			return err
		}
		if !key.Live(tx.Now) {
			return fault.New(fault.InvalidTransition, "This key does not work any more; make another")
		}
		before := k.auth.Digest(key)
		if err := edit(tx, &key); err != nil {
			return err
		}
		key.UpdatedAt = auth.After(key.UpdatedAt, tx.Now)
		tx.AfterCommit(func() { k.standings.Invalidate(id) })
		if err := tx.Change(ctx, &key); err != nil {
			return err
		}
		return k.note(ctx, tx, auth.Event{Act: act, Kind: kindKey, Subject: id, Actor: actor, Before: before, After: k.auth.Digest(key)})
	})
	return key, err
}

// Change edits the name, the networks and the quota of a key. What it may do
// never changes: make another for that.
func (k *Keys) Change(ctx context.Context, actor auth.Actor, id string, seen auth.Revision, edit func(*Key)) (_ Key, err error) {
	defer fault.Wrap(&err, "apikey.Change(%s)", id)
	return k.change(ctx, actor, id, ActSet, seen, func(tx *db.Tx, key *Key) error {
		edit(key)
		return k.sound(key, tx.Now).Err()
	})
}

// Rotate makes a key that follows another: it may do the same and lives as long
// anew. The old one works on for the overlap, so that nobody is locked out
// while the new one is handed over. It fails with Forbidden for anybody but the
// maker, whose rights the text of the new key gives.
func (k *Keys) Rotate(ctx context.Context, actor auth.Actor, id string, overlap time.Duration) (next Key, text string, err error) {
	defer fault.Wrap(&err, "apikey.Rotate(%s)", id)
	if overlap < 0 || overlap > OverlapMost {
		return next, "", fault.Member(fault.Invalid, "/overlap_seconds", "out_of_range", "This must be a whole number from %d to %d", 0, int(OverlapMost/time.Second))
	}
	_, err = k.change(ctx, actor, id, ActRotated, auth.AnyRevision, func(tx *db.Tx, old *Key) error {
		if actor.ID != old.CreatedBy {
			return fault.New(fault.Forbidden, "Only who made a key can have it followed by another; make one yourself")
		}
		next = *old
		next.ID, next.Replaces, next.CreatedAt, next.UpdatedAt, next.LastUsedAt = ident.New(), old.ID, tx.Now, tx.Now, nil
		next.ExpiresAt = tx.Now.Add(old.ExpiresAt.Sub(old.CreatedAt))
		text, next.SecretHash = issue(k.environment, next.ID)
		if end := tx.Now.Add(overlap); end.Before(old.ExpiresAt) {
			old.ExpiresAt = end
		}
		return k.insert(ctx, tx, actor, &next, ActMade)
	})
	return next, text, err
}

// Revoke ends a key: here at once, and in other processes within a second. It
// may be said twice.
func (k *Keys) Revoke(ctx context.Context, actor auth.Actor, id string) (err error) {
	defer fault.Wrap(&err, "apikey.Revoke(%s)", id)
	if err := actor.Needs(policy.Keys, policy.Delete); err != nil {
		return err
	}
	return k.db.Update(ctx, func(tx *db.Tx) error {
		var key Key
		if err := tx.Lock(ctx, &key, id); err != nil || key.RevokedAt != nil {
			return err
		}
		before := k.auth.Digest(key)
		key.RevokedAt, key.UpdatedAt = &tx.Now, auth.After(key.UpdatedAt, tx.Now)
		tx.AfterCommit(func() { k.standings.Invalidate(id) })
		if err := tx.Change(ctx, &key); err != nil {
			return err
		}
		return k.note(ctx, tx, auth.Event{Act: ActRevoked, Kind: kindKey, Subject: id, Actor: actor, Before: before, After: k.auth.Digest(key)})
	})
}

// RevokeAll ends every key, in the caller's transaction, and returns how many
// worked until now. The caller has asked whether it may.
func (k *Keys) RevokeAll(ctx context.Context, tx *db.Tx) (int, error) {
	n, err := tx.Exec(ctx, "UPDATE api_keys SET revoked_at = ?, updated_at = ? WHERE revoked_at IS NULL AND expires_at > ?", tx.Now, tx.Now, tx.Now)
	tx.AfterCommit(k.standings.InvalidateAll)
	return int(n), err
}
