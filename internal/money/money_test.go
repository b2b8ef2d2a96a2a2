package money_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"math"
	"math/big"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/text/currency"
	"pgregory.net/rapid"

	"newsdesk/internal/money"
)

func TestD12AmountsAreShownAsPeopleReadThem(t *testing.T) {
	for _, c := range []struct {
		amount money.Amount
		locale string
		want   string
	}{
		{money.Amount{Minor: 128_654_900_000, Currency: "VND"}, "vi", "128.654.900.000\u00a0₫"},
		{money.Amount{Minor: 128_654_900_000, Currency: "VND"}, "vi-VN", "128.654.900.000\u00a0₫"},
		{money.Amount{Minor: 128_654_900_000, Currency: "VND"}, "en", "₫128,654,900,000"},
		{money.Amount{Minor: 1050, Currency: "USD"}, "en", "$10.50"},
		{money.Amount{Minor: 1050, Currency: "USD"}, "en-GB", "$10.50"},
		{money.Amount{Minor: 1050, Currency: "USD"}, "vi", "10,50\u00a0US$"},
		{money.Amount{Minor: 1234, Currency: "KWD"}, "en", "KWD\u00a01.234"},
		{money.Amount{Minor: 1234, Currency: "KWD"}, "vi", "1,234\u00a0KWD"},
		{money.Amount{Minor: 1234, Currency: "KWD"}, "", "KWD\u00a01.234"},
		{money.Amount{Minor: 123456, Currency: "EUR"}, "fr", "€1,234.56"},
		{money.Amount{Minor: 5, Currency: "EUR"}, "vi", "0,05\u00a0€"},
		{money.Amount{Minor: 0, Currency: "VND"}, "vi", "0\u00a0₫"},
		{money.Amount{Minor: 999, Currency: "VND"}, "vi", "999\u00a0₫"},
		{money.Amount{Minor: 1000, Currency: "VND"}, "vi", "1.000\u00a0₫"},
		{money.Amount{Minor: -50_000, Currency: "VND"}, "vi", "-50.000\u00a0₫"},
		{money.Amount{Minor: -50_000, Currency: "VND"}, "en", "-₫50,000"},
		{money.Amount{Minor: -5, Currency: "USD"}, "en", "-$0.05"},
		{money.Amount{Minor: 100_000, Currency: "XAF"}, "en", "FCFA\u00a0100,000"},
		{money.Amount{Minor: 100_000, Currency: "AUD"}, "vi", "1.000,00\u00a0AU$"},
		{money.Amount{Minor: math.MinInt64, Currency: "VND"}, "en", "-₫9,223,372,036,854,775,808"},
		{money.Amount{Minor: math.MaxInt64, Currency: "USD"}, "en", "$92,233,720,368,547,758.07"},
		{money.Amount{Minor: 12, Currency: "XXX"}, "en", "XXX\u00a012"},
	} {
		if got := c.amount.Format(c.locale); got != c.want {
			t.Errorf("%+v in %q: got %q, want %q", c.amount, c.locale, got, c.want)
		}
	}
}

func TestDecimalsAreForMachines(t *testing.T) {
	for want, amount := range map[string]money.Amount{
		"10.50":                 {Minor: 1050, Currency: "USD"},
		"-0.05":                 {Minor: -5, Currency: "USD"},
		"0.00":                  {Currency: "EUR"},
		"200000":                {Minor: 200_000, Currency: "VND"},
		"1.234":                 {Minor: 1234, Currency: "KWD"},
		"0.001":                 {Minor: 1, Currency: "KWD"},
		"-92233720368547758.08": {Minor: math.MinInt64, Currency: "USD"},
		"7":                     {Minor: 7, Currency: "???"},
	} {
		if got := amount.Decimal(); got != want {
			t.Errorf("%+v: got %s, want %s", amount, got, want)
		}
	}
}

// A decimal without its point is the amount again, whatever the currency.
func TestNoDigitIsLost(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		a := money.Amount{Minor: rapid.Int64().Draw(r, "minor"), Currency: rapid.SampledFrom(money.Currencies()).Draw(r, "currency")}
		read, ok := new(big.Int).SetString(strings.Replace(a.Decimal(), ".", "", 1), 10)
		if !ok || !read.IsInt64() || read.Int64() != a.Minor {
			r.Errorf("%+v: got %s", a, a.Decimal())
		}
		english := strings.NewReplacer(",", "", "-", "").Replace(a.Format("en"))
		if want := strings.TrimPrefix(a.Decimal(), "-"); !strings.HasSuffix(english, want) {
			r.Errorf("%+v: got %q, want the figures of %s", a, english, want)
		}
		vietnamese := strings.NewReplacer(".", "", ",", ".").Replace(a.Format("vi"))
		if !strings.HasPrefix(vietnamese, a.Decimal()+"\u00a0") {
			r.Errorf("%+v: got %q, want the figures of %s", a, vietnamese, a.Decimal())
		}
	})
}

func TestCurrenciesHaveTheDecimalsOfTheStandard(t *testing.T) {
	want := map[string]int{"VND": 0, "JPY": 0, "CLP": 0, "ISK": 0, "UGX": 0, "USD": 2, "EUR": 2, "MGA": 2, "XCG": 2, "ZWG": 2, "KWD": 3, "IQD": 3, "TND": 3}
	for code, digits := range want {
		if got, ok := money.Exponent(code); !ok || got != digits {
			t.Errorf("%s: got %d, %t, want %d", code, got, ok, digits)
		}
	}
	all := money.Currencies()
	if len(all) < 150 || !slices.IsSorted(all) || len(slices.Compact(slices.Clone(all))) != len(all) {
		t.Errorf("got %d currencies, want all of the standard, each once", len(all))
	}
	young := []string{"MRU", "SLE", "VED", "VES", "XCG", "ZWG"} // the table of the library is older
	for _, code := range all {
		if _, err := currency.ParseISO(code); err != nil && !slices.Contains(young, code) {
			t.Errorf("%s is no currency: %v", code, err)
		}
	}
}

func TestWhatNobodyCanGiveInIsNoCurrency(t *testing.T) {
	for _, code := range []string{
		"XXX", "XTS", "XAU", "XAG", "XDR", "XSU", "XUA", "XBA", "CLF", "BOV", "CHE", "CHW", "COU", "MXV", "USN", "UYI", "UYW",
		"", "usd", "US", "USDX", "ED ", "D A", " AF", "AED AFN", "HRK", "BGN", "ANG", "CUC", "ZWL", "SLL", "DEM",
	} {
		if digits, ok := money.Exponent(code); ok {
			t.Errorf("%q is taken for a currency of %d decimals", code, digits)
		}
	}
}

func TestSumsThatDoNotFitAreSaidSo(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		edge := rapid.OneOf(rapid.Int64(), rapid.SampledFrom([]int64{0, 1, -1, math.MaxInt64, math.MinInt64, math.MaxInt64 - 1, math.MinInt64 + 1}))
		a, b := edge.Draw(r, "a"), edge.Draw(r, "b")
		want := new(big.Int).Add(big.NewInt(a), big.NewInt(b))
		got, ok := money.Add(a, b)
		if ok != want.IsInt64() || ok && got != want.Int64() {
			r.Errorf("%d + %d: got %d, %t, want %s", a, b, got, ok, want)
		}
	})
}

// A floating-point number anywhere here would sooner or later be money.
func TestD12NothingHereIsAFloat(t *testing.T) {
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	read := 0
	for _, path := range files {
		if strings.HasSuffix(path, "_test.go") {
			continue
		}
		read++
		set := token.NewFileSet()
		file, err := parser.ParseFile(set, path, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		for _, imported := range file.Imports {
			if imported.Path.Value == `"math"` || imported.Path.Value == `"math/big"` {
				t.Errorf("%s imports %s", path, imported.Path.Value)
			}
		}
		ast.Inspect(file, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.Ident:
				if slices.Contains([]string{"float32", "float64", "complex64", "complex128", "ParseFloat", "FormatFloat"}, n.Name) {
					t.Errorf("%s: %s", set.Position(n.Pos()), n.Name)
				}
			case *ast.BasicLit:
				if n.Kind == token.FLOAT || n.Kind == token.IMAG {
					t.Errorf("%s: %s", set.Position(n.Pos()), n.Value)
				}
			}
			return true
		})
	}
	if read < 5 {
		t.Errorf("read %d files, want all of the package", read)
	}
}
