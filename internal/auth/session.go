package auth

import (
	"context"
	"time"

	"newsdesk/internal/db"
	"newsdesk/internal/fault"
)

// Transport is how a client keeps its refresh token.
type Transport string

// The transports.
const (
	Cookie Transport = "cookie" // a browser, which nobody may be watching any more
	Body   Transport = "body"   // an app, on a device that locks itself
)

const (
	day         = 24 * time.Hour
	sessionKept = 30 * day // after its end, to tell a user what was there
)

// limits are how long a session lives without a refresh, and at most.
func (t Transport) limits() (idle, absolute time.Duration) {
	if t == Body {
		return 14 * day, 90 * day
	}
	return 12 * time.Hour, 7 * day
}

// Why a session ended; stored in its row.
const (
	reasonLogout = "logout"
	reasonReuse  = "reuse"
)

// session is one sign-in. The family of refresh tokens that grows from it is
// the row itself: the newest token and the one before it.
type session struct {
	ID           string
	UserID       string
	Epoch        int // of the user; a session of another epoch is dead
	Transport    Transport
	Label        string // the device, in the client's words
	RefreshHash  string // SHA-256 of the token in force, in hex
	PreviousHash string // of the token it replaced; empty at first
	Successor    []byte // the token in force, sealed under the one it replaced
	RotatedAt    time.Time
	CreatedAt    time.Time `gorm:"autoCreateTime:false"`
	LastSeenAt   time.Time // the last refresh
	ExpiresAt    time.Time
	RevokedAt    *time.Time
	Reason       string
	VerifiedAt   time.Time // when the person last proved who they are
	Strong       bool      // with more than a password
}

// TableName implements gorm's Tabler.
func (session) TableName() string { return "sessions" }

// seen moves the end of the session away from now, as far as it may go.
func (s *session) seen(now time.Time) {
	idle, absolute := s.Transport.limits()
	s.LastSeenAt, s.ExpiresAt = now, now.Add(idle)
	if last := s.CreatedAt.Add(absolute); last.Before(s.ExpiresAt) {
		s.ExpiresAt = last
	}
}

// Tokens are what a client holds after it has signed in.
type Tokens struct {
	Access       string
	ExpiresIn    int    // of the access token, in seconds
	Refresh      string // good once; see Auth.Refresh
	RefreshUntil time.Time
	User         User
}

// tokens is the answer of a login or refresh that has been committed.
func (a *Auth) tokens(ctx context.Context, s session, refresh string, u account) (Tokens, error) {
	access, err := a.mint(ctx, u.ID, s.ID)
	return Tokens{
		Access: access, ExpiresIn: int(accessLife / time.Second),
		Refresh: refresh, RefreshUntil: s.ExpiresAt.UTC(), User: u.user(),
	}, err
}

// lockSession returns a session that is alive, and its user.
func lockSession(ctx context.Context, tx *db.Tx, id string) (s session, u account, err error) {
	if err := tx.Lock(ctx, &s, id); err != nil {
		return s, u, hideMissing(err)
	}
	if err := db.Gorm(ctx, tx).Take(&u, "id = ?", s.UserID).Error; err != nil {
		return s, u, db.Err(err)
	}
	if s.RevokedAt != nil || !s.ExpiresAt.After(tx.Now) || s.Epoch != u.Epoch || !u.active() {
		return s, u, badToken("its session is over")
	}
	return s, u, nil
}

func hideMissing(err error) error {
	if fault.Is(err, fault.NotFound) {
		return badToken("its session is gone")
	}
	return err
}

// revoke ends a session, here at once and in other processes within a second.
func (a *Auth) revoke(ctx context.Context, tx *db.Tx, s *session, reason string) error {
	s.RevokedAt, s.Reason, s.Successor = &tx.Now, reason, []byte{}
	tx.AfterCommit(func() { a.standings.Invalidate(s.ID) })
	return tx.Change(ctx, s)
}

// Logout ends the session of the actor. It may be said twice.
func (a *Auth) Logout(ctx context.Context, actor Actor) (err error) {
	defer fault.Wrap(&err, "auth.Logout")
	if actor.SessionID == "" {
		return fault.New(fault.TokenMissing, "Sign in first")
	}
	return a.db.Update(ctx, func(tx *db.Tx) error {
		var s session
		if err := tx.Lock(ctx, &s, actor.SessionID); err != nil {
			return hideMissing(err)
		}
		if s.UserID != actor.ID {
			return badToken("its session is of someone else")
		}
		if s.RevokedAt != nil {
			return nil
		}
		if err := a.revoke(ctx, tx, &s, reasonLogout); err != nil {
			return err
		}
		return a.note(ctx, tx, Event{Act: ActLogout, Kind: kindSession, Subject: s.ID, Actor: actor})
	})
}
