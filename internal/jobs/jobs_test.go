package jobs_test

import (
	"context"
	"errors"
	"slices"
	"sync"
	"testing"
	"time"

	"newsdesk/internal/db"
	"newsdesk/internal/jobs"
	"newsdesk/internal/testkit"
)

type greet struct {
	Name string `json:"name"`
	Key  string `json:"key"`
}

func (greet) JobKind() string  { return "greet" }
func (g greet) JobKey() string { return g.Key }

// desk is a queue whose worker notes the names it was given.
type desk struct {
	t     *testing.T
	d     *db.DB
	clock *testkit.Clock
	queue *jobs.Queue
	mu    sync.Mutex
	seen  []string
	fail  error
}

func each(t *testing.T, f func(*testing.T, *desk)) {
	t.Helper()
	testkit.Engines(t, func(t *testing.T, e db.Engine) {
		k := &desk{t: t, clock: testkit.NewClock(testkit.Start())}
		k.d = testkit.Open(t, e, k.clock)
		k.queue = jobs.New(k.d)
		jobs.Handle(k.queue, func(_ context.Context, g greet) error {
			k.mu.Lock()
			defer k.mu.Unlock()
			k.seen = append(k.seen, g.Name)
			return k.fail
		})
		f(t, k)
	})
}

func (k *desk) put(name, key string, at time.Time) {
	k.t.Helper()
	err := k.d.Update(k.t.Context(), func(tx *db.Tx) error {
		return k.queue.Put(k.t.Context(), tx, greet{name, key}, at)
	})
	if err != nil {
		k.t.Fatal(err)
	}
}

func (k *desk) want(names ...string) {
	k.t.Helper()
	err := k.queue.Drain(k.t.Context())
	if !errors.Is(err, k.fail) {
		k.t.Errorf("Drain returned %v, want %v", err, k.fail)
	}
	if !slices.Equal(k.seen, names) {
		k.t.Errorf("the worker saw %q, want %q", k.seen, names)
	}
	k.seen = nil
}

func TestAJobRunsOnceWhenItIsDue(t *testing.T) {
	each(t, func(_ *testing.T, k *desk) {
		k.put("mai", "a", k.clock.Now().Add(time.Hour))
		k.want()
		k.clock.Advance(time.Hour)
		k.want("mai")
		k.want()
	})
}

func TestJobsOfOneKeyAreOneJob(t *testing.T) {
	each(t, func(_ *testing.T, k *desk) {
		k.put("một", "a", k.clock.Now().Add(time.Hour))
		k.put("hai", "a", k.clock.Now())
		k.put("ba", "a", k.clock.Now().Add(time.Hour))
		k.put("khác", "b", k.clock.Now())
		k.want("ba", "khác")
	})
}

func TestAJobThatIsUndoneWithItsTransactionNeverRuns(t *testing.T) {
	each(t, func(t *testing.T, k *desk) {
		_ = k.d.Update(t.Context(), func(tx *db.Tx) error {
			if err := k.queue.Put(t.Context(), tx, greet{"không", "a"}, tx.Now); err != nil {
				t.Error(err)
			}
			return errors.New("the change failed")
		})
		k.want()
	})
}

func TestAFailedJobIsTriedAgainLater(t *testing.T) {
	each(t, func(_ *testing.T, k *desk) {
		k.fail = errors.New("not today")
		k.put("mai", "a", k.clock.Now())
		k.want("mai")
		k.fail = nil
		k.want() // not yet
		k.clock.Advance(time.Minute)
		k.want("mai")
	})
}

func TestAJobPutAgainWhileItRunsRunsAgain(t *testing.T) {
	testkit.Databases(t, func(t *testing.T, d *db.DB) {
		q := jobs.New(d)
		runs := 0
		jobs.Handle(q, func(ctx context.Context, g greet) error {
			if runs++; runs > 1 {
				return nil
			}
			return d.Update(ctx, func(tx *db.Tx) error { return q.Put(ctx, tx, g, tx.Now) })
		})
		err := d.Update(t.Context(), func(tx *db.Tx) error { return q.Put(t.Context(), tx, greet{"mai", "a"}, tx.Now) })
		if err == nil {
			err = q.Drain(t.Context())
		}
		if runs != 2 || err != nil {
			t.Errorf("the job ran %d times (%v), want 2", runs, err)
		}
	})
}

func TestTwoProcessesShareTheJobs(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, e db.Engine) {
		url, clock := testkit.Migrated(t, e), testkit.NewClock(testkit.Start())
		var mu sync.Mutex
		ran := map[string]int{}
		queues := make([]*jobs.Queue, 2)
		var first *db.DB
		for i := range queues {
			d := testkit.OpenURL(t, url, clock)
			if first == nil {
				first = d
			}
			queues[i] = jobs.New(d)
			jobs.Handle(queues[i], func(_ context.Context, g greet) error {
				mu.Lock()
				defer mu.Unlock()
				ran[g.Key]++
				return nil
			})
		}
		const n = 60
		err := first.Update(t.Context(), func(tx *db.Tx) error {
			for i := range n {
				if err := queues[0].Put(t.Context(), tx, greet{"mai", string(rune('A' + i))}, tx.Now); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		var wg sync.WaitGroup
		for _, q := range queues {
			wg.Go(func() {
				if err := q.Drain(t.Context()); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		for key, times := range ran {
			if times != 1 {
				t.Errorf("job %q ran %d times, want once", key, times)
			}
		}
		if len(ran) != n {
			t.Errorf("%d jobs ran, want %d", len(ran), n)
		}
	})
}

func TestAPanicIsAFailure(t *testing.T) {
	testkit.Databases(t, func(t *testing.T, d *db.DB) {
		q := jobs.New(d)
		jobs.Handle(q, func(context.Context, greet) error { panic("oh") })
		err := d.Update(t.Context(), func(tx *db.Tx) error { return q.Put(t.Context(), tx, greet{"mai", "a"}, tx.Now) })
		if err != nil {
			t.Fatal(err)
		}
		if err := q.Drain(t.Context()); err == nil {
			t.Error("a job that panicked left no error")
		}
	})
}

func TestRunWakesForWhatIsPut(t *testing.T) {
	testkit.Databases(t, func(t *testing.T, d *db.DB) {
		q := jobs.New(d)
		done := make(chan string, 1)
		jobs.Handle(q, func(_ context.Context, g greet) error { done <- g.Name; return nil })
		ctx, stop := context.WithCancel(t.Context())
		var running sync.WaitGroup
		running.Go(func() { q.Run(ctx, func(err error) { t.Error(err) }) })
		err := d.Update(ctx, func(tx *db.Tx) error { return q.Put(ctx, tx, greet{"mai", "a"}, tx.Now) })
		if err != nil {
			t.Fatal(err)
		}
		if got := <-done; got != "mai" {
			t.Errorf("the worker was given %q, want mai", got)
		}
		stop()
		running.Wait()
	})
}

func TestTheModelIsTheTable(t *testing.T) {
	testkit.Databases(t, func(t *testing.T, d *db.DB) { testkit.CheckModel(t, d, jobs.Job{}) })
}
