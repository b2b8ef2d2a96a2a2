package journal

import (
	"context"
	"iter"
	"slices"
	"time"

	"gorm.io/gorm"

	"newsdesk/internal/db"
	"newsdesk/internal/fault"
)

// Filter says which lines are wanted. What is empty does not matter.
type Filter struct {
	Actor    string // id
	Verbs    []string
	Kind     string
	EntryID  string
	Session  string    // id
	From, To time.Time // From is included, To is not
	AfterSeq int64     // only lines that come after this one in the order asked for
	Desc     bool      // newest first
	Limit    int       // 0 for no limit
}

// List returns the lines that f asks for with what is left of their personal
// data. Give it a limit: Each is for many.
func List(ctx context.Context, q db.Q, f Filter) (lines []Line, err error) {
	defer fault.Wrap(&err, "journal.List")
	if err := f.apply(db.Gorm(ctx, q)).Find(&lines).Error; err != nil {
		return nil, db.Err(err)
	}
	return lines, recall(ctx, q, lines)
}

// Names returns what the people who acted in lines are called now, by id. Who
// is no person has no name here.
func Names(ctx context.Context, q db.Q, lines []Line) (names map[string]string, err error) {
	defer fault.Wrap(&err, "journal.Names")
	names = map[string]string{}
	ids := make([]string, 0, len(lines))
	for _, l := range lines {
		if !slices.Contains(ids, l.ActorID) {
			ids = append(ids, l.ActorID)
		}
	}
	if len(ids) == 0 {
		return names, nil
	}
	var people []struct{ ID, Name string }
	err = db.Gorm(ctx, q).Raw("SELECT id, name FROM users WHERE id IN ?", ids).Scan(&people).Error
	for _, p := range people {
		names[p.ID] = p.Name
	}
	return names, db.Err(err)
}

// Count returns how many lines f asks for, whatever its AfterSeq and Limit.
func Count(ctx context.Context, q db.Q, f Filter) (n int64, err error) {
	defer fault.Wrap(&err, "journal.Count")
	err = db.Err(f.where(db.Gorm(ctx, q).Model(&Line{})).Count(&n).Error)
	return n, err
}

// eachPage is how many lines Each holds at a time.
const eachPage = 1000

// Each yields the lines that f asks for, as List would return them, and holds
// only some of them at a time. An error comes with an empty line and is the end.
func Each(ctx context.Context, q db.Q, f Filter) iter.Seq2[Line, error] {
	return func(yield func(Line, error) bool) {
		for left := f.Limit; ; {
			page := f
			page.Limit = eachPage
			if f.Limit > 0 {
				page.Limit = min(left, eachPage)
			}
			lines, err := List(ctx, q, page)
			if err != nil {
				yield(Line{}, err)
				return
			}
			for _, l := range lines {
				if !yield(l, nil) {
					return
				}
				f.AfterSeq = l.Seq
			}
			left -= len(lines)
			if len(lines) < page.Limit || f.Limit > 0 && left == 0 {
				return
			}
		}
	}
}

// apply adds the conditions, the order and the limit of f to g.
func (f Filter) apply(g *gorm.DB) *gorm.DB {
	g = f.where(g)
	switch {
	case f.Desc && f.AfterSeq > 0:
		g = g.Where("seq < ?", f.AfterSeq)
	case f.AfterSeq > 0:
		g = g.Where("seq > ?", f.AfterSeq)
	}
	if f.Desc {
		g = g.Order("seq DESC")
	} else {
		g = g.Order("seq")
	}
	if f.Limit > 0 {
		g = g.Limit(f.Limit)
	}
	return g
}

func (f Filter) where(g *gorm.DB) *gorm.DB {
	if f.Actor != "" {
		g = g.Where("actor_id = ?", f.Actor)
	}
	if len(f.Verbs) > 0 {
		g = g.Where("verb IN ?", f.Verbs)
	}
	if f.Kind != "" {
		g = g.Where("kind = ?", f.Kind)
	}
	if f.EntryID != "" {
		g = g.Where("entry_id = ?", f.EntryID)
	}
	if f.Session != "" {
		g = g.Where("session_id = ?", f.Session)
	}
	if !f.From.IsZero() {
		g = g.Where("at >= ?", f.From)
	}
	if !f.To.IsZero() {
		g = g.Where("at < ?", f.To)
	}
	return g
}
