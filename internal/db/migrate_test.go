package db_test

import (
	"context"
	"errors"
	"io/fs"
	"strings"
	"sync"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"newsdesk/internal/db"
	"newsdesk/internal/testkit"
	"newsdesk/migrations"
)

// steps are migrations that both engines take. The second changes a row, so
// that running it twice shows.
func steps(n int) fstest.MapFS {
	all := []struct{ name, up string }{
		{"00001_presses.sql", "CREATE TABLE presses (name TEXT NOT NULL PRIMARY KEY, runs BIGINT NOT NULL);\nINSERT INTO presses (name, runs) VALUES ('old', 1);"},
		{"00002_runs.sql", "UPDATE presses SET runs = runs + 10;"},
		{"00003_papers.sql", "CREATE TABLE papers (name TEXT NOT NULL PRIMARY KEY);"},
	}
	files := fstest.MapFS{}
	for _, s := range all[:n] {
		files[s.name] = &fstest.MapFile{Data: []byte("-- +goose Up\n" + s.up + "\n")}
	}
	return files
}

func empty(t *testing.T, engine db.Engine) *db.DB {
	t.Helper()
	return testkit.OpenURL(t, testkit.Empty(t, engine), testkit.NewClock(testkit.Start()))
}

func migrate(t *testing.T, d *db.DB, files fs.FS) {
	t.Helper()
	if err := db.MigrateFrom(t.Context(), d, files); err != nil {
		t.Fatalf("migrate: %v", err)
	}
}

func wantRuns(t *testing.T, d *db.DB, want int) {
	t.Helper()
	var got int
	if err := db.Gorm(t.Context(), d).Table("presses").Select("runs").Take(&got).Error; err != nil || got != want {
		t.Errorf("runs of the press: got %d, %v; want %d", got, err, want)
	}
}

func TestMigrationsRunOnceAndInOrder(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, engine db.Engine) {
		t.Helper()
		d := empty(t, engine)
		migrate(t, d, steps(1))
		wantRuns(t, d, 1)
		for range 2 {
			migrate(t, d, steps(3))
			wantRuns(t, d, 11)
		}
		type line struct{ Version, Name string }
		var got []line
		err := db.Gorm(t.Context(), d).Table("migration_checksums").Order("version").Find(&got).Error
		want := []line{{"1", "00001_presses.sql"}, {"2", "00002_runs.sql"}, {"3", "00003_papers.sql"}}
		if diff := cmp.Diff(want, got); err != nil || diff != "" {
			t.Errorf("history (-want +got): %v\n%s", err, diff)
		}
	})
}

func TestAMigrationThatChangedAfterwardsIsNamed(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, engine db.Engine) {
		t.Helper()
		d := empty(t, engine)
		migrate(t, d, steps(2))
		changed := steps(3)
		changed["00001_presses.sql"].Data = append(changed["00001_presses.sql"].Data, " -- a remark"...)
		err := db.MigrateFrom(t.Context(), d, changed)
		if err == nil || !strings.Contains(err.Error(), "00001_presses.sql") {
			t.Errorf("got %v, want an error that names 00001_presses.sql", err)
		}
		if db.Gorm(t.Context(), d).Migrator().HasTable("papers") {
			t.Error("the next migration ran all the same")
		}
	})
}

func TestLineEndsDoNotChangeAMigration(t *testing.T) {
	d := empty(t, db.SQLite)
	migrate(t, d, steps(2))
	windows := steps(2)
	for _, file := range windows {
		file.Data = []byte(strings.ReplaceAll(string(file.Data), "\n", "\r\n"))
	}
	migrate(t, d, windows)
}

func TestADatabaseNewerThanTheProgramIsLeftAlone(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, engine db.Engine) {
		t.Helper()
		d := empty(t, engine)
		migrate(t, d, steps(3))
		err := db.MigrateFrom(t.Context(), d, steps(2))
		newer, ok := errors.AsType[*db.NewerError](err)
		if !ok || *newer != (db.NewerError{Database: 3, Program: 2}) {
			t.Errorf("got %v, want a NewerError of 3 against 2", err)
		}
	})
}

func TestAMigrationThatFailsLeavesNothing(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, engine db.Engine) {
		t.Helper()
		d := empty(t, engine)
		broken := steps(2)
		broken["00003_broken.sql"] = &fstest.MapFile{
			Data: []byte("-- +goose Up\nUPDATE presses SET runs = 99;\nINSERT INTO nowhere VALUES (1);\n"),
		}
		if err := db.MigrateFrom(t.Context(), d, broken); err == nil {
			t.Error("a broken migration succeeded")
		}
		wantRuns(t, d, 11)
		migrate(t, d, steps(3))
		wantRuns(t, d, 11)
	})
}

func TestProcessesThatStartAtOnceMigrateOnce(t *testing.T) {
	const processes, rounds = 6, 4
	testkit.Engines(t, func(t *testing.T, engine db.Engine) {
		t.Helper()
		for range rounds {
			url := testkit.Empty(t, engine)
			opened := make([]*db.DB, processes)
			for i := range opened {
				opened[i] = testkit.OpenURL(t, url, testkit.NewClock(testkit.Start()))
			}
			if err := allAtOnce(t.Context(), opened, steps(3)); err != nil {
				t.Fatal(err)
			}
			wantRuns(t, opened[0], 11)
		}
	})
}

func allAtOnce(ctx context.Context, opened []*db.DB, files fs.FS) error {
	errs := make([]error, len(opened))
	var group sync.WaitGroup
	for i, d := range opened {
		group.Go(func() { errs[i] = db.MigrateFrom(ctx, d, files) })
	}
	group.Wait()
	return errors.Join(errs...)
}

func TestBothEnginesHaveTheSameMigrations(t *testing.T) {
	if diff := cmp.Diff(migrationNames(t, db.SQLite), migrationNames(t, db.Postgres)); diff != "" {
		t.Errorf("file names (-sqlite +postgres):\n%s", diff)
	}
}

func migrationNames(t *testing.T, engine db.Engine) []string {
	t.Helper()
	files, err := migrations.For(string(engine))
	if err != nil {
		t.Fatal(err)
	}
	names, err := fs.Glob(files, "*")
	if err != nil || len(names) == 0 {
		t.Fatalf("%s has %d migrations, %v", engine, len(names), err)
	}
	return names
}
