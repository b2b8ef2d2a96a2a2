package payment_test

import (
	"errors"
	"strings"
	"testing"

	"newsdesk/internal/payment"
)

// fuzz throws bytes at the reader of one provider, signed rightly where that can be
// done from outside, so that what lies behind the signature is reached too.
func fuzz(f *testing.F, p payment.Provider) {
	f.Helper()
	d := genuine(f, p, gift)
	f.Add(d.Body, d.RawQuery, strings.Join(d.Header[signatureHeader(p)], ""))
	for _, seed := range []string{`{"type":"charge.refunded","data":{"object":[]}}`, `{"data":"{}","mac":"00"}`, "null", "[[[[", `{"data":{"id":0,"a":[{}]}}`, "\xff"} {
		f.Add([]byte(seed), "vnp_Amount=1&vnp_Amount=%zz&=&&", "t=1,v1=00,v1,t=")
	}
	f.Fuzz(func(t *testing.T, body []byte, query, header string) {
		tried := []payment.Delivery{{Body: body, RawQuery: query, Header: map[string][]string{signatureHeader(p): {header}}}}
		switch p {
		case payment.Stripe, payment.SePay, payment.Portal:
			tried = append(tried, resigned(t, p, body, gift))
		case payment.ZaloPay:
			data := strings.ToValidUTF8(string(body), "")
			tried = append(tried, zaloPay(t, data, payment.SignZaloPay(sandbox(p).Secret, data)))
		case payment.Casso:
			if _, err := payment.CassoText(body, payment.JavaScript); err == nil {
				tried = append(tried, resigned(t, p, body, gift))
			}
		default:
		}
		for _, one := range tried {
			e, err := payment.Read(sandbox(p), one, gift)
			if _, known := errors.AsType[payment.RefusalError](err); err != nil && !known {
				t.Fatalf("got %v, want a RefusalError", err)
			}
			if err == nil && (e.Key == "" || e.Kind == "" || e.Minor < 0 || e.Live) {
				t.Fatalf("got %+v, want an event that can be", e)
			}
		}
	})
}

func FuzzReadStripe(f *testing.F)  { fuzz(f, payment.Stripe) }
func FuzzReadVNPay(f *testing.F)   { fuzz(f, payment.VNPay) }
func FuzzReadMoMo(f *testing.F)    { fuzz(f, payment.MoMo) }
func FuzzReadZaloPay(f *testing.F) { fuzz(f, payment.ZaloPay) }
func FuzzReadSePay(f *testing.F)   { fuzz(f, payment.SePay) }
func FuzzReadCasso(f *testing.F)   { fuzz(f, payment.Casso) }
func FuzzReadPortal(f *testing.F)  { fuzz(f, payment.Portal) }
