package api

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"runtime/debug"
	"time"

	"github.com/labstack/echo/v4"

	"newsdesk/api/rest"
	"newsdesk/internal/fault"
)

// door is what every request passes on its way to a handler, and every answer
// on its way back. Its parts stand in files of their own; this one gives their
// order.
type door struct {
	routes       *rest.Routes
	press        *rest.Press
	clock        func() time.Time
	authenticate Authenticator
	proxies      proxies
	origins      origins
	quotas       *quotas
	book         *book
	headers      headers
	seats        chan struct{} // one for each request under way; nil for any number
}

func newDoor(deps Deps, routes *rest.Routes, press *rest.Press) (*door, error) {
	origins, err := newOrigins(deps.Policy.Origins)
	if err != nil {
		return nil, err
	}
	book, err := newBook(deps)
	if err != nil {
		return nil, err
	}
	d := &door{
		routes: routes, press: press, clock: deps.Clock, authenticate: deps.Authenticate,
		proxies: deps.Policy.Proxies, origins: origins, book: book, headers: newHeaders(),
		quotas: newQuotas(deps.Policy),
	}
	if deps.Policy.InFlight > 0 {
		d.seats = make(chan struct{}, deps.Policy.InFlight)
	}
	return d, nil
}

// clientLeft is the status in the log of requests whose client did not wait
// for the answer. It is never sent.
const clientLeft = 499

func (d *door) middleware(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		v, ctx := d.greet(c), c.Request().Context()
		rest.Attach(c, v)
		d.headers.set(c, v)
		err := d.admit(c, v, next)
		switch {
		case err == nil:
		case errors.Is(ctx.Err(), context.Canceled):
			c.Response().Status = clientLeft
		default:
			c.Error(err)
		}
		d.book.enter(c, v, d.clock().Sub(v.Now))
		return nil
	}
}

// greet finds out what can be known of a request without asking anybody.
func (d *door) greet(c echo.Context) *rest.Visit {
	r := c.Request()
	address, secure := d.proxies.client(r)
	return &rest.Visit{
		Now: d.clock(), RequestID: requestID(r), TraceID: traceID(r), Address: address, Secure: secure,
		Route: d.routes.Match(c), Plane: d.routes.Plane(c), Press: d.press,
	}
}

// admit lets the request through to the handler, or says why not. What costs
// least is asked first.
func (d *door) admit(c echo.Context, v *rest.Visit, next echo.HandlerFunc) (err error) {
	defer rescue(&err)
	if err := wellFormed(c.Request()); err != nil {
		return err
	}
	if done, err := d.origins.check(c, v); done || err != nil {
		return err
	}
	if err := d.identify(c, v); err != nil {
		return err
	}
	if v.Route == nil {
		return next(c)
	}
	if err := accepts(c.Request(), v.Route); err != nil {
		return err
	}
	return d.seat(c, v, next)
}

// seat serves the request if not too many are being served.
func (d *door) seat(c echo.Context, v *rest.Visit, next echo.HandlerFunc) error {
	if d.seats == nil || v.Plane == rest.Open {
		return serve(c, v, next)
	}
	select {
	case d.seats <- struct{}{}:
		defer func() { <-d.seats }()
		return serve(c, v, next)
	default:
		busy := fault.New(fault.Overloaded, "Too many requests are being served at this moment; try again shortly")
		busy.Retry = time.Second
		return busy
	}
}

// serve calls the handler within the bounds of its route.
func serve(c echo.Context, v *rest.Visit, next echo.HandlerFunc) error {
	if err := bound(c, v.Route); err != nil {
		return err
	}
	if err := stretch(c, v); err != nil {
		return err
	}
	r := c.Request()
	ctx := &patience{request: r.Context(), limit: v.Route.Timeout}
	defer ctx.end()
	c.SetRequest(r.WithContext(ctx))
	err := next(c)
	c.SetRequest(r)
	if err != nil && errors.Is(ctx.Err(), context.DeadlineExceeded) {
		late := fault.New(fault.Overloaded, "This took too long; try again")
		late.Retry = time.Second
		return late.Because(err)
	}
	return err
}

// stretch gives the connection of a slow route, such as an upload, as much
// time as its handler has.
func stretch(c echo.Context, v *rest.Visit) error {
	if v.Route.Timeout <= rest.DefaultTimeout {
		return nil
	}
	rc := http.NewResponseController(c.Response().Writer)
	end := time.Now().Add(v.Route.Timeout) //nolint:forbidigo // connections go by the clock of the machine
	if err := errors.Join(rc.SetReadDeadline(end), rc.SetWriteDeadline(end)); err != nil && !errors.Is(err, http.ErrNotSupported) {
		return fmt.Errorf("give %s more time: %w", v.Route.Path, err)
	}
	return nil
}

// rescue turns a panic into an error that the log shows with its stack and the
// client as our mistake. It must be deferred itself.
func rescue(err *error) {
	cause := recover()
	if cause == nil {
		return
	}
	if cause == http.ErrAbortHandler { //nolint:errorlint // net/http compares it so, and wants it back
		panic(cause)
	}
	*err = crash{cause: fmt.Sprint(cause), stack: debug.Stack()}
}

// crash is a panic in a handler.
type crash struct {
	cause string
	stack []byte
}

func (c crash) Error() string { return "panic: " + c.cause }

// LogValue implements [slog.LogValuer].
func (c crash) LogValue() slog.Value {
	return slog.GroupValue(slog.String("panic", c.cause), slog.String("stack", string(c.stack)))
}
