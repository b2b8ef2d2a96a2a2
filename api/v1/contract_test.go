package v1_test

import (
	"log/slog"
	"net/http"
	"net/netip"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/prometheus/client_golang/prometheus"

	"newsdesk/api"
	"newsdesk/api/rest"
	v1 "newsdesk/api/v1"
	"newsdesk/docs"
	"newsdesk/internal/block"
	"newsdesk/internal/db"
	"newsdesk/internal/policy"
	"newsdesk/internal/testkit/newsroom"
)

// table is the routes of the whole program, with those beside the versions of
// the API.
func table(t *testing.T) []rest.Route {
	t.Helper()
	n := newsroom.New(t, db.SQLite)
	var all *rest.Routes
	_, err := api.New(api.Deps{
		Log: slog.New(slog.DiscardHandler), Clock: n.Clock.Now, OpenAPI: docs.OpenAPI(), Docs: docs.SwaggerUI(),
		Metrics: prometheus.NewRegistry(), Policy: api.Policy{Monitors: []netip.Prefix{netip.MustParsePrefix("192.0.2.0/24")}},
		Mount: []func(*rest.Routes){func(r *rest.Routes) {
			v1.Mount(r, v1.Deps{DB: n.DB, Kinds: n.Kinds, Desk: n.Desk, Shelf: n.Shelf, Auth: n.Auth, Media: n.Media})
			all = r
		}},
	})
	if err != nil {
		t.Fatal(err)
	}
	return all.All()
}

// description is the description of the API, and its operations by their names
// such as "GET /v1/articles/{slug}".
func description(t *testing.T) (*openapi3.T, map[string]*openapi3.Operation) {
	t.Helper()
	doc, err := openapi3.NewLoader().LoadFromData(docs.OpenAPI())
	if err != nil {
		t.Fatal(err)
	}
	operations := map[string]*openapi3.Operation{}
	for path, item := range doc.Paths.Map() {
		for method, op := range item.Operations() {
			operations[method+" "+path] = op
		}
	}
	return doc, operations
}

// described is the address of a route as the description writes it. The pages
// about problems are one address with a parameter there, and the files that a
// page loads are none: they are for browsers alone.
func described(r rest.Route) (path string, ok bool) {
	switch {
	case strings.HasPrefix(r.Path, "/problems/"):
		return "/problems/{code}", true
	case strings.HasPrefix(r.Path, "/docs/"):
		return "", false
	}
	return regexp.MustCompile(`:(\w+)`).ReplaceAllString(r.Path, "{$1}"), true
}

func TestEveryRouteIsDescribedAndNoneIsInvented(t *testing.T) {
	_, operations := description(t)
	seen := map[string]bool{}
	for _, r := range table(t) {
		path, ok := described(r)
		if !ok {
			continue
		}
		name := r.Method + " " + path
		seen[name] = true
		op := operations[name]
		if op == nil {
			t.Errorf("%s is not described", name)
			continue
		}
		if secured := op.Security != nil && len(*op.Security) > 0; secured != r.NeedsToken() {
			t.Errorf("%s needs a token: %v; described as %v", name, r.NeedsToken(), secured)
		}
	}
	for name := range operations {
		if !seen[name] {
			t.Errorf("%s is described and not served", name)
		}
	}
	if len(seen) < 100 {
		t.Errorf("only %d routes were compared", len(seen))
	}
}

func TestMediaTypesAreThoseThatRoutesProduce(t *testing.T) {
	_, operations := description(t)
	for _, r := range table(t) {
		path, ok := described(r)
		op := operations[r.Method+" "+path]
		if !ok || op == nil || slices.Contains(r.Produces, rest.Anything) {
			continue
		}
		for status, response := range op.Responses.Map() {
			for mediaType := range response.Value.Content {
				if status < "400" && !slices.Contains(r.Produces, mediaType) {
					t.Errorf("%s %s: %s is described as %s, and the route produces %q", r.Method, path, status, mediaType, r.Produces)
				}
			}
		}
	}
}

func TestTheDescriptionIsValidWithItsExamples(t *testing.T) {
	doc, _ := description(t)
	if err := doc.Validate(t.Context(), openapi3.EnableExamplesValidation(), openapi3.EnableMultiError()); err != nil {
		t.Error(err)
	}
	if got, want := doc.Info.Version, "1"; got != want {
		t.Errorf("the description has version %q, want %q: it is that of the addresses", got, want)
	}
}

func TestEveryProblemHasAPage(t *testing.T) {
	newsroom.Each(t, func(t *testing.T, n *newsroom.Newsroom) {
		for _, page := range rest.ProblemPages() {
			n.Do("", http.MethodGet, page.Path, "").Want(http.StatusOK)
		}
	})
}

// TestABodyWithEveryBlockIsAsDescribed sends one of each type of block and so
// holds what comes back to the description; there it must be found as well.
func TestABodyWithEveryBlockIsAsDescribed(t *testing.T) {
	doc, _ := description(t)
	n := newsroom.New(t, db.SQLite)
	for _, kind := range block.Types() {
		for _, union := range []string{"Block", "BlockInput"} {
			if doc.Components.Schemas[union].Value.Discriminator.Mapping[string(kind)].Ref == "" {
				t.Errorf("%s does not know the type %s", union, kind)
			}
		}
		sent := `{"title":"Khối","body":[{"type":"` + string(kind) + `"}]}`
		n.Do(policy.Reporter, http.MethodPost, editorialArticles, sent).Want(http.StatusCreated)
	}
	n.Do(policy.Reporter, http.MethodPost, editorialArticles, everyBlock).Want(http.StatusCreated)
}

// everyBlock is a draft with a block of each type that can stand without others.
const everyBlock = `{"title":"Mọi khối","body":[
	{"type":"paragraph","role":"lead","text":[{"text":"Chiều 24/3","marks":["strong","em"],"link":{"url":"/doan-the"}}]},
	{"type":"heading","level":2,"text":[{"text":"Tọa đàm"}]},
	{"type":"list","ordered":true,"items":[{"text":[{"text":"một"}],"items":[{"text":[{"text":"hai"}]}]}]},
	{"type":"quote","text":[{"text":"Đảng với thanh niên"}],"attribution":"Minh Thương"},
	{"type":"table","header":[[{"text":"Ngày"}]],"rows":[[[{"text":"24/3"}]]],"caption":"Lịch"},
	{"type":"embed","url":"https://www.youtube.com/watch?v=aqz-KE-bpKQ"},
	{"type":"correction","text":[{"text":"Tên đã được sửa."}],"corrected_at":"2020-03-24T18:26:00+07:00"},
	{"type":"divider"}
]}`

func TestEveryRouteSaysItsPermission(t *testing.T) {
	permission := regexp.MustCompile(`^[a-z]+\.[a-z]+$`)
	for _, r := range table(t) {
		if r.Plane == rest.Editorial && !permission.MatchString(r.Permission) {
			t.Errorf("%s %s has the permission %q, want one such as article.publish", r.Method, r.Path, r.Permission)
		}
		if r.Plane == rest.Delivery && r.Permission != rest.Anyone {
			t.Errorf("%s %s is for the public and has the permission %q", r.Method, r.Path, r.Permission)
		}
	}
}

func TestOperationsHaveNamesThatClientsCanUse(t *testing.T) {
	_, operations := description(t)
	camel := regexp.MustCompile(`^[a-z]+([A-Z][a-z]*)*$`)
	var ids []string
	for name, op := range operations {
		if !camel.MatchString(op.OperationID) {
			t.Errorf("%s is called %q, want verb and noun in camel case", name, op.OperationID)
		}
		ids = append(ids, op.OperationID)
	}
	slices.Sort(ids)
	if unique := slices.Compact(slices.Clone(ids)); len(unique) != len(ids) {
		t.Errorf("two operations share a name among %q", ids)
	}
}
