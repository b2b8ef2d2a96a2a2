package almanac

import (
	"slices"
	"time"

	"newsdesk/internal/fault"
)

// Series is a rule that begins at a wall clock. Make one with [Rule.From].
type Series struct {
	rule  Rule
	start time.Time
	last  time.Time // no occurrence is later
}

// farthest is the year with which every series ends. Zones are a guess by then,
// and a rule that selects almost nothing must not be followed for ever.
const farthest = 2200

// From is the series of the rule that begins at start, in a zone. What the rule
// leaves open follows from its start.
func (r Rule) From(start time.Time, zone *time.Location) Series {
	s := Series{rule: r.complete(start), start: start, last: time.Date(farthest, time.December, 31, 23, 59, 59, 0, time.UTC)}
	switch {
	case r.UntilUTC:
		s.last = Wall(r.Until, zone)
	case r.UntilDay:
		s.last = r.Until.AddDate(0, 0, 1).Add(-time.Second)
	case !r.Until.IsZero():
		s.last = r.Until
	case r.Count > 0:
		if all := s.between(start, s.last, r.Count); len(all) == r.Count {
			s.last = all[len(all)-1]
		}
	}
	return s
}

// complete fills in the days that follow from the start.
func (r Rule) complete(start time.Time) Rule {
	if len(r.ByDay)+len(r.ByMonthDay) > 0 {
		return r
	}
	switch r.Freq {
	case Daily:
	case Weekly:
		r.ByDay = []Weekday{{Day: start.Weekday()}}
	case Monthly:
		r.ByMonthDay = []int{start.Day()}
	case Yearly:
		if r.ByMonthDay = []int{start.Day()}; len(r.ByMonth) == 0 {
			r.ByMonth = []int{int(start.Month())}
		}
	}
	return r
}

// soon is within how many years something has to happen.
const soon = 10

// Check says why the series cannot be used: because nothing happens within ten
// years, or because its start is not one of its occurrences, so that calendars
// differ on whether it counts.
func (s Series) Check() (f fault.Fields) {
	if len(s.between(s.start, s.start.AddDate(soon, 0, 0), 1)) == 0 {
		f.Add("", "recurrence_empty", "Nothing happens by this rule within %d years", soon)
		return f
	}
	f.If(!s.Has(s.start), "", "start_not_in_recurrence", "The start is not one of the days of this rule")
	return f
}

// Rule is the rule of the series with its end as a wall clock, so that nobody has
// to count again.
func (s Series) Rule() Rule {
	r := s.rule
	if _, ended := s.Last(); ended {
		r.Count, r.Until, r.UntilUTC, r.UntilDay = 0, s.last, false, false
	}
	return r
}

// Last is the wall clock of the last occurrence that is possible; ended tells
// whether there is one.
func (s Series) Last() (last time.Time, ended bool) {
	return s.last, s.rule.Count > 0 || !s.rule.Until.IsZero()
}

// Between lists up to most wall clocks of the series from one to another, which
// is not included, in their order. How long it takes goes by the window, and not
// by how long ago the series began.
func (s Series) Between(from, to time.Time, most int) []time.Time {
	return s.between(from, to.Add(-time.Second), most)
}

// Has reports whether the series has an occurrence at a wall clock.
func (s Series) Has(wall time.Time) bool { return len(s.between(wall, wall, 1)) == 1 }

// between includes both ends.
func (s Series) between(from, to time.Time, most int) (found []time.Time) {
	from, to = later(from, s.start), earlier(to, s.last)
	step := max(s.rule.Interval, 1)
	for n := max(0, (s.period(from)-s.period(s.start))/step); len(found) < most; n++ {
		period := s.period(s.start) + n*step
		days := s.days(period)
		if s.begins(period).After(to) {
			return found
		}
		for _, day := range days {
			at := day.Add(s.start.Sub(Day(s.start)))
			if !at.Before(from) && !at.After(to) && len(found) < most {
				found = append(found, at)
			}
		}
	}
	return found
}

func later(a, b time.Time) time.Time {
	if a.Before(b) {
		return b
	}
	return a
}

func earlier(a, b time.Time) time.Time {
	if b.Before(a) {
		return b
	}
	return a
}

const secondsOfDay = 24 * 60 * 60

// epochDay counts days from 1 January 1970.
func epochDay(day time.Time) int {
	seconds := Day(day).Unix()
	return int(seconds / secondsOfDay) // exact: midnights in UTC
}

func dayOf(n int) time.Time { return time.Unix(int64(n)*secondsOfDay, 0).UTC() }

// period is the number of the day, week, month or year of a wall clock.
func (s Series) period(wall time.Time) int {
	switch s.rule.Freq {
	case Weekly:
		return floorDiv(epochDay(wall)-s.shift(), 7)
	case Monthly:
		return wall.Year()*12 + int(wall.Month()) - 1
	case Yearly:
		return wall.Year()
	case Daily:
	}
	return epochDay(wall)
}

// shift is the first day since 1 January 1970, a Thursday, with which a week begins.
func (s Series) shift() int { return (int(s.rule.WeekStart) - int(time.Thursday) + 7) % 7 }

func floorDiv(a, b int) int {
	if a < 0 {
		return -((b - 1 - a) / b)
	}
	return a / b
}

// begins is the first day of a period.
func (s Series) begins(period int) time.Time {
	switch s.rule.Freq {
	case Weekly:
		return dayOf(period*7 + s.shift())
	case Monthly:
		return time.Date(period/12, time.Month(period%12+1), 1, 0, 0, 0, 0, time.UTC)
	case Yearly:
		return time.Date(period, time.January, 1, 0, 0, 0, 0, time.UTC)
	case Daily:
	}
	return dayOf(period)
}

// days are the days of a period that the rule selects, in their order.
func (s Series) days(period int) []time.Time {
	first, next := s.begins(period), s.begins(period+1)
	var days []time.Time
	for day := first; day.Before(next); day = day.AddDate(0, 0, 1) {
		if s.selects(day) {
			days = append(days, day)
		}
	}
	if len(s.rule.BySetPos) == 0 {
		return days
	}
	var chosen []time.Time
	for i, day := range days {
		if slices.Contains(s.rule.BySetPos, i+1) || slices.Contains(s.rule.BySetPos, i-len(days)) {
			chosen = append(chosen, day)
		}
	}
	return chosen
}

// selects reports whether a day is one of the rule, its place among the others
// aside.
func (s Series) selects(day time.Time) bool {
	r := s.rule
	if len(r.ByMonth) > 0 && !slices.Contains(r.ByMonth, int(day.Month())) {
		return false
	}
	if len(r.ByMonthDay) > 0 {
		last := day.AddDate(0, 1, -day.Day()).Day()
		if !slices.Contains(r.ByMonthDay, day.Day()) && !slices.Contains(r.ByMonthDay, day.Day()-last-1) {
			return false
		}
	}
	return len(r.ByDay) == 0 || slices.ContainsFunc(r.ByDay, func(d Weekday) bool { return s.is(d, day) })
}

// is reports whether a day is the weekday, and the Nth where there is a number:
// in the month, or in the year if the rule is about years and names no month.
func (s Series) is(d Weekday, day time.Time) bool {
	if day.Weekday() != d.Day {
		return false
	}
	if d.N == 0 {
		return true
	}
	nth, length := day.Day(), day.AddDate(0, 1, -day.Day()).Day()
	if s.rule.Freq == Yearly && len(s.rule.ByMonth) == 0 {
		nth = day.YearDay()
		length = time.Date(day.Year(), time.December, 31, 0, 0, 0, 0, time.UTC).YearDay()
	}
	if d.N > 0 {
		return (nth-1)/7+1 == d.N
	}
	return (length-nth)/7+1 == -d.N
}
