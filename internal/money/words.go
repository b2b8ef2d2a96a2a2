package money

import "strconv"

// Words returns the amount as a receipt says it, with the least capitals: "hai
// trăm nghìn đồng" in Vietnamese, "two hundred thousand dong" in English. It is
// false for other languages, and for currencies that are not known. The currency
// is a word for VND, USD, EUR and GBP; of any other, the code stands behind the
// words, and its minor units as a fraction: "one and 234/1000 KWD".
func (a Amount) Words(locale string) (string, bool) {
	if _, known := Exponent(a.Currency); !known {
		return "", false
	}
	switch language(locale) {
	case vi:
		return a.spell(vietnamese()), true
	case en:
		return a.spell(english()), true
	}
	return "", false
}

// tongue is how a language says amounts.
type tongue struct {
	number func(uint64) string
	minus  string // before an amount below zero
	and    string // between major and minor units
	coins  func(currency string) (major, minor coin)
}

// coin is what one and several of a unit are called; "" where there is no word.
type coin struct{ one, many string }

func (a Amount) spell(t tongue) string {
	major, minor, scale := a.split()
	large, small := t.coins(a.Currency)
	var said string
	switch {
	case large.one == "" && minor > 0:
		said = t.number(major) + t.and + strconv.FormatUint(minor, 10) + "/" + strconv.FormatUint(scale, 10) + " " + a.Currency
	case large.one == "":
		said = t.number(major) + " " + a.Currency
	case minor == 0:
		said = t.count(major, large)
	case major == 0:
		said = t.count(minor, small)
	default:
		said = t.count(major, large) + t.and + t.count(minor, small)
	}
	if a.Minor < 0 {
		return t.minus + said
	}
	return said
}

func (t tongue) count(n uint64, c coin) string {
	if n == 1 {
		return t.number(n) + " " + c.one
	}
	return t.number(n) + " " + c.many
}
