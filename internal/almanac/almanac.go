// Package almanac is time as calendars tell it: days, wall clocks and zones, how
// exactly something is known, and rules by which it comes again. A wall clock is
// a time.Time in UTC that stands for what a clock shows, wherever it hangs.
package almanac

import (
	"regexp"
	"time"
	_ "time/tzdata" // a machine without zone data must tell the same time

	"newsdesk/internal/fault"
)

// Zone loads an IANA time zone, such as Asia/Ho_Chi_Minh. A name that is none is
// an Invalid fault.
func Zone(name string) (*time.Location, error) {
	if regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_+-]*(/[A-Za-z0-9_+-]+)*$`).MatchString(name) && name != "Local" {
		if zone, err := time.LoadLocation(name); err == nil {
			return zone, nil
		}
	}
	return nil, fault.Member(fault.Invalid, "/timezone", "invalid_time_zone", "This is not an IANA time zone, such as %s", "Asia/Ho_Chi_Minh")
}

// Zones remembers the zones that were loaded with it. Its zero value is not
// ready; make one with Zones{}. It is for one goroutine.
type Zones map[string]*time.Location

// Of is the zone of a name, or UTC where nothing has that name any more.
func (z Zones) Of(name string) *time.Location {
	if zone, ok := z[name]; ok {
		return zone
	}
	zone, err := Zone(name)
	if err != nil {
		zone = time.UTC
	}
	z[name] = zone
	return zone
}

// reach is further than any clock of the world is from UTC.
const reach = 24 * time.Hour

// Resolve is the instant at which clocks of a zone show wall (RFC 5545 § 3.3.5).
// What they show twice is the first time; what they skip is the instant by the
// offset from before the gap, so it shows later by its length.
func Resolve(wall time.Time, zone *time.Location) time.Time {
	wall = Label(wall)
	before, after := wall.Add(-offset(wall.Add(-reach), zone)), wall.Add(-offset(wall.Add(reach), zone))
	if !shows(before, wall, zone) && shows(after, wall, zone) {
		return after
	}
	return before
}

func offset(at time.Time, zone *time.Location) time.Duration {
	_, seconds := at.In(zone).Zone()
	return time.Duration(seconds) * time.Second
}

func shows(at, wall time.Time, zone *time.Location) bool { return Wall(at, zone).Equal(wall) }

// Wall is what clocks of a zone show at an instant.
func Wall(at time.Time, zone *time.Location) time.Time { return Label(at.In(zone)) }

// Label is what a time shows, whatever its zone.
func Label(t time.Time) time.Time {
	return time.Date(t.Year(), t.Month(), t.Day(), t.Hour(), t.Minute(), t.Second(), 0, time.UTC)
}

// Day is the midnight with which the day of a wall clock begins.
func Day(wall time.Time) time.Time {
	return time.Date(wall.Year(), wall.Month(), wall.Day(), 0, 0, 0, 0, time.UTC)
}
