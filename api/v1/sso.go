package v1

import (
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"newsdesk/api/rest"
	"newsdesk/internal/auth"
	"newsdesk/internal/fault"
	"newsdesk/internal/sso"
)

// sideDoor is the API of signing in with an account of elsewhere.
type sideDoor struct {
	sso *sso.Reception
}

// mount registers the routes of single sign-on below g.
func (h sideDoor) mount(g rest.Group) {
	g.Get("/sso", rest.Anyone, h.providers)
	g.Get("/sso/:provider/start", rest.Anyone, h.start, rest.Cost(askingCost), rest.Timeout(askingTime), rest.Produces(rest.Anything))
	g.Get("/sso/:provider/callback", rest.Anyone, h.callback, rest.Cost(askingCost), rest.Timeout(askingTime), rest.Produces(rest.Anything))
	g.Get("/identities", "identity.read", h.identities)
	g.Post("/identities/:provider", "identity.link", h.link, rest.Cost(askingCost), rest.Timeout(askingTime), rest.BodyLimit(maxCredentials))
	g.Delete("/identities/:provider", "identity.unlink", h.unlink)
}

// What a request costs for which a provider is asked something, and how long its
// three or four answers may take together.
const (
	askingCost = 5
	askingTime = 30 * time.Second
)

// maxReturn is how long a return address may be in a query, in characters.
const maxReturn = 2000

// flowCookie begins the names of the cookies that hold the secrets of sign-ins at
// a provider: one each, so that two windows do not get into each other's way.
const flowCookie = "__Host-newsdesk_sso_"

// cookieOf is the cookie of a flow. It has to come along when a page of the
// provider leads back, which a stricter one would not.
func cookieOf(flowID, secret string, lives time.Duration) *http.Cookie {
	const enough = 16 // letters of the id to tell the flows of one browser apart
	return &http.Cookie{
		Name: flowCookie + flowID[:enough], Value: secret, MaxAge: int(lives / time.Second),
		Path: "/", Secure: true, HttpOnly: true, SameSite: http.SameSiteLaxMode,
	}
}

// SignInProvider is somewhere else where people of the newsroom can sign in.
type SignInProvider struct {
	ID   string `json:"id" example:"google"`   // for the address of its start
	Name string `json:"name" example:"Google"` // what people call it
}

// SignInProviders are those that the operator has set up.
type SignInProviders struct {
	Data []SignInProvider `json:"data"` // in the operator's order
}

// LinkRequest is what linking begins with.
type LinkRequest struct {
	ReturnTo string `json:"return_to,omitzero" example:"/account"` // where the browser goes at the end
}

// Departure is where the browser goes next.
type Departure struct {
	URL string `json:"url" example:"https://accounts.google.com/o/oauth2/v2/auth?client_id=newsdesk"` // a page of the provider; go there within ten minutes
}

// LinkedIdentity is an account of elsewhere with which you can sign in.
type LinkedIdentity struct {
	Provider   string    `json:"provider" example:"google"`                   // where it is
	Account    string    `json:"account" example:"lan@bao.example"`           // what you know it by there
	CreatedAt  time.Time `json:"created_at" example:"2026-03-02T01:00:00Z"`   // when it was linked
	LastUsedAt time.Time `json:"last_used_at" example:"2026-03-02T01:00:00Z"` // when you last signed in with it
}

// LinkedIdentities are those of one person.
type LinkedIdentities struct {
	Data []LinkedIdentity `json:"data"` // one for each provider at most
}

// providers godoc
//
//	@ID		listSignInProviders
//	@Summary	List where else one can sign in
//	@Tags		Signing in
//	@Produce	json
//	@Success	200	{object}	SignInProviders	"The providers of single sign-on"
//	@Router		/v1/auth/sso [get]
func (h sideDoor) providers(c echo.Context) error {
	if err := rest.Params(c).Done(); err != nil {
		return err
	}
	all := SignInProviders{Data: []SignInProvider{}}
	for _, choice := range h.sso.Choices() {
		all.Data = append(all.Data, SignInProvider{ID: choice.ID, Name: choice.Name})
	}
	return rest.JSON(c, http.StatusOK, all)
}

// start godoc
//
//	@ID		startSingleSignOn
//	@Summary	Sign in at a provider
//	@Description	Send a browser here, not a script. It comes back to return_to with the refresh token in a cookie, and a script there gets an access token with refreshTokens. A program that plays the browser itself asks for "transport=body", and finds the tokens in the body of the last answer. No token is ever in an address.
//	@Tags		Signing in
//	@Produce	json
//	@Param		provider	path	string	true	"One of listSignInProviders"
//	@Param		return_to	query	string	false	"Where to go at the end: a path below the address of the editorial front end, or an address of one that the operator has named"
//	@Param		transport	query	string	false	"Where the refresh token goes"	Enums(cookie, body)	default(cookie)
//	@Success	303	"To the provider"
//	@Header		303	{string}	Location	"A page of the provider"
//	@Header		303	{string}	Set-Cookie	"Binds the sign-in to this browser for ten minutes"
//	@Failure	422	{object}	rest.Problem	"return_to leads elsewhere"
//	@Failure	503	{object}	rest.Problem	"The provider does not answer"
//	@Router		/v1/auth/sso/{provider}/start [get]
func (h sideDoor) start(c echo.Context) error {
	q := rest.Params(c)
	s := sso.Start{
		Provider:  c.Param("provider"),
		ReturnTo:  q.String("return_to", maxReturn),
		Transport: auth.Transport(q.Enum("transport", string(auth.Cookie), string(auth.Cookie), string(auth.Body))),
	}
	if err := q.Done(); err != nil {
		return err
	}
	flow, err := h.sso.Begin(c.Request().Context(), s)
	if err != nil {
		return asParameters(err)
	}
	http.SetCookie(c.Response(), cookieOf(flow.ID, flow.Browser, sso.FlowLife))
	return seeOther(c, flow.URL)
}

// asParameters returns a fault about members as one about query parameters of
// the same names.
func asParameters(err error) error {
	if !fault.Is(err, fault.Invalid) {
		return err
	}
	moved := *fault.Of(err)
	moved.Fields = slices.Clone(moved.Fields)
	for i := range moved.Fields {
		f := &moved.Fields[i]
		f.In, f.Name = fault.Query, strings.TrimPrefix(f.Name, "/")
	}
	return &moved
}

// seeOther sends a browser on. No cache keeps where it went.
func seeOther(c echo.Context, address string) error {
	header := c.Response().Header()
	header.Set("Cache-Control", "private, no-store")
	header.Set("Location", address)
	c.Response().WriteHeader(http.StatusSeeOther)
	return nil
}

// callback godoc
//
//	@ID		finishSingleSignOn
//	@Summary	Come back from a provider
//	@Description	The redirect URI to register at the provider. The browser that began ends here, once.
//	@Tags		Signing in
//	@Produce	json
//	@Param		provider	path	string	true	"One of listSignInProviders"
//	@Param		state	query	string	false	"As the provider got it"
//	@Param		code	query	string	false	"What the provider signs the person in with"
//	@Param		iss	query	string	false	"The issuer of the answer (RFC 9207)"
//	@Param		error	query	string	false	"Why the provider refuses (RFC 6749)"
//	@Success	200	{object}	Tokens	"The tokens, if the sign-in began with transport=body"
//	@Success	303	"To return_to"
//	@Header		200	{string}	Set-Cookie	"Takes the binding away"
//	@Header		303	{string}	Location	"The return_to of the start"
//	@Header		303	{string}	Set-Cookie	"The refresh token"
//	@Failure	401	{object}	rest.Problem	"The sign-in ran out, ended already, began in another browser, or was refused by the provider"
//	@Failure	403	{object}	rest.Problem	"The provider knows the person, and this newsroom does not"
//	@Failure	409	{object}	rest.Problem	"Another user has the account, or the e-mail address"
//	@Failure	503	{object}	rest.Problem	"The provider does not answer"
//	@Router		/v1/auth/sso/{provider}/callback [get]
func (h sideDoor) callback(c echo.Context) error {
	back, err := returned(c)
	if err != nil {
		return err
	}
	out, err := h.sso.Finish(c.Request().Context(), back)
	if err != nil {
		return err
	}
	http.SetCookie(c.Response(), cookieOf(sso.FlowID(back.State), "", -time.Second))
	switch {
	case out.Linked:
		return seeOther(c, out.ReturnTo)
	case out.Transport == auth.Body:
		return admit(c, out.Tokens, true)
	}
	setRefreshCookie(c, out.Tokens.Refresh, out.Tokens.RefreshUntil.Sub(rest.Now(c)))
	return seeOther(c, out.ReturnTo)
}

// returned is what a browser brings back. A provider may say more than is known
// here, but nothing twice (RFC 6749, section 3.1).
func returned(c echo.Context) (sso.Return, error) {
	said := c.Request().URL.Query()
	for _, name := range []string{"state", "code", "iss", "error"} {
		if len(said[name]) > 1 {
			return sso.Return{}, fault.Parameter(name, "duplicate", "Send this parameter once")
		}
	}
	visit := rest.Of(c)
	back := sso.Return{
		Provider: c.Param("provider"), State: said.Get("state"), Code: said.Get("code"), Issuer: said.Get("iss"),
		Error: said.Get("error"), Address: visit.Address.String(), Cause: visit.RequestID,
	}
	// Of two cookies of one name neither is believed, for no browser keeps two.
	if kept := c.Request().CookiesNamed(cookieOf(sso.FlowID(back.State), "", 0).Name); len(kept) == 1 {
		back.Browser = kept[0].Value
	}
	return back, nil
}

// identities godoc
//
//	@ID		listIdentities
//	@Summary	List the accounts of elsewhere that you sign in with
//	@Tags		Signing in
//	@Produce	json
//	@Success	200	{object}	LinkedIdentities	"Your accounts"
//	@Security	Bearer
//	@Router		/v1/auth/identities [get]
func (h sideDoor) identities(c echo.Context) error {
	if err := rest.Params(c).Done(); err != nil {
		return err
	}
	found, err := h.sso.Identities(c.Request().Context(), rest.Actor(c))
	if err != nil {
		return err
	}
	all := LinkedIdentities{Data: make([]LinkedIdentity, len(found))}
	for i, one := range found {
		all.Data[i] = LinkedIdentity{
			Provider: one.Provider, Account: one.Account, CreatedAt: one.CreatedAt.UTC(), LastUsedAt: one.LastUsedAt.UTC(),
		}
	}
	return rest.JSON(c, http.StatusOK, all)
}

// link godoc
//
//	@ID		linkIdentity
//	@Summary	Link an account of elsewhere to yours
//	@Description	Send the browser that has asked to the address in the answer. It comes back to return_to when the account is linked.
//	@Tags		Signing in
//	@Accept		json
//	@Produce	json
//	@Param		provider	path	string	true	"One of listSignInProviders"
//	@Param		body	body	LinkRequest	false	"Where to go at the end"
//	@Success	200	{object}	Departure	"Where to go now"
//	@Header		200	{string}	Set-Cookie	"Binds the linking to this browser for ten minutes"
//	@Failure	401	{object}	rest.Problem	"Prove once more who you are"
//	@Failure	503	{object}	rest.Problem	"The provider does not answer"
//	@Security	Bearer
//	@Router		/v1/auth/identities/{provider} [post]
func (h sideDoor) link(c echo.Context) error {
	in, err := rest.DecodeOptional[LinkRequest](c, maxCredentials)
	if err != nil {
		return err
	}
	flow, err := h.sso.BeginLink(c.Request().Context(), rest.Actor(c), sso.Start{Provider: c.Param("provider"), ReturnTo: in.ReturnTo})
	if err != nil {
		return err
	}
	http.SetCookie(c.Response(), cookieOf(flow.ID, flow.Browser, sso.FlowLife))
	return rest.JSON(c, http.StatusOK, Departure{URL: flow.URL})
}

// unlink godoc
//
//	@ID		unlinkIdentity
//	@Summary	Unlink an account of elsewhere from yours
//	@Tags		Signing in
//	@Produce	json
//	@Param		provider	path	string	true	"Where the account is"
//	@Success	204	"It is unlinked"
//	@Failure	401	{object}	rest.Problem	"Prove once more who you are"
//	@Failure	409	{object}	rest.Problem	"Your account was made by it, and you sign in no other way"
//	@Security	Bearer
//	@Router		/v1/auth/identities/{provider} [delete]
func (h sideDoor) unlink(c echo.Context) error {
	if err := h.sso.Unlink(c.Request().Context(), rest.Actor(c), c.Param("provider")); err != nil {
		return err
	}
	return rest.None(c)
}
