package story

import (
	"fmt"
	"time"
)

// vietnam is the IANA name of the time zone of all of Vietnam, and homeOffset
// its distance from UTC in seconds.
const (
	vietnam    = "Asia/Ho_Chi_Minh"
	homeOffset = 7 * 60 * 60
)

// date fills in when the story was published and doubts what it had to add.
func (s *Story) date(when stamp) {
	if when.zone == "" {
		when.offset = homeOffset
	}
	place := time.FixedZone(offsetName(when.offset), when.offset)
	midnight := time.Date(when.year, time.Month(when.month), when.day, 0, 0, 0, 0, place)
	if midnight.Day() != when.day || int(midnight.Month()) != when.month {
		s.doubt(s.Dateline.Number, "/published_at", "%s is no day of the calendar; the date of publication is unknown", when.date)
		return
	}
	s.doubtDay(when, midnight)
	s.doubtClock(when)
	s.nameZone(when)
	s.PublishedAt = midnight
	if !when.nonsensical {
		s.PublishedAt = time.Date(when.year, time.Month(when.month), when.day, when.hour, when.minute, when.second, 0, place)
	}
}

func (s *Story) nameZone(when stamp) {
	at := s.Dateline.Number
	switch {
	case when.zone == "":
		s.Zone = vietnam
		s.doubt(at, "/zone", "The dateline names no zone; %s is assumed", vietnam)
	case when.offset == homeOffset:
		s.Zone = vietnam
		s.doubt(at, "/zone", "%s is an offset and no place; the zone %s is inferred", when.zone, vietnam)
	default:
		s.doubt(at, "/zone", "%s is an offset and no place; the name of the zone is unknown", when.zone)
	}
}

func (s *Story) doubtDay(when stamp, day time.Time) {
	switch actual := day.Weekday().String(); {
	case when.weekday == "" && when.day <= 12 && when.month <= 12 && when.day != when.month:
		s.doubt(s.Dateline.Number, "/published_at", "%s is read as day and month; no weekday confirms it", when.date)
	case when.weekday != "" && when.weekday != actual:
		s.doubt(s.Dateline.Number, "/published_at", "The dateline says %s, but %s is a %s", when.weekday, when.date, actual)
	}
}

func (s *Story) doubtClock(when stamp) {
	at := s.Dateline.Number
	switch {
	case when.clock == "":
		s.doubt(at, "/published_at", "The dateline gives no time of day; midnight is assumed")
	case when.nonsensical:
		s.doubt(at, "/published_at", "%s is no time of day; midnight is assumed", when.clock)
	case !when.exact:
		s.doubt(at, "/published_at", "The seconds are unknown; the full minute is assumed")
	}
}

// offsetName names an offset as ISO 8601 writes it, such as +07:00.
func offsetName(seconds int) string {
	sign, minutes := '+', seconds/60
	if minutes < 0 {
		sign, minutes = '-', -minutes
	}
	return fmt.Sprintf("%c%02d:%02d", sign, minutes/60, minutes%60)
}
