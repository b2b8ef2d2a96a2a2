package fakepsp_test

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"newsdesk/internal/payment"
	"newsdesk/internal/testkit/fakepsp"
)

var now = time.Unix(1585049160, 0)

func clock() time.Time { return now }

func merchant(p payment.Provider) payment.Merchant {
	return payment.Merchant{Provider: p, ID: "2554", AccessKey: "sk_test_1", Secret: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"}
}

// inbox is a hook that keeps what it believes, as a newsroom would.
type inbox struct {
	m      payment.Merchant
	mu     sync.Mutex
	events map[string]payment.Event
	wrong  int
	busy   int // how many it turns away first
}

func (in *inbox) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	in.mu.Lock()
	defer in.mu.Unlock()
	body, _ := io.ReadAll(r.Body)
	e, err := payment.Read(in.m, payment.Delivery{RawQuery: r.URL.RawQuery, Header: r.Header, Body: body}, now)
	outcome := payment.Accepted
	switch _, again := in.events[e.Key]; {
	case in.busy > 0:
		in.busy--
		outcome = payment.Trouble
	case err != nil:
		in.wrong++
		outcome = payment.Refused
	case again:
		outcome = payment.Repeated
	default:
		in.events[e.Key] = e
	}
	a := payment.Reply(in.m.Provider, outcome)
	w.Header().Set("Content-Type", a.ContentType)
	w.WriteHeader(a.Status)
	_, _ = w.Write(a.Body)
}

func hook(t *testing.T, s *fakepsp.Server) (*inbox, string) {
	t.Helper()
	in := &inbox{m: s.Merchant, events: map[string]payment.Event{}}
	h := httptest.NewServer(in)
	t.Cleanup(h.Close)
	return in, h.URL
}

func order(ref string) payment.Order {
	return payment.Order{
		Ref: ref, Donation: "D1", Minor: 200000, Currency: "VND", Description: "Ủng hộ quỹ", ReturnURL: "https://example.org/back",
		NotifyURL: "https://example.org/hook", At: now, ExpiresAt: now.Add(time.Hour),
	}
}

// checkout makes an order and visits the page that it leads to.
func checkout(t *testing.T, s *fakepsp.Server, ref string) {
	t.Helper()
	next, err := payment.Checkout(t.Context(), fakepsp.Client(), s.Merchant, order(ref))
	if err != nil {
		t.Fatal(err)
	}
	page, err := http.Get(next.URL)
	if err != nil {
		t.Fatal(err)
	}
	page.Body.Close()
	if page.StatusCode != http.StatusOK {
		t.Fatalf("got %d from %s, want the page of the order", page.StatusCode, next.URL)
	}
}

func gateways(t *testing.T, f func(t *testing.T, s *fakepsp.Server)) {
	t.Helper()
	for _, p := range payment.Providers() {
		if p.Gateway() {
			t.Run(string(p), func(t *testing.T) { f(t, fakepsp.New(t, merchant(p), clock, 1)) })
		}
	}
}

func TestAnOrderIsPaidAndAnnounced(t *testing.T) {
	gateways(t, func(t *testing.T, s *fakepsp.Server) {
		in, url := hook(t, s)
		checkout(t, s, "R1")
		got, ok := s.Order("R1")
		if !ok || got.Minor != 200000 || got.Currency != "VND" || s.Merchant.Provider != payment.Stripe && got.Description != "Ung ho quy" {
			t.Fatalf("got %+v, want the order", got)
		}
		receipts, err := s.Send(t.Context(), url, fakepsp.Plan{Copies: 1, Shuffle: true, Replay: true}, s.Pay("R1")...)
		if err != nil || len(receipts) < 4 {
			t.Fatalf("got %d receipts and %v", len(receipts), err)
		}
		for _, r := range receipts {
			if !r.Acknowledged {
				t.Errorf("got %v %s, want it acknowledged", r.Statuses, r.Body)
			}
		}
		for _, e := range in.events {
			if e.Kind != payment.Paid || e.Order != "R1" || e.Minor != 200000 || e.Payment != got.Payment {
				t.Errorf("got %+v, want the payment of R1", e)
			}
		}
		if want := 1 + strings.Count(string(s.Merchant.Provider), "stripe"); len(in.events) != want || in.wrong != 0 {
			t.Errorf("got %d events and %d refused, want %d and none", len(in.events), in.wrong, want)
		}
	})
}

func TestWhateverIsPaidIsReadAsItWas(t *testing.T) {
	gateways(t, func(t *testing.T, s *fakepsp.Server) {
		n := 0
		rapid.Check(t, func(t *rapid.T) {
			n++
			ref := fmt.Sprintf("%sx%d", rapid.StringMatching(`[A-Za-z0-9]{0,20}`).Draw(t, "ref"), n)
			minor := rapid.Int64Range(1, 1<<43).Draw(t, "minor")
			about := strings.Map(func(r rune) rune {
				if r == '&' || r == 0 {
					return ' '
				}
				return r
			}, rapid.String().Draw(t, "about"))
			s.Place(fakepsp.Order{Ref: ref, Minor: minor, Description: about})
			for _, d := range s.Pay(ref) {
				e, err := payment.Read(s.Merchant, d, now)
				if err != nil || e.Kind != payment.Paid || e.Order != ref || e.Minor != minor {
					t.Fatalf("got %+v and %v, want %s with %d", e, err, ref, minor)
				}
			}
		})
	})
}

func TestWhatIsTamperedWithIsRefused(t *testing.T) {
	gateways(t, func(t *testing.T, s *fakepsp.Server) {
		in, url := hook(t, s)
		s.Place(fakepsp.Order{Ref: "R1", Minor: 5000})
		receipts, err := s.Send(t.Context(), url, fakepsp.Plan{Copies: 49, Tamper: true, Tries: 2}, s.Pay("R1")...)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range receipts {
			if r.Acknowledged || len(r.Statuses) != 2 {
				t.Fatalf("got %v %s, want it refused twice", r.Statuses, r.Body)
			}
		}
		if len(in.events) != 0 || in.wrong < 100 {
			t.Errorf("got %d events and %d refused, want none taken", len(in.events), in.wrong)
		}
	})
}

func TestAProviderTriesUntilItIsAcknowledged(t *testing.T) {
	gateways(t, func(t *testing.T, s *fakepsp.Server) {
		in, url := hook(t, s)
		in.busy = 2
		s.Place(fakepsp.Order{Ref: "R1", Minor: 5000})
		receipts, err := s.Send(t.Context(), url, fakepsp.Plan{Tries: 5}, s.Pay("R1")[0])
		if err != nil || len(receipts) != 1 || len(receipts[0].Statuses) != 3 || !receipts[0].Acknowledged {
			t.Errorf("got %+v and %v, want the third try acknowledged", receipts, err)
		}
	})
}

func TestTheSameSeedDoesTheSameAgain(t *testing.T) {
	var runs [2][]string
	for i := range runs {
		s := fakepsp.New(t, merchant(payment.Stripe), clock, 7)
		_, url := hook(t, s)
		for _, ref := range []string{"R1", "R2", "R3"} {
			s.Place(fakepsp.Order{Ref: ref, Minor: 5000})
			pauses := 0
			receipts, err := s.Send(t.Context(), url, fakepsp.Plan{Copies: 3, Shuffle: true, Drop: 30, Pause: func() { pauses++ }}, s.Pay(ref)...)
			if err != nil || pauses != max(len(receipts)-1, 0) {
				t.Fatalf("got %d pauses for %d receipts, and %v", pauses, len(receipts), err)
			}
			for _, r := range receipts {
				runs[i] = append(runs[i], string(r.Delivery.Body))
			}
		}
	}
	if diff := cmp.Diff(runs[0], runs[1]); diff != "" || len(runs[0]) == 24 || len(runs[0]) < 8 {
		t.Errorf("got %d deliveries, and the runs differ:\n%s", len(runs[0]), diff)
	}
}

func refund(ref string, of fakepsp.Order, minor int64) payment.RefundOrder {
	return payment.RefundOrder{
		Ref: ref, Payment: of.Payment, Order: of.Ref, OrderedAt: of.OpenedAt, Minor: minor, Paid: of.Received, Currency: of.Currency, By: "editor", At: now,
	}
}

func TestD09RefundsGoBackToTheProvider(t *testing.T) {
	gateways(t, func(t *testing.T, s *fakepsp.Server) {
		checkout(t, s, "R1")
		s.Pay("R1")
		paid, _ := s.Order("R1")
		for _, c := range []struct {
			ref   string
			minor int64
			want  []payment.RefundState
		}{
			{"B1", 50000, []payment.RefundState{payment.RefundSucceeded, payment.RefundPending}},
			{"B1", 50000, []payment.RefundState{payment.RefundSucceeded, payment.RefundPending}}, // asked again
			{"B2", 150001, []payment.RefundState{payment.RefundFailed}},
			{"B3", 150000, []payment.RefundState{payment.RefundSucceeded, payment.RefundPending}},
		} {
			got, err := payment.Refund(t.Context(), fakepsp.Client(), s.Merchant, refund(c.ref, paid, c.minor))
			if err != nil || got.State != c.want[0] && got.State != c.want[len(c.want)-1] {
				t.Errorf("%s: got %+v and %v, want %v", c.ref, got, err, c.want)
			}
			if (got.State == payment.RefundFailed) != (got.Reason != "") {
				t.Errorf("%s: got %+v, want a reason for a failure alone", c.ref, got)
			}
		}
		if now, _ := s.Order("R1"); now.Refunded != 200000 {
			t.Errorf("got %d back, want 200,000", now.Refunded)
		}
		if pending := s.Pending(); (s.Merchant.Provider == payment.Stripe) != (len(pending) == 2) {
			t.Errorf("got %d announcements, want two of Stripe alone", len(pending))
		}
	})
}

func TestAStrangersOrderIsNotTaken(t *testing.T) {
	gateways(t, func(t *testing.T, s *fakepsp.Server) {
		if s.Merchant.Provider == payment.VNPay {
			t.Skip("an order of VNPAY is an address")
		}
		stranger := s.Merchant
		stranger.AccessKey, stranger.Secret = "sk_test_2", "whsec_2"
		if _, err := payment.Checkout(t.Context(), fakepsp.Client(), stranger, order("R1")); err == nil {
			t.Error("the order was taken")
		}
		if _, known := s.Order("R1"); known {
			t.Error("the order is known")
		}
	})
}

func TestAFailureIsAnnounced(t *testing.T) {
	gateways(t, func(t *testing.T, s *fakepsp.Server) {
		s.Place(fakepsp.Order{Ref: "R1", Minor: 5000})
		deliveries := s.Fail("R1", "24")
		if s.Merchant.Provider == payment.ZaloPay {
			if deliveries != nil {
				t.Error("ZaloPay announced a failure")
			}
			return
		}
		e, err := payment.Read(s.Merchant, deliveries[0], now)
		if err != nil || e.Kind != payment.Failed || e.Reason != "24" || e.Order != "R1" || e.Minor != 5000 {
			t.Errorf("got %+v and %v, want the failure", e, err)
		}
		s.Pay("R1") // a second attempt
	})
}

func TestADisputeIsOpenedAndEnded(t *testing.T) {
	s := fakepsp.New(t, merchant(payment.Stripe), clock, 1)
	s.Place(fakepsp.Order{Ref: "R1", Minor: 5000})
	s.Pay("R1")
	var kinds []payment.Kind
	for _, deliveries := range [][]payment.Delivery{s.Refund("R1", 1000), s.Dispute("R1"), s.Win("R1"), s.Dispute("R1"), s.Lose("R1")} {
		e, err := payment.Read(s.Merchant, deliveries[0], now)
		if err != nil {
			t.Fatal(err)
		}
		kinds = append(kinds, e.Kind)
		if e.Kind == payment.Refunded && e.Cumulative != 1000 || e.Kind != payment.Refunded && e.Minor != 4000 {
			t.Errorf("got %+v, want 1,000 back and 4,000 disputed", e)
		}
	}
	want := []payment.Kind{payment.Refunded, payment.Disputed, payment.DisputeWon, payment.Disputed, payment.DisputeLost}
	if diff := cmp.Diff(want, kinds); diff != "" {
		t.Errorf("the events differ (-want +got):\n%s", diff)
	}
}

func TestTransfersAndMessagesAreAnnounced(t *testing.T) {
	line := payment.Transfer{Bank: "VPBank", Account: "88", Reference: "FT/1", Memo: "UH 7K3M9QX1 ủng hộ"}
	for _, p := range []payment.Provider{payment.SePay, payment.Casso} {
		s := fakepsp.New(t, merchant(p), clock, 1)
		in, url := hook(t, s)
		out := line
		out.Out = true
		if _, err := s.Send(t.Context(), url, fakepsp.Plan{}, append(s.Transfer(line, 200000), s.Transfer(out, 70000)...)...); err != nil {
			t.Fatal(err)
		}
		if len(in.events) != 2 || in.wrong != 0 {
			t.Fatalf("%s: got %d events and %d refused, want 2", p, len(in.events), in.wrong)
		}
		for _, e := range in.events {
			if e.Transfer.BIN != "970432" || e.Transfer.Memo != line.Memo || e.Kind == payment.Outgoing != (e.Minor == 70000) {
				t.Errorf("%s: got %+v", p, e)
			}
		}
	}
	s := fakepsp.New(t, merchant(payment.Portal), clock, 1)
	e, err := payment.Read(s.Merchant, s.Message(payment.Message{ShortCode: "1407", Keyword: "CV", Units: 10}, 200000, "VND")[0], now)
	if err != nil || e.Minor != 200000 || e.Message.Units != 10 {
		t.Errorf("got %+v and %v, want the message", e, err)
	}
	if _, err := payment.Read(s.Merchant, s.Message(payment.Message{Units: 1}, 1, "VND")[0], now.Add(time.Hour)); !errors.Is(err, payment.ErrStale) {
		t.Errorf("got %v, want ErrStale", err)
	}
}
