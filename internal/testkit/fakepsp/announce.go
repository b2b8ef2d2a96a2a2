package fakepsp

import (
	"cmp"
	"maps"
	"strconv"
	"strings"
	"time"

	"github.com/go-json-experiment/json"

	"newsdesk/internal/payment"
)

// next gives out a number.
func (s *Server) next() string {
	s.last++
	return strconv.FormatInt(s.last, 10)
}

// document writes JSON.
func document(v any) []byte {
	b, err := json.Marshal(v, json.Deterministic(true))
	if err != nil {
		panic(err) // the tests' own values can be written
	}
	return b
}

type object = map[string]any

// announce returns what the provider sends about an order, signed now.
func (s *Server) announce(o *Order, kind payment.Kind, code string) []payment.Delivery {
	switch s.Merchant.Provider {
	case payment.Stripe:
		return s.announceStripe(o, kind, code)
	case payment.VNPay:
		return s.announceVNPay(o, kind, code)
	case payment.MoMo:
		return s.announceMoMo(o, kind, code)
	case payment.ZaloPay:
		return s.announceZaloPay(o, kind)
	case payment.SePay, payment.Casso, payment.Portal:
	}
	return nil
}

func (s *Server) announceStripe(o *Order, kind payment.Kind, code string) []payment.Delivery {
	currency, metadata := strings.ToLower(o.Currency), object{"order": o.Ref, "donation": o.Donation}
	charge := object{
		"id": "ch" + o.Payment[2:], "object": "charge", "payment_intent": o.Payment, "amount": o.Received, "currency": currency,
		"captured": true, "amount_refunded": o.Refunded, "refunded": o.Refunded == o.Received, "metadata": metadata,
	}
	intent := object{
		"id": o.Payment, "object": "payment_intent", "amount": o.Minor, "amount_received": o.Received, "currency": currency, "metadata": metadata,
	}
	dispute := object{
		"id": o.Dispute, "object": "dispute", "charge": charge["id"], "payment_intent": o.Payment, "amount": o.Received - o.Refunded,
		"currency": currency, "reason": code, "status": "needs_response",
	}
	switch kind {
	case payment.Paid:
		return []payment.Delivery{s.stripe("payment_intent.succeeded", intent), s.stripe("charge.succeeded", charge)}
	case payment.Failed:
		intent["last_payment_error"] = object{"code": "card_declined", "decline_code": code}
		return []payment.Delivery{s.stripe("payment_intent.payment_failed", intent)}
	case payment.Refunded:
		return []payment.Delivery{s.stripe("charge.refunded", charge)}
	case payment.Disputed:
		return []payment.Delivery{s.stripe("charge.dispute.created", dispute)}
	case payment.DisputeWon:
		dispute["status"] = "won"
		return []payment.Delivery{s.stripe("charge.dispute.closed", dispute)}
	case payment.DisputeLost:
		dispute["status"] = "lost"
		return []payment.Delivery{s.stripe("charge.dispute.closed", dispute)}
	default:
		return nil
	}
}

func (s *Server) stripe(kind string, about object) payment.Delivery {
	return s.Sign(payment.Delivery{Body: document(object{
		"id": "evt_" + s.next(), "object": "event", "api_version": "2026-03-25.dahlia", "created": s.now().Unix(),
		"livemode": s.Merchant.Live, "type": kind, "data": object{"object": about},
	})})
}

func (s *Server) announceVNPay(o *Order, kind payment.Kind, code string) []payment.Delivery {
	said := map[string]string{
		"vnp_Amount": strconv.FormatInt(o.Received, 10) + "00", "vnp_BankCode": "NCB", "vnp_BankTranNo": "VNP" + o.Payment,
		"vnp_CardType": "ATM", "vnp_OrderInfo": o.Description, "vnp_PayDate": s.now().In(hanoi()).Format("20060102150405"),
		"vnp_ResponseCode": "00", "vnp_TmnCode": s.Merchant.ID, "vnp_TransactionNo": o.Payment, "vnp_TransactionStatus": "00", "vnp_TxnRef": o.Ref,
	}
	switch kind {
	case payment.Paid:
	case payment.Failed:
		said["vnp_Amount"] = strconv.FormatInt(o.Minor, 10) + "00"
		said["vnp_ResponseCode"], said["vnp_TransactionStatus"], said["vnp_TransactionNo"] = cmp.Or(code, "24"), "02", "0"
	default: // VNPAY announces nothing else
		return nil
	}
	query := payment.CanonicalVNPay(said)
	return []payment.Delivery{{RawQuery: query + "&vnp_SecureHash=" + payment.SignVNPay(s.Merchant.Secret, query)}}
}

func (s *Server) announceMoMo(o *Order, kind payment.Kind, code string) []payment.Delivery {
	amount, result, message := o.Received, "0", "Successful."
	switch kind {
	case payment.Paid:
	case payment.Failed:
		amount, result, message = o.Minor, cmp.Or(code, "1006"), "Transaction denied by user."
	default:
		return nil
	}
	said := map[string]string{
		"accessKey": s.Merchant.AccessKey, "amount": strconv.FormatInt(amount, 10), "extraData": "", "message": message, "orderId": o.Ref,
		"orderInfo": o.Description, "orderType": "momo_wallet", "partnerCode": s.Merchant.ID, "payType": "qr", "requestId": o.Ref,
		"responseTime": strconv.FormatInt(s.now().UnixMilli(), 10), "resultCode": result, "transId": o.Payment,
	}
	body := object{"signature": payment.SignMoMo(s.Merchant.Secret, payment.MoMoText(payment.MoMoNoticeFields(), func(name string) string { return said[name] }))}
	for name, value := range said {
		body[name] = value
	}
	delete(body, "accessKey")
	for _, name := range []string{"amount", "responseTime", "resultCode", "transId"} {
		if n, err := strconv.ParseInt(said[name], 10, 64); err == nil {
			body[name] = n
		}
	}
	return []payment.Delivery{{Body: document(body)}}
}

func (s *Server) announceZaloPay(o *Order, kind payment.Kind) []payment.Delivery {
	if kind != payment.Paid {
		return nil
	}
	app, _ := strconv.ParseInt(s.Merchant.ID, 10, 64)
	id, _ := strconv.ParseInt(o.Payment, 10, 64)
	data := string(document(object{
		"app_id": app, "app_trans_id": o.ProviderRef, "app_time": o.OpenedAt.UnixMilli(), "app_user": "guest", "amount": o.Received,
		"embed_data": "{}", "item": "[]", "zp_trans_id": id, "server_time": s.now().UnixMilli(), "channel": 38,
		"merchant_user_id": "x", "user_fee_amount": 0, "discount_amount": 0,
	}))
	return []payment.Delivery{{Body: document(object{"data": data, "mac": payment.SignZaloPay(s.Merchant.Secret, data), "type": 1})}}
}

func (s *Server) transferred(t payment.Transfer, minor int64) []payment.Delivery {
	s.last++
	at := s.now().In(hanoi()).Format("2006-01-02 15:04:05")
	var body []byte
	switch s.Merchant.Provider {
	case payment.SePay:
		way := "in"
		if t.Out {
			way = "out"
		}
		body = document(object{
			"id": s.last, "gateway": t.Bank, "transactionDate": at, "accountNumber": t.Account, "code": nil, "content": t.Memo,
			"transferType": way, "transferAmount": minor, "accumulated": 0, "subAccount": nil, "referenceCode": t.Reference, "description": "",
		})
	case payment.Casso:
		if t.Out {
			minor = -minor
		}
		body = document(object{"error": 0, "data": object{
			"id": s.last, "reference": t.Reference, "description": t.Memo, "amount": minor, "runningBalance": 0, "transactionDateTime": at,
			"accountNumber": t.Account, "bankName": t.Bank, "bankAbbreviation": t.Bank, "virtualAccountNumber": "", "virtualAccountName": "",
		}})
	default:
		s.tb.Errorf("%s announces no transfers", s.Merchant.Provider)
		return nil
	}
	return []payment.Delivery{s.Sign(payment.Delivery{Body: body})}
}

func (s *Server) messaged(m payment.Message, minor int64, currency string) []payment.Delivery {
	d := payment.Delivery{
		Header: map[string][]string{"Webhook-Id": {"msg_" + s.next()}},
		Body: document(object{"type": "message.received", "data": object{
			"message_id": s.next(), "short_code": m.ShortCode, "keyword": m.Keyword, "units": m.Units,
			"amount": minor, "currency": currency, "received_at": s.now().Format(time.RFC3339),
		}}),
	}
	return []payment.Delivery{s.Sign(d)}
}

// Sign signs a delivery anew, by the clock of this moment, as providers do with
// what they send again. Where there is no timestamp, there is nothing to do.
func (s *Server) Sign(d payment.Delivery) payment.Delivery {
	now, secret := s.now(), s.Merchant.Secret
	unix := strconv.FormatInt(now.Unix(), 10)
	signed := payment.Delivery{RawQuery: d.RawQuery, Body: d.Body, Header: map[string][]string{"Content-Type": {"application/json"}}}
	maps.Copy(signed.Header, d.Header)
	switch s.Merchant.Provider {
	case payment.Stripe:
		signed.Header["Stripe-Signature"] = []string{"t=" + unix + ",v1=" + payment.SignStripe(secret, now.Unix(), d.Body)}
	case payment.SePay:
		signed.Header["X-Sepay-Timestamp"] = []string{unix}
		signed.Header["X-Sepay-Signature"] = []string{payment.SignSePay(secret, now.Unix(), d.Body)}
	case payment.Casso:
		text, err := payment.CassoText(d.Body, payment.PHP)
		if err != nil {
			s.tb.Errorf("Casso cannot sign %s: %v", d.Body, err)
		}
		t := now.UnixMilli()
		signed.Header["X-Casso-Signature"] = []string{"t=" + strconv.FormatInt(t, 10) + ",v1=" + payment.SignCasso(secret, t, text)}
	case payment.Portal:
		signature, err := payment.SignStandard(secret, d.Header["Webhook-Id"][0], now.Unix(), d.Body)
		if err != nil {
			s.tb.Errorf("the portal cannot sign: %v", err)
		}
		signed.Header["Webhook-Timestamp"] = []string{unix}
		signed.Header["Webhook-Signature"] = []string{signature}
	case payment.VNPay, payment.MoMo, payment.ZaloPay:
	}
	return signed
}
