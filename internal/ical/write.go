package ical

import (
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"
)

// The forms of times on the wire.
const (
	dayForm     = "20060102"
	wallForm    = "20060102T150405"
	instantForm = "20060102T150405Z"
)

// writer gathers the lines of a calendar.
type writer struct{ out []byte }

func (w *writer) line(s string) { w.out = fold(w.out, s) }

// text writes a property of type TEXT, unless it is empty.
func (w *writer) text(name, value string) {
	if safe := escape(value); safe != "" {
		w.line(name + ":" + safe)
	}
}

// plain writes a value that knows no escapes, such as an address, unless it is
// empty. What stands before it ends with the colon.
func (w *writer) plain(before, value string) {
	if safe := oneLine(value); safe != "" {
		w.line(before + safe)
	}
}

// time writes t, unless it is zero.
func (w *writer) time(name string, t Time) {
	switch {
	case t.IsZero():
	case t.Date:
		w.line(name + ";VALUE=DATE:" + t.Local.Format(dayForm))
	case t.UTC:
		w.instant(name, t.Local)
	case t.Zone != "":
		w.line(name + ";TZID=" + t.Zone + ":" + t.Local.Format(wallForm))
	default:
		w.line(name + ":" + t.Local.Format(wallForm))
	}
}

// instant writes t in UTC, unless it is zero.
func (w *writer) instant(name string, t time.Time) {
	if !t.IsZero() {
		w.line(name + ":" + t.UTC().Format(instantForm))
	}
}

// Bytes writes the calendar. The same calendar gives the same bytes: lines end
// with CRLF and are folded at 75 octets, and each zone that a time names stands
// before the events, as a VTIMEZONE. An error says which event cannot be
// written: without UID, stamp or start, with a time outside the years 1 to 9999
// or of an unknown zone, or with a value that iCalendar has no form for.
func (c Calendar) Bytes() ([]byte, error) {
	if err := c.check(); err != nil {
		return nil, err
	}
	zones := zoneTable{}
	events := make([]Event, 0, len(c.Events))
	for i, e := range c.Events {
		ready, err := e.ready(zones)
		if err != nil {
			return nil, fmt.Errorf("event %d of the calendar, with UID %q: %w", i+1, e.UID, err)
		}
		events = append(events, ready)
	}
	w := &writer{}
	w.line("BEGIN:VCALENDAR")
	w.head(c)
	for _, used := range usedIn(events) {
		w.zone(used, zones[used.name])
	}
	for _, e := range events {
		w.event(e)
	}
	w.line("END:VCALENDAR")
	return w.out, nil
}

func (c Calendar) check() error {
	switch {
	case escape(c.Product) == "":
		return errors.New("the calendar has no product")
	case c.Method != "" && !token(c.Method):
		return fmt.Errorf("there is no method %q", c.Method)
	case c.Refresh < 0:
		return fmt.Errorf("%s is no time to refresh after", c.Refresh)
	}
	return nil
}

func (w *writer) head(c Calendar) {
	w.line("VERSION:2.0")
	w.text("PRODID", c.Product)
	w.line("CALSCALE:GREGORIAN")
	w.plain("METHOD:", c.Method)
	w.text("NAME", c.Name)
	w.text("X-WR-CALNAME", c.Name)
	w.text("DESCRIPTION", c.Description)
	w.text("X-WR-CALDESC", c.Description)
	w.plain("URL:", c.URL)
	if c.Refresh >= time.Second {
		w.line("REFRESH-INTERVAL;VALUE=DURATION:" + duration(c.Refresh))
		w.line("X-PUBLISHED-TTL:" + duration(c.Refresh))
	}
}

// duration is d in whole seconds (RFC 5545 §3.3.6), without days, so that no
// reader takes it for more or less when clocks change.
func duration(d time.Duration) string {
	var b strings.Builder
	b.WriteString("PT")
	part := func(of time.Duration, letter byte) {
		if n := d / of; n > 0 {
			b.WriteString(strconv.Itoa(int(n)))
			b.WriteByte(letter)
		}
		d %= of
	}
	part(time.Hour, 'H')
	part(time.Minute, 'M')
	part(time.Second, 'S')
	return b.String()
}

func (w *writer) event(e Event) {
	w.line("BEGIN:VEVENT")
	w.text("UID", e.UID)
	w.instant("DTSTAMP", e.Stamp)
	w.line("SEQUENCE:" + strconv.Itoa(e.Sequence))
	w.instant("CREATED", e.Created)
	w.instant("LAST-MODIFIED", e.Modified)
	w.times(e)
	w.plain("STATUS:", e.Status)
	if e.Transparent {
		w.line("TRANSP:TRANSPARENT")
	}
	w.text("SUMMARY", e.Summary)
	w.text("DESCRIPTION", e.Description)
	w.text("LOCATION", e.Location)
	if e.Geo != nil {
		w.line("GEO:" + degrees(e.Geo.Lat) + ";" + degrees(e.Geo.Lon))
	}
	w.plain("URL:", e.URL)
	w.organizer(e.Organizer)
	w.categories(e.Categories)
	for _, r := range e.Related {
		w.text("RELATED-TO;RELTYPE="+kind(r), r.UID)
	}
	w.plain("CONFERENCE;VALUE=URI:", e.Conference)
	w.plain("IMAGE;VALUE=URI;DISPLAY=BADGE:", e.Image)
	w.text("COMMENT", e.Comment)
	w.line("END:VEVENT")
}

// times writes one property for each date that is added or left out: readers
// that know no lists are common.
func (w *writer) times(e Event) {
	recurrence := "RECURRENCE-ID"
	if e.Following {
		recurrence += ";RANGE=THISANDFUTURE"
	}
	w.time(recurrence, e.Recurrence)
	w.time("DTSTART", e.Start)
	w.time("DTEND", e.End)
	w.plain("RRULE:", e.Rule)
	for _, t := range e.RDates {
		w.time("RDATE", t)
	}
	for _, t := range e.ExDates {
		w.time("EXDATE", t)
	}
}

func (w *writer) organizer(p Party) {
	address := oneLine(p.URI)
	if address == "" && p.Name == "" {
		return
	}
	if address == "" {
		address = nobody
	}
	if p.Name == "" {
		w.line("ORGANIZER:" + address)
		return
	}
	w.line("ORGANIZER;CN=" + quote(p.Name) + ":" + address)
}

func (w *writer) categories(names []string) {
	var safe []string
	for _, n := range names {
		if s := escape(n); s != "" {
			safe = append(safe, s)
		}
	}
	if len(safe) > 0 {
		w.line("CATEGORIES:" + strings.Join(safe, ","))
	}
}

func kind(r Relation) string {
	if r.Type == "" {
		return "PARENT"
	}
	return r.Type
}

// degrees writes a number without an exponent, which FLOAT does not have.
func degrees(f float64) string { return strconv.FormatFloat(f, 'f', -1, 64) }

// valid reports whether g is on the globe, which NaN is not.
func (g Geo) valid() bool { return math.Abs(g.Lat) <= 90 && math.Abs(g.Lon) <= 180 }
