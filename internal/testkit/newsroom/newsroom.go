// Package newsroom is a whole newsroom for tests: the real program on a real
// database, with a person for each role, asked over HTTP like any client asks it.
package newsroom

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"newsdesk/internal/app"
	"newsdesk/internal/auth"
	"newsdesk/internal/config"
	"newsdesk/internal/db"
	"newsdesk/internal/policy"
	"newsdesk/internal/testkit"
)

// Newsroom is a running program.
type Newsroom struct {
	*app.App
	Clock   *testkit.Clock
	Handler http.Handler
	Log     *Log // of everything that there is to say, down to debug
	t       testing.TB
	config  config.Config
	actors  map[policy.Role]auth.Actor
	tokens  map[policy.Role]string
}

// Each runs f as subtests on a newsroom for each engine.
func Each(t *testing.T, f func(*testing.T, *Newsroom)) {
	t.Helper()
	testkit.Engines(t, func(t *testing.T, e db.Engine) { f(t, New(t, e)) })
}

// New opens a newsroom on a fresh database.
func New(t testing.TB, e db.Engine, change ...func(*config.Config)) *Newsroom {
	t.Helper()
	c := config.Config{
		Data: t.TempDir(), BaseURL: "http://newsdesk.test", SiteURL: "https://bao.example", SiteName: "Báo tỉnh",
		Environment: "test",
		DeskURL:     "https://toasoan.bao.example", MailFrom: "newsdesk@bao.example",
		MediaURL: "https://anh.bao.example", Vips: "none", CreditOptional: true, RenditionBytes: 64 << 20,
		Locale: "vi", TimeZone: "Asia/Ho_Chi_Minh", CacheBytes: 16 << 20,
		ShutdownGrace: config.Duration(5 * time.Second),
	}
	url := testkit.Migrated(t, e)
	if e == db.Postgres {
		c.Database = config.URL(url)
	} else {
		c.Data = strings.TrimSuffix(url, "/newsdesk.db")
	}
	for _, f := range change {
		f(&c)
	}
	return open(t, c, testkit.NewClock(testkit.Start()))
}

// Config is how the program was set up.
func (n *Newsroom) Config() config.Config { return n.config }

// Another returns a second process on the same database, with the same people.
func (n *Newsroom) Another() *Newsroom {
	n.t.Helper()
	other := open(n.t, n.config, n.Clock)
	other.tokens = n.tokens
	return other
}

func open(t testing.TB, c config.Config, clock *testkit.Clock) *Newsroom {
	t.Helper()
	log := &Log{}
	a, err := app.Open(t.Context(), c, slog.New(slog.NewJSONHandler(log, &slog.HandlerOptions{Level: slog.LevelDebug})), clock.Now)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := a.Close(); err != nil {
			t.Error(err)
		}
	})
	h, err := a.Handler()
	if err != nil {
		t.Fatal(err)
	}
	return &Newsroom{App: a, Clock: clock, Handler: h, Log: log, t: t, config: c, actors: map[policy.Role]auth.Actor{}, tokens: map[policy.Role]string{}}
}

// Password is that of everyone in a test newsroom.
const Password = "mot mat khau that dai"

// Email is the address of the person who has a role.
func Email(r policy.Role) string { return string(r) + "@newsdesk.test" }

// Token signs the person of a role in, once, and returns the access token.
func (n *Newsroom) Token(r policy.Role) string {
	n.t.Helper()
	if n.tokens[r] == "" {
		n.hire(r)
	}
	return n.tokens[r]
}

func (n *Newsroom) hire(r policy.Role) {
	n.t.Helper()
	ctx := context.Background()
	_, err := n.Auth.Add(ctx, auth.System("test"), auth.NewUser{
		Email: Email(r), Name: "Người " + string(r), Password: Password,
		Grants: []policy.Grant{{Role: r, Sections: []string{policy.Everywhere}}},
	})
	if err != nil {
		n.t.Fatal(err)
	}
	n.tokens[r] = n.SignIn(Email(r))
}

// SignIn signs someone in and returns the access token.
func (n *Newsroom) SignIn(email string) string {
	n.t.Helper()
	tokens, err := n.Auth.Login(context.Background(), auth.LoginInput{Email: email, Password: Password, Transport: auth.Body, Address: "192.0.2.1"})
	if err != nil {
		n.t.Fatal(err)
	}
	return tokens.Access
}

// Answer is what came back.
type Answer struct {
	t      testing.TB
	what   string
	Status int
	Header http.Header
	Body   []byte
}

// Do sends a request as someone: a role, or "" for the public. Headers are
// given as name, value, name, value.
func (n *Newsroom) Do(role policy.Role, method, path, body string, headers ...string) Answer {
	n.t.Helper()
	var token string
	if role != "" {
		token = n.Token(role)
	}
	return n.With(token, method, path, body, headers...)
}

// With sends a request with a token, or with none.
func (n *Newsroom) With(token, method, path, body string, headers ...string) Answer {
	n.t.Helper()
	var reader io.Reader
	if body != "" {
		reader = strings.NewReader(body)
	}
	r := httptest.NewRequest(method, path, reader)
	r.RequestURI = path
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	if token != "" {
		r.Header.Set("Authorization", "Bearer "+token)
	}
	for i := 0; i < len(headers); i += 2 {
		if strings.EqualFold(headers[i], "host") {
			r.Host = headers[i+1]
		}
		r.Header.Set(headers[i], headers[i+1])
	}
	return n.Send(r)
}

// Send sends a request as it is and checks what holds for every answer.
func (n *Newsroom) Send(r *http.Request) Answer {
	n.t.Helper()
	w := httptest.NewRecorder()
	n.Handler.ServeHTTP(w, r)
	a := Answer{t: n.t, what: r.Method + " " + r.URL.String(), Status: w.Code, Header: w.Header(), Body: w.Body.Bytes()}
	// What is not there for a while answers 503; everything else of its sort is our fault.
	if a.Status >= http.StatusInternalServerError && a.Status != http.StatusServiceUnavailable {
		n.t.Errorf("%s: got status %d, want less than 500, or 503: %s", a.what, a.Status, a.Body)
	}
	if a.Status >= http.StatusBadRequest && r.Method != http.MethodHead {
		if got := a.Header.Get("Content-Type"); got != "application/problem+json" {
			n.t.Errorf("%s: a problem has Content-Type %q, want application/problem+json", a.what, got)
		}
	}
	n.conforms(r, a)
	return a
}

// Want fails unless the status is the one given.
func (a Answer) Want(status int) Answer {
	a.t.Helper()
	if a.Status != status {
		a.t.Fatalf("%s: got status %d, want %d: %s", a.what, a.Status, status, a.Body)
	}
	return a
}

// Code is the code of a problem.
func (a Answer) Code() string { return a.Text("code") }

// ETag is the entity tag, as If-Match wants it.
func (a Answer) ETag() string { return a.Header.Get("Etag") }

// Get returns the member at a path such as "data/0/title", as JSON.
func (a Answer) Get(path string) jsontext.Value {
	a.t.Helper()
	raw := jsontext.Value(bytes.TrimSpace(a.Body))
	for name := range strings.SplitSeq(path, "/") {
		raw = a.step(raw, name)
	}
	return raw
}

func (a Answer) step(raw jsontext.Value, name string) jsontext.Value {
	a.t.Helper()
	if raw.Kind() == '[' {
		var list []jsontext.Value
		if err := json.Unmarshal(raw, &list); err != nil {
			a.t.Fatal(err)
		}
		var i int
		if err := json.Unmarshal([]byte(name), &i); err != nil || i >= len(list) {
			return nil
		}
		return list[i]
	}
	if raw.Kind() != '{' {
		return nil
	}
	var object map[string]jsontext.Value
	if err := json.Unmarshal(raw, &object); err != nil {
		a.t.Fatal(err)
	}
	return object[name]
}

// Text returns the text at a path, or what stands there as JSON if it is none.
func (a Answer) Text(path string) string {
	a.t.Helper()
	raw := a.Get(path)
	var s string
	if json.Unmarshal(raw, &s) == nil {
		return s
	}
	return string(raw)
}

// Len is how many items the list at a path has.
func (a Answer) Len(path string) int {
	a.t.Helper()
	var list []jsontext.Value
	if err := json.Unmarshal(a.Get(path), &list); err != nil {
		a.t.Fatalf("%s: %s is not a list: %s", a.what, path, a.Body)
	}
	return len(list)
}

// Settle does the jobs that are due, and prints figures that have changed.
func (n *Newsroom) Settle() {
	n.t.Helper()
	if err := n.PrintFigures(context.Background()); err != nil {
		n.t.Fatal(err)
	}
	if err := n.Queue.Drain(context.Background()); err != nil {
		n.t.Fatal(err)
	}
}
