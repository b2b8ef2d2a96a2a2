package vietqr

import (
	"fmt"
	"io"
	"slices"
	"strings"
)

// alphabet has the 32 signs of Crockford's base 32: digits and capitals without
// those that are taken for others.
const (
	alphabet        = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
	referenceLength = 8
)

// NewReference returns a reference by which a transfer is known again: seven
// random characters (35 bits) and one that checks them. random is a
// cryptographic source, such as crypto/rand.Reader.
func NewReference(random io.Reader) (string, error) {
	code := make([]byte, referenceLength-1)
	if _, err := io.ReadFull(random, code); err != nil {
		return "", fmt.Errorf("draw a reference: %w", err)
	}
	for i, b := range code {
		code[i] = alphabet[int(b)%len(alphabet)]
	}
	return string(code) + string(checkOf(string(code))), nil
}

// checkOf is the character that checks others, by the algorithm of Luhn modulo
// 32: from the right, every second value counts twice, and each counts as the sum
// of its digits to base 32. It finds every single wrong character.
func checkOf(code string) byte {
	const n = len(alphabet)
	sum, factor := 0, 2
	for i := len(code) - 1; i >= 0; i-- {
		value := strings.IndexByte(alphabet, code[i]) * factor
		sum += value/n + value%n
		factor = 3 - factor
	}
	return alphabet[(n-sum%n)%n]
}

// NormalReference returns a reference as it was made, from how somebody typed it:
// in small letters, with I or L for 1 and O for 0, with spaces and hyphens. It is
// false for what is none, or was mistyped.
func NormalReference(s string) (string, bool) {
	code := strings.Map(meant, s)
	if len(code) != referenceLength || strings.Trim(code, alphabet) != "" {
		return "", false
	}
	body := code[:referenceLength-1]
	return code, checkOf(body) == code[referenceLength-1]
}

// meant is the sign that somebody meant.
func meant(r rune) rune {
	switch r {
	case ' ', '-', '\t', '\n', '\r', '\u00a0':
		return -1
	case 'i', 'I', 'l', 'L':
		return '1'
	case 'o', 'O':
		return '0'
	}
	return capital(r)
}

func capital(r rune) rune {
	if 'a' <= r && r <= 'z' {
		return r - 'a' + 'A'
	}
	return r
}

// References finds the references in the memo of a transfer, as banks pass it on:
// without spaces or with more of them, cut, or between other words. Of the memo
// only letters and digits of ASCII count; a reference is the prefix and eight
// characters that check each other. The same one is given once. One hit names a
// transfer; none or several leave it to people.
func References(memo, prefix string) (found []string) {
	memo, prefix = bare(memo), bare(prefix)
	for at := range len(memo) {
		rest, ok := strings.CutPrefix(memo[at:], prefix)
		if !ok || len(rest) < referenceLength {
			continue
		}
		code, ok := NormalReference(rest[:referenceLength])
		if ok && !slices.Contains(found, code) {
			found = append(found, code)
		}
	}
	return found
}

// bare is a text in capitals, and nothing but letters and digits of ASCII.
func bare(s string) string {
	return strings.Map(func(r rune) rune {
		if r = capital(r); 'A' <= r && r <= 'Z' || '0' <= r && r <= '9' {
			return r
		}
		return -1
	}, s)
}
