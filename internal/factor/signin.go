package factor

import (
	"context"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"
	"github.com/google/uuid"

	"newsdesk/internal/db"
	"newsdesk/internal/fault"
)

// BeginSignIn begins to sign in whoever has a passkey. Nobody has said yet who they
// are, so it tells nothing about anyone.
func (f *Factors) BeginSignIn(ctx context.Context) (_ Ceremony, err error) {
	defer fault.Wrap(&err, "factor.BeginSignIn")
	if err := f.offered(); err != nil {
		return Ceremony{}, err
	}
	assertion, session, err := f.party.BeginDiscoverableLogin()
	if err != nil {
		return Ceremony{}, err
	}
	return f.begin(ctx, ceremony{Purpose: signingIn, Challenge: session.Challenge}, assertion.Response)
}

// BeginVerify begins to have a user prove with one of their passkeys that it is
// they. It fails with Conflict for a user without passkeys.
func (f *Factors) BeginVerify(ctx context.Context, userID string) (_ Ceremony, err error) {
	defer fault.Wrap(&err, "factor.BeginVerify(%s)", userID)
	p, err := f.person(ctx, f.db, userID)
	if err != nil {
		return Ceremony{}, err
	}
	if len(p.keys) == 0 {
		return Ceremony{}, fault.New(fault.Conflict, "There is no passkey to prove it with")
	}
	assertion, session, err := f.party.BeginLogin(p)
	if err != nil {
		return Ceremony{}, err
	}
	return f.begin(ctx, ceremony{Purpose: verifying, UserID: userID, Challenge: session.Challenge}, assertion.Response)
}

// FinishSignIn returns whose passkey has answered a ceremony of BeginSignIn.
// Whether that user may sign in is the caller's to ask. Response is the credential
// in the JSON of WebAuthn Level 3 §5.1. It fails with Invalid at /response for what
// is none, and with TokenInvalid for one that proves nothing: an old or foreign
// ceremony, another origin or domain, a user who was not verified, a wrong
// signature, or a counter that has not grown, as a copied passkey has. The ceremony
// is used once the transaction commits.
func (f *Factors) FinishSignIn(ctx context.Context, tx *db.Tx, ceremonyID string, response []byte) (userID string, err error) {
	defer fault.Wrap(&err, "factor.FinishSignIn")
	answer, err := f.answered(response)
	if err != nil {
		return "", err
	}
	handle, err := uuid.FromBytes(answer.Response.UserHandle)
	if err != nil {
		return "", refused(err)
	}
	userID = handle.String()
	err = hold(ctx, tx, userID)
	if fault.Is(err, fault.NotFound) {
		return "", refused(err)
	}
	if err != nil {
		return "", err
	}
	return userID, f.finish(ctx, tx, signingIn, userID, ceremonyID, answer)
}

// FinishVerify fails unless a passkey of the user has answered a ceremony that
// BeginVerify began for them. Its faults are those of FinishSignIn.
func (f *Factors) FinishVerify(ctx context.Context, tx *db.Tx, userID, ceremonyID string, response []byte) (err error) {
	defer fault.Wrap(&err, "factor.FinishVerify(%s)", userID)
	answer, err := f.answered(response)
	if err != nil {
		return err
	}
	if err := hold(ctx, tx, userID); err != nil {
		return err
	}
	return f.finish(ctx, tx, verifying, userID, ceremonyID, answer)
}

// answered reads the answer of a passkey.
func (f *Factors) answered(response []byte) (*protocol.ParsedCredentialAssertionData, error) {
	if err := f.offered(); err != nil {
		return nil, err
	}
	var bad fault.Fields
	checkResponse(&bad, response)
	if err := bad.Err(); err != nil {
		return nil, err
	}
	answer, err := protocol.ParseCredentialRequestResponseBytes(response)
	if err != nil {
		return nil, unreadable(err)
	}
	return answer, nil
}

// finish spends the ceremony, checks the answer against it, and moves the counter
// of the passkey on.
func (f *Factors) finish(ctx context.Context, tx *db.Tx, to purpose, userID, ceremonyID string, answer *protocol.ParsedCredentialAssertionData) error {
	c, good, err := spend(ctx, tx, to, userID, ceremonyID)
	if err != nil {
		return err
	}
	if !good {
		return fault.New(fault.TokenInvalid, "This was finished before, has taken too long or was never begun; begin anew")
	}
	p, err := f.person(ctx, tx, userID)
	if err != nil {
		return err
	}
	used, err := f.proven(p, c, answer)
	if err != nil {
		return refused(err)
	}
	if used.Authenticator.CloneWarning {
		return fault.New(fault.TokenInvalid, "There seems to be a copy of this passkey; remove it and make another")
	}
	_, err = tx.Exec(ctx, "UPDATE passkeys SET sign_count = ?, last_used_at = ? WHERE credential_id = ?",
		int64(used.Authenticator.SignCount), tx.Now, used.ID)
	return err
}

// proven checks origin, domain, challenge, user verification and signature
// (WebAuthn Level 3 §7.2).
func (f *Factors) proven(p person, c ceremony, answer *protocol.ParsedCredentialAssertionData) (*webauthn.Credential, error) {
	if c.UserID != "" {
		return f.party.ValidateLogin(p, c.session(p), answer)
	}
	_, used, err := f.party.ValidatePasskeyLogin(func(_, _ []byte) (webauthn.User, error) { return p, nil }, c.session(p), answer)
	return used, err
}

// refused says no more than that a passkey proved nothing; the log says why.
func refused(err error) error {
	return fault.New(fault.TokenInvalid, "This passkey was not accepted").Because(err)
}
