package diff

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// class sorts characters by what they make a token of.
type class uint8

const (
	punctuation class = iota // each is a token
	letters                  // a run is a token; Vietnamese syllables are set apart by spaces
	spaces                   // a run is a token
)

// zeroWidthJoiner makes one sign of its neighbours, as in a family emoji.
const zeroWidthJoiner = '\u200d'

func classOf(r rune) class {
	switch {
	case unicode.IsLetter(r), unicode.IsNumber(r):
		return letters
	case unicode.IsSpace(r):
		return spaces
	default:
		return punctuation
	}
}

// extends reports whether r belongs to the character before it: tone marks of
// decomposed Vietnamese, variants of emoji, skin tones.
func extends(r rune) bool {
	return r == zeroWidthJoiner || unicode.IsMark(r) || r >= 0x1f3fb && r <= 0x1f3ff
}

// words splits text into words, spaces and single punctuation. Nothing is lost:
// joined, the tokens are the text.
func words(text string) []string {
	tokens := make([]string, 0, len(text)/3)
	for text != "" {
		n := wordLen(text)
		tokens = append(tokens, text[:n])
		text = text[n:]
	}
	return tokens
}

// wordLen returns the length in bytes of the first token of a text.
func wordLen(text string) int {
	last, n := utf8.DecodeRuneInString(text)
	kind := classOf(last)
	for n < len(text) {
		r, size := utf8.DecodeRuneInString(text[n:])
		joined := extends(r) || last == zeroWidthJoiner
		if !joined && (kind == punctuation || classOf(r) != kind) {
			return n
		}
		last, n = r, n+size
	}
	return n
}

// sentences splits text after each line and each full stop that has space
// after it. Joined, the tokens are the text.
func sentences(text string) []string {
	var tokens []string
	for text != "" {
		n := sentenceLen(text)
		tokens = append(tokens, text[:n])
		text = text[n:]
	}
	return tokens
}

// sentenceLen returns the length in bytes of the first sentence of a text,
// with the space that follows it.
func sentenceLen(text string) int {
	ended, spaced := false, false
	for i, r := range text {
		isSpace := unicode.IsSpace(r)
		if spaced && !isSpace {
			return i
		}
		spaced = spaced && isSpace || isSpace && ended || r == '\n'
		ended = strings.ContainsRune(".!?…", r)
	}
	return len(text)
}
