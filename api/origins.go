package api

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"

	"github.com/labstack/echo/v4"

	"newsdesk/api/rest"
	"newsdesk/internal/fault"
)

// origins decides what scripts of other origins may do: read what is public,
// and everything else only from the front ends that the operator has named.
// See https://fetch.spec.whatwg.org/#http-cors-protocol.
type origins struct {
	named  []string
	cookie *http.CrossOriginProtection
	public cors
	inner  cors
}

// cors holds header values that never change.
type cors struct{ anyone, expose, methods, headers, age []string }

const (
	exposed = "ETag, Link, Location, Retry-After, RateLimit, RateLimit-Policy, Idempotency-Replayed, X-Request-Id"
	askable = "Authorization, Content-Type, Idempotency-Key, If-Match, If-None-Match, Traceparent, X-Request-Id"
	// What uploads in pieces need besides (tus 1.0).
	exposedOfUploads = ", Tus-Resumable, Tus-Version, Tus-Extension, Tus-Max-Size, Tus-Checksum-Algorithm, Upload-Offset, Upload-Length, Upload-Expires"
	askableOfUploads = ", Tus-Resumable, Upload-Length, Upload-Offset, Upload-Metadata, Upload-Checksum"
	// preflight is how long a browser need not ask again, in seconds: as long as any believes.
	preflight = "7200"
)

func newOrigins(named []string) (origins, error) {
	o := origins{named: named, cookie: http.NewCrossOriginProtection()}
	for _, origin := range named {
		u, err := url.Parse(origin)
		if err != nil || u.Scheme+"://"+u.Host != origin || u.Host == "" {
			return o, fmt.Errorf("%q is not an origin such as https://desk.example", origin)
		}
		if err := o.cookie.AddTrustedOrigin(origin); err != nil {
			return o, err
		}
	}
	o.public = cors{
		anyone: []string{"*"}, expose: []string{exposed}, age: []string{preflight},
		methods: []string{"GET, HEAD, POST, DELETE"}, headers: []string{askable},
	}
	o.inner = o.public
	o.inner.expose, o.inner.headers = []string{exposed + exposedOfUploads}, []string{askable + askableOfUploads}
	o.inner.methods = []string{"GET, HEAD, POST, PUT, PATCH, DELETE"}
	return o, nil
}

// check sets the headers for scripts of other origins and answers preflights,
// which are then done. Requests that a browser sends with a cookie are refused
// if another site made it do so.
func (o origins) check(c echo.Context, v *rest.Visit) (done bool, err error) {
	r, h := c.Request(), c.Response().Header()
	origin, sent := r.Header["Origin"]
	switch {
	case v.Plane == rest.Delivery:
		h["Access-Control-Allow-Origin"] = o.public.anyone
		h["Access-Control-Expose-Headers"] = o.public.expose
	case v.Plane.Private() && len(origin) == 1 && slices.Contains(o.named, origin[0]):
		h["Access-Control-Allow-Origin"] = origin
		h["Access-Control-Expose-Headers"] = o.inner.expose
	}
	if v.Plane == rest.Auth {
		o.allowCookies(h)
		if err := o.cookie.Check(r); err != nil {
			return false, fault.New(fault.Forbidden, "This request comes from a page that may not make it").Because(err)
		}
	}
	if !sent || r.Method != http.MethodOptions || r.Header.Get("Access-Control-Request-Method") == "" {
		return false, nil
	}
	o.preflight(c, v)
	return true, nil
}

// allowCookies lets a named front end send the refresh cookie. It never goes
// together with the wildcard.
func (o origins) allowCookies(h http.Header) {
	if len(h["Access-Control-Allow-Origin"]) > 0 {
		h.Set("Access-Control-Allow-Credentials", "true")
	}
}

func (o origins) preflight(c echo.Context, v *rest.Visit) {
	h := c.Response().Header()
	if len(h["Access-Control-Allow-Origin"]) > 0 {
		rules := o.inner
		if v.Plane == rest.Delivery {
			rules = o.public
		}
		h["Access-Control-Allow-Methods"] = rules.methods
		h["Access-Control-Allow-Headers"] = rules.headers
		h["Access-Control-Max-Age"] = rules.age
	}
	c.Response().WriteHeader(http.StatusNoContent)
}
