package payment

import (
	"cmp"
	"context"
	"fmt"
	"strconv"
	"time"

	"newsdesk/internal/egress"
)

// vnpayVersion is that of the protocol which is spoken here.
const vnpayVersion = "2.1.0"

// vnpayTime writes a time as VNPAY does.
func vnpayTime(t time.Time) string { return t.In(vietnam()).Format(vnpayLayout) }

// vnpayAmount writes whole dong in hundredths.
func vnpayAmount(minor int64) string { return strconv.FormatInt(minor, 10) + "00" }

// checkoutVNPay signs the address of VNPAY's page (VNPAY, "Pay 2.1.0"). Nobody is
// asked.
func checkoutVNPay(m Merchant, o Order) (Next, error) {
	values := map[string]string{
		"vnp_Version":    vnpayVersion,
		"vnp_Command":    "pay",
		"vnp_TmnCode":    m.ID,
		"vnp_Amount":     vnpayAmount(o.Minor),
		"vnp_CurrCode":   dong,
		"vnp_TxnRef":     o.Ref,
		"vnp_OrderInfo":  o.Description,
		"vnp_OrderType":  "other",
		"vnp_Locale":     "vn",
		"vnp_ReturnUrl":  o.ReturnURL,
		"vnp_IpAddr":     cmp.Or(o.ClientIP, "127.0.0.1"),
		"vnp_CreateDate": vnpayTime(o.At),
	}
	if !o.ExpiresAt.IsZero() {
		values["vnp_ExpireDate"] = vnpayTime(o.ExpiresAt)
	}
	query := CanonicalVNPay(values)
	return Next{Kind: redirect, URL: m.vnpayPage() + "?" + query + "&" + vnpayHash + "=" + SignVNPay(m.Secret, query), ProviderRef: o.Ref}, nil
}

func (m Merchant) vnpayPage() string {
	if m.Live {
		return "https://pay.vnpay.vn/vpcpay.html"
	}
	return m.base() + "/paymentv2/vpcpay.html"
}

// refundVNPay asks for a refund (VNPAY, "querydr & refund 2.1.0"). Its answer is
// signed as well.
func refundVNPay(ctx context.Context, client *egress.Client, m Merchant, r RefundOrder) (RefundResult, error) {
	const full, part = "02", "03"
	kind := full
	if r.Minor < r.Paid {
		kind = part
	}
	values := map[string]string{
		"vnp_RequestId":       r.Ref,
		"vnp_Version":         vnpayVersion,
		"vnp_Command":         "refund",
		"vnp_TmnCode":         m.ID,
		"vnp_TransactionType": kind,
		"vnp_TxnRef":          r.Order,
		"vnp_Amount":          vnpayAmount(r.Minor),
		"vnp_TransactionNo":   r.Payment,
		"vnp_TransactionDate": vnpayTime(r.OrderedAt),
		"vnp_CreateBy":        cmp.Or(plainly(r.By), "newsdesk"),
		"vnp_CreateDate":      vnpayTime(r.At),
		"vnp_IpAddr":          cmp.Or(r.ClientIP, "127.0.0.1"),
		"vnp_OrderInfo":       r.Description,
	}
	values[vnpayHash] = SignVNPayFields(m.Secret, Pick(VNPayRefundFields(), func(name string) string { return values[name] })...)
	answer, err := m.askJSON(ctx, client, "/merchant_webapi/api/transaction", values)
	if err != nil {
		return RefundResult{}, err
	}
	said := func(name string) string { s, _ := answer.plain(name); return s }
	if !sameHex(SignVNPayFields(m.Secret, Pick(VNPayRefundAnswerFields(), said)...), said(vnpayHash)) {
		return RefundResult{}, unclear(VNPay, fmt.Sprintf("an answer that is not signed, code %q", shortened(said("vnp_ResponseCode"))))
	}
	if said("vnp_TmnCode") != m.ID || said("vnp_TxnRef") != r.Order {
		return RefundResult{}, unclear(VNPay, "an answer about another order")
	}
	return vnpayRefunded(said("vnp_ResponseCode"), said("vnp_TransactionStatus"), said("vnp_TransactionNo"))
}

// vnpayRefunded is what VNPAY says of a refund: 94 that it had the question before,
// 99 that it does not know itself.
func vnpayRefunded(response, status, id string) (RefundResult, error) {
	switch response {
	case "00":
	case "94":
		return RefundResult{ID: id, State: RefundPending}, nil
	case "99":
		return RefundResult{}, declined(VNPay, response)
	default:
		return RefundResult{State: RefundFailed, Reason: response}, nil
	}
	switch status {
	case "00":
		return RefundResult{ID: id, State: RefundSucceeded}, nil
	case "09":
		return RefundResult{ID: id, State: RefundFailed, Reason: status}, nil
	}
	return RefundResult{ID: id, State: RefundPending}, nil // 05, 06: with VNPAY, with the bank
}
