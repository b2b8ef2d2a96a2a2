package v1

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"newsdesk/api/rest"
	"newsdesk/internal/donate"
	"newsdesk/internal/fault"
	"newsdesk/internal/money"
	"newsdesk/internal/policy"
)

// DeskDonation is a donation as the newsroom sees it. Who gave it lies elsewhere;
// here is the id alone.
type DeskDonation struct {
	ID          string     `json:"id" format:"uuid" example:"01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e30"`                                                    // a UUIDv7
	Type        string     `json:"type" enums:"donation" example:"donation"`                                                                           // always donation
	Ref         string     `json:"ref" example:"7K3M9QX1"`                                                                                             // by which donors and banks name it
	CampaignID  string     `json:"campaign_id" format:"uuid" example:"01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e19"`                                           // for what it is
	ChannelID   string     `json:"channel_id" example:"bank"`                                                                                          // by which way it comes
	Status      string     `json:"status" enums:"intent,pending,paid,partially_refunded,refunded,failed,expired,disputed,charged_back" example:"paid"` // where it stands
	Intended    *Money     `json:"intended" extensions:"x-nullable"`                                                                                   // what was announced; null: nobody said
	Paid        Money      `json:"paid"`                                                                                                               // what came in
	Refunded    Money      `json:"refunded"`                                                                                                           // what went back
	ChargedBack Money      `json:"charged_back"`                                                                                                       // what a bank took back
	Net         Money      `json:"net"`                                                                                                                // what is left
	Display     string     `json:"display" enums:"anonymous,initials,name" example:"anonymous"`                                                        // how the donor wants to be shown
	Moderation  string     `json:"moderation" enums:"pending,approved,hidden" example:"pending"`                                                       // whether the words of the donor may be shown
	Flags       []string   `json:"flags" example:"link"`                                                                                               // what a moderator should look at
	Locale      string     `json:"locale" example:"vi"`                                                                                                // in which language it was announced; empty: nobody said
	ExternalRef string     `json:"external_ref" example:"PT-2020-0117"`                                                                                // number of the receipt of what came by hand; empty of all else
	RecordedBy  *string    `json:"recorded_by" extensions:"x-nullable" example:"01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e12"`                                 // the user who took it down by hand; null: nobody did
	ApprovedBy  *string    `json:"approved_by" extensions:"x-nullable" example:"01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e13"`                                 // the user who confirmed that; null: nobody yet
	Note        string     `json:"note" example:""`                                                                                                    // for the newsroom
	DonorID     *string    `json:"donor_id" format:"uuid" extensions:"x-nullable" example:"01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e31"`                      // who gave it; null: nobody knows
	PaidAt      *time.Time `json:"paid_at" extensions:"x-nullable" example:"2020-03-24T07:00:00Z"`                                                     // when it came; null: not yet
	ExpiresAt   *time.Time `json:"expires_at" extensions:"x-nullable" example:"2020-03-27T07:00:00Z"`                                                  // until when it is expected; null: for ever
	CreatedAt   time.Time  `json:"created_at" example:"2020-03-24T07:00:00Z"`                                                                          // when it was announced, or taken down
}

// DeskDonationDetails is a donation with what was said and done about it.
type DeskDonationDetails struct {
	DeskDonation
	Message string           `json:"message" example:"Chúc các bác sĩ mạnh khỏe"` // what the donor wrote, for who moderates; empty: nothing
	Refunds []DonationRefund `json:"refunds"`                                     // the oldest first
}

// DonationRefund is money of a donation that goes back.
type DonationRefund struct {
	ID          string    `json:"id" format:"uuid" example:"01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e32"`         // a UUIDv7
	Amount      Money     `json:"amount"`                                                                  // how much
	Status      string    `json:"status" enums:"requested,submitted,succeeded,failed" example:"succeeded"` // how far it is; submitted: the provider has been asked
	Reason      string    `json:"reason" example:"Chuyển nhầm hai lần"`                                    // why
	RequestedBy string    `json:"requested_by" example:"01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e12"`             // the user, or provider: and its name
	CreatedAt   time.Time `json:"created_at" example:"2020-03-25T07:00:00Z"`                               // when it was asked for
}

func deskDonation(d donate.Donation) DeskDonation {
	in := func(minor int64) Money { return Money{minor, d.Currency} }
	return DeskDonation{
		ID: d.ID, Type: "donation", Ref: d.Ref, CampaignID: d.CampaignID, ChannelID: d.ChannelID, Status: string(d.Status), Intended: orNone(d.Intended, d.Currency),
		Paid: in(d.Paid), Refunded: in(d.Refunded), ChargedBack: in(d.ChargedBack), Net: in(d.Net), Display: string(d.Display), Moderation: string(d.Moderation),
		Flags: list(d.Flags), Locale: d.Locale, ExternalRef: d.ExternalRef, RecordedBy: known(d.RecordedBy), ApprovedBy: known(d.ApprovedBy), Note: d.Note,
		DonorID: known(d.DonorID), PaidAt: orNil(d.PaidAt), ExpiresAt: orNil(d.ExpiresAt), CreatedAt: utc(d.CreatedAt),
	}
}

func donationRefunds(all []donate.RefundInfo, currency string) []DonationRefund {
	wire := make([]DonationRefund, len(all))
	for i, r := range all {
		wire[i] = DonationRefund{r.ID, Money{r.Minor, currency}, string(r.Status), r.Reason, r.RequestedBy, utc(r.CreatedAt)}
	}
	return wire
}

// donationQuery reads which donations of a campaign are wanted.
func donationQuery(q *rest.Query, id string) donate.Query {
	wanted := donate.Query{CampaignID: id}
	for _, s := range q.Among("status", len(donate.Statuses()), words(donate.Statuses())...) {
		wanted.Status = append(wanted.Status, donate.Status(s))
	}
	return wanted
}

// donations godoc
//
//	@ID		listDeskDonations
//	@Summary	List the donations of a campaign, the newest first
//	@Description	The list only goes on: prev is always null.
//	@Tags		Treasury
//	@Produce	json
//	@Param		id	path	string	true	"Id of the campaign"	format(uuid)	example(01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e19)
//	@Param		status	query	[]string	false	"Any of these, as they were last written down; what has expired since stands under intent and pending too"	collectionFormat(csv)	Enums(intent,pending,paid,partially_refunded,refunded,failed,expired,disputed,charged_back)
//	@Param		limit	query	int	false	"How many on a page"	minimum(1)	maximum(100)	default(20)	example(20)
//	@Param		cursor	query	string	false	"Where the page begins, from next_cursor"	example(AQAUMjAyMC0w)
//	@Success	200	{object}	rest.List[DeskDonation]	"A page of donations"
//	@Security	Bearer
//	@Router		/v1/editorial/campaigns/{id}/donations [get]
func (h treasury) donations(c echo.Context) error {
	it, err := h.may(c, policy.Read)
	if err != nil {
		return err
	}
	q := rest.Params(c)
	wanted := donationQuery(q, it.ID)
	p, err := h.onwardOf(q)
	if err != nil {
		return err
	}
	wanted.After, wanted.Limit = p.place.ID, p.take()
	found, err := h.till.List(c.Request().Context(), wanted)
	if err != nil {
		return err
	}
	found, page := onward(p, found, func(d donate.Donation) string { return d.ID })
	data := make([]DeskDonation, len(found))
	for i, d := range found {
		data[i] = deskDonation(d)
	}
	return rest.SendList(c, q, data, page)
}

// DonationByHandInput is a gift that somebody of the newsroom received.
type DonationByHandInput struct {
	ChannelID   string      `json:"channel_id" validate:"required" example:"tien-mat"`                                                                       // of the kind cash
	Amount      money.Minor `json:"amount" validate:"required" swaggertype:"integer" format:"int64" minimum:"1" maximum:"9007199254740991" example:"200000"` // minor units
	Currency    string      `json:"currency" validate:"required" example:"VND"`                                                                              // that of the campaign
	ExternalRef string      `json:"external_ref" validate:"required" example:"PT-2020-0117"`                                                                 // number of the receipt; once in a campaign
	ReceivedAt  *time.Time  `json:"received_at" validate:"required" example:"2020-03-24T14:00:00+07:00"`                                                     // when it was received
	Display     string      `json:"display,omitzero" enums:"anonymous,initials,name" example:"anonymous"`                                                    // how the donor wants to be shown, as they said; anonymous if absent
	Donor       *DonorInput `json:"donor,omitzero"`                                                                                                          // who gave it, as far as they said
	Message     string      `json:"message,omitzero" example:""`                                                                                             // what they want to be read
	Note        string      `json:"note,omitzero" example:""`                                                                                                // for the newsroom
}

func (in DonationByHandInput) gift(campaignID string) (g donate.ByHand, f fault.Fields) {
	g = donate.ByHand{
		CampaignID: campaignID, ChannelID: in.ChannelID, Minor: some(&f, in.Amount), Currency: in.Currency, ExternalRef: in.ExternalRef,
		Display: donate.Display(in.Display), Person: in.Donor.person(), Message: in.Message, Note: in.Note,
	}
	if in.ReceivedAt != nil {
		g.ReceivedAt = *in.ReceivedAt
	}
	return g, f
}

// takeDonation godoc
//
//	@ID		takeDonation
//	@Summary	Take down a gift that came by hand
//	@Description	It is pending, and in no total, until somebody else has confirmed it.
//	@Tags		Treasury
//	@Accept		json
//	@Produce	json
//	@Param		id	path	string	true	"Id of the campaign"	format(uuid)	example(01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e19)
//	@Param		body	body	DonationByHandInput	true	"The gift"
//	@Success	201	{object}	DeskDonation	"It is taken down"
//	@Failure	409	{object}	rest.Problem	"Another gift of this campaign has this receipt"
//	@Security	Bearer
//	@Router		/v1/editorial/campaigns/{id}/donations [post]
func (h treasury) takeDonation(c echo.Context) error {
	it, err := h.may(c, policy.Create)
	if err != nil {
		return err
	}
	in, err := rest.Decode[DonationByHandInput](c, rest.DefaultBody)
	if err != nil {
		return err
	}
	g, f := in.gift(it.ID)
	if err := f.Err(); err != nil {
		return err
	}
	if _, err := h.channel(c.Request().Context(), it, in.ChannelID); err != nil {
		return err
	}
	d, err := h.till.Take(c.Request().Context(), rest.Actor(c), g)
	if err != nil {
		return err
	}
	return made(c, "/v1/editorial/donations/"+d.ID, deskDonation(d))
}

// anyDonation reads the donation that the address names.
func (h treasury) anyDonation(c echo.Context, v policy.Verb) (donate.Donation, error) {
	return owned(c, h, v, h.till.Get, func(d donate.Donation) string { return d.CampaignID })
}

// details adds to a donation what was said and done about it.
func (h treasury) details(ctx context.Context, d donate.Donation) (all DeskDonationDetails, err error) {
	all.DeskDonation = deskDonation(d)
	refunds, err := h.till.Refunds(ctx, d.ID)
	if err != nil {
		return all, err
	}
	all.Refunds = donationRefunds(refunds, d.Currency)
	all.Message, err = h.till.Words(ctx, d.ID)
	return all, err
}

// donation godoc
//
//	@ID		getDeskDonation
//	@Summary	Read a donation
//	@Tags		Treasury
//	@Produce	json
//	@Param		id	path	string	true	"Id of the donation"	format(uuid)	example(01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e30)
//	@Success	200	{object}	DeskDonationDetails	"The donation"
//	@Security	Bearer
//	@Router		/v1/editorial/donations/{id} [get]
func (h treasury) donation(c echo.Context) error {
	d, err := h.anyDonation(c, policy.Read)
	if err != nil {
		return err
	}
	if err := rest.Params(c).Done(); err != nil {
		return err
	}
	all, err := h.details(c.Request().Context(), d)
	if err != nil {
		return err
	}
	return shownAs(c, all)
}

// ModerationInput decides about the words of a donor.
type ModerationInput struct {
	Moderation string `json:"moderation" validate:"required" enums:"pending,approved,hidden" example:"approved"` // whether they may be shown
}

func (in ModerationInput) decision() (donate.Moderation, error) {
	m := donate.Moderation(in.Moderation)
	if !slices.Contains(donate.Moderations(), m) {
		return "", fault.Member(fault.Invalid, "/moderation", "not_allowed", "This is one of: %s", strings.Join(words(donate.Moderations()), ", "))
	}
	return m, nil
}
