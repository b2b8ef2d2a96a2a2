package auth

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"newsdesk/internal/db"
	"newsdesk/internal/fault"
	"newsdesk/internal/policy"
	"newsdesk/internal/testkit"
)

const (
	goodPassword = "ba con mèo mun nằm im"
	goodEmail    = "lan@example.vn"
	someAddress  = "192.0.2.7"
	testIssuer   = "https://news.example"
)

// world is an Auth on a database whose clock the test moves.
type world struct {
	*Auth
	t     testing.TB
	clock *testkit.Clock
	url   string

	demanded []policy.Role // of processes from now on
	mu       sync.Mutex
	acts     []string
	letters  []Letter
}

// cheap makes hashing fast enough for tests that do it hundreds of times.
func cheap() cost { return cost{memory: 64, passes: 1, lanes: 1} }

func testMaster() []byte { return bytes.Repeat([]byte{7}, MasterSize) }

func newWorld(t testing.TB, engine db.Engine) *world {
	t.Helper()
	w := &world{t: t, clock: testkit.NewClock(testkit.Start()), url: testkit.Migrated(t, engine)}
	w.Auth = w.process()
	return w
}

// process returns another Auth on the same database, as another process or a
// restarted one would have.
func (w *world) process() *Auth {
	w.t.Helper()
	d := testkit.OpenURL(w.t, w.url, w.clock)
	a := New(d, Options{
		Factors: testFactors(w.t, d), FactorRoles: w.demanded, FactorGrace: testGrace,
		Issuer: testIssuer, Audience: "newsdesk", Master: testMaster(),
		Record: func(_ context.Context, _ *db.Tx, e Event) error {
			w.mu.Lock()
			defer w.mu.Unlock()
			w.acts = append(w.acts, e.Act)
			return nil
		},
		Post: func(_ context.Context, _ *db.Tx, l Letter) error {
			w.mu.Lock()
			defer w.mu.Unlock()
			w.letters = append(w.letters, l)
			return nil
		},
	})
	a.hasher.cost = cheap()
	return a
}

func worlds(t *testing.T, f func(*testing.T, *world)) {
	t.Helper()
	testkit.Engines(t, func(t *testing.T, engine db.Engine) { f(t, newWorld(t, engine)) })
}

func operator() Actor { return System("test") }

func rights(grants []policy.Grant) policy.Rights { return policy.Agreed(policy.Book{}.Party(grants)) }

func editorGrants() []policy.Grant {
	return []policy.Grant{{Role: policy.Editor, Sections: []string{policy.Everywhere}}}
}

func (w *world) user(email string) User {
	w.t.Helper()
	u, err := w.Add(w.t.Context(), operator(), NewUser{Email: email, Name: "Lan", Password: goodPassword, Grants: editorGrants()})
	if err != nil {
		w.t.Fatalf("add a user: %v", err)
	}
	return u
}

func (w *world) login(email string) Tokens {
	w.t.Helper()
	tokens, err := w.Login(w.t.Context(), LoginInput{Email: email, Password: goodPassword, Address: someAddress})
	if err != nil {
		w.t.Fatalf("sign in: %v", err)
	}
	return tokens
}

func (w *world) actor(tokens Tokens) Actor {
	w.t.Helper()
	actor, err := w.Authenticate(w.t.Context(), tokens.Access, someAddress)
	if err != nil {
		w.t.Fatalf("authenticate: %v", err)
	}
	return actor
}

func (w *world) recorded(act string, want int) {
	w.t.Helper()
	w.mu.Lock()
	defer w.mu.Unlock()
	got := 0
	for _, a := range w.acts {
		if a == act {
			got++
		}
	}
	if got != want {
		w.t.Errorf("%s was recorded %d times, want %d", act, got, want)
	}
}

// wantFault fails the test unless err is of kind k.
func wantFault(t testing.TB, what string, err error, k fault.Kind) {
	t.Helper()
	if !fault.Is(err, k) {
		t.Errorf("%s: got %v, want a fault of kind %d", what, err, k)
	}
}

// wantFields fails the test unless err is Invalid at exactly these pointers
// and codes, each written "pointer code".
func wantFields(t testing.TB, err error, want ...string) {
	t.Helper()
	var got []string
	if err != nil {
		for _, f := range fault.Of(err).Fields {
			got = append(got, f.Name+" "+f.Code)
		}
	}
	if !slices.Equal(got, want) || len(want) > 0 && !fault.Is(err, fault.Invalid) {
		t.Errorf("fields at fault: got %q (%v), want %q", got, err, want)
	}
}

// refused fails the test unless the token is refused with kind k.
func (w *world) refused(what, access string, k fault.Kind) {
	w.t.Helper()
	_, err := w.Authenticate(w.t.Context(), access, someAddress)
	wantFault(w.t, what, err, k)
}

func fails(n int) string { return fmt.Sprintf("wrong password number %d", n) }

func retry(err error) time.Duration { return fault.Of(err).Retry }
