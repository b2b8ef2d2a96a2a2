package fakepsp

import (
	"bytes"
	"context"
	"io"
	"maps"
	"net/http"
	"strings"

	"github.com/go-json-experiment/json"

	"newsdesk/internal/payment"
)

// Plan is what happens to deliveries on their way. The zero Plan sends each once.
type Plan struct {
	Copies  int    // more of each
	Shuffle bool   // in another order
	Drop    int    // so many of a hundred are lost
	Tamper  bool   // one byte of what is signed of each is changed
	Replay  bool   // all that were sent are sent once more at the end, to the byte
	Tries   int    // of each until it is acknowledged, signed anew each time; 0: 1
	Pause   func() // is called between one sending and the next, to move a clock
}

// Receipt is what became of one delivery.
type Receipt struct {
	Delivery     payment.Delivery
	Statuses     []int // one for each try
	Body         string
	Acknowledged bool // in the provider's own terms
}

// Send brings deliveries to a hook, with what happens to them on their way.
func (s *Server) Send(ctx context.Context, hook string, plan Plan, deliveries ...payment.Delivery) ([]Receipt, error) {
	sent := s.planned(plan, deliveries)
	receipts := make([]Receipt, 0, len(sent))
	for i, d := range sent {
		if i > 0 && plan.Pause != nil {
			plan.Pause()
		}
		r := Receipt{Delivery: d}
		for try := range max(plan.Tries, 1) {
			if try > 0 && !plan.Tamper {
				r.Delivery = s.Sign(d)
			}
			if err := s.send(ctx, hook, &r); err != nil {
				return receipts, err
			}
			if r.Acknowledged {
				break
			}
		}
		receipts = append(receipts, r)
	}
	return receipts, nil
}

// planned is what is really sent, in order.
func (s *Server) planned(plan Plan, deliveries []payment.Delivery) []payment.Delivery {
	s.mu.Lock()
	defer s.mu.Unlock()
	var sent []payment.Delivery
	for _, d := range deliveries {
		for range plan.Copies + 1 {
			if s.rand.IntN(100) >= plan.Drop {
				sent = append(sent, d)
			}
		}
	}
	if plan.Shuffle {
		s.rand.Shuffle(len(sent), func(i, j int) { sent[i], sent[j] = sent[j], sent[i] })
	}
	if plan.Tamper {
		for i, d := range sent {
			sent[i] = s.tampered(d)
		}
	}
	if plan.Replay {
		sent = append(sent, sent...)
	}
	return sent
}

// zaloPayUnsigned is the end of a callback, which no mac is of.
const zaloPayUnsigned = `,"type":1}`

// tampered is a delivery of which one byte is another.
func (s *Server) tampered(d payment.Delivery) payment.Delivery {
	if len(d.Body) == 0 {
		query := []byte(d.RawQuery)
		query[s.rand.IntN(len(query))] ^= 1
		d.RawQuery = string(query)
		return d
	}
	signed := len(d.Body)
	if s.Merchant.Provider == payment.ZaloPay {
		signed -= len(zaloPayUnsigned)
	}
	d.Body = bytes.Clone(d.Body)
	d.Body[s.rand.IntN(signed)] ^= 1
	return d
}

func (s *Server) send(ctx context.Context, hook string, r *Receipt) error {
	method := http.MethodPost
	if s.Merchant.Provider == payment.VNPay {
		method = http.MethodGet
		hook += "?" + r.Delivery.RawQuery
	}
	q, err := http.NewRequestWithContext(ctx, method, hook, bytes.NewReader(r.Delivery.Body))
	if err != nil {
		return err
	}
	q.Header.Set("Content-Type", "application/json")
	maps.Copy(q.Header, r.Delivery.Header)
	p, err := http.DefaultClient.Do(q)
	if err != nil {
		return err
	}
	defer p.Body.Close()
	body, err := io.ReadAll(p.Body)
	r.Statuses, r.Body = append(r.Statuses, p.StatusCode), string(body)
	r.Acknowledged = acknowledged(s.Merchant.Provider, p.StatusCode, body)
	return err
}

// acknowledged reports whether a provider would not send again.
func acknowledged(p payment.Provider, status int, body []byte) bool {
	var said struct {
		RspCode    string `json:"RspCode"`
		ReturnCode int    `json:"return_code"`
		Success    bool   `json:"success"`
	}
	good := status >= http.StatusOK && status < http.StatusMultipleChoices
	readable := json.Unmarshal(bytes.TrimSpace(body), &said) == nil
	switch p {
	case payment.VNPay:
		return good && readable && strings.Contains("00 02", said.RspCode) && said.RspCode != ""
	case payment.MoMo:
		return status == http.StatusNoContent
	case payment.ZaloPay:
		return good && readable && (said.ReturnCode == 1 || said.ReturnCode == 2)
	case payment.SePay:
		return good && readable && said.Success
	case payment.Stripe, payment.Casso, payment.Portal:
	}
	return good
}
