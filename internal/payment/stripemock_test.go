package payment_test

import (
	"os"
	"testing"

	"newsdesk/internal/fault"
	"newsdesk/internal/payment"
	"newsdesk/internal/testkit/fakepsp"
)

// stripeMock is a merchant of the stripe-mock that NEWSDESK_STRIPE_MOCK names. It
// holds requests to Stripe's own description of its API, knows no state, and answers
// with samples.
func stripeMock(t *testing.T) payment.Merchant {
	t.Helper()
	base := os.Getenv("NEWSDESK_STRIPE_MOCK")
	if base == "" {
		t.Skip("NEWSDESK_STRIPE_MOCK is not set to the address of a stripe-mock; see step peers of .ci/run")
	}
	m := sandbox(payment.Stripe)
	m.Base = base
	return m
}

func TestStripeMockTakesAnOrder(t *testing.T) {
	m := stripeMock(t)
	next, err := payment.Checkout(t.Context(), fakepsp.Client(), m, order())
	if err != nil || next.URL == "" || next.ProviderRef == "" {
		t.Errorf("got %+v and %v, want a session", next, err)
	}
	m.AccessKey = "nonsense"
	if _, err := payment.Checkout(t.Context(), fakepsp.Client(), m, order()); !fault.Is(err, fault.Overloaded) {
		t.Errorf("got %v with a wrong key, want Overloaded", err)
	}
}

func TestStripeMockGivesBack(t *testing.T) {
	m := stripeMock(t)
	for _, paid := range []string{"pi_123", "ch_123"} {
		got, err := payment.Refund(t.Context(), fakepsp.Client(), m, payment.RefundOrder{
			Ref: "B1", Payment: paid, Order: "R1", Minor: 50000, Paid: 200000, Currency: "VND", At: gift,
		})
		if err != nil || got.ID == "" || got.State != payment.RefundSucceeded {
			t.Errorf("%s: got %+v and %v, want a refund", paid, got, err)
		}
	}
}
