package api

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"sync"
	"time"

	"github.com/labstack/echo/v4"

	"newsdesk/api/rest"
	"newsdesk/internal/fault"
)

// Check is one thing that must be well for the server to be ready, such as its
// database.
type Check struct {
	Name string
	Ask  func(context.Context) error
}

const (
	askEvery  = time.Second     // so that asking often does not become work
	askWithin = 2 * time.Second // what answers later is not well
)

type health struct {
	checks []Check
	clock  func() time.Time

	mu    sync.Mutex // guards the two below
	asked time.Time
	found error
}

// Wellbeing says that the server is well; one that is not answers with a problem.
type Wellbeing struct {
	Status string `json:"status" enums:"ok" example:"ok"` // always ok
}

// mountHealth adds /livez, which is well as long as the process answers at
// all, and /readyz, which asks the checks at most once a second.
func mountHealth(g rest.Group, checks []Check, clock func() time.Time) {
	h := &health{checks: checks, clock: clock}
	g.Get("/livez", rest.Anyone, live, rest.Produces(rest.Anything))
	g.Get("/readyz", rest.Anyone, h.ready, rest.Produces(rest.Anything))
}

// live godoc
//
//	@ID		getLiveness
//	@Summary	Find out whether the process is alive
//	@Tags		Health
//	@Produce	json
//	@Success	200	{object}	Wellbeing	"It is"
//	@Router		/livez [get]
func live(c echo.Context) error { return rest.JSON(c, http.StatusOK, Wellbeing{"ok"}) }

// ready godoc
//
//	@ID		getReadiness
//	@Summary	Find out whether the server is ready for requests
//	@Tags		Health
//	@Produce	json
//	@Success	200	{object}	Wellbeing	"It is"
//	@Failure	503	{object}	rest.Problem	"Something that it needs is not well"
//	@Router		/readyz [get]
func (h *health) ready(c echo.Context) error {
	if err := h.ask(c.Request().Context()); err != nil {
		unwell := fault.New(fault.Overloaded, "The server is not ready; try again shortly")
		unwell.Retry = askEvery
		return unwell.Because(err)
	}
	return rest.JSON(c, http.StatusOK, Wellbeing{"ok"})
}

// ask keeps what it finds for others. The end of the request that happened to
// ask is not an ailment of the server, so it does not stop the checks.
func (h *health) ask(ctx context.Context) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	now := h.clock()
	if !h.asked.IsZero() && now.Sub(h.asked) < askEvery {
		return h.found
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), askWithin)
	defer cancel()
	h.asked, h.found = now, nil
	for _, check := range h.checks {
		if err := check.Ask(ctx); err != nil {
			h.found = errors.Join(h.found, fmt.Errorf("%s: %w", check.Name, err))
		}
	}
	return h.found
}
