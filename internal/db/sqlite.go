package db

import (
	"context"
	"database/sql"
	"fmt"
	"net/url"
	"os"
	"path/filepath"

	"gorm.io/driver/sqlite"
	"gorm.io/gorm"

	"newsdesk/internal/fault"
)

const (
	sqliteReaders = 4
	// Versions before this one can corrupt the file when two connections
	// reset the write-ahead log at once (https://www.sqlite.org/wal.html#walresetbug).
	sqliteOldest = 3_051_003
)

// sqlitePragmas is how every connection is set up. FULL syncs the log at each
// commit: without it a power cut takes acknowledged writes along. What is deleted is
// overwritten in the pages that are written anyway, so that the key of somebody who
// was erased does not lie on in the file.
func sqlitePragmas() []string {
	return []string{"journal_mode(WAL)", "synchronous(FULL)", "foreign_keys(1)", "busy_timeout(5000)", "secure_delete(FAST)"}
}

// sqliteDSN names the file with its pragmas. Times are stored as integers,
// microseconds since 1970, so that they compare as numbers. (Milliseconds will
// not do: the driver reads those before September 2001 as seconds.)
func sqliteDSN(path string) string {
	q := url.Values{"_txlock": {"immediate"}, "_time_integer_format": {"unix_micro"}, "_inttotime": {"1"}}
	for _, p := range sqlitePragmas() {
		q.Add("_pragma", p)
	}
	return "file:" + (&url.URL{Path: path}).EscapedPath() + "?" + q.Encode()
}

func openSQLite(ctx context.Context, path string, clock Clock) (_ *DB, err error) {
	defer fault.Wrap(&err, "open %s", filepath.Base(path))
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, err
	}
	pool, err := sql.Open("sqlite", sqliteDSN(path))
	if err != nil {
		return nil, err
	}
	pool.SetMaxOpenConns(sqliteReaders + 1) // the writer keeps one for itself
	pool.SetMaxIdleConns(sqliteReaders + 1)
	if err := checkSQLite(ctx, pool); err != nil {
		return nil, err
	}
	config := gormConfig(clock)
	config.PrepareStmt = true
	read, err := gorm.Open(dialector(pool), config)
	if err != nil {
		return nil, err
	}
	w, err := newGroupWriter(ctx, pool, clock)
	if err != nil {
		return nil, err
	}
	return &DB{read: read, write: w, clock: clock, engine: SQLite}, nil
}

// checkSQLite asserts the version and the pragmas on one connection; the DSN
// gives every other the same.
func checkSQLite(ctx context.Context, pool *sql.DB) error {
	conn, err := pool.Conn(ctx)
	if err != nil {
		return err
	}
	defer func() { _ = conn.Close() }()
	return AssertSQLite(ctx, conn)
}

// AssertSQLite fails unless the connection has a safe version of SQLite and
// the settings that durability rests on.
func AssertSQLite(ctx context.Context, conn *sql.Conn) error {
	var version string
	if err := conn.QueryRowContext(ctx, "SELECT sqlite_version()").Scan(&version); err != nil {
		return err
	}
	var major, minor, patch int
	if _, err := fmt.Sscanf(version, "%d.%d.%d", &major, &minor, &patch); err != nil {
		return err
	}
	if major*1_000_000+minor*1_000+patch < sqliteOldest {
		return fmt.Errorf("SQLite %s can corrupt its file; 3.51.3 or newer is needed", version)
	}
	var journal string
	var synchronous, foreignKeys, busy int
	err := conn.QueryRowContext(ctx, `SELECT j.journal_mode, s.synchronous, f.foreign_keys, b.timeout
		FROM pragma_journal_mode j, pragma_synchronous s, pragma_foreign_keys f, pragma_busy_timeout b`).
		Scan(&journal, &synchronous, &foreignKeys, &busy)
	if err != nil {
		return err
	}
	if journal != "wal" || synchronous != 2 || foreignKeys != 1 || busy != 5000 {
		return fmt.Errorf("SQLite is set up wrong: journal_mode=%s synchronous=%d foreign_keys=%d busy_timeout=%d",
			journal, synchronous, foreignKeys, busy)
	}
	return nil
}

// lite is GORM's SQLite dialect over the pure-Go driver.
type lite struct{ gorm.Dialector }

func dialector(conn gorm.ConnPool) gorm.Dialector {
	return lite{sqlite.New(sqlite.Config{DriverName: "sqlite", Conn: conn})}
}

// Translate implements gorm.ErrorTranslator.
func (lite) Translate(err error) error { return translateSQLite(err) }
