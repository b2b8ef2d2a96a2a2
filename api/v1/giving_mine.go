package v1

import (
	"net/http"
	"slices"
	"time"

	"github.com/labstack/echo/v4"

	"newsdesk/api/rest"
	"newsdesk/internal/donate"
	"newsdesk/internal/fault"
	"newsdesk/internal/money"
	"newsdesk/internal/strict"
)

// mine godoc
//
//	@ID		getDonation
//	@Summary	Read one's own gift
//	@Tags		Donations
//	@Produce	json
//	@Param		token	path	string	true	"Token of the gift"	example(don_01912f0c.c0de)
//	@Success	200	{object}	Donation	"The gift as it stands"
//	@Router		/v1/donations/{token} [get]
func (h giving) mine(c echo.Context) error {
	if err := rest.Params(c).Done(); err != nil {
		return err
	}
	r, err := h.till.Held(c.Request().Context(), c.Param("token"))
	if err != nil {
		return err
	}
	return rest.JSON(c, http.StatusOK, donationOf(r))
}

// AttemptInput begins another attempt to pay.
type AttemptInput struct {
	ReturnURL string `json:"return_url,omitzero" example:"https://bao.example/cam-on"` // where the browser goes after the gateway
}

// retry godoc
//
//	@ID		retryDonation
//	@Summary	Try once more to pay at the gateway
//	@Description	For a gift whose last attempt failed or was left. Each attempt is an order of its own.
//	@Tags		Donations
//	@Accept		json
//	@Produce	json
//	@Param		token	path	string	true	"Token of the gift"	example(don_01912f0c.c0de)
//	@Param		body	body	AttemptInput	true	"Where to go afterwards"
//	@Success	200	{object}	Donation	"The gift as it stands, with what to do next"
//	@Failure	409	{object}	rest.Problem	"It is paid, needs no gateway, or the campaign takes no donations now"
//	@Router		/v1/donations/{token}/attempts [post]
func (h giving) retry(c echo.Context) error {
	in, err := rest.Decode[AttemptInput](c, rest.DefaultBody)
	if err != nil {
		return err
	}
	r, err := h.till.Retry(c.Request().Context(), c.Param("token"), in.ReturnURL, rest.Of(c).Actor.Address)
	if err != nil {
		return err
	}
	return rest.JSON(c, http.StatusOK, donationOf(r))
}

// DisplayInput says how a donor is shown.
type DisplayInput struct {
	Display string             `json:"display,omitzero" validate:"required" enums:"anonymous,initials,name" example:"initials"` // to be named is to agree to it
	Name    strict.Opt[string] `json:"name" example:"Nguyễn Văn An"`                                                            // as it is to be shown; that of before if absent
	Message strict.Opt[string] `json:"message" example:"Chúc mọi người bình an"`                                                // at most 140 characters; empty for none; that of before if absent
}

// display godoc
//
//	@ID		changeDonationDisplay
//	@Summary	Choose how one is shown
//	@Description	To be named is a consent, which is kept with its time; to be anonymous again takes it back, and is so at once.
//	@Tags		Donations
//	@Accept		json
//	@Produce	json
//	@Param		token	path	string	true	"Token of the gift"	example(don_01912f0c.c0de)
//	@Param		body	body	DisplayInput	true	"How"
//	@Success	200	{object}	Donation	"The gift as it stands"
//	@Router		/v1/donations/{token}/display [post]
func (h giving) display(c echo.Context) error {
	in, err := rest.Decode[DisplayInput](c, rest.DefaultBody)
	if err != nil {
		return err
	}
	if !slices.Contains(donate.Displays(), donate.Display(in.Display)) {
		return fault.Member(fault.Invalid, "/display", "not_allowed", "This is one of: %s", "anonymous, initials, name")
	}
	token, ctx := c.Param("token"), c.Request().Context()
	if _, err := h.till.Show(ctx, token, donate.Display(in.Display), sentText(in.Name), sentText(in.Message)); err != nil {
		return err
	}
	r, err := h.till.Held(ctx, token)
	if err != nil {
		return err
	}
	return rest.JSON(c, http.StatusOK, donationOf(r))
}

func sentText(o strict.Opt[string]) *string {
	if !o.Set {
		return nil
	}
	return &o.Value
}

// DonationReceipt is a receipt for a gift.
type DonationReceipt struct {
	Serial       string    `json:"serial" example:"2020-000001"`                                              // of its organiser, without gaps in a year
	Type         string    `json:"type" enums:"receipt" example:"receipt"`                                    // always receipt
	Ref          string    `json:"ref" example:"7K3M9QX1"`                                                    // of the gift
	Organiser    *string   `json:"organiser" extensions:"x-nullable" example:"Đoàn Khối Các cơ quan tỉnh"`    // who calls for it; null: nobody said
	Campaign     string    `json:"campaign" example:"Toàn dân ủng hộ phòng, chống dịch Covid-19"`             // for which
	Purpose      string    `json:"purpose" example:"ủng hộ phòng, chống dịch Covid-19"`                       // for what
	Amount       Money     `json:"amount"`                                                                    // in figures
	AmountText   string    `json:"amount_text" example:"200.000 ₫"`                                           // ready to read
	AmountWords  string    `json:"amount_words" example:"hai trăm nghìn đồng"`                                // in words
	PaidAt       time.Time `json:"paid_at" example:"2020-03-24T11:26:00Z"`                                    // when it was paid
	IssuedAt     time.Time `json:"issued_at" example:"2020-03-24T11:30:00Z"`                                  // when this was issued
	StatementURL string    `json:"statements_url" example:"/v1/campaigns/ung-ho-phong-chong-dich/statements"` // where the campaign accounts for it, in this API
}

// receipt godoc
//
//	@ID		issueDonationReceipt
//	@Summary	Get the receipt for one's gift
//	@Description	Made when it is asked for, once. If some of the gift went back since, the old one is taken back by a counter-receipt, and a new one made.
//	@Tags		Donations
//	@Produce	json
//	@Param		token	path	string	true	"Token of the gift"	example(don_01912f0c.c0de)
//	@Param		locale	query	string	false	"Language (BCP 47) of the words"	example(vi)
//	@Success	200	{object}	DonationReceipt	"The receipt"
//	@Failure	409	{object}	rest.Problem	"Nothing was paid, or nothing is left of it"
//	@Router		/v1/donations/{token}/receipt [post]
func (h giving) receipt(c echo.Context) error {
	q := rest.Params(c)
	locale := q.String("locale", maxLocale)
	if err := q.Done(); err != nil {
		return err
	}
	ctx := c.Request().Context()
	v, d, err := h.till.Issue(ctx, c.Param("token"))
	if err != nil {
		return err
	}
	body, err := h.till.Campaign(ctx, d.CampaignID)
	if err != nil {
		return err
	}
	if locale == "" {
		locale = d.Locale
	}
	if locale == "" {
		locale = h.stand.site.Locale
	}
	sum := money.Amount{Minor: v.Amount, Currency: v.Currency}
	r := DonationReceipt{
		Serial: v.Serial(), Type: "receipt", Ref: d.Ref, Campaign: body.Title, Purpose: body.Purpose, Amount: Money{v.Amount, v.Currency},
		AmountText: sum.Format(locale), IssuedAt: utc(v.IssuedAt), PaidAt: utc(*d.PaidAt), StatementURL: "/v1/campaigns/" + d.CampaignID + "/statements",
	}
	r.AmountWords, _ = sum.Words(locale)
	docs, err := h.stand.shelf.ByIDs(ctx, []string{d.CampaignID})
	if err != nil {
		return err
	}
	if len(docs) == 1 {
		told, err := toldCampaignIn(docs[0].Doc)
		if err != nil {
			return err
		}
		if told.Organiser != nil {
			r.Organiser = &told.Organiser.Name
		}
	}
	return rest.JSON(c, http.StatusOK, r)
}
