package v1

import (
	"io"
	"slices"
	"time"

	"github.com/labstack/echo/v4"

	"newsdesk/api/rest"
	"newsdesk/internal/donate"
	"newsdesk/internal/fault"
	"newsdesk/internal/ident"
	"newsdesk/internal/payment"
)

// hooks are where providers of payments announce what happened.
type hooks struct{ till *donate.Till }

// mount registers the routes below g.
func (h hooks) mount(g rest.Group) {
	g.Post("/hooks/:provider/:campaign/:channel", rest.Anyone, h.receive, rest.BodyLimit(payment.DeliveryMost), rest.Timeout(hookTime),
		rest.Produces(rest.Anything))
	g.Get("/hooks/:provider/:campaign/:channel", rest.Anyone, h.asked, rest.Timeout(hookTime), rest.Produces(rest.Anything))
}

// hookTime is how long a delivery may take: the least patient provider waits 15 s.
const hookTime = 10 * time.Second

// ProviderAnswer is what a provider is told. Which members there are goes by the
// provider.
type ProviderAnswer struct {
	Success       *bool   `json:"success,omitzero" example:"true"`            // SePay
	RspCode       *string `json:"RspCode,omitzero" example:"00"`              // VNPAY
	Message       *string `json:"Message,omitzero" example:"Confirm Success"` // VNPAY
	ReturnCode    *int    `json:"return_code,omitzero" example:"1"`           // ZaloPay
	ReturnMessage *string `json:"return_message,omitzero" example:"success"`  // ZaloPay
}

// receive godoc
//
//	@ID		receivePaymentNotice
//	@Summary	Take what a provider announces
//	@Description	For providers of payments. The signature is verified over the bytes as they came; the answer has the form that the provider documents. Whatever was told before is acknowledged and has no second effect.
//	@Tags		Donations
//	@Accept		json
//	@Produce	json
//	@Param		provider	path	string	true	"Who announces"	Enums(stripe,vnpay,momo,zalopay,sepay,casso,portal)
//	@Param		campaign	path	string	true	"Id of the campaign"	format(uuid)	example(01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e18)
//	@Param		channel	path	string	true	"Id of the channel"	example(bank)
//	@Success	200	{object}	ProviderAnswer	"It is taken, in the words of the provider"
//	@Success	204	"It is taken"
//	@Failure	401	{object}	ProviderAnswer	"The signature is not right, in the words of the provider"
//	@Router		/v1/hooks/{provider}/{campaign}/{channel} [post]
func (h hooks) receive(c echo.Context) error {
	provider := payment.Provider(c.Param("provider"))
	if !slices.Contains(payment.Providers(), provider) || !ident.Valid(c.Param("campaign")) {
		return fault.New(fault.NotFound, "Not found")
	}
	r := c.Request()
	body, err := io.ReadAll(io.LimitReader(r.Body, payment.DeliveryMost+1))
	if err != nil {
		return fault.New(fault.InvalidBody, "The request ends before it is complete").Because(err)
	}
	a, err := h.till.Receive(r.Context(), provider, c.Param("campaign"), c.Param("channel"),
		payment.Delivery{RawQuery: r.URL.RawQuery, Header: r.Header, Body: body})
	if err != nil {
		return err
	}
	return rest.Private(c, a.Status, a.ContentType, a.Body)
}

// asked godoc
//
//	@ID		receivePaymentNoticeByQuery
//	@Summary	Take what a provider announces in the address
//	@Description	For VNPAY, whose notices are requests without a body. The signature is verified over the query as it came.
//	@Tags		Donations
//	@Produce	json
//	@Param		provider	path	string	true	"Who announces"	Enums(stripe,vnpay,momo,zalopay,sepay,casso,portal)
//	@Param		campaign	path	string	true	"Id of the campaign"	format(uuid)	example(01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e18)
//	@Param		channel	path	string	true	"Id of the channel"	example(vnpay)
//	@Success	200	{object}	ProviderAnswer	"It is taken, in the words of the provider"
//	@Router		/v1/hooks/{provider}/{campaign}/{channel} [get]
func (h hooks) asked(c echo.Context) error { return h.receive(c) }
