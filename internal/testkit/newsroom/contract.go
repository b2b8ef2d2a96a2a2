package newsroom

import (
	"mime"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/go-json-experiment/json"

	"newsdesk/docs"
)

// contract is the description of the API, as answers are held to it.
type contract struct {
	doc   *openapi3.T
	paths []string // the templates, those with fewer parameters first
}

// described reads the description once for all tests of a program.
var described = sync.OnceValues(func() (*contract, error) {
	doc, err := openapi3.NewLoader().LoadFromData(docs.OpenAPI())
	if err != nil {
		return nil, err
	}
	c := &contract{doc: doc}
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
	op := c.operation(r.Method, r.URL.EscapedPath())
	if op == nil {
		if a.Status < http.StatusBadRequest && strings.HasPrefix(r.URL.Path, "/v1/") && r.Method != http.MethodOptions {
			n.t.Errorf("%s: the route is not described", a.what)
		}
		return
	}
	response := op.Responses.Value(strconv.Itoa(a.Status))
	if response == nil && ofTheEdge(a.Status) {
		response = op.Responses.Value("500") // the same form for all of them
	}
	if response == nil {
		n.t.Errorf("%s: status %d is not described: %s", a.what, a.Status, a.Body)
		return
	}
	reshaped := r.URL.Query().Has("fields") || r.URL.Query().Has("body")
	if len(a.Body) == 0 || r.Method == http.MethodHead || a.Header.Get("Content-Encoding") != "" || reshaped && a.Status == http.StatusOK {
		return
	}
	n.fits(a, response.Value)
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

func (n *Newsroom) fits(a Answer, response *openapi3.Response) {
	n.t.Helper()
	mediaType, _, err := mime.ParseMediaType(a.Header.Get("Content-Type"))
	if err != nil {
		n.t.Errorf("%s: Content-Type: %v", a.what, err)
	}
	media := response.Content[mediaType]
	if media == nil {
		n.t.Errorf("%s: status %d is not described as %s", a.what, a.Status, mediaType)
		return
	}
	if !strings.HasSuffix(mediaType, "json") {
		return
	}
	var body any
	if err := json.Unmarshal(a.Body, &body); err != nil {
		n.t.Errorf("%s: %v", a.what, err)
	}
	if err := media.Schema.Value.VisitJSON(body, openapi3.MultiErrors(), openapi3.EnableJSONSchema2020()); err != nil {
		n.t.Errorf("%s: the answer is not of its schema: %.500v", a.what, err)
	}
}

// operation is the described operation of a request, or nil.
func (c *contract) operation(method, path string) *openapi3.Operation {
	if method == http.MethodHead {
		method = http.MethodGet
	}
	for _, template := range c.paths {
		if matches(template, path) {
			return c.doc.Paths.Value(template).GetOperation(method)
		}
	}
	return nil
}

func matches(template, path string) bool {
	want, got := strings.Split(template, "/"), strings.Split(path, "/")
	return len(want) == len(got) && !slices.ContainsFunc(want, func(s string) bool {
		i := slices.Index(want, s)
		return !strings.HasPrefix(s, "{") && s != got[i]
	})
}
