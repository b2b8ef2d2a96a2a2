package payment

import (
	"fmt"
	"strings"
)

// readMoMo verifies an IPN of MoMo v2. Its members are signed as text, so numbers
// are taken as they stand in the document.
func readMoMo(m Merchant, d Delivery) (Event, error) {
	ipn, err := parse(d.Body)
	if err != nil {
		return Event{}, fmt.Errorf("%w: %w", ErrSignature, err)
	}
	text, ok := ipn.momoText(m.AccessKey)
	if !ok || !sameHex(SignMoMo(m.Secret, text), ipn.text("signature")) {
		return Event{}, fmt.Errorf("%w: the signature is missing or not right", ErrSignature)
	}
	said := func(name string) string { s, _ := ipn.plain(name); return s }
	if said("partnerCode") != m.ID {
		return Event{}, fmt.Errorf("%w: partnerCode is another", ErrMerchant)
	}
	e := Event{
		Key:      strings.Join([]string{said("partnerCode"), said("orderId"), said("requestId"), said("transId"), said("resultCode")}, "|"),
		Order:    said("orderId"),
		Payment:  said("transId"),
		Minor:    number(said("amount")),
		Currency: dong,
		At:       milli(number(said("responseTime"))),
		Kind:     momoOutcome(said("resultCode")),
	}
	if e.Kind != Paid {
		e.Reason = said("resultCode")
	}
	if e.Order == "" || e.Minor == 0 {
		return Event{}, fmt.Errorf("%w: no orderId or amount", ErrMalformed)
	}
	return e, nil
}

// momoText is what MoMo signed. It is false if a member is missing, or if the text
// could be read in two ways because a value looks like the next member.
func (d document) momoText(accessKey string) (string, bool) {
	complete := true
	text := MoMoText(MoMoNoticeFields(), func(name string) string {
		if name == "accessKey" {
			return accessKey
		}
		value, ok := d.plain(name)
		complete = complete && ok
		return value
	})
	for _, name := range MoMoNoticeFields()[1:] {
		complete = complete && strings.Count(text, "&"+name+"=") == 1
	}
	return text, complete
}

// momoOutcome is what a resultCode means (MoMo, "Result codes"): those of what is
// not decided yet are neither paid nor failed.
func momoOutcome(code string) Kind {
	switch code {
	case "0":
		return Paid
	case "1000", "7000", "7002", "9000":
		return Other
	}
	return Failed
}
