package payment

import (
	"cmp"
	"context"
	"strings"
	"time"

	"newsdesk/internal/egress"
	"newsdesk/internal/fault"
)

// RefundOrder asks for money to go back the way it came. Asking again with all
// members the same is asking for the same refund, so it is safe after any error.
type RefundOrder struct {
	Ref         string    // ours, new for each refund: up to 33 letters and digits
	Payment     string    // the provider's id of the payment
	Order       string    // the Ref of the order that was paid
	OrderedAt   time.Time // the At of that order
	Minor       int64     // to give back
	Paid        int64     // of the whole payment
	Currency    string
	Description string
	By          string // who approved it, as the provider may know them: letters and digits
	ClientIP    string // theirs
	At          time.Time
}

// RefundState is how far a refund has come. It is stored and never changes.
type RefundState string

// The states of refunds.
const (
	RefundPending   RefundState = "pending" // the provider will do it, and perhaps announce it
	RefundSucceeded RefundState = "succeeded"
	RefundFailed    RefundState = "failed" // the provider says that it did not and will not
)

// RefundResult is what the provider says of a refund.
type RefundResult struct {
	ID     string // the provider's, or ""
	State  RefundState
	Reason string // with RefundFailed: the provider's code
}

// Refund asks a gateway to give money back. An error says that nobody knows
// whether it will: ask again with the same order, or look at the provider's own
// pages.
func Refund(ctx context.Context, client *egress.Client, m Merchant, r RefundOrder) (RefundResult, error) {
	if err := r.check(m.Provider).Err(); err != nil {
		return RefundResult{}, err
	}
	r.Description = cmp.Or(plainly(r.Description), "Refund")
	switch m.Provider {
	case Stripe:
		return refundStripe(ctx, client, m, r)
	case VNPay:
		return refundVNPay(ctx, client, m, r)
	case MoMo:
		return refundMoMo(ctx, client, m, r)
	case ZaloPay:
		return refundZaloPay(ctx, client, m, r)
	case SePay, Casso, Portal:
	}
	return RefundResult{}, notAGateway()
}

func (r RefundOrder) check(p Provider) (f fault.Fields) {
	f.If(r.Ref == "" || len(r.Ref) > refMost || strings.ContainsFunc(r.Ref, notReference), "/ref", "wrong_format",
		"A reference has 1 to %d letters and digits", refMost)
	f.If(r.Payment == "" || len(r.Payment) > idMost, "/payment", "required", "Say which payment is to be given back")
	f.If(r.Minor < 1 || r.Minor > r.Paid || r.Paid > most, "/amount", "out_of_range", "This must be a whole number from %d to %d", 1, int(max(r.Paid, 1)))
	checkCurrency(&f, p, r.Currency)
	return f
}
