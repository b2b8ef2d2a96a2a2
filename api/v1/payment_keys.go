package v1

import (
	"encoding/base64"
	"net/http"

	"github.com/labstack/echo/v4"

	"newsdesk/api/rest"
	"newsdesk/internal/donate"
)

// paymentKeys publishes the key that verifies payment descriptors.
type paymentKeys struct{ till *donate.Till }

// mount registers the route of the key below g.
func (h paymentKeys) mount(g rest.Group) { g.Get("/payment-keys.json", rest.Anyone, h.keys) }

// keys godoc
//
//	@ID		getPaymentKeys
//	@Summary	Read the key that verifies payment descriptors
//	@Description	As a JWK set (RFC 7517). Keep it in your app: a descriptor that another key signed is not ours.
//	@Tags		Donations
//	@Produce	json
//	@Success	200	{object}	KeySet	"The key"
//	@Router		/.well-known/payment-keys.json [get]
func (h paymentKeys) keys(c echo.Context) error {
	id, public := h.till.Verifier()
	return rest.JSON(c, http.StatusOK, KeySet{Keys: []Key{{
		Kty: "OKP", Crv: "Ed25519", X: base64.RawURLEncoding.EncodeToString(public), Kid: id, Use: "sig", Alg: "EdDSA",
	}}})
}
