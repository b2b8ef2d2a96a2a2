package auth

import (
	"fmt"
	"testing"
	"time"

	"newsdesk/internal/fault"
	"newsdesk/internal/testkit/authenticator"
)

func TestAStepUpMakesASessionFreshAtOnce(t *testing.T) {
	worlds(t, func(t *testing.T, w *world) {
		w.user(goodEmail)
		tokens := w.login(goodEmail)
		w.clock.Advance(freshFor - time.Minute)
		actor := w.actor(tokens) // remembers the standing of the session
		d, err := w.StepUp(t.Context(), actor, Proof{Password: goodPassword})
		if err != nil {
			t.Fatal(err)
		}
		if got := w.actor(tokens); !got.VerifiedAt.Equal(w.clock.Now()) || d.ID != got.SessionID || d.Strong {
			t.Errorf("got an actor verified at %v in the session %+v, want it verified now and no stronger", got.VerifiedAt, d)
		}
		w.clock.Advance(3 * time.Minute)
		again := w.refresh(tokens.Refresh)
		if err := w.actor(again).Fresh(w.clock.Now()); err != nil {
			t.Errorf("twelve minutes after signing in, three after the step-up: %v", err)
		}
		w.recorded(ActStepUp, 1)
		_, err = w.StepUp(t.Context(), w.actor(again), Proof{Password: fails(1)})
		wantFields(t, err, "/password wrong")
		w.clock.Advance(freshFor)
		wantFault(t, "ten minutes after the step-up", w.actor(w.refresh(again.Refresh)).Fresh(w.clock.Now()), fault.StepUpRequired)
	})
}

func TestAStepUpTakesTheFactorOfThoseWhoHaveOne(t *testing.T) {
	worlds(t, func(t *testing.T, w *world) {
		w.user(goodEmail)
		tokens := w.login(goodEmail)
		secret, codes := w.enrol(tokens)
		actor := w.actor(tokens)
		_, err := w.StepUp(t.Context(), actor, Proof{Password: goodPassword})
		wantFault(t, "the password of someone with a factor", err, fault.SecondFactorRequired)
		_, err = w.StepUp(t.Context(), actor, Proof{Code: w.wrong(secret)})
		wantFields(t, err, "/otp wrong")
		code := w.code(secret)
		for what, proof := range map[string]Proof{"a code": {Code: code}, "a recovery code": {Code: codes[3]}} {
			d, err := w.StepUp(t.Context(), actor, proof)
			if err != nil || !d.Strong {
				t.Errorf("%s: got %+v, %v; want a strong session", what, d, err)
			}
			_, err = w.StepUp(t.Context(), actor, proof)
			wantFields(t, err, "/otp wrong")
		}
		_, err = w.loginWith(code)
		wantFault(t, "signing in with the code of the step-up", err, fault.TokenInvalid)
	})
}

func TestAStepUpWithAPasskey(t *testing.T) {
	worlds(t, func(t *testing.T, w *world) {
		w.user(goodEmail)
		tokens := w.login(goodEmail)
		actor := w.actor(tokens)
		wantFault(t, "without a passkey", second(w.BeginPasskeyStepUp(t.Context(), actor)), fault.Conflict)
		device := authenticator.New(testDesk)
		w.addPasskey(actor, device)
		w.clock.Advance(5 * time.Minute)
		c, err := w.BeginPasskeyStepUp(t.Context(), actor)
		if err != nil {
			t.Fatal(err)
		}
		forged := device.Clone()
		forged.Forged = true
		_, err = w.PasskeyStepUp(t.Context(), actor, w.answer(c, forged.Get))
		wantFields(t, err, "/response wrong")
		answer := w.answer(c, device.Get)
		if _, err := w.PasskeyStepUp(t.Context(), actor, answer); err != nil {
			t.Fatal(err)
		}
		if got := w.actor(tokens); !got.VerifiedAt.Equal(w.clock.Now()) {
			t.Errorf("got an actor verified at %v, want %v", got.VerifiedAt, w.clock.Now())
		}
		_, err = w.PasskeyStepUp(t.Context(), actor, answer)
		wantFields(t, err, "/response wrong")
	})
}

func TestAStepUpIsOneProofAndNoMore(t *testing.T) {
	worlds(t, func(t *testing.T, w *world) {
		w.user(goodEmail)
		actor := w.actor(w.login(goodEmail))
		_, err := w.StepUp(t.Context(), actor, Proof{})
		wantFields(t, err, "/otp required")
		_, err = w.StepUp(t.Context(), actor, Proof{Password: goodPassword, Code: "123456"})
		wantFields(t, err, "/password not_allowed")
		_, err = w.StepUp(t.Context(), actor, Proof{Code: "123456"})
		wantFields(t, err, "/otp wrong")
	})
}

func TestStepUpsAndLoginsShareOneBudget(t *testing.T) {
	worlds(t, func(t *testing.T, w *world) {
		w.user(goodEmail)
		tokens := w.login(goodEmail)
		secret, _ := w.enrol(tokens)
		actor := w.actor(tokens)
		for n := range failuresFree + 1 {
			_, err := w.StepUp(t.Context(), actor, Proof{Code: w.wrong(secret)})
			wantFault(t, fmt.Sprintf("wrong code %d", n+1), err, fault.Invalid)
		}
		_, err := w.StepUp(t.Context(), actor, Proof{Code: w.code(secret)})
		wantFault(t, "the right code after five wrong ones", err, fault.RateLimited)
		_, err = w.loginWith(w.code(secret))
		wantFault(t, "a login after five wrong codes", err, fault.RateLimited)
		w.clock.Advance(failureDelay)
		if _, err := w.StepUp(t.Context(), actor, Proof{Code: w.code(secret)}); err != nil {
			t.Errorf("the right code after the delay: %v", err)
		}
		_, err = w.loginWith(w.wrong(secret))
		wantFault(t, "the first failure after a success", err, fault.TokenInvalid)
	})
}

func TestASessionThatIsOverCannotStepUp(t *testing.T) {
	worlds(t, func(t *testing.T, w *world) {
		w.user(goodEmail)
		actor := w.actor(w.login(goodEmail))
		if err := w.Logout(t.Context(), actor); err != nil {
			t.Fatal(err)
		}
		_, err := w.StepUp(t.Context(), actor, Proof{Password: goodPassword})
		wantFault(t, "a step-up after signing out", err, fault.TokenInvalid)
	})
}
