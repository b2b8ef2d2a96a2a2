package api_test

import (
	"context"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/labstack/echo/v4"
	"github.com/prometheus/client_golang/prometheus"

	"newsdesk/api"
	"newsdesk/api/rest"
	"newsdesk/internal/auth"
	"newsdesk/internal/fault"
)

// article is the answer of the test's one public route.
const article = `{"id":"01","type":"article","title":"Tọa đàm \"Đảng với thanh niên\""}`

type note struct {
	Title string `json:"title"`
}

// routes is a small API with one route of every sort.
func routes(r *rest.Routes) {
	public := r.In(rest.Delivery, "/v1")
	answer := &rest.Answer{
		Type: "application/json; charset=utf-8", Body: []byte(article), ETag: "b1946ac9",
		Modified: time.Date(2020, 3, 24, 11, 26, 0, 0, time.UTC), Tags: []string{"article-01"},
	}
	public.Get("/articles", rest.Anyone, func(c echo.Context) error {
		q := rest.Params(c)
		q.Limit()
		q.Sort("-published_at", "published_at")
		q.Instant("published_from")
		q.All("tag", 5)
		q.Enum("status", "", "draft", "in_review")
		if err := q.Done(); err != nil {
			return err
		}
		return rest.Send(c, answer)
	})
	public.Get("/articles/:slug", rest.Anyone, func(c echo.Context) error {
		if _, _, err := rest.Key(c, "slug"); err != nil {
			return err
		}
		return rest.Send(c, answer)
	})
	public.Post("/donations", rest.Anyone, func(c echo.Context) error {
		in, err := rest.Decode[note](c, rest.DefaultBody)
		if err != nil {
			return err
		}
		return rest.JSON(c, http.StatusCreated, in)
	})
	public.Get("/crash", rest.Anyone, func(echo.Context) error { panic("secret of /home/desk") })
	public.Get("/slow", rest.Anyone, func(c echo.Context) error {
		<-c.Request().Context().Done()
		return c.Request().Context().Err()
	}, rest.Timeout(20*time.Millisecond))
	desk := r.In(rest.Editorial, "/v1/editorial")
	desk.Get("/articles/:id", "article.read", func(c echo.Context) error {
		return rest.Tagged(c, rest.ETag(3, "c0de"), note{rest.Actor(c).Name})
	})
	desk.Patch("/articles/:id", "article.update", func(c echo.Context) error {
		in, err := rest.Decode[note](c, rest.DefaultBody)
		if err != nil {
			return err
		}
		return rest.JSON(c, http.StatusOK, in)
	})
	desk.Post("/articles/:id/publish", "article.publish", func(echo.Context) error {
		f := fault.New(fault.InvalidTransition, "This cannot be done while the status is %q", "draft")
		f.Allowed = []string{"submit"}
		return f
	})
	desk.Delete("/articles/:id", "article.delete", func(echo.Context) error {
		f := fault.New(fault.Stale, "Someone else changed this first")
		f.Current = &fault.Current{
			Revision: 3, ETag: `"3.c0de"`, UpdatedAt: time.Date(2026, 11, 22, 3, 10, 0, 0, time.UTC),
			UpdatedByID: "u1", UpdatedByName: "Trần An",
		}
		return f
	})
	desk.Get("/users", "user.read", func(c echo.Context) error { return rest.JSON(c, 200, note{rest.Actor(c).ID}) })
	desk.Get("/audit/export", "audit.export", func(c echo.Context) error { return rest.JSON(c, 200, note{rest.Actor(c).Cause}) }, rest.Cost(2))
	door := r.In(rest.Auth, "/v1/auth")
	door.Post("/login", rest.Anyone, func(c echo.Context) error {
		in, err := rest.Decode[note](c, rest.DefaultBody)
		if err != nil {
			return err
		}
		return rest.JSON(c, http.StatusOK, in)
	})
	door.Get("/me", "session.read", func(c echo.Context) error { return rest.JSON(c, 200, note{rest.Actor(c).ID}) })
}

// edge is a server on loopback that a test talks to.
type edge struct {
	t    *testing.T
	addr string
	log  *lines
	now  atomic.Int64 // nanoseconds since the epoch
}

// lines collects what was logged.
type lines struct {
	mu   sync.Mutex
	text strings.Builder
}

func (l *lines) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(p)
}

func (l *lines) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

func serve(t *testing.T, change ...func(*api.Deps)) *edge {
	t.Helper()
	e := &edge{t: t, log: new(lines)}
	e.now.Store(time.Date(2026, 11, 22, 3, 0, 0, 0, time.UTC).UnixNano())
	deps := api.Deps{
		Log:   slog.New(slog.NewJSONHandler(e.log, nil)),
		Clock: func() time.Time { return time.Unix(0, e.now.Load()).UTC() },
		Authenticate: func(_ context.Context, bearer, address string) (auth.Actor, api.Quota, error) {
			switch bearer {
			case "good":
				return auth.Actor{ID: "lan", Name: "Lan", Kind: auth.KindPerson, Address: address}, api.Quota{}, nil
			case "key":
				return auth.Actor{ID: "portal", Name: "Cổng", Kind: auth.KindKey, Address: address}, api.Quota{Requests: 3, Window: time.Minute}, nil
			case "given":
				return auth.Actor{ID: "app", Name: "Ứng dụng", Kind: auth.KindKey, Address: address}, api.Quota{Requests: 3, Window: time.Minute, Always: true}, nil
			case "old":
				return auth.Actor{}, api.Quota{}, fault.New(fault.TokenExpired, "The access token has expired; refresh it")
			}
			return auth.Actor{}, api.Quota{}, fault.New(fault.TokenInvalid, "The token is not valid; sign in again")
		},
		Mount:   []func(*rest.Routes){routes},
		Metrics: prometheus.NewRegistry(),
		Policy:  api.Policy{Origins: []string{"https://good.example"}},
	}
	for _, f := range change {
		f(&deps)
	}
	h, err := api.New(deps)
	if err != nil {
		t.Fatalf("api.New: %v", err)
	}
	ctx, stop := context.WithCancel(context.WithoutCancel(t.Context()))
	l, err := api.Listen(ctx, "127.0.0.1:0")
	if err != nil {
		t.Fatalf("api.Listen: %v", err)
	}
	e.addr = l.Addr().String()
	done := make(chan error)
	go func() { done <- api.Serve(ctx, api.Server("", h, deps.Log), l, time.Second) }()
	t.Cleanup(func() {
		stop()
		if err := <-done; err != nil {
			t.Errorf("api.Serve: %v", err)
		}
	})
	return e
}

func (e *edge) pass(d time.Duration) { e.now.Add(int64(d)) }

// reply is an answer, read to its end.
type reply struct {
	status int
	header http.Header
	body   string
}

func (r reply) problem(t *testing.T) rest.Problem {
	t.Helper()
	var p rest.Problem
	if got := r.header.Get("Content-Type"); got != "application/problem+json" {
		t.Fatalf("got Content-Type %q and body %q, want a problem document", got, r.body)
	}
	if err := json.Unmarshal([]byte(r.body), &p); err != nil {
		t.Fatalf("cannot read the problem %s: %v", r.body, err)
	}
	if p.Status != r.status || p.RequestID != r.header.Get("X-Request-Id") || p.Title == "" || p.Detail == "" {
		t.Errorf("got problem %+v, want one that agrees with status %d and the request id", p, r.status)
	}
	return p
}

// ask sends a request; headers are names and values in turn.
func (e *edge) ask(method, target, body string, headers ...string) reply {
	e.t.Helper()
	r, err := http.NewRequestWithContext(e.t.Context(), method, "http://"+e.addr+target, strings.NewReader(body))
	if err != nil {
		e.t.Fatalf("cannot ask for %s: %v", target, err)
	}
	for i := 0; i < len(headers); i += 2 {
		r.Header.Add(headers[i], headers[i+1])
	}
	// Who says "Expect" means it: an answer that refuses the body comes before any of it is sent.
	res, err := (&http.Transport{DisableCompression: true, DisableKeepAlives: true, ExpectContinueTimeout: time.Minute}).RoundTrip(r)
	if err != nil {
		e.t.Fatalf("%s %s: %v", method, target, err)
	}
	defer func() { _ = res.Body.Close() }()
	got, err := io.ReadAll(res.Body)
	if err != nil {
		e.t.Fatalf("read the answer to %s %s: %v", method, target, err)
	}
	return reply{res.StatusCode, res.Header, string(got)}
}

// raw sends bytes as they are and returns all that comes back.
func (e *edge) raw(request string) string {
	e.t.Helper()
	conn, err := net.Dial("tcp", e.addr)
	if err != nil {
		e.t.Fatalf("connect: %v", err)
	}
	defer func() { _ = conn.Close() }()
	if err := conn.SetDeadline(time.Now().Add(5 * time.Second)); err != nil {
		e.t.Fatalf("set the deadline: %v", err)
	}
	_, _ = io.WriteString(conn, request) // the server may hang up before it has read all
	got, _ := io.ReadAll(conn)
	return string(got)
}

func prefix(s string) []netip.Prefix { return []netip.Prefix{netip.MustParsePrefix(s)} }
