package factor

import (
	"context"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"

	"newsdesk/internal/db"
	"newsdesk/internal/fault"
	"newsdesk/internal/ident"
)

// Bounds of what a user may keep.
const (
	passkeysMost  = 20
	nameMost      = 100  // in characters
	publicKeyMost = 2048 // in bytes; one of RSA with 8192 bits is half of that
)

// passkey is the row of one. Nothing in it is secret.
type passkey struct {
	ID             string
	UserID         string
	Name           string
	CredentialID   []byte
	PublicKey      []byte // COSE_Key (RFC 9052 §7)
	SignCount      int64
	BackupEligible bool // never changes; see WebAuthn Level 3 §6.1.3
	Transports     db.JSON[[]protocol.AuthenticatorTransport]
	CreatedAt      time.Time `gorm:"autoCreateTime:false"`
	LastUsedAt     *time.Time
}

// TableName implements gorm's Tabler.
func (passkey) TableName() string { return "passkeys" }

// Passkey is one as its owner sees it.
type Passkey struct {
	ID         string
	Name       string
	CreatedAt  time.Time
	LastUsedAt time.Time // zero: never
}

func (k passkey) public() Passkey {
	p := Passkey{ID: k.ID, Name: k.Name, CreatedAt: k.CreatedAt.UTC()}
	if k.LastUsedAt != nil {
		p.LastUsedAt = k.LastUsedAt.UTC()
	}
	return p
}

func (k passkey) credential() webauthn.Credential {
	return webauthn.Credential{
		ID: k.CredentialID, PublicKey: k.PublicKey, Transport: k.Transports.V,
		Flags:         webauthn.CredentialFlags{BackupEligible: k.BackupEligible},
		Authenticator: webauthn.Authenticator{SignCount: uint32(k.SignCount)},
	}
}

// passkeysOf returns the passkeys of a user, oldest first.
func passkeysOf(ctx context.Context, q db.Q, userID string) (keys []passkey, err error) {
	err = db.Gorm(ctx, q).Where("user_id = ?", userID).Order("created_at, id").Find(&keys).Error
	return keys, db.Err(err)
}

// RenamePasskey gives a passkey of a user another name. It fails with Invalid at
// /name, and with NotFound for a passkey that is not the user's.
func (f *Factors) RenamePasskey(ctx context.Context, tx *db.Tx, userID, id, name string) (err error) {
	defer fault.Wrap(&err, "factor.RenamePasskey(%s)", id)
	var bad fault.Fields
	checkName(&bad, name)
	if err := bad.Err(); err != nil {
		return err
	}
	if !ident.Valid(id) {
		return noPasskey()
	}
	if err := hold(ctx, tx, userID); err != nil {
		return err
	}
	n, err := tx.Exec(ctx, "UPDATE passkeys SET name = ? WHERE id = ? AND user_id = ?", name, id, userID)
	if err == nil && n == 0 {
		return noPasskey()
	}
	return err
}

// RemovePasskey takes a passkey from a user, and the recovery codes if no factor
// is left. It fails with NotFound for a passkey that is not the user's.
func (f *Factors) RemovePasskey(ctx context.Context, tx *db.Tx, userID, id string) (err error) {
	defer fault.Wrap(&err, "factor.RemovePasskey(%s)", id)
	if !ident.Valid(id) {
		return noPasskey()
	}
	if err := hold(ctx, tx, userID); err != nil {
		return err
	}
	n, err := tx.Exec(ctx, "DELETE FROM passkeys WHERE id = ? AND user_id = ?", id, userID)
	if err != nil {
		return err
	}
	if n == 0 {
		return noPasskey()
	}
	return f.settle(ctx, tx, userID)
}

func noPasskey() error { return fault.New(fault.NotFound, "There is no such passkey") }

// checkName records what is wrong with what a user calls a passkey.
func checkName(bad *fault.Fields, name string) {
	bad.If(strings.TrimSpace(name) == "", "/name", "required", "The name is missing")
	bad.If(utf8.RuneCountInString(name) > nameMost, "/name", "too_long", "The name has more than %d characters", nameMost)
	bad.If(!utf8.ValidString(name) || strings.ContainsFunc(name, unicode.IsControl), "/name", "malformed",
		"The name holds characters that cannot be shown")
}
