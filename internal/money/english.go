package money

import "strings"

func english() tongue {
	return tongue{number: numeral, minus: "minus ", and: " and ", coins: func(currency string) (major, minor coin) {
		cents := coin{"cent", "cents"}
		switch currency {
		case "VND":
			return coin{"dong", "dong"}, coin{}
		case "USD":
			return coin{"US dollar", "US dollars"}, cents
		case "EUR":
			return coin{"euro", "euros"}, cents
		case "GBP":
			return coin{"pound sterling", "pounds sterling"}, coin{"penny", "pence"}
		}
		return coin{}, coin{}
	}}
}

// numeral is a number in English, on the short scale and without "and", which
// stands before minor units alone.
func numeral(n uint64) string {
	if n == 0 {
		return "zero"
	}
	const thousand = 1000
	var words []string
	scales := [...]string{"", "thousand", "million", "billion", "trillion", "quadrillion", "quintillion"}
	for i := 0; n > 0; i, n = i+1, n/thousand {
		group := n % thousand
		if group == 0 {
			continue
		}
		said := upTo999(group)
		if i > 0 {
			said = append(said, scales[i])
		}
		words = append(said, words...)
	}
	return strings.Join(words, " ")
}

func upTo999(n uint64) (words []string) {
	const hundred, twenty, ten = 100, 20, 10
	if n >= hundred {
		words = append(words, upTo19(n/hundred), "hundred")
	}
	switch rest := n % hundred; {
	case rest == 0:
	case rest < twenty:
		words = append(words, upTo19(rest))
	case rest%ten == 0:
		words = append(words, tens(rest/ten))
	default:
		words = append(words, tens(rest/ten)+"-"+upTo19(rest%ten))
	}
	return words
}

func upTo19(n uint64) string {
	return [...]string{
		"zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
		"thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
	}[n]
}

func tens(n uint64) string {
	return [...]string{"", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"}[n]
}
