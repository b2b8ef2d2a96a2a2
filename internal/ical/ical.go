// Package ical reads and writes calendars as other programs exchange them:
// iCalendar (RFC 5545), published by METHOD (RFC 5546), with the properties that
// RFC 7986 adds. It knows nothing of what an event is to the newsroom, and does
// not expand series: a rule is a text that it carries.
package ical

import "time"

// Calendar is a VCALENDAR. What is empty or zero is not written.
type Calendar struct {
	Product     string        // PRODID, such as -//Newsdesk//Newsdesk//EN; needed
	Method      string        // METHOD of RFC 5546, such as PUBLISH
	Name        string        // NAME, and X-WR-CALNAME for older readers
	Description string        // DESCRIPTION, and X-WR-CALDESC
	URL         string        // URL of RFC 7986: where people see the calendar
	Refresh     time.Duration // REFRESH-INTERVAL and X-PUBLISHED-TTL, in whole seconds
	Events      []Event
}

// Event is a VEVENT: a single event, the master of a series, or an occurrence
// that differs from its series.
type Event struct {
	UID               string    // needed in writing; files from elsewhere may lack it
	Stamp             time.Time // DTSTAMP; needed in writing, as UID
	Sequence          int       // the revision, from 0
	Created, Modified time.Time // CREATED and LAST-MODIFIED; zero: none

	Start      Time // DTSTART
	End        Time // DTEND, which is exclusive; zero: none. A DURATION that is read becomes an End
	Recurrence Time // RECURRENCE-ID: the occurrence that this stands for; zero: a master or a single event
	Following  bool // with Recurrence: this occurrence and all later ones (RANGE=THISANDFUTURE)

	Rule            string // the value of RRULE, as it stands
	RDates, ExDates []Time // further occurrences, and those that do not take place

	Status      string // TENTATIVE, CONFIRMED, CANCELLED or empty
	Transparent bool   // does not make anybody busy

	Summary, Description, Location, Comment string
	Geo                                     *Geo
	URL                                     string
	Organizer                               Party // zero: none
	Categories                              []string
	Related                                 []Relation
	Conference                              string // CONFERENCE of RFC 7986: the address of a meeting on line
	Image                                   string // IMAGE of RFC 7986: the address of a picture

	Line int // where the event begins in the file that it was read from, from 1; 0 in writing
}

// Time is a point in the life of an event, in one of the four forms of RFC 5545:
// a day, an instant, a wall clock of a zone, or a wall clock wherever the reader is.
type Time struct {
	Local time.Time // the wall clock, labelled UTC; of an instant its time in UTC; of a day its midnight
	Zone  string    // a name of the IANA database; empty in the three other forms
	UTC   bool      // an instant
	Date  bool      // a day
}

// IsZero reports whether t is no time at all.
func (t Time) IsZero() bool { return t.Local.IsZero() && t.Zone == "" && !t.UTC && !t.Date }

// floating reports whether t means another instant to each reader.
func (t Time) floating() bool { return t.Zone == "" && !t.UTC }

// Geo is a place on the globe, in degrees (WGS 84).
type Geo struct{ Lat, Lon float64 }

// Party is somebody who has to do with an event. URI is a calendar user address,
// as a rule mailto:; without it, the name alone is written.
type Party struct{ Name, URI string }

// Relation says what another event is to this one: PARENT, CHILD, SIBLING, or a
// type of somebody's own that begins with X-. Empty is PARENT.
type Relation struct{ UID, Type string }

// Problem says why a file, or one event of it, was not read.
type Problem struct {
	Line int    // from 1
	Code string // such as no_start; see the codes
	Text string // a sentence for people, in English
}

// The codes of problems. They are on the wire, so they never change.
const (
	NotACalendar      = "not_a_calendar"      // the file has no VCALENDAR
	TooLarge          = "too_large"           // the file is over 8 MiB
	TooManyComponents = "too_many_components" // the file is over 20 000 components
	TooDeep           = "too_deep"            // components lie in each other, over 16 deep
	BadLine           = "bad_line"            // a line of an event is not NAME:value
	Unfinished        = "unfinished"          // an event lacks its end
	NoStart           = "no_start"            // an event lacks DTSTART
	BadDate           = "bad_date"            // a date, time or duration cannot be read
	ValueMismatch     = "value_mismatch"      // a value is not of the type that it has or needs
	UnknownZone       = "unknown_zone"        // a TZID is no zone that is known
	EndBeforeStart    = "end_before_start"    // an event ends before it begins
	SeveralRules      = "several_rules"       // an event has two RRULEs
	OldRule           = "old_rule"            // an event has an EXRULE, which RFC 5545 abolished
)

// nobody is the address of an organizer who has a name alone.
const nobody = "invalid:nomail"
