package v1

import (
	"net/http"
	"time"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/labstack/echo/v4"

	"newsdesk/api/rest"
	"newsdesk/internal/auth"
	"newsdesk/internal/factor"
)

// maxAnswer is more than any answer of a passkey is long, in bytes of JSON.
const maxAnswer = 80 << 10

// Passkey is one that a person can prove themselves with.
type Passkey struct {
	ID         string     `json:"id" example:"01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e15" format:"uuid"`     // a UUIDv7
	Name       string     `json:"name" example:"Điện thoại của An"`                                    // what its owner calls it
	CreatedAt  time.Time  `json:"created_at" example:"2026-03-02T01:00:00Z"`                           // when it was made
	LastUsedAt *time.Time `json:"last_used_at" extensions:"x-nullable" example:"2026-03-02T01:00:00Z"` // null: never
}

func passkeyOf(k factor.Passkey) Passkey {
	p := Passkey{ID: k.ID, Name: k.Name, CreatedAt: k.CreatedAt}
	if !k.LastUsedAt.IsZero() {
		p.LastUsedAt = &k.LastUsedAt
	}
	return p
}

// NewPasskey is a passkey that was just made, with the codes that came with it.
type NewPasskey struct {
	Passkey
	RecoveryCodes []string `json:"recovery_codes" example:"K3PXP-JBSWY-3DPEH-PK3PX-PJBSW"` // with the first second factor alone; each is good once, and they are never shown again
}

// Ceremony is what a browser needs to make or use a passkey.
type Ceremony struct {
	ID        string         `json:"ceremony_id" example:"01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e16" format:"uuid"` // to be sent with the answer
	Options   jsontext.Value `json:"options" swaggertype:"object"`                                             // for parseCreationOptionsFromJSON or parseRequestOptionsFromJSON of PublicKeyCredential
	ExpiresAt time.Time      `json:"expires_at" example:"2026-03-02T01:05:00Z"`                                // until when it can be answered
}

// CeremonyAnswer is what a browser says at the end of a ceremony.
type CeremonyAnswer struct {
	CeremonyID string         `json:"ceremony_id" validate:"required" example:"01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e16"` // from the beginning
	Response   jsontext.Value `json:"response" validate:"required" swaggertype:"object"`                              // the credential, as its toJSON gives it
}

func (a CeremonyAnswer) answer() auth.Answer {
	return auth.Answer{CeremonyID: a.CeremonyID, Response: a.Response}
}

// PasskeyInput is a passkey that a browser has made.
type PasskeyInput struct {
	CeremonyAnswer
	Name string `json:"name" validate:"required" example:"Điện thoại của An"` // what to call it
}

// PasskeyName is what a passkey is to be called.
type PasskeyName struct {
	Name string `json:"name" validate:"required" example:"Điện thoại của An"` // by which its owner knows it
}

// PasskeyCredentials are what a person signs in with who has a passkey.
type PasskeyCredentials struct {
	CeremonyAnswer
	Transport string `json:"transport,omitzero" enums:"cookie,body" default:"cookie" example:"body"` // where the refresh token goes
	Label     string `json:"label,omitzero" example:"Điện thoại của An"`                             // what to call the device
}

// showCeremony answers with a ceremony that has begun.
func showCeremony(c echo.Context, begun factor.Ceremony, err error) error {
	if err != nil {
		return err
	}
	return rest.JSON(c, http.StatusOK, Ceremony{ID: begun.ID, Options: begun.Options, ExpiresAt: begun.ExpiresAt.UTC()})
}

// beginPasskey godoc
//
//	@ID		beginPasskey
//	@Summary	Begin to make a passkey
//	@Description	The page goes on with navigator.credentials.create and sends what that returns.
//	@Tags		Second factor
//	@Produce	json
//	@Success	200	{object}	Ceremony	"What the browser needs"
//	@Failure	404	{object}	rest.Problem	"Passkeys are not offered here"
//	@Failure	409	{object}	rest.Problem	"You have as many as one may"
//	@Security	Bearer
//	@Router		/v1/auth/passkeys/begin [post]
func (h proofs) beginPasskey(c echo.Context) error {
	begun, err := h.auth.BeginPasskey(c.Request().Context(), rest.Actor(c))
	return showCeremony(c, begun, err)
}

// addPasskey godoc
//
//	@ID		addPasskey
//	@Summary	Keep a passkey that was made
//	@Tags		Second factor
//	@Accept		json
//	@Produce	json
//	@Param		body	body	PasskeyInput	true	"The answer of the browser"
//	@Success	200	{object}	NewPasskey	"It can be used"
//	@Failure	404	{object}	rest.Problem	"Passkeys are not offered here"
//	@Failure	409	{object}	rest.Problem	"It is known already, or you have as many as one may"
//	@Security	Bearer
//	@Router		/v1/auth/passkeys [post]
func (h proofs) addPasskey(c echo.Context) error {
	in, err := rest.Decode[PasskeyInput](c, maxAnswer)
	if err != nil {
		return err
	}
	k, codes, err := h.auth.AddPasskey(c.Request().Context(), rest.Actor(c), in.Name, in.answer())
	if err != nil {
		return err
	}
	return rest.JSON(c, http.StatusOK, NewPasskey{Passkey: passkeyOf(k), RecoveryCodes: append([]string{}, codes...)})
}

// renamePasskey godoc
//
//	@ID		renamePasskey
//	@Summary	Rename a passkey
//	@Tags		Second factor
//	@Accept		application/merge-patch+json,json
//	@Produce	json
//	@Param		id	path	string	true	"Id of the passkey"	format(uuid)	example(01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e15)
//	@Param		body	body	PasskeyName	true	"The name"
//	@Success	200	{object}	Passkey	"The passkey as it is now"
//	@Security	Bearer
//	@Router		/v1/auth/passkeys/{id} [patch]
func (h proofs) renamePasskey(c echo.Context) error {
	in, err := rest.Decode[PasskeyName](c, maxCredentials)
	if err != nil {
		return err
	}
	id, err := rest.ID(c, "id")
	if err != nil {
		return err
	}
	k, err := h.auth.RenamePasskey(c.Request().Context(), rest.Actor(c), id, in.Name)
	if err != nil {
		return err
	}
	return rest.JSON(c, http.StatusOK, passkeyOf(k))
}

// removePasskey godoc
//
//	@ID		removePasskey
//	@Summary	Remove a passkey
//	@Tags		Second factor
//	@Produce	json
//	@Param		id	path	string	true	"Id of the passkey"	format(uuid)	example(01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e15)
//	@Success	204	"It is gone, and the recovery codes with it if no other factor is left"
//	@Failure	409	{object}	rest.Problem	"A role of yours needs a second factor, and this is the last"
//	@Security	Bearer
//	@Router		/v1/auth/passkeys/{id} [delete]
func (h proofs) removePasskey(c echo.Context) error {
	id, err := rest.ID(c, "id")
	if err != nil {
		return err
	}
	if err := h.auth.RemovePasskey(c.Request().Context(), rest.Actor(c), id); err != nil {
		return err
	}
	return rest.None(c)
}

// beginLogin godoc
//
//	@ID		beginPasskeyLogin
//	@Summary	Begin to sign in with a passkey
//	@Description	The page goes on with navigator.credentials.get and sends what that returns. Nobody need say who they are: the passkey knows.
//	@Tags		Signing in
//	@Produce	json
//	@Success	200	{object}	Ceremony	"What the browser needs"
//	@Failure	403	{object}	rest.Problem	"A page of another site made the browser send this"
//	@Failure	404	{object}	rest.Problem	"Passkeys are not offered here"
//	@Router		/v1/auth/passkey-login/begin [post]
func (h proofs) beginLogin(c echo.Context) error {
	begun, err := h.auth.BeginPasskeyLogin(c.Request().Context())
	return showCeremony(c, begun, err)
}

// login godoc
//
//	@ID		loginWithPasskey
//	@Summary	Sign in with a passkey
//	@Description	It is a second factor in itself. The tokens come as with a password.
//	@Tags		Signing in
//	@Accept		json
//	@Produce	json
//	@Param		body	body	PasskeyCredentials	true	"The answer of the browser"
//	@Success	200	{object}	Tokens	"You are in"
//	@Header		200	{string}	Set-Cookie	"The refresh token, for browsers"
//	@Failure	401	{object}	rest.Problem	"The passkey was not accepted"
//	@Failure	403	{object}	rest.Problem	"A page of another site made the browser send this, or your account is for single sign-on"
//	@Failure	404	{object}	rest.Problem	"Passkeys are not offered here"
//	@Failure	429	{object}	rest.Problem	"Too many failed attempts; Retry-After says when to try again"
//	@Router		/v1/auth/passkey-login [post]
func (h proofs) login(c echo.Context) error {
	in, err := rest.Decode[PasskeyCredentials](c, maxAnswer)
	if err != nil {
		return err
	}
	visit, transport := rest.Of(c), auth.Transport(in.Transport)
	t, err := h.auth.PasskeyLogin(c.Request().Context(), in.answer(), auth.Entrance{
		Transport: transport, Label: in.Label, Address: visit.Address.String(), Cause: visit.RequestID,
	})
	if err != nil {
		return err
	}
	return admit(c, t, transport == auth.Body)
}
