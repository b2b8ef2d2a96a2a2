package money

import (
	"strconv"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"newsdesk/internal/fault"
)

// Minor is an amount in the smallest unit of its currency, as it comes in: a
// JSON number from 1 to [Most], written in digits alone. What is anything else is
// a fault at its place, and never rounded or converted.
type Minor int64

// Amount is the amount in a currency.
func (m Minor) Amount(currency string) Amount { return Amount{Minor: int64(m), Currency: currency} }

// UnmarshalJSONFrom implements [json.UnmarshalerFrom].
//
// [json.UnmarshalerFrom]: https://pkg.go.dev/github.com/go-json-experiment/json#UnmarshalerFrom
func (m *Minor) UnmarshalJSONFrom(dec *jsontext.Decoder) error {
	value, err := dec.ReadValue()
	if err != nil {
		return err
	}
	var f fault.Fields
	n := parse(&f, "", string(value))
	*m = Minor(n)
	return f.Err()
}

// Parse reads an amount that came in as text: minor as the JSON number of
// [Minor], and the code of a currency. It fails with Invalid, and fields at
// /minor (wrong_type, out_of_range) and /currency (required, not_allowed).
func Parse(minor, currency string) (Amount, error) {
	var f fault.Fields
	n := parse(&f, "/minor", minor)
	Check(&f, "/currency", currency)
	if err := f.Err(); err != nil {
		return Amount{}, err
	}
	return Amount{Minor: n, Currency: currency}, nil
}

// Check adds a fault to f at the pointer unless code is one of [Currencies].
func Check(f *fault.Fields, pointer, code string) {
	_, known := Exponent(code)
	f.If(code == "", pointer, "required", "Say in which currency")
	f.If(code != "" && !known, pointer, "not_allowed", "This is not a currency of ISO 4217, such as VND")
}

func parse(f *fault.Fields, pointer, number string) int64 {
	digits := strings.TrimPrefix(number, "-")
	if digits == "" || strings.Trim(digits, "0123456789") != "" || len(digits) > 1 && digits[0] == '0' {
		f.Add(pointer, "wrong_type", "Write an amount in the smallest unit of its currency, in digits alone: 20000 for ₫20,000, 1050 for $10.50")
		return 0
	}
	n, err := strconv.ParseInt(number, 10, 64)
	if err != nil || n < 1 || n > Most {
		f.Add(pointer, "out_of_range", "This must be a whole number from %d to %d", 1, Most)
		return 0
	}
	return n
}
