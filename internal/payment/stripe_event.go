package payment

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// readStripe verifies an event as Stripe documents it ("Verify webhook signatures
// manually") and reads the few members that matter: a whole event changes with the
// version of the API that the account has.
func readStripe(m Merchant, d Delivery, now time.Time) (Event, error) {
	header, ok := d.header("Stripe-Signature")
	t, v1, dated := dated(header)
	unix := number(t)
	if !ok || !dated || unix == 0 {
		return Event{}, fmt.Errorf("%w: no Stripe-Signature of one t and a v1", ErrSignature)
	}
	want := SignStripe(m.Secret, unix, d.Body)
	if !slices.ContainsFunc(v1, func(sent string) bool { return sameHex(want, sent) }) {
		return Event{}, fmt.Errorf("%w: no v1 is right", ErrSignature)
	}
	if !fresh(seconds(unix), now) {
		return Event{}, fmt.Errorf("%w: signed at %d", ErrStale, unix)
	}
	event, err := parse(d.Body)
	if err != nil {
		return Event{}, fmt.Errorf("%w: %w", ErrMalformed, err)
	}
	if event.is("livemode") != m.Live {
		return Event{}, fmt.Errorf("%w: livemode is %t", ErrMerchant, event.is("livemode"))
	}
	if account := event.text("account"); account != "" && m.ID != "" && account != m.ID {
		return Event{}, fmt.Errorf("%w: another account", ErrMerchant)
	}
	return stripeEvent(event)
}

func stripeEvent(event document) (Event, error) {
	object := event.object("data").object("object")
	e := Event{Key: event.text("id"), Kind: Other, At: seconds(event.whole("created"))}
	amount := ""
	switch event.text("type") {
	case "payment_intent.succeeded":
		e.Kind, e.Payment, amount = Paid, object.text("id"), "amount_received"
	case "payment_intent.payment_failed":
		e.Kind, e.Payment, amount = Failed, object.text("id"), "amount"
		e.Reason = object.object("last_payment_error").reason()
	case "charge.succeeded":
		e.Payment, amount = object.paymentOfCharge(), "amount"
		if object["captured"].Kind() != 'f' { // else it is only set aside
			e.Kind = Paid
		}
	case "charge.refunded":
		e.Kind, e.Payment = Refunded, object.paymentOfCharge()
		e.Cumulative = object.whole("amount_refunded")
	case "charge.dispute.created":
		e.dispute(object, Disputed)
		amount = "amount"
	case "charge.dispute.closed":
		e.dispute(object, closed(object.text("status")))
		amount = "amount"
	default:
		return e, nil
	}
	return stripeMoney(e, object, amount)
}

// stripeMoney fills in amounts, in minor units of ISO 4217, and our reference.
func stripeMoney(e Event, object document, amount string) (Event, error) {
	e.Currency = strings.ToUpper(object.text("currency"))
	e.Order = object.order()
	var good [3]bool
	e.Minor, good[0] = fromStripe(e.Currency, object.whole(amount))
	e.Cumulative, good[1] = fromStripe(e.Currency, e.Cumulative)
	e.Fee, good[2] = fromStripe(e.Currency, object.fee(e.Currency))
	if good != [3]bool{true, true, true} {
		return e, fmt.Errorf("%w: an amount that %s cannot have", ErrMalformed, e.Currency)
	}
	return e, nil
}

// order is our reference in an object of Stripe: the attempt, or else the gift.
func (d document) order() string {
	metadata := d.object("metadata")
	if order := metadata.text(metadataOrder); order != "" {
		return order
	}
	return metadata.text(metadataDonation)
}

// The members of metadata that an order is given.
const (
	metadataOrder    = "order"
	metadataDonation = "donation"
	metadataRefund   = "refund"
)

// fee is what Stripe keeps, where an event holds the whole balance transaction
// rather than its id, in the currency of the payment.
func (d document) fee(currency string) int64 {
	balance := d.object("balance_transaction")
	if !strings.EqualFold(balance.text("currency"), currency) {
		return 0
	}
	return balance.whole("fee")
}

// paymentOfCharge is the payment that a charge or dispute belongs to. Charges made
// without a PaymentIntent are payments of their own.
func (d document) paymentOfCharge() string {
	if intent := d.text("payment_intent"); intent != "" {
		return intent
	}
	if charge := d.text("charge"); charge != "" { // of a dispute
		return charge
	}
	return d.text("id")
}

// reason is the most exact of Stripe's codes for a failure.
func (d document) reason() string {
	if code := d.text("decline_code"); code != "" {
		return code
	}
	return d.text("code")
}

func (e *Event) dispute(object document, kind Kind) {
	e.Kind, e.Payment, e.DisputeID, e.Reason = kind, object.paymentOfCharge(), object.text("id"), object.text("reason")
	if strings.HasPrefix(object.text("status"), "warning_") { // an inquiry, which moves no money
		e.Kind = Other
	}
}

// closed is how a dispute ended.
func closed(status string) Kind {
	switch status {
	case "won":
		return DisputeWon
	case "lost":
		return DisputeLost
	}
	return Other
}

// fromStripe returns an amount of Stripe in minor units of ISO 4217, which differ
// for three currencies (Stripe, "Zero-decimal currencies" and "Special cases"). It
// is false for a part of what cannot be parted.
func fromStripe(currency string, amount int64) (int64, bool) {
	const cent = 100
	switch currency {
	case "ISK", "UGX": // written with two decimals that are always 00
		return amount / cent, amount%cent == 0
	case "MGA": // written without its two decimals
		return amount * cent, amount <= most/cent
	}
	return amount, true
}

// toStripe is the way back. Of currencies with three decimals, Stripe takes the
// last as 0 only.
func toStripe(currency string, minor int64) (int64, bool) {
	const ten, cent = 10, 100
	switch currency {
	case "ISK", "UGX":
		return minor * cent, minor <= most/cent
	case "MGA":
		return minor / cent, minor%cent == 0
	case "BHD", "JOD", "KWD", "OMR", "TND":
		return minor, minor%ten == 0
	}
	return minor, true
}
