package ical

import (
	"fmt"
	"strconv"
	"strings"
)

// dated is a time with the line that states it. Until the draft is settled, its
// zone is called as the file calls it.
type dated struct {
	Time
	line int
}

// draft is an event in the middle of its lines.
type draft struct {
	event                  Event
	start, end, recurrence dated
	added, leftOut         []dated
	lasts                  span
	lastsLine              int // of DURATION; 0: none
	ruled                  bool
	organized              bool
	problem                *Problem // the first thing that is wrong
}

// refuse keeps the first reason.
func (d *draft) refuse(line int, code, format string, args ...any) {
	if d.problem == nil {
		d.problem = &Problem{line, code, fmt.Sprintf(format, args...)}
	}
}

// take reads a property that says when, and leaves the others to takeWords.
func (d *draft) take(p property) {
	switch {
	case p.broken:
		d.refuse(p.line, BadLine, "This line of the event is not a name, a colon and a value.")
	case p.name == "DTSTART":
		d.setOnce(&d.start, p)
	case p.name == "DTEND":
		d.setOnce(&d.end, p)
	case p.name == "RECURRENCE-ID":
		d.setOnce(&d.recurrence, p)
		d.event.Following = strings.EqualFold(p.param("RANGE"), "THISANDFUTURE")
	case p.name == "DURATION":
		d.takeDuration(p)
	case p.name == "RRULE":
		d.takeRule(p)
	case p.name == "EXRULE":
		d.refuse(p.line, OldRule, "The event leaves dates out by an EXRULE, which iCalendar no longer has; list the dates as EXDATE.")
	case p.name == "RDATE":
		d.added = append(d.added, d.dates(p)...)
	case p.name == "EXDATE":
		d.leftOut = append(d.leftOut, d.dates(p)...)
	default:
		d.takeWords(p)
	}
}

func (d *draft) takeDuration(p property) {
	s, ok := parseSpan(p.value)
	switch {
	case !ok:
		d.refuse(p.line, BadDate, "%s is not a duration, such as PT1H30M.", clip(p.value))
	case d.lastsLine == 0:
		d.lasts, d.lastsLine = s, p.line
	}
}

func (d *draft) takeRule(p property) {
	if d.ruled {
		d.refuse(p.line, SeveralRules, "The event has a second RRULE; a series has one.")
	}
	d.ruled = true
	d.event.Rule = oneLine(strings.TrimSpace(p.value))
}

// setOnce reads a time, unless one stands there already.
func (d *draft) setOnce(to *dated, p property) {
	if to.line == 0 {
		to.Time, to.line = d.date(p, p.value, p.param("VALUE")), p.line
	}
}

// dates reads a list of times. Of a period the start counts.
func (d *draft) dates(p property) (all []dated) {
	kind := strings.ToUpper(p.param("VALUE"))
	period := kind == "PERIOD" && p.name == "RDATE"
	for value := range strings.SplitSeq(p.value, ",") {
		if strings.TrimSpace(value) == "" {
			continue
		}
		if period {
			value, _, _ = strings.Cut(value, "/")
			kind = "DATE-TIME"
		}
		all = append(all, dated{d.date(p, value, kind), p.line})
	}
	return all
}

func (d *draft) date(p property, value, kind string) Time {
	t, code := parseTime(value, strings.ToUpper(kind), p.param("TZID"))
	switch code {
	case "":
	case ValueMismatch:
		d.refuse(p.line, code, "%s of %s is not of the type %s.", clip(value), p.name, clip(kind))
	default:
		d.refuse(p.line, code, "%s of %s is not a date or a time.", clip(value), p.name)
	}
	return t
}

func (d *draft) takeWords(p property) {
	e := &d.event
	switch p.name {
	case "UID":
		first(&e.UID, p.text())
	case "SUMMARY":
		first(&e.Summary, p.text())
	case "DESCRIPTION":
		first(&e.Description, p.text())
	case "LOCATION":
		first(&e.Location, p.text())
	case "COMMENT":
		first(&e.Comment, p.text())
	case "URL":
		first(&e.URL, oneLine(p.value))
	case "CONFERENCE":
		first(&e.Conference, oneLine(p.value))
	case "CATEGORIES":
		e.Categories = append(e.Categories, list(p.value)...)
	default:
		d.takeFacts(p)
	}
}

func (d *draft) takeFacts(p property) {
	e := &d.event
	switch p.name {
	case "DTSTAMP":
		e.Stamp = parseStamp(p)
	case "CREATED":
		e.Created = parseStamp(p)
	case "LAST-MODIFIED":
		e.Modified = parseStamp(p)
	case "SEQUENCE":
		if n, err := strconv.Atoi(strings.TrimSpace(p.value)); err == nil && n >= 0 {
			e.Sequence = n
		}
	case "STATUS":
		if s := p.word(); s == "TENTATIVE" || s == "CONFIRMED" || s == "CANCELLED" {
			first(&e.Status, s)
		}
	case "TRANSP":
		e.Transparent = p.word() == "TRANSPARENT"
	case "GEO":
		if e.Geo == nil {
			e.Geo = parseGeo(p.value)
		}
	case "ORGANIZER":
		d.takeOrganizer(p)
	case "RELATED-TO":
		d.takeRelation(p)
	case "IMAGE":
		if !strings.EqualFold(p.param("VALUE"), "BINARY") {
			first(&e.Image, oneLine(p.value))
		}
	}
}

// takeRelation reads what another event is to this one; without a type it is the
// parent.
func (d *draft) takeRelation(p property) {
	r := Relation{UID: p.text(), Type: strings.ToUpper(p.param("RELTYPE"))}
	if r.Type == "" {
		r.Type = "PARENT"
	}
	if r.UID != "" && token(r.Type) {
		d.event.Related = append(d.event.Related, r)
	}
}

func (d *draft) takeOrganizer(p property) {
	if d.organized {
		return
	}
	d.organized = true
	d.event.Organizer = Party{Name: p.param("CN"), URI: oneLine(strings.TrimSpace(p.value))}
	if strings.EqualFold(d.event.Organizer.URI, nobody) {
		d.event.Organizer.URI = ""
	}
}

// parseGeo reads a place, or nil where it is none on the globe.
func parseGeo(value string) *Geo {
	latitude, longitude, _ := strings.Cut(value, ";")
	lat, errLat := strconv.ParseFloat(strings.TrimSpace(latitude), 64)
	lon, errLon := strconv.ParseFloat(strings.TrimSpace(longitude), 64)
	g := Geo{lat, lon}
	if errLat != nil || errLon != nil || !g.valid() {
		return nil
	}
	return &g
}

// clipMost is how much of a file a problem repeats, in characters.
const clipMost = 60

// clip quotes a text of the file, or its beginning.
func clip(s string) string {
	if r := []rune(s); len(r) > clipMost {
		s = string(r[:clipMost]) + "…"
	}
	return strconv.Quote(s)
}
