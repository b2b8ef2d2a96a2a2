package auth

import (
	"context"
	"time"

	"newsdesk/internal/db"
	"newsdesk/internal/fault"
)

// Revision tells the versions of a user, a role or a key apart. It is the time of
// the last change in milliseconds since 1970.
type Revision int

// AnyRevision overwrites whatever is there.
const AnyRevision Revision = 0

// RevisionAt is that of something which was last changed at a time.
func RevisionAt(changed time.Time) Revision { return Revision(changed.UnixMilli()) }

// Revision is the one that the user is at.
func (u User) Revision() Revision { return RevisionAt(u.UpdatedAt) }

// Check fails with Stale unless what was last changed at a time is at the revision
// that was seen.
func (r Revision) Check(changed time.Time) error {
	if r != AnyRevision && r != RevisionAt(changed) {
		return fault.New(fault.Stale, "Someone else changed this first")
	}
	return nil
}

// After is now, or the next millisecond after the last change: no two versions
// of a thing share a time, even when the clock is put back.
func After(last, now time.Time) time.Time {
	if next := last.Add(time.Millisecond); now.Before(next) {
		return next
	}
	return now
}

// ActRefused is someone's attempt to give themselves other roles.
const ActRefused = "user_grants_refused"

// RefuseOwnRights records that someone tried to change what they may do
// themselves, and fails with Forbidden.
func (a *Auth) RefuseOwnRights(ctx context.Context, actor Actor) error {
	return a.refused(ctx, actor, actor.ID, fault.New(fault.Forbidden, "You cannot give roles to yourself"))
}

// refused records the refusal of roles for oneself, and returns it.
func (a *Auth) refused(ctx context.Context, actor Actor, id string, why error) error {
	if !actor.Self(id) || !fault.Is(why, fault.Forbidden) {
		return why
	}
	err := a.db.Update(ctx, func(tx *db.Tx) error {
		return a.note(ctx, tx, Event{Act: ActRefused, Kind: kindUser, Subject: id, Actor: actor})
	})
	if err != nil {
		return err
	}
	return why
}
