package auth

import (
	"context"
	"strings"

	"newsdesk/internal/db"
	"newsdesk/internal/fault"
	"newsdesk/internal/policy"
)

// Profile is what changes of a user; nil stays as it is.
type Profile struct {
	Name   *string
	Locale *string // of letters to them, BCP 47; empty: that of the site
	Email  *string // of others alone
	Seen   Revision
}

// clean brings the profile into the form that is stored, and reports every bad
// member at once.
func (p *Profile) clean() error {
	var f fault.Fields
	if p.Name != nil {
		p.Name = new(strings.TrimSpace(*p.Name))
		checkName(&f, p.Name)
	}
	if p.Locale != nil {
		checkLocale(&f, *p.Locale)
	}
	if p.Email != nil {
		p.Email = new(cleanEmail(*p.Email))
		checkEmail(&f, *p.Email)
	}
	return f.Err()
}

// SetProfile changes the name and the locale of a user: people their own, and
// those who may update users that of anyone. The address, by which a password
// can be had, is changed for others alone, by those who may give them their roles,
// which ends their sessions and voids every letter that went to the old one. It fails with Stale if the user is at another revision, and
// with Conflict for an address that is in use.
func (a *Auth) SetProfile(ctx context.Context, actor Actor, id string, p Profile) (_ User, err error) {
	defer fault.Wrap(&err, "auth.SetProfile(%s)", id)
	if err := a.mayWrite(actor, id, p); err != nil {
		return User{}, err
	}
	if err := p.clean(); err != nil {
		return User{}, err
	}
	return a.change(ctx, actor, id, ActProfile, func(tx *db.Tx, u *account) error {
		if err := p.Seen.Check(u.UpdatedAt); err != nil {
			return err
		}
		if p.Email != nil {
			if err := a.outranks(ctx, tx, actor, u); err != nil {
				return err
			}
		}
		before := u.Email
		if err := p.write(ctx, tx, u); err != nil || u.Email == before {
			return err
		}
		return a.Tell(ctx, tx, Letter{Kind: LetterAddress, UserID: u.ID, To: before})
	})
}

func (a *Auth) mayWrite(actor Actor, id string, p Profile) error {
	switch {
	case actor.ID != id:
		return actor.guarded(policy.Users, policy.Update, a.db.Now())
	case p.Email != nil:
		return fault.Member(fault.Forbidden, "/email", "not_allowed", "You cannot change your own e-mail address; ask an administrator")
	}
	return actor.inPerson()
}

func (p *Profile) write(ctx context.Context, tx *db.Tx, u *account) error {
	if p.Name != nil {
		u.Name = *p.Name
	}
	if p.Locale != nil {
		u.Locale = *p.Locale
	}
	if p.Email == nil || *p.Email == u.Email {
		return nil
	}
	u.Email, u.EmailKey = *p.Email, emailKey(*p.Email)
	u.Epoch++
	return spendSlips(ctx, tx, u.ID)
}

// ChangePassword is SetPassword by a person for themselves. Keys have no password.
func (a *Auth) ChangePassword(ctx context.Context, actor Actor, p PasswordChange) (User, error) {
	if err := actor.inPerson(); err != nil {
		return User{}, err
	}
	if actor.Weak {
		return User{}, fault.New(fault.StepUpRequired, "Show your second factor first")
	}
	return a.SetPassword(ctx, actor, actor.ID, p)
}
