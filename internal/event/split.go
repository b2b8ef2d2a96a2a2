package event

import (
	"maps"
	"slices"
	"time"

	"newsdesk/internal/almanac"
	"newsdesk/internal/fault"
)

// Has reports whether the series has an occurrence of a key.
func (e *Event) Has(key string) bool {
	if !e.Start.V.Valid() || e.Recurrence.V.None() {
		return false
	}
	_, ok := e.Timing().Occurrence(key, almanac.Zones{})
	return ok
}

// Except takes the occurrence of a key out of the series.
func (e *Event) Except(key string) {
	r := &e.Recurrence.V
	if at := slices.Index(r.RDates, key); at >= 0 {
		r.RDates = slices.Delete(slices.Clone(r.RDates), at, at+1)
	}
	if r.Rule == "" || e.hasByRule(key) {
		r.ExDates = append(slices.Clone(r.ExDates), key)
		slices.Sort(r.ExDates)
	}
	e.Overrides.V = maps.Clone(e.Overrides.V)
	delete(e.Overrides.V, key)
}

func (e *Event) hasByRule(key string) bool {
	t := e.Timing()
	t.RDates = nil
	wall, _, ok := almanac.ParseKey(key)
	return ok && t.has(wall, key, almanac.Zones{}.Of(e.Zone))
}

// Split ends the series before the occurrence of a key and returns the rest of it
// as an event that begins there. Faults are about the member "from".
func (e *Event) Split(key string) (rest Event, f fault.Fields) {
	zone := almanac.Zones{}.Of(e.Zone)
	wall, _, ok := almanac.ParseKey(key)
	rule, err := almanac.ParseRule(e.Recurrence.V.Rule)
	f.If(!ok || err != nil || !e.hasByRule(key), "/from", "not_an_occurrence", "The series has nothing at this time")
	if len(f) > 0 {
		return rest, f
	}
	t := e.Timing()
	f.If(!wall.After(t.origin(zone)), "/from", "not_allowed", "This is the first; change the series itself")
	if len(f) > 0 {
		return rest, f
	}
	rest = *e
	o := t.at(wall, zone, almanac.Zones{}.Of(orZone(e.End.V.Zone, e.Zone)))
	rest.Start.V, rest.End.V.Moment = o.Start, o.End
	rest.Sequence, rest.Previous.V, rest.Status, rest.Reason = 0, nil, Scheduled, ""
	later := func(k string) bool { return k >= key }
	whole := rule
	if rule.Count > 0 {
		whole.Count -= len(rule.From(t.origin(zone), zone).Between(t.origin(zone), wall, rule.Count))
	}
	rest.Recurrence.V.Rule = whole.String()
	rule.Count, rule.Until, rule.UntilUTC, rule.UntilDay = 0, wall.Add(-time.Second), false, false
	e.Recurrence.V.Rule = rule.String()
	e.Recurrence.V.ExDates, rest.Recurrence.V.ExDates = halves(e.Recurrence.V.ExDates, later)
	e.Recurrence.V.RDates, rest.Recurrence.V.RDates = halves(e.Recurrence.V.RDates, later)
	first, second := map[string]Override{}, map[string]Override{}
	for k, o := range e.Overrides.V {
		if later(k) {
			second[k] = o
		} else {
			first[k] = o
		}
	}
	e.Overrides.V, rest.Overrides.V = first, second
	return rest, nil
}

func halves(keys []string, later func(string) bool) (before, after []string) {
	for _, key := range keys {
		if later(key) {
			after = append(after, key)
		} else {
			before = append(before, key)
		}
	}
	return before, after
}

func orZone(zone, other string) string {
	if zone == "" {
		return other
	}
	return zone
}
