package newsroom

import (
	"bytes"
	"fmt"
	"mime"
	"net/http"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/go-json-experiment/json"
	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/santhosh-tekuri/jsonschema/v6/kind"
	"golang.org/x/text/language"
	"golang.org/x/text/message"
)

// faults says in what an answer differs from what the contract promises.
func (c *contract) faults(r *http.Request, a Answer) []string {
	op := c.find(r.Method, r.URL.EscapedPath())
	if op == nil {
		return c.strange(r, a)
	}
	response, pointer := op.response(a.Status)
	if response == nil {
		return []string{"its status is not documented"}
	}
	return append(headerFaults(response, a), c.contentFaults(r, response, pointer, a)...)
}

// strange says what is wrong with an answer where nothing is described. Only
// the question of a browser, which may be asked of any address, is answered.
func (c *contract) strange(r *http.Request, a Answer) []string {
	switch {
	case r.Method == http.MethodOptions && a.Status == http.StatusNoContent:
		return nil
	case a.Status < http.StatusBadRequest:
		return []string{"its route is not documented"}
	case r.Method == http.MethodHead:
		return nil
	}
	return c.closed.faults("#/components/schemas/Problem", a.Body, false)
}

// response returns what is described for a status, and where.
func (op *operation) response(status int) (response *openapi3.Response, pointer string) {
	ref := op.Responses.Status(status)
	switch {
	case ref == nil:
		return nil, ""
	case ref.Ref != "":
		return ref.Value, ref.Ref
	}
	return ref.Value, fmt.Sprintf("%s/responses/%d", op.pointer, status)
}

// headerFaults looks for headers that are not described, and for those that the
// description promises.
func headerFaults(response *openapi3.Response, a Answer) []string {
	var faults []string
	known := make(map[string]bool)
	for name, header := range response.Headers {
		known[http.CanonicalHeaderKey(name)] = true
		if header.Value.Required && a.Header.Get(name) == "" {
			faults = append(faults, "its header "+name+" is missing")
		}
	}
	for name := range a.Header {
		if !known[name] && !common(name) {
			faults = append(faults, "its header "+name+" is not documented")
		}
	}
	slices.Sort(faults)
	return faults
}

// common reports whether a header belongs to HTTP, to browsers or to tus, which
// know it without the description of an API.
func common(name string) bool {
	switch name {
	case "Accept-Ranges", "Allow", "Content-Disposition", "Content-Encoding", "Content-Length", "Content-Range", "Content-Type", "Last-Modified", "Vary",
		"Content-Security-Policy", "Referrer-Policy", "Strict-Transport-Security", "X-Content-Type-Options":
		return true
	}
	for _, family := range []string{"Access-Control-", "Cross-Origin-", "Tus-", "Upload-"} {
		if strings.HasPrefix(name, family) {
			return true
		}
	}
	return false
}

// contentFaults looks at the media type and the body of an answer.
func (c *contract) contentFaults(r *http.Request, response *openapi3.Response, pointer string, a Answer) []string {
	sent := a.Header.Get("Content-Type")
	if len(response.Content) == 0 {
		if len(a.Body) > 0 || sent != "" {
			return []string{"it has a body, and none is documented"}
		}
		return nil
	}
	mediaType, _, err := mime.ParseMediaType(sent)
	if err != nil || response.Content[mediaType] == nil {
		return []string{fmt.Sprintf("its media type %q is not documented", sent)}
	}
	if r.Method == http.MethodHead || a.Header.Get("Content-Encoding") != "" || mediaType != "application/json" && !strings.HasSuffix(mediaType, "+json") {
		return nil
	}
	query := r.URL.Query()
	s := &c.closed
	if query.Get("view") == "full" || query.Has("include") {
		s = &c.open // what is shown whole has more members than what stands there otherwise
	}
	// A document says itself when its reader may not see all of it.
	partly := query.Has("fields") || query.Has("body") || bytes.Contains(a.Body, []byte(`"withheld":[`))
	return s.faults(pointer+"/content/"+token(mediaType)+"/schema", a.Body, partly)
}

// faults says what is wrong with a body by the schema at pointer. Things of
// which only a part was asked for may lack members.
func (s *schemas) faults(pointer string, body []byte, partly bool) []string {
	var value any
	if err := json.Unmarshal(body, &value); err != nil {
		return []string{"its body is not JSON: " + err.Error()}
	}
	err := s.check(pointer, value)
	wrong, ok := err.(*jsonschema.ValidationError) //nolint:errorlint // nothing wraps it
	switch {
	case err == nil:
		return nil
	case !ok:
		return []string{err.Error()}
	}
	return leaves(wrong, partly)
}

// leaves lists the causes of an error that have none themselves, each with the
// place where it stands (RFC 6901).
func leaves(wrong *jsonschema.ValidationError, partly bool) []string {
	if partly && pardoned(wrong) {
		return nil
	}
	if len(wrong.Causes) == 0 {
		at := ""
		for _, name := range wrong.InstanceLocation {
			at += "/" + strings.NewReplacer("~", "~0", "/", "~1").Replace(name)
		}
		return []string{fmt.Sprintf("%q: %s", at, wrong.ErrorKind.LocalizedString(message.NewPrinter(language.English)))}
	}
	causes := wrong.Causes
	if _, ok := wrong.ErrorKind.(*kind.OneOf); ok {
		causes = meant(causes, len(wrong.InstanceLocation))
	}
	var faults []string
	for _, cause := range causes {
		faults = append(faults, leaves(cause, partly)...)
	}
	return faults
}

// meant leaves out the alternatives for a value at a depth that are of another
// type in JSON, or have another member "type", unless all are.
func meant(alternatives []*jsonschema.ValidationError, depth int) []*jsonschema.ValidationError {
	near := slices.DeleteFunc(slices.Clone(alternatives), func(e *jsonschema.ValidationError) bool { return foreign(e, depth) })
	if len(near) == 0 {
		return alternatives
	}
	return near
}

func foreign(e *jsonschema.ValidationError, depth int) bool {
	at := e.InstanceLocation
	switch e.ErrorKind.(type) {
	case *kind.Type:
		return len(at) == depth
	case *kind.Enum, *kind.Const:
		return len(at) == depth+1 && at[depth] == "type"
	}
	return slices.ContainsFunc(e.Causes, func(cause *jsonschema.ValidationError) bool { return foreign(cause, depth) })
}

// pardoned reports whether the error is that the thing itself, or an item of the
// list, lacks a member.
func pardoned(wrong *jsonschema.ValidationError) bool {
	_, lacks := wrong.ErrorKind.(*kind.Required)
	at := wrong.InstanceLocation
	return lacks && (len(at) == 0 || len(at) == 2 && at[0] == "data")
}
