package v1

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"newsdesk/api/rest"
	"newsdesk/internal/auth"
)

// Proof is with what someone who has signed in proves anew who they are.
type Proof struct {
	Password string `json:"password,omitzero" format:"password"` // for people without a second factor
	OTP      string `json:"otp,omitzero" example:"492039"`       // the code of the authenticator, or a recovery code
}

// stepUp godoc
//
//	@ID		stepUp
//	@Summary	Prove once more who you are
//	@Description	Guarded acts, such as giving roles and making API keys, ask for a proof that is not older than ten minutes. Your session and its tokens stay. Whoever has a second factor shows that; the password alone does not do.
//	@Tags		Signing in
//	@Accept		json
//	@Produce	json
//	@Param		body	body	Proof	true	"A code, or the password"
//	@Success	200	{object}	Session	"Your session, proved now"
//	@Failure	401	{object}	rest.Problem	"The token is not good, or you have a second factor and sent the password"
//	@Failure	429	{object}	rest.Problem	"Too many failed attempts; Retry-After says when to try again"
//	@Security	Bearer
//	@Router		/v1/auth/step-up [post]
func (h proofs) stepUp(c echo.Context) error {
	in, err := rest.Decode[Proof](c, maxCredentials)
	if err != nil {
		return err
	}
	d, err := h.auth.StepUp(c.Request().Context(), rest.Actor(c), auth.Proof{Password: in.Password, Code: in.OTP})
	return showSession(c, d, err)
}

// showSession answers with the session of the caller.
func showSession(c echo.Context, d auth.Device, err error) error {
	if err != nil {
		return err
	}
	return rest.JSON(c, http.StatusOK, sessionOf(d))
}

// beginStepUp godoc
//
//	@ID		beginPasskeyStepUp
//	@Summary	Begin to prove with a passkey who you are
//	@Description	The page goes on with navigator.credentials.get and sends what that returns.
//	@Tags		Signing in
//	@Produce	json
//	@Success	200	{object}	Ceremony	"What the browser needs"
//	@Failure	404	{object}	rest.Problem	"Passkeys are not offered here"
//	@Failure	409	{object}	rest.Problem	"You have no passkey"
//	@Security	Bearer
//	@Router		/v1/auth/step-up/passkey/begin [post]
func (h proofs) beginStepUp(c echo.Context) error {
	begun, err := h.auth.BeginPasskeyStepUp(c.Request().Context(), rest.Actor(c))
	return showCeremony(c, begun, err)
}

// stepUpWithPasskey godoc
//
//	@ID		stepUpWithPasskey
//	@Summary	Prove with a passkey who you are
//	@Tags		Signing in
//	@Accept		json
//	@Produce	json
//	@Param		body	body	CeremonyAnswer	true	"The answer of the browser"
//	@Success	200	{object}	Session	"Your session, proved now"
//	@Failure	404	{object}	rest.Problem	"Passkeys are not offered here"
//	@Failure	429	{object}	rest.Problem	"Too many failed attempts; Retry-After says when to try again"
//	@Security	Bearer
//	@Router		/v1/auth/step-up/passkey [post]
func (h proofs) stepUpWithPasskey(c echo.Context) error {
	in, err := rest.Decode[CeremonyAnswer](c, maxAnswer)
	if err != nil {
		return err
	}
	d, err := h.auth.PasskeyStepUp(c.Request().Context(), rest.Actor(c), in.answer())
	return showSession(c, d, err)
}
