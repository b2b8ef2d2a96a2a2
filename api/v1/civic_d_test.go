package v1_test

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"newsdesk/internal/db"
	"newsdesk/internal/payment"
	"newsdesk/internal/testkit/newsroom"
)

// fixture F of the civic scenarios: the clock, and a campaign of the newsroom's own
// with a dedicated account, beside the drive of the seed, whose money others hold.
type civic struct {
	t  *testing.T
	n  *newsroom.Newsroom
	id string // of the campaign
}

const (
	accountOfF = "113366668888"
	refOfF     = "7K3M9QX1"
)

func instantOfF() time.Time {
	return time.Date(2020, time.March, 24, 18, 26, 0, 0, time.FixedZone("ICT", 7*60*60))
}

const channelsOfF = `[
	{"id":"bank","kind":"bank","provider":"sepay","bank":{"bin":"970415","account":"113366668888","holder":"QUY UNG HO","dedicated":true,"memo_prefix":"UH"}},
	{"id":"sms","kind":"sms","sms":{"short_code":"1407","keyword":"CV","price":20000,"units_min":1,"units_max":100,"units_default":1}},
	{"id":"vnpay","kind":"gateway","provider":"vnpay"}]`

// publishCampaign begins a campaign, has a second person approve where the money
// goes, and publishes it.
func publishCampaign(t *testing.T, n *newsroom.Newsroom, members string) newsroom.Answer {
	t.Helper()
	a := n.Do("editor_in_chief", "POST", "/v1/editorial/campaigns", `{`+members+`}`).Want(201)
	at := "/v1/editorial/campaigns/" + a.Text("id")
	if details := a.Text("payment_details"); details != "" {
		n.Do("treasurer", "POST", at+"/payment-details/approve", `{"fingerprint":"`+details+`"}`).Want(200)
	}
	return n.Do("editor_in_chief", "POST", at+"/publish", "", "If-Match", a.ETag()).Want(200)
}

func openF(t *testing.T, n *newsroom.Newsroom) *civic {
	t.Helper()
	n.Clock.Set(instantOfF())
	a := publishCampaign(t, n, `"title":"Quỹ ủng hộ phòng, chống dịch Covid-19","slug":"covid19","purpose":"ủng hộ phòng, chống dịch Covid-19","case_code":"COVID19",
		"opens_at":"2020-03-19T00:00:00+07:00","closes_at":"2020-06-19T00:00:00+07:00","minimum":20000,"beneficiaries":[{"id":"quy","kind":"group","name":"Tuyến đầu chống dịch"}],
		"channels":`+channelsOfF)
	return &civic{t: t, n: n, id: a.Text("id")}
}

// give announces a gift, and gives it the reference of the vectors.
func (f *civic) give(amount int64, key string) newsroom.Answer {
	f.t.Helper()
	return f.n.Do("", "POST", "/v1/campaigns/covid19/donations", fmt.Sprintf(`{"channel_id":"bank","amount":%d,"currency":"VND"}`, amount), "Idempotency-Key", key)
}

func (f *civic) rename(donation newsroom.Answer) {
	f.t.Helper()
	err := f.n.DB.Update(f.t.Context(), func(tx *db.Tx) error {
		_, err := tx.Exec(f.t.Context(), "UPDATE donate_donations SET ref = ? WHERE id = ?", refOfF, donation.Text("id"))
		return err
	})
	if err != nil {
		f.t.Fatal(err)
	}
}

// net reads the total through the public endpoint, recomputes it from all postings,
// and fails unless both are what is wanted.
func (f *civic) net(want int64) {
	f.t.Helper()
	got := f.n.Do("", "GET", "/v1/campaigns/covid19/progress", "").Want(200)
	if got.Text("raised/net") != strconv.FormatInt(want, 10) {
		f.t.Errorf("got net %s, want %d: %s", got.Text("raised/net"), want, got.Body)
	}
	again, err := f.n.Till.Recounted(f.t.Context(), f.n.DB, f.id)
	if err != nil {
		f.t.Fatal(err)
	}
	if again.Net() != want {
		f.t.Errorf("the postings add up to %d, want %d", again.Net(), want)
	}
}

// merchant stores a sandbox for the bank account.
func (f *civic) merchant(m payment.Merchant) {
	f.t.Helper()
	f.n.Do("treasurer", "PUT", "/v1/editorial/campaigns/"+f.id+"/channels/bank/merchant",
		fmt.Sprintf(`{"provider":%q,"live":false,"secret":%q}`, m.Provider, m.Secret)).Want(200)
}

// sepay is a delivery of SePay, signed at the clock of the newsroom.
func (f *civic) sepay(body string) newsroom.Answer {
	f.t.Helper()
	now := f.n.Clock.Now().Unix()
	return f.n.Do("", "POST", "/v1/hooks/sepay/"+f.id+"/bank", body,
		"X-SePay-Timestamp", strconv.FormatInt(now, 10), "X-SePay-Signature", payment.SignSePay("test_sepay_secret", now, []byte(body)))
}

func TestD01SMSInstruction(t *testing.T) {
	newsroom.Each(t, func(t *testing.T, n *newsroom.Newsroom) {
		openF(t, n)
		at := "/v1/campaigns/covid19/channels/sms/instruction"
		ten := n.Do("", "GET", at+"?units=10", "").Want(200)
		for member, want := range map[string]string{"body": "CV 10", "to": "1407", "uri": "sms:1407?body=CV%2010", "amount/amount": "200000", "amount/currency": "VND", "text": "Soạn CV 10 gửi 1407 để ủng hộ 200.000\u00a0₫"} {
			if got := ten.Text(member); got != want {
				t.Errorf("got %s %q, want %q", member, got, want)
			}
		}
		one := n.Do("", "GET", at, "").Want(200)
		if one.Text("body") != "CV" || one.Text("amount/amount") != "20000" {
			t.Errorf("got %s, want CV for 20000", one.Body)
		}
		if got := n.Do("", "GET", at+"?units=100", "").Want(200).Text("amount/amount"); got != "2000000" {
			t.Errorf("got %s, want 2000000", got)
		}
		if got := n.Do("", "GET", at+"?amount=200000", "").Want(200).Text("body"); got != "CV 10" {
			t.Errorf("got %s, want CV 10", got)
		}
		for _, bad := range []string{"?units=0", "?units=101", "?amount=30000"} {
			if got := n.Do("", "GET", at+bad, "").Want(422).Code(); got != "amount_out_of_range" {
				t.Errorf("%s: got %s, want amount_out_of_range", bad, got)
			}
		}
		n.Clock.Set(time.Date(2020, time.June, 19, 0, 0, 0, 0, time.FixedZone("ICT", 7*60*60)))
		if got := n.Do("", "GET", at, "").Want(409).Code(); got != "campaign_closed" {
			t.Errorf("got %s, want campaign_closed", got)
		}
	})
}

func TestD03VietQR(t *testing.T) {
	newsroom.Each(t, func(t *testing.T, n *newsroom.Newsroom) {
		openF(t, n)
		at := "/v1/campaigns/covid19/channels/bank/"
		const dynamic = "00020101021238560010A0000007270126000697041501121133666688880208QRIBFTTA530370454062000005802VN62150811UH 7K3M9QX1630481B1"
		const static = "00020101021138560010A0000007270126000697041501121133666688880208QRIBFTTA53037045802VN62140810UH COVID1963047DF0"
		if got := n.Do("", "GET", at+"instruction?amount=200000&ref="+refOfF, "").Want(200).Text("qr_payload"); got != dynamic {
			t.Errorf("got %s, want %s", got, dynamic)
		}
		if got := n.Do("", "GET", at+"instruction", "").Want(200).Text("qr_payload"); got != static {
			t.Errorf("got %s, want %s", got, static)
		}
		png := n.Do("", "GET", at+"qr.png?amount=200000&ref="+refOfF, "").Want(200)
		if !strings.HasPrefix(string(png.Body), "\x89PNG") {
			t.Errorf("got no PNG: %.8q", png.Body)
		}
		svg := n.Do("", "GET", at+"qr.svg?amount=200000&ref="+refOfF, "").Want(200)
		if !strings.Contains(string(svg.Body), "<svg") {
			t.Errorf("got no SVG: %.80s", svg.Body)
		}
		for _, bad := range []string{"0", "-1", "10.5"} {
			n.Do("", "GET", at+"instruction?amount="+bad, "").Want(400)
		}
	})
}

func TestD04BankWebhook(t *testing.T) {
	newsroom.Each(t, func(t *testing.T, n *newsroom.Newsroom) {
		f := openF(t, n)
		f.merchant(payment.Merchant{Provider: payment.SePay, Secret: "test_sepay_secret"})
		gift := f.give(200000, "khoa-cua-toi-1").Want(201)
		if memo := gift.Text("next_action/memo"); memo != "UH "+gift.Text("ref") {
			t.Errorf("got memo %q", memo)
		}
		f.rename(gift)
		f.net(0)
		const body = `{"id":92704,"gateway":"Vietcombank","transactionDate":"2020-03-24 18:26:00","accountNumber":"0123499999","code":"UH7K3M9QX1","content":"UH7K3M9QX1 ung ho quy","transferType":"in","transferAmount":200000,"accumulated":19077000,"subAccount":null,"referenceCode":"MBVCB.3278907687","description":""}`
		for range 5 {
			if a := f.sepay(body).Want(200); strings.TrimSpace(string(a.Body)) != `{"success":true}` {
				t.Errorf("got %s, want {\"success\":true}", a.Body)
			}
			f.net(200000)
		}
		mine := n.Do("", "GET", "/v1/donations/"+gift.Text("token"), "").Want(200)
		if mine.Text("status") != "paid" || mine.Text("paid/amount") != "200000" {
			t.Errorf("got %s, want paid", mine.Body)
		}
		receipt := n.Do("", "POST", "/v1/donations/"+gift.Text("token")+"/receipt", "").Want(200)
		if receipt.Text("serial") != "2020-000001" || receipt.Text("amount_words") != "hai trăm nghìn đồng" {
			t.Errorf("got %s", receipt.Body)
		}
		wall := n.Do("", "GET", "/v1/campaigns/covid19/donations", "").Want(200)
		if wall.Len("data") != 1 || wall.Text("data/0/shown_as") != "Ẩn danh" {
			t.Errorf("got %s", wall.Body)
		}
	})
}

func TestD11IdempotencyKey(t *testing.T) {
	newsroom.Each(t, func(t *testing.T, n *newsroom.Newsroom) {
		f := openF(t, n)
		first := f.give(200000, "khoa-thu-nhat").Want(201)
		again := f.give(200000, "khoa-thu-nhat").Want(201)
		if again.Text("ref") != first.Text("ref") || again.Header.Get("Idempotency-Replayed") != "true" {
			t.Errorf("got %s and %q, want the answer of before", again.Body, again.Header)
		}
		if got := f.give(300000, "khoa-thu-nhat").Want(422).Code(); got != "idempotency_key_reused" {
			t.Errorf("got %s", got)
		}
		n.Do("", http.MethodPost, "/v1/campaigns/covid19/donations", `{"channel_id":"bank","amount":200000,"currency":"VND"}`).Want(400)
	})
}

func TestD12MoneyTypes(t *testing.T) {
	newsroom.Each(t, func(t *testing.T, n *newsroom.Newsroom) {
		f := openF(t, n)
		for i, bad := range []string{"200000.5", `"200000"`, "2e5", "-1", "0", "9007199254740992"} {
			a := n.Do("", "POST", "/v1/campaigns/covid19/donations", `{"channel_id":"bank","amount":`+bad+`,"currency":"VND"}`, "Idempotency-Key", fmt.Sprintf("khoa-so-%d", i)).Want(422)
			if got := a.Text("errors/0/pointer"); got != "/amount" {
				t.Errorf("%s: got pointer %q, want /amount: %s", bad, got, a.Body)
			}
		}
		if got := f.give(19999, "khoa-it-tien").Want(422).Code(); got != "amount_out_of_range" {
			t.Errorf("got %s", got)
		}
	})
}
