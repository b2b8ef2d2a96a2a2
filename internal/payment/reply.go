package payment

// Outcome is what became of a delivery.
type Outcome uint8

// The outcomes. The zero Outcome asks the provider to come again.
const (
	Trouble      Outcome = iota // our own: nothing is known to be stored
	Accepted                    // its effect is durable
	Repeated                    // it had its effect before
	UnknownOrder                // kept for people to look at; no order has that reference
	WrongAmount                 // kept for people to look at; the order is of another amount
	Refused                     // [Read] did not believe it
)

// Answer is what a provider gets.
type Answer struct {
	Status      int
	ContentType string // "" without a body
	Body        []byte
}

// The statuses of answers, as HTTP has them (RFC 9110 §15).
const (
	statusOK           = 200
	statusNoContent    = 204
	statusUnauthorized = 401
	statusUnavailable  = 503
)

const typeJSON = "application/json"

// Reply returns the answer to a delivery in the form that its provider documents.
// What is kept for people to look at is acknowledged: to send it again would not
// change it. Only VNPAY is told of a bad signature with status 200, as it wants.
func Reply(p Provider, o Outcome) Answer {
	switch p {
	case VNPay:
		return Answer{statusOK, typeJSON, []byte(vnpayAnswer(o))}
	case MoMo:
		return Answer{Status: status(o, statusNoContent)}
	case ZaloPay:
		return zaloPayAnswer(o)
	case SePay:
		if status(o, statusOK) == statusOK {
			return Answer{statusOK, typeJSON, []byte(`{"success":true}`)}
		}
		return Answer{status(o, statusOK), typeJSON, []byte(`{"success":false}`)}
	case Stripe, Casso, Portal:
	}
	return Answer{Status: status(o, statusOK)}
}

// status is that of an answer whose provider looks at no more than that.
func status(o Outcome, good int) int {
	switch o {
	case Trouble:
		return statusUnavailable
	case Refused:
		return statusUnauthorized
	case Accepted, Repeated, UnknownOrder, WrongAmount:
	}
	return good
}

// vnpayAnswer is the RspCode of an IPN (VNPAY, "Pay 2.1.0", IPN URL).
func vnpayAnswer(o Outcome) string {
	switch o {
	case Accepted:
		return `{"RspCode":"00","Message":"Confirm Success"}`
	case Repeated:
		return `{"RspCode":"02","Message":"Order already confirmed"}`
	case UnknownOrder:
		return `{"RspCode":"01","Message":"Order not found"}`
	case WrongAmount:
		return `{"RspCode":"04","Message":"Invalid amount"}`
	case Refused:
		return `{"RspCode":"97","Message":"Invalid signature"}`
	case Trouble:
	}
	return `{"RspCode":"99","Message":"Unknown error"}`
}

// zaloPayAnswer is the return_code of a callback (ZaloPay, "Callback"): 1 and 2 end
// it, 0 has it sent again, and what is below 0 was not taken.
func zaloPayAnswer(o Outcome) Answer {
	body := `{"return_code":0,"return_message":"try again"}`
	switch o {
	case Accepted:
		body = `{"return_code":1,"return_message":"success"}`
	case Repeated:
		body = `{"return_code":2,"return_message":"repeated"}`
	case UnknownOrder:
		body = `{"return_code":-2,"return_message":"order not found"}`
	case WrongAmount:
		body = `{"return_code":-3,"return_message":"invalid amount"}`
	case Refused:
		return Answer{statusUnauthorized, typeJSON, []byte(`{"return_code":-1,"return_message":"mac not equal"}`)}
	case Trouble:
	}
	return Answer{statusOK, typeJSON, []byte(body)}
}
