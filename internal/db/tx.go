package db

import (
	"context"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"newsdesk/internal/fault"
)

// Tx is a write transaction. Its clock stands still: every row it touches
// carries the same time.
type Tx struct {
	g      *gorm.DB
	engine Engine
	models *models
	after  []func()

	// Now is the time of the transaction, in UTC, to the millisecond.
	Now time.Time
}

// gorm keeps the values of ctx but not its end: an interrupted statement would
// take the other changes of the same commit down with it.
func (tx *Tx) gorm(ctx context.Context) *gorm.DB {
	return tx.g.WithContext(context.WithoutCancel(ctx))
}

// Insert adds rows of one model, each given as a pointer, in one statement.
func (tx *Tx) Insert(ctx context.Context, rows ...any) error {
	if len(rows) == 0 {
		return nil
	}
	_, err := tx.write(ctx, (*statements).insertAll, (*statements).all, rows...)
	return err
}

// Put inserts a row, or replaces every column of the row with the same primary key.
func (tx *Tx) Put(ctx context.Context, row any) error {
	_, err := tx.write(ctx, (*statements).putOne, (*statements).all, row)
	return err
}

// Change writes every column of an existing row, found by its primary key.
func (tx *Tx) Change(ctx context.Context, row any) error {
	n, err := tx.write(ctx, (*statements).changeOne, (*statements).keyed, row)
	if err == nil && n == 0 {
		return fault.New(fault.NotFound, "Not found")
	}
	return err
}

// Lock reads the row with the given id into row and keeps it from other
// writers until the transaction ends. SQLite has one writer and needs no more.
func (tx *Tx) Lock(ctx context.Context, row any, id string) error {
	return translate(tx.gorm(ctx).Clauses(clause.Locking{Strength: "UPDATE"}).Take(row, "id = ?", id).Error)
}

// Exec runs a statement with its arguments and returns how many rows it touched.
func (tx *Tx) Exec(ctx context.Context, sql string, args ...any) (int64, error) {
	res := tx.gorm(ctx).Exec(sql, args...)
	return res.RowsAffected, translate(res.Error)
}

// Next hands out the next number of the named sequence. Numbers have no gaps,
// and they become visible in their order, because the row that counts them
// stays locked until the transaction ends.
func (tx *Tx) Next(ctx context.Context, name string) (n int64, err error) {
	defer fault.Wrap(&err, "next number of %s", name)
	res := tx.gorm(ctx).Raw("UPDATE sequences SET value = value + 1 WHERE name = ? RETURNING value", name).Scan(&n)
	if res.Error == nil && n == 0 {
		return 0, fault.New(fault.Internal, "There is no such sequence")
	}
	return n, translate(res.Error)
}

// Concurrent reports whether other writers may be at work at the same time.
func (tx *Tx) Concurrent() bool { return tx.engine != SQLite }

// AfterCommit runs f once the transaction is durable. It is for hints inside
// the process, such as waking a worker; what must happen belongs in a job.
func (tx *Tx) AfterCommit(f func()) { tx.after = append(tx.after, f) }

// Last returns the number handed out last by the named sequence.
func Last(ctx context.Context, q Q, name string) (n int64, err error) {
	res := q.gorm(ctx).Raw("SELECT value FROM sequences WHERE name = ?", name).Scan(&n)
	return n, translate(res.Error)
}
