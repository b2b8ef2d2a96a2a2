package fakepsp

import (
	"net/http"
	"strings"
)

func complaint(kind, code string) object {
	return object{"error": object{"type": kind, "code": code, "message": "-"}}
}

// heard reads a form that comes with the key of the merchant, and answers what came
// before as it was answered then. It is false if there is nothing left to do.
func (s *Server) heard(w http.ResponseWriter, r *http.Request) (key string, ok bool) {
	if r.Header.Get("Authorization") != "Bearer "+s.Merchant.AccessKey {
		answer(w, http.StatusUnauthorized, complaint("invalid_request_error", ""))
		return "", false
	}
	if err := r.ParseForm(); err != nil {
		answer(w, http.StatusBadRequest, complaint("invalid_request_error", ""))
		return "", false
	}
	key = r.URL.Path + " " + r.Header.Get("Idempotency-Key")
	return key, !s.again(w, key, r.PostForm.Encode(), complaint("idempotency_error", ""))
}

// answered keeps an answer for when the question comes again.
func (s *Server) answered(w http.ResponseWriter, r *http.Request, key string, v any) {
	s.calls[key] = call{body: r.PostForm.Encode(), answer: v}
	answer(w, http.StatusOK, v)
}

func (s *Server) createStripe(w http.ResponseWriter, r *http.Request) {
	key, ok := s.heard(w, r)
	if !ok {
		return
	}
	ask := r.PostForm.Get
	minor := whole(ask("line_items[0][price_data][unit_amount]"))
	if minor < 1 || ask("mode") != "payment" || ask("success_url") == "" || ask("line_items[0][price_data][currency]") == "" {
		answer(w, http.StatusBadRequest, complaint("invalid_request_error", "parameter_missing"))
		return
	}
	o := s.place(Order{
		Ref: ask("client_reference_id"), ProviderRef: "cs_test_" + s.next(), Minor: minor, Donation: ask("payment_intent_data[metadata][donation]"),
		Currency: strings.ToUpper(ask("line_items[0][price_data][currency]")), Description: ask("line_items[0][price_data][product_data][name]"),
	})
	s.answered(w, r, key, object{"id": o.ProviderRef, "object": "checkout.session", "livemode": s.Merchant.Live, "url": s.pageOf(o), "payment_intent": nil})
}

func (s *Server) refundStripe(w http.ResponseWriter, r *http.Request) {
	key, ok := s.heard(w, r)
	if !ok {
		return
	}
	id := r.PostForm.Get("payment_intent")
	if charge := r.PostForm.Get("charge"); id == "" && charge != "" {
		id = "pi" + strings.TrimPrefix(charge, "ch")
	}
	if !s.giveBack(id, whole(r.PostForm.Get("amount"))) {
		answer(w, http.StatusBadRequest, complaint("invalid_request_error", "charge_already_refunded"))
		return
	}
	s.answered(w, r, key, object{"id": "re_" + s.next(), "object": "refund", "status": "succeeded", "amount": whole(r.PostForm.Get("amount"))})
}
