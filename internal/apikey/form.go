package apikey

import (
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"hash/crc32"
	"math/big"
	"strings"

	"github.com/google/uuid"
)

// A key is nd_<environment>_key_<id>_<secret>_<sum>. The id is the UUID of its
// row, the secret 256 random bits, and the sum the CRC-32 (IEEE) of all that
// stands before it; each is a number in base 62 of a fixed length. So programs
// that look for leaked secrets find keys and nothing else, and the server turns
// away what was mistyped or made up without asking the database.
const (
	product    = "nd"
	kind       = "key"
	idChars    = 22 // 128 bits
	secretSize = 32 // bytes
	secretLen  = 43 // 256 bits
	sumChars   = 6  // 32 bits
	separator  = "_"
)

// digits are those of base 62, in the order of ASCII.
const digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"

// issue makes the text of a key for a row, and the hash of its secret.
func issue(environment, id string) (text, hash string) {
	secret := make([]byte, secretSize)
	_, _ = rand.Read(secret) // it never fails
	raw := uuid.MustParse(id)
	body := strings.Join([]string{product, environment, kind, encode(raw[:], idChars), encode(secret, secretLen), ""}, separator)
	return body + sumOf(body), hashOf(secret)
}

// parse takes the text of a key apart. It accepts one text for each key.
func parse(environment, text string) (id, hash string, ok bool) {
	opening := product + separator + environment + separator + kind + separator
	if len(text) != len(opening)+idChars+1+secretLen+1+sumChars || !strings.HasPrefix(text, opening) {
		return "", "", false
	}
	body, sum := text[:len(text)-sumChars], text[len(text)-sumChars:]
	rest := body[len(opening):]
	if subtle.ConstantTimeCompare([]byte(sumOf(body)), []byte(sum)) != 1 || rest[idChars] != '_' || rest[len(rest)-1] != '_' {
		return "", "", false
	}
	raw, ok := decode(rest[:idChars], len(uuid.UUID{}))
	if !ok {
		return "", "", false
	}
	secret, ok := decode(rest[idChars+1:len(rest)-1], secretSize)
	if !ok {
		return "", "", false
	}
	return uuid.UUID(raw).String(), hashOf(secret), true
}

// Looks reports whether a bearer token is meant to be an API key.
func Looks(bearer string) bool { return strings.HasPrefix(bearer, product+separator) }

func hashOf(secret []byte) string {
	sum := sha256.Sum256(secret)
	return hex.EncodeToString(sum[:])
}

func sumOf(body string) string {
	n := crc32.ChecksumIEEE([]byte(body))
	return encode([]byte{byte(n >> 24), byte(n >> 16), byte(n >> 8), byte(n)}, sumChars)
}

// encode writes a number in base 62, with zeros in front.
func encode(number []byte, chars int) string {
	n, base, digit := new(big.Int).SetBytes(number), big.NewInt(int64(len(digits))), new(big.Int)
	text := make([]byte, chars)
	for i := chars - 1; i >= 0; i-- {
		n.DivMod(n, base, digit)
		text[i] = digits[digit.Int64()]
	}
	return string(text)
}

// decode is the reverse of encode. It refuses other characters and numbers that
// do not fit.
func decode(text string, size int) ([]byte, bool) {
	n, base := new(big.Int), big.NewInt(int64(len(digits)))
	for i := range len(text) {
		digit := strings.IndexByte(digits, text[i])
		if digit < 0 {
			return nil, false
		}
		n.Add(n.Mul(n, base), big.NewInt(int64(digit)))
	}
	if n.BitLen() > 8*size {
		return nil, false
	}
	return n.FillBytes(make([]byte, size)), true
}
