package v1

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"newsdesk/api/rest"
	"newsdesk/internal/campaign"
	"newsdesk/internal/content"
	"newsdesk/internal/donate"
	"newsdesk/internal/payment"
	"newsdesk/internal/policy"
)

func TestAMerchantIsToldWhatIsWrongByTheNamesOfItsMembers(t *testing.T) {
	in := decoded[MerchantInput](t, `{"provider":"vnpay","live":true,"secret":"short"}`)
	_, f := in.merchant(campaign.Channel{ID: "cong", Provider: "momo"})
	wantFaults(t, "a merchant without an id", f, "/merchant_id required", "/secret too_short", "/provider not_allowed")
	in = decoded[MerchantInput](t, `{"provider":"sepay","live":true,"secret":"0123456789abcdef0123456789abcdef"}`)
	m, f := in.merchant(campaign.Channel{ID: "bank", Provider: "sepay"})
	wantFaults(t, "a merchant of SePay", f)
	if want := (payment.Merchant{Provider: payment.SePay, Live: true, Secret: in.Secret}); m != want {
		t.Errorf("the till is told %v, want %v", m, want)
	}
}

// saved is a revision by somebody, whose payment details are those of a number.
func saved(t *testing.T, actor, number string) (r content.Revision, fingerprint string) {
	t.Helper()
	var b campaign.Campaign
	b.Currency = "VND"
	b.Channels.V = []campaign.Channel{{ID: "bank", Kind: campaign.Bank, Bank: &campaign.Account{BIN: "970415", Number: number, Holder: "QUY"}}}
	raw, err := json.Marshal(&b)
	if err != nil {
		t.Fatal(err)
	}
	return content.Revision{ActorID: actor, Body: string(raw)}, b.Fingerprint()
}

func TestWhoSavedThePaymentDetailsIsTheirWriter(t *testing.T) {
	third, is := saved(t, "c", "2")
	second, _ := saved(t, "b", "2")
	first, was := saved(t, "a", "1")
	published, _ := saved(t, "d", "2")
	published.Verb = string(policy.Publish)
	for _, c := range []struct {
		what string
		revs []content.Revision
		of   string
		ids  []string
		more bool
	}{
		{"back to another account", []content.Revision{third, second, first}, is, []string{"c", "b"}, false},
		{"who published it wrote nothing", []content.Revision{published, second, first}, is, []string{"b"}, false},
		{"as far as was read", []content.Revision{third, second}, is, []string{"c", "b"}, true},
		{"another account now", []content.Revision{third}, was, nil, false},
	} {
		ids, more, err := savers(c.revs, c.of)
		if err != nil || more != c.more || !slices.Equal(ids, c.ids) {
			t.Errorf("%s: got %v, %v and %v, want %v and %v", c.what, ids, more, err, c.ids, c.more)
		}
	}
}

func TestDutiesGoByThePapersAndTheLedger(t *testing.T) {
	closes := time.Date(2020, 6, 19, 0, 0, 0, 0, time.UTC)
	b := &campaign.Campaign{ClosesAt: &closes}
	paid := []donate.Disbursement{{Status: donate.SpendingEvidenced}, {Status: donate.SpendingPaid}, {Status: donate.SpendingDraft}, {Status: donate.SpendingReversed}}
	early, late := []donate.Statement{{AsOf: closes.Add(-1)}}, []donate.Statement{{AsOf: closes}, {AsOf: closes.Add(-1)}}
	for _, c := range []struct {
		what string
		got  campaign.Facts
		want campaign.Facts
	}{
		{"nothing yet", factsOf(b, nil, nil, donate.Figures{}, 0), campaign.Facts{Evidenced: true}},
		{"a statement too early", factsOf(b, early, paid, donate.Figures{Gross: 5}, 30), campaign.Facts{Statements: 1, Disbursed: 2, ResultsDays: 30}},
		{"all done", factsOf(b, late, paid[:1], donate.Figures{Gross: 5, Disbursed: 5}, 30), campaign.Facts{Statements: 2, Final: true, Handed: true, Evidenced: true, Disbursed: 1, ResultsDays: 30}},
		{"until further notice", factsOf(&campaign.Campaign{}, late, nil, donate.Figures{}, 0), campaign.Facts{Statements: 2, Evidenced: true}},
	} {
		if diff := cmp.Diff(c.want, c.got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.what, diff)
		}
	}
}

func TestEvidenceNeedsAnAddress(t *testing.T) {
	docs, err := decoded[EvidenceInput](t, `{"documents":[{"title":"Biên bản","url":"https://bao.example/bb.pdf"}]}`).documents()
	if want := (campaign.Document{Title: "Biên bản", URL: "https://bao.example/bb.pdf"}); err != nil || len(docs) != 1 || docs[0] != want {
		t.Errorf("got %v and %v, want %v", docs, err, want)
	}
	for _, body := range []string{`{}`, `{"documents":[]}`, `{"documents":[{"title":"x","url":""}]}`, `{"documents":[{"title":"x","url":"javascript:alert(1)"}]}`} {
		if _, err := decoded[EvidenceInput](t, body).documents(); err == nil {
			t.Errorf("%s is taken for evidence", body)
		}
	}
}

func TestAListThatIsAllAtHandIsReadWholeInPages(t *testing.T) {
	cursors := rest.NewCursors([]byte("0123456789abcdef0123456789abcdef"))
	rapid.Check(t, func(t *rapid.T) {
		all := make([]string, rapid.IntRange(0, 30).Draw(t, "items"))
		for i := range all {
			all[i] = fmt.Sprintf("%03d", i)
		}
		at := func(cursor string) paging {
			p := paging{cursors: cursors, binding: "list", limit: limit(t), count: true}
			if cursor != "" {
				place, err := cursors.Open("list", cursor)
				if err != nil {
					t.Fatal(err)
				}
				p.place, p.begun = place, true
			}
			return p
		}
		self := func(s string) string { return s }
		forth, back := []string{}, []string{}
		items, page := part(at(""), all, self)
		for forth = append(forth, items...); page.Next != ""; forth = append(forth, items...) {
			items, page = part(at(page.Next), all, self)
		}
		for back = append(back, items...); page.Prev != ""; back = append(slices.Clone(items), back...) {
			items, page = part(at(page.Prev), all, self)
		}
		if !slices.Equal(forth, all) || !slices.Equal(back, all) {
			t.Errorf("of %v one reads %v forth and %v back", all, forth, back)
		}
		if page.Total.N != len(all) {
			t.Errorf("of %d items %d are counted", len(all), page.Total.N)
		}
	})
}

// limit is the size of some page.
func limit(t *rapid.T) int { return rapid.IntRange(1, 7).Draw(t, "limit") }
