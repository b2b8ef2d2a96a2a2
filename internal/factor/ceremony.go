package factor

import (
	"context"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"

	"newsdesk/internal/db"
	"newsdesk/internal/fault"
	"newsdesk/internal/ident"
)

// ceremonyLife is how long a browser may take to ask the user.
const ceremonyLife = 5 * time.Minute

// responseMost is the length of what a browser answers, in bytes.
const responseMost = 64 << 10

// purpose is what a ceremony is for. It is stored, so it never changes.
type purpose string

const (
	registering purpose = "register"
	signingIn   purpose = "sign_in"
	verifying   purpose = "verify"
)

// bound is whom a ceremony is for when userID answers it: nobody yet knows who
// will sign in when that begins.
func (p purpose) bound(userID string) string {
	if p == signingIn {
		return ""
	}
	return userID
}

// ceremony is the row of a challenge that waits for its answer. Reading one helps
// nobody: only the private key of a passkey can answer.
type ceremony struct {
	ID        string
	Purpose   purpose
	UserID    string // empty: whoever has the passkey
	Challenge string // base64url without padding
	ExpiresAt time.Time
}

// TableName implements gorm's Tabler.
func (ceremony) TableName() string { return "ceremonies" }

// session is the ceremony as the library remembers it.
func (c ceremony) session(p person) webauthn.SessionData {
	s := webauthn.SessionData{
		Challenge: c.Challenge, UserVerification: protocol.VerificationRequired, CredParams: webauthn.CredentialParametersRecommendedL3(),
	}
	if c.UserID != "" {
		s.UserID = p.WebAuthnID()
	}
	return s
}

// Ceremony is what a browser needs to make or use a passkey.
type Ceremony struct {
	ID string
	// Options are, in the JSON of WebAuthn Level 3 §5.1, what
	// parseCreationOptionsFromJSON or parseRequestOptionsFromJSON of
	// PublicKeyCredential takes: the publicKey of navigator.credentials.create or get.
	Options   jsontext.Value
	ExpiresAt time.Time
}

// begin keeps the challenge of options until its answer comes.
func (f *Factors) begin(ctx context.Context, c ceremony, options any) (Ceremony, error) {
	text, err := json.Marshal(options, json.Deterministic(true))
	if err != nil {
		return Ceremony{}, err
	}
	c.ID = ident.New()
	err = f.db.Update(ctx, func(tx *db.Tx) error {
		c.ExpiresAt = tx.Now.Add(ceremonyLife)
		return tx.Insert(ctx, &c)
	})
	return Ceremony{ID: c.ID, Options: text, ExpiresAt: c.ExpiresAt}, err
}

// spend takes a ceremony out of the database, where nobody finds it again once the
// transaction commits, and reports whether it was for p, may be answered by userID, and is in time.
func spend(ctx context.Context, tx *db.Tx, p purpose, userID, id string) (c ceremony, good bool, err error) {
	if !ident.Valid(id) {
		return ceremony{}, false, nil
	}
	err = tx.Lock(ctx, &c, id)
	if fault.Is(err, fault.NotFound) {
		return ceremony{}, false, nil
	}
	if err != nil {
		return ceremony{}, false, err
	}
	if c.Purpose != p || c.UserID != p.bound(userID) || !tx.Now.Before(c.ExpiresAt) {
		return ceremony{}, false, nil
	}
	_, err = tx.Exec(ctx, "DELETE FROM ceremonies WHERE id = ?", id)
	return c, true, err
}

// checkResponse records what is wrong with the form of a browser's answer. The
// library reads JSON that says things twice; nobody else here does.
func checkResponse(bad *fault.Fields, response []byte) {
	switch {
	case len(response) == 0:
		bad.Add("/response", "required", "The answer of the browser is missing")
	case len(response) > responseMost:
		bad.Add("/response", "too_long", "The answer of the browser has more than %d bytes", responseMost)
	case !jsontext.Value(response).IsValid():
		bad.Add("/response", "malformed", "The answer of the browser is not JSON")
	}
}

// unreadable is a response that is JSON, and not of a passkey.
func unreadable(err error) error {
	return fault.Member(fault.Invalid, "/response", "malformed", "This is not the answer of a passkey").Because(err)
}
