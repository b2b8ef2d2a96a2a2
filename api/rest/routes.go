package rest

import (
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"newsdesk/internal/policy"
)

// Plane is a part of the API with its own rules about who comes in, what may
// be cached and which origins may ask.
type Plane uint8

// The planes.
const (
	Editorial Plane = iota // the newsroom: a token is required, nothing is cached
	Auth                   // signing in and out: nothing is cached
	Delivery               // the public: no token is read, everything is cacheable
	Open                   // health, documents and other things beside the API
)

// String is the name of the plane in logs and metrics.
func (p Plane) String() string {
	switch p {
	case Auth:
		return "auth"
	case Delivery:
		return "delivery"
	case Open:
		return "open"
	case Editorial:
	}
	return "editorial"
}

// Private reports whether answers of the plane are for one caller alone.
func (p Plane) Private() bool { return p == Editorial || p == Auth }

// Anyone is the permission of routes that need none.
const Anyone = "anyone"

// What holds for a route that says nothing else.
const (
	DefaultBody    = 1 << 20 // bytes
	DefaultTimeout = 10 * time.Second
)

// Anything as a media type that a route produces leaves the Accept header
// unread. Feed readers and calendars often send one that is wrong.
const Anything = "*/*"

// Route is one method of one address, and all that the edge needs to know of it.
type Route struct {
	Method     string
	Path       string // with parameters as Echo writes them: /articles/:slug
	Plane      Plane
	Permission string        // such as article.publish, or Anyone
	BodyLimit  int64         // bytes that a request may carry
	Timeout    time.Duration // after which the handler's context ends
	Cost       int           // what one request takes from the caller's quota
	Produces   []string      // media types; a request must accept one
}

// NeedsToken reports whether a caller must have signed in.
func (r *Route) NeedsToken() bool {
	return r.Plane == Editorial || r.Plane == Auth && r.Permission != Anyone
}

// ForPeople reports whether the route is for people who have signed in, and
// for no key: their own account, and the administration.
func (r *Route) ForPeople() bool {
	resource, _, _ := strings.Cut(r.Permission, ".")
	return r.Plane == Auth && r.NeedsToken() || slices.Contains(policy.Administration(), resource)
}

// Option changes what holds for one route.
type Option func(*Route)

// BodyLimit lets requests carry up to n bytes.
func BodyLimit(n int64) Option { return func(r *Route) { r.BodyLimit = n } }

// Timeout gives the handler d, and the connection as long to send and receive.
func Timeout(d time.Duration) Option { return func(r *Route) { r.Timeout = d } }

// Cost makes one request count as n.
func Cost(n int) Option { return func(r *Route) { r.Cost = n } }

// Produces names the media types that the route can answer with, instead of JSON.
func Produces(types ...string) Option { return func(r *Route) { r.Produces = types } }

// Routes is the table of all routes. It is filled before the server starts and
// only read afterwards.
type Routes struct {
	router *echo.Echo
	list   []Route
	found  map[address]*Route
	planes map[string]Plane
}

type address struct{ method, path string }

// NewRoutes returns an empty table that registers its routes with e.
func NewRoutes(e *echo.Echo) *Routes {
	return &Routes{router: e, found: map[address]*Route{}, planes: map[string]Plane{}}
}

// All lists the routes in the order of their registration. Each GET stands for
// its HEAD too.
func (r *Routes) All() []Route { return r.list }

// Match returns the route that the router chose for c, or nil if there is none.
func (r *Routes) Match(c echo.Context) *Route {
	return r.found[address{c.Request().Method, c.Path()}]
}

// Plane returns the plane of the address of c, whatever the method. An address
// that does not exist counts as editorial, where the least is allowed.
func (r *Routes) Plane(c echo.Context) Plane { return r.planes[c.Path()] }

// In returns the group of the routes of plane p below prefix, such as /v1/editorial.
func (r *Routes) In(p Plane, prefix string) Group { return Group{routes: r, plane: p, prefix: prefix} }

// Group registers routes that share a plane and the beginning of their address.
type Group struct {
	routes *Routes
	plane  Plane
	prefix string
}

// Get registers a route for GET and HEAD.
func (g Group) Get(path, permission string, h echo.HandlerFunc, options ...Option) {
	g.add(http.MethodGet, path, permission, h, options)
}

// Post registers a route for POST.
func (g Group) Post(path, permission string, h echo.HandlerFunc, options ...Option) {
	g.add(http.MethodPost, path, permission, h, options)
}

// Put registers a route for PUT.
func (g Group) Put(path, permission string, h echo.HandlerFunc, options ...Option) {
	g.add(http.MethodPut, path, permission, h, options)
}

// Patch registers a route for PATCH.
func (g Group) Patch(path, permission string, h echo.HandlerFunc, options ...Option) {
	g.add(http.MethodPatch, path, permission, h, options)
}

// Delete registers a route for DELETE.
func (g Group) Delete(path, permission string, h echo.HandlerFunc, options ...Option) {
	g.add(http.MethodDelete, path, permission, h, options)
}

// Handle registers a route for any other method, such as HEAD of an upload.
func (g Group) Handle(method, path, permission string, h echo.HandlerFunc, options ...Option) {
	g.add(method, path, permission, h, options)
}

// add panics on a route that breaks the rules of the API, because that is a
// mistake in this program which shows at every start.
func (g Group) add(method, path, permission string, h echo.HandlerFunc, options []Option) {
	route := Route{
		Method: method, Path: g.prefix + path, Plane: g.plane, Permission: permission,
		BodyLimit: DefaultBody, Timeout: DefaultTimeout, Cost: 1, Produces: []string{"application/json"},
	}
	for _, change := range options {
		change(&route)
	}
	at := address{method, route.Path}
	switch {
	case g.routes.found[at] != nil:
		panic("rest: " + method + " " + route.Path + " is registered twice")
	case strings.HasSuffix(route.Path, "/"):
		panic("rest: " + route.Path + " ends in a slash")
	case permission == "":
		panic("rest: " + method + " " + route.Path + " names no permission")
	}
	g.routes.list = append(g.routes.list, route)
	g.routes.planes[route.Path] = route.Plane
	g.routes.found[at] = &route
	g.routes.router.Add(method, route.Path, h)
	if method == http.MethodGet {
		g.routes.found[address{http.MethodHead, route.Path}] = &route
		g.routes.router.HEAD(route.Path, h)
	}
}
