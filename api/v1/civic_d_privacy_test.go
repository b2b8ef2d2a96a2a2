package v1_test

import (
	"strings"
	"testing"

	"newsdesk/internal/auth"
	"newsdesk/internal/db"
	"newsdesk/internal/ledger"
	"newsdesk/internal/payment"
	"newsdesk/internal/testkit/newsroom"
)

// D13: a donor is nobody unless they choose otherwise, and is gone at once when they
// choose otherwise again. Totals and counts stay.
func TestD13Privacy(t *testing.T) {
	newsroom.Each(t, func(t *testing.T, n *newsroom.Newsroom) {
		f := openF(t, n)
		f.merchant(payment.Merchant{Provider: payment.SePay, Secret: "test_sepay_secret"})
		const secret, phone, mail = "NGUYEN VAN AN", "0912345678", "an@example.org"
		gift := n.Do("", "POST", "/v1/campaigns/covid19/donations",
			`{"channel_id":"bank","amount":200000,"currency":"VND","donor":{"name":"`+secret+`","email":"`+mail+`","phone":"`+phone+`"}}`, "Idempotency-Key", "khoa-kin-dao").Want(201)
		f.rename(gift)
		f.sepay(`{"id":92704,"gateway":"Vietcombank","transactionDate":"2020-03-24 18:26:00","accountNumber":"0123499999","code":"UH7K3M9QX1","content":"UH7K3M9QX1 ung ho quy","transferType":"in","transferAmount":200000,"accumulated":19077000,"subAccount":null,"referenceCode":"MBVCB.3278907687","description":""}`).Want(200)
		f.net(200000)
		wall := "/v1/campaigns/covid19/donations"
		nobody := func() {
			t.Helper()
			a := n.Do("", "GET", wall, "").Want(200)
			if a.Text("data/0/shown_as") != "Ẩn danh" || string(a.Get("data/0/name")) != "null" {
				t.Errorf("got %s, want somebody who is not named", a.Body)
			}
			for _, address := range []string{wall, "/v1/campaigns/covid19", "/v1/campaigns/covid19/progress", "/v1/campaigns/covid19/json-ld"} {
				told := string(n.Do("", "GET", address, "").Want(200).Body)
				for _, word := range []string{secret, "NGUYEN", phone, "912345678", mail, "7K3M9QX1", "0123499999"} {
					if strings.Contains(told, word) {
						t.Errorf("%s tells %q: %s", address, word, told)
					}
				}
			}
		}
		nobody()
		mine := "/v1/donations/" + gift.Text("token")
		n.Do("", "POST", mine+"/display", `{"display":"initials","name":"`+secret+`"}`).Want(200)
		if got := n.Do("", "GET", wall, "").Want(200).Text("data/0/name"); got != "NGUYEN V. A." {
			t.Errorf("got %q, want NGUYEN V. A.", got)
		}
		n.Do("", "POST", mine+"/display", `{"display":"anonymous"}`).Want(200)
		nobody()
		f.net(200000)

		var donorID string
		if err := db.Gorm(t.Context(), n.DB).Raw("SELECT donor_id FROM donate_donations WHERE id = ?", gift.Text("id")).Scan(&donorID).Error; err != nil {
			t.Fatal(err)
		}
		if err := n.Till.Forget(t.Context(), auth.System("test"), donorID); err != nil {
			t.Fatal(err)
		}
		f.net(200000)
		if got := n.Do("", "GET", "/v1/campaigns/covid19/progress", "").Want(200).Text("donation_count"); got != "1" {
			t.Errorf("got %s donations, want 1", got)
		}
		report, err := ledger.Verify(t.Context(), n.DB, ledger.Options{})
		if err != nil || len(report.Faults) > 0 {
			t.Errorf("the ledger does not verify: %v, %v", report.Faults, err)
		}
		n.Do("", "GET", "/v1/donations/don_"+gift.Text("id")+".AAAAAAAAAAAAAAAAAAAAAA", "").Want(404)
		log := n.Log.String()
		for _, word := range []string{secret, phone, mail} {
			if strings.Contains(log, word) {
				t.Errorf("the log tells %q", word)
			}
		}
	})
}

// A campaign that says where its money goes is not public before a second person has
// approved exactly that; each change wants another approval.
func TestAccountsAreApprovedByASecondPerson(t *testing.T) {
	newsroom.Each(t, func(t *testing.T, n *newsroom.Newsroom) {
		n.Clock.Set(instantOfF())
		a := n.Do("editor_in_chief", "POST", "/v1/editorial/campaigns", `{"title":"Quỹ","opens_at":"2020-03-19T00:00:00+07:00","channels":`+channelsOfF+`}`).Want(201)
		at := "/v1/editorial/campaigns/" + a.Text("id")
		if got := n.Do("editor_in_chief", "POST", at+"/publish", "", "If-Match", a.ETag()).Want(409).Code(); got != "payment_details_unapproved" {
			t.Errorf("got %s", got)
		}
		word := `{"fingerprint":"` + a.Text("payment_details") + `"}`
		n.Do("editor_in_chief", "POST", at+"/payment-details/approve", word).Want(403) // who wrote it
		n.Do("editor", "POST", at+"/payment-details/approve", word).Want(403)          // who may not
		n.Do("treasurer", "POST", at+"/payment-details/approve", word).Want(200)
		public := n.Do("editor_in_chief", "POST", at+"/publish", "", "If-Match", a.ETag()).Want(200)
		swapped := n.Do("editor_in_chief", "PATCH", at, `{"channels":`+strings.Replace(channelsOfF, accountOfF, "999999999999", 1)+`}`, "If-Match", public.ETag()).Want(200)
		n.Do("editor_in_chief", "POST", at+"/publish", "", "If-Match", swapped.ETag()).Want(409)
		n.Do("treasurer", "POST", at+"/payment-details/approve", word).Want(409) // of what was there before
		if got := n.Do("", "GET", "/v1/campaigns/quy", "").Want(200).Text("channels/0/bank/account"); got != accountOfF {
			t.Errorf("readers are shown the account %s", got)
		}
		n.Do("", "GET", "/v1/campaigns/quy/descriptor", "").Want(200)
	})
}
