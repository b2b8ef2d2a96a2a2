package db

import (
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"slices"

	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/database"
	"github.com/pressly/goose/v3/lock"

	"newsdesk/internal/fault"
	"newsdesk/migrations"
)

// NewerError says that the database was migrated by a newer program than this.
// Running on would write rows that the newer program does not expect.
type NewerError struct {
	Database int64 // the newest migration applied to the database
	Program  int64 // the newest migration this program has
}

func (e *NewerError) Error() string {
	return fmt.Sprintf("the database is at migration %d and this program knows only %d: run a newer program",
		e.Database, e.Program)
}

// Migrate brings d to the newest schema, one transaction for each step. It
// fails without touching anything if the database is newer than the program
// (*NewerError), or if a file has changed since it was applied. Any number of
// processes may call it at once.
func Migrate(ctx context.Context, d *DB) error {
	files, err := migrations.For(string(d.engine))
	if err != nil {
		return err
	}
	return migrate(ctx, d, files)
}

func migrate(ctx context.Context, d *DB, files fs.FS) (err error) {
	defer fault.Wrap(&err, "migrate")
	pool, err := d.read.DB()
	if err != nil {
		return err
	}
	known, err := readSteps(files)
	if err != nil {
		return err
	}
	h := &history{engine: d.engine, known: known}
	if err := h.check(ctx, pool); err != nil {
		return err
	}
	if err := apply(ctx, pool, files, h); err != nil {
		return translate(err)
	}
	// A newer program may have migrated while this one waited for the lock.
	return h.check(ctx, pool)
}

// apply runs what is pending. SQLite has no lock that spans transactions, so
// there two processes may run the same step: the primary key of the history
// undoes the second, which then looks again at what is left to do.
func apply(ctx context.Context, pool *sql.DB, files fs.FS, h *history) error {
	runner, err := newRunner(pool, files, h)
	if err != nil {
		return err
	}
	for {
		before, err := h.GetLatestVersion(ctx, pool)
		if err != nil {
			before = 0 // the history is not there yet
		}
		_, failure := runner.Up(ctx)
		if failure == nil {
			return nil
		}
		after, err := h.GetLatestVersion(ctx, pool)
		if err != nil || after == before {
			return failure
		}
	}
}

func newRunner(pool *sql.DB, files fs.FS, h *history) (*goose.Provider, error) {
	options := []goose.ProviderOption{
		goose.WithStore(h),
		goose.WithDisableGlobalRegistry(true),
		goose.WithLogger(goose.NopLogger()),
	}
	if h.engine == Postgres {
		const seconds, tries = 1, 300
		session, err := lock.NewPostgresSessionLocker(lock.WithLockTimeout(seconds, tries))
		if err != nil {
			return nil, err
		}
		options = append(options, goose.WithSessionLocker(session))
	}
	return goose.NewProvider(goose.DialectCustom, pool, files, options...)
}

// step is one migration file.
type step struct {
	name   string
	sha256 string // in hex, over the text with LF line ends
}

// readSteps returns the migrations of files by their version.
func readSteps(files fs.FS) (map[int64]step, error) {
	names, err := fs.Glob(files, "*.sql")
	if err != nil {
		return nil, err
	}
	steps := make(map[int64]step, len(names))
	for _, name := range names {
		version, err := goose.NumericComponent(name)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		text, err := fs.ReadFile(files, name)
		if err != nil {
			return nil, err
		}
		sum := sha256.Sum256(bytes.ReplaceAll(text, []byte("\r\n"), []byte("\n")))
		steps[version] = step{name: name, sha256: hex.EncodeToString(sum[:])}
	}
	return steps, nil
}

// history is the table of applied migrations, with the checksum each file had
// then. It implements goose's database.Store, so that a step and its line in
// the history are one transaction.
type history struct {
	engine Engine
	known  map[int64]step // what this program has
}

// Tablename names the table.
func (*history) Tablename() string { return "migration_checksums" }

// TableExists reports whether anything was ever migrated.
func (h *history) TableExists(ctx context.Context, c database.DBTxConn) (there bool, err error) {
	query := "SELECT count(*) > 0 FROM sqlite_master WHERE type = 'table' AND name = $1"
	if h.engine == Postgres {
		query = "SELECT to_regclass($1) IS NOT NULL"
	}
	err = c.QueryRowContext(ctx, query, h.Tablename()).Scan(&there)
	return there, err
}

// CreateVersionTable makes the table, unless another process just did.
func (*history) CreateVersionTable(ctx context.Context, c database.DBTxConn) error {
	_, err := c.ExecContext(ctx, `CREATE TABLE IF NOT EXISTS migration_checksums (
		version BIGINT NOT NULL PRIMARY KEY,
		name TEXT NOT NULL,
		sha256 TEXT NOT NULL
	)`)
	return err
}

// Insert records a step, and fails if another process has done so.
func (h *history) Insert(ctx context.Context, c database.DBTxConn, r database.InsertRequest) error {
	if r.Version == 0 {
		return nil // goose's own mark of an empty table, which ours does not need
	}
	s := h.known[r.Version]
	_, err := c.ExecContext(ctx, "INSERT INTO migration_checksums (version, name, sha256) VALUES ($1, $2, $3)",
		r.Version, s.name, s.sha256)
	return err
}

// Delete refuses: there is no way back.
func (*history) Delete(context.Context, database.DBTxConn, int64) error {
	return errors.New("migrations only go forward")
}

// GetMigration reports whether one step was applied.
func (h *history) GetMigration(
	ctx context.Context, c database.DBTxConn, version int64,
) (*database.GetMigrationResult, error) {
	applied, err := h.applied(ctx, c)
	if err != nil {
		return nil, err
	}
	if _, ok := applied[version]; !ok && version != 0 {
		return nil, database.ErrVersionNotFound
	}
	return &database.GetMigrationResult{IsApplied: true}, nil
}

// GetLatestVersion is the newest step applied, or 0.
func (*history) GetLatestVersion(ctx context.Context, c database.DBTxConn) (latest int64, err error) {
	err = c.QueryRowContext(ctx, "SELECT coalesce(max(version), 0) FROM migration_checksums").Scan(&latest)
	return latest, err
}

// ListMigrations lists the steps applied, newest first, down to the zeroth
// that goose starts from.
func (h *history) ListMigrations(
	ctx context.Context, c database.DBTxConn,
) ([]*database.ListMigrationsResult, error) {
	applied, err := h.applied(ctx, c)
	if err != nil {
		return nil, err
	}
	versions := slices.Sorted(maps.Keys(applied))
	list := make([]*database.ListMigrationsResult, 0, len(versions)+1)
	for _, v := range slices.Backward(versions) {
		list = append(list, &database.ListMigrationsResult{Version: v, IsApplied: true})
	}
	return append(list, &database.ListMigrationsResult{Version: 0, IsApplied: true}), nil
}

func (*history) applied(ctx context.Context, c database.DBTxConn) (_ map[int64]step, err error) {
	rows, err := c.QueryContext(ctx, "SELECT version, name, sha256 FROM migration_checksums")
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	applied := map[int64]step{}
	for rows.Next() {
		var version int64
		var s step
		if err := rows.Scan(&version, &s.name, &s.sha256); err != nil {
			return nil, err
		}
		applied[version] = s
	}
	return applied, rows.Err()
}

// check holds what was applied to what this program has.
func (h *history) check(ctx context.Context, c database.DBTxConn) error {
	there, err := h.TableExists(ctx, c)
	if err != nil || !there {
		return err
	}
	applied, err := h.applied(ctx, c)
	if err != nil || len(applied) == 0 {
		return err
	}
	newest, ours := slices.Max(slices.Collect(maps.Keys(applied))), h.newest()
	if newest > ours {
		return &NewerError{Database: newest, Program: ours}
	}
	for _, version := range slices.Sorted(maps.Keys(applied)) {
		was, is := applied[version], h.known[version]
		if is != was {
			return fmt.Errorf("migration %s was applied with other text than %s has now",
				was.name, cmp.Or(is.name, "this program"))
		}
	}
	return nil
}

// newest is the last step this program has, or 0.
func (h *history) newest() (last int64) {
	for version := range h.known {
		last = max(last, version)
	}
	return last
}
