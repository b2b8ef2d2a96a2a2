// Package testkit is what tests share: real databases of both engines, a clock
// that can be moved, and checks that many packages make. Only tests import it.
//
// PostgreSQL is the server that NEWSDESK_TEST_POSTGRES names (a URL whose user
// may create databases; one template database stays behind on it), else one
// that each test binary starts for itself from the PostgreSQL programs of the
// machine. Without either, tests on PostgreSQL are skipped, or fail if
// NEWSDESK_REQUIRE_POSTGRES is 1.
package testkit

import (
	"os"
	"path/filepath"
	"testing"

	"newsdesk/internal/db"
)

// Engines runs f as the subtests "sqlite" and "postgres".
func Engines(t *testing.T, f func(*testing.T, db.Engine)) {
	t.Helper()
	for _, engine := range []db.Engine{db.SQLite, db.Postgres} {
		t.Run(string(engine), func(t *testing.T) { f(t, engine) })
	}
}

// Databases runs f on a freshly migrated database of each engine. Their clock
// stands still at Start.
func Databases(t *testing.T, f func(*testing.T, *db.DB)) {
	t.Helper()
	Engines(t, func(t *testing.T, engine db.Engine) {
		t.Helper()
		f(t, Open(t, engine, NewClock(Start())))
	})
}

// Open opens a freshly migrated database of its own for t, and closes it when t
// ends.
func Open(t testing.TB, engine db.Engine, clock *Clock) *db.DB {
	t.Helper()
	return OpenURL(t, Migrated(t, engine), clock)
}

// OpenURL opens the database that url names, and closes it when t ends.
func OpenURL(t testing.TB, url string, clock *Clock) *db.DB {
	t.Helper()
	d, err := db.Open(t.Context(), url, clock.Now)
	if err != nil {
		t.Fatalf("open the test database: %v", err)
	}
	t.Cleanup(func() {
		if err := d.Close(); err != nil {
			t.Errorf("close the test database: %v", err)
		}
	})
	return d
}

// Migrated makes a migrated database for t alone and returns what db.Open
// takes to open it. Two calls to db.Open are two processes, as far as the
// database can tell.
func Migrated(t testing.TB, engine db.Engine) string {
	t.Helper()
	if engine == db.Postgres {
		return server(t).create(t, migratedPostgres(t))
	}
	path := filepath.Join(t.TempDir(), "newsdesk.db")
	if err := os.WriteFile(path, migratedSQLite(t), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// Empty is like Migrated, with nothing in the database.
func Empty(t testing.TB, engine db.Engine) string {
	t.Helper()
	if engine == db.Postgres {
		return server(t).create(t, "template0")
	}
	return filepath.Join(t.TempDir(), "newsdesk.db")
}
