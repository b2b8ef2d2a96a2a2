package db

import (
	"context"
	"database/sql"
	"fmt"
	"sync"
	"sync/atomic"

	"gorm.io/gorm"
)

const (
	groupMost     = 128  // changes that share one commit
	writesWaiting = 1024 // before callers are made to wait
)

// groupWriter is the writer of SQLite: one goroutine on one connection, which
// lets the changes that queue up behind a commit share the next one. Each runs
// in a savepoint of its own, so one that fails takes no other with it.
type groupWriter struct {
	conn   *pinned
	g      *gorm.DB
	clock  Clock
	models models
	queue  chan *change
	stop   chan struct{} // closed when no more changes are taken
	done   chan struct{} // closed when the last one has been made
	once   sync.Once
}

// change is one Update on its way through the writer.
type change struct {
	ctx   context.Context
	f     func(*Tx) error
	taken atomic.Bool // by the writer, or by a caller who gave up waiting
	err   error
	panic any
	done  chan struct{}
}

func newGroupWriter(ctx context.Context, pool *sql.DB, clock Clock) (*groupWriter, error) {
	conn, err := pool.Conn(ctx)
	if err != nil {
		return nil, err
	}
	pin := &pinned{conn: conn, prepared: map[string]*sql.Stmt{}}
	g, err := gorm.Open(dialector(pin), gormConfig(clock))
	if err != nil {
		return nil, err
	}
	w := &groupWriter{
		conn: pin, g: g, clock: clock,
		queue: make(chan *change, writesWaiting), stop: make(chan struct{}), done: make(chan struct{}),
	}
	go w.run() //nolint:contextcheck // it outlives whoever opened the database
	return w, nil
}

func (w *groupWriter) close() error {
	w.once.Do(func() { close(w.stop) })
	<-w.done
	return w.conn.close()
}

func (w *groupWriter) update(ctx context.Context, f func(*Tx) error) error {
	c := &change{ctx: ctx, f: f, done: make(chan struct{})}
	select {
	case w.queue <- c:
	case <-ctx.Done():
		return ctx.Err()
	case <-w.stop:
		return sql.ErrConnDone
	}
	select {
	case <-c.done:
	case <-ctx.Done():
		if c.taken.CompareAndSwap(false, true) {
			return ctx.Err() // it never began
		}
		<-c.done
	case <-w.done:
		if c.taken.CompareAndSwap(false, true) {
			return sql.ErrConnDone // it came too late
		}
		<-c.done
	}
	if c.panic != nil {
		panic(c.panic)
	}
	return c.err
}

func (w *groupWriter) run() {
	defer close(w.done)
	for {
		var first *change
		select {
		case first = <-w.queue:
		case <-w.stop:
			if first = w.next(0); first == nil {
				return
			}
		}
		for _, c := range w.commit(first) {
			close(c.done)
		}
	}
}

// commit runs first and whatever else waits, and makes them durable together.
// A change that failed keeps its own error; the others get the commit's.
func (w *groupWriter) commit(first *change) (group []*change) {
	err := w.conn.exec("BEGIN IMMEDIATE")
	for c := first; c != nil; c = w.next(len(group)) {
		if !c.taken.CompareAndSwap(false, true) {
			continue
		}
		group = append(group, c)
		if err == nil {
			err = w.attempt(c)
		}
	}
	if err == nil {
		err = w.conn.exec("COMMIT")
	}
	if err != nil {
		_ = w.conn.exec("ROLLBACK") // fails when the engine has rolled back by itself
	}
	for _, c := range group {
		if c.err == nil {
			c.err = err
		}
	}
	return group
}

// next is another waiting change, or nil if there is none or the group is full.
func (w *groupWriter) next(size int) *change {
	if size >= groupMost {
		return nil
	}
	select {
	case c := <-w.queue:
		return c
	default:
		return nil
	}
}

// attempt runs one change in its savepoint. What it returns is the failure of
// the whole transaction, not of the change.
func (w *groupWriter) attempt(c *change) error {
	if err := w.conn.exec("SAVEPOINT change"); err != nil {
		return err
	}
	w.call(c)
	if c.err != nil || c.panic != nil {
		if err := w.conn.exec("ROLLBACK TO change"); err != nil {
			return err
		}
	}
	return w.conn.exec("RELEASE change")
}

func (w *groupWriter) call(c *change) {
	defer func() { c.panic = recover() }()
	if c.err = c.ctx.Err(); c.err != nil {
		return // its caller is gone
	}
	c.err = c.f(&Tx{g: w.g, engine: SQLite, models: &w.models, Now: instant(w.clock)})
}

// pinned is one connection with its prepared statements. Only the writer's
// goroutine uses it.
type pinned struct {
	conn     *sql.Conn
	prepared map[string]*sql.Stmt
}

// preparedMost bounds the statements kept; lists of ids of every length would
// otherwise pile up.
const preparedMost = 500

func (p *pinned) stmt(ctx context.Context, query string) (*sql.Stmt, error) {
	if s, ok := p.prepared[query]; ok {
		return s, nil
	}
	if len(p.prepared) >= preparedMost {
		p.forget()
	}
	s, err := p.conn.PrepareContext(ctx, query)
	if err == nil {
		p.prepared[query] = s
	}
	return s, err
}

func (p *pinned) forget() {
	for _, s := range p.prepared {
		_ = s.Close() // a statement that will not close costs memory, nothing else
	}
	clear(p.prepared)
}

func (p *pinned) exec(query string) error {
	_, err := p.ExecContext(context.Background(), query)
	if err != nil {
		return fmt.Errorf("%s: %w", query, err)
	}
	return nil
}

func (p *pinned) close() error {
	p.forget()
	return p.conn.Close()
}

// PrepareContext implements gorm.ConnPool.
func (p *pinned) PrepareContext(ctx context.Context, query string) (*sql.Stmt, error) {
	return p.conn.PrepareContext(ctx, query)
}

// ExecContext implements gorm.ConnPool.
func (p *pinned) ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error) {
	s, err := p.stmt(ctx, query)
	if err != nil {
		return nil, err
	}
	return s.ExecContext(ctx, args...)
}

// QueryContext implements gorm.ConnPool.
func (p *pinned) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	s, err := p.stmt(ctx, query)
	if err != nil {
		return nil, err
	}
	return s.QueryContext(ctx, args...)
}

// QueryRowContext implements gorm.ConnPool.
func (p *pinned) QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row {
	s, err := p.stmt(ctx, query)
	if err != nil {
		return p.conn.QueryRowContext(ctx, query, args...) // repeats the error inside the row
	}
	return s.QueryRowContext(ctx, args...)
}
