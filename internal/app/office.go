package app

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/go-json-experiment/json"

	"newsdesk/internal/almanac"
	"newsdesk/internal/booking"
	"newsdesk/internal/content"
	"newsdesk/internal/db"
	"newsdesk/internal/event"
	"newsdesk/internal/fault"
	"newsdesk/internal/jobs"
	"newsdesk/internal/mail"
)

// openOffice opens the office of registrations, and has it follow what is
// published of events.
func (a *App) openOffice() {
	a.Office = booking.New(a.DB, booking.Options{
		Terms: a.terms, Key: derive(a.key, "booking"), Queue: a.Queue,
		Post: func(ctx context.Context, tx *db.Tx, n booking.Notice) error {
			return a.Queue.Put(ctx, tx, notice{n}, tx.Now)
		},
	})
	a.Desk.Listen(event.Kind, a.eventChanged)
	jobs.Handle(a.Queue, a.notify)
	jobs.Handle(a.Queue, a.promote)
}

// liveEvent is an event as it is public now.
func (a *App) liveEvent(ctx context.Context, q db.Q, id string) (*event.Event, content.Entry, error) {
	var e content.Entry
	if err := db.Err(db.Gorm(ctx, q).Take(&e, "id = ? AND kind = ?", id, event.Kind).Error); err != nil {
		return nil, e, err
	}
	if e.PublicVersion() == 0 || e.DeletedAt != nil || e.HeldAt != nil || e.VisibleFrom().After(a.DB.Now()) {
		return nil, e, fault.New(fault.NotFound, "Not found")
	}
	body, err := a.Kinds.Load(ctx, q, e, content.Live)
	if err != nil {
		return nil, e, err
	}
	live, ok := body.(*event.Event)
	if !ok {
		return nil, e, fault.New(fault.NotFound, "Not found")
	}
	return live, e, nil
}

// terms are what the published event says of registration.
func (a *App) terms(ctx context.Context, q db.Q, id, occurrence string) (t booking.Terms, err error) {
	e, _, err := a.liveEvent(ctx, q, id)
	if err != nil {
		return t, err
	}
	r, timing, zones := e.Registration.V, e.Timing(), almanac.Zones{}
	if r.Mode != event.RSVP && r.Mode != event.Approval || r.PerOccurrence != (occurrence != "") {
		return t, fault.New(fault.NotFound, "Not found")
	}
	t = booking.Terms{
		EventID: id, Occurrence: occurrence, Mode: booking.Mode(r.Mode), OpensAt: r.OpensAt, ClosesAt: r.ClosesAt,
		Off: e.Status == event.Cancelled || e.Status == event.Postponed, Capacity: r.Capacity, PartyMost: max(r.PartyMost, 1),
		Hold: time.Duration(r.HoldMinutes) * time.Minute,
	}
	if r.PerOccurrence {
		o, ok := timing.Occurrence(occurrence, zones)
		if !ok {
			return t, fault.New(fault.NotFound, "Not found")
		}
		t.Over = o.Until
		t.Off = t.Off || o.Override != nil && (o.Override.Status == event.Cancelled || o.Override.Status == event.Postponed)
	} else {
		_, t.Over, _ = timing.Span(zones)
	}
	if r.Waitlist != event.NoWaitlist {
		t.Waitlist = booking.Waitlist(r.Waitlist)
	}
	for _, one := range r.Types {
		t.Types = append(t.Types, booking.TicketType(one))
	}
	for _, one := range r.Questions {
		t.Questions = append(t.Questions, booking.Question{
			ID: one.ID, Text: one.Text, Kind: booking.QuestionKind(one.Kind), Choices: one.Choices, Required: one.Required,
		})
	}
	return t, nil
}

// online is where those who have a place take part, or empty.
func (a *App) online(ctx context.Context, id string) (string, error) {
	e, _, err := a.liveEvent(ctx, a.DB, id)
	if fault.Is(err, fault.NotFound) {
		return "", nil
	}
	if err != nil {
		return "", err
	}
	return e.OnlineURL, nil
}

// eventChanged tells those who registered of what has become of their event, and
// has those who wait looked at again: there may be more places now.
func (a *App) eventChanged(ctx context.Context, tx *db.Tx, now content.Item, was content.Body) error {
	e, isEvent := now.Body.(*event.Event)
	old, before := was.(*event.Event)
	if !isEvent || !before {
		return nil
	}
	if err := a.tellOf(ctx, tx, now.ID, e, old); err != nil {
		return err
	}
	if e.Registration.V.Waitlist == event.NoWaitlist {
		return nil
	}
	return a.Queue.Put(ctx, tx, promotion{now.ID}, tx.Now)
}

// tellOf tells those who registered what has become of their event, or of the
// occurrence that they registered for.
func (a *App) tellOf(ctx context.Context, tx *db.Tx, id string, e, old *event.Event) error {
	if news := e.News(old); news != event.NoNotice {
		return a.Office.Moved(ctx, tx, id, booking.NoticeKind(news))
	}
	if !e.Registration.V.PerOccurrence {
		return nil
	}
	news := e.NewsOf(old)
	for _, key := range slices.Sorted(maps.Keys(news)) {
		if err := a.Office.MovedAt(ctx, tx, id, key, booking.NoticeKind(news[key])); err != nil {
			return err
		}
	}
	return nil
}

// promotion gives places that have become free to those who wait.
type promotion struct {
	EventID string `json:"event_id"`
}

// JobKind implements jobs.Args.
func (promotion) JobKind() string { return "booking.promote" }

// JobKey implements jobs.Args.
func (p promotion) JobKey() string { return p.EventID }

func (a *App) promote(ctx context.Context, p promotion) error {
	return a.Office.PromoteAll(ctx, p.EventID)
}

// notice is the job of telling somebody what became of their registration.
type notice struct {
	booking.Notice
}

// JobKind implements jobs.Args.
func (notice) JobKind() string { return "booking.notice" }

// JobKey implements jobs.Args. Each is told by itself: a registrant may hear of two
// changes at once, and must not miss the first.
func (n notice) JobKey() string { return n.RegistrationID + "#" + strconv.Itoa(n.Serial) }

// noticeKept is how long after the fact a letter is still worth sending.
const noticeKept = 3 * 24 * time.Hour

// notify writes the letter of a notice and sends it. One that has lost its point is
// dropped.
func (a *App) notify(ctx context.Context, n notice) error {
	r, err := a.Office.Get(ctx, a.DB, n.RegistrationID)
	if fault.Is(err, fault.NotFound) || err == nil && (r.Email == "" || a.DB.Now().Sub(n.At) > noticeKept) {
		return nil
	}
	if err != nil {
		return err
	}
	e, entry, err := a.liveEvent(ctx, a.DB, r.EventID)
	if fault.Is(err, fault.NotFound) {
		return nil // it is not public any more; whoever withdrew it tells them why
	}
	if err != nil {
		return err
	}
	way, err := mail.Open(postage(a.config))
	if err != nil {
		return err
	}
	link, err := a.registrationLink(ctx, r)
	if err != nil {
		return err
	}
	locale := cmp.Or(r.Locale, entry.Locale)
	letter := mail.Letter{
		Kind: letterOf(n.Kind), To: r.Email, Locale: locale, Name: r.Name, WrittenAt: n.At, Event: e.Title,
		When: a.whenOf(e, r.Occurrence, locale), Reason: e.Reason, Link: link, Ticket: a.Office.Ticket(r),
	}
	if r.OfferedUntil != nil {
		letter.Until = *r.OfferedUntil
	}
	return way.Send(ctx, letter)
}

// whenOf says in words when somebody is to come.
func (a *App) whenOf(e *event.Event, occurrence, locale string) string {
	zones := almanac.Zones{}
	if e.Status == event.Postponed {
		return ""
	}
	start := e.Timing().First(zones).Start
	if o, ok := e.Timing().Occurrence(occurrence, zones); ok {
		start = o.Start
	} else if wall, timed, known := almanac.ParseKey(occurrence); known { // it is not there any more
		if start = almanac.On(wall); timed {
			start = almanac.At(wall)
		}
	}
	return start.Say(locale, zones.Of(e.Zone))
}

// registrationLink is where somebody sees their registration: at the page of the
// event, with the token where no log, proxy or other site sees it.
func (a *App) registrationLink(ctx context.Context, r booking.Registration) (string, error) {
	docs, err := a.Shelf.ByIDs(ctx, []string{r.EventID})
	if err != nil || len(docs) == 0 {
		return "", err
	}
	var said struct {
		URL string `json:"url"`
	}
	if err := json.Unmarshal(docs[0].Card, &said); err != nil {
		return "", err
	}
	return said.URL + "#registration=" + a.Office.Token(r), nil
}

// letterOf is the letter in which a notice goes.
func letterOf(k booking.NoticeKind) mail.Kind {
	if strings.HasPrefix(string(k), "event_") {
		return mail.Kind(k)
	}
	return mail.Kind("registration_" + string(k))
}
