package api

import (
	"errors"
	"io"
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"newsdesk/api/rest"
	"newsdesk/internal/fault"
)

// The bounds of every request.
const (
	maxURI     = 8 << 10 // bytes
	maxHeaders = 100     // lines
)

// wellFormed refuses what no client of ours sends: it could mean one thing to
// a proxy in front of us and another to the router.
func wellFormed(r *http.Request) error {
	if len(r.RequestURI) > maxURI {
		return fault.New(fault.URITooLong, "The address is longer than %d bytes", maxURI)
	}
	if countHeaders(r.Header) > maxHeaders {
		return echo.NewHTTPError(http.StatusRequestHeaderFieldsTooLarge)
	}
	if r.Method == http.MethodConnect {
		return echo.ErrMethodNotAllowed
	}
	if ambiguous(r) {
		return echo.ErrNotFound
	}
	return nil
}

func countHeaders(h http.Header) (n int) {
	for _, values := range h {
		n += len(values)
	}
	return n
}

// ambiguous reports whether a path has an escape that need not be there, such
// as %2F, or a character or segment that programs disagree about.
func ambiguous(r *http.Request) bool {
	path := r.URL.Path
	if strings.Contains(r.URL.RawPath, "%") || !strings.HasPrefix(path, "/") {
		return true
	}
	for i := range len(path) {
		if path[i] < ' ' || path[i] == 0x7f || path[i] == '\\' || path[i] == ';' {
			return true
		}
	}
	return strings.Contains(path, "//") || strings.Contains(path+"/", "/../") || strings.Contains(path+"/", "/./")
}

// accepts fails if the client takes none of the media types of the route.
func accepts(r *http.Request, route *rest.Route) error {
	sent := r.Header["Accept"]
	if len(sent) == 0 || len(sent) == 1 && sent[0] == rest.Anything || route.Produces[0] == rest.Anything {
		return nil
	}
	for _, media := range route.Produces {
		if rest.Accepted(sent, media) {
			return nil
		}
	}
	return fault.HeaderField(fault.NotAcceptable, "Accept", "not_allowed",
		"This can be had as %s", strings.Join(route.Produces, ", "))
}

// bound holds the body of a request to the limit of its route, before it is
// read as far as its length is told, and while it is read otherwise.
func bound(c echo.Context, route *rest.Route) error {
	r := c.Request()
	if r.Method == http.MethodGet || r.Method == http.MethodHead {
		return nil
	}
	if r.ContentLength > route.BodyLimit {
		return tooLarge(route.BodyLimit)
	}
	r.Body = bounded{http.MaxBytesReader(c.Response().Writer, r.Body, route.BodyLimit)}
	return nil
}

func tooLarge(limit int64) error {
	return fault.New(fault.TooLarge, "The body is larger than %d bytes; send less at once", limit)
}

// bounded tells of its limit in a fault.
type bounded struct{ io.ReadCloser }

// Read implements [io.Reader].
func (b bounded) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	if over, ok := errors.AsType[*http.MaxBytesError](err); ok {
		return n, tooLarge(over.Limit)
	}
	return n, err
}
