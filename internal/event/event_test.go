package event_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"newsdesk/internal/almanac"
	"newsdesk/internal/event"
)

func weekly(rule string) *event.Event {
	e := &event.Event{Zone: "Asia/Ho_Chi_Minh", Status: event.Scheduled}
	e.Title = "Sinh hoạt"
	e.Start.V = almanac.Moment{Precision: almanac.Minute, Local: "2020-03-24T14:00:00"}
	e.End.V.Moment = almanac.Moment{Precision: almanac.Minute, Local: "2020-03-24T16:00:00"}
	e.Recurrence.V.Rule = rule
	return e
}

// starts are the local times at which e takes place in 2020 to 2022.
func starts(e *event.Event) string {
	var all []string
	for _, o := range e.Timing().Between(time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(2023, 1, 1, 0, 0, 0, 0, time.UTC), 1000, almanac.Zones{}) {
		all = append(all, o.From.In(almanac.Zones{}.Of(e.Zone)).Format("01-02 15:04"))
	}
	return strings.Join(all, ", ")
}

func TestASeriesIsSplitWithoutLosingAnOccurrence(t *testing.T) {
	for _, rule := range []string{"FREQ=WEEKLY;COUNT=4", "FREQ=WEEKLY;UNTIL=20200414T070000Z", "FREQ=WEEKLY;UNTIL=20200414T140000", "FREQ=WEEKLY;UNTIL=20200414"} {
		e := weekly(rule)
		e.Recurrence.V.ExDates, e.Recurrence.V.RDates = []string{"20200331T140000"}, []string{"20200409T090000"}
		e.Overrides.V = map[string]event.Override{"20200414T140000": {Title: "Tổng kết"}}
		rest, faults := e.Split("20200407T140000")
		if len(faults) > 0 {
			t.Fatal(faults)
		}
		was, zone := rest.Start.V, rest.Zone
		rest.Start.V.Local = "2020-04-07T18:00:00"
		rest.End.V.Local = "2020-04-07T20:00:00"
		rest.Shift(was, zone, true)
		if got := starts(e); got != "03-24 14:00" {
			t.Errorf("%s: the first half is %s", rule, got)
		}
		if got := starts(&rest); got != "04-07 18:00, 04-09 13:00, 04-14 18:00" {
			t.Errorf("%s: the second half is %s", rule, got)
		}
		if faults := append(e.Sound(), rest.Sound()...); len(faults) > 0 {
			t.Errorf("%s: the halves contradict themselves: %v", rule, faults)
		}
		if rest.Overrides.V["20200414T180000"].Title != "Tổng kết" {
			t.Errorf("%s: the override is lost: %v", rule, rest.Overrides.V)
		}
	}
	if _, faults := weekly("FREQ=WEEKLY").Split("20200324T140000"); len(faults) != 1 {
		t.Errorf("splitting at the first: got %v, want a fault", faults)
	}
	if _, faults := weekly("FREQ=WEEKLY").Split("20200325T140000"); len(faults) != 1 {
		t.Errorf("splitting where nothing is: got %v, want a fault", faults)
	}
}

func TestAnOccurrenceLastsAsLongAsTheFirst(t *testing.T) {
	e := weekly("FREQ=WEEKLY;COUNT=3")
	e.Zone, e.Start.V.Local, e.End.V.Local = "America/New_York", "2026-02-28T23:00:00", "2026-03-01T04:00:00"
	e.Recurrence.V.Rule = "FREQ=WEEKLY;COUNT=3"
	found := e.Timing().Between(time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC), 10, almanac.Zones{})
	for _, o := range found {
		if got := o.Until.Sub(o.From); got != 5*time.Hour {
			t.Errorf("the occurrence at %s lasts %v, want five hours", o.From, got)
		}
	}
	if got := found[1].End.Local; got != "2026-03-08T05:00:00" { // clocks went ahead that night
		t.Errorf("the second ends at %s by the clock, want 05:00", got)
	}
}

func TestWhatReadersWereToldIsKept(t *testing.T) {
	told := weekly("")
	moved := *told
	moved.Start.V.Local, moved.End.V.Local = "2020-03-31T14:00:00", "2020-03-31T16:00:00"
	moved.Follow(told)
	if moved.Status != event.Rescheduled || moved.Sequence != 1 || len(moved.Previous.V) != 1 || moved.News(told) != event.NoticeMoved {
		t.Errorf("moved: got %s, sequence %d, %v", moved.Status, moved.Sequence, moved.Previous.V)
	}
	vague := *told
	vague.Start.V, vague.End.V = almanac.Moment{Precision: almanac.Part, Local: "2020-03-24", Part: almanac.Afternoon}, event.End{}
	exact := *told
	if exact.Follow(&vague); exact.Status != event.Scheduled || exact.Sequence != 1 || len(exact.Previous.V) != 0 || exact.News(&vague) != event.NoNotice {
		t.Errorf("said more exactly: got %s, sequence %d, %v; want nothing moved", exact.Status, exact.Sequence, exact.Previous.V)
	}
	same := *told
	if same.Follow(told); same.Sequence != 0 {
		t.Errorf("told the same again: got sequence %d", same.Sequence)
	}
	if same.Follow(nil); same.Sequence != 1 {
		t.Errorf("public again after it was withdrawn: got sequence %d, want 1", same.Sequence)
	}
}

func TestTheSpanOfASeriesHoldsAllOfIt(t *testing.T) {
	zones := almanac.Zones{}
	for _, rule := range []string{"FREQ=DAILY;COUNT=10", "FREQ=MONTHLY;BYMONTHDAY=24;UNTIL=20210101T000000Z", ""} {
		e := weekly(rule)
		e.Recurrence.V.RDates = []string{"20200101T090000", "20220101T090000"}
		e.Overrides.V = map[string]event.Override{"20200324T140000": {Start: almanac.Moment{Precision: almanac.Minute, Local: "2019-12-01T10:00:00"}}}
		from, until, wide := e.Timing().Span(zones)
		all := e.Timing().Between(from.AddDate(-1, 0, 0), until.AddDate(1, 0, 0), 1000, zones)
		first, last := all[0], slices.MaxFunc(all, func(a, b event.Occurrence) int { return a.Until.Compare(b.Until) })
		if !wide || !first.From.Equal(from) || !last.Until.Equal(until) {
			t.Errorf("%q: got %s to %s, want %s to %s", rule, from, until, first.From, last.Until)
		}
	}
	if _, until, _ := weekly("FREQ=WEEKLY").Timing().Span(zones); !until.IsZero() {
		t.Errorf("a series without an end ends at %s", until)
	}
}

func TestWhatContradictsItselfIsRefused(t *testing.T) {
	for _, c := range []struct {
		change func(*event.Event)
		want   string
	}{
		{func(e *event.Event) { e.Zone = "Asia/Hanoi" }, "/timezone invalid_time_zone"},
		{func(e *event.Event) { e.End.V.Local = "2020-03-24T14:00:00" }, "/end before_start"},
		{func(e *event.Event) { e.Start.V.Local = "2020-02-30T14:00:00" }, "/start wrong_format; /start recurrence_not_allowed"},
		{func(e *event.Event) { e.Recurrence.V.ExDates = []string{"20200325T140000"} }, "/recurrence/exdates/0 not_an_occurrence"},
		{func(e *event.Event) { e.Recurrence.V.RDates = []string{"20200325"} }, "/recurrence/rdates/0 wrong_format"},
		{func(e *event.Event) { e.Recurrence.V.Rule = "" }, ""},
		{func(e *event.Event) { e.Overrides.V = map[string]event.Override{"20200325T140000": {}} }, "/overrides/20200325T140000 not_an_occurrence"},
		{func(e *event.Event) {
			e.Start.V, e.End.V = almanac.Moment{Precision: almanac.Month, Local: "2020-03"}, event.End{}
		}, "/start recurrence_not_allowed"},
		{func(e *event.Event) { e.Registration.V = event.Registration{Mode: event.External} }, "/registration/url required"},
		{func(e *event.Event) { e.Registration.V = event.Registration{Mode: event.RSVP, Waitlist: event.Offer} }, "/registration/hold_minutes required"},
	} {
		e := weekly("FREQ=WEEKLY;COUNT=4")
		c.change(e)
		var faults []string
		for _, f := range e.Sound() {
			faults = append(faults, f.Name+" "+f.Code)
		}
		if got := strings.Join(faults, "; "); got != c.want {
			t.Errorf("got %q, want %q", got, c.want)
		}
	}
}
