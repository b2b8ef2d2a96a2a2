package sso

import (
	"context"
	"time"

	"newsdesk/internal/auth"
	"newsdesk/internal/db"
	"newsdesk/internal/fault"
	"newsdesk/internal/ident"
)

// Identity is who a user is at a provider. It is the row, too. A user has one
// for each provider at most, and an account elsewhere is that of one user.
type Identity struct {
	ID         string
	Issuer     string // with Subject, what the provider has signed for
	Subject    string
	UserID     string
	Provider   string
	Account    string    // what the person knows it by; says nothing about who they are
	CreatedAt  time.Time `gorm:"autoCreateTime:false"`
	LastUsedAt time.Time // to sign in
}

// TableName implements gorm's Tabler.
func (Identity) TableName() string { return "sso_identities" }

// The acts on identities that the journal hears of. They are stored, so they
// never change.
const (
	ActLink   = "identity_link"
	ActUnlink = "identity_unlink"

	kindIdentity = "identity"
)

// digested is what digests of an identity in the journal are of. The time of
// its last use is no change.
func (i Identity) digested() Identity {
	i.LastUsedAt = time.Time{}
	return i
}

// Identities lists those of the actor, by their providers.
func (r *Reception) Identities(ctx context.Context, actor auth.Actor) (_ []Identity, err error) {
	defer fault.Wrap(&err, "sso.Identities")
	if actor.Kind != auth.KindPerson {
		return nil, r.inPerson(actor)
	}
	all := []Identity{}
	return all, db.Err(db.Gorm(ctx, r.db).Where("user_id = ?", actor.ID).Order("provider").Find(&all).Error)
}

// Unlink takes an account elsewhere from the actor, who has just proved who they
// are. It fails with NotFound where there is none at that provider, and with
// InUse where it is the only way in: for those whom the provider has made.
func (r *Reception) Unlink(ctx context.Context, actor auth.Actor, provider string) (err error) {
	defer fault.Wrap(&err, "sso.Unlink(%s)", provider)
	if err := r.inPerson(actor); err != nil {
		return err
	}
	u, err := r.accounts.Get(ctx, actor, actor.ID)
	if err != nil {
		return err
	}
	if u.Provider == provider {
		return fault.New(fault.InUse, "This is how you sign in; your account was made by it")
	}
	return r.db.Update(ctx, func(tx *db.Tx) error {
		var found Identity
		if err := db.Gorm(ctx, tx).Take(&found, "user_id = ? AND provider = ?", actor.ID, provider).Error; err != nil {
			return db.Err(err)
		}
		n, err := tx.Exec(ctx, "DELETE FROM sso_identities WHERE id = ?", found.ID)
		if err == nil && n == 0 {
			err = fault.New(fault.NotFound, "Not found")
		}
		if err != nil {
			return err
		}
		if err := r.accounts.Tell(ctx, tx, auth.Letter{Kind: auth.LetterWaysIn, UserID: actor.ID}); err != nil {
			return err
		}
		return r.note(ctx, tx, auth.Event{
			Act: ActUnlink, Kind: kindIdentity, Subject: found.ID, Actor: actor, Before: r.accounts.Digest(found.digested()),
		})
	})
}

// Forget takes every account elsewhere from a user, except that of one provider, and
// ends the flows of linking that they have begun.
func (r *Reception) Forget(ctx context.Context, tx *db.Tx, userID, except string) error {
	if _, err := tx.Exec(ctx, "DELETE FROM sso_flows WHERE user_id = ?", userID); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, "DELETE FROM sso_identities WHERE user_id = ? AND provider <> ?", userID, except)
	return err
}

// ForgetFlows ends every sign-in that is under way.
func (r *Reception) ForgetFlows(ctx context.Context, tx *db.Tx) error {
	_, err := tx.Exec(ctx, "DELETE FROM sso_flows")
	return err
}

// of returns the identity of a subject, or NotFound.
func (r *Reception) of(ctx context.Context, issuer, subject string) (Identity, error) {
	var i Identity
	return i, db.Err(db.Gorm(ctx, r.db).Take(&i, "issuer = ? AND subject = ?", issuer, subject).Error)
}

// add links what the provider says to a user, in a transaction of its own.
// Linking again what is linked already changes nothing.
func (r *Reception) add(ctx context.Context, actor auth.Actor, d *door, userID string, c claims) error {
	err := r.db.Update(ctx, func(tx *db.Tx) error {
		if err := r.insert(ctx, tx, actor, d, userID, c); err != nil {
			return err
		}
		return r.accounts.Tell(ctx, tx, auth.Letter{Kind: auth.LetterWaysIn, UserID: userID})
	})
	if !fault.Is(err, fault.Conflict) {
		return err
	}
	there, found := r.of(ctx, d.Issuer, c.text("sub"))
	switch {
	case found == nil && there.UserID == userID:
		return nil
	case found == nil:
		return fault.New(fault.Conflict, "Another user signs in with this account of %s", d.Name).Because(err)
	case fault.Is(found, fault.NotFound):
		return fault.New(fault.Conflict, "You have linked another account of %s; unlink it first", d.Name).Because(err)
	}
	return found
}

func (r *Reception) insert(ctx context.Context, tx *db.Tx, actor auth.Actor, d *door, userID string, c claims) error {
	i := Identity{
		ID: ident.New(), Issuer: d.Issuer, Subject: c.text("sub"), UserID: userID, Provider: d.ID,
		Account: c.account(), CreatedAt: tx.Now, LastUsedAt: tx.Now,
	}
	if err := tx.Insert(ctx, &i); err != nil {
		return err
	}
	return r.note(ctx, tx, auth.Event{
		Act: ActLink, Kind: kindIdentity, Subject: i.ID, Actor: actor, After: r.accounts.Digest(i.digested()),
	})
}

func (r *Reception) note(ctx context.Context, tx *db.Tx, e auth.Event) error {
	if r.record == nil {
		return nil
	}
	return r.record(ctx, tx, e)
}
