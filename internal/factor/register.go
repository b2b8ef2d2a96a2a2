package factor

import (
	"context"
	"slices"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"

	"newsdesk/internal/db"
	"newsdesk/internal/fault"
	"newsdesk/internal/ident"
)

// BeginPasskey begins to make a passkey for a user, who sees their account named
// with name, such as an address, and displayName. It fails with Conflict for a
// user who has as many passkeys as one may.
func (f *Factors) BeginPasskey(ctx context.Context, userID, name, displayName string) (_ Ceremony, err error) {
	defer fault.Wrap(&err, "factor.BeginPasskey(%s)", userID)
	p, err := f.person(ctx, f.db, userID)
	if err != nil {
		return Ceremony{}, err
	}
	if err := roomFor(p); err != nil {
		return Ceremony{}, err
	}
	p.name, p.displayName = name, displayName
	known := webauthn.Credentials(p.WebAuthnCredentials()).CredentialDescriptors()
	creation, session, err := f.party.BeginRegistration(p, webauthn.WithExclusions(known),
		webauthn.WithCredentialParameters(webauthn.CredentialParametersRecommendedL3()))
	if err != nil {
		return Ceremony{}, err
	}
	return f.begin(ctx, ceremony{Purpose: registering, UserID: userID, Challenge: session.Challenge}, creation.Response)
}

// person returns a user with their passkeys.
func (f *Factors) person(ctx context.Context, q db.Q, userID string) (person, error) {
	if err := f.offered(); err != nil {
		return person{}, err
	}
	if !ident.Valid(userID) {
		return person{}, fault.New(fault.NotFound, "Not found")
	}
	keys, err := passkeysOf(ctx, q, userID)
	return person{id: userID, keys: keys}, err
}

func roomFor(p person) error {
	if len(p.keys) >= passkeysMost {
		return fault.New(fault.Conflict, "There are %d passkeys already; remove one first", len(p.keys))
	}
	return nil
}

// FinishPasskey keeps the passkey that the browser made in a ceremony of the same
// user, under a name by which they will know it. Response is the credential in the
// JSON of WebAuthn Level 3 §5.1. It fails with Invalid at /ceremony_id, /name or
// /response, and with Conflict for a passkey that is known already.
func (f *Factors) FinishPasskey(ctx context.Context, tx *db.Tx, userID, ceremonyID, name string, response []byte) (_ Passkey, err error) {
	defer fault.Wrap(&err, "factor.FinishPasskey(%s)", userID)
	var bad fault.Fields
	checkName(&bad, name)
	checkResponse(&bad, response)
	if err := bad.Err(); err != nil {
		return Passkey{}, err
	}
	if err := hold(ctx, tx, userID); err != nil {
		return Passkey{}, err
	}
	p, err := f.person(ctx, tx, userID)
	if err != nil {
		return Passkey{}, err
	}
	if err := roomFor(p); err != nil {
		return Passkey{}, err
	}
	c, good, err := spend(ctx, tx, registering, userID, ceremonyID)
	if err != nil {
		return Passkey{}, err
	}
	if !good {
		return Passkey{}, fault.Member(fault.Invalid, "/ceremony_id", "not_good", "This was finished before, has taken too long or was never begun; begin anew")
	}
	credential, err := f.created(p, c, response)
	if err != nil {
		return Passkey{}, err
	}
	return keep(ctx, tx, userID, name, credential)
}

// keep makes the row of a passkey.
func keep(ctx context.Context, tx *db.Tx, userID, name string, made *webauthn.Credential) (Passkey, error) {
	row := passkey{
		ID: ident.New(), UserID: userID, Name: name, CredentialID: made.ID, PublicKey: made.PublicKey,
		SignCount: int64(made.Authenticator.SignCount), BackupEligible: made.Flags.BackupEligible,
		Transports: db.JSON[[]protocol.AuthenticatorTransport]{V: known(made.Transport)}, CreatedAt: tx.Now,
	}
	err := tx.Insert(ctx, &row)
	if fault.Is(err, fault.Conflict) {
		return Passkey{}, fault.New(fault.Conflict, "This passkey is registered already").Because(err)
	}
	return row.public(), err
}

// created checks what a browser says it has made.
func (f *Factors) created(p person, c ceremony, response []byte) (*webauthn.Credential, error) {
	parsed, err := protocol.ParseCredentialCreationResponseBytes(response)
	if err != nil {
		return nil, unreadable(err)
	}
	credential, err := f.party.CreateCredential(p, c.session(p), parsed)
	if err != nil {
		return nil, fault.Member(fault.Invalid, "/response", "not_good", "This passkey cannot be accepted").Because(err)
	}
	if len(credential.PublicKey) > publicKeyMost {
		return nil, fault.Member(fault.Invalid, "/response", "too_long", "The key of this passkey is too long")
	}
	return credential, nil
}

// known are the transports that mean something. They come from the browser, and go
// back to it as a hint of where to look for the passkey.
func known(all []protocol.AuthenticatorTransport) []protocol.AuthenticatorTransport {
	some := []protocol.AuthenticatorTransport{}
	for _, t := range []protocol.AuthenticatorTransport{
		protocol.USB, protocol.NFC, protocol.BLE, protocol.SmartCard, protocol.Hybrid, protocol.Internal,
	} {
		if slices.Contains(all, t) {
			some = append(some, t)
		}
	}
	return some
}
