// Package db opens the database and is the only place where a transaction
// begins. A write needs a *Tx, and only DB.Update makes one; functions that
// read take a Q. Confusing the pool with the transaction does not compile.
package db

import (
	"context"
	"strings"
	"time"

	"gorm.io/gorm"
)

// Q runs reads, inside a transaction or outside one.
type Q interface {
	gorm(ctx context.Context) *gorm.DB
}

// Gorm returns the query builder behind q. No string of a caller may reach its
// Where, Order or Select; the structure tests hold the tree to that.
func Gorm(ctx context.Context, q Q) *gorm.DB { return q.gorm(ctx) }

// Clock tells the time. It is injected so that tests can stand it still.
type Clock func() time.Time

// DB is an open database: many readers and one way to write.
type DB struct {
	read   *gorm.DB
	write  writer
	clock  Clock
	engine Engine
}

// writer runs f in a transaction and returns once it is durable, or undone.
type writer interface {
	update(ctx context.Context, f func(*Tx) error) error
	close() error
}

// Engine is the kind of database behind a DB.
type Engine string

// The engines.
const (
	SQLite   Engine = "sqlite"
	Postgres Engine = "postgres"
)

// Open opens the database that url names: a postgres:// URL, or the path of an
// SQLite file, which is made if it is not there. It does not migrate.
func Open(ctx context.Context, url string, clock Clock) (*DB, error) {
	if strings.HasPrefix(url, "postgres://") || strings.HasPrefix(url, "postgresql://") {
		return openPostgres(ctx, url, clock)
	}
	return openSQLite(ctx, url, clock)
}

// Close waits for writes in progress and closes every connection.
func (d *DB) Close() error {
	err := d.write.close()
	if pool, perr := d.read.DB(); perr == nil {
		if cerr := pool.Close(); err == nil {
			err = cerr
		}
	}
	return err
}

// Engine says which database this is.
func (d *DB) Engine() Engine { return d.engine }

// Now is the current instant in UTC, to the millisecond, as a transaction
// begun now would see it.
func (d *DB) Now() time.Time { return instant(d.clock) }

func instant(c Clock) time.Time { return c().UTC().Truncate(time.Millisecond) }

func (d *DB) gorm(ctx context.Context) *gorm.DB { return d.read.WithContext(ctx) }

// Ping reports whether the database answers.
func (d *DB) Ping(ctx context.Context) error {
	pool, err := d.read.DB()
	if err != nil {
		return err
	}
	return pool.PingContext(ctx)
}

// Update runs f in a transaction, which commits if f returns nil and leaves
// nothing behind if it fails or panics. When Update returns nil the change is on
// stable storage. f may run again after a serialization failure, so it sets
// what it returns through captured variables afresh each time. f must not call
// Update, nor wait for anything but the database. Once f has begun, the end of
// ctx does not stop it.
func (d *DB) Update(ctx context.Context, f func(*Tx) error) error {
	var last *Tx
	err := d.write.update(ctx, func(tx *Tx) error {
		last = tx
		return f(tx)
	})
	if err != nil {
		return translate(err)
	}
	for _, hint := range last.after {
		hint()
	}
	return nil
}

// gormConfig is what both engines share.
func gormConfig(clock Clock) *gorm.Config {
	return &gorm.Config{
		TranslateError:         true,
		SkipDefaultTransaction: true, // writes are always in a Tx
		DisableAutomaticPing:   true,
		Logger:                 counter{},
		NowFunc:                func() time.Time { return instant(clock) },
	}
}
