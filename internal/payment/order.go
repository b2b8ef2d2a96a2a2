package payment

import (
	"cmp"
	"context"
	"net/url"
	"strings"
	"time"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"newsdesk/internal/egress"
	"newsdesk/internal/fault"
)

// Order is one attempt to pay.
type Order struct {
	Ref         string // ours, new for each attempt: up to 40 letters and digits
	Donation    string // the gift that it is for, as the provider may know it; or ""
	Minor       int64
	Currency    string // ISO 4217
	Description string // what the payer reads; without accents, but at Stripe
	ReturnURL   string // where the payer's browser comes back to
	NotifyURL   string // where MoMo and ZaloPay announce what became of it; the others know that already
	ClientIP    string // the payer's
	At          time.Time
	ExpiresAt   time.Time // zero: when the provider thinks so
}

// Next is what the payer does now.
type Next struct {
	Kind        string // "redirect", which never changes
	URL         string
	Deeplink    string // opens the provider's app, or ""
	QR          string // what a QR code for that app holds, or ""
	ProviderRef string // what the provider calls the order
}

const redirect = "redirect"

// refMost is the length of a reference in bytes: what is left of the 40 that
// ZaloPay takes in an app_trans_id, less the day before it.
const refMost = 33

// descriptionMost is the length of a description in characters.
const descriptionMost = 120

// Checkout registers an order with a gateway. VNPAY is not asked: the signed
// address is the order.
//
// It returns an Invalid fault for an order that the provider cannot take, with
// pointers below it, and Overloaded if the provider does not answer or does not want
// the order. After the latter the order may be known to the provider, and comes to
// nothing.
func Checkout(ctx context.Context, client *egress.Client, m Merchant, o Order) (Next, error) {
	if err := o.check(m.Provider).Err(); err != nil {
		return Next{}, err
	}
	said := o.Description
	o.Description = cmp.Or(plainly(said), "Donation")
	switch m.Provider {
	case Stripe:
		o.Description = cmp.Or(oneLine(said), o.Description)
		return checkoutStripe(ctx, client, m, o)
	case VNPay:
		return checkoutVNPay(m, o)
	case MoMo:
		return checkoutMoMo(ctx, client, m, o)
	case ZaloPay:
		return checkoutZaloPay(ctx, client, m, o)
	case SePay, Casso, Portal:
	}
	return Next{}, notAGateway()
}

func notAGateway() error {
	return fault.Member(fault.Invalid, "/provider", "not_allowed", "This provider only announces what was paid; it takes no orders")
}

func (o Order) check(p Provider) (f fault.Fields) {
	least, most := bounds(p)
	f.If(o.Ref == "" || len(o.Ref) > refMost || strings.ContainsFunc(o.Ref, notReference), "/ref", "wrong_format",
		"A reference has 1 to %d letters and digits", refMost)
	f.If(o.Minor < least || o.Minor > most, "/amount", "out_of_range", "This must be a whole number from %d to %d", int(least), int(most))
	checkCurrency(&f, p, o.Currency)
	f.If(!address(o.ReturnURL), "/return_url", "invalid_url", "This is not an address of https")
	f.If(p != Stripe && p != VNPay && !address(o.NotifyURL), "/notify_url", "invalid_url", "This is not an address of https")
	return f
}

func checkCurrency(f *fault.Fields, p Provider, currency string) {
	f.If(p != Stripe && currency != dong, "/currency", "not_allowed", "This provider takes Vietnamese dong only")
	known := len(currency) == len(dong) && strings.Trim(currency, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == ""
	f.If(p == Stripe && !known, "/currency", "wrong_format", "A currency has three capital letters (ISO 4217), such as VND")
}

// bounds are the least and the greatest amount of one order that a provider
// documents, in minor units.
func bounds(p Provider) (least, most int64) {
	switch p {
	case VNPay:
		return 5_000, 999_999_999
	case MoMo:
		return 1_000, 50_000_000
	case ZaloPay:
		return 1_000, 999_999_999
	case Stripe, SePay, Casso, Portal:
	}
	return 1, 99_999_999 // Stripe: eight digits
}

func notReference(r rune) bool {
	return (r < '0' || r > '9') && (r < 'A' || r > 'Z') && (r < 'a' || r > 'z')
}

// address reports whether a text is an address that a provider can lead to.
// Plain http is for the tests and the machines of developers.
func address(text string) bool {
	u, err := url.Parse(text)
	return err == nil && u.Host != "" && u.User == nil && (u.Scheme == "https" || u.Scheme == "http") && !strings.ContainsFunc(text, notPlain)
}

// plainly leaves the letters, digits and spaces of ASCII in a text, of which no
// two programs think differently when they encode them. Letters lose their accents.
func plainly(text string) string {
	kept := strings.Map(func(r rune) rune {
		switch {
		case r == 'đ':
			return 'd'
		case r == 'Đ':
			return 'D'
		case unicode.Is(unicode.Mn, r):
			return -1
		case notReference(r):
			return ' '
		}
		return r
	}, norm.NFD.String(text))
	kept = strings.Join(strings.Fields(kept), " ")
	return strings.TrimSpace(kept[:min(len(kept), descriptionMost)])
}

// oneLine is a text without control characters, of a bounded length.
func oneLine(text string) string {
	kept := []rune(strings.Join(strings.FieldsFunc(strings.ToValidUTF8(text, ""), func(r rune) bool {
		return unicode.IsSpace(r) || unicode.IsControl(r)
	}), " "))
	return string(kept[:min(len(kept), descriptionMost)])
}
