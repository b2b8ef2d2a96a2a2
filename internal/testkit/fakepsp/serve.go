package fakepsp

import (
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"newsdesk/internal/payment"
)

func (s *Server) routes() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /pay/{ref}", s.page)
	mux.HandleFunc("GET /paymentv2/vpcpay.html", s.openVNPay)
	mux.HandleFunc("POST /merchant_webapi/api/transaction", s.refundVNPay)
	mux.HandleFunc("POST /v2/gateway/api/create", s.createMoMo)
	mux.HandleFunc("POST /v2/gateway/api/refund", s.refundMoMo)
	mux.HandleFunc("POST /v2/create", s.createZaloPay)
	mux.HandleFunc("POST /v2/refund", s.refundZaloPay)
	mux.HandleFunc("POST /v1/checkout/sessions", s.createStripe)
	mux.HandleFunc("POST /v1/refunds", s.refundStripe)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.mu.Lock()
		defer s.mu.Unlock()
		mux.ServeHTTP(w, r)
	})
}

// page is where a payer chooses how to pay.
func (s *Server) page(w http.ResponseWriter, r *http.Request) {
	if _, ok := s.orders[r.PathValue("ref")]; !ok {
		http.NotFound(w, r)
	}
}

func (s *Server) pageOf(o *Order) string { return s.Merchant.Base + "/pay/" + o.Ref }

func answer(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_, _ = w.Write(document(v))
}

// said reads a document whose members are texts and numbers.
func said(r *http.Request) func(name string) string {
	members := map[string]jsontext.Value{}
	if body, err := io.ReadAll(r.Body); err != nil || json.Unmarshal(body, &members) != nil {
		return func(string) string { return "" }
	}
	return func(name string) string { return strings.Trim(string(members[name]), `"`) } // the tests' own texts have no escapes
}

func whole(text string) int64 {
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return 0
	}
	return n
}

// paid finds what was paid by the provider's id.
func (s *Server) paid(id string) (*Order, bool) {
	for _, o := range s.orders {
		if o.Payment == id && o.State == Paid {
			return o, true
		}
	}
	return nil, false
}

// giveBack refunds and keeps what there is to announce. It is false if too little
// is left.
func (s *Server) giveBack(id string, minor int64) bool {
	o, ok := s.paid(id)
	if !ok || minor < 1 || o.Refunded+minor > o.Received {
		return false
	}
	o.Refunded += minor
	s.outbox = append(s.outbox, s.announce(o, payment.Refunded, "")...)
	return true
}

// again reports whether a call was answered before, and answers as it was then.
func (s *Server) again(w http.ResponseWriter, key, body string, differs any) bool {
	before, known := s.calls[key]
	switch {
	case !known:
		return false
	case before.body != body:
		answer(w, http.StatusBadRequest, differs)
	default:
		answer(w, http.StatusOK, before.answer)
	}
	return true
}

func (s *Server) openVNPay(w http.ResponseWriter, r *http.Request) {
	query, hash, _ := strings.Cut(r.URL.RawQuery, "&vnp_SecureHash=")
	form, err := url.ParseQuery(query)
	if err != nil || hash != payment.SignVNPay(s.Merchant.Secret, query) || form.Get("vnp_TmnCode") != s.Merchant.ID {
		answer(w, http.StatusBadRequest, object{"code": "70"})
		return
	}
	ref := form.Get("vnp_TxnRef")
	if _, known := s.orders[ref]; !known {
		s.place(Order{Ref: ref, Minor: whole(form.Get("vnp_Amount")) / 100, Description: form.Get("vnp_OrderInfo")})
	}
}

func (s *Server) refundVNPay(w http.ResponseWriter, r *http.Request) {
	ask := said(r)
	response, status := "00", "05"
	key := "refund " + ask("vnp_RequestId")
	_, known := s.calls[key]
	switch {
	case ask("vnp_SecureHash") != payment.SignVNPayFields(s.Merchant.Secret, payment.Pick(payment.VNPayRefundFields(), ask)...):
		response = "97"
	case known:
		response = "94"
	case !s.giveBack(ask("vnp_TransactionNo"), whole(ask("vnp_Amount"))/100):
		response, status = "95", ""
	}
	if response == "00" {
		s.calls[key] = call{}
	}
	values := map[string]string{
		"vnp_ResponseId": s.next(), "vnp_Command": "refund", "vnp_ResponseCode": response, "vnp_Message": "-", "vnp_TmnCode": s.Merchant.ID,
		"vnp_TxnRef": ask("vnp_TxnRef"), "vnp_Amount": ask("vnp_Amount"), "vnp_TransactionNo": s.next(), "vnp_TransactionStatus": status,
		"vnp_TransactionType": ask("vnp_TransactionType"), "vnp_OrderInfo": ask("vnp_OrderInfo"),
	}
	values["vnp_SecureHash"] = payment.SignVNPayFields(s.Merchant.Secret,
		payment.Pick(payment.VNPayRefundAnswerFields(), func(name string) string { return values[name] })...)
	answer(w, http.StatusOK, values)
}

func (s *Server) signedMoMo(ask func(string) string, fields []string) bool {
	text := payment.MoMoText(fields, func(name string) string {
		if name == "accessKey" {
			return s.Merchant.AccessKey
		}
		return ask(name)
	})
	return ask("signature") == payment.SignMoMo(s.Merchant.Secret, text) && ask("partnerCode") == s.Merchant.ID
}

func (s *Server) createMoMo(w http.ResponseWriter, r *http.Request) {
	ask := said(r)
	_, known := s.orders[ask("orderId")]
	refusal := func(code int) {
		answer(w, http.StatusBadRequest, object{"resultCode": code, "message": "-", "orderId": ask("orderId"), "requestId": ask("requestId")})
	}
	switch {
	case !s.signedMoMo(ask, payment.MoMoOrderFields()):
		refusal(13)
	case known:
		refusal(41)
	case whole(ask("amount")) < 1000 || whole(ask("amount")) > 50_000_000:
		refusal(22)
	default:
		o := s.place(Order{Ref: ask("orderId"), Minor: whole(ask("amount")), Description: ask("orderInfo"), NotifyURL: ask("ipnUrl")})
		answer(w, http.StatusOK, object{
			"partnerCode": s.Merchant.ID, "orderId": o.Ref, "requestId": ask("requestId"), "amount": o.Minor, "resultCode": 0, "message": "Successful.",
			"responseTime": s.now().UnixMilli(), "payUrl": s.pageOf(o), "deeplink": "momo://app?order=" + o.Ref, "qrCodeUrl": "momo://qr?order=" + o.Ref,
		})
	}
}

func (s *Server) refundMoMo(w http.ResponseWriter, r *http.Request) {
	ask := said(r)
	key := "refund " + ask("orderId")
	code := 0
	_, known := s.calls[key]
	switch {
	case !s.signedMoMo(ask, payment.MoMoRefundFields()):
		code = 13
	case known:
		code = 41
	case !s.giveBack(ask("transId"), whole(ask("amount"))):
		code = 1080
	default:
		s.calls[key] = call{}
	}
	answer(w, http.StatusOK, object{
		"partnerCode": s.Merchant.ID, "orderId": ask("orderId"), "requestId": ask("requestId"), "amount": whole(ask("amount")),
		"transId": whole(s.next()), "resultCode": code, "message": "-", "responseTime": s.now().UnixMilli(),
	})
}

func (s *Server) createZaloPay(w http.ResponseWriter, r *http.Request) {
	ask := r.FormValue
	day, ref, _ := strings.Cut(ask("app_trans_id"), "_")
	_, known := s.orders[ref]
	switch {
	case ask("mac") != payment.SignZaloPay(s.Merchant.AccessKey, payment.Pick(payment.ZaloPayOrderFields(), ask)...):
		answer(w, http.StatusOK, object{"return_code": 2, "sub_return_code": -402, "return_message": "-"})
	case day != s.now().In(hanoi()).Format("060102") || known:
		answer(w, http.StatusOK, object{"return_code": 2, "sub_return_code": -68, "return_message": "-"})
	default:
		o := s.place(Order{
			Ref: ref, ProviderRef: ask("app_trans_id"), Minor: whole(ask("amount")), Description: ask("description"), NotifyURL: ask("callback_url"),
		})
		answer(w, http.StatusOK, object{
			"return_code": 1, "sub_return_code": 1, "return_message": "-", "order_url": s.pageOf(o), "zp_trans_token": "token", "qr_code": "000201" + o.Ref,
		})
	}
}

func (s *Server) refundZaloPay(w http.ResponseWriter, r *http.Request) {
	ask := r.FormValue
	key := "refund " + ask("m_refund_id")
	_, known := s.calls[key]
	switch {
	case ask("mac") != payment.SignZaloPay(s.Merchant.AccessKey, payment.Pick(payment.ZaloPayRefundFields(), ask)...):
		answer(w, http.StatusOK, object{"return_code": 2, "sub_return_code": -402})
	case known:
		answer(w, http.StatusOK, object{"return_code": 3, "sub_return_code": 1})
	case !s.giveBack(ask("zp_trans_id"), whole(ask("amount"))):
		answer(w, http.StatusOK, object{"return_code": 2, "sub_return_code": -14})
	default:
		s.calls[key] = call{}
		answer(w, http.StatusOK, object{"return_code": 1, "sub_return_code": 1, "refund_id": whole(s.next())})
	}
}
