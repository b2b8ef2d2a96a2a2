package v1_test

import (
	"fmt"
	"maps"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"newsdesk/internal/config"
	"newsdesk/internal/db"
	"newsdesk/internal/policy"
	"newsdesk/internal/testkit"
	"newsdesk/internal/testkit/newsroom"
)

// counted sends a request and returns how many statements it took.
func counted(t *testing.T, n *newsroom.Newsroom, r policy.Role, method, path, body string, headers ...string) int {
	t.Helper()
	ctx, count := db.Counting(t.Context())
	request := httptest.NewRequestWithContext(ctx, method, path, strings.NewReader(body))
	request.RequestURI = path
	if body != "" {
		request.Header.Set("Content-Type", "application/json")
	}
	if r != "" {
		request.Header.Set("Authorization", "Bearer "+n.Token(r))
	}
	for i := 0; i < len(headers); i += 2 {
		request.Header.Set(headers[i], headers[i+1])
	}
	if a := n.Send(request); a.Status >= 300 {
		t.Fatalf("%s %s: got status %d: %s", method, path, a.Status, a.Body)
	}
	return count.N()
}

// front is a newspaper of articles that show all they can, and related ones.
type front struct {
	n       *newsroom.Newsroom
	section string
	shows   string // members of articles
	first   newsroom.Answer
}

func newFront(t *testing.T, e db.Engine) *front {
	t.Helper()
	n := newsroom.New(t, e, func(c *config.Config) { c.CacheBytes = 0 })
	make := func(collection, body string) string {
		return n.Do("secretary", "POST", "/v1/editorial/"+collection, body).Want(201).Text("id")
	}
	f := &front{n: n, section: section(n, "Thời sự")}
	below := make("sections", `{"name":"Đời sống","parent_id":"`+f.section+`"}`)
	related := published(t, n, `"title":"Bài liên quan","section_id":"`+below+`"`).Text("id")
	f.shows = fmt.Sprintf(`"section_id":%q,"author_ids":[%q,%q],"tag_ids":[%q,%q],"hero_image_id":%q,"related_ids":[%q]`, below,
		make("authors", `{"name":"Minh"}`), make("authors", `{"name":"Lan"}`), make("tags", `{"name":"tết"}`), make("tags", `{"name":"chợ"}`),
		make("images", `{"alt":"Chợ"}`), related)
	return f
}

// grow publishes articles until there are so many.
func (f *front) grow(t *testing.T, from, to int) {
	t.Helper()
	for i := from; i < to; i++ {
		a := published(t, f.n, `"title":"Bài `+strconv.Itoa(i)+`",`+f.shows)
		if i == 0 {
			f.first = a
		}
	}
	f.n.Settle()
	f.n.Do("", "GET", "/v1/articles", "").Want(200) // now the span is known
}

// shapes are requests that read, by what they are.
func (f *front) shapes() map[string]func(t *testing.T) int {
	read := func(path string) func(t *testing.T) int {
		return func(t *testing.T) int { return counted(t, f.n, "", "GET", path, "") }
	}
	desk := func(path string) func(t *testing.T) int {
		return func(t *testing.T) int { return counted(t, f.n, policy.Secretary, "GET", path, "") }
	}
	return map[string]func(t *testing.T) int{
		"article by slug":                 read("/v1/articles/" + f.first.Text("slug")),
		"article by id":                   read("/v1/articles/" + f.first.Text("id")),
		"article with includes":           read("/v1/articles/bai-0?include=section.parent,authors,tags,hero,related.section"),
		"article as HTML":                 read("/v1/articles/bai-0/html"),
		"list":                            read("/v1/articles?limit=100"),
		"list, whole":                     read("/v1/articles?limit=50&view=full"),
		"list and count":                  read("/v1/articles?limit=100&count=true"),
		"list with an include":            read("/v1/articles?limit=100&include=section,authors,tags"),
		"list with includes of two steps": read("/v1/articles?limit=100&include=section.parent,authors,tags,related.section"),
		"list of a section by slug":       read("/v1/articles?limit=100&section=thoi-su"),
		"list of a section by id":         read("/v1/articles?limit=100&section=" + f.section),
		"list with every filter":          read("/v1/articles?limit=100&section=thoi-su&tag=tet&tag=cho&tag_not=khac&author=minh,lan&locale=vi&published_from=2020-01-01T00:00:00Z&include=authors"),
		"list by ids":                     read("/v1/articles?ids=" + f.first.Text("id") + "&include=authors"),
		"sections":                        read("/v1/sections?limit=100&include=parent"),
		"site":                            read("/v1/site"),
		"desk: list":                      desk(editorialArticles + "?limit=100"),
		"desk: list, filtered":            desk(editorialArticles + "?limit=100&status=published,draft&locale=vi&sort=-created_at&count=true"),
		"desk: board":                     desk(editorialArticles + "/board"),
		"desk: article":                   desk(path(f.first)),
		"desk: revisions":                 desk(path(f.first) + "/revisions?limit=100&count=true"),
		"desk: usages":                    desk(path(f.first) + "/usages"),
		"desk: diff":                      desk(path(f.first) + "/revisions/2/diff"),
	}
}

// changes counts the statements of each step in the life of a new article.
func (f *front) changes(t *testing.T, name string) map[string]int {
	t.Helper()
	counts := map[string]int{}
	counts["desk: create"] = counted(t, f.n, policy.EditorInChief, "POST", editorialArticles,
		`{"title":"`+name+`","body":[{"type":"paragraph","text":[{"text":"Nội dung."}]}],`+f.shows+`}`)
	a := f.n.Do(policy.EditorInChief, "GET", editorialArticles+"?limit=1&sort=-updated_at", "").Want(200)
	address := editorialArticles + "/" + a.Text("data/0/id")
	step := func(what, method, below, body string) {
		t.Helper()
		tag := f.n.Do(policy.EditorInChief, "GET", address, "").Want(200).ETag()
		counts["desk: "+what] = counted(t, f.n, policy.EditorInChief, method, address+below, body, "If-Match", tag)
	}
	step("save", "PATCH", "", `{"standfirst":"Sapo"}`)
	step("submit", "POST", "/submit", "")
	step("approve", "POST", "/approve", "")
	step("publish", "POST", "/publish", "")
	step("save what is public", "PATCH", "", `{"standfirst":"Sapo mới"}`)
	step("publish again", "POST", "/publish", "")
	step("unpublish", "POST", "/unpublish", `{"note":"Sai"}`)
	return counts
}

// statements is how many statements each shape of request takes on SQLite. On
// PostgreSQL some changes take more, to hold what they read against others. Two
// things are known to the process and cost none: who has just signed in, and
// until when nothing changes by time alone.
func statements() map[string]int {
	return map[string]int{
		"site":                            0,
		"article by slug":                 1,
		"article by id":                   1,
		"article as HTML":                 1,
		"article with includes":           3,
		"list":                            1,
		"list, whole":                     1,
		"list and count":                  2,
		"list by ids":                     2,
		"list of a section by id":         1,
		"list of a section by slug":       2,
		"list with an include":            2,
		"list with includes of two steps": 3,
		"list with every filter":          3,
		"sections":                        2,

		"desk: board":          1,
		"desk: list":           3,
		"desk: list, filtered": 4,
		"desk: article":        4,
		"desk: revisions":      3,
		"desk: usages":         4,
		"desk: diff":           4,

		"desk: create":              15,
		"desk: save":                12,
		"desk: submit":              13,
		"desk: approve":             11,
		"desk: publish":             31,
		"desk: save what is public": 19,
		"desk: publish again":       28,
		"desk: unpublish":           19,
	}
}

func TestStatementsDoNotGrowWithWhatIsThere(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, e db.Engine) {
		f := newFront(t, e)
		few, many := map[string]int{}, map[string]int{}
		f.grow(t, 0, 1)
		for what, count := range f.shapes() {
			few[what] = count(t)
		}
		fewChanges := f.changes(t, "Bài ít")
		f.grow(t, 1, 50)
		for what, count := range f.shapes() {
			many[what] = count(t)
		}
		if diff := cmp.Diff(few, many); diff != "" {
			t.Errorf("with 50 articles requests take other numbers of statements than with one (-1 +50):\n%s", diff)
		}
		changes := f.changes(t, "Bài nhiều")
		if diff := cmp.Diff(fewChanges, changes); diff != "" {
			t.Errorf("with 50 articles changes take other numbers of statements than with one (-1 +50):\n%s", diff)
		}
		maps.Copy(many, changes)
		if diff := cmp.Diff(statements(), many); diff != "" && e == db.SQLite {
			t.Errorf("statements (-want +got):\n%s", diff)
		}
	})
}

func TestC23APageOfAHundredTakesFourStatements(t *testing.T) {
	f := newFront(t, db.SQLite)
	f.grow(t, 0, 100)
	address := "/v1/articles?limit=100&include=section.parent,authors.photo,tags,hero,related.section,related.authors,related.tags"
	if got := f.n.Do("", "GET", address, "").Want(200).Len("data"); got != 100 {
		t.Fatalf("the page holds %d, want 100", got)
	}
	if got := counted(t, f.n, "", "GET", address, ""); got > 4 {
		t.Errorf("the page took %d statements, want at most 4", got)
	}
}
