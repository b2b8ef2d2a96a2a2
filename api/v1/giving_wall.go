package v1

import (
	"time"

	"github.com/labstack/echo/v4"

	"newsdesk/api/rest"
	"newsdesk/internal/donate"
	"newsdesk/internal/edition"
)

// Gift is a donation as everybody may see it: of the donor only what they chose.
type Gift struct {
	ID      string    `json:"id" format:"uuid" example:"01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e19"`  // a UUIDv7
	Type    string    `json:"type" enums:"gift" example:"gift"`                                 // always gift
	Name    *string   `json:"name" extensions:"x-nullable" example:"NGUYEN V. A."`              // as the donor chose to be called; null: they are not named
	Shown   string    `json:"shown_as" example:"Ẩn danh"`                                       // the name, or the word for somebody who is not named
	Message *string   `json:"message" extensions:"x-nullable" example:"Chúc mọi người bình an"` // null: there is none to show
	Amount  Money     `json:"amount"`                                                           // what is left of the gift
	PaidAt  time.Time `json:"paid_at" example:"2020-03-24T11:26:00Z"`                           // when it was paid
}

// wall godoc
//
//	@ID		listCampaignDonations
//	@Summary	List the gifts of a campaign, newest first
//	@Description	Donors are not named unless they chose to be, and are gone from here at once when they choose otherwise. Pages go forward only.
//	@Tags		Donations
//	@Produce	json
//	@Param		slug	path	string	true	"Slug or id of the campaign"	example(ung-ho-phong-chong-dich)
//	@Param		locale	query	string	false	"Language (BCP 47)"	example(vi)
//	@Param		limit	query	int	false	"How many on a page"	minimum(1)	maximum(100)	default(20)	example(20)
//	@Param		cursor	query	string	false	"Where the page begins, from next_cursor"	example(AQAUMjAyMC0w)
//	@Param		If-None-Match	header	string	false	"Entity tag of the answer you have"	example(W/"9f86d081884c7d65")
//	@Success	200	{object}	rest.List[Gift]	"A page of gifts"
//	@Success	301	"It has another slug now"
//	@Success	304	"You have it"
//	@Failure	410	{object}	rest.Problem	"It was public once"
//	@Router		/v1/campaigns/{slug}/donations [get]
func (h giving) wall(c echo.Context) error {
	q := rest.Params(c)
	place, begun, err := q.Cursor(h.stand.cursors)
	if err != nil {
		return err
	}
	limit := q.Limit()
	return h.keptWith(c, q, "/donations", wallFresh, func(doc edition.Document) (*rest.Answer, error) {
		wanted := donate.WallQuery{CampaignID: doc.EntryID, Limit: limit + 1}
		if begun {
			if wanted.AfterAt, err = place.At(); err != nil {
				return nil, err
			}
			wanted.AfterID = place.ID
		}
		gifts, err := h.till.Wall(c.Request().Context(), wanted)
		if err != nil {
			return nil, err
		}
		page := rest.Page{Limit: limit}
		if len(gifts) > limit {
			gifts = gifts[:limit]
			last := gifts[limit-1]
			_, page.Next = rest.TurnPages(h.stand.cursors, q.Binding(), rest.Place{}, dated(last.PaidAt, last.ID), false, true)
		}
		body, err := h.cards(c, q, page, doc, gifts)
		return &rest.Answer{Type: mediaJSON, Body: body, Link: page.Link(q)}, err
	})
}

func (h giving) cards(c echo.Context, q *rest.Query, page rest.Page, doc edition.Document, gifts []donate.Gift) ([]byte, error) {
	told, err := toldCampaignIn(doc.Doc)
	if err != nil {
		return nil, err
	}
	nobody := "Anonymous"
	if h.locale(c, doc) == "vi" {
		nobody = "Ẩn danh"
	}
	cards := make([][]byte, len(gifts))
	for i, g := range gifts {
		one := Gift{
			ID: g.ID, Type: "gift", Name: known(g.Name), Shown: g.Name, Message: known(g.Message), Amount: Money{g.Minor, told.Currency}, PaidAt: utc(g.PaidAt),
		}
		if g.Name == "" {
			one.Shown = nobody
		}
		if cards[i], err = encode(one); err != nil {
			return nil, err
		}
	}
	return rest.Cards(q, page, nil, cards...)
}

// PublicGoods are gifts that are not money.
type PublicGoods struct {
	Description   string  `json:"description" example:"Nước uống đóng chai"`                                 // what it is
	Quantity      int64   `json:"quantity" minimum:"1" example:"100"`                                        // how many came in
	Unit          string  `json:"unit" example:"thùng"`                                                      // of what
	ReceivedOn    string  `json:"received_on" format:"date" example:"2020-04-01"`                            // the day
	Distributed   int64   `json:"distributed" minimum:"0" example:"40"`                                      // of them, handed out
	DistributedOn *string `json:"distributed_on" extensions:"x-nullable" format:"date" example:"2020-04-10"` // the last day; null: nothing yet
}

// GoodsRegister is the register of gifts that are not money.
type GoodsRegister struct {
	Data []PublicGoods `json:"data"` // the oldest first
}

// goods godoc
//
//	@ID		listCampaignGoods
//	@Summary	List the gifts of a campaign that are not money
//	@Tags		Donations
//	@Produce	json
//	@Param		slug	path	string	true	"Slug or id of the campaign"	example(ung-ho-phong-chong-dich)
//	@Param		locale	query	string	false	"Language (BCP 47)"	example(vi)
//	@Param		If-None-Match	header	string	false	"Entity tag of the answer you have"	example(W/"9f86d081884c7d65")
//	@Success	200	{object}	GoodsRegister	"The register"
//	@Success	301	"It has another slug now"
//	@Success	304	"You have it"
//	@Failure	410	{object}	rest.Problem	"It was public once"
//	@Router		/v1/campaigns/{slug}/goods [get]
func (h giving) goods(c echo.Context) error {
	return h.keptWith(c, rest.Params(c), "/goods", wallFresh, func(doc edition.Document) (*rest.Answer, error) {
		all, err := h.till.GoodsOf(c.Request().Context(), doc.EntryID)
		if err != nil {
			return nil, err
		}
		list := GoodsRegister{Data: []PublicGoods{}}
		for _, g := range all {
			if g.ApprovedBy != "" {
				list.Data = append(list.Data, PublicGoods{g.Description, g.Quantity, g.Unit, g.ReceivedOn, g.Distributed, known(g.DistributedOn)})
			}
		}
		body, err := encode(list)
		return &rest.Answer{Type: mediaJSON, Body: body}, err
	})
}
