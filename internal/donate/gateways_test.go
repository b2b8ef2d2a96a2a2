package donate_test

import (
	"fmt"
	"strconv"
	"testing"

	"github.com/go-json-experiment/json"

	"newsdesk/internal/auth"
	"newsdesk/internal/campaign"
	"newsdesk/internal/donate"
	"newsdesk/internal/payment"
)

// gateway adds a channel of a gateway with a sandbox to a world.
func (w *world) gateway(m payment.Merchant) {
	w.t.Helper()
	id := string(m.Provider)
	w.body.Channels.V = append(w.body.Channels.V, campaign.Channel{ID: id, Kind: campaign.Gateway, Provider: id})
	if err := w.SetMerchant(w.t.Context(), auth.System("test"), w.id, id, m); err != nil {
		w.t.Fatal(err)
	}
}

// answered delivers something and returns the answer.
func (w *world) answered(p payment.Provider, body []byte) payment.Answer {
	w.t.Helper()
	a, err := w.Receive(w.t.Context(), p, w.id, string(p), payment.Delivery{Body: body, Header: map[string][]string{"Content-Type": {"application/json"}}})
	if err != nil {
		w.t.Fatal(err)
	}
	return a
}

// D08: MoMo and ZaloPay, by the vectors of their public sandboxes.
func TestD08MoMoAndZaloPay(t *testing.T) {
	const momoSecret, key1, key2 = "K951B6PE1waDMi640xX08PD3vg6EkVlz", "sdngKKJmqEMzvh5QQcdD2A9XBSKUNaYn", "trMrHtvjo6myautxDUiAcYsVtaeQ8nhf"
	worlds(t, func(t *testing.T, w *world) {
		w.gateway(payment.Merchant{Provider: payment.MoMo, ID: "MOMO", AccessKey: "F8BBA842ECF85", Secret: momoSecret})
		w.gateway(payment.Merchant{Provider: payment.ZaloPay, ID: "2554", AccessKey: key1, Secret: key2})
		w.orderAt("7K3M9QX1", "momo")
		momo := func(ref, amount, code, transaction, signedAmount string) []byte {
			values := map[string]string{
				"accessKey": "F8BBA842ECF85", "amount": signedAmount, "extraData": "", "message": "Successful.", "orderId": ref, "orderInfo": "Ung ho quy",
				"orderType": "momo_wallet", "partnerCode": "MOMO", "payType": "qr", "requestId": ref, "responseTime": "1585049160000", "resultCode": code, "transId": transaction,
			}
			signature := payment.SignMoMo(momoSecret, payment.MoMoText(payment.MoMoNoticeFields(), func(n string) string { return values[n] }))
			return fmt.Appendf(nil, `{"partnerCode":"MOMO","orderId":%q,"requestId":%q,"amount":%s,"orderInfo":"Ung ho quy","orderType":"momo_wallet","transId":%s,"resultCode":%s,"message":"Successful.","payType":"qr","responseTime":1585049160000,"extraData":"","signature":%q}`,
				ref, ref, amount, transaction, code, signature)
		}
		if a := w.answered(payment.MoMo, momo("7K3M9QX1", "2000000", "0", "2588659987", "200000")); a.Status != 401 {
			t.Errorf("another amount under the old signature: got %d, want 401", a.Status)
		}
		w.exact(0, 0)
		if a := w.answered(payment.MoMo, momo("7K3M9QX1", "200000", "0", "2588659987", "200000")); a.Status != 204 {
			t.Errorf("got %d, want 204", a.Status)
		}
		w.exact(200_000, 1)
		failed := w.orderAt("MOMOFAILS", "momo")
		if a := w.answered(payment.MoMo, momo("MOMOFAILS", "200000", "1006", "2588659988", "200000")); a.Status != 204 {
			t.Errorf("got %d, want 204", a.Status)
		}
		if d, err := w.Get(t.Context(), failed); err != nil || d.Status != donate.Failed {
			t.Errorf("got %+v, %v, want it failed", d.Status, err)
		}
		w.orderAt("ZALO1", "zalopay")
		data := `{"app_id":2554,"app_trans_id":"200324_ZALO1","app_time":1585049160000,"app_user":"guest","amount":200000,"embed_data":"{}","item":"[]","zp_trans_id":200324000000001,"server_time":1585049190000,"channel":38,"merchant_user_id":"x","user_fee_amount":0,"discount_amount":0}`
		zalo := func(key string) []byte {
			body, err := json.Marshal(map[string]any{"data": data, "mac": payment.SignZaloPay(key, data), "type": 1})
			if err != nil {
				t.Fatal(err)
			}
			return body
		}
		if a := w.answered(payment.ZaloPay, zalo(key1)); a.Status != 401 {
			t.Errorf("key1: got %d, want 401", a.Status)
		}
		w.exact(200_000, 1)
		if a := w.answered(payment.ZaloPay, zalo(key2)); a.Status != 200 || string(a.Body) == "" {
			t.Errorf("got %d %s, want return_code 1", a.Status, a.Body)
		}
		w.exact(400_000, 2)
		w.verified()
	})
}

// H17: a payment that the books cannot hold is kept, and moves nothing.
func TestH17SumsDoNotOverflow(t *testing.T) {
	worlds(t, func(t *testing.T, w *world) {
		const most = int64(9_007_199_254_740_991)
		var net, n int64
		for i := range int64(1100) {
			w.say(payment.SePay, "bank", w.transfer(i+1, most, "ung ho"))
		}
		f, err := w.Figures(t.Context(), w.d, w.id)
		if err != nil {
			t.Fatal(err)
		}
		net, n = f.Net(), f.Donations
		if net <= 0 || n >= 1100 || net != n*most {
			t.Errorf("got %d of %d donations, want the sum of those that fit", net, n)
		}
		parked, err := w.Payments(t.Context(), donate.PaymentQuery{CampaignID: w.id, Status: []donate.PaymentStatus{donate.Parked}, Limit: 2000})
		if err != nil || int64(len(parked))+n != 1100 || parked[0].Reason != "amount_out_of_range" {
			t.Errorf("got %d parked and %d credited, %v, want all 1100 of them", len(parked), n, err)
		}
		w.exact(net, n)
		w.verified()
	})
}

// H21: a message that a portal tells of twice is one gift.
func TestH21OneMessageIsOneGift(t *testing.T) {
	worlds(t, func(t *testing.T, w *world) {
		const secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
		w.body.Channels.V = append(w.body.Channels.V, campaign.Channel{ID: "portal", Kind: campaign.SMS, Text: &campaign.TextMessage{
			ShortCode: "1407", Keyword: "CV", Price: 20_000, UnitsMin: 1, UnitsMax: 100, UnitsDefault: 1,
		}})
		if err := w.SetMerchant(t.Context(), auth.System("test"), w.id, "portal", payment.Merchant{Provider: payment.Portal, Secret: secret}); err != nil {
			t.Fatal(err)
		}
		body := []byte(`{"type":"message.received","timestamp":"2020-03-24T11:26:00Z","data":{"message_id":"m-1","short_code":"1407","keyword":"CV","units":10,"amount":200000,"currency":"VND","received_at":"2020-03-24T11:26:00Z"}}`)
		for _, id := range []string{"msg_1", "msg_1", "msg_2"} {
			now := w.clock.Now().Unix()
			signature, err := payment.SignStandard(secret, id, now, body)
			if err != nil {
				t.Fatal(err)
			}
			w.say(payment.Portal, "portal", payment.Delivery{Body: body, Header: map[string][]string{
				"Webhook-Id": {id}, "Webhook-Timestamp": {strconv.FormatInt(now, 10)}, "Webhook-Signature": {signature},
			}})
		}
		f := w.exact(200_000, 1)
		if f.Receivable != 200_000 || f.Available() != 0 {
			t.Errorf("got %+v, want it with the operator", f)
		}
	})
}
