package auth

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"newsdesk/internal/fault"
	"newsdesk/internal/policy"
)

func adminGrants() []policy.Grant {
	return []policy.Grant{{Role: policy.Admin, Sections: []string{policy.Everywhere}}}
}

func TestAddNamesEveryBadMember(t *testing.T) {
	worlds(t, func(t *testing.T, w *world) {
		_, err := w.Add(t.Context(), operator(), NewUser{
			Email: "lan at example", Name: " ", Password: "short",
			Grants: []policy.Grant{{Role: "king", Sections: []string{"*"}}, {Role: policy.Editor}, {Role: policy.Editor, Sections: []string{"sport"}}},
		})
		wantFields(t, err, "/email malformed", "/name required",
			"/grants/0/role unknown", "/grants/1/sections required", "/grants/2/sections/0 malformed", "/password too_short")
	})
}

func TestOneAddressIsOneUser(t *testing.T) {
	worlds(t, func(t *testing.T, w *world) {
		w.user(goodEmail)
		_, err := w.Add(t.Context(), operator(), NewUser{Email: "L\u200bAN@Example.VN", Name: "Lan", Password: goodPassword})
		wantFault(t, "the same address in other letters", err, fault.Conflict)
		if f := fault.Of(err).Fields; len(f) != 1 || f[0].Name != "/email" || f[0].Code != "taken" {
			t.Errorf("fields at fault: got %v, want /email taken", f)
		}
		w.user("làn@example.vn") // A26: an accent makes another person
	})
}

func TestListPagesThroughTheUsers(t *testing.T) {
	worlds(t, func(t *testing.T, w *world) {
		var want, got []User
		for _, email := range []string{"c@example.vn", "a@example.vn", "b@example.vn"} {
			want = append(want, w.user(email))
		}
		for after := ""; ; {
			page, err := w.List(t.Context(), operator(), after, 2)
			if err != nil {
				t.Fatal(err)
			}
			if len(page) == 0 {
				break
			}
			got = append(got, page...)
			after = page[len(page)-1].ID
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("users (-want +got):\n%s", diff)
		}
	})
}

func TestOnlyAdministratorsManageUsers(t *testing.T) {
	worlds(t, func(t *testing.T, w *world) {
		u, other := w.user(goodEmail), w.user("minh@example.vn")
		editor := w.actor(w.login(goodEmail))
		for name, try := range map[string]func(Actor) error{
			"Add":         func(a Actor) error { _, err := w.Add(t.Context(), a, NewUser{}); return err },
			"List":        func(a Actor) error { _, err := w.List(t.Context(), a, "", 10); return err },
			"Get":         func(a Actor) error { _, err := w.Get(t.Context(), a, other.ID); return err },
			"SetGrants":   func(a Actor) error { _, err := w.SetGrants(t.Context(), a, u.ID, adminGrants()); return err },
			"SetPassword": func(a Actor) error { _, err := w.SetPassword(t.Context(), a, other.ID, PasswordChange{}); return err },
			"Disable":     func(a Actor) error { _, err := w.Disable(t.Context(), a, other.ID); return err },
			"Enable":      func(a Actor) error { _, err := w.Enable(t.Context(), a, u.ID); return err },
			"Delete":      func(a Actor) error { return w.Delete(t.Context(), a, other.ID) },
		} {
			wantFault(t, name+" by the public", try(Actor{}), fault.TokenMissing)
			wantFault(t, name+" by an editor", try(editor), fault.Forbidden)
		}
		if got, err := w.Get(t.Context(), editor, u.ID); err != nil || got.ID != u.ID {
			t.Errorf("an editor gets the own account: %v, %v", got, err)
		}
		auditor := Actor{ID: "a", Kind: KindPerson, Rights: rights([]policy.Grant{{Role: policy.Auditor, Sections: []string{"*"}}})}
		if _, err := w.Get(t.Context(), auditor, u.ID); err != nil {
			t.Errorf("an auditor gets an account: %v", err)
		}
		wantFault(t, "Delete by an auditor", w.Delete(t.Context(), auditor, u.ID), fault.Forbidden)
	})
}

func TestAnAdministratorCannotLockThemselvesOut(t *testing.T) {
	worlds(t, func(t *testing.T, w *world) {
		u := w.user(goodEmail)
		if _, err := w.SetGrants(t.Context(), operator(), u.ID, adminGrants()); err != nil {
			t.Fatal(err)
		}
		admin := w.actor(w.login(goodEmail))
		_, err := w.SetGrants(t.Context(), admin, u.ID, editorGrants())
		wantFault(t, "giving up administration", err, fault.Forbidden)
		_, err = w.Disable(t.Context(), admin, u.ID)
		wantFault(t, "disabling oneself", err, fault.Forbidden)
		wantFault(t, "deleting oneself", w.Delete(t.Context(), admin, u.ID), fault.Forbidden)
	})
}

func TestPeopleShowTheirPasswordToChangeIt(t *testing.T) {
	worlds(t, func(t *testing.T, w *world) {
		u := w.user(goodEmail)
		self := w.actor(w.login(goodEmail))
		fresh := "bốn con mèo mun nằm im"
		_, err := w.SetPassword(t.Context(), self, u.ID, PasswordChange{New: "ngắn"})
		wantFields(t, err, "/password too_short", "/current_password required")
		_, err = w.SetPassword(t.Context(), self, u.ID, PasswordChange{Current: fresh, New: fresh})
		wantFields(t, err, "/current_password wrong")
		for range failuresFree {
			_, err = w.SetPassword(t.Context(), self, u.ID, PasswordChange{Current: fresh, New: fresh})
		}
		wantFields(t, err, "/current_password wrong")
		_, err = w.SetPassword(t.Context(), self, u.ID, PasswordChange{Current: goodPassword, New: fresh})
		wantFault(t, "after five wrong guesses", err, fault.RateLimited)
		w.clock.Advance(failureDelay)
		if _, err = w.SetPassword(t.Context(), self, u.ID, PasswordChange{Current: goodPassword, New: fresh}); err != nil {
			t.Errorf("with the right password: %v", err)
		}
		w.recorded(ActPassword, 1)
	})
}

func TestPasswordRules(t *testing.T) {
	for password, want := range map[string]string{
		"newsdesk-demo-2020":             "",
		goodPassword:                     "",
		"mùa xuân ở Hà Nội":              "",
		"mùa xuân ở HN":                  "too_short",
		"ﬃﬃﬃﬃﬃ":                          "common", // 15 letters once they are written out
		strings.Repeat("ab", 8):          "common",
		strings.Repeat("password", 2):    "common",
		"PassWord-2026-2026":             "common",
		"newsdesk20262026":               "common",
		"1234567890123456":               "common",
		"qwertyuiopasdfghjkl":            "common",
		"matkhaumatkhau!":                "common",
		"correct horse battery staple":   "common",
		strings.Repeat("á", 300):         "too_long",
		strings.Repeat("mười chín ", 25): "",
	} {
		var f fault.Fields
		checkPassword(&f, password)
		got := ""
		if len(f) > 0 {
			got = f[0].Code
		}
		if got != want {
			t.Errorf("password %q: got %q, want %q", password, got, want)
		}
	}
}

func TestTheBlocklistIsLowerCaseAndWithoutRepeats(t *testing.T) {
	seen := map[string]bool{}
	for line := range strings.SplitSeq(strings.TrimSuffix(blocklist, "\n"), "\n") {
		if line == "" || line != strings.ToLower(strings.TrimSpace(line)) || seen[line] {
			t.Errorf("line %q is empty, not in lower case, or there twice", line)
		}
		seen[line] = true
	}
	if len(seen) < 200 {
		t.Errorf("the blocklist has %d words, want at least 200", len(seen))
	}
}

func TestHashesMatchOnlyTheirPassword(t *testing.T) {
	h := newHasher(cheap())
	rapid.Check(t, func(t *rapid.T) {
		password, other := rapid.String().Draw(t, "password"), rapid.String().Draw(t, "other")
		stored := h.hash(password)
		if ok, dated := h.matches(stored, password); !ok || dated {
			t.Fatalf("the password itself: matches %v, dated %v", ok, dated)
		}
		if ok, _ := h.matches(stored, other+"x"); ok && other+"x" != password {
			t.Fatalf("%q opens the hash of %q", other+"x", password)
		}
	})
}

func TestTheDefaultHashIsWrittenInThePHCFormat(t *testing.T) {
	h := newHasher(owaspCost())
	if got, want := h.hash(goodPassword), "$argon2id$v=19$m=19456,t=2,p=1$"; !strings.HasPrefix(got, want) {
		t.Errorf("got %q, want a string that begins with %q", got, want)
	}
}

func TestDamagedHashesMatchNothing(t *testing.T) {
	h := newHasher(cheap())
	good := h.hash(goodPassword)
	for _, stored := range []string{
		"", "x", good[:len(good)-1], good + "$", strings.Replace(good, "argon2id", "argon2i", 1),
		strings.Replace(good, "t=1", "t=0", 1), strings.Replace(good, "p=1", "p=0", 1), strings.Replace(good, "v=19", "v=16", 1),
	} {
		if ok, _ := h.matches(stored, goodPassword); ok {
			t.Errorf("the damaged hash %q matches", stored)
		}
	}
}

func TestEmailKeysDoNotChangeTwice(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		typed := rapid.String().Draw(t, "typed")
		once := emailKey(typed)
		if twice := emailKey(once); twice != once {
			t.Fatalf("emailKey(%q) = %q, and of that %q", typed, once, twice)
		}
	})
}

func TestActorsAreWhoTheySay(t *testing.T) {
	var public Actor
	if public.Kind != KindPublic || public.Kind.String() != "public" || !public.Rights.None() {
		t.Errorf("the zero actor is %v with %v, want the public", public.Kind, public.Rights)
	}
	if s := System("schedule"); s.Kind.String() != "system" || s.ID != "system:schedule" || !s.Rights.Ever("article", false, policy.Unpublish) {
		t.Errorf("the system actor is %+v", s)
	}
}
