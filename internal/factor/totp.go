package factor

import (
	"context"
	"strings"
	"time"

	"github.com/pquerna/otp"
	"github.com/pquerna/otp/hotp"
	"github.com/pquerna/otp/totp"

	"newsdesk/internal/db"
	"newsdesk/internal/fault"
)

// What authenticator apps assume (RFC 6238 §4 and §5.2): a step is 30 seconds, and
// one step to either side forgives a slow reader and a clock that is off.
const (
	stepSeconds = 30
	stepSkew    = 1
	codeDigits  = otp.DigitsSix
	secretBytes = 20 // RFC 4226 §4, R6
	setupLife   = 10 * time.Minute
)

// app is the row of an authenticator app that counts.
type app struct {
	ID           string // of the user
	SealedSecret []byte
	LastStep     int64     // the step whose code was good last; none up to it is again
	CreatedAt    time.Time `gorm:"autoCreateTime:false"`
}

// TableName implements gorm's Tabler.
func (app) TableName() string { return "totps" }

// appSetup is the row of an app that has not shown a code yet.
type appSetup struct {
	ID           string // of the user
	SealedSecret []byte
	ExpiresAt    time.Time
}

// TableName implements gorm's Tabler.
func (appSetup) TableName() string { return "totp_setups" }

// totpLabel ties a sealed secret to its user.
func totpLabel(userID string) string { return "totp " + userID }

// Setup is what an authenticator app needs to know. It is shown once.
type Setup struct {
	Secret    string // base32 (RFC 4648 §6) without padding, for typing
	URI       string // otpauth://totp/…, for a QR code
	ExpiresAt time.Time
}

// BeginTOTP draws the secret for an authenticator app, in which account names the
// user. It has no effect on signing in until ConfirmTOTP, for which there are ten
// minutes; beginning again forgets the secret from before.
func (f *Factors) BeginTOTP(ctx context.Context, tx *db.Tx, userID, account string) (_ Setup, err error) {
	defer fault.Wrap(&err, "factor.BeginTOTP(%s)", userID)
	if err := hold(ctx, tx, userID); err != nil {
		return Setup{}, err
	}
	key, err := totp.Generate(totp.GenerateOpts{
		Issuer: labelPart(f.newsroom), AccountName: labelPart(account), SecretSize: secretBytes,
	})
	if err != nil {
		return Setup{}, err
	}
	sealed, err := f.sealer.Seal([]byte(key.Secret()), totpLabel(userID))
	if err != nil {
		return Setup{}, err
	}
	row := appSetup{ID: userID, SealedSecret: sealed, ExpiresAt: tx.Now.Add(setupLife)}
	return Setup{Secret: key.Secret(), URI: key.URL(), ExpiresAt: row.ExpiresAt}, tx.Put(ctx, &row)
}

// labelPart is s without the character that divides a label of an otpauth URI.
func labelPart(s string) string { return strings.ReplaceAll(s, ":", " ") }

// ConfirmTOTP makes the app that BeginTOTP was for effective, in place of an older
// one, against a code that it shows; that code is then used. It fails with Invalid
// at /code for a wrong one, and with NotFound if no setup is under way.
func (f *Factors) ConfirmTOTP(ctx context.Context, tx *db.Tx, userID, code string) (err error) {
	defer fault.Wrap(&err, "factor.ConfirmTOTP(%s)", userID)
	if err := hold(ctx, tx, userID); err != nil {
		return err
	}
	setup, err := setupOf(ctx, tx, userID)
	if err != nil {
		return err
	}
	row := app{ID: userID, SealedSecret: setup.SealedSecret, CreatedAt: tx.Now}
	good, err := f.advance(&row, normal(code), tx.Now)
	if err != nil {
		return err
	}
	if !good {
		return fault.Member(fault.Invalid, "/code", "not_good", "This code is not the one that the app should show now; is the clock of the device right?")
	}
	if err := tx.Put(ctx, &row); err != nil {
		return err
	}
	_, err = tx.Exec(ctx, "DELETE FROM totp_setups WHERE id = ?", userID)
	return err
}

func setupOf(ctx context.Context, tx *db.Tx, userID string) (appSetup, error) {
	var found []appSetup
	err := db.Gorm(ctx, tx).Where("id = ? AND expires_at > ?", userID, tx.Now).Find(&found).Error
	if err != nil {
		return appSetup{}, db.Err(err)
	}
	if len(found) == 0 {
		return appSetup{}, fault.New(fault.NotFound, "No authenticator app is being set up, or that has taken too long; begin anew")
	}
	return found[0], nil
}

// RemoveTOTP takes the authenticator app from a user, and the recovery codes if no
// factor is left. It fails with NotFound if there is no app.
func (f *Factors) RemoveTOTP(ctx context.Context, tx *db.Tx, userID string) (err error) {
	defer fault.Wrap(&err, "factor.RemoveTOTP(%s)", userID)
	if err := hold(ctx, tx, userID); err != nil {
		return err
	}
	n, err := tx.Exec(ctx, "DELETE FROM totps WHERE id = ?", userID)
	if err != nil {
		return err
	}
	if n == 0 {
		return fault.New(fault.NotFound, "There is no authenticator app to remove")
	}
	return f.settle(ctx, tx, userID)
}

// totpOf returns the app of a user, or the zero app.
func totpOf(ctx context.Context, q db.Q, userID string) (a app, err error) {
	err = db.Gorm(ctx, q).Where("id = ?", userID).Limit(1).Find(&a).Error
	return a, db.Err(err)
}

// advance reports whether code is good now, and if so uses up its step in a.
func (f *Factors) advance(a *app, code string, now time.Time) (good bool, err error) {
	secret, err := f.sealer.Open(a.SealedSecret, totpLabel(a.ID))
	if err != nil {
		return false, err
	}
	step, good, err := matching(string(secret), code, now, a.LastStep)
	if good {
		a.LastStep = step
	}
	return good, err
}

// matching returns the first step after last whose code this is. It always
// computes every step of the window, so that time tells nothing.
func matching(secret, code string, now time.Time, last int64) (step int64, ok bool, err error) {
	if len(code) != codeDigits.Length() {
		return 0, false, nil
	}
	current := now.Unix() / stepSeconds
	for s := current + stepSkew; s >= current-stepSkew; s-- {
		same, err := hotp.ValidateCustom(code, uint64(s), secret, hotp.ValidateOpts{Digits: codeDigits, Algorithm: otp.AlgorithmSHA1})
		if err != nil {
			return 0, false, err
		}
		if same && s > last {
			step, ok = s, true
		}
	}
	return step, ok, nil
}
