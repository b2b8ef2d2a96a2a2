package v1

import (
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"newsdesk/api/rest"
	"newsdesk/internal/donate"
	"newsdesk/internal/fault"
	"newsdesk/internal/money"
	"newsdesk/internal/policy"
)

// answerDonation answers with a donation as it is now.
func answerDonation(c echo.Context, d donate.Donation, err error) error {
	if err != nil {
		return err
	}
	return rest.JSON(c, http.StatusOK, deskDonation(d))
}

// confirmDonation godoc
//
//	@ID		confirmDonation
//	@Summary	Confirm a gift that came by hand
//	@Description	Now it is booked. Whoever took it down cannot confirm it. What is confirmed stays so when it is said again.
//	@Tags		Treasury
//	@Produce	json
//	@Param		id	path	string	true	"Id of the donation"	format(uuid)	example(01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e30)
//	@Success	200	{object}	DeskDonation	"The donation"
//	@Failure	403	{object}	rest.Problem	"You may not do this, or you took it down yourself"
//	@Failure	409	{object}	rest.Problem	"It did not come by hand"
//	@Security	Bearer
//	@Router		/v1/editorial/donations/{id}/confirm [post]
func (h treasury) confirmDonation(c echo.Context) error {
	d, err := h.anyDonation(c, policy.Approve)
	if err != nil {
		return err
	}
	d, err = h.till.Confirm(c.Request().Context(), rest.Actor(c), d.ID)
	return answerDonation(c, d, err)
}

// reverseDonation godoc
//
//	@ID		reverseDonation
//	@Summary	Take back a gift that came by hand and was booked by mistake
//	@Tags		Treasury
//	@Accept		json
//	@Produce	json
//	@Param		id	path	string	true	"Id of the donation"	format(uuid)	example(01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e30)
//	@Param		body	body	ReasonGiven	true	"Why"
//	@Success	200	{object}	DeskDonation	"The donation"
//	@Failure	409	{object}	rest.Problem	"It did not come by hand, or is not booked"
//	@Security	Bearer
//	@Router		/v1/editorial/donations/{id}/reverse [post]
func (h treasury) reverseDonation(c echo.Context) error {
	d, err := h.anyDonation(c, policy.Approve)
	if err != nil {
		return err
	}
	why, err := reason(c)
	if err != nil {
		return err
	}
	d, err = h.till.Reverse(c.Request().Context(), rest.Actor(c), d.ID, why)
	return answerDonation(c, d, err)
}

// RefundInput gives money of a donation back.
type RefundInput struct {
	Amount   money.Minor `json:"amount" validate:"required" swaggertype:"integer" format:"int64" minimum:"1" maximum:"9007199254740991" example:"200000"` // minor units
	Currency string      `json:"currency,omitzero" example:"VND"`                                                                                         // that of the donation, if you want it checked
	Reason   string      `json:"reason" validate:"required" example:"Chuyển nhầm hai lần"`                                                                // for the newsroom; at most 1,000 characters
}

// refundDonation godoc
//
//	@ID		refundDonation
//	@Summary	Give money of a donation back
//	@Description	It goes the way it came and no other: a gateway is asked for it, and until it answers the refund is submitted; what came by bank somebody has sent back before this is written down.
//	@Tags		Treasury
//	@Accept		json
//	@Produce	json
//	@Param		id	path	string	true	"Id of the donation"	format(uuid)	example(01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e30)
//	@Param		body	body	RefundInput	true	"How much, and why"
//	@Success	200	{object}	DeskDonationDetails	"The donation, with its refunds"
//	@Failure	422	{object}	rest.Problem	"A member is wrong, or more would go back than is left"
//	@Security	Bearer
//	@Router		/v1/editorial/donations/{id}/refund [post]
func (h treasury) refundDonation(c echo.Context) error {
	d, err := h.anyDonation(c, policy.Update)
	if err != nil {
		return err
	}
	in, err := rest.Decode[RefundInput](c, rest.DefaultBody)
	if err != nil {
		return err
	}
	var f fault.Fields
	minor, why := some(&f, in.Amount), because(&f, in.Reason)
	counted(&f, in.Currency, d.Currency)
	if err := f.Err(); err != nil {
		return err
	}
	ctx := c.Request().Context()
	if d, err = h.till.Refund(ctx, rest.Actor(c), d.ID, minor, why); err != nil {
		return err
	}
	all, err := h.details(ctx, d)
	if err != nil {
		return err
	}
	return rest.JSON(c, http.StatusOK, all)
}

// moderateDonation godoc
//
//	@ID		moderateDonation
//	@Summary	Decide whether the words of a donor may be shown
//	@Tags		Treasury
//	@Accept		json
//	@Produce	json
//	@Param		id	path	string	true	"Id of the donation"	format(uuid)	example(01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e30)
//	@Param		body	body	ModerationInput	true	"The decision"
//	@Success	200	{object}	DeskDonation	"The donation"
//	@Security	Bearer
//	@Router		/v1/editorial/donations/{id}/moderate [post]
func (h treasury) moderateDonation(c echo.Context) error {
	d, err := h.anyDonation(c, policy.Update)
	if err != nil {
		return err
	}
	in, err := rest.Decode[ModerationInput](c, rest.DefaultBody)
	if err != nil {
		return err
	}
	m, err := in.decision()
	if err != nil {
		return err
	}
	d, err = h.till.Moderate(c.Request().Context(), rest.Actor(c), d.ID, m)
	return answerDonation(c, d, err)
}

// CounterReceipt takes the receipt of a donation back. Receipts are never removed,
// so that their numbers have no gaps.
type CounterReceipt struct {
	ID         string    `json:"id" format:"uuid" example:"01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e33"`                               // a UUIDv7
	Serial     string    `json:"serial" example:"2020-000118"`                                                                  // its number, as it is printed
	DonationID string    `json:"donation_id" format:"uuid" example:"01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e30"`                      // of which donation
	Amount     Money     `json:"amount"`                                                                                        // below 0: that of the receipt it takes back
	VoidsID    *string   `json:"voids_id" format:"uuid" extensions:"x-nullable" example:"01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e34"` // the receipt that it takes back
	IssuedAt   time.Time `json:"issued_at" example:"2020-03-25T07:00:00Z"`                                                      // when
}

func counterReceipt(v donate.Voucher) CounterReceipt {
	return CounterReceipt{v.ID, v.Serial(), v.DonationID, Money{v.Amount, v.Currency}, v.Voids, utc(v.IssuedAt)}
}

// voidReceipt godoc
//
//	@ID		voidDonationReceipt
//	@Summary	Take the receipt of a donation back
//	@Description	By another under the next number. Who asks for the receipt after that gets a new one.
//	@Tags		Treasury
//	@Accept		json
//	@Produce	json
//	@Param		id	path	string	true	"Id of the donation"	format(uuid)	example(01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e30)
//	@Param		body	body	ReasonGiven	true	"Why"
//	@Success	200	{object}	CounterReceipt	"What takes it back"
//	@Failure	404	{object}	rest.Problem	"There is no such donation, or it has no receipt"
//	@Security	Bearer
//	@Router		/v1/editorial/donations/{id}/void-receipt [post]
func (h treasury) voidReceipt(c echo.Context) error {
	d, err := h.anyDonation(c, policy.Update)
	if err != nil {
		return err
	}
	why, err := reason(c)
	if err != nil {
		return err
	}
	v, err := h.till.Void(c.Request().Context(), rest.Actor(c), d.ID, why)
	if err != nil {
		return err
	}
	return rest.JSON(c, http.StatusOK, counterReceipt(v))
}
