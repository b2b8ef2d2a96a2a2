package payment

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
)

// The parameters of VNPAY that are not signed.
const (
	vnpayHash     = "vnp_SecureHash"
	vnpayHashType = "vnp_SecureHashType"
	vnpayPrefix   = "vnp_"
)

// vnpayLayout is how VNPAY writes times, of Viet Nam.
const vnpayLayout = "20060102150405"

// vnpayQuery is a query in both of its forms.
type vnpayQuery struct {
	raw  map[string]string // as it came in, still encoded
	said map[string]string // decoded
}

// parseVNPay reads the parameters of VNPAY in a query and passes over others,
// which an address of a hook may have. It is false if one stands there twice, since
// what was signed could then be another than what is read.
func parseVNPay(rawQuery string) (vnpayQuery, bool) {
	q := vnpayQuery{raw: map[string]string{}, said: map[string]string{}}
	for pair := range strings.SplitSeq(rawQuery, "&") {
		name, raw, _ := strings.Cut(pair, "=")
		if !strings.HasPrefix(name, vnpayPrefix) {
			continue
		}
		value, err := url.QueryUnescape(raw)
		if _, twice := q.raw[name]; twice || err != nil {
			return q, false
		}
		q.raw[name], q.said[name] = raw, value
	}
	return q, true
}

// text joins parameters in the order of their names, less the empty ones, as
// encode writes them.
func (q vnpayQuery) text(encode func(name string) string) string {
	var pairs []string
	for name, raw := range q.raw {
		if raw != "" && name != vnpayHash && name != vnpayHashType {
			pairs = append(pairs, name+"="+encode(name))
		}
	}
	slices.Sort(pairs)
	return strings.Join(pairs, "&")
}

// verified reports whether the hash is right. What was signed is nearly always
// what came in; but encodings of a star or a tilde differ between languages, and a
// proxy on the way may have written them anew, so that the canonical form is good
// as well.
func (q vnpayQuery) verified(secret string) bool {
	sent := q.said[vnpayHash]
	asReceived := q.text(func(name string) string { return q.raw[name] })
	canonical := q.text(func(name string) string { return encodeVNPay(q.said[name]) })
	return sameHex(SignVNPay(secret, asReceived), sent) || sameHex(SignVNPay(secret, canonical), sent)
}

// encodeVNPay encodes a value as VNPAY's samples do with urlencode of PHP, which
// leaves letters, digits, hyphens, dots and underscores, and writes a space as +.
func encodeVNPay(value string) string {
	return strings.ReplaceAll(url.QueryEscape(value), "~", "%7E")
}

// CanonicalVNPay returns the query that VNPAY signs, from values that are not
// encoded.
func CanonicalVNPay(values map[string]string) string {
	q := vnpayQuery{raw: values, said: values}
	return q.text(func(name string) string { return encodeVNPay(values[name]) })
}

// readVNPay verifies an IPN of VNPAY 2.1.0, all of which is in the query.
func readVNPay(m Merchant, d Delivery) (Event, error) {
	q, once := parseVNPay(d.RawQuery)
	if !once || !q.verified(m.Secret) {
		return Event{}, fmt.Errorf("%w: the vnp_SecureHash is missing or not right", ErrSignature)
	}
	say := q.said
	if say["vnp_TmnCode"] != m.ID {
		return Event{}, fmt.Errorf("%w: vnp_TmnCode is another", ErrMerchant)
	}
	const hundredths = 100
	amount := number(say["vnp_Amount"])
	if amount == 0 || amount%hundredths != 0 || say["vnp_TxnRef"] == "" || say["vnp_ResponseCode"] == "" {
		return Event{}, fmt.Errorf("%w: no vnp_Amount of whole dong, or no vnp_TxnRef or vnp_ResponseCode", ErrMalformed)
	}
	e := Event{
		Key:      strings.Join([]string{say["vnp_TmnCode"], say["vnp_TxnRef"], say["vnp_TransactionNo"], say["vnp_ResponseCode"]}, "|"),
		Order:    say["vnp_TxnRef"],
		Payment:  say["vnp_TransactionNo"],
		Minor:    amount / hundredths,
		Currency: dong,
		At:       local(say["vnp_PayDate"], vnpayLayout),
	}
	e.Kind, e.Reason = vnpayOutcome(say["vnp_ResponseCode"], say["vnp_TransactionStatus"])
	return e, nil
}

// dong is the one currency of the providers of Viet Nam.
const dong = "VND"

// vnpayOutcome is what the two codes of an IPN mean. Money that was taken and is
// under suspicion (07) is neither paid nor failed: people decide.
func vnpayOutcome(response, status string) (Kind, string) {
	const good, suspect = "00", "07"
	switch {
	case response == good && (status == good || status == ""):
		return Paid, ""
	case response == suspect || response == good && status == suspect:
		return Other, suspect
	case response == good:
		return Failed, status
	}
	return Failed, response
}
