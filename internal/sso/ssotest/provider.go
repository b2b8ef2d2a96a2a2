// Package ssotest runs an OpenID Connect provider inside of a test: a whole one,
// whose word can be forged on its way out. Only tests import it.
package ssotest

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/golang-jwt/jwt/v5"
	"github.com/zitadel/oidc/v3/pkg/op"
)

// The only client that a Provider knows. Its secret goes through every escaping.
const (
	ClientID     = "newsdesk"
	ClientSecret = "s3cret: & +%" //nolint:gosec // it opens nothing but this
)

// Provider is a provider at which somebody has signed in already, so that it
// asks nothing when a browser comes. Change its fields between requests only.
type Provider struct {
	Issuer   string
	Subject  string         // who has signed in
	Claims   map[string]any // what it says about them, besides the subject
	InTokens bool           // it says so in the ID token, not at the UserInfo endpoint
	Callback string         // the redirect URI that is registered

	// Forge, if it is set, edits the claims of every ID token.
	Forge func(claims map[string]any)
	// Method and Secret, if they are set, sign ID tokens instead of the key.
	Method jwt.SigningMethod
	Secret any
	// Describe, if it is set, edits the provider's description of itself.
	Describe func(metadata map[string]any)

	Tokens atomic.Int32 // how many token requests have come

	t    testing.TB
	now  func() time.Time
	key  key
	desk desk
}

// New runs a provider until the test ends, whose ID tokens are of the time that
// now tells.
func New(t testing.TB, now func() time.Time) *Provider {
	t.Helper()
	p := &Provider{t: t, now: now, Claims: map[string]any{}}
	p.key = key{id: "ec", algorithm: jose.ES256, private: p.drawn(ecdsa.GenerateKey(elliptic.P256(), rand.Reader))}
	p.desk = desk{provider: p, requests: map[string]*request{}}
	mux := http.NewServeMux()
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	p.Issuer = server.URL
	inner, err := op.NewProvider(&op.Config{CodeMethodS256: true, AuthMethodPost: true}, &p.desk, op.StaticIssuer(p.Issuer),
		op.WithAllowInsecure(), op.WithLogger(slog.New(slog.DiscardHandler)))
	if err != nil {
		t.Fatalf("make the provider: %v", err)
	}
	back := op.AuthCallbackURL(inner)
	mux.HandleFunc("GET /login", func(w http.ResponseWriter, r *http.Request) {
		p.desk.signIn(r.FormValue("id"))
		http.Redirect(w, r, back(op.ContextWithIssuer(r.Context(), p.Issuer), r.FormValue("id")), http.StatusFound)
	})
	mux.HandleFunc("POST /oauth/token", p.forging(inner, p.forgeTokens))
	mux.HandleFunc("GET /.well-known/openid-configuration", p.forging(inner, p.forgeDescription))
	mux.Handle("/", inner)
	return p
}

func (p *Provider) drawn(private crypto.Signer, err error) crypto.Signer {
	p.t.Helper()
	if err != nil {
		p.t.Fatalf("draw a key: %v", err)
	}
	return private
}

// UseRSA replaces the key by an RSA key, as a provider does that rotates.
func (p *Provider) UseRSA() {
	p.t.Helper()
	p.key = key{id: "rsa", algorithm: jose.RS256, private: p.drawn(rsa.GenerateKey(rand.Reader, 2048))}
}

// Public is the public key that ID tokens are checked with.
func (p *Provider) Public() crypto.PublicKey { return p.key.private.Public() }

// Visit goes to an address of the provider as a browser does, and returns what
// it would bring back to the redirect URI.
func (p *Provider) Visit(address string) url.Values {
	p.t.Helper()
	browser := http.Client{CheckRedirect: func(r *http.Request, _ []*http.Request) error {
		if strings.HasPrefix(r.URL.String(), p.Issuer) {
			return nil
		}
		return http.ErrUseLastResponse
	}}
	r, err := http.NewRequestWithContext(p.t.Context(), http.MethodGet, address, http.NoBody)
	if err != nil {
		p.t.Fatal(err)
	}
	answer, err := browser.Do(r)
	if err != nil {
		p.t.Fatalf("visit the provider: %v", err)
	}
	defer answer.Body.Close()
	back, err := answer.Location()
	if err != nil || !strings.HasPrefix(back.String(), p.Callback+"?") {
		p.t.Fatalf("the provider answered %s and leads to %v, want the redirect URI %s", answer.Status, back, p.Callback)
	}
	return back.Query()
}
