package auth

import (
	"context"
	"time"

	"newsdesk/internal/db"
	"newsdesk/internal/fault"
	"newsdesk/internal/policy"
)

// standingKept bounds how long a revocation by another process goes unseen. It is
// half of the second that is promised, which leaves time for requests on their way.
const standingKept = time.Second / 2

// standing is what a session was good for at an instant. Live is false for a
// session that is over, or whose user may not come in any more.
type standing struct {
	UserID     string
	Name       string
	Grants     db.JSON[[]policy.Grant]
	HasFactor  bool
	FactorFrom *time.Time
	VerifiedAt time.Time
	Strong     bool
	Rights     policy.Rights `gorm:"-"`
	Pending    bool          `gorm:"-"` // a second factor has to be set up first
	Weak       bool          `gorm:"-"` // there is a second factor, which this session has not shown
	Live       bool          `gorm:"-"`
	at         time.Time     // when it was read
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
		ID: s.UserID, Name: s.Name, Kind: KindPerson, Rights: s.Rights, SessionID: c.Session,
		VerifiedAt: s.VerifiedAt, Pending: s.Pending, Weak: s.Weak, Address: address,
	}, nil
}

// standing returns what a session is good for, at most standingKept ago.
func (a *Auth) standing(ctx context.Context, session string) (standing, error) {
	now := a.db.Now()
	s, ok := a.standings.GetIfPresent(session)
	if ok && !now.Before(s.at) && now.Sub(s.at) < standingKept {
		return s, nil
	}
	s, err := a.readStanding(ctx, session, now)
	if err == nil {
		a.standings.Set(session, s)
	}
	return s, err
}

// readStanding asks about the session and its user in one statement, so that
// no change of either can fall between.
func (a *Auth) readStanding(ctx context.Context, session string, now time.Time) (standing, error) {
	var s standing
	res := db.Gorm(ctx, a.db).Raw(`SELECT u.id AS user_id, u.name, u.grants, u.has_factor, u.factor_from, s.verified_at, s.strong
		FROM sessions s JOIN users u ON u.id = s.user_id
		WHERE s.id = ? AND s.revoked_at IS NULL AND s.expires_at > ? AND s.epoch = u.epoch
		AND u.disabled_at IS NULL AND u.deleted_at IS NULL AND u.joined_at IS NOT NULL`, session, now).Scan(&s)
	s.Live, s.at = res.RowsAffected == 1, now
	if res.Error != nil || !s.Live {
		return s, db.Err(res.Error)
	}
	own, err := ownRoles(ctx, a.db, s.Grants.V)
	s.Pending = !s.Strong && a.demands.overdue(own, account{Grants: s.Grants, HasFactor: s.HasFactor, FactorFrom: s.FactorFrom}, now)
	s.Weak = s.HasFactor && !s.Strong
	if !s.Pending && !s.Weak {
		s.Rights = policy.Agreed(party(own, s.Grants.V))
	}
	return s, err
}

// Present fails with TokenInvalid if the actor, who was authenticated before the
// transaction, may not act any more: the session has ended or the person has been
// disabled meanwhile. Acts that give power away ask, because what they give outlives
// the session. The row of the person is held, so that of two who shut each other out
// at one moment one comes too late.
func (a *Auth) Present(ctx context.Context, tx *db.Tx, actor Actor) error {
	if actor.Kind != KindPerson || actor.SessionID == "" { // who comes by a letter has none yet
		return nil
	}
	if tx.Concurrent() {
		var held string
		if err := db.Gorm(ctx, tx).Raw("SELECT id FROM users WHERE id = ? FOR SHARE", actor.ID).Scan(&held).Error; err != nil {
			return db.Err(err)
		}
	}
	var there int
	err := db.Gorm(ctx, tx).Raw(`SELECT 1 FROM sessions s JOIN users u ON u.id = s.user_id
		WHERE s.id = ? AND u.id = ? AND s.revoked_at IS NULL AND s.expires_at > ? AND s.epoch = u.epoch
		AND u.disabled_at IS NULL AND u.deleted_at IS NULL`, actor.SessionID, actor.ID, tx.Now).Scan(&there).Error
	if err == nil && there == 0 {
		return badToken("the session has ended")
	}
	return db.Err(err)
}

// RightsOf returns what a user may do now, for what acts on the user's behalf
// such as a key. It fails with NotFound for those who may not
// come in any more, or not before they have a second factor.
func (a *Auth) RightsOf(ctx context.Context, userID string) (_ policy.Party, err error) {
	defer fault.Wrap(&err, "auth.RightsOf(%s)", userID)
	var u account
	if err := db.Gorm(ctx, a.db).Take(&u, "id = ?", userID).Error; err != nil {
		return nil, db.Err(err)
	}
	if !u.active() {
		return nil, fault.New(fault.NotFound, "Not found")
	}
	own, err := ownRoles(ctx, a.db, u.Grants.V)
	if err == nil && a.demands.overdue(own, u, a.db.Now()) {
		err = fault.New(fault.NotFound, "Not found")
	}
	return party(own, u.Grants.V), err
}
