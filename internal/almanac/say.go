package almanac

import (
	"strings"
	"time"
)

// Say writes a moment in words for people, as exactly as it is known, in Vietnamese
// or else in English. A time with an hour says by which clock.
func (m Moment) Say(locale string, zone *time.Location) string {
	wall := m.Wall(zone)
	if base, _, _ := strings.Cut(locale, "-"); base == "vi" {
		return m.vietnamese(wall, zone)
	}
	switch m.Precision {
	case Instant, Minute:
		return wall.Format("15:04 on 2 January 2006") + " (" + offsetOf(m, zone) + ")"
	case Part:
		return "the " + string(m.Part) + " of " + wall.Format("2 January 2006")
	case Whole:
		return wall.Format("2 January 2006")
	case Month:
		return wall.Format("January 2006")
	}
	return ""
}

func (m Moment) vietnamese(wall time.Time, zone *time.Location) string {
	switch m.Precision {
	case Instant, Minute:
		return wall.Format("15:04 ngày 2/1/2006") + " (" + offsetOf(m, zone) + ")"
	case Part:
		part := map[DayPart]string{Morning: "sáng", Noon: "trưa", Afternoon: "chiều", Evening: "tối", Night: "đêm"}[m.Part]
		return part + wall.Format(" 2/1/2006")
	case Whole:
		return wall.Format("ngày 2/1/2006")
	case Month:
		return wall.Format("tháng 1/2006")
	}
	return ""
}

// offsetOf is what a clock of the zone is ahead of UTC by at a moment.
func offsetOf(m Moment, zone *time.Location) string {
	at, _ := m.Bounds(zone)
	return at.In(zone).Format("UTC-07:00")
}
