package main

import (
	"net/http"
	"strconv"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

const (
	problemSchema = "Problem"
	problemType   = "application/problem+json"     // RFC 9457
	patchType     = "application/merge-patch+json" // RFC 7396
	jsonType      = "application/json"
)

// complete adds to an operation what holds for all operations of its sort.
func (r route) complete(doc *openapi3.T) {
	if r.op.Security == nil {
		// An empty list says that the operation is public; none says nothing.
		r.op.Security = &openapi3.SecurityRequirements{}
	}
	r.dropNoise()
	r.restoreExamples()
	r.acceptMergePatch()
	for status, response := range r.op.Responses.Map() {
		if isFailure(status) {
			becomeProblem(response.Value, doc)
		} else {
			becomeSuccess(response.Value, status)
		}
	}
	r.addFailures(doc)
	for status, response := range r.op.Responses.Map() {
		if response.Ref == "" {
			r.addHeaders(status, response.Value, doc)
		}
	}
}

func (r route) secured() bool { return len(*r.op.Security) > 0 }

// takes reports whether the operation has a parameter of that place and name.
func (r route) takes(in, name string) bool {
	return r.op.Parameters.GetByInAndName(in, name) != nil
}

// hasPathParameter reports whether the address names one thing among many, which
// may then be missing.
func (r route) hasPathParameter() bool { return strings.Contains(r.path, "{") }

func (r route) dropNoise() {
	for _, p := range r.op.Parameters {
		dropNoise(p.Value.Extensions)
	}
	if r.op.RequestBody != nil {
		dropNoise(r.op.RequestBody.Value.Extensions)
	}
}

// restoreExamples gives parameters the examples that were noted for them. Those
// of a list are written with commas between them.
func (r route) restoreExamples() {
	for _, p := range r.op.Parameters {
		example := p.Value.Extensions[exampleNote]
		delete(p.Value.Extensions, exampleNote)
		if text, ok := example.(string); ok && p.Value.Schema.Value.Type.Is(openapi3.TypeArray) {
			example = listExample(text)
		}
		p.Value.Example = example
	}
}

// listExample returns the example of a list as the JSON value that it stands for.
func listExample(text string) []any {
	var list []any
	for item := range strings.SplitSeq(text, ",") {
		list = append(list, item)
	}
	return list
}

// acceptMergePatch lets a change be sent as a merge patch or as plain JSON, which
// mean the same.
func (r route) acceptMergePatch() {
	body := r.op.RequestBody
	if r.method != http.MethodPatch || body == nil {
		return
	}
	content := body.Value.Content
	for _, pair := range [][2]string{{jsonType, patchType}, {patchType, jsonType}} {
		if media := content[pair[0]]; media != nil && content[pair[1]] == nil {
			content[pair[1]] = media
		}
	}
}

// isFailure reports whether a response is a problem: from 400 up, or any that is
// not named.
func isFailure(status string) bool {
	code, err := strconv.Atoi(status)
	return err != nil || code >= http.StatusBadRequest
}

// becomeProblem leaves a failed response one media type, and the schema Problem
// unless the operation names another.
func becomeProblem(response *openapi3.Response, doc *openapi3.T) {
	schema := problemRef(doc)
	for _, media := range response.Content {
		if media.Schema != nil && media.Schema.Ref != "" {
			schema = media.Schema
		}
	}
	response.Content = openapi3.NewContentWithSchemaRef(schema, []string{problemType})
}

func problemRef(doc *openapi3.T) *openapi3.SchemaRef {
	return openapi3.NewSchemaRef(schemaRefs+problemSchema, doc.Components.Schemas[problemSchema].Value)
}

// becomeSuccess drops the media type of problems, and gives text and files the
// schema of a string: only JSON has structure.
func becomeSuccess(response *openapi3.Response, status string) {
	if status == "204" || strings.HasPrefix(status, "3") {
		response.Content = nil
		return
	}
	if media := response.Content[problemType]; media != nil {
		delete(response.Content, problemType)
		if len(response.Content) == 0 {
			response.Content[jsonType] = media
		}
	}
	for mime, media := range response.Content {
		if !isJSON(mime) && !isString(media.Schema) {
			media.Schema = openapi3.NewStringSchema().NewRef()
		}
	}
}

func isJSON(mime string) bool {
	return mime == jsonType || strings.HasSuffix(mime, "+json")
}

func isString(schema *openapi3.SchemaRef) bool {
	return schema != nil && schema.Value != nil && schema.Value.Type.Is(openapi3.TypeString)
}

// addFailures refers to the shared problem of each status that this sort of
// operation can answer and that its annotations do not describe.
func (r route) addFailures(doc *openapi3.T) {
	for _, f := range failures() {
		status := strconv.Itoa(f.status)
		if f.applies(r) && r.op.Responses.Value(status) == nil {
			r.op.Responses.Set(status, &openapi3.ResponseRef{
				Ref:   responseRefs + f.name,
				Value: doc.Components.Responses[f.name].Value,
			})
		}
	}
}

// addHeaders refers to the shared description of each header that the response
// carries and that its annotations do not describe.
func (r route) addHeaders(status string, response *openapi3.Response, doc *openapi3.T) {
	code, err := strconv.Atoi(status)
	if err != nil {
		return
	}
	if response.Headers == nil {
		response.Headers = make(openapi3.Headers)
	}
	for _, h := range headers() {
		if response.Headers[h.name] == nil && h.applies(r, code, response) {
			response.Headers[h.name] = headerRef(doc, h.name)
		}
	}
}

// lists reports whether a response is one page of many things.
func lists(response *openapi3.Response) bool {
	media := response.Content[jsonType]
	if media == nil || media.Schema == nil || media.Schema.Value == nil {
		return false
	}
	properties := media.Schema.Value.Properties
	return properties["data"] != nil && properties["page"] != nil
}
