package ssotest

import (
	"context"
	"crypto"
	"errors"
	"sync"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/zitadel/oidc/v3/pkg/oidc"
	"github.com/zitadel/oidc/v3/pkg/op"

	"newsdesk/internal/ident"
)

// desk keeps what the provider has to remember. What the flow of this client
// does not need is not there: the embedded interface is nil.
type desk struct {
	op.Storage

	provider *Provider
	mu       sync.Mutex
	requests map[string]*request // by their id, and by their code
}

// request is a sign-in at the provider.
type request struct {
	*oidc.AuthRequest

	id, subject string
	at          time.Time
}

func (r *request) GetID() string                      { return r.id }
func (r *request) GetACR() string                     { return "" }
func (r *request) GetAMR() []string                   { return []string{"pwd"} }
func (r *request) GetAudience() []string              { return []string{r.ClientID} }
func (r *request) GetAuthTime() time.Time             { return r.at }
func (r *request) GetClientID() string                { return r.ClientID }
func (r *request) GetNonce() string                   { return r.Nonce }
func (r *request) GetRedirectURI() string             { return r.RedirectURI }
func (r *request) GetScopes() []string                { return r.Scopes }
func (r *request) GetState() string                   { return r.State }
func (r *request) GetSubject() string                 { return r.subject }
func (r *request) Done() bool                         { return r.subject != "" }
func (r *request) GetResponseType() oidc.ResponseType { return r.ResponseType }
func (r *request) GetResponseMode() oidc.ResponseMode { return r.ResponseMode }
func (r *request) GetCodeChallenge() *oidc.CodeChallenge {
	return &oidc.CodeChallenge{Challenge: r.CodeChallenge, Method: r.CodeChallengeMethod}
}

func (d *desk) keep(at string, r *request) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.requests[at] = r
}

func (d *desk) find(at string) (*request, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	r, ok := d.requests[at]
	if !ok {
		return nil, errors.New("there is no such request")
	}
	return r, nil
}

// signIn notes that whoever sits at the browser is the provider's Subject.
func (d *desk) signIn(id string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if r := d.requests[id]; r != nil {
		r.subject, r.at = d.provider.Subject, d.provider.now()
	}
}

func (d *desk) CreateAuthRequest(_ context.Context, asked *oidc.AuthRequest, _ string) (op.AuthRequest, error) {
	r := &request{AuthRequest: asked, id: ident.New()}
	d.keep(r.id, r)
	return r, nil
}

func (d *desk) AuthRequestByID(_ context.Context, id string) (op.AuthRequest, error) {
	return d.find(id)
}

func (d *desk) AuthRequestByCode(_ context.Context, code string) (op.AuthRequest, error) {
	return d.find(code)
}

func (d *desk) SaveAuthCode(_ context.Context, id, code string) error {
	r, err := d.find(id)
	d.keep(code, r)
	return err
}

func (d *desk) DeleteAuthRequest(_ context.Context, id string) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	for at, r := range d.requests {
		if r.id == id {
			delete(d.requests, at)
		}
	}
	return nil
}

func (d *desk) CreateAccessToken(context.Context, op.TokenRequest) (string, time.Time, error) {
	// The library compares this with the time of the machine.
	return ident.New(), time.Unix(1<<40, 0), nil
}

func (d *desk) GetClientByClientID(_ context.Context, id string) (op.Client, error) {
	if id != ClientID {
		return nil, errors.New("there is no such client")
	}
	return client{d.provider}, nil
}

func (d *desk) AuthorizeClientIDSecret(_ context.Context, id, secret string) error {
	if id != ClientID || secret != ClientSecret {
		return errors.New("this is not the client")
	}
	return nil
}

func (d *desk) SetUserinfoFromScopes(context.Context, *oidc.UserInfo, string, string, []string) error {
	return nil
}

func (d *desk) SetUserinfoFromRequest(_ context.Context, info *oidc.UserInfo, r op.IDTokenRequest, _ []string) error {
	info.Subject = r.GetSubject()
	if d.provider.InTokens {
		d.tell(info, r.GetSubject())
	}
	return nil
}

func (d *desk) SetUserinfoFromToken(_ context.Context, info *oidc.UserInfo, _, subject, _ string) error {
	d.tell(info, subject)
	return nil
}

func (d *desk) tell(info *oidc.UserInfo, subject string) {
	info.Subject = subject
	for name, value := range d.provider.Claims {
		info.AppendClaims(name, value)
	}
}

func (d *desk) SigningKey(context.Context) (op.SigningKey, error) { return d.provider.key, nil }

func (d *desk) SignatureAlgorithms(context.Context) ([]jose.SignatureAlgorithm, error) {
	return []jose.SignatureAlgorithm{d.provider.key.algorithm}, nil
}

func (d *desk) KeySet(context.Context) ([]op.Key, error) {
	return []op.Key{publicKey{d.provider.key}}, nil
}

func (d *desk) Health(context.Context) error { return nil }

// key signs ID tokens.
type key struct {
	id        string
	algorithm jose.SignatureAlgorithm
	private   crypto.Signer
}

func (k key) ID() string                                  { return k.id }
func (k key) SignatureAlgorithm() jose.SignatureAlgorithm { return k.algorithm }
func (k key) Key() any                                    { return k.private }

// publicKey is what everybody may see of a key.
type publicKey struct{ key key }

func (k publicKey) ID() string                         { return k.key.id }
func (k publicKey) Algorithm() jose.SignatureAlgorithm { return k.key.algorithm }
func (k publicKey) Use() string                        { return "sig" }
func (k publicKey) Key() any                           { return k.key.private.Public() }

// client is this program, as the provider knows it.
type client struct{ provider *Provider }

func (c client) GetID() string                       { return ClientID }
func (c client) RedirectURIs() []string              { return []string{c.provider.Callback} }
func (c client) PostLogoutRedirectURIs() []string    { return nil }
func (c client) ApplicationType() op.ApplicationType { return op.ApplicationTypeWeb }
func (c client) AuthMethod() oidc.AuthMethod         { return oidc.AuthMethodBasic }
func (c client) ResponseTypes() []oidc.ResponseType {
	return []oidc.ResponseType{oidc.ResponseTypeCode}
}

func (c client) GrantTypes() []oidc.GrantType { return []oidc.GrantType{oidc.GrantTypeCode} }

func (c client) LoginURL(id string) string            { return c.provider.Issuer + "/login?id=" + id }
func (c client) AccessTokenType() op.AccessTokenType  { return op.AccessTokenTypeBearer }
func (c client) IDTokenLifetime() time.Duration       { return tokenLife }
func (c client) DevMode() bool                        { return false }
func (c client) IsScopeAllowed(string) bool           { return true }
func (c client) IDTokenUserinfoClaimsAssertion() bool { return c.provider.InTokens }
func (c client) ClockSkew() time.Duration             { return 0 }

// RestrictAdditionalIdTokenScopes has its name from the library.
//
//nolint:revive,staticcheck // as said above
func (c client) RestrictAdditionalIdTokenScopes() func([]string) []string {
	return func(scopes []string) []string { return scopes }
}

func (c client) RestrictAdditionalAccessTokenScopes() func([]string) []string {
	return func(scopes []string) []string { return scopes }
}
