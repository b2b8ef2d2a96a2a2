package journal_test

import (
	"strconv"
	"testing"
	"time"

	"newsdesk/internal/db"
	"newsdesk/internal/journal"
	"newsdesk/internal/testkit"
)

// record writes the n-th line of a test.
func record(t *testing.T, d *db.DB, n int) {
	t.Helper()
	update(t, d, func(tx *db.Tx) error { return journal.Record(t.Context(), tx, line(n)) })
}

// line is an act with everything that can be said of one.
func line(n int) journal.Line {
	number := strconv.Itoa(n)
	return journal.Line{
		Verb: "update", Kind: "article", EntryID: number, Version: n, ActorKind: "person", ActorID: "nguoi-" + strconv.Itoa(n%3),
		SessionID: "phien-" + strconv.Itoa(n%2), Before: "truoc" + number, Digest: "sau" + number,
		Cause: "req-" + number, Note: "ghi chú " + number, Address: "192.0.2." + number,
	}
}

func records(t *testing.T, d *db.DB, n int) {
	t.Helper()
	for i := range n {
		record(t, d, i+1)
	}
}

func update(t *testing.T, d *db.DB, f func(*db.Tx) error) {
	t.Helper()
	if err := d.Update(t.Context(), f); err != nil {
		t.Error(err)
	}
}

// disarm takes away the triggers, as someone who has the database can.
func disarm(t *testing.T, d *db.DB) {
	t.Helper()
	on := map[db.Engine]string{db.Postgres: " ON journal"}[d.Engine()]
	onPrivate := map[db.Engine]string{db.Postgres: " ON journal_private"}[d.Engine()]
	tamper(t, d, "DROP TRIGGER journal_never_changes"+on, "DROP TRIGGER journal_never_shrinks"+on,
		"DROP TRIGGER journal_private_never_changes"+onPrivate)
}

// tamper runs statements past the program.
func tamper(t *testing.T, d *db.DB, statements ...string) {
	t.Helper()
	update(t, d, func(tx *db.Tx) error {
		for _, sql := range statements {
			if _, err := tx.Exec(t.Context(), sql); err != nil {
				return err
			}
		}
		return nil
	})
}

// verify fails unless the first bad line is the one given, or 0.
func verify(t *testing.T, d *db.DB, want int64) {
	t.Helper()
	if bad, err := journal.Verify(t.Context(), d); bad != want || err != nil {
		t.Errorf("Verify names line %d (%v), want %d", bad, err, want)
	}
}

// examine fails unless the first bad line is the one given, for that reason.
func examine(t *testing.T, d *db.DB, p journal.Proof, seq int64, what journal.What) journal.Report {
	t.Helper()
	r, err := journal.Examine(t.Context(), d, p)
	if err != nil || r.First.Seq != seq || r.First.What != what {
		t.Errorf("Examine finds that line %d %s (%v), want that line %d %s", r.First.Seq, r.First.What, err, seq, what)
	}
	return r
}

// databases runs f on each engine with the clock of the database.
func databases(t *testing.T, f func(*testing.T, *db.DB, *testkit.Clock)) {
	t.Helper()
	testkit.Engines(t, func(t *testing.T, e db.Engine) {
		clock := testkit.NewClock(testkit.Start())
		f(t, testkit.Open(t, e, clock), clock)
	})
}

// bulk writes n lines at once.
func bulk(t testing.TB, d *db.DB, n int) {
	t.Helper()
	lines := make([]journal.Line, n)
	for i := range lines {
		lines[i] = line(i)
		lines[i].Form, lines[i].At = 2, testkit.Start().Add(time.Duration(i)*time.Millisecond)
	}
	err := d.Update(t.Context(), func(tx *db.Tx) error { return journal.Bulk(t.Context(), tx, lines) })
	if err != nil {
		t.Fatal(err)
	}
}
