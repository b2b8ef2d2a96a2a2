package v1

import (
	"context"
	"net/http"
	"strconv"
	"time"

	"github.com/labstack/echo/v4"

	"newsdesk/api/rest"
	"newsdesk/internal/campaign"
	"newsdesk/internal/donate"
	"newsdesk/internal/edition"
	"newsdesk/internal/fault"
	"newsdesk/internal/money"
)

// Progress is what the ledger says of a campaign now.
type Progress struct {
	CampaignID    string             `json:"campaign_id" format:"uuid" example:"01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e18"`                  // of which
	Type          string             `json:"type" enums:"progress" example:"progress"`                                                  // always progress
	State         string             `json:"state" enums:"scheduled,open,paused,closed,distributing,reported,cancelled" example:"open"` // where it stands by the clock
	Currency      string             `json:"currency" example:"VND"`                                                                    // ISO 4217, of all amounts
	AsOf          *time.Time         `json:"as_of" extensions:"x-nullable" example:"2020-04-06T14:00:00Z"`                              // since when it is so; null: nothing has come in
	Raised        ProgressRaised     `json:"raised"`                                                                                    // money that we hold, or will
	Reported      []ProgressReported `json:"reported"`                                                                                  // money that third parties hold, as they report it; never available here
	Fees          int64              `json:"fees" example:"0"`                                                                          // that providers kept, in minor units
	Disbursed     int64              `json:"disbursed" example:"0"`                                                                     // handed out
	Balance       int64              `json:"balance" example:"200000"`                                                                  // net less fees, losses and what is handed out
	Receivable    int64              `json:"receivable" example:"0"`                                                                    // of the balance, what providers and operators still hold
	Available     int64              `json:"available" example:"200000"`                                                                // of the balance, what is in hand
	DonationCount int64              `json:"donation_count" example:"1"`                                                                // gifts of which something is left
	Goal          *CampaignGoal      `json:"goal" extensions:"x-nullable"`                                                              // null: there is none
	Percent       *int64             `json:"percent" extensions:"x-nullable" minimum:"0" example:"64"`                                  // of the goal, rounded down; null: there is none
	LedgerHead    int64              `json:"ledger_head" example:"123"`                                                                 // how many transactions the ledger had
	Display       ProgressDisplay    `json:"display"`                                                                                   // the same, ready to read
}

// ProgressRaised is what came in, in minor units.
type ProgressRaised struct {
	Gross       int64 `json:"gross" example:"200000"`   // all of it
	Refunded    int64 `json:"refunded" example:"0"`     // went back
	ChargedBack int64 `json:"charged_back" example:"0"` // was taken back by banks
	WonBack     int64 `json:"won_back" example:"0"`     // and was returned by them
	Net         int64 `json:"net" example:"200000"`     // what is left of it
}

// ProgressReported is what a third party reports.
type ProgressReported struct {
	Operator *string    `json:"operator" extensions:"x-nullable" example:"Cổng thông tin nhân đạo Quốc gia"` // who says so; null: nobody said who
	Net      int64      `json:"net" example:"150100000000"`                                                  // in all, in minor units
	AsOf     *time.Time `json:"as_of" extensions:"x-nullable" example:"2020-04-27T10:00:00Z"`                // when that was so
}

// ProgressDisplay is money as people read it, in one language.
type ProgressDisplay struct {
	Raised    string  `json:"raised" example:"128.654.900.000 ₫"`                       // what was given, or is reported
	Goal      *string `json:"goal" extensions:"x-nullable" example:"200.000.000.000 ₫"` // null: there is none in money
	Disbursed string  `json:"disbursed" example:"0 ₫"`                                  // handed out
}

// progressOf writes what the ledger says of a campaign.
func progressOf(id string, c *campaign.Campaign, operator *string, f donate.Figures, head int64, locale string, now time.Time) Progress {
	p := Progress{
		CampaignID: id, Type: "progress", State: string(c.When().At(now)), Currency: c.Currency, Reported: []ProgressReported{},
		Raised: ProgressRaised{Gross: f.Gross, Refunded: f.Refunded, ChargedBack: f.ChargedBack, WonBack: f.WonBack, Net: f.Net()},
		Fees:   f.Fees, Disbursed: f.Disbursed, Balance: f.Balance(), Receivable: f.Receivable, Available: f.Available(), DonationCount: f.Donations,
		Goal: campaignGoal(c), LedgerHead: head,
		Display: ProgressDisplay{Raised: moneyText(f.Raised(), c.Currency, locale), Disbursed: moneyText(f.Disbursed, c.Currency, locale)},
	}
	if !f.AsOf.IsZero() {
		p.AsOf = new(utc(f.AsOf))
	}
	if f.ReportedAt != nil {
		p.Reported = append(p.Reported, ProgressReported{Operator: operator, Net: f.Reported, AsOf: orNil(f.ReportedAt)})
	}
	if g := c.Goal.V; g.Value > 0 {
		reached := map[campaign.GoalKind]int64{campaign.GoalAmount: f.Raised(), campaign.GoalDonations: f.Donations, campaign.GoalDonors: f.Donors}[g.Kind]
		p.Percent = new(donate.Percent(reached, g.Value))
		if g.Kind == campaign.GoalAmount {
			p.Display.Goal = new(moneyText(g.Value, c.Currency, locale))
		}
	}
	return p
}

func moneyText(minor int64, currency, locale string) string {
	return money.Amount{Minor: minor, Currency: currency}.Format(locale)
}

// progress godoc
//
//	@ID		getCampaignProgress
//	@Summary	Read how far a campaign is
//	@Description	Straight from the ledger: every figure is the sum of its postings.
//	@Tags		Campaigns
//	@Produce	json
//	@Param		slug	path	string	true	"Slug or id of the campaign"	example(ung-ho-phong-chong-dich)
//	@Param		locale	query	string	false	"Language (BCP 47), also of what is ready to read"	example(vi)
//	@Param		If-None-Match	header	string	false	"Entity tag of the answer you have"	example(W/"9f86d081884c7d65")
//	@Success	200	{object}	Progress	"The figures"
//	@Success	301	"It has another slug now"
//	@Success	304	"You have it"
//	@Failure	410	{object}	rest.Problem	"It was public once"
//	@Router		/v1/campaigns/{slug}/progress [get]
func (h giving) progress(c echo.Context) error {
	return h.keptWith(c, rest.Params(c), "/progress", progressFresh, func(doc edition.Document) (*rest.Answer, error) {
		body, _, err := h.told(c.Request().Context(), doc, h.locale(c, doc), rest.Now(c))
		if err != nil {
			return nil, err
		}
		return &rest.Answer{Type: mediaJSON, Body: body, Language: h.locale(c, doc), MaxAge: 5 * time.Second}, nil
	})
}

// What caches may do with figures, and with the names of donors: what is taken back
// is gone from them within a minute.
const (
	progressFresh = 35 * time.Second
	wallFresh     = 60 * time.Second
)

// locale is the language in which an answer is ready to read.
func (h giving) locale(c echo.Context, doc edition.Document) string {
	if l := c.QueryParam("locale"); l != "" {
		return l
	}
	return doc.Locale
}

// told is the progress of a campaign, and the number of the ledger it is of.
func (h giving) told(ctx context.Context, doc edition.Document, locale string, now time.Time) ([]byte, int64, error) {
	c, err := h.till.Campaign(ctx, doc.EntryID)
	if err != nil {
		return nil, 0, err
	}
	f, head, err := h.till.FiguresNow(ctx, doc.EntryID)
	if err != nil {
		return nil, 0, err
	}
	told, err := toldCampaignIn(doc.Doc)
	if err != nil {
		return nil, 0, err
	}
	var operator *string
	if told.Operator != nil {
		operator = &told.Operator.Name
	}
	body, err := encode(progressOf(doc.EntryID, c, operator, f, head, locale, now))
	return body, head, err
}

// keptWith sends what holds until the figures of a campaign change, from memory if it is
// there.
func (h giving) keptWith(c echo.Context, q *rest.Query, suffix string, fresh time.Duration, make func(edition.Document) (*rest.Answer, error)) error {
	key, now := c.Request().RequestURI, rest.Now(c)
	if a := h.figures.get(key, h.pulse, h.stand.shelf, now); a != nil {
		return rest.Send(c, a)
	}
	turn := h.stand.shelf.Turns()
	doc, err := h.stand.find(c, q)
	if err != nil {
		return h.stand.moved(c, suffix, err)
	}
	beat := h.pulse.Beat(doc.EntryID) // before reading: what changes meanwhile makes the answer old
	a, err := make(doc)
	if err != nil {
		return err
	}
	_, until, err := stateOf(doc.Doc, now)
	if err != nil {
		return err
	}
	a.Until = sooner(now.Add(fresh), until)
	if a.ETag = digest(a.Body); a.Tags == nil {
		a.Tags = []string{"campaign-" + doc.EntryID}
	}
	h.figures.put(key, keptFigures{doc.EntryID, beat, turn, a.Until, a}, now)
	return rest.Send(c, a)
}

func (f *figuresCache) get(key string, pulse *donate.Pulse, shelf *edition.Shelf, now time.Time) *rest.Answer {
	f.mu.Lock()
	k, ok := f.kept[key]
	f.mu.Unlock()
	if !ok || k.turn != shelf.Turns() || !now.Before(k.until.Add(-keptLeast)) || k.beat != pulse.Beat(k.campaignID) {
		return nil
	}
	return k.answer
}

// keptLeast is for how long an answer from memory holds at least, so that caches
// behind this one have something of it.
const keptLeast = 20 * time.Second

// figuresMost is how many answers are kept.
const figuresMost = 1000

func (f *figuresCache) put(key string, k keptFigures, now time.Time) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if len(f.kept) >= figuresMost {
		for old, was := range f.kept {
			if len(f.kept) >= figuresMost || now.After(was.until) {
				delete(f.kept, old)
			}
		}
	}
	f.kept[key] = k
}

const (
	streamLife = 30 * time.Minute // then the client comes again by itself
	heartbeat  = 15 * time.Second
)

// stream godoc
//
//	@ID		streamCampaignProgress
//	@Summary	Follow how far a campaign is
//	@Description	Server-sent events: one of the type progress now and with each change, whose data is what the progress route answers and whose id is the number of the ledger; a comment every 15 seconds. Whoever comes back has nothing to catch up with: each event is all of it.
//	@Tags		Campaigns
//	@Produce	text/event-stream
//	@Param		slug	path	string	true	"Slug or id of the campaign"	example(ung-ho-phong-chong-dich)
//	@Param		locale	query	string	false	"Language (BCP 47)"	example(vi)
//	@Param		Last-Event-ID	header	string	false	"Number of the ledger that you saw last; the event of it is not sent again"	example(123)
//	@Success	200	{string}	string	"The events"
//	@Success	301	"It has another slug now"
//	@Failure	410	{object}	rest.Problem	"It was public once"
//	@Router		/v1/campaigns/{slug}/progress/stream [get]
func (h giving) stream(c echo.Context) error {
	doc, err := h.stand.find(c, rest.Params(c))
	if err != nil {
		return h.stand.moved(c, "/progress/stream", err)
	}
	select {
	case h.streams <- struct{}{}:
		defer func() { <-h.streams }()
	default:
		f := fault.New(fault.Overloaded, "Too many follow this; ask for the progress now and then instead")
		f.Retry = time.Minute
		return f
	}
	changes, end := h.pulse.Follow(doc.EntryID)
	defer end()
	s := sse{h: h, c: c, doc: doc, locale: h.locale(c, doc)}
	if last, err := strconv.ParseInt(c.Request().Header.Get("Last-Event-ID"), 10, 64); err == nil {
		s.last = last
	}
	return s.run(changes)
}

// sse is one stream of figures (HTML Living Standard, "Server-sent events").
type sse struct {
	h      giving
	c      echo.Context
	doc    edition.Document
	locale string
	last   int64
	sent   bool
}

func (s *sse) run(changes <-chan struct{}) error {
	w := s.c.Response()
	w.Header().Set("Content-Type", "text/event-stream")
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("X-Accel-Buffering", "no") // proxies that know it pass events on at once
	w.WriteHeader(http.StatusOK)
	if err := s.write("retry: 3000\n\n"); err != nil || s.c.Request().Method == http.MethodHead {
		return nil
	}
	beat := time.NewTicker(heartbeat)
	defer beat.Stop()
	for {
		if err := s.tell(); err != nil {
			return nil
		}
		select {
		case <-s.c.Request().Context().Done():
			return nil
		case _, open := <-changes:
			if !open {
				return nil
			}
		case <-beat.C:
			if err := s.write(": still here\n\n"); err != nil {
				return nil
			}
		}
	}
}

// tell sends the figures, unless the client has them.
func (s *sse) tell() error {
	body, head, err := s.h.told(s.c.Request().Context(), s.doc, s.locale, s.h.stand.shelf.Now())
	if err != nil || s.sent && head == s.last || !s.sent && head == s.last && head > 0 {
		s.sent = true
		return err
	}
	s.last, s.sent = head, true
	return s.write("id: " + strconv.FormatInt(head, 10) + "\nevent: progress\ndata: " + string(body) + "\n\n")
}

func (s *sse) write(text string) error {
	if _, err := s.c.Response().Write([]byte(text)); err != nil {
		return err
	}
	return http.NewResponseController(s.c.Response()).Flush()
}
