package auth

import (
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"newsdesk/internal/fault"
	"newsdesk/internal/ident"
	"newsdesk/internal/policy"
)

const otherPassword = "bốn con vịt bơi qua sông"

// written returns the last letter of a kind, as its reader gets it.
func (w *world) written(kind LetterKind) Written {
	w.t.Helper()
	letter, err := w.Write(w.t.Context(), w.letter(kind))
	if err != nil {
		w.t.Fatalf("write the %s: %v", kind, err)
	}
	return letter
}

// letter is the last one of a kind that was ordered.
func (w *world) letter(kind LetterKind) Letter {
	w.t.Helper()
	w.mu.Lock()
	defer w.mu.Unlock()
	for i := range w.letters {
		if l := w.letters[len(w.letters)-1-i]; l.Kind == kind {
			return l
		}
	}
	w.t.Fatalf("no %s was ordered", kind)
	return Letter{}
}

// invited invites someone and returns them with the slip of their letter.
func (w *world) invited(email string) (User, string) {
	w.t.Helper()
	u, err := w.Invite(w.t.Context(), operator(), NewUser{Email: email, Name: "Lan", Locale: "vi", Grants: editorGrants()})
	if err != nil {
		w.t.Fatalf("invite: %v", err)
	}
	return u, w.written(LetterInvitation).Slip
}

func (w *world) accept(slip string) (Tokens, error) {
	w.t.Helper()
	return w.AcceptInvitation(w.t.Context(), Acceptance{Slip: slip, Password: otherPassword, Entrance: Entrance{Address: someAddress}})
}

func wantBadSlip(t testing.TB, what string, err error) {
	t.Helper()
	if f := fault.Of(err).Fields; !fault.Is(err, fault.Invalid) || len(f) != 1 || f[0].Name != "/slip" || f[0].Code != "not_good" {
		t.Errorf("%s: got %v, want Invalid at /slip, not_good", what, err)
	}
}

func TestSomeoneInvitedChoosesAPasswordAndIsIn(t *testing.T) {
	worlds(t, func(t *testing.T, w *world) {
		u, slip := w.invited(goodEmail)
		if u.JoinedAt != nil || u.Status() != Invited {
			t.Errorf("before: got joined at %v and %s, want nil and invited", u.JoinedAt, u.Status())
		}
		_, err := w.Login(t.Context(), LoginInput{Email: goodEmail, Password: otherPassword, Address: someAddress})
		wantFault(t, "signing in before", err, fault.TokenInvalid)
		w.clock.Advance(7*day - time.Second)
		tokens, err := w.AcceptInvitation(t.Context(), Acceptance{
			Slip: slip, Name: " Trần Lan ", Password: otherPassword, Entrance: Entrance{Transport: Body, Label: "Máy của Lan", Address: someAddress},
		})
		if err != nil {
			t.Fatal(err)
		}
		actor := w.actor(tokens)
		if actor.ID != u.ID || actor.Name != "Trần Lan" || !actor.Rights.Ever("article", false, policy.Approve) {
			t.Errorf("got %+v, want the invited person with the rights of the invitation", actor)
		}
		w.recorded(ActInvite, 1)
		w.recorded(ActJoin, 1)
		_, err = w.accept(slip)
		wantBadSlip(t, "the same slip again", err)
	})
}

func TestALetterOfInvitationSaysWhoInvitesAndUntilWhen(t *testing.T) {
	worlds(t, func(t *testing.T, w *world) {
		admin, err := w.Add(t.Context(), operator(), NewUser{Email: "chi@example.vn", Name: "Chị Cả", Password: goodPassword, Grants: adminGrants()})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Invite(t.Context(), w.actor(w.login(admin.Email)), NewUser{Email: goodEmail, Name: "Lan", Locale: "en"}); err != nil {
			t.Fatal(err)
		}
		got := w.written(LetterInvitation)
		want := Written{To: goodEmail, Name: "Lan", Locale: "en", Inviter: "Chị Cả", Slip: got.Slip, Until: w.clock.Now().Add(7 * day)}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("the letter (-want +got):\n%s", diff)
		}
		if again := w.written(LetterInvitation); again.Slip != got.Slip || got.Slip == "" {
			t.Errorf("written again: got the slip %q, want the same, %q", again.Slip, got.Slip)
		}
	})
}

func TestAnInvitationThatIsNotGoodLetsNobodyIn(t *testing.T) {
	cases := map[string]func(w *world, u User){
		"it is a week old":    func(w *world, _ User) { w.clock.Advance(7 * day) },
		"another was sent":    func(w *world, u User) { _, _ = w.Reinvite(w.t.Context(), operator(), u.ID) },
		"the person is out":   func(w *world, u User) { _, _ = w.Disable(w.t.Context(), operator(), u.ID) },
		"the person is gone":  func(w *world, u User) { _ = w.Delete(w.t.Context(), operator(), u.ID) },
		"they live elsewhere": func(w *world, u User) { w.moves(u.ID, "khac@example.vn") },
		"out and in once more": func(w *world, u User) {
			_, _ = w.Disable(w.t.Context(), operator(), u.ID)
			_, _ = w.Enable(w.t.Context(), operator(), u.ID)
		},
	}
	for name, spoil := range cases {
		t.Run(name, func(t *testing.T) {
			worlds(t, func(t *testing.T, w *world) {
				u, slip := w.invited(goodEmail)
				first := w.letter(LetterInvitation)
				spoil(w, u)
				_, err := w.accept(slip)
				wantBadSlip(t, "accepting", err)
				_, err = w.Write(t.Context(), first)
				wantFault(t, "writing the letter", err, fault.NotFound)
				w.recorded(ActJoin, 0)
			})
		})
	}
}

// moves gives someone another address.
func (w *world) moves(id, email string) {
	w.t.Helper()
	if _, err := w.SetProfile(w.t.Context(), operator(), id, Profile{Email: &email}); err != nil {
		w.t.Fatal(err)
	}
}

func TestOnlyWhoHasNotComeIsInvitedAgain(t *testing.T) {
	worlds(t, func(t *testing.T, w *world) {
		u, first := w.invited(goodEmail)
		if _, err := w.Reinvite(t.Context(), operator(), u.ID); err != nil {
			t.Fatal(err)
		}
		second := w.written(LetterInvitation).Slip
		if first == second {
			t.Error("the second invitation has the slip of the first")
		}
		if _, err := w.accept(second); err != nil {
			t.Fatal(err)
		}
		_, err := w.Reinvite(t.Context(), operator(), u.ID)
		wantFault(t, "inviting someone who has come", err, fault.InvalidTransition)
	})
}

func TestOneSlipLetsOnePersonInOnceHoweverManyComeAtOnce(t *testing.T) {
	worlds(t, func(t *testing.T, w *world) {
		_, slip := w.invited(goodEmail)
		var wg sync.WaitGroup
		came := make(chan error, 4)
		for range cap(came) {
			wg.Go(func() { _, err := w.accept(slip); came <- err })
		}
		wg.Wait()
		close(came)
		in := 0
		for err := range came {
			if err == nil {
				in++
			}
		}
		if in != 1 {
			t.Errorf("got %d people in by one slip, want 1", in)
		}
		w.recorded(ActJoin, 1)
	})
}

func TestInvitingIsForThoseWhoMay(t *testing.T) {
	worlds(t, func(t *testing.T, w *world) {
		w.user(goodEmail)
		editor := w.actor(w.login(goodEmail))
		_, err := w.Invite(t.Context(), editor, NewUser{})
		wantFault(t, "by an editor", err, fault.Forbidden)
		_, err = w.Invite(t.Context(), Actor{}, NewUser{})
		wantFault(t, "by the public", err, fault.TokenMissing)

		hiring := editor
		hiring.Rights = policy.Agreed(policy.Party{{Permissions: []policy.Permission{
			{Resource: policy.Users, Verb: policy.Create, Scope: policy.Any},
		}, Sections: []string{policy.Everywhere}}})
		_, err = w.Invite(t.Context(), hiring, NewUser{Email: "a@example.vn", Name: "A", Grants: editorGrants()})
		wantFault(t, "with roles, by someone who may not give roles", err, fault.Forbidden)
		if _, err := w.Invite(t.Context(), hiring, NewUser{Email: "a@example.vn", Name: "A"}); err != nil {
			t.Errorf("without roles: %v", err)
		}
		w.clock.Advance(freshFor + time.Second)
		_, err = w.Invite(t.Context(), hiring, NewUser{Email: "b@example.vn", Name: "B"})
		wantFault(t, "long after signing in", err, fault.StepUpRequired)
	})
}

func TestA23AnAcceptanceNamesEveryBadMember(t *testing.T) {
	worlds(t, func(t *testing.T, w *world) {
		_, err := w.AcceptInvitation(t.Context(), Acceptance{
			Name: strings.Repeat("ă", nameMost+1), Password: "short", Entrance: Entrance{Transport: "post", Label: strings.Repeat("x", labelMost+1)},
		})
		wantFields(t, err, "/slip required", "/password too_short", "/name too_long", "/transport not_allowed", "/label too_long")
	})
}

func TestASlipIsBoundToItsPurposeAndItsUser(t *testing.T) {
	v := newVault(testMaster())
	rapid.Check(t, func(t *rapid.T) {
		s := slip{ID: ident.New(), UserID: ident.New(), Purpose: rapid.SampledFrom([]purpose{invitation, reset}).Draw(t, "purpose")}
		text := v.slipText(s)
		id, user, ok := v.slipOf(s.Purpose, text)
		if !ok || id != s.ID || user != s.UserID {
			t.Fatalf("got %s of %s, %v; want %s of %s", id, user, ok, s.ID, s.UserID)
		}
		for _, other := range []purpose{invitation, reset} {
			if _, _, ok := v.slipOf(other, text); ok != (other == s.Purpose) {
				t.Fatalf("a slip for %s: got %v for %s", s.Purpose, ok, other)
			}
		}
		at := rapid.IntRange(0, len(text)-1).Draw(t, "at")
		letter := rapid.SampledFrom([]rune("ABCdef019-_=.\n")).Draw(t, "letter")
		if changed := text[:at] + string(letter) + text[at+1:]; changed != text {
			if _, _, ok := v.slipOf(s.Purpose, changed); ok {
				t.Fatalf("changed at %d, the slip is still ours", at)
			}
		}
	})
}
