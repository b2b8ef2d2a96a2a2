package v1

import (
	"context"
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"newsdesk/api/rest"
	"newsdesk/internal/auth"
	"newsdesk/internal/desk"
	"newsdesk/internal/policy"
)

// Containment is what containing the newsroom has ended and stopped.
type Containment struct {
	ContainedAt time.Time `json:"contained_at" example:"2026-03-02T13:00:00Z"` // from when on
	Sessions    int       `json:"sessions" example:"7"`                        // that ended, yours among them
	APIKeys     int       `json:"api_keys" example:"2"`                        // that were revoked
	Slips       int       `json:"slips" example:"1"`                           // invitations and password resets that are void
	Held        int       `json:"held" example:"3"`                            // entries that waited for their time and do not come out
}

// Publishing is whether anything can become public.
type Publishing struct {
	Frozen bool `json:"frozen" example:"false"` // publication is held until the newsroom is released
	Held   int  `json:"held" example:"0"`       // entries that the release has let go, or that are held
}

// watch is the API of containing the newsroom after a break-in.
type watch struct {
	desk    *desk.Desk
	contain func(context.Context, auth.Actor) (Containment, error)
}

func (h watch) mount(g rest.Group) {
	g.Post("/contain", policy.Newsroom+".contain", h.shut)
	g.Get("/publishing", policy.Newsroom+".contain", h.state)
	g.Post("/publishing/release", policy.Newsroom+".contain", h.release)
}

// shut godoc
//
//	@ID		containNewsroom
//	@Summary	Contain the newsroom after a break-in
//	@Description	Ends every session and API key, yours too, voids invitations and password resets, signs with a new key, and holds publication: nothing new becomes public, by an act or by its time. Withdrawing works.
//	@Tags		Administration
//	@Produce	json
//	@Success	200	{object}	Containment	"Contained"
//	@Security	Bearer
//	@Router		/v1/editorial/contain [post]
func (h watch) shut(c echo.Context) error {
	done, err := h.contain(c.Request().Context(), rest.Actor(c))
	if err != nil {
		return err
	}
	return rest.JSON(c, http.StatusOK, done)
}

// state godoc
//
//	@ID		getPublishing
//	@Summary	Read whether publication is held
//	@Tags		Administration
//	@Produce	json
//	@Success	200	{object}	Publishing	"Whether it is"
//	@Security	Bearer
//	@Router		/v1/editorial/publishing [get]
func (h watch) state(c echo.Context) error {
	if err := rest.Params(c).Done(); err != nil {
		return err
	}
	if err := rest.Actor(c).Needs(policy.Newsroom, policy.Contain); err != nil {
		return err
	}
	frozen, held, err := h.desk.Held(c.Request().Context())
	if err != nil {
		return err
	}
	return rest.JSON(c, http.StatusOK, Publishing{Frozen: frozen, Held: held})
}

// release godoc
//
//	@ID		releasePublishing
//	@Summary	Let publication go on
//	@Description	What was held comes out at its time, or within moments if that has passed. Look at what is scheduled first.
//	@Tags		Administration
//	@Produce	json
//	@Success	200	{object}	Publishing	"It goes on; held says how many entries were let go"
//	@Security	Bearer
//	@Router		/v1/editorial/publishing/release [post]
func (h watch) release(c echo.Context) error {
	held, err := h.desk.Release(c.Request().Context(), rest.Actor(c))
	if err != nil {
		return err
	}
	return rest.JSON(c, http.StatusOK, Publishing{Held: held})
}
