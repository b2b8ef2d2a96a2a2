package newsroom

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/go-json-experiment/json"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"newsdesk/docs"
)

// conforms holds an answer to the description of the API: its route is known,
// its status, its headers and its media type are documented, and its body is
// valid. Where the description knows no route there is nothing but problems.
// Requests may be wrong as they like.
func (n *Newsroom) conforms(r *http.Request, a Answer) {
	n.t.Helper()
	c, err := described()
	if err != nil {
		n.t.Fatal(err)
	}
	for _, fault := range c.faults(r, a) {
		n.t.Errorf("%s: the answer %d is not as described: %s", a.what, a.Status, fault)
	}
}

// described is state of the package because the testing package offers no other
// place that outlives a test, and compiling the description for each would take
// longer than the tests.
//
//nolint:gochecknoglobals // as said above
var described = sync.OnceValues(newContract)

// contract is the description of the API, ready to hold answers against.
type contract struct {
	doc    *openapi3.T
	closed schemas // objects have the members that are described, and no others
	open   schemas // objects may have more
}

func newContract() (*contract, error) {
	doc, err := openapi3.NewLoader().LoadFromData(docs.OpenAPI())
	if err != nil {
		return nil, fmt.Errorf("read the description of the API: %w", err)
	}
	c := &contract{doc: doc}
	if c.open.compiler, err = newCompiler(false); err != nil {
		return nil, err
	}
	c.closed.compiler, err = newCompiler(true)
	return c, err
}

// resource is the address under which a compiler knows the description.
const resource = "https://newsdesk.test/openapi.json"

// newCompiler makes schemas of the description. Closed, they allow no members
// but those that are described, so that none can be forgotten there.
func newCompiler(closed bool) (*jsonschema.Compiler, error) {
	var doc any
	if err := json.Unmarshal(docs.OpenAPI(), &doc); err != nil {
		return nil, fmt.Errorf("read the description of the API: %w", err)
	}
	if closed {
		shut(doc)
	}
	c := jsonschema.NewCompiler()
	c.DefaultDraft(jsonschema.Draft2020)
	c.AssertFormat()
	return c, c.AddResource(resource, doc)
}

// shut forbids the objects in doc all members but those that are named.
func shut(doc any) {
	switch doc := doc.(type) {
	case []any:
		for _, inner := range doc {
			shut(inner)
		}
	case map[string]any:
		_, named := doc["properties"].(map[string]any)
		if doc["type"] == openapi3.TypeObject && named && doc["additionalProperties"] == nil {
			doc["additionalProperties"] = false
		}
		for _, inner := range doc {
			shut(inner)
		}
	}
}

// schemas compiles schemas when they are first needed.
type schemas struct {
	mu       sync.Mutex // guards compiler
	compiler *jsonschema.Compiler
}

// check returns what is wrong with a value by the schema at a pointer into the
// description.
func (s *schemas) check(pointer string, value any) error {
	s.mu.Lock()
	schema, err := s.compiler.Compile(resource + pointer)
	s.mu.Unlock()
	if err != nil {
		return err
	}
	return schema.Validate(value)
}

// operation is a method of an address as it is described.
type operation struct {
	*openapi3.Operation
	pointer string // to it, as the fragment of a URL
}

// find returns the operation that serves a request, or nil. Each GET serves HEAD
// too, and an address without parameters comes before one with them.
func (c *contract) find(method, path string) *operation {
	if method == http.MethodHead {
		method = http.MethodGet
	}
	var found *operation
	fewest := len(path)
	for template, item := range c.doc.Paths.Map() {
		op, n := item.GetOperation(method), strings.Count(template, "{")
		if op != nil && n < fewest && fits(template, path) {
			fewest = n
			found = &operation{op, "#/paths/" + token(template) + "/" + strings.ToLower(method)}
		}
	}
	return found
}

// fits reports whether an address is one of those that a template describes.
func fits(template, path string) bool {
	names, parts := strings.Split(template, "/"), strings.Split(path, "/")
	if len(names) != len(parts) {
		return false
	}
	for i, name := range names {
		if parts[i] != name && (parts[i] == "" || !strings.HasPrefix(name, "{")) {
			return false
		}
	}
	return true
}

// token writes a name as one step of a JSON pointer (RFC 6901) in the fragment
// of a URL.
func token(name string) string {
	return url.PathEscape(strings.NewReplacer("~", "~0", "/", "~1").Replace(name))
}
