package v1_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"newsdesk/internal/payment"
	"newsdesk/internal/policy"
	"newsdesk/internal/testkit/newsroom"
)

// desk sends something about the campaign for the newsroom.
func (f *civic) desk(role policy.Role, method, below, body string) newsroom.Answer {
	f.t.Helper()
	return f.n.Do(role, method, "/v1/editorial/campaigns/"+f.id+below, body)
}

// figure reads one figure of the treasury, which has to be that of the postings too.
func (f *civic) figure(name string, want int64) {
	f.t.Helper()
	for _, query := range []string{"", "?recounted=true"} {
		a := f.desk("treasurer", "GET", "/figures"+query, "").Want(200)
		if got := a.Text(name + "/amount"); got != strconv.FormatInt(want, 10) {
			f.t.Errorf("got %s %s%s, want %d: %s", name, got, query, want, a.Body)
		}
	}
}

func TestD02Snapshots(t *testing.T) {
	newsroom.Each(t, func(t *testing.T, n *newsroom.Newsroom) {
		n.Clock.Set(time.Date(2020, time.May, 10, 9, 0, 0, 0, time.UTC))
		portal := n.Do("editor_in_chief", "POST", "/v1/editorial/organisations", `{"name":"Cổng thông tin nhân đạo Quốc gia"}`).Want(201)
		a := publishCampaign(t, n, `"title":"Toàn dân ủng hộ","slug":"covid19","custody":"third_party","operator_id":"`+portal.Text("id")+`",
			"opens_at":"2020-03-19T00:00:00+07:00","closes_at":"2020-06-19T00:00:00+07:00",
			"channels":[{"id":"sms","kind":"sms","sms":{"short_code":"1407","keyword":"CV","price":20000,"units_min":1,"units_max":100}}]`)
		f := &civic{t: t, n: n, id: a.Text("id")}
		report := func(asOf string, cumulative int64, more string) newsroom.Answer {
			return f.desk("treasurer", "POST", "/snapshots", fmt.Sprintf(`{"channel_id":"sms","as_of":%q,"cumulative":%d,"source":"báo chí"%s}`, asOf, cumulative, more))
		}
		reported := func(want string) {
			t.Helper()
			p := n.Do("", "GET", "/v1/campaigns/covid19/progress", "").Want(200)
			if p.Text("reported/0/net") != want || p.Text("available") != "0" || p.Text("raised/net") != "0" {
				t.Errorf("got %s, want %s reported and nothing available", p.Body, want)
			}
			again, err := n.Till.Recounted(t.Context(), n.DB, f.id)
			if err != nil || strconv.FormatInt(again.Reported, 10) != want {
				t.Errorf("the postings add up to %d, %v, want %s", again.Reported, err, want)
			}
		}
		report("2020-04-27T17:00:00+07:00", 150_100_000_000, "").Want(201)
		reported("150100000000")
		report("2020-04-06T21:00:00+07:00", 128_654_900_000, `,"units":6432745`).Want(201)
		reported("150100000000")
		report("2020-04-27T17:00:00+07:00", 150_100_000_000, "").Want(200)
		reported("150100000000")
		all := f.desk("treasurer", "GET", "/snapshots", "").Want(200)
		if all.Len("data") != 2 || !strings.Contains(string(all.Body), "21445100000") || !strings.Contains(string(all.Body), "128654900000") {
			t.Errorf("got %s, want two rows with what each added", all.Body)
		}
		at, err := n.Till.ReportedAt(t.Context(), f.id, time.Date(2020, time.April, 10, 0, 0, 0, 0, time.UTC))
		if err != nil || at != 128_654_900_000 {
			t.Errorf("got %d, %v for 10 April, want 128,654,900,000", at, err)
		}
		if got := report("2020-05-01T17:00:00+07:00", 149_000_000_000, "").Want(409).Code(); got != "snapshot_decreases" {
			t.Errorf("got %s", got)
		}
		report("2020-05-01T17:00:00+07:00", 149_000_000_000, `,"corrects":true,"reason":"Cổng đính chính"`).Want(201)
		reported("149000000000")
		if got := f.desk("treasurer", "GET", "/snapshots", "").Want(200); !strings.Contains(string(got.Body), "-1100000000") {
			t.Errorf("got %s, want an entry of -1,100,000,000", got.Body)
		}
	})
}

func TestD05Suspense(t *testing.T) {
	newsroom.Each(t, func(t *testing.T, n *newsroom.Newsroom) {
		n.Clock.Set(instantOfF())
		shared := strings.Replace(channelsOfF, `"dedicated":true`, `"dedicated":false`, 1)
		a := publishCampaign(t, n, `"title":"Quỹ","slug":"covid19","opens_at":"2020-03-19T00:00:00+07:00","closes_at":"2020-06-19T00:00:00+07:00","channels":`+shared)
		f := &civic{t: t, n: n, id: a.Text("id")}
		f.merchant(payment.Merchant{Provider: payment.SePay, Secret: "test_sepay_secret"})
		gift := f.give(200000, "khoa-chuyen-khoan").Want(201)
		f.rename(gift)
		send := func(id, minor, memo, direction string) {
			t.Helper()
			f.sepay(`{"id":` + id + `,"gateway":"Vietcombank","transactionDate":"2020-03-24 18:26:00","accountNumber":"113366668888","code":null,"content":"` + memo +
				`","transferType":"` + direction + `","transferAmount":` + minor + `,"accumulated":0,"subAccount":null,"referenceCode":"MB.` + id + `","description":""}`).Want(200)
		}
		send("1", "150000", "UH7K3M9QX1", "in")
		f.net(150000)
		if mine := n.Do("", "GET", "/v1/donations/"+gift.Text("token"), "").Want(200); mine.Text("status") != "paid" || mine.Text("paid/amount") != "150000" {
			t.Errorf("got %s, want what came in", mine.Body)
		}
		if told := f.desk("treasurer", "GET", "/payments?status=credited", "").Want(200); !strings.Contains(string(told.Body), "differs:-50000") {
			t.Errorf("got %s, want the difference", told.Body)
		}
		send("2", "300000", "ung ho", "in")
		f.net(150000)
		waiting := f.desk("treasurer", "GET", "/payments?status=suspense", "").Want(200)
		if waiting.Len("data") != 1 || waiting.Text("data/0/memo") != "ung ho" {
			t.Fatalf("got %s, want one payment that waits", waiting.Body)
		}
		match := "/v1/editorial/payments/" + waiting.Text("data/0/id") + "/match"
		n.Do("reporter", "POST", match, `{"reason":"Thử"}`).Want(403)
		n.Do("treasurer", "POST", match, `{"reason":"Người chuyển xác nhận"}`).Want(200)
		f.net(450000)
		n.Do("treasurer", "POST", match, `{"reason":"Lần nữa"}`).Want(409)
		trail := n.Do("auditor", "GET", "/v1/editorial/audit?kind=payment", "").Want(200)
		if !strings.Contains(string(trail.Body), `"match"`) {
			t.Errorf("got %s, want who matched it", trail.Body)
		}
		send("3", "990000", "rut tien", "out")
		f.net(450000)
	})
}

// vnpay announces a payment of VNPAY, signed.
func (f *civic) vnpay(ref, amount, code, number string) newsroom.Answer {
	f.t.Helper()
	values := map[string]string{
		"vnp_Amount": amount, "vnp_BankCode": "NCB", "vnp_BankTranNo": "VNP1", "vnp_CardType": "ATM", "vnp_OrderInfo": "Ung ho quy", "vnp_PayDate": "20200324182600",
		"vnp_ResponseCode": code, "vnp_TmnCode": "TEST_TMN_CODE", "vnp_TransactionNo": number, "vnp_TransactionStatus": code, "vnp_TxnRef": ref,
	}
	query := payment.CanonicalVNPay(values)
	query += "&vnp_SecureHash=" + url.QueryEscape(payment.SignVNPay("test_secret", query))
	return f.n.Do("", http.MethodGet, "/v1/hooks/vnpay/"+f.id+"/vnpay?"+query, "")
}

func TestD14StatementAndDisbursement(t *testing.T) {
	newsroom.Each(t, func(t *testing.T, n *newsroom.Newsroom) {
		f := openF(t, n)
		f.merchant(payment.Merchant{Provider: payment.SePay, Secret: "test_sepay_secret"})
		f.desk("treasurer", "PUT", "/channels/vnpay/merchant", `{"provider":"vnpay","live":false,"merchant_id":"TEST_TMN_CODE","secret":"test_secret"}`).Want(200)
		for i := range 3 {
			gift := n.Do("", "POST", "/v1/campaigns/covid19/donations", `{"channel_id":"vnpay","amount":200000,"currency":"VND","return_url":"https://bao.example/cam-on"}`,
				"Idempotency-Key", fmt.Sprintf("khoa-cong-%d", i)).Want(201)
			if gift.Text("next_action/kind") != "redirect" {
				t.Fatalf("got %s, want to be sent to the gateway", gift.Body)
			}
			if a := f.vnpay(gift.Text("ref"), "20000000", "00", strconv.Itoa(1000+i)).Want(200); a.Text("RspCode") != "00" {
				t.Fatalf("got %s", a.Body)
			}
		}
		f.net(600000)
		at := func(kind, more string, amount int64) {
			t.Helper()
			f.desk("treasurer", "POST", "/passings", fmt.Sprintf(`{"kind":%q,%s"amount":%d,"currency":"VND","at":"2020-03-24T10:00:00+07:00","reference":%q}`, kind, more, amount, kind+strconv.FormatInt(amount, 10))).Want(200)
		}
		at("fee", `"provider":"vnpay",`, 6600)
		f.transfer("5000000", "MB.501")
		f.desk("treasurer", "POST", "/snapshots", `{"channel_id":"sms","as_of":"2020-03-24T17:00:00+07:00","cumulative":1000000,"source":"nhà mạng"}`).Want(201)
		at("remittance", "", 900000)
		f.figure("gross", 6_600_000)
		f.figure("fees", 6_600)
		f.figure("receivable", 100_000+593_400)
		at("payout", `"provider":"vnpay","channel_id":"bank",`, 593_400)
		f.figure("receivable", 100_000)
		f.figure("available", 6_600_000-6_600-100_000)

		plan := func(amount int64, status int) newsroom.Answer {
			t.Helper()
			return f.desk("treasurer", "POST", "/disbursements", fmt.Sprintf(`{"beneficiary_id":"quy","purpose":"Mua khẩu trang","amount":%d,"currency":"VND"}`, amount)).Want(status)
		}
		first := plan(4_000_000, 201)
		act := func(role policy.Role, verb string, d newsroom.Answer, status int) {
			t.Helper()
			n.Do(role, "POST", "/v1/editorial/disbursements/"+d.Text("id")+"/"+verb, "").Want(status)
		}
		act("treasurer", "approve", first, 403)
		act("editor_in_chief", "approve", first, 200)
		act("treasurer", "pay", first, 200)
		left := int64(6_600_000 - 6_600 - 100_000 - 4_000_000)
		f.figure("available", left)
		if got := plan(left+1, 422).Code(); got != "insufficient_available" {
			t.Errorf("got %s", got)
		}
		f.desk("editor_in_chief", "POST", "/statements", "").Want(201)
		one := n.Do("", "GET", "/v1/campaigns/covid19/statements/1", "").Want(200)
		if one.Text("gross") != "6600000" || one.Text("balance") != strconv.FormatInt(left+100_000, 10) {
			t.Errorf("got %s", one.Body)
		}
		last := plan(left, 201)
		act("editor_in_chief", "approve", last, 200)
		act("treasurer", "pay", last, 200)
		f.figure("available", 0)
		f.desk("editor_in_chief", "POST", "/statements", "").Want(201)
		two := n.Do("", "GET", "/v1/campaigns/covid19/statements/latest", "").Want(200)
		if two.Text("number") != "2" || two.Text("supersedes") != "1" || two.Text("available") != "0" {
			t.Errorf("got %s, want a second one that supersedes the first", two.Body)
		}
		if again := n.Do("", "GET", "/v1/campaigns/covid19/statements/1", "").Want(200); string(again.Body) != string(one.Body) {
			t.Errorf("statement 1 has changed: %s", again.Body)
		}
		for _, form := range []string{"csv", "html"} {
			n.Do("", "GET", "/v1/campaigns/covid19/statements/2/"+form, "").Want(200)
		}
	})
}

func TestD15CloseAndMinimum(t *testing.T) {
	newsroom.Each(t, func(t *testing.T, n *newsroom.Newsroom) {
		f := openF(t, n)
		f.merchant(payment.Merchant{Provider: payment.SePay, Secret: "test_sepay_secret"})
		ict := time.FixedZone("ICT", 7*60*60)
		n.Clock.Set(time.Date(2020, time.June, 18, 23, 59, 59, 999_000_000, ict))
		gift := f.give(200000, "khoa-phut-chot").Want(201)
		f.rename(gift)
		n.Clock.Set(time.Date(2020, time.June, 19, 0, 0, 0, 0, ict))
		if got := f.give(200000, "khoa-qua-han").Want(409).Code(); got != "campaign_closed" {
			t.Errorf("got %s", got)
		}
		if got := n.Do("", "GET", "/v1/campaigns?status=open", "").Want(200).Len("data"); got != 0 {
			t.Errorf("got %d open campaigns, want none", got)
		}
		n.Clock.Set(time.Date(2020, time.June, 20, 9, 0, 0, 0, ict))
		f.sepay(`{"id":9,"gateway":"Vietcombank","transactionDate":"2020-06-20 08:59:00","accountNumber":"113366668888","code":null,"content":"UH7K3M9QX1","transferType":"in","transferAmount":200000,"accumulated":0,"subAccount":null,"referenceCode":"MB.9","description":""}`).Want(200)
		f.net(0)
		late := n.SignIn(newsroom.Email(policy.Treasurer)) // months after the fixture began
		if got := n.With(late, "GET", "/v1/editorial/campaigns/"+f.id+"/payments?status=suspense", "").Want(200).Text("data/0/reason"); got != "after_close" {
			t.Errorf("got %s, want after_close", got)
		}
	})
}
