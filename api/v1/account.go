package v1

import (
	"net/http"
	"slices"

	"github.com/labstack/echo/v4"

	"newsdesk/api/rest"
	"newsdesk/internal/auth"
	"newsdesk/internal/fault"
	"newsdesk/internal/strict"
)

// account is the API of one's own account.
type account struct {
	auth *auth.Auth
}

// mount registers the routes below g.
func (h account) mount(g rest.Group) {
	g.Patch("/me", "session.profile", h.update, rest.BodyLimit(maxCredentials))
	g.Post("/password", "session.password", h.changePassword, rest.BodyLimit(maxCredentials))
	g.Post("/password/forgot", rest.Anyone, h.forgot, rest.BodyLimit(maxCredentials))
	g.Post("/password/reset", rest.Anyone, h.reset, rest.BodyLimit(maxCredentials))
	g.Post("/invitations/accept", rest.Anyone, h.accept, rest.BodyLimit(maxCredentials))
	g.Get("/sessions", "session.read", h.sessions)
	g.Delete("/sessions", "session.end", h.endOthers)
	g.Delete("/sessions/:id", "session.end", h.endSession)
}

// ProfilePatch changes what people say of themselves; what is absent stays as
// it is.
type ProfilePatch struct {
	Name   strict.Opt[string] `json:"name" example:"Trần An"` // what the newsroom calls you
	Locale strict.Opt[string] `json:"locale" example:"vi"`    // the language of letters to you (BCP 47); null for that of the site
}

// ReadOnlyMembers implements strict.Guarded.
func (ProfilePatch) ReadOnlyMembers() []string { return append(membersOfServer(), "email") }

// membersOfServer are those of a user that no profile can set.
func membersOfServer() []string {
	return append(membersOfRights(), "id", "type", "status", "provider", "second_factor", "created_at", "updated_at", "joined_at", "disabled_at")
}

// membersOfRights are those that say what someone may do.
func membersOfRights() []string { return []string{"roles", "grants", "permissions"} }

// reachesForRights reports whether a body was refused because it would set what
// its sender may do.
func reachesForRights(err error) bool {
	return fault.Is(err, fault.ReadOnly) && slices.ContainsFunc(fault.Of(err).Fields, func(f fault.Field) bool {
		return slices.Contains(membersOfRights(), f.Name[min(1, len(f.Name)):])
	})
}

// chosen is nil if the member is absent. Null is the same as empty.
func chosen[T any](o strict.Opt[T]) *T {
	if !o.Set {
		return nil
	}
	var none T
	return new(o.Or(none))
}

// update godoc
//
//	@ID		updateMe
//	@Summary	Change your name or the language of letters to you
//	@Description	Nothing else of an account is its owner's to change. The e-mail address is the key to it, so an administrator changes that. Of two changes at the same time the later stays.
//	@Tags		Signing in
//	@Accept		application/merge-patch+json,json
//	@Produce	json
//	@Param		body	body	ProfilePatch	true	"What is to change"
//	@Success	200	{object}	User	"You, as you are now"
//	@Security	Bearer
//	@Router		/v1/auth/me [patch]
func (h account) update(c echo.Context) error {
	ctx, actor := c.Request().Context(), rest.Actor(c)
	in, err := rest.Decode[ProfilePatch](c, maxCredentials)
	if reachesForRights(err) {
		return h.auth.RefuseOwnRights(ctx, actor)
	}
	if err != nil {
		return err
	}
	u, err := h.auth.SetProfile(ctx, actor, actor.ID, auth.Profile{Name: chosen(in.Name), Locale: chosen(in.Locale)})
	if err != nil {
		return err
	}
	return rest.JSON(c, http.StatusOK, userOf(u))
}

// PasswordChange is how people change their own password.
type PasswordChange struct {
	Current string `json:"current_password" validate:"required" format:"password"` // the one you have
	New     string `json:"password" validate:"required" format:"password"`         // the one you want
}

// changePassword godoc
//
//	@ID		changePassword
//	@Summary	Change your password
//	@Description	Ends all your other sessions, and voids letters that would let you set another. A letter tells you of it.
//	@Tags		Signing in
//	@Accept		json
//	@Produce	json
//	@Param		body	body	PasswordChange	true	"The old one and the new one"
//	@Success	204	"It is changed"
//	@Failure	429	{object}	rest.Problem	"Too many failed attempts; Retry-After says when to try again"
//	@Security	Bearer
//	@Router		/v1/auth/password [post]
func (h account) changePassword(c echo.Context) error {
	in, err := rest.Decode[PasswordChange](c, maxCredentials)
	if err != nil {
		return err
	}
	actor := rest.Actor(c)
	_, err = h.auth.ChangePassword(c.Request().Context(), actor, auth.PasswordChange{Current: in.Current, New: in.New})
	if err != nil {
		return err
	}
	return rest.None(c)
}

// ForgottenPassword is who cannot sign in.
type ForgottenPassword struct {
	Email string `json:"email" validate:"required" example:"reporter@newsdesk.test"` // your address
}

// forgot godoc
//
//	@ID		forgotPassword
//	@Summary	Ask for a letter to set a new password with
//	@Description	The answer is the same whether or not there is such a user. The letter goes to the address that is stored, within moments, and its link is good once, for 30 minutes.
//	@Tags		Signing in
//	@Accept		json
//	@Produce	json
//	@Param		body	body	ForgottenPassword	true	"Who you are"
//	@Success	202	"If there is such a user, a letter is on its way"
//	@Failure	403	{object}	rest.Problem	"A page of another site made the browser send this"
//	@Failure	429	{object}	rest.Problem	"Too many letters were asked for; Retry-After says when to try again"
//	@Router		/v1/auth/password/forgot [post]
func (h account) forgot(c echo.Context) error {
	in, err := rest.Decode[ForgottenPassword](c, maxCredentials)
	if err != nil {
		return err
	}
	visit := rest.Of(c)
	err = h.auth.Forgot(c.Request().Context(), auth.Forgotten{Email: in.Email, Address: visit.Address.String(), Cause: visit.RequestID})
	if err != nil {
		return err
	}
	return rest.Underway(c)
}

// NewPassword is what someone sets who has come by the link of a letter.
type NewPassword struct {
	Slip     string `json:"slip" validate:"required"`                       // what follows #slip= in the link
	Password string `json:"password" validate:"required" format:"password"` // the one you want
}

// reset godoc
//
//	@ID		resetPassword
//	@Summary	Set a new password by the link of a letter
//	@Description	Ends all your sessions. It does not sign you in: that takes the new password, and the second factor if you have one.
//	@Tags		Signing in
//	@Accept		json
//	@Produce	json
//	@Param		body	body	NewPassword	true	"The slip and the password"
//	@Success	204	"It is set"
//	@Failure	403	{object}	rest.Problem	"A page of another site made the browser send this"
//	@Failure	429	{object}	rest.Problem	"Too many failed attempts; Retry-After says when to try again"
//	@Router		/v1/auth/password/reset [post]
func (h account) reset(c echo.Context) error {
	in, err := rest.Decode[NewPassword](c, maxCredentials)
	if err != nil {
		return err
	}
	visit := rest.Of(c)
	err = h.auth.Reset(c.Request().Context(), auth.NewPassword{
		Slip: in.Slip, Password: in.Password, Address: visit.Address.String(), Cause: visit.RequestID,
	})
	if err != nil {
		return err
	}
	return rest.None(c)
}

// Acceptance is how someone who was invited comes.
type Acceptance struct {
	Slip      string `json:"slip" validate:"required"`                                               // what follows #slip= in the link
	Password  string `json:"password" validate:"required" format:"password"`                         // the one you want
	Name      string `json:"name,omitzero" example:"Trần An"`                                        // what the newsroom calls you, if not as the invitation has it
	Transport string `json:"transport,omitzero" enums:"cookie,body" default:"cookie" example:"body"` // where the refresh token goes
	Label     string `json:"label,omitzero" example:"Điện thoại của An"`                             // what to call the device
}

// accept godoc
//
//	@ID		acceptInvitation
//	@Summary	Accept an invitation
//	@Description	Sets a password and signs you in, as signing in does. The link of the letter is good once, for seven days.
//	@Tags		Signing in
//	@Accept		json
//	@Produce	json
//	@Param		body	body	Acceptance	true	"The slip and the password"
//	@Success	200	{object}	Tokens	"You are in"
//	@Header		200	{string}	Set-Cookie	"The refresh token, for browsers"
//	@Failure	401	{object}	rest.Problem	"Someone has kept you out at this very moment"
//	@Failure	403	{object}	rest.Problem	"A page of another site made the browser send this"
//	@Failure	429	{object}	rest.Problem	"Too many failed attempts; Retry-After says when to try again"
//	@Router		/v1/auth/invitations/accept [post]
func (h account) accept(c echo.Context) error {
	in, err := rest.Decode[Acceptance](c, maxCredentials)
	if err != nil {
		return err
	}
	visit, transport := rest.Of(c), auth.Transport(in.Transport)
	t, err := h.auth.AcceptInvitation(c.Request().Context(), auth.Acceptance{
		Slip: in.Slip, Name: in.Name, Password: in.Password,
		Entrance: auth.Entrance{Transport: transport, Label: in.Label, Address: visit.Address.String(), Cause: visit.RequestID},
	})
	if err != nil {
		return err
	}
	return admit(c, t, transport == auth.Body)
}
