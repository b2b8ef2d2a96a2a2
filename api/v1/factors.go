package v1

import (
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"newsdesk/api/rest"
	"newsdesk/internal/auth"
	"newsdesk/internal/factor"
	"newsdesk/internal/policy"
)

// proofs is the API of what people prove themselves with beside a password.
type proofs struct {
	auth *auth.Auth
}

// mount registers the routes of signing in below g.
func (h proofs) mount(g rest.Group) {
	g.Get("/factors", "session.read", h.factors)
	g.Post("/totp", "session.factors", h.beginTOTP)
	g.Post("/totp/confirm", "session.factors", h.confirmTOTP, rest.BodyLimit(maxCredentials))
	g.Delete("/totp", "session.factors", h.removeTOTP)
	g.Post("/recovery-codes", "session.factors", h.newCodes)
	g.Post("/passkeys/begin", "session.factors", h.beginPasskey)
	g.Post("/passkeys", "session.factors", h.addPasskey, rest.BodyLimit(maxAnswer))
	g.Patch("/passkeys/:id", "session.factors", h.renamePasskey, rest.BodyLimit(maxCredentials))
	g.Delete("/passkeys/:id", "session.factors", h.removePasskey)
	g.Post("/passkey-login/begin", rest.Anyone, h.beginLogin)
	g.Post("/passkey-login", rest.Anyone, h.login, rest.BodyLimit(maxAnswer))
	g.Post("/step-up", "session.verify", h.stepUp, rest.BodyLimit(maxCredentials))
	g.Post("/step-up/passkey/begin", "session.verify", h.beginStepUp)
	g.Post("/step-up/passkey", "session.verify", h.stepUpWithPasskey, rest.BodyLimit(maxAnswer))
}

// mountHelp registers below g what administrators do for people who have lost theirs.
func (h proofs) mountHelp(g rest.Group) {
	g.Post("/users/:id/actions/reset-factors", "user.update", h.reset)
}

// Factors are the second factors of one person.
type Factors struct {
	TOTP              bool       `json:"totp" example:"true"`                                               // there is an authenticator app
	TOTPSince         *time.Time `json:"totp_since" extensions:"x-nullable" example:"2026-03-02T01:00:00Z"` // when it was set up; null without one
	Passkeys          []Passkey  `json:"passkeys"`                                                          // oldest first
	RecoveryCodesLeft int        `json:"recovery_codes_left" example:"10"`                                  // that have not been used
}

// Setup is what an authenticator app needs to know. It is shown once.
type Setup struct {
	Secret    string    `json:"secret" example:"JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"`                                              // to be typed, in base32 (RFC 4648)
	URI       string    `json:"uri" example:"otpauth://totp/Newsdesk:an@newsdesk.test?secret=JBSWY3DPEHPK3PXP&issuer=Newsdesk"` // to be shown as a QR code
	ExpiresAt time.Time `json:"expires_at" example:"2026-03-02T01:10:00Z"`                                                      // until when it can be confirmed
}

// Confirmation shows that an authenticator app works.
type Confirmation struct {
	Code string `json:"code" validate:"required" example:"492039"` // what the app shows now
}

// RecoveryCodes stand in for a second factor that was lost.
type RecoveryCodes struct {
	Codes []string `json:"recovery_codes" example:"K3PXP-JBSWY-3DPEH-PK3PX-PJBSW"` // each is good once; they are never shown again
}

// factors godoc
//
//	@ID		listFactors
//	@Summary	List your second factors
//	@Tags		Second factor
//	@Produce	json
//	@Success	200	{object}	Factors	"What you have, and nothing that is secret"
//	@Security	Bearer
//	@Router		/v1/auth/factors [get]
func (h proofs) factors(c echo.Context) error {
	if err := rest.Params(c).Done(); err != nil {
		return err
	}
	s, err := h.auth.Factors(c.Request().Context(), rest.Actor(c))
	if err != nil {
		return err
	}
	return rest.JSON(c, http.StatusOK, factorsOf(s))
}

func factorsOf(s factor.Summary) Factors {
	f := Factors{TOTP: s.TOTP, Passkeys: make([]Passkey, len(s.Passkeys)), RecoveryCodesLeft: s.RecoveryCodesLeft}
	if s.TOTP {
		f.TOTPSince = &s.TOTPSince
	}
	for i, k := range s.Passkeys {
		f.Passkeys[i] = passkeyOf(k)
	}
	return f
}

// beginTOTP godoc
//
//	@ID		beginTotp
//	@Summary	Begin to set up an authenticator app
//	@Description	It counts once you have confirmed it with a code, for which there are ten minutes; an app from before counts until then. Like every change of second factors it asks for a proof of who you are that is not older than ten minutes: see the step-up.
//	@Tags		Second factor
//	@Produce	json
//	@Success	200	{object}	Setup	"The secret for the app"
//	@Security	Bearer
//	@Router		/v1/auth/totp [post]
func (h proofs) beginTOTP(c echo.Context) error {
	s, err := h.auth.BeginTOTP(c.Request().Context(), rest.Actor(c))
	if err != nil {
		return err
	}
	return rest.JSON(c, http.StatusOK, Setup{Secret: s.Secret, URI: s.URI, ExpiresAt: s.ExpiresAt.UTC()})
}

// confirmTOTP godoc
//
//	@ID		confirmTotp
//	@Summary	Confirm an authenticator app
//	@Description	From then on signing in takes its code, and your other sessions have to show it before they do anything else.
//	@Tags		Second factor
//	@Accept		json
//	@Produce	json
//	@Param		body	body	Confirmation	true	"A code of the app"
//	@Success	200	{object}	RecoveryCodes	"It counts. The codes come with your first second factor alone; else the list is empty"
//	@Failure	404	{object}	rest.Problem	"No app is being set up, or that took too long"
//	@Security	Bearer
//	@Router		/v1/auth/totp/confirm [post]
func (h proofs) confirmTOTP(c echo.Context) error {
	in, err := rest.Decode[Confirmation](c, maxCredentials)
	if err != nil {
		return err
	}
	codes, err := h.auth.ConfirmTOTP(c.Request().Context(), rest.Actor(c), in.Code)
	return showCodes(c, codes, err)
}

// showCodes answers with recovery codes, or with an empty list of them.
func showCodes(c echo.Context, codes []string, err error) error {
	if err != nil {
		return err
	}
	return rest.JSON(c, http.StatusOK, RecoveryCodes{Codes: append([]string{}, codes...)})
}

// removeTOTP godoc
//
//	@ID		removeTotp
//	@Summary	Remove your authenticator app
//	@Tags		Second factor
//	@Produce	json
//	@Success	204	"It is gone, and the recovery codes with it if no other factor is left"
//	@Failure	404	{object}	rest.Problem	"You have none"
//	@Failure	409	{object}	rest.Problem	"A role of yours needs a second factor, and this is the last"
//	@Security	Bearer
//	@Router		/v1/auth/totp [delete]
func (h proofs) removeTOTP(c echo.Context) error {
	if err := h.auth.RemoveTOTP(c.Request().Context(), rest.Actor(c)); err != nil {
		return err
	}
	return rest.None(c)
}

// newCodes godoc
//
//	@ID		newRecoveryCodes
//	@Summary	Get other recovery codes
//	@Description	Those from before are worth nothing from then on.
//	@Tags		Second factor
//	@Produce	json
//	@Success	200	{object}	RecoveryCodes	"Ten codes"
//	@Failure	409	{object}	rest.Problem	"You have no second factor that they could stand in for"
//	@Security	Bearer
//	@Router		/v1/auth/recovery-codes [post]
func (h proofs) newCodes(c echo.Context) error {
	codes, err := h.auth.NewRecoveryCodes(c.Request().Context(), rest.Actor(c))
	return showCodes(c, codes, err)
}

// reset godoc
//
//	@ID		resetUserFactors
//	@Summary	Remove the second factors of a person who has lost them
//	@Description	Ends their sessions and tells them by mail. The days in which they have to set up another begin again. Be sure that it is they who ask.
//	@Tags		People
//	@Produce	json
//	@Param		id	path	string	true	"Id of the user"	format(uuid)	example(01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e12)
//	@Success	200	{object}	Member	"The person as they are now"
//	@Security	Bearer
//	@Router		/v1/editorial/users/{id}/actions/reset-factors [post]
func (h proofs) reset(c echo.Context) error {
	return users{auth: h.auth}.act(c, policy.Update, h.auth.ResetFactors)
}
