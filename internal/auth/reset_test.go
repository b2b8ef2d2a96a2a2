package auth

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"newsdesk/internal/db"
	"newsdesk/internal/fault"
	"newsdesk/internal/policy"
)

func (w *world) forgot(email string) {
	w.t.Helper()
	if err := w.Forgot(w.t.Context(), Forgotten{Email: email, Address: someAddress}); err != nil {
		w.t.Fatalf("forgot: %v", err)
	}
}

func (w *world) reset(slip string) error {
	w.t.Helper()
	return w.Reset(w.t.Context(), NewPassword{Slip: slip, Password: otherPassword, Address: someAddress})
}

func TestAForgottenPasswordIsSetByTheLinkOfALetter(t *testing.T) {
	worlds(t, func(t *testing.T, w *world) {
		w.user(goodEmail)
		old := w.login(goodEmail)
		w.forgot("LAN@example.vn ")
		letter := w.written(LetterReset)
		if letter.To != goodEmail || !letter.Until.Equal(w.clock.Now().Add(30*time.Minute)) {
			t.Errorf("got a letter to %s, good until %s; want %s, and half an hour", letter.To, letter.Until, goodEmail)
		}
		w.written(LetterReset) // the job may run twice
		w.recorded(ActForgot, 1)
		if err := w.reset(letter.Slip); err != nil {
			t.Fatal(err)
		}
		w.refused("a session of before", old.Access, fault.TokenInvalid)
		_, err := w.Refresh(t.Context(), old.Refresh, "", "")
		wantFault(t, "its refresh token", err, fault.TokenInvalid)
		_, err = w.Login(t.Context(), LoginInput{Email: goodEmail, Password: goodPassword, Address: someAddress})
		wantFault(t, "the old password", err, fault.TokenInvalid)
		if _, err := w.Login(t.Context(), LoginInput{Email: goodEmail, Password: otherPassword, Address: someAddress}); err != nil {
			t.Errorf("the new password: %v", err)
		}
		if told := w.written(LetterPassword); told.To != goodEmail {
			t.Errorf("the change is told to %q, want %s", told.To, goodEmail)
		}
		w.recorded(ActPassword, 1)
		wantBadSlip(t, "the slip again", w.reset(letter.Slip))
	})
}

func TestOneSlipEndsTheOthers(t *testing.T) {
	worlds(t, func(t *testing.T, w *world) {
		u := w.user(goodEmail)
		w.forgot(goodEmail)
		first := w.written(LetterReset).Slip
		w.forgot(goodEmail)
		second := w.written(LetterReset).Slip
		if err := w.reset(first); err != nil {
			t.Fatal(err)
		}
		wantBadSlip(t, "the other slip", w.reset(second))
		w.forgot(goodEmail)
		third := w.written(LetterReset).Slip
		if _, err := w.SetPassword(t.Context(), operator(), u.ID, PasswordChange{New: goodPassword}); err != nil {
			t.Fatal(err)
		}
		wantBadSlip(t, "a slip of before a change of password", w.reset(third))
	})
}

func TestAResetIsGoodForHalfAnHour(t *testing.T) {
	worlds(t, func(t *testing.T, w *world) {
		w.user(goodEmail)
		w.forgot(goodEmail)
		slip, letter := w.written(LetterReset).Slip, w.letter(LetterReset)
		w.clock.Advance(30 * time.Minute)
		wantBadSlip(t, "after half an hour", w.reset(slip))
		_, err := w.Write(t.Context(), letter)
		wantFault(t, "writing a letter that came to nothing", err, fault.NotFound)
	})
}

func TestAResetAndAnInvitationDoNotStandInForEachOther(t *testing.T) {
	worlds(t, func(t *testing.T, w *world) {
		_, invited := w.invited(goodEmail)
		wantBadSlip(t, "an invitation as a reset", w.reset(invited))
		w.user("minh@example.vn")
		w.forgot("minh@example.vn")
		_, err := w.accept(w.written(LetterReset).Slip)
		wantBadSlip(t, "a reset as an invitation", err)
	})
}

// TestA24 looks at what is done, which is what time goes by.
func TestA24WhoHasForgottenLearnsNothingOfTheAccount(t *testing.T) {
	worlds(t, func(t *testing.T, w *world) {
		w.user(goodEmail)
		gone := w.user("cu@example.vn")
		if _, err := w.Disable(t.Context(), operator(), gone.ID); err != nil {
			t.Fatal(err)
		}
		w.invited("moi@example.vn")
		work := map[string]int{}
		for _, email := range []string{goodEmail, "ai@example.vn", gone.Email, "moi@example.vn", "không phải địa chỉ"} {
			ctx, count := db.Counting(t.Context())
			if err := w.Forgot(ctx, Forgotten{Email: email, Address: someAddress}); err != nil {
				t.Errorf("%s: got %v, want no error", email, err)
			}
			work[email] = count.N()
			letter := w.letter(LetterReset)
			if _, err := w.Write(t.Context(), letter); (err == nil) != (email == goodEmail) {
				t.Errorf("%s: got %v writing the letter", email, err)
			}
		}
		for email, n := range work {
			if n != work[goodEmail] || n == 0 {
				t.Errorf("%s took %d statements, and an account %d", email, n, work[goodEmail])
			}
		}
		w.recorded(ActForgot, 1)
	})
}

func TestA26TheLetterGoesToTheStoredAddressAlone(t *testing.T) {
	worlds(t, func(t *testing.T, w *world) {
		w.user("admin@example.vn")
		for _, typed := range []string{"ádmin@example.vn", "admin@example.vn.evil.test", "admin@example.vn,evil@evil.test", "admin@еxample.vn"} {
			w.forgot(typed)
			_, err := w.Write(t.Context(), w.letter(LetterReset))
			wantFault(t, "the letter for "+typed, err, fault.NotFound)
		}
		w.clock.Advance(time.Hour)
		w.forgot("ADMIN@EXAMPLE.VN")
		if got := w.written(LetterReset).To; got != "admin@example.vn" {
			t.Errorf("got a letter to %s, want the stored address", got)
		}
	})
}

func TestLettersAreRationedForAccountsThereAreAndAreNot(t *testing.T) {
	worlds(t, func(t *testing.T, w *world) {
		w.user(goodEmail)
		for _, email := range []string{goodEmail, "ai@example.vn"} {
			for range failuresFree + 1 {
				w.forgot(email)
			}
			err := w.Forgot(t.Context(), Forgotten{Email: email, Address: "192.0.2.99"})
			wantFault(t, "one letter more for "+email, err, fault.RateLimited)
			if got := retry(err); got != failureDelay {
				t.Errorf("%s: got a wait of %s, want %s", email, got, failureDelay)
			}
		}
		w.login(goodEmail) // is another matter
	})
}

func TestOneAddressCannotAskForLettersToEverybody(t *testing.T) {
	worlds(t, func(t *testing.T, w *world) {
		var err error
		asked := 0
		for ; err == nil && asked <= networkTries; asked++ {
			err = w.Forgot(t.Context(), Forgotten{Email: someone(asked) + "@example.vn", Address: someAddress})
		}
		wantFault(t, "after many letters", err, fault.RateLimited)
		if asked != networkTries+1 {
			t.Errorf("got refused at letter %d, want %d", asked, networkTries+1)
		}
	})
}

func someone(n int) string { return string(rune('a'+n%26)) + string(rune('a'+n/26)) }

func TestWhoSignsInElsewhereHasNoPasswordToForget(t *testing.T) {
	worlds(t, func(t *testing.T, w *world) {
		err := w.db.Update(t.Context(), func(tx *db.Tx) error {
			_, err := w.Provision(t.Context(), tx, operator(), "tinh", NewUser{Email: goodEmail, Name: "Lan", Grants: editorGrants()})
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		w.forgot(goodEmail)
		_, err = w.Write(t.Context(), w.letter(LetterReset))
		wantFault(t, "the letter", err, fault.NotFound)
	})
}

func TestTheDaysOfGraceBeginWhenSomeoneComes(t *testing.T) {
	worlds(t, func(t *testing.T, w *world) {
		w.demands = demands{roles: []policy.Role{policy.Editor}, grace: 14 * day}
		_, slip := w.invited(goodEmail)
		w.clock.Advance(6 * day)
		tokens, err := w.accept(slip)
		if err != nil {
			t.Fatal(err)
		}
		u, err := w.Get(t.Context(), w.actor(tokens), tokens.User.ID)
		if err != nil || u.FactorDue == nil || !u.FactorDue.Equal(w.clock.Now().Add(14*day)) {
			t.Errorf("got a second factor due at %v (%v), want two weeks from now", u.FactorDue, err)
		}
	})
}

func TestA23AResetNamesEveryBadMember(t *testing.T) {
	worlds(t, func(t *testing.T, w *world) {
		wantFields(t, w.Reset(t.Context(), NewPassword{Password: "short"}), "/slip required", "/password too_short")
		wantBadSlip(t, "what is no slip", w.reset("null"))
	})
}

func TestAStaleLetterIsNotSent(t *testing.T) {
	worlds(t, func(t *testing.T, w *world) {
		u := w.user(goodEmail)
		if _, err := w.SetPassword(t.Context(), operator(), u.ID, PasswordChange{New: otherPassword}); err != nil {
			t.Fatal(err)
		}
		got, letter := w.written(LetterPassword), w.letter(LetterPassword)
		if diff := cmp.Diff(Written{To: goodEmail, Name: "Lan"}, got); diff != "" {
			t.Errorf("the letter (-want +got):\n%s", diff)
		}
		w.clock.Advance(letterKept + time.Second)
		_, err := w.Write(t.Context(), letter)
		wantFault(t, "three days later", err, fault.NotFound)
	})
}
