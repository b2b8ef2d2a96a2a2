package v1

import (
	"cmp"
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"newsdesk/api/rest"
	"newsdesk/internal/campaign"
	"newsdesk/internal/edition"
	"newsdesk/internal/fault"
	"newsdesk/internal/money"
	"newsdesk/internal/vietqr"
)

// Instruction is how one gives by a channel.
type Instruction struct {
	Kind    string  `json:"kind" enums:"sms,bank,gateway,cash,in_kind" example:"sms"`                                                    // which sort of way
	Text    string  `json:"text" example:"Soạn CV 10 gửi 1407 để ủng hộ 200.000 ₫"`                                                      // for people
	Amount  *Money  `json:"amount" extensions:"x-nullable"`                                                                              // what is given; null: as one likes
	To      *string `json:"to" extensions:"x-nullable" example:"1407"`                                                                   // the short number
	Body    *string `json:"body" extensions:"x-nullable" example:"CV 10"`                                                                // what the message says
	URI     *string `json:"uri" extensions:"x-nullable" example:"sms:1407?body=CV%2010"`                                                 // opens the message on a telephone (RFC 5724)
	Units   *int    `json:"units" extensions:"x-nullable" example:"10"`                                                                  // in the message
	Fee     *Money  `json:"fee" extensions:"x-nullable"`                                                                                 // of the carrier, on top; null: waived, or nobody said
	BIN     *string `json:"bin" extensions:"x-nullable" example:"970415"`                                                                // of the bank
	Account *string `json:"account" extensions:"x-nullable" example:"113366668888"`                                                      // its number
	Holder  *string `json:"holder" extensions:"x-nullable" example:"QUY UNG HO"`                                                         // as the bank has it
	Memo    *string `json:"memo" extensions:"x-nullable" example:"UH COVID19"`                                                           // what the transfer says
	Payload *string `json:"qr_payload" extensions:"x-nullable" example:"00020101021138560010A00000072701270006970415011211336666888802"` // what a code to scan holds (VietQR)
	SVG     *string `json:"qr_svg" extensions:"x-nullable" example:"/v1/campaigns/ung-ho/channels/bank/qr.svg"`                          // the code as a picture, in this API
	PNG     *string `json:"qr_png" extensions:"x-nullable" example:"/v1/campaigns/ung-ho/channels/bank/qr.png"`                          // the same in pixels
}

// way is a channel that somebody asks about.
type way struct {
	doc  edition.Document
	c    *campaign.Campaign
	ch   campaign.Channel
	memo string
	// minor is the amount that was asked for; 0: none was.
	minor int64
	units int
}

// way reads what was asked about a channel. It fails with CampaignClosed where one
// cannot give by it now.
func (h giving) way(c echo.Context, doc edition.Document, w way) (way, error) {
	body, err := h.till.Campaign(c.Request().Context(), doc.EntryID)
	if err != nil {
		return w, err
	}
	ch, ok := body.Channel(c.Param("channel"))
	if !ok {
		return w, fault.New(fault.NotFound, "Not found")
	}
	if now := rest.Now(c); body.When().At(now) != campaign.StateOpen || !ch.OpenAt(now) {
		return w, fault.New(fault.CampaignClosed, "This campaign takes no donations now")
	}
	w.doc, w.c, w.ch = doc, body, ch
	return w, nil
}

// wanted reads the parameters of a way.
func wanted(q *rest.Query) (w way) {
	w.memo = q.String("ref", maxKey)
	w.minor = amountIn(q)
	w.units = q.Int("units", anyUnits, 0, maxUnitsRead)
	return w
}

const (
	maxUnitsRead = 1_000_000
	anyUnits     = -1 // nobody said how many
)

// amountIn reads an amount of minor units.
func amountIn(q *rest.Query) int64 {
	digits := q.String("amount", maxKey)
	if digits == "" {
		return 0
	}
	a, err := money.Parse(digits, "VND")
	if err != nil {
		q.Fault("amount", "wrong_format", "Write an amount in the smallest unit of its currency, in digits alone")
	}
	return a.Minor
}

// instruction godoc
//
//	@ID		getChannelInstruction
//	@Summary	Find out how to give by a channel
//	@Description	For a message: units or an amount of whole units; without either, what a message without a number stands for. For a bank account: the code to scan.
//	@Tags		Donations
//	@Produce	json
//	@Param		slug	path	string	true	"Slug or id of the campaign"	example(ung-ho-phong-chong-dich)
//	@Param		channel	path	string	true	"Id of the channel"	example(sms-1407)
//	@Param		units	query	int	false	"How many units, in a message"	minimum(1)	example(10)
//	@Param		amount	query	int	false	"How much, in minor units of the currency"	minimum(1)	example(200000)
//	@Param		ref	query	string	false	"Reference of an announced gift, for the transfer"	example(7K3M9QX1)
//	@Param		locale	query	string	false	"Language (BCP 47)"	example(vi)
//	@Param		If-None-Match	header	string	false	"Entity tag of the answer you have"	example(W/"9f86d081884c7d65")
//	@Success	200	{object}	Instruction	"What to do"
//	@Success	301	"It has another slug now"
//	@Success	304	"You have it"
//	@Failure	409	{object}	rest.Problem	"The campaign, or the channel, takes no donations now"
//	@Failure	410	{object}	rest.Problem	"It was public once"
//	@Failure	422	{object}	rest.Problem	"There is no such message: too many units, too few, or no whole number of them"
//	@Router		/v1/campaigns/{slug}/channels/{channel}/instruction [get]
func (h giving) instruction(c echo.Context) error {
	return h.asked(c, "/instruction", func(w way) (*rest.Answer, error) {
		in, err := instructionOf(w, h.locale(c, w.doc))
		if err != nil {
			return nil, err
		}
		body, err := encode(in)
		return &rest.Answer{Type: mediaJSON, Body: body, Language: h.locale(c, w.doc)}, err
	})
}

// asked answers about a way to give.
func (h giving) asked(c echo.Context, suffix string, make func(way) (*rest.Answer, error)) error {
	q := rest.Params(c)
	w := wanted(q)
	doc, err := h.stand.find(c, q)
	if err != nil {
		return h.stand.moved(c, "/channels/"+c.Param("channel")+suffix, err)
	}
	if w, err = h.way(c, doc, w); err != nil {
		return err
	}
	a, err := make(w)
	if err != nil {
		return err
	}
	a.ETag, a.Tags = digest(a.Body), []string{"campaign-" + doc.EntryID}
	_, closes, err := stateOf(doc.Doc, rest.Now(c))
	if err != nil {
		return err
	}
	a.Until = sooner(rest.Now(c).Add(wallFresh), closes) // an account may have to go at once
	if w.ch.To != nil {
		a.Until = sooner(a.Until, *w.ch.To)
	}
	return rest.Send(c, a)
}

func instructionOf(w way, locale string) (in Instruction, err error) {
	in = Instruction{Kind: string(w.ch.Kind), Text: w.ch.Instructions}
	switch {
	case w.ch.Text != nil:
		return in, in.message(w, locale)
	case w.ch.Bank != nil:
		return in, in.transfer(w)
	}
	return in, nil
}

// message writes what a donor sends to a short number.
func (in *Instruction) message(w way, locale string) error {
	m := *w.ch.Text
	if w.minor > 0 {
		n, ok := m.Units(w.minor)
		if !ok || w.units != anyUnits && w.units != n {
			return fault.Asked(fault.AmountOutOfRange, "amount", "out_of_range", "This is not a whole number of units of %d", m.Price)
		}
		w.units = n
	}
	told, ok := m.Write(max(w.units, 0))
	if !ok || w.units == 0 {
		return fault.Asked(fault.AmountOutOfRange, "units", "out_of_range", "This goes from %d to %d", m.UnitsMin, m.UnitsMax)
	}
	uri := told.URI()
	in.To, in.Body, in.URI, in.Units, in.Amount = &told.To, &told.Body, &uri, &told.Units, &Money{told.Amount, w.c.Currency}
	if m.Fee > 0 {
		in.Fee = &Money{m.Fee, w.c.Currency}
	}
	sum := money.Amount{Minor: told.Amount, Currency: w.c.Currency}.Format(locale)
	said := "Soạn " + told.Body + " gửi " + told.To + " để ủng hộ " + sum
	if !strings.HasPrefix(locale, "vi") {
		said = "Text " + told.Body + " to " + told.To + " to give " + sum
	}
	in.Text = cmp.Or(in.Text, said)
	return nil
}

// transfer writes what a donor transfers, and the code for it.
func (in *Instruction) transfer(w way) error {
	payload, memo, err := w.payload()
	if err != nil {
		return err
	}
	a, at := w.ch.Bank, "/v1/campaigns/"+w.doc.Slug+"/channels/"+w.ch.ID+"/qr."
	in.BIN, in.Account, in.Holder, in.Memo, in.Payload, in.SVG, in.PNG = &a.BIN, &a.Number, &a.Holder, known(memo), &payload, new(at+"svg"), new(at+"png")
	if w.minor > 0 {
		in.Amount = &Money{w.minor, w.c.Currency}
	}
	return nil
}

// payload is the code of a transfer: with the reference of a gift that was
// announced, or what the campaign is known by to banks.
func (w way) payload() (payload, memo string, err error) {
	a := w.ch.Bank
	if a == nil {
		return "", "", fault.New(fault.NotFound, "Not found")
	}
	switch ref, ok := vietqr.NormalReference(w.memo); {
	case w.memo == "" && w.c.CaseCode != "":
		memo = a.Prefix + " " + w.c.CaseCode
	case w.memo == "":
	case !ok:
		return "", "", fault.Asked(fault.InvalidParameter, "ref", "wrong_format", "This is not the reference of a gift")
	default:
		memo = a.Prefix + " " + ref
	}
	payload, err = vietqr.Transfer{BIN: a.BIN, Account: a.Number, Minor: w.minor, Purpose: memo}.Payload()
	return payload, memo, err
}

// qrSVG godoc
//
//	@ID		getChannelQrSvg
//	@Summary	Get the code to scan for a transfer, as SVG
//	@Tags		Donations
//	@Produce	image/svg+xml
//	@Param		slug	path	string	true	"Slug or id of the campaign"	example(ung-ho-phong-chong-dich)
//	@Param		channel	path	string	true	"Id of the channel"	example(bank)
//	@Param		amount	query	int	false	"How much, in minor units of the currency"	minimum(1)	example(200000)
//	@Param		ref	query	string	false	"Reference of an announced gift"	example(7K3M9QX1)
//	@Param		locale	query	string	false	"Language (BCP 47)"	example(vi)
//	@Param		If-None-Match	header	string	false	"Entity tag of the answer you have"	example(W/"9f86d081884c7d65")
//	@Success	200	{string}	string	"The code"
//	@Success	301	"It has another slug now"
//	@Success	304	"You have it"
//	@Failure	409	{object}	rest.Problem	"The campaign, or the channel, takes no donations now"
//	@Failure	410	{object}	rest.Problem	"It was public once"
//	@Router		/v1/campaigns/{slug}/channels/{channel}/qr.svg [get]
func (h giving) qrSVG(c echo.Context) error {
	return h.asked(c, "/qr.svg", func(w way) (*rest.Answer, error) {
		payload, _, err := w.payload()
		if err != nil {
			return nil, err
		}
		body, err := vietqr.SVG(payload, vietqr.Drawing{Title: "VietQR: " + w.c.Title})
		return &rest.Answer{Type: "image/svg+xml", Body: body}, err
	})
}

// qrPNG godoc
//
//	@ID		getChannelQrPng
//	@Summary	Get the code to scan for a transfer, as PNG
//	@Tags		Donations
//	@Produce	image/png
//	@Param		slug	path	string	true	"Slug or id of the campaign"	example(ung-ho-phong-chong-dich)
//	@Param		channel	path	string	true	"Id of the channel"	example(bank)
//	@Param		amount	query	int	false	"How much, in minor units of the currency"	minimum(1)	example(200000)
//	@Param		ref	query	string	false	"Reference of an announced gift"	example(7K3M9QX1)
//	@Param		locale	query	string	false	"Language (BCP 47)"	example(vi)
//	@Param		If-None-Match	header	string	false	"Entity tag of the answer you have"	example(W/"9f86d081884c7d65")
//	@Success	200	{string}	binary	"The code"
//	@Success	301	"It has another slug now"
//	@Success	304	"You have it"
//	@Failure	409	{object}	rest.Problem	"The campaign, or the channel, takes no donations now"
//	@Failure	410	{object}	rest.Problem	"It was public once"
//	@Router		/v1/campaigns/{slug}/channels/{channel}/qr.png [get]
func (h giving) qrPNG(c echo.Context) error {
	return h.asked(c, "/qr.png", func(w way) (*rest.Answer, error) {
		payload, _, err := w.payload()
		if err != nil {
			return nil, err
		}
		body, err := vietqr.PNG(payload, qrScale)
		return &rest.Answer{Type: "image/png", Body: body}, err
	})
}

// qrScale is how many pixels wide a module of a code is.
const qrScale = 8

// PaymentDescriptor says where a campaign sends money, signed.
type PaymentDescriptor struct {
	CampaignID string `json:"campaign_id" format:"uuid" example:"01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e18"` // of which
	Type       string `json:"type" enums:"payment_descriptor" example:"payment_descriptor"`             // always payment_descriptor
	JWS        string `json:"jws" example:"eyJhbGciOiJFZERTQSJ9.e30.c2ln"`                              // in compact form (RFC 7515); verify it before you show an account or a code
}

// descriptor godoc
//
//	@ID		getPaymentDescriptor
//	@Summary	Get a signed word on where the money goes
//	@Description	A JWS with EdDSA, of the type payment-descriptor+jwt, good for a day: the channels of the campaign as a second person approved them. The key stands at /.well-known/payment-keys.json; keep it in your app. What does not verify, or differs from the channels you are about to show, must not be shown.
//	@Tags		Donations
//	@Produce	json
//	@Param		slug	path	string	true	"Slug or id of the campaign"	example(ung-ho-phong-chong-dich)
//	@Param		locale	query	string	false	"Language (BCP 47)"	example(vi)
//	@Success	200	{object}	PaymentDescriptor	"The descriptor"
//	@Success	301	"It has another slug now"
//	@Failure	409	{object}	rest.Problem	"Nobody has approved it"
//	@Failure	410	{object}	rest.Problem	"It was public once"
//	@Router		/v1/campaigns/{slug}/descriptor [get]
func (h giving) descriptor(c echo.Context) error {
	doc, err := h.stand.find(c, rest.Params(c))
	if err != nil {
		return h.stand.moved(c, "/descriptor", err)
	}
	ctx := c.Request().Context()
	body, err := h.till.Campaign(ctx, doc.EntryID)
	if err != nil {
		return err
	}
	signed, err := h.till.Describe(ctx, doc.EntryID, body)
	if err != nil {
		return err
	}
	return rest.JSON(c, http.StatusOK, PaymentDescriptor{doc.EntryID, "payment_descriptor", signed})
}
