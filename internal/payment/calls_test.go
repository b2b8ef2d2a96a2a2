package payment_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"newsdesk/internal/fault"
	"newsdesk/internal/payment"
	"newsdesk/internal/testkit/fakepsp"
)

func order() payment.Order {
	return payment.Order{
		Ref: "7K3M9QX1", Donation: "D1", Minor: 200000, Currency: "VND", Description: "Ủng hộ quỹ Đền ơn", ReturnURL: "https://example.com/return",
		NotifyURL: "https://example.com/ipn", ClientIP: "203.0.113.9", At: gift, ExpiresAt: gift.Add(time.Hour),
	}
}

// provider answers all questions alike and keeps what it was asked last.
type provider struct {
	status int
	answer string
	asked  string
	header http.Header
}

func (p *provider) merchant(t *testing.T, of payment.Provider) payment.Merchant {
	t.Helper()
	h := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		p.asked, p.header = r.URL.Path+" "+string(body), r.Header
		w.WriteHeader(p.status)
		_, _ = io.WriteString(w, p.answer)
	}))
	t.Cleanup(h.Close)
	m := sandbox(of)
	m.Base = h.URL
	return m
}

func TestAnOrderOfVNPAYIsASignedAddress(t *testing.T) {
	next, err := payment.Checkout(t.Context(), nil, sandbox(payment.VNPay), order())
	if err != nil {
		t.Fatal(err)
	}
	u, err := url.Parse(next.URL)
	if err != nil || u.Host != "sandbox.vnpayment.vn" || u.Path != "/paymentv2/vpcpay.html" || next.Kind != "redirect" {
		t.Fatalf("got %+v, want the page of the sandbox", next)
	}
	signed, hash, _ := strings.Cut(u.RawQuery, "&vnp_SecureHash=")
	want := "vnp_Amount=20000000&vnp_Command=pay&vnp_CreateDate=20200324182600&vnp_CurrCode=VND&vnp_ExpireDate=20200324192600" +
		"&vnp_IpAddr=203.0.113.9&vnp_Locale=vn&vnp_OrderInfo=Ung+ho+quy+Den+on&vnp_OrderType=other" +
		"&vnp_ReturnUrl=https%3A%2F%2Fexample.com%2Freturn&vnp_TmnCode=TEST_TMN_CODE&vnp_TxnRef=7K3M9QX1&vnp_Version=2.1.0"
	if diff := cmp.Diff(want, signed); diff != "" || hash != payment.SignVNPay("test_secret", want) {
		t.Errorf("the query differs, or its hash (-want +got):\n%s", diff)
	}
	live := live(payment.VNPay)
	if next, err = payment.Checkout(t.Context(), nil, live, order()); err != nil || !strings.HasPrefix(next.URL, "https://pay.vnpay.vn/vpcpay.html?") {
		t.Errorf("got %s and %v, want the live page", next.URL, err)
	}
}

func TestAnOrderOfMoMoIsSignedAsTheKnownAnswer(t *testing.T) {
	p := &provider{status: 200, answer: `{"resultCode":0,"orderId":"ORDER123","amount":10000,"payUrl":"https://momo.vn/x","deeplink":"momo://x","qrCodeUrl":"q"}`}
	m := p.merchant(t, payment.MoMo)
	next, err := payment.Checkout(t.Context(), fakepsp.Client(), m, payment.Order{
		Ref: "ORDER123", Minor: 10000, Currency: "VND", Description: "test", ReturnURL: "https://example.com/return", NotifyURL: "https://example.com/ipn", At: gift,
	})
	want := payment.Next{Kind: "redirect", URL: "https://momo.vn/x", Deeplink: "momo://x", QR: "q", ProviderRef: "ORDER123"}
	if diff := cmp.Diff(want, next); err != nil || diff != "" {
		t.Errorf("got %v (-want +got):\n%s", err, diff)
	}
	for _, part := range []string{"/v2/gateway/api/create ", `"amount":10000,`, `"signature":"` + vectors(t)["momo-create-public"].Expected + `"`} {
		if !strings.Contains(p.asked, part) {
			t.Errorf("asked %s, want %s in it", p.asked, part)
		}
	}
	if strings.Contains(p.asked, m.AccessKey) || strings.Contains(p.asked, m.Secret) {
		t.Errorf("asked %s, want no key in it", p.asked)
	}
}

func TestAnOrderOfZaloPayHasTheDayInVietNam(t *testing.T) {
	p := &provider{status: 200, answer: `{"return_code":1,"order_url":"https://zalopay.vn/x","qr_code":"q"}`}
	m := p.merchant(t, payment.ZaloPay)
	evening := order()
	evening.At = time.Date(2020, 3, 24, 17, 30, 0, 0, time.UTC) // half past midnight there
	next, err := payment.Checkout(t.Context(), fakepsp.Client(), m, evening)
	if err != nil || next.ProviderRef != "200325_7K3M9QX1" || next.QR != "q" {
		t.Errorf("got %+v and %v, want the order of the 25th", next, err)
	}
	form, _ := url.ParseQuery(strings.TrimPrefix(p.asked, "/v2/create "))
	mac := payment.SignZaloPay(m.AccessKey, payment.Pick(payment.ZaloPayOrderFields(), form.Get)...)
	if form.Get("mac") != mac || form.Get("amount") != "200000" || form.Get("embed_data") != `{"redirecturl":"https://example.com/return"}` {
		t.Errorf("asked %v, want it signed with %s", form, mac)
	}
}

func TestAnOrderOfStripeIsMadeOnce(t *testing.T) {
	p := &provider{status: 200, answer: `{"id":"cs_1","url":"https://checkout.stripe.com/x","livemode":false}`}
	m := p.merchant(t, payment.Stripe)
	o := order()
	o.ExpiresAt = gift.Add(31 * time.Minute)
	next, err := payment.Checkout(t.Context(), fakepsp.Client(), m, o)
	if err != nil || next.URL != "https://checkout.stripe.com/x" || next.ProviderRef != "cs_1" {
		t.Errorf("got %+v and %v, want the session", next, err)
	}
	if p.header.Get("Idempotency-Key") != "order-7K3M9QX1" || p.header.Get("Authorization") != "Bearer sk_test_123" {
		t.Errorf("got headers %v", p.header)
	}
	form, _ := url.ParseQuery(strings.TrimPrefix(p.asked, "/v1/checkout/sessions "))
	for name, want := range map[string]string{
		"line_items[0][price_data][unit_amount]": "200000", "line_items[0][price_data][currency]": "vnd",
		"line_items[0][price_data][product_data][name]": "Ủng hộ quỹ Đền ơn", "metadata[order]": "7K3M9QX1", "metadata[donation]": "D1",
		"payment_intent_data[metadata][order]": "7K3M9QX1", "client_reference_id": "7K3M9QX1", "expires_at": strconv.FormatInt(o.ExpiresAt.Unix(), 10),
	} {
		if form.Get(name) != want {
			t.Errorf("%s: got %q, want %q", name, form.Get(name), want)
		}
	}
}

func TestAmountsReachStripeAsItCountsThem(t *testing.T) {
	for _, c := range []struct {
		currency string
		minor    int64
		want     string // "": it cannot be
	}{
		{"VND", 200000, "200000"},
		{"USD", 1050, "1050"},
		{"ISK", 12, "1200"},
		{"UGX", 12, "1200"},
		{"MGA", 1200, "12"},
		{"MGA", 1201, ""},
		{"KWD", 1230, "1230"},
		{"KWD", 1234, ""},
	} {
		p := &provider{status: 200, answer: `{"id":"cs_1","url":"https://checkout.stripe.com/x","livemode":false,"status":"pending"}`}
		m := p.merchant(t, payment.Stripe)
		o := order()
		o.Currency, o.Minor = c.currency, c.minor
		_, err := payment.Checkout(t.Context(), fakepsp.Client(), m, o)
		form, _ := url.ParseQuery(strings.TrimPrefix(p.asked, "/v1/checkout/sessions "))
		if got := form.Get("line_items[0][price_data][unit_amount]"); got != c.want || fault.Is(err, fault.Invalid) != (c.want == "") {
			t.Errorf("%d %s: got %q and %v, want %q", c.minor, c.currency, got, err, c.want)
		}
		_, err = payment.Refund(t.Context(), fakepsp.Client(), m, payment.RefundOrder{Ref: "B1", Payment: "ch_1", Minor: c.minor, Paid: c.minor, Currency: c.currency})
		if fault.Is(err, fault.Invalid) != (c.want == "") {
			t.Errorf("%d %s back: got %v", c.minor, c.currency, err)
		}
	}
}

func TestADescriptionReachesTheProviderWithoutAccents(t *testing.T) {
	for said, want := range map[string]string{
		"": "Donation", "Ủng hộ «quỹ» – số 1!": "Ung ho quy so 1", "日本": "Donation", "a\n b\x00c": "a b c", strings.Repeat("đ ", 100): strings.Repeat("d ", 59) + "d",
	} {
		o := order()
		o.Description = said
		next, err := payment.Checkout(t.Context(), nil, sandbox(payment.VNPay), o)
		u, _ := url.Parse(next.URL)
		if got := u.Query().Get("vnp_OrderInfo"); err != nil || got != want {
			t.Errorf("%q: got %q and %v, want %q", said, got, err, want)
		}
	}
}

func TestOnlyGatewaysTakeOrders(t *testing.T) {
	each(t, func(t *testing.T, p payment.Provider) {
		m := sandbox(p)
		m.Base = "http://127.0.0.1:1"
		_, err := payment.Refund(t.Context(), fakepsp.Client(), m, payment.RefundOrder{Ref: "B1", Payment: "1", Minor: 1, Paid: 1, Currency: "VND"})
		if fault.Is(err, fault.Invalid) == p.Gateway() {
			t.Errorf("got %v, want a gateway asked and no other", err)
		}
	})
}

func TestEveryFaultOfAnOrderIsNamed(t *testing.T) {
	bad := payment.Order{Ref: "a-b", Minor: 4999, Currency: "USD", ReturnURL: "javascript:alert(1)", NotifyURL: "ftp://x"}
	for p, want := range map[payment.Provider][]string{
		payment.Stripe:  {"/ref wrong_format", "/return_url invalid_url"},
		payment.VNPay:   {"/ref wrong_format", "/amount out_of_range", "/currency not_allowed", "/return_url invalid_url"},
		payment.MoMo:    {"/ref wrong_format", "/currency not_allowed", "/return_url invalid_url", "/notify_url invalid_url"},
		payment.ZaloPay: {"/ref wrong_format", "/currency not_allowed", "/return_url invalid_url", "/notify_url invalid_url"},
		payment.SePay:   {"/provider not_allowed"},
	} {
		o := bad
		if p == payment.SePay {
			o = order()
		}
		_, err := payment.Checkout(t.Context(), nil, payment.Merchant{Provider: p}, o)
		var got []string
		for _, f := range fault.Of(err).Fields {
			got = append(got, f.Name+" "+f.Code)
		}
		if diff := cmp.Diff(want, got); diff != "" || !fault.Is(err, fault.Invalid) {
			t.Errorf("%s: got %v (-want +got):\n%s", p, err, diff)
		}
	}
	for _, currency := range []string{"", "vnd", "VN", "VNDD", "V1D"} {
		o := order()
		o.Currency = currency
		if _, err := payment.Checkout(t.Context(), nil, sandbox(payment.Stripe), o); !fault.Is(err, fault.Invalid) {
			t.Errorf("%q: got %v, want Invalid", currency, err)
		}
	}
}

func TestAProviderThatAnswersNonsenseIsOverloaded(t *testing.T) {
	for _, of := range []payment.Provider{payment.Stripe, payment.MoMo, payment.ZaloPay, payment.VNPay} {
		for _, answer := range []string{
			"", "<html>", "[]", "{}", `{"resultCode":0,"orderId":"other","amount":200000,"payUrl":"https://x"}`, `{"return_code":1,"order_url":"javascript:1"}`,
			`{"id":"cs_1","url":"https://x","livemode":true}`, `{"resultCode":1005}`, `{"return_code":2}`, strings.Repeat("[", 100),
			`{"vnp_ResponseCode":"00","vnp_TransactionStatus":"00"}`,
		} {
			for _, status := range []int{200, 302, 401, 429, 500} {
				p := &provider{status: status, answer: answer}
				m := p.merchant(t, of)
				if of != payment.VNPay {
					_, err := payment.Checkout(t.Context(), fakepsp.Client(), m, order())
					unwell(t, m, answer, err)
				}
				if of == payment.Stripe && status == 200 || of == payment.MoMo || of == payment.ZaloPay && strings.Contains(answer, "return_code") {
					continue // what it says of a refund can be understood
				}
				_, err := payment.Refund(t.Context(), fakepsp.Client(), m, payment.RefundOrder{Ref: "B1", Payment: "pi_1", Order: "R1", Minor: 1, Paid: 1, Currency: "VND"})
				unwell(t, m, answer, err)
			}
		}
	}
}

func unwell(t *testing.T, m payment.Merchant, answer string, err error) {
	t.Helper()
	f := fault.Of(err)
	if err == nil || f.Kind != fault.Overloaded || f.Retry == 0 {
		t.Errorf("%s, %.30s: got %v, want Overloaded", m.Provider, answer, err)
	}
	if err != nil && (strings.Contains(err.Error(), m.Secret) || m.AccessKey != "" && strings.Contains(err.Error(), m.AccessKey)) {
		t.Errorf("got %v, want no secret in it", err)
	}
}

func TestAProviderThatIsAwayIsOverloaded(t *testing.T) {
	m := sandbox(payment.Stripe)
	m.Base = "http://127.0.0.1:1"
	_, err := payment.Checkout(t.Context(), fakepsp.Client(), m, order())
	unwell(t, m, "", err)
	m.Base = "http://10.0.0.1"
	_, err = payment.Checkout(t.Context(), fakepsp.Client(), m, order())
	unwell(t, m, "", err)
}

func TestWhatProvidersSayOfARefund(t *testing.T) {
	for _, c := range []struct {
		of     payment.Provider
		status int
		answer string
		want   payment.RefundResult
	}{
		{payment.Stripe, 200, `{"id":"re_1","status":"succeeded"}`, payment.RefundResult{ID: "re_1", State: payment.RefundSucceeded}},
		{payment.Stripe, 200, `{"id":"re_1","status":"pending"}`, payment.RefundResult{ID: "re_1", State: payment.RefundPending}},
		{payment.Stripe, 200, `{"id":"re_1","status":"failed","failure_reason":"expired"}`, payment.RefundResult{ID: "re_1", State: payment.RefundFailed, Reason: "expired"}},
		{payment.Stripe, 400, `{"error":{"code":"charge_already_refunded"}}`, payment.RefundResult{State: payment.RefundFailed, Reason: "charge_already_refunded"}},
		{payment.MoMo, 200, `{"orderId":"B1","resultCode":0,"transId":7}`, payment.RefundResult{ID: "7", State: payment.RefundSucceeded}},
		{payment.MoMo, 200, `{"orderId":"B1","resultCode":7002,"transId":7}`, payment.RefundResult{ID: "7", State: payment.RefundPending}},
		{payment.MoMo, 400, `{"orderId":"B1","resultCode":41}`, payment.RefundResult{State: payment.RefundPending}},
		{payment.MoMo, 400, `{"orderId":"B1","resultCode":1080}`, payment.RefundResult{State: payment.RefundFailed, Reason: "1080"}},
		{payment.ZaloPay, 200, `{"return_code":1}`, payment.RefundResult{ID: "200324_2554_B1", State: payment.RefundSucceeded}},
		{payment.ZaloPay, 200, `{"return_code":3}`, payment.RefundResult{ID: "200324_2554_B1", State: payment.RefundPending}},
		{payment.ZaloPay, 200, `{"return_code":2,"sub_return_code":-14}`, payment.RefundResult{ID: "200324_2554_B1", State: payment.RefundFailed, Reason: "-14"}},
		{payment.VNPay, 200, vnpayRefunded("00", "00"), payment.RefundResult{ID: "8", State: payment.RefundSucceeded}},
		{payment.VNPay, 200, vnpayRefunded("00", "05"), payment.RefundResult{ID: "8", State: payment.RefundPending}},
		{payment.VNPay, 200, vnpayRefunded("00", "09"), payment.RefundResult{ID: "8", State: payment.RefundFailed, Reason: "09"}},
		{payment.VNPay, 200, vnpayRefunded("94", ""), payment.RefundResult{ID: "8", State: payment.RefundPending}},
		{payment.VNPay, 200, vnpayRefunded("95", ""), payment.RefundResult{State: payment.RefundFailed, Reason: "95"}},
	} {
		p := &provider{status: c.status, answer: c.answer}
		got, err := payment.Refund(t.Context(), fakepsp.Client(), p.merchant(t, c.of), payment.RefundOrder{
			Ref: "B1", Payment: "7", Order: "R1", OrderedAt: gift, Minor: 1, Paid: 2, Currency: "VND", At: gift,
		})
		if diff := cmp.Diff(c.want, got); err != nil || diff != "" {
			t.Errorf("%s, %s: got %v (-want +got):\n%s", c.of, c.answer, err, diff)
		}
	}
	for _, minor := range []int64{0, -1, 3} {
		_, err := payment.Refund(t.Context(), nil, sandbox(payment.MoMo), payment.RefundOrder{Ref: "B1", Payment: "7", Minor: minor, Paid: 2, Currency: "VND"})
		if !fault.Is(err, fault.Invalid) {
			t.Errorf("%d of 2: got %v, want Invalid", minor, err)
		}
	}
}

// vnpayRefunded is a signed answer of VNPAY.
func vnpayRefunded(code, status string) string {
	said := map[string]string{
		"vnp_ResponseCode": code, "vnp_TransactionStatus": status, "vnp_TmnCode": "TEST_TMN_CODE", "vnp_TxnRef": "R1", "vnp_TransactionNo": "8",
	}
	hash := payment.SignVNPayFields("test_secret", payment.Pick(payment.VNPayRefundAnswerFields(), func(name string) string { return said[name] })...)
	return fmt.Sprintf(`{"vnp_ResponseCode":%q,"vnp_TransactionStatus":%q,"vnp_TmnCode":"TEST_TMN_CODE","vnp_TxnRef":"R1","vnp_TransactionNo":"8","vnp_SecureHash":%q}`, code, status, hash)
}
