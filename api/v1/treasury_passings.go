package v1

import (
	"slices"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"newsdesk/api/rest"
	"newsdesk/internal/donate"
	"newsdesk/internal/fault"
	"newsdesk/internal/ledger"
	"newsdesk/internal/money"
	"newsdesk/internal/payment"
	"newsdesk/internal/policy"
)

// PassingInput is money that moves between those who hold it for a campaign.
type PassingInput struct {
	Kind      string      `json:"kind" validate:"required" enums:"payout,fee,remittance,write_off" example:"payout"`                                       // a provider paid out, or kept its fee; an operator paid over what it reported, or never will
	Provider  string      `json:"provider,omitzero" enums:",stripe,vnpay,momo,zalopay,sepay,casso,portal" example:"vnpay"`                                 // of a payout or a fee
	ChannelID string      `json:"channel_id,omitzero" example:"bank"`                                                                                      // the bank account that it came into; cash if absent
	Amount    money.Minor `json:"amount" validate:"required" swaggertype:"integer" format:"int64" minimum:"1" maximum:"9007199254740991" example:"200000"` // minor units
	Currency  string      `json:"currency" validate:"required" example:"VND"`                                                                              // that of the campaign
	At        *time.Time  `json:"at" validate:"required" example:"2020-04-06T21:00:00+07:00"`                                                              // when it was
	Reference string      `json:"reference" validate:"required" example:"FT20097123456"`                                                                   // what the bank calls it: the same is booked once
	Note      string      `json:"note,omitzero" example:""`                                                                                                // for the newsroom
}

// passing is what the till is told. Which kinds there are, it says itself.
func (in PassingInput) passing(campaignID string) (p donate.Passing, f fault.Fields) {
	p = donate.Passing{
		CampaignID: campaignID, Kind: ledger.Kind(in.Kind), Provider: in.Provider, ChannelID: in.ChannelID, Minor: some(&f, in.Amount),
		Currency: in.Currency, Ref: in.Reference, Note: in.Note,
	}
	if in.At != nil {
		p.At = *in.At
	}
	byProvider := p.Kind == ledger.Payout || p.Kind == ledger.Fee
	known := slices.Contains(payment.Providers(), payment.Provider(in.Provider))
	f.If(byProvider && !known, "/provider", "not_allowed", "This is one of: %s", strings.Join(words(payment.Providers()), ", "))
	f.If(!byProvider && in.Provider != "", "/provider", "not_allowed", "Only a payout or a fee is of a provider")
	return p, f
}

// pass godoc
//
//	@ID		passCampaignFunds
//	@Summary	Book money that moves between those who hold it for a campaign
//	@Description	A provider pays out what it collected, or keeps its fee; an operator pays over what it reported, or never will. The same reference is booked once, so it may be sent again.
//	@Tags		Treasury
//	@Accept		json
//	@Produce	json
//	@Param		id	path	string	true	"Id of the campaign"	format(uuid)	example(01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e19)
//	@Param		body	body	PassingInput	true	"What moved"
//	@Success	200	{object}	CampaignFiguresReport	"The figures after it"
//	@Failure	409	{object}	rest.Problem	"The reference was used for something else"
//	@Failure	422	{object}	rest.Problem	"A member is wrong, or the other side does not hold that much"
//	@Security	Bearer
//	@Router		/v1/editorial/campaigns/{id}/passings [post]
func (h treasury) pass(c echo.Context) error {
	it, err := h.may(c, policy.Create)
	if err != nil {
		return err
	}
	in, err := rest.Decode[PassingInput](c, rest.DefaultBody)
	if err != nil {
		return err
	}
	p, f := in.passing(it.ID)
	if err := f.Err(); err != nil {
		return err
	}
	if err := h.till.Pass(c.Request().Context(), rest.Actor(c), p); err != nil {
		return err
	}
	return h.sendFigures(c, it, false, time.Time{})
}
