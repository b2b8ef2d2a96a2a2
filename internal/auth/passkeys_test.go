package auth

import (
	"testing"
	"time"

	"newsdesk/internal/db"
	"newsdesk/internal/factor"
	"newsdesk/internal/fault"
	"newsdesk/internal/testkit/authenticator"
)

// addPasskey makes a passkey for the actor on a device.
func (w *world) addPasskey(actor Actor, device *authenticator.Authenticator) factor.Passkey {
	w.t.Helper()
	c, err := w.BeginPasskey(w.t.Context(), actor)
	if err != nil {
		w.t.Fatalf("begin a passkey: %v", err)
	}
	k, _, err := w.AddPasskey(w.t.Context(), actor, "Điện thoại", w.answer(c, device.Create))
	if err != nil {
		w.t.Fatalf("add a passkey: %v", err)
	}
	return k
}

// answer is what a device says to a ceremony.
func (w *world) answer(c factor.Ceremony, device func([]byte) ([]byte, error)) Answer {
	w.t.Helper()
	response, err := device(c.Options)
	if err != nil {
		w.t.Fatal(err)
	}
	return Answer{CeremonyID: c.ID, Response: response}
}

func (w *world) passkeyLogin(device *authenticator.Authenticator) (Tokens, error) {
	w.t.Helper()
	c, err := w.BeginPasskeyLogin(w.t.Context())
	if err != nil {
		w.t.Fatalf("begin to sign in: %v", err)
	}
	return w.PasskeyLogin(w.t.Context(), w.answer(c, device.Get), Entrance{Address: someAddress})
}

// byPasskey signs in with a passkey.
func (w *world) byPasskey(device *authenticator.Authenticator) Tokens {
	w.t.Helper()
	tokens, err := w.passkeyLogin(device)
	if err != nil {
		w.t.Fatalf("sign in with a passkey: %v", err)
	}
	return tokens
}

func TestAPasskeySignsInAndIsASecondFactorInItself(t *testing.T) {
	worlds(t, func(t *testing.T, w *world) {
		u := w.user(goodEmail)
		device := authenticator.New(testDesk)
		w.addPasskey(w.actor(w.login(goodEmail)), device)
		_, err := w.loginWith("")
		wantFault(t, "the password alone beside a passkey", err, fault.SecondFactorRequired)
		tokens := w.byPasskey(device)
		actor := w.actor(tokens)
		if actor.ID != u.ID || actor.Weak || actor.Rights.None() || tokens.User.ID != u.ID {
			t.Errorf("got %+v, want the user with all rights", actor)
		}
		if d, err := w.Device(t.Context(), actor); err != nil || !d.Strong {
			t.Errorf("got the session %+v (%v), want a strong one", d, err)
		}
		_, err = w.PasskeyLogin(t.Context(), Answer{}, Entrance{Transport: "pigeon"})
		wantFields(t, err, "/transport not_allowed")
	})
}

func TestTheFirstPasskeyBringsRecoveryCodes(t *testing.T) {
	worlds(t, func(t *testing.T, w *world) {
		w.user(goodEmail)
		actor := w.actor(w.login(goodEmail))
		for i, want := range []int{10, 0} {
			c, err := w.BeginPasskey(t.Context(), actor)
			if err != nil {
				t.Fatal(err)
			}
			_, codes, err := w.AddPasskey(t.Context(), actor, "Máy", w.answer(c, authenticator.New(testDesk).Create))
			if err != nil || len(codes) != want {
				t.Errorf("passkey %d: got %d recovery codes (%v), want %d", i+1, len(codes), err, want)
			}
		}
	})
}

func TestAPasskeyOfSomeoneWhoIsKeptOutOpensNothing(t *testing.T) {
	worlds(t, func(t *testing.T, w *world) {
		u := w.user(goodEmail)
		device := authenticator.New(testDesk)
		w.addPasskey(w.actor(w.login(goodEmail)), device)
		if _, err := w.Disable(t.Context(), operator(), u.ID); err != nil {
			t.Fatal(err)
		}
		_, err := w.passkeyLogin(device)
		wantFault(t, "a disabled user with a passkey", err, fault.TokenInvalid)
		if _, err := w.Enable(t.Context(), operator(), u.ID); err != nil {
			t.Fatal(err)
		}
		err = w.db.Update(t.Context(), func(tx *db.Tx) error {
			_, err := tx.Exec(t.Context(), "UPDATE users SET provider = 'google' WHERE id = ?", u.ID)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		_, err = w.passkeyLogin(device)
		wantFault(t, "a user whom a provider keeps", err, fault.Forbidden)
	})
}

func TestForgedPasskeysUseUpTheTriesOfTheirNetwork(t *testing.T) {
	worlds(t, func(t *testing.T, w *world) {
		w.user(goodEmail)
		device := authenticator.New(testDesk)
		w.addPasskey(w.actor(w.login(goodEmail)), device)
		for range networkTries + 2 {
			w.byPasskey(device) // a good one costs nothing
		}
		forged := device.Clone()
		forged.Forged = true
		for range networkTries {
			_, err := w.passkeyLogin(forged)
			wantFault(t, "a forged passkey", err, fault.TokenInvalid)
		}
		_, err := w.passkeyLogin(forged)
		wantFault(t, "a forged passkey too many", err, fault.RateLimited)
		w.clock.Advance(time.Minute)
		w.byPasskey(device)
	})
}

func TestAPasskeyIsRenamedAndRemovedByItsOwner(t *testing.T) {
	worlds(t, func(t *testing.T, w *world) {
		w.user(goodEmail)
		w.user("khac@example.vn")
		actor, other := w.actor(w.login(goodEmail)), w.actor(w.login("khac@example.vn"))
		k := w.addPasskey(actor, authenticator.New(testDesk))
		got, err := w.RenamePasskey(t.Context(), actor, k.ID, "Khóa của Lan")
		if err != nil || got.ID != k.ID || got.Name != "Khóa của Lan" {
			t.Errorf("got %+v (%v), want it renamed", got, err)
		}
		wantFields(t, second(w.RenamePasskey(t.Context(), actor, k.ID, " ")), "/name required")
		wantFault(t, "renaming another's", second(w.RenamePasskey(t.Context(), other, k.ID, "x")), fault.NotFound)
		wantFault(t, "removing another's", w.RemovePasskey(t.Context(), other, k.ID), fault.NotFound)
		if err := w.RemovePasskey(t.Context(), actor, k.ID); err != nil {
			t.Fatal(err)
		}
		wantFault(t, "removing it twice", w.RemovePasskey(t.Context(), actor, k.ID), fault.NotFound)
	})
}
