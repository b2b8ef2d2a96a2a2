package journal_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"newsdesk/internal/db"
	"newsdesk/internal/journal"
	"newsdesk/internal/testkit"
)

func TestLinesAreFoundByWhatIsSaidOfThem(t *testing.T) {
	databases(t, func(t *testing.T, d *db.DB, clock *testkit.Clock) {
		records(t, d, 4)
		clock.Advance(time.Minute)
		update(t, d, func(tx *db.Tx) error {
			return journal.Record(t.Context(), tx, journal.Line{Verb: "user_add", Kind: "user", EntryID: "2", ActorID: "system:x"})
		})
		clock.Advance(time.Minute)
		record(t, d, 6)
		at := func(minutes int) time.Time { return testkit.Start().Add(time.Duration(minutes) * time.Minute) }
		for name, c := range map[string]struct {
			f    journal.Filter
			want []int64
		}{
			"all":               {journal.Filter{}, []int64{1, 2, 3, 4, 5, 6}},
			"newest first":      {journal.Filter{Desc: true, Limit: 2}, []int64{6, 5}},
			"going on":          {journal.Filter{AfterSeq: 2, Limit: 2}, []int64{3, 4}},
			"going on back":     {journal.Filter{AfterSeq: 3, Desc: true}, []int64{2, 1}},
			"an actor":          {journal.Filter{Actor: "nguoi-1"}, []int64{1, 4}},
			"a verb":            {journal.Filter{Verbs: []string{"user_add"}}, []int64{5}},
			"verbs":             {journal.Filter{Verbs: []string{"user_add", "update"}, AfterSeq: 4}, []int64{5, 6}},
			"a kind":            {journal.Filter{Kind: "user"}, []int64{5}},
			"an entry":          {journal.Filter{EntryID: "2"}, []int64{2, 5}},
			"a session":         {journal.Filter{Session: "phien-1"}, []int64{1, 3}},
			"since":             {journal.Filter{From: at(1)}, []int64{5, 6}},
			"until":             {journal.Filter{To: at(1)}, []int64{1, 2, 3, 4}},
			"between":           {journal.Filter{From: at(1), To: at(2)}, []int64{5}},
			"several at once":   {journal.Filter{Kind: "article", EntryID: "2", Actor: "nguoi-2"}, []int64{2}},
			"what is not there": {journal.Filter{Verbs: []string{"delete"}}, []int64{}},
		} {
			got, each := []int64{}, []int64{}
			lines, err := journal.List(t.Context(), d, c.f)
			for _, l := range lines {
				got = append(got, l.Seq)
			}
			if diff := cmp.Diff(c.want, got); diff != "" || err != nil {
				t.Errorf("%s (%v) (-want +got):\n%s", name, err, diff)
			}
			for l, err := range journal.Each(t.Context(), d, c.f) {
				if err != nil {
					t.Fatal(err)
				}
				each = append(each, l.Seq)
			}
			if diff := cmp.Diff(c.want, each); diff != "" {
				t.Errorf("each of %s (-want +got):\n%s", name, diff)
			}
		}
	})
}

func TestEachGoesOverManyLinesAndStops(t *testing.T) {
	d := testkit.Open(t, db.SQLite, testkit.NewClock(testkit.Start()))
	const lines = 2500
	bulk(t, d, lines)
	for limit, want := range map[int]int{0: lines, 1: 1, 1000: 1000, 1001: 1001, 9999: lines} {
		n := 0
		for l, err := range journal.Each(t.Context(), d, journal.Filter{Desc: true, Limit: limit}) {
			if err != nil || l.Seq != int64(lines-n) || l.Address == "" {
				t.Fatalf("limit %d: got %+v (%v), want line %d", limit, l, err, lines-n)
			}
			n++
		}
		if n != want {
			t.Errorf("limit %d: got %d lines, want %d", limit, n, want)
		}
	}
	for _, err := range journal.Each(t.Context(), d, journal.Filter{}) {
		if err != nil {
			t.Error(err)
		}
		break // yielding once more would panic
	}
	if n, err := journal.Count(t.Context(), d, journal.Filter{Actor: "nguoi-1", Limit: 1}); n != 833 || err != nil {
		t.Errorf("counted %d (%v), want 833", n, err)
	}
}

func TestEachFilterHasAnIndex(t *testing.T) {
	d := testkit.Open(t, db.SQLite, testkit.NewClock(testkit.Start()))
	for column, index := range map[string]string{
		"actor_id = 'a'": "journal_actor", "verb = 'a'": "journal_verb", "kind = 'a'": "journal_kind",
		"entry_id = 'a'": "journal_entry", "session_id = 'a'": "journal_session",
	} {
		uses(t, d, "SELECT * FROM journal WHERE "+column+" ORDER BY seq DESC LIMIT 10", index)
	}
	uses(t, d, "SELECT seq FROM journal WHERE at < 7", "journal_at") // so that retention does not read everything
}

func uses(t *testing.T, d *db.DB, sql, index string) {
	t.Helper()
	var steps []struct{ Detail string }
	err := db.Gorm(t.Context(), d).Raw("EXPLAIN QUERY PLAN " + sql).Scan(&steps).Error
	if plan := fmt.Sprint(steps); err != nil || !strings.Contains(plan, index) {
		t.Errorf("%s: the plan is %s (%v), want it to use %s", sql, plan, err, index)
	}
}
