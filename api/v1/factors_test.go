package v1_test

import (
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"

	"newsdesk/api/rest"
	"newsdesk/internal/config"
	"newsdesk/internal/db"
	"newsdesk/internal/ident"
	"newsdesk/internal/policy"
	"newsdesk/internal/testkit"
	"newsdesk/internal/testkit/authenticator"
	"newsdesk/internal/testkit/newsroom"
)

const (
	factorsPath = "/v1/auth/factors"
	totpPath    = "/v1/auth/totp"
	passkeyPath = "/v1/auth/passkeys"
	stepUpPath  = "/v1/auth/step-up"
	deskPage    = "https://toasoan.bao.example"
)

// shows is the code that an app with the secret shows now.
func shows(t *testing.T, n *newsroom.Newsroom, secret string) string {
	t.Helper()
	code, err := totp.GenerateCode(secret, n.Clock.Now())
	if err != nil {
		t.Fatal(err)
	}
	return code
}

// enrol sets an app up for the editor, and lets the step of its first
// code pass.
func enrol(t *testing.T, n *newsroom.Newsroom) (secret string, confirmed newsroom.Answer) {
	t.Helper()
	secret = n.Do(policy.Editor, "POST", totpPath, "").Want(200).Text("secret")
	confirmed = n.Do(policy.Editor, "POST", totpPath+"/confirm", `{"code":"`+shows(t, n, secret)+`"}`).Want(200)
	n.Clock.Advance(2 * time.Minute)
	return secret, confirmed
}

// withCode are the credentials of the editor with a code.
func withCode(code string) string {
	return strings.TrimSuffix(credentials(policy.Editor, newsroom.Password, "body"), "}") + `,"otp":"` + code + `"}`
}

// demanding runs f on a newsroom for each engine where some roles need a second
// factor after two weeks.
func demanding(t *testing.T, f func(*testing.T, *newsroom.Newsroom), roles ...string) {
	t.Helper()
	testkit.Engines(t, func(t *testing.T, e db.Engine) {
		f(t, newsroom.New(t, e, func(c *config.Config) {
			c.SecondFactorRoles, c.SecondFactorGrace = roles, config.Duration(14*24*time.Hour)
		}))
	})
}

func TestAnAuthenticatorAppFromSettingUpToRemoval(t *testing.T) {
	newsroom.Each(t, func(t *testing.T, n *newsroom.Newsroom) {
		none := n.Do(policy.Editor, "GET", factorsPath, "").Want(200)
		if none.Text("totp") != "false" || string(none.Get("totp_since")) != "null" || none.Len("passkeys") != 0 || none.Text("recovery_codes_left") != "0" {
			t.Errorf("got %s, want no factor", none.Body)
		}
		setup := n.Do(policy.Editor, "POST", totpPath, "").Want(200)
		if uri := setup.Text("uri"); !strings.HasPrefix(uri, "otpauth://totp/") || !strings.Contains(uri, "secret="+setup.Text("secret")) {
			t.Errorf("got the address %s, want one with the secret for the app", uri)
		}
		n.With("", "POST", login, credentials(policy.Editor, newsroom.Password, "body")).Want(200)
		if got := n.Do(policy.Editor, "POST", totpPath+"/confirm", `{"code":"000000"}`).Want(422); got.Text("errors/0/pointer") != "/code" {
			t.Errorf("a wrong code: got %s, want it to point at /code", got.Body)
		}
		secret, confirmed := enrol(t, n)
		if confirmed.Len("recovery_codes") != 10 {
			t.Errorf("got %s, want ten recovery codes", confirmed.Body)
		}
		if got := n.With("", "POST", login, credentials(policy.Editor, newsroom.Password, "body")).Want(401); got.Code() != "second_factor_required" {
			t.Errorf("the password alone: got %s, want second_factor_required", got.Body)
		}
		if got := n.With("", "POST", login, credentials(policy.Editor, "sai roi nhe sai roi", "body")).Want(401); got.Code() != "token_invalid" {
			t.Errorf("a wrong password: got %s, which tells of a second factor", got.Body)
		}
		in := n.With("", "POST", login, withCode(shows(t, n, secret))).Want(200)
		who := n.With(in.Text("access_token"), "GET", me, "").Want(200)
		if who.Text("session/strong") != "true" || who.Text("second_factor/has") != "true" {
			t.Errorf("got %s, want a strong session of someone with a second factor", who.Body)
		}
		n.With(in.Text("access_token"), "GET", editorialArticles, "").Want(200)
		codes := n.Do(policy.Editor, "POST", "/v1/auth/recovery-codes", "").Want(200)
		n.With("", "POST", login, withCode(confirmed.Text("recovery_codes/0"))).Want(401)
		n.With("", "POST", login, withCode(codes.Text("recovery_codes/0"))).Want(200)
		if got := n.Do(policy.Editor, "GET", factorsPath, "").Want(200); got.Text("recovery_codes_left") != "9" || got.Text("totp") != "true" {
			t.Errorf("got %s, want an app and nine codes", got.Body)
		}
		n.Do(policy.Editor, "DELETE", totpPath, "").Want(204)
		n.Do(policy.Editor, "DELETE", totpPath, "").Want(404)
		n.Do(policy.Editor, "POST", "/v1/auth/recovery-codes", "").Want(409)
		n.With("", "POST", login, credentials(policy.Editor, newsroom.Password, "body")).Want(200)
		letters := n.Letters()
		if len(letters) == 0 || letters[0].To != newsroom.Email(policy.Editor) || letters[0].Slip() != "" {
			t.Errorf("got the letters %+v, want the editor told of the change", letters)
		}
	})
}

func TestA27TheSameCodeIsRefusedTheSecondTime(t *testing.T) {
	newsroom.Each(t, func(t *testing.T, n *newsroom.Newsroom) {
		secret, _ := enrol(t, n)
		body := withCode(shows(t, n, secret))
		var mu sync.Mutex
		statuses := map[int]int{}
		var tries sync.WaitGroup
		for range 4 {
			tries.Go(func() {
				got := n.With("", "POST", login, body)
				mu.Lock()
				defer mu.Unlock()
				statuses[got.Status]++
			})
		}
		tries.Wait()
		if statuses[200] != 1 || statuses[401] != 3 {
			t.Errorf("four at the same moment: got %v, want one 200 and three 401", statuses)
		}
		if got := n.With("", "POST", login, body).Want(401); got.Code() != "token_invalid" {
			t.Errorf("the code once more: got %s, want token_invalid", got.Body)
		}
	})
}

func TestAStolenTokenSetsUpNoFactorTenMinutesLater(t *testing.T) {
	newsroom.Each(t, func(t *testing.T, n *newsroom.Newsroom) {
		tokens := signInTokens(t, n, policy.Editor)
		n.Clock.Advance(9 * time.Minute)
		stolen := refreshed(t, n, tokens)
		n.With(stolen, "POST", totpPath, "").Want(200)
		n.Clock.Advance(2 * time.Minute)
		id := ident.New()
		for _, route := range []struct{ method, path, body string }{
			{"POST", totpPath, ""},
			{"POST", totpPath + "/confirm", `{"code":"123456"}`},
			{"DELETE", totpPath, ""},
			{"POST", "/v1/auth/recovery-codes", ""},
			{"POST", passkeyPath + "/begin", ""},
			{"POST", passkeyPath, `{"ceremony_id":"` + id + `","name":"x","response":{}}`},
			{"PATCH", passkeyPath + "/" + id, `{"name":"x"}`},
			{"DELETE", passkeyPath + "/" + id, ""},
		} {
			got := n.With(stolen, route.method, route.path, route.body).Want(401)
			if got.Code() != "step_up_required" || !strings.Contains(got.Header.Get("Www-Authenticate"), "insufficient_user_authentication") {
				t.Errorf("%s %s: got %s with %q, want step_up_required as RFC 9470 has it", route.method, route.path, got.Body, got.Header.Get("Www-Authenticate"))
			}
		}
		n.With(stolen, "POST", stepUpPath, `{"password":"sai roi nhe sai roi"}`).Want(422)
		n.With(stolen, "POST", totpPath, "").Want(401)
		if got := n.With(stolen, "POST", stepUpPath, `{"password":"`+newsroom.Password+`"}`).Want(200); got.Text("verified_at") != n.Clock.Now().Format(time.RFC3339) {
			t.Errorf("the step-up of the owner: got %s, want it verified now", got.Body)
		}
		n.With(stolen, "POST", totpPath, "").Want(200)
	})
}

func TestOtherSessionsShowTheNewFactorBeforeAnythingElse(t *testing.T) {
	newsroom.Each(t, func(t *testing.T, n *newsroom.Newsroom) {
		n.Token(policy.Editor)
		token := n.SignIn(newsroom.Email(policy.Editor))
		n.With(token, "GET", editorialArticles, "").Want(200)
		secret, _ := enrol(t, n)
		n.Do(policy.Editor, "GET", editorialArticles, "").Want(200)
		if got := n.With(token, "GET", editorialArticles, "").Want(401); got.Code() != "step_up_required" {
			t.Errorf("the other session: got %s, want step_up_required", got.Body)
		}
		if got := n.With(token, "POST", stepUpPath, `{"password":"`+newsroom.Password+`"}`).Want(401); got.Code() != "second_factor_required" {
			t.Errorf("the password alone: got %s, want second_factor_required", got.Body)
		}
		n.With(token, "POST", stepUpPath, `{"otp":"`+shows(t, n, secret)+`"}`).Want(200)
		n.With(token, "GET", editorialArticles, "").Want(200)
	})
}

func TestWhoHasNoFactorAfterTheDaysOfGraceReachesNothingEditorial(t *testing.T) {
	demanding(t, func(t *testing.T, n *newsroom.Newsroom) {
		if got := n.Do(policy.Editor, "GET", me, "").Want(200); got.Text("second_factor/required") != "true" || got.Text("second_factor/due") != n.Clock.Now().Add(14*24*time.Hour).Format(time.RFC3339) {
			t.Errorf("got %s, want a factor due in two weeks", got.Body)
		}
		n.Token(policy.Reporter)
		n.Clock.Advance(14 * 24 * time.Hour)
		token := n.SignIn(newsroom.Email(policy.Editor))
		asked := 0
		for _, route := range table(t) {
			if route.Plane != rest.Editorial {
				continue
			}
			path := strings.NewReplacer(":id", ident.New(), ":slug", "khong-co", ":revision", "1").Replace(route.Path)
			body := ""
			if route.Method != http.MethodGet && route.Method != http.MethodDelete {
				body = "{}"
			}
			asked++
			if got := n.With(token, route.Method, path, body, "If-Match", `"900.c0de"`).Want(403); got.Code() != "enrolment_required" {
				t.Errorf("%s %s: got %s, want enrolment_required", route.Method, route.Path, got.Body)
			}
		}
		if asked < 50 {
			t.Errorf("%d editorial routes were asked, want all", asked)
		}
		n.With(n.SignIn(newsroom.Email(policy.Reporter)), "GET", editorialArticles, "").Want(200) // whose role needs none

		secret := n.With(token, "POST", totpPath, "").Want(200).Text("secret")
		n.With(token, "POST", totpPath+"/confirm", `{"code":"`+shows(t, n, secret)+`"}`).Want(200)
		n.With(token, "GET", editorialArticles, "").Want(200)
		if got := n.With(token, "DELETE", totpPath, "").Want(409); got.Code() != "conflict" {
			t.Errorf("removing the last factor: got %s, want a conflict", got.Body)
		}
	}, "editor")
}

func TestAnAdministratorHelpsWhoHasLostTheirFactors(t *testing.T) {
	demanding(t, func(t *testing.T, n *newsroom.Newsroom) {
		id := n.Do(policy.Editor, "GET", me, "").Want(200).Text("user/id")
		enrol(t, n)
		reset := usersPath + "/" + id + "/actions/reset-factors"
		n.Do(policy.Reporter, "POST", reset, "").Want(403)
		n.Do(policy.Editor, "POST", reset, "").Want(403)
		if got := n.Do(policy.Admin, "POST", reset, "").Want(200); got.Text("second_factor/has") != "false" || got.Text("second_factor/due") != n.Clock.Now().Add(14*24*time.Hour).Format(time.RFC3339) {
			t.Errorf("got %s, want no factor and two weeks for another", got.Body)
		}
		n.Do(policy.Editor, "GET", me, "").Want(401)
		n.With("", "POST", login, credentials(policy.Editor, newsroom.Password, "body")).Want(200)
		n.Do(policy.Admin, "POST", usersPath+"/"+ident.New()+"/actions/reset-factors", "").Want(404)
		admin := n.Do(policy.Admin, "GET", me, "").Want(200).Text("user/id")
		n.Do(policy.Admin, "POST", usersPath+"/"+admin+"/actions/reset-factors", "").Want(403)
	}, "editor")
}

// passkey is a device with a passkey of the person of a role.
func passkey(t *testing.T, n *newsroom.Newsroom, r policy.Role) (*authenticator.Authenticator, newsroom.Answer) {
	t.Helper()
	device := authenticator.New(deskPage)
	begun := n.Do(r, "POST", passkeyPath+"/begin", "").Want(200)
	return device, n.Do(r, "POST", passkeyPath, answered(t, begun, device.Create, `,"name":"Điện thoại"`)).Want(200)
}

// answered is the body with what a device says to a ceremony.
func answered(t *testing.T, begun newsroom.Answer, device func([]byte) ([]byte, error), more string) string {
	t.Helper()
	response, err := device(begun.Get("options"))
	if err != nil {
		t.Fatal(err)
	}
	return fmt.Sprintf(`{"ceremony_id":%q,"response":%s%s}`, begun.Text("ceremony_id"), response, more)
}

func TestAPasskeyFromMakingToSigningIn(t *testing.T) {
	newsroom.Each(t, func(t *testing.T, n *newsroom.Newsroom) {
		device, made := passkey(t, n, policy.Editor)
		if made.Text("name") != "Điện thoại" || string(made.Get("last_used_at")) != "null" || made.Len("recovery_codes") != 10 {
			t.Errorf("got %s, want a passkey with ten recovery codes", made.Body)
		}
		at := passkeyPath + "/" + made.Text("id")
		if got := n.Do(policy.Editor, "PATCH", at, `{"name":"Khóa của Ánh"}`).Want(200); got.Text("name") != "Khóa của Ánh" {
			t.Errorf("got %s, want it renamed", got.Body)
		}
		n.Do(policy.Reporter, "PATCH", at, `{"name":"Của tôi"}`).Want(404)
		n.Do(policy.Reporter, "DELETE", at, "").Want(404)
		n.With("", "POST", login, credentials(policy.Editor, newsroom.Password, "body")).Want(401)

		begun := n.With("", "POST", "/v1/auth/passkey-login/begin", "").Want(200)
		body := answered(t, begun, device.Get, `,"transport":"body","label":"Máy của Ánh"`)
		in := n.With("", "POST", "/v1/auth/passkey-login", body).Want(200)
		who := n.With(in.Text("access_token"), "GET", me, "").Want(200)
		if who.Text("session/strong") != "true" || who.Text("session/label") != "Máy của Ánh" || who.Text("user/email") != newsroom.Email(policy.Editor) {
			t.Errorf("got %s, want a strong session of the editor", who.Body)
		}
		n.With("", "POST", "/v1/auth/passkey-login", body).Want(401)
		browser := n.With("", "POST", "/v1/auth/passkey-login", answered(t, n.With("", "POST", "/v1/auth/passkey-login/begin", "").Want(200), device.Get, "")).Want(200)
		if len(cookies(browser)) != 1 || string(browser.Get("refresh_token")) != "null" {
			t.Errorf("got %s with %d cookies, want the refresh token in one", browser.Body, len(cookies(browser)))
		}

		n.Clock.Advance(8 * time.Minute)
		token := n.Token(policy.Editor)
		step := n.With(token, "POST", stepUpPath+"/passkey/begin", "").Want(200)
		n.With(token, "POST", stepUpPath+"/passkey", answered(t, step, device.Get, "")).Want(200)
		n.Do(policy.Reporter, "POST", stepUpPath+"/passkey/begin", "").Want(409)
		n.Do(policy.Editor, "DELETE", at, "").Want(204)
	})
}

func TestAPasskeyThatProvesNothingIsRefused(t *testing.T) {
	newsroom.Each(t, func(t *testing.T, n *newsroom.Newsroom) {
		device, _ := passkey(t, n, policy.Editor)
		stranger := device.Clone()
		stranger.Origin = "https://toasoan.bao.example.evil.test"
		forged := device.Clone()
		forged.Forged = true
		unverified := device.Clone()
		unverified.Unverified = true
		for what, liar := range map[string]*authenticator.Authenticator{"another origin": stranger, "a wrong signature": forged, "nobody verified": unverified} {
			begun := n.With("", "POST", "/v1/auth/passkey-login/begin", "").Want(200)
			if got := n.With("", "POST", "/v1/auth/passkey-login", answered(t, begun, liar.Get, "")).Want(401); got.Code() != "token_invalid" {
				t.Errorf("%s: got %s, want token_invalid", what, got.Body)
			}
			step := n.Do(policy.Editor, "POST", stepUpPath+"/passkey/begin", "").Want(200)
			n.Do(policy.Editor, "POST", stepUpPath+"/passkey", answered(t, step, liar.Get, "")).Want(422)
		}
		step := n.Do(policy.Editor, "POST", stepUpPath+"/passkey/begin", "").Want(200)
		n.Do(policy.Editor, "POST", stepUpPath+"/passkey", answered(t, step, device.Get, "")).Want(200) // forgives the failures
		for _, sent := range []string{`null`, `{}`, `"x"`, `[]`, `{"id":1}`} {
			body := `{"ceremony_id":"` + ident.New() + `","response":` + sent
			n.With("", "POST", "/v1/auth/passkey-login", body+"}").Want(422)
			n.Do(policy.Editor, "POST", passkeyPath, body+`,"name":"x"}`).Want(422)
			n.Do(policy.Editor, "POST", stepUpPath+"/passkey", body+"}").Want(422)
		}
		if got := n.With("", "POST", "/v1/auth/passkey-login", `{}`).Want(422); got.Text("errors/0/pointer") != "/response" {
			t.Errorf("nothing: got %s, want it to point at /response", got.Body)
		}
	})
}
