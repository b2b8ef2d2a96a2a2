package text

import "unicode"

// ordinary reports whether r is one of the characters that nearly all of our
// text is made of: ASCII and the composed letters of the Latin script. They are
// their own graphemes and need no look into the tables of Unicode.
func ordinary(r rune) bool {
	return ' ' <= r && r <= '~' || 'À' <= r && r <= 'ɏ' || 'Ḁ' <= r && r <= 'ỿ'
}

// control reports whether r is of C0, C1 or DEL, and so means nothing in a text.
func control(r rune) bool { return unicode.IsControl(r) }

// lineBreak reports whether r begins a new line in some program.
func lineBreak(r rune) bool {
	switch r {
	case '\n', '\v', '\f', '\r', '\u0085', '\u2028', '\u2029':
		return true
	}
	return false
}

// invisible reports whether r takes no room on the page, so that two texts can
// look the same with and without it.
func invisible(r rune) bool {
	return !ordinary(r) && unicode.In(r, unicode.Cf, unicode.Other_Default_Ignorable_Code_Point, unicode.Variation_Selector)
}

// noncharacter reports whether Unicode promises never to assign r (chapter 23.7).
func noncharacter(r rune) bool {
	return r&0xfffe == 0xfffe || 0xfdd0 <= r && r <= 0xfdef
}

// mark reports whether r is drawn on the character before it.
func mark(r rune) bool {
	return !ordinary(r) && unicode.In(r, unicode.Mn, unicode.Me) && !unicode.Is(unicode.Variation_Selector, r)
}

// The characters of the Unicode Bidirectional Algorithm (UAX #9) that turn the
// direction of what follows, and those that end it.
const (
	lre, rle, pdf, lro, rlo = '\u202a', '\u202b', '\u202c', '\u202d', '\u202e'
	lri, rli, fsi, pdi      = '\u2066', '\u2067', '\u2068', '\u2069'
)

func directional(r rune) bool { return lre <= r && r <= rlo || lri <= r && r <= pdi }

// balanced reports whether every turn of direction in s is ended, in the right
// order, on the line it began on.
func balanced(s string) bool {
	var ends []rune
	for _, r := range s {
		switch {
		case r == lre || r == rle || r == lro || r == rlo:
			ends = append(ends, pdf)
		case r == lri || r == rli || r == fsi:
			ends = append(ends, pdi)
		case r == pdf || r == pdi:
			if len(ends) == 0 || ends[len(ends)-1] != r {
				return false
			}
			ends = ends[:len(ends)-1]
		case lineBreak(r) && len(ends) > 0:
			return false
		}
	}
	return len(ends) == 0
}
