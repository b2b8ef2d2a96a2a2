package content

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"gorm.io/gorm"

	"newsdesk/internal/db"
	"newsdesk/internal/testkit"
)

// filters are the ways to narrow a list of the newsroom, by what they are.
func filters() map[string][]Where {
	return map[string][]Where{
		"nothing":             nil,
		"a status":            {Having(ByState, "draft")},
		"any of two statuses": {Having(ByState, "draft", "in_review")},
		"a section":           {Having(BySection, "s")},
		"any of two sections": {Having(BySection, "s", "s2")},
		"a language":          {Having(ByLocale, "vi")},
		"an owner":            {Having(ByOwner, "o")},
		"all of it":           {Having(ByState, "draft", "in_review"), Having(BySection, "s", "s2"), Having(ByLocale, "vi"), Having(ByOwner, "o")},
	}
}

// readers are whose lists they are.
func readers() map[string]Where {
	return map[string]Where{
		"the chief":   Within([]Sphere{{All: true}}),
		"an editor":   Within([]Sphere{{Own: true}, {Sections: []string{"s1", "s2"}}}, "me"),
		"a reporter":  Within([]Sphere{{Own: true}}, "me"),
		"a treasurer": Within(nil, "me"),
	}
}

// plan is how SQLite runs a list, a line for each step.
func plan(t *testing.T, d *db.DB, o Order, after *After, where []Where) (steps []string) {
	t.Helper()
	dry := db.Gorm(t.Context(), d).Session(&gorm.Session{DryRun: true})
	var entries []Entry
	list := o.page(narrowed(dry, "article", where), after).Limit(21).Find(&entries).Statement
	var rows []struct{ Detail string }
	if err := db.Gorm(t.Context(), d).Raw("EXPLAIN QUERY PLAN "+list.SQL.String(), list.Vars...).Scan(&rows).Error; err != nil {
		t.Fatalf("explain %s: %v", list.SQL.String(), err)
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

func TestEveryListOfTheNewsroomWalksAnIndex(t *testing.T) {
	d := testkit.Open(t, db.SQLite, testkit.NewClock(testkit.Start()))
	for filter, narrow := range filters() {
		for reader, reach := range readers() {
			for _, trashed := range []bool{false, true} {
				where := slices.Concat([]Where{Trashed(trashed)}, narrow, []Where{reach})
				for _, column := range []string{"updated_at", "created_at"} {
					for _, desc := range []bool{true, false} {
						for place, after := range map[string]*After{"start": nil, "place": {At: testkit.Start(), ID: "b"}} {
							steps := plan(t, d, Order{column, desc}, after, where)
							if slices.ContainsFunc(steps, slow) {
								name := fmt.Sprintf("%s for %s by %s, descending %t, trashed %t, from the %s", filter, reader, column, desc, trashed, place)
								t.Errorf("%s:\n\t%s", name, strings.Join(steps, "\n\t"))
							}
						}
					}
				}
			}
		}
	}
}

func TestAFullSortIsSeenAsSlow(t *testing.T) {
	d := testkit.Open(t, db.SQLite, testkit.NewClock(testkit.Start()))
	if steps := plan(t, d, Order{"title", true}, nil, nil); !slices.ContainsFunc(steps, slow) {
		t.Errorf("a sort by a column without an index is taken for fast: %q", steps)
	}
}
