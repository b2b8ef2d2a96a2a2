package main

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

const (
	responseRefs = "#/components/responses/"
	headerRefs   = "#/components/headers/"
)

// failure is a problem that many operations share.
type failure struct {
	status      int
	name        string
	description string
	applies     func(route) bool
}

// failures is the table of shared problems. An operation that says more about
// one of them has a @Failure line of its own.
func failures() []failure {
	always := func(route) bool { return true }
	hasBody := func(r route) bool { return r.op.RequestBody != nil }
	takesVersion := func(r route) bool { return r.takes(openapi3.ParameterInHeader, "If-Match") }
	return []failure{
		{http.StatusBadRequest, "BadRequest", "A parameter, a header or the form of the request is wrong; errors names each.", always},
		{http.StatusUnauthorized, "Unauthorized", "The request carries no token, or one that is not valid (any more).", route.secured},
		{http.StatusForbidden, "Forbidden", "The caller is known but may not do this.", route.secured},
		{http.StatusNotFound, "NotFound", "There is no such thing, or the caller may not know of it.", route.hasPathParameter},
		{http.StatusNotAcceptable, "NotAcceptable", "The Accept header rules out every form that this can be had in.", always},
		{http.StatusPreconditionFailed, "Stale", "The thing has changed since the version in If-Match; current tells what it is now.", takesVersion},
		{http.StatusRequestEntityTooLarge, "TooLarge", "The body is larger than the operation takes.", hasBody},
		{http.StatusRequestURITooLong, "AddressTooLong", "The address is over its limit.", always},
		{http.StatusUnsupportedMediaType, "UnsupportedMediaType", "The body is of a media type that the operation does not take.", hasBody},
		{http.StatusUnprocessableEntity, "Invalid", "The body breaks rules; errors points at each member.", hasBody},
		{http.StatusPreconditionRequired, "PreconditionRequired", "The request must say in If-Match which version it has seen.", takesVersion},
		{http.StatusTooManyRequests, "TooManyRequests", "The caller has used up its requests; Retry-After tells when to come back.", always},
		{http.StatusRequestHeaderFieldsTooLarge, "HeadersTooLarge", "The headers are over their limit.", always},
		{http.StatusInternalServerError, "Internal", "Something went wrong on the server; request_id finds it in the log.", always},
		{http.StatusServiceUnavailable, "Overloaded", "The server cannot take this now; Retry-After tells when to come back.", always},
	}
}

// header is a response header that many operations share.
type header struct {
	name        string
	description string
	example     string
	always      bool // an answer that can have it does
	applies     func(r route, code int, response *openapi3.Response) bool
}

// headers is the table of shared response headers.
func headers() []header {
	each := func(route, int, *openapi3.Response) bool { return true }
	return []header{
		{"X-Request-Id", "The identifier of this request in the log: the one sent, or a new one.", "01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e16", true, each},
		{"Cache-Control", "Who may keep the answer, and for how long (RFC 9111).", "private, no-store", true, each},
		{"RateLimit-Policy", "The limit that holds for the caller: q requests in w seconds.", `"anon";q=120;w=60`, false, each},
		{"RateLimit", "What is left of the limit: r requests, full again after t seconds.", `"anon";r=117;t=41`, false, each},
		{"ETag", "The version of the answer (RFC 9110), for If-None-Match and If-Match.", `"3.c0de4a11"`, true, carriesVersion},
		{"Last-Modified", "When the answer last changed.", "Tue, 24 Mar 2020 11:26:00 GMT", false, isKept},
		{"Cache-Tag", "By what a cache can be told to forget the answer.", "article-01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e11", false, isKept},
		{"Content-Language", "The language of the text (RFC 9110).", "vi", false, func(r route, code int, response *openapi3.Response) bool {
			return code >= http.StatusBadRequest || isKept(r, code, response)
		}},
		{"Link", "The addresses of the next and the previous page (RFC 8288).", `</v1/articles?cursor=c2Vx>; rel="next"`, false, func(_ route, code int, response *openapi3.Response) bool {
			return code == http.StatusNotModified || code == http.StatusOK && lists(response)
		}},
		{"Location", "Where it is: what was made, or what has moved.", "/v1/editorial/articles/01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e11", true, saysWhere},
		{"Retry-After", "How many seconds to wait before the next try.", "12", true, answers(http.StatusTooManyRequests, http.StatusServiceUnavailable)},
		{"WWW-Authenticate", "How to sign in (RFC 6750), and what is wrong with the token.", `Bearer error="invalid_token"`, true, answers(http.StatusUnauthorized)},
	}
}

// answers makes a condition of the statuses that carry a header.
func answers(statuses ...int) func(route, int, *openapi3.Response) bool {
	return func(_ route, code int, _ *openapi3.Response) bool {
		return slices.Contains(statuses, code)
	}
}

// saysWhere reports whether a response leads elsewhere. Work that is under way
// has an address if there is anything to see there.
func saysWhere(_ route, code int, response *openapi3.Response) bool {
	return code == http.StatusCreated || code == http.StatusMovedPermanently ||
		code == http.StatusAccepted && len(response.Content) > 0
}

// isKept reports whether caches keep a response: the operation can say that the
// client has it already.
func isKept(r route, code int, _ *openapi3.Response) bool {
	return r.op != nil && r.op.Responses.Value("304") != nil && (code == http.StatusOK || code == http.StatusNotModified)
}

// carriesVersion reports whether a response has an ETag: what caches keep, and
// one thing that is read, made or changed under a version.
func carriesVersion(r route, code int, response *openapi3.Response) bool {
	switch {
	case isKept(r, code, response):
		return true
	case r.op == nil || !r.secured() || code != http.StatusOK && code != http.StatusCreated:
		return false
	case r.method == http.MethodGet:
		return strings.HasSuffix(r.path, "/{id}")
	}
	return r.op.Responses.Value("201") != nil || r.takes(openapi3.ParameterInHeader, "If-Match")
}

// addComponents puts the shared headers and problems where operations refer to
// them.
func addComponents(doc *openapi3.T) {
	doc.Components.Headers = make(openapi3.Headers)
	for _, h := range headers() {
		doc.Components.Headers[h.name] = &openapi3.HeaderRef{Value: &openapi3.Header{Parameter: openapi3.Parameter{
			Description: h.description,
			Example:     h.example,
			Required:    h.always,
			Schema:      openapi3.NewStringSchema().NewRef(),
		}}}
	}
	doc.Components.Responses = make(openapi3.ResponseBodies)
	for _, f := range failures() {
		response := openapi3.NewResponse().WithDescription(f.description).
			WithContent(openapi3.NewContentWithSchemaRef(problemRef(doc), []string{problemType}))
		route{}.addHeaders(strconv.Itoa(f.status), response, doc)
		doc.Components.Responses[f.name] = &openapi3.ResponseRef{Value: response}
	}
}

func headerRef(doc *openapi3.T, name string) *openapi3.HeaderRef {
	return &openapi3.HeaderRef{Ref: headerRefs + name, Value: doc.Components.Headers[name].Value}
}
