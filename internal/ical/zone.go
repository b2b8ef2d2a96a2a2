package ical

import (
	"cmp"
	"fmt"
	"slices"
	"time"
)

// usedZone is a zone of a calendar, and the first year in which it is needed.
type usedZone struct {
	name  string
	first int
}

// usedIn lists the zones of events in the order in which they are first named.
func usedIn(events []Event) (zones []usedZone) {
	at := map[string]int{}
	for _, e := range events {
		for t := range e.stated {
			if t.Zone == "" {
				continue
			}
			i, known := at[t.Zone]
			if !known {
				i, at[t.Zone] = len(zones), len(zones)
				zones = append(zones, usedZone{t.Zone, t.Local.Year()})
			}
			zones[i].first = min(zones[i].first, t.Local.Year())
		}
	}
	return zones
}

// How far a zone is looked ahead, in years: long enough that the data of zones
// have come to their last rule, and that this rule shows.
const (
	aheadLeast = 2060
	aheadSpan  = 40
)

// zone writes the VTIMEZONE of a zone, from the year before its first use on.
func (w *writer) zone(used usedZone, location *time.Location) {
	from := time.Date(max(used.first-1, 1), 1, 1, 0, 0, 0, 0, time.UTC)
	until := time.Date(max(used.first+aheadSpan, aheadLeast), 12, 31, 0, 0, 0, 0, time.UTC)
	changes := changesBetween(from, until, location)

	w.line("BEGIN:VTIMEZONE")
	w.line("TZID:" + used.name)
	w.line("X-LIC-LOCATION:" + used.name)
	if len(changes) == 0 || !changes[0].wall.Before(time.Date(used.first, 1, 1, 0, 0, 0, 0, time.UTC)) {
		w.observance(initial(from, location))
	}
	for _, o := range observances(changes, until.Year()) {
		w.observance(o)
	}
	w.line("END:VTIMEZONE")
}

// initial is what a zone shows from the beginning of a year on.
func initial(from time.Time, location *time.Location) observance {
	name, offset := from.In(location).Zone()
	shown := from.In(location).IsDST()
	return observance{first: change{wall: from, before: offset, after: offset, name: name, summer: shown}}
}

// change is a moment at which the clocks of a zone are set.
type change struct {
	at            time.Time // in UTC
	wall          time.Time // what the clocks show as they are set, labelled UTC
	before, after int       // seconds east of Greenwich
	name          string    // what the time is called from then on
	summer        bool      // the time from then on is to be called daylight
}

// sameKind reports whether two changes set the clocks alike.
func (c change) sameKind(d change) bool {
	return c.before == d.before && c.after == d.after && c.name == d.name && c.summer == d.summer
}

// changesBetween walks along the changes of a zone.
func changesBetween(from, until time.Time, zone *time.Location) (all []change) {
	for at := from; ; {
		next, found := nextChange(at, until, zone)
		if !found {
			return all
		}
		all = append(all, changeAt(next, zone))
		at = next
	}
}

func changeAt(at time.Time, zone *time.Location) change {
	old, now := at.Add(-time.Second).In(zone), at.In(zone)
	_, before := old.Zone()
	name, after := now.Zone()
	return change{
		at: at.UTC(), wall: at.UTC().Add(time.Duration(before) * time.Second),
		before: before, after: after, name: name,
		// Where winter is what the law calls the exception, as in Ireland, summer
		// is still what readers understand as daylight saving time.
		summer: after > before && (now.IsDST() || old.IsDST()),
	}
}

// nextChange finds the first change after at. On the last day of a leap year
// ZoneBounds may answer with an end that does not lie ahead, once the rule for
// the far future is in force; such a day is walked over, and looked into only if
// its ends differ.
func nextChange(at, until time.Time, zone *time.Location) (time.Time, bool) {
	for at.Before(until) {
		_, end := at.In(zone).ZoneBounds()
		if end.IsZero() {
			return time.Time{}, false
		}
		if !end.After(at) {
			end = at.AddDate(0, 0, 1)
			if !sameClock(at, end, zone) {
				end = bisect(at, end, zone)
				return end, end.Before(until)
			}
		} else if !sameClock(end.Add(-time.Second), end, zone) {
			return end, end.Before(until)
		}
		at = end
	}
	return time.Time{}, false
}

// bisect finds the second at which the clocks are set, of which there is one.
func bisect(low, high time.Time, zone *time.Location) time.Time {
	for high.Sub(low) > time.Second {
		middle := low.Add(high.Sub(low) / 2).Truncate(time.Second)
		if sameClock(low, middle, zone) {
			low = middle
		} else {
			high = middle
		}
	}
	return high
}

// sameClock reports whether a zone shows the same kind of time at two moments.
func sameClock(a, b time.Time, zone *time.Location) bool {
	aName, aOffset := a.In(zone).Zone()
	bName, bOffset := b.In(zone).Zone()
	return aName == bName && aOffset == bOffset && a.In(zone).IsDST() == b.In(zone).IsDST()
}

// observance is a STANDARD or DAYLIGHT: changes of one kind, by a rule or on
// given days.
type observance struct {
	first change
	rule  string      // RRULE; empty: none
	dates []time.Time // the wall clocks of all changes, where there are several without a rule
}

func (w *writer) observance(o observance) {
	kind := "STANDARD"
	if o.first.summer {
		kind = "DAYLIGHT"
	}
	w.line("BEGIN:" + kind)
	w.line("DTSTART:" + o.first.wall.Format(wallForm))
	w.line("TZOFFSETFROM:" + offset(o.first.before))
	w.line("TZOFFSETTO:" + offset(o.first.after))
	w.text("TZNAME", o.first.name)
	if o.rule != "" {
		w.line("RRULE:" + o.rule)
	}
	for _, t := range o.dates {
		w.line("RDATE:" + t.Format(wallForm))
	}
	w.line("END:" + kind)
}

// offset writes seconds east of Greenwich, with seconds only where there are
// some (RFC 5545 §3.3.14).
func offset(seconds int) string {
	sign := '+'
	if seconds < 0 {
		sign, seconds = '-', -seconds
	}
	s := fmt.Sprintf("%c%02d%02d", sign, seconds/3600, seconds/60%60)
	if seconds%60 != 0 {
		s += fmt.Sprintf("%02d", seconds%60)
	}
	return s
}

// observances gathers changes into as few observances as there are rules. Where
// the latest changes have no rule, as where Ramadan counts, none is taken to go
// on beyond the last year: a reader that knows one half of a year would be wrong all year.
func observances(changes []change, last int) (all []observance) {
	runs := runsOf(changes)
	endless := true
	for _, r := range runs {
		endless = endless && (r.lastYear() < last-1 || r.lasting())
	}
	for _, r := range runs {
		all = append(all, r.observance(endless && r.lasting() && r.lastYear() >= last-1))
	}
	slices.SortStableFunc(all, func(a, b observance) int { return cmp.Compare(a.first.at.Unix(), b.first.at.Unix()) })
	return all
}
