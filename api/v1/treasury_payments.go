package v1

import (
	"context"
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"newsdesk/api/rest"
	"newsdesk/internal/auth"
	"newsdesk/internal/campaign"
	"newsdesk/internal/donate"
	"newsdesk/internal/fault"
	"newsdesk/internal/ident"
	"newsdesk/internal/policy"
)

// DeskPayment is money that a provider says has moved.
type DeskPayment struct {
	ID              string    `json:"id" format:"uuid" example:"01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e36"`                                  // a UUIDv7
	Type            string    `json:"type" enums:"payment" example:"payment"`                                                           // always payment
	CampaignID      string    `json:"campaign_id" format:"uuid" example:"01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e19"`                         // by whose channel it came
	ChannelID       string    `json:"channel_id" example:"bank"`                                                                        // by which
	DonationID      *string   `json:"donation_id" format:"uuid" extensions:"x-nullable" example:"01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e30"` // the donation that it is of; null: nobody knows
	Provider        string    `json:"provider" example:"sepay"`                                                                         // who says so; statement: a file of the bank
	ProviderPayment string    `json:"provider_payment" example:"FT20097123456"`                                                         // what they call it
	Amount          Money     `json:"amount"`                                                                                           // how much
	Refunded        Money     `json:"refunded"`                                                                                         // of it, what went back
	ChargedBack     Money     `json:"charged_back"`                                                                                     // of it, what a bank took back
	Status          string    `json:"status" enums:"credited,suspense,parked,returned" example:"suspense"`                              // what became of it; parked: not booked, something about it is wrong
	Reason          string    `json:"reason" example:"no_reference"`                                                                    // why it is so, for programs; empty: nothing is odd
	Memo            string    `json:"memo" example:"ung ho phong dich"`                                                                 // what the payer wrote to the bank
	PaidAt          time.Time `json:"paid_at" example:"2020-03-24T07:00:00Z"`                                                           // when it moved, as the provider says
	BookedAt        time.Time `json:"booked_at" example:"2020-03-24T07:00:03Z"`                                                         // when it was written down here
}

func deskPayment(p donate.Payment) DeskPayment {
	in := func(minor int64) Money { return Money{minor, p.Currency} }
	return DeskPayment{
		ID: p.ID, Type: "payment", CampaignID: p.CampaignID, ChannelID: p.ChannelID, DonationID: known(p.DonationID), Provider: p.Provider,
		ProviderPayment: p.ProviderPayment, Amount: in(p.Amount), Refunded: in(p.Refunded), ChargedBack: in(p.ChargedBack), Status: string(p.Status),
		Reason: p.Reason, Memo: p.Memo, PaidAt: utc(p.PaidAt), BookedAt: utc(p.BookedAt),
	}
}

// payments godoc
//
//	@ID		listDeskPayments
//	@Summary	List the payments that came in by the channels of a campaign, the newest first
//	@Description	Those in suspense wait for somebody who finds out for what they are. The list only goes on: prev is always null.
//	@Tags		Treasury
//	@Produce	json
//	@Param		id	path	string	true	"Id of the campaign"	format(uuid)	example(01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e19)
//	@Param		status	query	[]string	false	"Any of these"	collectionFormat(csv)	Enums(credited,suspense,parked,returned)
//	@Param		limit	query	int	false	"How many on a page"	minimum(1)	maximum(100)	default(20)	example(20)
//	@Param		cursor	query	string	false	"Where the page begins, from next_cursor"	example(AQAUMjAyMC0w)
//	@Success	200	{object}	rest.List[DeskPayment]	"A page of payments"
//	@Security	Bearer
//	@Router		/v1/editorial/campaigns/{id}/payments [get]
func (h treasury) payments(c echo.Context) error {
	it, err := h.may(c, policy.Read)
	if err != nil {
		return err
	}
	q := rest.Params(c)
	wanted := donate.PaymentQuery{CampaignID: it.ID}
	for _, s := range q.Among("status", len(donate.PaymentStatuses()), words(donate.PaymentStatuses())...) {
		wanted.Status = append(wanted.Status, donate.PaymentStatus(s))
	}
	p, err := h.onwardOf(q)
	if err != nil {
		return err
	}
	wanted.After, wanted.Limit = p.place.ID, p.take()
	found, err := h.till.Payments(c.Request().Context(), wanted)
	if err != nil {
		return err
	}
	found, page := onward(p, found, func(one donate.Payment) string { return one.ID })
	data := make([]DeskPayment, len(found))
	for i, one := range found {
		data[i] = deskPayment(one)
	}
	return rest.SendList(c, q, data, page)
}

// anyPayment reads the payment that the address names.
func (h treasury) anyPayment(c echo.Context, v policy.Verb) (donate.Payment, error) {
	return owned(c, h, v, h.till.FindPayment, func(p donate.Payment) string { return p.CampaignID })
}

// payment godoc
//
//	@ID		getDeskPayment
//	@Summary	Read a payment
//	@Tags		Treasury
//	@Produce	json
//	@Param		id	path	string	true	"Id of the payment"	format(uuid)	example(01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e36)
//	@Success	200	{object}	DeskPayment	"The payment"
//	@Security	Bearer
//	@Router		/v1/editorial/payments/{id} [get]
func (h treasury) payment(c echo.Context) error {
	p, err := h.anyPayment(c, policy.Read)
	if err != nil {
		return err
	}
	if err := rest.Params(c).Done(); err != nil {
		return err
	}
	return shownAs(c, deskPayment(p))
}

// MatchInput says for what money in suspense is.
type MatchInput struct {
	DonationID string `json:"donation_id,omitzero" format:"uuid" example:"01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e30"` // the donation that it is of; absent: of somebody whom nobody knows, for the campaign whose channel it came in by
	Reason     string `json:"reason" validate:"required" example:"Người chuyển gọi điện xác nhận"`               // how one knows; at most 1,000 characters
}

// matchable fails unless there is a donation of that id whose campaign the actor may
// read.
func (h treasury) matchable(ctx context.Context, actor auth.Actor, id string) error {
	none := fault.Member(fault.Invalid, "/donation_id", "not_found", "There is no such donation")
	if !ident.Valid(id) {
		return none
	}
	d, err := h.till.Get(ctx, id)
	if err == nil {
		_, err = h.desk.Read(ctx, actor, campaign.Kind, d.CampaignID)
	}
	if fault.Is(err, fault.NotFound) {
		return none
	}
	return err
}

// matchPayment godoc
//
//	@ID		matchPayment
//	@Summary	Say for what money in suspense is
//	@Description	It is credited to a donation, or without one to the campaign whose channel it came in by. The record names who said so.
//	@Tags		Treasury
//	@Accept		json
//	@Produce	json
//	@Param		id	path	string	true	"Id of the payment"	format(uuid)	example(01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e36)
//	@Param		body	body	MatchInput	true	"For what, and why"
//	@Success	200	{object}	DeskPayment	"The payment"
//	@Failure	409	{object}	rest.Problem	"It is not in suspense"
//	@Security	Bearer
//	@Router		/v1/editorial/payments/{id}/match [post]
func (h treasury) matchPayment(c echo.Context) error {
	p, err := h.anyPayment(c, policy.Update)
	if err != nil {
		return err
	}
	in, err := rest.Decode[MatchInput](c, rest.DefaultBody)
	if err != nil {
		return err
	}
	var f fault.Fields
	why := because(&f, in.Reason)
	if err := f.Err(); err != nil {
		return err
	}
	ctx, actor := c.Request().Context(), rest.Actor(c)
	if in.DonationID != "" {
		if err := h.matchable(ctx, actor, in.DonationID); err != nil {
			return err
		}
	}
	p, err = h.till.Match(ctx, actor, p.ID, in.DonationID, why)
	return answerPayment(c, p, err)
}

// answerPayment answers with a payment as it is now.
func answerPayment(c echo.Context, p donate.Payment, err error) error {
	if err != nil {
		return err
	}
	return rest.JSON(c, http.StatusOK, deskPayment(p))
}

// returnPayment godoc
//
//	@ID		returnPayment
//	@Summary	Note that money in suspense was sent back
//	@Tags		Treasury
//	@Accept		json
//	@Produce	json
//	@Param		id	path	string	true	"Id of the payment"	format(uuid)	example(01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e36)
//	@Param		body	body	ReasonGiven	true	"Why"
//	@Success	200	{object}	DeskPayment	"The payment"
//	@Failure	409	{object}	rest.Problem	"It is not in suspense"
//	@Security	Bearer
//	@Router		/v1/editorial/payments/{id}/return [post]
func (h treasury) returnPayment(c echo.Context) error {
	p, err := h.anyPayment(c, policy.Update)
	if err != nil {
		return err
	}
	why, err := reason(c)
	if err != nil {
		return err
	}
	p, err = h.till.SendBack(c.Request().Context(), rest.Actor(c), p.ID, why)
	return answerPayment(c, p, err)
}
