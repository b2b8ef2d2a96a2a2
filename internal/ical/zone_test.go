package ical_test

import (
	"archive/zip"
	"bytes"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
	_ "time/tzdata"

	"newsdesk/internal/ical"
)

// onset is a moment from which a zone has an offset, by its VTIMEZONE.
type onset struct {
	at     time.Time
	offset int
}

// clockOf reads a VTIMEZONE in its own way, and lists what it says up to a year,
// in order.
func clockOf(t *testing.T, written, name string, upTo int) (all []onset) {
	t.Helper()
	_, text, found := strings.Cut(written, "BEGIN:VTIMEZONE\r\nTZID:"+name+"\r\n")
	text, _, ended := strings.Cut(text, "END:VTIMEZONE\r\n")
	if !found || !ended {
		t.Fatalf("there is no VTIMEZONE of %s in\n%s", name, written)
	}
	for part := range strings.SplitSeq(text, "BEGIN:") {
		if strings.HasPrefix(part, "STANDARD") || strings.HasPrefix(part, "DAYLIGHT") {
			all = append(all, onsetsOf(t, part, upTo)...)
		}
	}
	slices.SortFunc(all, func(a, b onset) int { return a.at.Compare(b.at) })
	return all
}

// valuesOf lists the values of a property that has no parameters.
func valuesOf(part, name string) (values []string) {
	for line := range strings.SplitSeq(strings.ReplaceAll(part, "\r\n ", ""), "\r\n") {
		if value, ok := strings.CutPrefix(line, name+":"); ok {
			values = append(values, value)
		}
	}
	return values
}

func seconds(t *testing.T, s string) int {
	t.Helper()
	n, err := strconv.Atoi((s + "00")[1:7])
	if err != nil {
		t.Fatal(err)
	}
	n = n/10000*3600 + n/100%100*60 + n%100
	if s[0] == '-' {
		return -n
	}
	return n
}

func clock(t *testing.T, form, value string) time.Time {
	t.Helper()
	at, err := time.Parse(form, value)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

func onsetsOf(t *testing.T, part string, upTo int) (all []onset) {
	t.Helper()
	from, to := seconds(t, valuesOf(part, "TZOFFSETFROM")[0]), seconds(t, valuesOf(part, "TZOFFSETTO")[0])
	start := clock(t, "20060102T150405", valuesOf(part, "DTSTART")[0])
	walls := []time.Time{start}
	for _, v := range valuesOf(part, "RDATE") {
		walls = append(walls, clock(t, "20060102T150405", v))
	}
	until := time.Date(upTo, 12, 31, 0, 0, 0, 0, time.UTC)
	for _, v := range valuesOf(part, "RRULE") {
		rule := map[string]string{}
		for pair := range strings.SplitSeq(v, ";") {
			name, value, _ := strings.Cut(pair, "=")
			rule[name] = value
		}
		if rule["FREQ"] != "YEARLY" || rule["BYMONTH"] == "" {
			t.Fatalf("the test does not know the rule %s", v)
		}
		if rule["UNTIL"] != "" {
			until = clock(t, "20060102T150405Z", rule["UNTIL"])
		}
		fits := false
		for day := start; !day.Add(-time.Duration(from) * time.Second).After(until); day = day.AddDate(0, 0, 1) {
			if !named(rule, day) {
				continue
			}
			fits = fits || day.Equal(start)
			if day.After(start) {
				walls = append(walls, day)
			}
		}
		if !fits {
			t.Errorf("DTSTART %s is not of the rule %s", start, v)
		}
	}
	for _, w := range walls {
		all = append(all, onset{w.Add(-time.Duration(from) * time.Second), to})
	}
	return all
}

// named reports whether a rule names a day.
func named(rule map[string]string, day time.Time) bool {
	if strconv.Itoa(int(day.Month())) != rule["BYMONTH"] {
		return false
	}
	if days := rule["BYMONTHDAY"]; days != "" && !slices.Contains(strings.Split(days, ","), strconv.Itoa(day.Day())) {
		return false
	}
	weekday := strings.ToUpper(day.Weekday().String()[:2])
	switch by := rule["BYDAY"]; by {
	case "", weekday:
		return true
	case "-1" + weekday:
		return day.AddDate(0, 0, 7).Month() != day.Month()
	default:
		return by == strconv.Itoa((day.Day()+6)/7)+weekday
	}
}

// zoneNames lists every zone that Go has.
func zoneNames(t *testing.T) (names []string) {
	t.Helper()
	root, err := exec.CommandContext(t.Context(), "go", "env", "GOROOT").Output()
	if err != nil {
		t.Fatal(err)
	}
	files, err := zip.OpenReader(filepath.Join(strings.TrimSpace(string(root)), "lib", "time", "zoneinfo.zip"))
	if err != nil {
		t.Fatal(err)
	}
	defer files.Close()
	for _, f := range files.File {
		if !strings.HasSuffix(f.Name, "/") {
			names = append(names, f.Name)
		}
	}
	return names
}

// meeting is a calendar with one event, on the first of July of a year.
func meeting(zone string, year int) ical.Calendar {
	return ical.Calendar{Product: "-//Newsdesk//Test//EN", Events: []ical.Event{{
		UID: "1", Stamp: time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC),
		Start: ical.Time{Local: time.Date(year, 7, 1, 12, 0, 0, 0, time.UTC), Zone: zone},
	}}}
}

func written(t *testing.T, c ical.Calendar) string {
	t.Helper()
	b, err := c.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// checkZone compares a VTIMEZONE with what Go says, every few days and on both
// sides of each change, and returns how often it did.
func checkZone(t *testing.T, name string, first, last, every int) (checked int) {
	t.Helper()
	zone, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	onsets := clockOf(t, written(t, meeting(name, first)), name, last+1)
	check := func(at time.Time) {
		checked++
		i, _ := slices.BinarySearchFunc(onsets, at, func(o onset, at time.Time) int {
			if o.at.After(at) {
				return 1
			}
			return -1
		})
		if i == 0 {
			t.Fatalf("%s: the VTIMEZONE says nothing of %s", name, at)
		}
		if _, want := at.In(zone).Zone(); onsets[i-1].offset != want {
			t.Fatalf("%s: at %s the offset is %d, want %d", name, at, onsets[i-1].offset, want)
		}
	}
	// The wall clock of the first of January may be a day ahead of UTC.
	end := time.Date(last, 12, 31, 23, 59, 59, 0, time.UTC)
	_, before := time.Date(first, 1, 2, 0, 0, 0, 0, time.UTC).In(zone).Zone()
	for at := time.Date(first, 1, 2, 0, 0, 0, 0, time.UTC); at.Before(end); at = at.AddDate(0, 0, every) {
		check(at)
		next := at.AddDate(0, 0, every)
		_, after := next.In(zone).Zone()
		for before != after && next.Sub(at) > time.Second { // a change: halve until it is found
			middle := at.Add(next.Sub(at) / 2).Truncate(time.Second)
			if _, o := middle.In(zone).Zone(); o == before {
				at = middle
			} else {
				next = middle
			}
		}
		if before != after && next.Before(end) {
			check(at)
			check(next)
		}
		at, before = next.AddDate(0, 0, -every), after
		if _, o := next.In(zone).Zone(); o != after {
			before = o
		}
	}
	return checked
}

func TestEveryZoneIsWrittenAsItsClocksRun(t *testing.T) {
	names := zoneNames(t)
	checked := 0
	for _, name := range names {
		checked += checkZone(t, name, 2019, 2037, 5)
	}
	t.Logf("%d zones at %d instants from 2019 to 2037", len(names), checked)
	if len(names) <= 500 || checked < 500*1000 {
		t.Errorf("%d zones were checked at %d instants, want more", len(names), checked)
	}
}

func TestZonesOfOldEventsAreWrittenFromThenOn(t *testing.T) {
	checked := 0
	for i, name := range zoneNames(t) {
		if i%3 == 0 || name == "America/New_York" || name == "Asia/Ho_Chi_Minh" {
			checked += checkZone(t, name, 1930, 2045, 11)
		}
	}
	t.Logf("%d instants from 1930 to 2045", checked)
	if checked < 100*1000 {
		t.Errorf("%d instants were checked, want more", checked)
	}
}

func TestZonesWithARuleAreWrittenByIt(t *testing.T) {
	for name, rules := range map[string]string{
		"America/New_York":    "FREQ=YEARLY;BYMONTH=3;BYDAY=2SU FREQ=YEARLY;BYMONTH=11;BYDAY=1SU",
		"Europe/Berlin":       "FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU",
		"Europe/Dublin":       "FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU",
		"Australia/Lord_Howe": "FREQ=YEARLY;BYMONTH=4;BYDAY=1SU FREQ=YEARLY;BYMONTH=10;BYDAY=1SU",
		"America/Santiago": "FREQ=YEARLY;BYMONTH=4;BYDAY=SU;BYMONTHDAY=2,3,4,5,6,7,8 " +
			"FREQ=YEARLY;BYMONTH=9;BYDAY=SU;BYMONTHDAY=2,3,4,5,6,7,8",
		"Asia/Jerusalem": "FREQ=YEARLY;BYMONTH=3;BYDAY=FR;BYMONTHDAY=23,24,25,26,27,28,29 " +
			"FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU",
		"America/Nuuk": "FREQ=YEARLY;BYMONTH=3;BYDAY=SA;BYMONTHDAY=24,25,26,27,28,29,30 " +
			"FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU",
	} {
		text := written(t, meeting(name, 2025))
		if got := strings.Join(valuesOf(text, "RRULE"), " "); got != rules {
			t.Errorf("%s has the rules %s, want %s", name, got, rules)
		}
		if strings.Contains(text, "RDATE") {
			t.Errorf("%s has dates beside its rules:\n%s", name, text)
		}
		checkZone(t, name, 2025, 2150, 3)
	}
}

func TestZonesWithoutARuleAreWrittenWithoutOne(t *testing.T) {
	for _, name := range []string{"Africa/Cairo", "Africa/Casablanca", "Africa/El_Aaiun", "Asia/Gaza", "Asia/Hebron"} {
		for _, rule := range valuesOf(written(t, meeting(name, 2025)), "RRULE") {
			if !strings.Contains(rule, "UNTIL=") {
				t.Errorf("%s has the rule %s, want none without an end", name, rule)
			}
		}
		checkZone(t, name, 2025, 2059, 3)
	}
}

func TestAZoneThatNeverChangesIsOneStandard(t *testing.T) {
	text := written(t, meeting("Asia/Ho_Chi_Minh", 2026))
	want := strings.ReplaceAll(`BEGIN:VTIMEZONE
TZID:Asia/Ho_Chi_Minh
X-LIC-LOCATION:Asia/Ho_Chi_Minh
BEGIN:STANDARD
DTSTART:20250101T000000
TZOFFSETFROM:+0700
TZOFFSETTO:+0700
TZNAME:+07
END:STANDARD
END:VTIMEZONE
`, "\n", "\r\n")
	if !strings.Contains(text, want) {
		t.Errorf("got\n%s\nwant it to hold\n%s", text, want)
	}
}

// Once the rule for the far future holds, the state of a zone is said to end with
// each year, and in leap years a day too early, where it then stays; see
// nextChange.
func TestZonesAreFollowedPastTheEndsOfLeapYears(t *testing.T) {
	for _, name := range []string{"Europe/Berlin", "America/New_York", "Australia/Sydney"} {
		for year := 2044; year < 2054; year++ {
			checkZone(t, name, year, year+30, 3)
		}
	}
}

func TestAZoneIsWrittenOnceInTheOrderOfUse(t *testing.T) {
	c := meeting("Europe/Berlin", 2026)
	c.Events[0].End = ical.Time{Local: time.Date(2026, 7, 1, 23, 0, 0, 0, time.UTC), Zone: "Asia/Tokyo"}
	c.Events = append(c.Events, meeting("Africa/Lagos", 2026).Events[0], meeting("Europe/Berlin", 2026).Events[0])
	got := valuesOf(written(t, c), "TZID")
	if want := []string{"Europe/Berlin", "Asia/Tokyo", "Africa/Lagos"}; !slices.Equal(got, want) {
		t.Errorf("the zones are %v, want %v", got, want)
	}
	if !bytes.Equal([]byte(written(t, c)), []byte(written(t, c))) {
		t.Error("the same calendar is written in two ways")
	}
}
