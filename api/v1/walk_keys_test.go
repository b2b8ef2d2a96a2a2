package v1_test

import (
	"slices"
	"testing"
	"time"

	"newsdesk/internal/auth"
	"newsdesk/internal/policy"
)

// scope is what a key may do at most, said anew and apart from the program: a kind
// or any, some verbs, and which entries.
type scope struct {
	kind   string   // empty: any
	verbs  []string // none: all
	states []string // none: all
	where  string   // a relation of entries; empty: any
	none   bool     // of the entries that the walk is about
}

// covers reports whether the scope is about a verb of an object. Without a scope
// there is no bound.
func (s *scope) covers(o object, v policy.Verb) bool {
	if s == nil {
		return true
	}
	state := o.state
	if state == "trash" {
		state = "draft" // as it was when it was thrown away
	}
	return !s.none && (s.kind == "" || s.kind == o.kind) && (s.where == "" || s.where == o.where) &&
		(len(s.verbs) == 0 || slices.Contains(s.verbs, string(v))) && (len(s.states) == 0 || slices.Contains(s.states, state))
}

func (s *scope) creates(kind string) bool {
	return s == nil || (s.kind == "" || s.kind == kind) && s.where == "" && (len(s.verbs) == 0 || slices.Contains(s.verbs, "create"))
}

// narrow is what is left of a cell of the maker: what the key may not read is not
// there, and what it may not do is refused.
func (s *scope) narrow(cell string, o object, v policy.Verb) string {
	switch {
	case cell == "404", !s.covers(o, policy.Read):
		return "404"
	case cell == "403", !s.covers(o, v):
		return "403"
	}
	return cell
}

// keys are callers of every sort of scope, made by an editor-in-chief of the walk's
// section.
func (w *walk) keys(t *testing.T) (all []*caller) {
	t.Helper()
	chief := policy.Grant{Role: policy.EditorInChief, Sections: []string{w.mine}}
	maker := hire(t, w.n, "walker-keys", chief)
	consumer := w.n.With(maker, "POST", consumersPath, `{"name":"Cổng để dò"}`).Want(201).Text("id")
	mint := func(token, scopes, more string) (text, id string) {
		body := `{"consumer_id":"` + consumer + `","name":"Khóa để dò","scopes":[` + scopes + `]` + more + `}`
		made := w.n.With(token, "POST", keysPath, body).Want(201)
		return made.Text("key"), made.Text("id")
	}
	add := func(name string, role policy.Role, s scope, key string) {
		all = append(all, &caller{name: "key: " + name, token: key, role: role, known: true, scope: &s})
	}
	const reads = `{"permission":"article.read","scope":"any"}`
	for _, one := range []struct {
		name, scopes, more string
		scope              scope
	}{
		{"reads articles", reads, "", scope{kind: "article", verbs: []string{"read"}}},
		{"reads published articles", `{"permission":"article.read","scope":"any","states":["published"]}`, "", scope{kind: "article", verbs: []string{"read"}, states: []string{"published"}}},
		{"reads articles of a section", reads, `,"sections":["` + w.mine + `"]`, scope{kind: "article", verbs: []string{"read"}, where: "of their section"}},
		{"writes drafts of its own", `{"permission":"article.read","scope":"own"},{"permission":"article.create","scope":"own"},{"permission":"article.update","scope":"own","states":["draft"]}`, "", scope{kind: "article", verbs: []string{"read", "create", "update"}, none: true}},
		{"publishes articles", reads + `,{"permission":"article.publish","scope":"any"}`, "", scope{kind: "article", verbs: []string{"read", "publish"}}},
		{"reads tags", `{"permission":"tag.read","scope":"any"}`, "", scope{kind: "tag", verbs: []string{"read"}}},
		{"does all", `{"permission":"*.*","scope":"any"}`, "", scope{}},
		{"reads what is public", "", "", scope{none: true, verbs: []string{"none"}}},
	} {
		key, _ := mint(maker, one.scopes, one.more)
		add(one.name, policy.EditorInChief, one.scope, key)
	}
	demoted := hire(t, w.n, "walker-demoted", chief)
	key, _ := mint(demoted, `{"permission":"*.*","scope":"any"}`, "")
	w.demote(t, demoted)
	add("of someone who is a reporter now", policy.Reporter, scope{}, key)

	revoked, id := mint(maker, reads, "")
	w.n.With(maker, "DELETE", keysPath+"/"+id, "").Want(204)
	expired, _ := mint(maker, reads, `,"expires_at":"`+w.n.Clock.Now().Add(time.Second).Format(time.RFC3339)+`"`)
	w.n.Clock.Advance(2 * time.Second)
	return append(all, &caller{name: "key: revoked", token: revoked}, &caller{name: "key: expired", token: expired})
}

// demote makes a reporter of someone.
func (w *walk) demote(t *testing.T, token string) {
	t.Helper()
	id := w.n.With(token, "GET", me, "").Want(200).Text("user/id")
	_, err := w.n.Auth.SetGrants(t.Context(), auth.System("test"), id, []policy.Grant{{Role: policy.Reporter, Sections: []string{w.mine}}})
	if err != nil {
		t.Fatal(err)
	}
}
