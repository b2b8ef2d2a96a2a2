package donor

import "strings"

// Bounds of telephone numbers, in digits with the code of the country.
const (
	phoneLeast = 8
	phoneMost  = 15 // ITU-T E.164 §6.2.1
)

const vietnam = "84"

// e164 is a telephone number as ITU-T E.164 writes it, with a plus and without
// spaces. A number without the code of a country is one of Vietnam. No number is
// one too, "".
func e164(typed string) (number string, ok bool) {
	typed = strings.TrimSpace(typed)
	if typed == "" {
		return "", true
	}
	rest, plus := strings.CutPrefix(typed, "+")
	digits := strings.Map(dial, rest)
	if digits == "" || strings.Trim(digits, "0123456789") != "" {
		return "", false
	}
	if !plus {
		if digits, ok = worldwide(digits); !ok {
			return "", false
		}
	}
	if national, ok := strings.CutPrefix(digits, vietnam); ok {
		// Many write both the code of the country and the zero that stands for it.
		national = strings.TrimPrefix(national, "0")
		return "+" + vietnam + national, domestic(national)
	}
	return "+" + digits, len(digits) >= phoneLeast && len(digits) <= phoneMost && digits[0] != '0'
}

// worldwide is a number without a plus as it would be behind one.
func worldwide(digits string) (string, bool) {
	if abroad, ok := strings.CutPrefix(digits, "00"); ok && abroad != "" {
		return abroad, true
	}
	if national, ok := strings.CutPrefix(digits, "0"); ok {
		return vietnam + national, true
	}
	return digits, strings.HasPrefix(digits, vietnam)
}

// domestic reports whether digits are a number within Vietnam, without the zero: of
// a mobile phone, or of a landline with its province.
func domestic(digits string) bool {
	const short, long = 9, 10
	if digits == "" {
		return false
	}
	switch digits[0] {
	case '3', '5', '7', '8', '9':
		return len(digits) == short
	case '2':
		return len(digits) == short || len(digits) == long
	}
	return false
}

// dial leaves out what people put between digits.
func dial(r rune) rune {
	if strings.ContainsRune(" .-()/\u00a0", r) {
		return -1
	}
	return r
}
