package auth

import (
	"context"
	"slices"
	"time"

	"newsdesk/internal/db"
	"newsdesk/internal/fault"
	"newsdesk/internal/policy"
)

// role is the row of a role that a newsroom has made itself. Grants name it by
// its id, so that one made later under the same name inherits nothing.
type role struct {
	ID           string
	Name         string
	NameKey      string // folded; unique
	Description  string
	Permissions  db.JSON[[]policy.Permission]
	SecondFactor bool      // its holders must have one
	CreatedAt    time.Time `gorm:"autoCreateTime:false"`
	UpdatedAt    time.Time `gorm:"autoUpdateTime:false"`
}

// TableName implements gorm's Tabler.
func (role) TableName() string { return "roles" }

// ownRoles returns the roles of the newsroom's own among those of the grants.
func ownRoles(ctx context.Context, q db.Q, grants []policy.Grant) ([]role, error) {
	var ids []policy.Role
	for _, g := range grants {
		if !policy.Known(g.Role) {
			ids = append(ids, g.Role)
		}
	}
	if len(ids) == 0 {
		return nil, nil
	}
	var found []role
	return found, db.Err(db.Gorm(ctx, q).Where("id IN ?", ids).Find(&found).Error)
}

// party resolves grants into rights, with the roles of the newsroom's own.
func party(own []role, grants []policy.Grant) policy.Party {
	book := policy.Book{}
	for _, r := range own {
		book[policy.Role(r.ID)] = r.Permissions.V
	}
	return book.Party(grants)
}

// demands says which roles need a second factor, and how soon.
type demands struct {
	roles []policy.Role
	grace time.Duration
}

// made reports whether the grants need a second factor.
func (d demands) made(own []role, grants []policy.Grant) bool {
	demanding := func(r role) bool { return r.SecondFactor || len(d.roles) > 0 && powerful(r.Permissions.V) }
	return slices.ContainsFunc(own, demanding) ||
		slices.ContainsFunc(grants, func(g policy.Grant) bool { return slices.Contains(d.roles, g.Role) })
}

// powerful reports whether a role of the newsroom's own can do what those roles are
// asked for a second factor for: change something of the administration, or publish.
func powerful(permissions []policy.Permission) bool {
	return slices.ContainsFunc(permissions, func(p policy.Permission) bool {
		administers := policy.Guarded(p.Resource) && p.Verb != policy.Read
		return administers || p.Verb == policy.Publish || p.Verb == policy.AllVerbs
	})
}

// due is when a second factor has to be there, or nil if it need not be.
func (d demands) due(own []role, u account) *time.Time {
	if u.FactorFrom == nil || !d.made(own, u.Grants.V) {
		return nil
	}
	return new(u.FactorFrom.Add(d.grace).UTC())
}

// overdue reports whether the days of grace are over without a second factor.
func (d demands) overdue(own []role, u account, now time.Time) bool {
	due := d.due(own, u)
	return due != nil && !u.HasFactor && !now.Before(*due)
}

// start begins the days of grace, or ends them where nothing asks any more.
func (d demands) start(own []role, u *account, now time.Time) {
	switch made := d.made(own, u.Grants.V); {
	case made && u.FactorFrom == nil:
		u.FactorFrom = &now
	case !made:
		u.FactorFrom = nil
	}
}

// mayGrant fails where grants would give a right of the administration that the
// actor does not have.
func mayGrant(actor Actor, own []role, grants []policy.Grant) error {
	for _, right := range party(own, grants) {
		if err := mayGive(actor, right.Permissions); err != nil {
			return err
		}
	}
	return nil
}

// outranks fails unless the actor may have what u has: whoever can come in as u, or
// shut u out, holds the rights of u in their hands.
func (a *Auth) outranks(ctx context.Context, tx *db.Tx, actor Actor, u *account) error {
	if err := actor.Needs(policy.Users, policy.GrantRoles); err != nil {
		return err
	}
	return a.equals(ctx, tx, actor, u)
}

// equals fails if u has a right of the administration that the actor lacks.
func (a *Auth) equals(ctx context.Context, tx *db.Tx, actor Actor, u *account) error {
	own, err := ownRoles(ctx, tx, u.Grants.V)
	if err != nil {
		return err
	}
	if err := mayGrant(actor, own, u.Grants.V); err != nil {
		return fault.New(fault.Forbidden, "You cannot do this to someone who has rights that you do not have").Because(err)
	}
	return nil
}

// mayGive is mayGrant for the permissions of one role.
func mayGive(actor Actor, permissions []policy.Permission) error {
	for _, p := range permissions {
		if policy.Guarded(p.Resource) && !actor.Rights.Has(p.Resource, p.Verb) {
			return fault.New(fault.Forbidden, "You cannot give a right of the administration that you do not have: %s.%s", p.Resource, string(p.Verb))
		}
	}
	return nil
}
