package auth

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"golang.org/x/text/language"

	"newsdesk/internal/db"
	"newsdesk/internal/fault"
	"newsdesk/internal/ident"
	"newsdesk/internal/policy"
	"newsdesk/internal/text"
)

// User is a person who may sign in, without anything that is secret.
type User struct {
	ID         string
	Email      string // as it was given
	Name       string // as bylines of the journal show it
	Grants     []policy.Grant
	CreatedAt  time.Time
	UpdatedAt  time.Time
	Locale     string     // the language of letters to them, BCP 47; empty: that of the site
	Provider   string     // whose single sign-on made the account and says what it may do; empty: nobody's
	JoinedAt   *time.Time // nil for those who were invited and have not come
	DisabledAt *time.Time // nil for those who may sign in
	HasFactor  bool       // a second factor is set up
	FactorDue  *time.Time // when there has to be one; nil: it need not be
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
	Locale       string
	JoinedAt     *time.Time
	Provider     string
	HasFactor    bool
	FactorFrom   *time.Time // since when a role has asked for a second factor
}

// TableName implements gorm's Tabler.
func (account) TableName() string { return "users" }

func (u account) active() bool {
	return u.ID != "" && u.JoinedAt != nil && u.DisabledAt == nil && u.DeletedAt == nil
}

func (u account) user() User {
	return User{
		ID: u.ID, Email: u.Email, Name: u.Name, Grants: u.Grants.V,
		Locale: u.Locale, Provider: u.Provider, HasFactor: u.HasFactor,
		CreatedAt: u.CreatedAt.UTC(), UpdatedAt: u.UpdatedAt.UTC(), JoinedAt: utc(u.JoinedAt), DisabledAt: utc(u.DisabledAt),
	}
}

func utc(t *time.Time) *time.Time {
	if t == nil {
		return nil
	}
	return new(t.UTC())
}

// NewUser is what a user is made of.
type NewUser struct {
	Email    string
	Name     string
	Password string // for Add alone
	Locale   string // of letters to them, BCP 47; empty: that of the site
	Grants   []policy.Grant
}

// nameMost is the length of a name in characters.
const nameMost = 200

// localeMost is the length of a language tag in bytes.
const localeMost = 35

func (n *NewUser) faults(own []role) fault.Fields {
	var f fault.Fields
	checkEmail(&f, n.Email)
	checkName(&f, &n.Name)
	checkLocale(&f, n.Locale)
	return append(f, checkGrants(own, n.Grants).At("/grants")...)
}

func checkEmail(f *fault.Fields, email string) {
	f.If(!validEmail(email), "/email", "malformed", "This is not an e-mail address")
}

func checkName(f *fault.Fields, name *string) {
	f.If(*name == "", "/name", "required", "The name is missing")
	*name = text.Name(f, "/name", *name, nameMost)
}

func checkLocale(f *fault.Fields, locale string) {
	f.If(!validLocale(locale), "/locale", "invalid_locale", "This is not a language tag (BCP 47)")
}

// validLocale accepts a language tag, and nothing for the language of the site.
func validLocale(s string) bool {
	if s == "" {
		return true
	}
	_, err := language.Parse(s)
	return err == nil && len(s) <= localeMost
}

// checkGrants says what is wrong with grants, below their pointer. Own are the
// roles of the newsroom's own that they name.
func checkGrants(own []role, grants []policy.Grant) (f fault.Fields) {
	for i, g := range grants {
		at := fmt.Sprintf("/%d", i)
		known := policy.Known(g.Role) || slices.ContainsFunc(own, func(r role) bool { return r.ID == string(g.Role) })
		f.If(!known, at+"/role", "unknown", "There is no role %q", string(g.Role))
		f.If(len(g.Sections) == 0, at+"/sections", "required", "A grant for no section gives no right; %q stands for all", policy.Everywhere)
		for j, s := range g.Sections {
			f.If(s != policy.Everywhere && !ident.Valid(s), fmt.Sprintf("%s/sections/%d", at, j), "malformed",
				"This is neither the id of a section nor %q", policy.Everywhere)
		}
	}
	return f
}

// Add makes a user who can sign in at once. Only administrators may. It reports
// every bad member at once as Invalid, and an address that is in use as Conflict.
func (a *Auth) Add(ctx context.Context, actor Actor, n NewUser) (_ User, err error) {
	defer fault.Wrap(&err, "auth.Add")
	if err := actor.guarded(policy.Users, policy.Create, a.db.Now()); err != nil {
		return User{}, err
	}
	var f fault.Fields
	checkPassword(&f, n.Password)
	own, err := a.checkNew(ctx, actor, &n, f)
	if err != nil {
		return User{}, err
	}
	hash, err := a.hasher.newHash(ctx, n.Password)
	if err != nil {
		return User{}, err
	}
	var u account
	err = a.db.Update(ctx, func(tx *db.Tx) (err error) {
		u = n.account(tx.Now)
		u.PasswordHash, u.JoinedAt = hash, &tx.Now
		return a.insertUser(ctx, tx, actor, own, &u, ActAdd)
	})
	return u.user(), err
}

// checkNew cleans a new user and asks whether actor may make one like that.
// Faults are those that have been found already.
func (a *Auth) checkNew(ctx context.Context, actor Actor, n *NewUser, faults fault.Fields) ([]role, error) {
	n.Email, n.Name = cleanEmail(n.Email), strings.TrimSpace(n.Name)
	own, err := ownRoles(ctx, a.db, n.Grants)
	if err != nil {
		return nil, err
	}
	if err := append(n.faults(own), faults...).Err(); err != nil {
		return nil, err
	}
	return own, mayGrant(actor, own, n.Grants)
}

// account is the row of a new user, without a password.
func (n NewUser) account(now time.Time) account {
	return account{
		ID: ident.New(), Email: n.Email, EmailKey: emailKey(n.Email), Name: n.Name, Locale: n.Locale,
		Grants: db.JSON[[]policy.Grant]{V: slices.Clone(n.Grants)}, CreatedAt: now, UpdatedAt: now,
	}
}

func (a *Auth) insertUser(ctx context.Context, tx *db.Tx, actor Actor, own []role, u *account, act string) error {
	a.demands.start(own, u, tx.Now)
	if err := tx.Insert(ctx, u); err != nil {
		return emailTaken(err)
	}
	return a.note(ctx, tx, Event{Act: act, Kind: kindUser, Subject: u.ID, Actor: actor, After: a.Digest(u)})
}

func emailTaken(err error) error {
	if fault.Is(err, fault.Conflict) {
		return fault.Member(fault.Conflict, "/email", "taken", "Another user has this e-mail address")
	}
	return err
}

// Get returns one user: to the user, and to those who may read users.
func (a *Auth) Get(ctx context.Context, actor Actor, id string) (_ User, err error) {
	defer fault.Wrap(&err, "auth.Get(%s)", id)
	if !actor.Self(id) {
		if err := actor.Needs(policy.Users, policy.Read); err != nil {
			return User{}, err
		}
	}
	var u account
	if err := db.Gorm(ctx, a.db).Take(&u, "id = ? AND deleted_at IS NULL", id).Error; err != nil {
		return User{}, db.Err(err)
	}
	own, err := ownRoles(ctx, a.db, u.Grants.V)
	shown := u.user()
	shown.FactorDue = a.demands.due(own, u)
	return shown, err
}

// List returns up to limit users in the order of their making, from the one
// after the id given; "" is before the first. Those who may read users may.
func (a *Auth) List(ctx context.Context, actor Actor, after string, limit int) (_ []User, err error) {
	defer fault.Wrap(&err, "auth.List")
	if err := actor.Needs(policy.Users, policy.Read); err != nil {
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
		if err := a.Present(ctx, tx, actor); err != nil {
			return err
		}
		if u.DeletedAt != nil {
			return fault.New(fault.NotFound, "Not found")
		}
		before := a.Digest(u)
		if err := edit(tx, &u); err != nil {
			return err
		}
		u.UpdatedAt = After(u.UpdatedAt, tx.Now)
		tx.AfterCommit(a.standings.InvalidateAll)
		if err := tx.Change(ctx, &u); err != nil {
			return emailTaken(err)
		}
		return a.note(ctx, tx, Event{Act: act, Kind: kindUser, Subject: id, Actor: actor, Before: before, After: a.Digest(u)})
	})
	return u.user(), err
}

// SetGrants replaces the rights of a user, from the next request on. Nobody
// gives, or takes from someone, rights of the administration that they do not have,
// and nobody changes their own.
func (a *Auth) SetGrants(ctx context.Context, actor Actor, id string, grants []policy.Grant) (User, error) {
	return a.Regrant(ctx, actor, id, grants, AnyRevision)
}

// Regrant is SetGrants by someone who saw the user at a revision.
func (a *Auth) Regrant(ctx context.Context, actor Actor, id string, grants []policy.Grant, seen Revision) (_ User, err error) {
	defer fault.Wrap(&err, "auth.Regrant(%s)", id)
	if err := actor.guarded(policy.Users, policy.GrantRoles, a.db.Now()); err != nil {
		return User{}, a.refused(ctx, actor, id, err)
	}
	if actor.Self(id) {
		return User{}, a.refused(ctx, actor, id, fault.New(fault.Forbidden, "You cannot change your own roles; ask another administrator"))
	}
	own, err := ownRoles(ctx, a.db, grants)
	if err != nil {
		return User{}, err
	}
	if err := checkGrants(own, grants).At("/grants").Err(); err != nil {
		return User{}, err
	}
	if err := mayGrant(actor, own, grants); err != nil {
		return User{}, err
	}
	return a.change(ctx, actor, id, ActGrants, func(tx *db.Tx, u *account) error {
		if err := seen.Check(u.UpdatedAt); err != nil {
			return err
		}
		if err := a.equals(ctx, tx, actor, u); err != nil {
			return err
		}
		u.Grants.V = slices.Clone(grants)
		a.demands.start(own, u, tx.Now)
		return nil
	})
}

// ownRights keeps the last administrator from locking the newsroom out.
func ownRights() error {
	return fault.New(fault.Forbidden, "You cannot take your own access away; ask another administrator")
}

// end makes an edit that ends every session of a user.
func (a *Auth) end(ctx context.Context, actor Actor, id string, v policy.Verb, act string, edit func(tx *db.Tx, u *account) error) (User, error) {
	if err := actor.guarded(policy.Users, v, a.db.Now()); err != nil {
		return User{}, err
	}
	if actor.Self(id) {
		return User{}, ownRights()
	}
	return a.change(ctx, actor, id, act, func(tx *db.Tx, u *account) error {
		if err := a.equals(ctx, tx, actor, u); err != nil {
			return err
		}
		u.Epoch++
		if err := edit(tx, u); err != nil {
			return err
		}
		return spendSlips(ctx, tx, id)
	})
}

// Disable ends the sessions of a user, who cannot sign in again until Enable.
func (a *Auth) Disable(ctx context.Context, actor Actor, id string) (_ User, err error) {
	defer fault.Wrap(&err, "auth.Disable(%s)", id)
	return a.end(ctx, actor, id, policy.Update, ActDisable, func(tx *db.Tx, u *account) error {
		if u.DisabledAt == nil {
			u.DisabledAt = &tx.Now
		}
		return nil
	})
}

// Enable lets a disabled user sign in again. Old sessions stay dead.
func (a *Auth) Enable(ctx context.Context, actor Actor, id string) (_ User, err error) {
	defer fault.Wrap(&err, "auth.Enable(%s)", id)
	return a.end(ctx, actor, id, policy.Update, ActEnable, func(_ *db.Tx, u *account) error { u.DisabledAt = nil; return nil })
}

// Delete removes a user for good. The row stays as a tombstone with the id and
// the name, for what the user has done; the address becomes free.
func (a *Auth) Delete(ctx context.Context, actor Actor, id string) (err error) {
	defer fault.Wrap(&err, "auth.Delete(%s)", id)
	_, err = a.end(ctx, actor, id, policy.Delete, ActDelete, func(tx *db.Tx, u *account) error {
		u.Email, u.EmailKey, u.PasswordHash = "", "deleted:"+u.ID, ""
		u.Grants.V, u.DeletedAt = nil, &tx.Now
		return errors.Join(a.forgetFactors(ctx, tx, u), a.forgetElsewhere(ctx, tx, u.ID, ""))
	})
	return err
}
