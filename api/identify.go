package api

import (
	"net/http"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"newsdesk/api/rest"
	"newsdesk/internal/auth"
	"newsdesk/internal/fault"
)

// identify finds out who is asking and takes the request from their quota. A
// caller with a good token has a quota of their own; everybody else, and
// whoever guesses tokens, has that of the address.
//
// On the delivery plane a token changes the quota and nothing else: answers
// there are the same for all, or caches would mix them up.
func (d *door) identify(c echo.Context, v *rest.Visit) error {
	if v.Plane == rest.Open && v.Route != nil {
		return nil
	}
	r := c.Request()
	bearer, sent, err := bearerOf(r)
	if err == nil && v.Plane.Private() {
		err = tokenInAddress(r)
	}
	if !sent || err != nil {
		return d.stranger(c, v, err)
	}
	if err := d.quotas.look(v); err != nil {
		return err
	}
	actor, quota, err := d.authenticate(r.Context(), bearer, v.Address.String())
	if err != nil {
		return d.stranger(c, v, err)
	}
	if err := d.quotas.takeActor(c, v, actor, quota); err != nil {
		return err
	}
	if !v.Plane.Private() {
		v.Caller = actor.ID
		return nil
	}
	v.Actor = actor
	v.Actor.Cause = v.RequestID
	v.Renew = func() error { return d.renew(c, v, bearer) }
	return enters(v)
}

// moment is how old a look at a caller may be when a handler begins to act.
const moment = time.Second

// renew looks at the caller again, once the body of the request has come: that may
// have taken so long that they may not act any more, or not so.
func (d *door) renew(c echo.Context, v *rest.Visit, bearer string) error {
	if d.clock().Sub(v.Now) < moment {
		return nil
	}
	actor, _, err := d.authenticate(c.Request().Context(), bearer, v.Address.String())
	if err != nil {
		return err
	}
	v.Actor = actor
	v.Actor.Cause = v.RequestID
	return enters(v)
}

// enters fails for an actor who may not go on to the route, whatever rights
// they have there.
func enters(v *rest.Visit) error {
	if v.Plane == rest.Editorial {
		switch {
		case v.Actor.Pending:
			return fault.New(fault.EnrolmentRequired, "Set up a second factor first")
		case v.Actor.Weak:
			return fault.New(fault.StepUpRequired, "Show your second factor first")
		}
	}
	if v.Actor.Kind == auth.KindKey && v.Route != nil && v.Route.ForPeople() {
		return fault.New(fault.Forbidden, "This is for people; a key cannot do it")
	}
	return nil
}

// stranger is a request without a good token; why says what is wrong with the
// one it has, and is nil if it has none.
func (d *door) stranger(c echo.Context, v *rest.Visit, why error) error {
	v.Actor = auth.Actor{Address: v.Address.String(), Cause: v.RequestID}
	if err := d.quotas.takeAddress(c, v); err != nil {
		return err
	}
	switch {
	case !v.Plane.Private() || v.Route == nil:
		return nil
	case why != nil && (v.Route.NeedsToken() || !tokenProblem(why)):
		return why
	case v.Route.NeedsToken():
		return fault.New(fault.TokenMissing, "Sign in first")
	}
	return nil
}

func tokenProblem(err error) bool {
	return fault.Is(err, fault.TokenInvalid) || fault.Is(err, fault.TokenExpired)
}

// maxBearer is more than any token of ours is long, in bytes.
const maxBearer = 4 << 10

// bearerOf returns the token of the Authorization header (RFC 6750, section
// 2.1), and whether there is such a header at all.
func bearerOf(r *http.Request) (bearer string, sent bool, err error) {
	header := r.Header["Authorization"]
	if len(header) == 0 {
		return "", false, nil
	}
	scheme, token, _ := strings.Cut(header[0], " ")
	if len(header) > 1 || !strings.EqualFold(scheme, "Bearer") || token == "" || len(token) > maxBearer {
		return "", true, fault.New(fault.TokenInvalid, "Send the token as Authorization: Bearer, and nothing else")
	}
	return token, true, nil
}

// tokenInAddress refuses tokens in the query, where every log on the way would
// keep them.
func tokenInAddress(r *http.Request) error {
	if r.URL.RawQuery == "" {
		return nil
	}
	for part := range strings.SplitSeq(r.URL.RawQuery, "&") {
		name, _, _ := strings.Cut(part, "=")
		switch strings.ToLower(name) {
		case "access_token", "token", "api_key", "apikey", "jwt", "bearer":
			return fault.New(fault.TokenInvalid, "Tokens travel in the Authorization header, never in an address")
		}
	}
	return nil
}
