package auth

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"newsdesk/internal/db"
	"newsdesk/internal/fault"
	"newsdesk/internal/ident"
	"newsdesk/internal/policy"
)

// User is a person who may sign in, without anything that is secret.
type User struct {
	ID         string
	Email      string // as it was given
	Name       string // as bylines of the journal show it
	Grants     []policy.Grant
	CreatedAt  time.Time
	UpdatedAt  time.Time
	DisabledAt *time.Time // nil for those who may sign in
}

// account is the row of a user.
type account struct {
	ID           string
	Email        string
	EmailKey     string // see emailKey; unique
	Name         string
	PasswordHash string // PHC string
	Grants       db.JSON[[]policy.Grant]
	Epoch        int // counts what ends all sessions
	DisabledAt   *time.Time
	CreatedAt    time.Time `gorm:"autoCreateTime:false"`
	UpdatedAt    time.Time `gorm:"autoUpdateTime:false"`
	DeletedAt    *time.Time
}

// TableName implements gorm's Tabler.
func (account) TableName() string { return "users" }

func (u account) active() bool { return u.ID != "" && u.DisabledAt == nil && u.DeletedAt == nil }

func (u account) user() User {
	shown := User{
		ID: u.ID, Email: u.Email, Name: u.Name, Grants: u.Grants.V,
		CreatedAt: u.CreatedAt.UTC(), UpdatedAt: u.UpdatedAt.UTC(),
	}
	if u.DisabledAt != nil {
		since := u.DisabledAt.UTC()
		shown.DisabledAt = &since
	}
	return shown
}

// NewUser is what a user is made of.
type NewUser struct {
	Email    string
	Name     string
	Password string
	Grants   []policy.Grant
}

// nameMost is the length of a name in characters.
const nameMost = 200

func (n NewUser) check() error {
	var f fault.Fields
	f.If(!validEmail(n.Email), "/email", "malformed", "This is not an e-mail address")
	f.If(n.Name == "", "/name", "required", "The name is missing")
	f.If(utf8.RuneCountInString(n.Name) > nameMost, "/name", "too_long", "The name has more than %d characters", nameMost)
	checkPassword(&f, "/password", n.Password)
	f = append(f, checkGrants(n.Grants).At("/grants")...)
	return f.Err()
}

// checkGrants says what is wrong with grants, below their pointer.
func checkGrants(grants []policy.Grant) (f fault.Fields) {
	for i, g := range grants {
		at := fmt.Sprintf("/%d", i)
		f.If(!policy.Known(g.Role), at+"/role", "unknown", "There is no role %q", g.Role)
		f.If(len(g.Sections) == 0, at+"/sections", "required", "A grant for no section gives no right; %q stands for all", policy.Everywhere)
		for j, s := range g.Sections {
			f.If(s != policy.Everywhere && !ident.Valid(s), fmt.Sprintf("%s/sections/%d", at, j), "malformed",
				"This is neither the id of a section nor %q", policy.Everywhere)
		}
	}
	return f
}

// Add makes a user. Only administrators may. It reports every bad member at
// once as Invalid, and an address that is in use as Conflict.
func (a *Auth) Add(ctx context.Context, actor Actor, n NewUser) (_ User, err error) {
	defer fault.Wrap(&err, "auth.Add")
	if err := actor.administers(); err != nil {
		return User{}, err
	}
	n.Email, n.Name = cleanEmail(n.Email), strings.TrimSpace(n.Name)
	if err := n.check(); err != nil {
		return User{}, err
	}
	hash, err := a.hasher.newHash(ctx, n.Password)
	if err != nil {
		return User{}, err
	}
	var u account
	err = a.db.Update(ctx, func(tx *db.Tx) error {
		u = account{
			ID: ident.New(), Email: n.Email, EmailKey: emailKey(n.Email), Name: n.Name, PasswordHash: hash,
			Grants: db.JSON[[]policy.Grant]{V: n.Grants}, CreatedAt: tx.Now, UpdatedAt: tx.Now,
		}
		if err := tx.Insert(ctx, &u); err != nil {
			return emailTaken(err)
		}
		return a.note(ctx, tx, ActAdd, actor.ID, u.ID)
	})
	return u.user(), err
}

func emailTaken(err error) error {
	if fault.Is(err, fault.Conflict) {
		return fault.Member(fault.Conflict, "/email", "taken", "Another user has this e-mail address")
	}
	return err
}

// Get returns one user: to the user, and to administrators and auditors.
func (a *Auth) Get(ctx context.Context, actor Actor, id string) (_ User, err error) {
	defer fault.Wrap(&err, "auth.Get(%s)", id)
	if !actor.self(id) {
		if err := actor.oversees(); err != nil {
			return User{}, err
		}
	}
	var u account
	if err := db.Gorm(ctx, a.db).Take(&u, "id = ? AND deleted_at IS NULL", id).Error; err != nil {
		return User{}, db.Err(err)
	}
	return u.user(), nil
}

// List returns up to limit users in the order of their making, from the one
// after the id given; "" is before the first. Administrators and auditors may.
func (a *Auth) List(ctx context.Context, actor Actor, after string, limit int) (_ []User, err error) {
	defer fault.Wrap(&err, "auth.List")
	if err := actor.oversees(); err != nil {
		return nil, err
	}
	var rows []account
	err = db.Gorm(ctx, a.db).Where("id > ? AND deleted_at IS NULL", after).
		Order("id").Limit(max(0, limit)).Find(&rows).Error
	users := make([]User, len(rows))
	for i, u := range rows {
		users[i] = u.user()
	}
	return users, db.Err(err)
}

// change edits one user in a transaction, and has every session looked at anew.
func (a *Auth) change(ctx context.Context, actor Actor, id, act string, edit func(tx *db.Tx, u *account) error) (User, error) {
	var u account
	err := a.db.Update(ctx, func(tx *db.Tx) error {
		u = account{}
		if err := tx.Lock(ctx, &u, id); err != nil {
			return err
		}
		if u.DeletedAt != nil {
			return fault.New(fault.NotFound, "Not found")
		}
		if err := edit(tx, &u); err != nil {
			return err
		}
		u.UpdatedAt = tx.Now
		tx.AfterCommit(a.standings.InvalidateAll)
		if err := tx.Change(ctx, &u); err != nil {
			return err
		}
		return a.note(ctx, tx, act, actor.ID, id)
	})
	return u.user(), err
}

// SetGrants replaces the rights of a user, from the next request on.
func (a *Auth) SetGrants(ctx context.Context, actor Actor, id string, grants []policy.Grant) (_ User, err error) {
	defer fault.Wrap(&err, "auth.SetGrants(%s)", id)
	if err := actor.administers(); err != nil {
		return User{}, err
	}
	if err := checkGrants(grants).At("/grants").Err(); err != nil {
		return User{}, err
	}
	if actor.self(id) && !holds(grants, policy.Admin) {
		return User{}, ownRights()
	}
	return a.change(ctx, actor, id, ActGrants, func(_ *db.Tx, u *account) error {
		u.Grants.V = slices.Clone(grants)
		return nil
	})
}

// ownRights keeps the last administrator from locking the newsroom out.
func ownRights() error {
	return fault.New(fault.Forbidden, "You cannot take your own access away; ask another administrator")
}

// end makes an edit that ends every session of a user.
func (a *Auth) end(ctx context.Context, actor Actor, id, act string, edit func(tx *db.Tx, u *account)) (User, error) {
	if err := actor.administers(); err != nil {
		return User{}, err
	}
	if actor.self(id) {
		return User{}, ownRights()
	}
	return a.change(ctx, actor, id, act, func(tx *db.Tx, u *account) error {
		u.Epoch++
		edit(tx, u)
		return nil
	})
}

// Disable ends the sessions of a user, who cannot sign in again until Enable.
func (a *Auth) Disable(ctx context.Context, actor Actor, id string) (_ User, err error) {
	defer fault.Wrap(&err, "auth.Disable(%s)", id)
	return a.end(ctx, actor, id, ActDisable, func(tx *db.Tx, u *account) { u.DisabledAt = &tx.Now })
}

// Enable lets a disabled user sign in again. Old sessions stay dead.
func (a *Auth) Enable(ctx context.Context, actor Actor, id string) (_ User, err error) {
	defer fault.Wrap(&err, "auth.Enable(%s)", id)
	return a.end(ctx, actor, id, ActEnable, func(_ *db.Tx, u *account) { u.DisabledAt = nil })
}

// Delete removes a user for good. The row stays as a tombstone with the id and
// the name, for what the user has done; the address becomes free.
func (a *Auth) Delete(ctx context.Context, actor Actor, id string) (err error) {
	defer fault.Wrap(&err, "auth.Delete(%s)", id)
	_, err = a.end(ctx, actor, id, ActDelete, func(tx *db.Tx, u *account) {
		u.Email, u.EmailKey, u.PasswordHash = "", "deleted:"+u.ID, ""
		u.Grants.V, u.DeletedAt = nil, &tx.Now
	})
	return err
}
