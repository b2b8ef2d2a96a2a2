package journal_test

import (
	"errors"
	"strconv"
	"sync"
	"testing"

	"newsdesk/internal/db"
	"newsdesk/internal/journal"
	"newsdesk/internal/testkit"
)

func record(t *testing.T, d *db.DB, n int) {
	t.Helper()
	err := d.Update(t.Context(), func(tx *db.Tx) error {
		return journal.Record(t.Context(), tx, journal.Line{Verb: "update", Kind: "article", EntryID: strconv.Itoa(n), Version: n, Note: "ghi chú"})
	})
	if err != nil {
		t.Error(err)
	}
}

func verify(t *testing.T, d *db.DB, want int64) {
	t.Helper()
	if bad, err := journal.Verify(t.Context(), d); bad != want || err != nil {
		t.Errorf("Verify names line %d (%v), want %d", bad, err, want)
	}
}

func TestLinesWrittenAtOnceFormOneChain(t *testing.T) {
	testkit.Databases(t, func(t *testing.T, d *db.DB) {
		verify(t, d, 0)
		var wg sync.WaitGroup
		for i := range 40 {
			wg.Go(func() { record(t, d, i) })
		}
		wg.Wait()
		verify(t, d, 0)
		if last, err := db.Last(t.Context(), d, "journal"); last != 40 || err != nil {
			t.Errorf("the last line is %d (%v), want 40", last, err)
		}
	})
}

func TestVerifyNamesTheFirstBadLine(t *testing.T) {
	for what, sql := range map[string]string{
		"a changed note":     "UPDATE journal SET note = 'khác' WHERE seq = 7",
		"a changed hash":     "UPDATE journal SET hash = 'x' WHERE seq = 7",
		"a line taken out":   "DELETE FROM journal WHERE seq = 7",
		"the end cut off":    "DELETE FROM journal WHERE seq >= 7",
		"another time":       "UPDATE journal SET at = '2001-01-01 00:00:00' WHERE seq = 7",
		"a moved member":     "UPDATE journal SET verb = 'up', kind = 'datearticle' WHERE seq = 7",
		"two lines swapped":  "UPDATE journal SET entry_id = CASE seq WHEN 7 THEN '7' ELSE '6' END WHERE seq IN (7, 8)",
		"everything removed": "DELETE FROM journal",
	} {
		t.Run(what, func(t *testing.T) {
			testkit.Databases(t, func(t *testing.T, d *db.DB) {
				for i := range 12 {
					record(t, d, i)
				}
				err := d.Update(t.Context(), func(tx *db.Tx) error {
					_, err := tx.Exec(t.Context(), sql)
					return err
				})
				if err != nil {
					t.Fatal(err)
				}
				want := int64(7)
				if what == "everything removed" {
					want = 1
				}
				verify(t, d, want)
			})
		})
	}
}

func TestALineGoesWithItsTransaction(t *testing.T) {
	testkit.Databases(t, func(t *testing.T, d *db.DB) {
		record(t, d, 1)
		_ = d.Update(t.Context(), func(tx *db.Tx) error {
			if err := journal.Record(t.Context(), tx, journal.Line{Verb: "delete"}); err != nil {
				t.Error(err)
			}
			return errors.New("the act failed")
		})
		record(t, d, 2)
		verify(t, d, 0)
		var n int64
		if err := db.Gorm(t.Context(), d).Model(&journal.Line{}).Count(&n).Error; err != nil || n != 2 {
			t.Errorf("there are %d lines (%v), want 2", n, err)
		}
	})
}

func TestTheModelIsTheTable(t *testing.T) {
	testkit.Databases(t, func(t *testing.T, d *db.DB) { testkit.CheckModel(t, d, journal.Line{}) })
}

func BenchmarkVerify(b *testing.B) {
	d := testkit.Open(b, db.SQLite, testkit.NewClock(testkit.Start()))
	const lines = 2000
	for i := range lines {
		err := d.Update(b.Context(), func(tx *db.Tx) error {
			return journal.Record(b.Context(), tx, journal.Line{Verb: "update", EntryID: strconv.Itoa(i)})
		})
		if err != nil {
			b.Fatal(err)
		}
	}
	for b.Loop() {
		if bad, err := journal.Verify(b.Context(), d); bad != 0 || err != nil {
			b.Fatal(bad, err)
		}
	}
	b.ReportMetric(float64(lines*b.N)/b.Elapsed().Seconds(), "lines/s")
}
