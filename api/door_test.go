package api_test

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/prometheus/client_golang/prometheus"

	"newsdesk/api"
	"newsdesk/api/rest"
	"newsdesk/internal/fault"
)

func TestTokens(t *testing.T) {
	e := serve(t)
	for _, tc := range []struct {
		name, target, authorization string
		status                      int
		code, challenge             string
	}{
		{"none on the editorial plane", "/v1/editorial/articles/1", "", 401, "token_missing", "Bearer"},
		{"none where the auth plane needs one", "/v1/auth/me", "", 401, "token_missing", "Bearer"},
		{"a bad one", "/v1/editorial/articles/1", "Bearer bad", 401, "token_invalid", `Bearer error="invalid_token"`},
		{"an old one", "/v1/editorial/articles/1", "Bearer old", 401, "token_expired", `Bearer error="invalid_token"`},
		{"another scheme", "/v1/editorial/articles/1", "Basic Z29vZA==", 401, "token_invalid", `Bearer error="invalid_token"`},
		{"A16 a long one", "/v1/editorial/articles/1", "Bearer " + strings.Repeat(".", 8<<10), 401, "token_invalid", `Bearer error="invalid_token"`},
		{"A28 one in the query", "/v1/editorial/articles/1?access_token=good", good, 401, "token_invalid", `Bearer error="invalid_token"`},
		{"a good one", "/v1/editorial/articles/1", good, 200, "", ""},
		{"a bad one where none is needed", "/v1/articles", "Bearer bad", 200, "", ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			headers := []string{}
			if tc.authorization != "" {
				headers = append(headers, "Authorization", tc.authorization)
			}
			got := e.ask("GET", tc.target, "", headers...)
			if got.status != tc.status || got.header.Get("Www-Authenticate") != tc.challenge {
				t.Fatalf("got %d %v %s, want %d with challenge %q", got.status, got.header, got.body, tc.status, tc.challenge)
			}
			if tc.status >= 400 && got.problem(t).Code != tc.code {
				t.Errorf("got code %q, want %q", got.problem(t).Code, tc.code)
			}
		})
	}
}

func TestATokenDoesNotChangeWhatThePublicSees(t *testing.T) {
	e := serve(t)
	anonymous, editor := e.ask("GET", "/v1/articles", ""), e.ask("GET", "/v1/articles", "", "Authorization", good)
	for _, name := range []string{"X-Request-Id", "Date"} {
		anonymous.header.Del(name)
		editor.header.Del(name)
	}
	if diff := cmp.Diff(anonymous.header, editor.header); diff != "" || anonymous.body != editor.body {
		t.Errorf("J02: answers differ:\n%s\n%s\n%s", diff, anonymous.body, editor.body)
	}
}

func TestHeadersOfThePlanes(t *testing.T) {
	e := serve(t)
	public := e.ask("GET", "/v1/articles", "").header
	inner := e.ask("GET", "/v1/editorial/articles/1", "", "Authorization", good).header
	failed := e.ask("GET", "/v1/articles/No", "").header
	for _, tc := range []struct {
		name   string
		header http.Header
		key    string
		want   []string
	}{
		{"J05 public", public, "Vary", []string{"Accept-Encoding"}},
		{"J05 editorial", inner, "Vary", []string{"Authorization", "Origin"}},
		{"J05 problem", failed, "Vary", []string{"Accept-Language"}},
		{"J01 editorial", inner, "Cache-Control", []string{"private, no-store"}},
		{"public", public, "Cache-Control", []string{"public, max-age=15, stale-while-revalidate=120, stale-if-error=86400"}},
		{"X18 type", inner, "Content-Type", []string{"application/json; charset=utf-8"}},
		{"X18 nosniff", failed, "X-Content-Type-Options", []string{"nosniff"}},
		{"X18 policy", public, "Content-Security-Policy", []string{"default-src 'none'; frame-ancestors 'none'"}},
		{"X18 referrer", public, "Referrer-Policy", []string{"no-referrer"}},
		{"X18 no TLS, no HSTS", public, "Strict-Transport-Security", nil},
		{"rule 34", inner, "Etag", []string{`"3.c0de"`}},
		{"rule 35", public, "Etag", []string{`W/"b1946ac9"`}},
		{"rule 35 tags", public, "Cache-Tag", []string{"article-01"}},
	} {
		if diff := cmp.Diff(tc.want, tc.header.Values(tc.key), cmp.Transformer("empty", func(s []string) string { return strings.Join(s, "|") })); diff != "" {
			t.Errorf("%s: %s (-want +got):\n%s", tc.name, tc.key, diff)
		}
	}
}

func TestOrigins(t *testing.T) {
	e := serve(t)
	for _, tc := range []struct{ name, target, origin, allowed, credentials string }{
		{"J06 another origin", "/v1/editorial/articles/1", "https://evil.example", "", ""},
		{"J07 null", "/v1/editorial/articles/1", "null", "", ""},
		{"J07 a file", "/v1/editorial/articles/1", "file://", "", ""},
		{"J08 a longer host", "/v1/editorial/articles/1", "https://good.example.evil.com", "", ""},
		{"J08 a host that ends alike", "/v1/editorial/articles/1", "https://evilgood.example", "", ""},
		{"J08 without TLS", "/v1/editorial/articles/1", "http://good.example", "", ""},
		{"J08 another port", "/v1/editorial/articles/1", "https://good.example:8443", "", ""},
		{"the named origin", "/v1/editorial/articles/1", "https://good.example", "https://good.example", ""},
		{"the named origin, with its cookie", "/v1/auth/me", "https://good.example", "https://good.example", "true"},
		{"J09 the public plane", "/v1/articles", "https://evil.example", "*", ""},
		{"J06 nothing there", "/v1/nothing", "https://evil.example", "", ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			preflight := e.ask("OPTIONS", tc.target, "", "Origin", tc.origin, "Access-Control-Request-Method", "GET")
			plain := e.ask("GET", tc.target, "", "Origin", tc.origin, "Authorization", good)
			for _, got := range []reply{preflight, plain} {
				if o, cr := got.header.Get("Access-Control-Allow-Origin"), got.header.Get("Access-Control-Allow-Credentials"); o != tc.allowed || cr != tc.credentials {
					t.Errorf("got origin %q and credentials %q, want %q and %q", o, cr, tc.allowed, tc.credentials)
				}
			}
			if allows := preflight.header.Get("Access-Control-Allow-Methods") != ""; allows != (tc.allowed != "") {
				t.Errorf("got methods %q, want some only for %q", preflight.header.Get("Access-Control-Allow-Methods"), tc.allowed)
			}
		})
	}
}

func TestAnotherSiteCannotUseTheCookie(t *testing.T) {
	e := serve(t)
	got := e.ask("POST", "/v1/auth/login", `{}`, "Content-Type", "application/json", "Origin", "https://evil.example", "Sec-Fetch-Site", "cross-site")
	if got.status != http.StatusForbidden || got.problem(t).Code != "forbidden" {
		t.Errorf("J10: got %d %s, want 403", got.status, got.body)
	}
}

func TestQuotas(t *testing.T) {
	e := serve(t, func(d *api.Deps) {
		d.Policy.Anonymous = api.Quota{Requests: 3, Window: time.Minute}
		d.Policy.Known = api.Quota{Requests: 5, Window: time.Minute}
	})
	for i := range 3 {
		got := e.ask("GET", "/v1/articles", "")
		if want := []string{`"anon";r=2;t=20`, `"anon";r=1;t=40`, `"anon";r=0;t=60`}[i]; got.status != 200 || got.header.Get("RateLimit") != want {
			t.Fatalf("request %d: got %d and RateLimit %s, want 200 and %s", i, got.status, got.header.Get("RateLimit"), want)
		}
	}
	over := e.ask("GET", "/v1/nothing", "", "X-Forwarded-For", "192.0.2.7")
	if over.problem(t).Code != "rate_limited" || over.header.Get("Retry-After") != "20" || over.header.Get("RateLimit-Policy") != `"anon";q=3;w=60` {
		t.Errorf("A05: got %d %v, want 429, Retry-After 20", over.status, over.header)
	}
	guess := e.ask("GET", "/v1/editorial/articles/1", "", "Authorization", "Bearer guess")
	if guess.status != http.StatusTooManyRequests {
		t.Errorf("got %d for a guessed token, want 429 before it is looked at", guess.status)
	}
	e.pass(20 * time.Second)
	if got := e.ask("GET", "/v1/editorial/articles/1", "", "Authorization", good); got.status != 200 || got.header.Get("RateLimit") != `"known";r=4;t=12` {
		t.Errorf("got %d and RateLimit %s for someone who has signed in, want 200 and a quota of their own", got.status, got.header.Get("RateLimit"))
	}
	if got := e.ask("GET", "/v1/articles", ""); got.status != 200 {
		t.Errorf("got %d after 20 seconds, want 200", got.status)
	}
}

func TestAKeyHasItsOwnQuotaOnBothPlanes(t *testing.T) {
	e := serve(t, func(d *api.Deps) {
		d.Policy.Anonymous = api.Quota{Requests: 1, Window: time.Minute}
		d.Policy.Known = api.Quota{Requests: 1, Window: time.Minute}
	})
	anonymous := e.ask("GET", "/v1/articles", "")
	e.pass(time.Minute)
	first := e.ask("GET", "/v1/articles", "", "Authorization", "Bearer key")
	if want := `"key";r=2;t=20`; first.header.Get("RateLimit") != want || first.header.Get("RateLimit-Policy") != `"key";q=3;w=60` {
		t.Errorf("got RateLimit %s, want %s", first.header.Get("RateLimit"), want)
	}
	if first.body != anonymous.body || first.header.Get("ETag") != anonymous.header.Get("ETag") || first.header.Get("Cache-Control") != anonymous.header.Get("Cache-Control") {
		t.Errorf("a key changes what the public reads: got %v %s, want %v %s", first.header, first.body, anonymous.header, anonymous.body)
	}
	if got := e.ask("GET", "/v1/editorial/articles/1", "", "Authorization", "Bearer key"); got.status != 200 || got.header.Get("RateLimit") != `"key";r=1;t=40` {
		t.Errorf("got %d and RateLimit %s on the other plane, want 200 from the same quota", got.status, got.header.Get("RateLimit"))
	}
	e.ask("GET", "/v1/articles", "", "Authorization", "Bearer key")
	if got := e.ask("GET", "/v1/articles", "", "Authorization", "Bearer key"); got.status != 429 || got.header.Get("Retry-After") != "20" {
		t.Errorf("got %d after three requests, want 429", got.status)
	}
}

func TestCostlyRoutesTakeMoreOfTheQuota(t *testing.T) {
	e := serve(t, func(d *api.Deps) { d.Policy.Known = api.Quota{Requests: 3, Window: time.Minute} })
	if got := e.ask("GET", "/v1/editorial/audit/export", "", "Authorization", good); got.status != 200 || got.header.Get("RateLimit") != `"known";r=1;t=40` {
		t.Errorf("got %d and RateLimit %s, want 200 at the cost of two", got.status, got.header.Get("RateLimit"))
	}
	if got := e.ask("GET", "/v1/editorial/audit/export", "", "Authorization", good); got.status != 429 {
		t.Errorf("got %d with one left of two, want 429", got.status)
	}
}

func TestB23AKeyCannotDoWhatIsForPeople(t *testing.T) {
	e := serve(t, func(d *api.Deps) { d.Policy.Exempt = prefix("127.0.0.0/8") })
	for _, path := range []string{"/v1/auth/me", "/v1/editorial/users", "/v1/editorial/audit/export"} {
		if got := e.ask("GET", path, "", "Authorization", "Bearer key"); got.status != 403 || got.problem(t).Code != "forbidden" {
			t.Errorf("%s with a key: got %d, want 403", path, got.status)
		}
		if got := e.ask("GET", path, "", "Authorization", good); got.status != 200 {
			t.Errorf("%s with a session: got %d, want 200", path, got.status)
		}
	}
}

func TestAQuotaThatAKeyWasGivenHoldsInExemptNetworksToo(t *testing.T) {
	e := serve(t, func(d *api.Deps) { d.Policy.Exempt = prefix("127.0.0.0/8") })
	for i, want := range []int{200, 200, 200, 429} {
		if got := e.ask("GET", "/v1/articles", "", "Authorization", "Bearer given"); got.status != want {
			t.Errorf("request %d: got %d, want %d", i+1, got.status, want)
		}
	}
}

func TestAnActorKnowsTheRequestThatCausedIt(t *testing.T) {
	e := serve(t)
	got := e.ask("GET", "/v1/editorial/audit/export", "", "Authorization", good)
	if id := got.header.Get("X-Request-Id"); id == "" || !strings.Contains(got.body, id) {
		t.Errorf("the cause is %s, want the request %s", got.body, id)
	}
}

func TestTrustedProxiesNameTheClient(t *testing.T) {
	e := serve(t, func(d *api.Deps) {
		d.Policy.Proxies = prefix("127.0.0.0/8")
		d.Policy.Anonymous = api.Quota{Requests: 1, Window: time.Minute}
	})
	ask := func(forwarded string) int {
		return e.ask("GET", "/v1/articles", "", "X-Forwarded-For", forwarded).status
	}
	for _, tc := range []struct {
		forwarded string
		want      int
	}{
		{"192.0.2.1", 200},
		{"192.0.2.1", 429},
		{"203.0.113.9, 192.0.2.1", 429}, // what the client itself says counts for nothing
		{"192.0.2.2, 127.0.0.5", 200},   // through two proxies
		{"2001:db8:1:2::1", 200},        //
		{"2001:db8:1:2:ffff::9", 429},   // the same /64
		{"2001:db8:1:3::1", 200},        //
	} {
		if got := ask(tc.forwarded); got != tc.want {
			t.Errorf("X-Forwarded-For %s: got %d, want %d", tc.forwarded, got, tc.want)
		}
	}
	if got := e.ask("GET", "/livez", "", "X-Forwarded-Proto", "https").header.Get("Strict-Transport-Security"); got == "" {
		t.Error("got no HSTS behind a trusted proxy with TLS")
	}
	if got := serve(t).ask("GET", "/livez", "", "X-Forwarded-Proto", "https").header.Get("Strict-Transport-Security"); got != "" {
		t.Errorf("J15: got HSTS %q on the word of anyone", got)
	}
}

func TestProblems(t *testing.T) {
	e := serve(t)
	moved := e.ask("POST", "/v1/editorial/articles/1/publish", "", "Authorization", good, "Accept-Language", "fr, vi;q=0.8, en;q=0.5").problem(t)
	moved.RequestID = ""
	want := rest.Problem{
		Type: "/problems/invalid-transition", Title: "Không thể thực hiện ở trạng thái này", Status: 409, Code: "invalid_transition",
		Detail: `Không thể làm việc này khi trạng thái là "draft"`, Allowed: []string{"submit"},
	}
	if diff := cmp.Diff(want, moved); diff != "" {
		t.Errorf("invalid transition (-want +got):\n%s", diff)
	}
	stale := e.ask("DELETE", "/v1/editorial/articles/1", "", "Authorization", good, "Accept-Language", "vi;q=0, en")
	if stale.problem(t).Title != "Someone else changed this first" || stale.header.Get("Content-Language") != "en" {
		t.Errorf("got %s, want it in English", stale.body)
	}
	const current = `"current":{"revision":3,"etag":"\"3.c0de\"","updated_at":"2026-11-22T03:10:00Z","updated_by":{"id":"u1","type":"user","name":"Trần An"}}`
	if !strings.Contains(stale.body, current) {
		t.Errorf("got %s, want in it %s", stale.body, current)
	}
}

func TestOurMistakesTellNothing(t *testing.T) {
	e := serve(t)
	got := e.ask("GET", "/v1/crash", "")
	p := got.problem(t)
	if p.Status != 500 || p.Code != "internal" || strings.Contains(got.body, "desk") || strings.Contains(got.body, "goroutine") {
		t.Errorf("K10: got %s, want a problem that says nothing of the cause", got.body)
	}
	if logged := e.log.String(); strings.Count(logged, "secret of /home/desk") != 1 || !strings.Contains(logged, p.RequestID) || !strings.Contains(logged, "edge_test.go") {
		t.Errorf("F32: got log %s, want the panic once, with its stack and request id", logged)
	}
	if again := e.ask("GET", "/v1/articles", ""); again.status != 200 {
		t.Errorf("F32: got %d after a panic, want 200", again.status)
	}
}

func TestSlowHandlersAreStopped(t *testing.T) {
	e := serve(t, func(d *api.Deps) { d.Policy.InFlight = 1 })
	got := e.ask("GET", "/v1/slow", "")
	if got.status != 503 || got.problem(t).Code != "overloaded" || got.header.Get("Retry-After") != "1" {
		t.Errorf("got %d %s, want 503 with Retry-After", got.status, got.body)
	}
	if again := e.ask("GET", "/v1/articles", ""); again.status != 200 {
		t.Errorf("got %d afterwards, want the seat free again", again.status)
	}
}

func TestRequestIDs(t *testing.T) {
	e := serve(t)
	for sent, kept := range map[string]bool{
		"abc-1.2_3": true, strings.Repeat("x", 64): true, strings.Repeat("x", 65): false, "a b": false, "<x>": false,
	} {
		got := e.ask("GET", "/livez", "", "X-Request-Id", sent).header.Get("X-Request-Id")
		if (got == sent) != kept || got == "" {
			t.Errorf("X-Request-Id %q: got %q, want it kept: %v", sent, got, kept)
		}
	}
	e.ask("GET", "/livez", "", "Traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")
	e.ask("GET", "/livez", "", "Traceparent", "00-00000000000000000000000000000000-b7ad6b7169203331-01")
	if logged := e.log.String(); !strings.Contains(logged, `"trace_id":"0af7651916cd43dd8448eb211c80319c"`) || strings.Contains(logged, "00000000000000000000000000000000") {
		t.Errorf("got log %s, want the trace that is valid and no other", logged)
	}
}

func TestTheLogKeepsNoSecrets(t *testing.T) {
	e := serve(t)
	e.ask("GET", "/v1/editorial/articles/1?access_token=c4nary", "", "Authorization", "Bearer c4nary", "Cookie", "x=c4nary")
	e.ask("GET", "/v1/articles/c4nary", "")
	e.ask("GET", "/v1/previews/c4nary", "")
	logged := e.log.String()
	if strings.Contains(logged, "c4nary") {
		t.Errorf("X22: got log %s, want no secret in it", logged)
	}
	if n := strings.Count(logged, `"msg":"request"`); n != 3 {
		t.Errorf("got %d lines, want one for each of 3 requests:\n%s", n, logged)
	}
}

func TestReadinessIsAskedOnceASecond(t *testing.T) {
	var asked atomic.Int32
	var well atomic.Bool
	e := serve(t, func(d *api.Deps) {
		d.Checks = []api.Check{{Name: "database", Ask: func(context.Context) error {
			asked.Add(1)
			if well.Load() {
				return nil
			}
			return errors.New("disk of /var/lib is full")
		}}}
	})
	for range 50 {
		if got := e.ask("GET", "/readyz", ""); got.status != 503 || strings.Contains(got.body, "disk") || got.problem(t).Code != "overloaded" {
			t.Fatalf("got %d %s, want 503 without the cause", got.status, got.body)
		}
	}
	if n := asked.Load(); n != 1 {
		t.Errorf("K12: asked %d times within one second, want 1", n)
	}
	well.Store(true)
	e.pass(time.Second)
	if got := e.ask("GET", "/readyz", ""); got.status != 200 {
		t.Errorf("got %d once all is well, want 200", got.status)
	}
}

func TestMetricsAreForMonitors(t *testing.T) {
	if got := serve(t).ask("GET", "/metrics", ""); got.status != 404 {
		t.Errorf("K11: got %d where no monitor is named, want 404", got.status)
	}
	named := serve(t, func(d *api.Deps) { d.Policy.Monitors = prefix("127.0.0.1/32") })
	named.ask("GET", "/v1/articles", "")
	if got := named.ask("GET", "/metrics", ""); got.status != 200 || !strings.Contains(got.body, `newsdesk_http_request_seconds_count{method="GET",route="/v1/articles",status="200"} 1`) {
		t.Errorf("got %d %s, want the figures", got.status, got.body)
	}
	if got := named.ask("GET", "/metrics", "", "X-Forwarded-For", "127.0.0.1"); got.status != 404 {
		t.Errorf("K11: got %d through a proxy that is not trusted, want 404", got.status)
	}
}

func TestEveryProblemHasAPage(t *testing.T) {
	e := serve(t)
	for _, page := range rest.ProblemPages() {
		got := e.ask("GET", page.Path, "", "Accept", "text/html")
		if got.status != 200 || got.header.Get("Content-Type") != "text/html; charset=utf-8" || !strings.Contains(got.body, `lang="vi"`) {
			t.Errorf("%s: got %d %s, want a page in both languages", page.Path, got.status, got.body)
		}
	}
	if got, want := len(rest.ProblemPages()), len(fault.Kinds()); got != want {
		t.Errorf("got %d pages, want %d", got, want)
	}
	if got := e.ask("GET", e.ask("GET", "/v1/nothing", "").problem(t).Type, ""); got.status != 200 {
		t.Errorf("got %d at the type of a problem, want its page", got.status)
	}
}

func TestTheDescriptionIsServed(t *testing.T) {
	e := serve(t, func(d *api.Deps) {
		d.OpenAPI = []byte(`{"openapi":"3.1.0"}`)
		d.Docs = fstest.MapFS{"index.html": {Data: []byte("<!doctype html>")}, "index.js": {Data: []byte("x")}}
	})
	if got := e.ask("GET", "/openapi.json", ""); got.status != 200 || got.body != `{"openapi":"3.1.0"}` {
		t.Errorf("got %d %s, want the description", got.status, got.body)
	}
	page := e.ask("GET", "/docs", "")
	if page.status != 200 || !strings.HasPrefix(page.header.Get("Content-Security-Policy"), "default-src 'self'") {
		t.Errorf("got %d %v, want the page with a policy under which it runs", page.status, page.header)
	}
	if got := e.ask("GET", "/docs/../index.html", ""); got.status != 404 {
		t.Errorf("got %d, want 404", got.status)
	}
	if got := e.ask("PUT", "/docs", ""); got.status != 405 {
		t.Errorf("D29: got %d, want 405", got.status)
	}
}

func TestStrangeOriginsInTheConfigurationAreRefused(t *testing.T) {
	for _, origin := range []string{"*", "null", "good.example", "https://good.example/", "https://*.example/x"} {
		_, err := api.New(api.Deps{Metrics: prometheus.NewRegistry(), Policy: api.Policy{Origins: []string{origin}}})
		if err == nil {
			t.Errorf("api.New took the origin %q, want an error", origin)
		}
	}
}
