package auth

import (
	"context"
	"crypto/hmac"
	"encoding/base64"
	"time"

	"github.com/google/uuid"

	"newsdesk/internal/db"
	"newsdesk/internal/fault"
)

// purpose is what a slip is good for. It is stored, so it never changes.
type purpose string

const (
	invitation purpose = "invitation"
	reset      purpose = "password_reset"
)

// life is how long a slip is good. Whoever has asked for a new password sits and
// waits for the letter. Whoever was invited reads it after a weekend or a
// journey, and their account can do nothing until then.
func (p purpose) life() time.Duration {
	if p == invitation {
		return 7 * day
	}
	return 30 * time.Minute
}

// slip is the row of something that lets a person in once without a password.
// What is sent to the person is made of the row and a key that the database
// does not hold, so that a copy of the database opens nothing.
type slip struct {
	ID        string
	Purpose   purpose
	UserID    string
	MadeBy    string    // the id of who asked for it
	CreatedAt time.Time `gorm:"autoCreateTime:false"`
	ExpiresAt time.Time
	UsedAt    *time.Time
}

// TableName implements gorm's Tabler.
func (slip) TableName() string { return "slips" }

// good reports whether the slip serves p for u now. People who sign in
// elsewhere have no password here to forget.
func (s slip) good(p purpose, u account, now time.Time) bool {
	if s.Purpose != p || s.UserID != u.ID || s.UsedAt != nil || !now.Before(s.ExpiresAt) {
		return false
	}
	if p == invitation {
		return u.JoinedAt == nil && u.DisabledAt == nil && u.DeletedAt == nil
	}
	return u.forgetful()
}

// forgetful reports whether u may have a new password by mail.
func (u account) forgetful() bool { return u.active() && u.Provider == "" }

// The parts of the text of a slip, in bytes: its id, its user's, and a MAC of
// both with the purpose.
const (
	slipIDs  = 32
	slipMAC  = 32
	slipSize = slipIDs + slipMAC
)

// slipText is what the person gets: base64url without padding.
func (v vault) slipText(s slip) string {
	id, user := uuid.MustParse(s.ID), uuid.MustParse(s.UserID)
	ids := append(id[:], user[:]...)
	return base64.RawURLEncoding.EncodeToString(append(ids, v.signSlip(s.Purpose, ids)...))
}

func (v vault) signSlip(p purpose, ids []byte) []byte {
	return mac(v.slips, append([]byte(string(p)+"\x00"), ids...))
}

// slipOf returns whose slip for p the text is, if we made it.
func (v vault) slipOf(p purpose, text string) (id, user string, ok bool) {
	if len(text) != base64.RawURLEncoding.EncodedLen(slipSize) {
		return "", "", false
	}
	b, err := base64.RawURLEncoding.Strict().DecodeString(text)
	if err != nil || len(b) != slipSize || !hmac.Equal(v.signSlip(p, b[:slipIDs]), b[slipIDs:]) {
		return "", "", false
	}
	return uuid.UUID(b[:slipIDs/2]).String(), uuid.UUID(b[slipIDs/2 : slipIDs]).String(), true
}

// badSlip says no more than that, whether the slip is made up, of another
// purpose, used or old.
func badSlip() error {
	return fault.Member(fault.Invalid, "/slip", "not_good", "This link has been used, has run out or was never good; ask for another")
}

// checkSlip records what is wrong with the form of a redemption.
func checkSlip(f *fault.Fields, text, password string) {
	f.If(text == "", "/slip", "required", "The slip from the letter is missing")
	f.If(len(text) > 4*slipSize, "/slip", "too_long", "The slip is too long")
	checkPassword(f, password)
}

// redemption is a slip presented together with a new password.
type redemption struct {
	purpose  purpose
	text     string
	password string
	act      string // for the journal
	address  string
	cause    string
}

// redeem sets a new password against a slip, and ends every session and every
// other slip of its user. Hashing comes after the slip has been looked at, so
// that made-up ones cost little, and before the transaction that spends it.
func (a *Auth) redeem(ctx context.Context, r redemption, edit func(tx *db.Tx, u *account) error) (User, error) {
	id, user, ok := a.vault.slipOf(r.purpose, r.text)
	if !ok {
		return User{}, badSlip()
	}
	if err := a.slipGood(ctx, a.db, r.purpose, id, user); err != nil {
		return User{}, err
	}
	hash, err := a.hasher.newHash(ctx, r.password)
	if err != nil {
		return User{}, err
	}
	actor := Actor{ID: user, Kind: KindPerson, Address: r.address, Cause: r.cause}
	return a.change(ctx, actor, user, r.act, func(tx *db.Tx, u *account) error {
		if err := a.slipGood(ctx, tx, r.purpose, id, user); err != nil {
			return err
		}
		if err := edit(tx, u); err != nil {
			return err
		}
		return a.replacePassword(ctx, tx, u, hash, actor)
	})
}

// slipGood fails unless the slip serves p for that user now. Inside of a
// transaction the caller holds the user, whose slips nobody else can spend then.
func (a *Auth) slipGood(ctx context.Context, q db.Q, p purpose, id, user string) error {
	var s slip
	var u account
	err := db.Err(db.Gorm(ctx, q).Take(&s, "id = ?", id).Error)
	if err == nil {
		err = db.Err(db.Gorm(ctx, q).Take(&u, "id = ?", user).Error)
	}
	switch {
	case fault.Is(err, fault.NotFound):
		return badSlip()
	case err != nil:
		return err
	case !s.good(p, u, a.db.Now()):
		return badSlip()
	}
	return nil
}

// spendSlips makes every slip of a user worthless.
func spendSlips(ctx context.Context, tx *db.Tx, user string) error {
	_, err := tx.Exec(ctx, "UPDATE slips SET used_at = ? WHERE user_id = ? AND used_at IS NULL", tx.Now, user)
	return err
}
