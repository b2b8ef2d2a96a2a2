package almanac

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"newsdesk/internal/fault"
)

// Frequency is how often a rule looks for occurrences.
type Frequency string

// The frequencies that are allowed. What is more frequent is no matter for a
// calendar that people read.
const (
	Daily   Frequency = "DAILY"
	Weekly  Frequency = "WEEKLY"
	Monthly Frequency = "MONTHLY"
	Yearly  Frequency = "YEARLY"
)

// Weekday is a day of the week, or its Nth in a month or year; from the end if N
// is negative, each if it is 0.
type Weekday struct {
	N   int
	Day time.Weekday
}

// Rule is a recurrence rule (RFC 5545 § 3.3.10), as far as calendars agree on
// what it means.
type Rule struct {
	Freq       Frequency
	Interval   int
	Count      int       // 0: no bound
	Until      time.Time // inclusive; a wall clock, or in UTC if UntilUTC; zero: no bound
	UntilUTC   bool
	UntilDay   bool // only the day of Until was given
	ByDay      []Weekday
	ByMonthDay []int
	ByMonth    []int
	BySetPos   []int
	WeekStart  time.Weekday
}

// The bounds of a rule, besides those of RFC 5545.
const (
	mostInterval = 1000
	mostCount    = 10_000
	longestRule  = 500 // bytes
)

// ParseRule reads a rule, with or without "RRULE:" before it. What is wrong with
// it is an Invalid fault whose pointers are empty.
func ParseRule(s string) (r Rule, err error) {
	s = strings.TrimPrefix(strings.ToUpper(strings.TrimSpace(s)), "RRULE:")
	p := ruleParser{rule: Rule{Interval: 1, WeekStart: time.Monday}, seen: map[string]bool{}}
	p.faults.If(len(s) > longestRule, "", "too_long", "At most %d bytes are possible", longestRule)
	if len(p.faults) == 0 {
		for part := range strings.SplitSeq(s, ";") {
			p.part(part)
		}
		p.whole()
	}
	return p.rule, p.faults.Err()
}

type ruleParser struct {
	rule   Rule
	seen   map[string]bool
	faults fault.Fields
}

func (p *ruleParser) refuse(part string) {
	p.faults.Add("", "invalid_rrule", "This part of the rule cannot be read: %s", part)
}

func (p *ruleParser) part(part string) {
	name, value, ok := strings.Cut(part, "=")
	if !ok || value == "" || p.seen[name] {
		p.refuse(part)
		return
	}
	p.seen[name] = true
	r := &p.rule
	switch name {
	case "FREQ":
		r.Freq = Frequency(value)
		known := slices.Contains([]Frequency{Daily, Weekly, Monthly, Yearly}, r.Freq)
		p.faults.If(!known, "", "recurrence_not_allowed", "A rule is %s", "DAILY, WEEKLY, MONTHLY, YEARLY")
	case "INTERVAL":
		r.Interval = p.number(part, value, 1, mostInterval)
	case "COUNT":
		r.Count = p.number(part, value, 1, mostCount)
	case "UNTIL":
		p.until(part, value)
	case "BYDAY":
		p.days(part, value)
	case "BYMONTHDAY":
		r.ByMonthDay = p.numbers(part, value, 31, true)
	case "BYMONTH":
		r.ByMonth = p.numbers(part, value, 12, false)
	case "BYSETPOS":
		r.BySetPos = p.numbers(part, value, 366, true)
	case "WKST":
		day, ok := weekday(value)
		if r.WeekStart = day; !ok {
			p.refuse(part)
		}
	default: // such as BYWEEKNO, which calendars count in different ways
		p.faults.Add("", "recurrence_not_allowed", "This part of a rule is not supported: %s", name)
	}
}

func (p *ruleParser) number(part, value string, least, most int) int {
	n, err := strconv.Atoi(strings.TrimPrefix(value, "+"))
	if err != nil || n < least || n > most {
		p.refuse(part)
		return max(least, 1)
	}
	return n
}

func (p *ruleParser) numbers(part, value string, most int, negative bool) []int {
	var all []int
	for one := range strings.SplitSeq(value, ",") {
		n, err := strconv.Atoi(strings.TrimPrefix(one, "+"))
		if err != nil || n == 0 || n > most || n < -most || n < 0 && !negative || slices.Contains(all, n) {
			p.refuse(part)
			return nil
		}
		all = append(all, n)
	}
	return all
}

func (p *ruleParser) until(part, value string) {
	for _, layout := range []string{KeyLayout + "Z", KeyLayout, DayKeyLayout} {
		if at, err := time.Parse(layout, value); err == nil {
			p.rule.Until, p.rule.UntilUTC, p.rule.UntilDay = at, strings.HasSuffix(layout, "Z"), layout == DayKeyLayout
			return
		}
	}
	p.refuse(part)
}

const dayNames = "SUMOTUWETHFRSA"

func weekday(s string) (time.Weekday, bool) {
	at := strings.Index(dayNames, s)
	return time.Weekday(at / 2), len(s) == 2 && at >= 0 && at%2 == 0
}

func (p *ruleParser) days(part, value string) {
	for one := range strings.SplitSeq(value, ",") {
		if len(one) < 2 {
			p.refuse(part)
			return
		}
		day, ok := weekday(one[len(one)-2:])
		n := 0
		if ordinal := one[:len(one)-2]; ordinal != "" {
			var err error
			n, err = strconv.Atoi(strings.TrimPrefix(ordinal, "+"))
			ok = ok && err == nil && n != 0 && n >= -53 && n <= 53
		}
		if !ok || slices.Contains(p.rule.ByDay, Weekday{n, day}) {
			p.refuse(part)
			return
		}
		p.rule.ByDay = append(p.rule.ByDay, Weekday{n, day})
	}
}

// whole looks at what the parts say together.
func (p *ruleParser) whole() {
	r := p.rule
	if !p.seen["FREQ"] {
		p.faults.Add("", "invalid_rrule", "A rule has a FREQ")
	}
	p.faults.If(r.Count > 0 && !r.Until.IsZero(), "", "invalid_rrule", "COUNT and UNTIL exclude each other")
	ordinals := slices.ContainsFunc(r.ByDay, func(d Weekday) bool { return d.N != 0 })
	p.faults.If(ordinals && (r.Freq == Daily || r.Freq == Weekly), "", "invalid_rrule", "A day of the week has a number only in months and years")
	// Of the rest, calendars that people use find different days.
	uneven := len(r.ByMonth) > 1 && slices.ContainsFunc(r.ByMonthDay, func(d int) bool { return d < 1 || d > 28 })
	p.faults.If(len(r.ByMonth) > 0 && r.Freq == Monthly, "", "recurrence_not_allowed", "BYMONTH goes with DAILY, WEEKLY and YEARLY")
	p.faults.If(len(r.ByMonthDay) > 0 && r.Freq != Monthly && (r.Freq != Yearly || len(r.ByMonth) == 0), "", "recurrence_not_allowed",
		"BYMONTHDAY goes with MONTHLY, and with YEARLY that has BYMONTH")
	p.faults.If(r.Freq == Yearly && len(r.ByMonthDay) > 0 && (len(r.ByDay) > 0 || uneven), "", "recurrence_not_allowed",
		"In years, BYMONTHDAY goes without BYDAY, and in several months with days from 1 to 28")
	p.faults.If(len(r.BySetPos) > 0 && (r.Freq != Monthly || len(r.ByDay) == 0 || len(r.ByMonthDay) > 0 || ordinals), "", "recurrence_not_allowed",
		"BYSETPOS goes with MONTHLY that has BYDAY, without numbers and BYMONTHDAY")
}

// String writes the rule as iCalendar does.
func (r Rule) String() string {
	s := "FREQ=" + string(r.Freq)
	if r.Interval > 1 {
		s += fmt.Sprintf(";INTERVAL=%d", r.Interval)
	}
	if r.Count > 0 {
		s += fmt.Sprintf(";COUNT=%d", r.Count)
	}
	switch {
	case r.Until.IsZero():
	case r.UntilDay:
		s += ";UNTIL=" + r.Until.Format(DayKeyLayout)
	case r.UntilUTC:
		s += ";UNTIL=" + r.Until.Format(KeyLayout) + "Z"
	default:
		s += ";UNTIL=" + r.Until.Format(KeyLayout)
	}
	s += numbers("BYMONTH", r.ByMonth) + numbers("BYMONTHDAY", r.ByMonthDay) + r.days() + numbers("BYSETPOS", r.BySetPos)
	if r.WeekStart != time.Monday {
		s += ";WKST=" + dayNames[2*r.WeekStart:2*r.WeekStart+2]
	}
	return s
}

func (r Rule) days() string {
	var all []string
	for _, d := range r.ByDay {
		name := dayNames[2*d.Day : 2*d.Day+2]
		if d.N != 0 {
			name = strconv.Itoa(d.N) + name
		}
		all = append(all, name)
	}
	if all == nil {
		return ""
	}
	return ";BYDAY=" + strings.Join(all, ",")
}

func numbers(name string, values []int) string {
	if len(values) == 0 {
		return ""
	}
	all := make([]string, len(values))
	for i, v := range values {
		all[i] = strconv.Itoa(v)
	}
	return ";" + name + "=" + strings.Join(all, ",")
}
