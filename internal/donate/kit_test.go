package donate_test

import (
	"context"
	"crypto/aes"
	"crypto/cipher"
	"fmt"
	"strconv"
	"testing"
	"time"

	"newsdesk/internal/auth"
	"newsdesk/internal/block"
	"newsdesk/internal/campaign"
	"newsdesk/internal/db"
	"newsdesk/internal/donate"
	"newsdesk/internal/donor"
	"newsdesk/internal/ident"
	"newsdesk/internal/ledger"
	"newsdesk/internal/payment"
	"newsdesk/internal/testkit"
)

// world is a till with one campaign: fixture F of the civic scenarios.
type world struct {
	*donate.Till

	t     testing.TB
	d     *db.DB
	clock *testkit.Clock
	id    string
	body  *campaign.Campaign
}

// sealer is what seals in the program: AES-256-GCM.
type sealer struct{ aead cipher.AEAD }

func (s sealer) Seal(plain []byte, label string) ([]byte, error) {
	return s.aead.Seal(nil, nil, plain, []byte(label)), nil
}

func (s sealer) Open(sealed []byte, label string) ([]byte, error) {
	return s.aead.Open(nil, nil, sealed, []byte(label))
}

const secret = "test_sepay_secret"

func worlds(t *testing.T, f func(*testing.T, *world)) {
	t.Helper()
	testkit.Engines(t, func(t *testing.T, engine db.Engine) {
		t.Helper()
		f(t, newWorld(t, engine))
	})
}

func newWorld(t testing.TB, engine db.Engine) *world {
	t.Helper()
	ict := time.FixedZone("ICT", 7*60*60)
	clock := testkit.NewClock(time.Date(2020, time.March, 24, 18, 26, 0, 0, ict))
	w := &world{t: t, d: testkit.Open(t, engine, clock), clock: clock, id: ident.New()}
	opens, closes := time.Date(2020, time.March, 19, 0, 0, 0, 0, ict), time.Date(2020, time.June, 19, 0, 0, 0, 0, ict)
	w.body = &campaign.Campaign{
		Currency: "VND", Custody: campaign.Own, Conduct: campaign.Running, OpensAt: &opens, ClosesAt: &closes, Minimum: 20_000,
		Body: db.JSON[block.Body]{}, Beneficiaries: db.JSON[[]campaign.Beneficiary]{V: []campaign.Beneficiary{{ID: "quy", Name: "Quỹ"}}},
		Channels: db.JSON[[]campaign.Channel]{V: []campaign.Channel{
			{ID: "bank", Kind: campaign.Bank, Provider: "sepay", Bank: &campaign.Account{BIN: "970415", Number: "113366668888", Holder: "QUY", Dedicated: true, Prefix: "UH"}},
			{ID: "casso", Kind: campaign.Bank, Provider: "casso", Bank: &campaign.Account{BIN: "970415", Number: "113366668888", Holder: "QUY", Dedicated: true, Prefix: "UH"}},
			{ID: "stripe", Kind: campaign.Gateway, Provider: "stripe"},
			{ID: "cash", Kind: campaign.Cash},
		}},
	}
	block, err := aes.NewCipher([]byte("0123456789abcdef0123456789abcdef"))
	if err != nil {
		t.Fatal(err)
	}
	aead, err := cipher.NewGCMWithRandomNonce(block)
	if err != nil {
		t.Fatal(err)
	}
	key := []byte("a secret of this test, long enough")
	w.Till = donate.New(w.d, donate.Options{
		Campaign: func(context.Context, db.Q, string) (*campaign.Campaign, error) { return w.body, nil },
		Key:      key, Sealer: sealer{aead}, Donors: donor.New(w.d, donor.Options{Key: key}), Zone: ict, BaseURL: "https://api.bao.example",
	})
	for channel, m := range map[string]payment.Merchant{
		"bank":   {Provider: payment.SePay, Secret: secret},
		"stripe": {Provider: payment.Stripe, AccessKey: "sk_test_of_these_tests_alone", Secret: "whsec_test_secret"},
	} {
		if err := w.SetMerchant(t.Context(), auth.System("test"), w.id, channel, m); err != nil {
			t.Fatal(err)
		}
	}
	return w
}

// transfer is what SePay says of a transfer, signed.
func (w *world) transfer(id, minor int64, memo string) payment.Delivery {
	body := fmt.Appendf(nil, `{"id":%d,"gateway":"Vietcombank","transactionDate":"2020-03-24 18:26:00","accountNumber":"113366668888","code":null,"content":%q,"transferType":"in","transferAmount":%d,"accumulated":0,"subAccount":null,"referenceCode":"MB.%d","description":""}`, id, memo, minor, id)
	now := w.clock.Now().Unix()
	return payment.Delivery{Body: body, Header: map[string][]string{
		"X-Sepay-Timestamp": {strconv.FormatInt(now, 10)}, "X-Sepay-Signature": {payment.SignSePay(secret, now, body)},
	}}
}

// stripe is an event of Stripe, signed.
func (w *world) stripe(id, kind, object string) payment.Delivery {
	now := w.clock.Now().Unix()
	body := fmt.Appendf(nil, `{"id":%q,"object":"event","livemode":false,"created":%d,"type":%q,"data":{"object":%s}}`, id, now, kind, object)
	return payment.Delivery{Body: body, Header: map[string][]string{
		"Stripe-Signature": {"t=" + strconv.FormatInt(now, 10) + ",v1=" + payment.SignStripe("whsec_test_secret", now, body)},
	}}
}

// say delivers something and wants it to be taken.
func (w *world) say(p payment.Provider, channel string, d payment.Delivery) {
	w.t.Helper()
	a, err := w.Receive(w.t.Context(), p, w.id, channel, d)
	if err != nil || a.Status >= 300 {
		w.t.Errorf("got %d, %v: %s", a.Status, err, a.Body)
	}
}

// exact fails unless the figures are what is wanted, and what all postings add up to.
func (w *world) exact(net, donations int64) donate.Figures {
	w.t.Helper()
	f, err := w.Figures(w.t.Context(), w.d, w.id)
	if err != nil {
		w.t.Fatal(err)
	}
	again, err := w.Recounted(w.t.Context(), w.d, w.id)
	if err != nil {
		w.t.Fatal(err)
	}
	if f != again {
		w.t.Errorf("the figures are %+v, and the postings add up to %+v", f, again)
	}
	if f.Net() != net || f.Donations != donations {
		w.t.Errorf("got net %d of %d donations, want %d of %d", f.Net(), f.Donations, net, donations)
	}
	return f
}

// verified fails unless the ledger is as it was booked.
func (w *world) verified() ledger.Report {
	w.t.Helper()
	r, err := ledger.Verify(w.t.Context(), w.d, ledger.Options{})
	if err != nil || len(r.Faults) > 0 {
		w.t.Fatalf("the ledger does not verify: %v, %v", r.Faults, err)
	}
	return r
}

// gift announces a gift, and returns its reference.
func (w *world) gift(minor int64, key string) donate.Receipt {
	w.t.Helper()
	r, err := w.Give(w.t.Context(), donate.Request{CampaignID: w.id, ChannelID: "bank", Minor: minor, Currency: "VND", Key: key, Source: "test"})
	if err != nil {
		w.t.Fatal(err)
	}
	return r
}
