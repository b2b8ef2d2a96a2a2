// Package jobs is a durable queue in the same database as the content, so that
// a job exists exactly when the change that caused it does. Jobs run at least
// once; what they do must bear repetition.
package jobs

import (
	"context"
	"fmt"
	"time"

	"github.com/go-json-experiment/json"
	"gorm.io/gorm/clause"

	"newsdesk/internal/db"
	"newsdesk/internal/fault"
	"newsdesk/internal/ident"
)

// Args are the arguments of one kind of job.
type Args interface {
	// JobKind names the kind; it is stored, so it never changes.
	JobKind() string
	// JobKey makes jobs of one kind with the same key one job, until it has run.
	JobKey() string
}

// Job is one row of the queue. Jobs that have run are gone.
type Job struct {
	ID        string `gorm:"primaryKey"`
	Kind      string
	Key       string // unique: kind and key of the arguments
	Args      string
	RunAt     time.Time
	Attempts  int
	Error     string    // of the last attempt
	CreatedAt time.Time `gorm:"autoCreateTime:false"`
}

// Queue is where jobs are put and taken from.
type Queue struct {
	db      *db.DB
	workers map[string]func(context.Context, []byte) error
	wake    chan struct{}
}

// New returns an empty queue on d.
func New(d *db.DB) *Queue {
	return &Queue{db: d, workers: map[string]func(context.Context, []byte) error{}, wake: make(chan struct{}, 1)}
}

// Handle has f do the jobs with arguments A.
func Handle[A Args](q *Queue, f func(context.Context, A) error) {
	var zero A
	q.workers[zero.JobKind()] = func(ctx context.Context, raw []byte) error {
		var a A
		if err := json.Unmarshal(raw, &a); err != nil {
			return err
		}
		return f(ctx, a)
	}
}

// Put adds a job to tx, to run no earlier than at. If one with the same key
// waits already, it takes the new arguments and the earlier of the two times.
func (q *Queue) Put(ctx context.Context, tx *db.Tx, a Args, at time.Time) (err error) {
	defer fault.Wrap(&err, "put job %s", a.JobKind())
	raw, err := json.Marshal(a, json.Deterministic(true))
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `INSERT INTO jobs (id, kind, key, args, run_at, attempts, error, created_at)
		VALUES (?, ?, ?, ?, ?, 0, '', ?)
		ON CONFLICT (key) DO UPDATE SET id = excluded.id, args = excluded.args, attempts = 0,
		run_at = CASE WHEN jobs.attempts = 0 AND jobs.run_at < excluded.run_at THEN jobs.run_at ELSE excluded.run_at END`,
		ident.New(), a.JobKind(), a.JobKind()+":"+a.JobKey(), string(raw), at, tx.Now)
	if err == nil {
		tx.AfterCommit(q.Wake)
	}
	return err
}

// Wake has the workers look for due jobs now.
func (q *Queue) Wake() {
	select {
	case q.wake <- struct{}{}:
	default: // they have been woken already
	}
}

const (
	batch = 16
	lease = time.Minute // after which a job whose worker died is taken again
	// poll is how often other processes' jobs are looked for.
	poll = 500 * time.Millisecond
)

// Run does jobs until ctx ends. report hears of failures; they are tried again.
func (q *Queue) Run(ctx context.Context, report func(error)) {
	for ctx.Err() == nil {
		n, err := q.RunDue(ctx, report)
		if err != nil && ctx.Err() == nil {
			report(err)
		}
		if n == batch {
			continue
		}
		timer := time.NewTimer(q.untilNext(ctx))
		select {
		case <-ctx.Done():
		case <-q.wake:
		case <-timer.C:
		}
		timer.Stop()
	}
}

// untilNext is how long to sleep when nobody wakes the workers.
func (q *Queue) untilNext(ctx context.Context) time.Duration {
	var next Job
	err := db.Gorm(ctx, q.db).Select("run_at").Order("run_at").Take(&next).Error
	if err != nil {
		return poll
	}
	return min(poll, max(next.RunAt.Sub(q.db.Now()), time.Millisecond))
}

// RunDue does up to a batch of due jobs and returns how many it took.
func (q *Queue) RunDue(ctx context.Context, report func(error)) (int, error) {
	due, err := q.take(ctx)
	if err != nil {
		return 0, fmt.Errorf("take jobs: %w", err)
	}
	for _, j := range due {
		failed := q.do(ctx, j)
		if failed != nil {
			report(fmt.Errorf("job %s: %w", j.Key, failed))
		}
		if err := q.settle(ctx, j, failed); err != nil {
			return len(due), err
		}
	}
	return len(due), nil
}

// Drain does due jobs until none is left, and returns the first failure.
func (q *Queue) Drain(ctx context.Context) (first error) {
	for {
		n, err := q.RunDue(ctx, func(err error) {
			if first == nil {
				first = err
			}
		})
		if err != nil {
			return err
		}
		if n == 0 {
			return first
		}
	}
}

// take claims due jobs by moving their next attempt into the future.
func (q *Queue) take(ctx context.Context) (due []Job, err error) {
	var waiting Job // a read first: an idle newsroom should not write twice a second
	found := db.Gorm(ctx, q.db).Select("id").Where("run_at <= ?", q.db.Now()).Limit(1).Find(&waiting)
	if found.Error != nil || found.RowsAffected == 0 {
		return nil, db.Err(found.Error)
	}
	err = q.db.Update(ctx, func(tx *db.Tx) error {
		due = nil
		err := db.Gorm(ctx, tx).Clauses(clause.Locking{Strength: "UPDATE", Options: "SKIP LOCKED"}).
			Where("run_at <= ?", tx.Now).Order("run_at, id").Limit(batch).Find(&due).Error
		for i := range due {
			due[i].Attempts++
			due[i].RunAt = tx.Now.Add(max(lease, backoff(due[i].Attempts)))
			if err == nil {
				err = tx.Change(ctx, &due[i])
			}
		}
		return err
	})
	return due, err
}

// backoff doubles from one second to an hour.
func backoff(attempts int) time.Duration {
	return min(time.Second<<min(attempts, 12), time.Hour)
}

func (q *Queue) do(ctx context.Context, j Job) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v", p)
		}
	}()
	work, ok := q.workers[j.Kind]
	if !ok {
		return fmt.Errorf("nobody does %q", j.Kind)
	}
	return work(ctx, []byte(j.Args))
}

// settle takes a done job off the queue, or puts a failed one back. A job that
// was put again while it ran has a new id and stays.
func (q *Queue) settle(ctx context.Context, j Job, failed error) error {
	return q.db.Update(ctx, func(tx *db.Tx) error {
		if failed == nil {
			_, err := tx.Exec(ctx, "DELETE FROM jobs WHERE id = ?", j.ID)
			return err
		}
		_, err := tx.Exec(ctx, "UPDATE jobs SET error = ?, run_at = ? WHERE id = ?",
			failed.Error(), tx.Now.Add(backoff(j.Attempts)), j.ID)
		return err
	})
}
