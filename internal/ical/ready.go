package ical

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
)

// zoneTable has the zones of a calendar by their names.
type zoneTable map[string]*time.Location

// load puts a zone into the table. What depends on the machine, or counts leap
// seconds, is no zone.
func (z zoneTable) load(name string) error {
	if z[name] != nil {
		return nil
	}
	if name == "" || name == "Local" || name == "localtime" || name == "posixrules" ||
		strings.HasPrefix(name, "right/") || strings.HasPrefix(name, "posix/") {
		return fmt.Errorf("there is no time zone %q", name)
	}
	zone, err := time.LoadLocation(name)
	if err != nil {
		return fmt.Errorf("there is no time zone %q", name)
	}
	z[name] = zone
	return nil
}

// instant is the time of t in UTC, or its wall clock where it has no zone.
func (z zoneTable) instant(t Time) time.Time {
	zone := z[t.Zone]
	if t.Zone == "" || zone == nil {
		return t.Local
	}
	return on(t.Local, zone).UTC()
}

// on is the moment at which the clocks of a zone show a wall clock: the first of
// two, and where they skip it, as if they had not yet been set (RFC 5545
// §3.3.5). time.Date leaves open which one it takes.
func on(local time.Time, zone *time.Location) time.Time {
	const day = 24 * time.Hour
	_, before := local.Add(-day).In(zone).Zone()
	_, after := local.Add(day).In(zone).Zone()
	early, late := local.Add(-time.Duration(before)*time.Second), local.Add(-time.Duration(after)*time.Second)
	if late.Before(early) {
		early, late = late, early
	}
	either := relabel(local, zone)
	for _, moment := range []time.Time{early, late, either} {
		if wall(moment, zone).Equal(local) {
			return moment
		}
	}
	return local.Add(-time.Duration(before) * time.Second)
}

// wall is what the clocks of a zone show at a moment, labelled UTC.
func wall(moment time.Time, zone *time.Location) time.Time {
	return relabel(moment.In(zone), time.UTC)
}

func relabel(clock time.Time, zone *time.Location) time.Time {
	y, m, d := clock.Date()
	return time.Date(y, m, d, clock.Hour(), clock.Minute(), clock.Second(), clock.Nanosecond(), zone)
}

// sees is a moment as a time of a zone, or as an instant where the clocks of
// the zone show the same twice and mean the other one.
func (z zoneTable) sees(moment time.Time, name string) Time {
	local := wall(moment, z[name])
	if on(local, z[name]).Equal(moment) {
		return Time{Local: local, Zone: name}
	}
	return Time{Local: moment.UTC(), UTC: true}
}

// ready is e as it is written: checked, and with the dates that are added or
// left out in the zone of the start.
func (e Event) ready(zones zoneTable) (Event, error) {
	if err := errors.Join(e.checkWords(), e.checkTimes(zones)); err != nil {
		return Event{}, err
	}
	e.RDates, e.ExDates = zones.like(e.Start, e.RDates), zones.like(e.Start, e.ExDates)
	return e, nil
}

func (e Event) checkWords() error {
	switch e.Status {
	case "", "TENTATIVE", "CONFIRMED", "CANCELLED":
	default:
		return fmt.Errorf("there is no status %q", e.Status)
	}
	if escape(e.UID) == "" {
		return errors.New("it has no UID")
	}
	if e.Sequence < 0 {
		return fmt.Errorf("its sequence is %d", e.Sequence)
	}
	if e.Geo != nil && !e.Geo.valid() {
		return errors.New("its place is not on the globe")
	}
	for _, r := range e.Related {
		if !token(kind(r)) {
			return fmt.Errorf("there is no relation of the type %q", r.Type)
		}
	}
	return nil
}

func (e Event) checkTimes(zones zoneTable) error {
	if e.Stamp.IsZero() || e.Start.IsZero() {
		return errors.New("its stamp or its start is missing")
	}
	for _, t := range []time.Time{e.Stamp, e.Created, e.Modified} {
		if y := t.UTC().Year(); y < 1 || y > 9999 {
			return fmt.Errorf("its stamps are in the year %d", y)
		}
	}
	for t := range e.stated {
		if err := zones.check(t); err != nil {
			return err
		}
	}
	for _, t := range slices.Concat([]Time{e.End}, e.RDates, e.ExDates) {
		if !t.IsZero() && (t.Date != e.Start.Date || t.floating() != e.Start.floating()) {
			return fmt.Errorf("one of its times is another kind of time than its start, which is %s", e.Start.kind())
		}
	}
	if !e.End.IsZero() && zones.before(e.End, e.Start) {
		return errors.New("it ends before it begins")
	}
	return nil
}

// stated yields the times of e that are not zero, in the order in which they are
// written.
func (e Event) stated(yield func(Time) bool) {
	for _, some := range [][]Time{{e.Recurrence, e.Start, e.End}, e.RDates, e.ExDates} {
		for _, t := range some {
			if !t.IsZero() && !yield(t) {
				return
			}
		}
	}
}

// check wants t to be of one form, and to have one on the wire.
func (z zoneTable) check(t Time) error {
	if y := t.Local.Year(); y < 1 || y > 9999 {
		return fmt.Errorf("the time %s is outside the years 1 to 9999", t.Local)
	}
	if t.UTC && (t.Date || t.Zone != "") || t.Date && t.Zone != "" {
		return fmt.Errorf("the time %s is of two forms", t.Local)
	}
	if t.Zone == "" {
		return nil
	}
	return z.load(t.Zone)
}

// before compares two times. Wall clocks of one zone are compared as they stand,
// so that an hour which the clocks skip makes no difference.
func (z zoneTable) before(a, b Time) bool {
	if a.Zone == b.Zone {
		return a.Local.Before(b.Local)
	}
	return z.instant(a).Before(z.instant(b))
}

// like has the times in the zone of the start: readers look for the very form
// that the start has. Days and floating times have no other form.
func (z zoneTable) like(start Time, times []Time) []Time {
	if start.Zone == "" || len(times) == 0 {
		return times
	}
	all := make([]Time, 0, len(times))
	for _, t := range times {
		if !t.Date && !t.floating() && t.Zone != start.Zone {
			t = z.sees(z.instant(t), start.Zone)
		}
		all = append(all, t)
	}
	return all
}
