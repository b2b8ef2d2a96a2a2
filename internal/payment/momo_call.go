package payment

import (
	"context"
	"strconv"
	"time"

	"newsdesk/internal/egress"
)

// checkoutMoMo makes an order of MoMo v2, POST /v2/gateway/api/create. The request
// has the id of its order, so that it is one order however often it comes.
func checkoutMoMo(ctx context.Context, client *egress.Client, m Merchant, o Order) (Next, error) {
	values := map[string]string{
		"accessKey": m.AccessKey, "amount": strconv.FormatInt(o.Minor, 10), "extraData": "", "ipnUrl": o.NotifyURL,
		"orderId": o.Ref, "orderInfo": o.Description, "partnerCode": m.ID, "redirectUrl": o.ReturnURL,
		"requestId": o.Ref, "requestType": "captureWallet",
	}
	order := momoBody(m, values, MoMoOrderFields(), o.Minor)
	if left := int64(o.ExpiresAt.Sub(o.At) / time.Minute); left >= 1 {
		order["orderExpireTime"] = left
	}
	answer, err := m.askJSON(ctx, client, "/v2/gateway/api/create", order)
	if err != nil {
		return Next{}, err
	}
	if code, _ := answer.plain("resultCode"); code != "0" {
		return Next{}, declined(MoMo, answer.complaint())
	}
	if answer.text("orderId") != o.Ref || answer.whole("amount") != o.Minor || !address(answer.text("payUrl")) {
		return Next{}, unclear(MoMo, "an answer about another order")
	}
	return Next{
		Kind: redirect, URL: answer.text("payUrl"), Deeplink: answer.text("deeplink"), QR: answer.text("qrCodeUrl"), ProviderRef: o.Ref,
	}, nil
}

// momoBody is a request with its signature and without the access key, which both
// sides know. Its amount is a number, which is signed as text.
func momoBody(m Merchant, values map[string]string, signed []string, amount int64) map[string]any {
	body := map[string]any{"lang": "vi", "signature": SignMoMo(m.Secret, MoMoText(signed, func(name string) string { return values[name] }))}
	for name, value := range values {
		body[name] = value
	}
	delete(body, "accessKey")
	body["amount"] = amount
	return body
}

// refundMoMo asks for a refund of MoMo v2, POST /v2/gateway/api/refund.
func refundMoMo(ctx context.Context, client *egress.Client, m Merchant, r RefundOrder) (RefundResult, error) {
	values := map[string]string{
		"accessKey": m.AccessKey, "amount": strconv.FormatInt(r.Minor, 10), "description": r.Description,
		"orderId": r.Ref, "partnerCode": m.ID, "requestId": r.Ref, "transId": r.Payment,
	}
	order := momoBody(m, values, MoMoRefundFields(), r.Minor)
	if id := number(r.Payment); id != 0 {
		order["transId"] = id
	}
	answer, err := m.askJSON(ctx, client, "/v2/gateway/api/refund", order)
	if err != nil {
		return RefundResult{}, err
	}
	id, _ := answer.plain("transId")
	code, ok := answer.plain("resultCode")
	switch {
	case !ok || answer.text("orderId") != r.Ref:
		return RefundResult{}, unclear(MoMo, "an answer about another refund")
	case code == "0":
		return RefundResult{ID: id, State: RefundSucceeded}, nil
	case momoOutcome(code) == Other:
		return RefundResult{ID: id, State: RefundPending}, nil
	}
	return momoRefused(code)
}

// momoRefused tells a refund that cannot be from one of which nobody knows, since
// MoMo is at work on itself (10) or does not know either (99), and from one that it
// was asked for before (40, 41).
func momoRefused(code string) (RefundResult, error) {
	switch code {
	case "40", "41":
		return RefundResult{State: RefundPending}, nil
	case "10", "99":
		return RefundResult{}, declined(MoMo, code)
	}
	return RefundResult{State: RefundFailed, Reason: code}, nil
}
