package v1_test

import (
	"strings"
	"testing"

	"newsdesk/internal/testkit/newsroom"
)

// D07: what VNPAY is answered, and what it moves, case by case.
func TestD07VNPayIPN(t *testing.T) {
	newsroom.Each(t, func(t *testing.T, n *newsroom.Newsroom) {
		f := openF(t, n)
		f.desk("treasurer", "PUT", "/channels/vnpay/merchant", `{"provider":"vnpay","live":false,"merchant_id":"TEST_TMN_CODE","secret":"test_secret"}`).Want(200)
		keys := 0
		order := func() newsroom.Answer {
			t.Helper()
			keys++
			return n.Do("", "POST", "/v1/campaigns/covid19/donations", `{"channel_id":"vnpay","amount":200000,"currency":"VND","return_url":"https://bao.example/cam-on"}`,
				"Idempotency-Key", "khoa-vnpay-"+strings.Repeat("x", keys)).Want(201)
		}
		told := func(a newsroom.Answer, want string) {
			t.Helper()
			if got := a.Want(200).Text("RspCode"); got != want {
				t.Errorf("got RspCode %s, want %s: %s", got, want, a.Body)
			}
		}
		status := func(gift newsroom.Answer, want string) {
			t.Helper()
			if got := n.Do("", "GET", "/v1/donations/"+gift.Text("token"), "").Want(200).Text("status"); got != want {
				t.Errorf("got status %s, want %s", got, want)
			}
		}
		first := order()
		told(f.vnpay(first.Text("ref"), "20000000", "00", "1"), "00")
		told(f.vnpay(first.Text("ref"), "20000000", "00", "1"), "02")
		f.net(200000)
		told(f.vnpay("KHONGCO1", "20000000", "00", "2"), "01")
		wrong := order()
		told(f.vnpay(wrong.Text("ref"), "20000100", "00", "3"), "04")
		status(wrong, "pending")
		f.net(200000)
		if parked := f.desk("treasurer", "GET", "/payments?status=parked", "").Want(200); parked.Len("data") != 1 || parked.Text("data/0/reason") != "amount" {
			t.Errorf("got %s, want one to look at", parked.Body)
		}
		bad := n.Do("", "GET", "/v1/hooks/vnpay/"+f.id+"/vnpay?vnp_Amount=20000000&vnp_TxnRef=X&vnp_SecureHash=00", "")
		told(bad, "97")

		again := order()
		told(f.vnpay(again.Text("ref"), "20000000", "24", "4"), "00")
		status(again, "failed")
		second := n.Do("", "POST", "/v1/donations/"+again.Text("token")+"/attempts", `{"return_url":"https://bao.example/"}`).Want(200)
		if next := second.Text("next_action/url"); !strings.Contains(next, again.Text("ref")+"A2") {
			t.Errorf("got %s, want an order of its own", next)
		}
		told(f.vnpay(again.Text("ref")+"A2", "20000000", "00", "5"), "00")
		status(again, "paid")
		f.net(400000)
		told(f.vnpay(again.Text("ref"), "20000000", "00", "6"), "00")
		f.net(600000)
		if twice := f.desk("treasurer", "GET", "/payments?status=credited", "").Want(200); !strings.Contains(string(twice.Body), "duplicate_payment") {
			t.Errorf("got %s, want the second marked", twice.Body)
		}
		n.Do("", "POST", "/v1/donations/"+again.Text("token")+"/attempts", `{}`).Want(409)
	})
}
