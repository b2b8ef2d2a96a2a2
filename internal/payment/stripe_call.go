package payment

import (
	"context"
	"net/url"
	"strconv"
	"strings"
	"time"

	"newsdesk/internal/egress"
	"newsdesk/internal/fault"
)

// The bounds that Stripe sets to how long a page of its checkout is open.
const (
	sessionLeast = 30 * time.Minute
	sessionMost  = 24 * time.Hour
)

// checkoutStripe makes a Checkout Session (Stripe API, POST /v1/checkout/sessions).
// Our references stand in the metadata of the payment as well, because events
// about it are not about the session.
func checkoutStripe(ctx context.Context, client *egress.Client, m Merchant, o Order) (Next, error) {
	amount, whole := toStripe(o.Currency, o.Minor)
	if !whole {
		return Next{}, unparted()
	}
	form := url.Values{
		"mode":                {"payment"},
		"submit_type":         {"donate"},
		"client_reference_id": {o.Ref},
		"success_url":         {o.ReturnURL},
		"cancel_url":          {o.ReturnURL},

		"line_items[0][quantity]":                       {"1"},
		"line_items[0][price_data][currency]":           {strings.ToLower(o.Currency)},
		"line_items[0][price_data][unit_amount]":        {strconv.FormatInt(amount, 10)},
		"line_items[0][price_data][product_data][name]": {o.Description},
	}
	for _, at := range []string{"metadata", "payment_intent_data[metadata]"} {
		form.Set(at+"["+metadataOrder+"]", o.Ref)
		form.Set(at+"["+metadataDonation+"]", o.Donation)
	}
	if open := o.ExpiresAt.Sub(o.At); open > sessionLeast && open < sessionMost {
		form.Set("expires_at", strconv.FormatInt(o.ExpiresAt.Unix(), 10))
	}
	session, err := m.askStripe(ctx, client, "/v1/checkout/sessions", form, "order-"+o.Ref)
	switch {
	case err != nil:
		return Next{}, err
	case !session.good():
		return Next{}, declined(Stripe, session.complaint())
	case session.is("livemode") != m.Live:
		return Next{}, unclear(Stripe, "the session is of another mode")
	case !address(session.text("url")):
		return Next{}, unclear(Stripe, "a session without an address")
	}
	return Next{Kind: redirect, URL: session.text("url"), ProviderRef: session.text("id")}, nil
}

// unparted is the fault of a part of what the currency does not part.
func unparted() error {
	return fault.Member(fault.Invalid, "/amount", "out_of_range", "This currency cannot have that amount")
}

// askStripe posts a form that Stripe carries out once, however often it comes
// (Stripe API, "Idempotent requests").
func (m Merchant) askStripe(ctx context.Context, client *egress.Client, path string, form url.Values, key string) (reply, error) {
	return m.askForm(ctx, client, path, form, map[string][]string{
		"Authorization":   {"Bearer " + m.AccessKey},
		"Idempotency-Key": {key},
	})
}

// refundStripe makes a refund (Stripe API, POST /v1/refunds).
func refundStripe(ctx context.Context, client *egress.Client, m Merchant, r RefundOrder) (RefundResult, error) {
	amount, whole := toStripe(r.Currency, r.Minor)
	if !whole {
		return RefundResult{}, unparted()
	}
	of := "payment_intent"
	if !strings.HasPrefix(r.Payment, "pi_") {
		of = "charge"
	}
	form := url.Values{of: {r.Payment}, "amount": {strconv.FormatInt(amount, 10)}, "metadata[" + metadataRefund + "]": {r.Ref}}
	refund, err := m.askStripe(ctx, client, "/v1/refunds", form, "refund-"+r.Ref)
	if err != nil {
		return RefundResult{}, err
	}
	if !refund.good() {
		return refund.refusedByStripe()
	}
	result := RefundResult{ID: refund.text("id"), State: RefundPending}
	switch refund.text("status") {
	case "succeeded":
		result.State = RefundSucceeded
	case "failed", "canceled":
		result.State, result.Reason = RefundFailed, refund.text("failure_reason")
	}
	return result, nil
}

// refusedByStripe tells a refund that cannot be, such as a second one of all the
// money, from a question that was not heard.
func (r reply) refusedByStripe() (RefundResult, error) {
	const badRequest, paymentRequired, notFound = 400, 402, 404
	switch r.status {
	case badRequest, paymentRequired, notFound:
		return RefundResult{State: RefundFailed, Reason: shortened(r.object("error").text("code"))}, nil
	}
	return RefundResult{}, declined(Stripe, r.complaint())
}
