package v1_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/google/go-cmp/cmp"

	"newsdesk/internal/config"
	"newsdesk/internal/db"
	"newsdesk/internal/policy"
	"newsdesk/internal/testkit"
	"newsdesk/internal/testkit/newsroom"
)

const (
	login   = "/v1/auth/login"
	refresh = "/v1/auth/refresh"
	logout  = "/v1/auth/logout"
	me      = "/v1/auth/me"
	cookie  = "__Host-newsdesk_refresh"
)

// eachLimited runs f on newsrooms that let each address ask a few times a minute.
func eachLimited(t *testing.T, requests int, f func(*testing.T, *newsroom.Newsroom)) {
	t.Helper()
	testkit.Engines(t, func(t *testing.T, e db.Engine) {
		f(t, newsroom.New(t, e, func(c *config.Config) {
			c.RateAnonymous = config.Rate{Count: requests, Window: time.Minute}
		}))
	})
}

// credentials are those of a role, as a body.
func credentials(r policy.Role, password, transport string) string {
	return `{"email":"` + newsroom.Email(r) + `","password":"` + password + `","transport":"` + transport + `"}`
}

// from sends a login from an address.
func from(t *testing.T, n *newsroom.Newsroom, address, body string) newsroom.Answer {
	t.Helper()
	r := httptest.NewRequest(http.MethodPost, login, strings.NewReader(body))
	r.Header.Set("Content-Type", "application/json")
	r.RemoteAddr = address + ":40000"
	return n.Send(r)
}

// cookies are those that an answer sets.
func cookies(a newsroom.Answer) []*http.Cookie {
	return (&http.Response{Header: a.Header}).Cookies()
}

// enter signs the reporter in with a cookie, which it returns as browsers send it.
func enter(t *testing.T, n *newsroom.Newsroom) (access, sent string) {
	t.Helper()
	n.Token(policy.Reporter)
	a := n.With("", "POST", login, credentials(policy.Reporter, newsroom.Password, "cookie")).Want(200)
	set := cookies(a)
	if len(set) != 1 {
		t.Fatalf("got cookies %v, want one", set)
	}
	return a.Text("access_token"), cookie + "=" + set[0].Value
}

func TestSigningInGivesTokensAndSaysWhoOneIs(t *testing.T) {
	newsroom.Each(t, func(t *testing.T, n *newsroom.Newsroom) {
		n.Token(policy.Editor)
		a := n.With("", "POST", login, credentials(policy.Editor, newsroom.Password, "body")).Want(200)
		got := []string{a.Text("token_type"), a.Text("expires_in"), a.Text("user/type"), a.Text("user/email"), a.Text("user/roles")}
		want := []string{"Bearer", "600", "user", newsroom.Email(policy.Editor), `[{"role":"editor","sections":["*"],"bypass":false}]`}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("the answer to a login (-want +got):\n%s", diff)
		}
		if len(a.Text("refresh_token")) < 40 || len(cookies(a)) != 0 {
			t.Errorf("got refresh token %q and cookies %v, want the token in the body alone", a.Text("refresh_token"), cookies(a))
		}
		who := n.With(a.Text("access_token"), "GET", me, "").Want(200)
		if who.Text("user/id") != a.Text("user/id") || who.Text("session/id") == "" {
			t.Errorf("got %s, want the user who signed in and a session", who.Body)
		}
	})
}

func TestPermissionsAreThoseOfTheRoles(t *testing.T) {
	newsroom.Each(t, func(t *testing.T, n *newsroom.Newsroom) {
		cases := []struct {
			role      policy.Role
			may       []string
			mayNot    []string
			describes string
		}{
			{policy.Contributor, []string{"article.create", "article.update"}, []string{"article.submit", "article.publish", "tag.create"}, "own drafts"},
			{policy.Reporter, []string{"article.submit", "image.create"}, []string{"article.approve", "article.publish"}, "own copy"},
			{policy.Secretary, []string{"article.publish", "section.update"}, []string{"article.unpublish"}, "publishing"},
			{policy.EditorInChief, []string{"article.unpublish"}, []string{"section.publish"}, "withdrawing"},
			{policy.Auditor, []string{"article.read"}, []string{"article.create", "tag.update"}, "reading"},
			{policy.Admin, []string{"section.read"}, []string{"article.read", "article.create"}, "no editorial right"},
		}
		for _, c := range cases {
			var got []string
			if err := json.Unmarshal(n.Do(c.role, "GET", me, "").Want(200).Get("permissions"), &got); err != nil {
				t.Fatal(err)
			}
			for _, p := range c.may {
				if !slices.Contains(got, p) {
					t.Errorf("%s (%s): got %v, want %s among them", c.role, c.describes, got, p)
				}
			}
			for _, p := range c.mayNot {
				if slices.Contains(got, p) {
					t.Errorf("%s (%s): got %s, want it not among the permissions", c.role, c.describes, p)
				}
			}
		}
	})
}

func TestAGrantForOneSectionGivesItsPermissions(t *testing.T) {
	newsroom.Each(t, func(t *testing.T, n *newsroom.Newsroom) {
		token := hire(t, n, "thu-ky", policy.Grant{Role: policy.Secretary, Sections: []string{section(n, "Xã hội")}})
		if got := n.With(token, "GET", me, "").Want(200).Text("permissions"); !strings.Contains(got, `"article.publish"`) {
			t.Errorf("got %s, want article.publish among them", got)
		}
	})
}

func TestTheKeysOfAccessTokensArePublicAndCacheable(t *testing.T) {
	newsroom.Each(t, func(t *testing.T, n *newsroom.Newsroom) {
		n.Token(policy.Reporter)
		a := n.Do("", "GET", "/.well-known/jwks.json", "").Want(200)
		if got := []string{a.Text("keys/0/kty"), a.Text("keys/0/crv"), a.Text("keys/0/use"), a.Text("keys/0/alg")}; !slices.Equal(got, []string{"OKP", "Ed25519", "sig", "EdDSA"}) {
			t.Errorf("got a key of %v, want one for Ed25519", got)
		}
		if got := a.Header.Get("Cache-Control"); !strings.HasPrefix(got, "public, max-age=300,") {
			t.Errorf("got Cache-Control %q, want five minutes", got)
		}
		n.Do("", "GET", "/.well-known/jwks.json", "", "If-None-Match", a.ETag()).Want(304)
	})
}

func TestA01NobodyCanTellAnUnknownAddressFromAWrongPassword(t *testing.T) {
	newsroom.Each(t, func(t *testing.T, n *newsroom.Newsroom) {
		n.Token(policy.Editor)
		known := n.With("", "POST", login, credentials(policy.Editor, "khong phai mat khau", "body")).Want(401)
		unknown := n.With("", "POST", login, credentials("nobody", "khong phai mat khau", "body")).Want(401)
		sameAs(t, known, unknown)
		if known.Code() != "token_invalid" {
			t.Errorf("got code %s, want token_invalid", known.Code())
		}
	})
}

func TestA02AnAccountIsClosedForAWhileWhereverTheGuessesComeFrom(t *testing.T) {
	newsroom.Each(t, func(t *testing.T, n *newsroom.Newsroom) {
		n.Token(policy.Editor)
		var wait int
		for i := range 11 {
			a := from(t, n, fmt.Sprintf("198.51.100.%d", i+1), credentials(policy.Editor, "khong phai mat khau", "body"))
			want := http.StatusUnauthorized
			if i >= 5 {
				want = http.StatusTooManyRequests
			}
			a.Want(want)
			wait, _ = strconv.Atoi(a.Header.Get("Retry-After"))
		}
		if wait <= 0 {
			t.Fatalf("got Retry-After %d, want seconds to wait", wait)
		}
		good := credentials(policy.Editor, newsroom.Password, "body")
		from(t, n, "203.0.113.1", good).Want(429)
		n.Clock.Advance(time.Duration(wait) * time.Second)
		from(t, n, "203.0.113.1", good).Want(200)
	})
}

func TestA03UnknownMembersAreRefusedAndCountedAll(t *testing.T) {
	eachLimited(t, 5, func(t *testing.T, n *newsroom.Newsroom) {
		for i := range 5 {
			a := from(t, n, "198.51.100.1", fmt.Sprintf(`{"email":"a@newsdesk.test","password":"x","x%d":1}`, i)).Want(422)
			if a.Code() != "unknown_member" {
				t.Errorf("got code %s, want unknown_member", a.Code())
			}
		}
		from(t, n, "198.51.100.1", credentials(policy.Editor, newsroom.Password, "body")).Want(429)
	})
}

func TestA04OtherSpellingsOfTheAddressGainNothing(t *testing.T) {
	for _, path := range []string{"/v1/AUTH/login", "/v1/auth/login/", "//v1/auth/login", "/v1/auth/%6Cogin"} {
		t.Run(path, func(t *testing.T) {
			eachLimited(t, 1, func(t *testing.T, n *newsroom.Newsroom) {
				r := httptest.NewRequest(http.MethodPost, "http://newsdesk.test"+path, strings.NewReader(credentials(policy.Editor, "sai mat khau roi", "body")))
				r.Header.Set("Content-Type", "application/json")
				r.RemoteAddr = "198.51.100.1:40000"
				if a := n.Send(r); a.Status == http.StatusNotFound {
					return
				}
				from(t, n, "198.51.100.1", credentials(policy.Editor, newsroom.Password, "body")).Want(429)
			})
		})
	}
}

func TestA05ForwardedAddressesAreNotBelievedWithoutAProxy(t *testing.T) {
	eachLimited(t, 3, func(t *testing.T, n *newsroom.Newsroom) {
		for i := range 4 {
			a := n.With("", "POST", login, `{}`, "X-Forwarded-For", fmt.Sprintf("203.0.113.%d", i+1))
			want := http.StatusUnprocessableEntity
			if i == 3 {
				want = http.StatusTooManyRequests
			}
			a.Want(want)
		}
	})
}

func TestA06OverlongPasswordsAreRefused(t *testing.T) {
	newsroom.Each(t, func(t *testing.T, n *newsroom.Newsroom) {
		a := n.With("", "POST", login, credentials(policy.Editor, strings.Repeat("a", 257), "body")).Want(422)
		if a.Text("errors/0/pointer") != "/password" {
			t.Errorf("got %s, want a fault at /password", a.Body)
		}
		n.With("", "POST", login, credentials(policy.Editor, strings.Repeat("a", 1<<20), "body")).Want(413)
	})
}

func TestA16AMebibyteOfDotsIsNoToken(t *testing.T) {
	newsroom.Each(t, func(t *testing.T, n *newsroom.Newsroom) {
		n.With(strings.Repeat(".", 1<<20), "GET", me, "").Want(401)
	})
}

func TestA17AccessEndsWithTheSession(t *testing.T) {
	newsroom.Each(t, func(t *testing.T, n *newsroom.Newsroom) {
		access, sent := enter(t, n)
		out := n.With(access, "POST", logout, "", "Cookie", sent).Want(204)
		if set := cookies(out); len(set) != 1 || set[0].Name != cookie || set[0].MaxAge >= 0 || set[0].Value != "" {
			t.Errorf("got cookies %v, want the refresh cookie taken away", set)
		}
		n.With(access, "GET", me, "").Want(401)
		n.With("", "POST", refresh, `{}`, "Cookie", sent).Want(401)
		n.With("", "POST", logout, "").Want(401)
	})
}

func TestARefreshIsRepeatableForTenSeconds(t *testing.T) {
	newsroom.Each(t, func(t *testing.T, n *newsroom.Newsroom) {
		n.Token(policy.Reporter)
		first := n.With("", "POST", login, credentials(policy.Reporter, newsroom.Password, "body")).Want(200)
		body := `{"refresh_token":"` + first.Text("refresh_token") + `"}`
		once := n.With("", "POST", refresh, body).Want(200)
		n.Clock.Advance(10 * time.Second)
		again := n.With("", "POST", refresh, body).Want(200)
		if once.Text("refresh_token") != again.Text("refresh_token") || once.Text("refresh_token") == first.Text("refresh_token") {
			t.Errorf("got successors %q and %q, want the same new one", once.Text("refresh_token"), again.Text("refresh_token"))
		}
	})
}

func TestA21ASpentRefreshTokenEndsTheSession(t *testing.T) {
	newsroom.Each(t, func(t *testing.T, n *newsroom.Newsroom) {
		access, spent := enter(t, n)
		next := cookies(n.With("", "POST", refresh, `{}`, "Cookie", spent).Want(200))[0].Value
		n.Clock.Advance(11 * time.Second)
		if a := n.With("", "POST", refresh, `{}`, "Cookie", spent).Want(401); a.Code() != "token_invalid" {
			t.Errorf("got code %s, want token_invalid", a.Code())
		}
		n.With("", "POST", refresh, `{}`, "Cookie", cookie+"="+next).Want(401)
		n.With(access, "GET", me, "").Want(401)
		var noted int64
		if err := db.Gorm(t.Context(), n.DB).Raw("SELECT count(*) FROM journal WHERE verb = 'session_reuse'").Scan(&noted).Error; err != nil {
			t.Fatal(err)
		}
		if noted != 1 {
			t.Errorf("got %d lines about it in the journal, want 1", noted)
		}
	})
}

func TestA28TokensInAddressesAreRefusedAndNotLogged(t *testing.T) {
	n := newsroom.New(t, db.SQLite)
	for _, name := range []string{"access_token", "token", "api_key", "jwt"} {
		n.With("", "GET", me+"?"+name+"=bi-mat-trong-dia-chi", "").Want(401)
	}
	if got := n.Log.String(); strings.Contains(got, "bi-mat") || !strings.Contains(got, me) {
		t.Errorf("got log %s, want the requests without what was in their addresses", got)
	}
}

func TestJ10OtherSitesCannotRefreshWithTheCookie(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, e db.Engine) {
		n := newsroom.New(t, e, func(c *config.Config) { c.CORSOrigins = []string{"https://desk.example"} })
		_, sent := enter(t, n)
		cases := []struct {
			what    string
			headers []string
			want    int
		}{
			{"as text", []string{"Content-Type", "text/plain"}, 415},
			{"as a form", []string{"Content-Type", "application/x-www-form-urlencoded"}, 415},
			{"from another site", []string{"Origin", "https://evil.example"}, 403},
			{"from a frame without an origin", []string{"Origin", "null"}, 403},
			{"from what the browser calls another site", []string{"Sec-Fetch-Site", "cross-site"}, 403},
			{"from a front end that is named", []string{"Origin", "https://desk.example"}, 200},
			{"from the server's own pages", []string{"Origin", "http://newsdesk.test", "Host", "newsdesk.test"}, 200},
		}
		for _, c := range cases {
			t.Run(c.what, func(t *testing.T) {
				a := n.With("", "POST", refresh, `{}`, append(c.headers, "Cookie", sent)...).Want(c.want)
				if c.want != 200 && len(cookies(a)) != 0 {
					t.Errorf("got cookies %v, want none", cookies(a))
				}
			})
		}
		empty := httptest.NewRequest(http.MethodPost, refresh, http.NoBody)
		empty.Header.Set("Cookie", sent)
		n.Send(empty).Want(415)
	})
}

func TestTwoRefreshCookiesAreNotBelieved(t *testing.T) {
	newsroom.Each(t, func(t *testing.T, n *newsroom.Newsroom) {
		_, sent := enter(t, n)
		n.With("", "POST", refresh, `{}`, "Cookie", sent+"; "+cookie+"=x").Want(401)
		if a := n.With("", "POST", refresh, `{}`).Want(401); a.Code() != "token_missing" {
			t.Errorf("got code %s, want token_missing", a.Code())
		}
		n.With("", "POST", refresh, `{}`, "Cookie", sent).Want(200)
	})
}

func TestJ11TheRefreshCookieIsLockedUp(t *testing.T) {
	newsroom.Each(t, func(t *testing.T, n *newsroom.Newsroom) {
		n.Token(policy.Reporter)
		a := n.With("", "POST", login, `{"email":"`+newsroom.Email(policy.Reporter)+`","password":"`+newsroom.Password+`"}`).Want(200)
		set := cookies(a)
		if len(set) != 1 || string(a.Get("refresh_token")) != "null" {
			t.Fatalf("got cookies %v and refresh token %s, want the token in one cookie alone", set, a.Get("refresh_token"))
		}
		got := *set[0]
		got.Value, got.Raw = "", ""
		want := http.Cookie{
			Name: cookie, Path: "/", MaxAge: 12 * 60 * 60, Secure: true, HttpOnly: true, SameSite: http.SameSiteStrictMode,
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("the refresh cookie (-want +got):\n%s", diff)
		}
	})
}
