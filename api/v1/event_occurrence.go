package v1

import (
	"cmp"
	"math"
	"slices"
	"time"

	"newsdesk/api/rest"
	"newsdesk/internal/agenda"
	"newsdesk/internal/almanac"
	"newsdesk/internal/event"
)

// lifecycle says where an occurrence stands by the clock. What was put off has not
// begun.
func lifecycle(o event.Occurrence, status event.Status, now time.Time) string {
	switch {
	case status == event.Postponed || o.From.After(now):
		return "upcoming"
	case o.Until.After(now):
		return "ongoing"
	}
	return "ended"
}

// statusOf is what became of an occurrence.
func statusOf(t event.Timing, o event.Occurrence) event.Status {
	if o.Override == nil {
		return t.Status
	}
	if o.Override.Status == "" && o.Override.Start.Known() && t.Status == event.Scheduled {
		return event.Rescheduled
	}
	return cmp.Or(o.Override.Status, t.Status)
}

// occasionCard is the card of an event as it stands for one occasion.
func occasionCard(o agenda.Occasion, zones almanac.Zones, now time.Time) ([]byte, error) {
	members, err := split(o.Card)
	if err != nil {
		return nil, err
	}
	status := statusOf(o.Timing, o.Occurrence)
	changed := []any{
		"lifecycle", lifecycle(o.Occurrence, status, now), "event_status", status,
		"start", eventTime(o.Start, o.Timing.Zone, zones, false), "end", eventTime(o.End, cmp.Or(o.Timing.EndZone, o.Timing.Zone), zones, false),
	}
	if o.Key != "" {
		changed = append(changed, "occurrence_id", o.ID+"/"+o.Key)
	}
	if o.Distance > 0 {
		changed = append(changed, "distance_m", math.Round(o.Distance*10)/10)
	}
	if over := o.Override; over != nil {
		changed = append(changed, "status_reason", over.Reason)
		if over.Title != "" {
			changed = append(changed, "title", over.Title)
		}
		if over.Venue != nil {
			changed = append(changed, "venue", eventVenue(over.Venue))
		}
	}
	members, err = put(members, changed...)
	return join(members), err
}

// put sets members of a document, given as name and value in turn: those that are
// there in their place, others at the end.
func put(members []member, changed ...any) ([]member, error) {
	for i := 0; i+1 < len(changed); i += 2 {
		raw, err := encode(changed[i+1])
		if err != nil {
			return nil, err
		}
		one := member{changed[i].(string), raw}
		if at := slices.IndexFunc(members, func(m member) bool { return m.name == one.name }); at >= 0 {
			members[at] = one
		} else {
			members = append(members, one)
		}
	}
	return members, nil
}

// eventOccurrence writes one occurrence of an event of a title and a venue.
func eventOccurrence(id string, t event.Timing, o event.Occurrence, title string, venue *EventVenue, zones almanac.Zones, now time.Time) EventOccurrence {
	status := statusOf(t, o)
	wire := EventOccurrence{
		OccurrenceID: id, Key: o.Key, Start: eventTime(o.Start, t.Zone, zones, false), End: eventTime(o.End, cmp.Or(t.EndZone, t.Zone), zones, false),
		Title: title, EventStatus: string(status), Venue: venue, Lifecycle: lifecycle(o, status, now),
	}
	if wire.OriginalStart = startText(t.Start.Key(zones.Of(t.Zone))); o.Key != "" {
		wire.OccurrenceID, wire.OriginalStart = id+"/"+o.Key, startText(o.Key)
	}
	if over := o.Override; over != nil {
		wire.Title, wire.StatusReason = cmp.Or(over.Title, title), over.Reason
		if over.Venue != nil {
			wire.Venue = eventVenue(over.Venue)
		}
	}
	return wire
}

// window is the part of a series that a request asks for.
type window struct {
	from, to time.Time
	limit    int
	after    *rest.Place
	cursors  rest.Cursors
	binding  string
}

// windowIn reads from, to, limit and cursor.
func windowIn(q *rest.Query, s Site, cursors rest.Cursors, now time.Time) (w window, err error) {
	zone := s.zoneIn(q)
	w = window{from: instantOrDay(q, "from", zone), to: instantOrDay(q, "to", zone), cursors: cursors, binding: q.Binding()}
	if w.from.IsZero() != w.to.IsZero() {
		q.Fault("from", "conflicting", "Send from and to together, or neither")
	}
	if w.from.IsZero() {
		w.from, w.to = now, now.AddDate(0, 0, 400)
	}
	if w.to.Sub(w.from) > longestWindow || !w.to.After(w.from) {
		q.Fault("to", "out_of_range", "A window is at most %d days long", int(longestWindow.Hours()/24))
	}
	place, begun, err := q.Cursor(cursors)
	if w.limit = q.Limit(); begun {
		w.after = &place
	}
	return w, err
}

// page lists the occurrences of the window that the page holds. From the cursor's
// beginning on there are at most as many more as the page holds and what begins at
// the same instant.
func (w window) page(id string, t event.Timing, title string, venue *EventVenue, now time.Time) ([]EventOccurrence, rest.Page) {
	zones, page := almanac.Zones{}, rest.Page{Limit: w.limit}
	found := t.Between(w.from, w.to, event.Most, zones)
	for w.after != nil && len(found) > 0 && !w.passed(found[len(found)-1]) {
		if len(found) < event.Most {
			return []EventOccurrence{}, page
		}
		found = t.Between(found[len(found)-1].From.Add(time.Nanosecond), w.to, event.Most, zones)
	}
	if w.after != nil {
		found = slices.DeleteFunc(found, func(o event.Occurrence) bool { return !w.passed(o) })
	}
	if len(found) > w.limit {
		found = found[:w.limit]
		last := found[w.limit-1]
		_, page.Next = rest.TurnPages(w.cursors, w.binding, rest.Place{}, rest.Place{Key: rest.KeyOf(last.From), ID: last.Key}, false, true)
	}
	all := make([]EventOccurrence, len(found))
	for i, o := range found {
		all[i] = eventOccurrence(id, t, o, title, venue, zones, now)
	}
	return all, page
}

// passed reports whether an occurrence is behind the place of the cursor.
func (w window) passed(o event.Occurrence) bool {
	key := rest.KeyOf(o.From)
	at, err := w.after.At()
	return err == nil && (o.From.After(at) || key == w.after.Key && o.Key > w.after.ID)
}
