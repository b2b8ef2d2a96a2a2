package sso_test

import (
	"testing"
	"time"

	"newsdesk/internal/auth"
	"newsdesk/internal/db"
	"newsdesk/internal/fault"
	"newsdesk/internal/sso"
)

func TestAPersonLinksAnAccountAndComesInWithIt(t *testing.T) {
	worlds(t, func(t *testing.T, w *world) {
		actor := w.local()
		w.other.Claims = map[string]any{"email": "lan@rieng.example"}
		if err := w.link(actor, otherDoor); err != nil {
			t.Fatal(err)
		}
		if err := w.link(actor, otherDoor); err != nil {
			t.Errorf("link it again: %v", err)
		}
		w.recorded(sso.ActLink, 1)
		w.clock.Advance(time.Minute)
		if u := w.enter(otherDoor); u.ID != actor.ID {
			t.Errorf("%s came in, want %s", u.ID, actor.ID)
		}
		all, err := w.Identities(t.Context(), actor)
		if err != nil || len(all) != 1 {
			t.Fatalf("got identities %v, %v, want one", all, err)
		}
		if i := all[0]; i.Provider != otherDoor || i.Account != "lan@rieng.example" || i.LastUsedAt.Sub(i.CreatedAt) != time.Minute {
			t.Errorf("got %+v, want that of %s, used a minute after it was made", i, otherDoor)
		}
		if err := w.Unlink(t.Context(), actor, otherDoor); err != nil {
			t.Fatal(err)
		}
		w.recorded(sso.ActUnlink, 1)
		w.refused("an account that was unlinked", otherDoor, fault.Forbidden)
		wantFault(t, "unlink twice", w.Unlink(t.Context(), actor, otherDoor), fault.NotFound)
	})
}

func TestWhatIsForgottenLetsNobodyIn(t *testing.T) {
	worlds(t, func(t *testing.T, w *world) {
		made, err := w.finish(w.goTo(mainDoor))
		if err != nil {
			t.Fatal(err)
		}
		maker := w.actor(made.Tokens)
		local := w.local()
		w.other.Claims = map[string]any{"email": "lan@rieng.example"}
		if err := w.link(local, otherDoor); err != nil {
			t.Fatal(err)
		}
		forget := func(userID, except string) {
			t.Helper()
			if err := w.db.Update(t.Context(), func(tx *db.Tx) error { return w.Forget(t.Context(), tx, userID, except) }); err != nil {
				t.Fatal(err)
			}
		}
		forget(maker.ID, mainDoor)
		if u := w.enter(mainDoor); u.ID != maker.ID {
			t.Errorf("%s came in, want %s, whom the provider has made", u.ID, maker.ID)
		}
		forget(local.ID, "")
		w.refused("an account that was forgotten", otherDoor, fault.Forbidden)
	})
}

func TestLinkingOpensNoSession(t *testing.T) {
	worlds(t, func(t *testing.T, w *world) {
		actor := w.local()
		flow, err := w.BeginLink(t.Context(), actor, sso.Start{Provider: otherDoor, ReturnTo: "/toi"})
		if err != nil {
			t.Fatal(err)
		}
		out, err := w.finish(w.through(otherDoor, flow))
		if err != nil || !out.Linked || out.Tokens.Access != "" || out.ReturnTo != home+"/toi" {
			t.Errorf("got %+v, %v, want a link and no tokens", out, err)
		}
		w.recorded(auth.ActLogin, 1)
	})
}

func TestOnlySomeoneWhoHasJustProvedWhoTheyAreLinks(t *testing.T) {
	worlds(t, func(t *testing.T, w *world) {
		actor := w.local()
		begin := func(a auth.Actor) error {
			_, err := w.BeginLink(t.Context(), a, sso.Start{Provider: otherDoor})
			return err
		}
		wantFault(t, "the public", begin(auth.Actor{}), fault.TokenMissing)
		wantFault(t, "a key", begin(auth.Actor{ID: "k", Kind: auth.KindKey, For: actor.ID}), fault.Forbidden)
		wantFault(t, "the system", begin(operator()), fault.Forbidden)
		_, err := w.Identities(t.Context(), auth.Actor{})
		wantFault(t, "the identities of the public", err, fault.TokenMissing)
		w.clock.Advance(11 * time.Minute)
		wantFault(t, "after eleven minutes", begin(actor), fault.StepUpRequired)
		wantFault(t, "unlinking then", w.Unlink(t.Context(), actor, otherDoor), fault.StepUpRequired)
	})
}

func TestASessionThatHasEndedLinksNothing(t *testing.T) {
	worlds(t, func(t *testing.T, w *world) {
		ends := map[string]func(auth.Actor) error{
			"logout":  func(a auth.Actor) error { return w.accounts.Logout(t.Context(), a) },
			"disable": func(a auth.Actor) error { _, err := w.accounts.Disable(t.Context(), operator(), a.ID); return err },
		}
		actor := w.local()
		for _, what := range []string{"logout", "disable"} {
			flow, err := w.BeginLink(t.Context(), actor, sso.Start{Provider: otherDoor})
			if err != nil {
				t.Fatal(err)
			}
			if err := ends[what](actor); err != nil {
				t.Fatal(err)
			}
			_, err = w.finish(w.through(otherDoor, flow))
			wantFault(t, "after "+what, err, fault.TokenInvalid)
			tokens, err := w.accounts.Enter(t.Context(), actor.ID, auth.Entrance{})
			if what == "logout" {
				if err != nil {
					t.Fatal(err)
				}
				actor = w.actor(tokens)
			}
		}
		w.recorded(sso.ActLink, 0)
	})
}

func TestAnAccountElsewhereIsThatOfOneUser(t *testing.T) {
	worlds(t, func(t *testing.T, w *world) {
		taken := w.enter(mainDoor)
		actor := w.local()
		wantFault(t, "the account of another user", w.link(actor, mainDoor), fault.Conflict)
		if u := w.enter(mainDoor); u.ID != taken.ID {
			t.Errorf("%s came in, want %s", u.ID, taken.ID)
		}
		if err := w.link(actor, otherDoor); err != nil {
			t.Fatal(err)
		}
		w.other.Subject = "another"
		wantFault(t, "a second account at one provider", w.link(actor, otherDoor), fault.Conflict)
	})
}

func TestAUserOfAProviderKeepsTheOnlyWayIn(t *testing.T) {
	worlds(t, func(t *testing.T, w *world) {
		out, err := w.finish(w.goTo(mainDoor))
		if err != nil {
			t.Fatal(err)
		}
		wantFault(t, "unlink the maker", w.Unlink(t.Context(), w.actor(out.Tokens), mainDoor), fault.InUse)
		w.enter(mainDoor)
	})
}

func TestALinkGoesToWhoBeganItAndToNoOneElse(t *testing.T) {
	w := newWorld(t, db.SQLite)
	actor := w.local()
	flow, err := w.BeginLink(t.Context(), actor, sso.Start{Provider: otherDoor})
	if err != nil {
		t.Fatal(err)
	}
	a := w.through(otherDoor, flow)
	a.back.Browser = "of the attacker"
	_, err = w.finish(a)
	wantFault(t, "in another browser", err, fault.TokenInvalid)
	w.refused("the account that was not linked", otherDoor, fault.Forbidden)
}
