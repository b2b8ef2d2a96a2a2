package payment_test

import (
	"fmt"
	"maps"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"newsdesk/internal/payment"
)

func stripeEvent(t *testing.T, kind, object string) (payment.Event, error) {
	t.Helper()
	body := fmt.Sprintf(`{"id":"evt_9","object":"event","livemode":false,"created":1585049160,"type":%q,"data":{"object":%s}}`, kind, object)
	return payment.Read(sandbox(payment.Stripe), resigned(t, payment.Stripe, []byte(body), gift), gift)
}

func TestStripesEventsSayWhatHappened(t *testing.T) {
	of := payment.Event{Key: "evt_9", At: gift.UTC(), Payment: "pi_1", Currency: "VND", Order: "R1"}
	with := func(change func(*payment.Event)) payment.Event { e := of; change(&e); return e }
	const meta = `"metadata":{"donation":"D1","order":"R1"},"currency":"vnd"`
	for _, c := range []struct {
		kind, object string
		want         payment.Event
	}{
		{"payment_intent.succeeded", `{"id":"pi_1","amount":9,"amount_received":5,` + meta + `}`, with(func(e *payment.Event) { e.Kind, e.Minor = payment.Paid, 5 })},
		{"charge.succeeded", `{"id":"ch_1","payment_intent":"pi_1","amount":5,"captured":true,"balance_transaction":{"fee":2,"currency":"vnd"},` + meta + `}`, with(func(e *payment.Event) { e.Kind, e.Minor, e.Fee = payment.Paid, 5, 2 })},
		{"charge.succeeded", `{"id":"ch_1","payment_intent":null,"amount":5,"balance_transaction":"txn_1",` + meta + `}`, with(func(e *payment.Event) { e.Kind, e.Minor, e.Payment = payment.Paid, 5, "ch_1" })},
		{"charge.succeeded", `{"id":"ch_1","payment_intent":"pi_1","amount":5,"captured":false,` + meta + `}`, with(func(e *payment.Event) { e.Kind, e.Minor = payment.Other, 5 })},
		{"payment_intent.payment_failed", `{"id":"pi_1","amount":5,"last_payment_error":{"code":"card_declined","decline_code":"stolen_card"},` + meta + `}`, with(func(e *payment.Event) { e.Kind, e.Minor, e.Reason = payment.Failed, 5, "stolen_card" })},
		{"payment_intent.payment_failed", `{"id":"pi_1","amount":5,"last_payment_error":{"code":"card_declined"},` + meta + `}`, with(func(e *payment.Event) { e.Kind, e.Minor, e.Reason = payment.Failed, 5, "card_declined" })},
		{"charge.refunded", `{"id":"ch_1","payment_intent":"pi_1","amount":5,"amount_refunded":3,` + meta + `}`, with(func(e *payment.Event) { e.Kind, e.Cumulative = payment.Refunded, 3 })},
		{"charge.dispute.created", `{"id":"dp_1","charge":"ch_1","payment_intent":"pi_1","amount":5,"reason":"fraudulent","status":"needs_response",` + meta + `}`, with(func(e *payment.Event) {
			e.Kind, e.Minor, e.DisputeID, e.Reason = payment.Disputed, 5, "dp_1", "fraudulent"
		})},
		{"charge.dispute.created", `{"id":"dp_1","payment_intent":"pi_1","amount":5,"status":"warning_needs_response",` + meta + `}`, with(func(e *payment.Event) { e.Kind, e.Minor, e.DisputeID = payment.Other, 5, "dp_1" })},
		{"charge.dispute.closed", `{"id":"dp_1","payment_intent":"pi_1","amount":5,"status":"won",` + meta + `}`, with(func(e *payment.Event) { e.Kind, e.Minor, e.DisputeID = payment.DisputeWon, 5, "dp_1" })},
		{"charge.dispute.closed", `{"id":"dp_1","charge":"ch_1","amount":5,"status":"lost",` + meta + `}`, with(func(e *payment.Event) {
			e.Kind, e.Minor, e.DisputeID, e.Payment = payment.DisputeLost, 5, "dp_1", "ch_1"
		})},
		{"charge.dispute.closed", `{"id":"dp_1","payment_intent":"pi_1","amount":5,"status":"warning_closed",` + meta + `}`, with(func(e *payment.Event) { e.Kind, e.Minor, e.DisputeID = payment.Other, 5, "dp_1" })},
		{"refund.updated", `{"id":"re_1","payment_intent":"pi_1","amount":5}`, payment.Event{Key: "evt_9", At: gift.UTC(), Kind: payment.Other}},
		{"checkout.session.completed", `{"id":"cs_1","amount_total":5}`, payment.Event{Key: "evt_9", At: gift.UTC(), Kind: payment.Other}},
		{"invented.tomorrow", `[1,{"a":null}]`, payment.Event{Key: "evt_9", At: gift.UTC(), Kind: payment.Other}},
	} {
		got, err := stripeEvent(t, c.kind, c.object)
		if diff := cmp.Diff(c.want, got); err != nil || diff != "" {
			t.Errorf("%s %s: got %v (-want +got):\n%s", c.kind, c.object, err, diff)
		}
	}
}

func TestAmountsOfStripeAreWholeNumbersAboveZero(t *testing.T) {
	for _, amount := range []string{"0", "-1", "-0", "2e5", "200000.5", `"200000"`, "null", "9007199254740993", "99999999999999999999", "[1]"} {
		_, err := stripeEvent(t, "payment_intent.succeeded", `{"id":"pi_1","currency":"vnd","amount_received":`+amount+`}`)
		if want := payment.ErrMalformed; err == nil || !strings.Contains(err.Error(), want.Error()) {
			t.Errorf("%s: got %v, want %v", amount, err, want)
		}
	}
}

func TestAmountsOfStripeAreInMinorUnitsOfTheStandard(t *testing.T) {
	for currency, want := range map[string]int64{"vnd": 1200, "usd": 1200, "jpy": 1200, "kwd": 1200, "isk": 12, "ugx": 12, "mga": 120000} {
		got, err := stripeEvent(t, "payment_intent.succeeded", `{"id":"pi_1","currency":"`+currency+`","amount_received":1200}`)
		if err != nil || got.Minor != want {
			t.Errorf("%s: got %d and %v, want %d", currency, got.Minor, err, want)
		}
	}
	if _, err := stripeEvent(t, "payment_intent.succeeded", `{"id":"pi_1","currency":"isk","amount_received":1250}`); err == nil {
		t.Error("half a krona was taken")
	}
}

func TestAnotherMerchantOrModeIsRefused(t *testing.T) {
	live := sandbox(payment.Stripe)
	live.Live = true
	account := sandbox(payment.Stripe)
	account.ID = "acct_1"
	connected := resigned(t, payment.Stripe, []byte(`{"id":"evt_1","account":"acct_2","created":1585049160,"livemode":false,"type":"x"}`), gift)
	for name, c := range map[string]struct {
		m payment.Merchant
		d payment.Delivery
	}{
		"a test event of a live merchant": {live, genuine(t, payment.Stripe, gift)},
		"another account":                 {account, connected},
		"another vnp_TmnCode":             {renamed(payment.VNPay), genuine(t, payment.VNPay, gift)},
		"another partnerCode":             {renamed(payment.MoMo), genuine(t, payment.MoMo, gift)},
		"another app_id":                  {renamed(payment.ZaloPay), genuine(t, payment.ZaloPay, gift)},
		"no provider":                     {payment.Merchant{Secret: "x"}, payment.Delivery{}},
	} {
		if _, err := payment.Read(c.m, c.d, gift); err == nil || !strings.Contains(err.Error(), string(payment.ErrMerchant)) {
			t.Errorf("%s: got %v, want ErrMerchant", name, err)
		}
	}
}

func renamed(p payment.Provider) payment.Merchant {
	m := sandbox(p)
	m.ID = "9"
	return m
}

// vnpay is an IPN with what differs from an ordinary one, signed over what encode makes of it.
func vnpay(differs map[string]string, encode func(string) string) payment.Delivery {
	said := map[string]string{
		"vnp_Amount": "20000000", "vnp_OrderInfo": "Ung ho", "vnp_PayDate": "20200324182600", "vnp_ResponseCode": "00",
		"vnp_TmnCode": "TEST_TMN_CODE", "vnp_TransactionNo": "1", "vnp_TransactionStatus": "00", "vnp_TxnRef": "R1",
	}
	maps.Copy(said, differs)
	var query string
	for _, name := range []string{
		"vnp_Amount", "vnp_BankCode", "vnp_OrderInfo", "vnp_PayDate", "vnp_ResponseCode", "vnp_TmnCode", "vnp_TransactionNo", "vnp_TransactionStatus", "vnp_TxnRef",
	} {
		if said[name] != "" {
			query += "&" + name + "=" + encode(said[name])
		}
	}
	query = query[1:]
	return payment.Delivery{RawQuery: query + "&vnp_SecureHash=" + payment.SignVNPay("test_secret", query)}
}

func TestD07WhatVNPAYSaysOfAPayment(t *testing.T) {
	for _, c := range []struct {
		differs map[string]string
		kind    payment.Kind
		reason  string
	}{
		{nil, payment.Paid, ""},
		{map[string]string{"vnp_TransactionStatus": ""}, payment.Paid, ""},
		{map[string]string{"vnp_ResponseCode": "24", "vnp_TransactionStatus": "02"}, payment.Failed, "24"},
		{map[string]string{"vnp_ResponseCode": "24", "vnp_TransactionStatus": "02", "vnp_PayDate": "", "vnp_TransactionNo": "0"}, payment.Failed, "24"},
		{map[string]string{"vnp_TransactionStatus": "02"}, payment.Failed, "02"},
		{map[string]string{"vnp_ResponseCode": "07", "vnp_TransactionStatus": "07"}, payment.Other, "07"},
		{map[string]string{"vnp_TransactionStatus": "07"}, payment.Other, "07"},
	} {
		got := accepted(t, payment.VNPay, vnpay(c.differs, url.QueryEscape), gift)
		if got.Kind != c.kind || got.Reason != c.reason || got.Order != "R1" || got.Minor != 200000 {
			t.Errorf("%v: got %+v, want %s %q", c.differs, got, c.kind, c.reason)
		}
	}
}

func TestAmountsOfVNPAYAreWholeDong(t *testing.T) {
	for amount, good := range map[string]bool{
		"20000100": true, "100": true, "20000050": false, "0": false, "-100": false, "+100": false, "0100": false, "1e4": false,
		"100.00": false, "": false, "99999999999999999900": false,
	} {
		_, err := payment.Read(sandbox(payment.VNPay), vnpay(map[string]string{"vnp_Amount": amount}, url.QueryEscape), gift)
		if (err == nil) != good {
			t.Errorf("%q: got %v, want it taken: %t", amount, err, good)
		}
	}
}

func TestAQueryOfVNPAYMayBeEncodedInAnyWay(t *testing.T) {
	const info = "Ung ho *(a)~'!, Đảng"
	for name, encode := range map[string]func(string) string{
		"Go":         url.QueryEscape,
		"PHP":        func(s string) string { return strings.ReplaceAll(url.QueryEscape(s), "~", "%7E") },
		"JavaScript": func(s string) string { return strings.ReplaceAll(url.QueryEscape(s), "%2A", "*") },
		"encodeURIComponent": func(s string) string {
			return strings.NewReplacer("+", "%20", "%2A", "*", "%28", "(", "%29", ")", "%27", "'", "%21", "!").Replace(url.QueryEscape(s))
		},
		"lower case": func(s string) string { return strings.ReplaceAll(url.QueryEscape(s), "%C4%90", "%c4%90") },
	} {
		d := vnpay(map[string]string{"vnp_OrderInfo": info}, encode)
		if _, err := payment.Read(sandbox(payment.VNPay), d, gift); err != nil {
			t.Errorf("%s: got %v, want it accepted as it came in", name, err)
		}
	}
	// A proxy has written the query anew, in another order, after it was signed as VNPAY's samples sign.
	d := vnpay(map[string]string{"vnp_OrderInfo": info}, func(s string) string { return strings.ReplaceAll(url.QueryEscape(s), "~", "%7E") })
	values, _ := url.ParseQuery(d.RawQuery)
	values.Set("channel", "1")
	accepted(t, payment.VNPay, payment.Delivery{RawQuery: values.Encode()}, gift)
	refused(t, payment.VNPay, payment.Delivery{RawQuery: d.RawQuery + "&vnp_TxnRef=R2"}, gift, payment.ErrSignature)
	refused(t, payment.VNPay, payment.Delivery{RawQuery: d.RawQuery + "&vnp_SecureHash=00"}, gift, payment.ErrSignature)
	refused(t, payment.VNPay, payment.Delivery{RawQuery: d.RawQuery + "&vnp_BankCode=NCB"}, gift, payment.ErrSignature)
	// Even what stands there twice alike could be read by others in another way.
	refused(t, payment.VNPay, payment.Delivery{RawQuery: d.RawQuery + "&vnp_TxnRef=R1"}, gift, payment.ErrSignature)
	refused(t, payment.VNPay, payment.Delivery{RawQuery: "vnp_SecureHash=00&" + d.RawQuery}, gift, payment.ErrSignature)
}

func TestD08WhatMoMoSaysOfAPayment(t *testing.T) {
	for code, want := range map[string]payment.Kind{"0": payment.Paid, "1006": payment.Failed, "9000": payment.Other, "7000": payment.Other, "00": ""} {
		v := vectors(t)["momo-ipn-success-200000"]
		v.Message = strings.Replace(v.Message, "resultCode=0", "resultCode="+code, 1)
		v.Expected = payment.SignMoMo(v.Key, v.Message)
		got, err := payment.Read(sandbox(payment.MoMo), payment.Delivery{Body: []byte(momoBody(v, "200000"))}, gift)
		if got.Kind != want || (err == nil) != (want != "") || want == payment.Failed && got.Reason != code {
			t.Errorf("%s: got %+v and %v, want %s", code, got, err, want)
		}
	}
}

func TestAValueOfMoMoThatLooksLikeAMemberIsRefused(t *testing.T) {
	v := vectors(t)["momo-ipn-success-200000"]
	v.Message = strings.Replace(v.Message, "Ung ho quy", "a&orderType=b", 1)
	v.Expected = payment.SignMoMo(v.Key, v.Message)
	body := strings.Replace(momoBody(v, "200000"), `"orderInfo":"a"`, `"orderInfo":"a&orderType=b"`, 1)
	body = strings.Replace(body, `"orderType":"b"`, `"orderType":"momo_wallet"`, 1)
	refused(t, payment.MoMo, payment.Delivery{Body: []byte(body)}, gift, payment.ErrSignature)
}

func TestD06CassoIsVerifiedAsItsSamplesForEitherLanguage(t *testing.T) {
	body := []byte(` {"error": 0, "data": {"id": 7, "b": [ {"z":1, "a":"\u00e9/"} ], "reference":"r\/1", "description":"Ủng hộ \"😀\" ` + "\u007f" + `", "amount": 1, ` +
		`"accountNumber":"1","transactionDateTime":"2020-03-24 18:26:00","e":{}, "n": null, "f": 1.50, "t": true}}`)
	for style, want := range map[payment.Style]string{
		payment.JavaScript: `{"data":{"accountNumber":"1","amount":1,"b":[{"z":1,"a":"é/"}],"description":"Ủng hộ \"😀\" ` + "\u007f" + `","e":{},"f":1.50,"id":7,"n":null,"reference":"r/1","t":true,"transactionDateTime":"2020-03-24 18:26:00"},"error":0}`,
		payment.PHP:        `{"data":{"accountNumber":"1","amount":1,"b":[{"a":"\u00e9\/","z":1}],"description":"\u1ee6ng h\u1ed9 \"\ud83d\ude00\" ` + "\u007f" + `","e":[],"f":1.50,"id":7,"n":null,"reference":"r\/1","t":true,"transactionDateTime":"2020-03-24 18:26:00"},"error":0}`,
	} {
		got, err := payment.CassoText(body, style)
		if diff := cmp.Diff(want, got); err != nil || diff != "" {
			t.Errorf("got %v (-want +got):\n%s", err, diff)
		}
		d := payment.Delivery{Body: body, Header: map[string][]string{
			"X-Casso-Signature": {fmt.Sprintf("t=%d,v1=%s", gift.UnixMilli(), payment.SignCasso(sandbox(payment.Casso).Secret, gift.UnixMilli(), want))},
		}}
		accepted(t, payment.Casso, d, gift)
	}
}

func TestBankTransfersGoInOrOut(t *testing.T) {
	in := accepted(t, payment.Casso, genuine(t, payment.Casso, gift), gift)
	want := payment.Event{
		Key: "7|FT 1/2", Kind: payment.Transferred, Payment: "7", Minor: 200000, Currency: "VND", At: time.Date(2020, 3, 24, 11, 26, 0, 0, time.UTC),
		Transfer: &payment.Transfer{BIN: "970432", Bank: "VPBank", Account: "88888888", Reference: "FT 1/2", Memo: "Ủng hộ quỹ"},
	}
	if diff := cmp.Diff(want, in); diff != "" {
		t.Errorf("the event differs (-want +got):\n%s", diff)
	}
	out := accepted(t, payment.Casso, resigned(t, payment.Casso, []byte(strings.Replace(cassoBody, "200000", "-200000", 1)), gift), gift)
	if out.Kind != payment.Outgoing || out.Minor != 200000 || !out.Transfer.Out {
		t.Errorf("got %+v, want money that left", out)
	}
	body := string(genuine(t, payment.SePay, gift).Body)
	out = accepted(t, payment.SePay, resigned(t, payment.SePay, []byte(strings.Replace(body, `"in"`, `"out"`, 1)), gift), gift)
	if out.Kind != payment.Outgoing || !out.Transfer.Out || out.Transfer.BIN != "970436" || out.Transfer.Memo != "UH7K3M9QX1 ung ho quy" {
		t.Errorf("got %+v, want money that left", out)
	}
	for _, wrong := range []string{`"up"`, `null`, `1`} {
		d := resigned(t, payment.SePay, []byte(strings.Replace(body, `"in"`, wrong, 1)), gift)
		refused(t, payment.SePay, d, gift, payment.ErrMalformed)
	}
	for _, wrong := range []string{`-200000`, `0`, `200000.5`, `"200000"`} {
		d := resigned(t, payment.SePay, []byte(strings.Replace(body, `200000`, wrong, 1)), gift)
		refused(t, payment.SePay, d, gift, payment.ErrMalformed)
	}
}

func TestAPortalAnnouncesMessages(t *testing.T) {
	got := accepted(t, payment.Portal, genuine(t, payment.Portal, gift), gift)
	want := payment.Event{
		Key: "msg_1", Kind: payment.Paid, Payment: "m1", Minor: 200000, Currency: "VND", At: time.Date(2020, 3, 24, 11, 26, 0, 0, time.UTC),
		Message: &payment.Message{ShortCode: "1407", Keyword: "CV", Units: 10},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("the event differs (-want +got):\n%s", diff)
	}
	other := accepted(t, payment.Portal, resigned(t, payment.Portal, []byte(`{"type":"ping"}`), gift), gift)
	if other.Kind != payment.Other {
		t.Errorf("got %+v, want another kind of event", other)
	}
	for old, wrong := range map[string]string{`"units":10`: `"units":0`, `+07:00`: ``, `200000`: `200000.0`, `"VND"`: `""`, `"m1"`: `null`} {
		d := resigned(t, payment.Portal, []byte(strings.Replace(portalBody, old, wrong, 1)), gift)
		refused(t, payment.Portal, d, gift, payment.ErrMalformed)
	}
}

func TestWhatIsSignedAndMakesNoSenseIsMalformed(t *testing.T) {
	for _, p := range []payment.Provider{payment.Stripe, payment.SePay, payment.Portal} {
		for _, body := range []string{"", "[]", "null", "{}x", `{"a":1,"a":2}`, strings.Repeat("[", 1000), `{"type":"message.received","id":"` + strings.Repeat("x", 300) + `"}`} {
			refused(t, p, resigned(t, p, []byte(body), gift), gift, payment.ErrMalformed)
		}
		refused(t, p, payment.Delivery{Body: make([]byte, payment.DeliveryMost+1)}, gift, payment.ErrMalformed)
	}
}

func TestAnEventSaysNothingThatCannotBe(t *testing.T) {
	transfer := string(genuine(t, payment.SePay, gift).Body)
	for name, change := range map[string][2]string{
		"no account":               {`"0123499999"`, `""`},
		"an endless memo":          {"ung ho quy", strings.Repeat("x", 1001)},
		"a control character":      {"92704", `"9\n2704"`},
		"no id":                    {"92704", `""`},
		"no time":                  {"2020-03-24 18:26:00", "24/3/2020"},
		"more than there is":       {"200000", "9007199254740993"},
		"a document in it":         {`"0123499999"`, `{"a":1}`},
		"a character that is none": {"ung ho", `\ud800`},
	} {
		body := strings.Replace(transfer, change[0], change[1], 1)
		if body == transfer {
			t.Fatalf("%s: nothing changed", name)
		}
		if _, err := payment.Read(sandbox(payment.SePay), resigned(t, payment.SePay, []byte(body), gift), gift); err == nil {
			t.Errorf("%s: got it accepted", name)
		}
	}
}

func TestAnAgreementOfZaloPayIsNoPayment(t *testing.T) {
	d := genuine(t, payment.ZaloPay, gift)
	for kind, want := range map[string]payment.Kind{"1": payment.Paid, "2": payment.Other} {
		body := strings.Replace(string(d.Body), `{"data"`, `{"type":`+kind+`,"data"`, 1)
		if e := accepted(t, payment.ZaloPay, payment.Delivery{Body: []byte(body)}, gift); e.Kind != want {
			t.Errorf("type %s: got %s, want %s", kind, e.Kind, want)
		}
	}
	data := strings.Replace(vectors(t)["zalopay-callback-200000"].Message, "200324_7K3M9QX1", "7K3M_9QX1", 1)
	e := accepted(t, payment.ZaloPay, zaloPay(t, data, payment.SignZaloPay(sandbox(payment.ZaloPay).Secret, data)), gift)
	if e.Order != "7K3M_9QX1" {
		t.Errorf("got order %q, want it whole", e.Order)
	}
}
