package testkit

import (
	"cmp"
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"newsdesk/internal/db"
	"newsdesk/migrations"
)

// shared is what the tests of one binary make once and then copy.
type shared struct {
	server   func() (*postgres, error)
	postgres func() (string, error) // the name of the template database
	sqlite   func() ([]byte, error) // the template file
}

// once is state of the package because the testing package offers no other
// place that outlives a test.
//
//nolint:gochecknoglobals // as said above
var once = newShared()

func newShared() *shared {
	s := new(shared)
	s.server = sync.OnceValues(startPostgres)
	s.postgres = sync.OnceValues(func() (string, error) {
		p, err := s.server()
		if err != nil {
			return "", err
		}
		return p.template(context.Background())
	})
	s.sqlite = sync.OnceValues(templateFile)
	return s
}

// server is the PostgreSQL of this binary, or the end of the test.
func server(t testing.TB) *postgres {
	t.Helper()
	p, err := once.server()
	switch {
	case err == nil:
		return p
	case os.Getenv("NEWSDESK_REQUIRE_POSTGRES") == "1":
		t.Fatalf("NEWSDESK_REQUIRE_POSTGRES is 1, and there is no PostgreSQL: %v", err)
	default:
		t.Skipf("There is no PostgreSQL to test with: %v", err)
	}
	return nil
}

func migratedPostgres(t testing.TB) string {
	t.Helper()
	server(t)
	name, err := once.postgres()
	if err != nil {
		t.Fatalf("migrate the template database: %v", err)
	}
	return name
}

func migratedSQLite(t testing.TB) []byte {
	t.Helper()
	file, err := once.sqlite()
	if err != nil {
		t.Fatalf("migrate the template file: %v", err)
	}
	return file
}

// templateFile is an SQLite file that has been migrated and closed.
func templateFile() (_ []byte, err error) {
	dir, err := os.MkdirTemp("", "newsdesk-template-*")
	if err != nil {
		return nil, err
	}
	defer func() { err = cmp.Or(err, os.RemoveAll(dir)) }()
	path := filepath.Join(dir, "newsdesk.db")
	if err := migrated(context.Background(), path); err != nil {
		return nil, err
	}
	return os.ReadFile(path)
}

func migrated(ctx context.Context, url string) (err error) {
	d, err := db.Open(ctx, url, NewClock(Start()).Now)
	if err != nil {
		return err
	}
	defer func() { err = cmp.Or(err, d.Close()) }()
	return db.Migrate(ctx, d)
}

// template returns the name of a migrated database on the server, which it
// makes if these migrations were never run there. Test binaries that start at
// once wait for the first of them.
func (p *postgres) template(ctx context.Context) (name string, err error) {
	digest, err := migrationsDigest()
	if err != nil {
		return "", err
	}
	name = "newsdesk_template_" + digest
	return name, p.locked(ctx, func(conn *sql.Conn) error {
		var there bool
		err := conn.QueryRowContext(ctx, "SELECT count(*) > 0 FROM pg_database WHERE datname = $1", name).Scan(&there)
		if err != nil || there {
			return err
		}
		return p.build(ctx, conn, name)
	})
}

// build migrates under another name, so that a template is either whole or not
// there.
func (p *postgres) build(ctx context.Context, conn *sql.Conn, name string) error {
	draft := name + "_draft"
	for _, statement := range []string{"DROP DATABASE IF EXISTS " + draft, "CREATE DATABASE " + draft + " TEMPLATE template0"} {
		if _, err := conn.ExecContext(ctx, statement); err != nil {
			return err
		}
	}
	if err := migrated(ctx, p.url(draft)); err != nil {
		return err
	}
	_, err := conn.ExecContext(ctx, "ALTER DATABASE "+draft+" RENAME TO "+name)
	return err
}

// migrationsDigest names the migrations by what is in them.
func migrationsDigest() (string, error) {
	files, err := migrations.For(string(db.Postgres))
	if err != nil {
		return "", err
	}
	names, err := fs.Glob(files, "*.sql")
	if err != nil {
		return "", err
	}
	hash := sha256.New()
	for _, name := range names {
		text, err := fs.ReadFile(files, name)
		if err != nil {
			return "", err
		}
		_, _ = fmt.Fprintf(hash, "%s %d\n%s", name, len(text), text)
	}
	const bytes = 8
	return hex.EncodeToString(hash.Sum(nil)[:bytes]), nil
}
