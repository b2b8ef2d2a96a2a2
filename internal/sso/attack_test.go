package sso_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"newsdesk/internal/auth"
	"newsdesk/internal/db"
	"newsdesk/internal/fault"
	"newsdesk/internal/sso"
	"newsdesk/internal/sso/ssotest"
	"newsdesk/internal/testkit"
)

func TestAForgedIDTokenIsRefused(t *testing.T) {
	w := newWorld(t, db.SQLite)
	now := w.clock.Now()
	cases := map[string]func(map[string]any){
		"another nonce":                func(c map[string]any) { c["nonce"] = "another" },
		"no nonce":                     func(c map[string]any) { delete(c, "nonce") },
		"another audience":             func(c map[string]any) { c["aud"] = "another" },
		"no audience":                  func(c map[string]any) { delete(c, "aud") },
		"another issuer":               func(c map[string]any) { c["iss"] = w.other.Issuer },
		"an issuer with a slash":       func(c map[string]any) { c["iss"] = w.main.Issuer + "/" },
		"no issuer":                    func(c map[string]any) { delete(c, "iss") },
		"an expired token":             func(c map[string]any) { c["exp"] = now.Add(-time.Second).Unix() },
		"no expiry":                    func(c map[string]any) { delete(c, "exp") },
		"a token of the future":        func(c map[string]any) { c["nbf"] = now.Add(time.Hour).Unix() },
		"another authorised party":     func(c map[string]any) { c["azp"] = "another" },
		"two audiences without party":  func(c map[string]any) { c["aud"] = []string{ssotest.ClientID, "another"}; delete(c, "azp") },
		"no subject":                   func(c map[string]any) { delete(c, "sub") },
		"a subject that is too long":   func(c map[string]any) { c["sub"] = strings.Repeat("x", 256) },
		"the hash of another access":   func(c map[string]any) { c["at_hash"] = "AAAAAAAAAAAAAAAAAAAAAA" },
		"another person than UserInfo": func(c map[string]any) { c["sub"] = "somebody-else" },
	}
	for what, forge := range cases {
		w.main.Forge = forge
		w.refused(what, mainDoor, fault.TokenInvalid)
	}
	if n := w.users(); n != 0 {
		t.Errorf("there are %d users, want none", n)
	}
	w.main.Forge = func(c map[string]any) { c["aud"], c["azp"] = []string{ssotest.ClientID, "another"}, ssotest.ClientID }
	w.enter(mainDoor)
}

func TestAnIDTokenOfAnotherAlgorithmOrKeyIsRefused(t *testing.T) {
	for name, useRSA := range map[string]bool{"ES256": false, "RS256": true} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, db.SQLite)
			if useRSA {
				w.main.UseRSA()
			}
			public, err := x509.MarshalPKIXPublicKey(w.main.Public())
			if err != nil {
				t.Fatal(err)
			}
			stranger, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
			if err != nil {
				t.Fatal(err)
			}
			signers := map[string]struct {
				method jwt.SigningMethod
				secret any
			}{
				"none":                           {jwt.SigningMethodNone, jwt.UnsafeAllowNoneSignatureType},
				"HS256 with the public key":      {jwt.SigningMethodHS256, public},
				"HS256 with the public key, PEM": {jwt.SigningMethodHS256, pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: public})},
				"HS256 with the client's secret": {jwt.SigningMethodHS256, []byte(ssotest.ClientSecret)},
				"the key of a stranger":          {jwt.SigningMethodES256, stranger},
			}
			for what, s := range signers {
				w.main.Method, w.main.Secret = s.method, s.secret
				w.refused(what, mainDoor, fault.TokenInvalid)
			}
			w.main.Method = nil
			w.enter(mainDoor)
		})
	}
}

func TestAProviderMayChangeItsKey(t *testing.T) {
	w := newWorld(t, db.SQLite)
	w.enter(mainDoor)
	w.main.UseRSA()
	w.enter(mainDoor)
}

func TestASignInEndsOnceAndInTheBrowserThatBeganIt(t *testing.T) {
	worlds(t, func(t *testing.T, w *world) {
		mine, theirs := w.goTo(mainDoor), w.goTo(mainDoor)
		for what, browser := range map[string]string{"no browser": "", "another browser": theirs.flow.Browser} {
			stolen := mine
			stolen.back.Browser = browser
			_, err := w.finish(stolen)
			wantFault(t, what, err, fault.TokenInvalid)
		}
		unknown := mine
		unknown.back.State = "unknown"
		_, err := w.finish(unknown)
		wantFault(t, "an unknown state", err, fault.TokenInvalid)
		if got := w.main.Tokens.Load(); got != 0 {
			t.Errorf("%d codes went to the provider, want none", got)
		}
		if _, err := w.finish(mine); err != nil {
			t.Fatalf("the browser that began: %v", err)
		}
		_, err = w.finish(mine)
		wantFault(t, "a second time", err, fault.TokenInvalid)

		w.clock.Advance(later)
		_, err = w.finish(theirs)
		wantFault(t, "too late", err, fault.TokenInvalid)
	})
}

func TestOfManyWhoEndOneSignInOneComesIn(t *testing.T) {
	worlds(t, func(t *testing.T, w *world) {
		w.enter(mainDoor)
		a := w.goTo(mainDoor)
		const many = 8
		errs := make([]error, many)
		var wait sync.WaitGroup
		for i := range many {
			wait.Go(func() { _, errs[i] = w.finish(a) })
		}
		wait.Wait()
		in := 0
		for _, err := range errs {
			if err == nil {
				in++
				continue
			}
			wantFault(t, "one of many", err, fault.TokenInvalid)
		}
		if in != 1 {
			t.Errorf("%d of %d came in, want 1", in, many)
		}
	})
}

func TestACodeOfAnotherSignInIsRefused(t *testing.T) {
	worlds(t, func(t *testing.T, w *world) {
		w.main.Subject = "an-attacker"
		attacker := w.goTo(mainDoor)
		w.main.Subject = "an-1"
		victim := w.goTo(mainDoor)
		victim.back.Code = attacker.back.Code
		_, err := w.finish(victim)
		wantFault(t, "an injected code", err, fault.TokenInvalid)

		for what, code := range map[string]string{"no code": "", "a made-up code": "made-up"} {
			a := w.goTo(mainDoor)
			a.back.Code = code
			_, err := w.finish(a)
			wantFault(t, what, err, fault.TokenInvalid)
		}
	})
}

func TestAnAnswerOfAnotherProviderIsRefused(t *testing.T) {
	worlds(t, func(t *testing.T, w *world) {
		mixed := w.goTo(mainDoor)
		mixed.back.Issuer = w.other.Issuer
		_, err := w.finish(mixed)
		wantFault(t, "the iss of another provider", err, fault.TokenInvalid)

		strayed := w.goTo(mainDoor)
		strayed.back.Provider = otherDoor
		_, err = w.finish(strayed)
		wantFault(t, "at the door of another provider", err, fault.TokenInvalid)
		if got := w.main.Tokens.Load() + w.other.Tokens.Load(); got != 0 {
			t.Errorf("%d codes went to a provider, want none", got)
		}
		named := w.goTo(mainDoor)
		named.back.Issuer = w.main.Issuer
		if _, err := w.finish(named); err != nil {
			t.Errorf("the iss of the provider: %v", err)
		}
	})
}

func TestAProviderThatNamesItselfHasToDoSo(t *testing.T) {
	w := newWorld(t, db.SQLite)
	w.main.Describe = func(m map[string]any) { m["authorization_response_iss_parameter_supported"] = true }
	w.refused("an answer without iss", mainDoor, fault.TokenInvalid)
	a := w.goTo(mainDoor)
	a.back.Issuer = w.main.Issuer
	if _, err := w.finish(a); err != nil {
		t.Errorf("an answer with iss: %v", err)
	}
}

func TestARefusalOfTheProviderEndsTheSignIn(t *testing.T) {
	w := newWorld(t, db.SQLite)
	a := w.goTo(mainDoor)
	a.back.Error = "access_denied"
	_, err := w.finish(a)
	wantFault(t, "a refusal", err, fault.TokenInvalid)
	a.back.Error = ""
	_, err = w.finish(a)
	wantFault(t, "the code after a refusal", err, fault.TokenInvalid)
}

func TestAProviderThatDescribesItselfBadlyIsNotTrusted(t *testing.T) {
	cases := map[string]func(map[string]any){
		"another issuer":            func(m map[string]any) { m["issuer"] = "https://evil.example" },
		"a token address in clear":  func(m map[string]any) { m["token_endpoint"] = "http://evil.example/token" },
		"keys in clear":             func(m map[string]any) { m["jwks_uri"] = "http://evil.example/keys" },
		"UserInfo in clear":         func(m map[string]any) { m["userinfo_endpoint"] = "http://evil.example/userinfo" },
		"no authorization address":  func(m map[string]any) { delete(m, "authorization_endpoint") },
		"an address with a user":    func(m map[string]any) { m["authorization_endpoint"] = "https://a:b@evil.example/" },
		"an address of the browser": func(m map[string]any) { m["authorization_endpoint"] = "javascript:alert(1)" },
		"more than it may":          func(m map[string]any) { m["filler"] = strings.Repeat("x", 1<<20) },
	}
	for what, describe := range cases {
		w := newWorld(t, db.SQLite)
		w.main.Describe = describe
		_, err := w.Begin(t.Context(), sso.Start{Provider: mainDoor})
		wantFault(t, what, err, fault.Overloaded)
	}
}

func TestAProviderThatIsDownIsAskedAgain(t *testing.T) {
	var up bool
	var asked int
	w := newWorld(t, db.SQLite)
	inner := w.main.Issuer
	front := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		asked++
		if !up {
			http.Error(rw, "down", http.StatusBadGateway)
			return
		}
		fmt.Fprintf(rw, `{"issuer":"http://%[1]s","authorization_endpoint":"%[2]s/authorize","token_endpoint":"%[2]s/oauth/token","jwks_uri":"%[2]s/keys"}`, r.Host, inner)
	}))
	defer front.Close()
	door := setUp(mainDoor, w.main)
	door.Issuer = front.URL
	r := sso.New(w.db, w.accounts, sso.Options{Providers: []sso.Provider{door}, BaseURL: baseURL, Home: home, Sealer: newSealer(t)})
	begin := func() error {
		_, err := r.Begin(t.Context(), sso.Start{Provider: mainDoor})
		return err
	}
	err := begin()
	wantFault(t, "a provider that is down", err, fault.Overloaded)
	if fault.Of(err).Retry <= 0 {
		t.Error("nothing says when to come back")
	}
	up = true
	wantFault(t, "a moment later", begin(), fault.Overloaded)
	if asked != 1 {
		t.Errorf("the provider was asked %d times, want once", asked)
	}
	w.clock.Advance(6 * time.Second)
	if err := begin(); err != nil {
		t.Errorf("after a pause: %v", err)
	}
}

func TestAProviderThatFailsInTheMiddleIsNotToBlameThePersonFor(t *testing.T) {
	w := newWorld(t, db.SQLite)
	for what, address := range map[string]string{"token_endpoint": "http://127.0.0.1:1/token", "userinfo_endpoint": "http://127.0.0.1:1/userinfo"} {
		w := newWorld(t, db.SQLite)
		w.main.Describe = func(m map[string]any) { m[what] = address }
		w.refused(what, mainDoor, fault.Overloaded)
	}
	if n := w.users(); n != 0 {
		t.Errorf("there are %d users, want none", n)
	}
}

func TestJ13ASignInReturnsToTheNewsroomAlone(t *testing.T) {
	w := newWorld(t, db.SQLite)
	good := map[string]string{
		"":                                 home,
		"/":                                home + "/",
		"/bai/1?tab=lich#dau":              home + "/bai/1?tab=lich#dau",
		"/@evil":                           home + "/@evil",
		home + "/bai":                      home + "/bai",
		"https://khac.bao.example/x?y=1":   "https://khac.bao.example/x?y=1",
		"/bai?next=https://evil.example/x": home + "/bai?next=https://evil.example/x",
	}
	for address, want := range good {
		flow, err := w.Begin(t.Context(), sso.Start{Provider: mainDoor, ReturnTo: address, Transport: auth.Cookie})
		if err != nil {
			t.Errorf("%q: %v", address, err)
			continue
		}
		out, err := w.finish(w.through(mainDoor, flow))
		if err != nil || out.ReturnTo != want {
			t.Errorf("%q: got %q, %v, want %q", address, out.ReturnTo, err, want)
		}
	}
	bad := []string{
		"//evil", "https:evil", `/\evil`, "@evil", `\\evil`, "evil", "https://evil.example", home + ".evil.example", home + "@evil.example",
		"http://toasoan.bao.example", "https://toasoan.bao.example:444", "javascript:alert(1)", "data:text/html,x", "/\tevil", "/\n/evil", " //evil",
		"https://u@toasoan.bao.example", "///evil", "https:///evil", "?x", "#x", "/" + strings.Repeat("x", 2000), "/%zz", "//toasoan.bao.example",
	}
	for _, address := range bad {
		_, err := w.Begin(t.Context(), sso.Start{Provider: mainDoor, ReturnTo: address})
		wantFault(t, fmt.Sprintf("%q", address), err, fault.Invalid)
	}
}

func TestOldSignInsAreSweptAndThoseInTimeAreNot(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, e db.Engine) {
		w := newWorld(t, e)
		w.goTo(mainDoor)
		w.clock.Advance(later)
		young := w.goTo(mainDoor)
		if err := w.Sweep(t.Context()); err != nil {
			t.Fatal(err)
		}
		var left int64
		if err := db.Gorm(t.Context(), w.db).Raw("SELECT count(*) FROM sso_flows").Scan(&left).Error; err != nil || left != 1 {
			t.Errorf("%d flows are left (%v), want the young one", left, err)
		}
		if _, err := w.finish(young); err != nil {
			t.Errorf("the young one: %v", err)
		}
	})
}
