package auth

import (
	"context"

	"newsdesk/internal/db"
	"newsdesk/internal/fault"
	"newsdesk/internal/ident"
)

// Forgotten is what someone says who cannot sign in any more.
type Forgotten struct {
	Email   string
	Address string // the IP address of the caller
	Cause   string // the id of the request
}

// Forgot sends a letter to the user with that address, from which Reset goes on.
// The answer and the work are the same if there is no such user: a job finds
// that out when the caller is gone. RateLimited says with Retry when more
// letters may be asked for.
func (a *Auth) Forgot(ctx context.Context, in Forgotten) (err error) {
	defer fault.Wrap(&err, "auth.Forgot")
	var f fault.Fields
	checkTyped(&f, in.Email)
	if err := f.Err(); err != nil {
		return err
	}
	key := emailKey(in.Email)
	if err := a.spendLetter(ctx, key, in.Address); err != nil {
		return err
	}
	u, err := a.byEmail(ctx, key)
	if err != nil {
		return err
	}
	l := Letter{Kind: LetterReset, SlipID: ident.New(), Address: in.Address, Cause: in.Cause}
	if u.forgetful() {
		l.UserID = u.ID
	}
	return a.db.Update(ctx, func(tx *db.Tx) error { return a.Tell(ctx, tx, l) })
}

// spendLetter takes one letter from the budgets of the account, whether or not
// there is one, and of the network.
func (a *Auth) spendLetter(ctx context.Context, key, address string) error {
	err := a.letters.take(address, a.db.Now())
	if err == nil {
		err = a.spend(ctx, a.counter(forForgotten, key))
	}
	if !fault.Is(err, fault.RateLimited) {
		return err
	}
	limited := fault.New(fault.RateLimited, "Too many letters were asked for; wait before the next one").Because(err)
	limited.Retry = fault.Of(err).Retry
	return limited
}

// openReset makes the slip that a letter was promised, once. It expires as if it
// had been made when the letter was asked for.
func (a *Auth) openReset(ctx context.Context, l Letter) error {
	return a.db.Update(ctx, func(tx *db.Tx) error {
		made, err := tx.Exec(ctx, `INSERT INTO slips (id, purpose, user_id, made_by, created_at, expires_at)
			VALUES (?, ?, ?, '', ?, ?) ON CONFLICT (id) DO NOTHING`, l.SlipID, reset, l.UserID, l.At, l.At.Add(reset.life()))
		if err != nil || made == 0 {
			return err
		}
		asked := Actor{Address: l.Address, Cause: l.Cause} // whoever it was
		return a.note(ctx, tx, Event{Act: ActForgot, Kind: kindUser, Subject: l.UserID, Actor: asked})
	})
}

// NewPassword is what someone sets who has come by the link of a letter.
type NewPassword struct {
	Slip     string
	Password string
	Address  string // the IP address of the caller
	Cause    string // the id of the request
}

// Reset sets a new password against the slip of a letter, and ends every session
// of the user and every other slip. It opens no session: the next login asks
// for the password and for whatever else the account needs. It fails with
// Invalid for a slip that is not good.
func (a *Auth) Reset(ctx context.Context, in NewPassword) (err error) {
	defer fault.Wrap(&err, "auth.Reset")
	var f fault.Fields
	checkSlip(&f, in.Slip, in.Password)
	if err := f.Err(); err != nil {
		return err
	}
	if err := a.addresses.take(in.Address, a.db.Now()); err != nil {
		return err
	}
	_, err = a.redeem(ctx, redemption{
		purpose: reset, text: in.Slip, password: in.Password, act: ActPassword, address: in.Address, cause: in.Cause,
	}, func(tx *db.Tx, u *account) error {
		if err := forgive(ctx, tx, a.counter(forForgotten, u.EmailKey)); err != nil {
			return err
		}
		return a.Tell(ctx, tx, Letter{Kind: LetterPassword, UserID: u.ID})
	})
	if err == nil {
		a.addresses.giveBack(in.Address, a.db.Now())
	}
	return err
}
