package money

import "strings"

func vietnamese() tongue {
	return tongue{number: soDem, minus: "âm ", and: " và ", coins: func(currency string) (major, minor coin) {
		same := func(word string) coin { return coin{word, word} }
		switch currency {
		case "VND":
			return same("đồng"), coin{}
		case "USD":
			return same("đô la Mỹ"), same("xu")
		case "EUR":
			return same("euro"), same("xu")
		case "GBP":
			return same("bảng Anh"), same("xu")
		}
		return coin{}, coin{}
	}}
}

const billion = 1_000_000_000

// soDem is a number in Vietnamese. What is beyond a billion (tỷ) is counted in
// billions, and those in billions again.
func soDem(n uint64) string {
	if n == 0 {
		return "không"
	}
	return strings.Join(belowNothing(n), " ")
}

// belowNothing is a number with nothing in front of it.
func belowNothing(n uint64) []string {
	if n < billion {
		return millions(n, false)
	}
	words := append(belowNothing(n/billion), "tỷ")
	return append(words, millions(n%billion, true)...)
}

// millions is a number below a billion. With led, something larger was said
// before it.
func millions(n uint64, led bool) (words []string) {
	const thousand, million = 1_000, 1_000_000
	for _, group := range []struct {
		n    uint64
		unit []string
	}{{n / million, []string{"triệu"}}, {n / thousand % thousand, []string{"nghìn"}}, {n % thousand, nil}} {
		if group.n == 0 {
			continue
		}
		words = append(append(words, hundreds(group.n, led)...), group.unit...)
		led = true
	}
	return words
}

// hundreds is a number from 1 to 999. Behind something larger its hundreds are
// said even if there are none, so that a thousand and five is not taken for one
// thousand five hundred.
func hundreds(n uint64, led bool) (words []string) {
	const hundred, ten = 100, 10
	if n >= hundred || led {
		words = append(words, chuSo(n/hundred), "trăm")
	}
	tens, ones := n%hundred/ten, n%ten
	switch {
	case tens == 0 && ones == 0:
		return words
	case tens == 0 && len(words) > 0:
		return append(words, "linh", chuSo(ones))
	case tens == 0:
		return append(words, chuSo(ones))
	case tens == 1:
		words = append(words, "mười")
	default:
		words = append(words, chuSo(tens), "mươi")
	}
	return append(words, afterTens(tens, ones)...)
}

// afterTens is how a digit sounds behind mười and mươi.
func afterTens(tens, ones uint64) []string {
	const one, four, five = 1, 4, 5
	switch {
	case ones == 0:
		return nil
	case ones == one && tens > 1:
		return []string{"mốt"}
	case ones == four && tens > 1:
		return []string{"tư"}
	case ones == five:
		return []string{"lăm"}
	}
	return []string{chuSo(ones)}
}

// chuSo is a digit.
func chuSo(n uint64) string {
	return [...]string{"không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín"}[n]
}
