package v1

import (
	"time"

	"github.com/labstack/echo/v4"

	"newsdesk/api/rest"
	"newsdesk/internal/auth"
)

// keyring publishes the keys that verify access tokens.
type keyring struct{ auth *auth.Auth }

// mount registers the route of the keys below g.
func (h keyring) mount(g rest.Group) { g.Get("/jwks.json", rest.Anyone, h.keys) }

// keysFresh is how long caches may keep the keys. A new key is in use at once,
// so who meets a kid that is not in the set should ask again.
const keysFresh = 5 * time.Minute

// KeySet is a set of public keys (RFC 7517, section 5).
type KeySet struct {
	Keys []Key `json:"keys"` // newest first
}

// Key is a public key for Ed25519 (RFC 8037, section 2).
type Key struct {
	Kty string `json:"kty" example:"OKP"`                                       // the kind of key
	Crv string `json:"crv" example:"Ed25519"`                                   // the curve
	X   string `json:"x" example:"q8vK0h2mXw5TtYb1nC3sLzR7dPj9eGfA4uVoI6kMQhE"` // base64url
	Kid string `json:"kid" example:"01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e15"`      // what the header of a token names it by
	Use string `json:"use" example:"sig"`                                       // for signatures
	Alg string `json:"alg" example:"EdDSA"`                                     // the algorithm
}

// keys godoc
//
//	@ID		getKeys
//	@Summary	Read the keys that verify access tokens
//	@Tags		Signing in
//	@Produce	json
//	@Success	200	{object}	KeySet	"The keys, newest first"
//	@Success	304	"You have them"
//	@Router		/.well-known/jwks.json [get]
func (h keyring) keys(c echo.Context) error {
	if err := rest.Params(c).Done(); err != nil {
		return err
	}
	ring, err := h.auth.JWKS(c.Request().Context())
	if err != nil {
		return err
	}
	set := KeySet{Keys: make([]Key, len(ring.Keys))}
	for i, k := range ring.Keys {
		set.Keys[i] = Key(k)
	}
	body, err := encode(set)
	if err != nil {
		return err
	}
	return rest.Send(c, &rest.Answer{Type: mediaJSON, Body: body, ETag: digest(body), MaxAge: keysFresh})
}
