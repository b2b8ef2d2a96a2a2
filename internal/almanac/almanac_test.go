package almanac_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"newsdesk/internal/almanac"
	"newsdesk/internal/fault"
)

func zone(t *testing.T, name string) *time.Location {
	t.Helper()
	z, err := almanac.Zone(name)
	if err != nil {
		t.Fatal(err)
	}
	return z
}

func wall(t *testing.T, s string) time.Time {
	t.Helper()
	w, err := time.Parse("2006-01-02 15:04", s)
	if err != nil {
		t.Fatal(err)
	}
	return w
}

func rule(t *testing.T, s string) almanac.Rule {
	t.Helper()
	r, err := almanac.ParseRule(s)
	if err != nil {
		t.Fatalf("%s: %v", s, err)
	}
	return r
}

func TestE02OccurrencesFollowTheClocksOfTheirZone(t *testing.T) {
	for _, c := range []struct{ zone, start, rule, want string }{
		{"America/New_York", "2026-03-01 02:30", "FREQ=WEEKLY;COUNT=3", "2026-03-01T07:30Z 2026-03-08T07:30Z 2026-03-15T06:30Z"},
		{"America/New_York", "2026-10-31 01:30", "FREQ=DAILY;COUNT=3", "2026-10-31T05:30Z 2026-11-01T05:30Z 2026-11-02T06:30Z"},
		{"America/Santiago", "2026-09-05 00:00", "FREQ=DAILY;COUNT=3", "2026-09-05T04:00Z 2026-09-06T04:00Z 2026-09-07T03:00Z"},
		{"Europe/London", "2026-03-22 19:00", "FREQ=WEEKLY;COUNT=3", "2026-03-22T19:00Z 2026-03-29T18:00Z 2026-04-05T18:00Z"},
		{"Australia/Lord_Howe", "2026-10-04 02:15", "FREQ=DAILY;COUNT=1", "2026-10-03T15:45Z"},
		{
			"Asia/Ho_Chi_Minh", "2020-03-24 14:00", "FREQ=WEEKLY;UNTIL=20200414T070000Z",
			"2020-03-24T07:00Z 2020-03-31T07:00Z 2020-04-07T07:00Z 2020-04-14T07:00Z",
		},
	} {
		z, start := zone(t, c.zone), wall(t, c.start)
		var got []string
		for _, w := range rule(t, c.rule).From(start, z).Between(start, start.AddDate(1, 0, 0), 100) {
			got = append(got, almanac.Resolve(w, z).UTC().Format("2006-01-02T15:04Z"))
		}
		if strings.Join(got, " ") != c.want {
			t.Errorf("%s %s: got %s, want %s", c.zone, c.rule, strings.Join(got, " "), c.want)
		}
	}
	shown := almanac.Resolve(wall(t, "2026-09-06 00:00"), zone(t, "America/Santiago")).In(zone(t, "America/Santiago"))
	if got := shown.Format("02 15:04"); got != "06 01:00" {
		t.Errorf("the midnight that Santiago skips is shown as %s, want the same day at 01:00", got)
	}
}

func TestE09RulesThatNobodyMeansAreRefused(t *testing.T) {
	start := wall(t, "2026-03-03 14:00")
	for s, want := range map[string]string{
		"FREQ=SECONDLY": "recurrence_not_allowed", "FREQ=MINUTELY": "recurrence_not_allowed", "FREQ=HOURLY": "recurrence_not_allowed",
		"FREQ=YEARLY;BYWEEKNO=20": "recurrence_not_allowed", "FREQ=YEARLY;BYYEARDAY=20": "recurrence_not_allowed",
		"FREQ=DAILY;BYHOUR=3": "recurrence_not_allowed", "FREQ=DAILY;COUNT=3;UNTIL=20270101": "invalid_rrule",
		"COUNT=3": "invalid_rrule", "FREQ=DAILY;INTERVAL=0": "invalid_rrule", "FREQ=DAILY;FREQ=DAILY": "invalid_rrule",
		"FREQ=WEEKLY;BYDAY=1MO": "invalid_rrule", "FREQ=WEEKLY;BYMONTHDAY=3": "recurrence_not_allowed", "FREQ=DAILY;BYSETPOS=1": "recurrence_not_allowed",
		"FREQ=YEARLY;BYMONTHDAY=3": "recurrence_not_allowed", "FREQ=MONTHLY;BYMONTH=3": "recurrence_not_allowed", "FREQ=YEARLY;BYMONTH=1,2;BYMONTHDAY=30": "recurrence_not_allowed",
		"FREQ=MONTHLY;BYMONTHDAY=32": "invalid_rrule", "FREQ=YEARLY;BYMONTH=-1": "invalid_rrule", "FREQ=DAILY;COUNT=99999": "invalid_rrule",
		"": "invalid_rrule", "FREQ": "invalid_rrule", "FREQ=DAILY;UNTIL=tomorrow": "invalid_rrule", "FREQ=DAILY;" + strings.Repeat("X", 600): "too_long",
		"FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30": "recurrence_empty", "FREQ=WEEKLY;BYDAY=MO": "start_not_in_recurrence",
		"FREQ=DAILY;UNTIL=20200101T000000Z": "recurrence_empty",
	} {
		r, err := almanac.ParseRule(s)
		var faults fault.Fields
		if err != nil {
			faults = fault.Of(err).Fields
		}
		if err == nil {
			faults = r.From(start, time.UTC).Check()
		}
		if len(faults) == 0 || faults[0].Code != want {
			t.Errorf("%q: got %v, want %s", s, faults, want)
		}
	}
}

func TestE09ADailyRuleSince1990HasThirtyDaysInAMonth(t *testing.T) {
	s := rule(t, "FREQ=DAILY").From(wall(t, "1990-01-01 08:00"), time.UTC)
	if got := s.Between(wall(t, "2026-04-01 00:00"), wall(t, "2026-05-01 00:00"), 1000); len(got) != 30 {
		t.Errorf("got %d occurrences, want 30", len(got))
	}
}

func TestARuleIsWrittenAsItWasRead(t *testing.T) {
	for _, s := range []string{
		"FREQ=DAILY", "FREQ=WEEKLY;INTERVAL=2;COUNT=7;BYDAY=TU,TH;WKST=SU", "FREQ=MONTHLY;UNTIL=20270101;BYDAY=-1FR",
		"FREQ=YEARLY;UNTIL=20270101T010203Z;BYMONTH=4;BYMONTHDAY=-1,1", "FREQ=MONTHLY;UNTIL=20270101T010203;BYDAY=MO,TU;BYSETPOS=1,-1",
	} {
		if got := rule(t, s).String(); got != s {
			t.Errorf("got %s, want %s", got, s)
		}
	}
}

func TestMomentsLieWhereTheirWordsSay(t *testing.T) {
	hcm := zone(t, "Asia/Ho_Chi_Minh")
	for _, c := range []struct {
		m           almanac.Moment
		from, until string
	}{
		{almanac.Moment{Precision: almanac.Part, Local: "2020-03-24", Part: almanac.Afternoon}, "2020-03-24T05:00Z", "2020-03-24T11:00Z"},
		{almanac.Moment{Precision: almanac.Whole, Local: "2020-03-24"}, "2020-03-23T17:00Z", "2020-03-24T17:00Z"},
		{almanac.Moment{Precision: almanac.Month, Local: "2020-03"}, "2020-02-29T17:00Z", "2020-03-31T17:00Z"},
		{almanac.Moment{Precision: almanac.Minute, Local: "2020-03-24T14:00:00"}, "2020-03-24T07:00Z", "2020-03-24T07:00Z"},
		{almanac.Moment{Precision: almanac.Instant, Local: "2020-03-24T07:00:00"}, "2020-03-24T07:00Z", "2020-03-24T07:00Z"},
	} {
		if !c.m.Valid() {
			t.Errorf("%+v is refused", c.m)
		}
		from, until := c.m.Bounds(hcm)
		got := []string{from.UTC().Format("2006-01-02T15:04Z"), until.UTC().Format("2006-01-02T15:04Z")}
		if diff := cmp.Diff([]string{c.from, c.until}, got); diff != "" {
			t.Errorf("%+v (-want +got):\n%s", c.m, diff)
		}
	}
	for _, m := range []almanac.Moment{
		{},
		{Precision: almanac.Whole, Local: "2020-02-30"},
		{Precision: almanac.Part, Local: "2020-03-24"},
		{Precision: almanac.Month, Local: "2020-03-24"},
		{Precision: almanac.Whole, Local: "2020-03-24", Part: almanac.Noon},
		{Precision: almanac.Minute, Local: "2020-03-24T25:00:00"},
		{Precision: "year", Local: "2020"},
		{Precision: almanac.Whole, Local: "0000-01-01"},
	} {
		if m.Valid() {
			t.Errorf("%+v is taken", m)
		}
	}
}

func TestOnlyZonesOfTheIANAAreZones(t *testing.T) {
	for _, name := range []string{"", "Local", "Asia/Hanoi", "../etc/passwd", "Asia/../UTC", "+07:00", "/UTC"} {
		if z, err := almanac.Zone(name); err == nil {
			t.Errorf("%q is the zone %s, want none", name, z)
		}
	}
}

func BenchmarkDailySince1990InOneMonth(b *testing.B) {
	r, err := almanac.ParseRule("FREQ=DAILY")
	if err != nil {
		b.Fatal(err)
	}
	start := time.Date(1990, 1, 1, 8, 0, 0, 0, time.UTC)
	from, to := time.Date(2026, 4, 1, 0, 0, 0, 0, time.UTC), time.Date(2026, 5, 1, 0, 0, 0, 0, time.UTC)
	for b.Loop() {
		if got := r.From(start, time.UTC).Between(from, to, 1000); len(got) != 30 {
			b.Fatalf("got %d occurrences", len(got))
		}
	}
}
