package v1

import (
	"cmp"
	"context"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"newsdesk/api/rest"
	"newsdesk/internal/almanac"
	"newsdesk/internal/auth"
	"newsdesk/internal/content"
	"newsdesk/internal/event"
)

// planner is the calendar of the newsroom: what takes place, and what comes out.
type planner struct{ newsroom }

// mount registers its route below g.
func (h planner) mount(g rest.Group) { g.Get("/calendar", "event.read", h.calendar) }

// Planner is what is on the calendar of the newsroom.
type Planner struct {
	Data []PlannerItem `json:"data"`                 // earliest first
	More bool          `json:"more" example:"false"` // there is more in this window than is shown; ask for a shorter one
}

// PlannerItem is one thing on the calendar of the newsroom.
type PlannerItem struct {
	At         time.Time        `json:"at" example:"2020-03-24T05:00:00Z"`                            // when it begins, at the earliest
	Kind       string           `json:"kind" enums:"event,publish,unpublish,embargo" example:"event"` // something takes place, comes out, is withdrawn, or may be told from then on
	Entry      DraftStub        `json:"entry"`                                                        // of what
	Occurrence *EventOccurrence `json:"occurrence" extensions:"x-nullable"`                           // of an event; null: it is a date of an entry
}

// The bounds of one answer: items, and days.
const (
	plannedMost   = 500
	longestPlan   = 100 * 24 * time.Hour
	planDaysAhead = 31
)

// calendar godoc
//
//	@ID		getNewsroomCalendar
//	@Summary	Read what is on the calendar of the newsroom
//	@Description	Events as they stand in their working copies, and the dates at which entries of all types come out, end, or are free of their embargo; of what you may read. Without from and to: of the 31 days from today. A window is at most 100 days long, and an answer holds 500 items.
//	@Tags		Events
//	@Produce	json
//	@Param		from	query	string	false	"At or after this instant, or midnight of this day; with to"	example(2020-03-01)
//	@Param		to	query	string	false	"Before this instant, or midnight of this day; with from"	example(2020-04-01)
//	@Param		timezone	query	string	false	"IANA time zone of days in from and to; that of the site if absent"	example(Asia/Ho_Chi_Minh)
//	@Success	200	{object}	Planner	"What is planned"
//	@Security	Bearer
//	@Router		/v1/editorial/calendar [get]
func (h planner) calendar(c echo.Context) error {
	q, now := rest.Params(c), rest.Now(c)
	zone := h.site.zoneIn(q)
	from, to := instantOrDay(q, "from", zone), instantOrDay(q, "to", zone)
	if from.IsZero() != to.IsZero() {
		q.Fault("from", "conflicting", "Send from and to together, or neither")
	}
	if from.IsZero() {
		today := almanac.Day(almanac.Wall(now, zone))
		from, to = almanac.Resolve(today, zone), almanac.Resolve(today.AddDate(0, 0, planDaysAhead), zone)
	}
	if to.Sub(from) > longestPlan || !to.After(from) {
		q.Fault("to", "out_of_range", "A window is at most %d days long", int(longestPlan.Hours()/24))
	}
	if err := q.Done(); err != nil {
		return err
	}
	ctx, actor := c.Request().Context(), rest.Actor(c)
	items, err := h.takesPlace(ctx, actor, from, to, now)
	if err != nil {
		return err
	}
	dated, err := h.comesOut(ctx, actor, from, to)
	if err != nil {
		return err
	}
	items = append(items, dated...)
	slices.SortFunc(items, func(a, b PlannerItem) int {
		return cmp.Or(a.At.Compare(b.At), strings.Compare(a.Entry.ID, b.Entry.ID), strings.Compare(a.Kind, b.Kind))
	})
	more := len(items) > plannedMost
	return rest.JSON(c, http.StatusOK, Planner{Data: items[:min(len(items), plannedMost)], More: more})
}

// takesPlace lists the occurrences of events that the actor may read whole.
func (h planner) takesPlace(ctx context.Context, actor auth.Actor, from, to, now time.Time) ([]PlannerItem, error) {
	found, err := h.kinds.List(ctx, h.db, event.Kind, content.Order{Column: "updated_at", Desc: true}, nil, plannedMost+1,
		content.NotTrashed, h.desk.Reach(actor, event.Kind), event.Between(from, to))
	if err != nil {
		return nil, err
	}
	zones, items := almanac.Zones{}, []PlannerItem{}
	for _, it := range found {
		b, ok := it.Body.(*event.Event)
		if !ok || !b.Start.V.Valid() || !seesTimes(h.desk.Sight(actor, it.Entry)) {
			continue
		}
		t := b.Timing()
		for _, o := range t.Between(from, to, plannedMost+1, zones) {
			one := eventOccurrence(it.ID, t, o, h.desk.Title(actor, it.Entry), eventVenue(b.Venue.V), zones, now)
			items = append(items, PlannerItem{At: utc(o.From), Kind: "event", Entry: h.stub(actor, it.Entry), Occurrence: &one})
		}
	}
	return items, nil
}

// comesOut lists the dates of the life of entries.
func (h planner) comesOut(ctx context.Context, actor auth.Actor, from, to time.Time) ([]PlannerItem, error) {
	items := []PlannerItem{}
	within := func(at *time.Time) bool { return at != nil && !at.Before(from) && at.Before(to) }
	for _, kind := range h.kinds.Kinds() {
		if h.kinds[kind].Direct {
			continue
		}
		found, err := content.Entries(ctx, h.db, kind, plannedMost+1, content.NotTrashed, h.desk.Reach(actor, kind), content.Dated(from, to))
		if err != nil {
			return nil, err
		}
		for _, e := range found {
			for _, d := range []struct {
				at   *time.Time
				kind string
			}{{e.PublishAt, "publish"}, {e.UnpublishAt, "unpublish"}, {e.EmbargoUntil, "embargo"}} {
				if within(d.at) {
					items = append(items, PlannerItem{At: utc(*d.at), Kind: d.kind, Entry: h.stub(actor, e)})
				}
			}
		}
	}
	return items, nil
}
