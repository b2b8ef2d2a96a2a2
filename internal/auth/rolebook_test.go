package auth

import (
	"strings"
	"testing"
	"time"

	"newsdesk/internal/content"
	"newsdesk/internal/db"
	"newsdesk/internal/fault"
	"newsdesk/internal/policy"
)

// notice is a kind of content to have roles over.
type notice struct {
	content.Lead
	Secret string `json:"secret"`
}

func (*notice) Check() fault.Fields { return nil }
func (*notice) Text() string        { return "" }
func (*notice) Refs() []content.Ref { return nil }

// roleWorlds are worlds whose newsroom has one kind of content.
func roleWorlds(t *testing.T, f func(*testing.T, *world)) {
	t.Helper()
	worlds(t, func(t *testing.T, w *world) {
		w.kinds = content.Registry{}
		content.Register[notice](w.kinds, "notice", content.Trait{})
		f(t, w)
	})
}

// reading is what a role needs at least to be one.
func reading() []policy.Permission {
	return []policy.Permission{{Resource: "notice", Verb: policy.Read, Scope: policy.Any, Fields: []string{"title"}}}
}

func (w *world) role(n NewRole) Role {
	w.t.Helper()
	r, err := w.AddRole(w.t.Context(), operator(), n)
	if err != nil {
		w.t.Fatalf("make the role %q: %v", n.Name, err)
	}
	return r
}

// give has a user hold a role everywhere.
func (w *world) give(u User, r Role) {
	w.t.Helper()
	_, err := w.SetGrants(w.t.Context(), operator(), u.ID, []policy.Grant{{Role: policy.Role(r.ID), Sections: []string{policy.Everywhere}}})
	if err != nil {
		w.t.Fatalf("give the role %q: %v", r.Name, err)
	}
}

func TestEverythingWrongWithARoleIsSaidAtOnce(t *testing.T) {
	roleWorlds(t, func(t *testing.T, w *world) {
		_, err := w.AddRole(t.Context(), operator(), NewRole{Name: "  ", Description: strings.Repeat("a", 2000), Permissions: []policy.Permission{
			{Resource: "notice", Verb: policy.Read, Scope: policy.Any},
			{Resource: "ngân sách", Verb: policy.Read, Scope: policy.Any},
			{Resource: "notice", Verb: "sing", Scope: "there"},
			{Resource: "notice", Verb: policy.Update, Scope: policy.Own, States: []content.State{content.Draft, "lost", content.Draft}},
			{Resource: "notice", Verb: policy.Read, Scope: policy.Any, Fields: []string{"secret", "salary", "secret"}},
			{Resource: "notice", Verb: policy.Publish, Scope: policy.Any, Fields: []string{"secret"}},
			{Resource: policy.Copy, Verb: policy.Read, Scope: policy.Any, Fields: []string{}, States: []content.State{}},
			{Resource: policy.Users, Verb: policy.Publish, Scope: policy.Own, Fields: []string{"email"}, States: []content.State{content.Draft}},
		}})
		wantFields(t, err, "/name required", "/description too_long",
			"/permissions/1/permission unknown",
			"/permissions/2/permission unknown", "/permissions/2/scope unknown",
			"/permissions/3/states/1 unknown", "/permissions/3/states/2 duplicate",
			"/permissions/4/fields/1 unknown", "/permissions/4/fields/2 duplicate",
			"/permissions/5/fields not_allowed",
			"/permissions/6/states required", "/permissions/6/fields required",
			"/permissions/7/permission unknown", "/permissions/7/scope not_allowed", "/permissions/7/states not_allowed", "/permissions/7/fields not_allowed")
	})
}

func TestNoTwoRolesAreCalledTheSame(t *testing.T) {
	roleWorlds(t, func(t *testing.T, w *world) {
		w.role(NewRole{Name: "Hiệu đính"})
		other := w.role(NewRole{Name: "Đọc duyệt"})
		for _, name := range []string{"Hiệu đính", "HIỆU ĐÍNH", "hieu dinh", "Editor", "editor_in_chief"} {
			_, err := w.AddRole(t.Context(), operator(), NewRole{Name: name})
			wantFault(t, "another role called "+name, err, fault.Conflict)
			_, err = w.ChangeRole(t.Context(), operator(), other.ID, RoleChange{Name: &name})
			wantFault(t, "a role renamed to "+name, err, fault.Conflict)
		}
		w.recorded(ActRoleMade, 2)
		w.recorded(ActRoleSet, 0)
	})
}

func TestB29ARoleWithoutPermissionsGivesNothing(t *testing.T) {
	roleWorlds(t, func(t *testing.T, w *world) {
		u := w.user(goodEmail)
		w.give(u, w.role(NewRole{Name: "Khách"}))
		held := w.actor(w.login(goodEmail)).Rights
		for _, v := range policy.Duties() {
			if held.Ever("notice", false, v) || held.Has(policy.Users, v) {
				t.Errorf("an empty role gives %q", v)
			}
		}
	})
}

func TestB26ARoleMadeUnderAnOldNameInheritsNothing(t *testing.T) {
	roleWorlds(t, func(t *testing.T, w *world) {
		u := w.user(goodEmail)
		first := w.role(NewRole{Name: "Hiệu đính", Permissions: reading()})
		w.give(u, first)
		wantFault(t, "the deletion of a role that someone has", w.DeleteRole(t.Context(), operator(), first.ID, AnyRevision), fault.InUse)
		// A grant can outlive its role where another process gave it meanwhile.
		if err := w.db.Update(t.Context(), func(tx *db.Tx) error {
			_, err := tx.Exec(t.Context(), "DELETE FROM roles WHERE id = ?", first.ID)
			return err
		}); err != nil {
			t.Fatal(err)
		}
		again := w.role(NewRole{Name: "Hiệu đính", Permissions: reading()})
		if again.ID == first.ID {
			t.Fatal("an id was used twice")
		}
		held := w.actor(w.login(goodEmail)).Rights
		if held.Ever("notice", false, policy.Read) {
			t.Error("a grant of the first role holds for one that came later")
		}
	})
}

func TestARoleHoldsAsItIsNow(t *testing.T) {
	roleWorlds(t, func(t *testing.T, w *world) {
		u := w.user(goodEmail)
		r := w.role(NewRole{Name: "Hiệu đính", Permissions: reading()})
		w.give(u, r)
		tokens := w.login(goodEmail)
		if !w.actor(tokens).Rights.Ever("notice", false, policy.Read) {
			t.Fatal("the role gives nothing")
		}
		none := []policy.Permission{}
		changed, err := w.ChangeRole(t.Context(), operator(), r.ID, RoleChange{Permissions: &none, Seen: r.Revision()})
		if err != nil {
			t.Fatal(err)
		}
		if w.actor(tokens).Rights.Ever("notice", false, policy.Read) {
			t.Error("a right that was taken away is still there")
		}
		elsewhere := w.process()
		w.clock.Advance(standingKept)
		if actor, err := elsewhere.Authenticate(t.Context(), tokens.Access, someAddress); err != nil || actor.Rights.Ever("notice", false, policy.Read) {
			t.Errorf("another process allows %v after a second (%v)", actor.Rights, err)
		}
		_, err = w.ChangeRole(t.Context(), operator(), r.ID, RoleChange{Permissions: &none, Seen: r.Revision()})
		wantFault(t, "a change of what was seen before", err, fault.Stale)
		wantFault(t, "a deletion of what was seen before", w.DeleteRole(t.Context(), operator(), r.ID, r.Revision()), fault.Stale)
		if changed.Revision() <= r.Revision() {
			t.Errorf("got revision %d after %d, want a later one", changed.Revision(), r.Revision())
		}
		w.recorded(ActRoleSet, 1)
	})
}

func TestNobodyPutsIntoARoleWhatTheyDoNotHave(t *testing.T) {
	roleWorlds(t, func(t *testing.T, w *world) {
		keeper := w.role(NewRole{Name: "Giữ vai trò", Permissions: []policy.Permission{{Resource: policy.Rolebook, Verb: policy.AllVerbs, Scope: policy.Any}}})
		w.give(w.user(goodEmail), keeper)
		lan := w.actor(w.login(goodEmail))
		for _, p := range []policy.Permission{
			{Resource: policy.Users, Verb: policy.GrantRoles, Scope: policy.Any}, {Resource: policy.Keys, Verb: policy.AllVerbs, Scope: policy.Any},
		} {
			wider := []policy.Permission{p}
			_, err := w.AddRole(t.Context(), lan, NewRole{Name: "Leo thang", Permissions: wider})
			wantFault(t, "a role with "+p.Resource, err, fault.Forbidden)
			_, err = w.ChangeRole(t.Context(), lan, keeper.ID, RoleChange{Permissions: &wider})
			wantFault(t, "a change of one's own role", err, fault.Forbidden)
		}
		all := reading()
		_, err := w.ChangeRole(t.Context(), lan, keeper.ID, RoleChange{Permissions: &all})
		wantFault(t, "any change of one's own role", err, fault.Forbidden)
		if _, err := w.AddRole(t.Context(), lan, NewRole{Name: "Đọc", Permissions: all}); err != nil {
			t.Errorf("a role with rights over content: %v", err)
		}
		w.clock.Advance(freshFor + time.Second)
		_, err = w.AddRole(t.Context(), lan, NewRole{Name: "Muộn", Permissions: all})
		wantFault(t, "a role by someone who was proved long ago", err, fault.StepUpRequired)
	})
}

func TestRolesThatEveryNewsroomHasAreReadOnly(t *testing.T) {
	roleWorlds(t, func(t *testing.T, w *world) {
		list, err := w.ListRoles(t.Context(), operator())
		if err != nil || len(list) != len(policy.Roles()) {
			t.Fatalf("got %d roles (%v), want %d", len(list), err, len(policy.Roles()))
		}
		for _, r := range list {
			one, err := w.GetRole(t.Context(), operator(), r.ID)
			if err != nil || !one.BuiltIn || len(one.Permissions) == 0 {
				t.Errorf("%s is %+v (%v), want it built in", r.ID, one, err)
			}
			_, err = w.ChangeRole(t.Context(), operator(), r.ID, RoleChange{})
			wantFault(t, "a change of "+r.ID, err, fault.Forbidden)
			wantFault(t, "the deletion of "+r.ID, w.DeleteRole(t.Context(), operator(), r.ID, AnyRevision), fault.Forbidden)
		}
		for _, id := range []string{"", "sếp", "\x00", "01912F0C-1D5E-7B3A-9C11-5F0A2B7C9E15"} {
			_, err := w.GetRole(t.Context(), operator(), id)
			wantFault(t, "a role with the id "+id, err, fault.NotFound)
		}
	})
}

func TestARoleThatComesToAskForASecondFactorGivesItsHoldersTime(t *testing.T) {
	roleWorlds(t, func(t *testing.T, w *world) {
		w.demands.grace = day
		u := w.user(goodEmail)
		r := w.role(NewRole{Name: "Thủ quỹ"})
		w.give(u, r)
		due := func() *time.Time {
			t.Helper()
			got, err := w.Get(t.Context(), operator(), u.ID)
			if err != nil {
				t.Fatal(err)
			}
			return got.FactorDue
		}
		for _, asks := range []bool{true, false} {
			if _, err := w.ChangeRole(t.Context(), operator(), r.ID, RoleChange{SecondFactor: &asks}); err != nil {
				t.Fatal(err)
			}
			if got := due(); (got != nil) != asks || asks && !got.Equal(w.clock.Now().Add(day)) {
				t.Errorf("the role asks for one: %t, and it is due at %v", asks, got)
			}
		}
	})
}
