package donate

import (
	"crypto/hmac"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"encoding/hex"
	"strconv"
	"strings"

	"newsdesk/internal/fault"
	"newsdesk/internal/ident"
)

// keys are the secrets of a till. No key serves two purposes.
type keys struct {
	capability, request, client, descriptor []byte
}

func newKeys(master []byte) keys {
	derive := func(purpose string) []byte { return mac(master, "newsdesk donations "+purpose) }
	return keys{capability: derive("capability"), request: derive("request"), client: derive("client"), descriptor: derive("descriptor")}
}

// mac is the HMAC-SHA256 (RFC 2104) of parts, none of which can run into the next.
func mac(key []byte, parts ...string) []byte {
	h := hmac.New(sha256.New, key)
	for _, p := range parts {
		h.Write([]byte(strconv.Itoa(len(p)) + ":" + p))
	}
	return h.Sum(nil)
}

// hash is a keyed hash as it is stored.
func hash(key []byte, parts ...string) string { return hex.EncodeToString(mac(key, parts...)) }

// macBytes is how much of a MAC stands in a token: 128 bits.
const macBytes = 16

const tokenPrefix = "don_"

// token is what lets its holder see and change a donation. It is derived, so
// nothing secret is stored.
func (k keys) token(id string) string {
	return tokenPrefix + id + "." + base64.RawURLEncoding.EncodeToString(mac(k.capability, id)[:macBytes])
}

// holder is the donation that a token is of, if it is good.
func (k keys) holder(token string) (string, bool) {
	rest, ok := strings.CutPrefix(token, tokenPrefix)
	id, _, found := strings.Cut(rest, ".")
	good := ok && found && ident.Valid(id) && subtle.ConstantTimeCompare([]byte(k.token(id)), []byte(token)) == 1
	return id, good
}

func notFound() error { return fault.New(fault.NotFound, "Not found") }
