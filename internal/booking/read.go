package booking

import (
	"context"

	"gorm.io/gorm"

	"newsdesk/internal/db"
	"newsdesk/internal/fault"
	"newsdesk/internal/ident"
)

// withPosition are the columns of a registration and its place on the waiting
// list, read at one instant.
const withPosition = `r.*, CASE WHEN r.status = 'waitlisted' THEN (SELECT COUNT(*) FROM booking_registrations w
	WHERE w.event_id = r.event_id AND w.occurrence = r.occurrence AND w.status = 'waitlisted' AND w.queued <= r.queued)
	ELSE 0 END AS position`

func placedRows(ctx context.Context, q db.Q) *gorm.DB {
	return db.Gorm(ctx, q).Table("booking_registrations AS r").Select(withPosition)
}

func find(ctx context.Context, q db.Q, id string) (p placed, err error) {
	if !ident.Valid(id) {
		return p, notFound()
	}
	res := placedRows(ctx, q).Where("r.id = ?", id).Limit(1).Scan(&p)
	if res.Error == nil && res.RowsAffected == 0 {
		return p, notFound()
	}
	return p, db.Err(res.Error)
}

// Get returns one registration, or NotFound.
func (o *Office) Get(ctx context.Context, q db.Q, id string) (_ Registration, err error) {
	defer fault.Wrap(&err, "booking.Get(%s)", id)
	p, err := find(ctx, q, id)
	return p.registration(), err
}

// Mine returns the registration whose token this is. It fails with NotFound for
// anything else.
func (o *Office) Mine(ctx context.Context, token string) (_ Registration, err error) {
	defer fault.Wrap(&err, "booking.Mine")
	id, ok := tokenID(token)
	if !ok {
		return Registration{}, notFound()
	}
	p, err := find(ctx, o.db, id)
	if err != nil {
		return Registration{}, err
	}
	if !same(o.keys.token(p.Row.ID, p.Row.Generation), token) {
		return Registration{}, notFound()
	}
	return p.registration(), nil
}

// Query asks for registrations of one event.
type Query struct {
	EventID    string
	Occurrence *string  // nil: of all, one after the other
	Status     []Status // none: with any
	After      string   // the id of the registration before the page; "": from the beginning
	Down       bool     // against the order, the newest first
	Limit      int
}

// List returns registrations in the order of their occurrences, and there in the
// order in which they came. It fails with InvalidCursor if there is none with the
// id After.
func (o *Office) List(ctx context.Context, query Query) (found []Registration, err error) {
	defer fault.Wrap(&err, "booking.List(%s)", query.EventID)
	g, err := query.page(ctx, o.db)
	if err != nil {
		return nil, err
	}
	var rows []placed
	if err := g.Limit(max(0, query.Limit)).Scan(&rows).Error; err != nil {
		return nil, db.Err(err)
	}
	found = make([]Registration, len(rows))
	for i, p := range rows {
		found[i] = p.registration()
	}
	return found, nil
}

// Count returns how many registrations there are, wherever a page begins.
func (o *Office) Count(ctx context.Context, query Query) (n int64, err error) {
	defer fault.Wrap(&err, "booking.Count(%s)", query.EventID)
	return n, db.Err(query.narrow(db.Gorm(ctx, o.db).Table("booking_registrations AS r")).Count(&n).Error)
}

func (query Query) narrow(g *gorm.DB) *gorm.DB {
	if !storable(query.EventID) || query.Occurrence != nil && !storable(*query.Occurrence) {
		return g.Where("1 = 0")
	}
	g = g.Where("r.event_id = ?", query.EventID)
	if query.Occurrence != nil {
		g = g.Where("r.occurrence = ?", *query.Occurrence)
	}
	if len(query.Status) > 0 {
		g = g.Where("r.status IN ?", query.Status)
	}
	return g
}

func badCursor() error {
	return fault.New(fault.InvalidCursor, "This cursor was changed, or belongs to another list; start again without one")
}

func (query Query) page(ctx context.Context, q db.Q) (*gorm.DB, error) {
	g := query.narrow(placedRows(ctx, q))
	var edge []row
	if query.After != "" {
		if !ident.Valid(query.After) {
			return nil, badCursor()
		}
		err := db.Gorm(ctx, q).Select("occurrence", "number").Where("id = ? AND event_id = ?", query.After, query.EventID).Limit(1).Find(&edge).Error
		if err != nil {
			return nil, db.Err(err)
		}
		if len(edge) == 0 {
			return nil, badCursor()
		}
	}
	if query.Down {
		for _, e := range edge {
			g = g.Where("(r.occurrence, r.number) < (?, ?)", e.Occurrence, e.Number)
		}
		return g.Order("r.occurrence DESC, r.number DESC"), nil
	}
	for _, e := range edge {
		g = g.Where("(r.occurrence, r.number) > (?, ?)", e.Occurrence, e.Number)
	}
	return g.Order("r.occurrence, r.number"), nil
}
