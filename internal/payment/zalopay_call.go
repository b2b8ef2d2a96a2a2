package payment

import (
	"context"
	"net/url"
	"strconv"
	"time"

	"github.com/go-json-experiment/json"

	"newsdesk/internal/egress"
)

// checkoutZaloPay makes an order of ZaloPay v2, POST /v2/create. An app_trans_id
// begins with the day in Viet Nam, or is refused.
func checkoutZaloPay(ctx context.Context, client *egress.Client, m Merchant, o Order) (Next, error) {
	embedded, err := json.Marshal(struct {
		Redirect string `json:"redirecturl"`
	}{o.ReturnURL})
	if err != nil {
		return Next{}, err
	}
	id := o.At.In(vietnam()).Format(zaloPayDay) + "_" + o.Ref
	form := url.Values{
		"app_id": {m.ID}, "app_trans_id": {id}, "app_user": {"guest"}, "amount": {strconv.FormatInt(o.Minor, 10)},
		"app_time": {strconv.FormatInt(o.At.UnixMilli(), 10)}, "embed_data": {string(embedded)}, "item": {"[]"},
		"description": {o.Description}, "bank_code": {""}, "callback_url": {o.NotifyURL},
	}
	const least = 300 // seconds
	if left := int64(o.ExpiresAt.Sub(o.At) / time.Second); left >= least {
		form.Set("expire_duration_seconds", strconv.FormatInt(left, 10))
	}
	form.Set("mac", SignZaloPay(m.AccessKey, Pick(ZaloPayOrderFields(), form.Get)...))
	answer, err := m.askForm(ctx, client, "/v2/create", form, nil)
	if err != nil {
		return Next{}, err
	}
	if code, _ := answer.plain("return_code"); code != "1" {
		return Next{}, declined(ZaloPay, answer.complaint())
	}
	if !address(answer.text("order_url")) {
		return Next{}, unclear(ZaloPay, "an order without an address")
	}
	return Next{Kind: redirect, URL: answer.text("order_url"), QR: answer.text("qr_code"), ProviderRef: id}, nil
}

// refundZaloPay asks for a refund of ZaloPay v2, POST /v2/refund.
func refundZaloPay(ctx context.Context, client *egress.Client, m Merchant, r RefundOrder) (RefundResult, error) {
	id := r.At.In(vietnam()).Format(zaloPayDay) + "_" + m.ID + "_" + r.Ref
	form := url.Values{
		"app_id": {m.ID}, "m_refund_id": {id}, "zp_trans_id": {r.Payment}, "amount": {strconv.FormatInt(r.Minor, 10)},
		"timestamp": {strconv.FormatInt(r.At.UnixMilli(), 10)}, "description": {r.Description},
	}
	form.Set("mac", SignZaloPay(m.AccessKey, Pick(ZaloPayRefundFields(), form.Get)...))
	answer, err := m.askForm(ctx, client, "/v2/refund", form, nil)
	if err != nil {
		return RefundResult{}, err
	}
	code, _ := answer.plain("return_code")
	detail, _ := answer.plain("sub_return_code")
	switch code {
	case "1":
		return RefundResult{ID: id, State: RefundSucceeded}, nil
	case "2":
		return RefundResult{ID: id, State: RefundFailed, Reason: detail}, nil
	case "3": // under way
		return RefundResult{ID: id, State: RefundPending}, nil
	}
	return RefundResult{}, unclear(ZaloPay, "a return_code that is not documented")
}
