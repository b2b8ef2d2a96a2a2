package auth

import (
	"cmp"
	"context"
	"time"

	"newsdesk/internal/db"
	"newsdesk/internal/fault"
)

// LetterKind is the occasion of a letter, in the words of package mail.
type LetterKind string

// The kinds. They are stored with letters that wait, so they never change.
const (
	LetterInvitation LetterKind = "invitation"
	LetterReset      LetterKind = "password_reset"
	LetterPassword   LetterKind = "password_changed"
	LetterFactors    LetterKind = "factors_changed"
	LetterWaysIn     LetterKind = "ways_in_changed"
	LetterAddress    LetterKind = "address_changed"
)

// Letter is what a user is to be told by mail. It names people and slips by
// their ids alone, so that nothing in it opens anything while it waits.
type Letter struct {
	Kind    LetterKind `json:"kind"`
	UserID  string     `json:"user_id"`          // empty: there is nobody to write to
	SlipID  string     `json:"slip_id,omitzero"` // of an invitation or a reset
	To      string     `json:"to,omitzero"`      // another address than the stored one, for what is about that
	At      time.Time  `json:"at"`               // when what it tells happened
	Address string     `json:"address,omitzero"` // the IP address that asked for it
	Cause   string     `json:"cause,omitzero"`   // the id of the request
}

// Postman takes letters that are sent when the transaction has committed, and
// not at all if it fails.
type Postman func(context.Context, *db.Tx, Letter) error

// Tell orders a letter, if there is someone to take the order.
func (a *Auth) Tell(ctx context.Context, tx *db.Tx, l Letter) error {
	if a.post == nil {
		return nil
	}
	l.At = tx.Now
	return a.post(ctx, tx, l)
}

// letterKept is how long after the fact a letter is still worth sending.
const letterKept = 3 * day

// Written is what a letter says and to whom. Slip is a secret that stands
// nowhere else.
type Written struct {
	To      string // the stored address, whatever was typed
	Name    string
	Locale  string // BCP 47; empty: that of the site
	Inviter string // who invites; empty if nobody in particular
	Slip    string // what the link of an invitation or a reset carries
	Until   time.Time
}

// Write fills a letter that was ordered. It fails with NotFound when there is
// nothing to send any more: nobody has the address, the person has left or come
// already, or the slip was used or is too old. It may be called again for the
// same letter, and says the same.
func (a *Auth) Write(ctx context.Context, l Letter) (_ Written, err error) {
	defer fault.Wrap(&err, "auth.Write(%s)", l.Kind)
	if l.UserID == "" || a.db.Now().Sub(l.At) > letterKept {
		return Written{}, fault.New(fault.NotFound, "Not found")
	}
	var u account
	if err := db.Gorm(ctx, a.db).Take(&u, "id = ?", l.UserID).Error; err != nil {
		return Written{}, db.Err(err)
	}
	w := Written{To: cmp.Or(l.To, u.Email), Name: u.Name, Locale: u.Locale}
	switch l.Kind {
	case LetterInvitation:
		return a.writeSlip(ctx, w, invitation, u, l.SlipID)
	case LetterReset:
		if err := a.openReset(ctx, l); err != nil {
			return Written{}, err
		}
		return a.writeSlip(ctx, w, reset, u, l.SlipID)
	case LetterPassword, LetterFactors, LetterWaysIn, LetterAddress:
	}
	if u.DeletedAt != nil {
		return Written{}, fault.New(fault.NotFound, "Not found")
	}
	return w, nil
}

// writeSlip writes a slip out again, if it is still good for its user.
func (a *Auth) writeSlip(ctx context.Context, w Written, p purpose, u account, id string) (Written, error) {
	var s slip
	if err := db.Gorm(ctx, a.db).Take(&s, "id = ?", id).Error; err != nil {
		return Written{}, db.Err(err)
	}
	if !s.good(p, u, a.db.Now()) {
		return Written{}, fault.New(fault.NotFound, "Not found")
	}
	w.Slip, w.Until = a.vault.slipText(s), s.ExpiresAt.UTC()
	err := db.Gorm(ctx, a.db).Raw("SELECT name FROM users WHERE id = ?", s.MadeBy).Scan(&w.Inviter).Error
	return w, db.Err(err)
}
