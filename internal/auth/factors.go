package auth

import (
	"context"
	"errors"

	"newsdesk/internal/db"
	"newsdesk/internal/factor"
	"newsdesk/internal/fault"
	"newsdesk/internal/policy"
)

// Factors says which second factors the actor has.
func (a *Auth) Factors(ctx context.Context, actor Actor) (_ factor.Summary, err error) {
	defer fault.Wrap(&err, "auth.Factors")
	if err := a.ownFactors(actor); err != nil {
		return factor.Summary{}, err
	}
	return a.factors.Of(ctx, a.db, actor.ID)
}

// ownFactors fails unless the actor is a person, who alone can have factors, and
// there are such things here.
func (a *Auth) ownFactors(actor Actor) error {
	if err := actor.inPerson(); err != nil {
		return err
	}
	if a.factors == nil {
		return fault.New(fault.NotFound, "There are no second factors here")
	}
	return nil
}

// mayRefactor is ownFactors for changes. A stolen access token must not give the
// thief a factor, nor take one from its owner.
func (a *Auth) mayRefactor(actor Actor) error {
	if err := a.ownFactors(actor); err != nil {
		return err
	}
	return actor.Fresh(a.db.Now())
}

// BeginTOTP draws a secret for the authenticator app of the actor. It has no effect
// until ConfirmTOTP. It fails with StepUpRequired like every change of factors, of
// which none can be made with a proof of who someone is that is ten minutes old.
func (a *Auth) BeginTOTP(ctx context.Context, actor Actor) (s factor.Setup, err error) {
	defer fault.Wrap(&err, "auth.BeginTOTP")
	if err := a.mayRefactor(actor); err != nil {
		return factor.Setup{}, err
	}
	err = a.db.Update(ctx, func(tx *db.Tx) error {
		var u account
		if err := tx.Lock(ctx, &u, actor.ID); err != nil {
			return err
		}
		s, err = a.factors.BeginTOTP(ctx, tx, u.ID, u.Email)
		return err
	})
	return s, err
}

// ConfirmTOTP makes the app effective against a code that it shows. If it is the
// first factor of the actor, it returns recovery codes, which are shown now or never.
// It fails with Invalid at /code for a wrong code.
func (a *Auth) ConfirmTOTP(ctx context.Context, actor Actor, code string) (codes []string, err error) {
	defer fault.Wrap(&err, "auth.ConfirmTOTP")
	return a.addFactor(ctx, actor, func(tx *db.Tx) error {
		return a.factors.ConfirmTOTP(ctx, tx, actor.ID, code)
	})
}

// RemoveTOTP takes the authenticator app from the actor. It fails with Conflict
// where that is the last factor and a role of the actor needs one.
func (a *Auth) RemoveTOTP(ctx context.Context, actor Actor) (err error) {
	defer fault.Wrap(&err, "auth.RemoveTOTP")
	return a.refactor(ctx, actor, func(tx *db.Tx, _ *account) error {
		return a.factors.RemoveTOTP(ctx, tx, actor.ID)
	})
}

// NewRecoveryCodes gives the actor other recovery codes in place of those from
// before. It fails with Conflict for someone who has no factor that they stand in for.
func (a *Auth) NewRecoveryCodes(ctx context.Context, actor Actor) (codes []string, err error) {
	defer fault.Wrap(&err, "auth.NewRecoveryCodes")
	err = a.refactor(ctx, actor, func(tx *db.Tx, _ *account) error {
		codes, err = a.factors.NewRecoveryCodes(ctx, tx, actor.ID)
		return err
	})
	return codes, err
}

// addFactor has the actor set a factor up. The first brings recovery codes with it,
// because a lost device is the rule and not the exception.
func (a *Auth) addFactor(ctx context.Context, actor Actor, add func(*db.Tx) error) (codes []string, err error) {
	err = a.refactor(ctx, actor, func(tx *db.Tx, u *account) error {
		if err := add(tx); err != nil {
			return err
		}
		codes = nil
		if u.HasFactor {
			return nil
		}
		codes, err = a.factors.NewRecoveryCodes(ctx, tx, u.ID)
		return err
	})
	return codes, err
}

// refactor changes the factors of the actor, and tells them so by mail. Whoever
// sets one up has shown it, so that their session is strong from then on; their
// other sessions have to show it first.
func (a *Auth) refactor(ctx context.Context, actor Actor, edit func(*db.Tx, *account) error) error {
	if err := a.mayRefactor(actor); err != nil {
		return err
	}
	_, err := a.change(ctx, actor, actor.ID, ActFactor, func(tx *db.Tx, u *account) error {
		if err := edit(tx, u); err != nil {
			return err
		}
		if err := a.recount(ctx, tx, u); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, "UPDATE sessions SET strong = ? WHERE id = ? AND user_id = ?", u.HasFactor, actor.SessionID, u.ID); err != nil {
			return err
		}
		return a.Tell(ctx, tx, Letter{Kind: LetterFactors, UserID: u.ID})
	})
	return err
}

// recount brings the row of u into line with the factors that u has now. It fails
// with Conflict if there is none where a role needs one.
func (a *Auth) recount(ctx context.Context, tx *db.Tx, u *account) error {
	s, err := a.factors.Of(ctx, tx, u.ID)
	if err != nil {
		return err
	}
	own, err := ownRoles(ctx, tx, u.Grants.V)
	if err != nil {
		return err
	}
	if u.HasFactor && !s.Any() && a.demands.made(own, u.Grants.V) {
		return fault.New(fault.Conflict, "A role of yours needs a second factor; set up another before you remove this one")
	}
	u.HasFactor = s.Any()
	return nil
}

// ResetFactors removes every factor of someone who has lost them, and every account
// of elsewhere that they have linked, and ends their sessions. The days of grace for a new one begin again. Those who may update users
// and give roles may, but for themselves and for people with rights of the
// administration that they lack.
func (a *Auth) ResetFactors(ctx context.Context, actor Actor, id string) (_ User, err error) {
	defer fault.Wrap(&err, "auth.ResetFactors(%s)", id)
	if err := actor.guarded(policy.Users, policy.Update, a.db.Now()); err != nil {
		return User{}, err
	}
	if actor.Self(id) {
		return User{}, fault.New(fault.Forbidden, "You cannot reset your own second factor; ask another administrator")
	}
	return a.change(ctx, actor, id, ActFactor, func(tx *db.Tx, u *account) error {
		if err := a.outranks(ctx, tx, actor, u); err != nil {
			return err
		}
		own, err := ownRoles(ctx, tx, u.Grants.V)
		if err != nil {
			return err
		}
		u.Epoch++
		u.FactorFrom = nil
		a.demands.start(own, u, tx.Now)
		if err := errors.Join(a.forgetFactors(ctx, tx, u), a.forgetElsewhere(ctx, tx, u.ID, u.Provider)); err != nil {
			return err
		}
		return a.Tell(ctx, tx, Letter{Kind: LetterFactors, UserID: id})
	})
}

// AlsoForget has f called, in the transaction, when the ways into an account are to
// be forgotten: those of elsewhere but of one provider, which made the account, or of
// all if that is "".
func (a *Auth) AlsoForget(f func(ctx context.Context, tx *db.Tx, userID, except string) error) {
	a.elsewhere = f
}

func (a *Auth) forgetElsewhere(ctx context.Context, tx *db.Tx, userID, except string) error {
	if a.elsewhere == nil {
		return nil
	}
	return a.elsewhere(ctx, tx, userID, except)
}

// forgetFactors leaves u without any.
func (a *Auth) forgetFactors(ctx context.Context, tx *db.Tx, u *account) error {
	u.HasFactor = false
	if a.factors == nil {
		return nil
	}
	return a.factors.Reset(ctx, tx, u.ID)
}

// showFactor checks the code that comes with the password of u, and reports whether
// u had a second factor to show.
func (a *Auth) showFactor(ctx context.Context, tx *db.Tx, u account, code string) (shown bool, err error) {
	if !u.HasFactor {
		return false, nil
	}
	if code == "" || a.factors == nil {
		return false, fault.New(fault.SecondFactorRequired, "Send the code of your authenticator, or a recovery code, as otp")
	}
	_, err = a.factors.CheckCode(ctx, tx, u.ID, code)
	return err == nil, err
}

// startGrace begins the days of grace of someone who signs in, if the settings have
// come to ask for a second factor since they last did.
func (a *Auth) startGrace(ctx context.Context, tx *db.Tx, u *account) error {
	own, err := ownRoles(ctx, tx, u.Grants.V)
	if err != nil {
		return err
	}
	before := u.FactorFrom
	if a.demands.start(own, u, tx.Now); u.FactorFrom == before {
		return nil
	}
	return tx.Change(ctx, u)
}
