// Package api is the HTTP edge: what every request passes before it reaches a
// handler, and the addresses that lie beside the versions of the API.
package api

import (
	"context"
	"fmt"
	"io/fs"
	"log/slog"
	"net/http"
	"net/netip"
	"time"

	"github.com/labstack/echo/v4"
	"github.com/prometheus/client_golang/prometheus"

	"newsdesk/api/rest"
	"newsdesk/internal/auth"
)

// Deps are what the edge needs of the rest of the program.
type Deps struct {
	Log   *slog.Logger
	Clock func() time.Time
	// Authenticate finds out for whom a bearer token stands, and what quota
	// they have; the zero Quota is that of those who have signed in.
	Authenticate Authenticator
	Mount        []func(*rest.Routes) // each adds the routes of one version or service
	Checks       []Check              // what must be well for the server to be ready
	Metrics      *prometheus.Registry // gets the metrics of the edge
	OpenAPI      []byte               // the description of the API, JSON
	Docs         fs.FS                // the page that shows it
	Policy       Policy               // what the operator decides
}

// Authenticator returns the actor of a bearer token that came from an address.
type Authenticator func(ctx context.Context, bearer, address string) (auth.Actor, Quota, error)

// Policy is what the operator decides about who may come in. Its zero value
// trusts nobody, limits nothing and allows no other origin.
type Policy struct {
	Origins   []string       // of editorial front ends: https://desk.example, exactly
	Proxies   []netip.Prefix // whose X-Forwarded-For and -Proto are believed
	Monitors  []netip.Prefix // that may read /metrics
	Exempt    []netip.Prefix // that no quota applies to
	Anonymous Quota          // of an address, or of a /64 with IPv6
	Known     Quota          // of someone who has signed in
	InFlight  int            // requests served at once; 0 means any number
	Sample    int            // of so many good answers to the public, one is logged; 0 means all
}

// New returns the API. It panics if two routes have one address.
func New(deps Deps) (http.Handler, error) {
	e, _, err := assemble(deps)
	return e, err
}

// assemble returns the API and the table of its routes.
func assemble(deps Deps) (*echo.Echo, *rest.Routes, error) {
	press, err := rest.NewPress()
	if err != nil {
		return nil, nil, fmt.Errorf("prepare compression: %w", err)
	}
	e := echo.New()
	e.HTTPErrorHandler = rest.Fail(deps.Log)
	routes := rest.NewRoutes(e)
	d, err := newDoor(deps, routes, press)
	if err != nil {
		return nil, nil, err
	}
	e.Use(d.middleware)
	open := routes.In(rest.Open, "")
	mountHealth(open, deps.Checks, deps.Clock)
	mountProblems(open)
	if err := mountDocs(open, deps.OpenAPI, deps.Docs); err != nil {
		return nil, nil, err
	}
	mountMetrics(open, deps)
	for _, mount := range deps.Mount {
		mount(routes)
	}
	return e, routes, nil
}
