package v1

import (
	"context"
	"net/http"
	"slices"
	"time"

	"github.com/labstack/echo/v4"

	"newsdesk/api/rest"
	"newsdesk/internal/campaign"
	"newsdesk/internal/donate"
	"newsdesk/internal/fault"
	"newsdesk/internal/money"
	"newsdesk/internal/policy"
)

// Goods are gifts that are not money.
type Goods struct {
	ID            string    `json:"id" format:"uuid" example:"01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e38"`                    // a UUIDv7
	Type          string    `json:"type" enums:"goods" example:"goods"`                                                 // always goods
	CampaignID    string    `json:"campaign_id" format:"uuid" example:"01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e19"`           // for what they are
	Description   string    `json:"description" example:"Khẩu trang y tế"`                                              // what they are
	Quantity      int64     `json:"quantity" minimum:"1" example:"5000"`                                                // how many
	Unit          string    `json:"unit" example:"chiếc"`                                                               // of what
	Value         *Money    `json:"value" extensions:"x-nullable"`                                                      // what they may be worth, for information; never part of a total; null: nobody said
	ReceivedOn    string    `json:"received_on" format:"date" example:"2020-03-24"`                                     // the day on which they came
	Distributed   int64     `json:"distributed" minimum:"0" example:"0"`                                                // how many are handed out
	DistributedOn *string   `json:"distributed_on" format:"date" extensions:"x-nullable" example:"2020-04-02"`          // the day of that; null: not yet
	Beneficiary   string    `json:"beneficiary_id" example:""`                                                          // to whom: one of the campaign; empty: nobody said
	RecordedBy    string    `json:"recorded_by" example:"01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e12"`                         // the user who took them down
	ApprovedBy    *string   `json:"approved_by" extensions:"x-nullable" example:"01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e13"` // the user who confirmed them; null: nobody yet
	CreatedAt     time.Time `json:"created_at" example:"2020-03-24T07:00:00Z"`                                          // when they were taken down
}

// GoodsInput takes down gifts that are not money.
type GoodsInput struct {
	Description string      `json:"description" validate:"required" example:"Khẩu trang y tế"`                                                     // what they are
	Quantity    int64       `json:"quantity" validate:"required" minimum:"1" maximum:"9007199254740991" example:"5000"`                            // how many
	Unit        string      `json:"unit" validate:"required" example:"chiếc"`                                                                      // of what
	Value       money.Minor `json:"value,omitzero" swaggertype:"integer" format:"int64" minimum:"1" maximum:"9007199254740991" example:"15000000"` // minor units of the campaign's currency: what they may be worth, for information; absent: nobody said
	Currency    string      `json:"currency,omitzero" example:"VND"`                                                                               // that of the campaign, if you want it checked
	ReceivedOn  string      `json:"received_on" validate:"required" format:"date" example:"2020-03-24"`                                            // the day on which they came
}

// HandOutInput notes how much of some goods was handed out in all.
type HandOutInput struct {
	Quantity    int64  `json:"quantity" validate:"required" minimum:"0" example:"5000"`   // in all, and not since the last time
	Beneficiary string `json:"beneficiary_id,omitzero" example:"quy"`                     // to whom: one of the campaign
	On          string `json:"on" validate:"required" format:"date" example:"2020-04-02"` // the day of that
}

func goodsOf(g donate.Goods, currency string) Goods {
	return Goods{
		ID: g.ID, Type: "goods", CampaignID: g.CampaignID, Description: g.Description, Quantity: g.Quantity, Unit: g.Unit, Value: orNone(g.Value, currency),
		ReceivedOn: g.ReceivedOn, Distributed: g.Distributed, DistributedOn: known(g.DistributedOn), Beneficiary: g.Beneficiary, RecordedBy: g.RecordedBy,
		ApprovedBy: known(g.ApprovedBy), CreatedAt: utc(g.CreatedAt),
	}
}

func (in GoodsInput) goods(campaignID, currency string) (g donate.Goods, f fault.Fields) {
	counted(&f, in.Currency, currency)
	f.If(in.Quantity > money.Most, "/quantity", "out_of_range", "This must be a whole number from %d to %d", 1, int64(money.Most))
	return donate.Goods{
		CampaignID: campaignID, Description: in.Description, Quantity: in.Quantity, Unit: in.Unit, Value: int64(in.Value), ReceivedOn: in.ReceivedOn,
	}, f
}

// goods godoc
//
//	@ID		listGoods
//	@Summary	List the gifts of a campaign that are not money, the oldest first
//	@Tags		Treasury
//	@Produce	json
//	@Param		id	path	string	true	"Id of the campaign"	format(uuid)	example(01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e19)
//	@Param		limit	query	int	false	"How many on a page"	minimum(1)	maximum(100)	default(20)	example(20)
//	@Param		cursor	query	string	false	"Where the page begins, from next_cursor or prev_cursor"	example(AQAUMjAyMC0w)
//	@Param		count	query	bool	false	"Say how many there are in all"	default(false)
//	@Success	200	{object}	rest.List[Goods]	"A page of goods"
//	@Security	Bearer
//	@Router		/v1/editorial/campaigns/{id}/goods [get]
func (h treasury) goods(c echo.Context) error {
	it, err := h.may(c, policy.Read)
	if err != nil {
		return err
	}
	q := rest.Params(c)
	p, err := h.wholeOf(q)
	if err != nil {
		return err
	}
	ctx := c.Request().Context()
	b, err := h.public(ctx, it)
	if err != nil {
		return err
	}
	all, err := h.till.AllGoods(ctx, h.db, it.ID)
	if err != nil {
		return err
	}
	all, page := part(p, all, func(g donate.Goods) string { return g.ID })
	data := make([]Goods, len(all))
	for i, g := range all {
		data[i] = goodsOf(g, b.Currency)
	}
	return rest.SendList(c, q, data, page)
}

// takeGoods godoc
//
//	@ID		takeGoods
//	@Summary	Take down gifts that are not money
//	@Description	They are in no statement until somebody else has confirmed them.
//	@Tags		Treasury
//	@Accept		json
//	@Produce	json
//	@Param		id	path	string	true	"Id of the campaign"	format(uuid)	example(01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e19)
//	@Param		body	body	GoodsInput	true	"The gifts"
//	@Success	201	{object}	Goods	"They are taken down"
//	@Security	Bearer
//	@Router		/v1/editorial/campaigns/{id}/goods [post]
func (h treasury) takeGoods(c echo.Context) error {
	it, err := h.may(c, policy.Create)
	if err != nil {
		return err
	}
	in, err := rest.Decode[GoodsInput](c, rest.DefaultBody)
	if err != nil {
		return err
	}
	ctx := c.Request().Context()
	b, err := h.public(ctx, it)
	if err != nil {
		return err
	}
	g, f := in.goods(it.ID, b.Currency)
	if err := f.Err(); err != nil {
		return err
	}
	if g, err = h.till.TakeGoods(ctx, rest.Actor(c), g); err != nil {
		return err
	}
	return made(c, "/v1/editorial/goods/"+g.ID, goodsOf(g, b.Currency))
}

// anyGoods reads the goods that the address names, with the campaign that they are
// for.
func (h treasury) anyGoods(c echo.Context, v policy.Verb) (g donate.Goods, b *campaign.Campaign, err error) {
	if g, err = owned(c, h, v, h.till.GetGoods, func(g donate.Goods) string { return g.CampaignID }); err != nil {
		return g, nil, err
	}
	b, err = h.campaignOf(c.Request().Context(), g.CampaignID)
	return g, b, err
}

// campaignOf is a campaign that the caller may read, as readers see it.
func (h treasury) campaignOf(ctx context.Context, id string) (*campaign.Campaign, error) {
	it, err := h.kinds.Get(ctx, h.db, campaign.Kind, id)
	if err != nil {
		return nil, err
	}
	return h.public(ctx, it)
}

// answerGoods answers with goods as they are now.
func answerGoods(c echo.Context, g donate.Goods, b *campaign.Campaign, err error) error {
	if err != nil {
		return err
	}
	return rest.JSON(c, http.StatusOK, goodsOf(g, b.Currency))
}

// oneGoods godoc
//
//	@ID		getGoods
//	@Summary	Read a gift that is not money
//	@Tags		Treasury
//	@Produce	json
//	@Param		id	path	string	true	"Id of the goods"	format(uuid)	example(01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e38)
//	@Success	200	{object}	Goods	"The goods"
//	@Security	Bearer
//	@Router		/v1/editorial/goods/{id} [get]
func (h treasury) oneGoods(c echo.Context) error {
	g, b, err := h.anyGoods(c, policy.Read)
	if err != nil {
		return err
	}
	if err := rest.Params(c).Done(); err != nil {
		return err
	}
	return shownAs(c, goodsOf(g, b.Currency))
}

// confirmGoods godoc
//
//	@ID		confirmGoods
//	@Summary	Confirm a gift that is not money
//	@Description	Whoever took it down cannot confirm it.
//	@Tags		Treasury
//	@Produce	json
//	@Param		id	path	string	true	"Id of the goods"	format(uuid)	example(01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e38)
//	@Success	200	{object}	Goods	"The goods"
//	@Failure	403	{object}	rest.Problem	"You may not do this, or you took them down yourself"
//	@Security	Bearer
//	@Router		/v1/editorial/goods/{id}/confirm [post]
func (h treasury) confirmGoods(c echo.Context) error {
	g, b, err := h.anyGoods(c, policy.Approve)
	if err != nil {
		return err
	}
	g, err = h.till.ConfirmGoods(c.Request().Context(), rest.Actor(c), g.ID)
	return answerGoods(c, g, b, err)
}

// handOutGoods godoc
//
//	@ID		handOutGoods
//	@Summary	Note how much of a gift that is not money was handed out
//	@Tags		Treasury
//	@Accept		json
//	@Produce	json
//	@Param		id	path	string	true	"Id of the goods"	format(uuid)	example(01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e38)
//	@Param		body	body	HandOutInput	true	"How much in all, to whom, and when"
//	@Success	200	{object}	Goods	"The goods"
//	@Failure	409	{object}	rest.Problem	"Nobody has confirmed them"
//	@Security	Bearer
//	@Router		/v1/editorial/goods/{id}/hand-out [post]
func (h treasury) handOutGoods(c echo.Context) error {
	g, b, err := h.anyGoods(c, policy.Update)
	if err != nil {
		return err
	}
	in, err := rest.Decode[HandOutInput](c, rest.DefaultBody)
	if err != nil {
		return err
	}
	has := slices.ContainsFunc(b.Beneficiaries.V, func(one campaign.Beneficiary) bool { return one.ID == in.Beneficiary })
	if in.Beneficiary != "" && !has {
		return fault.Member(fault.Invalid, "/beneficiary_id", "not_found", "The campaign has no such beneficiary")
	}
	g, err = h.till.HandOut(c.Request().Context(), rest.Actor(c), g.ID, in.Quantity, in.Beneficiary, in.On)
	return answerGoods(c, g, b, err)
}
