package db_test

import (
	"database/sql"
	"database/sql/driver"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	modernc "modernc.org/sqlite"
	lib "modernc.org/sqlite/lib"

	"newsdesk/internal/db"
	"newsdesk/internal/fault"
	"newsdesk/internal/testkit"
)

func TestEveryPooledConnectionIsSetUpForDurability(t *testing.T) {
	const readers = 4
	d := testkit.Open(t, db.SQLite, testkit.NewClock(testkit.Start()))
	pool, err := db.Pool(d)
	if err != nil {
		t.Fatal(err)
	}
	for i := range readers {
		conn, err := pool.Conn(t.Context()) // kept, so that the next is another one
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = conn.Close() }()
		if err := db.AssertSQLite(t.Context(), conn); err != nil {
			t.Errorf("reader %d: %v", i, err)
		}
	}
	if got := pool.Stats().InUse; got != readers+1 {
		t.Errorf("%d connections are in use, want %d readers and the writer", got, readers)
	}
}

func TestTheWriterIsSetUpForDurability(t *testing.T) {
	d := testkit.Open(t, db.SQLite, testkit.NewClock(testkit.Start()))
	update(t, d, func(tx *db.Tx) error {
		for pragma, want := range map[string]string{"journal_mode": "wal", "synchronous": "2", "foreign_keys": "1", "busy_timeout": "5000", "secure_delete": "2"} {
			var got string
			if err := db.Gorm(t.Context(), tx).Raw("PRAGMA " + pragma).Scan(&got).Error; err != nil || got != want {
				t.Errorf("%s: got %q, %v; want %q", pragma, got, err, want)
			}
		}
		return nil
	})
}

func TestAWrongSettingIsRefused(t *testing.T) {
	for _, pragma := range []string{"journal_mode=DELETE", "synchronous=NORMAL", "foreign_keys=0", "busy_timeout=4999"} {
		t.Run(pragma, func(t *testing.T) {
			path := testkit.Migrated(t, db.SQLite)
			conn := rawSQLite(t, path)
			for _, set := range []string{"journal_mode=WAL", "synchronous=FULL", "foreign_keys=1", "busy_timeout=5000"} {
				exec(t, conn, "PRAGMA "+set)
			}
			if err := db.AssertSQLite(t.Context(), conn); err != nil {
				t.Fatalf("before the setting was spoiled: %v", err)
			}
			exec(t, conn, "PRAGMA "+pragma)
			if err := db.AssertSQLite(t.Context(), conn); err == nil {
				t.Error("a connection with the wrong setting was accepted")
			}
		})
	}
}

// rawSQLite opens a connection that knows nothing of the settings of package db.
func rawSQLite(t *testing.T, path string) *sql.Conn {
	t.Helper()
	pool, err := sql.Open("sqlite", "file:"+path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = pool.Close() })
	conn, err := pool.Conn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return conn
}

func exec(t *testing.T, conn *sql.Conn, statement string) {
	t.Helper()
	if _, err := conn.ExecContext(t.Context(), statement); err != nil {
		t.Fatalf("%s: %v", statement, err)
	}
}

// pretended is what SQLite says its version is, if that is not the truth.
var pretended atomic.Pointer[string]

func TestVersionsThatCorruptTheirFileAreRefused(t *testing.T) {
	modernc.MustRegisterScalarFunction("sqlite_version", 0,
		func(*modernc.FunctionContext, []driver.Value) (driver.Value, error) {
			if version := pretended.Load(); version != nil {
				return *version, nil
			}
			return lib.SQLITE_VERSION, nil
		})
	t.Cleanup(func() { pretended.Store(nil) })
	for version, safe := range map[string]bool{
		"3.7.0": false, "3.45.1": false, "3.51.2": false, "3.51.3": true, "3.52.0": true, "3.100.0": true, "4.0.0": true, "unknown": false,
	} {
		pretended.Store(&version)
		d, err := db.Open(t.Context(), filepath.Join(t.TempDir(), "newsdesk.db"), testkit.Start)
		if (err == nil) != safe {
			t.Errorf("SQLite %s: got %v, want it to be accepted: %t", version, err, safe)
		}
		if err == nil {
			_ = d.Close()
		} else if version != "unknown" && !strings.Contains(err.Error(), version) {
			t.Errorf("SQLite %s: the error does not name it: %v", version, err)
		}
	}
}

func TestAFileLockedByAnotherProcessIsOverloaded(t *testing.T) {
	t.Parallel() // it waits for the whole of the busy timeout
	path := testkit.Migrated(t, db.SQLite)
	d := testkit.OpenURL(t, path, testkit.NewClock(testkit.Start()))
	other := rawSQLite(t, path)
	exec(t, other, "BEGIN IMMEDIATE")
	err := d.Update(t.Context(), put(t.Context(), "locked-out"))
	if got := fault.Of(err); got.Kind != fault.Overloaded || got.Retry < time.Second {
		t.Errorf("got %v with retry after %v, want Overloaded and a second or more", err, got.Retry)
	}
	exec(t, other, "ROLLBACK")
	update(t, d, put(t.Context(), "afterwards"))
	wantSetting(t, d, "locked-out", false)
	wantSetting(t, d, "afterwards", true)
}
