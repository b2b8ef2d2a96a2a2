package money

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// noBreak is U+00A0, by which an amount stays together with its currency at the
// end of a line.
const noBreak = "\u00a0"

// Format returns the amount as people read it, as CLDR has it: 128.654.900.000 ₫
// and 10,50 US$ in Vietnamese ("vi", "vi-VN"), ₫128,654,900,000 and $10.50 in
// English, which every other locale gets. What stands between the figures and a
// sign of letters, or in Vietnamese any sign, is U+00A0. A currency without a
// sign of its own stands there by its code: KWD 1.234.
func (a Amount) Format(locale string) string {
	whole, fraction := a.parts()
	if language(locale) == vi {
		return a.sign() + grouped(whole, ".") + strings.TrimRight(","+fraction, ",") + noBreak + symbol(a.Currency, vi)
	}
	figures := grouped(whole, ",") + strings.TrimRight("."+fraction, ".")
	before := symbol(a.Currency, en)
	if last, _ := utf8.DecodeLastRuneInString(before); unicode.IsLetter(last) {
		before += noBreak
	}
	return a.sign() + before + figures
}

// The languages that amounts are written in.
const (
	vi = "vi"
	en = "en"
)

// language is the language of a tag of BCP 47.
func language(locale string) string {
	primary, _, _ := strings.Cut(locale, "-")
	return strings.ToLower(primary)
}

// grouped puts a separator between thousands.
func grouped(digits, separator string) string {
	const thousand = 3
	var b strings.Builder
	for i := range len(digits) {
		if i > 0 && (len(digits)-i)%thousand == 0 {
			b.WriteString(separator)
		}
		b.WriteByte(digits[i])
	}
	return b.String()
}

// symbol is the sign of a currency that readers of a language know, or its code.
func symbol(currency, language string) string {
	switch currency {
	case "USD":
		if language == vi {
			return "US$"
		}
		return "$"
	case "PHP":
		if language == vi {
			return currency // its sign is not known here
		}
		return "₱"
	case "AUD":
		if language == vi {
			return "AU$"
		}
		return "A$"
	}
	return shared(currency)
}

// shared is the sign that a currency has in both languages.
func shared(currency string) string {
	switch currency {
	case "BRL":
		return "R$"
	case "CAD":
		return "CA$"
	case "CNY":
		return "CN¥"
	case "EUR":
		return "€"
	case "GBP":
		return "£"
	case "HKD":
		return "HK$"
	case "ILS":
		return "₪"
	case "INR":
		return "₹"
	case "JPY":
		return "¥"
	case "KRW":
		return "₩"
	case "MXN":
		return "MX$"
	case "NZD":
		return "NZ$"
	case "TWD":
		return "NT$"
	case "VND":
		return "₫"
	case "XAF":
		return "FCFA"
	case "XCD":
		return "EC$"
	case "XPF":
		return "CFPF"
	}
	return currency
}
