package factor

import (
	"context"
	"encoding/base64"
	"strings"
	"testing"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	"github.com/google/go-cmp/cmp"

	"newsdesk/internal/db"
	"newsdesk/internal/fault"
	"newsdesk/internal/ident"
	"newsdesk/internal/testkit/authenticator"
)

func TestAPasskeySignsItsOwnerIn(t *testing.T) {
	for name, synced := range map[string]bool{"on one device": false, "on many": true} {
		t.Run(name, func(t *testing.T) {
			worlds(t, func(t *testing.T, w *world) {
				a := authenticator.New(testOrigin)
				a.Synced = synced
				w.register(a)
				for range 3 {
					now := w.clock.Advance(time.Hour)
					userID, err := w.signIn(a)
					if err != nil || userID != w.user {
						t.Fatalf("got %q, %v; want the user %q", userID, err, w.user)
					}
					if got := w.summary().Passkeys[0].LastUsedAt; !got.Equal(now) {
						t.Errorf("the passkey was last used at %v, want %v", got, now)
					}
				}
			})
		})
	}
}

func TestTheOptionsAskForADiscoverableVerifiedKeyAndNoAttestation(t *testing.T) {
	worlds(t, func(t *testing.T, w *world) {
		w.register(authenticator.New(testOrigin))
		var creation struct {
			Selection   map[string]any   `json:"authenticatorSelection"`
			Attestation string           `json:"attestation"`
			Exclude     []map[string]any `json:"excludeCredentials"`
			Timeout     int              `json:"timeout"`
			User        struct {
				Name        string `json:"name"`
				DisplayName string `json:"displayName"`
			} `json:"user"`
		}
		if err := json.Unmarshal(w.beginPasskey().Options, &creation); err != nil {
			t.Fatal(err)
		}
		want := map[string]any{"requireResidentKey": true, "residentKey": "required", "userVerification": "required"}
		if diff := cmp.Diff(want, creation.Selection); diff != "" {
			t.Errorf("authenticatorSelection (-want +got):\n%s", diff)
		}
		if creation.Attestation != "none" || len(creation.Exclude) != 1 || creation.Timeout != 300_000 {
			t.Errorf("got %+v, want no attestation, one excluded key and five minutes", creation)
		}
		if creation.User.Name != "lan@example.vn" || creation.User.DisplayName != "Lan" {
			t.Errorf("got the user %+v, want Lan and her address", creation.User)
		}
		for what, c := range map[string]Ceremony{"sign in": w.beginSignIn(), "verify": w.beginVerify()} {
			var request map[string]any
			if err := json.Unmarshal(c.Options, &request); err != nil {
				t.Fatal(err)
			}
			if request["userVerification"] != "required" || request["rpId"] != testDomain || request["timeout"] != 300_000.0 {
				t.Errorf("%s: got %v, want verification, the domain and five minutes", what, request)
			}
			if _, named := request["allowCredentials"]; named != (what == "verify") {
				t.Errorf("%s: allowCredentials are named: %t", what, named)
			}
		}
	})
}

func TestADeviceIsNotRegisteredTwice(t *testing.T) {
	worlds(t, func(t *testing.T, w *world) {
		a := authenticator.New(testOrigin)
		w.register(a)
		if _, err := a.Create(w.beginPasskey().Options); err == nil {
			t.Error("the options do not exclude the key that is known")
		}
	})
}

func TestAKeyThatIsKnownIsAConflict(t *testing.T) {
	worlds(t, func(t *testing.T, w *world) {
		w.register(authenticator.New(testOrigin))
		c := w.beginPasskey()
		response := w.answer(authenticator.New(testOrigin).Create, c)
		w.do(func(ctx context.Context, tx *db.Tx) error {
			_, err := tx.Exec(ctx, "UPDATE passkeys SET credential_id = ?", rawID(t, response))
			return err
		})
		_, err := w.finishPasskey(c, "Điện thoại", response)
		wantFault(t, "the id of another key", err, fault.Conflict)
	})
}

func rawID(t testing.TB, response []byte) []byte {
	t.Helper()
	var text string
	if err := json.Unmarshal(members(t, response)["rawId"], &text); err != nil {
		t.Fatal(err)
	}
	id, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil {
		t.Fatal(err)
	}
	return id
}

func TestEveryFaultOfARegistrationIsRefused(t *testing.T) {
	worlds(t, func(t *testing.T, w *world) {
		for what, lie := range map[string]func(*authenticator.Authenticator){
			"another origin":           func(a *authenticator.Authenticator) { a.Origin = "https://desk.news.example.org" },
			"an origin below":          func(a *authenticator.Authenticator) { a.Origin = "https://x.desk.news.example" },
			"the origin without TLS":   func(a *authenticator.Authenticator) { a.Origin = "http://desk.news.example" },
			"the origin, another port": func(a *authenticator.Authenticator) { a.Origin = testOrigin + ":8443" },
			"a frame":                  func(a *authenticator.Authenticator) { a.CrossOrigin = true },
			"another domain":           func(a *authenticator.Authenticator) { a.RPID = "example" },
			"nobody verified":          func(a *authenticator.Authenticator) { a.Unverified = true },
			"nobody there":             func(a *authenticator.Authenticator) { a.Absent = true },
		} {
			a := authenticator.New(testOrigin)
			lie(a)
			c := w.beginPasskey()
			_, err := w.finishPasskey(c, "Điện thoại", w.answer(a.Create, c))
			wantFields(t, what, err, "/response not_good")
		}
	})
}

func TestEveryFaultOfASignInIsRefused(t *testing.T) {
	worlds(t, func(t *testing.T, w *world) {
		for what, lie := range map[string]func(*authenticator.Authenticator){
			"another origin":  func(a *authenticator.Authenticator) { a.Origin = "https://desk.news.example.org" },
			"a frame":         func(a *authenticator.Authenticator) { a.CrossOrigin = true },
			"another domain":  func(a *authenticator.Authenticator) { a.RPID = "example" },
			"nobody verified": func(a *authenticator.Authenticator) { a.Unverified = true },
			"nobody there":    func(a *authenticator.Authenticator) { a.Absent = true },
			"a forged key":    func(a *authenticator.Authenticator) { a.Forged = true },
			"a stale counter": func(a *authenticator.Authenticator) { a.Counter = 0 },
			"suddenly synced": func(a *authenticator.Authenticator) { a.Synced = true },
		} {
			a := authenticator.New(testOrigin)
			w.register(a)
			liar := a.Clone()
			lie(liar)
			_, err := w.signIn(liar)
			wantFault(t, "sign in: "+what, err, fault.TokenInvalid)
			lie(liar)
			c := w.beginVerify()
			wantFault(t, "verify: "+what, w.finishVerify(w.user, c.ID, w.answer(liar.Get, c)), fault.TokenInvalid)
			if _, err := w.signIn(a); err != nil {
				t.Errorf("the honest device after %s: %v", what, err)
			}
		}
	})
}

func TestACopyOfAPasskeyIsNoticed(t *testing.T) {
	worlds(t, func(t *testing.T, w *world) {
		a := authenticator.New(testOrigin)
		w.register(a)
		twin := a.Clone()
		if _, err := w.signIn(a); err != nil {
			t.Fatal(err)
		}
		_, err := w.signIn(twin)
		wantFault(t, "the copy", err, fault.TokenInvalid)
		if !strings.Contains(fault.Of(err).Text.String(), "copy") {
			t.Errorf("got %v, want it to say that there is a copy", err)
		}
	})
}

func TestACeremonyIsGoodOnceAndForFiveMinutes(t *testing.T) {
	worlds(t, func(t *testing.T, w *world) {
		a := authenticator.New(testOrigin)
		c := w.beginPasskey()
		response := w.answer(a.Create, c)
		w.clock.Advance(ceremonyLife)
		_, err := w.finishPasskey(c, "Điện thoại", response)
		wantFields(t, "a registration too late", err, "/ceremony_id not_good")
		w.clock.Advance(-time.Second)
		if _, err := w.finishPasskey(c, "Điện thoại", response); err != nil {
			t.Errorf("a registration in time: %v", err)
		}
		_, err = w.finishPasskey(c, "Điện thoại", response)
		wantFields(t, "a registration twice", err, "/ceremony_id not_good")

		s := w.beginSignIn()
		answer := w.answer(a.Get, s)
		w.clock.Advance(ceremonyLife)
		_, err = w.finishSignIn(s.ID, answer)
		wantFault(t, "a sign-in too late", err, fault.TokenInvalid)
		w.clock.Advance(-time.Second)
		if _, err := w.finishSignIn(s.ID, answer); err != nil {
			t.Errorf("a sign-in in time: %v", err)
		}
		_, err = w.finishSignIn(s.ID, answer)
		wantFault(t, "a sign-in twice", err, fault.TokenInvalid)
	})
}

func TestACeremonyServesItsPurposeAndItsUser(t *testing.T) {
	worlds(t, func(t *testing.T, w *world) {
		a := authenticator.New(testOrigin)
		w.register(a)
		lan, minh := w.user, w.newUser("minh@example.vn")
		verify, signIn, register := w.beginVerify(), w.beginSignIn(), w.beginPasskey()

		_, err := w.finishSignIn(verify.ID, w.answer(a.Get, verify))
		wantFault(t, "sign in with a verification", err, fault.TokenInvalid)
		wantFault(t, "verify with a sign-in", w.finishVerify(lan, signIn.ID, w.answer(a.Get, signIn)), fault.TokenInvalid)
		wantFault(t, "verify as another user", w.finishVerify(minh, verify.ID, w.answer(a.Get, verify)), fault.TokenInvalid)
		wantFault(t, "the answer to another challenge", w.finishVerify(lan, verify.ID, w.answer(a.Get, signIn)), fault.TokenInvalid)
		for _, id := range []string{"", "\x00", ident.New(), register.ID} {
			_, err := w.finishSignIn(id, w.answer(a.Get, w.beginSignIn()))
			wantFault(t, "sign in with "+id, err, fault.TokenInvalid)
		}
		w.user = minh
		_, err = w.finishPasskey(register, "Điện thoại", w.answer(authenticator.New(testOrigin).Create, register))
		wantFields(t, "register for another user", err, "/ceremony_id not_good")
		if err := w.finishVerify(lan, verify.ID, w.answer(a.Get, verify)); err != nil {
			t.Errorf("none of that has spent the verification, yet: %v", err)
		}
	})
}

func TestAPasskeyProvesNothingForAnotherUser(t *testing.T) {
	worlds(t, func(t *testing.T, w *world) {
		mine, theirs := authenticator.New(testOrigin), authenticator.New(testOrigin)
		w.register(mine)
		w.user = w.newUser("minh@example.vn")
		w.register(theirs)
		verify := w.beginVerify()
		options := without(t, verify.Options, "allowCredentials")
		wantFault(t, "verify with the passkey of someone else",
			w.finishVerify(w.user, verify.ID, w.answer(mine.Get, Ceremony{Options: options})), fault.TokenInvalid)
	})
}

func TestAUserHandleOfNobodyIsRefused(t *testing.T) {
	worlds(t, func(t *testing.T, w *world) {
		a := authenticator.New(testOrigin)
		w.register(a)
		for _, handle := range []string{"", "AAAA", "AAAAAAAAAAAAAAAAAAAAAA"} {
			c := w.beginSignIn()
			_, err := w.finishSignIn(c.ID, with(t, w.answer(a.Get, c), "userHandle", jsontext.Value(`"`+handle+`"`)))
			wantFault(t, "the handle "+handle, err, fault.TokenInvalid)
		}
	})
}

func TestARemovedPasskeySignsNobodyIn(t *testing.T) {
	worlds(t, func(t *testing.T, w *world) {
		a := authenticator.New(testOrigin)
		key := w.register(a)
		c := w.beginSignIn()
		w.do(func(ctx context.Context, tx *db.Tx) error { return w.RemovePasskey(ctx, tx, w.user, key.ID) })
		_, err := w.finishSignIn(c.ID, w.answer(a.Get, c))
		wantFault(t, "sign in", err, fault.TokenInvalid)
		_, err = w.BeginVerify(t.Context(), w.user)
		wantFault(t, "verify", err, fault.Conflict)
		wantFault(t, "remove again", w.try(func(ctx context.Context, tx *db.Tx) error { return w.RemovePasskey(ctx, tx, w.user, key.ID) }), fault.NotFound)
	})
}

func TestOnlyTheOwnerRenamesAndRemoves(t *testing.T) {
	worlds(t, func(t *testing.T, w *world) {
		key, lan := w.register(authenticator.New(testOrigin)), w.user
		rename := func(user, id, name string) error {
			return w.try(func(ctx context.Context, tx *db.Tx) error { return w.RenamePasskey(ctx, tx, user, id, name) })
		}
		minh := w.newUser("minh@example.vn")
		wantFault(t, "rename another's", rename(minh, key.ID, "Của tôi"), fault.NotFound)
		wantFault(t, "rename what is no id", rename(lan, "\x00", "Của tôi"), fault.NotFound)
		wantFault(t, "remove another's", w.try(func(ctx context.Context, tx *db.Tx) error { return w.RemovePasskey(ctx, tx, minh, key.ID) }), fault.NotFound)
		wantFault(t, "remove what is no id", w.try(func(ctx context.Context, tx *db.Tx) error { return w.RemovePasskey(ctx, tx, lan, "\x00") }), fault.NotFound)
		wantFields(t, "no name", rename(lan, key.ID, " "), "/name required")
		wantFields(t, "a long name", rename(lan, key.ID, strings.Repeat("ơ", nameMost+1)), "/name too_long")
		wantFields(t, "a name that cannot be shown", rename(lan, key.ID, "a\x00"), "/name malformed")
		if err := rename(lan, key.ID, "Máy tính"); err != nil {
			t.Fatal(err)
		}
		if got := w.summary().Passkeys[0].Name; got != "Máy tính" {
			t.Errorf("got the name %q, want the new one", got)
		}
	})
}

func TestThereIsAnEndToPasskeys(t *testing.T) {
	worlds(t, func(t *testing.T, w *world) {
		for range passkeysMost - 1 {
			w.register(authenticator.New(testOrigin))
		}
		a, early := authenticator.New(testOrigin), w.beginPasskey()
		w.register(authenticator.New(testOrigin))
		_, err := w.BeginPasskey(t.Context(), w.user, "lan", "Lan")
		wantFault(t, "begin one too many", err, fault.Conflict)
		_, err = w.finishPasskey(early, "Điện thoại", w.answer(a.Create, early))
		wantFault(t, "finish one too many", err, fault.Conflict)
	})
}

func TestAResponseThatIsNoneIsAFaultAtItsPlace(t *testing.T) {
	worlds(t, func(t *testing.T, w *world) {
		a := authenticator.New(testOrigin)
		w.register(a)
		for response, code := range map[string]string{
			"":                                       "required",
			strings.Repeat(" ", responseMost) + "{}": "too_long",
			"{":                                      "malformed",
			"null":                                   "malformed",
			"[]":                                     "malformed",
			"{}":                                     "malformed",
			`{"id":"AA","id":"AA"}`:                  "malformed",
			`{"id":"AA","rawId":"AA","type":"public-key","response":{"clientDataJSON":"e30","attestationObject":"oA","authenticatorData":"AA","signature":"AA"}}`: "malformed",
		} {
			_, err := w.finishPasskey(w.beginPasskey(), "a", []byte(response))
			wantFields(t, "register "+response, err, "/response "+code)
			_, err = w.finishSignIn(w.beginSignIn().ID, []byte(response))
			wantFields(t, "sign in "+response, err, "/response "+code)
			err = w.finishVerify(w.user, w.beginVerify().ID, []byte(response))
			wantFields(t, "verify "+response, err, "/response "+code)
		}
		_, err := w.finishPasskey(w.beginPasskey(), "", nil)
		wantFields(t, "everything at once", err, "/name required", "/response required")
	})
}
