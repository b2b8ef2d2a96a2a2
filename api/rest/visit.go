// Package rest is the part of HTTP that every version of the API shares: how
// requests are read and answered, and how a fault becomes a problem document.
package rest

import (
	"net/netip"
	"time"

	"github.com/labstack/echo/v4"

	"newsdesk/internal/auth"
)

const visitKey = "newsdesk"

// Visit is what the edge has found out about a request before its handler runs.
type Visit struct {
	Now       time.Time  // when the request came in
	RequestID string     // in the answer, in problems and in the log
	TraceID   string     // of the traceparent that came with it, if any
	Address   netip.Addr // of the client, behind trusted proxies
	Secure    bool       // the client's connection is encrypted
	Route     *Route     // nil if nothing has that address and method
	Plane     Plane
	Actor     auth.Actor // the public, on the delivery plane always
	// Caller is whose token came along where it changes the quota and nothing else.
	// Two callers may choose the same key for their requests.
	Caller string
	Press  *Press // compresses answers; nil leaves them as they are
	// Renew looks at the actor again; nil if there is none to look at.
	Renew func() error
}

// Renewed fails if the actor may not go on any more. Whoever has read a body asks,
// because that takes as long as the client wants it to.
func (v *Visit) Renewed() error {
	if v.Renew == nil {
		return nil
	}
	return v.Renew()
}

// Attach makes v the visit of c.
func Attach(c echo.Context, v *Visit) { c.Set(visitKey, v) }

// Of returns the visit of c. A request that did not come through the edge has
// an empty one, which knows nobody and no time.
func Of(c echo.Context) *Visit {
	if v, ok := c.Get(visitKey).(*Visit); ok {
		return v
	}
	return new(Visit)
}

// Actor returns who is asking. On the delivery plane it is the public.
func Actor(c echo.Context) auth.Actor { return Of(c).Actor }

// Now returns when the request came in. Whatever depends on the time uses this
// one instant, so that an answer agrees with itself.
func Now(c echo.Context) time.Time { return Of(c).Now }
