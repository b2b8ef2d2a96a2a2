package text

import "strings"

// The limits of slugs, in characters, which are all ASCII.
const (
	maxMadeSlug = 96  // leaves room for what makes a slug unique
	maxSlug     = 120 // of one that a person chose, or that was made unique
)

// Slug returns the name of a title in an address: its letters and digits after
// [Fold], in words joined by hyphens, at most 96 characters cut at a word. It
// is empty if the title has no Latin letter and no digit, else a [ValidSlug].
func Slug(title string) string {
	slug := shorten(join(Fold(title)))
	if uuidShaped(slug) {
		return "id-" + slug
	}
	return slug
}

// join makes one hyphen of whatever stands between words. An apostrophe stands
// within one: Đắk R'lấp.
func join(folded string) string {
	var slug strings.Builder
	gap := false
	for _, r := range folded {
		switch {
		case slugLetter(r):
			if gap && slug.Len() > 0 {
				slug.WriteByte('-')
			}
			gap = false
			slug.WriteRune(r)
		case r != '\'':
			gap = true
		}
	}
	return slug.String()
}

func shorten(slug string) string {
	if len(slug) <= maxMadeSlug {
		return slug
	}
	if word := strings.LastIndexByte(slug[:maxMadeSlug+1], '-'); word > 0 {
		return slug[:word]
	}
	return slug[:maxMadeSlug]
}

// ValidSlug reports whether s may be a slug: at most 120 of a–z, 0–9 and single
// hyphens between them. What reads as a UUID may not, since addresses take
// slugs and ids in the same place.
func ValidSlug(s string) bool {
	if len(s) > maxSlug || uuidShaped(s) {
		return false
	}
	for word := range strings.SplitSeq(s, "-") {
		if word == "" || strings.ContainsFunc(word, func(r rune) bool { return !slugLetter(r) }) {
			return false
		}
	}
	return true
}

func slugLetter(r rune) bool { return 'a' <= r && r <= 'z' || '0' <= r && r <= '9' }

// uuidShaped reports whether s is 32 hexadecimal digits, with or without
// hyphens in the places of RFC 9562.
func uuidShaped(s string) bool {
	if len(s) == 36 && s[8] == '-' && s[13] == '-' && s[18] == '-' && s[23] == '-' {
		s = s[:8] + s[9:13] + s[14:18] + s[19:23] + s[24:]
	}
	return len(s) == 32 && strings.Trim(s, "0123456789abcdef") == ""
}
