package auth

import (
	"context"
	"slices"
	"strings"

	"gorm.io/gorm"

	"newsdesk/internal/content"
	"newsdesk/internal/db"
	"newsdesk/internal/fault"
	"newsdesk/internal/policy"
)

// Status is how a user stands.
type Status string

// The statuses.
const (
	Invited  Status = "invited" // and has not come yet
	Active   Status = "active"
	Disabled Status = "disabled"
)

// Statuses lists them all.
func Statuses() []Status { return []Status{Invited, Active, Disabled} }

// Status is how u stands. Who is disabled is that, come or not.
func (u User) Status() Status {
	switch {
	case u.DisabledAt != nil:
		return Disabled
	case u.JoinedAt == nil:
		return Invited
	}
	return Active
}

// Search says which users are wanted, in the order of their making. The zero
// value wants all.
type Search struct {
	Status Status
	Role   policy.Role // or the id of one of the newsroom's own
	Email  string      // the whole address, whatever its case
	From   string      // the id beside which the page begins; empty: at the end
	Down   bool        // from the newest to the oldest
	Limit  int
}

// Bylines are the kinds of content by which people are known to the public.
type Bylines []content.Kind

func (s Search) narrow(g *gorm.DB) *gorm.DB {
	g = g.Where("deleted_at IS NULL")
	switch s.Status {
	case Invited:
		g = g.Where("joined_at IS NULL AND disabled_at IS NULL")
	case Active:
		g = g.Where("joined_at IS NOT NULL AND disabled_at IS NULL")
	case Disabled:
		g = g.Where("disabled_at IS NOT NULL")
	}
	if s.Email != "" {
		g = g.Where("email_key = ?", emailKey(s.Email))
	}
	if s.Role != "" {
		literal := strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`).Replace(string(s.Role))
		if literal != strings.ToLower(literal) {
			return g.Where("1 = 0") // roles are in lower case, and SQLite would not tell
		}
		g = g.Where(`grants LIKE ? ESCAPE '\'`, `%"role":"`+literal+`"%`)
	}
	return g
}

func (s Search) page(g *gorm.DB) *gorm.DB {
	return db.ByID(g, s.From, s.Down, s.Limit)
}

// Find returns a page of users to those who may read users.
func (a *Auth) Find(ctx context.Context, actor Actor, s Search) (_ []User, err error) {
	defer fault.Wrap(&err, "auth.Find")
	if err := actor.Needs(policy.Users, policy.Read); err != nil {
		return nil, err
	}
	var rows []account
	if err := s.page(s.narrow(db.Gorm(ctx, a.db))).Find(&rows).Error; err != nil {
		return nil, db.Err(err)
	}
	var grants []policy.Grant
	for _, u := range rows {
		grants = append(grants, u.Grants.V...)
	}
	own, err := ownRoles(ctx, a.db, grants)
	users := make([]User, len(rows))
	for i, u := range rows {
		users[i] = u.user()
		users[i].FactorDue = a.demands.due(among(own, u.Grants.V), u)
	}
	return users, err
}

// among returns the roles that the grants name.
func among(own []role, grants []policy.Grant) []role {
	return slices.DeleteFunc(slices.Clone(own), func(r role) bool {
		return !slices.ContainsFunc(grants, func(g policy.Grant) bool { return string(g.Role) == r.ID })
	})
}

// Count returns how many users a search finds, for those who may read users.
func (a *Auth) Count(ctx context.Context, actor Actor, s Search) (_ int, err error) {
	defer fault.Wrap(&err, "auth.Count")
	if err := actor.Needs(policy.Users, policy.Read); err != nil {
		return 0, err
	}
	var n int64
	err = s.narrow(db.Gorm(ctx, a.db).Model(&account{})).Count(&n).Error
	return int(n), db.Err(err)
}

// Colleagues returns a page of the people who own something of those kinds that
// is public, with nothing of them but their ids and names. Whoever has signed in
// may know them.
func (a *Auth) Colleagues(ctx context.Context, actor Actor, by Bylines, s Search) (_ []User, err error) {
	defer fault.Wrap(&err, "auth.Colleagues")
	if err := actor.inPerson(); err != nil {
		return nil, err
	}
	var rows []account
	err = s.page(a.inPublic(ctx, by).Select("id, name")).Find(&rows).Error
	users := make([]User, len(rows))
	for i, u := range rows {
		users[i] = User{ID: u.ID, Name: u.Name}
	}
	return users, db.Err(err)
}

// CountColleagues returns how many there are of them.
func (a *Auth) CountColleagues(ctx context.Context, actor Actor, by Bylines) (_ int, err error) {
	defer fault.Wrap(&err, "auth.CountColleagues")
	if err := actor.inPerson(); err != nil {
		return 0, err
	}
	var n int64
	err = a.inPublic(ctx, by).Count(&n).Error
	return int(n), db.Err(err)
}

// inPublic selects the users who own something that anyone can read now.
func (a *Auth) inPublic(ctx context.Context, by Bylines) *gorm.DB {
	return db.Gorm(ctx, a.db).Model(&account{}).Where(`deleted_at IS NULL AND id IN (
		SELECT owner_id FROM entries WHERE kind IN ? AND state = ? AND live_version > 0 AND deleted_at IS NULL
		AND (embargo_until IS NULL OR embargo_until <= ?))`, by, content.Published, a.db.Now())
}

// inPerson fails unless a person has signed in: with TokenMissing for the public,
// with Forbidden for a key.
func (a Actor) inPerson() error {
	switch a.Kind {
	case KindPerson:
		return nil
	case KindPublic:
		return fault.New(fault.TokenMissing, "Sign in first")
	case KindKey, KindSystem:
	}
	return fault.New(fault.Forbidden, "This is for people who have signed in")
}
