// Package payment knows how providers of payments speak: it verifies what they
// send, over the bytes as they came in, answers them in their own form, and asks
// them for a checkout or a refund.
//
// It knows no database and no campaign. Amounts are whole numbers of the
// currency's minor unit (ISO 4217); there is no floating point in this package, and
// a test holds that. Nothing that a provider says is believed before its signature
// was found right.
package payment

import "time"

// Provider is who moves the money, or tells of money that moved. It is stored and
// stands in addresses, so it never changes.
type Provider string

// The providers.
const (
	Stripe  Provider = "stripe"
	VNPay   Provider = "vnpay"
	MoMo    Provider = "momo"
	ZaloPay Provider = "zalopay"
	SePay   Provider = "sepay"
	Casso   Provider = "casso"
	Portal  Provider = "portal" // a portal of donations, or a gateway of short messages, that speaks Standard Webhooks
)

// Providers lists every provider.
func Providers() []Provider {
	return []Provider{Stripe, VNPay, MoMo, ZaloPay, SePay, Casso, Portal}
}

// Gateway reports whether a provider takes orders. The others only announce: bank
// transfers, or what a portal has received.
func (p Provider) Gateway() bool {
	switch p {
	case Stripe, VNPay, MoMo, ZaloPay:
		return true
	case SePay, Casso, Portal:
	}
	return false
}

// Delivery is what somebody sent to a hook, as it came in.
type Delivery struct {
	RawQuery string              // still encoded, without the question mark
	Header   map[string][]string // names in canonical form, as in net/http
	Body     []byte              // at most DeliveryMost bytes; more is malformed
}

// DeliveryMost is how many bytes a delivery may have.
const DeliveryMost = 256 << 10

// Kind is what an event announces. It is stored and never changes.
type Kind string

// The kinds.
const (
	Paid        Kind = "paid"
	Failed      Kind = "failed" // an attempt to pay
	Refunded    Kind = "refunded"
	Disputed    Kind = "disputed" // the payer's bank took the money back for now
	DisputeWon  Kind = "dispute_won"
	DisputeLost Kind = "dispute_lost"
	Transferred Kind = "transfer" // money came into a bank account
	Outgoing    Kind = "outgoing" // money left a bank account
	Other       Kind = "other"    // signed rightly, and without meaning for us
)

// Event is what a provider announces, once its signature was found right.
type Event struct {
	Key       string // one delivery; unique with the provider
	Kind      Kind
	Order     string // the reference that we gave the order, or ""
	Payment   string // the provider's id of the payment
	Minor     int64  // in minor units of Currency; above zero for money that moved
	Currency  string // ISO 4217
	Fee       int64  // that the provider keeps, if the event says so
	RefundID  string // Refunded: "" where only the sum is told
	DisputeID string
	// Cumulative, with Refunded, is how much of this payment was given back in all. It
	// is 0 where the provider tells each refund alone; Minor is 0 where it does not.
	Cumulative int64
	Live       bool      // false: of a sandbox
	At         time.Time // when it happened, by the provider's clock; in UTC
	Reason     string    // the provider's code for a failure or a dispute
	Transfer   *Transfer // of bank transfers only
	Message    *Message  // of short messages only
}

// Message is a short message that somebody gave with.
type Message struct {
	ShortCode string
	Keyword   string
	Units     int64
}

// Transfer is one line of a bank account.
type Transfer struct {
	BIN       string // of the bank (NAPAS), or "" if its name is not known
	Bank      string // as the provider calls it
	Account   string
	Reference string // the bank's own
	Memo      string
	Out       bool
}

// RefusalError is why a delivery was not believed. It is stored and never changes.
type RefusalError string

// The refusals. What is wrong with a delivery in detail is wrapped around them,
// for the log.
const (
	ErrSignature RefusalError = "signature" // missing, or not the provider's over these bytes
	ErrStale     RefusalError = "stale"     // signed rightly, and more than five minutes off our clock
	ErrMalformed RefusalError = "malformed" // signed rightly, and not of the form the provider documents
	ErrMerchant  RefusalError = "merchant"  // signed rightly, for another merchant or another mode
)

func (r RefusalError) Error() string { return "delivery refused: " + string(r) }

// tolerance is how far a signed timestamp may be off our clock, in either
// direction: one from the future is kept for later by who replays it.
const tolerance = 5 * time.Minute

func fresh(signed, now time.Time) bool { return now.Sub(signed).Abs() <= tolerance }

// vietnam is the zone of providers that write local times. Viet Nam has had one
// offset since 1975 and no summer time.
func vietnam() *time.Location { return time.FixedZone("+07", 7*60*60) }
