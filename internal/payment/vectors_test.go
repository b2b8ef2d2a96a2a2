package payment_test

import (
	"strconv"
	"strings"
	"testing"
	"time"

	"newsdesk/internal/payment"
)

// signed is what we sign for each vector of a scheme of this package.
func signed(v vector) (string, bool) {
	stamp, body, _ := strings.Cut(v.Message, ".")
	t, _ := strconv.ParseInt(stamp, 10, 64)
	switch v.Name {
	case "momo-create-public", "momo-ipn-success-200000":
		return payment.SignMoMo(v.Key, v.Message), true
	case "vnpay-ipn-public-00", "vnpay-ipn-200000":
		return payment.SignVNPay(v.Key, v.Message), true
	case "zalopay-callback-200000":
		return payment.SignZaloPay(v.Key, v.Message), true
	case "zalopay-create":
		return payment.SignZaloPay(v.Key, strings.Split(v.Message, "|")...), true
	case "sepay-hmac-200000":
		return payment.SignSePay(v.Key, t, []byte(body)), true
	case "casso-v2-public":
		text, _ := payment.CassoText([]byte(body), payment.JavaScript)
		return payment.SignCasso(v.Key, t, text), true
	case "stripe-pi-succeeded-200000":
		return "t=" + stamp + ",v1=" + payment.SignStripe(v.Key, t, []byte(body)), true
	case "standard-webhooks-public":
		parts := strings.SplitN(v.Message, ".", 3)
		t, _ = strconv.ParseInt(parts[1], 10, 64)
		s, _ := payment.SignStandard(v.Key, parts[0], t, []byte(parts[2]))
		return s, true
	}
	return "", false
}

func TestEveryVectorIsSignedAsItSays(t *testing.T) {
	n := 0
	for _, v := range vectors(t) {
		t.Run(v.Name, func(t *testing.T) {
			got, ours := signed(v)
			if !ours {
				t.Skip("not a scheme of this package")
			}
			n++
			if got != v.Expected {
				t.Errorf("got %s, want %s", got, v.Expected)
			}
		})
	}
	if n != 10 {
		t.Errorf("signed %d vectors, want 10", n)
	}
}

func TestTheVectorsOfDeliveriesAreRead(t *testing.T) {
	v := vectors(t)
	vnpay := func(name string) payment.Delivery {
		return payment.Delivery{RawQuery: v[name].Message + "&vnp_SecureHash=" + v[name].Expected}
	}
	casso := v["casso-v2-public"]
	for name, c := range map[string]struct {
		of   payment.Provider
		d    payment.Delivery
		now  time.Time
		want payment.Event
	}{
		"stripe-pi-succeeded-200000": {payment.Stripe, genuine(t, payment.Stripe, gift), gift, payment.Event{
			Key: "evt_1", Kind: payment.Paid, Order: "7K3M9QX1", Payment: "pi_7K3M9QX1", Minor: 200000,
		}},
		"vnpay-ipn-200000": {payment.VNPay, vnpay("vnpay-ipn-200000"), gift, payment.Event{
			Key: "TEST_TMN_CODE|7K3M9QX1|14422574|00", Kind: payment.Paid, Order: "7K3M9QX1", Payment: "14422574", Minor: 200000,
		}},
		"vnpay-ipn-public-00": {payment.VNPay, vnpay("vnpay-ipn-public-00"), gift, payment.Event{
			Key: "TEST_TMN_CODE|1716257871703|14422574|00", Kind: payment.Paid, Order: "1716257871703", Payment: "14422574", Minor: 10000,
		}},
		"momo-ipn-success-200000": {payment.MoMo, genuine(t, payment.MoMo, gift), gift, payment.Event{
			Key: "MOMO|7K3M9QX1|7K3M9QX1|2588659987|0", Kind: payment.Paid, Order: "7K3M9QX1", Payment: "2588659987", Minor: 200000,
		}},
		"zalopay-callback-200000": {payment.ZaloPay, genuine(t, payment.ZaloPay, gift), gift, payment.Event{
			Key: "2554|200324_7K3M9QX1|200324000000001", Kind: payment.Paid, Order: "7K3M9QX1", Payment: "200324000000001", Minor: 200000,
		}},
		"sepay-hmac-200000": {payment.SePay, genuine(t, payment.SePay, gift), gift, payment.Event{
			Key: "92704", Kind: payment.Transferred, Payment: "92704", Minor: 200000,
		}},
		"casso-v2-public": {payment.Casso, payment.Delivery{
			Body:   casso.body(),
			Header: map[string][]string{"X-Casso-Signature": {"t=1727948258788,v1=" + casso.Expected}},
		}, time.UnixMilli(1727948258788), payment.Event{
			Key: "0|MA_GIAO_DICH_THU_NGHIEM", Kind: payment.Other, Payment: "0", Minor: 599000, // a test of the connection
		}},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := payment.Read(sandbox(c.of), c.d, c.now)
			if err != nil {
				t.Fatal(err)
			}
			if got.Key != c.want.Key || got.Kind != c.want.Kind || got.Order != c.want.Order || got.Payment != c.want.Payment ||
				got.Minor != c.want.Minor || got.Currency != "VND" || got.Live {
				t.Errorf("got %+v, want %+v", got, c.want)
			}
		})
	}
}
