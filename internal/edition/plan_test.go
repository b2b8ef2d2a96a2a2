package edition

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"newsdesk/internal/content"
	"newsdesk/internal/db"
	"newsdesk/internal/testkit"
)

// filters are the ways to narrow a list, by what they are.
func filters() map[string]func(*Query) {
	at := testkit.Start()
	under := func(groups ...[]string) func(*Query) {
		return func(q *Query) { q.Under = groups }
	}
	return map[string]func(*Query){
		"nothing":                   func(*Query) {},
		"a locale":                  func(q *Query) { q.Locale = "vi" },
		"a section":                 under([]string{"s"}),
		"any of two sections":       under([]string{"s", "s2"}),
		"a section and a tag":       under([]string{"s"}, []string{"t"}),
		"any of two, and a tag":     under([]string{"s", "s2"}, []string{"t"}),
		"any of two and any of two": under([]string{"s", "s2"}, []string{"t", "t2"}),
		"a section of nothing":      under([]string{}),
		"without a tag":             func(q *Query) { q.NotUnder = []string{"t"} },
		"a beginning":               func(q *Query) { q.From = &at },
		"an end":                    func(q *Query) { q.To = &at },
		"a range":                   func(q *Query) { q.From, q.To = &at, &at },
		"a locale and a section":    func(q *Query) { q.Locale, q.Under = "vi", [][]string{{"s"}} },
		"all of it": func(q *Query) {
			q.Locale, q.Under, q.NotUnder, q.From, q.To = "vi", [][]string{{"s"}, {"t", "t2"}}, []string{"x"}, &at, &at
		},
	}
}

// queries are all lists that can be asked for: each sort in both directions,
// at the start and from a place, with each filter.
func queries(kind content.Kind) map[string]Query {
	all := map[string]Query{}
	for filter, narrow := range filters() {
		for _, sort := range []Sort{ByPublished, ByUpdated, ByLabel} {
			if sort == ByLabel && !slices.Contains([]string{"nothing", "a locale"}, filter) {
				continue // what is listed by name has no other filter
			}
			for _, asc := range []bool{true, false} {
				for place, after := range map[string]*content.After{"start": nil, "place": {At: testkit.Start(), Label: "a", ID: "b"}} {
					q := Query{Kind: kind, Sort: sort, Asc: asc, After: after, Limit: 21}
					narrow(&q)
					all[fmt.Sprintf("%s by %s, ascending %t, from the %s", filter, sort, asc, place)] = q
				}
			}
		}
	}
	return all
}

// plan is how SQLite runs a statement, a line for each step.
func plan(t *testing.T, d *db.DB, sql string, args []any) (steps []string) {
	t.Helper()
	var rows []struct{ Detail string }
	if err := db.Gorm(t.Context(), d).Raw("EXPLAIN QUERY PLAN "+sql, args...).Scan(&rows).Error; err != nil {
		t.Fatalf("explain %s: %v", sql, err)
	}
	for _, row := range rows {
		steps = append(steps, row.Detail)
	}
	return steps
}

// slow reports whether a step reads a whole table, or sorts what it found.
func slow(step string) bool {
	return strings.HasPrefix(step, "SCAN") && !strings.Contains(step, "USING") || strings.Contains(step, "TEMP B-TREE")
}

// filled makes so many visible articles in four sections, each under one of a
// hundred tags, and returns their shelf.
func filled(t *testing.T, n int) *Shelf {
	t.Helper()
	d := testkit.Open(t, db.SQLite, testkit.NewClock(testkit.Start()))
	before := testkit.Start().Add(-time.Hour)
	err := d.Update(t.Context(), func(tx *db.Tx) error {
		const series = "WITH RECURSIVE series(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM series WHERE i < @n) "
		for _, sql := range []string{
			`INSERT INTO entries (id, kind, locale, group_id, state, version, digest, title, slug, owner_id, owner_name, section_id,
				created_at, updated_at, updated_by, updated_as, live_version, deleted_by)
				SELECT printf('e%06d', i), 'article', 'vi', printf('e%06d', i), 'published', 1, '', '', '', '', '', '', @at, @at, '', '', 1, '' FROM series WHERE i <= @n`,
			`INSERT INTO editions (entry_id, kind, locale, slug, version, seq, visible_from, published_at, updated_at, printed_at, label, etag, card, doc)
				SELECT printf('e%06d', i), 'article', 'vi', 's' || i, 1, i, @at, @at + i, @at + i, @at, 'l' || i, '', x'', x'' FROM series WHERE i <= @n`,
			`INSERT INTO edition_terms (term_id, entry_id, kind, published_at, updated_at)
				SELECT 's' || (i % 4), printf('e%06d', i), 'article', @at + i, @at + i FROM series WHERE i <= @n`,
			`INSERT INTO edition_terms (term_id, entry_id, kind, published_at, updated_at)
				SELECT 't' || (i % 100), printf('e%06d', i), 'article', @at + i, @at + i FROM series WHERE i <= @n`,
		} {
			into, from, _ := strings.Cut(sql, "SELECT")
			if _, err := tx.Exec(t.Context(), into+series+"SELECT"+from, map[string]any{"n": n, "at": before}); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return NewShelf(d)
}

func TestEveryListOfReadersWalksAnIndex(t *testing.T) {
	s := filled(t, 0)
	for name, q := range queries("article") {
		b := s.build(q)
		steps := plan(t, s.db, b.page(q), b.args)
		if slices.ContainsFunc(steps, slow) {
			t.Errorf("%s:\n\t%s", name, strings.Join(steps, "\n\t"))
		}
	}
}

func TestAFullSortIsSeenAsSlow(t *testing.T) {
	s := filled(t, 0)
	for _, sql := range []string{"SELECT card FROM editions ORDER BY version", "SELECT card FROM editions", "SELECT 1 FROM edition_terms x ORDER BY kind"} {
		if steps := plan(t, s.db, sql, nil); !slices.ContainsFunc(steps, slow) {
			t.Errorf("%s is taken for fast: %q", sql, steps)
		}
	}
}

func TestC24ACountStopsAtItsLimit(t *testing.T) {
	for _, c := range []struct {
		there, want int
		more        bool
	}{{0, 0, false}, {7, 7, false}, {Counted, Counted, false}, {Counted + 1, Counted, true}, {Counted + 500, Counted, true}} {
		n, more, err := filled(t, c.there).Count(t.Context(), Query{Kind: "article", Sort: ByPublished, Limit: 1})
		if n != c.want || more != c.more || err != nil {
			t.Errorf("of %d documents got %d and more %t (%v), want %d and %t", c.there, n, more, err, c.want, c.more)
		}
	}
}
