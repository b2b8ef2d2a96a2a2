package donate_test

import (
	"fmt"
	"sync/atomic"
	"testing"

	"newsdesk/internal/db"
	"newsdesk/internal/payment"
)

// BenchmarkReceive credits signed notices of a bank, each of another transfer, to one
// campaign: what a drive on the evening news has to stand.
func BenchmarkReceive(b *testing.B) {
	for _, engine := range []db.Engine{db.SQLite, db.Postgres} {
		b.Run(fmt.Sprint(engine), func(b *testing.B) {
			w := newWorld(b, engine)
			var next atomic.Int64
			b.SetParallelism(16)
			b.ResetTimer()
			b.RunParallel(func(pb *testing.PB) {
				for pb.Next() {
					w.say(payment.SePay, "bank", w.transfer(next.Add(1), 20_000, "ung ho"))
				}
			})
			b.StopTimer()
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "deliveries/s")
			w.exact(int64(b.N)*20_000, int64(b.N))
		})
	}
}

// BenchmarkFigures reads what the ledger says of a campaign.
func BenchmarkFigures(b *testing.B) {
	w := newWorld(b, db.SQLite)
	for i := range int64(100) {
		w.say(payment.SePay, "bank", w.transfer(i+1, 20_000, "ung ho"))
	}
	b.ResetTimer()
	for b.Loop() {
		if _, err := w.Figures(b.Context(), w.d, w.id); err != nil {
			b.Fatal(err)
		}
	}
}
