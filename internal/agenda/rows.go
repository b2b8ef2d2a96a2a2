package agenda

import (
	"context"
	"strings"
	"time"

	"newsdesk/internal/db"
	"newsdesk/internal/event"
)

// row is an event that may have occasions in a list.
type row struct {
	id       string
	starts   time.Time
	timing   event.Timing
	distance float64
}

// statement is SQL, put together from constants of this file, and what callers
// gave as its arguments.
type statement struct {
	q     Query
	where strings.Builder
	args  []any
	order string
	limit int
}

func (s *statement) and(cond string, args ...any) *statement {
	if s.where.Len() > 0 {
		s.where.WriteString(" AND ")
	}
	s.where.WriteString(cond)
	s.args = append(s.args, args...)
	return s
}

// build begins a statement with what all lists have in common.
func (a *Agenda) build(q Query) *statement {
	s := &statement{q: q, order: "o.starts_at, o.entry_id", limit: mostRows}
	now := a.db.Now()
	s.and("e.kind = ?", event.Kind)
	s.and("e.visible_from <= ? AND (e.visible_until IS NULL OR e.visible_until > ?)", now, now)
	if q.Locale != "" {
		s.and("e.locale = ?", q.Locale)
	}
	for _, ids := range q.Under {
		s.and("EXISTS (SELECT 1 FROM edition_terms x WHERE x.entry_id = e.entry_id AND x.term_id IN ?)", ids)
	}
	if q.Status == anyStatus {
		return s
	}
	if q.Status != "" {
		return s.and("o.status = ?", q.Status)
	}
	return s.and("o.status <> ?", event.Postponed)
}

// anyStatus selects nothing away.
const anyStatus event.Status = "*"

// mostRows bounds what is read for one list. A newsroom with more series than
// this has to ask by section.
const mostRows = 20_000

// narrow selects what happens once and not for long: the index of starts finds it.
func (s *statement) narrow() *statement {
	q := s.q
	low := q.From.Add(-event.Long)
	s.and("o.wide = ? AND o.starts_at >= ? AND (o.ends_at > ? OR o.starts_at >= ?)", false, low, q.From, q.From)
	if !q.To.IsZero() {
		s.and("o.starts_at < ?", q.To)
	}
	if q.After != nil {
		s.and("(o.starts_at, o.entry_id) > (?, ?)", q.After.At, q.After.ID)
	}
	if q.Begun != nil && !*q.Begun {
		s.and("o.starts_at > ?", q.From)
	}
	s.limit = q.Limit
	return s
}

// wide selects what must be taken apart to know.
func (s *statement) wide() *statement {
	s.and("o.wide = ? AND (o.ends_at IS NULL OR o.ends_at > ?)", true, s.q.From)
	if !s.q.To.IsZero() {
		s.and("o.starts_at < ?", s.q.To)
	}
	return s
}

// whole selects events of one sort by their first beginning.
func (s *statement) whole(wide bool) *statement {
	s.limit = s.q.Limit
	s.and("o.wide = ?", wide)
	if s.q.Ended {
		s.order = "o.starts_at DESC, o.entry_id DESC"
		s.and("o.ends_at <= ?", s.q.From)
	}
	if s.q.After != nil {
		than := map[bool]string{true: "<", false: ">"}[s.q.Ended]
		s.and("(o.starts_at, o.entry_id) "+than+" (?, ?)", s.q.After.At, s.q.After.ID)
	}
	return s
}

const columns = "SELECT o.entry_id, o.starts_at, o.timing, o.latitude, o.longitude FROM edition_occasions o JOIN editions e ON e.entry_id = o.entry_id WHERE "

func (a *Agenda) rows(ctx context.Context, s *statement) (found []row, err error) {
	sql := columns + s.where.String() + " ORDER BY " + s.order + " LIMIT ?"
	rows, err := db.Gorm(ctx, a.db).Raw(sql, append(s.args, s.limit)...).Rows()
	if err != nil {
		return nil, db.Err(err)
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var r row
		var timing string
		var lat, lon *float64
		if err := rows.Scan(&r.id, &r.starts, &timing, &lat, &lon); err != nil {
			return nil, db.Err(err)
		}
		if r.timing, err = TimingOf(timing); err != nil {
			return nil, err
		}
		if s.q.Near != nil && lat != nil && lon != nil {
			r.distance = s.q.Near.distance(*lat, *lon)
		}
		found = append(found, r)
	}
	return found, db.Err(rows.Err())
}
