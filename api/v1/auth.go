package v1

import (
	"net/http"
	"slices"
	"time"

	"github.com/labstack/echo/v4"

	"newsdesk/api/rest"
	"newsdesk/internal/auth"
	"newsdesk/internal/content"
	"newsdesk/internal/fault"
	"newsdesk/internal/policy"
)

// gate is the API of signing in and out.
type gate struct {
	auth  *auth.Auth
	kinds content.Registry
}

// mount registers the routes of signing in below g.
func (h gate) mount(g rest.Group) {
	g.Post("/login", rest.Anyone, h.login, rest.BodyLimit(maxCredentials))
	g.Post("/refresh", rest.Anyone, h.refresh, rest.BodyLimit(maxCredentials))
	g.Post("/logout", "session.end", h.logout, rest.BodyLimit(maxCredentials))
	g.Get("/me", "session.read", h.me)
}

// maxCredentials is more than any credentials are long, in bytes of JSON.
const maxCredentials = 64 << 10

// refreshCookie is where browsers keep the refresh token. Its prefix makes them
// refuse it from anyone but this very host (RFC 6265bis, section 4.1.3.2).
const refreshCookie = "__Host-newsdesk_refresh"

// Credentials are what a person signs in with.
type Credentials struct {
	Email     string `json:"email" validate:"required" example:"reporter@newsdesk.test"`             // your address
	Password  string `json:"password" validate:"required" format:"password"`                         // your password
	OTP       string `json:"otp,omitzero" example:"492039"`                                          // the code of your authenticator or a recovery code, if you have a second factor
	Transport string `json:"transport,omitzero" enums:"cookie,body" default:"cookie" example:"body"` // where the refresh token goes
	Label     string `json:"label,omitzero" example:"Điện thoại của An"`                             // what to call the device
}

// Renewal is what an app asks for new tokens with. Browsers send an empty
// object, and the cookie.
type Renewal struct {
	RefreshToken string `json:"refresh_token,omitzero"` // the last one that you were given
}

// Tokens are what a client holds after it has signed in.
type Tokens struct {
	AccessToken  string    `json:"access_token"`                                 // for the Authorization header
	TokenType    string    `json:"token_type" enums:"Bearer" example:"Bearer"`   // how to send it: Authorization: Bearer
	ExpiresIn    int       `json:"expires_in" example:"600"`                     // seconds that the access token is good for
	RefreshToken *string   `json:"refresh_token" extensions:"x-nullable"`        // good once; null if it is in the cookie
	RefreshUntil time.Time `json:"refresh_until" example:"2026-03-02T13:00:00Z"` // when the session ends unless it is refreshed
	User         User      `json:"user"`                                         // who signed in
}

// User is a person of the newsroom who may sign in.
type User struct {
	UserStub
	Email     string    `json:"email" example:"reporter@newsdesk.test"`    // with which they sign in
	Roles     []Grant   `json:"roles"`                                     // what they may do, and where
	CreatedAt time.Time `json:"created_at" example:"2020-03-24T11:00:00Z"` // when they joined
	UpdatedAt time.Time `json:"updated_at" example:"2020-03-24T11:00:00Z"` // when this last changed
}

// Grant is a role of a person, for some sections.
type Grant struct {
	Role     string   `json:"role" example:"editor"` // one that every newsroom has, or the id of one of its own
	Sections []string `json:"sections" example:"*"`  // ids, or * for all
	Bypass   bool     `json:"bypass"`                // a secretary may publish what nobody reviewed
}

// Me is what the caller is and may do.
type Me struct {
	User         User         `json:"user"`                                                // who you are
	Permissions  []string     `json:"permissions" example:"article.create,article.submit"` // possible somewhere; allowed_actions of a document say where
	Locale       string       `json:"locale" example:"vi"`                                 // the language of letters to you (BCP 47); empty: that of the site
	SecondFactor SecondFactor `json:"second_factor"`                                       // beside the password
	Session      Session      `json:"session"`                                             // the sign-in that your token belongs to
}

// login godoc
//
//	@ID		login
//	@Summary	Sign in
//	@Description	Browsers leave transport out and get the refresh token in a cookie that no script can read. It is for https alone: over plain http, ask with "transport": "body", as apps and curl do, and keep refresh_token safe. Whoever has a second factor is asked for its code with second_factor_required once the password is right; send both then, as otp.
//	@Tags		Signing in
//	@Accept		json
//	@Produce	json
//	@Param		body	body	Credentials	true	"Who you are"
//	@Success	200	{object}	Tokens	"You are in"
//	@Header		200	{string}	Set-Cookie	"The refresh token, for browsers"
//	@Failure	401	{object}	rest.Problem	"The e-mail address, the password or the code is wrong, or the code is missing"
//	@Failure	403	{object}	rest.Problem	"A page of another site made the browser send this"
//	@Failure	429	{object}	rest.Problem	"Too many failed attempts; Retry-After says when to try again"
//	@Router		/v1/auth/login [post]
func (h gate) login(c echo.Context) error {
	in, err := rest.Decode[Credentials](c, maxCredentials)
	if err != nil {
		return err
	}
	transport := auth.Transport(in.Transport)
	t, err := h.auth.Login(c.Request().Context(), auth.LoginInput{
		Email: in.Email, Password: in.Password, Code: in.OTP, Transport: transport, Label: in.Label,
		Address: rest.Of(c).Address.String(), Cause: rest.Of(c).RequestID,
	})
	if err != nil {
		return err
	}
	return admit(c, t, transport == auth.Body)
}

// refresh godoc
//
//	@ID		refreshTokens
//	@Summary	Exchange a refresh token for new tokens
//	@Description	It is spent by that. Sent again within ten seconds it gives the same successor; sent again later it ends the session, because then two parties hold it.
//	@Tags		Signing in
//	@Accept		json
//	@Produce	json
//	@Param		body	body	Renewal	true	"The refresh token of an app, or an empty object beside the cookie"
//	@Success	200	{object}	Tokens	"The new tokens"
//	@Header		200	{string}	Set-Cookie	"The new refresh token, for browsers"
//	@Failure	401	{object}	rest.Problem	"The refresh token is missing or not good; sign in again"
//	@Failure	403	{object}	rest.Problem	"A page of another site made the browser send this"
//	@Router		/v1/auth/refresh [post]
func (h gate) refresh(c echo.Context) error {
	in, err := rest.Decode[Renewal](c, maxCredentials)
	if err != nil {
		return err
	}
	token, inBody := in.RefreshToken, in.RefreshToken != ""
	if !inBody {
		if token, err = cookieToken(c.Request()); err != nil {
			return err
		}
	}
	t, err := h.auth.Refresh(c.Request().Context(), token, rest.Of(c).Address.String(), rest.Of(c).RequestID)
	if err != nil {
		return err
	}
	return admit(c, t, inBody)
}

// cookieToken is the refresh token in the cookie. Of two such cookies neither
// is believed, for no browser keeps two.
func cookieToken(r *http.Request) (string, error) {
	switch sent := r.CookiesNamed(refreshCookie); len(sent) {
	case 0:
		return "", fault.New(fault.TokenMissing, "Send the refresh token, in the cookie or in the body")
	case 1:
		return sent[0].Value, nil
	default:
		return "", fault.New(fault.TokenInvalid, "Send one refresh cookie, not several")
	}
}

// admit answers with tokens, of which the one for refreshing goes into the body
// or into the cookie, and never into both.
func admit(c echo.Context, t auth.Tokens, inBody bool) error {
	wire := Tokens{
		AccessToken: t.Access, TokenType: "Bearer", ExpiresIn: t.ExpiresIn,
		RefreshUntil: t.RefreshUntil, User: userOf(t.User),
	}
	if inBody {
		wire.RefreshToken = &t.Refresh
	} else {
		setRefreshCookie(c, t.Refresh, t.RefreshUntil.Sub(rest.Now(c)))
	}
	return rest.JSON(c, http.StatusOK, wire)
}

// setRefreshCookie gives the cookie to a browser for as long as the session
// lives, or takes it away if that is nothing.
func setRefreshCookie(c echo.Context, token string, lives time.Duration) {
	age := int(lives / time.Second)
	if age <= 0 {
		token, age = "", -1
	}
	http.SetCookie(c.Response(), &http.Cookie{
		Name: refreshCookie, Value: token, MaxAge: age,
		Path: "/", Secure: true, HttpOnly: true, SameSite: http.SameSiteStrictMode,
	})
}

// logout godoc
//
//	@ID		logout
//	@Summary	Sign out
//	@Description	Ends the session: the access token and the refresh token are worth nothing from then on.
//	@Tags		Signing in
//	@Produce	json
//	@Success	204	"You are out"
//	@Header		204	{string}	Set-Cookie	"Takes the refresh token away from browsers"
//	@Security	Bearer
//	@Router		/v1/auth/logout [post]
func (h gate) logout(c echo.Context) error {
	if err := h.auth.Logout(c.Request().Context(), rest.Actor(c)); err != nil {
		return err
	}
	setRefreshCookie(c, "", 0)
	return rest.None(c)
}

// me godoc
//
//	@ID		getMe
//	@Summary	Read who you are and what you may do
//	@Tags		Signing in
//	@Produce	json
//	@Success	200	{object}	Me	"You"
//	@Security	Bearer
//	@Router		/v1/auth/me [get]
func (h gate) me(c echo.Context) error {
	if err := rest.Params(c).Done(); err != nil {
		return err
	}
	actor := rest.Actor(c)
	u, err := h.auth.Get(c.Request().Context(), actor, actor.ID)
	if err != nil {
		return err
	}
	device, err := h.auth.Device(c.Request().Context(), actor)
	if err != nil {
		return err
	}
	return rest.JSON(c, http.StatusOK, Me{
		User: userOf(u), Permissions: permissions(h.kinds, actor.Rights), Locale: u.Locale,
		SecondFactor: *secondFactorOf(u), Session: sessionOf(device),
	})
}

func userOf(u auth.User) User {
	return User{
		UserStub: UserStub{ID: u.ID, Type: "user", Name: u.Name}, Email: u.Email,
		Roles: grantsOf(u.Grants), CreatedAt: u.CreatedAt, UpdatedAt: u.UpdatedAt,
	}
}

func grantsOf(grants []policy.Grant) []Grant {
	all := make([]Grant, len(grants))
	for i, g := range grants {
		all[i] = Grant{Role: string(g.Role), Sections: g.Sections, Bypass: g.Bypass}
	}
	return all
}

// permissions lists what someone with these rights may do to some thing in some
// state, as the routes name it. Whether it is this thing, and now, is another
// question.
func permissions(kinds content.Registry, rights policy.Rights) []string {
	all := []string{}
	for _, k := range kinds.Kinds() {
		for _, v := range append([]policy.Verb{policy.Read, policy.Create}, policy.Verbs()...) {
			if rights.Ever(k, kinds[k].Direct, v) && everPossible(v, policy.Subject{Kind: k, Direct: kinds[k].Direct}) {
				all = append(all, string(k)+"."+string(v))
			}
		}
	}
	for _, resource := range policy.Administration() {
		for _, v := range policy.Duties() {
			if rights.Has(resource, v) {
				all = append(all, resource+"."+string(v))
			}
		}
	}
	return all
}

// everPossible reports whether v can be said of s in some state.
func everPossible(v policy.Verb, s policy.Subject) bool {
	if v == policy.Read || v == policy.Create {
		return true
	}
	return slices.ContainsFunc(content.States(), func(state content.State) bool {
		s.State = state
		_, outside := policy.Life(v, s, false, false)
		_, trashed := policy.Life(v, s, true, false)
		return outside || trashed
	})
}
