package payment

import (
	"log/slog"
	"slices"
	"strings"

	"newsdesk/internal/fault"
)

// Merchant is what a channel knows of its provider. It prints without its
// secrets.
type Merchant struct {
	Provider Provider
	Live     bool   // false: the provider's sandbox
	ID       string // vnp_TmnCode, partnerCode, app_id; of Stripe the account, or empty
	// AccessKey is what we call the provider with: Stripe's secret API key, MoMo's
	// accessKey, ZaloPay's key1. The others have none.
	AccessKey string
	// Secret is what deliveries are verified with: whsec_… of Stripe and the portal,
	// the hash secret of VNPAY, MoMo's secretKey, ZaloPay's key2, SePay's secret,
	// Casso's checksum key.
	Secret string
	// Base is asked instead of the provider's own host. It is for tests, and never
	// possible live.
	Base string
}

// String implements fmt.Stringer.
func (m Merchant) String() string { return string(m.Provider) + " " + m.ID }

// GoString implements fmt.GoStringer.
func (m Merchant) GoString() string { return m.String() }

// LogValue implements slog.LogValuer.
func (m Merchant) LogValue() slog.Value { return slog.StringValue(m.String()) }

// secretLeast is the length of a live secret in bytes: 128 bits, were it base64.
const secretLeast = 22

// merchantMost is the length of any member in bytes.
const merchantMost = 512

// Check says what is wrong with a merchant, all of it at once, with pointers
// below the merchant (RFC 6901).
func (m Merchant) Check() fault.Fields {
	var f fault.Fields
	if !slices.Contains(Providers(), m.Provider) {
		f.Add("/provider", "unknown_value", "This is not a payment provider that is known here")
		return f
	}
	f.If(m.ID == "" && m.namesItself(), "/id", "required", "The provider's id of the merchant is missing")
	f.If(m.Provider == ZaloPay && strings.Trim(m.ID, digits) != "", "/id", "wrong_format", "This id has digits only")
	f.If(m.Live && publicID(m.ID), "/id", "not_allowed", "This merchant is of the sandbox; it is not possible live")
	f.If(m.Base != "" && m.Live, "/base", "not_allowed", "A live merchant speaks to the provider itself")
	for _, member := range []struct{ at, value string }{{"/id", m.ID}, {"/access_key", m.AccessKey}, {"/secret", m.Secret}, {"/base", m.Base}} {
		f.If(len(member.value) > merchantMost || strings.ContainsFunc(member.value, notPlain), member.at, "wrong_format",
			"This has up to %d letters, digits and signs of ASCII, without spaces", merchantMost)
	}
	m.checkAccessKey(&f)
	m.checkSecret(&f)
	return f
}

const digits = "0123456789"

// notPlain reports whether r is more than a printing character of ASCII, such as
// the line break that came along with a pasted secret.
func notPlain(r rune) bool { return r <= ' ' || r > '~' }

func (m Merchant) namesItself() bool {
	return m.Provider == VNPay || m.Provider == MoMo || m.Provider == ZaloPay
}

func (m Merchant) checkAccessKey(f *fault.Fields) {
	needed := m.Provider == Stripe || m.Provider == MoMo || m.Provider == ZaloPay
	f.If(needed && m.AccessKey == "", "/access_key", "required", "The key that the provider is called with is missing")
	f.If(m.Live && public(m.AccessKey), "/access_key", "not_allowed", "Everybody knows this key of a sandbox; it is not possible live")
	if m.Provider != Stripe || m.AccessKey == "" {
		return
	}
	mode := "_test_"
	if m.Live {
		mode = "_live_"
	}
	good := strings.HasPrefix(m.AccessKey, "sk"+mode) || strings.HasPrefix(m.AccessKey, "rk"+mode)
	f.If(!good, "/access_key", "not_allowed", "This key is not of the mode; it begins with sk%s or rk%s", mode, mode)
}

func (m Merchant) checkSecret(f *fault.Fields) {
	_, unusable := standardKey(m.Secret)
	switch {
	case m.Secret == "":
		f.Add("/secret", "required", "The secret that deliveries are verified with is missing")
	case m.Live && public(m.Secret):
		f.Add("/secret", "not_allowed", "Everybody knows this key of a sandbox; it is not possible live")
	case m.Live && len(strings.TrimPrefix(m.Secret, standardSecret)) < secretLeast:
		f.Add("/secret", "too_short", "A live secret has at least %d characters", secretLeast)
	case m.Provider == Stripe && !strings.HasPrefix(m.Secret, standardSecret):
		f.Add("/secret", "wrong_format", "The signing secret of an endpoint begins with whsec_")
	case m.Provider == Portal && unusable != nil:
		f.Add("/secret", "wrong_format", "This secret is whsec_ and base64")
	case m.Secret == m.AccessKey:
		f.Add("/secret", "not_allowed", "One key cannot serve two purposes; the provider gives two")
	}
}

// public reports whether a key stands in the documentation of a provider, or in
// its samples, so that anybody can sign with it.
func public(key string) bool {
	switch key {
	case "F8BBA842ECF85", "K951B6PE1waDMi640xX08PD3vg6EkVlz", // MoMo
		"klm05TvNBzhg7h7j", "at67qH6mk8w5Y1nAyMoYKMWACiEi2bsa",
		"sdngKKJmqEMzvh5QQcdD2A9XBSKUNaYn", "trMrHtvjo6myautxDUiAcYsVtaeQ8nhf", // ZaloPay 2554
		"PcY4iZIKFCIdgZvA6ueMcMHHUbRLYjPL", "kLtgPl8HHhfvMuDHPwKfgfsY4Ydm9eIz", // ZaloPay 2553
		"mgExMrjj4i7a1p8Cs6LmFbpCd8lbw4sSX4LZXPag7TKazeIogtR90tvWYTkwQbvs",           // Casso
		"whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw": // Standard Webhooks
		return true
	}
	return strings.Contains(key, "_test_")
}

// publicID reports whether a merchant is one that everybody tries things out with.
func publicID(id string) bool {
	return slices.Contains([]string{"MOMO", "MOMOBKUN20180529", "2553", "2554"}, id)
}
