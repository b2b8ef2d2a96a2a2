package auth

import (
	"context"
	"time"

	"newsdesk/internal/db"
	"newsdesk/internal/fault"
	"newsdesk/internal/policy"
)

// Device is a session as its user sees it.
type Device struct {
	ID         string
	Label      string // in the client's words
	Transport  Transport
	CreatedAt  time.Time
	LastSeenAt time.Time // the last login or refresh
	ExpiresAt  time.Time // unless it is refreshed
	VerifiedAt time.Time // when the person last proved who they are
	Strong     bool      // with more than a password
	Current    bool      // the actor's own
}

func (s session) device(actor Actor) Device {
	return Device{
		ID: s.ID, Label: s.Label, Transport: s.Transport, CreatedAt: s.CreatedAt.UTC(), LastSeenAt: s.LastSeenAt.UTC(),
		ExpiresAt: s.ExpiresAt.UTC(), VerifiedAt: s.VerifiedAt.UTC(), Strong: s.Strong, Current: s.ID == actor.SessionID,
	}
}

// devicesMost is how many sessions are listed. The others can be ended with them.
const devicesMost = 100

// alive selects the sessions of a user that have not ended.
const alive = "user_id = ? AND revoked_at IS NULL AND expires_at > ? AND epoch = (SELECT epoch FROM users WHERE id = user_id)"

// reasonRevoked is that of sessions that were ended from elsewhere.
const reasonRevoked = "revoked"

// Devices lists the sessions of a user, those seen last first: to the user, and
// to those who may read users. There are a hundred at most.
func (a *Auth) Devices(ctx context.Context, actor Actor, userID string) (_ []Device, err error) {
	defer fault.Wrap(&err, "auth.Devices(%s)", userID)
	if err := a.maySee(ctx, actor, userID); err != nil {
		return nil, err
	}
	var rows []session
	err = db.Gorm(ctx, a.db).Where(alive, userID, a.db.Now()).
		Order("last_seen_at DESC, id DESC").Limit(devicesMost).Find(&rows).Error
	devices := make([]Device, len(rows))
	for i, s := range rows {
		devices[i] = s.device(actor)
	}
	return devices, db.Err(err)
}

// maySee fails unless the actor may read the user. What a key is asked about
// itself has no sessions, whatever it may read.
func (a *Auth) maySee(ctx context.Context, actor Actor, userID string) error {
	switch {
	case actor.Self(userID):
		return nil
	case actor.ID == userID:
		return actor.inPerson()
	}
	_, err := a.Get(ctx, actor, userID)
	return err
}

// Device returns the session of the actor.
func (a *Auth) Device(ctx context.Context, actor Actor) (_ Device, err error) {
	defer fault.Wrap(&err, "auth.Device")
	var s session
	err = db.Gorm(ctx, a.db).Take(&s, "id = ? AND user_id = ?", actor.SessionID, actor.ID).Error
	return s.device(actor), db.Err(err)
}

// EndDevice ends one session of a user, whose tokens are worth nothing from then
// on: for the user, and for those who may update users. It fails with NotFound
// for a session that has ended or is someone else's.
func (a *Auth) EndDevice(ctx context.Context, actor Actor, userID, id string) (err error) {
	defer fault.Wrap(&err, "auth.EndDevice(%s)", id)
	if err := a.mayEnd(actor, userID); err != nil {
		return err
	}
	return a.db.Update(ctx, func(tx *db.Tx) error {
		n, err := a.endDevices(ctx, tx, userID, "id = ?", id)
		if err != nil {
			return err
		}
		if n == 0 {
			return fault.New(fault.NotFound, "Not found")
		}
		return a.note(ctx, tx, Event{Act: ActRevoke, Kind: kindSession, Subject: id, Actor: actor})
	})
}

// EndDevices ends every session of a user, but for the one in which the actor
// says so, and returns how many there were.
func (a *Auth) EndDevices(ctx context.Context, actor Actor, userID string) (n int, err error) {
	defer fault.Wrap(&err, "auth.EndDevices(%s)", userID)
	if err := a.mayEnd(actor, userID); err != nil {
		return 0, err
	}
	err = a.db.Update(ctx, func(tx *db.Tx) error {
		var u account
		if err := tx.Lock(ctx, &u, userID); err != nil {
			return err
		}
		if n, err = a.endDevices(ctx, tx, userID, "id <> ?", actor.SessionID); err != nil {
			return err
		}
		return a.note(ctx, tx, Event{Act: ActRevoke, Kind: kindUser, Subject: userID, Actor: actor})
	})
	return n, err
}

func (a *Auth) mayEnd(actor Actor, userID string) error {
	switch {
	case actor.Self(userID):
		return nil
	case actor.ID == userID:
		return actor.inPerson()
	}
	return actor.guarded(policy.Users, policy.Update, a.db.Now())
}

// endDevices ends those sessions of a user that are alive and meet a condition.
func (a *Auth) endDevices(ctx context.Context, tx *db.Tx, userID, which, id string) (int, error) {
	tx.AfterCommit(a.standings.InvalidateAll)
	n, err := tx.Exec(ctx, "UPDATE sessions SET revoked_at = ?, reason = ?, successor = ? WHERE "+which+" AND "+alive,
		tx.Now, reasonRevoked, []byte{}, id, userID, tx.Now)
	return int(n), err
}
