package content

import (
	"context"
	"slices"
	"time"

	"gorm.io/gorm"

	"newsdesk/internal/db"
	"newsdesk/internal/fault"
)

// Item is an entry with its working body.
type Item struct {
	Entry
	Body Body
}

// As returns the body of it as *T.
func As[T any, B Ptr[T]](it Item) (*T, error) {
	b, ok := it.Body.(B)
	if !ok {
		return nil, fault.New(fault.NotFound, "Not found")
	}
	return (*T)(b), nil
}

// Load reads the body of e in stage s.
func (r Registry) Load(ctx context.Context, q db.Q, e Entry, s Stage) (Body, error) {
	trait, ok := r[e.Kind]
	if !ok {
		return nil, fault.New(fault.Internal, "Unknown kind")
	}
	b := trait.New()
	return b, db.Err(db.Gorm(ctx, q).Take(b, "entry_id = ? AND stage = ?", e.ID, s).Error)
}

// Get returns the entry of a kind with its working body. Entries in the trash
// are found too.
func (r Registry) Get(ctx context.Context, q db.Q, k Kind, id string) (it Item, err error) {
	defer fault.Wrap(&err, "content.Get(%s)", id)
	if err := db.Err(db.Gorm(ctx, q).Take(&it.Entry, "id = ? AND kind = ?", id, k).Error); err != nil {
		return it, err
	}
	it.Body, err = r.Load(ctx, q, it.Entry, Working)
	return it, err
}

// Where narrows a query over entries.
type Where func(*gorm.DB) *gorm.DB

// NotTrashed leaves out what is in the trash.
func NotTrashed(g *gorm.DB) *gorm.DB { return g.Where("deleted_at IS NULL") }

// Order is how a list of entries is sorted. The id is always the last key.
type Order struct {
	Column string // a constant of this program, never of a caller
	Desc   bool
}

// After is the place in a list from which the next page goes on.
type After struct {
	At    time.Time // in lists by a date
	Label string    // in lists in alphabetical order
	ID    string
}

// List returns up to limit entries of kind k with their working bodies, in
// order, in a constant number of statements.
func (r Registry) List(ctx context.Context, q db.Q, k Kind, o Order, after *After, limit int, where ...Where) (items []Item, err error) {
	defer fault.Wrap(&err, "content.List(%s)", k)
	var entries []Entry
	if err := o.page(narrowed(db.Gorm(ctx, q), k, where), after).Limit(limit).Find(&entries).Error; err != nil {
		return nil, db.Err(err)
	}
	return r.attach(ctx, q, k, entries)
}

// Entries returns up to limit entries of kind k, without their bodies, the latest
// changed first.
func Entries(ctx context.Context, q db.Q, k Kind, limit int, where ...Where) (found []Entry, err error) {
	err = narrowed(db.Gorm(ctx, q), k, where).Order("updated_at DESC, id DESC").Limit(limit).Find(&found).Error
	return found, db.Err(err)
}

// narrowed is g over the entries of a kind that where selects.
func narrowed(g *gorm.DB, k Kind, where []Where) *gorm.DB {
	g = g.Where("kind = ?", k)
	for _, w := range where {
		g = w(g)
	}
	return g
}

// page sorts g and starts it after the given place. The row comparison lets
// both engines walk the index from there.
func (o Order) page(g *gorm.DB, after *After) *gorm.DB {
	dir, than := "", ">"
	if o.Desc {
		dir, than = " DESC", "<"
	}
	if after != nil {
		g = g.Where("("+o.Column+", id) "+than+" (?, ?)", after.At, after.ID)
	}
	return g.Order(o.Column + dir + ", id" + dir)
}

// attach reads the working bodies of entries of one kind.
func (r Registry) attach(ctx context.Context, q db.Q, k Kind, entries []Entry) ([]Item, error) {
	ids := make([]string, len(entries))
	for i, e := range entries {
		ids[i] = e.ID
	}
	bodies, err := r.bodies(ctx, q, k, ids)
	if err != nil {
		return nil, err
	}
	items := make([]Item, len(entries))
	for i, e := range entries {
		items[i] = Item{e, bodies[e.ID]}
	}
	return items, nil
}

// Bodies returns the working bodies of entries of kind k, by their ids.
func (r Registry) Bodies(ctx context.Context, q db.Q, k Kind, ids []string) (_ map[string]Body, err error) {
	defer fault.Wrap(&err, "content.Bodies(%s)", k)
	return r.bodies(ctx, q, k, ids)
}

func (r Registry) bodies(ctx context.Context, q db.Q, k Kind, ids []string) (map[string]Body, error) {
	found := make(map[string]Body, len(ids))
	rows, err := db.Gorm(ctx, q).Model(r[k].New()).Where("entry_id IN ? AND stage = ?", ids, Working).Rows()
	if err != nil {
		return nil, db.Err(err)
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		b := r[k].New()
		if err := db.Gorm(ctx, q).ScanRows(rows, b); err != nil {
			return nil, db.Err(err)
		}
		found[b.Head().EntryID] = b
	}
	return found, db.Err(rows.Err())
}

// Trashed selects what is in the trash, or what is not.
func Trashed(in bool) Where {
	return func(g *gorm.DB) *gorm.DB {
		if in {
			return g.Where("deleted_at IS NOT NULL")
		}
		return NotTrashed(g)
	}
}

// Dated selects what comes out, ends, or is free of its embargo from one instant to
// another, which is not included.
func Dated(from, to time.Time) Where {
	return func(g *gorm.DB) *gorm.DB {
		return g.Where("(publish_at >= ? AND publish_at < ?) OR (unpublish_at >= ? AND unpublish_at < ?) OR (embargo_until >= ? AND embargo_until < ?)",
			from, to, from, to, from, to)
	}
}

// Used selects what something shows, or what nothing does.
func Used(is bool) Where {
	return func(g *gorm.DB) *gorm.DB {
		const used = "EXISTS (SELECT 1 FROM refs WHERE refs.to_id = entries.id)"
		if is {
			return g.Where(used)
		}
		return g.Not(used)
	}
}

// Column is a column of the spine by which lists are narrowed.
type Column string

// The columns.
const (
	ByState   Column = "state"
	BySection Column = "section_id"
	ByLocale  Column = "locale"
	ByOwner   Column = "owner_id"
)

// Having selects the entries that have one of the values in a column.
func Having(c Column, values ...string) Where {
	return func(g *gorm.DB) *gorm.DB { return g.Where(string(c)+" IN ?", values) }
}

// Counted is the number up to which CountAll counts.
const Counted = 10_000

// CountAll returns how many entries of kind k there are, up to Counted, and
// whether there are more.
func CountAll(ctx context.Context, q db.Q, k Kind, where ...Where) (n int, more bool, err error) {
	g := db.Gorm(ctx, q).Model(&Entry{}).Select("id").Where("kind = ?", k).Limit(Counted + 1)
	for _, w := range where {
		g = w(g)
	}
	var all int64
	err = db.Gorm(ctx, q).Table("(?) AS counted", g).Count(&all).Error
	return min(int(all), Counted), all > Counted, db.Err(err)
}

// Count returns how many entries of kind k there are, by state.
func Count(ctx context.Context, q db.Q, k Kind, where ...Where) (map[State]int, error) {
	g := db.Gorm(ctx, q).Model(&Entry{}).Where("kind = ? AND deleted_at IS NULL", k)
	for _, w := range where {
		g = w(g)
	}
	var rows []struct {
		State State
		N     int
	}
	err := g.Select("state, count(*) AS n").Group("state").Scan(&rows).Error
	counts := make(map[State]int, len(rows))
	for _, row := range rows {
		counts[row.State] = row.N
	}
	return counts, db.Err(err)
}

// Usage is one entry that shows another.
type Usage struct {
	Entry
	Rels   []string // what the other is there
	Stages []Stage  // in which copies
	Refs   []RefRow // both together
}

// Usages answers "where is this used?" over all kinds and states, newest change first.
func Usages(ctx context.Context, q db.Q, id string, where ...Where) (uses []Usage, err error) {
	defer fault.Wrap(&err, "content.Usages(%s)", id)
	var refs []RefRow
	if err := db.Gorm(ctx, q).Order("from_id, stage, rel").Find(&refs, "to_id = ?", id).Error; err != nil {
		return nil, db.Err(err)
	}
	byEntry := map[string]*Usage{}
	ids := make([]string, 0, len(refs))
	for _, ref := range refs {
		u, ok := byEntry[ref.FromID]
		if !ok {
			u = new(Usage)
			byEntry[ref.FromID] = u
			ids = append(ids, ref.FromID)
		}
		u.Refs = append(u.Refs, ref)
		if !slices.Contains(u.Rels, ref.Rel) {
			u.Rels = append(u.Rels, ref.Rel)
		}
		if !slices.Contains(u.Stages, ref.Stage) {
			u.Stages = append(u.Stages, ref.Stage)
		}
	}
	g := db.Gorm(ctx, q).Where("id IN ?", ids).Order("updated_at DESC, id DESC")
	for _, w := range where {
		g = w(g)
	}
	var entries []Entry
	if err := g.Find(&entries).Error; err != nil {
		return nil, db.Err(err)
	}
	for _, e := range entries {
		u := byEntry[e.ID]
		u.Entry = e
		uses = append(uses, *u)
	}
	return uses, nil
}

// Revisions lists revisions of an entry without their bodies, beginning after
// the given one, or at the end if that is 0.
func Revisions(ctx context.Context, q db.Q, id string, after int, down bool, limit int) (revs []Revision, err error) {
	g := db.Gorm(ctx, q).Omit("body").Where("entry_id = ?", id)
	switch {
	case down && after > 0:
		g = g.Where("version < ?", after)
	case !down:
		g = g.Where("version > ?", after)
	}
	if down {
		g = g.Order("version DESC")
	} else {
		g = g.Order("version")
	}
	return revs, db.Err(g.Limit(limit).Find(&revs).Error)
}

// GetRevision returns one revision with its body.
func GetRevision(ctx context.Context, q db.Q, id string, version int) (rev Revision, err error) {
	err = db.Gorm(ctx, q).Take(&rev, "entry_id = ? AND version = ?", id, version).Error
	return rev, db.Err(err)
}

// Translations lists the other entries of the group.
func Translations(ctx context.Context, q db.Q, e Entry) (others []Entry, err error) {
	err = db.Gorm(ctx, q).Where("group_id = ? AND id <> ? AND deleted_at IS NULL", e.GroupID, e.ID).
		Order("locale, id").Find(&others).Error
	return others, db.Err(err)
}

// Spines returns the entries that refs lead to, without those in the trash.
func Spines(ctx context.Context, q db.Q, refs []Ref) (map[string]Entry, error) {
	if len(refs) == 0 {
		return map[string]Entry{}, nil
	}
	ids := make([]string, len(refs))
	for i, r := range refs {
		ids[i] = r.ID
	}
	var entries []Entry
	err := db.Gorm(ctx, q).Find(&entries, "id IN ? AND deleted_at IS NULL", ids).Error
	found := make(map[string]Entry, len(entries))
	for _, e := range entries {
		found[e.ID] = e
	}
	return found, db.Err(err)
}

// Above returns ids with the entries above them, as far as they are public:
// the parents of a section, and theirs. It is sorted.
func Above(ctx context.Context, q db.Q, ids []string) (all []string, err error) {
	if len(ids) == 0 {
		return nil, nil
	}
	err = db.Gorm(ctx, q).Raw(`WITH RECURSIVE up(id) AS (
			SELECT id FROM entries WHERE id IN ?
			UNION SELECT to_id FROM refs JOIN up ON from_id = up.id WHERE rel = 'parent' AND stage = 'published')
		SELECT id FROM up ORDER BY id`, ids).Scan(&all).Error
	return all, db.Err(err)
}
