package api

import (
	"github.com/labstack/echo/v4"

	"newsdesk/api/rest"
)

// headers are the same on every answer. The slices are put into many headers
// at once and never changed.
type headers struct {
	nosniff, csp, referrer, hsts, private, vary, last []string
}

// hsts is two years, what preload lists ask for.
const hsts = "max-age=63072000; includeSubDomains"

func newHeaders() headers {
	return headers{
		nosniff:  []string{"nosniff"},
		csp:      []string{"default-src 'none'; frame-ancestors 'none'"},
		referrer: []string{"no-referrer"},
		hsts:     []string{hsts},
		private:  []string{"private, no-store"},
		vary:     []string{"Authorization", "Origin"},
		last:     []string{"close"},
	}
}

// set gives every answer the headers that keep browsers from making more of it
// than it is. The keys are in canonical form.
//
// A request with a chunked body is the last on its connection. It may have had
// a Content-Length too, which net/http has removed: a proxy that went by the
// length would take the rest for a request of its next client (RFC 9112,
// section 6.1).
func (s headers) set(c echo.Context, v *rest.Visit) {
	h := c.Response().Header()
	h["X-Request-Id"] = []string{v.RequestID}
	h["X-Content-Type-Options"] = s.nosniff
	h["Content-Security-Policy"] = s.csp
	h["Referrer-Policy"] = s.referrer
	if v.Secure {
		h["Strict-Transport-Security"] = s.hsts
	}
	if len(c.Request().TransferEncoding) > 0 {
		h["Connection"] = s.last
	}
	if v.Plane.Private() {
		h["Cache-Control"] = s.private
		h["Vary"] = s.vary
	}
}
