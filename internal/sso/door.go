package sso

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"sync/atomic"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"

	"newsdesk/internal/fault"
)

// door is the way in from one provider. What the provider says about itself is
// asked for when the first person wants to come in, and again until it answers.
type door struct {
	Provider

	redirect string
	client   *http.Client
	known    atomic.Pointer[bearings]
	turn     chan struct{} // holds one token, of whoever asks the provider
	failed   time.Time     // when it last failed to answer; guarded by turn
}

func newDoor(p Provider, baseURL string, client *http.Client) *door {
	return &door{Provider: p, redirect: Callback(baseURL, p.ID), client: client, turn: make(chan struct{}, 1)}
}

// bearings are what a provider says about itself (OpenID Connect Discovery 1.0).
type bearings struct {
	oidc   *oidc.Provider
	oauth  oauth2.Config
	signed bool // it puts the issuer into its answers (RFC 9207)
}

// metadata is the part of a provider's description that the library leaves out.
type metadata struct {
	Authorization string   `json:"authorization_endpoint"`
	Token         string   `json:"token_endpoint"`
	UserInfo      string   `json:"userinfo_endpoint"`
	Keys          string   `json:"jwks_uri"`
	ClientAuth    []string `json:"token_endpoint_auth_methods_supported"`
	IssuerSent    bool     `json:"authorization_response_iss_parameter_supported"`
}

// pause is how long a provider that failed is left alone, so that those who
// wait for it do not all wait out its time limit.
const pause = 5 * time.Second

// find returns what the provider says about itself. It fails with Overloaded
// while the provider does not answer.
func (d *door) find(ctx context.Context, now time.Time) (*bearings, error) {
	if b := d.known.Load(); b != nil {
		return b, nil
	}
	select {
	case d.turn <- struct{}{}:
		defer func() { <-d.turn }()
	case <-ctx.Done():
		return nil, d.away(ctx.Err())
	}
	if b := d.known.Load(); b != nil {
		return b, nil
	}
	if since := now.Sub(d.failed); since >= 0 && since < pause {
		return nil, d.away(errors.New("it failed a moment ago"))
	}
	b, err := d.discover(ctx)
	if err != nil {
		d.failed = now
		return nil, d.away(err)
	}
	d.known.Store(b)
	return b, nil
}

func (d *door) discover(ctx context.Context) (*bearings, error) {
	// The library compares the issuer that comes back with the one of the set-up.
	p, err := oidc.NewProvider(d.asking(ctx), d.Issuer)
	if err != nil {
		return nil, err
	}
	var m metadata
	if err := p.Claims(&m); err != nil {
		return nil, err
	}
	for _, address := range []string{m.Authorization, m.Token, m.Keys} {
		if !trustworthy(address) {
			return nil, errors.New("it names an address that is missing or not of https: " + address)
		}
	}
	if m.UserInfo != "" && !trustworthy(m.UserInfo) {
		return nil, errors.New("it names an address that is not of https: " + m.UserInfo)
	}
	endpoint := p.Endpoint()
	endpoint.AuthStyle = m.style(d.ClientSecret == "")
	return &bearings{oidc: p, signed: m.IssuerSent, oauth: oauth2.Config{
		ClientID: d.ClientID, ClientSecret: string(d.ClientSecret), Endpoint: endpoint, RedirectURL: d.redirect,
		Scopes: append([]string{oidc.ScopeOpenID}, d.Scopes...),
	}}, nil
}

// style is how the client proves itself. Trying one way after the other would
// show the code twice, so the provider's word is taken, and in its absence what
// OpenID Connect Core, section 9, has as the default. A public client has nothing
// but its id to show.
func (m metadata) style(public bool) oauth2.AuthStyle {
	if public || len(m.ClientAuth) > 0 && !slices.Contains(m.ClientAuth, "client_secret_basic") {
		return oauth2.AuthStyleInParams
	}
	return oauth2.AuthStyleInHeader
}

// asking has the libraries ask with the client of this package.
func (d *door) asking(ctx context.Context) context.Context {
	return oidc.ClientContext(ctx, d.client)
}

// away says that the provider did not answer, or not as one does.
func (d *door) away(err error) error {
	away := fault.New(fault.Overloaded, "%s does not answer now; try again, or sign in another way", d.Name)
	away.Retry = pause
	return away.Because(err)
}

// refused says that the provider's word is not good.
func (d *door) refused(err error) error {
	return fault.New(fault.TokenInvalid, "%s did not sign you in; begin again", d.Name).Because(err)
}

// algorithms may sign an ID token. The symmetric ones are not among them, since
// whoever knows the public key could sign with it, nor is "none".
func algorithms() []string {
	return []string{
		oidc.RS256, oidc.RS384, oidc.RS512, oidc.PS256, oidc.PS384, oidc.PS512,
		oidc.ES256, oidc.ES384, oidc.ES512, oidc.EdDSA,
	}
}

// redeem exchanges a code for what the provider says about a person. It fails
// with TokenInvalid where that does not hold, and with Overloaded where the
// provider does not answer.
func (d *door) redeem(ctx context.Context, b *bearings, f flow, verifier, code string, now time.Time) (claims, error) {
	ctx = d.asking(ctx)
	answer, err := b.oauth.Exchange(ctx, code, oauth2.VerifierOption(verifier))
	if err != nil {
		return claims{}, d.blame(err)
	}
	raw, ok := answer.Extra("id_token").(string)
	if !ok {
		return claims{}, d.refused(errors.New("the answer has no ID token"))
	}
	c, err := d.verify(ctx, b, raw, answer.AccessToken, now)
	if err != nil {
		return claims{}, err
	}
	if !sameHash(f.NonceHash, c.text("nonce")) {
		return claims{}, d.refused(errors.New("the ID token is of another sign-in"))
	}
	if !d.satisfied(c) {
		return c, d.ask(ctx, b, answer, c)
	}
	return c, nil
}

// verify checks an ID token as OpenID Connect Core, section 3.1.3.7, asks.
func (d *door) verify(ctx context.Context, b *bearings, raw, access string, now time.Time) (claims, error) {
	verifier := b.oidc.VerifierContext(ctx, &oidc.Config{
		ClientID: d.ClientID, SupportedSigningAlgs: algorithms(), Now: func() time.Time { return now },
	})
	token, err := verifier.Verify(ctx, raw)
	if err != nil {
		return claims{}, d.blame(err)
	}
	if token.AccessTokenHash != "" {
		if err := token.VerifyAccessToken(access); err != nil {
			return claims{}, d.refused(err)
		}
	}
	c := claims{}
	if err := c.read(token.Claims); err != nil {
		return claims{}, d.refused(err)
	}
	return c, d.mine(c, token)
}

// mine fails unless the token was made for this client alone. A second party
// that it was made for could have kept it to come in here with.
func (d *door) mine(c claims, token *oidc.IDToken) error {
	party := c.text("azp")
	switch {
	case party != "" && party != d.ClientID, party == "" && len(token.Audience) > 1:
		return d.refused(errors.New("the ID token was made for another client"))
	case token.Subject == "" || len(token.Subject) > subjectMost:
		return d.refused(errors.New("the ID token names nobody"))
	}
	return nil
}

// blame tells a provider that says no from one that does not answer.
func (d *door) blame(err error) error {
	if said, ok := errors.AsType[*oauth2.RetrieveError](err); ok && said.Response.StatusCode < http.StatusInternalServerError {
		return d.refused(err)
	}
	if _, ok := errors.AsType[*oauth2.RetrieveError](err); ok || unanswered(err) {
		return d.away(err)
	}
	return d.refused(err)
}

// unanswered reports whether err is of the way to the provider.
func unanswered(err error) bool {
	type timeout interface {
		error
		Timeout() bool // of url.Error, which the client wraps every failure in
	}
	_, ok := errors.AsType[timeout](err)
	return ok
}

// satisfied reports whether the ID token says all that is needed.
func (d *door) satisfied(c claims) bool {
	return c.has("email") && c.has("name") && (len(d.GroupRoles) == 0 || c.has(d.GroupsClaim))
}

// ask adds to c what the provider says at its UserInfo endpoint, if it has one.
func (d *door) ask(ctx context.Context, b *bearings, answer *oauth2.Token, c claims) error {
	if b.oidc.UserInfoEndpoint() == "" {
		return nil
	}
	info, err := b.oidc.UserInfo(ctx, oauth2.StaticTokenSource(answer))
	if err != nil {
		return d.away(err)
	}
	more := claims{}
	if err := more.read(info.Claims); err != nil {
		return d.refused(err)
	}
	if more.text("sub") != c.text("sub") { // OpenID Connect Core, section 5.3.2
		return d.refused(errors.New("the UserInfo endpoint speaks of someone else"))
	}
	for name, value := range more {
		if !c.has(name) {
			c[name] = value
		}
	}
	return nil
}
