package v1

import (
	"context"
	"net/http"
	"slices"
	"time"

	"github.com/labstack/echo/v4"

	"newsdesk/api/rest"
	"newsdesk/internal/db"
	"newsdesk/internal/donate"
	"newsdesk/internal/donor"
	"newsdesk/internal/fault"
	"newsdesk/internal/policy"
)

// privacyDesk is the editorial API of donors, and of what they ask to be done with
// what is known of them.
type privacyDesk struct {
	newsroom

	donors *donor.Vault
	till   *donate.Till
}

// mount registers the routes below g.
func (h privacyDesk) mount(g rest.Group) {
	g.Get("/data-requests", policy.Funds+".read", h.list)
	g.Post("/data-requests", policy.Funds+".create", h.receive)
	g.Get("/data-requests/:id", policy.Funds+".read", h.get)
	g.Post("/data-requests/:id/answer", policy.Funds+".update", h.answer)
	g.Post("/data-requests/:id/extend", policy.Funds+".update", h.extend)
	g.Post("/data-requests/:id/close", policy.Funds+".update", h.end)
	g.Get("/donors/:id", policy.Funds+".export", h.export)
	g.Delete("/donors/:id", policy.Funds+".delete", h.forget)
}

// DataRequest is what somebody asked to be done with what is known of them.
type DataRequest struct {
	ID         string     `json:"id" format:"uuid" example:"01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e1b"`                  // a UUIDv7
	Type       string     `json:"type" enums:"data_request" example:"data_request"`                                 // always data_request
	Kind       string     `json:"kind" enums:"access,erasure,rectification,objection,withdrawal" example:"erasure"` // what is asked
	DonorID    *string    `json:"donor_id" extensions:"x-nullable" format:"uuid"`                                   // whom it is about; null: not known
	Contact    string     `json:"contact" example:"an@example.org"`                                                 // how they can be reached
	Note       string     `json:"note" example:""`                                                                  // what they asked, in words
	Answer     string     `json:"answer" example:""`                                                                // what they were told
	Reason     string     `json:"reason" example:""`                                                                // why it takes longer
	Remark     string     `json:"remark" example:""`                                                                // what was said at the end
	Processor  bool       `json:"processor" example:"false"`                                                        // others process this for us, which gives more time
	Outcome    *string    `json:"outcome" extensions:"x-nullable" example:"done"`                                   // null: it is open
	Forgotten  bool       `json:"forgotten" example:"false"`                                                        // the donor was erased, and all words with them
	OpenedAt   time.Time  `json:"opened_at" example:"2026-03-02T01:00:00Z"`                                         // when it came
	AnswerBy   time.Time  `json:"answer_by" example:"2026-03-03T17:00:00Z"`                                         // before then they are told what will be done: two working days
	DoneBy     time.Time  `json:"done_by" example:"2026-03-16T17:00:00Z"`                                           // before then it is done: 15 days, 20 with a processor
	AnsweredAt *time.Time `json:"answered_at" extensions:"x-nullable" example:"2026-03-02T03:00:00Z"`               // null: not yet
	ExtendedAt *time.Time `json:"extended_at" extensions:"x-nullable" example:"2026-03-02T03:00:00Z"`               // null: it was not
	ClosedAt   *time.Time `json:"closed_at" extensions:"x-nullable" example:"2026-03-02T03:00:00Z"`                 // null: it is open
	LateAnswer bool       `json:"answer_overdue" example:"false"`                                                   // they should have been told by now
	LateDeed   bool       `json:"deed_overdue" example:"false"`                                                     // it should have been done by now
}

func dataRequest(r donor.Request, now time.Time) DataRequest {
	answer, deed := r.Late(now)
	return DataRequest{
		ID: r.ID, Type: "data_request", Kind: string(r.Kind), DonorID: known(r.DonorID), Contact: r.Contact, Note: r.Note, Answer: r.Answer,
		Reason: r.Reason, Remark: r.Remark, Processor: r.Processor, Outcome: known(string(r.Outcome)), Forgotten: r.Forgotten, OpenedAt: utc(r.OpenedAt),
		AnswerBy: utc(r.AnswerBy), DoneBy: utc(r.DoneBy), AnsweredAt: orNil(r.AnsweredAt), ExtendedAt: orNil(r.ExtendedAt), ClosedAt: orNil(r.ClosedAt),
		LateAnswer: answer, LateDeed: deed,
	}
}

// list godoc
//
//	@ID		listDataRequests
//	@Summary	List what donors ask to be done with what is known of them, in the order in which it came
//	@Description	Pages go forward only.
//	@Tags		Treasury
//	@Produce	json
//	@Param		open	query	bool	false	"Only those that are not closed"	default(false)
//	@Param		donor	query	string	false	"About this donor"	format(uuid)	example(01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e1c)
//	@Param		limit	query	int	false	"How many on a page"	minimum(1)	maximum(100)	default(20)	example(20)
//	@Param		cursor	query	string	false	"Where the page begins, from next_cursor"	example(AQAUMjAyMC0w)
//	@Success	200	{object}	rest.List[DataRequest]	"A page of requests"
//	@Security	Bearer
//	@Router		/v1/editorial/data-requests [get]
func (h privacyDesk) list(c echo.Context) error {
	if err := rest.Actor(c).Needs(policy.Funds, policy.Read); err != nil {
		return err
	}
	q := rest.Params(c)
	wanted := donor.Query{Open: q.Bool("open"), DonorID: q.ID("donor")}
	place, begun, err := q.Cursor(h.cursors)
	if err != nil {
		return err
	}
	limit := q.Limit()
	if err := q.Done(); err != nil {
		return err
	}
	if wanted.Limit = limit + 1; begun {
		wanted.After = place.ID
	}
	found, err := h.donors.List(c.Request().Context(), h.db, wanted)
	if err != nil {
		return err
	}
	page := rest.Page{Limit: limit}
	if len(found) > limit {
		found = found[:limit]
		_, page.Next = rest.TurnPages(h.cursors, q.Binding(), rest.Place{}, rest.Place{ID: found[limit-1].ID}, false, true)
	}
	data := make([]DataRequest, len(found))
	for i, r := range found {
		data[i] = dataRequest(r, rest.Now(c))
	}
	return rest.SendList(c, q, data, page)
}

// DataRequestInput takes down what somebody asks.
type DataRequestInput struct {
	Kind      string `json:"kind,omitzero" validate:"required" enums:"access,erasure,rectification,objection,withdrawal" example:"erasure"` // what is asked
	DonorID   string `json:"donor_id,omitzero" format:"uuid"`                                                                               // whom it is about, if that is known
	Contact   string `json:"contact,omitzero" example:"an@example.org"`                                                                     // an address or a telephone number
	Note      string `json:"note,omitzero" example:""`                                                                                      // what they asked, in words
	Processor bool   `json:"processor,omitzero" example:"false"`                                                                            // others process this for us
}

// receive godoc
//
//	@ID		createDataRequest
//	@Summary	Take down what somebody asks to be done with what is known of them
//	@Description	The law wants an answer within two working days and the deed within 15, or 20 if others process it for us.
//	@Tags		Treasury
//	@Accept		json
//	@Produce	json
//	@Param		body	body	DataRequestInput	true	"The request"
//	@Success	201	{object}	DataRequest	"The request, with its days"
//	@Security	Bearer
//	@Router		/v1/editorial/data-requests [post]
func (h privacyDesk) receive(c echo.Context) error {
	if err := rest.Actor(c).Needs(policy.Funds, policy.Create); err != nil {
		return err
	}
	in, err := rest.Decode[DataRequestInput](c, rest.DefaultBody)
	if err != nil {
		return err
	}
	if !slices.Contains(donor.Kinds(), donor.Kind(in.Kind)) {
		return fault.Member(fault.Invalid, "/kind", "not_allowed", "This is one of: %s", "access, erasure, rectification, objection, withdrawal")
	}
	r, err := h.told(c, "receive", "", func(ctx context.Context, tx *db.Tx, _ string) (donor.Request, error) {
		return h.donors.Receive(ctx, tx, donor.Request{Kind: donor.Kind(in.Kind), DonorID: in.DonorID, Contact: in.Contact, Note: in.Note, Processor: in.Processor})
	})
	if err != nil {
		return err
	}
	c.Response().Header().Set("Location", "/v1/editorial/data-requests/"+r.ID)
	return rest.JSON(c, http.StatusCreated, dataRequest(r, rest.Now(c)))
}

// told changes one request, and notes who did.
func (h privacyDesk) told(c echo.Context, verb, id string, act func(context.Context, *db.Tx, string) (donor.Request, error)) (r donor.Request, err error) {
	ctx := c.Request().Context()
	err = h.db.Update(ctx, func(tx *db.Tx) error {
		if r, err = act(ctx, tx, id); err != nil {
			return err
		}
		return h.till.Note(ctx, tx, donate.Act{Actor: rest.Actor(c), Verb: verb, Kind: "data_request", Subject: r.ID})
	})
	return r, err
}

// get godoc
//
//	@ID		getDataRequest
//	@Summary	Read what somebody asked
//	@Tags		Treasury
//	@Produce	json
//	@Param		id	path	string	true	"Id of the request"	format(uuid)	example(01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e1b)
//	@Success	200	{object}	DataRequest	"The request"
//	@Security	Bearer
//	@Router		/v1/editorial/data-requests/{id} [get]
func (h privacyDesk) get(c echo.Context) error {
	id, err := h.about(c, policy.Read)
	if err != nil {
		return err
	}
	r, err := h.donors.Request(c.Request().Context(), h.db, id)
	if err != nil {
		return err
	}
	return rest.JSON(c, http.StatusOK, dataRequest(r, rest.Now(c)))
}

// about asks for a right, and reads the id in the address.
func (h privacyDesk) about(c echo.Context, v policy.Verb) (string, error) {
	if err := rest.Actor(c).Needs(policy.Funds, v); err != nil {
		return "", err
	}
	return rest.ID(c, "id")
}

// DataRequestWords are words about a request.
type DataRequestWords struct {
	Text    string `json:"text,omitzero" validate:"required" example:"Chúng tôi sẽ xóa dữ liệu trong 15 ngày"` // what they are told, why it takes longer, or what came of it
	Outcome string `json:"outcome,omitzero" enums:",done,refused" example:""`                                  // to close it: what came of it
}

// answer godoc
//
//	@ID		answerDataRequest
//	@Summary	Note what somebody was told about their request
//	@Tags		Treasury
//	@Accept		json
//	@Produce	json
//	@Param		id	path	string	true	"Id of the request"	format(uuid)	example(01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e1b)
//	@Param		body	body	DataRequestWords	true	"What they were told"
//	@Success	200	{object}	DataRequest	"The request"
//	@Failure	409	{object}	rest.Problem	"It is closed"
//	@Security	Bearer
//	@Router		/v1/editorial/data-requests/{id}/answer [post]
func (h privacyDesk) answer(c echo.Context) error {
	return h.say(c, "answer", func(ctx context.Context, tx *db.Tx, id string, in DataRequestWords) (donor.Request, error) {
		return h.donors.Answer(ctx, tx, id, in.Text)
	})
}

// extend godoc
//
//	@ID		extendDataRequest
//	@Summary	Take 15 days more for a request, once
//	@Tags		Treasury
//	@Accept		json
//	@Produce	json
//	@Param		id	path	string	true	"Id of the request"	format(uuid)	example(01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e1b)
//	@Param		body	body	DataRequestWords	true	"Why"
//	@Success	200	{object}	DataRequest	"The request"
//	@Failure	409	{object}	rest.Problem	"It was extended, has run out, or is closed"
//	@Security	Bearer
//	@Router		/v1/editorial/data-requests/{id}/extend [post]
func (h privacyDesk) extend(c echo.Context) error {
	return h.say(c, "extend", func(ctx context.Context, tx *db.Tx, id string, in DataRequestWords) (donor.Request, error) {
		return h.donors.Extend(ctx, tx, id, in.Text)
	})
}

// end godoc
//
//	@ID		closeDataRequest
//	@Summary	Close a request
//	@Tags		Treasury
//	@Accept		json
//	@Produce	json
//	@Param		id	path	string	true	"Id of the request"	format(uuid)	example(01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e1b)
//	@Param		body	body	DataRequestWords	true	"What came of it"
//	@Success	200	{object}	DataRequest	"The request"
//	@Failure	409	{object}	rest.Problem	"It is closed"
//	@Security	Bearer
//	@Router		/v1/editorial/data-requests/{id}/close [post]
func (h privacyDesk) end(c echo.Context) error {
	return h.say(c, "close", func(ctx context.Context, tx *db.Tx, id string, in DataRequestWords) (donor.Request, error) {
		return h.donors.Close(ctx, tx, id, donor.Outcome(in.Outcome), in.Text)
	})
}

func (h privacyDesk) say(c echo.Context, verb string, act func(context.Context, *db.Tx, string, DataRequestWords) (donor.Request, error)) error {
	id, err := h.about(c, policy.Update)
	if err != nil {
		return err
	}
	in, err := rest.Decode[DataRequestWords](c, rest.DefaultBody)
	if err != nil {
		return err
	}
	r, err := h.told(c, verb, id, func(ctx context.Context, tx *db.Tx, id string) (donor.Request, error) { return act(ctx, tx, id, in) })
	if err != nil {
		return err
	}
	return rest.JSON(c, http.StatusOK, dataRequest(r, rest.Now(c)))
}

// Donor is all that is known of somebody who gave.
type Donor struct {
	ID        string          `json:"id" format:"uuid" example:"01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e1c"` // a UUIDv7: the pseudonym that the ledger and the journal know
	Type      string          `json:"type" enums:"donor" example:"donor"`                              // always donor
	Name      string          `json:"name" example:"Nguyễn Văn An"`                                    // as it was sent
	Email     string          `json:"email" example:"an@example.org"`                                  // as it was sent
	Phone     string          `json:"phone" example:"+84912345678"`                                    // E.164
	Address   string          `json:"address" example:""`                                              // as it was sent
	TaxID     string          `json:"tax_id" example:""`                                               // as it was sent
	Consents  []DonorConsent  `json:"consents"`                                                        // what they agreed to
	Requests  []DataRequest   `json:"requests"`                                                        // what they asked
	Donations []DonorDonation `json:"donations"`                                                       // their gifts, newest first, at most 100
	CreatedAt time.Time       `json:"created_at" example:"2026-03-02T01:00:00Z"`                       // since when they are known
}

// DonorConsent is one act of agreeing.
type DonorConsent struct {
	Purpose     string     `json:"purpose" example:"wall"`                                              // to what
	TextVersion string     `json:"text_version" example:"wall-2026-11"`                                 // in which words
	GivenAt     time.Time  `json:"given_at" example:"2026-03-02T01:00:00Z"`                             // when
	WithdrawnAt *time.Time `json:"withdrawn_at" extensions:"x-nullable" example:"2026-03-02T03:00:00Z"` // null: it stands
}

// DonorDonation is a gift of a donor.
type DonorDonation struct {
	ID         string    `json:"id" format:"uuid" example:"01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e19"`          // a UUIDv7
	CampaignID string    `json:"campaign_id" format:"uuid" example:"01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e18"` // for what
	Status     string    `json:"status" example:"paid"`                                                    // where it stands
	Net        Money     `json:"net"`                                                                      // what is left of it
	CreatedAt  time.Time `json:"created_at" example:"2026-03-02T01:00:00Z"`                                // when it was announced
}

// giftsTold is how many gifts of one donor are told at once.
const giftsTold = 100

// export godoc
//
//	@ID		exportDonor
//	@Summary	Read all that is known of a donor
//	@Description	For whoever asks to see it. The journal notes that somebody read it.
//	@Tags		Treasury
//	@Produce	json
//	@Param		id	path	string	true	"Id of the donor"	format(uuid)	example(01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e1c)
//	@Success	200	{object}	Donor	"The donor"
//	@Failure	410	{object}	rest.Problem	"They were erased"
//	@Security	Bearer
//	@Router		/v1/editorial/donors/{id} [get]
func (h privacyDesk) export(c echo.Context) error {
	id, err := h.about(c, policy.Export)
	if err != nil {
		return err
	}
	ctx := c.Request().Context()
	e, err := h.donors.Export(ctx, h.db, id)
	if err != nil {
		return err
	}
	gifts, err := h.till.List(ctx, donate.Query{DonorID: id, Limit: giftsTold})
	if err != nil {
		return err
	}
	wire := Donor{
		ID: e.ID, Type: "donor", Name: e.Person.Name, Email: e.Person.Email, Phone: e.Person.Phone, Address: e.Person.Address, TaxID: e.Person.TaxID,
		Consents: []DonorConsent{}, Requests: []DataRequest{}, Donations: []DonorDonation{}, CreatedAt: utc(e.CreatedAt),
	}
	for _, one := range e.Consents {
		wire.Consents = append(wire.Consents, DonorConsent{string(one.Purpose), one.TextVersion, utc(one.GivenAt), orNil(one.WithdrawnAt)})
	}
	for _, r := range e.Requests {
		wire.Requests = append(wire.Requests, dataRequest(r, rest.Now(c)))
	}
	for _, d := range gifts {
		wire.Donations = append(wire.Donations, DonorDonation{d.ID, d.CampaignID, string(d.Status), Money{d.Net, d.Currency}, utc(d.CreatedAt)})
	}
	err = h.db.Update(ctx, func(tx *db.Tx) error {
		return h.till.Note(ctx, tx, donate.Act{Actor: rest.Actor(c), Verb: "export", Kind: "donor", Subject: id})
	})
	if err != nil {
		return err
	}
	return rest.JSON(c, http.StatusOK, wire)
}

// forget godoc
//
//	@ID		eraseDonor
//	@Summary	Erase what is known of a donor
//	@Description	Destroys the key that everything of them is sealed under. Their gifts stay, of somebody unknown, and so do all totals.
//	@Tags		Treasury
//	@Produce	json
//	@Param		id	path	string	true	"Id of the donor"	format(uuid)	example(01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e1c)
//	@Success	204	"It is gone"
//	@Security	Bearer
//	@Router		/v1/editorial/donors/{id} [delete]
func (h privacyDesk) forget(c echo.Context) error {
	id, err := h.about(c, policy.Delete)
	if err != nil {
		return err
	}
	if err := h.till.Forget(c.Request().Context(), rest.Actor(c), id); err != nil {
		return err
	}
	return c.NoContent(http.StatusNoContent)
}
