package auth

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/pquerna/otp/totp"

	"newsdesk/internal/db"
	"newsdesk/internal/factor"
	"newsdesk/internal/fault"
	"newsdesk/internal/policy"
	"newsdesk/internal/testkit/authenticator"
)

const (
	testGrace  = 14 * day
	testDesk   = "https://desk.news.example"
	testDomain = "desk.news.example"
)

// testSafe seals for tests.
type testSafe struct{ cipher.AEAD }

// Seal implements factor.Sealer.
func (s testSafe) Seal(plain []byte, label string) ([]byte, error) {
	return s.AEAD.Seal(nil, nil, plain, []byte(label)), nil
}

// Open implements factor.Sealer.
func (s testSafe) Open(sealed []byte, label string) ([]byte, error) {
	return s.AEAD.Open(nil, nil, sealed, []byte(label))
}

func testFactors(t testing.TB, d *db.DB) *factor.Factors {
	t.Helper()
	block, err := aes.NewCipher(make([]byte, 32))
	if err != nil {
		t.Fatal(err)
	}
	aead, err := cipher.NewGCMWithRandomNonce(block)
	if err != nil {
		t.Fatal(err)
	}
	f, err := factor.New(d, factor.Options{
		Newsroom: "Báo Ví dụ", RPID: testDomain, Origins: []string{testDesk}, Sealer: testSafe{aead},
		MAC: func(data []byte) []byte { return mac([]byte("a key of the test"), data) },
	})
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// enrol sets an authenticator app up for whoever holds the tokens, and lets the
// step of its first code pass.
func (w *world) enrol(tokens Tokens) (secret string, codes []string) {
	w.t.Helper()
	actor := w.actor(tokens)
	setup, err := w.BeginTOTP(w.t.Context(), actor)
	if err != nil {
		w.t.Fatalf("begin to set up an app: %v", err)
	}
	codes, err = w.ConfirmTOTP(w.t.Context(), actor, w.code(setup.Secret))
	if err != nil {
		w.t.Fatalf("confirm the app: %v", err)
	}
	w.clock.Advance(2 * time.Minute)
	return setup.Secret, codes
}

// code is what an app with the secret shows now.
func (w *world) code(secret string) string {
	w.t.Helper()
	code, err := totp.GenerateCode(secret, w.clock.Now())
	if err != nil {
		w.t.Fatal(err)
	}
	return code
}

// wrong is a code that no app shows now.
func (w *world) wrong(secret string) string {
	return string('0'+(w.code(secret)[0]-'0'+5)%10) + w.code(secret)[1:]
}

func (w *world) loginWith(code string) (Tokens, error) {
	return w.Login(w.t.Context(), LoginInput{Email: goodEmail, Password: goodPassword, Code: code, Address: someAddress})
}

// strong signs in with an app.
func (w *world) strong(secret string) Tokens {
	w.t.Helper()
	tokens, err := w.loginWith(w.code(secret))
	if err != nil {
		w.t.Fatalf("sign in with a code: %v", err)
	}
	w.clock.Advance(2 * time.Minute)
	return tokens
}

func TestWhoeverHasASecondFactorShowsItBesideThePassword(t *testing.T) {
	worlds(t, func(t *testing.T, w *world) {
		w.user(goodEmail)
		secret, codes := w.enrol(w.login(goodEmail))
		_, err := w.loginWith("")
		wantFault(t, "the password alone", err, fault.SecondFactorRequired)
		_, err = w.loginWith(w.wrong(secret))
		wantFault(t, "a wrong code", err, fault.TokenInvalid)
		_, err = w.Login(t.Context(), LoginInput{Email: goodEmail, Password: fails(1), Code: w.code(secret)})
		if got := fault.Of(err); got.Kind != fault.TokenInvalid || got.Text.String() != wrongPassword().Error() {
			t.Errorf("a wrong password with the right code: got %v, want only that it is wrong", err)
		}
		actor := w.actor(w.strong(secret)) // the code above is good still: the password came first
		if actor.Weak || actor.Pending || actor.Rights.None() {
			t.Errorf("got the actor %+v, want one with all rights", actor)
		}
		if d, err := w.Device(t.Context(), actor); err != nil || !d.Strong {
			t.Errorf("got the session %+v (%v), want a strong one", d, err)
		}
		if _, err := w.loginWith(codes[0]); err != nil {
			t.Errorf("a recovery code: %v", err)
		}
		_, err = w.loginWith(codes[0])
		wantFault(t, "a recovery code twice", err, fault.TokenInvalid)
		_, err = w.loginWith(string(bytes.Repeat([]byte("1"), codeMost+1)))
		wantFields(t, err, "/otp too_long")
	})
}

func TestACodeOfSomeoneWithoutASecondFactorMeansNothing(t *testing.T) {
	worlds(t, func(t *testing.T, w *world) {
		w.user(goodEmail)
		tokens, err := w.loginWith("123456")
		if err != nil {
			t.Fatal(err)
		}
		if d, err := w.Device(t.Context(), w.actor(tokens)); err != nil || d.Strong {
			t.Errorf("got the session %+v (%v), want one that is not strong", d, err)
		}
	})
}

func TestA27ACodeSignsInOnceHoweverManyTryAtTheSameMoment(t *testing.T) {
	worlds(t, func(t *testing.T, w *world) {
		w.user(goodEmail)
		secret, _ := w.enrol(w.login(goodEmail))
		code := w.code(secret)
		var in, out atomic.Int32
		var tries sync.WaitGroup
		for n := range 4 {
			tries.Go(func() {
				_, err := w.Login(t.Context(), LoginInput{Email: goodEmail, Password: goodPassword, Code: code, Address: fmt.Sprintf("198.51.100.%d", n)})
				switch {
				case err == nil:
					in.Add(1)
				case fault.Is(err, fault.TokenInvalid):
					out.Add(1)
				default:
					t.Errorf("got %v, want a session or TokenInvalid", err)
				}
			})
		}
		tries.Wait()
		if in.Load() != 1 || out.Load() != 3 {
			t.Errorf("%d got in and %d did not, want 1 and 3", in.Load(), out.Load())
		}
		_, err := w.loginWith(code)
		wantFault(t, "the code once more", err, fault.TokenInvalid)
	})
}

func TestTheRightPasswordBuysNoFurtherGuessesAtTheCode(t *testing.T) {
	worlds(t, func(t *testing.T, w *world) {
		w.user(goodEmail)
		secret, _ := w.enrol(w.login(goodEmail))
		for n := range failuresFree + 1 {
			_, err := w.loginWith("")
			wantFault(t, "the password alone", err, fault.SecondFactorRequired)
			_, err = w.loginWith(w.wrong(secret))
			wantFault(t, fmt.Sprintf("wrong code %d", n+1), err, fault.TokenInvalid)
		}
		for _, code := range []string{"", w.wrong(secret), w.code(secret)} {
			_, err := w.loginWith(code)
			wantFault(t, fmt.Sprintf("the code %q after five wrong ones", code), err, fault.RateLimited)
		}
		w.clock.Advance(failureDelay)
		w.strong(secret)
	})
}

func TestThePasswordAloneCostsNoTries(t *testing.T) {
	worlds(t, func(t *testing.T, w *world) {
		w.user(goodEmail)
		secret, _ := w.enrol(w.login(goodEmail))
		for range networkTries + 5 {
			_, err := w.loginWith("")
			wantFault(t, "the password alone", err, fault.SecondFactorRequired)
		}
		w.strong(secret)
	})
}

func TestTheFirstFactorWeakensTheOtherSessions(t *testing.T) {
	worlds(t, func(t *testing.T, w *world) {
		u := w.user(goodEmail)
		other, mine := w.login(goodEmail), w.login(goodEmail)
		w.actor(other)
		secret, codes := w.enrol(mine)
		if len(codes) != 10 {
			t.Errorf("got %d recovery codes with the first factor, want 10", len(codes))
		}
		if got := w.actor(mine); got.Weak || got.Rights.None() {
			t.Errorf("the session that set it up: got %+v, want it as good as before", got)
		}
		weak := w.actor(other)
		if !weak.Weak || !weak.Rights.None() {
			t.Errorf("the other session: got %+v, want it weak and without rights", weak)
		}
		wantFault(t, "freshness of a weak session", weak.Fresh(w.clock.Now()), fault.StepUpRequired)
		wantFault(t, "removing the factor from a weak session", w.RemoveTOTP(t.Context(), weak), fault.StepUpRequired)
		if _, err := w.StepUp(t.Context(), weak, Proof{Code: w.code(secret)}); err != nil {
			t.Fatal(err)
		}
		if got := w.actor(other); got.Weak || got.Rights.None() {
			t.Errorf("the other session after it showed the factor: got %+v, want its rights back", got)
		}
		if got, err := w.Get(t.Context(), operator(), u.ID); err != nil || !got.HasFactor {
			t.Errorf("got the user %+v (%v), want one with a factor", got, err)
		}
		if l := w.letter(LetterFactors); l.UserID != u.ID {
			t.Errorf("got a letter to %s, want one to %s", l.UserID, u.ID)
		}
		w.recorded(ActFactor, 1)
	})
}

func TestSingleSignOnWithoutAFactorOpensAWeakSession(t *testing.T) {
	worlds(t, func(t *testing.T, w *world) {
		u := w.user(goodEmail)
		w.enrol(w.login(goodEmail))
		for strong, weak := range map[bool]bool{false: true, true: false} {
			tokens, err := w.Enter(t.Context(), u.ID, Entrance{Address: someAddress, Strong: strong})
			if err != nil {
				t.Fatal(err)
			}
			if got := w.actor(tokens); got.Weak != weak || got.Rights.None() != weak {
				t.Errorf("an entrance with strong %t: got %+v, want weak %t", strong, got, weak)
			}
		}
	})
}

func TestAnOldProofChangesNoFactor(t *testing.T) {
	worlds(t, func(t *testing.T, w *world) {
		w.user(goodEmail)
		actor := w.actor(w.login(goodEmail))
		setup, err := w.BeginTOTP(t.Context(), actor)
		if err != nil {
			t.Fatal(err)
		}
		w.clock.Advance(freshFor + time.Second)
		for what, err := range map[string]error{
			"begin TOTP":     second(w.BeginTOTP(t.Context(), actor)),
			"confirm TOTP":   second(w.ConfirmTOTP(t.Context(), actor, w.code(setup.Secret))),
			"remove TOTP":    w.RemoveTOTP(t.Context(), actor),
			"recovery codes": second(w.NewRecoveryCodes(t.Context(), actor)),
			"begin passkey":  second(w.BeginPasskey(t.Context(), actor)),
			"rename passkey": second(w.RenamePasskey(t.Context(), actor, actor.ID, "x")),
			"remove passkey": w.RemovePasskey(t.Context(), actor, actor.ID),
			"reset":          second(w.ResetFactors(t.Context(), Actor{ID: "x", Kind: KindPerson, Rights: rights(adminGrants())}, actor.ID)),
		} {
			wantFault(t, what+" eleven minutes later", err, fault.StepUpRequired)
		}
		if _, _, err := w.AddPasskey(t.Context(), actor, "x", Answer{}); !fault.Is(err, fault.StepUpRequired) {
			t.Errorf("add a passkey: got %v, want StepUpRequired", err)
		}
		w.recorded(ActFactor, 0)
	})
}

// second is the error of two results.
func second[T any](_ T, err error) error { return err }

func TestFactorsAreForPeopleAlone(t *testing.T) {
	worlds(t, func(t *testing.T, w *world) {
		u := w.user(goodEmail)
		for _, c := range []struct {
			who  Actor
			want fault.Kind
		}{
			{Actor{}, fault.TokenMissing},
			{Actor{ID: u.ID, Kind: KindKey}, fault.Forbidden},
			{operator(), fault.Forbidden},
		} {
			wantFault(t, "factors of a "+c.who.Kind.String(), second(w.Factors(t.Context(), c.who)), c.want)
			wantFault(t, "TOTP of a "+c.who.Kind.String(), second(w.BeginTOTP(t.Context(), c.who)), c.want)
			wantFault(t, "step-up of a "+c.who.Kind.String(), second(w.StepUp(t.Context(), c.who, Proof{Password: goodPassword})), c.want)
			wantFault(t, "passkey step-up of a "+c.who.Kind.String(), second(w.BeginPasskeyStepUp(t.Context(), c.who)), c.want)
		}
	})
}

func TestTheLastFactorGoesOnlyWhereNoRoleNeedsOne(t *testing.T) {
	worlds(t, func(t *testing.T, w *world) {
		u := w.user(goodEmail)
		secret, _ := w.enrol(w.login(goodEmail))
		w.demanded = []policy.Role{policy.Editor}
		w.Auth = w.process()
		actor := w.actor(w.strong(secret))
		wantFault(t, "removing the last factor of an editor", w.RemoveTOTP(t.Context(), actor), fault.Conflict)
		s, err := w.Factors(t.Context(), actor)
		if err != nil || !s.TOTP || s.RecoveryCodesLeft != 10 {
			t.Errorf("got %+v (%v), want the app and its codes still there", s, err)
		}
		device := authenticator.New(testDesk)
		k := w.addPasskey(actor, device)
		if err := w.RemoveTOTP(t.Context(), actor); err != nil {
			t.Errorf("removing the app beside a passkey: %v", err)
		}
		wantFault(t, "removing the passkey after it", w.RemovePasskey(t.Context(), actor, k.ID), fault.Conflict)

		w.demanded = nil
		w.Auth = w.process()
		if err := w.RemovePasskey(t.Context(), w.actor(w.byPasskey(device)), k.ID); err != nil {
			t.Fatal(err)
		}
		if got, err := w.Get(t.Context(), operator(), u.ID); err != nil || got.HasFactor {
			t.Errorf("got the user %+v (%v), want one without a factor", got, err)
		}
		w.login(goodEmail)
		if n := w.count("recovery_codes"); n != 0 {
			t.Errorf("%d recovery codes are left beside nothing, want none", n)
		}
	})
}

func TestDaysOfGraceBeginWithTheNextLoginAfterTheSettingsChange(t *testing.T) {
	worlds(t, func(t *testing.T, w *world) {
		u := w.user(goodEmail)
		w.demanded = []policy.Role{policy.Editor}
		w.Auth = w.process()
		w.clock.Advance(100 * day)
		tokens := w.login(goodEmail)
		shown, err := w.Get(t.Context(), operator(), u.ID)
		if want := w.clock.Now().Add(testGrace); err != nil || shown.FactorDue == nil || !shown.FactorDue.Equal(want) {
			t.Fatalf("got %v (%v), want a factor due at %v", shown.FactorDue, err, want)
		}
		w.clock.Advance(testGrace)
		again := w.login(goodEmail)
		w.refused("the old session, which nobody renewed", tokens.Access, fault.TokenExpired)
		actor := w.actor(again)
		if !actor.Pending || !actor.Rights.None() {
			t.Errorf("after the days of grace: got %+v, want a pending actor without rights", actor)
		}
		w.enrol(again)
		if actor := w.actor(again); actor.Pending || actor.Rights.None() {
			t.Errorf("with a factor: got %+v, want the rights back", actor)
		}

		w.demanded = nil
		w.Auth = w.process()
		if _, err := w.Enter(t.Context(), u.ID, Entrance{Strong: true}); err != nil {
			t.Fatal(err)
		}
		w.demanded = []policy.Role{policy.Editor}
		if shown, err = w.process().Get(t.Context(), operator(), u.ID); err != nil || shown.FactorDue != nil {
			t.Errorf("got %v (%v), want the days of grace forgotten once nothing asked", shown.FactorDue, err)
		}
	})
}

func TestAResetGivesBackTheDaysOfGraceAndEndsTheSessions(t *testing.T) {
	worlds(t, func(t *testing.T, w *world) {
		w.demanded = []policy.Role{policy.Editor}
		w.Auth = w.process()
		u := w.user(goodEmail)
		tokens := w.login(goodEmail)
		secret, codes := w.enrol(tokens)
		w.clock.Advance(100 * day)
		tokens = w.strong(secret)
		if _, err := w.ResetFactors(t.Context(), operator(), u.ID); err != nil {
			t.Fatal(err)
		}
		w.refused("a session from before the reset", tokens.Access, fault.TokenInvalid)
		actor := w.actor(w.login(goodEmail))
		if actor.Pending || actor.Weak || actor.Rights.None() {
			t.Errorf("got %+v, want all rights for the days of grace", actor)
		}
		if s, err := w.Factors(t.Context(), actor); err != nil || cmp.Diff(factor.Summary{Passkeys: []factor.Passkey{}}, s) != "" {
			t.Errorf("got %+v (%v), want no factor", s, err)
		}
		if _, err := w.StepUp(t.Context(), actor, Proof{Code: codes[1]}); !fault.Is(err, fault.Invalid) {
			t.Errorf("an old recovery code: got %v, want Invalid", err)
		}
		w.recorded(ActFactor, 2)
	})
}

func TestAResetIsNotForOneselfNorForThoseWithMoreRights(t *testing.T) {
	worlds(t, func(t *testing.T, w *world) {
		boss, err := w.Add(t.Context(), operator(), NewUser{Email: "quan@example.vn", Name: "Q", Password: goodPassword, Grants: adminGrants()})
		if err != nil {
			t.Fatal(err)
		}
		clerk := w.user(goodEmail)
		r := w.role(NewRole{Name: "Nhân sự", Permissions: []policy.Permission{{Resource: policy.Users, Verb: policy.Read, Scope: policy.Any}, {Resource: policy.Users, Verb: policy.Update, Scope: policy.Any}}})
		w.give(clerk, r)
		actor := w.actor(w.login(goodEmail))
		editor := w.user("sua@example.vn")
		wantFault(t, "a reset of an administrator by a clerk", second(w.ResetFactors(t.Context(), actor, boss.ID)), fault.Forbidden)
		wantFault(t, "a reset by one who may not give roles", second(w.ResetFactors(t.Context(), actor, editor.ID)), fault.Forbidden)
		wantFault(t, "a reset of oneself", second(w.ResetFactors(t.Context(), actor, clerk.ID)), fault.Forbidden)
		if _, err := w.ResetFactors(t.Context(), w.actor(w.from("quan@example.vn", "máy")[0]), editor.ID); err != nil {
			t.Errorf("a reset of an editor by an administrator: %v", err)
		}
		lan := w.actor(Tokens{Access: w.from("sua@example.vn", "máy")[0].Access})
		wantFault(t, "a reset by an editor", second(w.ResetFactors(t.Context(), lan, boss.ID)), fault.Forbidden)
	})
}

func TestANewPasswordIsNoWayAroundTheFactor(t *testing.T) {
	worlds(t, func(t *testing.T, w *world) {
		w.user(goodEmail)
		secret, _ := w.enrol(w.login(goodEmail))
		w.forgot(goodEmail)
		if err := w.reset(w.written(LetterReset).Slip); err != nil {
			t.Fatal(err)
		}
		in := LoginInput{Email: goodEmail, Password: otherPassword, Address: someAddress}
		_, err := w.Login(t.Context(), in)
		wantFault(t, "the new password alone", err, fault.SecondFactorRequired)
		in.Code = w.code(secret)
		if _, err := w.Login(t.Context(), in); err != nil {
			t.Errorf("the new password with a code: %v", err)
		}
	})
}

func TestADeletedUserLeavesNoFactors(t *testing.T) {
	worlds(t, func(t *testing.T, w *world) {
		u := w.user(goodEmail)
		tokens := w.login(goodEmail)
		w.enrol(tokens)
		w.addPasskey(w.actor(tokens), authenticator.New(testDesk))
		if err := w.Delete(t.Context(), operator(), u.ID); err != nil {
			t.Fatal(err)
		}
		for _, table := range []string{"totps", "recovery_codes", "passkeys"} {
			if n := w.count(table); n != 0 {
				t.Errorf("%d rows are left in %s, want none", n, table)
			}
		}
	})
}

func TestSweepForgetsCeremoniesThatNobodyFinished(t *testing.T) {
	worlds(t, func(t *testing.T, w *world) {
		if _, err := w.BeginPasskeyLogin(t.Context()); err != nil {
			t.Fatal(err)
		}
		for _, c := range []struct {
			after time.Duration
			want  int64
		}{{0, 1}, {time.Hour, 0}} {
			w.clock.Advance(c.after)
			if err := w.Sweep(t.Context()); err != nil {
				t.Fatal(err)
			}
			if got := w.count("ceremonies"); got != c.want {
				t.Errorf("%v later: got %d ceremonies, want %d", c.after, got, c.want)
			}
		}
	})
}
