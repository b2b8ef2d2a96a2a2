package v1_test

import (
	"regexp"
	"slices"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/labstack/echo/v4"

	"newsdesk/api/rest"
	v1 "newsdesk/api/v1"
	"newsdesk/docs"
	"newsdesk/internal/db"
	"newsdesk/internal/testkit/newsroom"
)

// routesAndDescription lists what the program serves and what is described, as
// "METHOD /path/{parameter}".
func routesAndDescription(t *testing.T) (served []rest.Route, described map[string]*openapi3.Operation) {
	t.Helper()
	n := newsroom.New(t, db.SQLite)
	routes := rest.NewRoutes(echo.New())
	v1.Mount(routes, v1.Deps{DB: n.DB, Kinds: n.Kinds, Desk: n.Desk, Shelf: n.Shelf, Auth: n.Auth})
	doc, err := openapi3.NewLoader().LoadFromData(docs.OpenAPI())
	if err != nil {
		t.Fatal(err)
	}
	described = map[string]*openapi3.Operation{}
	for path, item := range doc.Paths.Map() {
		for method, op := range item.Operations() {
			described[method+" "+path] = op
		}
	}
	return routes.All(), described
}

func TestEveryRouteIsDescribedAndNoneIsInvented(t *testing.T) {
	served, described := routesAndDescription(t)
	parameter := regexp.MustCompile(`:(\w+)`)
	seen := map[string]bool{}
	for _, r := range served {
		name := r.Method + " " + parameter.ReplaceAllString(r.Path, "{$1}")
		seen[name] = true
		op := described[name]
		if op == nil {
			t.Errorf("%s is not described", name)
			continue
		}
		if secured := op.Security != nil && len(*op.Security) > 0; secured != r.NeedsToken() {
			t.Errorf("%s needs a token: %v; described as %v", name, r.NeedsToken(), secured)
		}
	}
	for name := range described {
		if !seen[name] {
			t.Errorf("%s is described and not served", name)
		}
	}
	if len(seen) < 100 {
		t.Errorf("only %d routes were compared", len(seen))
	}
}

func TestEveryRouteSaysItsPermission(t *testing.T) {
	served, _ := routesAndDescription(t)
	permission := regexp.MustCompile(`^[a-z]+\.[a-z]+$`)
	for _, r := range served {
		if r.Plane == rest.Editorial && !permission.MatchString(r.Permission) {
			t.Errorf("%s %s has the permission %q, want one such as article.publish", r.Method, r.Path, r.Permission)
		}
		if r.Plane == rest.Delivery && r.Permission != rest.Anyone {
			t.Errorf("%s %s is for the public and has the permission %q", r.Method, r.Path, r.Permission)
		}
	}
}

func TestOperationsHaveNamesThatClientsCanUse(t *testing.T) {
	_, described := routesAndDescription(t)
	camel := regexp.MustCompile(`^[a-z]+([A-Z][a-z]*)*$`)
	var ids []string
	for name, op := range described {
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
