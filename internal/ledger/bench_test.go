package ledger_test

import (
	"sync/atomic"
	"testing"

	"newsdesk/internal/db"
	"newsdesk/internal/ledger"
)

// BenchmarkBook is gifts to one campaign from many writers at once, each in a
// transaction of its own.
func BenchmarkBook(b *testing.B) {
	for _, engine := range []db.Engine{db.SQLite, db.Postgres} {
		b.Run(string(engine), func(b *testing.B) {
			books := newBooks(b, engine)
			var n atomic.Int64
			b.SetParallelism(32)
			b.ResetTimer()
			b.RunParallel(func(p *testing.PB) {
				for p.Next() {
					if _, err := books.try(gift(int(n.Add(1)), 50_000)); err != nil {
						b.Error(err)
					}
				}
			})
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "bookings/s")
		})
	}
}

// BenchmarkVerify is a pass over 200,000 postings.
func BenchmarkVerify(b *testing.B) {
	const transactions = 100_000
	books := newBooks(b, db.SQLite)
	if err := books.d.Update(b.Context(), func(tx *db.Tx) error { return ledger.Bulk(b.Context(), tx, transactions) }); err != nil {
		b.Fatal(err)
	}
	b.ResetTimer()
	for b.Loop() {
		if r := books.wantFaults(); r.Transactions != transactions {
			b.Fatalf("read %d transactions, want %d", r.Transactions, transactions)
		}
	}
	b.ReportMetric(float64(2*transactions*b.N)/b.Elapsed().Seconds(), "postings/s")
}
