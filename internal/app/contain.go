package app

import (
	"context"
	"time"

	v1 "newsdesk/api/v1"
	"newsdesk/internal/auth"
	"newsdesk/internal/db"
	"newsdesk/internal/fault"
	"newsdesk/internal/journal"
	"newsdesk/internal/policy"
)

// Contained is what containing the newsroom has ended and stopped.
type Contained struct {
	auth.Contained
	Keys int // API keys that were good
	Held int // entries that waited for their time to become public
	At   time.Time
}

// Contain is the answer to a break-in, in one transaction: it ends every
// session, invitation, password reset and API key, replaces the key that signs
// access tokens, and holds publication until [desk.Desk.Release]. Everybody
// has to sign in anew, the actor too. It takes effect here at once and in other
// processes within a second.
func (a *App) Contain(ctx context.Context, actor auth.Actor) (c Contained, err error) {
	defer fault.Wrap(&err, "contain")
	err = a.DB.Update(ctx, func(tx *db.Tx) (err error) {
		c = Contained{At: tx.Now}
		if c.Contained, err = a.Auth.Contain(ctx, tx, actor); err != nil {
			return err
		}
		if c.Keys, err = a.Keys.RevokeAll(ctx, tx); err != nil {
			return err
		}
		if err := a.forgetUnderway(ctx, tx); err != nil {
			return err
		}
		if c.Held, err = a.Desk.Hold(ctx, tx, actor); err != nil {
			return err
		}
		return journal.Record(ctx, tx, journal.Line{
			Verb: string(policy.Contain), Kind: policy.Newsroom, EntryID: policy.Newsroom,
			ActorKind: actor.Kind.String(), ActorID: actor.ID, SessionID: actor.SessionID,
			Address: actor.Address, Cause: actor.Cause,
		})
	})
	return c, err
}

// forgetUnderway ends what strangers may have begun and what would open something
// later: resets whose slip is made when the letter is sent, and sign-ins at providers.
func (a *App) forgetUnderway(ctx context.Context, tx *db.Tx) error {
	resets := letter{auth.Letter{Kind: auth.LetterReset}}
	_, err := tx.Exec(ctx, "DELETE FROM jobs WHERE kind = ? AND key LIKE ?", resets.JobKind(), resets.JobKind()+":"+string(resets.Kind)+":%")
	if err == nil {
		err = a.SSO.ForgetFlows(ctx, tx)
	}
	return err
}

// containment is Contain, in the words of the API.
func (a *App) containment(ctx context.Context, actor auth.Actor) (v1.Containment, error) {
	c, err := a.Contain(ctx, actor)
	return v1.Containment{ContainedAt: c.At.UTC(), Sessions: c.Sessions, APIKeys: c.Keys, Slips: c.Slips, Held: c.Held}, err
}
