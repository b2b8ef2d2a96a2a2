package ical_test

import (
	"bytes"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"newsdesk/internal/ical"
)

// words are texts as they come back: without control characters, and with one
// kind of line end.
func words() *rapid.Generator[string] {
	runes := rapid.OneOf(rapid.Rune(), rapid.SampledFrom([]rune("\\;,:\"^'n\n\t é한😀\u0301 N=")))
	return rapid.Map(rapid.StringOfN(runes, 0, 200, 900), func(s string) string {
		return strings.Map(func(r rune) rune {
			if unicode.IsControl(r) && r != '\n' && r != '\t' {
				return -1
			}
			return r
		}, s)
	})
}

// address is a text on one line without space around it.
func address() *rapid.Generator[string] {
	return rapid.StringMatching(`([a-z]{1,5}:[!-~éソ]{1,120})?`)
}

func stamps(t *rapid.T, label string) time.Time {
	return time.Unix(rapid.Int64Range(-60_000_000_000, 240_000_000_000).Draw(t, label), 0).UTC()
}

// times are of the form of a start, and not before it.
func times(t *rapid.T, start ical.Time, label string) ical.Time {
	step := time.Hour
	if start.Date {
		step = 24 * time.Hour
	}
	start.Local = start.Local.Add(time.Duration(rapid.IntRange(0, 50_000).Draw(t, label)) * step)
	return start
}

func starts(t *rapid.T) (start ical.Time) {
	start.Local = stamps(t, "start")
	switch rapid.IntRange(0, 4).Draw(t, "form") {
	case 0:
		start.Local, start.Date = start.Local.Truncate(24*time.Hour), true
	case 1:
		start.UTC = true
	case 2, 3:
		start.Zone = rapid.SampledFrom([]string{"Europe/Berlin", "America/Nuuk", "Africa/Cairo", "Asia/Ho_Chi_Minh", "UTC", "EST5EDT"}).Draw(t, "zone")
	}
	return start
}

func events(t *rapid.T) ical.Event {
	text := func(label string) string { return words().Draw(t, label) }
	some := func(label string) bool { return rapid.Bool().Draw(t, label) }
	e := ical.Event{
		UID: "u" + text("uid"), Stamp: stamps(t, "stamp"), Sequence: rapid.IntRange(0, 1000).Draw(t, "sequence"),
		Start: starts(t), Rule: rapid.SampledFrom([]string{"", "FREQ=DAILY", "FREQ=WEEKLY;BYDAY=MO,TU;COUNT=5"}).Draw(t, "rule"),
		Status:      rapid.SampledFrom([]string{"", "TENTATIVE", "CONFIRMED", "CANCELLED"}).Draw(t, "status"),
		Transparent: some("transparent"), Summary: text("summary"), Description: text("description"),
		Location: text("location"), Comment: text("comment"), URL: address().Draw(t, "url"),
		Organizer:  ical.Party{Name: text("name"), URI: address().Draw(t, "organizer")},
		Conference: address().Draw(t, "conference"), Image: address().Draw(t, "image"),
	}
	if some("created") {
		e.Created, e.Modified = stamps(t, "created"), stamps(t, "modified")
	}
	if some("end") {
		e.End = times(t, e.Start, "end")
	}
	if some("recurrence") {
		e.Recurrence, e.Following = times(t, e.Start, "recurrence"), some("following")
	}
	for range rapid.IntRange(0, 3).Draw(t, "dates") {
		e.RDates, e.ExDates = append(e.RDates, times(t, e.Start, "rdate")), append(e.ExDates, times(t, e.Start, "exdate"))
		e.Categories = append(e.Categories, "c"+text("category"))
		e.Related = append(e.Related, ical.Relation{UID: "r" + text("related"), Type: rapid.SampledFrom([]string{"PARENT", "CHILD", "X-1"}).Draw(t, "type")})
	}
	if some("geo") {
		e.Geo = &ical.Geo{Lat: rapid.Float64Range(-90, 90).Draw(t, "lat"), Lon: rapid.Float64Range(-180, 180).Draw(t, "lon")}
	}
	return e
}

func calendars(t *rapid.T) ical.Calendar {
	text := func(label string) string { return words().Draw(t, label) }
	c := ical.Calendar{
		Product: "p" + text("product"), Method: rapid.SampledFrom([]string{"", "PUBLISH"}).Draw(t, "method"),
		Name: text("name"), Description: text("description"), URL: address().Draw(t, "url"),
		Refresh: time.Duration(rapid.IntRange(0, 1_000_000).Draw(t, "refresh")) * time.Second,
	}
	for range rapid.IntRange(0, 3).Draw(t, "events") {
		c.Events = append(c.Events, events(t))
	}
	return c
}

// checkLines wants all lines to be as RFC 5545 §3.1 has them.
func checkLines(t interface{ Errorf(string, ...any) }, b []byte) {
	rest, ended := bytes.CutSuffix(b, []byte("\r\n"))
	if !ended {
		t.Errorf("the file does not end with a line end: %q", b)
	}
	for line := range bytes.SplitSeq(rest, []byte("\r\n")) {
		if len(line) > 75 || !utf8.Valid(line) || bytes.ContainsAny(line, "\r\n") || len(bytes.TrimPrefix(line, []byte(" "))) == 0 {
			t.Errorf("%d octets are no good line: %q", len(line), line)
		}
	}
}

// sameOf compares calendars without the lines in which the events began.
func sameOf() cmp.Options {
	return cmp.Options{cmpopts.IgnoreFields(ical.Event{}, "Line"), cmpopts.EquateEmpty()}
}

func TestWhatIsWrittenIsReadAsItWas(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := calendars(t)
		b, err := c.Bytes()
		if err != nil {
			t.Fatal(err)
		}
		checkLines(t, b)
		got, problems := ical.Read(b)
		if diff := cmp.Diff(c, got, sameOf()); diff != "" || len(problems) > 0 {
			t.Fatalf("%v\n%s\nof\n%s", problems, diff, b)
		}
	})
}

func TestTheLineOfAnEventIsKept(t *testing.T) {
	b, err := fair().Bytes()
	if err != nil {
		t.Fatal(err)
	}
	c, _ := ical.Read(b)
	if len(c.Events) != 1 || c.Events[0].Line != 13 {
		t.Errorf("got %+v, want one event at line 13", c.Events)
	}
}
