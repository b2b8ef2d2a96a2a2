package sso

import (
	"context"
	"slices"
	"strings"

	"newsdesk/internal/auth"
	"newsdesk/internal/db"
	"newsdesk/internal/fault"
	"newsdesk/internal/policy"
)

// acting is the provider, at work for the system.
func (d *door) acting(back Return) auth.Actor {
	actor := auth.System("sso:" + d.ID)
	actor.Address, actor.Cause = back.Address, back.Cause
	return actor
}

// person returns the user whom the provider speaks of, with the roles that it
// has given them, or makes one where that is wanted.
func (r *Reception) person(ctx context.Context, d *door, c claims, back Return) (auth.User, error) {
	known, err := r.of(ctx, d.Issuer, c.text("sub"))
	if fault.Is(err, fault.NotFound) {
		return r.provision(ctx, d, c, back)
	}
	if err != nil {
		return auth.User{}, err
	}
	u, err := r.accounts.Get(ctx, d.acting(back), known.UserID)
	if fault.Is(err, fault.NotFound) || err == nil && u.Status() != auth.Active {
		return auth.User{}, d.refused(err)
	}
	if err != nil {
		return auth.User{}, err
	}
	if err := r.regrant(ctx, d, u, c, back); err != nil {
		return auth.User{}, err
	}
	return u, r.db.Update(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, "UPDATE sso_identities SET last_used_at = ? WHERE id = ?", tx.Now, known.ID)
		return err
	})
}

// provision makes a user of a stranger. An address that someone here has is
// never a reason to let the stranger in as them.
func (r *Reception) provision(ctx context.Context, d *door, c claims, back Return) (u auth.User, err error) {
	if err := d.welcomes(c); err != nil {
		return u, err
	}
	err = r.db.Update(ctx, func(tx *db.Tx) (err error) {
		u, err = r.accounts.Provision(ctx, tx, d.acting(back), d.ID, auth.NewUser{
			Email: c.address(), Name: cut(c.name()), Grants: d.grants(c),
		})
		if err != nil {
			return err
		}
		return r.insert(ctx, tx, d.acting(back), d, u.ID, c)
	})
	switch {
	case fault.Is(err, fault.Conflict):
		return u, fault.New(fault.Conflict,
			"Another account here has this e-mail address; sign in to it, and link your account of %s there", d.Name).Because(err)
	case fault.Is(err, fault.Invalid):
		return u, d.unfit(err)
	}
	return u, err
}

// welcomes fails unless a stranger of whom c speaks may become a user.
func (d *door) welcomes(c claims) error {
	_, domain, _ := strings.Cut(c.address(), "@")
	switch {
	case !d.Provision:
		return fault.New(fault.Forbidden, "Nobody here has linked this account of %s; sign in another way, and link it", d.Name)
	case domain == "":
		return fault.New(fault.Forbidden, "%s has not verified an e-mail address of yours", d.Name)
	case !slices.Contains(d.EmailDomains, strings.ToLower(domain)):
		return fault.New(fault.Forbidden, "Your e-mail address at %s is not of this newsroom", d.Name)
	}
	return nil
}

// unfit says that the set-up gives, or the provider says, what cannot be.
func (d *door) unfit(err error) error {
	return fault.New(fault.Forbidden, "What %s says about you does not fit this newsroom; ask an administrator", d.Name).Because(err)
}

// nameMost is how much of a name is kept, in characters.
const nameMost = 200

func cut(name string) string {
	if all := []rune(name); len(all) > nameMost {
		return string(all[:nameMost])
	}
	return name
}

// regrant gives a user whom the provider has made what their groups are worth
// now, which may be nothing.
func (r *Reception) regrant(ctx context.Context, d *door, u auth.User, c claims, back Return) error {
	if u.Provider != d.ID || len(d.GroupRoles) == 0 {
		return nil
	}
	now := d.grants(c)
	if slices.EqualFunc(merged(u.Grants), now, sameGrant) {
		return nil
	}
	_, err := r.accounts.SetGrants(ctx, d.acting(back), u.ID, now)
	if fault.Is(err, fault.Invalid) {
		return d.unfit(err)
	}
	return err
}

// grants are what the groups of a person are worth together.
func (d *door) grants(c claims) []policy.Grant {
	var all []policy.Grant
	for _, group := range c.list(d.GroupsClaim) {
		all = append(all, d.GroupRoles[group]...)
	}
	return merged(all)
}

// merged makes one grant of those of a role, in an order of their own, so that
// the same rights always look the same.
func merged(grants []policy.Grant) []policy.Grant {
	type holding struct {
		role   policy.Role
		bypass bool
	}
	sections := map[holding][]string{}
	for _, g := range grants {
		h := holding{g.Role, g.Bypass}
		sections[h] = append(sections[h], g.Sections...)
	}
	all := make([]policy.Grant, 0, len(sections))
	for h, s := range sections {
		slices.Sort(s)
		if s = slices.Compact(s); slices.Contains(s, policy.Everywhere) {
			s = []string{policy.Everywhere}
		}
		all = append(all, policy.Grant{Role: h.role, Sections: s, Bypass: h.bypass})
	}
	slices.SortFunc(all, compareGrants)
	return all
}

func compareGrants(a, b policy.Grant) int {
	if a.Role == b.Role && a.Bypass != b.Bypass {
		if b.Bypass {
			return -1
		}
		return 1
	}
	return strings.Compare(string(a.Role), string(b.Role))
}

func sameGrant(a, b policy.Grant) bool {
	return a.Role == b.Role && a.Bypass == b.Bypass && slices.Equal(a.Sections, b.Sections)
}
