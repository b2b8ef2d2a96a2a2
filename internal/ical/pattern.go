package ical

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// lastingYears is for how long a rule must have held to the end of what is known
// to be taken for one that holds for ever.
const lastingYears = 20

// run is changes of one kind in successive years on days that one rule names,
// or changes of one kind that no rule names.
type run struct {
	changes []change
	days    pattern
}

func (r run) lastYear() int { return r.changes[len(r.changes)-1].wall.Year() }

func (r run) lasting() bool {
	return r.days.possible() && len(r.changes) >= lastingYears
}

// observance is the run as readers get it. A rule that is not endless ends with
// its last change. Of dates the first is said twice, as DTSTART and among them,
// since some readers (ical.js) do not count DTSTART where there are others.
func (r run) observance(endless bool) observance {
	o := observance{first: r.changes[0]}
	if len(r.changes) > 1 && r.days.possible() {
		o.rule = "FREQ=YEARLY;" + r.days.rule()
		if !endless {
			o.rule += ";UNTIL=" + r.changes[len(r.changes)-1].at.Format(instantForm)
		}
		return o
	}
	if len(r.changes) > 1 {
		for _, c := range r.changes {
			o.dates = append(o.dates, c.wall)
		}
	}
	return o
}

// runsOf parts changes by their kind, and each kind by the rules it followed.
// What followed none is gathered for each kind, with its dates.
func runsOf(changes []change) (runs []run) {
	for _, kind := range kindsOf(changes) {
		var lone run
		for _, r := range split(kind) {
			if len(r.changes) > 1 {
				runs = append(runs, r)
				continue
			}
			lone.changes = append(lone.changes, r.changes...)
		}
		if len(lone.changes) > 0 {
			runs = append(runs, lone)
		}
	}
	return runs
}

// kindsOf gathers the changes that set the clocks alike, in order.
func kindsOf(changes []change) (kinds [][]change) {
next:
	for _, c := range changes {
		for i, k := range kinds {
			if k[0].sameKind(c) {
				kinds[i] = append(k, c)
				continue next
			}
		}
		kinds = append(kinds, []change{c})
	}
	return kinds
}

// split parts the changes of one kind where the rule is another.
func split(kind []change) (runs []run) {
	for _, c := range kind {
		days := patternOf(c.wall)
		if len(runs) > 0 {
			last := &runs[len(runs)-1]
			both := last.days.and(days)
			if both.possible() && c.wall.Year() == last.lastYear()+1 {
				last.changes, last.days = append(last.changes, c), both
				continue
			}
		}
		runs = append(runs, run{[]change{c}, days})
	}
	return runs
}

// pattern is what the days of changes have in common. It narrows with each day.
type pattern struct {
	month   time.Month
	clock   time.Duration // since midnight, on the wall
	day     int           // the day of the month; 0: not always the same
	weekday time.Weekday
	weekly  bool // weekday is always the same
	nth     int  // which of the weekdays of the month, from 1; 0: not always the same
	last    bool // always the last one of the month
	low     int  // the earliest day of the month
	high    int  // the latest
}

func patternOf(wall time.Time) pattern {
	day := wall.Day()
	midnight := time.Date(wall.Year(), wall.Month(), day, 0, 0, 0, 0, time.UTC)
	return pattern{
		month: wall.Month(), clock: wall.Sub(midnight), day: day,
		weekday: wall.Weekday(), weekly: true, nth: (day + 6) / 7,
		last: wall.AddDate(0, 0, 7).Month() != wall.Month(), low: day, high: day,
	}
}

// and is what p and q have in common.
func (p pattern) and(q pattern) pattern {
	if p.month != q.month || p.clock != q.clock {
		return pattern{}
	}
	if p.day != q.day {
		p.day = 0
	}
	if p.nth != q.nth {
		p.nth = 0
	}
	p.weekly = p.weekly && q.weekly && p.weekday == q.weekday
	p.last = p.last && q.last
	p.low, p.high = min(p.low, q.low), max(p.high, q.high)
	return p
}

// possible reports whether a rule names these days and no others of their years.
func (p pattern) possible() bool {
	return p.day != 0 || p.weekly && (p.nth != 0 || p.last || p.high-p.week() < 7)
}

// week is the first of seven days of the month that hold all days of p, if there
// are such.
func (p pattern) week() int {
	end := time.Date(2001, p.month+1, 0, 0, 0, 0, 0, time.UTC).Day() // of a common year
	return min(p.low, end-6)
}

// rule is the part of an RRULE that names the days. Days such as the Friday
// before the last Sunday are given by the seven days of the month on which it
// can be, which every reader of RFC 5545 counts alike.
func (p pattern) rule() string {
	month := "BYMONTH=" + strconv.Itoa(int(p.month))
	weekday := strings.ToUpper(p.weekday.String()[:2])
	switch {
	case p.day != 0:
		return fmt.Sprintf("%s;BYMONTHDAY=%d", month, p.day)
	case p.last:
		return month + ";BYDAY=-1" + weekday
	case p.nth != 0:
		return fmt.Sprintf("%s;BYDAY=%d%s", month, p.nth, weekday)
	}
	var days []string
	for d := range 7 {
		days = append(days, strconv.Itoa(p.week()+d))
	}
	return fmt.Sprintf("%s;BYDAY=%s;BYMONTHDAY=%s", month, weekday, strings.Join(days, ","))
}
