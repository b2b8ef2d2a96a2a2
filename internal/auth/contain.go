package auth

import (
	"context"
	"time"

	"newsdesk/internal/db"
	"newsdesk/internal/fault"
	"newsdesk/internal/policy"
)

// Contained is what Contain has ended.
type Contained struct {
	Sessions int // that were alive
	Slips    int // invitations and password resets that were open
}

// Contain ends, in the caller's transaction, every session, invitation and
// password reset, and replaces the key that signs access tokens without leaving
// the old ones to verify anything. The actor's own session ends too.
func (a *Auth) Contain(ctx context.Context, tx *db.Tx, actor Actor) (c Contained, err error) {
	defer fault.Wrap(&err, "auth.Contain")
	if err := actor.guarded(policy.Newsroom, policy.Contain, tx.Now); err != nil {
		return c, err
	}
	if c.Sessions, err = liveSessions(ctx, tx, tx.Now); err != nil {
		return c, err
	}
	if _, err := tx.Exec(ctx, "UPDATE users SET epoch = epoch + 1"); err != nil {
		return c, err
	}
	slips, err := tx.Exec(ctx, "UPDATE slips SET used_at = ? WHERE used_at IS NULL AND expires_at > ?", tx.Now, tx.Now)
	if err != nil {
		return c, err
	}
	c.Slips = int(slips)
	tx.AfterCommit(a.standings.InvalidateAll)
	if _, err := tx.Exec(ctx, "DELETE FROM signing_keys WHERE purpose = ?", accessPurpose); err != nil {
		return c, err
	}
	return c, a.replaceKey(ctx, tx, actor)
}

func liveSessions(ctx context.Context, q db.Q, now time.Time) (int, error) {
	var n int64
	err := db.Gorm(ctx, q).Raw(`SELECT count(*) FROM sessions s JOIN users u ON u.id = s.user_id
		WHERE s.revoked_at IS NULL AND s.expires_at > ? AND s.epoch = u.epoch`, now).Scan(&n).Error
	return int(n), db.Err(err)
}
