package payment

import (
	"fmt"
	"strconv"
	"strings"
)

// readZaloPay verifies a callback of ZaloPay v2: a document with the data as a
// string, and the mac of that very string made with key2. ZaloPay calls back for
// payments that went well alone.
func readZaloPay(m Merchant, d Delivery) (Event, error) {
	callback, err := parse(d.Body)
	if err != nil {
		return Event{}, fmt.Errorf("%w: %w", ErrSignature, err)
	}
	data := callback.text("data")
	if data == "" || !sameHex(SignZaloPay(m.Secret, data), callback.text("mac")) {
		return Event{}, fmt.Errorf("%w: the mac is missing or not right", ErrSignature)
	}
	said, err := parse([]byte(data))
	if err != nil {
		return Event{}, fmt.Errorf("%w: %w", ErrMalformed, err)
	}
	if app, _ := said.plain("app_id"); app != m.ID {
		return Event{}, fmt.Errorf("%w: app_id is another", ErrMerchant)
	}
	payment, _ := said.plain("zp_trans_id")
	order := said.text("app_trans_id")
	e := Event{
		Key:      strings.Join([]string{m.ID, order, payment}, "|"),
		Kind:     Paid,
		Order:    orderOfZaloPay(order),
		Payment:  payment,
		Minor:    said.whole("amount"),
		Currency: dong,
		At:       milli(said.whole("server_time")),
	}
	if kind, ok := callback.plain("type"); ok && kind != zaloPayOrder {
		e.Kind = Other
	}
	if e.Order == "" {
		return Event{}, fmt.Errorf("%w: no app_trans_id", ErrMalformed)
	}
	return e, nil
}

// zaloPayOrder is the type of a callback about an order. The mac is not of it, so
// that it can only take meaning away.
const zaloPayOrder = "1"

// zaloPayDay is how an app_trans_id begins: the day in Viet Nam.
const zaloPayDay = "060102"

// orderOfZaloPay takes the day from an app_trans_id, which leaves our reference.
func orderOfZaloPay(id string) string {
	day, ref, found := strings.Cut(id, "_")
	if _, err := strconv.ParseUint(day, 10, 32); !found || err != nil || len(day) != len(zaloPayDay) {
		return id
	}
	return ref
}
