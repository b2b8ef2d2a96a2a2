package v1

import (
	"context"
	"crypto/aes"
	"crypto/cipher"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	"github.com/prometheus/client_golang/prometheus"

	"newsdesk/api"
	"newsdesk/api/rest"
	"newsdesk/internal/auth"
	"newsdesk/internal/db"
	"newsdesk/internal/sso"
	"newsdesk/internal/sso/ssotest"
	"newsdesk/internal/testkit"
)

const (
	ssoBase = "https://newsdesk.test"
	ssoHome = "https://toasoan.bao.example"
	ssoDoor = "/v1/auth/sso/toasoan/"
)

// lobby is the API of signing in, with one provider, asked as browsers ask.
type lobby struct {
	t        *testing.T
	auth     *auth.Auth
	provider *ssotest.Provider
	handler  http.Handler
	jar      map[string]string
}

// sealing seals with a key that is not in the database.
type sealing struct{ cipher.AEAD }

func (s sealing) Seal(plain []byte, label string) ([]byte, error) {
	return s.AEAD.Seal(nil, nil, plain, []byte(label)), nil
}

func (s sealing) Open(sealed []byte, label string) ([]byte, error) {
	return s.AEAD.Open(nil, nil, sealed, []byte(label))
}

func newSealing(t *testing.T) sealing {
	t.Helper()
	block, err := aes.NewCipher(make([]byte, 32))
	if err != nil {
		t.Fatal(err)
	}
	aead, err := cipher.NewGCMWithRandomNonce(block)
	if err != nil {
		t.Fatal(err)
	}
	return sealing{aead}
}

func lobbies(t *testing.T, f func(*testing.T, *lobby)) {
	t.Helper()
	testkit.Engines(t, func(t *testing.T, e db.Engine) { f(t, newLobby(t, e)) })
}

func newLobby(t *testing.T, e db.Engine) *lobby {
	t.Helper()
	clock := testkit.NewClock(testkit.Start())
	d := testkit.Open(t, e, clock)
	l := &lobby{t: t, jar: map[string]string{}, provider: ssotest.New(t, clock.Now)}
	l.provider.Callback, l.provider.Subject = sso.Callback(ssoBase, "toasoan"), "an-1"
	l.provider.Claims = map[string]any{"email": "an@bao.example", "email_verified": true, "name": "An"}
	l.auth = auth.New(d, auth.Options{Issuer: ssoBase, Audience: ssoBase, Master: make([]byte, auth.MasterSize)})
	reception := sso.New(d, l.auth, sso.Options{
		BaseURL: ssoBase, Home: ssoHome, Sealer: newSealing(t),
		Providers: []sso.Provider{{
			ID: "toasoan", Name: "Tòa soạn", Issuer: l.provider.Issuer, ClientID: ssotest.ClientID, ClientSecret: ssotest.ClientSecret,
			Scopes: []string{"profile", "email"}, GroupsClaim: "groups", Provision: true, EmailDomains: []string{"bao.example"},
		}},
	})
	h, err := api.New(api.Deps{
		Log: slog.New(slog.DiscardHandler), Clock: clock.Now, Metrics: prometheus.NewRegistry(), OpenAPI: []byte("{}"), Docs: fstest.MapFS{},
		Authenticate: func(ctx context.Context, bearer, address string) (auth.Actor, api.Quota, error) {
			actor, err := l.auth.Authenticate(ctx, bearer, address)
			return actor, api.Quota{}, err
		},
		Mount: []func(*rest.Routes){func(routes *rest.Routes) {
			group := routes.In(rest.Auth, "/v1/auth")
			sideDoor{sso: reception}.mount(group)
			group.Post("/refresh", rest.Anyone, gate{auth: l.auth}.refresh)
		}},
	})
	if err != nil {
		t.Fatal(err)
	}
	l.handler = h
	return l
}

// ask sends a request with the cookies of the browser, which keeps those it gets.
func (l *lobby) ask(method, path, token, body string) *httptest.ResponseRecorder {
	l.t.Helper()
	r := httptest.NewRequest(method, path, strings.NewReader(body))
	r.Header.Set("Accept", "application/json")
	if strings.HasPrefix(path, ssoDoor) {
		r.Header.Set("Accept", "text/html") // of a browser that goes there
	}
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	if token != "" {
		r.Header.Set("Authorization", "Bearer "+token)
	}
	for name, value := range l.jar {
		r.AddCookie(&http.Cookie{Name: name, Value: value})
	}
	w := httptest.NewRecorder()
	l.handler.ServeHTTP(w, r)
	for _, c := range w.Result().Cookies() {
		if !c.Secure || !c.HttpOnly || c.Path != "/" || c.Domain != "" || c.SameSite == http.SameSiteNoneMode {
			l.t.Errorf("%s %s sets the cookie %v, want one for this host alone, out of reach of scripts", method, path, c)
		}
		if l.jar[c.Name] = c.Value; c.MaxAge < 0 {
			delete(l.jar, c.Name)
		}
	}
	if got := w.Header().Get("Cache-Control"); !strings.Contains(got, "no-store") {
		l.t.Errorf("%s %s: got Cache-Control %q, want no-store", method, path, got)
	}
	return w
}

// follow goes to the provider that an answer leads to, and returns the callback.
func (l *lobby) follow(w *httptest.ResponseRecorder) (callback string) {
	l.t.Helper()
	if w.Code != http.StatusSeeOther {
		l.t.Fatalf("got status %d, want 303: %s", w.Code, w.Body)
	}
	return ssoDoor + "callback?" + l.provider.Visit(w.Header().Get("Location")).Encode()
}

// begin starts a sign-in and has the provider answer.
func (l *lobby) begin(query string) (callback string) {
	l.t.Helper()
	return l.follow(l.ask("GET", ssoDoor+"start"+query, "", ""))
}

func (l *lobby) wantCode(what string, w *httptest.ResponseRecorder, status int, code string) {
	l.t.Helper()
	if got := textAt(l.t, w, "code"); w.Code != status || got != code {
		l.t.Errorf("%s: got %d %s, want %d %s", what, w.Code, got, status, code)
	}
}

// textAt is the text of a member of an answer.
func textAt(t *testing.T, w *httptest.ResponseRecorder, name string) string {
	t.Helper()
	var members map[string]jsontext.Value
	if err := json.Unmarshal(w.Body.Bytes(), &members); err != nil {
		t.Fatalf("the answer %d is not an object: %s", w.Code, w.Body)
	}
	var text string
	if json.Unmarshal(members[name], &text) != nil {
		return string(members[name])
	}
	return text
}

func TestABrowserSignsInAtAProvider(t *testing.T) {
	lobbies(t, func(t *testing.T, l *lobby) {
		callback := l.begin("?return_to=/bai/1")
		w := l.ask("GET", callback+"&session_state=of-the-provider", "", "")
		if got := w.Header().Get("Location"); w.Code != http.StatusSeeOther || got != ssoHome+"/bai/1" {
			t.Fatalf("got %d to %q, want 303 to the page that asked: %s", w.Code, got, w.Body)
		}
		if len(l.jar) != 1 || l.jar[refreshCookie] == "" || strings.Contains(w.Header().Get("Location"), l.jar[refreshCookie]) {
			t.Errorf("got cookies %v, want the refresh token alone, and in no address", l.jar)
		}
		w = l.ask("POST", "/v1/auth/refresh", "", "{}")
		if w.Code != http.StatusOK || !strings.Contains(w.Body.String(), "an@bao.example") {
			t.Errorf("refresh: got %d %s, want the tokens of An", w.Code, w.Body)
		}
		l.wantCode("the callback again", l.ask("GET", callback, "", ""), http.StatusUnauthorized, "token_invalid")
	})
}

func TestAProgramGetsItsTokensInTheBody(t *testing.T) {
	l := newLobby(t, db.SQLite)
	w := l.ask("GET", l.begin("?transport=body"), "", "")
	if w.Code != http.StatusOK || len(textAt(t, w, "refresh_token")) < 40 || l.jar[refreshCookie] != "" {
		t.Errorf("got %d %s and cookies %v, want tokens in the body alone", w.Code, w.Body, l.jar)
	}
}

func TestTwoWindowsOfOneBrowserBothComeIn(t *testing.T) {
	l := newLobby(t, db.SQLite)
	one, other := l.begin(""), l.begin("")
	for _, callback := range []string{one, other} {
		if w := l.ask("GET", callback, "", ""); w.Code != http.StatusSeeOther {
			t.Errorf("got %d %s, want 303", w.Code, w.Body)
		}
	}
}

func TestASignInOfAnotherBrowserIsRefused(t *testing.T) {
	l := newLobby(t, db.SQLite)
	callback := l.begin("")
	mine := l.jar
	l.jar = map[string]string{}
	l.wantCode("without the cookie", l.ask("GET", callback, "", ""), http.StatusUnauthorized, "token_invalid")
	for name := range mine {
		l.jar[name] = "MADEUPMADEUPMADEUPMADEUPMA"
	}
	l.wantCode("with a made-up cookie", l.ask("GET", callback, "", ""), http.StatusUnauthorized, "token_invalid")
	if len(l.jar) != 1 || l.jar[refreshCookie] != "" {
		t.Errorf("got cookies %v, want no session", l.jar)
	}
}

func TestJ13AReturnAddressOfElsewhereIsRefused(t *testing.T) {
	l := newLobby(t, db.SQLite)
	for _, address := range []string{"//evil", "https:evil", `/\evil`, "@evil", "https://evil.example"} {
		w := l.ask("GET", ssoDoor+"start?return_to="+strings.ReplaceAll(address, `\`, "%5C"), "", "")
		l.wantCode(address, w, http.StatusUnprocessableEntity, "validation_failed")
		if !strings.Contains(w.Body.String(), `"parameter":"return_to"`) || w.Header().Get("Location") != "" {
			t.Errorf("%s: got %s, want the parameter to be named and no Location", address, w.Body)
		}
	}
}

func TestWhatIsWrongWithARequestIsSaid(t *testing.T) {
	l := newLobby(t, db.SQLite)
	for path, want := range map[string]string{
		"/v1/auth/sso/unknown/start":             "404 not_found",
		"/v1/auth/sso/unknown/callback?state=x":  "404 not_found",
		ssoDoor + "start?transport=pigeon":       "400 invalid_parameter",
		ssoDoor + "start?to=/":                   "400 invalid_parameter",
		ssoDoor + "callback":                     "401 token_invalid",
		ssoDoor + "callback?state=a&state=b":     "400 invalid_parameter",
		ssoDoor + "callback?error=access_denied": "401 token_invalid",
		"/v1/auth/identities":                    "401 token_missing",
	} {
		w := l.ask("GET", path, "", "")
		if got := fmt.Sprint(w.Code, " ", textAt(t, w, "code")); got != want {
			t.Errorf("%s: got %s, want %s", path, got, want)
		}
	}
}

func TestTheProvidersAreListed(t *testing.T) {
	l := newLobby(t, db.SQLite)
	w := l.ask("GET", "/v1/auth/sso", "", "")
	if got, want := w.Body.String(), `{"data":[{"id":"toasoan","name":"Tòa soạn"}]}`; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestAPersonLinksAndUnlinksAnAccount(t *testing.T) {
	lobbies(t, func(t *testing.T, l *lobby) {
		u, err := l.auth.Add(t.Context(), auth.System("test"), auth.NewUser{Email: "lan@bao.example", Name: "Lan", Password: "mot mat khau that dai"})
		if err != nil {
			t.Fatal(err)
		}
		tokens, err := l.auth.Enter(t.Context(), u.ID, auth.Entrance{})
		if err != nil {
			t.Fatal(err)
		}
		const path = "/v1/auth/identities"
		w := l.ask("POST", path+"/toasoan", tokens.Access, `{"return_to":"//evil"}`)
		l.wantCode("a return address of elsewhere", w, http.StatusUnprocessableEntity, "validation_failed")
		w = l.ask("POST", path+"/toasoan", tokens.Access, `{"return_to":"/toi"}`)
		if w.Code != http.StatusOK {
			t.Fatalf("begin to link: got %d %s", w.Code, w.Body)
		}
		w = l.ask("GET", ssoDoor+"callback?"+l.provider.Visit(textAt(t, w, "url")).Encode(), "", "")
		if got := w.Header().Get("Location"); w.Code != http.StatusSeeOther || got != ssoHome+"/toi" || l.jar[refreshCookie] != "" {
			t.Errorf("got %d to %q and cookies %v, want 303 to the account and no session", w.Code, got, l.jar)
		}
		w = l.ask("GET", path, tokens.Access, "")
		want := `{"data":[{"provider":"toasoan","account":"an@bao.example","created_at":"2026-03-02T01:00:00Z","last_used_at":"2026-03-02T01:00:00Z"}]}`
		if got := w.Body.String(); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
		if w := l.ask("DELETE", path+"/toasoan", tokens.Access, ""); w.Code != http.StatusNoContent {
			t.Errorf("unlink: got %d %s, want 204", w.Code, w.Body)
		}
		l.wantCode("unlink twice", l.ask("DELETE", path+"/toasoan", tokens.Access, ""), http.StatusNotFound, "not_found")
	})
}
