package v1

import (
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"newsdesk/api/rest"
	"newsdesk/internal/auth"
)

// Session is one sign-in.
type Session struct {
	ID         string    `json:"id" example:"01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e14" format:"uuid"` // a UUIDv7
	Label      string    `json:"label" example:"Điện thoại của An"`                               // what the device was called, or empty
	Transport  string    `json:"transport" enums:"cookie,body" example:"cookie"`                  // a browser has a cookie, an app does not
	CreatedAt  time.Time `json:"created_at" example:"2026-03-02T01:00:00Z"`                       // when you signed in
	LastSeenAt time.Time `json:"last_seen_at" example:"2026-03-02T01:00:00Z"`                     // when the tokens were last renewed
	ExpiresAt  time.Time `json:"expires_at" example:"2026-03-02T13:00:00Z"`                       // when it ends unless they are renewed
	VerifiedAt time.Time `json:"verified_at" example:"2026-03-02T01:00:00Z"`                      // when you last proved who you are
	Strong     bool      `json:"strong" example:"false"`                                          // with a second factor
	Current    bool      `json:"current" example:"true"`                                          // this request belongs to it
}

func sessionOf(d auth.Device) Session {
	return Session{
		ID: d.ID, Label: d.Label, Transport: string(d.Transport), CreatedAt: d.CreatedAt, LastSeenAt: d.LastSeenAt,
		ExpiresAt: d.ExpiresAt, VerifiedAt: d.VerifiedAt, Strong: d.Strong, Current: d.Current,
	}
}

// Sessions are those of one person.
type Sessions struct {
	Data []Session `json:"data"` // those seen last come first; a hundred at most
}

// EndedSessions says how many sessions were ended.
type EndedSessions struct {
	Ended int `json:"ended" example:"2"` // that were alive
}

// showSessions answers with the sessions of a user.
func showSessions(c echo.Context, a *auth.Auth, user string) error {
	if err := rest.Params(c).Done(); err != nil {
		return err
	}
	devices, err := a.Devices(c.Request().Context(), rest.Actor(c), user)
	if err != nil {
		return err
	}
	all := Sessions{Data: make([]Session, len(devices))}
	for i, d := range devices {
		all.Data[i] = sessionOf(d)
	}
	return rest.JSON(c, http.StatusOK, all)
}

// endSessions ends those of a user but for the caller's own.
func endSessions(c echo.Context, a *auth.Auth, user string) error {
	n, err := a.EndDevices(c.Request().Context(), rest.Actor(c), user)
	if err != nil {
		return err
	}
	return rest.JSON(c, http.StatusOK, EndedSessions{Ended: n})
}

// sessions godoc
//
//	@ID		listSessions
//	@Summary	List where you are signed in
//	@Tags		Signing in
//	@Produce	json
//	@Success	200	{object}	Sessions	"Your sessions"
//	@Security	Bearer
//	@Router		/v1/auth/sessions [get]
func (h account) sessions(c echo.Context) error { return showSessions(c, h.auth, rest.Actor(c).ID) }

// endOthers godoc
//
//	@ID		endOtherSessions
//	@Summary	Sign out everywhere else
//	@Tags		Signing in
//	@Produce	json
//	@Success	200	{object}	EndedSessions	"Only the session of this request goes on"
//	@Security	Bearer
//	@Router		/v1/auth/sessions [delete]
func (h account) endOthers(c echo.Context) error { return endSessions(c, h.auth, rest.Actor(c).ID) }

// endSession godoc
//
//	@ID		endSession
//	@Summary	Sign out of one session
//	@Tags		Signing in
//	@Produce	json
//	@Param		id	path	string	true	"Id of the session"	format(uuid)	example(01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e14)
//	@Success	204	"It is over"
//	@Failure	404	{object}	rest.Problem	"It is over already, or not yours"
//	@Security	Bearer
//	@Router		/v1/auth/sessions/{id} [delete]
func (h account) endSession(c echo.Context) error {
	id, err := rest.ID(c, "id")
	if err != nil {
		return err
	}
	actor := rest.Actor(c)
	if err := h.auth.EndDevice(c.Request().Context(), actor, actor.ID, id); err != nil {
		return err
	}
	return rest.None(c)
}
