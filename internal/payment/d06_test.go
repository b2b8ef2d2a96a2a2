package payment_test

import (
	"bytes"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"newsdesk/internal/payment"
)

// each runs a test for every provider.
func each(t *testing.T, f func(t *testing.T, p payment.Provider)) {
	t.Helper()
	for _, p := range payment.Providers() {
		t.Run(string(p), func(t *testing.T) { f(t, p) })
	}
}

func refused(t *testing.T, p payment.Provider, d payment.Delivery, now time.Time, want error) {
	t.Helper()
	if _, err := payment.Read(sandbox(p), d, now); !errors.Is(err, want) {
		t.Errorf("got %v, want %v", err, want)
	}
}

func accepted(t *testing.T, p payment.Provider, d payment.Delivery, now time.Time) payment.Event {
	t.Helper()
	e, err := payment.Read(sandbox(p), d, now)
	if err != nil {
		t.Errorf("got %v, want it accepted", err)
	}
	return e
}

func TestD06WhatIsSignedRightlyIsAccepted(t *testing.T) {
	each(t, func(t *testing.T, p payment.Provider) {
		e := accepted(t, p, genuine(t, p, gift), gift)
		want := time.Date(2020, 3, 24, 11, 26, 0, 0, time.UTC)
		if e.Minor != 200000 || e.Currency != "VND" || e.At.Sub(want).Abs() > time.Minute || e.At.Location() != time.UTC {
			t.Errorf("got %+v, want 200,000 VND at %s", e, want)
		}
	})
}

func TestD06OneByteChangedAnywhereIsRefused(t *testing.T) {
	each(t, func(t *testing.T, p payment.Provider) {
		d := genuine(t, p, gift)
		n := 0
		for i := range d.Body {
			changed := copied(d)
			changed.Body[i] ^= 1
			refused(t, p, changed, gift, payment.ErrSignature)
			n++
		}
		for i := range d.RawQuery {
			changed := []byte(d.RawQuery)
			changed[i] ^= 1
			refused(t, p, payment.Delivery{RawQuery: string(changed)}, gift, payment.ErrSignature)
			n++
		}
		if n < 150 {
			t.Errorf("changed %d bytes, which cannot be all", n)
		}
	})
}

func TestD06ATimestampIsGoodForFiveMinutesEitherWay(t *testing.T) {
	each(t, func(t *testing.T, p payment.Provider) {
		if signatureHeader(p) == "" {
			t.Skip("the scheme has no timestamp")
		}
		for _, c := range []struct {
			off  int // seconds of the timestamp from our clock
			want error
		}{
			{-301, payment.ErrStale},
			{-300, nil},
			{-299, nil},
			{0, nil},
			{299, nil},
			{300, nil},
			{301, payment.ErrStale},
			{10 * 24 * 3600, payment.ErrStale},
			{-10 * 24 * 3600, payment.ErrStale},
		} {
			d := genuine(t, p, gift.Add(time.Duration(c.off)*time.Second))
			if _, err := payment.Read(sandbox(p), d, gift); !errors.Is(err, c.want) {
				t.Errorf("%d s: got %v, want %v", c.off, err, c.want)
			}
		}
	})
}

func TestD06OneRightSignatureAmongSeveralIsEnough(t *testing.T) {
	for p, separator := range map[payment.Provider]string{payment.Stripe: ",", payment.Casso: ",", payment.Portal: " "} {
		t.Run(string(p), func(t *testing.T) {
			d := genuine(t, p, gift)
			header := d.Header[signatureHeader(p)]
			at := strings.Index(header[0], "v1")
			right := header[0][at:]
			wrong := right[:len(right)-4] + "0000"
			for _, both := range []string{wrong + separator + right, right + separator + wrong, "v0=00" + separator + right} {
				header[0] = header[0][:at] + both
				accepted(t, p, d, gift)
			}
			header[0] = header[0][:at] + strings.Repeat(wrong+separator, 16) + right
			refused(t, p, d, gift, payment.ErrSignature)
			header[0] = header[0][:at] + wrong
			refused(t, p, d, gift, payment.ErrSignature)
		})
	}
}

func TestD06AMissingOrDoubledHeaderIsRefused(t *testing.T) {
	each(t, func(t *testing.T, p payment.Provider) {
		refused(t, p, payment.Delivery{}, gift, payment.ErrSignature)
		for name, values := range genuine(t, p, gift).Header {
			d := genuine(t, p, gift)
			delete(d.Header, name)
			refused(t, p, d, gift, payment.ErrSignature)
			d.Header[name] = append(values, values...)
			refused(t, p, d, gift, payment.ErrSignature)
			d.Header[name] = []string{""}
			refused(t, p, d, gift, payment.ErrSignature)
		}
	})
}

func TestD06HexadecimalMayBeOfEitherCase(t *testing.T) {
	v := vectors(t)
	upper := func(d payment.Delivery, signature string) payment.Delivery {
		d.RawQuery = strings.ReplaceAll(d.RawQuery, signature, strings.ToUpper(signature))
		d.Body = bytes.ReplaceAll(d.Body, []byte(signature), []byte(strings.ToUpper(signature)))
		for _, values := range d.Header {
			if _, mac, found := strings.Cut(values[0], "v1="); found {
				values[0] = strings.ReplaceAll(values[0], mac, strings.ToUpper(mac))
			}
			if mac, found := strings.CutPrefix(values[0], "sha256="); found {
				values[0] = "sha256=" + strings.ToUpper(mac)
			}
		}
		return d
	}
	for p, signature := range map[payment.Provider]string{
		payment.Stripe:  "-",
		payment.SePay:   "-",
		payment.Casso:   "-",
		payment.VNPay:   v["vnpay-ipn-200000"].Expected,
		payment.MoMo:    v["momo-ipn-success-200000"].Expected,
		payment.ZaloPay: v["zalopay-callback-200000"].Expected,
	} {
		accepted(t, p, upper(genuine(t, p, gift), signature), gift)
	}
}

func TestD06ASignatureOfAnotherSecretIsRefused(t *testing.T) {
	each(t, func(t *testing.T, p payment.Provider) {
		for _, secret := range []string{"", "another", "whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "whsec_%"} {
			m := sandbox(p)
			m.Secret = secret
			if _, err := payment.Read(m, genuine(t, p, gift), gift); !errors.Is(err, payment.ErrSignature) {
				t.Errorf("secret %q: got %v, want ErrSignature", secret, err)
			}
		}
	})
}

func TestAMerchantWithoutSecretBelievesNobody(t *testing.T) {
	body, data := genuine(t, payment.SePay, gift).Body, vectors(t)["zalopay-callback-200000"].Message
	query := vectors(t)["vnpay-ipn-200000"].Message
	for p, d := range map[payment.Provider]payment.Delivery{
		payment.ZaloPay: zaloPay(t, data, payment.SignZaloPay("", data)),
		payment.VNPay:   {RawQuery: query + "&vnp_SecureHash=" + payment.SignVNPay("", query)},
		payment.SePay: {Body: body, Header: map[string][]string{
			"X-Sepay-Timestamp": {"1585049160"}, "X-Sepay-Signature": {payment.SignSePay("", gift.Unix(), body)},
		}},
	} {
		m := sandbox(p)
		m.Secret = ""
		if _, err := payment.Read(m, d, gift); !errors.Is(err, payment.ErrSignature) {
			t.Errorf("%s: got %v, want ErrSignature", p, err)
		}
	}
	query = "vnp_Amount=100&vnp_ResponseCode=00&vnp_TransactionNo=1&vnp_TxnRef=R1"
	nobody := payment.Merchant{Provider: payment.VNPay, Secret: "test_secret"}
	d := payment.Delivery{RawQuery: query + "&vnp_SecureHash=" + payment.SignVNPay("test_secret", query)}
	if _, err := payment.Read(nobody, d, gift); !errors.Is(err, payment.ErrMerchant) {
		t.Errorf("without an id: got %v, want ErrMerchant", err)
	}
}

func TestD08MoMoAmountWithAnOldSignatureIsRefused(t *testing.T) {
	old := vectors(t)["momo-ipn-success-200000"]
	refused(t, payment.MoMo, payment.Delivery{Body: []byte(momoBody(old, "2000000"))}, gift, payment.ErrSignature)
	accepted(t, payment.MoMo, payment.Delivery{Body: []byte(momoBody(old, `"200000"`))}, gift)
	refused(t, payment.MoMo, payment.Delivery{Body: []byte(momoBody(old, "2e5"))}, gift, payment.ErrSignature)
	refused(t, payment.MoMo, payment.Delivery{Body: []byte(momoBody(old, "200000.0"))}, gift, payment.ErrSignature)
}

func TestD08ZaloPayMACOfKey1IsRefused(t *testing.T) {
	data := vectors(t)["zalopay-callback-200000"].Message
	m := sandbox(payment.ZaloPay)
	refused(t, payment.ZaloPay, zaloPay(t, data, payment.SignZaloPay(m.AccessKey, data)), gift, payment.ErrSignature)
	accepted(t, payment.ZaloPay, zaloPay(t, data, payment.SignZaloPay(m.Secret, data)), gift)
}

// Whatever is changed in what came in, it is refused, or it says the same.
func TestNoChangeGoesUnnoticed(t *testing.T) {
	each(t, func(t *testing.T, p payment.Provider) {
		d := genuine(t, p, gift)
		want := accepted(t, p, d, gift)
		rapid.Check(t, func(t *rapid.T) {
			changed := copied(d)
			for range rapid.IntRange(1, 3).Draw(t, "times") {
				if p == payment.VNPay {
					changed.RawQuery = string(mutated(t, []byte(changed.RawQuery)))
				} else {
					changed.Body = mutated(t, changed.Body)
				}
			}
			got, err := payment.Read(sandbox(p), changed, gift)
			if _, known := errors.AsType[payment.RefusalError](err); err != nil && !known {
				t.Fatalf("got %v, want a RefusalError", err)
			}
			if err == nil && !cmp.Equal(got, want) {
				t.Fatalf("got %+v of a changed delivery, want %+v or a refusal", got, want)
			}
		})
	})
}

func mutated(t *rapid.T, body []byte) []byte {
	if len(body) == 0 {
		return []byte("0")
	}
	at := rapid.IntRange(0, len(body)-1).Draw(t, "at")
	b := rapid.Byte().Draw(t, "byte")
	switch rapid.IntRange(0, 3).Draw(t, "how") {
	case 0:
		body[at] = b
	case 1:
		return append(body[:at:at], body[at+1:]...)
	case 2:
		return append(append(body[:at:at], b), body[at:]...)
	default: // a piece of it stands there twice
		end := rapid.IntRange(at, len(body)).Draw(t, "end")
		return append(append(body[:end:end], body[at:end]...), body[end:]...)
	}
	return body
}
