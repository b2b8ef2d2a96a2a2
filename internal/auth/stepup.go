package auth

import (
	"context"

	"newsdesk/internal/db"
	"newsdesk/internal/factor"
	"newsdesk/internal/fault"
)

// Proof is with what someone who has signed in proves anew who they are: the
// password, or from people with a second factor a code of the authenticator or a
// recovery code. The password alone would not do for them, because whoever has
// watched them type it has it too.
type Proof struct {
	Password string
	Code     string
}

func (p Proof) check() error {
	var f fault.Fields
	f.If(p.Password == "" && p.Code == "", "/otp", "required", "Send a code as otp or, if you have no second factor, your password")
	f.If(p.Password != "" && p.Code != "", "/password", "not_allowed", "Send a code or the password, not both")
	f.If(tooLong(p.Password), "/password", "too_long", "The password has more than %d characters", passwordMost)
	checkCode(&f, p.Code)
	return f.Err()
}

// codeMost is more than any code is long, with the spaces people type, in bytes.
const codeMost = 100

// checkCode records what is wrong with the form of a code.
func checkCode(f *fault.Fields, code string) {
	f.If(len(code) > codeMost, "/otp", "too_long", "The code has more than %d characters", codeMost)
}

// StepUp makes the actor Fresh for ten minutes from now, at once and with the same
// tokens. It fails with Invalid at /password or /otp for a wrong proof, with
// SecondFactorRequired for the password of someone who has a second factor, and
// with RateLimited when too many were wrong, of which logins count too.
func (a *Auth) StepUp(ctx context.Context, actor Actor, p Proof) (_ Device, err error) {
	defer fault.Wrap(&err, "auth.StepUp")
	if err := actor.inPerson(); err != nil {
		return Device{}, err
	}
	if err := p.check(); err != nil {
		return Device{}, err
	}
	u, err := a.person(ctx, actor)
	if err != nil {
		return Device{}, err
	}
	if p.Code != "" {
		return a.stepUp(ctx, actor, u, a.counter(forCodes, u.ID), "/otp", func(tx *db.Tx) error { return a.showAny(ctx, tx, u.ID, p.Code) })
	}
	if u.HasFactor {
		return Device{}, passwordAlone()
	}
	counter := a.counter(forSessions, actor.SessionID)
	if _, err := a.prove(ctx, u, counter, p.Password, actor.Address); err != nil {
		return Device{}, notProven("/password", err)
	}
	return a.settle(ctx, actor, u, counter, func(_ *db.Tx, now account) (bool, error) {
		if now.HasFactor {
			return false, passwordAlone()
		}
		if now.PasswordHash != u.PasswordHash {
			return false, notProven("/password", wrongPassword())
		}
		return false, nil
	})
}

func passwordAlone() error {
	return fault.New(fault.SecondFactorRequired, "You have a second factor; send its code as otp, or use a passkey")
}

// showAny checks a code of whoever it is, with a factor or without.
func (a *Auth) showAny(ctx context.Context, tx *db.Tx, userID, code string) error {
	if a.factors == nil {
		return fault.New(fault.TokenInvalid, "This code is not good, or has been used")
	}
	_, err := a.factors.CheckCode(ctx, tx, userID, code)
	return err
}

// BeginPasskeyStepUp begins to have the actor prove with a passkey who they are. It
// fails with Conflict for someone who has none.
func (a *Auth) BeginPasskeyStepUp(ctx context.Context, actor Actor) (_ factor.Ceremony, err error) {
	defer fault.Wrap(&err, "auth.BeginPasskeyStepUp")
	if err := a.ownFactors(actor); err != nil {
		return factor.Ceremony{}, err
	}
	return a.factors.BeginVerify(ctx, actor.ID)
}

// PasskeyStepUp is StepUp with the answer of a passkey to BeginPasskeyStepUp. It
// fails with Invalid at /response for one that proves nothing.
func (a *Auth) PasskeyStepUp(ctx context.Context, actor Actor, answer Answer) (_ Device, err error) {
	defer fault.Wrap(&err, "auth.PasskeyStepUp")
	if err := a.ownFactors(actor); err != nil {
		return Device{}, err
	}
	u, err := a.person(ctx, actor)
	if err != nil {
		return Device{}, err
	}
	return a.stepUp(ctx, actor, u, "", "/response", func(tx *db.Tx) error {
		return a.factors.FinishVerify(ctx, tx, u.ID, answer.CeremonyID, answer.Response)
	})
}

// person is the row of the actor.
func (a *Auth) person(ctx context.Context, actor Actor) (u account, err error) {
	err = db.Gorm(ctx, a.db).Take(&u, "id = ?", actor.ID).Error
	return u, db.Err(err)
}

// stepUp has u show a second factor, at the price of one try of a counter. A passkey
// cannot be guessed, so none is counted, and nobody can use the tries up.
func (a *Auth) stepUp(ctx context.Context, actor Actor, u account, counter, pointer string, show func(*db.Tx) error) (Device, error) {
	if err := a.addresses.take(actor.Address, a.db.Now()); err != nil {
		return Device{}, err
	}
	if counter != "" {
		if err := a.spend(ctx, counter); err != nil {
			return Device{}, err
		}
	}
	return a.settle(ctx, actor, u, counter, func(tx *db.Tx, _ account) (bool, error) {
		err := show(tx)
		return err == nil, notProven(pointer, err)
	})
}

// notProven says of a wrong proof what would be said of a wrong token otherwise: the
// token with which it came is as good as before.
func notProven(pointer string, err error) error {
	if !fault.Is(err, fault.TokenInvalid) {
		return err
	}
	return fault.Member(fault.Invalid, pointer, "wrong", "This does not prove that it is you").Because(err)
}

// settle marks the session of the actor as proved, if the proof holds up while
// nobody can change the user, and gives the tries back. The user is locked before
// the session, as everywhere.
func (a *Auth) settle(ctx context.Context, actor Actor, u account, counter string, proof func(*db.Tx, account) (strong bool, err error)) (Device, error) {
	var s session
	err := a.db.Update(ctx, func(tx *db.Tx) error {
		var now account
		if err := tx.Lock(ctx, &now, u.ID); err != nil {
			return err
		}
		strong, err := proof(tx, now)
		if err != nil {
			return err
		}
		if s, _, err = lockSession(ctx, tx, actor.SessionID); err != nil {
			return err
		}
		if err := forgive(ctx, tx, counter); err != nil {
			return err
		}
		s.VerifiedAt, s.Strong = tx.Now, s.Strong || strong
		tx.AfterCommit(func() { a.standings.Invalidate(s.ID) })
		if _, err := tx.Exec(ctx, "UPDATE sessions SET verified_at = ?, strong = ? WHERE id = ?", s.VerifiedAt, s.Strong, s.ID); err != nil {
			return err
		}
		return a.note(ctx, tx, Event{Act: ActStepUp, Kind: kindSession, Subject: s.ID, Actor: actor})
	})
	if err != nil {
		return Device{}, err
	}
	a.addresses.giveBack(actor.Address, a.db.Now())
	return s.device(actor), nil
}
