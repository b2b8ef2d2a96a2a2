package edition

import (
	"context"
	"strings"
	"time"

	"newsdesk/internal/content"
	"newsdesk/internal/db"
	"newsdesk/internal/fault"
)

// Sort is the column that a list is sorted by. The id is always the last key.
type Sort string

// The sorts.
const (
	ByPublished Sort = "published_at"
	ByUpdated   Sort = "updated_at"
	ByLabel     Sort = "label"
)

// Query selects visible documents of one kind. The zero value of each member
// but Kind, Sort and Limit selects nothing away.
type Query struct {
	Kind   content.Kind
	Locale string
	// Under lists groups of ids: a document must be filed under one of each group.
	Under [][]string
	// NotUnder lists ids under which a document may not be filed.
	NotUnder []string
	From, To *time.Time // of the publication; From is inclusive, To is not
	Phases   []Phase    // by its occasion, a document must be in one of them
	Sort     Sort
	Asc      bool // oldest first
	After    *content.After
	Limit    int
	Whole    bool // the documents and not only the cards
}

// Phase is a part of the time of an occasion, while it has a status.
type Phase struct {
	Statuses []string
	Begun    *bool // it has begun, or has not; nil: either
	Ended    *bool
}

// Desc reports whether the list goes from high to low.
func (q Query) Desc() bool { return !q.Asc }

// List returns up to q.Limit documents with what sorts them and either Card or,
// if q.Whole, Doc. It takes one statement.
func (s *Shelf) List(ctx context.Context, q Query) (docs []Document, err error) {
	defer fault.Wrap(&err, "edition.List(%s)", q.Kind)
	b := s.build(q)
	rows, err := db.Gorm(ctx, s.db).Raw(b.page(q), b.args...).Rows()
	if err != nil {
		return nil, db.Err(err)
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		d := Document{Kind: q.Kind}
		text := &d.Card
		if q.Whole {
			text = &d.Doc
		}
		if err := rows.Scan(&d.EntryID, &d.PublishedAt, &d.UpdatedAt, &d.Label, text); err != nil {
			return nil, db.Err(err)
		}
		docs = append(docs, d)
	}
	return docs, db.Err(rows.Err())
}

// Counted is the limit up to which Count counts.
const Counted = 10_000

// Count returns how many documents q selects, up to Counted; more tells
// whether there are more than that.
func (s *Shelf) Count(ctx context.Context, q Query) (n int, more bool, err error) {
	defer fault.Wrap(&err, "edition.Count(%s)", q.Kind)
	q.After = nil
	b := s.build(q)
	sql := "SELECT count(*) FROM (SELECT 1" + b.from + b.where.String() + " LIMIT ?) AS counted"
	err = db.Gorm(ctx, s.db).Raw(sql, append(b.args, Counted+1)...).Scan(&n).Error
	return min(n, Counted), n > Counted, db.Err(err)
}

// ByIDs returns the visible documents of the given ids, in no order.
func (s *Shelf) ByIDs(ctx context.Context, ids []string) (docs []Document, err error) {
	defer fault.Wrap(&err, "edition.ByIDs")
	if len(ids) == 0 {
		return nil, nil
	}
	return docs, db.Err(s.visible(ctx).Find(&docs, "entry_id IN ?", ids).Error)
}

// Address is a slug of a kind.
type Address struct {
	Kind content.Kind
	Slug string
}

// Resolve returns the ids of the visible documents at each address; several in
// different languages may share one. It takes one statement.
func (s *Shelf) Resolve(ctx context.Context, addresses []Address) (ids map[Address][]string, err error) {
	defer fault.Wrap(&err, "edition.Resolve")
	ids = make(map[Address][]string, len(addresses))
	if len(addresses) == 0 {
		return ids, nil
	}
	either := db.Gorm(ctx, s.db)
	for i, a := range addresses {
		if i == 0 {
			either = either.Where("kind = ? AND slug = ?", a.Kind, a.Slug)
		} else {
			either = either.Or("kind = ? AND slug = ?", a.Kind, a.Slug)
		}
	}
	var rows []Document
	err = s.visible(ctx).Select("entry_id", "kind", "slug").Where(either).Order("entry_id").Find(&rows).Error
	for _, d := range rows {
		a := Address{d.Kind, d.Slug}
		ids[a] = append(ids[a], d.EntryID)
	}
	return ids, db.Err(err)
}

// builder puts a query together. Every piece of text in it is a constant of
// this file; what callers give is an argument.
type builder struct {
	from  string
	key   string // the table whose index gives the order
	where strings.Builder
	args  []any
}

func (b *builder) and(cond string, args ...any) {
	if b.where.Len() == 0 {
		b.where.WriteString(" WHERE ")
	} else {
		b.where.WriteString(" AND ")
	}
	b.where.WriteString(cond)
	b.args = append(b.args, args...)
}

// build drives the query by the file of the first single id, whose index is in
// the order of the list, or else by the documents themselves.
func (s *Shelf) build(q Query) *builder {
	b := &builder{from: " FROM editions e", key: "e"}
	groups := q.Under
	if i := singleGroup(groups); i >= 0 && q.Sort != ByLabel {
		b.from, b.key = " FROM edition_terms t JOIN editions e ON e.entry_id = t.entry_id", "t"
		b.and("t.term_id = ?", groups[i][0])
		groups = append(append([][]string(nil), groups[:i]...), groups[i+1:]...)
	}
	b.and(b.key+".kind = ?", q.Kind)
	if q.Locale != "" {
		b.and("e.locale = ?", q.Locale)
	}
	for _, ids := range groups {
		b.and("EXISTS (SELECT 1 FROM edition_terms x WHERE x.entry_id = e.entry_id AND x.term_id IN ?)", ids)
	}
	if len(q.NotUnder) > 0 {
		b.and("NOT EXISTS (SELECT 1 FROM edition_terms x WHERE x.entry_id = e.entry_id AND x.term_id IN ?)", q.NotUnder)
	}
	published := s.published(b.key, q.Sort)
	if q.From != nil {
		b.and(published+" >= ?", *q.From)
	}
	if q.To != nil {
		b.and(published+" < ?", *q.To)
	}
	now := s.db.Now()
	b.phases(q.Phases, now)
	b.and("e.visible_from <= ? AND (e.visible_until IS NULL OR e.visible_until > ?)", now, now)
	return b
}

// phases selects what is in one of the phases.
func (b *builder) phases(all []Phase, now time.Time) {
	if len(all) == 0 {
		return
	}
	var either []string
	var args []any
	for _, p := range all {
		cond := "o.status IN ?"
		args = append(args, p.Statuses)
		if p.Begun != nil {
			cond += map[bool]string{true: " AND o.starts_at <= ?", false: " AND o.starts_at > ?"}[*p.Begun]
			args = append(args, now)
		}
		if p.Ended != nil {
			cond += map[bool]string{true: " AND o.ends_at <= ?", false: " AND (o.ends_at IS NULL OR o.ends_at > ?)"}[*p.Ended]
			args = append(args, now)
		}
		either = append(either, cond)
	}
	b.and("EXISTS (SELECT 1 FROM edition_occasions o WHERE o.entry_id = e.entry_id AND ("+strings.Join(either, " OR ")+"))", args...)
}

// published is the column that a range of dates is compared with. In a list by
// another column SQLite would rather look the range up in its index and sort
// all of it; the plus keeps it walking the order of the list, where what was
// published lately comes early.
func (s *Shelf) published(key string, by Sort) string {
	if by != ByPublished && s.db.Engine() == db.SQLite {
		return "+" + key + ".published_at"
	}
	return key + ".published_at"
}

func singleGroup(groups [][]string) int {
	for i, ids := range groups {
		if len(ids) == 1 {
			return i
		}
	}
	return -1
}

// page finishes the statement of one page of the list.
func (b *builder) page(q Query) string {
	than, dir := "<", " DESC"
	if q.Asc {
		than, dir = ">", ""
	}
	column := b.key + "." + string(q.Sort)
	if q.After != nil {
		var at any = q.After.At
		if q.Sort == ByLabel {
			at = q.After.Label
		}
		b.and("("+column+", "+b.key+".entry_id) "+than+" (?, ?)", at, q.After.ID)
	}
	what := "e.entry_id, e.published_at, e.updated_at, e.label, e.card"
	if q.Whole {
		what = "e.entry_id, e.published_at, e.updated_at, e.label, e.doc"
	}
	b.args = append(b.args, q.Limit)
	return "SELECT " + what + b.from + b.where.String() +
		" ORDER BY " + column + dir + ", " + b.key + ".entry_id" + dir + " LIMIT ?"
}
