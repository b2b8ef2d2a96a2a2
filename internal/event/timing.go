package event

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"newsdesk/internal/almanac"
)

// Recurrence is how an event comes again. The zero value says that it does not.
// The keys of ExDates and RDates are starts on the wall clock, in the form of
// [almanac.Moment.Key].
type Recurrence struct {
	Rule    string   `json:"rule"`     // RRULE; empty: only on RDates
	ExDates []string `json:"ex_dates"` // starts by the rule that do not happen
	RDates  []string `json:"r_dates"`  // starts besides those of the rule
}

// None reports whether there is no recurrence.
func (r Recurrence) None() bool { return r.Rule == "" && len(r.RDates) == 0 }

// Override says how one occurrence differs from the others. What is empty is as
// in the series.
type Override struct {
	Start  almanac.Moment `json:"start,omitzero"`
	End    almanac.Moment `json:"end,omitzero"`
	Title  string         `json:"title,omitzero"`
	Status Status         `json:"status,omitzero"`
	Reason string         `json:"reason,omitzero"`
	Venue  *Venue         `json:"venue,omitzero"`
}

// Timing is when an event takes place, all of its occurrences. It is stored with
// what the public reads.
type Timing struct {
	Zone      string              `json:"zone"`
	EndZone   string              `json:"end_zone,omitzero"`
	Start     almanac.Moment      `json:"start"`
	End       almanac.Moment      `json:"end,omitzero"`
	Status    Status              `json:"status"`
	Rule      string              `json:"rule,omitzero"` // with its end as a time, so that nobody has to count again
	ExDates   []string            `json:"ex_dates,omitzero"`
	RDates    []string            `json:"r_dates,omitzero"`
	Overrides map[string]Override `json:"overrides,omitzero"`
}

// Timing returns when e takes place.
func (e *Event) Timing() Timing {
	t := Timing{
		Zone: e.Zone, EndZone: e.End.V.Zone, Start: e.Start.V, End: e.End.V.Moment, Status: e.Status,
		ExDates: e.Recurrence.V.ExDates, RDates: e.Recurrence.V.RDates, Overrides: e.Overrides.V,
	}
	if rule, err := almanac.ParseRule(e.Recurrence.V.Rule); err == nil {
		zone := almanac.Zones{}.Of(e.Zone)
		t.Rule = rule.From(t.origin(zone), zone).Rule().String()
	}
	return t
}

// origin is the wall clock from which the rule counts: of what has no hour, the
// midnight.
func (t Timing) origin(zone *time.Location) time.Time {
	if t.Start.Timed() {
		return t.Start.Wall(zone)
	}
	return t.Start.Date(zone)
}

// Recurring reports whether there may be more than one occurrence.
func (t Timing) Recurring() bool { return t.Rule != "" || len(t.RDates) > 0 }

// Occurrence is one time at which an event takes place.
type Occurrence struct {
	Key        string // of the start that it has by the series; empty if the event does not recur
	Start, End almanac.Moment
	From       time.Time // when it begins, or may have begun
	Until      time.Time // when it is over for certain; not before From
	Override   *Override // nil: as the series
}

// Most is how many occurrences one question is answered with.
const Most = 1000

// Between lists up to most occurrences that are, or may be, going on at some time
// from one instant to another, which is not included; earliest first.
func (t Timing) Between(from, to time.Time, most int, zones almanac.Zones) []Occurrence {
	zone, end := zones.Of(t.Zone), zones.Of(cmp.Or(t.EndZone, t.Zone))
	var found []Occurrence
	add := func(o Occurrence) {
		if o.From.Before(to) && (o.Until.After(from) || o.Until.Equal(o.From) && !o.From.Before(from)) {
			found = append(found, o)
		}
	}
	for _, wall := range t.walls(from, to, most, zone, end) {
		if len(found) == most {
			break // those that follow begin later
		}
		o := t.at(wall, zone, end)
		if _, replaced := t.Overrides[o.Key]; !replaced {
			add(o)
		}
	}
	for key, override := range t.Overrides {
		if wall, _, ok := almanac.ParseKey(key); ok && t.Recurring() {
			add(t.at(wall, zone, end).with(&override, zone, end))
		}
	}
	slices.SortFunc(found, func(a, b Occurrence) int {
		return cmp.Or(a.From.Compare(b.From), strings.Compare(a.Key, b.Key))
	})
	return found[:min(len(found), most)]
}

// Occurrence returns the one of a key, in a series that has it.
func (t Timing) Occurrence(key string, zones almanac.Zones) (Occurrence, bool) {
	zone, end := zones.Of(t.Zone), zones.Of(cmp.Or(t.EndZone, t.Zone))
	if !t.Recurring() {
		o := t.at(t.origin(zone), zone, end)
		return o, key == ""
	}
	wall, timed, ok := almanac.ParseKey(key)
	if !ok || timed != t.Start.Timed() || slices.Contains(t.ExDates, key) || !t.has(wall, key, zone) {
		return Occurrence{}, false
	}
	o := t.at(wall, zone, end)
	if override, replaced := t.Overrides[key]; replaced {
		o = o.with(&override, zone, end)
	}
	return o, true
}

// has reports whether the series has a start at a wall clock, exceptions aside.
func (t Timing) has(wall time.Time, key string, zone *time.Location) bool {
	if slices.Contains(t.RDates, key) || wall.Equal(t.origin(zone)) {
		return true
	}
	rule, err := almanac.ParseRule(t.Rule)
	return t.Rule != "" && err == nil && rule.From(t.origin(zone), zone).Has(wall)
}

// slack covers what clocks differ by, and a day that is not over.
const slack = 48 * time.Hour

// walls are the starts by the series that may matter in a window.
func (t Timing) walls(from, to time.Time, most int, zone, end *time.Location) []time.Time {
	origin := t.origin(zone)
	if !t.Recurring() {
		return []time.Time{origin}
	}
	first := t.at(origin, zone, end)
	low := almanac.Wall(from, zone).Add(-slack - first.Until.Sub(first.From))
	high := almanac.Wall(to, zone).Add(slack)
	var walls []time.Time
	if rule, err := almanac.ParseRule(t.Rule); t.Rule != "" && err == nil {
		walls = rule.From(origin, zone).Between(low, high, most+len(t.ExDates)+len(t.Overrides)+spare)
	} else {
		walls = []time.Time{origin}
	}
	for _, key := range t.RDates {
		if wall, _, ok := almanac.ParseKey(key); ok && !wall.Before(low) && wall.Before(high) {
			walls = append(walls, wall)
		}
	}
	slices.SortFunc(walls, time.Time.Compare)
	walls = slices.CompactFunc(walls, time.Time.Equal)
	return slices.DeleteFunc(walls, func(wall time.Time) bool { return slices.Contains(t.ExDates, t.key(wall)) })
}

// spare is more than how many occurrences the slack can hold that are not in the
// window: days have at most one, and events of weeks overlap.
const spare = 100

func (t Timing) key(wall time.Time) string {
	if t.Start.Timed() {
		return wall.Format(almanac.KeyLayout)
	}
	return wall.Format(almanac.DayKeyLayout)
}

// at is the occurrence that starts at a wall clock, as the series has it. One
// with an hour lasts exactly as long as the first, whatever clocks do meanwhile.
func (t Timing) at(wall time.Time, zone, end *time.Location) Occurrence {
	shift := wall.Sub(t.origin(zone))
	o := Occurrence{Start: t.Start, End: t.End}
	if t.Recurring() {
		o.Key = t.key(wall)
	}
	if shift == 0 {
		return o.bounded(zone, end)
	}
	o.Start = t.Start.Moved(t.Start.Wall(zone).Add(shift), zone)
	switch {
	case t.End.Timed():
		first, _ := t.Start.Bounds(zone)
		last, _ := t.End.Bounds(end)
		now, _ := o.Start.Bounds(zone)
		o.End = t.End.Moved(almanac.Wall(now.Add(last.Sub(first)), end), end)
	case t.End.Known():
		o.End = t.End.Moved(t.End.Wall(end).Add(shift), end)
	}
	return o.bounded(zone, end)
}

// with is the occurrence as an override has it. One that moved the start and says
// nothing of the end lasts as long as before.
func (o Occurrence) with(over *Override, zone, end *time.Location) Occurrence {
	was := o
	o.Override = over
	if over.Start.Known() {
		o.Start = over.Start
	}
	switch {
	case over.End.Known():
		o.End = over.End
	case !over.Start.Known() || !was.End.Known():
	case o.Start.Timed() && was.End.Timed():
		from, _ := o.Start.Bounds(zone)
		o.End = was.End.Moved(almanac.Wall(from.Add(was.Until.Sub(was.From)), end), end)
	case o.Start.Timed() == was.End.Timed():
		o.End = was.End.Moved(was.End.Wall(end).Add(o.Start.Date(zone).Sub(was.Start.Date(zone))), end)
	default:
		o.End = almanac.Moment{}
	}
	return o.bounded(zone, end)
}

// bounded finds the instants of an occurrence. What nobody knows the end of is
// over with its day at the latest.
func (o Occurrence) bounded(zone, end *time.Location) Occurrence {
	o.From, o.Until = o.Start.Bounds(zone)
	switch {
	case o.End.Known():
		_, o.Until = o.End.Bounds(end)
	case o.Start.Timed():
		_, o.Until = almanac.On(o.Start.Date(zone)).Bounds(zone)
	}
	if o.Until.Before(o.From) {
		o.Until = o.From
	}
	return o
}

// Long is how long an event may last to be found by the time at which it begins.
const Long = 31 * 24 * time.Hour

// Span is when the first occurrence begins and when the last is over; endless is
// zero. Wide tells whether it is not found by its start alone.
func (t Timing) Span(zones almanac.Zones) (from, until time.Time, wide bool) {
	zone, end := zones.Of(t.Zone), zones.Of(cmp.Or(t.EndZone, t.Zone))
	first := t.at(t.origin(zone), zone, end)
	from, until = first.From, first.Until
	if !t.Recurring() {
		return from, until, until.Sub(from) > Long
	}
	if rule, err := almanac.ParseRule(t.Rule); t.Rule != "" && err == nil {
		last, ended := rule.From(t.origin(zone), zone).Last()
		if !ended {
			return t.earliest(from, zone, end), time.Time{}, true
		}
		until = later(until, t.at(last, zone, end).Until)
	}
	for _, key := range t.RDates {
		if wall, _, ok := almanac.ParseKey(key); ok {
			until = later(until, t.at(wall, zone, end).Until)
		}
	}
	for key, over := range t.Overrides {
		if wall, _, ok := almanac.ParseKey(key); ok {
			until = later(until, t.at(wall, zone, end).with(&over, zone, end).Until)
		}
	}
	return t.earliest(from, zone, end), until, true
}

// earliest looks for what begins before the first start of the rule.
func (t Timing) earliest(from time.Time, zone, end *time.Location) time.Time {
	for _, key := range t.RDates {
		if wall, _, ok := almanac.ParseKey(key); ok {
			from = sooner(from, t.at(wall, zone, end).From)
		}
	}
	for key, over := range t.Overrides {
		if wall, _, ok := almanac.ParseKey(key); ok {
			from = sooner(from, t.at(wall, zone, end).with(&over, zone, end).From)
		}
	}
	return from
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

func sooner(a, b time.Time) time.Time {
	if b.Before(a) {
		return b
	}
	return a
}

// Shift moves exceptions and overrides of a series along with its start, which was
// another before. Only what the client has not written anew moves: dates tells
// whether the dates of the recurrence do.
func (e *Event) Shift(was almanac.Moment, zoneWas string, dates bool) {
	zones := almanac.Zones{}
	old, now := Timing{Start: was}, Timing{Start: e.Start.V}
	if e.Recurrence.V.None() || !was.Valid() || !now.Start.Valid() || was.Timed() != now.Start.Timed() {
		return
	}
	by := now.origin(zones.Of(e.Zone)).Sub(old.origin(zones.Of(zoneWas)))
	moved := func(key string) string {
		wall, _, ok := almanac.ParseKey(key)
		if !ok {
			return key
		}
		return now.key(wall.Add(by))
	}
	if r := &e.Recurrence.V; dates {
		if rule, err := almanac.ParseRule(r.Rule); err == nil && !rule.Until.IsZero() && !rule.UntilDay {
			rule.Until = rule.Until.Add(by) // or the last occurrence would be too late for its own end
			r.Rule = rule.String()
		}
		all := func(keys []string) (shifted []string) {
			for _, key := range keys {
				shifted = append(shifted, moved(key))
			}
			return shifted
		}
		r.ExDates, r.RDates = all(r.ExDates), all(r.RDates)
	}
	overrides := make(map[string]Override, len(e.Overrides.V))
	for key, o := range e.Overrides.V {
		overrides[moved(key)] = o
	}
	e.Overrides.V = overrides
}

// First is the first occurrence as the series begins with it.
func (t Timing) First(zones almanac.Zones) Occurrence {
	zone, end := zones.Of(t.Zone), zones.Of(cmp.Or(t.EndZone, t.Zone))
	return t.at(t.origin(zone), zone, end)
}
