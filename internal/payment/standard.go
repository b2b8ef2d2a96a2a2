package payment

import (
	"crypto/hmac"
	"fmt"
	"strings"
	"time"
)

// VerifyStandard verifies a delivery of Standard Webhooks 1.0 with a symmetric
// secret, and returns the id of its message. One right signature among several is
// enough, so that secrets can rotate.
func VerifyStandard(secret string, d Delivery, now time.Time) (id string, err error) {
	id, ok := d.header("Webhook-Id")
	stamp, dated := d.header("Webhook-Timestamp")
	signatures, signed := d.header("Webhook-Signature")
	unix := number(stamp)
	if !ok || !dated || !signed || unix == 0 || strings.Contains(id, ".") { // the dot ends the id in what is signed
		return "", fmt.Errorf("%w: a header of Standard Webhooks is missing", ErrSignature)
	}
	want, err := SignStandard(secret, id, unix, d.Body)
	if err != nil {
		return "", fmt.Errorf("%w: %w", ErrSignature, err)
	}
	if !anyStandard(want, signatures) {
		return "", fmt.Errorf("%w: no v1 is right", ErrSignature)
	}
	if !fresh(seconds(unix), now) {
		return "", fmt.Errorf("%w: signed at %d", ErrStale, unix)
	}
	return id, nil
}

// anyStandard reports whether one of the signatures, which spaces part, is the one
// that is wanted. Those of other versions are passed over.
func anyStandard(want, signatures string) bool {
	for i, sent := range strings.Split(signatures, " ") {
		if i == signaturesMost {
			return false
		}
		if hmac.Equal([]byte(want), []byte(sent)) {
			return true
		}
	}
	return false
}

// readPortal reads what a portal of donations, or a gateway of short messages,
// announces: each message as one gift. The form is ours, described for them in the
// API.
func readPortal(m Merchant, d Delivery, now time.Time) (Event, error) {
	id, err := VerifyStandard(m.Secret, d, now)
	if err != nil {
		return Event{}, err
	}
	said, err := parse(d.Body)
	if err != nil {
		return Event{}, fmt.Errorf("%w: %w", ErrMalformed, err)
	}
	if said.text("type") != "message.received" {
		return Event{Key: id, Kind: Other, At: now}, nil
	}
	data := said.object("data")
	at, err := time.Parse(time.RFC3339, data.text("received_at"))
	units := data.whole("units")
	if err != nil || units < 1 {
		return Event{}, fmt.Errorf("%w: no received_at of RFC 3339, or no units", ErrMalformed)
	}
	return Event{
		Key: id, Kind: Paid, Payment: data.text("message_id"),
		Minor: data.whole("amount"), Currency: strings.ToUpper(data.text("currency")), At: at,
		Message: &Message{ShortCode: data.text("short_code"), Keyword: data.text("keyword"), Units: units},
	}, nil
}
