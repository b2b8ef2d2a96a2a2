package payment

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/go-json-experiment/json"

	"newsdesk/internal/egress"
	"newsdesk/internal/fault"
)

// again is when to come back after a provider did not answer.
const again = 30 * time.Second

// unreachable is the fault of a provider that does not answer. The cause names no
// secret.
func unreachable(p Provider, err error) error {
	f := fault.New(fault.Overloaded, "The payment provider cannot be reached; try again shortly").Because(fmt.Errorf("%s: %w", p, err))
	f.Retry = again
	return f
}

// declined is the fault of a provider that answers and does not want what it was
// asked for. Code is its own.
func declined(p Provider, code string) error {
	f := fault.New(fault.Overloaded, "The payment provider does not take this now; choose another way, or try again later").
		Because(fmt.Errorf("%s: code %q", p, shortened(code)))
	f.Retry = again
	return f
}

// shortened bounds what of a provider's words reaches the log.
func shortened(s string) string { return s[:min(len(s), idMost)] }

// unclear is the fault of a provider whose answer cannot be understood.
func unclear(p Provider, what string) error {
	f := fault.New(fault.Overloaded, "The payment provider answered in a form that is not known here; try again later").
		Because(fmt.Errorf("%s: %s", p, what))
	f.Retry = again
	return f
}

// reply is what a provider answered.
type reply struct {
	document
	status int
}

// good reports whether the status is one of success (RFC 9110 §15.3).
func (r reply) good() bool { return r.status >= statusOK && r.status < statusOK+100 }

// askJSON posts a document and reads the answer as one.
func (m Merchant) askJSON(ctx context.Context, client *egress.Client, path string, body any) (reply, error) {
	b, err := json.Marshal(body, json.Deterministic(true))
	if err != nil {
		return reply{}, err
	}
	return m.ask(ctx, client, egress.Request{URL: m.base() + path, Body: b, Header: map[string][]string{"Content-Type": {typeJSON}}})
}

// askForm posts a form.
func (m Merchant) askForm(ctx context.Context, client *egress.Client, path string, form url.Values, header map[string][]string) (reply, error) {
	all := maps.Clone(header)
	if all == nil {
		all = map[string][]string{}
	}
	all["Content-Type"] = []string{"application/x-www-form-urlencoded"}
	return m.ask(ctx, client, egress.Request{URL: m.base() + path, Body: []byte(form.Encode()), Header: all})
}

func (m Merchant) ask(ctx context.Context, client *egress.Client, r egress.Request) (reply, error) {
	answer, err := client.Do(ctx, r)
	if err != nil {
		return reply{}, unreachable(m.Provider, err)
	}
	d, err := parse(answer.Body)
	if err != nil {
		return reply{}, unclear(m.Provider, fmt.Sprintf("status %d with no document", answer.Status))
	}
	return reply{document: d, status: answer.Status}, nil
}

// complaint is the status and the codes of an answer, for the log.
func (r reply) complaint() string {
	codes := []string{strconv.Itoa(r.status), r.object("error").text("type"), r.object("error").text("code"), r.object("error").text("param")}
	for _, name := range []string{"resultCode", "return_code", "sub_return_code", "vnp_ResponseCode"} {
		if code, ok := r.plain(name); ok {
			codes = append(codes, code)
		}
	}
	return strings.Join(strings.Fields(strings.Join(codes, " ")), " ")
}

// base is the provider's own host.
func (m Merchant) base() string {
	sandbox, live := "", ""
	switch m.Provider {
	case Stripe: // whose keys say which it is
		sandbox, live = "https://api.stripe.com", "https://api.stripe.com"
	case VNPay:
		sandbox, live = "https://sandbox.vnpayment.vn", "https://merchant.vnpay.vn"
	case MoMo:
		sandbox, live = "https://test-payment.momo.vn", "https://payment.momo.vn"
	case ZaloPay:
		sandbox, live = "https://sb-openapi.zalopay.vn", "https://openapi.zalopay.vn"
	case SePay, Casso, Portal:
	}
	if m.Live {
		return live
	}
	return cmp.Or(m.Base, sandbox)
}
