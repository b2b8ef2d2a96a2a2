package auth

import (
	"context"
	"slices"

	"newsdesk/internal/db"
	"newsdesk/internal/factor"
	"newsdesk/internal/fault"
)

// Answer is what a browser says at the end of a passkey ceremony.
type Answer struct {
	CeremonyID string
	Response   []byte // the credential in the JSON of WebAuthn Level 3, section 5.1
}

// BeginPasskey begins to make a passkey for the actor. It fails with NotFound where
// passkeys are not offered.
func (a *Auth) BeginPasskey(ctx context.Context, actor Actor) (_ factor.Ceremony, err error) {
	defer fault.Wrap(&err, "auth.BeginPasskey")
	if err := a.mayRefactor(actor); err != nil {
		return factor.Ceremony{}, err
	}
	var u account
	if err := db.Gorm(ctx, a.db).Take(&u, "id = ?", actor.ID).Error; err != nil {
		return factor.Ceremony{}, db.Err(err)
	}
	return a.factors.BeginPasskey(ctx, u.ID, u.Email, u.Name)
}

// AddPasskey keeps the passkey that the browser of the actor has made, under a name
// of theirs. If it is their first factor, it returns recovery codes too. It fails
// with Invalid at /ceremony_id, /name or /response.
func (a *Auth) AddPasskey(ctx context.Context, actor Actor, name string, made Answer) (k factor.Passkey, codes []string, err error) {
	defer fault.Wrap(&err, "auth.AddPasskey")
	codes, err = a.addFactor(ctx, actor, func(tx *db.Tx) (err error) {
		k, err = a.factors.FinishPasskey(ctx, tx, actor.ID, made.CeremonyID, name, made.Response)
		return err
	})
	return k, codes, err
}

// RenamePasskey gives a passkey of the actor another name. It fails with NotFound for
// one that is not theirs.
func (a *Auth) RenamePasskey(ctx context.Context, actor Actor, id, name string) (k factor.Passkey, err error) {
	defer fault.Wrap(&err, "auth.RenamePasskey(%s)", id)
	if err := a.mayRefactor(actor); err != nil {
		return factor.Passkey{}, err
	}
	_, err = a.change(ctx, actor, actor.ID, ActFactor, func(tx *db.Tx, _ *account) error {
		if err := a.factors.RenamePasskey(ctx, tx, actor.ID, id, name); err != nil {
			return err
		}
		k, err = a.passkey(ctx, tx, actor.ID, id)
		return err
	})
	return k, err
}

func (a *Auth) passkey(ctx context.Context, q db.Q, userID, id string) (factor.Passkey, error) {
	s, err := a.factors.Of(ctx, q, userID)
	if err != nil {
		return factor.Passkey{}, err
	}
	at := slices.IndexFunc(s.Passkeys, func(k factor.Passkey) bool { return k.ID == id })
	if at < 0 {
		return factor.Passkey{}, fault.New(fault.NotFound, "Not found")
	}
	return s.Passkeys[at], nil
}

// RemovePasskey takes a passkey from the actor. It fails with NotFound for one that
// is not theirs, and with Conflict where it is their last factor and a role of theirs
// needs one.
func (a *Auth) RemovePasskey(ctx context.Context, actor Actor, id string) (err error) {
	defer fault.Wrap(&err, "auth.RemovePasskey(%s)", id)
	return a.refactor(ctx, actor, func(tx *db.Tx, _ *account) error {
		return a.factors.RemovePasskey(ctx, tx, actor.ID, id)
	})
}

// BeginPasskeyLogin begins to sign in whoever has a passkey.
func (a *Auth) BeginPasskeyLogin(ctx context.Context) (_ factor.Ceremony, err error) {
	defer fault.Wrap(&err, "auth.BeginPasskeyLogin")
	if a.factors == nil {
		return factor.Ceremony{}, fault.New(fault.NotFound, "There are no second factors here")
	}
	return a.factors.BeginSignIn(ctx)
}

// PasskeyLogin opens a session for whoever has answered a ceremony of
// BeginPasskeyLogin. A passkey is two factors in one: the device, and the finger or
// PIN that unlocks it. It fails with TokenInvalid for what proves nothing, and with
// Forbidden for people whose account is kept by a provider of single sign-on: they
// come in as long as it lets them.
func (a *Auth) PasskeyLogin(ctx context.Context, answer Answer, e Entrance) (_ Tokens, err error) {
	defer fault.Wrap(&err, "auth.PasskeyLogin")
	if a.factors == nil {
		return Tokens{}, fault.New(fault.NotFound, "There are no second factors here")
	}
	if err := e.faults().Err(); err != nil {
		return Tokens{}, err
	}
	if err := a.addresses.take(e.Address, a.db.Now()); err != nil {
		return Tokens{}, err
	}
	e.Strong = true
	t, err := a.admit(ctx, e, func(tx *db.Tx, u *account) error {
		id, err := a.factors.FinishSignIn(ctx, tx, answer.CeremonyID, answer.Response)
		if err != nil {
			return err
		}
		if err := tx.Lock(ctx, u, id); err != nil {
			return err
		}
		if u.active() && u.Provider != "" {
			return fault.New(fault.Forbidden, "You sign in through single sign-on; a passkey does not replace that")
		}
		return nil
	})
	if err == nil {
		a.addresses.giveBack(e.Address, a.db.Now())
	}
	return t, err
}
