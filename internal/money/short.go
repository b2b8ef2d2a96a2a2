package money

import "strconv"

// Grouped is a count with the digits in groups of three, as a language writes them.
func Grouped(n int64, locale string) string {
	separator := ","
	if language(locale) == vi {
		separator = "."
	}
	digits := strconv.FormatInt(n, 10)
	if n < 0 {
		return "-" + grouped(digits[1:], separator)
	}
	return grouped(digits, separator)
}

// round is a large number with a name.
type round struct {
	of         int64
	inVi, inEn string
}

func rounds() []round {
	return []round{{1_000_000_000, "tỷ", "billion"}, {1_000_000, "triệu", "million"}}
}

// Short is the amount as in a headline: millions and billions with one decimal, cut
// and not rounded, so that it never says more than there is. Smaller amounts are as
// [Amount.Format] writes them.
func (a Amount) Short(locale string) string {
	digits, _ := Exponent(a.Currency)
	whole := a.Minor
	for range digits {
		whole /= 10
	}
	for _, r := range rounds() {
		if whole < r.of {
			continue
		}
		tenths := whole / (r.of / 10)
		point, name := ".", r.inEn
		inVi := language(locale) == vi
		if inVi {
			point, name = ",", r.inVi
		}
		said := Grouped(tenths/10, locale)
		if rest := tenths % 10; rest != 0 {
			said += point + strconv.FormatInt(rest, 10)
		}
		mark := symbol(a.Currency, language(locale))
		if inVi {
			return said + " " + name + "\u00a0" + mark
		}
		return mark + said + " " + name
	}
	return a.Format(locale)
}
