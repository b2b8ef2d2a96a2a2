package v1

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"newsdesk/api/rest"
	"newsdesk/internal/donate"
	"newsdesk/internal/fault"
	"newsdesk/internal/ledger"
	"newsdesk/internal/strict"
)

// faultsOf lists the faults of a body as pointer and code.
func faultsOf(f fault.Fields) []string {
	all := []string{}
	for _, one := range f {
		all = append(all, one.Name+" "+one.Code)
	}
	return all
}

func wantFaults(t *testing.T, what string, f fault.Fields, want ...string) {
	t.Helper()
	if diff := cmp.Diff(append([]string{}, want...), faultsOf(f)); diff != "" {
		t.Errorf("%s has other faults (-want +got):\n%s", what, diff)
	}
}

// decoded is a body as a handler gets it.
func decoded[T any](t *testing.T, body string) (in T) {
	t.Helper()
	if err := strict.Decode(strings.NewReader(body), rest.DefaultBody, &in); err != nil {
		t.Fatalf("%s is refused: %v", body, err)
	}
	return in
}

// vnd is an amount of đồng.
func vnd(minor int64) Money { return Money{minor, "VND"} }

func TestAReportOfFiguresAddsUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		amount := rapid.Int64Range(0, 1<<40)
		f := donate.Figures{
			Currency: "VND", Gross: amount.Draw(t, "gross"), Refunded: amount.Draw(t, "refunded"), ChargedBack: amount.Draw(t, "charged back"),
			WonBack: amount.Draw(t, "won back"), Fees: amount.Draw(t, "fees"), WrittenOff: amount.Draw(t, "written off"), Disbursed: amount.Draw(t, "disbursed"),
			Receivable: amount.Draw(t, "receivable"), Reported: amount.Draw(t, "reported"), Suspense: amount.Draw(t, "suspense"),
		}
		r := figuresReport("c", "USD", fromSums, f)
		net := r.Gross.Amount - r.Refunded.Amount - r.ChargedBack.Amount + r.WonBack.Amount
		balance := net - r.Fees.Amount - r.WrittenOff.Amount - r.Disbursed.Amount
		got := []Money{r.Net, r.Balance, r.Available, r.Raised, r.Suspense}
		want := []Money{vnd(net), vnd(balance), vnd(balance - r.Receivable.Amount), vnd(net + r.Reported.Amount), vnd(f.Suspense)}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("net, balance, available, raised and suspense (-want +got):\n%s", diff)
		}
	})
}

func TestFiguresOfThePastCountNobody(t *testing.T) {
	f := donate.Figures{Donations: 3, Donors: 2, AsOf: time.Date(2020, 4, 6, 21, 0, 0, 0, time.FixedZone("", 7*60*60))}
	now, past := figuresReport("c", "VND", fromAll, f), figuresReport("c", "VND", fromHistory, f)
	if now.Donations == nil || *now.Donations != 3 || now.Donors == nil || *now.Donors != 2 {
		t.Errorf("figures of now: got %v gifts and %v donors, want 3 and 2", now.Donations, now.Donors)
	}
	if past.Donations != nil || past.Donors != nil {
		t.Errorf("figures of the past: got %v gifts and %v donors, want none", past.Donations, past.Donors)
	}
	if now.Gross != vnd(0) {
		t.Errorf("nothing is %v, want it in the currency of the campaign", now.Gross)
	}
	if got := now.AsOf.String(); got != "2020-04-06 14:00:00 +0000 UTC" {
		t.Errorf("the instant is %s, want it in UTC", got)
	}
	if none := figuresReport("c", "VND", fromSums, donate.Figures{}); none.AsOf != nil {
		t.Errorf("nothing was ever booked, and it is so since %s", none.AsOf)
	}
}

func TestAnAmountIsNeverForgottenOrRounded(t *testing.T) {
	for body, want := range map[string][]string{
		`{"kind":"payout","provider":"vnpay","amount":5,"currency":"VND","at":"2020-04-06T21:00:00+07:00","reference":"FT1"}`: {},
		`{"kind":"payout","provider":"vnpay","currency":"VND","at":"2020-04-06T21:00:00+07:00","reference":"FT1"}`:            {"/amount required"},
		`{"kind":"fee","amount":5}`:                       {"/provider not_allowed"},
		`{"kind":"fee","provider":"../x","amount":5}`:     {"/provider not_allowed"},
		`{"kind":"write_off","provider":"momo"}`:          {"/amount required", "/provider not_allowed"},
		`{"kind":"remittance","amount":9007199254740991}`: {},
	} {
		_, f := decoded[PassingInput](t, body).passing("c")
		wantFaults(t, body, f, want...)
	}
}

func TestABodyWithAnotherAmountIsRefused(t *testing.T) {
	for _, amount := range []string{"0", "-5", "1.5", "5e3", `"5"`, "9007199254740992", "null"} {
		var in RefundInput
		err := strict.Decode(strings.NewReader(`{"reason":"x","amount":`+amount+`}`), rest.DefaultBody, &in)
		if !fault.Is(err, fault.Invalid) {
			t.Errorf("the amount %s: got %v, want it refused as Invalid", amount, err)
		}
	}
}

func TestAGiftByHandReachesTheTillAsItWasSent(t *testing.T) {
	in := decoded[DonationByHandInput](t, `{"channel_id":"tien-mat","amount":200000,"currency":"VND","external_ref":"PT-1",
		"received_at":"2020-03-24T14:00:00+07:00","display":"initials","donor":{"name":"Nguyễn Văn A","tax_id":"0312345678"},"message":"Chúc khỏe","note":"tại quầy"}`)
	g, f := in.gift("c")
	wantFaults(t, "a whole gift", f)
	if g.Minor != 200000 || g.CampaignID != "c" || g.Person.Name != "Nguyễn Văn A" || g.Person.TaxID != "0312345678" || g.Display != donate.Initials ||
		!g.ReceivedAt.Equal(time.Date(2020, 3, 24, 7, 0, 0, 0, time.UTC)) || g.ExternalRef != "PT-1" || g.Message != "Chúc khỏe" || g.Note != "tại quầy" {
		t.Errorf("the till is told %+v", g)
	}
	g, f = decoded[DonationByHandInput](t, `{}`).gift("c")
	wantFaults(t, "an empty gift", f, "/amount required")
	if !g.ReceivedAt.IsZero() {
		t.Errorf("a gift without a time was received at %s; the till must refuse that", g.ReceivedAt)
	}
}

func TestADonationTellsNothingOfWhoGave(t *testing.T) {
	d := donate.Donation{ID: "d", Currency: "VND", Intended: 5, Paid: 7, Refunded: 2, Net: 5, Status: donate.PartiallyRefunded, DonorID: "p"}
	wire := deskDonation(d)
	want := DeskDonation{
		ID: "d", Type: "donation", Status: "partially_refunded", Intended: new(vnd(5)), Paid: vnd(7), Refunded: vnd(2), ChargedBack: vnd(0), Net: vnd(5),
		Flags: []string{}, DonorID: new("p"),
	}
	if diff := cmp.Diff(want, wire); diff != "" {
		t.Errorf("a donation (-want +got):\n%s", diff)
	}
	if none := deskDonation(donate.Donation{Currency: "VND"}); none.Intended != nil || none.DonorID != nil || none.RecordedBy != nil {
		t.Errorf("a donation of which nothing is known says %+v", none)
	}
}

func TestATableOfDonationsRunsNoFormula(t *testing.T) {
	at := time.Date(2020, 3, 24, 14, 0, 0, 0, time.FixedZone("", 7*60*60))
	d := donate.Donation{Ref: "7K3M9QX1", Status: donate.Paid, Currency: "USD", Intended: 1050, Paid: 1050, Net: 1050, ChannelID: "-1+2", PaidAt: &at, CreatedAt: at}
	want := []string{"7K3M9QX1", "paid", "10.50", "10.50", "0.00", "10.50", "USD", "'-1+2", "2020-03-24T07:00:00Z", "2020-03-24T07:00:00Z"}
	if diff := cmp.Diff(want, donationRow(d)); diff != "" {
		t.Errorf("a line of the table (-want +got):\n%s", diff)
	}
	d = donate.Donation{Currency: "VND", CreatedAt: at}
	if got := donationRow(d); got[2] != "" || got[3] != "0" || got[8] != "" {
		t.Errorf("a gift that nobody announced or paid: got %q, want it without an intended amount and a day", got)
	}
}

func TestAPassageNeedsAProviderThatThereIs(t *testing.T) {
	p, f := decoded[PassingInput](t, `{"kind":"fee","provider":"momo","amount":5,"currency":"VND","reference":"r","channel_id":"bank","note":"n"}`).passing("c")
	wantFaults(t, "a fee", f)
	want := donate.Passing{CampaignID: "c", Kind: ledger.Fee, Provider: "momo", ChannelID: "bank", Minor: 5, Currency: "VND", Ref: "r", Note: "n"}
	if diff := cmp.Diff(want, p); diff != "" {
		t.Errorf("a fee (-want +got):\n%s", diff)
	}
}

func TestASnapshotMayBeNothingAndNeverTooMuch(t *testing.T) {
	_, f := decoded[SnapshotInput](t, `{"channel_id":"sms","as_of":"2020-04-06T21:00:00+07:00","cumulative":0,"source":"x"}`).snapshot("c", "VND")
	wantFaults(t, "a snapshot of nothing", f)
	_, f = decoded[SnapshotInput](t, `{"cumulative":9007199254740992,"units":-1,"currency":"USD"}`).snapshot("c", "VND")
	wantFaults(t, "a snapshot of too much", f, "/cumulative out_of_range", "/units out_of_range", "/currency not_allowed")
}

func TestEachLineOfABankStatementIsCountedOnce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		verdicts := []donate.Verdict{donate.Effective, donate.Known, donate.NoEffect, donate.WrongSum, donate.Suspicious}
		lines := make([]donate.Line, rapid.IntRange(0, 30).Draw(t, "lines"))
		for i := range lines {
			lines[i] = donate.Line{Number: i + 2, Minor: int64(i), Verdict: rapid.SampledFrom(verdicts).Draw(t, "verdict")}
			if rapid.Bool().Draw(t, "wrong") {
				lines[i].Faults.Add("/amount", "wrong_format", "This is an amount without decimals, such as %s", "1.500.000")
			}
		}
		r := bankImport(lines, "VND", true)
		n := r.Counts
		if sum := n.Effective + n.Known + n.NoEffect + n.WrongAmount + n.Suspense + n.Refused; sum != len(lines) || len(r.Lines) != len(lines) {
			t.Fatalf("%d lines are %d in the answer, and counted %d times", len(lines), len(r.Lines), sum)
		}
		for i, l := range r.Lines {
			if (l.Verdict == nil) != (len(l.Errors) > 0) || l.Errors == nil {
				t.Errorf("line %d has the verdict %v and the errors %v; it has one of them", l.Line, l.Verdict, l.Errors)
			}
			if l.Amount != vnd(lines[i].Minor) || l.Date != nil {
				t.Errorf("line %d is %+v, want the amount of %+v and no day", l.Line, l, lines[i])
			}
		}
	})
}

func TestAFundGrowsByWhatIsCredited(t *testing.T) {
	b := ledger.Booked{ID: "t", Number: 3, Transaction: ledger.Transaction{
		Kind: ledger.Gift, Currency: "VND", Postings: []ledger.Posting{{Account: "cash:c", Minor: 500}, {Account: "fund:c", Minor: -500}},
	}}
	e := ledgerEntry(b, fund("c"))
	if e.Amount != vnd(500) || len(e.Postings) != 2 || e.Postings[1] != (LedgerPosting{"fund:c", vnd(-500)}) || e.ReversesID != nil || len(e.Hash) != 64 {
		t.Errorf("a gift of 500 is %+v", e)
	}
	b.Postings = []ledger.Posting{{Account: "fund:c", Minor: 200}, {Account: "cash:c", Minor: -200}}
	if e = ledgerEntry(b, fund("c")); e.Amount != vnd(-200) {
		t.Errorf("200 that go back are %v, want -200", e.Amount)
	}
}
