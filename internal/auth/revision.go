package auth

import (
	"context"
	"time"

	"newsdesk/internal/db"
	"newsdesk/internal/fault"
)

// Revision tells the versions of one user apart. It is the time of the last
// change in milliseconds since 1970.
type Revision int

// AnyRevision overwrites whatever is there.
const AnyRevision Revision = 0

// Revision is the one that the user is at.
func (u User) Revision() Revision { return Revision(u.UpdatedAt.UnixMilli()) }

// check fails with Stale unless u is at the revision that was seen.
func (r Revision) check(u *account) error {
	if r != AnyRevision && int64(r) != u.UpdatedAt.UnixMilli() {
		return fault.New(fault.Stale, "Someone else changed this first")
	}
	return nil
}

// after is now, or the next millisecond after the last change: no two versions
// of a user share a time, even when the clock is put back.
func after(last, now time.Time) time.Time {
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
