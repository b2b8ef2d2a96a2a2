package auth

import (
	"context"
	"encoding/hex"

	"github.com/go-json-experiment/json"

	"newsdesk/internal/db"
)

// Recorder writes an act into a record that commits together with it.
type Recorder func(context.Context, *db.Tx, Event) error

// Event is one act on an account, a session, a role or a key.
type Event struct {
	Act     string // one of those below
	Kind    string // what the subject is: user, session, role, signing_key, …
	Subject string // the id of what the act is about
	Actor   Actor
	// Before and After are digests of the subject, keyed with the master secret
	// because personal data could be guessed from others. Empty: there is none.
	Before, After string
}

// The acts that a Recorder hears of. They are stored, so they never change.
const (
	ActAdd      = "user_add"
	ActInvite   = "user_invite"
	ActJoin     = "user_join"
	ActProfile  = "user_profile"
	ActPassword = "user_password"
	ActForgot   = "user_forgot"
	ActGrants   = "user_grants"
	ActDisable  = "user_disable"
	ActEnable   = "user_enable"
	ActDelete   = "user_delete"
	ActFactor   = "user_factor" // a second factor came or went
	ActLogin    = "session_login"
	ActStepUp   = "session_step_up"
	ActLogout   = "session_logout"
	ActRevoke   = "session_revoke" // someone ended it from elsewhere
	ActReuse    = "session_reuse"  // a refresh token came back after it was spent
	ActRotate   = "key_rotate"
	ActRoleMade = "role_create"
	ActRoleSet  = "role_update"
	ActRoleGone = "role_delete"
)

// What the subjects of events are.
const (
	kindUser       = "user"
	kindSession    = "session"
	kindRole       = "role"
	kindSigningKey = "signing_key"
)

// note passes an act on to the recorder, if there is one.
func (a *Auth) note(ctx context.Context, tx *db.Tx, e Event) error {
	if a.record == nil {
		return nil
	}
	return a.record(ctx, tx, e)
}

// Digest is a keyed digest of a thing for the journal, in hex. It panics on
// what has no JSON form.
func (a *Auth) Digest(thing any) string {
	b, err := json.Marshal(thing, json.Deterministic(true))
	if err != nil {
		panic(err) // our own rows always have one
	}
	return hex.EncodeToString(mac(a.vault.digests, b))
}
