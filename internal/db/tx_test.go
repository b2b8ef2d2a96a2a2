package db_test

import (
	"context"
	"slices"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"newsdesk/internal/db"
	"newsdesk/internal/fault"
	"newsdesk/internal/testkit"
)

func TestADuplicateIsAConflict(t *testing.T) {
	testkit.Databases(t, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		update(t, d, put(ctx, "masthead"))
		err := d.Update(ctx, put(ctx, "masthead"))
		if !fault.Is(err, fault.Conflict) {
			t.Errorf("second insert: got %v, want a Conflict", err)
		}
	})
}

func TestChangingWhatIsNotThereIsNotFound(t *testing.T) {
	testkit.Databases(t, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		err := d.Update(ctx, func(tx *db.Tx) error { return tx.Change(ctx, &setting{Name: "nobody"}) })
		if !fault.Is(err, fault.NotFound) {
			t.Errorf("change of a missing row: got %v, want NotFound", err)
		}
		err = d.Update(ctx, func(tx *db.Tx) error { return tx.Lock(ctx, &job{}, "nobody") })
		if !fault.Is(err, fault.NotFound) {
			t.Errorf("lock of a missing row: got %v, want NotFound", err)
		}
		wantSetting(t, d, "nobody", false)
	})
}

func TestPutReplacesEveryColumn(t *testing.T) {
	testkit.Databases(t, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		for _, value := range []string{"old", "new", ""} {
			update(t, d, func(tx *db.Tx) error { return tx.Put(ctx, &setting{Name: "masthead", Value: value}) })
			var got setting
			err := db.Gorm(ctx, d).Take(&got, "name = ?", "masthead").Error
			if err != nil || got.Value != value {
				t.Errorf("after putting %q: got %q, %v", value, got.Value, err)
			}
		}
	})
}

func TestChangeWritesZeroValuesToo(t *testing.T) {
	testkit.Databases(t, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		update(t, d, put(ctx, "masthead"))
		update(t, d, func(tx *db.Tx) error { return tx.Change(ctx, &setting{Name: "masthead"}) })
		var got setting
		if err := db.Gorm(ctx, d).Take(&got, "name = ?", "masthead").Error; err != nil || got.Value != "" {
			t.Errorf("got %q, %v; want the empty value that was written", got.Value, err)
		}
	})
}

func TestNumbersHaveNoGapsThoughTransactionsFail(t *testing.T) {
	const writers, each = 8, 25
	testkit.Databases(t, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		var mu sync.Mutex
		var got []int64
		var group sync.WaitGroup
		for w := range writers {
			group.Go(func() {
				for i := range each {
					n, err := number(ctx, d, (w+i)%3 == 0)
					if err != nil {
						continue
					}
					mu.Lock()
					got = append(got, n)
					mu.Unlock()
				}
			})
		}
		group.Wait()
		slices.Sort(got)
		want := make([]int64, len(got))
		for i := range want {
			want[i] = int64(i) + 1
		}
		if diff := cmp.Diff(want, got); diff != "" || len(got) == 0 || len(got) == writers*each {
			t.Errorf("%d of %d transactions committed; numbers (-want +got):\n%s", len(got), writers*each, diff)
		}
		if last, err := db.Last(ctx, d, "edition"); err != nil || last != int64(len(got)) {
			t.Errorf("last number: got %d, %v; want %d", last, err, len(got))
		}
	})
}

// number takes the next number in a transaction, which then may fail.
func number(ctx context.Context, d *db.DB, fail bool) (n int64, err error) {
	err = d.Update(ctx, func(tx *db.Tx) (err error) {
		if n, err = tx.Next(ctx, "edition"); err == nil && fail {
			return errRefused
		}
		return err
	})
	return n, err
}

func TestThereIsNoSequenceByChance(t *testing.T) {
	testkit.Databases(t, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		err := d.Update(ctx, func(tx *db.Tx) error {
			_, err := tx.Next(ctx, "unheard-of")
			return err
		})
		if err == nil {
			t.Error("a sequence that does not exist handed out a number")
		}
	})
}
