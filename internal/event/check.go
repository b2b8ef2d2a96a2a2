package event

import (
	"bytes"
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/go-json-experiment/json"

	"newsdesk/internal/almanac"
	"newsdesk/internal/fault"
)

// Sound says what contradicts itself in e. A draft may have holes, but nothing
// that cannot be.
func (e *Event) Sound() (f fault.Fields) {
	zones := almanac.Zones{}
	for _, z := range []struct{ name, at string }{{e.Zone, "/timezone"}, {e.End.V.Zone, "/end/timezone"}} {
		if _, err := almanac.Zone(z.name); z.name != "" && err != nil {
			f.Add(z.at, "invalid_time_zone", "This is not an IANA time zone, such as %s", "Asia/Ho_Chi_Minh")
			return f
		}
	}
	f = append(f, span(e.Start.V, e.End.V.Moment, zones, e.Zone, cmp.Or(e.End.V.Zone, e.Zone))...)
	f = append(f, e.checkSeries(zones)...)
	for i, item := range e.Agenda.V {
		f = append(f, span(item.Start, item.End, zones, e.Zone, e.Zone).At(fmt.Sprintf("/agenda/%d", i))...)
	}
	return append(f, e.checkRegistration()...)
}

// span holds an end to its start.
func span(start, end almanac.Moment, zones almanac.Zones, zone, endZone string) (f fault.Fields) {
	f.If(start.Known() && !start.Valid(), "/start", "wrong_format", "This is not a time that a calendar has")
	f.If(end.Known() && !end.Valid(), "/end", "wrong_format", "This is not a time that a calendar has")
	if len(f) > 0 || !end.Known() {
		return f
	}
	f.If(!start.Known(), "/end", "conflicting", "An end needs a start")
	from, _ := start.Bounds(zones.Of(zone))
	until, over := end.Bounds(zones.Of(endZone))
	before := over.Before(from) || start.Timed() && end.Timed() && !until.After(from) || !start.Timed() && !end.Timed() && until.Before(from) && !over.After(from)
	f.If(start.Known() && before, "/end", "before_start", "This is not after the start")
	return f
}

// checkSeries holds rule, exceptions and overrides to each other.
func (e *Event) checkSeries(zones almanac.Zones) (f fault.Fields) {
	r := e.Recurrence.V
	if r.None() {
		f.If(len(r.ExDates) > 0 || len(e.Overrides.V) > 0, "/recurrence", "required", "Only what recurs has exceptions")
		return f
	}
	start := e.Start.V
	repeatable := start.Valid() && start.Precision != almanac.Month && start.Precision != almanac.Instant
	f.If(!repeatable, "/start", "recurrence_not_allowed", "What recurs begins on a day, or at a time on the wall clock")
	if len(f) > 0 {
		return f
	}
	t := e.Timing()
	if r.Rule != "" {
		rule, err := almanac.ParseRule(r.Rule)
		if err != nil {
			return fault.Of(err).Fields.At("/recurrence/rrule")
		}
		f = append(f, rule.From(t.origin(zones.Of(e.Zone)), zones.Of(e.Zone)).Check().At("/recurrence/rrule")...)
	}
	f = append(f, e.checkDates(t, zones)...)
	return f
}

// most is how many exceptions, additions or overrides a series may have.
const most = 500

// checkDates holds keys to the series that they are about.
func (e *Event) checkDates(t Timing, zones almanac.Zones) (f fault.Fields) {
	zone := zones.Of(e.Zone)
	check := func(keys []string, at string, must bool) {
		f.If(len(keys) > most, at, "too_many", "At most %d are possible", most)
		for i, key := range keys[:min(len(keys), most)] {
			wall, timed, ok := almanac.ParseKey(key)
			pointer := fmt.Sprintf("%s/%d", at, i)
			f.If(!ok || timed != t.Start.Timed(), pointer, "wrong_format", "This has the form of the start")
			f.If(ok && must && !t.has(wall, key, zone), pointer, "not_an_occurrence", "The series has nothing at this time")
			f.If(slices.Index(keys, key) < i, pointer, "repeated", "This stands in the list already")
		}
	}
	check(t.ExDates, "/recurrence/exdates", true)
	check(t.RDates, "/recurrence/rdates", false)
	for key, o := range t.Overrides {
		wall, timed, ok := almanac.ParseKey(key)
		at := "/overrides/" + key
		f.If(!ok || timed != t.Start.Timed() || !t.has(wall, key, zone) || slices.Contains(t.ExDates, key), at, "not_an_occurrence", "The series has nothing at this time")
		f = append(f, o.check(zones, e).At(at)...)
	}
	f.If(len(t.Overrides) > most, "/overrides", "too_many", "At most %d are possible", most)
	slices.SortFunc(f, func(a, b fault.Field) int { return strings.Compare(a.Name, b.Name) })
	return f
}

func (o Override) check(zones almanac.Zones, e *Event) fault.Fields {
	start := o.Start
	if !start.Known() {
		return nil
	}
	return span(start, o.End, zones, e.Zone, cmp.Or(e.End.V.Zone, e.Zone))
}

// same reports whether readers are told the same by both, but for what counts it.
func same(a, b *Event) bool {
	told := func(e Event) []byte {
		e.Sequence, e.Previous.V = 0, nil
		raw, err := json.Marshal(&e, json.Deterministic(true))
		if err != nil {
			panic(err) // cannot happen: it was stored
		}
		return raw
	}
	return bytes.Equal(told(*a), told(*b))
}
