package v1

import (
	"cmp"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"newsdesk/internal/almanac"
	"newsdesk/internal/block"
	"newsdesk/internal/event"
	"newsdesk/internal/fault"
	"newsdesk/internal/ical"
	"newsdesk/internal/text"
)

// calendarSeries is an event of a calendar with the occurrences that differ from it.
type calendarSeries struct {
	master    ical.Event
	overrides []ical.Event
}

// seriesOf puts the components of a calendar together by their UIDs, in the order of
// the file. An occurrence without its series is an event by itself.
func seriesOf(events []ical.Event) (all []calendarSeries) {
	at := map[string]int{}
	for _, e := range events {
		if e.Recurrence.IsZero() {
			if e.UID != "" {
				at[e.UID] = len(all)
			}
			all = append(all, calendarSeries{master: e})
		}
	}
	for _, e := range events {
		if e.Recurrence.IsZero() {
			continue
		}
		if i, ok := at[e.UID]; ok {
			all[i].overrides = append(all[i].overrides, e)
			continue
		}
		all = append(all, calendarSeries{master: e})
	}
	slices.SortStableFunc(all, func(a, b calendarSeries) int { return cmp.Compare(a.master.Line, b.master.Line) })
	return all
}

// calendarReader writes what a calendar says of an event into a body.
type calendarReader struct {
	zone   string // of times that name none
	zones  almanac.Zones
	faults fault.Fields
}

// write replaces what calendars know of an event; the rest stays as it is.
func (r *calendarReader) write(s calendarSeries, b *event.Event) {
	e := s.master
	b.UID = e.UID
	b.Title = text.Line(&r.faults, "/title", e.Summary, maxTitle)
	b.Body.V = paragraphs(e.Description)
	b.Zone = cmp.Or(e.Start.Zone, r.zone)
	recurs := e.Rule != "" || len(e.RDates) > 0
	if e.Start.UTC && recurs {
		b.Zone = "UTC" // a rule follows clocks, and these are those that it was written by
	}
	b.Start.V = r.moment(e.Start, recurs)
	b.End.V = r.end(e, b.Zone, recurs)
	b.Status, b.Attendance = event.Scheduled, cmp.Or(b.Attendance, event.Offline)
	if e.Status == "CANCELLED" {
		b.Status = event.Cancelled
	}
	b.OnlineURL = webOnly(e.Conference)
	if b.OnlineURL != "" && e.Location == "" {
		b.Attendance = event.Online
	}
	b.Venue.V = nil
	if e.Location != "" || e.Geo != nil {
		b.Venue.V = &event.Venue{Name: text.Line(&r.faults, "/venue/name", e.Location, maxTitle)}
		if e.Geo != nil {
			b.Venue.V.Geo = &event.Geo{Lat: e.Geo.Lat, Lon: e.Geo.Lon}
		}
	}
	b.Organisers.V = nil
	if e.Organizer.Name != "" {
		b.Organisers.V = []event.Organiser{{Name: text.Line(&r.faults, "/organisers/0/name", e.Organizer.Name, maxTitle)}}
	}
	b.Documents.V = nil
	if address := webOnly(e.URL); address != "" {
		b.Documents.V = []event.Document{{URL: address}}
	}
	r.series(s, b)
	if len(r.faults) == 0 {
		r.faults = b.Sound()
	}
}

// paragraphs makes text of a description, as it stands.
func paragraphs(description string) (body block.Body) {
	var f fault.Fields
	clean := text.Lines(&f, "", strings.ReplaceAll(description, "\r\n", "\n"), maxDocument)
	if len(f) > 0 {
		return nil
	}
	for part := range strings.SplitSeq(clean, "\n\n") {
		if part = strings.TrimSpace(part); part != "" {
			body = append(body, block.Paragraph{ID: "b" + strconv.Itoa(len(body)+1), Text: []block.Span{{Text: part}}})
		}
	}
	return body
}

// webOnly is an address that readers can follow, or nothing.
func webOnly(address string) string {
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" || u.User != nil || len(address) > maxURL {
		return ""
	}
	return address
}

// moment is a time of a calendar as exactly as it says it. An instant of a series is
// a time on the clock that it goes by.
func (r *calendarReader) moment(t ical.Time, recurs bool) almanac.Moment {
	switch {
	case t.IsZero():
		return almanac.Moment{}
	case t.Date:
		return almanac.On(t.Local)
	case t.UTC && !recurs:
		return almanac.Moment{Precision: almanac.Instant, Local: t.Local.Format(almanac.LocalLayout)}
	}
	return almanac.At(t.Local)
}

// end turns the exclusive end of a calendar into ours: of days, the last.
func (r *calendarReader) end(e ical.Event, zone string, recurs bool) event.End {
	switch {
	case e.End.IsZero() || !e.End.Date && !e.End.Local.After(e.Start.Local) && e.End.Zone == e.Start.Zone:
		return event.End{}
	case e.End.Date:
		last := e.End.Local.AddDate(0, 0, -1)
		if !last.After(e.Start.Local) {
			return event.End{}
		}
		return event.End{Moment: almanac.On(last)}
	}
	end := event.End{Moment: r.moment(e.End, recurs)}
	if own := cmp.Or(e.End.Zone, zone); own != zone {
		end.Zone = own
	}
	return end
}

// series writes how an event comes again. Exceptions to what does not happen anyway
// are common, and let go.
func (r *calendarReader) series(s calendarSeries, b *event.Event) {
	e := s.master
	b.Recurrence.V, b.Overrides.V = event.Recurrence{}, nil
	if e.Rule == "" && len(e.RDates) == 0 {
		return
	}
	rule, err := almanac.ParseRule(e.Rule)
	if e.Rule != "" && err != nil {
		r.faults = append(r.faults, fault.Of(err).Fields.At("/recurrence/rrule")...)
		return
	}
	if e.Rule != "" {
		b.Recurrence.V.Rule = rule.String()
	}
	for _, t := range e.RDates {
		b.Recurrence.V.RDates = append(b.Recurrence.V.RDates, r.key(t, b.Zone))
	}
	b.Recurrence.V.RDates = unique(b.Recurrence.V.RDates)
	for _, t := range e.ExDates {
		if key := r.key(t, b.Zone); b.Has(key) {
			b.Recurrence.V.ExDates = append(b.Recurrence.V.ExDates, key)
		}
	}
	b.Recurrence.V.ExDates = unique(b.Recurrence.V.ExDates)
	overrides := map[string]event.Override{}
	for _, o := range s.overrides {
		if key := r.key(o.Recurrence, b.Zone); b.Has(key) {
			overrides[key] = r.override(o, e, b)
		}
	}
	b.Overrides.V = overrides
}

func unique(keys []string) []string {
	slices.Sort(keys)
	return slices.Compact(keys)
}

// key is the key of a start, on the clock of the series.
func (r *calendarReader) key(t ical.Time, zone string) string {
	if t.Date {
		return t.Local.Format(almanac.DayKeyLayout)
	}
	return r.wall(t, zone).Format(almanac.KeyLayout)
}

func (r *calendarReader) wall(t ical.Time, zone string) time.Time {
	switch {
	case t.UTC:
		return almanac.Wall(t.Local, r.zones.Of(zone))
	case t.Zone != "" && t.Zone != zone:
		return almanac.Wall(almanac.Resolve(t.Local, r.zones.Of(t.Zone)), r.zones.Of(zone))
	}
	return t.Local
}

func (r *calendarReader) override(o, master ical.Event, b *event.Event) (over event.Override) {
	if o.Start.Date {
		over.Start = almanac.On(o.Start.Local)
	} else {
		over.Start = almanac.At(r.wall(o.Start, b.Zone))
	}
	if !o.End.IsZero() && !o.End.Date && b.End.V.Known() {
		over.End = almanac.At(r.wall(o.End, cmp.Or(b.End.V.Zone, b.Zone)))
	}
	if o.Summary != master.Summary {
		over.Title = text.Line(&r.faults, "/overrides", o.Summary, maxTitle)
	}
	if o.Status == "CANCELLED" {
		over.Status = event.Cancelled
	}
	return over
}
