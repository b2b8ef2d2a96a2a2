package payment_test

import (
	"bytes"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/go-json-experiment/json"

	"newsdesk/internal/payment"
)

// gift is when the gift of the test vectors was made.
var gift = time.Unix(1585049160, 0)

// vector is one of the known answers.
type vector struct {
	Name, Scheme, Key, Message, Expected, Source string
}

func vectors(t testing.TB) map[string]vector {
	t.Helper()
	file, err := os.ReadFile("testdata/vectors.json")
	if err != nil {
		t.Fatal(err)
	}
	var all []vector
	if err := json.Unmarshal(file, &all); err != nil {
		t.Fatal(err)
	}
	named := map[string]vector{}
	for _, v := range all {
		named[v.Name] = v
	}
	if len(named) < 12 {
		t.Fatalf("got %d vectors, want 12", len(named))
	}
	return named
}

// sandbox is the merchant that the vectors are of.
func sandbox(p payment.Provider) payment.Merchant {
	m := payment.Merchant{Provider: p}
	switch p {
	case payment.Stripe:
		m.AccessKey, m.Secret = "sk_test_123", "whsec_test_secret"
	case payment.VNPay:
		m.ID, m.Secret = "TEST_TMN_CODE", "test_secret"
	case payment.MoMo:
		m.ID, m.AccessKey, m.Secret = "MOMO", "F8BBA842ECF85", "K951B6PE1waDMi640xX08PD3vg6EkVlz"
	case payment.ZaloPay:
		m.ID, m.AccessKey, m.Secret = "2554", "sdngKKJmqEMzvh5QQcdD2A9XBSKUNaYn", "trMrHtvjo6myautxDUiAcYsVtaeQ8nhf"
	case payment.SePay:
		m.Secret = "test_sepay_secret"
	case payment.Casso:
		m.Secret = "mgExMrjj4i7a1p8Cs6LmFbpCd8lbw4sSX4LZXPag7TKazeIogtR90tvWYTkwQbvs"
	case payment.Portal:
		m.Secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
	}
	return m
}

// body is the document of a vector whose message is a timestamp, a dot and that.
func (v vector) body() []byte {
	_, body, _ := strings.Cut(v.Message, ".")
	return []byte(body)
}

const (
	cassoBody  = `{"error":0,"data":{"id":7,"reference":"FT 1/2","description":"Ủng hộ quỹ","amount":200000,"runningBalance":25000000,"transactionDateTime":"2020-03-24 18:26:00","accountNumber":"88888888","bankName":"VPBank","bankAbbreviation":"VPB"}}`
	portalBody = `{"type":"message.received","data":{"message_id":"m1","short_code":"1407","keyword":"CV","units":10,"amount":200000,"currency":"VND","received_at":"2020-03-24T18:26:00+07:00"}}`
)

// genuine is a gift of 200,000 dong as its provider announces it at a time.
func genuine(t testing.TB, p payment.Provider, at time.Time) payment.Delivery {
	t.Helper()
	v := vectors(t)
	switch p {
	case payment.Stripe:
		return resigned(t, p, v["stripe-pi-succeeded-200000"].body(), at)
	case payment.VNPay:
		known := v["vnpay-ipn-200000"]
		return payment.Delivery{RawQuery: known.Message + "&vnp_SecureHash=" + known.Expected}
	case payment.MoMo:
		return payment.Delivery{Body: []byte(momoBody(v["momo-ipn-success-200000"], "200000"))}
	case payment.ZaloPay:
		known := v["zalopay-callback-200000"]
		return zaloPay(t, known.Message, known.Expected)
	case payment.SePay:
		return resigned(t, p, v["sepay-hmac-200000"].body(), at)
	case payment.Casso:
		return resigned(t, p, []byte(cassoBody), at)
	case payment.Portal:
		return resigned(t, p, []byte(portalBody), at)
	}
	panic("no such provider")
}

// resigned signs a body as a provider with timestamps does.
func resigned(t testing.TB, p payment.Provider, body []byte, at time.Time) payment.Delivery {
	t.Helper()
	secret, unix := sandbox(p).Secret, strconv.FormatInt(at.Unix(), 10)
	d := payment.Delivery{Body: body, Header: map[string][]string{}}
	switch p {
	case payment.Stripe:
		d.Header["Stripe-Signature"] = []string{"t=" + unix + ",v1=" + payment.SignStripe(secret, at.Unix(), body)}
	case payment.SePay:
		d.Header["X-Sepay-Timestamp"] = []string{unix}
		d.Header["X-Sepay-Signature"] = []string{payment.SignSePay(secret, at.Unix(), body)}
	case payment.Casso:
		text, err := payment.CassoText(body, payment.JavaScript)
		if err != nil {
			t.Fatal(err)
		}
		d.Header["X-Casso-Signature"] = []string{"t=" + strconv.FormatInt(at.UnixMilli(), 10) + ",v1=" + payment.SignCasso(secret, at.UnixMilli(), text)}
	case payment.Portal:
		signature, err := payment.SignStandard(secret, "msg_1", at.Unix(), body)
		if err != nil {
			t.Fatal(err)
		}
		d.Header["Webhook-Id"] = []string{"msg_1"}
		d.Header["Webhook-Timestamp"] = []string{unix}
		d.Header["Webhook-Signature"] = []string{signature}
	default:
		t.Fatalf("%s has no timestamps", p)
	}
	return d
}

// momoBody is the IPN of a signed text, with an amount.
func momoBody(v vector, amount string) string {
	said := map[string]string{}
	for pair := range strings.SplitSeq(v.Message, "&") {
		name, value, _ := strings.Cut(pair, "=")
		said[name] = value
	}
	return `{"partnerCode":"` + said["partnerCode"] + `","orderId":"` + said["orderId"] + `","requestId":"` + said["requestId"] +
		`","amount":` + amount + `,"orderInfo":"` + said["orderInfo"] + `","orderType":"` + said["orderType"] + `","transId":` + said["transId"] +
		`,"resultCode":` + said["resultCode"] + `,"message":"` + said["message"] + `","payType":"` + said["payType"] +
		`","responseTime":` + said["responseTime"] + `,"extraData":"","signature":"` + v.Expected + `"}`
}

func zaloPay(t testing.TB, data, mac string) payment.Delivery {
	t.Helper()
	body, err := json.Marshal(struct {
		Data string `json:"data"`
		MAC  string `json:"mac"`
	}{data, mac})
	if err != nil {
		t.Fatal(err)
	}
	return payment.Delivery{Body: body}
}

// copied is a delivery that can be changed without changing another.
func copied(d payment.Delivery) payment.Delivery {
	header := map[string][]string{}
	for name, values := range d.Header {
		header[name] = append([]string(nil), values...)
	}
	return payment.Delivery{RawQuery: d.RawQuery, Header: header, Body: bytes.Clone(d.Body)}
}

// signatureHeader is where a provider's signature stands, or "".
func signatureHeader(p payment.Provider) string {
	switch p {
	case payment.Stripe:
		return "Stripe-Signature"
	case payment.SePay:
		return "X-Sepay-Signature"
	case payment.Casso:
		return "X-Casso-Signature"
	case payment.Portal:
		return "Webhook-Signature"
	default:
		return ""
	}
}
