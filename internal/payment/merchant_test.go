package payment_test

import (
	"bytes"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"newsdesk/internal/payment"
)

const long = "3xampleSecretOfSomeLength" // more than a live secret needs

// live is a merchant as a provider would register one.
func live(p payment.Provider) payment.Merchant {
	m := payment.Merchant{Provider: p, Live: true, ID: "77", AccessKey: "access" + long, Secret: long}
	switch p {
	case payment.Stripe:
		m.AccessKey, m.Secret = "sk_live_"+long, "whsec_"+long
	case payment.Portal:
		m.Secret = "whsec_" + "QUJDREVGR0hJSktMTU5PUFFSU1RVVldY"
	default:
	}
	return m
}

func codes(m payment.Merchant) []string {
	var all []string
	for _, f := range m.Check() {
		all = append(all, f.Name+" "+f.Code)
	}
	slices.Sort(all)
	return all
}

func TestEveryFaultOfAMerchantIsNamed(t *testing.T) {
	each(t, func(t *testing.T, p payment.Provider) {
		if got := codes(live(p)); got != nil {
			t.Errorf("got %q, want a good merchant", got)
		}
		if got := codes(sandbox(p)); got != nil {
			t.Errorf("got %q, want a good merchant of the sandbox", got)
		}
	})
	change := func(p payment.Provider, f func(*payment.Merchant)) payment.Merchant {
		m := live(p)
		f(&m)
		return m
	}
	for _, c := range []struct {
		m    payment.Merchant
		want []string
	}{
		{payment.Merchant{Provider: "paypal"}, []string{"/provider unknown_value"}},
		{payment.Merchant{Provider: payment.ZaloPay}, []string{"/access_key required", "/id required", "/secret required"}},
		{payment.Merchant{Provider: payment.SePay}, []string{"/secret required"}},
		{payment.Merchant{Provider: payment.Stripe, Live: true, AccessKey: "sk_test_1", Secret: "whsec_short"}, []string{
			"/access_key not_allowed", "/access_key not_allowed", "/secret too_short",
		}},
		{payment.Merchant{Provider: payment.Stripe, AccessKey: "sk_live_" + long, Secret: "whsec_x"}, []string{"/access_key not_allowed"}},
		{payment.Merchant{Provider: payment.Stripe, AccessKey: "rk_test_1", Secret: "x"}, []string{"/secret wrong_format"}},
		{payment.Merchant{Provider: payment.Portal, Secret: "whsec_%"}, []string{"/secret wrong_format"}},
		{change(payment.VNPay, func(m *payment.Merchant) { m.Base = "https://example.org" }), []string{"/base not_allowed"}},
		{change(payment.VNPay, func(m *payment.Merchant) { m.Secret += "\n" }), []string{"/secret wrong_format"}},
		{change(payment.ZaloPay, func(m *payment.Merchant) { m.ID = "a7" }), []string{"/id wrong_format"}},
		{change(payment.ZaloPay, func(m *payment.Merchant) { m.ID = "2554" }), []string{"/id not_allowed"}},
		{change(payment.MoMo, func(m *payment.Merchant) { m.AccessKey = m.Secret }), []string{"/secret not_allowed"}},
		{change(payment.SePay, func(m *payment.Merchant) { m.Secret = m.Secret[:21] }), []string{"/secret too_short"}},
	} {
		if diff := cmp.Diff(c.want, codes(c.m)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.m, diff)
		}
	}
}

func TestPublicSecretsAreNeverLive(t *testing.T) {
	each(t, func(t *testing.T, p payment.Provider) {
		m := sandbox(p)
		m.Live = true
		if len(m.Check()) == 0 {
			t.Error("got a live merchant of the sandbox")
		}
		for _, known := range []payment.Provider{payment.MoMo, payment.ZaloPay, payment.Casso} {
			m := live(p)
			m.Secret = sandbox(known).Secret
			if got := codes(m); !slices.Contains(got, "/secret not_allowed") {
				t.Errorf("got %q for the public secret of %s", got, known)
			}
		}
	})
}

func TestAMerchantPrintsWithoutItsSecrets(t *testing.T) {
	m := live(payment.MoMo)
	var out bytes.Buffer
	slog.New(slog.NewJSONHandler(&out, nil)).InfoContext(t.Context(), "merchant", slog.Any("merchant", m))
	fmt.Fprintf(&out, "%v %+v %#v %s", m, m, m, []payment.Merchant{m})
	if strings.Contains(out.String(), long) {
		t.Errorf("got %s, want no secret in it", &out)
	}
}

func TestAnswersAreOfTheProvidersForm(t *testing.T) {
	for _, c := range []struct {
		p    payment.Provider
		o    payment.Outcome
		want string
	}{
		{payment.VNPay, payment.Accepted, `200 {"RspCode":"00","Message":"Confirm Success"}`},
		{payment.VNPay, payment.UnknownOrder, `200 {"RspCode":"01","Message":"Order not found"}`},
		{payment.VNPay, payment.Repeated, `200 {"RspCode":"02","Message":"Order already confirmed"}`},
		{payment.VNPay, payment.WrongAmount, `200 {"RspCode":"04","Message":"Invalid amount"}`},
		{payment.VNPay, payment.Refused, `200 {"RspCode":"97","Message":"Invalid signature"}`},
		{payment.VNPay, payment.Trouble, `200 {"RspCode":"99","Message":"Unknown error"}`},
		{payment.MoMo, payment.Accepted, `204 `},
		{payment.MoMo, payment.WrongAmount, `204 `},
		{payment.MoMo, payment.Refused, `401 `},
		{payment.MoMo, payment.Trouble, `503 `},
		{payment.ZaloPay, payment.Accepted, `200 {"return_code":1,"return_message":"success"}`},
		{payment.ZaloPay, payment.Repeated, `200 {"return_code":2,"return_message":"repeated"}`},
		{payment.ZaloPay, payment.Refused, `401 {"return_code":-1,"return_message":"mac not equal"}`},
		{payment.ZaloPay, payment.Trouble, `200 {"return_code":0,"return_message":"try again"}`},
		{payment.SePay, payment.UnknownOrder, `200 {"success":true}`},
		{payment.SePay, payment.Refused, `401 {"success":false}`},
		{payment.SePay, payment.Trouble, `503 {"success":false}`},
		{payment.Stripe, payment.Repeated, `200 `},
		{payment.Stripe, payment.Refused, `401 `},
		{payment.Casso, payment.Accepted, `200 `},
		{payment.Portal, payment.Trouble, `503 `},
	} {
		got := payment.Reply(c.p, c.o)
		if text := fmt.Sprintf("%d %s", got.Status, got.Body); text != c.want {
			t.Errorf("%s, %d: got %s, want %s", c.p, c.o, text, c.want)
		}
		if (got.ContentType == "application/json") != (len(got.Body) > 0) {
			t.Errorf("%s, %d: got type %q for %q", c.p, c.o, got.ContentType, got.Body)
		}
	}
}
