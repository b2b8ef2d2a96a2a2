package payment

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// bankLayout is how both aggregators write times, of Viet Nam.
const bankLayout = "2006-01-02 15:04:05"

// readSePay verifies a webhook of SePay that is signed by HMAC-SHA256. Its ways
// without a signature are not taken: an API key in a header says nothing of the
// body.
func readSePay(m Merchant, d Delivery, now time.Time) (Event, error) {
	stamp, ok := d.header("X-Sepay-Timestamp")
	signature, signed := d.header("X-Sepay-Signature")
	unix := number(stamp)
	sent, prefixed := strings.CutPrefix(signature, sePayPrefix)
	want := strings.TrimPrefix(SignSePay(m.Secret, unix, d.Body), sePayPrefix)
	if !ok || !signed || !prefixed || unix == 0 || !sameHex(want, sent) {
		return Event{}, fmt.Errorf("%w: the X-SePay-Signature is missing or not right", ErrSignature)
	}
	if !fresh(seconds(unix), now) {
		return Event{}, fmt.Errorf("%w: signed at %d", ErrStale, unix)
	}
	said, err := parse(d.Body)
	if err != nil {
		return Event{}, fmt.Errorf("%w: %w", ErrMalformed, err)
	}
	id, _ := said.plain("id")
	e := Event{
		Key: id, Payment: id, Kind: Transferred, Currency: dong,
		Minor: said.whole("transferAmount"),
		At:    local(said.text("transactionDate"), bankLayout),
		Transfer: &Transfer{
			BIN: bin(said.text("gateway")), Bank: said.text("gateway"), Account: said.text("accountNumber"),
			Reference: said.text("referenceCode"), Memo: said.text("content"),
		},
	}
	switch said.text("transferType") {
	case "in":
	case "out":
		e.Kind, e.Transfer.Out = Outgoing, true
	default:
		return Event{}, fmt.Errorf("%w: transferType is neither in nor out", ErrMalformed)
	}
	return e, nil
}

// readCasso verifies a Webhook v2 of Casso. Casso signs the document as it writes
// it anew with its members sorted, so what came in is brought into that form: first
// as its samples for JavaScript have it, then as those for PHP.
func readCasso(m Merchant, d Delivery, now time.Time) (Event, error) {
	header, ok := d.header("X-Casso-Signature")
	stamp, v1, dated := dated(header)
	t := number(stamp)
	if !ok || !dated || t == 0 {
		return Event{}, fmt.Errorf("%w: no X-Casso-Signature of one t and a v1", ErrSignature)
	}
	said, err := parse(d.Body)
	if err != nil {
		return Event{}, fmt.Errorf("%w: %w", ErrSignature, err)
	}
	if !cassoSigned(m.Secret, t, d.Body, v1) {
		return Event{}, fmt.Errorf("%w: no v1 is right", ErrSignature)
	}
	if !fresh(milli(t), now) {
		return Event{}, fmt.Errorf("%w: signed at %d ms", ErrStale, t)
	}
	return cassoEvent(said.object("data"))
}

func cassoSigned(key string, t int64, body []byte, v1 []string) bool {
	for _, style := range []Style{JavaScript, PHP} {
		text, err := CassoText(body, style)
		want := SignCasso(key, t, text)
		if err == nil && slices.ContainsFunc(v1, func(sent string) bool { return sameHex(want, sent) }) {
			return true
		}
	}
	return false
}

// cassoEvent reads one transaction. Money that left has an amount below zero. The
// id is 0 in Casso's test, which is signed like any other and announces nothing.
func cassoEvent(data document) (Event, error) {
	id, _ := data.plain("id")
	if id == "" {
		return Event{}, fmt.Errorf("%w: no data with an id", ErrMalformed)
	}
	amount := data.whole("amount")
	e := Event{
		Key: id + "|" + data.text("reference"), Payment: id, Kind: Transferred, Currency: dong, Minor: amount,
		At: local(data.text("transactionDateTime"), bankLayout, time.RFC3339),
		Transfer: &Transfer{
			BIN: bin(data.text("bankAbbreviation")), Bank: data.text("bankName"), Account: data.text("accountNumber"),
			Reference: data.text("reference"), Memo: data.text("description"),
		},
	}
	if amount < 0 && amount > -most {
		e.Kind, e.Minor, e.Transfer.Out = Outgoing, -amount, true
	}
	if n, err := strconv.ParseInt(id, 10, 64); err == nil && n == 0 {
		e.Kind = Other
	}
	return e, nil
}

// bin returns the number of a bank (NAPAS) that an aggregator names, so that one
// transfer is known again whoever tells of it. It is "" for a name not known here.
func bin(name string) string {
	switch strings.ToLower(name) {
	case "vietcombank", "vcb":
		return "970436"
	case "vietinbank", "ctg", "icb":
		return "970415"
	case "bidv":
		return "970418"
	case "agribank", "vba":
		return "970405"
	case "mbbank", "mb":
		return "970422"
	case "techcombank", "tcb":
		return "970407"
	case "acb":
		return "970416"
	case "vpbank", "vpb":
		return "970432"
	case "tpbank", "tpb":
		return "970423"
	case "sacombank", "stb":
		return "970403"
	case "ocb":
		return "970448"
	}
	return ""
}
