package auth

import (
	"context"
	"time"

	"newsdesk/internal/db"
	"newsdesk/internal/fault"
	"newsdesk/internal/policy"
)

// standingKept bounds how long a revocation by another process goes unseen.
const standingKept = time.Second

// standing is what a session was good for at an instant. Live is false for a
// session that is over, or whose user may not come in any more.
type standing struct {
	UserID string
	Name   string
	Grants db.JSON[[]policy.Grant]
	Live   bool      `gorm:"-"`
	at     time.Time // when it was read
}

// Authenticate returns the actor that an access token stands for. The bearer is
// the token alone, and address the IP address of the caller. It fails with
// TokenExpired when the token has run out, which a refresh mends, and with
// TokenInvalid in every other case.
func (a *Auth) Authenticate(ctx context.Context, bearer, address string) (_ Actor, err error) {
	defer fault.Wrap(&err, "auth.Authenticate")
	c, err := a.verify(ctx, bearer)
	if err != nil {
		return Actor{}, err
	}
	s, err := a.standing(ctx, c.Session)
	if err != nil {
		return Actor{}, err
	}
	if !s.Live || s.UserID != c.User {
		return Actor{}, badToken("its session is over")
	}
	return Actor{
		ID: s.UserID, Name: s.Name, Kind: KindPerson, Grants: s.Grants.V,
		SessionID: c.Session, Address: address,
	}, nil
}

// standing returns what a session is good for, at most standingKept ago.
func (a *Auth) standing(ctx context.Context, session string) (standing, error) {
	now := a.db.Now()
	s, ok := a.standings.GetIfPresent(session)
	if ok && !now.Before(s.at) && now.Sub(s.at) < standingKept {
		return s, nil
	}
	s, err := readStanding(ctx, a.db, session, now)
	if err == nil {
		a.standings.Set(session, s)
	}
	return s, err
}

// readStanding asks about the session and its user in one statement, so that
// no change of either can fall between.
func readStanding(ctx context.Context, q db.Q, session string, now time.Time) (standing, error) {
	var s standing
	res := db.Gorm(ctx, q).Raw(`SELECT u.id AS user_id, u.name, u.grants
		FROM sessions s JOIN users u ON u.id = s.user_id
		WHERE s.id = ? AND s.revoked_at IS NULL AND s.expires_at > ? AND s.epoch = u.epoch
		AND u.disabled_at IS NULL AND u.deleted_at IS NULL`, session, now).Scan(&s)
	s.Live, s.at = res.RowsAffected == 1, now
	return s, db.Err(res.Error)
}
