package auth

import (
	"net/mail"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// emailMost is the length of an address in bytes (RFC 5321 §4.5.3.1.3, less
// the angle brackets).
const emailMost = 254

// cleanEmail is what was meant by a typed address: without the space around it
// and the invisible characters that come along with a paste, and in NFC.
func cleanEmail(typed string) string {
	visible := strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Cf, r) {
			return -1
		}
		return r
	}, typed)
	return norm.NFC.String(strings.TrimSpace(visible))
}

// emailKey is the form in which addresses are compared. Letters keep their
// accents: ádmin@ and admin@ are two people.
func emailKey(typed string) string {
	return norm.NFC.String(strings.ToLower(cleanEmail(typed)))
}

// validEmail reports whether s is a bare address (RFC 5322 addr-spec).
func validEmail(s string) bool {
	parsed, err := mail.ParseAddress(s)
	return err == nil && parsed.Name == "" && parsed.Address == s && len(s) <= emailMost
}
