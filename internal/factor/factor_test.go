package factor

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"newsdesk/internal/db"
	"newsdesk/internal/fault"
	"newsdesk/internal/ident"
	"newsdesk/internal/testkit"
	"newsdesk/internal/testkit/authenticator"
)

func TestModelsAgreeWithTheirTables(t *testing.T) {
	testkit.Databases(t, func(t *testing.T, d *db.DB) {
		for _, model := range []any{&app{}, &appSetup{}, &recoveryCode{}, &passkey{}, &ceremony{}} {
			testkit.CheckModel(t, d, model)
		}
	})
}

func TestTheSummaryTellsOfEveryFactor(t *testing.T) {
	worlds(t, func(t *testing.T, w *world) {
		if diff := cmp.Diff(Summary{Passkeys: []Passkey{}}, w.summary()); diff != "" {
			t.Errorf("a user without factors (-want +got):\n%s", diff)
		}
		w.withTOTP()
		w.codes()
		key := w.register(authenticator.New(testOrigin))
		want := Summary{TOTP: true, TOTPSince: testkit.Start(), Passkeys: []Passkey{key}, RecoveryCodesLeft: 10}
		if diff := cmp.Diff(want, w.summary()); diff != "" {
			t.Errorf("a user with all of them (-want +got):\n%s", diff)
		}
	})
}

func TestOnlyAnAppOrAPasskeyIsAFactor(t *testing.T) {
	for _, c := range []struct {
		s    Summary
		want bool
	}{
		{Summary{}, false},
		{Summary{RecoveryCodesLeft: 10}, false},
		{Summary{TOTP: true}, true},
		{Summary{Passkeys: []Passkey{{}}}, true},
	} {
		if got := c.s.Any(); got != c.want {
			t.Errorf("%+v: got %t, want %t", c.s, got, c.want)
		}
	}
}

func TestResetLeavesNothingOfOneUserAndAllOfTheOthers(t *testing.T) {
	worlds(t, func(t *testing.T, w *world) {
		lan, phone := w.user, authenticator.New(testOrigin)
		w.user = w.newUser("minh@example.vn")
		for _, user := range []string{lan, w.user} {
			w.user = user
			w.withTOTP()
			w.codes()
			w.register(phone)
			w.beginTOTP()
			w.beginVerify()
		}
		w.do(func(ctx context.Context, tx *db.Tx) error { return w.Reset(ctx, tx, lan) })
		for what, n := range map[string]int64{
			"apps": rows[app](w), "setups": rows[appSetup](w), "passkeys": rows[passkey](w), "ceremonies": rows[ceremony](w),
			"tens of codes": rows[recoveryCode](w) / 10,
		} {
			if n != 1 {
				t.Errorf("after the reset of one of two users there are %d %s, want 1", n, what)
			}
		}
		minh := w.summary()
		w.user = lan
		if w.summary().Any() || !minh.Any() {
			t.Errorf("got %+v for the one and %+v for the other", w.summary(), minh)
		}
	})
}

func TestSweepTakesWhatHasRunOut(t *testing.T) {
	worlds(t, func(t *testing.T, w *world) {
		w.beginTOTP()
		w.beginSignIn()
		sweep := func(after time.Duration, setups, ceremonies int64) {
			w.clock.Set(testkit.Start().Add(after))
			w.do(w.Sweep)
			if s, c := rows[appSetup](w), rows[ceremony](w); s != setups || c != ceremonies {
				t.Errorf("after %v: got %d setups and %d ceremonies, want %d and %d", after, s, c, setups, ceremonies)
			}
		}
		sweep(ceremonyLife-time.Second, 1, 1)
		sweep(ceremonyLife, 1, 0)
		sweep(setupLife, 0, 0)
	})
}

func TestNobodyHasFactorsWhoIsNotAUser(t *testing.T) {
	worlds(t, func(t *testing.T, w *world) {
		for _, id := range []string{"", "nobody\x00", ident.New()} {
			w.user = id
			for what, err := range map[string]error{
				"begin an app":   w.try(func(ctx context.Context, tx *db.Tx) error { _, err := w.BeginTOTP(ctx, tx, id, "a"); return err }),
				"confirm an app": w.confirm("123456"),
				"remove an app":  w.try(func(ctx context.Context, tx *db.Tx) error { return w.RemoveTOTP(ctx, tx, id) }),
				"draw codes":     w.try(func(ctx context.Context, tx *db.Tx) error { _, err := w.NewRecoveryCodes(ctx, tx, id); return err }),
				"check a code":   func() error { _, err := w.check("123456"); return err }(),
				"rename":         w.try(func(ctx context.Context, tx *db.Tx) error { return w.RenamePasskey(ctx, tx, id, ident.New(), "a") }),
				"remove":         w.try(func(ctx context.Context, tx *db.Tx) error { return w.RemovePasskey(ctx, tx, id, ident.New()) }),
				"finish":         func() error { _, err := w.finishPasskey(Ceremony{}, "a", []byte(`{}`)); return err }(),
				"verify":         w.finishVerify(id, ident.New(), w.somebodysAnswer()),
				"reset":          w.try(func(ctx context.Context, tx *db.Tx) error { return w.Reset(ctx, tx, id) }),
			} {
				wantFault(t, what+" of "+id, err, fault.NotFound)
			}
		}
	})
}

// somebodysAnswer is one that can be read, to a ceremony that is over.
func (w *world) somebodysAnswer() []byte {
	w.t.Helper()
	user := w.user
	defer func() { w.user = user }()
	w.user = w.newUser(ident.New() + "@example.vn")
	a := authenticator.New(testOrigin)
	w.register(a)
	return w.answer(a.Get, w.beginSignIn())
}

func TestOptionsThatCannotWorkAreRefused(t *testing.T) {
	for what, change := range map[string]func(*Options){
		"name":            func(o *Options) { o.Newsroom = "" },
		"sealer":          func(o *Options) { o.Sealer = nil },
		"MAC":             func(o *Options) { o.MAC = nil },
		"RPOrigins":       func(o *Options) { o.Origins = nil },
		"not https":       func(o *Options) { o.Origins = []string{"http://desk.news.example"} },
		"outside":         func(o *Options) { o.Origins = append(o.Origins, "https://fakenews.example") },
		"more than":       func(o *Options) { o.Origins = []string{testOrigin + "/"} },
		"RPID":            func(o *Options) { o.RPID, o.Origins = "192.0.2.1", []string{"https://192.0.2.1"} },
		"invalid control": func(o *Options) { o.Origins = []string{"https://\x00"} },
	} {
		o := testOptions(t)
		change(&o)
		if _, err := New(nil, o); err == nil || !strings.Contains(err.Error(), what) {
			t.Errorf("got %v, want an error about %q", err, what)
		}
	}
}

func TestADeveloperMayUsePasskeysOnTheirOwnMachine(t *testing.T) {
	o := testOptions(t)
	o.RPID, o.Origins = "localhost", []string{"http://localhost:8080"}
	if _, err := New(nil, o); err != nil {
		t.Errorf("got %v, want localhost to do without https", err)
	}
}

func TestPasskeysCanBeLeftOut(t *testing.T) {
	worlds(t, func(t *testing.T, w *world) {
		a := authenticator.New(testOrigin)
		w.register(a)
		creation, answer := w.answer(a.Create, Ceremony{Options: mustBegin(w)}), w.answer(a.Get, w.beginSignIn())
		w.party = nil
		_, begun := w.BeginPasskey(t.Context(), w.user, "lan", "Lan")
		_, signIn := w.BeginSignIn(t.Context())
		_, verify := w.BeginVerify(t.Context(), w.user)
		_, finished := w.finishPasskey(Ceremony{ID: ident.New()}, "a", creation)
		_, signedIn := w.finishSignIn(ident.New(), answer)
		for what, err := range map[string]error{
			"begin to register": begun, "begin to sign in": signIn, "begin to verify": verify,
			"register": finished, "sign in": signedIn, "verify": w.finishVerify(w.user, ident.New(), answer),
		} {
			wantFault(t, what, err, fault.NotFound)
		}
	})
}

// mustBegin returns options that exclude no key, so that a device makes another.
func mustBegin(w *world) []byte {
	w.t.Helper()
	c, err := w.BeginPasskey(w.t.Context(), w.newUser("hoa@example.vn"), "hoa", "Hoa")
	if err != nil {
		w.t.Fatal(err)
	}
	return c.Options
}
