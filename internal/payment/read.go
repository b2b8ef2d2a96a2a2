package payment

import (
	"fmt"
	"net/textproto"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// Read verifies a delivery and returns what it announces. Any error is one of the
// [RefusalError]s. What is said before a signature was found right, such as that the
// document is no JSON, is [ErrSignature] too: nobody is known to have said it.
func Read(m Merchant, d Delivery, now time.Time) (Event, error) {
	if len(d.Body) > DeliveryMost || len(d.RawQuery) > DeliveryMost {
		return Event{}, fmt.Errorf("%w: more than %d bytes", ErrMalformed, DeliveryMost)
	}
	if m.Secret == "" {
		return Event{}, fmt.Errorf("%w: the merchant has no secret", ErrSignature)
	}
	if m.ID == "" && m.namesItself() {
		return Event{}, fmt.Errorf("%w: the merchant has no id", ErrMerchant)
	}
	e, err := m.read(d, now)
	if err != nil {
		return Event{}, err
	}
	e.Live = m.Live
	e.At = e.At.UTC()
	if flaw := e.flaw(); flaw != "" {
		return Event{}, fmt.Errorf("%w: %s", ErrMalformed, flaw)
	}
	return e, nil
}

func (m Merchant) read(d Delivery, now time.Time) (Event, error) {
	switch m.Provider {
	case Stripe:
		return readStripe(m, d, now)
	case VNPay:
		return readVNPay(m, d)
	case MoMo:
		return readMoMo(m, d)
	case ZaloPay:
		return readZaloPay(m, d)
	case SePay:
		return readSePay(m, d, now)
	case Casso:
		return readCasso(m, d, now)
	case Portal:
		return readPortal(m, d, now)
	}
	return Event{}, fmt.Errorf("%w: no such provider", ErrMerchant)
}

// Bounds of what an event may say.
const (
	idMost   = 255     // bytes
	memoMost = 1000    // bytes
	most     = 1 << 53 // of any amount: far more than any currency has
)

// flaw says what an event lacks that its kind has to have.
func (e Event) flaw() string {
	for _, id := range []string{e.Key, e.Order, e.Payment, e.RefundID, e.DisputeID, e.Reason} {
		if len(id) > idMost || !utf8.ValidString(id) || strings.ContainsFunc(id, unicode.IsControl) {
			return "an id is too long, or holds control characters"
		}
	}
	if e.Key == "" || e.Kind == "" || e.At.IsZero() && e.Kind != Failed {
		return "no id, kind or time"
	}
	if min(e.Minor, e.Cumulative, e.Fee) < 0 || max(e.Minor, e.Cumulative, e.Fee) > most {
		return "an amount is not possible"
	}
	if !e.Kind.moves() {
		return ""
	}
	if e.Payment == "" || len(e.Currency) != len("VND") || strings.ToUpper(e.Currency) != e.Currency {
		return "no payment or currency"
	}
	if e.Minor == 0 && (e.Kind != Refunded || e.Cumulative == 0) {
		return "no amount"
	}
	return e.Transfer.flaw()
}

// moves reports whether events of a kind are about money that went somewhere.
func (k Kind) moves() bool { return k != Other && k != Failed }

func (t *Transfer) flaw() string {
	if t == nil {
		return ""
	}
	if t.Account == "" || len(t.Account) > idMost || len(t.Reference) > idMost || len(t.Bank) > idMost || len(t.Memo) > memoMost {
		return "no account, or a text is too long"
	}
	if !utf8.ValidString(t.Memo + t.Account + t.Reference + t.Bank) {
		return "a text is not UTF-8"
	}
	return ""
}

// header returns the one value of a header, and false if there is none, or more
// than one, of which two programs might choose differently.
func (d Delivery) header(name string) (string, bool) {
	values := textproto.MIMEHeader(d.Header).Values(name)
	if len(values) != 1 || values[0] == "" {
		return "", false
	}
	return values[0], true
}

// signaturesMost is how many signatures a header may hold, while secrets rotate.
const signaturesMost = 16

// dated reads t=…,v1=…[,v1=…], the form of Stripe and Casso. Other versions are
// passed over, as their makers ask; a second t is refused.
func dated(header string) (t string, v1 []string, ok bool) {
	for part := range strings.SplitSeq(header, ",") {
		name, value, found := strings.Cut(strings.TrimSpace(part), "=")
		switch {
		case !found || name == "t" && t != "" || len(v1) == signaturesMost:
			return "", nil, false
		case name == "t":
			t = value
		case name == "v1":
			v1 = append(v1, value)
		}
	}
	return t, v1, t != "" && len(v1) > 0
}

// local reads a time of Viet Nam without zone, in one of the layouts.
func local(text string, layouts ...string) time.Time {
	for _, layout := range layouts {
		if t, err := time.ParseInLocation(layout, text, vietnam()); err == nil {
			return t
		}
	}
	return time.Time{}
}

// milli reads milliseconds since 1970.
func milli(n int64) time.Time {
	const last = 253402300799999 // the end of the year 9999
	if n <= 0 || n > last {
		return time.Time{}
	}
	return time.UnixMilli(n)
}

// seconds reads seconds since 1970.
func seconds(n int64) time.Time {
	const most = 253402300799
	if n <= 0 || n > most {
		return time.Time{}
	}
	return time.Unix(n, 0)
}
