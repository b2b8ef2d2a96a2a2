package agenda

import (
	"context"
	"time"

	"newsdesk/internal/db"
	"newsdesk/internal/event"
	"newsdesk/internal/fault"
)

// FeedQuery chooses what stands in a calendar that others subscribe to.
type FeedQuery struct {
	From, To time.Time // something of it is going on between them
	// CancelledSince leaves out what was cancelled before, whenever it would have been.
	CancelledSince time.Time
	Locale         string
	Under          []string // filed under any of these ids; empty: everything
}

// Dated is a whole document, and when it takes place.
type Dated struct {
	Timing event.Timing
	Doc    []byte
}

// mostInFeed bounds a feed. What was begun first by the newsroom is left out first.
const mostInFeed = 5000

// Feed returns what stands in a calendar, in the order of ids, so that a change of
// one event changes nothing of the others.
func (a *Agenda) Feed(ctx context.Context, q FeedQuery) (found []Dated, err error) {
	defer fault.Wrap(&err, "agenda.Feed")
	s := a.build(Query{Locale: q.Locale, Status: anyStatus})
	if len(q.Under) > 0 {
		s.and("EXISTS (SELECT 1 FROM edition_terms x WHERE x.entry_id = e.entry_id AND x.term_id IN ?)", q.Under)
	}
	s.and("o.starts_at < ? AND (o.ends_at IS NULL OR o.ends_at > ?)", q.To, q.From)
	s.and("(o.status NOT IN (?, ?) OR e.updated_at >= ?)", event.Cancelled, event.Postponed, q.CancelledSince)
	sql := "SELECT o.timing, e.doc FROM edition_occasions o JOIN editions e ON e.entry_id = o.entry_id WHERE " +
		s.where.String() + " ORDER BY o.entry_id DESC LIMIT ?"
	rows, err := db.Gorm(ctx, a.db).Raw(sql, append(s.args, mostInFeed)...).Rows()
	if err != nil {
		return nil, db.Err(err)
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var d Dated
		var timing string
		if err := rows.Scan(&timing, &d.Doc); err != nil {
			return nil, db.Err(err)
		}
		if d.Timing, err = TimingOf(timing); err != nil {
			return nil, err
		}
		found = append(found, d)
	}
	return found, db.Err(rows.Err())
}
