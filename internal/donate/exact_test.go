package donate_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"
	"time"

	"newsdesk/internal/auth"
	"newsdesk/internal/db"
	"newsdesk/internal/donate"
	"newsdesk/internal/fault"
	"newsdesk/internal/payment"
)

// D10, H12 and H16: 1,600 payments, each told twice in a random order by 32 at once,
// add up to the đồng.
func TestD10Concurrency(t *testing.T) {
	const payments, clients = 1600, 32
	worlds(t, func(t *testing.T, w *world) {
		var all []payment.Delivery
		for i := range int64(payments) {
			d := w.transfer(i+1, (i%100+1)*20_000, "ung ho")
			all = append(all, d, d)
		}
		rand.New(rand.NewPCG(1, 2)).Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
		begun := time.Now()
		var wg sync.WaitGroup
		for c := range clients {
			wg.Go(func() {
				for i := c; i < len(all); i += clients {
					w.say(payment.SePay, "bank", all[i])
				}
			})
		}
		wg.Wait()
		t.Logf("%.0f deliveries a second", float64(len(all))/time.Since(begun).Seconds())
		w.exact(1_616_000_000, payments)
		if r := w.verified(); r.Postings != 2*payments {
			t.Errorf("got %d postings, want %d", r.Postings, 2*payments)
		}
	})
}

// D04: a transfer is credited once, however often and by however many it is told.
func TestD04OneTransferIsCreditedOnce(t *testing.T) {
	worlds(t, func(t *testing.T, w *world) {
		r := w.gift(200_000, "khoa-mot-hai-ba")
		d := w.transfer(92704, 200_000, "UH"+r.Donation.Ref+" ung ho quy")
		for range 5 {
			w.say(payment.SePay, "bank", d)
			w.exact(200_000, 1)
		}
		var wg sync.WaitGroup
		for range 20 {
			wg.Go(func() { w.say(payment.SePay, "bank", d) })
		}
		wg.Wait()
		w.exact(200_000, 1)
		got, err := w.Get(t.Context(), r.Donation.ID)
		if err != nil || got.Status != donate.Paid {
			t.Errorf("got %+v, %v, want it paid", got, err)
		}
		w.verified()
	})
}

// D06: nobody is believed whose signature is not right, or whose clock is off; what
// was not believed can be looked at.
func TestD06WhatIsNotSignedRightlyMovesNothing(t *testing.T) {
	worlds(t, func(t *testing.T, w *world) {
		good := w.transfer(1, 200_000, "ung ho")
		bad := good
		bad.Body = append([]byte(nil), good.Body...)
		bad.Body[40] ^= 1
		unsigned := good
		unsigned.Header = map[string][]string{}
		for i, d := range []payment.Delivery{bad, unsigned} {
			a, err := w.Receive(t.Context(), payment.SePay, w.id, "bank", d)
			if err != nil || a.Status != 401 {
				t.Errorf("delivery %d: got %d, %v, want 401", i, a.Status, err)
			}
		}
		for _, off := range []time.Duration{-301 * time.Second, 301 * time.Second} {
			w.clock.Advance(off)
			if a, err := w.Receive(t.Context(), payment.SePay, w.id, "bank", good); err != nil || a.Status != 401 {
				t.Errorf("%s off: got %d, %v, want 401", off, a.Status, err)
			}
			w.clock.Advance(-off)
		}
		w.exact(0, 0)
		refused, err := w.Deliveries(t.Context(), w.id, []donate.Verdict{donate.BadSigned}, "", 10)
		if err != nil || len(refused) != 4 {
			t.Errorf("got %d refused deliveries, %v, want 4", len(refused), err)
		}
		w.clock.Advance(299 * time.Second)
		w.say(payment.SePay, "bank", good)
		w.exact(200_000, 1)
	})
}

// D11 and F26 in short: one key is one donation, whoever asks how often.
func TestF26OneKeyIsOneDonation(t *testing.T) {
	worlds(t, func(t *testing.T, w *world) {
		req := donate.Request{CampaignID: w.id, ChannelID: "bank", Minor: 200_000, Currency: "VND", Key: "mot-khoa-duy-nhat", Source: "app"}
		refs := make([]string, 1000)
		var wg sync.WaitGroup
		for i := range refs {
			wg.Go(func() {
				r, err := w.Give(t.Context(), req)
				if err != nil {
					t.Errorf("request %d: %v", i, err)
				}
				refs[i] = r.Donation.Ref
			})
		}
		wg.Wait()
		for _, ref := range refs {
			if ref != refs[0] {
				t.Fatalf("got %q and %q, want one donation", ref, refs[0])
			}
		}
		all, err := w.List(t.Context(), donate.Query{CampaignID: w.id, Limit: 10})
		if err != nil || len(all) != 1 {
			t.Errorf("got %d donations, %v, want 1", len(all), err)
		}
		other := req
		other.Minor = 300_000
		if _, err := w.Give(t.Context(), other); !fault.Is(err, fault.KeyReused) {
			t.Errorf("got %v, want KeyReused", err)
		}
		other.Source = "another app"
		if r, err := w.Give(t.Context(), other); err != nil || r.Donation.Ref == refs[0] {
			t.Errorf("got %v, %v, want a donation of its own", r, err)
		}
	})
}

// stripeStory is everything that Stripe tells of one payment: paid, refunded twice
// (in all 80,000), disputed and won.
func (w *world) stripeStory(ref string) []payment.Delivery {
	charge := func(refunded int64) string {
		return fmt.Sprintf(`{"id":"ch_1","object":"charge","amount":200000,"amount_refunded":%d,"currency":"vnd","payment_intent":"pi_1","status":"succeeded","paid":true,"metadata":{"order":%q}}`, refunded, ref)
	}
	fight := func(status string) string {
		return fmt.Sprintf(`{"id":"dp_1","object":"dispute","amount":100000,"currency":"vnd","charge":"ch_1","payment_intent":"pi_1","status":%q}`, status)
	}
	return []payment.Delivery{
		w.stripe("evt_paid", "payment_intent.succeeded", fmt.Sprintf(`{"id":"pi_1","object":"payment_intent","amount":200000,"amount_received":200000,"currency":"vnd","status":"succeeded","metadata":{"order":%q}}`, ref)),
		w.stripe("evt_charge", "charge.succeeded", charge(0)),
		w.stripe("evt_refund1", "charge.refunded", charge(50_000)),
		w.stripe("evt_refund2", "charge.refunded", charge(80_000)),
		w.stripe("evt_fight", "charge.dispute.created", fight("needs_response")),
		w.stripe("evt_won", "charge.dispute.closed", fight("won")),
	}
}

// orderAt writes an order into the books, as if the gateway had been asked, and
// returns the id of the gift.
func (w *world) orderAt(ref, channel string) string {
	w.t.Helper()
	r := w.gift(200_000, "khoa-cua-"+ref)
	err := w.d.Update(w.t.Context(), func(tx *db.Tx) error {
		_, err := tx.Exec(w.t.Context(), `INSERT INTO donate_attempts (ref, donation_id, number, provider, channel_id, campaign_id, client, status, reason, next, created_at)
			VALUES (?, ?, 1, ?, ?, ?, '', 'open', '', '{}', ?)`, ref, r.Donation.ID, channel, channel, w.id, tx.Now)
		return err
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return r.Donation.ID
}

// D09 and I7: what the books say follows from the set of events, and not from their
// order or how often they come.
func TestI7EventsConvergeInAnyOrder(t *testing.T) {
	worlds(t, func(t *testing.T, w *world) {
		random := rand.New(rand.NewPCG(7, 7))
		runs := 60
		var want donate.Figures
		for run := range runs {
			w := newWorldLike(t, w)
			w.orderAt("DON1", "stripe")
			story := w.stripeStory("DON1")
			events := append(append([]payment.Delivery(nil), story...), story...)
			if run > 0 {
				random.Shuffle(len(events), func(i, j int) { events[i], events[j] = events[j], events[i] })
			}
			for _, d := range events {
				w.say(payment.Stripe, "stripe", d)
			}
			got := w.exact(120_000, 1)
			got.AsOf = time.Time{}
			if run == 0 {
				want = got
				if want.Refunded != 80_000 || want.ChargedBack != 100_000 || want.WonBack != 100_000 {
					t.Fatalf("got %+v", want)
				}
			}
			if got != want {
				t.Fatalf("order %d: got %+v, want %+v", run, got, want)
			}
			w.verified()
		}
	})
}

// newWorldLike is a new world on the engine of another.
func newWorldLike(t *testing.T, w *world) *world {
	t.Helper()
	return newWorld(t, w.d.Engine())
}

// H15: two refunds of all that is left, at once: one of them.
func TestH15TwoFullRefundsAtOnce(t *testing.T) {
	worlds(t, func(t *testing.T, w *world) {
		r := w.gift(200_000, "khoa-hoan-tien")
		w.say(payment.SePay, "bank", w.transfer(1, 200_000, "UH"+r.Donation.Ref))
		var wg sync.WaitGroup
		faults := make([]error, 2)
		for i := range faults {
			wg.Go(func() {
				_, faults[i] = w.Refund(t.Context(), auth.System("test"), r.Donation.ID, 200_000, "Nhầm")
			})
		}
		wg.Wait()
		refused := 0
		for _, err := range faults {
			if fault.Is(err, fault.RefundExceeds) {
				refused++
			} else if err != nil {
				t.Error(err)
			}
		}
		if refused != 1 {
			t.Errorf("%d were refused, want 1", refused)
		}
		w.exact(0, 0)
		if _, err := w.Refund(t.Context(), auth.System("test"), r.Donation.ID, 1, "Thêm"); !fault.Is(err, fault.RefundExceeds) {
			t.Errorf("got %v, want RefundExceeds", err)
		}
		w.verified()
	})
}

// H13: what names an order that nobody made is kept, and moves nothing.
func TestH13AnUnknownOrderIsKept(t *testing.T) {
	worlds(t, func(t *testing.T, w *world) {
		w.say(payment.Stripe, "stripe", w.stripeStory("NOBODY")[0])
		w.exact(0, 0)
		kept, err := w.Deliveries(t.Context(), w.id, []donate.Verdict{donate.NoOrder}, "", 10)
		if err != nil || len(kept) != 1 {
			t.Errorf("got %d, %v, want one to look at", len(kept), err)
		}
	})
}

// Receipts have serials without gaps, however many ask at once.
func TestReceiptsHaveNoGaps(t *testing.T) {
	worlds(t, func(t *testing.T, w *world) {
		const many = 30
		tokens := make([]string, many)
		for i := range int64(many) {
			r := w.gift(20_000, fmt.Sprintf("khoa-bien-nhan-%d", i))
			w.say(payment.SePay, "bank", w.transfer(i+1, 20_000, "UH"+r.Donation.Ref))
			tokens[i] = r.Token
		}
		var mu sync.Mutex
		seen := map[int]bool{}
		var wg sync.WaitGroup
		for _, token := range tokens {
			for range 2 {
				wg.Go(func() {
					v, _, err := w.Issue(t.Context(), token)
					if err != nil {
						t.Error(err)
					}
					mu.Lock()
					defer mu.Unlock()
					seen[v.Number] = true
				})
			}
		}
		wg.Wait()
		for n := 1; n <= many; n++ {
			if !seen[n] {
				t.Errorf("number %d is missing", n)
			}
		}
		if len(seen) != many {
			t.Errorf("got %d numbers, want %d", len(seen), many)
		}
	})
}

// A bank's own table is read as the bank writes it; what a webhook told is not
// booked again, and a rehearsal leaves nothing behind.
func TestAStatementOfABankIsImportedOnce(t *testing.T) {
	worlds(t, func(t *testing.T, w *world) {
		w.say(payment.SePay, "bank", w.transfer(7, 300_000, "ung ho"))
		const table = "\ufeffNgày giao dịch,Số tham chiếu,Số tiền,Nội dung\n24/03/2020,MB.7,300.000,ung ho\n24/03/2020,FT1,1.500.000,ung ho\n24/03/2020,FT2,-20000,phi\n"
		for _, dry := range []bool{true, false, false} {
			lines, err := w.Import(t.Context(), auth.System("test"), w.id, "bank", strings.NewReader(table), dry)
			if err != nil || len(lines) != 3 {
				t.Fatalf("got %+v, %v, want three lines", lines, err)
			}
			if lines[0].Verdict != donate.Known || lines[2].Verdict != donate.NoEffect {
				t.Errorf("got %+v, want the first known and the last of no effect", lines)
			}
			if dry {
				w.exact(300_000, 1)
			}
		}
		w.exact(1_800_000, 2)
		bad := "date,reference,amount,memo\n2020-03-24,FT9,\"300,5\",x\n"
		lines, err := w.Import(t.Context(), auth.System("test"), w.id, "bank", strings.NewReader(bad), false)
		if err != nil || len(lines) != 1 || len(lines[0].Faults) == 0 {
			t.Errorf("got %+v, %v, want a fault at the line", lines, err)
		}
		w.exact(1_800_000, 2)
		w.verified()
	})
}
