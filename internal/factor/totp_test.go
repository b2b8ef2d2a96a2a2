package factor

import (
	"context"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/pquerna/otp/totp"
	"pgregory.net/rapid"

	"newsdesk/internal/db"
	"newsdesk/internal/fault"
)

// rfcSecret is "12345678901234567890" in base32, the seed of RFC 6238 Appendix B.
const rfcSecret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"

func TestTheVectorsOfRFC6238(t *testing.T) {
	for seconds, code := range map[int64]string{ // the last six digits of eight
		59: "287082", 1111111109: "081804", 1111111111: "050471",
		1234567890: "005924", 2000000000: "279037", 20000000000: "353130",
	} {
		step, ok, err := matching(rfcSecret, code, time.Unix(seconds, 0), 0)
		if err != nil || !ok || step != seconds/30 {
			t.Errorf("at %d s: got step %d, %t, %v; want step %d", seconds, step, ok, err, seconds/30)
		}
	}
}

func TestNoStepOfTOTPIsGoodTwice(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		used, last := map[int64]bool{}, int64(0)
		for range rapid.IntRange(1, 60).Draw(t, "tries") {
			now := time.Unix(1_700_000_000+rapid.Int64Range(0, 300).Draw(t, "now"), 0)
			shown := now.Add(time.Duration(rapid.IntRange(-60, 60).Draw(t, "off")) * time.Second)
			step, ok, err := matching(rfcSecret, shows(t, shown), now, last)
			if err != nil {
				t.Fatal(err)
			}
			if !ok {
				continue
			}
			if used[step] || step <= last || step < now.Unix()/30-1 || step > now.Unix()/30+1 {
				t.Fatalf("at %v step %d was good, after %d", now, step, last)
			}
			used[step], last = true, step
		}
	})
}

func shows(t *rapid.T, at time.Time) string {
	code, err := totp.GenerateCode(rfcSecret, at)
	if err != nil {
		t.Fatal(err)
	}
	return code
}

func TestAnAppIsSetUpWithACodeItShows(t *testing.T) {
	worlds(t, func(t *testing.T, w *world) {
		setup := w.beginTOTP()
		if w.summary().TOTP {
			t.Error("a setup that was begun counts as a factor")
		}
		if got := w.clock.Now().Add(10 * time.Minute); !setup.ExpiresAt.Equal(got) {
			t.Errorf("the setup ends at %v, want %v", setup.ExpiresAt, got)
		}
		wantFields(t, "a wrong code", w.confirm("000000"), "/code not_good")
		wantFields(t, "no code", w.confirm(""), "/code not_good")
		if err := w.confirm(w.code(setup.Secret, 0)); err != nil {
			t.Fatal(err)
		}
		if !w.summary().TOTP || rows[appSetup](w) != 0 {
			t.Errorf("got %+v and %d setups, want an app and none", w.summary(), rows[appSetup](w))
		}
		wantFault(t, "confirm twice", w.confirm(w.code(setup.Secret, 0)), fault.NotFound)
	})
}

func TestASetupRunsOut(t *testing.T) {
	worlds(t, func(t *testing.T, w *world) {
		setup := w.beginTOTP()
		w.clock.Advance(setupLife)
		wantFault(t, "confirm too late", w.confirm(w.code(setup.Secret, 0)), fault.NotFound)
	})
}

func TestTheURIIsOneThatAppsRead(t *testing.T) {
	worlds(t, func(t *testing.T, w *world) {
		w.newsroom = "Báo: Ví dụ"
		setup := w.beginTOTP()
		u, err := url.Parse(setup.URI)
		if err != nil {
			t.Fatal(err)
		}
		want := url.Values{
			"secret": {setup.Secret}, "issuer": {"Báo  Ví dụ"}, "algorithm": {"SHA1"}, "digits": {"6"}, "period": {"30"},
		}
		if diff := cmp.Diff(want, u.Query()); diff != "" {
			t.Errorf("query (-want +got):\n%s", diff)
		}
		if u.Scheme != "otpauth" || u.Host != "totp" || u.Path != "/Báo  Ví dụ:lan@example.vn" || len(setup.Secret) != 32 {
			t.Errorf("got %s, want the label of a TOTP and 160 bits", setup.URI)
		}
	})
}

func TestA27ACodeIsGoodOnce(t *testing.T) {
	worlds(t, func(t *testing.T, w *world) {
		setup := w.beginTOTP()
		first := w.code(setup.Secret, 0)
		if err := w.confirm(first); err != nil {
			t.Fatal(err)
		}
		_, err := w.check(first)
		wantFault(t, "the code that set up the app", err, fault.TokenInvalid)
		w.clock.Advance(time.Minute)
		code := w.code(setup.Secret, 0)
		if method, err := w.check(code[:3] + " " + code[3:]); err != nil || method != MethodTOTP {
			t.Errorf("a fresh code: got %q, %v; want %q", method, err, MethodTOTP)
		}
		_, err = w.check(code)
		wantFault(t, "the same code", err, fault.TokenInvalid)
	})
}

func TestA27ACodeIsGoodOnceAtTheSameMoment(t *testing.T) {
	worlds(t, func(t *testing.T, w *world) {
		code := w.code(w.withTOTP(), 0)
		if good := w.race(code); good != 1 {
			t.Errorf("a code was good %d times, want once", good)
		}
	})
}

// race presents a code while another transaction, which has found it good, is not
// over yet, and returns how often it was good.
func (w *world) race(code string) int64 {
	w.t.Helper()
	var good atomic.Int64
	var others sync.WaitGroup
	w.do(func(ctx context.Context, tx *db.Tx) error {
		if _, err := w.CheckCode(ctx, tx, w.user, code); err != nil {
			return err
		}
		good.Add(1)
		for range 4 {
			others.Go(func() {
				_, err := w.check(code)
				if err == nil {
					good.Add(1)
				} else if !fault.Is(err, fault.TokenInvalid) {
					w.t.Errorf("got %v, want a fault of kind %d", err, fault.TokenInvalid)
				}
			})
		}
		time.Sleep(200 * time.Millisecond) // in which the others read what they may
		return nil
	})
	others.Wait()
	return good.Load()
}

func TestOneStepToEitherSideIsForgiven(t *testing.T) {
	worlds(t, func(t *testing.T, w *world) {
		secret := w.withTOTP()
		for _, off := range []time.Duration{-2 * 30 * time.Second, 2 * 30 * time.Second} {
			_, err := w.check(w.code(secret, off))
			wantFault(t, off.String(), err, fault.TokenInvalid)
		}
		for _, off := range []time.Duration{-30 * time.Second, 0, 30 * time.Second} {
			if _, err := w.check(w.code(secret, off)); err != nil {
				t.Errorf("%v off: %v", off, err)
			}
		}
		_, err := w.check(w.code(secret, 0))
		wantFault(t, "a step before the last", err, fault.TokenInvalid)
	})
}

func TestANewAppReplacesTheOld(t *testing.T) {
	worlds(t, func(t *testing.T, w *world) {
		old := w.withTOTP()
		setup := w.beginTOTP()
		if _, err := w.check(w.code(old, 0)); err != nil {
			t.Errorf("the old app before the new one is confirmed: %v", err)
		}
		if err := w.confirm(w.code(setup.Secret, 0)); err != nil {
			t.Fatal(err)
		}
		w.clock.Advance(time.Minute)
		_, err := w.check(w.code(old, 0))
		wantFault(t, "the old app", err, fault.TokenInvalid)
		if _, err := w.check(w.code(setup.Secret, 0)); err != nil {
			t.Errorf("the new app: %v", err)
		}
	})
}

func TestARemovedAppIsGoodForNothing(t *testing.T) {
	worlds(t, func(t *testing.T, w *world) {
		secret := w.withTOTP()
		remove := func(ctx context.Context, tx *db.Tx) error { return w.RemoveTOTP(ctx, tx, w.user) }
		w.do(remove)
		_, err := w.check(w.code(secret, 0))
		wantFault(t, "its code", err, fault.TokenInvalid)
		wantFault(t, "remove again", w.try(remove), fault.NotFound)
	})
}

func TestTheDatabaseDoesNotTellSecrets(t *testing.T) {
	worlds(t, func(t *testing.T, w *world) {
		secret := w.withTOTP()
		code := w.codes()[0]
		var a app
		if err := db.Gorm(t.Context(), w.db).Take(&a).Error; err != nil {
			t.Fatal(err)
		}
		if strings.Contains(string(a.SealedSecret), secret) {
			t.Error("the secret of the app lies open")
		}
		var c recoveryCode
		plain := normal(code)
		n := db.Gorm(t.Context(), w.db).Where("mac = ?", []byte(plain)).Limit(1).Find(&c).RowsAffected
		if n != 0 {
			t.Error("a recovery code lies open")
		}
	})
}

func TestASecretOfAnotherRowDoesNotOpen(t *testing.T) {
	worlds(t, func(t *testing.T, w *world) {
		secret, lan := w.withTOTP(), w.user
		w.user = w.newUser("minh@example.vn")
		w.withTOTP()
		w.do(func(ctx context.Context, tx *db.Tx) error {
			_, err := tx.Exec(ctx, "UPDATE totps SET sealed_secret = (SELECT sealed_secret FROM totps WHERE id = ?) WHERE id = ?", lan, w.user)
			return err
		})
		_, err := w.check(w.code(secret, 0))
		wantFault(t, "a secret that was moved", err, fault.Internal)
	})
}
