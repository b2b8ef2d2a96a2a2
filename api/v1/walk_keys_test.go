package v1_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"newsdesk/internal/auth"
	"newsdesk/internal/policy"
)

// scope is what a key may do at most: the scopes that it is minted with, and what
// they mean, said anew and apart from the program.
type scope struct {
	bounds   []bound
	sections []string // none: all
}

// bound is one scope of a key, written "article.read own draft,in_review title":
// what it is for, whose, in which states and for which fields. Without states, or
// with - in their place, it is for all of them, and so it is with fields.
type bound struct {
	kind, verb, whose string
	states, fields    []string
}

func scopeOf(sections []string, written ...string) *scope {
	s := &scope{sections: sections}
	for _, text := range written {
		words := strings.Fields(text)
		kind, verb, _ := strings.Cut(words[0], ".")
		b := bound{kind: kind, verb: verb, whose: words[1]}
		if len(words) > 2 && words[2] != "-" {
			b.states = strings.Split(words[2], ",")
		}
		if len(words) > 3 {
			b.fields = strings.Split(words[3], ",")
		}
		s.bounds = append(s.bounds, b)
	}
	return s
}

// members are the scope as the API takes it.
func (s *scope) members() string {
	all := make([]string, len(s.bounds))
	for i, b := range s.bounds {
		all[i] = `{"permission":"` + b.kind + "." + b.verb + `","scope":"` + b.whose + `"`
		all[i] += member("states", b.states) + member("fields", b.fields) + "}"
	}
	return `"scopes":[` + strings.Join(all, ",") + "]" + member("sections", s.sections)
}

// member is one more member of an object, or nothing without values.
func member(name string, values []string) string {
	if values == nil {
		return ""
	}
	return `,"` + name + `":["` + strings.Join(values, `","`) + `"]`
}

// hides reports whether the scope keeps the bodies of all articles back, though
// they can be read.
func (s *scope) hides() bool {
	return s != nil && slices.ContainsFunc(s.bounds, func(b bound) bool { return b.fields != nil && !slices.Contains(b.fields, "body") })
}

// covers reports whether the scope is about a verb of an object. Without a scope
// there is no bound.
func (s *scope) covers(o object, v policy.Verb) bool {
	return s == nil || slices.ContainsFunc(s.bounds, func(b bound) bool {
		return b.names(o.kind) && (b.verb == "*" || b.verb == string(v)) && s.reaches(b, o) &&
			(b.states == nil || slices.Contains(b.states, o.stood()))
	})
}

func (s *scope) reaches(b bound, o object) bool {
	switch b.whose {
	case "any":
		return true
	case "own":
		return o.owner != ""
	}
	return s.sections == nil || o.section != "" && slices.Contains(s.sections, o.section)
}

func (b bound) names(kind string) bool {
	switch b.kind {
	case "*", kind:
		return true
	case "copy":
		return reviewed(kind)
	}
	return b.kind == "record" && !reviewed(kind)
}

func reviewed(kind string) bool {
	return kind == "article" || kind == "page" || kind == "event" || kind == "campaign"
}

// stood is the state of an object, in the trash that which it had before.
func (o object) stood() string {
	switch {
	case o.state != "trash":
		return o.state
	case reviewed(o.kind):
		return "draft"
	}
	return "published"
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

// maker is someone who makes keys, for the portal of the walk.
type maker struct {
	caller
	consumer string
}

func (w *walk) maker(t *testing.T, name string, g policy.Grant) maker {
	t.Helper()
	m := maker{caller: caller{name: name, token: hire(t, w.n, strings.ReplaceAll(name, " ", "-"), g), role: g.Role, all: slices.Contains(g.Sections, policy.Everywhere)}}
	m.consumer = w.n.With(m.token, "POST", consumersPath, `{"name":"Cổng của `+name+`"}`).Want(201).Text("id")
	return m
}

// mint makes a key with a scope, and more members of the body.
func (w *walk) mint(m maker, s *scope, more string) (key, id string) {
	made := w.n.With(m.token, "POST", keysPath, `{"consumer_id":"`+m.consumer+`","name":"Khóa để dò",`+s.members()+more+`}`).Want(201)
	return made.Text("key"), made.Text("id")
}

// keys are callers of every sort of scope and of maker, and those whose keys do
// not work.
func (w *walk) keys(t *testing.T) []*caller {
	t.Helper()
	mine, elsewhere := []string{w.mine}, []string{w.elsewhere}
	ofSection := w.maker(t, "chief of a section", policy.Grant{Role: policy.EditorInChief, Sections: mine})
	ofAll := w.maker(t, "chief of all", everywhere(policy.EditorInChief))
	admin := w.maker(t, "keeper of keys", everywhere(policy.Admin))
	var all []*caller
	add := func(m maker, name string, s *scope) *caller {
		key, _ := w.mint(m, s, "")
		all = append(all, &caller{name: "key: " + name, token: key, role: m.role, all: m.all, known: true, scope: s, maker: m.name})
		return all[len(all)-1]
	}
	add(ofSection, "reads articles", scopeOf(nil, "article.read any"))
	add(ofSection, "reads published articles", scopeOf(nil, "article.read any published"))
	add(ofSection, "reads the titles of articles", scopeOf(nil, "article.read any - title"))
	add(ofSection, "publishes articles", scopeOf(nil, "article.read any", "article.publish any"))
	add(ofSection, "reads tags", scopeOf(nil, "tag.read any"))
	add(ofSection, "reads what is public", scopeOf(nil))
	add(ofSection, "does all that its maker may", scopeOf(nil, "*.* any"))
	add(ofSection, "does all where its maker does nothing", scopeOf(elsewhere, "*.* section"))
	writer := add(ofSection, "writes its own drafts", scopeOf(nil, "article.read own", "article.create own", "article.update own draft title,slug,body"))
	add(ofAll, "reads articles of a section", scopeOf(mine, "article.read section"))
	add(ofAll, "edits the copy of two sections", scopeOf([]string{w.mine, w.elsewhere}, "copy.read section", "copy.update section draft,in_review", "copy.approve section"))
	add(ofAll, "keeps records", scopeOf(nil, "record.* any"))
	add(ofAll, "does all", scopeOf(nil, "*.* any"))
	add(admin, "of someone who may not write", scopeOf(nil, "*.* any"))
	all = append(all, w.demoted(t), w.disabled(t))

	w.add(w.lead(t, writer.token, object{kind: "article", state: "draft", where: "their own, elsewhere", owner: writer.name}, nil))
	w.add(w.lead(t, ofSection.token, object{kind: "article", state: "draft", where: "their own, elsewhere", owner: ofSection.name}, nil))
	w.add(w.lead(t, ofSection.token, object{kind: "article", state: "in_review", where: "their own, elsewhere", owner: ofSection.name}, []string{"submit"}))
	return append(all, w.dead(ofSection)...)
}

// dead are keys that do not work any more, or not from here.
func (w *walk) dead(m maker) []*caller {
	s := scopeOf(nil, "*.* any")
	revoked, id := w.mint(m, s, "")
	w.n.With(m.token, "DELETE", keysPath+"/"+id, "").Want(204)
	far, _ := w.mint(m, s, `,"networks":["198.51.100.0/24"]`)
	followed, id := w.mint(m, s, "")
	w.n.With(m.token, "POST", keysPath+"/"+id+"/actions/rotate", `{"overlap_seconds":1}`).Want(201)
	expired, _ := w.mint(m, s, `,"expires_at":"`+w.n.Clock.Now().Add(time.Second).Format(time.RFC3339)+`"`)
	w.n.Clock.Advance(2 * time.Second)
	return []*caller{
		{name: "key: revoked", token: revoked},
		{name: "key: expired", token: expired},
		{name: "key: followed by another", token: followed},
		{name: "key: from another network", token: far},
	}
}

// demoted is a key of someone who has become a reporter.
func (w *walk) demoted(t *testing.T) *caller {
	t.Helper()
	m := w.maker(t, "chief once", everywhere(policy.EditorInChief))
	s := scopeOf(nil, "*.* any")
	key, _ := w.mint(m, s, "")
	reporter := []policy.Grant{{Role: policy.Reporter, Sections: []string{w.mine}}}
	if _, err := w.n.Auth.SetGrants(t.Context(), auth.System("test"), w.idOf(m), reporter); err != nil {
		t.Fatal(err)
	}
	return &caller{name: "key: of someone who is a reporter now", token: key, role: policy.Reporter, known: true, scope: s, maker: m.name}
}

// disabled is a key of someone who is kept out.
func (w *walk) disabled(t *testing.T) *caller {
	t.Helper()
	m := w.maker(t, "chief kept out", everywhere(policy.EditorInChief))
	key, _ := w.mint(m, scopeOf(nil, "*.* any"), "")
	if _, err := w.n.Auth.Disable(t.Context(), auth.System("test"), w.idOf(m)); err != nil {
		t.Fatal(err)
	}
	return &caller{name: "key: of someone who is disabled", token: key}
}

func (w *walk) idOf(m maker) string {
	return w.n.With(m.token, "GET", me, "").Want(200).Text("user/id")
}
