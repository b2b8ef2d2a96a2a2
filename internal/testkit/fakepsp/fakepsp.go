// Package fakepsp is payment providers inside of a test. A [Server] takes orders
// and refunds as one provider does, over HTTP, and keeps them; what the provider
// would announce it makes as [payment.Delivery] values, signed, and can send to a
// hook late, twice, out of order, not at all, or changed. With the same seed it does
// the same again. Only tests import it.
package fakepsp

import (
	"math/rand/v2"
	"net/http/httptest"
	"net/netip"
	"slices"
	"sync"
	"testing"
	"time"

	"newsdesk/internal/egress"
	"newsdesk/internal/payment"
)

// State is where an order stands with the provider.
type State string

// The states.
const (
	Open     State = "open"
	Paid     State = "paid"
	Failed   State = "failed"
	Disputed State = "disputed"
	Lost     State = "lost"
)

// Order is what the provider knows of an order.
type Order struct {
	Ref         string // the merchant's
	ProviderRef string // the provider's
	Payment     string // the provider's id of the payment
	Donation    string
	Description string
	NotifyURL   string
	Currency    string
	Minor       int64
	Received    int64 // what was paid, which need not be Minor
	Refunded    int64
	State       State
	Dispute     string
	OpenedAt    time.Time
}

// Server is one provider with one merchant. Its methods may be called from many
// goroutines.
type Server struct {
	Merchant payment.Merchant // speaks to this server

	tb     testing.TB
	now    func() time.Time
	mu     sync.Mutex
	rand   *rand.Rand
	last   int64 // the last number given out
	orders map[string]*Order
	calls  map[string]call // by key of idempotency or reference
	outbox []payment.Delivery
}

// call is one that was answered.
type call struct {
	body   string
	answer any
}

// New starts a provider, which stops with the test. Now is the clock by which it
// signs.
func New(tb testing.TB, m payment.Merchant, now func() time.Time, seed uint64) *Server {
	tb.Helper()
	if m.Live {
		tb.Fatal("a live merchant asks the provider itself; set Merchant.Live afterwards for live deliveries")
	}
	s := &Server{
		tb: tb, now: now, rand: rand.New(rand.NewPCG(seed, seed)), last: 1000,
		orders: map[string]*Order{}, calls: map[string]call{},
	}
	h := httptest.NewServer(s.routes())
	tb.Cleanup(h.Close)
	s.Merchant = m
	s.Merchant.Base = h.URL
	return s
}

// Client asks this server, and others on this machine.
func Client() *egress.Client {
	return egress.New(egress.Options{AllowPrivate: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8"), netip.MustParsePrefix("::1/128")}})
}

// Place makes an order that the merchant never asked for.
func (s *Server) Place(o Order) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.place(o)
}

func (s *Server) place(o Order) *Order {
	o.State, o.OpenedAt = Open, s.now()
	if o.Currency == "" {
		o.Currency = "VND"
	}
	if o.ProviderRef == "" {
		o.ProviderRef = o.Ref
		if s.Merchant.Provider == payment.ZaloPay {
			o.ProviderRef = s.now().In(hanoi()).Format("060102") + "_" + o.Ref
		}
	}
	o.Payment = s.id()
	s.orders[o.Ref] = &o
	return &o
}

// id gives out the next id of a payment, in the provider's form.
func (s *Server) id() string {
	n := s.next()
	if s.Merchant.Provider == payment.Stripe {
		return "pi_" + n
	}
	return n
}

// Order returns an order by the merchant's reference.
func (s *Server) Order(ref string) (Order, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	o, ok := s.orders[ref]
	if !ok {
		return Order{}, false
	}
	return *o, true
}

// Pending returns what the provider has to announce since it was asked last,
// because of what the merchant asked for.
func (s *Server) Pending() []payment.Delivery {
	s.mu.Lock()
	defer s.mu.Unlock()
	all := s.outbox
	s.outbox = nil
	return all
}

// with does something to an order that has to be there, in one of the states.
func (s *Server) with(ref string, f func(o *Order) []payment.Delivery, states ...State) []payment.Delivery {
	s.tb.Helper()
	s.mu.Lock()
	defer s.mu.Unlock()
	o, ok := s.orders[ref]
	if !ok {
		s.tb.Errorf("%s has no order %q", s.Merchant.Provider, ref)
		return nil
	}
	if !slices.Contains(states, o.State) {
		s.tb.Errorf("%s: order %q is %s, want one of %v", s.Merchant.Provider, ref, o.State, states)
		return nil
	}
	return f(o)
}

// Pay pays an order and returns what the provider announces of it. Stripe tells of
// one payment twice.
func (s *Server) Pay(ref string) []payment.Delivery {
	s.tb.Helper()
	o, _ := s.Order(ref)
	return s.PayAmount(ref, o.Minor)
}

// PayAmount pays another amount than was asked for.
func (s *Server) PayAmount(ref string, minor int64) []payment.Delivery {
	s.tb.Helper()
	return s.with(ref, func(o *Order) []payment.Delivery {
		o.State, o.Received = Paid, minor
		return s.announce(o, payment.Paid, "")
	}, Open, Failed)
}

// Fail lets an attempt fail, with the provider's code. ZaloPay announces nothing
// of it.
func (s *Server) Fail(ref, code string) []payment.Delivery {
	s.tb.Helper()
	return s.with(ref, func(o *Order) []payment.Delivery {
		o.State = Failed
		return s.announce(o, payment.Failed, code)
	}, Open, Failed)
}

// Refund gives money back from the provider's own pages. Stripe alone announces
// it.
func (s *Server) Refund(ref string, minor int64) []payment.Delivery {
	s.tb.Helper()
	return s.with(ref, func(o *Order) []payment.Delivery {
		if minor < 1 || o.Refunded+minor > o.Received {
			s.tb.Errorf("order %q has %d left, want %d back", ref, o.Received-o.Refunded, minor)
			return nil
		}
		o.Refunded += minor
		return s.announce(o, payment.Refunded, "")
	}, Paid)
}

// Dispute lets the payer's bank take the money back for now. Only Stripe has it.
func (s *Server) Dispute(ref string) []payment.Delivery {
	s.tb.Helper()
	return s.with(ref, func(o *Order) []payment.Delivery {
		o.State, o.Dispute = Disputed, "dp_"+s.next()
		return s.announce(o, payment.Disputed, "fraudulent")
	}, Paid)
}

// Win ends a dispute for the merchant.
func (s *Server) Win(ref string) []payment.Delivery {
	s.tb.Helper()
	return s.with(ref, func(o *Order) []payment.Delivery {
		o.State = Paid
		return s.announce(o, payment.DisputeWon, "fraudulent")
	}, Disputed)
}

// Lose ends a dispute for the payer.
func (s *Server) Lose(ref string) []payment.Delivery {
	s.tb.Helper()
	return s.with(ref, func(o *Order) []payment.Delivery {
		o.State = Lost
		return s.announce(o, payment.DisputeLost, "fraudulent")
	}, Disputed)
}

// Transfer announces a line of a bank account, as SePay and Casso do.
func (s *Server) Transfer(t payment.Transfer, minor int64) []payment.Delivery {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.transferred(t, minor)
}

// Message announces a short message that somebody gave with, as a portal does.
func (s *Server) Message(m payment.Message, minor int64, currency string) []payment.Delivery {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.messaged(m, minor, currency)
}

// hanoi is the zone of providers that write local times.
func hanoi() *time.Location { return time.FixedZone("+07", 7*60*60) }
