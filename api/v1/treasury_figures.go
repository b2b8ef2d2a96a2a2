package v1

import (
	"context"
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"newsdesk/api/rest"
	"newsdesk/internal/campaign"
	"newsdesk/internal/content"
	"newsdesk/internal/donate"
	"newsdesk/internal/policy"
)

// CampaignFiguresReport is all that the ledger says of a campaign at one instant.
type CampaignFiguresReport struct {
	CampaignID  string     `json:"campaign_id" format:"uuid" example:"01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e19"` // of what
	Gross       Money      `json:"gross"`                                                                    // what came in
	Refunded    Money      `json:"refunded"`                                                                 // of it, what went back to who gave it
	ChargedBack Money      `json:"charged_back"`                                                             // of it, what banks took back
	WonBack     Money      `json:"won_back"`                                                                 // of that, what they had to return
	Net         Money      `json:"net"`                                                                      // what was given, less what went back
	Fees        Money      `json:"fees"`                                                                     // that providers kept
	WrittenOff  Money      `json:"written_off"`                                                              // reported, and will never come
	Disbursed   Money      `json:"disbursed"`                                                                // handed out
	Balance     Money      `json:"balance"`                                                                  // what is left to hand out
	Receivable  Money      `json:"receivable"`                                                               // of the balance, what others still hold
	Available   Money      `json:"available"`                                                                // of the balance, what is in hand
	Reported    Money      `json:"reported"`                                                                 // what third parties say they hold; it is never ours
	Raised      Money      `json:"raised"`                                                                   // what readers are told: net, and what is reported
	Suspense    Money      `json:"suspense"`                                                                 // came for the campaign, and is not counted
	Donations   *int64     `json:"donation_count" extensions:"x-nullable" minimum:"0" example:"1600"`        // gifts of which something is left; null of an instant in the past
	Donors      *int64     `json:"donor_count" extensions:"x-nullable" minimum:"0" example:"1204"`           // people who are known, and gave; null of an instant in the past
	ReportedAt  *time.Time `json:"reported_at" extensions:"x-nullable" example:"2020-04-06T14:00:00Z"`       // of when the newest snapshot is; null: nothing is reported
	AsOf        *time.Time `json:"as_of" extensions:"x-nullable" example:"2020-04-06T14:00:00Z"`             // since when it is so, or the instant that was asked for; null: nothing was ever booked
	Source      string     `json:"source" enums:"sums,recounted,history" example:"sums"`                     // of what it is made: the sums that are kept, all postings anew, or those booked by an instant
}

// The sources of figures. They are on the wire.
const (
	fromSums    = "sums"
	fromAll     = "recounted"
	fromHistory = "history"
)

// figuresReport writes figures; those of nothing are in the currency of the campaign.
func figuresReport(id, currency, source string, f donate.Figures) CampaignFiguresReport {
	if f.Currency != "" {
		currency = f.Currency
	}
	in := func(minor int64) Money { return Money{minor, currency} }
	r := CampaignFiguresReport{
		CampaignID: id, Gross: in(f.Gross), Refunded: in(f.Refunded), ChargedBack: in(f.ChargedBack), WonBack: in(f.WonBack), Net: in(f.Net()),
		Fees: in(f.Fees), WrittenOff: in(f.WrittenOff), Disbursed: in(f.Disbursed), Balance: in(f.Balance()), Receivable: in(f.Receivable),
		Available: in(f.Available()), Reported: in(f.Reported), Raised: in(f.Raised()), Suspense: in(f.Suspense), ReportedAt: orNil(f.ReportedAt),
		Source: source,
	}
	if source != fromHistory {
		r.Donations, r.Donors = &f.Donations, &f.Donors
	}
	if !f.AsOf.IsZero() {
		r.AsOf = new(utc(f.AsOf))
	}
	return r
}

// figures godoc
//
//	@ID		getCampaignFigures
//	@Summary	Read what the ledger says of a campaign
//	@Description	All amounts are of one instant. The sums that are kept are always those of the postings; recounted adds the postings up anew, to show it.
//	@Tags		Treasury
//	@Produce	json
//	@Param		id	path	string	true	"Id of the campaign"	format(uuid)	example(01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e19)
//	@Param		recounted	query	bool	false	"Add all postings up anew"	default(false)
//	@Param		at	query	string	false	"As it was booked by this time (RFC 3339); the numbers of gifts and donors are not known then"	example(2020-04-06T21:00:00+07:00)
//	@Success	200	{object}	CampaignFiguresReport	"The figures"
//	@Security	Bearer
//	@Router		/v1/editorial/campaigns/{id}/figures [get]
func (h treasury) figures(c echo.Context) error {
	it, err := h.may(c, policy.Read)
	if err != nil {
		return err
	}
	q := rest.Params(c)
	anew, at := q.Bool("recounted"), q.Instant("at")
	if anew && !at.IsZero() {
		q.Fault("recounted", "conflicting", "What was booked by an instant is always added up anew; send one of the two")
	}
	if at.After(rest.Now(c)) {
		q.Fault("at", "out_of_range", "This has to be past")
	}
	if err := q.Done(); err != nil {
		return err
	}
	return h.sendFigures(c, it, anew, at)
}

// sendFigures answers with the figures of a campaign.
func (h treasury) sendFigures(c echo.Context, it content.Item, anew bool, at time.Time) (err error) {
	ctx, source := c.Request().Context(), fromSums
	var f donate.Figures
	switch {
	case !at.IsZero():
		source = fromHistory
		f, err = h.till.FiguresAt(ctx, h.db, it.ID, at)
	case anew:
		source = fromAll
		f, err = h.till.Recounted(ctx, h.db, it.ID)
	default:
		f, err = h.till.Figures(ctx, h.db, it.ID)
	}
	if err != nil {
		return err
	}
	b, err := h.public(ctx, it)
	if err != nil {
		return err
	}
	return rest.JSON(c, http.StatusOK, figuresReport(it.ID, b.Currency, source, f))
}

// CampaignDuties are what the policy of a campaign wants to be made known.
type CampaignDuties struct {
	Data []CampaignDuty `json:"data"` // in the order in which they fall due; none without a policy
}

// CampaignDuty is one of them, and how it stands.
type CampaignDuty struct {
	Code    string     `json:"code" example:"vn-93-2021.results"`                                                  // stable: the policy, and what it is about
	Text    string     `json:"text" example:"Publish what was received and how it is handed out (article 14, 2b)"` // for people, in English
	Done    bool       `json:"done" example:"false"`                                                               // it is done
	DueAt   *time.Time `json:"due_at" extensions:"x-nullable" example:"2020-07-18T17:00:00Z"`                      // before when; null: no day is set
	Overdue bool       `json:"overdue" example:"false"`                                                            // it should have been done by now
	Assumed bool       `json:"assumed" example:"true"`                                                             // the day is a setting of this newsroom, and not one of the policy
}

// duties godoc
//
//	@ID		listCampaignDuties
//	@Summary	List what the policy of a campaign wants to be made known
//	@Description	It goes by the campaign as readers see it, its statements and the ledger.
//	@Tags		Treasury
//	@Produce	json
//	@Param		id	path	string	true	"Id of the campaign"	format(uuid)	example(01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e19)
//	@Success	200	{object}	CampaignDuties	"The duties"
//	@Security	Bearer
//	@Router		/v1/editorial/campaigns/{id}/duties [get]
func (h treasury) duties(c echo.Context) error {
	it, err := h.may(c, policy.Read)
	if err != nil {
		return err
	}
	if err := rest.Params(c).Done(); err != nil {
		return err
	}
	ctx := c.Request().Context()
	b, err := h.public(ctx, it)
	if err != nil {
		return err
	}
	facts, err := h.facts(ctx, it.ID, b)
	if err != nil {
		return err
	}
	answer := CampaignDuties{Data: []CampaignDuty{}}
	for _, d := range b.Duties(facts) {
		answer.Data = append(answer.Data, CampaignDuty{d.Code, d.Text, d.Done, orNil(d.DueAt), d.Overdue(rest.Now(c)), d.Assumed})
	}
	return rest.JSON(c, http.StatusOK, answer)
}

// facts are what the ledger and its papers say of a campaign.
func (h treasury) facts(ctx context.Context, id string, b *campaign.Campaign) (f campaign.Facts, err error) {
	papers, err := h.till.Statements(ctx, id)
	if err != nil {
		return f, err
	}
	spent, err := h.till.Disbursements(ctx, h.db, id)
	if err != nil {
		return f, err
	}
	figures, err := h.till.Figures(ctx, h.db, id)
	if err != nil {
		return f, err
	}
	return factsOf(b, papers, spent, figures, h.resultsDays), nil
}

func factsOf(b *campaign.Campaign, papers []donate.Statement, spent []donate.Disbursement, figures donate.Figures, days int) campaign.Facts {
	f := campaign.Facts{
		Statements: len(papers), Handed: figures.Net() > 0 && figures.Balance() == 0, Evidenced: true, ResultsDays: days,
		Final: len(papers) > 0 && b.ClosesAt != nil && !papers[0].AsOf.Before(*b.ClosesAt),
	}
	for _, d := range spent {
		paid := d.Status == donate.SpendingPaid
		if paid || d.Status == donate.SpendingEvidenced {
			f.Disbursed++
		}
		f.Evidenced = f.Evidenced && !paid
	}
	return f
}
