package v1

import (
	"fmt"
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"newsdesk/api/rest"
	"newsdesk/internal/campaign"
	"newsdesk/internal/donate"
	"newsdesk/internal/fault"
	"newsdesk/internal/money"
	"newsdesk/internal/policy"
	"newsdesk/internal/text"
)

// Disbursement is money that is handed out.
type Disbursement struct {
	ID          string      `json:"id" format:"uuid" example:"01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e37"`                    // a UUIDv7
	Type        string      `json:"type" enums:"disbursement" example:"disbursement"`                                   // always disbursement
	CampaignID  string      `json:"campaign_id" format:"uuid" example:"01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e19"`           // of whose money
	Beneficiary string      `json:"beneficiary_id" example:"quy"`                                                       // who gets it: one of the campaign
	Purpose     string      `json:"purpose" example:"Mua 200 bộ đồ bảo hộ"`                                             // what it is for
	Amount      Money       `json:"amount"`                                                                             // how much
	Status      string      `json:"status" enums:"draft,approved,paid,evidenced,reversed" example:"draft"`              // how far it is
	Evidence    []EventLink `json:"evidence"`                                                                           // what shows that it arrived
	Note        string      `json:"note" example:""`                                                                    // for the newsroom
	CreatedBy   string      `json:"created_by" example:"01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e12"`                          // the user who planned it
	ApprovedBy  *string     `json:"approved_by" extensions:"x-nullable" example:"01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e13"` // the user who approved it; null: nobody yet
	PaidAt      *time.Time  `json:"paid_at" extensions:"x-nullable" example:"2020-07-01T07:00:00Z"`                     // when it was paid; null: not yet
	CreatedAt   time.Time   `json:"created_at" example:"2020-06-30T07:00:00Z"`                                          // when it was planned
	UpdatedAt   time.Time   `json:"updated_at" example:"2020-06-30T07:00:00Z"`                                          // when it last changed
}

// DisbursementInput plans money that is to be handed out.
type DisbursementInput struct {
	Beneficiary string      `json:"beneficiary_id" validate:"required" example:"quy"`                                                                          // one of the campaign
	Purpose     string      `json:"purpose" validate:"required" example:"Mua 200 bộ đồ bảo hộ"`                                                                // what it is for
	Amount      money.Minor `json:"amount" validate:"required" swaggertype:"integer" format:"int64" minimum:"1" maximum:"9007199254740991" example:"50000000"` // minor units; at most what is in hand
	Currency    string      `json:"currency" validate:"required" example:"VND"`                                                                                // that of the campaign
	Note        string      `json:"note,omitzero" example:""`                                                                                                  // for the newsroom
}

// EvidenceInput adds what shows that money arrived.
type EvidenceInput struct {
	Documents []EventLink `json:"documents" validate:"required"` // at most 100
}

func disbursementOf(d donate.Disbursement) Disbursement {
	wire := Disbursement{
		ID: d.ID, Type: "disbursement", CampaignID: d.CampaignID, Beneficiary: d.Beneficiary, Purpose: d.Purpose, Amount: Money{d.Amount, d.Currency},
		Status: string(d.Status), Evidence: make([]EventLink, len(d.Evidence.V)), Note: d.Note, CreatedBy: d.CreatedBy, ApprovedBy: known(d.ApprovedBy),
		PaidAt: orNil(d.PaidAt), CreatedAt: utc(d.CreatedAt), UpdatedAt: utc(d.UpdatedAt),
	}
	for i, doc := range d.Evidence.V {
		wire.Evidence[i] = EventLink(doc)
	}
	return wire
}

func (in DisbursementInput) plan(campaignID string) (d donate.Disbursement, f fault.Fields) {
	d = donate.Disbursement{
		CampaignID: campaignID, Beneficiary: in.Beneficiary, Currency: in.Currency, Amount: some(&f, in.Amount), Note: in.Note, Purpose: in.Purpose,
	}
	f.If(in.Purpose == "", "/purpose", "required", "Say what the money is for")
	return d, f
}

func (in EvidenceInput) documents() ([]campaign.Document, error) {
	var p pen
	p.atMost(len(in.Documents), "/documents")
	p.faults.If(len(in.Documents) == 0, "/documents", "required", "Say what shows that it arrived")
	docs := make([]campaign.Document, len(in.Documents))
	for i, d := range in.Documents {
		at := fmt.Sprintf("/documents/%d", i)
		docs[i] = campaign.Document{Title: text.Line(&p.faults, at+"/title", d.Title, maxTitle), URL: p.checkWeb(at+"/url", d.URL)}
		p.faults.If(d.URL == "", at+"/url", "required", "Say where it stands")
	}
	return docs, p.faults.Err()
}

// disbursements godoc
//
//	@ID		listDisbursements
//	@Summary	List the disbursements of a campaign, the oldest first
//	@Tags		Treasury
//	@Produce	json
//	@Param		id	path	string	true	"Id of the campaign"	format(uuid)	example(01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e19)
//	@Param		limit	query	int	false	"How many on a page"	minimum(1)	maximum(100)	default(20)	example(20)
//	@Param		cursor	query	string	false	"Where the page begins, from next_cursor or prev_cursor"	example(AQAUMjAyMC0w)
//	@Param		count	query	bool	false	"Say how many there are in all"	default(false)
//	@Success	200	{object}	rest.List[Disbursement]	"A page of disbursements"
//	@Security	Bearer
//	@Router		/v1/editorial/campaigns/{id}/disbursements [get]
func (h treasury) disbursements(c echo.Context) error {
	it, err := h.may(c, policy.Read)
	if err != nil {
		return err
	}
	q := rest.Params(c)
	p, err := h.wholeOf(q)
	if err != nil {
		return err
	}
	all, err := h.till.Disbursements(c.Request().Context(), h.db, it.ID)
	if err != nil {
		return err
	}
	all, page := part(p, all, func(d donate.Disbursement) string { return d.ID })
	data := make([]Disbursement, len(all))
	for i, d := range all {
		data[i] = disbursementOf(d)
	}
	return rest.SendList(c, q, data, page)
}

// planDisbursement godoc
//
//	@ID		planDisbursement
//	@Summary	Plan money that is to be handed out
//	@Description	Nothing moves until somebody else has approved it, and it is paid.
//	@Tags		Treasury
//	@Accept		json
//	@Produce	json
//	@Param		id	path	string	true	"Id of the campaign"	format(uuid)	example(01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e19)
//	@Param		body	body	DisbursementInput	true	"What is planned"
//	@Success	201	{object}	Disbursement	"It is planned"
//	@Failure	422	{object}	rest.Problem	"A member is wrong, or it is more than is in hand"
//	@Security	Bearer
//	@Router		/v1/editorial/campaigns/{id}/disbursements [post]
func (h treasury) planDisbursement(c echo.Context) error {
	it, err := h.may(c, policy.Create)
	if err != nil {
		return err
	}
	in, err := rest.Decode[DisbursementInput](c, rest.DefaultBody)
	if err != nil {
		return err
	}
	d, f := in.plan(it.ID)
	if err := f.Err(); err != nil {
		return err
	}
	if d, err = h.till.Plan(c.Request().Context(), rest.Actor(c), d); err != nil {
		return err
	}
	return made(c, "/v1/editorial/disbursements/"+d.ID, disbursementOf(d))
}

// anyDisbursement reads the disbursement that the address names.
func (h treasury) anyDisbursement(c echo.Context, v policy.Verb) (donate.Disbursement, error) {
	return owned(c, h, v, h.till.GetDisbursement, func(d donate.Disbursement) string { return d.CampaignID })
}

// answerDisbursement answers with a disbursement as it is now.
func answerDisbursement(c echo.Context, d donate.Disbursement, err error) error {
	if err != nil {
		return err
	}
	return rest.JSON(c, http.StatusOK, disbursementOf(d))
}

// disbursement godoc
//
//	@ID		getDisbursement
//	@Summary	Read a disbursement
//	@Tags		Treasury
//	@Produce	json
//	@Param		id	path	string	true	"Id of the disbursement"	format(uuid)	example(01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e37)
//	@Success	200	{object}	Disbursement	"The disbursement"
//	@Security	Bearer
//	@Router		/v1/editorial/disbursements/{id} [get]
func (h treasury) disbursement(c echo.Context) error {
	d, err := h.anyDisbursement(c, policy.Read)
	if err != nil {
		return err
	}
	if err := rest.Params(c).Done(); err != nil {
		return err
	}
	return shownAs(c, disbursementOf(d))
}

// approveDisbursement godoc
//
//	@ID		approveDisbursement
//	@Summary	Approve a disbursement
//	@Description	Whoever planned it cannot approve it.
//	@Tags		Treasury
//	@Produce	json
//	@Param		id	path	string	true	"Id of the disbursement"	format(uuid)	example(01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e37)
//	@Success	200	{object}	Disbursement	"The disbursement"
//	@Failure	403	{object}	rest.Problem	"You may not do this, or you planned it yourself"
//	@Failure	409	{object}	rest.Problem	"It is not a draft"
//	@Security	Bearer
//	@Router		/v1/editorial/disbursements/{id}/approve [post]
func (h treasury) approveDisbursement(c echo.Context) error {
	d, err := h.anyDisbursement(c, policy.Approve)
	if err != nil {
		return err
	}
	d, err = h.till.ApproveSpending(c.Request().Context(), rest.Actor(c), d.ID)
	return answerDisbursement(c, d, err)
}

// payDisbursement godoc
//
//	@ID		payDisbursement
//	@Summary	Book an approved disbursement as paid
//	@Tags		Treasury
//	@Produce	json
//	@Param		id	path	string	true	"Id of the disbursement"	format(uuid)	example(01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e37)
//	@Success	200	{object}	Disbursement	"The disbursement"
//	@Failure	409	{object}	rest.Problem	"It is not approved"
//	@Failure	422	{object}	rest.Problem	"It is more than is in hand"
//	@Security	Bearer
//	@Router		/v1/editorial/disbursements/{id}/pay [post]
func (h treasury) payDisbursement(c echo.Context) error {
	d, err := h.anyDisbursement(c, policy.Update)
	if err != nil {
		return err
	}
	d, err = h.till.Spend(c.Request().Context(), rest.Actor(c), d.ID)
	return answerDisbursement(c, d, err)
}

// evidenceDisbursement godoc
//
//	@ID		evidenceDisbursement
//	@Summary	Add what shows that a disbursement arrived
//	@Tags		Treasury
//	@Accept		json
//	@Produce	json
//	@Param		id	path	string	true	"Id of the disbursement"	format(uuid)	example(01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e37)
//	@Param		body	body	EvidenceInput	true	"What shows it; it is added to what there is"
//	@Success	200	{object}	Disbursement	"The disbursement"
//	@Failure	409	{object}	rest.Problem	"It is not paid"
//	@Security	Bearer
//	@Router		/v1/editorial/disbursements/{id}/evidence [post]
func (h treasury) evidenceDisbursement(c echo.Context) error {
	d, err := h.anyDisbursement(c, policy.Update)
	if err != nil {
		return err
	}
	in, err := rest.Decode[EvidenceInput](c, rest.DefaultBody)
	if err != nil {
		return err
	}
	docs, err := in.documents()
	if err != nil {
		return err
	}
	d, err = h.till.Evidence(c.Request().Context(), rest.Actor(c), d.ID, docs)
	return answerDisbursement(c, d, err)
}

// reverseDisbursement godoc
//
//	@ID		reverseDisbursement
//	@Summary	Give a disbursement up, or book that it came back
//	@Tags		Treasury
//	@Accept		json
//	@Produce	json
//	@Param		id	path	string	true	"Id of the disbursement"	format(uuid)	example(01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e37)
//	@Param		body	body	ReasonGiven	true	"Why"
//	@Success	200	{object}	Disbursement	"The disbursement"
//	@Failure	409	{object}	rest.Problem	"It is reversed already"
//	@Security	Bearer
//	@Router		/v1/editorial/disbursements/{id}/reverse [post]
func (h treasury) reverseDisbursement(c echo.Context) error {
	d, err := h.anyDisbursement(c, policy.Approve)
	if err != nil {
		return err
	}
	why, err := reason(c)
	if err != nil {
		return err
	}
	d, err = h.till.TakeBack(c.Request().Context(), rest.Actor(c), d.ID, why)
	return answerDisbursement(c, d, err)
}
