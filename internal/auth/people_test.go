package auth

import (
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"newsdesk/internal/db"
	"newsdesk/internal/fault"
	"newsdesk/internal/policy"
)

func emails(users []User) (all []string) {
	for _, u := range users {
		all = append(all, strings.TrimSuffix(u.Email, "@example.vn"))
	}
	return all
}

// staffed is a newsroom of four: an editor, an admin, someone disabled and
// someone invited, in that order.
func (w *world) staffed() {
	w.t.Helper()
	w.user("sua@example.vn")
	if _, err := w.Add(w.t.Context(), operator(), NewUser{Email: "quan@example.vn", Name: "Q", Password: goodPassword, Grants: adminGrants()}); err != nil {
		w.t.Fatal(err)
	}
	out := w.user("ra@example.vn")
	if _, err := w.Disable(w.t.Context(), operator(), out.ID); err != nil {
		w.t.Fatal(err)
	}
	w.invited("moi@example.vn")
}

func TestASearchFindsWhoItDescribes(t *testing.T) {
	worlds(t, func(t *testing.T, w *world) {
		w.staffed()
		for _, c := range []struct {
			search Search
			want   []string
		}{
			{Search{}, []string{"sua", "quan", "ra", "moi"}},
			{Search{Down: true}, []string{"moi", "ra", "quan", "sua"}},
			{Search{Status: Active}, []string{"sua", "quan"}},
			{Search{Status: Disabled}, []string{"ra"}},
			{Search{Status: Invited}, []string{"moi"}},
			{Search{Role: policy.Admin}, []string{"quan"}},
			{Search{Role: policy.Editor, Status: Active}, []string{"sua"}},
			{Search{Role: "edito_"}, nil},
			{Search{Role: "%"}, nil},
			{Search{Email: "QUAN@example.vn"}, []string{"quan"}},
			{Search{Email: "quan@example"}, nil},
		} {
			c.search.Limit = 10
			found, err := w.Find(t.Context(), operator(), c.search)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(c.want, emails(found)); diff != "" {
				t.Errorf("%+v (-want +got):\n%s", c.search, diff)
			}
			if n, err := w.Count(t.Context(), operator(), c.search); err != nil || n != len(c.want) {
				t.Errorf("%+v: got a count of %d (%v), want %d", c.search, n, err, len(c.want))
			}
		}
	})
}

func TestProfilesAreChangedByTheirOwnersAndByAdministrators(t *testing.T) {
	worlds(t, func(t *testing.T, w *world) {
		u, other := w.user(goodEmail), w.user("minh@example.vn")
		self := w.actor(w.login(goodEmail))
		got, err := w.SetProfile(t.Context(), self, u.ID, Profile{Name: new(" Trần Lan "), Locale: new("en")})
		if err != nil || got.Name != "Trần Lan" || got.Locale != "en" || got.Email != goodEmail {
			t.Errorf("one's own: got %+v, %v", got, err)
		}
		if now := w.actor(w.login(goodEmail)); now.Name != "Trần Lan" {
			t.Errorf("the next request is of %q, want the new name", now.Name)
		}
		_, err = w.SetProfile(t.Context(), self, u.ID, Profile{Email: new("khac@example.vn")})
		wantFault(t, "one's own address", err, fault.Forbidden)
		_, err = w.SetProfile(t.Context(), self, other.ID, Profile{Name: new("X")})
		wantFault(t, "that of another", err, fault.Forbidden)
		_, err = w.SetProfile(t.Context(), Actor{}, u.ID, Profile{Name: new("X")})
		wantFault(t, "by the public", err, fault.TokenMissing)
		_, err = w.SetProfile(t.Context(), Actor{Kind: KindKey, ID: u.ID}, u.ID, Profile{Name: new("X")})
		wantFault(t, "by a key", err, fault.Forbidden)
		_, err = w.SetProfile(t.Context(), operator(), u.ID, Profile{Email: new("MINH@example.vn")})
		wantFault(t, "an address in use", err, fault.Conflict)
		_, err = w.SetProfile(t.Context(), operator(), u.ID, Profile{Name: new(""), Locale: new("tiếng Việt"), Email: new("x")})
		wantFields(t, err, "/name required", "/locale invalid_locale", "/email malformed")
		w.moves(u.ID, "khac@example.vn")
		if _, err := w.Login(t.Context(), LoginInput{Email: "khac@example.vn", Password: goodPassword, Address: someAddress}); err != nil {
			t.Errorf("signing in with the new address: %v", err)
		}
		w.recorded(ActProfile, 2)
	})
}

func TestALetterToAnOldAddressOpensNothing(t *testing.T) {
	worlds(t, func(t *testing.T, w *world) {
		u := w.user(goodEmail)
		w.forgot(goodEmail)
		slip := w.written(LetterReset).Slip
		w.moves(u.ID, "khac@example.vn")
		wantBadSlip(t, "after the address has changed", w.reset(slip))
	})
}

func TestOfTwoChangesAtOnceOneIsStale(t *testing.T) {
	worlds(t, func(t *testing.T, w *world) {
		u := w.user(goodEmail)
		seen := u.Revision() // the clock stands still: only the order of changes tells
		first, err := w.SetProfile(t.Context(), operator(), u.ID, Profile{Name: new("Một"), Seen: seen})
		if err != nil {
			t.Fatal(err)
		}
		_, err = w.SetProfile(t.Context(), operator(), u.ID, Profile{Name: new("Hai"), Seen: seen})
		wantFault(t, "a profile that has changed since", err, fault.Stale)
		_, err = w.Regrant(t.Context(), operator(), u.ID, adminGrants(), seen)
		wantFault(t, "roles that have changed since", err, fault.Stale)
		if _, err := w.Regrant(t.Context(), operator(), u.ID, adminGrants(), first.Revision()); err != nil {
			t.Errorf("at the revision that is there: %v", err)
		}
	})
}

func TestB13TheAttemptAtOnesOwnRightsIsRecorded(t *testing.T) {
	worlds(t, func(t *testing.T, w *world) {
		u, other := w.user(goodEmail), w.user("minh@example.vn")
		editor := w.actor(w.login(goodEmail))
		_, err := w.SetGrants(t.Context(), editor, u.ID, adminGrants())
		wantFault(t, "granting oneself", err, fault.Forbidden)
		wantFault(t, "asking in other words", w.RefuseOwnRights(t.Context(), editor), fault.Forbidden)
		w.recorded(ActRefused, 2)
		_, err = w.SetGrants(t.Context(), editor, other.ID, adminGrants())
		wantFault(t, "granting another", err, fault.Forbidden)
		w.recorded(ActRefused, 2)
		w.recorded(ActGrants, 0)
	})
}

func labels(devices []Device) (all []string) {
	for _, d := range devices {
		label := d.Label
		if d.Current {
			label += ", current"
		}
		all = append(all, label)
	}
	return all
}

// from signs someone in on devices with these names, a minute apart.
func (w *world) from(email string, names ...string) (all []Tokens) {
	w.t.Helper()
	for _, name := range names {
		w.clock.Advance(time.Minute)
		tokens, err := w.Login(w.t.Context(), LoginInput{Email: email, Password: goodPassword, Label: name, Address: someAddress})
		if err != nil {
			w.t.Fatal(err)
		}
		all = append(all, tokens)
	}
	return all
}

func TestPeopleSeeAndEndTheirSessions(t *testing.T) {
	worlds(t, func(t *testing.T, w *world) {
		u := w.user(goodEmail)
		in := w.from(goodEmail, "a", "b", "c", "d")
		self := w.actor(in[1])
		if err := w.Logout(t.Context(), w.actor(in[3])); err != nil {
			t.Fatal(err)
		}
		devices, err := w.Devices(t.Context(), self, u.ID)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff([]string{"c", "b, current", "a"}, labels(devices)); diff != "" {
			t.Errorf("the sessions (-want +got):\n%s", diff)
		}
		if err := w.EndDevice(t.Context(), self, u.ID, devices[0].ID); err != nil {
			t.Fatal(err)
		}
		w.refused("the ended session", in[2].Access, fault.TokenInvalid)
		wantFault(t, "ending it again", w.EndDevice(t.Context(), self, u.ID, devices[0].ID), fault.NotFound)
		if n, err := w.EndDevices(t.Context(), self, u.ID); err != nil || n != 1 {
			t.Errorf("ending the others: got %d, %v; want 1", n, err)
		}
		w.refused("another session", in[0].Access, fault.TokenInvalid)
		_, err = w.Refresh(t.Context(), in[0].Refresh, "", "")
		wantFault(t, "its refresh token", err, fault.TokenInvalid)
		w.actor(in[1])
		w.recorded(ActRevoke, 2)
	})
}

func TestSessionsOfOthersAreForAdministrators(t *testing.T) {
	worlds(t, func(t *testing.T, w *world) {
		u, minh := w.user(goodEmail), w.user("minh@example.vn")
		mine, theirs := w.from(goodEmail, "a"), w.from(minh.Email, "b")
		editor := w.actor(mine[0])
		session := w.actor(theirs[0]).SessionID
		_, err := w.Devices(t.Context(), editor, minh.ID)
		wantFault(t, "reading", err, fault.Forbidden)
		wantFault(t, "ending one", w.EndDevice(t.Context(), editor, minh.ID, session), fault.Forbidden)
		wantFault(t, "ending one as if it were one's own", w.EndDevice(t.Context(), editor, u.ID, session), fault.NotFound)
		_, err = w.EndDevices(t.Context(), editor, minh.ID)
		wantFault(t, "ending all", err, fault.Forbidden)
		key := Actor{Kind: KindKey, ID: u.ID}
		_, err = w.Devices(t.Context(), key, u.ID)
		wantFault(t, "a key reading", err, fault.Forbidden)
		_, err = w.EndDevices(t.Context(), key, u.ID)
		wantFault(t, "a key ending", err, fault.Forbidden)
		w.actor(theirs[0])
		if n, err := w.EndDevices(t.Context(), operator(), minh.ID); err != nil || n != 1 {
			t.Errorf("by an administrator: got %d, %v; want 1", n, err)
		}
		w.refused("the ended session", theirs[0].Access, fault.TokenInvalid)
	})
}

func TestTheListOfSessionsHasAnEnd(t *testing.T) {
	worlds(t, func(t *testing.T, w *world) {
		u := w.user(goodEmail)
		for i := range devicesMost + 5 {
			if _, err := w.Enter(t.Context(), u.ID, Entrance{Label: strconv.Itoa(i)}); err != nil {
				t.Fatal(err)
			}
			w.clock.Advance(time.Second)
		}
		devices, err := w.Devices(t.Context(), Actor{Kind: KindPerson, ID: u.ID}, u.ID)
		if err != nil || len(devices) != devicesMost || devices[0].Label != strconv.Itoa(devicesMost+4) {
			t.Errorf("got %d sessions (%v), want the newest %d", len(devices), err, devicesMost)
		}
	})
}

func TestSweepTakesOldSlips(t *testing.T) {
	worlds(t, func(t *testing.T, w *world) {
		w.invited(goodEmail)
		for _, c := range []struct {
			after time.Duration
			want  int64
		}{{7*day + sessionKept, 1}, {time.Second, 0}} {
			w.clock.Advance(c.after)
			if err := w.Sweep(t.Context()); err != nil {
				t.Fatal(err)
			}
			if got := w.count("slips"); got != c.want {
				t.Errorf("after %s: got %d slips, want %d", c.after, got, c.want)
			}
		}
	})
}

// count is how many rows a table has.
func (w *world) count(table string) (n int64) {
	w.t.Helper()
	if err := db.Gorm(w.t.Context(), w.db).Table(table).Count(&n).Error; err != nil {
		w.t.Fatal(err)
	}
	return n
}
