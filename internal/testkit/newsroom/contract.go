package newsroom

import (
	"bytes"
	"mime"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"newsdesk/docs"
)

// contract is the description of the API, as answers are held to it.
type contract struct {
	doc     *openapi3.T
	paths   []string // the templates, those with fewer parameters first
	schemas *jsonschema.Compiler
	mu      sync.Mutex // guards ready
	ready   map[string]*jsonschema.Schema
}

// source is the name under which schemas refer to each other.
const source = "openapi.json"

// described reads the description once for all tests of a program.
var described = sync.OnceValues(func() (*contract, error) { //nolint:gochecknoglobals // it never changes, and costs too much to read for each test
	doc, err := openapi3.NewLoader().LoadFromData(docs.OpenAPI())
	if err != nil {
		return nil, err
	}
	text, err := jsonschema.UnmarshalJSON(bytes.NewReader(docs.OpenAPI()))
	if err != nil {
		return nil, err
	}
	c := &contract{doc: doc, schemas: jsonschema.NewCompiler(), ready: map[string]*jsonschema.Schema{}}
	if err := c.schemas.AddResource(source, text); err != nil {
		return nil, err
	}
	for path := range doc.Paths.Map() {
		c.paths = append(c.paths, path)
	}
	slices.SortFunc(c.paths, func(a, b string) int { return strings.Count(a, "{") - strings.Count(b, "{") })
	return c, nil
})

// conforms holds an answer to the description of the API: the route must be
// described, with this status and media type, and the body must be of its schema.
func (n *Newsroom) conforms(r *http.Request, a Answer) {
	n.t.Helper()
	c, err := described()
	if err != nil {
		n.t.Fatal(err)
	}
	template := c.template(r.URL.EscapedPath())
	if template == "" {
		if a.Status < http.StatusBadRequest && strings.HasPrefix(r.URL.Path, "/v1/") && r.Method != http.MethodOptions {
			n.t.Errorf("%s: the route is not described", a.what)
		}
		return
	}
	method := r.Method
	if method == http.MethodHead {
		method = http.MethodGet
	}
	op := c.doc.Paths.Value(template).GetOperation(method)
	if op == nil {
		return
	}
	status := strconv.Itoa(a.Status)
	if op.Responses.Value(status) == nil && ofTheEdge(a.Status) {
		status = "500" // the same form for all of them
	}
	response := op.Responses.Value(status)
	if response == nil {
		n.t.Errorf("%s: status %d is not described: %s", a.what, a.Status, a.Body)
		return
	}
	reshaped := r.URL.Query().Has("fields") || r.URL.Query().Has("body")
	if len(a.Body) == 0 || r.Method == http.MethodHead || a.Header.Get("Content-Encoding") != "" || reshaped && a.Status == http.StatusOK {
		return
	}
	mediaType, _, err := mime.ParseMediaType(a.Header.Get("Content-Type"))
	if err != nil || response.Value.Content[mediaType] == nil {
		n.t.Errorf("%s: status %d is not described as %q", a.what, a.Status, mediaType)
		return
	}
	if !strings.HasSuffix(mediaType, "json") {
		return
	}
	ref := response.Value.Content[mediaType].Schema.Ref
	if ref == "" {
		n.t.Errorf("%s: status %d has a schema without a name", a.what, a.Status)
		return
	}
	n.fits(c, a, ref)
}

// fits holds a body to the schema that ref names in the description.
func (n *Newsroom) fits(c *contract, a Answer, ref string) {
	n.t.Helper()
	schema, err := c.schema(ref)
	if err != nil {
		n.t.Fatal(err)
	}
	body, err := jsonschema.UnmarshalJSON(bytes.NewReader(a.Body))
	if err != nil {
		n.t.Errorf("%s: %v", a.what, err)
		return
	}
	if err := schema.Validate(body); err != nil {
		n.t.Errorf("%s: the answer is not of its schema: %v", a.what, err)
	}
}

// schema compiles the schema that ref names, once.
func (c *contract) schema(ref string) (*jsonschema.Schema, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if s, ok := c.ready[ref]; ok {
		return s, nil
	}
	s, err := c.schemas.Compile(source + ref)
	if err == nil {
		c.ready[ref] = s
	}
	return s, err
}

// ofTheEdge reports whether any route can answer with the status before its
// handler is asked.
func ofTheEdge(status int) bool {
	switch status {
	case http.StatusRequestURITooLong, http.StatusRequestHeaderFieldsTooLarge, http.StatusMethodNotAllowed,
		http.StatusNotAcceptable, http.StatusServiceUnavailable:
		return true
	}
	return false
}

// template is the described path of an address, or "".
func (c *contract) template(path string) string {
	for _, template := range c.paths {
		if matches(template, path) {
			return template
		}
	}
	return ""
}

func matches(template, path string) bool {
	want, got := strings.Split(template, "/"), strings.Split(path, "/")
	if len(want) != len(got) {
		return false
	}
	for i, segment := range want {
		if !strings.HasPrefix(segment, "{") && segment != got[i] {
			return false
		}
	}
	return true
}
