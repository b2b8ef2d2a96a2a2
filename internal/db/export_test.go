package db

import (
	"context"
	"database/sql"
	"io/fs"
)

// MigrateFrom is Migrate with the caller's files.
func MigrateFrom(ctx context.Context, d *DB, files fs.FS) error { return migrate(ctx, d, files) }

// Pool is the pool of readers.
func Pool(d *DB) (*sql.DB, error) { return d.read.DB() }

// Waiting is how many changes wait for the writer of SQLite.
func Waiting(d *DB) int { return len(d.write.(*groupWriter).queue) }

// Retriable reports whether PostgreSQL asks for the transaction to be run again.
func Retriable(err error) bool { return retriable(err) }
