package money_test

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"newsdesk/internal/money"
)

func TestNumbersAreSaidAsReceiptsSayThem(t *testing.T) {
	for _, c := range []struct {
		n      int64
		vi, en string
	}{
		{0, "không", "zero"},
		{1, "một", "one"},
		{4, "bốn", "four"},
		{5, "năm", "five"},
		{10, "mười", "ten"},
		{11, "mười một", "eleven"},
		{14, "mười bốn", "fourteen"},
		{15, "mười lăm", "fifteen"},
		{20, "hai mươi", "twenty"},
		{21, "hai mươi mốt", "twenty-one"},
		{24, "hai mươi tư", "twenty-four"},
		{25, "hai mươi lăm", "twenty-five"},
		{44, "bốn mươi tư", "forty-four"},
		{55, "năm mươi lăm", "fifty-five"},
		{91, "chín mươi mốt", "ninety-one"},
		{100, "một trăm", "one hundred"},
		{101, "một trăm linh một", "one hundred one"},
		{104, "một trăm linh bốn", "one hundred four"},
		{105, "một trăm linh năm", "one hundred five"},
		{110, "một trăm mười", "one hundred ten"},
		{111, "một trăm mười một", "one hundred eleven"},
		{115, "một trăm mười lăm", "one hundred fifteen"},
		{121, "một trăm hai mươi mốt", "one hundred twenty-one"},
		{999, "chín trăm chín mươi chín", "nine hundred ninety-nine"},
		{1_000, "một nghìn", "one thousand"},
		{1_005, "một nghìn không trăm linh năm", "one thousand five"},
		{1_010, "một nghìn không trăm mười", "one thousand ten"},
		{1_021, "một nghìn không trăm hai mươi mốt", "one thousand twenty-one"},
		{1_100, "một nghìn một trăm", "one thousand one hundred"},
		{1_500, "một nghìn năm trăm", "one thousand five hundred"},
		{15_000, "mười lăm nghìn", "fifteen thousand"},
		{20_000, "hai mươi nghìn", "twenty thousand"},
		{21_000, "hai mươi mốt nghìn", "twenty-one thousand"},
		{105_000, "một trăm linh năm nghìn", "one hundred five thousand"},
		{200_000, "hai trăm nghìn", "two hundred thousand"},
		{1_000_000, "một triệu", "one million"},
		{1_000_005, "một triệu không trăm linh năm", "one million five"},
		{1_005_000, "một triệu không trăm linh năm nghìn", "one million five thousand"},
		{2_540_000, "hai triệu năm trăm bốn mươi nghìn", "two million five hundred forty thousand"},
		{1_000_000_000, "một tỷ", "one billion"},
		{1_000_000_001, "một tỷ không trăm linh một", "one billion one"},
		{1_616_000_000, "một tỷ sáu trăm mười sáu triệu", "one billion six hundred sixteen million"},
		{128_654_900_000, "một trăm hai mươi tám tỷ sáu trăm năm mươi tư triệu chín trăm nghìn", "one hundred twenty-eight billion six hundred fifty-four million nine hundred thousand"},
		{1_000_000_000_000, "một nghìn tỷ", "one trillion"},
		{1_005_000_000_000, "một nghìn không trăm linh năm tỷ", "one trillion five billion"},
		{1_000_000_000_000_000, "một triệu tỷ", "one quadrillion"},
		{1_000_000_000_000_000_000, "một tỷ tỷ", "one quintillion"},
		{1_000_000_001_000_000_000, "một tỷ không trăm linh một tỷ", "one quintillion one billion"},
		{
			math.MaxInt64, "chín tỷ hai trăm hai mươi ba triệu ba trăm bảy mươi hai nghìn không trăm ba mươi sáu tỷ tám trăm năm mươi tư triệu bảy trăm bảy mươi lăm nghìn tám trăm linh bảy",
			"nine quintillion two hundred twenty-three quadrillion three hundred seventy-two trillion thirty-six billion eight hundred fifty-four million seven hundred seventy-five thousand eight hundred seven",
		},
	} {
		wantWords(t, money.Amount{Minor: c.n, Currency: "VND"}, "vi", c.vi+" đồng")
		wantWords(t, money.Amount{Minor: c.n, Currency: "VND"}, "en", c.en+" dong")
	}
}

func wantWords(t *testing.T, a money.Amount, locale, want string) {
	t.Helper()
	if got, ok := a.Words(locale); !ok || got != want {
		t.Errorf("%+v in %s: got %q, %t, want %q", a, locale, got, ok, want)
	}
}

func TestMinorUnitsAreSaidToo(t *testing.T) {
	for _, c := range []struct {
		amount money.Amount
		vi, en string
	}{
		{money.Amount{Minor: 1050, Currency: "USD"}, "mười đô la Mỹ và năm mươi xu", "ten US dollars and fifty cents"},
		{money.Amount{Minor: 101, Currency: "USD"}, "một đô la Mỹ và một xu", "one US dollar and one cent"},
		{money.Amount{Minor: 5, Currency: "USD"}, "năm xu", "five cents"},
		{money.Amount{Minor: 0, Currency: "USD"}, "không đô la Mỹ", "zero US dollars"},
		{money.Amount{Minor: 2100, Currency: "EUR"}, "hai mươi mốt euro", "twenty-one euros"},
		{money.Amount{Minor: -2105, Currency: "EUR"}, "âm hai mươi mốt euro và năm xu", "minus twenty-one euros and five cents"},
		{money.Amount{Minor: 102, Currency: "GBP"}, "một bảng Anh và hai xu", "one pound sterling and two pence"},
		{money.Amount{Minor: 1234, Currency: "KWD"}, "một và 234/1000 KWD", "one and 234/1000 KWD"},
		{money.Amount{Minor: 5, Currency: "KWD"}, "không và 5/1000 KWD", "zero and 5/1000 KWD"},
		{money.Amount{Minor: 2000, Currency: "KWD"}, "hai KWD", "two KWD"},
		{money.Amount{Minor: 15, Currency: "JPY"}, "mười lăm JPY", "fifteen JPY"},
		{
			money.Amount{Minor: math.MinInt64, Currency: "VND"},
			"âm chín tỷ hai trăm hai mươi ba triệu ba trăm bảy mươi hai nghìn không trăm ba mươi sáu tỷ tám trăm năm mươi tư triệu bảy trăm bảy mươi lăm nghìn tám trăm linh tám đồng",
			"minus nine quintillion two hundred twenty-three quadrillion three hundred seventy-two trillion thirty-six billion eight hundred fifty-four million seven hundred seventy-five thousand eight hundred eight dong",
		},
	} {
		wantWords(t, c.amount, "vi-VN", c.vi)
		wantWords(t, c.amount, "en", c.en)
	}
}

func TestThereAreNoWordsInOtherLanguagesOrForNoCurrency(t *testing.T) {
	for _, c := range []struct{ currency, locale string }{{"VND", "fr"}, {"VND", ""}, {"XXX", "vi"}} {
		if got, ok := (money.Amount{Minor: 5, Currency: c.currency}).Words(c.locale); ok {
			t.Errorf("%s in %q: got %q", c.currency, c.locale, got)
		}
	}
}

// Whoever hears a number can write it down again.
func TestWordsReadBackAreTheNumber(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		n := rapid.OneOf(rapid.Int64Min(0), rapid.Int64Range(0, 1e6), rapid.Map(rapid.Int64Range(0, 9e9), func(n int64) int64 { return n * 1e9 })).Draw(r, "n")
		for locale, read := range map[string]func([]string) (uint64, error){"vi": fromVietnamese, "en": fromEnglish} {
			said, _ := money.Amount{Minor: n, Currency: "VND"}.Words(locale)
			words := strings.Fields(strings.ReplaceAll(said, "-", " "))
			if got, err := read(words[:len(words)-1]); err != nil || got != uint64(n) {
				r.Errorf("%d in %s: %q reads as %d, %v", n, locale, said, got, err)
			}
		}
	})
}

// fromVietnamese splits at the largest unit, and of tỷ at the last.
func fromVietnamese(words []string) (uint64, error) {
	for _, unit := range []struct {
		word  string
		value uint64
	}{{"tỷ", 1e9}, {"triệu", 1e6}, {"nghìn", 1e3}, {"trăm", 100}, {"mươi", 10}} {
		at := -1
		for i, w := range words {
			if w == unit.word {
				at = i
			}
		}
		if at < 0 {
			continue
		}
		high, err := fromVietnamese(words[:at])
		if err != nil || at == len(words)-1 {
			return high * unit.value, err
		}
		low, err := fromVietnamese(words[at+1:])
		return high*unit.value + low, err
	}
	if words[0] == "mười" && len(words) > 1 {
		low, err := fromVietnamese(words[1:])
		return 10 + low, err
	}
	if words[0] == "linh" {
		words = words[1:]
	}
	if len(words) == 1 {
		switch words[0] {
		case "mười":
			return 10, nil
		case "mốt":
			return 1, nil
		case "tư":
			return 4, nil
		case "lăm":
			return 5, nil
		}
		if i := slices.Index([]string{"không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín"}, words[0]); i >= 0 {
			return uint64(i), nil
		}
	}
	return 0, fmt.Errorf("cannot read %q", words)
}

func fromEnglish(words []string) (uint64, error) {
	small := strings.Fields("zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen")
	tens := strings.Fields("twenty thirty forty fifty sixty seventy eighty ninety")
	scales := strings.Fields("thousand million billion trillion quadrillion quintillion")
	var total, group uint64
	for _, w := range words {
		if i := slices.Index(small, w); i >= 0 {
			group += uint64(i)
		} else if i := slices.Index(tens, w); i >= 0 {
			group += uint64(i+2) * 10
		} else if w == "hundred" {
			group *= 100
		} else if i := slices.Index(scales, w); i >= 0 {
			scale := uint64(1000)
			for range i {
				scale *= 1000
			}
			total, group = total+group*scale, 0
		} else {
			return 0, fmt.Errorf("cannot read %q", words)
		}
	}
	return total + group, nil
}
