package ical

import (
	"fmt"
	"slices"
	"time"
)

// What is read at most. A calendar of a newsroom is a thousandth of that.
const (
	sizeMost       = 8 << 20 // octets of a file
	componentsMost = 20_000  // VCALENDAR, VEVENT, VALARM and so on, together
	depthMost      = 16      // components inside of each other
)

// Read takes a file for calendars. Their events come in the order of the file,
// occurrences that differ among them; what the calendars say of themselves is
// that of the first that says it. An event that cannot be read as it was meant
// is left out, and a Problem stands for it, with the line of the first thing
// that is wrong. A file that is none, or too large, is one Problem.
//
// Not refused are things that harm nobody: unknown properties and components
// are skipped, of a property that may stand once the first counts, and stamps,
// places and states that make no sense count as none. A DTEND counts more than
// a DURATION beside it. A UID may be missing.
func Read(raw []byte) (Calendar, []Problem) {
	if len(raw) > sizeMost {
		return Calendar{}, []Problem{{1, TooLarge, fmt.Sprintf("The file is larger than %d MiB.", sizeMost>>20)}}
	}
	r := reader{zones: newBook()}
	for p := range properties(raw) {
		r.take(p)
		if r.fatal != nil {
			return Calendar{}, []Problem{*r.fatal}
		}
	}
	r.close(0)
	if !r.found {
		return Calendar{}, []Problem{{1, NotACalendar, "The file is not a calendar: it has no line BEGIN:VCALENDAR."}}
	}
	return r.finish()
}

// reader is the state in the middle of a file.
type reader struct {
	calendar Calendar
	open     []string // the names of the components around the line
	found    bool     // there is a VCALENDAR
	count    int      // components so far
	drafts   []*draft
	event    *draft // inside of a VEVENT: the last of drafts
	zone     zoneNames
	zones    *book
	fatal    *Problem // why nothing is read
}

// zoneNames is what a VTIMEZONE calls itself.
type zoneNames struct{ id, iana string }

func (r *reader) take(p property) {
	switch {
	case p.name == "BEGIN":
		r.begin(p)
	case p.name == "END":
		r.end(p.word())
	case r.directlyIn("VEVENT"):
		r.event.take(p)
	case r.directlyIn("VTIMEZONE"):
		r.zone.take(p)
	case len(r.open) == 1 && r.open[0] == "VCALENDAR":
		r.calendar.take(p)
	}
}

// directlyIn reports whether the line stands in such a component of a calendar,
// and not in a part of it.
func (r *reader) directlyIn(component string) bool {
	n := len(r.open)
	return n >= 2 && r.open[n-1] == component && r.open[n-2] == "VCALENDAR"
}

func (r *reader) begin(p property) {
	r.count++
	r.open = append(r.open, p.word())
	switch {
	case r.count > componentsMost:
		r.fatal = &Problem{p.line, TooManyComponents, fmt.Sprintf("The file has more than %d components.", componentsMost)}
	case len(r.open) > depthMost:
		r.fatal = &Problem{p.line, TooDeep, fmt.Sprintf("The components of the file lie in each other, more than %d deep.", depthMost)}
	case p.word() == "VCALENDAR":
		r.found = true
	case r.directlyIn("VEVENT"):
		r.event = &draft{event: Event{Line: p.line}}
		r.drafts = append(r.drafts, r.event)
	case r.directlyIn("VTIMEZONE"):
		r.zone = zoneNames{}
	}
}

// end closes a component, and those inside of it that lack their end. The end of
// something that never began is skipped.
func (r *reader) end(name string) {
	for i, open := range slices.Backward(r.open) {
		if open == name {
			r.close(i + 1)
			r.closeOne()
			return
		}
	}
}

// close takes off the components from a depth on, none of which has its end.
func (r *reader) close(depth int) {
	for len(r.open) > depth {
		if r.directlyIn("VEVENT") {
			r.event.refuse(r.event.event.Line, Unfinished, "The event that begins here has no END:VEVENT.")
		}
		r.closeOne()
	}
}

func (r *reader) closeOne() {
	if r.directlyIn("VTIMEZONE") {
		r.zones.name(r.zone)
	}
	r.open = r.open[:len(r.open)-1]
}

// finish settles the events, after all zones are known.
func (r *reader) finish() (Calendar, []Problem) {
	var problems []Problem
	for _, d := range r.drafts {
		d.settle(r.zones)
		if d.problem != nil {
			problems = append(problems, *d.problem)
			continue
		}
		r.calendar.Events = append(r.calendar.Events, d.event)
	}
	return r.calendar, problems
}

func (n *zoneNames) take(p property) {
	switch p.name {
	case "TZID":
		first(&n.id, p.text())
	case "X-LIC-LOCATION":
		first(&n.iana, p.text())
	}
}

// take reads what a calendar says of itself. NAME and DESCRIPTION are what
// X-WR-CALNAME and X-WR-CALDESC have become, and say the same where both stand.
func (c *Calendar) take(p property) {
	switch p.name {
	case "PRODID":
		first(&c.Product, p.text())
	case "METHOD":
		if token(p.word()) {
			first(&c.Method, p.word())
		}
	case "NAME", "X-WR-CALNAME":
		first(&c.Name, p.text())
	case "DESCRIPTION", "X-WR-CALDESC":
		first(&c.Description, p.text())
	case "URL":
		first(&c.URL, oneLine(p.value))
	case "REFRESH-INTERVAL", "X-PUBLISHED-TTL":
		if s, ok := parseSpan(p.value); ok && c.Refresh == 0 && s.length() > 0 {
			c.Refresh = s.length()
		}
	}
}

// first sets what is not set yet.
func first(to *string, value string) {
	if *to == "" {
		*to = value
	}
}

// span is a DURATION (RFC 5545 §3.3.6): days on the calendar, and time on the
// clock.
type span struct {
	days int
	time time.Duration
}

func (s span) length() time.Duration { return time.Duration(s.days)*24*time.Hour + s.time }
