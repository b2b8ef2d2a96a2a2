package auth

import (
	"errors"
	"fmt"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/unicode/norm"

	"newsdesk/internal/fault"
	"newsdesk/internal/policy"
)

func TestLoginOpensASessionOfTheUser(t *testing.T) {
	worlds(t, func(t *testing.T, w *world) {
		u := w.user(goodEmail)
		tokens := w.login("  LAN@example.vn\u200b ")
		want := Actor{ID: u.ID, Name: "Lan", Kind: KindPerson, Rights: rights(editorGrants()), VerifiedAt: w.clock.Now(), Address: someAddress}
		got := w.actor(tokens)
		want.SessionID = got.SessionID
		if diff := cmp.Diff(want, got, cmp.AllowUnexported(policy.Rights{})); diff != "" || got.SessionID == "" {
			t.Errorf("actor (-want +got), session %q:\n%s", got.SessionID, diff)
		}
		if tokens.ExpiresIn != 600 || !tokens.RefreshUntil.Equal(w.clock.Now().Add(12*time.Hour)) {
			t.Errorf("got %d seconds of access and refresh until %v, want 600 and twelve hours", tokens.ExpiresIn, tokens.RefreshUntil)
		}
		if diff := cmp.Diff(u, tokens.User); diff != "" {
			t.Errorf("user of the login (-want +got):\n%s", diff)
		}
		w.recorded(ActLogin, 1)
	})
}

func TestA01KnownAndUnknownAddressesFailAlike(t *testing.T) {
	worlds(t, func(t *testing.T, w *world) {
		w.user(goodEmail)
		off := w.user("off@example.vn")
		if _, err := w.Disable(t.Context(), operator(), off.ID); err != nil {
			t.Fatal(err)
		}
		want := "The e-mail address or the password is wrong"
		for _, email := range []string{goodEmail, "nobody@example.vn", "off@example.vn", "not an address"} {
			_, err := w.Login(t.Context(), LoginInput{Email: email, Password: "something that is wrong"})
			if got := fault.Of(err); got.Kind != fault.TokenInvalid || got.Text.String() != want || len(got.Fields) > 0 {
				t.Errorf("login as %q: got %v, want only %q", email, got, want)
			}
		}
		_, err := w.Login(t.Context(), LoginInput{Email: "off@example.vn", Password: goodPassword})
		wantFault(t, "a disabled user with the right password", err, fault.TokenInvalid)
	})
}

func TestA01AnUnknownAddressTakesAHashToo(t *testing.T) {
	// A hash fills its memory, whatever the machine is doing besides.
	const memory = 4096 // KiB
	h := newHasher(cost{memory: memory, passes: 1, lanes: 1})
	stored := h.hash(goodPassword)
	for what, hash := range map[string]string{"a known": stored, "an unknown": ""} {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		h.matches(hash, "something that is wrong")
		runtime.ReadMemStats(&after)
		if got := (after.TotalAlloc - before.TotalAlloc) >> 10; got < memory {
			t.Errorf("%s account takes %d KiB, want the %d KiB of a hash", what, got, memory)
		}
	}
}

func TestA02TheSixthTryWaitsAndTheOwnerGetsInAfterwards(t *testing.T) {
	worlds(t, func(t *testing.T, w *world) {
		w.user(goodEmail)
		for _, email := range []string{goodEmail, "nobody@example.vn"} {
			for n := range 11 {
				_, err := w.Login(t.Context(), LoginInput{Email: email, Password: fails(n), Address: fmt.Sprintf("198.51.100.%d", n)})
				want := fault.TokenInvalid
				if n >= 5 {
					want = fault.RateLimited
				}
				wantFault(t, fmt.Sprintf("try %d as %s", n+1, email), err, want)
				if n >= 5 && retry(err) != failureDelay {
					t.Errorf("try %d as %s: retry after %v, want %v", n+1, email, retry(err), failureDelay)
				}
			}
		}
		in := LoginInput{Email: goodEmail, Password: goodPassword, Address: "203.0.113.5"}
		restarted := w.process()
		_, err := restarted.Login(t.Context(), in)
		wantFault(t, "the owner within the delay, after a restart", err, fault.RateLimited)
		w.clock.Advance(failureDelay)
		if _, err := w.Login(t.Context(), in); err != nil {
			t.Errorf("the owner after the delay: %v", err)
		}
		_, err = w.Login(t.Context(), LoginInput{Email: goodEmail, Password: fails(0)})
		wantFault(t, "the first failure after a success", err, fault.TokenInvalid)
	})
}

func TestA02TriesAtTheSameMomentShareOneBudget(t *testing.T) {
	worlds(t, func(t *testing.T, w *world) {
		w.user(goodEmail)
		outcomes := make(chan error, 15)
		var tries sync.WaitGroup
		for n := range cap(outcomes) {
			tries.Go(func() {
				_, err := w.Login(t.Context(), LoginInput{Email: goodEmail, Password: fails(n), Address: fmt.Sprintf("198.51.100.%d", n)})
				outcomes <- err
			})
		}
		tries.Wait()
		close(outcomes)
		checked := 0
		for err := range outcomes {
			if fault.Is(err, fault.TokenInvalid) {
				checked++
			} else {
				wantFault(t, "a try beyond the budget", err, fault.RateLimited)
			}
		}
		if checked != 5 {
			t.Errorf("%d passwords were checked at once, want 5", checked)
		}
	})
}

func TestTheDelayGrowsAndAHundredFailuresCloseTheAccountForADay(t *testing.T) {
	worlds(t, func(t *testing.T, w *world) {
		u := w.user(goodEmail)
		var last time.Duration
		for n := range failuresMost {
			in := LoginInput{Email: goodEmail, Password: fails(n)}
			_, err := w.Login(t.Context(), in)
			wantFault(t, fails(n+1), err, fault.TokenInvalid)
			if n < failuresFree {
				continue
			}
			_, err = w.Login(t.Context(), in)
			wait := retry(err)
			if wait < last || wait == 0 {
				t.Fatalf("after failure %d the wait is %v, and before it was %v", n+1, wait, last)
			}
			last = wait
			if n+1 < failuresMost {
				w.clock.Advance(wait)
			}
		}
		if last != failuresKept {
			t.Errorf("after %d failures the wait is %v, want %v", failuresMost, last, failuresKept)
		}
		if _, err := w.SetPassword(t.Context(), operator(), u.ID, PasswordChange{New: goodPassword}); err != nil {
			t.Fatal(err)
		}
		w.login(goodEmail)
	})
}

func TestA05OneNetworkHasOneBudget(t *testing.T) {
	worlds(t, func(t *testing.T, w *world) {
		for n := range networkTries {
			_, err := w.Login(t.Context(), LoginInput{Email: fmt.Sprintf("u%d@example.vn", n), Password: fails(n), Address: fmt.Sprintf("2001:db8:1:2::%x", n)})
			wantFault(t, fails(n), err, fault.TokenInvalid)
		}
		in := LoginInput{Email: "next@example.vn", Password: fails(0), Address: "2001:db8:1:2:ffff::1"}
		_, err := w.Login(t.Context(), in)
		wantFault(t, "one more from the same /64", err, fault.RateLimited)
		if retry(err) != networkLeak {
			t.Errorf("retry after %v, want %v", retry(err), networkLeak)
		}
		in.Address = "2001:db8:1:3::1"
		_, err = w.Login(t.Context(), in)
		wantFault(t, "the next /64", err, fault.TokenInvalid)
	})
}

func TestNetworksAreWhatOneSubscriberHas(t *testing.T) {
	for address, want := range map[string]string{
		"192.0.2.7":             "192.0.2.7/32",
		"::ffff:192.0.2.7":      "192.0.2.7/32",
		"2001:db8:1:2:3:4:5:6":  "2001:db8:1:2::/64",
		"fe80::1%eth0":          "fe80::/64",
		"":                      "",
		"192.0.2.7, 192.0.2.8":  "",
		"2001:db8:1:2::1%25zzz": "2001:db8:1:2::/64",
	} {
		if got := network(address); got != want {
			t.Errorf("network(%q) = %q, want %q", address, got, want)
		}
	}
}

func TestSuccessCostsTheNetworkNothing(t *testing.T) {
	worlds(t, func(t *testing.T, w *world) {
		w.user(goodEmail)
		for range 2 * networkTries {
			w.login(goodEmail)
		}
	})
}

func TestA06APasswordThatIsTooLongIsNotHashed(t *testing.T) {
	worlds(t, func(t *testing.T, w *world) {
		w.user(goodEmail)
		w.hasher.cost = cost{memory: 1 << 20, passes: 1000, lanes: 1} // would take minutes
		for _, n := range []int{257, 1 << 20} {
			_, err := w.Login(t.Context(), LoginInput{Email: goodEmail, Password: strings.Repeat("ệ", n)})
			wantFields(t, err, "/password too_long")
		}
	})
}

func TestA07EveryCharacterOfAPasswordCounts(t *testing.T) {
	worlds(t, func(t *testing.T, w *world) {
		long := strings.Repeat("mười con vịt ", 19) + "end"
		_, err := w.Add(t.Context(), operator(), NewUser{Email: goodEmail, Name: "Lan", Password: long})
		if err != nil {
			t.Fatal(err)
		}
		_, err = w.Login(t.Context(), LoginInput{Email: goodEmail, Password: long[:len(long)-1] + "x"})
		wantFault(t, "a password that differs at its end", err, fault.TokenInvalid)
		if _, err := w.Login(t.Context(), LoginInput{Email: goodEmail, Password: long}); err != nil {
			t.Errorf("the whole password: %v", err)
		}
	})
}

func TestA08TheFormOfUnicodeDoesNotMatter(t *testing.T) {
	worlds(t, func(t *testing.T, w *world) {
		w.user(norm.NFC.String("hiền@example.vn"))
		_, err := w.Login(t.Context(), LoginInput{Email: norm.NFD.String("hiền@example.vn"), Password: norm.NFD.String(goodPassword)})
		if err != nil {
			t.Errorf("login with decomposed letters: %v", err)
		}
	})
}

func TestLoginNamesEveryBadMember(t *testing.T) {
	worlds(t, func(t *testing.T, w *world) {
		_, err := w.Login(t.Context(), LoginInput{Transport: "carrier pigeon", Label: strings.Repeat("x", 101)})
		wantFields(t, err, "/email required", "/password required", "/transport not_allowed", "/label too_long")
	})
}

func TestAnOldHashIsRenewedAtLogin(t *testing.T) {
	worlds(t, func(t *testing.T, w *world) {
		w.user(goodEmail)
		w.hasher.cost.passes++
		before, err := w.byEmail(t.Context(), goodEmail)
		if err != nil {
			t.Fatal(err)
		}
		w.login(goodEmail)
		after, err := w.byEmail(t.Context(), goodEmail)
		if err != nil {
			t.Fatal(err)
		}
		if ok, dated := w.hasher.matches(after.PasswordHash, goodPassword); !ok || dated || after.PasswordHash == before.PasswordHash {
			t.Errorf("after the login: matches %v, dated %v, hash %s", ok, dated, after.PasswordHash)
		}
		w.login(goodEmail)
	})
}

func TestOnlySoManyWaitForAHash(t *testing.T) {
	h := newHasher(cheap())
	for range hashesAtOnce {
		if _, err := h.enter(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	for range hashesWaiting {
		h.present <- struct{}{}
	}
	_, err := h.enter(t.Context())
	wantFault(t, "one more than may wait", err, fault.RateLimited)
	if retry(err) != hashRetry {
		t.Errorf("retry after %v, want %v", retry(err), hashRetry)
	}
}

func TestFailedRecordUndoesTheLogin(t *testing.T) {
	worlds(t, func(t *testing.T, w *world) {
		w.user(goodEmail)
		full := errors.New("the record is full")
		w.record = failingRecorder(full)
		if _, err := w.Login(t.Context(), LoginInput{Email: goodEmail, Password: goodPassword}); !errors.Is(err, full) {
			t.Errorf("login: got %v, want %v", err, full)
		}
		var n int64
		if err := gormOf(t, w).Model(&session{}).Count(&n).Error; err != nil || n != 0 {
			t.Errorf("got %d sessions (%v), want none", n, err)
		}
	})
}
