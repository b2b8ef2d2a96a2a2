package almanac

import (
	"slices"
	"time"
)

// Precision is how exactly a time is known. It is stored and on the wire.
type Precision string

// The precisions.
const (
	Instant Precision = "instant"  // a point in time, whatever clocks will say of it
	Minute  Precision = "minute"   // what a clock shows, to the minute or second
	Part    Precision = "day_part" // a part of a day, such as its afternoon
	Whole   Precision = "day"      // some time of a day, or all of it
	Month   Precision = "month"    // some time of a month
)

// DayPart is a part of a day. It is stored and on the wire.
type DayPart string

// The parts of a day.
const (
	Morning   DayPart = "morning"   // sáng
	Noon      DayPart = "noon"      // trưa
	Afternoon DayPart = "afternoon" // chiều
	Evening   DayPart = "evening"   // tối
	Night     DayPart = "night"     // đêm
)

// DayParts lists the parts of a day in their order.
func DayParts() []DayPart { return []DayPart{Morning, Noon, Afternoon, Evening, Night} }

// Hours are the wall clock hours with which a part begins and ends. They are
// wide, as people speak: nobody is told more than was known.
func (p DayPart) Hours() (from, until int) {
	switch p {
	case Morning:
		return 5, 11
	case Noon:
		return 11, 13
	case Afternoon:
		return 12, 18
	case Evening:
		return 18, 22
	case Night:
		return 22, 24
	}
	return 0, 24
}

// Layouts of what is stored of a moment.
const (
	LocalLayout = "2006-01-02T15:04:05"
	DayLayout   = time.DateOnly
	MonthLayout = "2006-01"
)

// Moment is a time as exactly as somebody knows it. The zero value is unknown.
type Moment struct {
	Precision Precision `json:"precision,omitzero"`
	// Local is a wall clock in the layout of its precision; of an instant it is
	// the UTC time.
	Local string  `json:"local,omitzero"`
	Part  DayPart `json:"part,omitzero"`
}

// At is a moment to the minute.
func At(wall time.Time) Moment { return Moment{Precision: Minute, Local: wall.Format(LocalLayout)} }

// On is a whole day.
func On(day time.Time) Moment { return Moment{Precision: Whole, Local: day.Format(DayLayout)} }

// Known reports whether anything is known of it.
func (m Moment) Known() bool { return m.Precision != "" }

// Timed reports whether it has an hour.
func (m Moment) Timed() bool { return m.Precision == Instant || m.Precision == Minute }

// layout is the form of Local.
func (m Moment) layout() string {
	switch m.Precision {
	case Instant, Minute:
		return LocalLayout
	case Part, Whole:
		return DayLayout
	case Month:
		return MonthLayout
	}
	return ""
}

// Valid reports whether the moment is well formed, in a year from 1 to 9999.
func (m Moment) Valid() bool {
	wall, err := time.Parse(m.layout(), m.Local)
	if m.layout() == "" || err != nil || wall.Year() < 1 || wall.Format(m.layout()) != m.Local {
		return false
	}
	return (m.Precision == Part) == (m.Part != "") && (m.Part == "" || slices.Contains(DayParts(), m.Part))
}

// Wall is what a clock of the zone shows when the moment begins.
func (m Moment) Wall(zone *time.Location) time.Time {
	wall, err := time.Parse(m.layout(), m.Local)
	switch {
	case err != nil:
		return time.Time{}
	case m.Precision == Instant:
		return Wall(wall, zone)
	case m.Precision == Part:
		from, _ := m.Part.Hours()
		return wall.Add(time.Duration(from) * time.Hour)
	}
	return wall
}

// Date is the day on which the moment begins, as a wall clock.
func (m Moment) Date(zone *time.Location) time.Time { return Day(m.Wall(zone)) }

// Bounds are the instants between which the moment lies, the second of which is
// after it. A moment with an hour is a point: both are the same.
func (m Moment) Bounds(zone *time.Location) (from, until time.Time) {
	wall := m.Wall(zone)
	switch m.Precision {
	case Instant:
		at, err := time.Parse(LocalLayout, m.Local)
		if err != nil {
			return time.Time{}, time.Time{}
		}
		return at, at
	case Minute:
		at := Resolve(wall, zone)
		return at, at
	case Part:
		_, last := m.Part.Hours()
		return Resolve(wall, zone), Resolve(Day(wall).Add(time.Duration(last)*time.Hour), zone)
	case Whole:
		return Resolve(wall, zone), Resolve(wall.AddDate(0, 0, 1), zone)
	case Month:
		return Resolve(wall, zone), Resolve(wall.AddDate(0, 1, 0), zone)
	}
	return time.Time{}, time.Time{}
}

// Moved is the moment whose wall clock shows another time, as exactly as before.
func (m Moment) Moved(wall time.Time, zone *time.Location) Moment {
	if m.Precision == Instant {
		wall = Resolve(wall, zone).UTC()
	}
	m.Local = wall.Format(m.layout())
	return m
}

// Key names the moment among those of a series: 20200324T140000, or 20200324.
func (m Moment) Key(zone *time.Location) string {
	if m.Timed() {
		return m.Wall(zone).Format(KeyLayout)
	}
	return m.Wall(zone).Format(DayKeyLayout)
}

// Layouts of keys, which are those of iCalendar.
const (
	KeyLayout    = "20060102T150405"
	DayKeyLayout = "20060102"
)

// ParseKey reads a key.
func ParseKey(key string) (wall time.Time, timed, ok bool) {
	for _, layout := range []string{KeyLayout, DayKeyLayout} {
		if wall, err := time.Parse(layout, key); err == nil && wall.Format(layout) == key {
			return wall, layout == KeyLayout, true
		}
	}
	return time.Time{}, false, false
}
