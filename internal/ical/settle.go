package ical

import "time"

// settle makes an event of a draft, or says why it is none.
func (d *draft) settle(zones *book) {
	if d.start.line == 0 {
		d.refuse(d.event.Line, NoStart, "The event that begins here has no DTSTART.")
	}
	if d.problem != nil {
		return
	}
	e := &d.event
	e.Start = d.settled(d.start, zones)
	e.Recurrence = d.settled(d.recurrence, zones)
	e.RDates, e.ExDates = d.settledAll(d.added, zones), d.settledAll(d.leftOut, zones)
	if d.problem == nil {
		d.settleEnd(zones)
	}
}

// settled is a time with the zone as the IANA database calls it.
func (d *draft) settled(t dated, zones *book) Time {
	if t.Zone == "" {
		return t.Time
	}
	name, known := zones.iana(t.Zone)
	if !known {
		d.refuse(t.line, UnknownZone, "There is no time zone %s, and the file does not say which one of the IANA database it is.", clip(t.Zone))
	}
	t.Zone = name
	return t.Time
}

func (d *draft) settledAll(some []dated, zones *book) (all []Time) {
	for _, t := range some {
		all = append(all, d.alike(d.settled(t, zones), t.line))
	}
	return all
}

// alike wants t to be of the form of the start: a day, a floating time, or one
// that is the same everywhere. A wall clock beside a start that has a zone is
// meant in this zone.
func (d *draft) alike(t Time, line int) Time {
	start := d.event.Start
	if t.floating() && !t.Date && start.Zone != "" {
		t.Zone = start.Zone
	}
	if t.Date != start.Date || t.floating() != start.floating() {
		d.refuse(line, ValueMismatch, "This is another kind of time than the DTSTART of the event, which is %s.", start.kind())
	}
	return t
}

// kind says in words of which form t is.
func (t Time) kind() string {
	switch {
	case t.Date:
		return "a day"
	case t.floating():
		return "a time without a zone"
	}
	return "a time with a zone"
}

// settleEnd reads the end, or reckons it from the duration.
func (d *draft) settleEnd(zones *book) {
	line := d.end.line
	switch {
	case line > 0:
		d.event.End = d.alike(d.settled(d.end, zones), line)
	case d.lastsLine > 0:
		line = d.lastsLine
		d.event.End = d.lasted(zones)
	default:
		return
	}
	if d.problem == nil && zones.table.before(d.event.End, d.event.Start) {
		d.refuse(line, EndBeforeStart, "The event ends before it begins.")
	}
}

// lasted is the end of an event that says how long it is.
func (d *draft) lasted(zones *book) Time {
	length := d.lasts
	if d.event.Start.Date {
		const day = 24 * time.Hour
		if length.time%day != 0 {
			d.refuse(d.lastsLine, ValueMismatch, "An event of whole days lasts for whole days.")
		}
		length.days, length.time = length.days+int(length.time/day), 0
	}
	end := zones.table.after(d.event.Start, length)
	if y := end.Local.Year(); y < 1 || y > 9999 {
		d.refuse(d.lastsLine, BadDate, "The event ends after the year 9999.")
	}
	return end
}
