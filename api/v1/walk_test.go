package v1_test

import (
	"bytes"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"newsdesk/api/rest"
	"newsdesk/internal/db"
	"newsdesk/internal/ident"
	"newsdesk/internal/policy"
	"newsdesk/internal/testkit/newsroom"
)

// TestEveryRouteForEveryCallerAndState asks every route of the API as everyone,
// about an entry in every state. What to expect stands in the tables of
// internal/policy/testdata, which people read and no handler does. Requests
// that would change something carry an ETag that is never right: they are
// refused at the very last step, and that shows that every other has let them by.
func TestEveryRouteForEveryCallerAndState(t *testing.T) {
	routes := table(t)
	w := newWalk(t, newsroom.New(t, db.SQLite))
	for _, who := range w.callers {
		t.Run(who.name, func(t *testing.T) {
			for _, route := range routes {
				if strings.HasSuffix(route.Path, "/progress/stream") {
					continue // it goes on for half an hour; TestTheFiguresAreStreamed follows it
				}
				w.visit(t, who, route)
			}
		})
	}
	if w.cells < 20_000 {
		t.Errorf("the walk went through %d cells, want more than twenty thousand", w.cells)
	}
	t.Logf("%d cells", w.cells)
}

// caller is someone who asks, with a role for the one section of the walk or for all.
type caller struct {
	name  string
	token string
	role  policy.Role
	all   bool   // the role is for every section
	known bool   // the token is good
	scope *scope // of a key; the role is that of its maker
	maker string // of a key: the name of who made it
}

// asks reports whether the caller is to be asked about an object: those that are
// someone's own are for their owner, and for the keys that the owner has made.
func (c *caller) asks(o object) bool {
	return o.owner == "" || o.owner == c.name || o.owner == c.maker
}

// object is an entry in some state; where is its relation in the matrix.
type object struct {
	kind, id, slug string
	state, where   string
	section        string // or empty
	owner          string // the caller whose it is, or the maker of keys, if it is one's own
}

type walk struct {
	n               *newsroom.Newsroom
	mine, elsewhere string // sections
	callers         []*caller
	objects         []object
	matrix          matrix
	records         map[string]string // "kind role whose verb" to the answer
	duties          map[string]bool   // "role resource verb" of the administration
	cells           int
	photos          int
}

func newWalk(t *testing.T, n *newsroom.Newsroom) *walk {
	t.Helper()
	w := &walk{n: n, matrix: readMatrix(t), records: readRecords(t), duties: readDuties(t)}
	w.mine, w.elsewhere = section(n, "Của ta"), section(n, "Của người")
	expired := hire(t, n, "expired", everywhere(policy.EditorInChief))
	n.Clock.Advance(11 * time.Minute)
	w.callers = append(
		w.callers,
		&caller{name: "anonymous"}, &caller{name: "expired", token: expired},
		&caller{name: "wrong type", token: signInTokens(t, n, policy.EditorInChief).Refresh},
		&caller{name: "revoked", token: w.revoked(t)},
	)
	for _, r := range policy.Roles() {
		token := hire(t, n, "walker-"+string(r), policy.Grant{Role: r, Sections: []string{w.mine}})
		w.callers = append(w.callers, &caller{name: string(r), token: token, role: r, known: true})
	}
	w.fill(t)
	w.callers = append(w.callers, w.keys(t)...)
	return w
}

func (w *walk) revoked(t *testing.T) string {
	t.Helper()
	token := hire(t, w.n, "revoked", everywhere(policy.EditorInChief))
	w.n.With(token, "POST", "/v1/auth/logout", "").Want(204)
	return token
}

// chief signs the editor-in-chief of everything in anew, for sessions grow old.
func (w *walk) chief() string { return w.n.SignIn(newsroom.Email(policy.EditorInChief)) }

// fill makes the entries that the walk is about.
func (w *walk) fill(t *testing.T) {
	t.Helper()
	chief := w.chief()
	later := `{"publish_at":"` + w.n.Clock.Now().Add(time.Hour).Format(time.RFC3339) + `"}`
	steps := map[string][]string{
		"draft": nil, "in_review": {"submit"}, "approved": {"submit", "approve"}, "scheduled": {"submit", "approve", "schedule " + later},
		"published": {"publish"}, "unpublished": {"publish", `unpublish {"note":"Thử"}`}, "archived": {"publish", `unpublish {"note":"Thử"}`, "archive"},
		"trash": {"DELETE"},
	}
	for _, kind := range []string{"article", "page", "event", "campaign"} {
		for state, verbs := range steps {
			w.add(w.lead(t, chief, object{kind: kind, state: state, where: w.relation(kind)}, verbs))
		}
		w.add(w.lead(t, chief, object{kind: kind, state: "draft", where: "of others"}, nil))
		w.add(object{kind: kind, id: ident.New(), slug: "khong-co", state: "missing"})
	}
	for _, kind := range []string{"tag", "author", "organisation", "section", "image"} {
		w.add(w.lead(t, chief, object{kind: kind, state: "published", where: "of others"}, nil))
		w.add(w.lead(t, chief, object{kind: kind, state: "trash", where: "of others"}, []string{"DELETE"}))
		w.add(object{kind: kind, id: ident.New(), slug: "khong-co", state: "missing"})
	}
	for _, who := range w.callers {
		for _, kind := range []string{"article", "page", "event", "campaign", "image"} {
			if !who.known || w.creates(who.role, kind) != "yes" {
				continue
			}
			o := object{kind: kind, state: "draft", where: "their own, elsewhere", owner: who.name}
			if kind == "image" {
				o.state = "published"
			}
			w.add(w.lead(t, who.token, o, nil))
		}
	}
}

func (w *walk) add(o object) { w.objects = append(w.objects, o) }

// relation is how everyone stands to an entry of the walk's own section. Pages
// have no section.
func (w *walk) relation(kind string) string {
	if kind == "page" {
		return "of others"
	}
	return "of their section"
}

// whatBodiesSay stands in the body of each entry, and nowhere else.
const whatBodiesSay = "Nguồn tin giấu tên."

// lead makes an entry and takes it through verbs, each with its body.
func (w *walk) lead(t *testing.T, token string, o object, verbs []string) object {
	body := `{"title":"Bài để dò","body":[{"type":"paragraph","text":[{"text":"` + whatBodiesSay + `"}]}]`
	switch o.kind {
	case "article", "event", "campaign":
		if o.section = w.elsewhere; o.where == "of their section" {
			o.section = w.mine
		}
		body += `,"section_id":"` + o.section + `"}`
		if o.kind == "event" {
			body = strings.Replace(body, "{", `{"start":{"date":"2026-04-01"},`, 1)
		}
		if o.kind == "campaign" {
			body = strings.Replace(body, "{", `{"opens_at":"2026-03-01T00:00:00Z","channels":[{"kind":"in_kind"}],`, 1)
		}
	case "page":
		body += `}`
	case "image":
		body = `{"alt":"Một căn phòng"}`
	default:
		body = `{"name":"Bản ghi để dò ` + o.kind + o.state + `"}`
	}
	a := w.n.With(token, "POST", "/v1/editorial/"+plural(o.kind), body).Want(201)
	if o.kind == "image" {
		a = w.photograph(t, token, a)
	}
	o.id, o.slug = a.Text("id"), a.Text("slug")
	at := "/v1/editorial/" + plural(o.kind) + "/" + o.id
	for _, step := range verbs {
		verb, with, _ := strings.Cut(step, " ")
		if verb == "DELETE" {
			w.n.With(token, "DELETE", at, "", "If-Match", a.ETag()).Want(204)
			continue
		}
		a = w.n.With(token, "POST", at+"/"+verb, with, "If-Match", a.ETag()).Want(200)
	}
	return o
}

// photograph gives an image its file.
func (w *walk) photograph(t *testing.T, token string, image newsroom.Answer) newsroom.Answer {
	t.Helper()
	w.photos++
	contentType, body := formOf(t, part{name: "file", file: "anh.jpg", body: photo(t, 16, 16, w.photos)})
	r := httptest.NewRequest(http.MethodPost, imagesPath+"/"+image.Text("id")+"/actions/replace", bytes.NewReader(body))
	r.Header.Set("Content-Type", contentType)
	r.Header.Set("Authorization", "Bearer "+token)
	r.Header.Set("If-Match", image.ETag())
	return w.n.Send(r).Want(http.StatusOK)
}

func plural(kind string) string { return kind + "s" }

// visit asks a route as someone about everything it can be about.
func (w *walk) visit(t *testing.T, who *caller, route rest.Route) {
	t.Helper()
	switch route.Plane {
	case rest.Delivery, rest.Open:
		w.public(t, who, route)
	case rest.Auth:
		w.door(t, who, route)
	case rest.Editorial:
		if !who.known {
			w.want(t, who, route, object{id: ident.New()}, http.StatusUnauthorized)
			return
		}
		w.editorial(t, who, route)
	}
}

// want asks once and compares the status.
func (w *walk) want(t *testing.T, who *caller, route rest.Route, o object, allowed ...int) newsroom.Answer {
	t.Helper()
	w.cells++
	got := w.ask(who, route, o)
	if !slices.Contains(allowed, got.Status) {
		t.Errorf("%s as %s about a %s %s (%s): got %d, want %v: %s", route.Method+" "+route.Path, who.name, o.state, o.kind, o.where, got.Status, allowed, got.Body)
	}
	if route.Plane == rest.Editorial && who.scope.hides() && strings.Contains(string(got.Body), whatBodiesSay) {
		t.Errorf("%s %s shows %s the body of a %s %s", route.Method, route.Path, who.name, o.state, o.kind)
	}
	return got
}

func (w *walk) ask(who *caller, route rest.Route, o object) newsroom.Answer {
	path := strings.NewReplacer(":id", o.id, ":slug", o.slug, ":revision", "1", ":code", "not-found").Replace(route.Path)
	for strings.Contains(path, "/:") { // parameters of other nouns name nothing
		before, after, _ := strings.Cut(path, "/:")
		_, rest, more := strings.Cut(after, "/")
		path = before + "/" + ident.New()
		if more {
			path += "/" + rest
		}
	}
	body := ""
	if route.Method == http.MethodPost || route.Method == http.MethodPatch || route.Method == http.MethodPut {
		body = "{}"
	}
	return w.n.With(who.token, route.Method, path, body, "If-Match", `"900.c0de"`)
}

// public routes answer everyone alike, whatever token they send.
func (w *walk) public(t *testing.T, who *caller, route rest.Route) {
	t.Helper()
	if route.Plane == rest.Open && strings.HasPrefix(route.Path, "/docs") || route.Path == "/metrics" || route.Method != http.MethodGet {
		return
	}
	if strings.Contains(route.Path, ":id") { // images, none of which anything shows
		for _, o := range w.objects {
			w.want(t, who, route, o, http.StatusNotFound)
		}
		return
	}
	if strings.Contains(route.Path, ":token") || strings.Contains(route.Path, ":provider") { // which nobody can guess
		w.want(t, who, route, object{}, http.StatusNotFound)
		return
	}
	if !strings.Contains(route.Path, ":slug") {
		same := w.want(t, &caller{name: "anonymous"}, route, object{}, 200, 503)
		if got := w.want(t, who, route, object{}, same.Status); route.Plane == rest.Delivery && string(got.Body) != string(same.Body) {
			t.Errorf("%s shows %s something else than the public", route.Path, who.name)
		}
		return
	}
	for _, o := range w.objects {
		if !strings.HasPrefix(route.Path, "/v1/"+plural(o.kind)+"/") {
			continue
		}
		status := map[string][]int{"published": {200}, "unpublished": {410}, "archived": {410}, "trash": {404, 410}}[o.state]
		within := strings.Contains(route.Path, ":number") || strings.Contains(route.Path, ":channel") // of which these have none
		if status == nil || within && o.state == "published" {
			status = []int{404}
		}
		w.want(t, who, route, object{kind: o.kind, slug: o.id, state: o.state}, status...)
		if o.slug != "" && o.state == "draft" {
			w.want(t, who, route, o, 404)
		}
	}
}

// door routes let only people in, and only with a token where they need one.
func (w *walk) door(t *testing.T, who *caller, route rest.Route) {
	t.Helper()
	nothing := object{id: ident.New()}
	switch {
	case !route.NeedsToken():
		if got := w.ask(who, route, nothing); got.Status >= 500 || got.Status == 403 {
			t.Errorf("%s %s as %s: got %d", route.Method, route.Path, who.name, got.Status)
		}
		w.cells++
	case !who.known:
		w.want(t, who, route, nothing, http.StatusUnauthorized)
	case who.scope != nil:
		w.want(t, who, route, nothing, http.StatusForbidden)
	case route.Method == http.MethodGet:
		w.want(t, who, route, nothing, 200, 404)
	}
}

// editorial routes go by what the tables say.
func (w *walk) editorial(t *testing.T, who *caller, route rest.Route) {
	t.Helper()
	noun, verb, _ := strings.Cut(route.Permission, ".")
	if slices.Contains(policy.Administration(), noun) {
		w.office(t, who, route, noun, policy.Verb(verb))
		return
	}
	if strings.Contains(route.Path, "/uploads") {
		w.uploads(t, who, route)
		return
	}
	if !strings.Contains(route.Path, ":id") {
		w.collection(t, who, route, noun)
		return
	}
	for _, o := range w.objects {
		if o.kind == noun && who.asks(o) {
			w.want(t, who, route, o, w.expected(who, o, route, policy.Verb(verb)))
		}
	}
}

// expected is the status of a verb said of an object with a stale ETag.
func (w *walk) expected(who *caller, o object, route rest.Route, v policy.Verb) int {
	if o.state == "missing" {
		return http.StatusNotFound
	}
	cell := w.cell(who, o, v)
	if who.scope != nil {
		cell = who.scope.narrow(cell, o, v)
	}
	switch {
	case cell == "404":
		return http.StatusNotFound
	case cell == "403":
		return http.StatusForbidden
	case cell == "409":
		return http.StatusConflict
	case route.Method == http.MethodGet:
		return http.StatusOK
	case v == policy.Read: // asks for something of which the body says nothing
		return http.StatusUnprocessableEntity
	}
	return http.StatusPreconditionFailed
}

// collection routes list what can be read, and begin what can be begun.
func (w *walk) collection(t *testing.T, who *caller, route rest.Route, kind string) {
	t.Helper()
	if strings.Contains(route.Path, "/imports/") { // of files, which the walk has not
		if w.creates(who.role, kind) == "yes" && who.scope.covers(object{kind: kind, state: "draft", owner: who.name}, policy.Create) {
			w.want(t, who, route, object{kind: kind}, http.StatusUnsupportedMediaType)
		} else {
			w.want(t, who, route, object{kind: kind}, http.StatusForbidden, http.StatusUnsupportedMediaType)
		}
		return
	}
	if route.Method == http.MethodPost {
		if w.creates(who.role, kind) == "yes" && who.scope.covers(object{kind: kind, state: "draft", owner: who.name}, policy.Create) {
			w.want(t, who, route, object{kind: kind}, http.StatusCreated, http.StatusUnprocessableEntity)
		} else {
			w.want(t, who, route, object{kind: kind}, http.StatusForbidden)
		}
		return
	}
	w.want(t, who, route, object{kind: kind}, http.StatusOK)
	if strings.HasSuffix(route.Path, "/board") || strings.HasSuffix(route.Path, "/calendar") {
		return
	}
	all := w.n.With(who.token, "GET", route.Path+"?limit=100", "").Want(200)
	for _, o := range w.objects {
		if o.kind != kind || !who.asks(o) {
			continue
		}
		reads := o.state != "missing" && o.state != "trash" && w.cell(who, o, policy.Read) == "yes" &&
			who.scope.covers(o, policy.Read)
		if listed := strings.Contains(string(all.Body), `"id":"`+o.id+`"`); listed != reads {
			t.Errorf("%s lists a %s %s (%s) for %s: %t, want %t", route.Path, o.state, kind, o.where, who.name, listed, reads)
		}
	}
}

// uploads are their owner's alone, and for those who may begin images.
func (w *walk) uploads(t *testing.T, who *caller, route rest.Route) {
	t.Helper()
	nothing := object{kind: "image", id: ident.New()}
	switch {
	case w.creates(who.role, "image") != "yes" || !who.scope.covers(object{kind: "image", state: "published", owner: who.name}, policy.Create):
		w.want(t, who, route, nothing, http.StatusForbidden)
	case route.Method == http.MethodOptions:
		w.want(t, who, route, nothing, http.StatusNoContent)
	case strings.Contains(route.Path, ":id"):
		w.want(t, who, route, nothing, http.StatusNotFound)
	default:
		w.want(t, who, route, nothing, http.StatusBadRequest, http.StatusUnprocessableEntity)
	}
}

// office routes are the administration: for those who have the very right.
func (w *walk) office(t *testing.T, who *caller, route rest.Route, resource string, v policy.Verb) {
	t.Helper()
	nothing := object{id: ident.New()}
	has := w.duties[string(who.role)+" "+resource+" *"] || w.duties[string(who.role)+" "+resource+" "+string(v)]
	switch {
	case who.scope != nil:
		w.want(t, who, route, nothing, http.StatusForbidden)
	case !has && len(w.forAll(route)) > 0:
		w.want(t, who, route, nothing, w.forAll(route)...)
	case !has:
		w.want(t, who, route, nothing, http.StatusForbidden)
	case resource == policy.Newsroom && route.Method == http.MethodPost:
		// would end the walk; see TestContainingEndsEverySessionAndHoldsPublication
	default:
		got := w.ask(who, route, nothing)
		w.cells++
		if got.Status == 401 || got.Status == 403 || got.Status >= 500 {
			t.Errorf("%s %s as %s, who has %s.%s: got %d: %s", route.Method, route.Path, who.name, resource, v, got.Status, got.Body)
		}
	}
}

// forAll lists what routes of the administration answer those without the
// right, where that is not 403.
func (w *walk) forAll(route rest.Route) []int {
	if route.Method == http.MethodGet && route.Path == "/v1/editorial/users" {
		return []int{http.StatusOK} // with the names of people who have something in public
	}
	return nil
}
