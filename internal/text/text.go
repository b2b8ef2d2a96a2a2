// Package text says what may stand in a text, when two texts are the same,
// and what a text is called in an address.
package text

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// NFC returns s in Unicode Normalization Form C (UAX #15), the form in which
// every text is stored and compared. Vietnamese keyboards send both NFC and NFD.
func NFC(s string) string { return norm.NFC.String(s) }

// Fold returns what is left of s for a reader who types without accents,
// capitals and typography: lower case, no combining marks, đ as d, straight
// quotes, plain hyphens and single spaces. Search and slugs use it alike. NFC
// and NFD fold to the same, and folding twice changes nothing.
func Fold(s string) string {
	var folded strings.Builder
	folded.Grow(len(s))
	for _, r := range norm.NFD.String(s) {
		if !ordinary(r) && (unicode.Is(unicode.Mn, r) || invisible(r)) {
			continue
		}
		r = unicode.ToLower(r)
		if sign := plain(r); sign != "" {
			folded.WriteString(sign)
		} else {
			folded.WriteRune(r)
		}
	}
	return strings.Join(strings.Fields(folded.String()), " ")
}

// plain returns a lower-case letter or a sign as a plain keyboard has it, or
// nothing if it stays. The letters are those that Unicode does not decompose.
func plain(r rune) string {
	switch r {
	case 'đ', 'ð', 'ɖ':
		return "d"
	case 'ø':
		return "o"
	case 'ł':
		return "l"
	case 'ħ':
		return "h"
	case 'ı':
		return "i"
	case 'ß':
		return "ss"
	case 'æ':
		return "ae"
	case 'œ':
		return "oe"
	case 'þ':
		return "th"
	}
	return plainSign(r)
}

func plainSign(r rune) string {
	switch r {
	case '‘', '’', '‚', '‛', '′', 'ʹ', 'ʼ', '´':
		return "'"
	case '“', '”', '„', '‟', '″', '«', '»':
		return `"`
	case '‐', '‑', '‒', '–', '—', '―', '−':
		return "-"
	case '…':
		return "..."
	}
	return ""
}
