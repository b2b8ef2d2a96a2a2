package booking

import (
	"crypto/hmac"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"encoding/hex"
	"strconv"
	"strings"

	"newsdesk/internal/ident"
)

// keys are the secrets of an office. No key serves two purposes.
type keys struct {
	manage, ticket, contact, request []byte
}

func newKeys(master []byte) keys {
	derive := func(purpose string) []byte { return mac(master, "newsdesk booking "+purpose) }
	return keys{manage: derive("manage"), ticket: derive("ticket"), contact: derive("contact"), request: derive("request")}
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

// macBytes is how much of a MAC stands in tokens and tickets: 128 bits.
const macBytes = 16

func short(sum []byte) string { return base64.RawURLEncoding.EncodeToString(sum[:macBytes]) }

// same compares two texts in a time that does not tell where they differ.
func same(a, b string) bool { return subtle.ConstantTimeCompare([]byte(a), []byte(b)) == 1 }

const tokenPrefix = "reg_"

// token is what lets its holder manage a registration. It is derived, so nothing
// secret is stored.
func (k keys) token(id string, generation int) string {
	return tokenPrefix + id + "." + short(mac(k.manage, id, strconv.Itoa(generation)))
}

// tokenID is the registration that a token claims to be of.
func tokenID(token string) (string, bool) {
	rest, ok := strings.CutPrefix(token, tokenPrefix)
	id, _, found := strings.Cut(rest, ".")
	return id, ok && found && ident.Valid(id)
}

// stub is what a ticket claims to be.
type stub struct {
	id, when   string
	generation int
}

// whenBytes is how much of a hash tells one occurrence from others.
const whenBytes = 8

// when names an occurrence in a ticket, in letters that stand in any address.
func when(eventID, occurrence string) string {
	sum := sha256.Sum256([]byte(eventID + "\n" + occurrence))
	return base64.RawURLEncoding.EncodeToString(sum[:whenBytes])
}

// sign returns the text of a ticket: letters, digits, hyphens, underscores and dots.
func (k keys) sign(s stub) string {
	body := s.id + "." + s.when + "." + strconv.Itoa(s.generation)
	return body + "." + short(mac(k.ticket, body))
}

// read returns what a ticket claims, if it was signed here.
func (k keys) read(ticket string) (s stub, ok bool) {
	parts := strings.Split(ticket, ".")
	const wanted = 4
	if len(parts) != wanted {
		return s, false
	}
	generation, err := strconv.Atoi(parts[2])
	claimed := stub{id: parts[0], when: parts[1], generation: generation}
	if err != nil || !ident.Valid(claimed.id) || !same(k.sign(claimed), ticket) {
		return s, false
	}
	return claimed, true
}

// Ticket returns the ticket of a confirmed registration, as it stands in a QR
// code: the registration, its occurrence and a generation, signed with 128 bits of
// HMAC-SHA256. It is "" for any other registration.
func (o *Office) Ticket(r Registration) string {
	if r.Status != Confirmed {
		return ""
	}
	return o.keys.sign(stub{id: r.ID, when: when(r.EventID, r.Occurrence), generation: r.Generation})
}

// Token returns what lets somebody manage their registration, for the letters that
// go to them.
func (o *Office) Token(r Registration) string { return o.keys.token(r.ID, r.Generation) }
