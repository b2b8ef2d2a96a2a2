package ical_test

import (
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"newsdesk/internal/ical"
)

// file is a calendar of these lines, which end with LF.
func file(lines ...string) []byte {
	return []byte("BEGIN:VCALENDAR\n" + strings.Join(lines, "\n") + "\nEND:VCALENDAR\n")
}

// event is a calendar of one event with these lines; the first is line 3.
func event(lines ...string) []byte {
	return file("BEGIN:VEVENT\n" + strings.Join(lines, "\n") + "\nEND:VEVENT")
}

// one reads a file that holds one event without a fault.
func one(t *testing.T, raw []byte) ical.Event {
	t.Helper()
	c, problems := ical.Read(raw)
	if len(problems) > 0 || len(c.Events) != 1 {
		t.Fatalf("got %d events and %v, want one, of\n%s", len(c.Events), problems, raw)
	}
	return c.Events[0]
}

func TestAnEventThatCannotBeMeantIsRefusedWithItsLine(t *testing.T) {
	const start = "DTSTART:20260101T100000Z"
	for why, c := range map[string]struct {
		raw  []byte
		line int
		code string
	}{
		"no start":             {event("UID:1"), 2, ical.NoStart},
		"no date":              {event("UID:1", "DTSTART:tomorrow"), 4, ical.BadDate},
		"the 30th of February": {event("DTSTART;VALUE=DATE:20260230"), 3, ical.BadDate},
		"the year 0":           {event("DTSTART:00000101T000000Z"), 3, ical.BadDate},
		"hour 24":              {event("DTSTART:20260101T240000"), 3, ical.BadDate},
		"a day with a clock":   {event("DTSTART;VALUE=DATE:20260101T100000"), 3, ical.ValueMismatch},
		"a clock without one":  {event("DTSTART;VALUE=DATE-TIME:20260101"), 3, ical.ValueMismatch},
		"a period to start":    {event("DTSTART;VALUE=PERIOD:20260101T100000Z/PT1H"), 3, ical.ValueMismatch},
		"a day to end":         {event(start, "DTEND;VALUE=DATE:20260102"), 4, ical.ValueMismatch},
		"a day left out":       {event(start, "EXDATE;VALUE=DATE:20260102"), 4, ical.ValueMismatch},
		"no zone to end":       {event(start, "DTEND:20260101T110000"), 4, ical.ValueMismatch},
		"the end first":        {event(start, "DTEND:20260101T095959Z"), 4, ical.EndBeforeStart},
		"the end first, there": {event("DTSTART;TZID=Asia/Tokyo:20260101T100000", "DTEND;TZID=Asia/Ho_Chi_Minh:20260101T073000"), 4, ical.EndBeforeStart},
		"a negative duration":  {event(start, "DURATION:-PT1H"), 4, ical.BadDate},
		"no duration":          {event(start, "DURATION:1 hour"), 4, ical.BadDate},
		"a duration for ever":  {event(start, "DURATION:P3999999D"), 4, ical.BadDate},
		"too long a duration":  {event(start, "DURATION:PT99999999999999999999H"), 4, ical.BadDate},
		"days with hours":      {event("DTSTART;VALUE=DATE:20260101", "DURATION:PT36H"), 4, ical.ValueMismatch},
		"an unknown zone":      {event("SUMMARY:x", "DTSTART;TZID=Middle Earth:20260101T100000"), 4, ical.UnknownZone},
		"an unknown zone out":  {event(start, "EXDATE;TZID=X:20260101T100000"), 4, ical.UnknownZone},
		"two rules":            {event(start, "RRULE:FREQ=DAILY", "SUMMARY:x", "RRULE:FREQ=DAILY"), 6, ical.SeveralRules},
		"the rule of old":      {event(start, "EXRULE:FREQ=DAILY"), 4, ical.OldRule},
		"a line of nothing":    {event(start, "SUMMARY:x", "and more"), 5, ical.BadLine},
		"a name of spaces":     {event(start, "SUM MARY:x"), 4, ical.BadLine},
		"no end of it":         {file("BEGIN:VEVENT", start), 2, ical.Unfinished},
		"an end of more":       {file("BEGIN:VEVENT", start, "BEGIN:VALARM", "END:VEVENT", "BEGIN:VEVENT"), 6, ical.Unfinished},
		"no end of anything":   {[]byte("BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n" + start), 2, ical.Unfinished},
		"no calendar":          {[]byte("<!DOCTYPE html>\n<html></html>"), 1, ical.NotACalendar},
		"an event alone":       {[]byte("BEGIN:VEVENT\n" + start + "\nEND:VEVENT\n"), 1, ical.NotACalendar},
		"nothing":              {nil, 1, ical.NotACalendar},
		"too much":             {make([]byte, 8<<20+1), 1, ical.TooLarge},
		"too deep":             {[]byte(strings.Repeat("BEGIN:VCALENDAR\n", 17)), 17, ical.TooDeep},
		"too many":             {file(strings.Repeat("BEGIN:X\nEND:X\n", 20_000)), 2*20_000 - 1 + 1, ical.TooManyComponents},
	} {
		_, problems := ical.Read(c.raw)
		if len(problems) == 0 || problems[0].Line != c.line || problems[0].Code != c.code {
			t.Errorf("%s: got %v, want %s at line %d", why, problems, c.code, c.line)
			continue
		}
		if text := problems[0].Text; text == "" || !strings.HasSuffix(text, ".") || len(text) > 400 {
			t.Errorf("%s: %q is no sentence", why, text)
		}
	}
}

func TestAnEventThatIsRefusedTakesNoOtherWithIt(t *testing.T) {
	c, problems := ical.Read(file(
		"BEGIN:VEVENT", "UID:1", "DTSTART:20260101", "END:VEVENT",
		"BEGIN:VEVENT", "UID:2", "DTSTART:2026", "DTEND:2026", "END:VEVENT",
		"BEGIN:VEVENT", "UID:3", "DTSTART:20260101T000000", "END:VEVENT"))
	if len(c.Events) != 2 || c.Events[0].UID != "1" || c.Events[1].UID != "3" || c.Events[1].Line != 11 {
		t.Errorf("got %+v, want the events 1 and 3", c.Events)
	}
	if len(problems) != 1 || problems[0].Line != 8 {
		t.Errorf("got %v, want one problem at line 8", problems)
	}
}

func TestZonesAreFoundByTheNamesThatProgramsGiveThem(t *testing.T) {
	for name, want := range map[string]string{
		"America/New_York": "America/New_York",
		"/freeassociation.sourceforge.net/America/New_York":               "America/New_York",
		"/freeassociation.sourceforge.net/Tzfile/America/Argentina/Jujuy": "America/Argentina/Jujuy",
		"/mozilla.org/20050126_1/Europe/Berlin":                           "Europe/Berlin",
		"/citadel.org/20260101_1/UTC":                                     "UTC",
		"W. Europe Standard Time":                                         "Europe/Berlin",
		"SE Asia Standard Time":                                           "Asia/Bangkok",
		"pacific standard time":                                           "America/Los_Angeles",
		`"tzone://Microsoft/Utc"`:                                         "Etc/UTC",
		"Own":                                                             "Asia/Tokyo",
		"Late":                                                            "Europe/Rome",
	} {
		e := one(t, file(
			"BEGIN:VTIMEZONE", "TZID:Own", "X-LIC-LOCATION:Asia/Tokyo", "BEGIN:STANDARD", "TZID:wrong", "END:STANDARD", "END:VTIMEZONE",
			"BEGIN:VEVENT", "DTSTART;TZID="+name+":20260101T100000", "END:VEVENT",
			"BEGIN:VTIMEZONE", "TZID:Late", "X-LIC-LOCATION:Tokyo Standard Time/Europe/Rome", "END:VTIMEZONE"))
		if e.Start != at(want, 2026, 1, 1, 10) {
			t.Errorf("%s: got %+v, want it in %s", name, e.Start, want)
		}
	}
	for _, name := range []string{"Local", "localtime", "right/Europe/Berlin", "../Europe/Berlin", "Europe", "Etc/../UTC/", strings.Repeat("a/", 200)} {
		if c, problems := ical.Read(event("DTSTART;TZID=" + name + ":20260101T100000")); len(problems) != 1 && c.Events[0].Start.Zone != "Europe/Berlin" {
			t.Errorf("%s: got %+v, want a problem", name, c.Events[0].Start)
		}
	}
}

func TestEveryZoneOfWindowsIsAZone(t *testing.T) {
	text, err := os.ReadFile("windows.txt")
	if err != nil {
		t.Fatal(err)
	}
	known := 0
	for line := range strings.Lines(string(text)) {
		known++
		theirs, ours, _ := strings.Cut(strings.TrimSpace(line), "=")
		if e := one(t, event(`DTSTART;TZID="`+theirs+`":20260101T100000`)); e.Start != at(ours, 2026, 1, 1, 10) {
			t.Errorf("%s is read as %+v, want %s", theirs, e.Start, ours)
		}
		if _, err := time.LoadLocation(theirs); err == nil {
			t.Errorf("%s is a name of the IANA database, which goes before", theirs)
		}
	}
	if known < 130 {
		t.Errorf("%d zones are known, want all", known)
	}
}

func TestADurationBecomesAnEnd(t *testing.T) {
	for _, c := range []struct {
		start, duration string
		want            ical.Time
	}{
		{"DTSTART;VALUE=DATE:20260101", "P1W", day(2026, 1, 8)},
		{"DTSTART;VALUE=DATE:20260101", "PT48H", day(2026, 1, 3)},
		{"DTSTART:20260101T100000", "+P1DT2H", at("", 2026, 1, 2, 12)},
		{"DTSTART:20260101T100000Z", "PT90M30S", ical.Time{Local: time.Date(2026, 1, 1, 11, 30, 30, 0, time.UTC), UTC: true}},
		// The night on which the clocks of Berlin are set forward, and back.
		{"DTSTART;TZID=Europe/Berlin:20260328T120000", "P1D", at("Europe/Berlin", 2026, 3, 29, 12)},
		{"DTSTART;TZID=Europe/Berlin:20260328T120000", "PT24H", at("Europe/Berlin", 2026, 3, 29, 13)},
		{"DTSTART;TZID=Europe/Berlin:20261024T120000", "PT24H", at("Europe/Berlin", 2026, 10, 25, 11)},
		{"DTSTART;TZID=Europe/Berlin:20261025T010000", "PT1H", at("Europe/Berlin", 2026, 10, 25, 2)},
		{"DTSTART;TZID=Europe/Berlin:20261025T010000", "PT2H", instant(2026, 10, 25, 1)},
	} {
		if e := one(t, event(c.start, "DURATION:"+c.duration)); e.End != c.want {
			t.Errorf("%s and %s: got the end %+v, want %+v", c.start, c.duration, e.End, c.want)
		}
	}
}

func TestSloppyFilesAreRead(t *testing.T) {
	want := one(t, event("UID:1", "SUMMARY:one two", "DTSTART:20260101T100000Z"))
	want.Line = 0
	for why, raw := range map[string]string{
		"CR alone":       "BEGIN:VCALENDAR\rBEGIN:VEVENT\rUID:1\rSUMMARY:one \r two\rDTSTART:20260101T100000Z\rEND:VEVENT\rEND:VCALENDAR",
		"byte order":     "\xEF\xBB\xBFBEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:1\r\nSUMMARY:one\r\n\t two\r\nDTSTART:20260101T100000Z\r\nEND:VEVENT\r\n",
		"blank lines":    "\n\nBEGIN:VCALENDAR\n\n\nBEGIN:VEVENT\n\nUID:1\nSUMMARY:one\n\n  two\n\nDTSTART:20260101T100000Z\n\nEND:VEVENT\n\n",
		"small letters":  "begin:vcalendar\nbegin:vevent\nuid:1\nsummary:one two\ndtstart;value=date-time:20260101t100000z\nend:vevent\nend:vcalendar",
		"twice the same": "BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:1\nUID:2\nSUMMARY:one two\nSUMMARY:x\nDTSTART:20260101T100000Z\nDTSTART:20270101T100000Z\nEND:VEVENT",
		"two calendars":  "BEGIN:VCALENDAR\nEND:VCALENDAR\nBEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:1\nSUMMARY:one two\nDTSTART:20260101T100000Z\nEND:VEVENT\nEND:VCALENDAR",
		"unknown things": "BEGIN:VCALENDAR\nX\nBEGIN:VTODO\nDTSTART:x\nEND:VTODO\nBEGIN:VEVENT\nUID:1\nX-A;B=\"c:d\",e;f:g\nBEGIN:VALARM\nDTSTART:1\nnothing\nEND:VALARM\nEND:X\n" +
			"SUMMARY;LANGUAGE=\"a;b:c\":one two\nDTSTART;X-A=1,\"2\":20260101T100000Z\nGEO:1\nSTATUS:GONE\nSEQUENCE:x\nDTSTAMP:x\nCREATED:00001231T000000Z\nEND:VEVENT",
	} {
		c, problems := ical.Read([]byte(strings.ReplaceAll(raw, "SUMMARY:one \r two", "SUMMARY:one\r  two")))
		if len(c.Events) == 1 {
			c.Events[0].Line = 0
		}
		if diff := cmp.Diff([]ical.Event{want}, c.Events); diff != "" || len(problems) > 0 {
			t.Errorf("%s: %v\n%s", why, problems, diff)
		}
	}
}

func TestListsOfDatesAreRead(t *testing.T) {
	e := one(t, event("DTSTART;TZID=Asia/Tokyo:20260101T100000",
		"RDATE;TZID=Asia/Tokyo:20260102T100000,20260103T100000", "RDATE:20260104T010000Z",
		"RDATE;VALUE=PERIOD:20260105T010000Z/PT1H,20260106T010000Z/20260106T020000Z",
		"EXDATE:", "EXDATE:20260101T100000"))
	tokyo := func(d int) ical.Time { return at("Asia/Tokyo", 2026, 1, d, 10) }
	want := []ical.Time{tokyo(2), tokyo(3), instant(2026, 1, 4, 1), instant(2026, 1, 5, 1), instant(2026, 1, 6, 1)}
	if diff := cmp.Diff(want, e.RDates); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]ical.Time{tokyo(1)}, e.ExDates); diff != "" {
		t.Errorf("a wall clock beside a start with a zone: %s", diff)
	}
}

func TestTextsAreReadAsTheyWereMeant(t *testing.T) {
	e := one(t, event(`SUMMARY:a\, b\; c\\n\nd\Ne \C:\temp\`, "DTSTART:20260101", `CATEGORIES:a\,b,,c`, "CATEGORIES:d",
		`ORGANIZER;CN="A ^'B^' ^n^^^x":MAILTO:a@b`, "LOCATION:\xC4\x90\xFF\x01", "IMAGE;VALUE=BINARY:AAAA", "IMAGE;VALUE=URI:https://a",
		"TRANSP:transparent", "RECURRENCE-ID;range=thisandfuture:20260101", "RELATED-TO;RELTYPE=child:x", "GEO:91;0", "GEO:-1.5;2"))
	e.Line = 0
	want := ical.Event{
		Summary: "a, b; c\\n\nd\ne \\C:\\temp\\", Start: day(2026, 1, 1), Categories: []string{"a,b", "c", "d"},
		Organizer: ical.Party{Name: "A \"B\" \n^^x", URI: "MAILTO:a@b"}, Location: "Đ\uFFFD", Image: "https://a",
		Transparent: true, Recurrence: day(2026, 1, 1), Following: true, Related: []ical.Relation{{UID: "x", Type: "CHILD"}},
		Geo: &ical.Geo{Lat: -1.5, Lon: 2},
	}
	if diff := cmp.Diff(want, e); diff != "" {
		t.Error(diff)
	}
}

// Hostile files take no longer than honest ones of their size.
func TestHostileFilesAreReadInNoTime(t *testing.T) {
	const size = 8 << 20
	fill := func(before, again, after string) []byte {
		return []byte(before + strings.Repeat(again, (size-len(before)-len(after))/len(again)) + after)
	}
	head, tail := "BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART:20260101\n", "\nEND:VEVENT\nEND:VCALENDAR\n"
	zones := &strings.Builder{}
	for i := range 18_000 {
		zones.WriteString("BEGIN:VEVENT\nDTSTART;TZID=a/b/c/d" + strings.Repeat("x", i%100) + time.Duration(i).String() + ":20260101T000000\nEND:VEVENT\n")
	}
	for why, raw := range map[string][]byte{
		"folds":      fill(head+"SUMMARY:", "\n a", tail),
		"parameters": fill(head+"X", ";A=\"", tail),
		"commas":     fill(head+"X;A=", ",", tail),
		"dates":      fill(head+"EXDATE:", "20260101,", tail),
		"slashes":    fill(head+"CATEGORIES:", "\\,,", tail),
		"lines":      fill(head, "URL:a\n", tail),
		"bad lines":  fill(head, "a\n", tail),
		"carets":     fill(head+"X;A=", "^n", tail),
		"ends":       fill(head, "END:X\n", tail),
		"zones":      file(zones.String()),
		"a zone":     fill(head+"RDATE;TZID=", "a/", ":20260101T000000"+tail),
	} {
		begun := time.Now()
		ical.Read(raw)
		if took := time.Since(begun); took > 15*time.Second {
			t.Errorf("%s: %d octets took %s", why, len(raw), took)
		} else {
			t.Logf("%s: %s", why, took.Round(time.Millisecond))
		}
	}
}

func FuzzRead(f *testing.F) {
	for _, c := range []ical.Calendar{fair(), series(), meeting("Africa/Cairo", 2026)} {
		b, err := c.Bytes()
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b)
	}
	f.Add(event("DTSTART;TZID=Europe/Berlin:20261025T010000", "DURATION:P1DT2H", "RDATE;VALUE=PERIOD:20260105T010000Z/PT1H", "EXDATE:20260102T000000"))
	f.Add(event("DTSTART;TZID=W. Europe Standard Time:20261025T010000", "DTEND:20261025T020000Z", `ORGANIZER;CN="^'":x:y`, "GEO:1;2"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		c, problems := ical.Read(raw)
		for _, p := range problems {
			if p.Line < 1 || p.Code == "" || p.Text == "" {
				t.Errorf("%+v is no problem", p)
			}
		}
		c.Product = "x"
		for i := range c.Events {
			if e := &c.Events[i]; e.Stamp.IsZero() || e.UID == "" {
				e.Stamp, e.UID = time.Unix(0, 0), "x"
			}
		}
		once, err := c.Bytes()
		if err != nil {
			t.Fatalf("what was read cannot be written: %v", err)
		}
		checkLines(t, once)
		again, problems := ical.Read(once)
		twice, err := again.Bytes()
		if err != nil || len(problems) > 0 || string(once) != string(twice) {
			t.Errorf("%v, %v: written\n%s\nand again\n%s", err, problems, once, twice)
		}
	})
}
