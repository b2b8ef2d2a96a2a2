package ical_test

import (
	"bytes"
	"testing"
	"time"

	golang "github.com/arran4/golang-ical"
)

// What is written is read by a library that others use.
func TestAnotherLibraryReadsASeries(t *testing.T) {
	b, err := series().Bytes()
	if err != nil {
		t.Fatal(err)
	}
	theirs, err := golang.ParseCalendar(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	events := theirs.Events()
	if len(events) != 4 || len(theirs.Timezones()) != 1 {
		t.Fatalf("they see %d events and %d zones, want 4 and 1", len(events), len(theirs.Timezones()))
	}
	for i, want := range []time.Time{
		time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC), time.Date(2026, 3, 9, 13, 0, 0, 0, time.UTC),
		time.Date(2026, 3, 30, 8, 0, 0, 0, time.UTC), time.Date(2026, 4, 6, 7, 0, 0, 0, time.UTC),
	} {
		if start, err := events[i].GetStartAt(); err != nil || !start.Equal(want) {
			t.Errorf("event %d begins at %s for them (%v), want %s", i, start, err, want)
		}
	}
	if n := len(events[0].GetProperties(golang.ComponentPropertyExdate)); n != 3 {
		t.Errorf("they see %d dates that are left out, want 3", n)
	}
	if got := events[0].GetProperty(golang.ComponentPropertyRrule).Value; got != "FREQ=WEEKLY;COUNT=8" {
		t.Errorf("they see the rule %q", got)
	}
	if got := events[2].GetProperty(golang.ComponentPropertyStatus).Value; got != "CANCELLED" {
		t.Errorf("they see the status %q", got)
	}
	if got := events[3].GetProperty(golang.ComponentPropertyRecurrenceId); got == nil || got.Value != "20260406T100000" || got.ICalParameters["RANGE"][0] != "THISANDFUTURE" {
		t.Errorf("they see %+v as the occurrence from which all differ", got)
	}
}

func TestAnotherLibraryReadsTextsAsTheyWere(t *testing.T) {
	b, err := fair().Bytes()
	if err != nil {
		t.Fatal(err)
	}
	theirs, err := golang.ParseCalendar(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	e, ours := theirs.Events()[0], fair().Events[0]
	if got := e.GetProperty(golang.ComponentPropertySummary).Value; got != ours.Summary {
		t.Errorf("they see the title %q, want %q", got, ours.Summary)
	}
	if got := e.GetProperty(golang.ComponentPropertyDescription).Value; got != "Books;\nand \\ more" {
		t.Errorf("they see the text %q", got)
	}
	if start, err := e.GetAllDayStartAt(); err != nil || !start.Equal(ours.Start.Local) {
		t.Errorf("they see the day %s (%v)", start, err)
	}
}
