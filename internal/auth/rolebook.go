package auth

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"newsdesk/internal/content"
	"newsdesk/internal/db"
	"newsdesk/internal/fault"
	"newsdesk/internal/ident"
	"newsdesk/internal/policy"
	"newsdesk/internal/text"
)

// Role is a role that people can be given.
type Role struct {
	ID           string // by which grants name it
	Name         string
	Description  string
	Permissions  []policy.Permission // read-only
	SecondFactor bool                // its holders must have one
	BuiltIn      bool                // every newsroom has it, and it never changes
	CreatedAt    time.Time           // zero if it is built in; so is UpdatedAt
	UpdatedAt    time.Time
}

// Revision is the one that the role is at.
func (r Role) Revision() Revision { return RevisionAt(r.UpdatedAt) }

func (r role) shown() Role {
	return Role{
		ID: r.ID, Name: r.Name, Description: r.Description, Permissions: r.Permissions.V, SecondFactor: r.SecondFactor,
		CreatedAt: r.CreatedAt.UTC(), UpdatedAt: r.UpdatedAt.UTC(),
	}
}

func (a *Auth) builtIn(r policy.Role) Role {
	return Role{
		ID: string(r), Name: string(r), Permissions: policy.Permissions(r), BuiltIn: true,
		SecondFactor: slices.Contains(a.demands.roles, r),
	}
}

// rolesMost is how many roles of its own a newsroom can have. More than these
// nobody oversees.
const rolesMost = 200

// ListRoles returns the roles that every newsroom has, the lowest first, and
// then those of the newsroom's own by name. Those who may read roles may.
func (a *Auth) ListRoles(ctx context.Context, actor Actor) (_ []Role, err error) {
	defer fault.Wrap(&err, "auth.ListRoles")
	if err := actor.Needs(policy.Rolebook, policy.Read); err != nil {
		return nil, err
	}
	var rows []role
	if err := db.Gorm(ctx, a.db).Order("name_key").Find(&rows).Error; err != nil {
		return nil, db.Err(err)
	}
	roles := make([]Role, 0, len(rows)+len(policy.Roles()))
	for _, r := range policy.Roles() {
		roles = append(roles, a.builtIn(r))
	}
	for _, r := range rows {
		roles = append(roles, r.shown())
	}
	return roles, nil
}

// GetRole returns one role to those who may read roles.
func (a *Auth) GetRole(ctx context.Context, actor Actor, id string) (_ Role, err error) {
	defer fault.Wrap(&err, "auth.GetRole(%s)", id)
	if err := actor.Needs(policy.Rolebook, policy.Read); err != nil {
		return Role{}, err
	}
	if policy.Known(policy.Role(id)) {
		return a.builtIn(policy.Role(id)), nil
	}
	if !ident.Valid(id) {
		return Role{}, fault.New(fault.NotFound, "Not found")
	}
	var r role
	err = db.Err(db.Gorm(ctx, a.db).Take(&r, "id = ?", id).Error)
	return r.shown(), err
}

// NewRole is what a role is made of.
type NewRole struct {
	Name         string
	Description  string
	Permissions  []policy.Permission
	SecondFactor bool // its holders must have one
}

// AddRole makes a role of the newsroom's own. It reports every bad member at
// once as Invalid, a name that is in use as Conflict, and as Forbidden a right
// of the administration that the actor does not have.
func (a *Auth) AddRole(ctx context.Context, actor Actor, n NewRole) (_ Role, err error) {
	defer fault.Wrap(&err, "auth.AddRole")
	if err := actor.guarded(policy.Rolebook, policy.Create, a.db.Now()); err != nil {
		return Role{}, err
	}
	var r role
	err = a.db.Update(ctx, func(tx *db.Tx) error {
		r = role{
			ID: ident.New(), Name: n.Name, Description: n.Description, SecondFactor: n.SecondFactor,
			Permissions: db.JSON[[]policy.Permission]{V: slices.Clone(n.Permissions)}, CreatedAt: tx.Now, UpdatedAt: tx.Now,
		}
		if err := a.sound(actor, &r); err != nil {
			return err
		}
		var there int64
		if err := db.Gorm(ctx, tx).Model(&role{}).Count(&there).Error; err != nil {
			return db.Err(err)
		}
		if there >= rolesMost {
			return fault.New(fault.Conflict, "There are %d roles already; delete one that nobody has", rolesMost)
		}
		if err := tx.Insert(ctx, &r); err != nil {
			return nameTaken(err)
		}
		return a.note(ctx, tx, Event{Act: ActRoleMade, Kind: kindRole, Subject: r.ID, Actor: actor, After: a.Digest(r)})
	})
	return r.shown(), err
}

// sound brings a role into the form that is stored, and asks whether it may be
// like that.
func (a *Auth) sound(actor Actor, r *role) error {
	var f fault.Fields
	r.Name = text.Name(&f, "/name", strings.TrimSpace(r.Name), nameMost)
	r.NameKey = text.Fold(r.Name)
	f.If(r.NameKey == "", "/name", "required", "The name is missing")
	r.Description = text.Lines(&f, "/description", r.Description, descriptionMost)
	f = append(f, checkPermissions(a.kinds, r.Permissions.V).At("/permissions")...)
	if err := f.Err(); err != nil {
		return err
	}
	if slices.ContainsFunc(policy.Roles(), func(known policy.Role) bool { return text.Fold(string(known)) == r.NameKey }) {
		return takenName()
	}
	return mayGive(actor, r.Permissions.V)
}

func takenName() error {
	return fault.Member(fault.Conflict, "/name", "taken", "Another role has this name")
}

func nameTaken(err error) error {
	if fault.Is(err, fault.Conflict) {
		return takenName()
	}
	return err
}

// RoleChange is what changes of a role; nil stays as it is.
type RoleChange struct {
	Name         *string
	Description  *string
	Permissions  *[]policy.Permission
	SecondFactor *bool
	Seen         Revision
}

func (c RoleChange) write(r *role) {
	r.Name = *cmp.Or(c.Name, &r.Name)
	r.Description = *cmp.Or(c.Description, &r.Description)
	r.SecondFactor = *cmp.Or(c.SecondFactor, &r.SecondFactor)
	if c.Permissions != nil {
		r.Permissions.V = slices.Clone(*c.Permissions)
	}
}

// ChangeRole changes a role of the newsroom's own, for all who have it from
// their next request on. Nobody changes what they may do themselves. It fails
// with Stale if the role is at another revision, and like AddRole.
func (a *Auth) ChangeRole(ctx context.Context, actor Actor, id string, c RoleChange) (_ Role, err error) {
	defer fault.Wrap(&err, "auth.ChangeRole(%s)", id)
	if err := actor.guarded(policy.Rolebook, policy.Update, a.db.Now()); err != nil {
		return Role{}, err
	}
	var r role
	err = a.db.Update(ctx, func(tx *db.Tx) error {
		holders, err := a.lockRole(ctx, tx, &r, id, c.Seen)
		if err != nil {
			return err
		}
		if slices.ContainsFunc(holders, func(u account) bool { return actor.Self(u.ID) }) {
			return fault.New(fault.Forbidden, "You have this role yourself; ask another administrator to change it")
		}
		before := a.Digest(r)
		c.write(&r)
		if err := a.sound(actor, &r); err != nil {
			return err
		}
		r.UpdatedAt = After(r.UpdatedAt, tx.Now)
		if err := tx.Change(ctx, &r); err != nil {
			return nameTaken(err)
		}
		if err := a.demandAnew(ctx, tx, holders); err != nil {
			return err
		}
		return a.note(ctx, tx, Event{Act: ActRoleSet, Kind: kindRole, Subject: id, Actor: actor, Before: before, After: a.Digest(r)})
	})
	return r.shown(), err
}

// lockRole reads a role that is to change into r, and who has it. All that
// anybody may do is looked up anew once it has changed.
func (a *Auth) lockRole(ctx context.Context, tx *db.Tx, r *role, id string, seen Revision) ([]account, error) {
	if policy.Known(policy.Role(id)) {
		return nil, fault.New(fault.Forbidden, "This role is the same in every newsroom; make one of your own instead")
	}
	if !ident.Valid(id) {
		return nil, fault.New(fault.NotFound, "Not found")
	}
	*r = role{}
	if err := tx.Lock(ctx, r, id); err != nil {
		return nil, err
	}
	if err := seen.Check(r.UpdatedAt); err != nil {
		return nil, err
	}
	tx.AfterCommit(a.standings.InvalidateAll)
	var holders []account
	err := db.Gorm(ctx, tx).Where("deleted_at IS NULL AND grants LIKE ?", `%"role":"`+r.ID+`"%`).Order("id").Find(&holders).Error
	return holders, db.Err(err)
}

// demandAnew starts or ends the days of grace of those who have a role that has
// come to ask for a second factor, or no longer does.
func (a *Auth) demandAnew(ctx context.Context, tx *db.Tx, holders []account) error {
	for _, u := range holders {
		own, err := ownRoles(ctx, tx, u.Grants.V)
		if err != nil {
			return err
		}
		was := u.FactorFrom
		if a.demands.start(own, &u, tx.Now); u.FactorFrom == was {
			continue
		}
		if err := tx.Change(ctx, &u); err != nil {
			return err
		}
	}
	return nil
}

// DeleteRole removes a role of the newsroom's own that nobody has. One that is
// made later under the same name is another. It fails with InUse while someone
// has it, and with Stale if it is at another revision.
func (a *Auth) DeleteRole(ctx context.Context, actor Actor, id string, seen Revision) (err error) {
	defer fault.Wrap(&err, "auth.DeleteRole(%s)", id)
	if err := actor.guarded(policy.Rolebook, policy.Delete, a.db.Now()); err != nil {
		return err
	}
	return a.db.Update(ctx, func(tx *db.Tx) error {
		var r role
		holders, err := a.lockRole(ctx, tx, &r, id, seen)
		if err != nil {
			return err
		}
		if len(holders) > 0 {
			return fault.New(fault.InUse, "%d people have this role; give them another first", len(holders))
		}
		if _, err := tx.Exec(ctx, "DELETE FROM roles WHERE id = ?", id); err != nil {
			return err
		}
		return a.note(ctx, tx, Event{Act: ActRoleGone, Kind: kindRole, Subject: id, Actor: actor, Before: a.Digest(r)})
	})
}

// Vocabulary is what permissions can be made of.
type Vocabulary struct {
	Resources []Resource
	Scopes    []policy.Scope
	States    []content.State
}

// Resource is a thing that permissions are about.
type Resource struct {
	Name   string
	Verbs  []policy.Verb
	Fields []string // by which reading and writing can be bounded; none for the administration
}

// PermissionWords returns what permissions can be made of, to those who may
// read roles.
func (a *Auth) PermissionWords(actor Actor) (Vocabulary, error) {
	if err := actor.Needs(policy.Rolebook, policy.Read); err != nil {
		return Vocabulary{}, err
	}
	words := Vocabulary{Scopes: policy.Scopes(), States: content.States()}
	for _, name := range resources(a.kinds) {
		words.Resources = append(words.Resources, Resource{Name: name, Verbs: verbsOf(name), Fields: fieldsOf(a.kinds, name)})
	}
	return words, nil
}
