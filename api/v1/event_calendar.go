package v1

import (
	"cmp"
	"net/url"
	"slices"
	"strings"
	"time"

	"newsdesk/internal/almanac"
	"newsdesk/internal/event"
	"newsdesk/internal/ical"
)

// The name of this program in calendars (RFC 5545 § 3.7.3), and how often those who
// read a feed may look for news.
const (
	calendarProduct = "-//Newsdesk//Newsdesk//EN"
	calendarRefresh = time.Hour
)

// calendar writes events as iCalendar does (RFC 5545).
func (s Site) calendar(name string, events []ical.Event) ([]byte, error) {
	return ical.Calendar{
		Product: calendarProduct, Method: "PUBLISH", Name: name, URL: s.URL, Refresh: calendarRefresh, Events: events,
	}.Bytes()
}

// calendarEvents are the components of one event: itself, and each occurrence that
// differs from the series.
func (s Site) calendarEvents(doc []byte, t event.Timing) ([]ical.Event, error) {
	e, err := toldIn(doc)
	if err != nil {
		return nil, err
	}
	w := calendarWriter{t: t, zones: almanac.Zones{}, master: s.calendarMaster(e)}
	w.zone, w.end = w.zones.Of(t.Zone), cmp.Or(t.EndZone, t.Zone)
	return w.events(e), nil
}

// uid names an event in calendars for ever, whatever becomes of its address, unless
// it came with a name.
func (s Site) uid(id string) string {
	host := "localhost"
	if u, err := url.Parse(s.URL); err == nil && u.Host != "" {
		host = u.Hostname()
	}
	return id + "@" + host
}

// calendarMaster is what all components of an event have in common.
func (s Site) calendarMaster(e toldEvent) ical.Event {
	c := ical.Event{
		UID: e.UID, Stamp: e.UpdatedAt, Created: e.PublishedAt, Modified: e.UpdatedAt, Sequence: e.Sequence,
		Status: calendarStatus(event.Status(e.EventStatus)), Summary: e.Title, Description: e.Summary, Comment: e.StatusReason, URL: e.URL,
	}
	c.Location, c.Geo = calendarPlace(e.Venue)
	if len(e.Organisers) > 0 {
		c.Organizer.Name = e.Organisers[0].Name
	}
	if e.Section != nil {
		c.Categories = append(c.Categories, e.Section.Name)
	}
	for _, tag := range e.Tags {
		c.Categories = append(c.Categories, tag.Name)
	}
	if e.Parent != nil {
		c.Related = append(c.Related, ical.Relation{UID: s.uid(e.Parent.ID), Type: "PARENT"})
	}
	if e.Follows != nil {
		c.Related = append(c.Related, ical.Relation{UID: s.uid(e.Follows.ID), Type: "SIBLING"})
	}
	if e.OnlineURL != nil {
		c.Conference = *e.OnlineURL
	}
	if e.Hero != nil && e.Hero.URL != nil {
		c.Image = *e.Hero.URL
	}
	return c
}

// calendarStatus is what calendars know of a status. They have no word for what is
// put off, and must not show it at its old time.
func calendarStatus(s event.Status) string {
	if s == event.Cancelled || s == event.Postponed {
		return "CANCELLED"
	}
	return "CONFIRMED"
}

func calendarPlace(v *EventVenue) (location string, geo *ical.Geo) {
	if v == nil {
		return "", nil
	}
	parts := slices.DeleteFunc([]string{v.Name, v.Street, v.Ward, v.Province}, func(s string) bool { return s == "" })
	if v.Geo != nil {
		geo = &ical.Geo{Lat: v.Geo.Lat, Lon: v.Geo.Lon}
	}
	return strings.Join(parts, ", "), geo
}

// calendarWriter writes the components of one event.
type calendarWriter struct {
	t      event.Timing
	zones  almanac.Zones
	zone   *time.Location
	end    string // the zone of ends
	master ical.Event
}

func (w calendarWriter) events(e toldEvent) []ical.Event {
	first := w.master
	o := w.t.First(w.zones)
	first.Start, first.End, first.Transparent = w.span(o)
	if e.Recurrence == nil {
		return []ical.Event{first}
	}
	first.Rule = w.rule(e.Recurrence.RRule)
	for _, key := range w.t.ExDates {
		first.ExDates = append(first.ExDates, w.start(key))
	}
	for _, key := range w.t.RDates {
		first.RDates = append(first.RDates, w.start(key))
	}
	all := []ical.Event{first}
	for _, over := range e.Overrides {
		key, _ := startKey(over.OriginalStart)
		o, ok := w.t.Occurrence(key, w.zones)
		if !ok {
			continue
		}
		one := w.master
		one.Recurrence = w.start(key)
		one.Start, one.End, one.Transparent = w.span(o)
		one.Summary, one.Status = cmp.Or(over.Title, one.Summary), calendarStatus(statusOf(w.t, o))
		one.Comment = cmp.Or(over.StatusReason, one.Comment)
		if over.Venue != nil {
			one.Location, one.Geo = calendarPlace(over.Venue)
		}
		all = append(all, one)
	}
	return all
}

// start is the start of a key, in the zone of the series.
func (w calendarWriter) start(key string) ical.Time {
	wall, timed, _ := almanac.ParseKey(key)
	if !timed {
		return ical.Time{Local: wall, Date: true}
	}
	return ical.Time{Local: wall, Zone: w.t.Zone}
}

// span writes when an occurrence takes place. What has no hour takes whole days
// that keep nobody from anything else; DTEND is the day after the last.
func (w calendarWriter) span(o event.Occurrence) (start, end ical.Time, transparent bool) {
	if !o.Start.Timed() {
		last := w.day(o.Until.Add(-time.Nanosecond))
		return ical.Time{Local: o.Start.Date(w.zone), Date: true}, ical.Time{Local: last.AddDate(0, 0, 1), Date: true}, true
	}
	if !w.t.Recurring() {
		start = ical.Time{Local: o.From.UTC(), UTC: true}
		if o.End.Known() {
			end = ical.Time{Local: o.Until.UTC(), UTC: true}
		}
		return start, end, false
	}
	start = ical.Time{Local: o.Start.Wall(w.zone), Zone: w.t.Zone}
	if o.End.Known() {
		end = ical.Time{Local: almanac.Wall(o.Until, w.zones.Of(w.end)), Zone: w.end}
	}
	return start, end, false
}

func (w calendarWriter) day(at time.Time) time.Time { return almanac.Day(almanac.Wall(at, w.zone)) }

// rule writes a rule as calendars want it beside a start of this kind: its end in
// UTC, or as a day (RFC 5545 § 3.3.10).
func (w calendarWriter) rule(text string) string {
	rule, err := almanac.ParseRule(text)
	if err != nil {
		return "" // there are only dates
	}
	if rule.Until.IsZero() {
		return rule.String()
	}
	until, _ := rule.From(w.t.First(w.zones).Start.Wall(w.zone), w.zone).Last()
	if rule.Until, rule.UntilUTC, rule.UntilDay = until, false, true; w.t.Start.Timed() {
		rule.Until, rule.UntilUTC, rule.UntilDay = almanac.Resolve(until, w.zone).UTC(), true, false
	}
	return rule.String()
}
