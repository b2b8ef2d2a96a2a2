package auth

import (
	"context"
	"strings"

	"newsdesk/internal/db"
	"newsdesk/internal/fault"
	"newsdesk/internal/ident"
	"newsdesk/internal/policy"
)

// Invite makes a user who cannot sign in yet and sends them a letter, with which
// they choose a password: see AcceptInvitation. Those who may create users may,
// and to give roles they must be allowed that too. It reports every bad member
// at once as Invalid, and an address that is in use as Conflict.
func (a *Auth) Invite(ctx context.Context, actor Actor, n NewUser) (_ User, err error) {
	defer fault.Wrap(&err, "auth.Invite")
	if err := actor.guarded(policy.Users, policy.Create, a.db.Now()); err != nil {
		return User{}, err
	}
	if len(n.Grants) > 0 {
		if err := actor.Needs(policy.Users, policy.GrantRoles); err != nil {
			return User{}, err
		}
	}
	own, err := a.checkNew(ctx, actor, &n, nil)
	if err != nil {
		return User{}, err
	}
	var u account
	err = a.db.Update(ctx, func(tx *db.Tx) error {
		if err := a.Present(ctx, tx, actor); err != nil {
			return err
		}
		u = n.account(tx.Now)
		if err := a.insertUser(ctx, tx, actor, own, &u, ActInvite); err != nil {
			return err
		}
		return a.sendInvitation(ctx, tx, actor, u.ID)
	})
	return u.user(), err
}

// Reinvite sends another invitation to someone who has not come yet. Earlier
// ones are worth nothing from then on. It fails with InvalidTransition for those
// who have come, or may not.
func (a *Auth) Reinvite(ctx context.Context, actor Actor, id string) (_ User, err error) {
	defer fault.Wrap(&err, "auth.Reinvite(%s)", id)
	if err := actor.guarded(policy.Users, policy.Create, a.db.Now()); err != nil {
		return User{}, err
	}
	return a.change(ctx, actor, id, ActInvite, func(tx *db.Tx, u *account) error {
		if u.JoinedAt != nil || u.DisabledAt != nil {
			return fault.New(fault.InvalidTransition, "Only someone who was invited and has not come can be invited again")
		}
		if err := spendSlips(ctx, tx, id); err != nil {
			return err
		}
		return a.sendInvitation(ctx, tx, actor, id)
	})
}

func (a *Auth) sendInvitation(ctx context.Context, tx *db.Tx, actor Actor, user string) error {
	s := slip{
		ID: ident.New(), Purpose: invitation, UserID: user, MadeBy: actor.ID,
		CreatedAt: tx.Now, ExpiresAt: tx.Now.Add(invitation.life()),
	}
	if err := tx.Insert(ctx, &s); err != nil {
		return err
	}
	return a.Tell(ctx, tx, Letter{Kind: LetterInvitation, UserID: user, SlipID: s.ID})
}

// Acceptance is how someone who was invited comes.
type Acceptance struct {
	Slip     string // from the letter
	Name     string // what they are called; empty: as the inviter wrote it
	Password string
	Entrance
}

// AcceptInvitation gives someone who was invited a password and opens a session.
// It fails with Invalid for a slip that is not good.
func (a *Auth) AcceptInvitation(ctx context.Context, in Acceptance) (_ Tokens, err error) {
	defer fault.Wrap(&err, "auth.AcceptInvitation")
	in.Name = strings.TrimSpace(in.Name)
	var f fault.Fields
	checkSlip(&f, in.Slip, in.Password)
	if in.Name != "" {
		checkName(&f, &in.Name)
	}
	if err := append(f, in.faults()...).Err(); err != nil {
		return Tokens{}, err
	}
	if err := a.addresses.take(in.Address, a.db.Now()); err != nil {
		return Tokens{}, err
	}
	u, err := a.redeem(ctx, redemption{
		purpose: invitation, text: in.Slip, password: in.Password, act: ActJoin, address: in.Address, cause: in.Cause,
	}, func(tx *db.Tx, u *account) error { return a.join(ctx, tx, u, in.Name) })
	if err != nil {
		return Tokens{}, err
	}
	a.addresses.giveBack(in.Address, a.db.Now())
	return a.Enter(ctx, u.ID, in.Entrance)
}

// join lets u come in from now on. The days of grace for a second factor begin
// here, not with a letter that lay unread.
func (a *Auth) join(ctx context.Context, tx *db.Tx, u *account, name string) error {
	own, err := ownRoles(ctx, tx, u.Grants.V)
	if err != nil {
		return err
	}
	u.JoinedAt, u.FactorFrom = &tx.Now, nil
	a.demands.start(own, u, tx.Now)
	if name != "" {
		u.Name = name
	}
	return nil
}
