package text

import (
	"iter"
	"unicode"
)

// Length returns how many characters a reader sees in s: grapheme clusters, so
// that a family or a flag counts as one, and a letter counts the same in NFC
// and NFD. It follows UAX #29 as far as the scripts and emoji of a newsroom
// need; conjuncts of Indic scripts count as their parts.
func Length(s string) int {
	n := 0
	for range graphemes(s) {
		n++
	}
	return n
}

// graphemes yields the clusters of s in order. Together they are s.
func graphemes(s string) iter.Seq[string] {
	return func(yield func(string) bool) {
		var before cluster
		start := 0
		for i, r := range s {
			if i > 0 && !before.takes(r) {
				if !yield(s[start:i]) {
					return
				}
				start, before = i, cluster{}
			}
			before.add(r)
		}
		if start < len(s) {
			yield(s[start:])
		}
	}
}

// cluster is what has been read of a grapheme cluster, as far as it matters to
// whether the next character still belongs to it.
type cluster struct {
	last     rune
	flags    int  // regional indicators, of which two are a flag
	pictured bool // it began with a picture, and only what extends one followed
}

func (c *cluster) add(r rune) {
	if ordinary(r) {
		c.last, c.pictured = r, false
		return
	}
	if unicode.Is(unicode.Regional_Indicator, r) {
		c.flags++
	}
	c.pictured = picture(r) || c.pictured && extends(r)
	c.last = r
}

// takes reports whether r belongs to the cluster.
func (c *cluster) takes(r rune) bool {
	switch {
	case ordinary(r):
		return false
	case c.last == '\r' && r == '\n':
		return true
	case breaksAlways(c.last) || breaksAlways(r):
		return false
	case extends(r) || trails(r):
		return true
	case c.last == joiner:
		return c.pictured && picture(r)
	case unicode.Is(unicode.Regional_Indicator, r):
		return c.flags == 1 && unicode.Is(unicode.Regional_Indicator, c.last)
	}
	return syllable(c.last, r)
}

const joiner = '\u200d'

func breaksAlways(r rune) bool {
	return control(r) || lineBreak(r) || unicode.Is(unicode.Cf, r) && !extends(r)
}

func extends(r rune) bool {
	return r == joiner || unicode.In(r, unicode.Mn, unicode.Me, unicode.Other_Grapheme_Extend) || 0x1f3fb <= r && r <= 0x1f3ff
}

// trails reports whether r is a vowel sign written after its consonant. Thai
// and Lao have one each that is a letter to Unicode.
func trails(r rune) bool {
	return unicode.Is(unicode.Mc, r) || r == '\u0e33' || r == '\u0eb3'
}

// picture reports whether r can be joined to other pictures in one emoji: the
// symbols, and the blocks that hold nothing but emoji and room for more.
func picture(r rune) bool {
	if 0x1f3fb <= r && r <= 0x1f3ff || unicode.Is(unicode.Regional_Indicator, r) {
		return false
	}
	return 0x1f000 <= r && r <= 0x1faff || unicode.In(r, unicode.So, unicode.Sm)
}

// syllable reports whether r goes on with the Hangul syllable that last is in.
func syllable(last, r rune) bool {
	switch {
	case 0x1100 <= last && last <= 0x115f:
		return 0x1100 <= r && r <= 0x11a7 || 0xac00 <= r && r <= 0xd7a3
	case 0x1160 <= last && last <= 0x11a7 || precomposed(last) && (last-0xac00)%28 == 0:
		return 0x1160 <= r && r <= 0x11ff
	case 0x11a8 <= last && last <= 0x11ff || precomposed(last):
		return 0x11a8 <= r && r <= 0x11ff
	}
	return false
}

func precomposed(r rune) bool { return 0xac00 <= r && r <= 0xd7a3 }
