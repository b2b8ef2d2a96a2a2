package sso_test

import (
	"net/url"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"newsdesk/internal/auth"
	"newsdesk/internal/db"
	"newsdesk/internal/fault"
	"newsdesk/internal/policy"
	"newsdesk/internal/sso"
	"newsdesk/internal/testkit"
)

func TestAStrangerOfTheNewsroomBecomesAUserAndComesBackAsThatUser(t *testing.T) {
	worlds(t, func(t *testing.T, w *world) {
		for _, inTokens := range []bool{false, true} {
			w.main.InTokens = inTokens
			out, err := w.finish(w.goTo(mainDoor))
			if err != nil {
				t.Fatalf("come in, claims in tokens: %t: %v", inTokens, err)
			}
			u := out.Tokens.User
			got := []string{out.ReturnTo, string(out.Transport), u.Email, u.Name, u.Provider, string(u.Grants[0].Role)}
			want := []string{home, "cookie", newEmail, "An", mainDoor, "editor"}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("who came in, claims in tokens: %t (-want +got):\n%s", inTokens, diff)
			}
			if actor := w.actor(out.Tokens); actor.ID != u.ID || !actor.Rights.Ever("article", false, policy.Approve) {
				t.Errorf("the access token is of %+v, want the editor %s", actor, u.ID)
			}
		}
		if n := w.users(); n != 1 {
			t.Errorf("there are %d users after two sign-ins, want 1", n)
		}
		w.recorded(auth.ActAdd, 1)
		w.recorded(sso.ActLink, 1)
		w.recorded(auth.ActLogin, 2)
		w.recorded(auth.ActGrants, 0)
	})
}

func TestAPasswordCannotBeTriedOnAUserOfAProvider(t *testing.T) {
	worlds(t, func(t *testing.T, w *world) {
		w.enter(mainDoor)
		for _, password := range []string{"x", goodPassword, " "} {
			_, err := w.accounts.Login(t.Context(), auth.LoginInput{Email: newEmail, Password: password, Transport: auth.Body, Address: "192.0.2.9"})
			wantFault(t, "the password "+password, err, fault.TokenInvalid)
		}
	})
}

func TestTheProviderIsAskedWithPKCEStateAndNonce(t *testing.T) {
	w := newWorld(t, db.SQLite)
	one, err := w.Begin(t.Context(), sso.Start{Provider: mainDoor})
	if err != nil {
		t.Fatal(err)
	}
	other, err := w.Begin(t.Context(), sso.Start{Provider: mainDoor})
	if err != nil {
		t.Fatal(err)
	}
	asked, again := query(t, one.URL), query(t, other.URL)
	for name, want := range map[string]string{
		"response_type": "code", "client_id": "newsdesk", "code_challenge_method": "S256",
		"redirect_uri": sso.Callback(baseURL, mainDoor), "scope": "openid profile email",
	} {
		if got := asked.Get(name); got != want {
			t.Errorf("%s: got %q, want %q", name, got, want)
		}
	}
	for _, name := range []string{"state", "nonce", "code_challenge"} {
		if got := asked.Get(name); len(got) < 26 || got == again.Get(name) {
			t.Errorf("%s: got %q and %q, want 128 random bits each time", name, got, again.Get(name))
		}
	}
	if one.Browser == other.Browser || strings.Contains(one.URL, one.Browser) {
		t.Error("the secret of the browser is used twice, or goes to the provider")
	}
	if got := sso.FlowID(asked.Get("state")); got != one.ID {
		t.Errorf("the state leads to the flow %s, want %s", got, one.ID)
	}
}

func query(t *testing.T, address string) url.Values {
	t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	return u.Query()
}

func TestALeakedDatabaseEndsNoSignIn(t *testing.T) {
	testkit.Databases(t, func(t *testing.T, d *db.DB) { sso.CheckModels(t, d) })
	worlds(t, func(t *testing.T, w *world) {
		a := w.goTo(mainDoor)
		var stored []map[string]any
		if err := db.Gorm(t.Context(), w.db).Raw("SELECT * FROM sso_flows").Scan(&stored).Error; err != nil || len(stored) != 1 {
			t.Fatalf("got %d flows, %v, want one", len(stored), err)
		}
		asked := query(t, a.flow.URL)
		for column, value := range stored[0] {
			text, _ := value.(string)
			if b, ok := value.([]byte); ok {
				text = string(b)
			}
			for _, secret := range []string{asked.Get("state"), asked.Get("nonce"), a.flow.Browser, a.back.Code} {
				if strings.Contains(text, secret) {
					t.Errorf("the column %s holds a secret", column)
				}
			}
		}
	})
}

func TestA33StrangersAreRefusedAndNeverLinked(t *testing.T) {
	cases := []struct {
		what   string
		claims map[string]any
		kind   fault.Kind
	}{
		{"an unverified address", map[string]any{"email": newEmail, "email_verified": false}, fault.Forbidden},
		{"an address of which nothing is said", map[string]any{"email": newEmail}, fault.Forbidden},
		{"the unverified address of a user", map[string]any{"email": localEmail, "email_verified": false}, fault.Forbidden},
		{"the verified address of a user", map[string]any{"email": localEmail, "email_verified": true}, fault.Conflict},
		{"that address in capitals", map[string]any{"email": "LAN@BAO.EXAMPLE", "email_verified": true}, fault.Conflict},
		{"an address of elsewhere", map[string]any{"email": "an@evil.example", "email_verified": true}, fault.Forbidden},
		{"a domain that ends alike", map[string]any{"email": "an@evilbao.example", "email_verified": true}, fault.Forbidden},
		{"a domain below ours", map[string]any{"email": "an@x.bao.example", "email_verified": true}, fault.Forbidden},
		{"two domains", map[string]any{"email": "an@evil.example@bao.example", "email_verified": true}, fault.Forbidden},
		{"no address", map[string]any{}, fault.Forbidden},
	}
	worlds(t, func(t *testing.T, w *world) {
		w.local()
		for _, c := range cases {
			w.main.Claims = c.claims
			w.refused(c.what, mainDoor, c.kind)
		}
		if n := w.users(); n != 1 {
			t.Errorf("there are %d users, want the local one alone", n)
		}
		w.recorded(sso.ActLink, 0)
	})
}

func TestADoorThatMakesNoUsersRefusesStrangers(t *testing.T) {
	worlds(t, func(t *testing.T, w *world) {
		w.other.Claims = map[string]any{"email": newEmail, "email_verified": true}
		w.refused("a stranger", otherDoor, fault.Forbidden)
	})
}

func TestTheSubjectIsWhoOneIsAndTheAddressIsNot(t *testing.T) {
	worlds(t, func(t *testing.T, w *world) {
		before := w.enter(mainDoor)
		w.main.Claims["email"], w.main.Claims["email_verified"] = "moi@elsewhere.example", false
		if again := w.enter(mainDoor); again.ID != before.ID {
			t.Errorf("another address made %s of %s", again.ID, before.ID)
		}
		w.main.Subject, w.main.Claims["email"], w.main.Claims["email_verified"] = "an-2", newEmail, true
		w.refused("another subject with the address", mainDoor, fault.Conflict)
	})
}

func TestOneSubjectAtTwoProvidersIsTwoPeople(t *testing.T) {
	worlds(t, func(t *testing.T, w *world) {
		w.enter(mainDoor)
		w.other.Subject, w.other.Claims = w.main.Subject, w.main.Claims
		w.refused("the same subject of another issuer", otherDoor, fault.Forbidden)
	})
}

func TestGroupsDecideAtEverySignIn(t *testing.T) {
	worlds(t, func(t *testing.T, w *world) {
		first := w.enter(mainDoor)
		steps := []struct {
			groups any
			want   string
			acts   int
		}{
			{[]string{"phongvien", "khac"}, "reporter", 1},
			{[]string{"phongvien"}, "reporter", 1},
			{"bientap", "editor", 2},
			{[]string{"bientap", "phongvien"}, "editor reporter", 3},
			{[]string{"phongvien", "bientap"}, "editor reporter", 3},
			{[]string{}, "", 4},
			{nil, "", 4},
			{map[string]any{"bientap": true}, "", 4},
		}
		for _, s := range steps {
			w.main.Claims["groups"] = s.groups
			var roles []string
			for _, g := range w.enter(mainDoor).Grants {
				roles = append(roles, string(g.Role))
			}
			if got := strings.Join(roles, " "); got != s.want {
				t.Errorf("groups %v: got roles %q, want %q", s.groups, got, s.want)
			}
			w.recorded(auth.ActGrants, s.acts)
		}
		if u, err := w.accounts.Get(t.Context(), operator(), first.ID); err != nil || len(u.Grants) != 0 {
			t.Errorf("got %v, %v, want a user without roles", u.Grants, err)
		}
	})
}

func TestGroupsDoNotDecideAboutUsersOfTheNewsroom(t *testing.T) {
	worlds(t, func(t *testing.T, w *world) {
		actor := w.local()
		if err := w.link(actor, mainDoor); err != nil {
			t.Fatal(err)
		}
		if u := w.enter(mainDoor); u.ID != actor.ID || u.Grants[0].Role != policy.Reporter {
			t.Errorf("got %s with %v, want %s, a reporter", u.ID, u.Grants, actor.ID)
		}
	})
}

func TestWithoutAMapOfGroupsTheNewsroomDecides(t *testing.T) {
	w := newWorld(t, db.SQLite)
	u := w.enter(mainDoor)
	w.Reception = sso.New(w.db, w.accounts, sso.Options{
		Providers: []sso.Provider{setUp(mainDoor, w.main)}, BaseURL: baseURL, Home: home, Sealer: newSealer(t),
	})
	given := []policy.Grant{{Role: policy.Treasurer, Sections: []string{policy.Everywhere}}}
	if _, err := w.accounts.SetGrants(t.Context(), operator(), u.ID, given); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(given, w.enter(mainDoor).Grants); diff != "" {
		t.Errorf("the roles after a sign-in (-want +got):\n%s", diff)
	}
}

func TestWhoMayNotComeInDoesNot(t *testing.T) {
	worlds(t, func(t *testing.T, w *world) {
		u := w.enter(mainDoor)
		if _, err := w.accounts.Disable(t.Context(), operator(), u.ID); err != nil {
			t.Fatal(err)
		}
		w.main.Claims["groups"] = []string{"phongvien"}
		w.refused("a disabled user", mainDoor, fault.TokenInvalid)
		w.recorded(auth.ActGrants, 0)
		if err := w.accounts.Delete(t.Context(), operator(), u.ID); err != nil {
			t.Fatal(err)
		}
		w.refused("a deleted user", mainDoor, fault.TokenInvalid)
	})
}

func TestASecondFactorAtTheProviderCounts(t *testing.T) {
	cases := []struct {
		claim string
		value any
		want  bool
	}{
		{"amr", []string{"pwd"}, false},
		{"amr", []string{"pwd", "otp", "mfa"}, true},
		{"amr", "mfa", true},
		{"acr", "phr", true},
		{"acr", "mfa", false},
		{"acr", 1, false},
	}
	w := newWorld(t, db.SQLite)
	for _, c := range cases {
		w.main.Forge = func(claims map[string]any) { claims[c.claim] = c.value }
		out, err := w.finish(w.goTo(mainDoor))
		if err != nil {
			t.Fatal(err)
		}
		device, err := w.accounts.Device(t.Context(), w.actor(out.Tokens))
		if err != nil || device.Strong != c.want {
			t.Errorf("%s %v: got a strong session: %t (%v), want %t", c.claim, c.value, device.Strong, err, c.want)
		}
	}
}
