package edition

import (
	"context"
	"database/sql"
	"errors"
	"sync"
	"sync/atomic"
	"time"

	"gorm.io/gorm"

	"newsdesk/internal/content"
	"newsdesk/internal/db"
	"newsdesk/internal/fault"
)

// Shelf is where readers find documents.
type Shelf struct {
	db    *db.DB
	turns atomic.Int64

	mu       sync.Mutex // guards the two below
	span     Span
	knownFor int64 // the turn that span was read in, and one; 0 for none
}

// NewShelf returns the shelf in d.
func NewShelf(d *db.DB) *Shelf { return &Shelf{db: d} }

// Now is the time by which the shelf says what is visible.
func (s *Shelf) Now() time.Time { return s.db.Now() }

// Turns counts public changes, as far as this process knows. What was read in
// an earlier turn may be out of date.
func (s *Shelf) Turns() int64 { return s.turns.Load() }

// turn notes that the public change of number seq is durable.
func (s *Shelf) turn(seq int64) {
	for {
		now := s.turns.Load()
		if seq <= now || s.turns.CompareAndSwap(now, seq) {
			return
		}
	}
}

// Watch follows the changes that other processes make, until ctx ends.
func (s *Shelf) Watch(ctx context.Context, every time.Duration, report func(error)) {
	tick := time.NewTicker(every)
	defer tick.Stop()
	for {
		seq, err := db.Last(ctx, s.db, sequence)
		if err == nil {
			s.turn(seq)
		} else if ctx.Err() == nil {
			report(err)
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// Span is a time in which what is visible does not change: Since is when it
// last did, Until when it next will by time alone. Each is zero if there is none.
type Span struct{ Since, Until time.Time }

// Span returns the span of now, as far as this process knows.
func (s *Shelf) Span(ctx context.Context) (_ Span, err error) {
	defer fault.Wrap(&err, "edition.Span")
	s.mu.Lock()
	defer s.mu.Unlock()
	turn, now := s.Turns()+1, s.db.Now() // +1: zero means unknown
	if s.knownFor == turn && (s.span.Until.IsZero() || s.span.Until.After(now)) {
		return s.span, nil
	}
	span, err := s.look(ctx, now)
	if err != nil {
		return span, err
	}
	s.span, s.knownFor = span, turn
	return span, nil
}

func (s *Shelf) look(ctx context.Context, now time.Time) (span Span, err error) {
	for _, edge := range []struct {
		model         any
		column, order string
		past          bool
	}{
		{&Document{}, "visible_from", "visible_from", false},
		{&Document{}, "visible_until", "visible_until", false},
		{&Document{}, "visible_from", "visible_from DESC", true},
		{&Document{}, "visible_until", "visible_until DESC", true},
		{&Document{}, "printed_at", "seq DESC", true},
		{&Tombstone{}, "at", "seq DESC", true},
	} {
		g := db.Gorm(ctx, s.db).Model(edge.model).Order(edge.order).Limit(1)
		if edge.past {
			g = g.Where(edge.column+" <= ?", now)
		} else {
			g = g.Where(edge.column+" > ?", now)
		}
		var at []time.Time
		if err := g.Pluck(edge.column, &at).Error; err != nil {
			return span, db.Err(err)
		}
		switch {
		case len(at) == 0:
		case edge.past && at[0].After(span.Since):
			span.Since = at[0].UTC()
		case !edge.past && (span.Until.IsZero() || at[0].Before(span.Until)):
			span.Until = at[0].UTC()
		}
	}
	return span, nil
}

// MovedError is the answer of Find for an address that leads elsewhere now.
type MovedError struct{ Slug string }

func (m MovedError) Error() string { return "moved to " + m.Slug }

// Find returns the visible document of a kind by its slug or id. An address
// that was public and leads elsewhere now gives MovedError; what was public and is no
// more gives a Gone fault; all else NotFound. Where two languages share a slug,
// locale is preferred.
func (s *Shelf) Find(ctx context.Context, k content.Kind, key, locale string, byID bool) (doc Document, err error) {
	defer fault.Wrap(&err, "edition.Find(%s)", k)
	now := s.db.Now()
	query, args := findBySlug, []any{k, key, now, now, locale}
	if byID {
		query, args = findByID, []any{k, key, now, now}
	}
	// The one read that most requests make is scanned by hand: it is half the work.
	err = db.Gorm(ctx, s.db).Raw(query, args...).Row().Scan(
		&doc.EntryID, &doc.Locale, &doc.Slug, &doc.VisibleFrom, &doc.PrintedAt, &doc.ETag, &doc.Doc)
	if !errors.Is(err, sql.ErrNoRows) {
		doc.Kind = k
		return doc, db.Err(err)
	}
	if byID {
		return doc, s.absent(ctx, k, key)
	}
	return doc, s.moved(ctx, k, key, locale)
}

const (
	findSelect = `SELECT entry_id, locale, slug, visible_from, printed_at, etag, doc FROM editions WHERE kind = ? AND `
	findWindow = ` AND visible_from <= ? AND (visible_until IS NULL OR visible_until > ?)`
	findByID   = findSelect + `entry_id = ?` + findWindow
	findBySlug = findSelect + `slug = ?` + findWindow + ` ORDER BY CASE WHEN locale = ? THEN 0 ELSE 1 END, locale LIMIT 1`
)

func (s *Shelf) visible(ctx context.Context) *gorm.DB {
	return db.Gorm(ctx, s.db).Scopes(visibleAt(s.db.Now()))
}

// moved finds out where the owner of an old slug is now.
func (s *Shelf) moved(ctx context.Context, k content.Kind, slug, locale string) error {
	var was content.Slug
	found := db.Gorm(ctx, s.db).Where("kind = ? AND slug = ? AND public_at IS NOT NULL", k, slug).
		Order(gorm.Expr("CASE WHEN locale = ? THEN 0 ELSE 1 END, locale", locale)).Limit(1).Find(&was)
	if found.Error != nil {
		return db.Err(found.Error)
	}
	if found.RowsAffected == 0 {
		return fault.New(fault.NotFound, "Not found")
	}
	var now []string
	err := s.visible(ctx).Model(&Document{}).Where("entry_id = ?", was.EntryID).Pluck("slug", &now).Error
	if err != nil {
		return db.Err(err)
	}
	if len(now) == 1 {
		return MovedError{now[0]}
	}
	return s.absent(ctx, k, was.EntryID)
}

// absent says whether something was public once. A document that is on the
// shelf but not visible has an embargo: to the public it never was.
func (s *Shelf) absent(ctx context.Context, k content.Kind, id string) error {
	var stones, hidden int64
	err := db.Gorm(ctx, s.db).Model(&Tombstone{}).Where("entry_id = ? AND kind = ?", id, k).Count(&stones).Error
	if err != nil || stones > 0 {
		return goneOr(err)
	}
	err = db.Gorm(ctx, s.db).Model(&Document{}).
		Where("entry_id = ? AND kind = ? AND visible_until <= ?", id, k, s.db.Now()).Count(&hidden).Error
	if err != nil || hidden > 0 {
		return goneOr(err)
	}
	return fault.New(fault.NotFound, "Not found")
}

func goneOr(err error) error {
	if err != nil {
		return db.Err(err)
	}
	return fault.New(fault.Gone, "This was public once and has been taken down")
}

// Exposed reports whether the public may see an entry that it reads only inside
// others: whether something shows it that is visible now.
func (s *Shelf) Exposed(ctx context.Context, id string) (exposed bool, err error) {
	defer fault.Wrap(&err, "edition.Exposed(%s)", id)
	now := s.db.Now()
	var one []int
	err = db.Gorm(ctx, s.db).Raw(findExposed, id, now, now, content.Live, now, now).Scan(&one).Error
	return len(one) == 1, db.Err(err)
}

const findExposed = `SELECT 1 FROM stubs WHERE entry_id = ? AND visible_from <= ? AND (visible_until IS NULL OR visible_until > ?)
	AND EXISTS (SELECT 1 FROM refs JOIN editions ON editions.entry_id = refs.from_id WHERE refs.to_id = stubs.entry_id AND refs.stage = ?
	AND editions.visible_from <= ? AND (editions.visible_until IS NULL OR editions.visible_until > ?))`
