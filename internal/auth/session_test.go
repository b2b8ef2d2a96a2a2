package auth

import (
	"context"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"gorm.io/gorm"

	"newsdesk/internal/db"
	"newsdesk/internal/fault"
	"newsdesk/internal/policy"
)

func gormOf(t *testing.T, w *world) *gorm.DB { return db.Gorm(t.Context(), w.db) }

func failingRecorder(err error) Recorder {
	return func(context.Context, *db.Tx, Event) error { return err }
}

func (w *world) refresh(token string) Tokens {
	w.t.Helper()
	tokens, err := w.Refresh(w.t.Context(), token, "", "")
	if err != nil {
		w.t.Fatalf("refresh: %v", err)
	}
	return tokens
}

func TestRefreshGivesNewTokensOfTheSameSession(t *testing.T) {
	worlds(t, func(t *testing.T, w *world) {
		w.user(goodEmail)
		first := w.login(goodEmail)
		w.clock.Advance(time.Hour)
		w.refused("the access token after an hour", first.Access, fault.TokenExpired)
		second := w.refresh(first.Refresh)
		if second.Refresh == first.Refresh {
			t.Error("the refresh token did not change")
		}
		if got, want := second.RefreshUntil, w.clock.Now().Add(12*time.Hour); !got.Equal(want) {
			t.Errorf("refresh until %v, want %v", got, want)
		}
		w.actor(second)
	})
}

func TestSessionsEndByIdlenessAndByAge(t *testing.T) {
	worlds(t, func(t *testing.T, w *world) {
		w.user(goodEmail)
		for transport, limit := range map[Transport]struct{ idle, absolute time.Duration }{
			Cookie: {12 * time.Hour, 7 * 24 * time.Hour},
			Body:   {14 * 24 * time.Hour, 90 * 24 * time.Hour},
		} {
			in := LoginInput{Email: goodEmail, Password: goodPassword, Transport: transport}
			idle, err := w.Login(t.Context(), in)
			if err != nil {
				t.Fatal(err)
			}
			w.clock.Advance(limit.idle)
			_, err = w.Refresh(t.Context(), idle.Refresh, "", "")
			wantFault(t, "a session left idle, "+string(transport), err, fault.TokenInvalid)

			busy, err := w.Login(t.Context(), in)
			if err != nil {
				t.Fatal(err)
			}
			end := w.clock.Now().Add(limit.absolute)
			for step := limit.idle - time.Second; w.clock.Now().Add(step).Before(end); w.clock.Advance(step) {
				busy = w.refresh(busy.Refresh)
			}
			busy = w.refresh(busy.Refresh)
			w.clock.Set(end.Add(-accessLife / 2))
			busy = w.refresh(busy.Refresh)
			if !busy.RefreshUntil.Equal(end) {
				t.Errorf("%s: a busy session lasts until %v, want %v", transport, busy.RefreshUntil, end)
			}
			w.clock.Set(end)
			_, err = w.Refresh(t.Context(), busy.Refresh, "", "")
			wantFault(t, "a session past its age, "+string(transport), err, fault.TokenInvalid)
			w.refused("its access token", busy.Access, fault.TokenInvalid)
		}
	})
}

func TestA17AccessEndsWithLogout(t *testing.T) {
	worlds(t, func(t *testing.T, w *world) {
		w.user(goodEmail)
		tokens, other := w.login(goodEmail), w.login(goodEmail)
		elsewhere := w.process()
		if _, err := elsewhere.Authenticate(t.Context(), tokens.Access, someAddress); err != nil {
			t.Fatal(err)
		}
		actor := w.actor(tokens)
		for range 2 {
			if err := w.Logout(t.Context(), actor); err != nil {
				t.Fatalf("logout: %v", err)
			}
		}
		w.recorded(ActLogout, 1)
		w.refused("access after logout", tokens.Access, fault.TokenInvalid)
		_, err := w.Refresh(t.Context(), tokens.Refresh, "", "")
		wantFault(t, "refresh after logout", err, fault.TokenInvalid)
		w.clock.Advance(time.Second)
		_, err = elsewhere.Authenticate(t.Context(), tokens.Access, someAddress)
		wantFault(t, "access in another process a second later", err, fault.TokenInvalid)
		w.actor(other)
	})
}

func TestNobodyEndsTheSessionOfAnother(t *testing.T) {
	worlds(t, func(t *testing.T, w *world) {
		w.user(goodEmail)
		actor := w.actor(w.login(goodEmail))
		for _, wrong := range []Actor{{}, operator()} {
			wantFault(t, "logout without a session", w.Logout(t.Context(), wrong), fault.TokenMissing)
		}
		actor.ID = "someone else"
		wantFault(t, "logout of another's session", w.Logout(t.Context(), actor), fault.TokenInvalid)
	})
}

func TestA18APasswordChangeEndsTheOtherSessions(t *testing.T) {
	worlds(t, func(t *testing.T, w *world) {
		u := w.user(goodEmail)
		mine, other := w.login(goodEmail), w.login(goodEmail)
		w.actor(other)
		change := PasswordChange{Current: goodPassword, New: "bốn con mèo mun nằm im"}
		if _, err := w.SetPassword(t.Context(), w.actor(mine), u.ID, change); err != nil {
			t.Fatal(err)
		}
		w.refused("the other session", other.Access, fault.TokenInvalid)
		_, err := w.Refresh(t.Context(), other.Refresh, "", "")
		wantFault(t, "its refresh token", err, fault.TokenInvalid)
		w.actor(mine)
		w.actor(w.refresh(mine.Refresh))
		_, err = w.Login(t.Context(), LoginInput{Email: goodEmail, Password: goodPassword})
		wantFault(t, "the old password", err, fault.TokenInvalid)
		if _, err := w.Login(t.Context(), LoginInput{Email: goodEmail, Password: change.New}); err != nil {
			t.Errorf("the new password: %v", err)
		}
	})
}

func TestA19DisablingAndLoweringTakeEffectAtOnce(t *testing.T) {
	worlds(t, func(t *testing.T, w *world) {
		u := w.user(goodEmail)
		tokens := w.login(goodEmail)
		w.actor(tokens)
		lower := []policy.Grant{{Role: policy.Contributor, Sections: []string{policy.Everywhere}}}
		if _, err := w.SetGrants(t.Context(), operator(), u.ID, lower); err != nil {
			t.Fatal(err)
		}
		if actor := w.actor(tokens); !actor.Rights.Ever("article", false, policy.Create) || actor.Rights.Ever("article", false, policy.Approve) {
			t.Errorf("rights after lowering: got %v, want those of a contributor", actor.Rights)
		}
		if _, err := w.Disable(t.Context(), operator(), u.ID); err != nil {
			t.Fatal(err)
		}
		w.refused("a disabled user", tokens.Access, fault.TokenInvalid)
		_, err := w.Refresh(t.Context(), tokens.Refresh, "", "")
		wantFault(t, "refresh of a disabled user", err, fault.TokenInvalid)
		if _, err := w.Enable(t.Context(), operator(), u.ID); err != nil {
			t.Fatal(err)
		}
		w.refused("an old session of a user enabled again", tokens.Access, fault.TokenInvalid)
		w.login(goodEmail)
	})
}

func TestA20ADeletedUsersTokenNeverServesANewOne(t *testing.T) {
	worlds(t, func(t *testing.T, w *world) {
		old := w.user(goodEmail)
		tokens := w.login(goodEmail)
		if err := w.Delete(t.Context(), operator(), old.ID); err != nil {
			t.Fatal(err)
		}
		fresh := w.user(goodEmail)
		if fresh.ID == old.ID {
			t.Errorf("the id %s was used again", old.ID)
		}
		w.refused("the token of a deleted user", tokens.Access, fault.TokenInvalid)
		_, err := w.Refresh(t.Context(), tokens.Refresh, "", "")
		wantFault(t, "its refresh token", err, fault.TokenInvalid)
		if actor := w.actor(w.login(goodEmail)); actor.ID != fresh.ID {
			t.Errorf("login gives %s, want the new user %s", actor.ID, fresh.ID)
		}
		_, err = w.Get(t.Context(), operator(), old.ID)
		wantFault(t, "the deleted user", err, fault.NotFound)
	})
}

func TestA21ASpentTokenEndsItsFamily(t *testing.T) {
	worlds(t, func(t *testing.T, w *world) {
		w.user(goodEmail)
		for generations := 1; generations <= 2; generations++ {
			spent, bystander := w.login(goodEmail), w.login(goodEmail)
			last := spent
			for range generations {
				last = w.refresh(last.Refresh)
			}
			w.clock.Advance(grace + time.Millisecond)
			w.actor(last)
			_, err := w.Refresh(t.Context(), spent.Refresh, "", "")
			wantFault(t, "a token spent long ago", err, fault.TokenInvalid)
			w.recorded(ActReuse, generations)
			w.refused("access of the family", last.Access, fault.TokenInvalid)
			_, err = w.Refresh(t.Context(), last.Refresh, "", "")
			wantFault(t, "the newest token of the family", err, fault.TokenInvalid)
			w.actor(bystander)
		}
	})
}

func TestALostAnswerCanBeAskedForAgain(t *testing.T) {
	worlds(t, func(t *testing.T, w *world) {
		w.user(goodEmail)
		first := w.login(goodEmail)
		second := w.refresh(first.Refresh)
		w.clock.Advance(grace)
		again := w.refresh(first.Refresh)
		if again.Refresh != second.Refresh {
			t.Error("the same token led to another successor within the grace")
		}
		w.actor(w.refresh(again.Refresh))
	})
}

func TestA22ParallelRefreshesHaveOneSuccessor(t *testing.T) {
	worlds(t, func(t *testing.T, w *world) {
		w.user(goodEmail)
		first := w.login(goodEmail)
		var mu sync.Mutex
		successors := map[string]int{}
		var parallel sync.WaitGroup
		for range 20 {
			parallel.Go(func() {
				tokens, err := w.Refresh(t.Context(), first.Refresh, "", "")
				mu.Lock()
				defer mu.Unlock()
				if err != nil {
					t.Errorf("one of the refreshes: %v", err)
				}
				successors[tokens.Refresh]++
			})
		}
		parallel.Wait()
		if len(successors) != 1 {
			t.Fatalf("20 refreshes gave %d successors, want 1", len(successors))
		}
		w.actor(w.refresh(slices.Collect(maps.Keys(successors))[0]))
	})
}

func TestMadeUpRefreshTokensCostNoQueryAndHarmNoSession(t *testing.T) {
	worlds(t, func(t *testing.T, w *world) {
		w.user(goodEmail)
		tokens := w.login(goodEmail)
		ctx, count := db.Counting(t.Context())
		stranger := newVault(slices.Repeat([]byte{9}, MasterSize))
		for _, forged := range []string{
			"", "x", strings.Repeat("A", len(tokens.Refresh)), strings.Repeat("A", 1<<20), tokens.Access,
			stranger.newRefresh(w.actor(tokens).SessionID), tokens.Refresh + "=",
		} {
			_, err := w.Refresh(ctx, forged, "", "")
			wantFault(t, "a made-up token", err, fault.TokenInvalid)
		}
		if count.N() != 0 {
			t.Errorf("made-up tokens cost %d statements, want 0", count.N())
		}
		w.refresh(tokens.Refresh)
	})
}

func TestTheDatabaseHoldsNothingThatOpensASession(t *testing.T) {
	worlds(t, func(t *testing.T, w *world) {
		w.user(goodEmail)
		first := w.login(goodEmail)
		second := w.refresh(first.Refresh)
		var s session
		var k signingKey
		var u account
		for _, row := range []any{&s, &k, &u} {
			if err := gormOf(t, w).Take(row).Error; err != nil {
				t.Fatal(err)
			}
		}
		private, err := w.private(k)
		if err != nil {
			t.Fatal(err)
		}
		stored := strings.Join([]string{s.RefreshHash, s.PreviousHash, string(s.Successor), string(k.SealedPrivate), u.PasswordHash}, "\n")
		for name, secret := range map[string]string{
			"first refresh token": first.Refresh, "second refresh token": second.Refresh,
			"signing key": string(private.Seed()), "password": goodPassword,
		} {
			if strings.Contains(stored, secret) {
				t.Errorf("the %s stands in the database as it is", name)
			}
		}
	})
}

func TestSweepKeepsWhatIsOfUse(t *testing.T) {
	worlds(t, func(t *testing.T, w *world) {
		w.user(goodEmail)
		w.login(goodEmail)
		_, err := w.Login(t.Context(), LoginInput{Email: "nobody@example.vn", Password: "wrong"})
		wantFault(t, "login", err, fault.TokenInvalid)
		if err := w.RotateKeys(t.Context(), operator()); err != nil {
			t.Fatal(err)
		}
		w.rows("at first", 1, 1, 2)
		if err := w.Sweep(t.Context()); err != nil {
			t.Fatal(err)
		}
		w.rows("after a sweep at once", 1, 1, 2)
		w.clock.Advance(sessionKept + 24*time.Hour)
		if err := w.Sweep(t.Context()); err != nil {
			t.Fatal(err)
		}
		w.rows("after a sweep a month later", 0, 0, 1)
	})
}

// rows fails the test unless there are that many sessions, failures and keys.
func (w *world) rows(when string, want ...int64) {
	w.t.Helper()
	var got []int64
	for _, table := range []any{&session{}, &failures{}, &signingKey{}} {
		var n int64
		if err := db.Gorm(w.t.Context(), w.db).Model(table).Count(&n).Error; err != nil {
			w.t.Fatal(err)
		}
		got = append(got, n)
	}
	if !slices.Equal(got, want) {
		w.t.Errorf("%s: got %v sessions, failures and keys, want %v", when, got, want)
	}
}
