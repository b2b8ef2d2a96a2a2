package factor

import (
	"context"
	"crypto/rand"
	"strings"

	"newsdesk/internal/db"
	"newsdesk/internal/fault"
)

// A recovery code has 25 characters of base32, which is 125 random bits, in five
// groups that can be copied from paper. From 112 bits on nobody can search for
// what a MAC was made of (ASVS 5.0, 6.5.2).
const (
	recoveryCodes  = 10
	recoveryLength = 25
	recoveryGroup  = 5
)

// codeMost is more than anyone needs to type a code, in bytes.
const codeMost = 100

// recoveryCode is the row of a code that has not been used.
type recoveryCode struct {
	UserID string `gorm:"primaryKey"`
	MAC    []byte `gorm:"primaryKey"`
}

// TableName implements gorm's Tabler.
func (recoveryCode) TableName() string { return "recovery_codes" }

// CheckCode uses up a code of a user, from the authenticator app or one of the
// recovery codes, and says which of them it was. Spaces, dashes and case do not
// matter. It fails with TokenInvalid for every code that is not good, used ones
// among them, and with Invalid at /code for none. The code is used once the
// transaction commits: a caller that rolls back lets it be used again.
func (f *Factors) CheckCode(ctx context.Context, tx *db.Tx, userID, code string) (_ Method, err error) {
	defer fault.Wrap(&err, "factor.CheckCode(%s)", userID)
	if code == "" {
		return "", fault.Member(fault.Invalid, "/code", "required", "The code is missing")
	}
	if err := hold(ctx, tx, userID); err != nil {
		return "", err
	}
	code = normal(code)
	good, err := f.useTOTP(ctx, tx, userID, code)
	if err != nil || good {
		return MethodTOTP, err
	}
	good, err = f.useRecovery(ctx, tx, userID, code)
	if err != nil || good {
		return MethodRecovery, err
	}
	return "", fault.New(fault.TokenInvalid, "This code is not good, or has been used")
}

// normal is a code as it was meant: without the spaces and dashes that help to
// read it, in upper case. What is far too long to be one becomes none.
func normal(code string) string {
	if len(code) > codeMost {
		return ""
	}
	return strings.ToUpper(strings.NewReplacer(" ", "", "-", "").Replace(code))
}

func (f *Factors) useTOTP(ctx context.Context, tx *db.Tx, userID, code string) (good bool, err error) {
	a, err := totpOf(ctx, tx, userID)
	if err != nil || a.ID == "" {
		return false, err
	}
	good, err = f.advance(&a, code, tx.Now)
	if err != nil || !good {
		return false, err
	}
	return true, tx.Change(ctx, &a)
}

// useRecovery looks for the MAC, which tells nobody who lacks its key how near a
// guess has come.
func (f *Factors) useRecovery(ctx context.Context, tx *db.Tx, userID, code string) (good bool, err error) {
	if len(code) != recoveryLength {
		return false, nil
	}
	n, err := tx.Exec(ctx, "DELETE FROM recovery_codes WHERE user_id = ? AND mac = ?", userID, f.recoveryMAC(userID, code))
	return n == 1, err
}

func (f *Factors) recoveryMAC(userID, code string) []byte {
	return f.mac([]byte("recovery code\x00" + userID + "\x00" + code))
}

// NewRecoveryCodes returns ten codes that each are good once, in place of all from
// before. They are shown now or never. It fails with Conflict for a user without
// another factor, beside which alone they exist.
func (f *Factors) NewRecoveryCodes(ctx context.Context, tx *db.Tx, userID string) (_ []string, err error) {
	defer fault.Wrap(&err, "factor.NewRecoveryCodes(%s)", userID)
	if err := hold(ctx, tx, userID); err != nil {
		return nil, err
	}
	s, err := f.Of(ctx, tx, userID)
	if err != nil {
		return nil, err
	}
	if !s.Any() {
		return nil, fault.New(fault.Conflict, "Recovery codes stand in for another factor; set one up first")
	}
	if _, err := tx.Exec(ctx, "DELETE FROM recovery_codes WHERE user_id = ?", userID); err != nil {
		return nil, err
	}
	codes, rows := make([]string, recoveryCodes), make([]recoveryCode, recoveryCodes)
	for i := range codes {
		code := rand.Text()[:recoveryLength]
		codes[i], rows[i] = grouped(code), recoveryCode{UserID: userID, MAC: f.recoveryMAC(userID, code)}
	}
	return codes, tx.Insert(ctx, db.Each(rows)...)
}

// grouped is a recovery code as people read it.
func grouped(code string) string {
	var b strings.Builder
	for i, c := range code {
		if i > 0 && i%recoveryGroup == 0 {
			b.WriteByte('-')
		}
		b.WriteRune(c)
	}
	return b.String()
}

func codesLeft(ctx context.Context, q db.Q, userID string) (int, error) {
	var n int64
	err := db.Gorm(ctx, q).Model(&recoveryCode{}).Where("user_id = ?", userID).Count(&n).Error
	return int(n), db.Err(err)
}
