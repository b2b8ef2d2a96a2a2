package sso_test

import (
	"context"
	"crypto/aes"
	"crypto/cipher"
	"slices"
	"sync"
	"testing"
	"time"

	"newsdesk/internal/auth"
	"newsdesk/internal/db"
	"newsdesk/internal/fault"
	"newsdesk/internal/policy"
	"newsdesk/internal/sso"
	"newsdesk/internal/sso/ssotest"
	"newsdesk/internal/testkit"
)

const (
	baseURL      = "https://newsdesk.test"
	home         = "https://toasoan.bao.example"
	goodPassword = "ba con mèo mun nằm im"
	localEmail   = "lan@bao.example"
	newEmail     = "an@bao.example"
	mainDoor     = "toasoan" // makes users
	otherDoor    = "khach"   // does not
)

// world is a reception with two providers, on a database whose clock the test moves.
type world struct {
	*sso.Reception
	t        *testing.T
	db       *db.DB
	accounts *auth.Auth
	clock    *testkit.Clock
	main     *ssotest.Provider
	other    *ssotest.Provider

	mu   sync.Mutex
	acts []string
}

// sealer seals with a key that is not in the database.
type sealer struct{ cipher.AEAD }

func newSealer(t *testing.T) sealer {
	t.Helper()
	block, err := aes.NewCipher(make([]byte, 32))
	if err != nil {
		t.Fatal(err)
	}
	aead, err := cipher.NewGCMWithRandomNonce(block)
	if err != nil {
		t.Fatal(err)
	}
	return sealer{aead}
}

func (s sealer) Seal(plain []byte, label string) ([]byte, error) {
	return s.AEAD.Seal(nil, nil, plain, []byte(label)), nil
}

func (s sealer) Open(sealed []byte, label string) ([]byte, error) {
	return s.AEAD.Open(nil, nil, sealed, []byte(label))
}

// worlds runs f on a world for each engine.
func worlds(t *testing.T, f func(*testing.T, *world)) {
	t.Helper()
	testkit.Engines(t, func(t *testing.T, e db.Engine) { f(t, newWorld(t, e)) })
}

// newWorld makes a world on one engine.
func newWorld(t *testing.T, e db.Engine) *world {
	t.Helper()
	w := &world{t: t, clock: testkit.NewClock(testkit.Start())}
	w.db = testkit.Open(t, e, w.clock)
	record := func(_ context.Context, _ *db.Tx, e auth.Event) error {
		w.mu.Lock()
		defer w.mu.Unlock()
		w.acts = append(w.acts, e.Act)
		return nil
	}
	w.accounts = auth.New(w.db, auth.Options{Issuer: baseURL, Audience: baseURL, Master: make([]byte, auth.MasterSize), Record: record})
	w.main, w.other = ssotest.New(t, w.clock.Now), ssotest.New(t, w.clock.Now)
	w.main.Callback, w.other.Callback = sso.Callback(baseURL, mainDoor), sso.Callback(baseURL, otherDoor)
	w.main.Subject, w.other.Subject = "an-1", "an-at-other"
	w.main.Claims = map[string]any{"email": newEmail, "email_verified": true, "name": "An", "groups": []string{"bientap"}}
	doors := []sso.Provider{setUp(mainDoor, w.main), setUp(otherDoor, w.other)}
	doors[0].Provision, doors[0].EmailDomains = true, []string{"bao.example"}
	doors[0].GroupRoles = map[string][]policy.Grant{
		"bientap":   {{Role: policy.Editor, Sections: []string{policy.Everywhere}}},
		"phongvien": {{Role: policy.Reporter, Sections: []string{policy.Everywhere}}},
	}
	w.Reception = sso.New(w.db, w.accounts, sso.Options{
		Providers: doors, BaseURL: baseURL, Home: home, Origins: []string{"https://khac.bao.example"}, Sealer: newSealer(t), Record: record,
	})
	return w
}

func setUp(id string, p *ssotest.Provider) sso.Provider {
	return sso.Provider{
		ID: id, Name: "Cổng " + id, Issuer: p.Issuer, ClientID: ssotest.ClientID, ClientSecret: ssotest.ClientSecret,
		Scopes: []string{"profile", "email"}, GroupsClaim: "groups",
	}
}

func (w *world) provider(door string) *ssotest.Provider {
	if door == otherDoor {
		return w.other
	}
	return w.main
}

// away is a browser on its way back from a provider.
type away struct {
	flow sso.Flow
	back sso.Return
}

// goTo begins a sign-in at a door and has the provider answer.
func (w *world) goTo(door string) away {
	w.t.Helper()
	flow, err := w.Begin(w.t.Context(), sso.Start{Provider: door})
	if err != nil {
		w.t.Fatalf("begin at %s: %v", door, err)
	}
	return w.through(door, flow)
}

func (w *world) through(door string, flow sso.Flow) away {
	w.t.Helper()
	said := w.provider(door).Visit(flow.URL)
	return away{flow, sso.Return{
		Provider: door, State: said.Get("state"), Code: said.Get("code"), Issuer: said.Get("iss"), Error: said.Get("error"),
		Browser: flow.Browser, Address: "192.0.2.7", Cause: "request-1",
	}}
}

func (w *world) finish(a away) (sso.Outcome, error) { return w.Finish(w.t.Context(), a.back) }

// enter signs somebody in at a door.
func (w *world) enter(door string) auth.User {
	w.t.Helper()
	out, err := w.finish(w.goTo(door))
	if err != nil {
		w.t.Fatalf("come in at %s: %v", door, err)
	}
	return out.Tokens.User
}

// refused fails the test unless somebody who comes at a door is refused so.
func (w *world) refused(what, door string, k fault.Kind) {
	w.t.Helper()
	_, err := w.finish(w.goTo(door))
	wantFault(w.t, what, err, k)
}

func operator() auth.Actor { return auth.System("test") }

// local makes a user with a password, and signs them in.
func (w *world) local() auth.Actor {
	w.t.Helper()
	u, err := w.accounts.Add(w.t.Context(), operator(), auth.NewUser{
		Email: localEmail, Name: "Lan", Password: goodPassword,
		Grants: []policy.Grant{{Role: policy.Reporter, Sections: []string{policy.Everywhere}}},
	})
	if err != nil {
		w.t.Fatalf("add a user: %v", err)
	}
	tokens, err := w.accounts.Enter(w.t.Context(), u.ID, auth.Entrance{})
	if err != nil {
		w.t.Fatalf("sign in: %v", err)
	}
	return w.actor(tokens)
}

func (w *world) actor(tokens auth.Tokens) auth.Actor {
	w.t.Helper()
	actor, err := w.accounts.Authenticate(w.t.Context(), tokens.Access, "192.0.2.7")
	if err != nil {
		w.t.Fatalf("authenticate: %v", err)
	}
	return actor
}

// link links what the provider of a door says to an actor's account.
func (w *world) link(actor auth.Actor, door string) error {
	w.t.Helper()
	flow, err := w.BeginLink(w.t.Context(), actor, sso.Start{Provider: door})
	if err != nil {
		w.t.Fatalf("begin to link: %v", err)
	}
	_, err = w.finish(w.through(door, flow))
	return err
}

func (w *world) recorded(act string, want int) {
	w.t.Helper()
	w.mu.Lock()
	defer w.mu.Unlock()
	if got := len(slices.DeleteFunc(slices.Clone(w.acts), func(a string) bool { return a != act })); got != want {
		w.t.Errorf("%s was recorded %d times, want %d", act, got, want)
	}
}

func (w *world) users() int {
	w.t.Helper()
	n, err := w.accounts.Count(w.t.Context(), operator(), auth.Search{})
	if err != nil {
		w.t.Fatal(err)
	}
	return n
}

func wantFault(t testing.TB, what string, err error, k fault.Kind) {
	t.Helper()
	if !fault.Is(err, k) {
		t.Errorf("%s: got %v, want a fault of kind %d", what, err, k)
	}
}

// later is past the life of a flow.
const later = sso.FlowLife + time.Second
