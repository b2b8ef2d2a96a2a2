package v1

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"newsdesk/internal/almanac"
	"newsdesk/internal/event"
)

// EventTime is a time as exactly as it is known: a local time in a zone, a date,
// perhaps with a part of the day, or a month.
type EventTime struct {
	Local     string     `json:"local,omitzero" example:"2020-03-24T14:00:00"`                                  // what a clock there shows; a missing second is 0
	Timezone  string     `json:"timezone,omitzero" example:"Asia/Ho_Chi_Minh"`                                  // IANA, of local; that of the event if absent
	Instant   *time.Time `json:"instant,omitzero" example:"2020-03-24T07:00:00Z"`                               // local in UTC; sent without local, it is what counts
	Date      string     `json:"date,omitzero" format:"date" example:"2020-03-24"`                              // where the hour is not known
	DayPart   string     `json:"day_part,omitzero" enums:"morning,noon,afternoon,evening,night"`                // of the date
	Month     string     `json:"month,omitzero" example:"2020-03"`                                              // where the day is not known
	Precision string     `json:"precision,omitzero" enums:"instant,minute,day_part,day,month" example:"minute"` // how exactly it is known; follows from the others
}

// eventTime writes a moment, or nil for one that nobody knows. Raw keeps a local
// time that clocks skip as it was written.
func eventTime(m almanac.Moment, zone string, zones almanac.Zones, raw bool) *EventTime {
	if !m.Known() {
		return nil
	}
	t := &EventTime{Precision: string(m.Precision)}
	switch m.Precision {
	case almanac.Instant, almanac.Minute:
		at, _ := m.Bounds(zones.Of(zone))
		t.Local, t.Timezone, t.Instant = almanac.Wall(at, zones.Of(zone)).Format(almanac.LocalLayout), zone, new(at.UTC())
		if raw && m.Precision == almanac.Minute {
			t.Local = m.Local
		}
	case almanac.Part:
		t.Date, t.DayPart = m.Local, string(m.Part)
	case almanac.Whole:
		t.Date = m.Local
	case almanac.Month:
		t.Month = m.Local
	}
	return t
}

// moment reads what a client sent. It sets zone, if that was sent.
func (t EventTime) moment(p *pen, at string, zone *string) (m almanac.Moment) {
	if t.Timezone != "" {
		*zone = t.Timezone
	}
	ways := 0
	for _, said := range []bool{t.Local != "" || t.Instant != nil, t.Date != "", t.Month != ""} {
		if said {
			ways++
		}
	}
	if ways != 1 {
		p.faults.Add(at, "conflicting", "Send local, date or month, and one of them alone")
		return m
	}
	switch {
	case t.Local != "":
		m = t.local(p, at, *zone)
	case t.Instant != nil:
		m = almanac.Moment{Precision: almanac.Instant, Local: t.Instant.UTC().Format(almanac.LocalLayout)}
	case t.Month != "":
		m = almanac.Moment{Precision: almanac.Month, Local: t.Month}
	case t.DayPart != "":
		m = almanac.Moment{Precision: almanac.Part, Local: t.Date, Part: almanac.DayPart(t.DayPart)}
	default:
		m = almanac.Moment{Precision: almanac.Whole, Local: t.Date}
	}
	p.faults.If(t.DayPart != "" && !slices.Contains(almanac.DayParts(), almanac.DayPart(t.DayPart)), at+"/day_part", "not_allowed",
		"This is one of: %s", "morning, noon, afternoon, evening, night")
	p.faults.If(t.DayPart != "" && t.Date == "", at+"/day_part", "conflicting", "A part of a day needs its date")
	p.faults.If(t.Precision != "" && t.Precision != string(m.Precision), at+"/precision", "conflicting", "This is not how exactly the time is given")
	return m
}

// local reads a local time. One that was read before comes with its instant, by
// which it counts if it did then.
func (t EventTime) local(p *pen, at, zone string) almanac.Moment {
	text := t.Local
	if len(text) == len("2006-01-02T15:04") {
		text += ":00"
	}
	wall, err := time.Parse(almanac.LocalLayout, text)
	if err != nil {
		p.faults.Add(at+"/local", "wrong_format", "Write this like %s, without an offset: the time zone says it", "2020-03-24T14:00")
		return almanac.Moment{}
	}
	if t.Instant == nil {
		return almanac.At(wall)
	}
	if t.Precision == string(almanac.Instant) {
		return almanac.Moment{Precision: almanac.Instant, Local: t.Instant.UTC().Format(almanac.LocalLayout)}
	}
	resolved := almanac.Resolve(wall, almanac.Zones{}.Of(zone))
	p.faults.If(!resolved.Equal(*t.Instant), at+"/instant", "conflicting", "The local time is another instant; leave this out")
	return almanac.At(wall)
}

// The forms of starts in lists of exceptions: as local is written, or as date is.
func startText(key string) string {
	wall, timed, _ := almanac.ParseKey(key)
	if timed {
		return wall.Format(almanac.LocalLayout)
	}
	return wall.Format(almanac.DayLayout)
}

func startKey(text string) (key string, ok bool) {
	if len(text) == len("2006-01-02T15:04") {
		text += ":00"
	}
	if wall, err := time.Parse(almanac.LocalLayout, text); err == nil {
		return wall.Format(almanac.KeyLayout), true
	}
	day, err := time.Parse(almanac.DayLayout, text)
	return day.Format(almanac.DayKeyLayout), err == nil
}

// EventRecurrence is how an event comes again.
type EventRecurrence struct {
	RRule   string   `json:"rrule" example:"FREQ=WEEKLY;BYDAY=TU"` // RFC 5545: DAILY, WEEKLY, MONTHLY or YEARLY; empty: only on rdates
	ExDates []string `json:"exdates"`                              // starts by the rule that do not happen, written as the start is
	RDates  []string `json:"rdates"`                               // starts besides those of the rule
}

// eventRecurrence is nil for what does not recur.
func eventRecurrence(r event.Recurrence) *EventRecurrence {
	if r.None() {
		return nil
	}
	wire := &EventRecurrence{RRule: r.Rule, ExDates: []string{}, RDates: []string{}}
	for _, key := range r.ExDates {
		wire.ExDates = append(wire.ExDates, startText(key))
	}
	for _, key := range r.RDates {
		wire.RDates = append(wire.RDates, startText(key))
	}
	return wire
}

func (r EventRecurrence) recurrence(p *pen) event.Recurrence {
	stored := event.Recurrence{Rule: strings.TrimPrefix(strings.ToUpper(strings.TrimSpace(r.RRule)), "RRULE:")}
	keys := func(texts []string, at string) (all []string) {
		p.faults.If(len(texts) > maxDates, at, "too_many", "At most %d are possible", maxDates)
		for i, text := range texts {
			key, ok := startKey(text)
			p.faults.If(!ok, fmt.Sprintf("%s/%d", at, i), "wrong_format", "Write this like %s, without an offset: the time zone says it", "2020-03-24T14:00")
			all = append(all, key)
		}
		return all
	}
	stored.ExDates, stored.RDates = keys(r.ExDates, "/recurrence/exdates"), keys(r.RDates, "/recurrence/rdates")
	if rule, err := almanac.ParseRule(stored.Rule); stored.Rule != "" && err == nil {
		stored.Rule = rule.String()
	}
	p.faults.If(stored.None(), "/recurrence/rrule", "required", "Give a rule, or dates; null ends the recurrence")
	return stored
}

// maxDates is how many exceptions or additions a series may have.
const maxDates = 500
