package money_test

import (
	"strings"
	"testing"

	"newsdesk/internal/fault"
	"newsdesk/internal/money"
	"newsdesk/internal/strict"
)

type gift struct {
	Amount money.Minor             `json:"amount"`
	Most   strict.Opt[money.Minor] `json:"most"`
}

func decode(body string) (gift, error) {
	var g gift
	const limit = 1 << 10
	err := strict.Decode(strings.NewReader(body), limit, &g)
	return g, err
}

// wantFields fails t unless err is one Invalid fault with just these fields, as
// pointers and codes.
func wantFields(t *testing.T, what string, err error, want ...string) {
	t.Helper()
	var got []string
	if err != nil {
		for _, f := range fault.Of(err).Fields {
			got = append(got, f.Name+" "+f.Code)
		}
	}
	if !fault.Is(err, fault.Invalid) || strings.Join(got, ", ") != strings.Join(want, ", ") {
		t.Errorf("%s: got %v, want a fault at %v", what, err, want)
	}
}

func TestD12AmountsThatAreNotWholeNumbersAreFaultsAtTheirPlace(t *testing.T) {
	for number, code := range map[string]string{
		"200000.5": "wrong_type", `"200000"`: "wrong_type", "2e5": "wrong_type", "2E0": "wrong_type", "1.0": "wrong_type",
		"null": "wrong_type", "true": "wrong_type", "[1]": "wrong_type", `{"minor":1}`: "wrong_type", "-1.5": "wrong_type",
		"-1": "out_of_range", "0": "out_of_range", "-0": "out_of_range", "9007199254740992": "out_of_range",
		"99999999999999999999999999": "out_of_range",
	} {
		_, err := decode(`{"amount":` + number + `}`)
		wantFields(t, number, err, "/amount "+code)
	}
	_, err := decode(`{"amount":0.1,"most":-5}`)
	wantFields(t, "two at once", err, "/amount wrong_type", "/most out_of_range")
}

func TestD12WholeNumbersOfMinorUnitsComeIn(t *testing.T) {
	for _, n := range []money.Minor{1, 20_000, money.Most} {
		g, err := decode(`{"amount":` + money.Amount{Minor: int64(n)}.Decimal() + `,"most":null}`)
		if err != nil || g.Amount != n || !g.Most.Null {
			t.Errorf("%d: got %+v, %v", n, g, err)
		}
	}
	if got, want := money.Minor(5).Amount("VND"), (money.Amount{Minor: 5, Currency: "VND"}); got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
}

func TestAmountsInTextAreHeldToTheSameRules(t *testing.T) {
	got, err := money.Parse("9007199254740991", "USD")
	if want := (money.Amount{Minor: money.Most, Currency: "USD"}); err != nil || got != want {
		t.Errorf("got %+v, %v, want %+v", got, err, want)
	}
	for _, bad := range []string{"", " 1", "1 ", "+1", "01", "00", "1_000", "0x10", "1,000", "١", "1.", "--1", "-", "1e3"} {
		_, err := money.Parse(bad, "VND")
		wantFields(t, bad, err, "/minor wrong_type")
	}
	_, err = money.Parse("0", "XXX")
	wantFields(t, "0 XXX", err, "/minor out_of_range", "/currency not_allowed")
	_, err = money.Parse("1", "")
	wantFields(t, "no currency", err, "/currency required")
}
