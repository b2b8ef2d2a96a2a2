package money

import (
	"slices"
	"strings"
)

// The active currencies of ISO 4217 by how many decimals they have. Funds
// codes, precious metals, units of account, codes for tests and XXX are left
// out: nobody can give in them. Each list is sorted.
const (
	noDecimals    = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF"
	threeDecimals = "BHD IQD JOD KWD LYD OMR TND"
	twoDecimals   = "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CNY COP CRC CUP CVE CZK " +
		"DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR " +
		"LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD " +
		"SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD UYU UZS VED VES WST XCD XCG YER ZAR ZMW ZWG"
)

// codeLength is the length of every code, and stride that of a code with the
// space behind it.
const (
	codeLength = 3
	stride     = codeLength + 1
)

// Exponent returns how many decimals a currency has by ISO 4217: 0 for VND, 2
// for USD, 3 for KWD. It is false for what is not the code, in capitals, of a
// currency that people pay with today.
func Exponent(currency string) (digits int, ok bool) {
	const none, two, three = 0, 2, 3
	switch {
	case listed(noDecimals, currency):
		return none, true
	case listed(twoDecimals, currency):
		return two, true
	case listed(threeDecimals, currency):
		return three, true
	}
	return 0, false
}

// listed reports whether code is one of list, and not across two of them.
func listed(list, code string) bool {
	if len(code) != codeLength {
		return false
	}
	i := strings.Index(list, code)
	return i >= 0 && i%stride == 0
}

// Currencies lists the codes of all currencies, in their order.
func Currencies() []string {
	all := strings.Fields(noDecimals + " " + twoDecimals + " " + threeDecimals)
	slices.Sort(all)
	return all
}
