package ical_test

import (
	"math"
	"strings"
	"testing"
	"time"

	"newsdesk/internal/ical"
)

func day(y int, m time.Month, d int) ical.Time {
	return ical.Time{Local: time.Date(y, m, d, 0, 0, 0, 0, time.UTC), Date: true}
}

func at(zone string, y int, m time.Month, d, hour int) ical.Time {
	return ical.Time{Local: time.Date(y, m, d, hour, 0, 0, 0, time.UTC), Zone: zone}
}

func instant(y int, m time.Month, d, hour int) ical.Time {
	return ical.Time{Local: time.Date(y, m, d, hour, 0, 0, 0, time.UTC), UTC: true}
}

// fair is a calendar that has everything once.
func fair() ical.Calendar {
	stamp := time.Date(2026, 3, 1, 8, 30, 0, 0, time.UTC)
	return ical.Calendar{
		Product: "-//Newsdesk//Newsdesk//EN", Method: "PUBLISH", Name: "Events; all", Description: "What is on",
		URL: "https://example.org/events?a=1,2", Refresh: 90 * time.Minute,
		Events: []ical.Event{{
			UID: "fair@example.org", Stamp: stamp, Sequence: 3, Created: stamp.Add(-time.Hour), Modified: stamp,
			Start: day(2026, 5, 1), End: day(2026, 5, 3), Rule: "FREQ=YEARLY;COUNT=3",
			RDates: []ical.Time{day(2026, 6, 1)}, ExDates: []ical.Time{day(2027, 5, 1), day(2028, 5, 1)},
			Status: "CONFIRMED", Transparent: true,
			Summary: "Hội chợ sách ở Thành phố Hồ Chí Minh, với nhiều nhà xuất bản và độc giả", Description: "Books;\r\nand \\ more",
			Location: "Đường sách", Comment: "moved", Geo: &ical.Geo{Lat: 10.78, Lon: -106.7}, URL: "https://example.org/fair",
			Organizer:  ical.Party{Name: `Ban "Văn hóa"; ^`, URI: "mailto:desk@example.org"},
			Categories: []string{"books", "a,b"}, Related: []ical.Relation{{UID: "other", Type: "SIBLING"}, {UID: "up"}},
			Conference: "https://meet.example.org/1", Image: "https://example.org/fair.jpg",
		}},
	}
}

func TestAnEventIsWrittenToTheByte(t *testing.T) {
	want := `BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//Newsdesk//Newsdesk//EN
CALSCALE:GREGORIAN
METHOD:PUBLISH
NAME:Events\; all
X-WR-CALNAME:Events\; all
DESCRIPTION:What is on
X-WR-CALDESC:What is on
URL:https://example.org/events?a=1,2
REFRESH-INTERVAL;VALUE=DURATION:PT1H30M
X-PUBLISHED-TTL:PT1H30M
BEGIN:VEVENT
UID:fair@example.org
DTSTAMP:20260301T083000Z
SEQUENCE:3
CREATED:20260301T073000Z
LAST-MODIFIED:20260301T083000Z
DTSTART;VALUE=DATE:20260501
DTEND;VALUE=DATE:20260503
RRULE:FREQ=YEARLY;COUNT=3
RDATE;VALUE=DATE:20260601
EXDATE;VALUE=DATE:20270501
EXDATE;VALUE=DATE:20280501
STATUS:CONFIRMED
TRANSP:TRANSPARENT
SUMMARY:Hội chợ sách ở Thành phố Hồ Chí Minh\, với nhiều n
 hà xuất bản và độc giả
DESCRIPTION:Books\;\nand \\ more
LOCATION:Đường sách
GEO:10.78;-106.7
URL:https://example.org/fair
ORGANIZER;CN="Ban ^'Văn hóa^'; ^^":mailto:desk@example.org
CATEGORIES:books,a\,b
RELATED-TO;RELTYPE=SIBLING:other
RELATED-TO;RELTYPE=PARENT:up
CONFERENCE;VALUE=URI:https://meet.example.org/1
IMAGE;VALUE=URI;DISPLAY=BADGE:https://example.org/fair.jpg
COMMENT:moved
END:VEVENT
END:VCALENDAR
`
	if got := written(t, fair()); got != strings.ReplaceAll(want, "\n", "\r\n") {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

// series is a meeting every week in Berlin with everything that can happen to it.
func series() ical.Calendar {
	stamp := time.Date(2026, 3, 1, 8, 30, 0, 0, time.UTC)
	const berlin = "Europe/Berlin"
	event := func(e ical.Event) ical.Event {
		e.UID, e.Stamp, e.Summary = "weekly@example.org", stamp, "Conference"
		return e
	}
	return ical.Calendar{Product: "-//Newsdesk//Newsdesk//EN", Method: "PUBLISH", Events: []ical.Event{
		event(ical.Event{
			Start: at(berlin, 2026, 3, 2, 10), End: at(berlin, 2026, 3, 2, 11), Rule: "FREQ=WEEKLY;COUNT=8",
			RDates:  []ical.Time{instant(2026, 3, 4, 9)},
			ExDates: []ical.Time{at(berlin, 2026, 3, 16, 10), instant(2026, 4, 13, 8), at("America/New_York", 2026, 3, 23, 5)},
		}),
		event(ical.Event{Recurrence: at(berlin, 2026, 3, 9, 10), Start: at(berlin, 2026, 3, 9, 14), End: at(berlin, 2026, 3, 9, 15)}),
		event(ical.Event{Recurrence: at(berlin, 2026, 3, 30, 10), Start: at(berlin, 2026, 3, 30, 10), Status: "CANCELLED"}),
		event(ical.Event{Recurrence: at(berlin, 2026, 4, 6, 10), Following: true, Start: at(berlin, 2026, 4, 6, 9), End: at(berlin, 2026, 4, 6, 10)}),
	}}
}

func TestDatesOfASeriesAreWrittenInTheZoneOfItsStart(t *testing.T) {
	text := written(t, series())
	for _, want := range []string{
		"DTSTART;TZID=Europe/Berlin:20260302T100000\r\n", "RDATE;TZID=Europe/Berlin:20260304T100000\r\n",
		"EXDATE;TZID=Europe/Berlin:20260316T100000\r\n", "EXDATE;TZID=Europe/Berlin:20260413T100000\r\n",
		"EXDATE;TZID=Europe/Berlin:20260323T100000\r\n", "RECURRENCE-ID;TZID=Europe/Berlin:20260309T100000\r\n",
		"RECURRENCE-ID;RANGE=THISANDFUTURE;TZID=Europe/Berlin:20260406T100000\r\n",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is missing in\n%s", want, text)
		}
	}
	if strings.Contains(text, "New_York") || strings.Index(text, "END:VTIMEZONE") > strings.Index(text, "BEGIN:VEVENT") {
		t.Errorf("the zones are not those of the times that stand there, before them:\n%s", text)
	}
}

// The clocks of Berlin show half past two twice that night.
func TestAnInstantThatAZoneCannotSayStaysOne(t *testing.T) {
	c := series()
	c.Events = c.Events[:1]
	c.Events[0].RDates = []ical.Time{instant(2026, 10, 25, 0), instant(2026, 10, 25, 1)}
	text := written(t, c)
	for _, want := range []string{"RDATE;TZID=Europe/Berlin:20261025T020000\r\n", "RDATE:20261025T010000Z\r\n"} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is missing in\n%s", want, text)
		}
	}
}

func TestWhatICalendarCannotSayIsAnError(t *testing.T) {
	for why, change := range map[string]func(*ical.Calendar, *ical.Event){
		"no product":       func(c *ical.Calendar, _ *ical.Event) { c.Product = "\x00" },
		"no method":        func(c *ical.Calendar, _ *ical.Event) { c.Method = "PUB:LISH" },
		"negative refresh": func(c *ical.Calendar, _ *ical.Event) { c.Refresh = -time.Hour },
		"no UID":           func(_ *ical.Calendar, e *ical.Event) { e.UID = "" },
		"no stamp":         func(_ *ical.Calendar, e *ical.Event) { e.Stamp = time.Time{} },
		"no start":         func(_ *ical.Calendar, e *ical.Event) { e.Start = ical.Time{} },
		"year 10000":       func(_ *ical.Calendar, e *ical.Event) { e.End = day(10000, 1, 1) },
		"stamp in year 0":  func(_ *ical.Calendar, e *ical.Event) { e.Created = time.Date(0, 1, 2, 0, 0, 0, 0, time.UTC) },
		"unknown zone": func(_ *ical.Calendar, e *ical.Event) {
			e.Start, e.End = at("Europe/Atlantis", 2026, 1, 1, 1), ical.Time{}
		},
		"zone of the host":   func(_ *ical.Calendar, e *ical.Event) { e.Recurrence = at("Local", 2026, 1, 1, 1) },
		"two forms":          func(_ *ical.Calendar, e *ical.Event) { e.Start.UTC = true },
		"mixed times":        func(_ *ical.Calendar, e *ical.Event) { e.RDates = []ical.Time{instant(2026, 5, 1, 1)} },
		"end before start":   func(_ *ical.Calendar, e *ical.Event) { e.End = day(2026, 4, 30) },
		"status":             func(_ *ical.Calendar, e *ical.Event) { e.Status = "confirmed" },
		"sequence":           func(_ *ical.Calendar, e *ical.Event) { e.Sequence = -1 },
		"place":              func(_ *ical.Calendar, e *ical.Event) { e.Geo.Lat = math.NaN() },
		"type of a relation": func(_ *ical.Calendar, e *ical.Event) { e.Related[0].Type = "A B" },
	} {
		c := fair()
		change(&c, &c.Events[0])
		if b, err := c.Bytes(); err == nil {
			t.Errorf("%s: it is written:\n%s", why, b)
		}
	}
}

func TestAnOrganizerHasANameOrAnAddress(t *testing.T) {
	for want, organizer := range map[string]ical.Party{
		"ORGANIZER;CN=\"Desk\":invalid:nomail\r\n":    {Name: "Desk"},
		"ORGANIZER:mailto:desk@example.org\r\n":       {URI: "mailto:desk@example.org"},
		"ORGANIZER;CN=\"a^nb^nc\":mailto:d@e\r\n":     {Name: "a\r\nb\rc\x00", URI: "mailto:d\r\n@e"},
		"IMAGE;VALUE=URI;DISPLAY=BADGE:https://a\r\n": {},
	} {
		c := fair()
		c.Events[0].Organizer, c.Events[0].Image = organizer, "https://a"
		text := written(t, c)
		if !strings.Contains(text, want) || strings.Contains(text, "ORGANIZER") != (organizer != ical.Party{}) {
			t.Errorf("%+v is written as\n%s\nwant %q", organizer, text, want)
		}
		got, problems := ical.Read([]byte(text))
		if len(problems) > 0 || len(got.Events) != 1 || (got.Events[0].Organizer.URI == "") != (organizer.URI == "") {
			t.Errorf("%+v is read as %+v, %v", organizer, got.Events, problems)
		}
	}
}
