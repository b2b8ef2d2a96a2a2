// Package money is amounts of money: whole numbers of the smallest unit of a
// currency (ISO 4217), how people read them in figures and in words, and how
// they come in. Nothing here is ever a floating-point number.
package money

import (
	"math/bits"
	"strconv"
	"strings"
)

// Most is the largest amount that comes in, in minor units: the largest whole
// number that every reader of JSON holds exactly (RFC 7493 §2.2).
const Most = 1<<53 - 1

// Amount is an amount of money.
type Amount struct {
	Minor    int64  // in the smallest unit of the currency: 1050 is $10.50
	Currency string // its code of ISO 4217, in capitals
}

// Add returns the sum of two amounts of one currency in minor units. It is
// false if int64 cannot hold the sum.
func Add(a, b int64) (int64, bool) {
	sum := a + b
	return sum, (sum > a) == (b > 0)
}

// Decimal returns the amount as machines write it: digits, and a point before
// as many decimals as the currency has, such as 10.50. An amount of a currency
// that is not known has none.
func (a Amount) Decimal() string {
	whole, fraction := a.parts()
	return a.sign() + whole + strings.TrimRight("."+fraction, ".")
}

// magnitude is the amount without its sign.
func (a Amount) magnitude() uint64 {
	if a.Minor < 0 {
		return -uint64(a.Minor) // also right for the least int64, which has no opposite
	}
	return uint64(a.Minor)
}

func (a Amount) sign() string {
	if a.Minor < 0 {
		return "-"
	}
	return ""
}

// split is the amount without its sign in major units, and what is left over in
// minor ones.
func (a Amount) split() (major, minor, scale uint64) {
	scale = 1
	digits, _ := Exponent(a.Currency)
	for range digits {
		scale *= 10
	}
	major, minor = bits.Div64(0, a.magnitude(), scale)
	return major, minor, scale
}

// parts are the digits of the amount before and after the decimal point.
func (a Amount) parts() (whole, fraction string) {
	major, minor, scale := a.split()
	if scale > 1 {
		fraction = strconv.FormatUint(scale+minor, 10)[1:] // with the zeros in front
	}
	return strconv.FormatUint(major, 10), fraction
}
