package v1

import (
	"context"
	"net/http"

	"github.com/labstack/echo/v4"

	"newsdesk/api/rest"
	"newsdesk/internal/auth"
	"newsdesk/internal/fault"
	"newsdesk/internal/policy"
)

// seen returns the user that the address names, and the revision that the caller
// saw, for someone who has a right. Who has not learns nothing of either.
func (h users) seen(c echo.Context, v policy.Verb) (id string, r auth.Revision, err error) {
	if r, err = seenBy(c, policy.Users, v); err != nil {
		return "", r, err
	}
	id, err = rest.ID(c, "id")
	return id, r, err
}

// changed is a user after a change, as the caller may see them.
func (h users) changed(c echo.Context, u auth.User) (Member, error) {
	actor := rest.Actor(c)
	if !actor.Rights.Has(policy.Users, policy.Read) {
		return colleagueOf(u), nil
	}
	whole, err := h.auth.Get(c.Request().Context(), actor, u.ID) // with what the newsroom asks of them
	return memberOf(whole), err
}

// answer writes a user after a change that went by their version.
func (h users) answer(c echo.Context, u auth.User, err error) error {
	if err != nil {
		return err
	}
	m, err := h.changed(c, u)
	if err != nil {
		return err
	}
	return rest.Tagged(c, memberTag(u), m)
}

// update godoc
//
//	@ID		updateUser
//	@Summary	Change the name, the address or the language of a person
//	@Description	Another address voids the letters that went to the old one. Roles have an address of their own.
//	@Tags		People
//	@Accept		application/merge-patch+json,json
//	@Produce	json
//	@Param		id	path	string	true	"Id of the user"	format(uuid)	example(01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e12)
//	@Param		If-Match	header	string	true	"Entity tag of the version you saw"	example("1772413200000.user")
//	@Param		body	body	MemberPatch	true	"What is to change"
//	@Success	200	{object}	Member	"The person as they are now"
//	@Failure	409	{object}	rest.Problem	"Another user has this address"
//	@Failure	412	{object}	rest.Problem	"Someone else changed it first; read it again"
//	@Failure	428	{object}	rest.Problem	"If-Match is missing"
//	@Security	Bearer
//	@Router		/v1/editorial/users/{id} [patch]
func (h users) update(c echo.Context) error {
	ctx, actor := c.Request().Context(), rest.Actor(c)
	in, err := rest.Decode[MemberPatch](c, maxCredentials)
	if reachesForRights(err) && actor.Self(c.Param("id")) {
		return h.auth.RefuseOwnRights(ctx, actor)
	}
	if err != nil {
		return err
	}
	id, seen, err := h.seen(c, policy.Update)
	if err != nil {
		return err
	}
	u, err := h.auth.SetProfile(ctx, actor, id, auth.Profile{
		Name: chosen(in.Name), Email: chosen(in.Email), Locale: chosen(in.Locale), Seen: seen,
	})
	return h.answer(c, u, err)
}

// grant godoc
//
//	@ID		setUserGrants
//	@Summary	Replace the roles of a person
//	@Description	They hold from the next request on. Nobody gives a right of the administration that they do not have, and nobody takes the granting of roles from themselves.
//	@Tags		People
//	@Accept		json
//	@Produce	json
//	@Param		id	path	string	true	"Id of the user"	format(uuid)	example(01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e12)
//	@Param		If-Match	header	string	true	"Entity tag of the version you saw"	example("1772413200000.user")
//	@Param		body	body	Grants	true	"All roles"
//	@Success	200	{object}	Member	"The person as they are now"
//	@Failure	412	{object}	rest.Problem	"Someone else changed it first; read it again"
//	@Failure	428	{object}	rest.Problem	"If-Match is missing"
//	@Security	Bearer
//	@Router		/v1/editorial/users/{id}/grants [put]
func (h users) grant(c echo.Context) error {
	ctx, actor := c.Request().Context(), rest.Actor(c)
	in, err := rest.Decode[Grants](c, maxCredentials)
	if err != nil {
		return err
	}
	id, seen, err := h.seen(c, policy.GrantRoles)
	if err != nil && actor.Self(c.Param("id")) && fault.Is(err, fault.Forbidden) {
		return h.auth.RefuseOwnRights(ctx, actor)
	}
	if err != nil {
		return err
	}
	u, err := h.auth.Regrant(ctx, actor, id, given(in.Grants), seen)
	return h.answer(c, u, err)
}

// act performs something that bears repetition on the user that the address
// names. What it does depends on no earlier version, so it asks for none.
func (h users) act(c echo.Context, v policy.Verb, do func(context.Context, auth.Actor, string) (auth.User, error)) error {
	actor := rest.Actor(c)
	if err := actor.Needs(policy.Users, v); err != nil {
		return err
	}
	id, err := rest.ID(c, "id")
	if err != nil {
		return err
	}
	u, err := do(c.Request().Context(), actor, id)
	if err != nil {
		return err
	}
	m, err := h.changed(c, u)
	if err != nil {
		return err
	}
	return rest.JSON(c, http.StatusOK, m)
}

// disable godoc
//
//	@ID		disableUser
//	@Summary	Keep a person out
//	@Description	Ends their sessions and voids letters to them. What they have written stays.
//	@Tags		People
//	@Produce	json
//	@Param		id	path	string	true	"Id of the user"	format(uuid)	example(01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e12)
//	@Success	200	{object}	Member	"The person as they are now"
//	@Security	Bearer
//	@Router		/v1/editorial/users/{id}/actions/disable [post]
func (h users) disable(c echo.Context) error { return h.act(c, policy.Update, h.auth.Disable) }

// enable godoc
//
//	@ID		enableUser
//	@Summary	Let a disabled person sign in again
//	@Description	With the same password and roles. Old sessions stay dead.
//	@Tags		People
//	@Produce	json
//	@Param		id	path	string	true	"Id of the user"	format(uuid)	example(01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e12)
//	@Success	200	{object}	Member	"The person as they are now"
//	@Security	Bearer
//	@Router		/v1/editorial/users/{id}/actions/enable [post]
func (h users) enable(c echo.Context) error { return h.act(c, policy.Update, h.auth.Enable) }

// reinvite godoc
//
//	@ID		reinviteUser
//	@Summary	Send another invitation
//	@Description	To someone who has not come yet. Earlier invitations are worth nothing from then on.
//	@Tags		People
//	@Produce	json
//	@Param		id	path	string	true	"Id of the user"	format(uuid)	example(01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e12)
//	@Success	200	{object}	Member	"Invited again"
//	@Failure	409	{object}	rest.Problem	"They have come already, or are kept out"
//	@Security	Bearer
//	@Router		/v1/editorial/users/{id}/actions/reinvite [post]
func (h users) reinvite(c echo.Context) error { return h.act(c, policy.Create, h.auth.Reinvite) }

// remove godoc
//
//	@ID		deleteUser
//	@Summary	Remove a person for good
//	@Description	The id and the name stay, for what they have done; the address becomes free for another account, which inherits nothing.
//	@Tags		People
//	@Produce	json
//	@Param		id	path	string	true	"Id of the user"	format(uuid)	example(01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e12)
//	@Success	204	"They are gone"
//	@Security	Bearer
//	@Router		/v1/editorial/users/{id} [delete]
func (h users) remove(c echo.Context) error {
	actor := rest.Actor(c)
	if err := actor.Needs(policy.Users, policy.Delete); err != nil {
		return err
	}
	id, err := rest.ID(c, "id")
	if err != nil {
		return err
	}
	if err := h.auth.Delete(c.Request().Context(), actor, id); err != nil {
		return err
	}
	return rest.None(c)
}
