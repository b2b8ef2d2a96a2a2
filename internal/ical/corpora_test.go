package ical_test

import (
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"newsdesk/internal/ical"
)

// The files of the collected test data, with the events that are read and the
// problems that stand for the others.
func corpus() map[string]string {
	return map[string]string{
		"blank_description.ics":                      "1",
		"blank_line_end.ics":                         "0",
		"blank_line_mid.ics":                         "0",
		"daily_recur.ics":                            "1",
		"day_long_recur_yearly.ics":                  "1",
		"duration_instead_of_dtend.ics":              "1",
		"forced_types.ics":                           "1",
		"google_birthday.ics":                        "3 bad_date:12", // RDATE:20131210Z
		"minimal.ics":                                "1",
		"multiple_rrules.ics":                        "0 several_rules:24",
		"only_dtstart_date.ics":                      "1",
		"only_dtstart_time.ics":                      "1",
		"parserv2.ics":                               "1",
		"rdate_exdate.ics":                           "0 value_mismatch:6", // a day left out of a series of hours
		"recur_instances.ics":                        "3",
		"recur_instances_finite.ics":                 "1",
		"timezone_from_file.ics":                     "0 unknown_zone:14", // a zone of nowhere, without an IANA name
		"timezones/America/Atikokan.ics":             "0",
		"timezones/America/Denver.ics":               "0",
		"timezones/America/Los_Angeles.ics":          "0",
		"timezones/America/New_York.ics":             "0",
		"timezones/Makebelieve/RDATE_test.ics":       "0",
		"timezones/Makebelieve/RDATE_utc_test.ics":   "0",
		"timezones/Makebelieve/RRULE_UNTIL_test.ics": "0",
		"utc_negative_zero.ics":                      "1",
	}
}

func collected(t *testing.T) fs.FS {
	t.Helper()
	root := os.Getenv("NEWSDESK_CORPORA")
	if root == "" {
		t.Skip("NEWSDESK_CORPORA is not set to the folder of test corpora")
	}
	return os.DirFS(filepath.Join(root, "ical"))
}

// outcome is how many events were read, and the problems with their lines.
func outcome(c ical.Calendar, problems []ical.Problem) string {
	said := []string{strconv.Itoa(len(c.Events))}
	for _, p := range problems {
		said = append(said, fmt.Sprintf("%s:%d", p.Code, p.Line))
	}
	return strings.Join(said, " ")
}

func TestCollectedFilesAreReadOrRefusedWithTheLine(t *testing.T) {
	files, got := collected(t), map[string]string{}
	err := fs.WalkDir(files, ".", func(path string, _ fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(path, ".ics") {
			return err
		}
		raw, err := fs.ReadFile(files, path)
		if err != nil {
			return err
		}
		begun := time.Now()
		c, problems := ical.Read(raw)
		got[path] = outcome(c, problems)
		if took := time.Since(begun); took > time.Second {
			t.Errorf("%s took %s", path, took)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range slices.Sorted(maps.Keys(got)) {
		if want, known := corpus()[path]; known && got[path] != want {
			t.Errorf("%s: got %s, want %s", path, got[path], want)
		}
	}
	for path := range corpus() {
		if got[path] == "" {
			t.Errorf("%s is not among the files", path)
		}
	}
	t.Logf("%d files", len(got))
}

func readFile(t *testing.T, name string) ical.Calendar {
	t.Helper()
	raw, err := fs.ReadFile(collected(t), name)
	if err != nil {
		t.Fatal(err)
	}
	c, _ := ical.Read(raw)
	return c
}

func TestCollectedEventsSayWhatTheirFilesSay(t *testing.T) {
	const la = "America/Los_Angeles"
	c := readFile(t, "duration_instead_of_dtend.ics")
	if e := c.Events[0]; e.Start != at(la, 2012, 6, 30, 6) || e.End != at(la, 2012, 7, 1, 6) || e.Line != 25 {
		t.Errorf("the duration of a day gives %+v", e)
	}
	if c.Name != "calmozilla1@example.com" || !strings.HasPrefix(c.Product, "-//Google Inc") {
		t.Errorf("the calendar is called %+v", c)
	}
	if e := readFile(t, "only_dtstart_date.ics").Events[0]; e.Start != day(2012, 6, 30) || !e.End.IsZero() {
		t.Errorf("the start alone gives %+v", e)
	}
	if e := readFile(t, "day_long_recur_yearly.ics").Events[0]; e.End != day(2012, 8, 4) || e.Rule != "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR" || !e.Transparent {
		t.Errorf("the days give %+v", e)
	}
	if e := readFile(t, "utc_negative_zero.ics").Events[0]; e.Start != at("Etc/GMT", 2012, 8, 21, 21) || e.Organizer != (ical.Party{Name: "Sahaja Lal", URI: "mailto:calmozilla1@yahoo.com"}) {
		t.Errorf("the zone without an offset gives %+v", e)
	}
	if e := readFile(t, "blank_description.ics").Events[0]; e.Description != "" || e.Summary != "Really long event name thing" || e.Status != "CONFIRMED" {
		t.Errorf("the texts, of which those of its alarms are none, are %+v", e)
	}
	if c := readFile(t, "google_birthday.ics"); c.Description != "Your contacts' birthdays and anniversaries" || c.Events[2].Recurrence != day(2014, 12, 10) {
		t.Errorf("the birthdays give %+v", c)
	}
}

func TestTheCollectedSeriesHasItsDatesAndItsExceptions(t *testing.T) {
	const la = "America/Los_Angeles"
	events := readFile(t, "recur_instances.ics").Events
	master, moved, other := events[0], events[1], events[2]
	want := []ical.Time{instant(2023, 11, 23, 9), instant(2023, 11, 25, 9), at(la, 2012, 11, 5, 10), at(la, 2012, 11, 10, 10), at(la, 2012, 11, 30, 10)}
	if !slices.Equal(master.RDates, want) || len(master.ExDates) != 3 || !master.Recurrence.IsZero() {
		t.Errorf("the series is %+v, want the further dates %+v", master, want)
	}
	if moved.UID != master.UID || moved.Recurrence != at(la, 2012, 10, 2, 10) || other.Recurrence != instant(2012, 11, 5, 18) {
		t.Errorf("the occurrences that differ are %+v and %+v", moved, other)
	}
}
