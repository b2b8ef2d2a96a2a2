package auth

import (
	"errors"
	"sync"
	"testing"
	"time"

	"newsdesk/internal/fault"
	"newsdesk/internal/policy"
)

// boss is an administrator, and a session of theirs.
func (w *world) boss(email string) (User, Actor) {
	w.t.Helper()
	u, err := w.Add(w.t.Context(), operator(), NewUser{Email: email, Name: "Quân", Password: goodPassword, Grants: adminGrants()})
	if err != nil {
		w.t.Fatal(err)
	}
	return u, w.actor(w.from(email, "máy")[0])
}

// clerk is someone who may do some things to users.
func (w *world) clerk(email string, verbs ...policy.Verb) Actor {
	w.t.Helper()
	var permissions []policy.Permission
	for _, v := range verbs {
		permissions = append(permissions, policy.Permission{Resource: policy.Users, Verb: v, Scope: policy.Any})
	}
	u := w.user(email)
	w.give(u, w.role(NewRole{Name: "Vai " + email, Permissions: permissions}))
	return w.actor(w.from(email, "máy")[0])
}

func TestNobodyTakesTheAccountOfSomeoneWithMoreRights(t *testing.T) {
	worlds(t, func(t *testing.T, w *world) {
		boss, _ := w.boss("quan@example.vn")
		updates := w.clerk("nhansu@example.vn", policy.Read, policy.Update)
		grants := w.clerk("phanquyen@example.vn", policy.Read, policy.Update, policy.GrantRoles)
		own := "nhansu2@example.vn"
		for what, err := range map[string]error{
			"another address":         second(w.SetProfile(t.Context(), updates, boss.ID, Profile{Email: &own})),
			"another password":        second(w.SetPassword(t.Context(), updates, boss.ID, PasswordChange{New: otherPassword})),
			"no second factor":        second(w.ResetFactors(t.Context(), updates, boss.ID)),
			"no way in":               second(w.Disable(t.Context(), updates, boss.ID)),
			"no roles":                second(w.SetGrants(t.Context(), grants, boss.ID, nil)),
			"an address by a grantor": second(w.SetProfile(t.Context(), grants, boss.ID, Profile{Email: &own})),
			"a role for oneself":      second(w.SetGrants(t.Context(), grants, grants.ID, editorGrants())),
		} {
			wantFault(t, what, err, fault.Forbidden)
		}
		if u, err := w.Get(t.Context(), operator(), boss.ID); err != nil || u.Email != "quan@example.vn" || len(u.Grants) != 1 || u.Status() != Active {
			t.Errorf("the administrator is %+v (%v), want them as they were", u, err)
		}
	})
}

func TestAnotherAddressEndsSessionsAndIsToldToTheOldOne(t *testing.T) {
	worlds(t, func(t *testing.T, w *world) {
		_, boss := w.boss("quan@example.vn")
		u := w.user(goodEmail)
		tokens := w.login(goodEmail)
		moved := "lan.moi@example.vn"
		if _, err := w.SetProfile(t.Context(), boss, u.ID, Profile{Email: &moved}); err != nil {
			t.Fatal(err)
		}
		w.refused("a session of before", tokens.Access, fault.TokenInvalid)
		if told := w.written(LetterAddress); told.To != goodEmail {
			t.Errorf("the change is told to %s, want %s", told.To, goodEmail)
		}
	})
}

func TestANewPasswordBuysNoMoreGuessesAtACode(t *testing.T) {
	worlds(t, func(t *testing.T, w *world) {
		w.user(goodEmail)
		w.enrol(w.login(goodEmail))
		password, limited := goodPassword, false
		for round := range 6 {
			for range 5 {
				_, err := w.Login(t.Context(), LoginInput{Email: goodEmail, Password: password, Code: "000000", Address: someAddress})
				limited = limited || fault.Is(err, fault.RateLimited)
				w.clock.Advance(20 * time.Second)
			}
			w.forgot(goodEmail)
			password = goodPassword + string(rune('a'+round))
			if err := w.Reset(t.Context(), NewPassword{Slip: w.written(LetterReset).Slip, Password: password, Address: someAddress}); err != nil {
				t.Fatal(err)
			}
			w.clock.Advance(16 * time.Minute)
		}
		if !limited {
			t.Error("30 guesses at a code went through, want the later ones refused")
		}
	})
}

func TestStrangersDoNotKeepAnyoneFromProvingWhoTheyAre(t *testing.T) {
	worlds(t, func(t *testing.T, w *world) {
		w.user(goodEmail)
		actor := w.actor(w.login(goodEmail))
		for range failuresMost {
			_, _ = w.Login(t.Context(), LoginInput{Email: goodEmail, Password: "sai mat khau roi do", Address: "198.51.100.7"})
		}
		if _, err := w.StepUp(t.Context(), actor, Proof{Password: goodPassword}); err != nil {
			t.Errorf("a step-up while strangers fail to sign in: %v", err)
		}
	})
}

func TestASessionThatLacksTheFactorChangesNoPassword(t *testing.T) {
	worlds(t, func(t *testing.T, w *world) {
		w.user(goodEmail)
		weak := w.login(goodEmail)
		w.enrol(w.login(goodEmail))
		_, err := w.ChangePassword(t.Context(), w.actor(weak), PasswordChange{Current: goodPassword, New: otherPassword})
		wantFault(t, "a change in a weak session", err, fault.StepUpRequired)
	})
}

func TestARoleOfTheNewsroomsOwnThatIsPowerfulNeedsASecondFactorToo(t *testing.T) {
	worlds(t, func(t *testing.T, w *world) {
		w.demanded = []policy.Role{policy.Admin}
		w.Auth = w.process()
		powerful := map[string][]policy.Permission{
			"administers": {{Resource: policy.Users, Verb: policy.Update, Scope: policy.Any}},
			"publishes":   {{Resource: policy.Copy, Verb: policy.Publish, Scope: policy.Any}},
			"does all":    {{Resource: policy.Content, Verb: policy.AllVerbs, Scope: policy.Any}},
			"reads":       {{Resource: policy.Users, Verb: policy.Read, Scope: policy.Any}},
		}
		for what, permissions := range powerful {
			u := w.user(what[:4] + "@example.vn")
			w.give(u, w.role(NewRole{Name: what, Permissions: permissions}))
			shown, err := w.Get(t.Context(), operator(), u.ID)
			if err != nil || (shown.FactorDue != nil) != (what != "reads") {
				t.Errorf("a role that %s: a second factor is due at %v (%v)", what, shown.FactorDue, err)
			}
			w.clock.Advance(testGrace + time.Hour)
			if _, err := w.RightsOf(t.Context(), u.ID); fault.Is(err, fault.NotFound) != (what != "reads") {
				t.Errorf("a role that %s, after the days of grace: keys get %v", what, err)
			}
		}
	})
}

func TestWhoeverWasShutOutMeanwhileGivesNothingAway(t *testing.T) {
	worlds(t, func(t *testing.T, w *world) {
		boss, actor := w.boss("quan@example.vn")
		lan := w.user(goodEmail)
		if _, err := w.Disable(t.Context(), operator(), boss.ID); err != nil {
			t.Fatal(err)
		}
		_, err := w.Invite(t.Context(), actor, NewUser{Email: "moi@example.vn", Name: "Mới", Grants: adminGrants()})
		wantFault(t, "an invitation", err, fault.TokenInvalid)
		wantFault(t, "roles", second(w.SetGrants(t.Context(), actor, lan.ID, adminGrants())), fault.TokenInvalid)
	})
}

func TestOfTwoWhoShutEachOtherOutOneStays(t *testing.T) {
	worlds(t, func(t *testing.T, w *world) {
		a, actorA := w.boss("a@example.vn")
		b, actorB := w.boss("b@example.vn")
		var wg sync.WaitGroup
		var errA, errB error
		wg.Go(func() { errA = w.Delete(t.Context(), actorA, b.ID) })
		wg.Go(func() { errB = w.Delete(t.Context(), actorB, a.ID) })
		wg.Wait()
		if (errA == nil) == (errB == nil) {
			t.Errorf("got %v and %v, want that one of them comes too late", errA, errB)
		}
		if err := errors.Join(errA, errB); !fault.Is(err, fault.TokenInvalid) {
			t.Errorf("the one who comes too late gets %v, want TokenInvalid", err)
		}
	})
}
