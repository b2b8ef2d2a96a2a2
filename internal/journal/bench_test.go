package journal_test

import (
	"testing"

	"newsdesk/internal/db"
	"newsdesk/internal/journal"
	"newsdesk/internal/testkit"
)

// BenchmarkExamine is a single pass over a journal in which every line has
// personal data beside it, which is the dearest case.
func BenchmarkExamine(b *testing.B) {
	d := testkit.Open(b, db.SQLite, testkit.NewClock(testkit.Start()))
	const lines = 200_000
	bulk(b, d, lines)
	for b.Loop() {
		if r, err := journal.Examine(b.Context(), d, journal.Proof{}); err != nil || r.Good != lines {
			b.Fatalf("got %+v (%v), want %d good lines", r, err, lines)
		}
	}
	b.ReportMetric(float64(lines*b.N)/b.Elapsed().Seconds(), "lines/s")
}

func BenchmarkRecord(b *testing.B) {
	d := testkit.Open(b, db.SQLite, testkit.NewClock(testkit.Start()))
	for b.Loop() {
		err := d.Update(b.Context(), func(tx *db.Tx) error { return journal.Record(b.Context(), tx, line(1)) })
		if err != nil {
			b.Fatal(err)
		}
	}
}
