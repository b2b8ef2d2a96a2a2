package db_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"newsdesk/internal/db"
	"newsdesk/internal/testkit"
)

// occupied has the writer of SQLite busy with a change until release is called.
func occupied(t *testing.T, d *db.DB) (release func()) {
	t.Helper()
	begun, end, done := make(chan struct{}), make(chan struct{}), make(chan error, 1)
	ctx := t.Context()
	go func() {
		done <- d.Update(ctx, func(*db.Tx) error {
			close(begun)
			<-end
			return nil
		})
	}()
	<-begun
	return func() {
		close(end)
		if err := <-done; err != nil {
			t.Errorf("the change that kept the writer busy: %v", err)
		}
	}
}

func awaitWaiting(t *testing.T, d *db.DB, want int) {
	t.Helper()
	deadline := time.Now().Add(10 * time.Second)
	for db.Waiting(d) != want {
		if time.Now().After(deadline) {
			t.Fatalf("%d changes wait for the writer, want %d", db.Waiting(d), want)
		}
		time.Sleep(time.Millisecond)
	}
}

func TestChangesOfOneCommitFailAlone(t *testing.T) {
	d := testkit.Open(t, db.SQLite, testkit.NewClock(testkit.Start()))
	ctx := t.Context()
	changes := []struct {
		name  string
		after error
	}{{"before", nil}, {"failing", errRefused}, {"after", nil}}
	errs := make([]error, len(changes))
	release := occupied(t, d)
	var group sync.WaitGroup
	for i, c := range changes {
		group.Go(func() {
			errs[i] = d.Update(ctx, func(tx *db.Tx) error {
				return errors.Join(put(ctx, c.name)(tx), c.after)
			})
		})
		awaitWaiting(t, d, i+1)
	}
	release()
	group.Wait()
	for i, c := range changes {
		if !errors.Is(errs[i], c.after) || (errs[i] == nil) != (c.after == nil) {
			t.Errorf("change %s: got %v, want %v", c.name, errs[i], c.after)
		}
		wantSetting(t, d, c.name, c.after == nil)
	}
}

func TestAPanickingChangePanicsItsCallerAlone(t *testing.T) {
	testkit.Databases(t, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		got := func() (reason any) {
			defer func() { reason = recover() }()
			_ = d.Update(ctx, func(tx *db.Tx) error {
				if err := put(ctx, "panicking")(tx); err != nil {
					return err
				}
				panic("the press is on fire")
			})
			return nil
		}()
		if got != "the press is on fire" {
			t.Errorf("the caller recovered %v, want what the change panicked with", got)
		}
		update(t, d, put(ctx, "afterwards"))
		wantSetting(t, d, "panicking", false)
		wantSetting(t, d, "afterwards", true)
	})
}

func TestAPanicTakesNoOtherChangeOfItsCommitAlong(t *testing.T) {
	d := testkit.Open(t, db.SQLite, testkit.NewClock(testkit.Start()))
	ctx := t.Context()
	release := occupied(t, d)
	var group sync.WaitGroup
	var others [2]error
	var recovered any
	group.Go(func() { others[0] = d.Update(ctx, put(ctx, "before")) })
	awaitWaiting(t, d, 1)
	group.Go(func() {
		defer func() { recovered = recover() }()
		_ = d.Update(ctx, func(*db.Tx) error { panic(errRefused) })
	})
	awaitWaiting(t, d, 2)
	group.Go(func() { others[1] = d.Update(ctx, put(ctx, "after")) })
	awaitWaiting(t, d, 3)
	release()
	group.Wait()
	if err := errors.Join(others[:]...); err != nil || recovered != any(errRefused) {
		t.Errorf("the others got %v, want nil; the panicking caller recovered %v, want %v", err, recovered, errRefused)
	}
	wantSetting(t, d, "before", true)
	wantSetting(t, d, "after", true)
}

func TestAFailedChangeLeavesNothingAndHintsNobody(t *testing.T) {
	testkit.Databases(t, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		hints := 0
		change := func(last error) error {
			return d.Update(ctx, func(tx *db.Tx) error {
				tx.AfterCommit(func() { hints++ })
				return errors.Join(put(ctx, "half")(tx), last)
			})
		}
		if err := change(errRefused); !errors.Is(err, errRefused) || hints != 0 {
			t.Errorf("failing change: got %v and %d hints, want %v and none", err, hints, errRefused)
		}
		wantSetting(t, d, "half", false)
		if err := change(nil); err != nil || hints != 1 {
			t.Errorf("same change without the failure: got %v and %d hints, want nil and 1", err, hints)
		}
		wantSetting(t, d, "half", true)
	})
}

func TestManyWritersLoseNothing(t *testing.T) {
	const writers, each = 64, 100
	testkit.Databases(t, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		var group sync.WaitGroup
		var failed atomic.Int64
		for range writers {
			group.Go(func() {
				for range each {
					err := d.Update(ctx, func(tx *db.Tx) error {
						_, err := tx.Next(ctx, "journal")
						return err
					})
					if err != nil {
						failed.Add(1)
					}
				}
			})
		}
		group.Wait()
		got, err := db.Last(ctx, d, "journal")
		if err != nil || got != writers*each || failed.Load() != 0 {
			t.Errorf("after %d increments: got %d with %d failures, %v", writers*each, got, failed.Load(), err)
		}
	})
}

func TestAChangeWhoseCallerGaveUpWaitingNeverRuns(t *testing.T) {
	d := testkit.Open(t, db.SQLite, testkit.NewClock(testkit.Start()))
	release := occupied(t, d)
	ctx, cancel := context.WithCancel(t.Context())
	answer := make(chan error, 1)
	go func() { answer <- d.Update(ctx, put(t.Context(), "late")) }()
	awaitWaiting(t, d, 1)
	cancel()
	if err := <-answer; !errors.Is(err, context.Canceled) {
		t.Errorf("caller who gave up: got %v, want %v", err, context.Canceled)
	}
	release()
	update(t, d, put(t.Context(), "next"))
	wantSetting(t, d, "late", false)
}

func TestAChangeWithAnEndedContextNeverRuns(t *testing.T) {
	testkit.Databases(t, func(t *testing.T, d *db.DB) {
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if err := d.Update(ctx, put(t.Context(), "dead")); !errors.Is(err, context.Canceled) {
			t.Errorf("got %v, want %v", err, context.Canceled)
		}
		update(t, d, put(t.Context(), "next"))
		wantSetting(t, d, "dead", false)
	})
}

func TestAChangeThatHasBegunCompletes(t *testing.T) {
	testkit.Databases(t, func(t *testing.T, d *db.DB) {
		ctx, cancel := context.WithCancel(t.Context())
		err := d.Update(ctx, func(tx *db.Tx) error {
			cancel()
			return put(ctx, "kept")(tx)
		})
		if err != nil {
			t.Errorf("got %v, want nil", err)
		}
		wantSetting(t, d, "kept", true)
	})
}

func TestATransactionStandsStillInTime(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, engine db.Engine) {
		clock := testkit.NewClock(testkit.Start().Add(1234567 * time.Nanosecond))
		d := testkit.Open(t, engine, clock)
		want := testkit.Start().Add(time.Millisecond)
		update(t, d, func(tx *db.Tx) error {
			clock.Advance(time.Hour)
			if tx.Now != want {
				t.Errorf("Now inside the transaction: got %v, want %v", tx.Now, want)
			}
			return nil
		})
	})
}

// Two transactions that wait for each other make PostgreSQL end one of them,
// which then has to run again.
func TestADeadlockIsRunAgain(t *testing.T) {
	d := testkit.Open(t, db.Postgres, testkit.NewClock(testkit.Start()))
	ctx := t.Context()
	update(t, d, func(tx *db.Tx) error {
		return tx.Insert(ctx, &setting{Name: "a"}, &setting{Name: "b"})
	})
	var met, group sync.WaitGroup
	met.Add(2)
	var runs atomic.Int64
	errs := make([]error, 2)
	for i, order := range [][2]string{{"a", "b"}, {"b", "a"}} {
		first := sync.OnceFunc(func() { met.Done(); met.Wait() })
		group.Go(func() {
			errs[i] = d.Update(ctx, func(tx *db.Tx) error {
				runs.Add(1)
				if err := appendTo(ctx, tx, order[0]); err != nil {
					return err
				}
				first()
				return appendTo(ctx, tx, order[1])
			})
		})
	}
	group.Wait()
	if err := errors.Join(errs...); err != nil {
		t.Errorf("got %v, want both to succeed", err)
	}
	if runs.Load() < 3 {
		t.Errorf("the transactions ran %d times, want 3 or more: there was no deadlock to survive", runs.Load())
	}
	for _, name := range []string{"a", "b"} {
		var got setting
		if err := db.Gorm(ctx, d).Take(&got, "name = ?", name).Error; err != nil || got.Value != "xx" {
			t.Errorf("setting %s: got %q, %v; want one x of each transaction", name, got.Value, err)
		}
	}
}

func appendTo(ctx context.Context, tx *db.Tx, name string) error {
	_, err := tx.Exec(ctx, "UPDATE settings SET value = value || 'x' WHERE name = ?", name)
	return err
}

func BenchmarkUpdate(b *testing.B) {
	for _, writers := range []int{1, 64} {
		b.Run(fmt.Sprintf("sqlite/writers=%d", writers), func(b *testing.B) {
			d := testkit.Open(b, db.SQLite, testkit.NewClock(testkit.Start()))
			ctx := b.Context()
			var left atomic.Int64
			var group sync.WaitGroup
			left.Store(int64(b.N))
			b.ResetTimer()
			for range writers {
				group.Go(func() {
					for left.Add(-1) >= 0 {
						if err := d.Update(ctx, func(tx *db.Tx) error {
							_, err := tx.Next(ctx, "journal")
							return err
						}); err != nil {
							b.Error(err)
						}
					}
				})
			}
			group.Wait()
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "commits/s")
		})
	}
}
