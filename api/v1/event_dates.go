package v1

import (
	"context"
	"maps"
	"slices"

	"github.com/labstack/echo/v4"

	"newsdesk/api/rest"
	"newsdesk/internal/almanac"
	"newsdesk/internal/content"
	"newsdesk/internal/db"
	"newsdesk/internal/desk"
	"newsdesk/internal/event"
	"newsdesk/internal/fault"
	"newsdesk/internal/policy"
	"newsdesk/internal/strict"
)

// eventDates is the editorial API of the occurrences of events.
type eventDates struct{ events }

// mount registers the routes of occurrences below g.
func (h eventDates) mount(g rest.Group) {
	g.Get("/events/:id/occurrences", "event.read", h.list)
	g.Patch("/events/:id/occurrences/:key", "event.update", h.change)
	g.Delete("/events/:id/occurrences/:key", "event.update", h.cancel)
	g.Post("/events/:id/split", "event.update", h.split)
}

// list godoc
//
//	@ID		listDraftEventOccurrences
//	@Summary	List the occurrences of the working copy of an event, earliest first
//	@Description	Without from and to: of the 400 days from now. Pages go forward only.
//	@Tags		Events
//	@Produce	json
//	@Param		id	path	string	true	"Id of the event"	format(uuid)	example(01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e18)
//	@Param		from	query	string	false	"Going on at or after this instant, or midnight of this day; with to"	example(2020-03-01)
//	@Param		to	query	string	false	"Going on before this instant, or midnight of this day; with from"	example(2020-05-01)
//	@Param		timezone	query	string	false	"IANA time zone of days in from and to; that of the site if absent"	example(Asia/Ho_Chi_Minh)
//	@Param		limit	query	int	false	"How many on a page"	minimum(1)	maximum(100)	default(20)	example(20)
//	@Param		cursor	query	string	false	"Where the page begins, from next_cursor"	example(AQAUMjAyMC0w)
//	@Success	200	{object}	rest.List[EventOccurrence]	"A page of occurrences"
//	@Security	Bearer
//	@Router		/v1/editorial/events/{id}/occurrences [get]
func (h eventDates) list(c echo.Context) error {
	q := rest.Params(c)
	w, err := windowIn(q, h.site, h.cursors, rest.Now(c))
	if err != nil {
		return err
	}
	if err := q.Done(); err != nil {
		return err
	}
	it, err := h.read(c)
	if err != nil {
		return err
	}
	if !seesTimes(h.desk.Sight(rest.Actor(c), it.Entry)) {
		return fault.New(fault.Forbidden, "You may not do this")
	}
	b := it.Body.(*event.Event)
	if !b.Start.V.Valid() {
		return rest.SendList(c, q, []EventOccurrence{}, rest.Page{Limit: w.limit})
	}
	found, page := w.page(it.ID, b.Timing(), b.Title, eventVenue(b.Venue.V), rest.Now(c))
	return rest.SendList(c, q, found, page)
}

// seesTimes reports whether someone sees all that occurrences tell.
func seesTimes(sight interface{ Has(string) bool }) bool {
	return !slices.ContainsFunc([]string{"start", "end", "recurrence", "overrides", "venue", "event_status", "timezone"},
		func(field string) bool { return !sight.Has(field) })
}

// EventOccurrencePatch changes one occurrence of a series; what is absent stays as
// it is, and null is as in the series.
type EventOccurrencePatch struct {
	Start        strict.Opt[EventTime]  `json:"start" extensions:"x-nullable"`                                                                                           // another start
	End          strict.Opt[EventTime]  `json:"end" extensions:"x-nullable"`                                                                                             // another end; if absent, it lasts as long as the others
	Title        strict.Opt[string]     `json:"title" extensions:"x-nullable"`                                                                                           // another title
	EventStatus  strict.Opt[string]     `json:"event_status" enums:"scheduled,postponed,rescheduled,cancelled,moved_online" extensions:"x-nullable" example:"cancelled"` // what became of this one
	StatusReason strict.Opt[string]     `json:"status_reason" extensions:"x-nullable"`                                                                                   // why
	Venue        strict.Opt[EventVenue] `json:"venue" extensions:"x-nullable"`                                                                                           // another place
}

// change godoc
//
//	@ID		updateEventOccurrence
//	@Summary	Change one occurrence of a series
//	@Description	The key is that of the start by the series: 20200407T140000, or 20200407 of whole days. The public sees nothing of it until the event is published.
//	@Tags		Events
//	@Accept		application/merge-patch+json,json
//	@Produce	json
//	@Param		id	path	string	true	"Id of the event"	format(uuid)	example(01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e18)
//	@Param		key	path	string	true	"Key of the occurrence"	example(20200407T140000)
//	@Param		If-Match	header	string	true	"Entity tag of the revision you saw"	example("3.c0de4a11")
//	@Param		body	body	EventOccurrencePatch	true	"What is to change"
//	@Success	200	{object}	DraftEvent	"The event as it is now"
//	@Failure	409	{object}	rest.Problem	"The status does not allow it"
//	@Failure	412	{object}	rest.Problem	"Someone else changed it first; current says who"
//	@Failure	428	{object}	rest.Problem	"If-Match is missing"
//	@Security	Bearer
//	@Router		/v1/editorial/events/{id}/occurrences/{key} [patch]
func (h eventDates) change(c echo.Context) error {
	in, err := rest.Decode[EventOccurrencePatch](c, rest.DefaultBody)
	if err != nil {
		return err
	}
	return h.occurrence(c, "overrides", func(p *pen, b *event.Event, key string) {
		over := in.override(p, b, b.Overrides.V[key])
		all := map[string]event.Override{}
		maps.Copy(all, b.Overrides.V)
		if all[key] = over; over == (event.Override{}) {
			delete(all, key)
		}
		b.Overrides.V = all
	})
}

func (in EventOccurrencePatch) override(p *pen, b *event.Event, o event.Override) event.Override {
	zone := b.Zone
	for _, m := range []struct {
		to   *almanac.Moment
		in   strict.Opt[EventTime]
		name string
	}{{&o.Start, in.Start, "/start"}, {&o.End, in.End, "/end"}} {
		switch {
		case m.in.Null:
			*m.to = almanac.Moment{}
		case m.in.Set:
			*m.to = m.in.Value.moment(p, m.name, &zone)
		}
	}
	p.faults.If(zone != b.Zone, "/start/timezone", "conflicting", "An occurrence is in the time zone of its series")
	p.line(&o.Title, in.Title, "title")
	p.prose(&o.Reason, in.StatusReason, "status_reason")
	if in.EventStatus.Set {
		if o.Status = ""; !in.EventStatus.Null {
			p.word((*string)(&o.Status), in.EventStatus, "event_status", "", words(event.Statuses()))
		}
	}
	if in.Venue.Set {
		o.Venue = in.Venue.Value.venue(p, "/venue", in.Venue.Null)
	}
	return o
}

// cancel godoc
//
//	@ID		deleteEventOccurrence
//	@Summary	Take one occurrence out of a series
//	@Description	It becomes an exception of the recurrence. To keep it in calendars as cancelled, change its event_status instead.
//	@Tags		Events
//	@Produce	json
//	@Param		id	path	string	true	"Id of the event"	format(uuid)	example(01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e18)
//	@Param		key	path	string	true	"Key of the occurrence"	example(20200331T140000)
//	@Param		If-Match	header	string	true	"Entity tag of the revision you saw"	example("3.c0de4a11")
//	@Success	200	{object}	DraftEvent	"The event as it is now"
//	@Failure	409	{object}	rest.Problem	"The status does not allow it"
//	@Failure	412	{object}	rest.Problem	"Someone else changed it first; current says who"
//	@Failure	428	{object}	rest.Problem	"If-Match is missing"
//	@Security	Bearer
//	@Router		/v1/editorial/events/{id}/occurrences/{key} [delete]
func (h eventDates) cancel(c echo.Context) error {
	return h.occurrence(c, "recurrence", func(_ *pen, b *event.Event, key string) { b.Except(key) })
}

// occurrence edits one occurrence of the event that the address names; field is
// what is changed of the event.
func (h eventDates) occurrence(c echo.Context, field string, edit func(*pen, *event.Event, string)) error {
	key := c.Param("key")
	return h.act(c, desk.Act{
		Verb: policy.Update, Names: func() []string { return []string{field} },
		Edit: func(d *desk.Draft) error {
			b, ok := d.Body.(*event.Event)
			if !ok || !b.Has(key) {
				return fault.New(fault.NotFound, "Not found")
			}
			p := pen{zone: h.site.TimeZone}
			if edit(&p, b, key); len(p.faults) == 0 {
				p.faults = b.Sound()
			}
			return p.faults.Err()
		},
	})
}

// EventSplit says from which occurrence on a series goes on as another.
type EventSplit struct {
	From   string     `json:"from" validate:"required" example:"20200407T140000"` // key of the first occurrence of the new series
	ID     string     `json:"id,omitzero" format:"uuid"`                          // a UUIDv7 of yours for the new event; sending it again is safe
	Change EventPatch `json:"change,omitzero"`                                    // how the new series differs
}

// EventSplitResult is both halves of a series that was split.
type EventSplitResult struct {
	Event     any `json:"event" swaggertype:"object"`     // the event as it is now; a DraftEvent
	Following any `json:"following" swaggertype:"object"` // the new event, a draft; a DraftEvent
}

// split godoc
//
//	@ID		splitEvent
//	@Summary	Change an occurrence of a series and all that follow
//	@Description	The series ends before the occurrence, and a new event goes on with it, changed as you say. Both happen, or neither; both become public when they are published.
//	@Tags		Events
//	@Accept		json
//	@Produce	json
//	@Param		id	path	string	true	"Id of the event"	format(uuid)	example(01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e18)
//	@Param		If-Match	header	string	true	"Entity tag of the revision you saw"	example("3.c0de4a11")
//	@Param		body	body	EventSplit	true	"From where on, and what is to change"
//	@Success	200	{object}	EventSplitResult	"Both halves"
//	@Failure	409	{object}	rest.Problem	"The status does not allow it, or the id is taken"
//	@Failure	412	{object}	rest.Problem	"Someone else changed it first; current says who"
//	@Failure	428	{object}	rest.Problem	"If-Match is missing"
//	@Security	Bearer
//	@Router		/v1/editorial/events/{id}/split [post]
func (h eventDates) split(c echo.Context) error {
	in, err := rest.Decode[EventSplit](c, maxDocument)
	if err != nil {
		return err
	}
	actor := rest.Actor(c)
	whole, err := h.read(c)
	if err != nil {
		return err
	}
	o, err := h.openingOf(Opening{ID: in.ID, Locale: whole.Locale})
	if err != nil {
		return err
	}
	var half event.Event
	var following content.Item
	it, err := h.do(c, desk.Act{
		Verb: policy.Update, Names: func() []string { return []string{"recurrence", "overrides"} },
		Edit: func(d *desk.Draft) error {
			b, ok := d.Body.(*event.Event)
			if !ok {
				return fault.New(fault.NotFound, "Not found")
			}
			var faults fault.Fields
			half, faults = b.Split(in.From)
			return faults.Err()
		},
		Along: func(ctx context.Context, tx *db.Tx, e content.Entry) (err error) {
			o.Edit, o.Names = h.following(half, e, in.Change), func() []string { return sent(in.Change) }
			following, _, err = h.desk.CreateIn(ctx, tx, actor, o)
			return err
		},
	})
	if err != nil {
		return err
	}
	return h.halves(c, it, following)
}

// following writes the second half of a series, as the client changes it.
func (h eventDates) following(half event.Event, first content.Entry, change EventPatch) desk.Edit {
	return func(d *desk.Draft) error {
		b, ok := d.Body.(*event.Event)
		if !ok {
			return fault.New(fault.NotFound, "Not found")
		}
		lead := b.Lead
		*b = half
		b.Lead = lead
		b.Title, b.SectionID, b.FollowsID = half.Title, half.SectionID, first.ID
		p := pen{zone: h.site.TimeZone}
		change.write(&p, b)
		return p.faults.Err()
	}
}

func (h eventDates) halves(c echo.Context, first, second content.Item) error {
	known, err := h.known(c, []content.Item{first, second})
	if err != nil {
		return err
	}
	var halves [2]any
	for i, it := range []content.Item{first, second} {
		s := spine(it.Entry, h.desk.Allowed(rest.Actor(c), it.Entry), nil)
		if halves[i], err = h.document(rest.Actor(c), it.Entry, draftEvent(s, it, known)); err != nil {
			return err
		}
	}
	return rest.Tagged(c, h.desk.ETag(rest.Actor(c), first.Entry), EventSplitResult{halves[0], halves[1]})
}
