package text

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Skeleton returns what names look like: two names with the same skeleton
// would be taken for each other, and only one of them may exist. It ignores
// capitals, invisible characters, the shape of spaces and compatibility forms
// such as full-width letters, and writes the letters of the Cyrillic and Greek
// scripts as the Latin ones they look like, in the spirit of UTS #39. Accents
// stay, since in Vietnamese they tell names apart. It is never shown.
func Skeleton(s string) string {
	var bones strings.Builder
	bones.Grow(len(s))
	for _, r := range norm.NFKD.String(s) {
		if !invisible(r) {
			// A capital that looks like itself can have a small form that does not.
			bones.WriteRune(latin(unicode.ToLower(latin(r))))
		}
	}
	return norm.NFC.String(strings.Join(strings.Fields(bones.String()), " "))
}

// latin returns the small Latin letter that a Cyrillic or Greek one is mistaken
// for, or r itself. Capitals are judged by their own shape: Н is taken for H and
// ν for v. The Icelandic Ð is taken for the Vietnamese Đ.
func latin(r rune) rune {
	switch r {
	case 'А', 'а', 'Α', 'α':
		return 'a'
	case 'В', 'в', 'Β', 'β':
		return 'b'
	case 'С', 'с':
		return 'c'
	case 'ԁ':
		return 'd'
	case 'Ð', 'ð', 'Ɖ':
		return 'đ'
	case 'Е', 'е', 'Ε', 'ε':
		return 'e'
	case 'Н', 'н', 'Һ', 'һ', 'Η':
		return 'h'
	case 'І', 'і', 'Ι', 'ι':
		return 'i'
	case 'Ј', 'ј':
		return 'j'
	case 'К', 'к', 'Κ', 'κ':
		return 'k'
	case 'Ӏ', 'ӏ':
		return 'l'
	case 'М', 'м', 'Μ', 'Ϻ':
		return 'm'
	case 'Ν', 'η':
		return 'n'
	case 'О', 'о', 'Ο', 'ο':
		return 'o'
	case 'Р', 'р', 'Ρ', 'ρ':
		return 'p'
	}
	return latinFromQ(r)
}

func latinFromQ(r rune) rune {
	switch r {
	case 'Ԛ', 'ԛ':
		return 'q'
	case 'Ѕ', 'ѕ':
		return 's'
	case 'Т', 'т', 'Τ', 'τ':
		return 't'
	case 'υ':
		return 'u'
	case 'ν':
		return 'v'
	case 'Ԝ', 'ԝ', 'ω':
		return 'w'
	case 'Х', 'х', 'Χ', 'χ':
		return 'x'
	case 'У', 'у', 'Υ', 'γ':
		return 'y'
	case 'Ζ':
		return 'z'
	}
	return r
}
