package v1

import (
	"net/http"
	"strconv"
	"sync"
	"time"

	"github.com/labstack/echo/v4"

	"newsdesk/api/rest"
	"newsdesk/internal/donate"
	"newsdesk/internal/donor"
	"newsdesk/internal/fault"
	"newsdesk/internal/money"
)

// giving is the public API of donations: how one gives, and what became of it.
type giving struct {
	stand   campaignsStand
	till    *donate.Till
	pulse   *donate.Pulse
	figures *figuresCache
	streams chan struct{} // one for each that is open
}

// streamsMost is how many streams of figures may be open at once.
const streamsMost = 200

func newGiving(stand campaignsStand, till *donate.Till, pulse *donate.Pulse) giving {
	return giving{stand: stand, till: till, pulse: pulse, figures: &figuresCache{kept: map[string]keptFigures{}}, streams: make(chan struct{}, streamsMost)}
}

// figuresCache keeps answers that hold until the figures of a campaign change.
type figuresCache struct {
	mu   sync.Mutex
	kept map[string]keptFigures
}

type keptFigures struct {
	campaignID string
	beat, turn int64
	until      time.Time
	answer     *rest.Answer
}

// mount registers the routes below g.
func (h giving) mount(g rest.Group) {
	g.Get("/campaigns/:slug/progress", rest.Anyone, h.progress)
	g.Get("/campaigns/:slug/progress/stream", rest.Anyone, h.stream, rest.Timeout(streamLife), rest.Produces("text/event-stream"))
	g.Get("/campaigns/:slug/donations", rest.Anyone, h.wall)
	g.Post("/campaigns/:slug/donations", rest.Anyone, h.give, rest.Cost(giftCost), rest.Timeout(giftTime))
	g.Get("/campaigns/:slug/statements", rest.Anyone, h.statements)
	g.Get("/campaigns/:slug/statements/:number", rest.Anyone, h.statement)
	g.Get("/campaigns/:slug/statements/:number/csv", rest.Anyone, h.statementCSV, rest.Produces("text/csv"))
	g.Get("/campaigns/:slug/statements/:number/html", rest.Anyone, h.statementHTML, rest.Produces("text/html"))
	g.Get("/campaigns/:slug/goods", rest.Anyone, h.goods)
	g.Get("/campaigns/:slug/descriptor", rest.Anyone, h.descriptor)
	g.Get("/campaigns/:slug/channels/:channel/instruction", rest.Anyone, h.instruction)
	g.Get("/campaigns/:slug/channels/:channel/qr.svg", rest.Anyone, h.qrSVG, rest.Produces("image/svg+xml"))
	g.Get("/campaigns/:slug/channels/:channel/qr.png", rest.Anyone, h.qrPNG, rest.Produces("image/png"))
	g.Get("/donations/:token", rest.Anyone, h.mine)
	g.Post("/donations/:token/attempts", rest.Anyone, h.retry, rest.Cost(giftCost), rest.Timeout(giftTime))
	g.Post("/donations/:token/display", rest.Anyone, h.display)
	g.Post("/donations/:token/receipt", rest.Anyone, h.receipt)
}

const (
	giftCost = 5                // requests that announcing a gift counts as
	giftTime = 20 * time.Second // gateways take their time
)

// DonationInput announces a gift.
type DonationInput struct {
	ChannelID string      `json:"channel_id,omitzero" validate:"required" example:"bank"`                                                            // of the kinds bank and gateway
	Amount    money.Minor `json:"amount,omitzero" validate:"required" swaggertype:"integer" minimum:"1" maximum:"9007199254740991" example:"200000"` // minor units of the currency
	Currency  string      `json:"currency,omitzero" validate:"required" example:"VND"`                                                               // that of the campaign
	Display   string      `json:"display,omitzero" enums:"anonymous,initials,name" example:"anonymous"`                                              // how the donor is shown; anonymous if absent
	Donor     *DonorInput `json:"donor,omitzero" extensions:"x-nullable"`                                                                            // who gives; null: they do not say
	Message   string      `json:"message,omitzero" example:"Chúc mọi người bình an"`                                                                 // at most 140 characters; shown once a moderator has seen it
	Locale    string      `json:"locale,omitzero" example:"vi"`                                                                                      // of letters and receipts
	ReturnURL string      `json:"return_url,omitzero" example:"https://bao.example/cam-on"`                                                          // where the browser goes after a gateway; nothing that it says is believed
}

// DonorInput is what somebody says of themselves. It is kept sealed, and shown to
// nobody but as they choose.
type DonorInput struct {
	Name    string `json:"name,omitzero" example:"Nguyễn Văn An"`   // as it is to be shown, if it is
	Email   string `json:"email,omitzero" example:"an@example.org"` // for the receipt
	Phone   string `json:"phone,omitzero" example:"+84912345678"`   // E.164; Vietnamese if it has no country
	Address string `json:"address,omitzero" example:""`             // for the receipt
	TaxID   string `json:"tax_id,omitzero" example:""`              // for the receipt
}

func (in *DonorInput) person() donor.Person {
	if in == nil {
		return donor.Person{}
	}
	return donor.Person{Name: in.Name, Email: in.Email, Phone: in.Phone, Address: in.Address, TaxID: in.TaxID}
}

// Donation is a gift as its donor sees it.
type Donation struct {
	ID         string        `json:"id" format:"uuid" example:"01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e19"`                                                      // a UUIDv7
	Type       string        `json:"type" enums:"donation" example:"donation"`                                                                             // always donation
	Ref        string        `json:"ref" example:"7K3M9QX1"`                                                                                               // by which the transfer names it
	CampaignID string        `json:"campaign_id" format:"uuid" example:"01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e18"`                                             // for what
	ChannelID  string        `json:"channel_id" example:"bank"`                                                                                            // by which way
	Status     string        `json:"status" enums:"intent,pending,paid,partially_refunded,refunded,failed,expired,disputed,charged_back" example:"intent"` // where it stands; only what a provider says moves it
	Intended   *Money        `json:"intended" extensions:"x-nullable"`                                                                                     // as it was announced
	Paid       Money         `json:"paid"`                                                                                                                 // as it came in
	Refunded   Money         `json:"refunded"`                                                                                                             // as it went back
	Display    string        `json:"display" enums:"anonymous,initials,name" example:"anonymous"`                                                          // how the donor is shown
	Next       *DonationNext `json:"next_action" extensions:"x-nullable"`                                                                                  // what to do now; null: nothing, or not any more
	PaidAt     *time.Time    `json:"paid_at" extensions:"x-nullable" example:"2020-03-24T11:26:00Z"`                                                       // when it was paid
	ExpiresAt  *time.Time    `json:"expires_at" extensions:"x-nullable" example:"2020-03-27T11:26:00Z"`                                                    // until when it is expected; what comes later counts too
	CreatedAt  time.Time     `json:"created_at" example:"2020-03-24T11:26:00Z"`                                                                            // when it was announced
	Token      string        `json:"token" example:"don_01912f0c.c0de"`                                                                                    // lets whoever has it see and change this; keep it
}

// DonationNext is what a donor does now.
type DonationNext struct {
	Kind     string  `json:"kind" enums:"bank_transfer,redirect" example:"bank_transfer"`                                                                                 // transfer money, or go to the gateway
	URL      *string `json:"url" extensions:"x-nullable" example:"https://pay.example/x"`                                                                                 // of the gateway
	Deeplink *string `json:"deeplink" extensions:"x-nullable" example:"momo://x"`                                                                                         // of its app
	QR       *string `json:"qr" extensions:"x-nullable" example:"00020101021238…"`                                                                                        // what a code to scan holds
	BIN      *string `json:"bin" extensions:"x-nullable" example:"970415"`                                                                                                // of the bank
	Account  *string `json:"account" extensions:"x-nullable" example:"113366668888"`                                                                                      // its number
	Holder   *string `json:"holder" extensions:"x-nullable" example:"QUY UNG HO"`                                                                                         // as the bank has it
	Memo     *string `json:"memo" extensions:"x-nullable" example:"UH 7K3M9QX1"`                                                                                          // what the transfer has to say
	SVG      *string `json:"qr_svg" extensions:"x-nullable" example:"/v1/campaigns/01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e18/channels/bank/qr.svg?amount=200000&ref=7K3M9QX1"` // the code as a picture, in this API
	PNG      *string `json:"qr_png" extensions:"x-nullable" example:"/v1/campaigns/01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e18/channels/bank/qr.png?amount=200000&ref=7K3M9QX1"` // the same in pixels
}

func donationOf(r donate.Receipt) Donation {
	d := r.Donation
	wire := Donation{
		ID: d.ID, Type: "donation", Ref: d.Ref, CampaignID: d.CampaignID, ChannelID: d.ChannelID, Status: string(d.Status), Paid: Money{d.Paid, d.Currency},
		Refunded: Money{d.Refunded, d.Currency}, Display: string(d.Display), PaidAt: orNil(d.PaidAt), ExpiresAt: orNil(d.ExpiresAt),
		CreatedAt: utc(d.CreatedAt), Token: r.Token,
	}
	if d.Intended > 0 {
		wire.Intended = &Money{d.Intended, d.Currency}
	}
	n := r.Next
	if n == nil {
		return wire
	}
	wire.Next = &DonationNext{
		Kind: n.Kind, URL: known(n.URL), Deeplink: known(n.Deeplink), QR: known(n.QR), BIN: known(n.BIN), Account: known(n.Account),
		Holder: known(n.Holder), Memo: known(n.Memo),
	}
	if n.Kind == donate.NextTransfer {
		at := "/v1/campaigns/" + d.CampaignID + "/channels/" + d.ChannelID + "/qr."
		query := "?amount=" + strconv.FormatInt(d.Intended, 10) + "&ref=" + d.Ref
		wire.Next.SVG, wire.Next.PNG = new(at+"svg"+query), new(at+"png"+query)
	}
	return wire
}

// give godoc
//
//	@ID		createDonation
//	@Summary	Announce a gift
//	@Description	Answers what to do next. Nothing is credited until the money is there: what a browser comes back with is not believed. The same request with the same key has the same answer for seven days.
//	@Tags		Donations
//	@Accept		json
//	@Produce	json
//	@Param		slug	path	string	true	"Slug or id of the campaign"	example(ung-ho-phong-chong-dich)
//	@Param		Idempotency-Key	header	string	true	"8 to 255 visible characters of yours, new for each gift"	example(6f1c2b0e-7b3a)
//	@Param		body	body	DonationInput	true	"The gift"
//	@Success	201	{object}	Donation	"The gift as it stands"
//	@Header		201	{string}	Idempotency-Replayed	"true: this is the answer of before"
//	@Failure	409	{object}	rest.Problem	"The campaign takes no donations now, or the first request with this key is being answered"
//	@Header		409	{string}	Retry-After	"When to ask again, if the first request is being answered"
//	@Success	301	"It has another slug now"
//	@Failure	410	{object}	rest.Problem	"It was public once"
//	@Router		/v1/campaigns/{slug}/donations [post]
func (h giving) give(c echo.Context) error {
	key, err := rest.IdempotencyKey(c)
	if err != nil {
		return err
	}
	if key == "" {
		return fault.HeaderField(fault.KeyMissing, "Idempotency-Key", "required", "Send a key of 8 to 255 visible characters that you use for this gift alone")
	}
	in, err := rest.Decode[DonationInput](c, rest.DefaultBody)
	if err != nil {
		return err
	}
	doc, err := h.stand.find(c, rest.Params(c))
	if err != nil {
		return h.stand.moved(c, "/donations", err)
	}
	v := rest.Of(c)
	r, err := h.till.Give(c.Request().Context(), donate.Request{
		CampaignID: doc.EntryID, ChannelID: in.ChannelID, Minor: int64(in.Amount), Currency: in.Currency, Display: donate.Display(in.Display),
		Person: in.Donor.person(), Message: in.Message, Locale: in.Locale, ReturnURL: in.ReturnURL, Key: key, Source: v.Caller, Address: v.Actor.Address,
	})
	if err != nil {
		return err
	}
	if r.Repeated {
		c.Response().Header().Set("Idempotency-Replayed", "true")
	}
	c.Response().Header().Set("Location", "/v1/donations/"+r.Token)
	return rest.JSON(c, http.StatusCreated, donationOf(r))
}
