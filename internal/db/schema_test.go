package db_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"newsdesk/internal/db"
	"newsdesk/internal/testkit"
)

// schema is what both engines must have in common: for each table its columns
// and indexes, in words.
type schema map[string][]string

// column and index are rows of the queries below.
type (
	column struct {
		Tbl, Name, Type string
		Required        bool
		Key             int // position in the primary key, from 1
	}
	index struct {
		Tbl, Name, Columns string
		Distinct           bool
	}
)

// class names a column type without regard to the engine.
func class(declared string) string {
	switch kind := strings.ToUpper(declared); kind {
	case "BIGINT", "SMALLINT":
		return "INTEGER"
	case "TIMESTAMPTZ", "TIMESTAMP WITH TIME ZONE":
		return "TIMESTAMP"
	case "BYTEA":
		return "BLOB"
	case "DOUBLE PRECISION":
		return "REAL"
	default:
		return kind
	}
}

// Full-text search is each engine's own affair: virtual tables with their
// shadows here, tsvector columns there.
func sqliteSchema(t *testing.T, d *db.DB) schema {
	t.Helper()
	return read(t, d,
		`SELECT l.name AS tbl, c.name, c.type, c."notnull" AS required, c.pk AS key
			FROM pragma_table_list l JOIN pragma_table_info(l.name) c
			WHERE l.schema = 'main' AND l.type = 'table' AND l.name NOT LIKE 'sqlite_%'`,
		`SELECT l.name AS tbl, i.name, i."unique" AS "distinct",
			(SELECT group_concat(coalesce(x.name, '?'), ',') FROM pragma_index_info(i.name) x) AS columns
			FROM pragma_table_list l JOIN pragma_index_list(l.name) i
			WHERE l.schema = 'main' AND l.type = 'table' AND i.origin = 'c'`)
}

func postgresSchema(t *testing.T, d *db.DB) schema {
	t.Helper()
	return read(t, d,
		`SELECT c.relname AS tbl, a.attname AS name, format_type(a.atttypid, NULL) AS type, a.attnotnull AS required,
			coalesce(array_position(p.indkey::int2[], a.attnum) + 1, 0) AS key
			FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
			LEFT JOIN pg_index p ON p.indrelid = c.oid AND p.indisprimary
			WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND a.attnum > 0 AND NOT a.attisdropped
			AND a.atttypid <> 'tsvector'::regtype`,
		`SELECT t.relname AS tbl, c.relname AS name, i.indisunique AS distinct,
			(SELECT string_agg(coalesce(a.attname, '?'), ',' ORDER BY k.n)
				FROM unnest(i.indkey::int2[]) WITH ORDINALITY k(num, n)
				LEFT JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = k.num) AS columns
			FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_class t ON t.oid = i.indrelid
			JOIN pg_am m ON m.oid = c.relam
			WHERE c.relnamespace = 'public'::regnamespace AND m.amname = 'btree'
			AND NOT EXISTS (SELECT 1 FROM pg_constraint k WHERE k.conindid = i.indexrelid AND k.contype IN ('p', 'u'))`)
}

func read(t *testing.T, d *db.DB, columnQuery, indexQuery string) schema {
	t.Helper()
	var columns []column
	var indexes []index
	if err := db.Gorm(t.Context(), d).Raw(columnQuery).Scan(&columns).Error; err != nil {
		t.Fatalf("columns: %v", err)
	}
	if err := db.Gorm(t.Context(), d).Raw(indexQuery).Scan(&indexes).Error; err != nil {
		t.Fatalf("indexes: %v", err)
	}
	s := schema{}
	for _, c := range columns {
		s[c.Tbl] = append(s[c.Tbl], fmt.Sprintf("column %s %s required=%t key=%d", c.Name, class(c.Type), c.Required, c.Key))
	}
	for _, i := range indexes {
		s[i.Tbl] = append(s[i.Tbl], fmt.Sprintf("index %s (%s) unique=%t", i.Name, i.Columns, i.Distinct))
	}
	for _, lines := range s {
		slices.Sort(lines)
	}
	return s
}

func TestBothEnginesEndWithTheSameSchema(t *testing.T) {
	clock := testkit.NewClock(testkit.Start())
	postgres := postgresSchema(t, testkit.Open(t, db.Postgres, clock))
	sqlite := sqliteSchema(t, testkit.Open(t, db.SQLite, clock))
	if len(sqlite) < 2 {
		t.Fatalf("SQLite has only %d tables", len(sqlite))
	}
	if diff := cmp.Diff(sqlite, postgres); diff != "" {
		t.Errorf("schema (-sqlite +postgres):\n%s", diff)
	}
}

// Unique constraints have no name of their own on SQLite, so they are compared
// by what they cover.
func TestBothEnginesHoldTheSameThingsUnique(t *testing.T) {
	clock := testkit.NewClock(testkit.Start())
	var sqlite, postgres []string
	lite, post := testkit.Open(t, db.SQLite, clock), testkit.Open(t, db.Postgres, clock)
	err := db.Gorm(t.Context(), lite).Raw(`SELECT l.name || ' ' ||
		(SELECT group_concat(x.name, ',') FROM pragma_index_info(i.name) x) AS what
		FROM pragma_table_list l JOIN pragma_index_list(l.name) i
		WHERE l.schema = 'main' AND l.type = 'table' AND i.origin = 'u'`).Scan(&sqlite).Error
	if err != nil {
		t.Fatal(err)
	}
	err = db.Gorm(t.Context(), post).Raw(`SELECT t.relname || ' ' || (SELECT string_agg(a.attname, ',' ORDER BY k.n)
		FROM unnest(c.conkey) WITH ORDINALITY k(num, n)
		JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = k.num) AS what
		FROM pg_constraint c JOIN pg_class t ON t.oid = c.conrelid
		WHERE c.contype = 'u' AND t.relnamespace = 'public'::regnamespace `).Scan(&postgres).Error
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(sqlite)
	slices.Sort(postgres)
	if diff := cmp.Diff(sqlite, postgres); diff != "" || len(sqlite) == 0 {
		t.Errorf("unique constraints (-sqlite +postgres):\n%s", diff)
	}
}

// Text that sorts by the rules of a language would give the two engines, and
// two servers, different orders and so different pages.
func TestTextSortsByItsBytesOnPostgres(t *testing.T) {
	d := testkit.Open(t, db.Postgres, testkit.NewClock(testkit.Start()))
	var loose []string
	err := db.Gorm(t.Context(), d).Raw(`SELECT table_name || '.' || column_name FROM information_schema.columns
		WHERE table_schema = 'public' AND data_type = 'text' AND collation_name IS DISTINCT FROM 'C'
		AND table_name <> 'migration_checksums' ORDER BY 1`).Scan(&loose).Error
	if err != nil {
		t.Fatal(err)
	}
	if len(loose) > 0 {
		t.Errorf("these columns need COLLATE \"C\": %v", loose)
	}
}

func TestModelsOfTheTestsAgreeWithTheirTables(t *testing.T) {
	testkit.Databases(t, func(t *testing.T, d *db.DB) {
		for _, model := range []any{&setting{}, &job{}} {
			testkit.CheckModel(t, d, model)
		}
	})
}
