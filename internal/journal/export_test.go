package journal

import (
	"context"
	"slices"

	"newsdesk/internal/db"
)

// Bulk writes lines as Record would write them one after another into an empty
// journal, in little of the time. Their times and forms are those given.
func Bulk(ctx context.Context, tx *db.Tx, lines []Line) error {
	var previous string
	var asides []Private
	for i := range lines {
		l := &lines[i]
		l.Seq = int64(i) + 1
		if l.Form == formSide {
			if aside := l.setAside(); l.Private != "" {
				asides = append(asides, aside)
			}
		}
		l.Hash = l.sum(previous)
		previous = l.Hash
	}
	if _, err := tx.Exec(ctx, "UPDATE sequences SET value = ? WHERE name = 'journal'", len(lines)); err != nil {
		return err
	}
	return insert(ctx, tx, lines, asides)
}

func insert(ctx context.Context, tx *db.Tx, lines []Line, asides []Private) error {
	const atOnce = 500
	for some := range slices.Chunk(lines, atOnce) {
		if err := tx.Insert(ctx, db.Each(some)...); err != nil {
			return err
		}
	}
	for some := range slices.Chunk(asides, atOnce) {
		if err := tx.Insert(ctx, db.Each(some)...); err != nil {
			return err
		}
	}
	return nil
}
