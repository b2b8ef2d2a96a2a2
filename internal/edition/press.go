package edition

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"newsdesk/internal/content"
	"newsdesk/internal/db"
	"newsdesk/internal/fault"
	"newsdesk/internal/jobs"
)

// sequence names the numbers of public changes.
const sequence = "edition"

// Press prints documents.
type Press struct {
	db        *db.DB
	kinds     content.Registry
	queue     *jobs.Queue
	shelf     *Shelf
	renderers map[content.Kind]Renderer
	witnesses map[content.Kind]Witness
}

// NewPress returns a press that fills shelf, with a renderer for each kind, and
// has queue follow what its changes touch.
func NewPress(d *db.DB, kinds content.Registry, queue *jobs.Queue, shelf *Shelf, renderers map[content.Kind]Renderer) *Press {
	p := &Press{db: d, kinds: kinds, queue: queue, shelf: shelf, renderers: renderers, witnesses: map[content.Kind]Witness{}}
	jobs.Handle(queue, p.refresh)
	jobs.Handle(queue, p.turned)
	return p
}

// Hear has a witness say of each entry of a kind what is not in its body. It is
// called before the press is used.
func (p *Press) Hear(k content.Kind, w Witness) { p.witnesses[k] = w }

// Print renders the live version of e and puts it on the shelf. It returns
// whether anything public changed.
func (p *Press) Print(ctx context.Context, tx *db.Tx, e content.Entry, live content.Body) (changed bool, err error) {
	defer fault.Wrap(&err, "print %s", e.ID)
	if e.HeldAt != nil {
		return false, nil // it comes back when publication is released
	}
	v, err := look(ctx, tx, e, live)
	if err != nil {
		return false, err
	}
	if w := p.witnesses[e.Kind]; w != nil {
		if v.Facts, err = w(ctx, tx, e); err != nil {
			return false, err
		}
	}
	r, err := p.renderers[e.Kind](v)
	if err != nil {
		return false, err
	}
	from, until, err := p.window(ctx, tx, e, live)
	if err != nil {
		return false, err
	}
	stubbed, err := putStub(ctx, tx, Stub{EntryID: e.ID, Kind: e.Kind, VisibleFrom: from, VisibleUntil: until, Body: r.Stub})
	if err != nil || r.Card == nil {
		if stubbed && err == nil {
			_, err = p.count(ctx, tx)
		}
		return stubbed, err
	}
	shelved, err := p.put(ctx, tx, Document{
		EntryID: e.ID, Kind: e.Kind, Locale: e.Locale, Slug: live.Head().Slug, Version: e.LiveVersion,
		VisibleFrom: from, VisibleUntil: until, PublishedAt: e.ShownAt(), UpdatedAt: *e.ContentUpdatedAt,
		Label: r.Label, ETag: digest(r.Doc), Card: r.Card, Doc: r.Doc,
	}, r.File)
	if err != nil {
		return false, err
	}
	placed, err := p.place(ctx, tx, e.ID, r.Occasion, shelved)
	return stubbed || shelved || placed, err
}

// window is when the public may see e. Where the body itself sets a bound, what
// shows it is printed again at that instant.
func (p *Press) window(ctx context.Context, tx *db.Tx, e content.Entry, live content.Body) (from time.Time, until *time.Time, err error) {
	from, until = e.VisibleFrom(), e.UnpublishAt
	w, ok := live.(content.Windowed)
	if !ok {
		return from, until, nil
	}
	begins, ends := w.Window()
	if begins != nil && begins.After(from) {
		from = *begins
	}
	if ends != nil && (until == nil || ends.Before(*until)) {
		until = ends
	}
	for _, at := range []*time.Time{begins, ends} {
		if at == nil || !at.After(tx.Now) {
			continue
		}
		if err := p.queue.Put(ctx, tx, turnOf{e.ID, *at}, *at); err != nil {
			return from, until, err
		}
	}
	return from, until, nil
}

// count gives a public change its number, and turns the shelf when it is durable.
func (p *Press) count(ctx context.Context, tx *db.Tx) (seq int64, err error) {
	seq, err = tx.Next(ctx, sequence)
	if err == nil {
		tx.AfterCommit(func() { p.shelf.turn(seq) })
	}
	return seq, err
}

// digest is a strong validator of doc (RFC 9110 § 8.8.1): 96 bits of SHA-256.
func digest(doc []byte) string {
	sum := sha256.Sum256(doc)
	return hex.EncodeToString(sum[:12])
}

// putStub stores s and returns whether it differs from the one before.
func putStub(ctx context.Context, tx *db.Tx, s Stub) (bool, error) {
	var old Stub
	err := db.Gorm(ctx, tx).Limit(1).Find(&old, "entry_id = ?", s.EntryID).Error
	if err != nil || bytes.Equal(old.Body, s.Body) && old.VisibleFrom.Equal(s.VisibleFrom) && same(old.VisibleUntil, s.VisibleUntil) {
		return false, db.Err(err)
	}
	return true, tx.Put(ctx, &s)
}

func same(a, b *time.Time) bool {
	if a == nil || b == nil {
		return a == b
	}
	return a.Equal(*b)
}

// put shelves doc under the entries of file, unless it is there to the byte.
func (p *Press) put(ctx context.Context, tx *db.Tx, doc Document, file []string) (bool, error) {
	var old Document
	if err := db.Gorm(ctx, tx).Limit(1).Find(&old, "entry_id = ?", doc.EntryID).Error; err != nil {
		return false, db.Err(err)
	}
	var terms []string
	if err := db.Gorm(ctx, tx).Model(&Term{}).Where("entry_id = ?", doc.EntryID).Order("term_id").Pluck("term_id", &terms).Error; err != nil {
		return false, db.Err(err)
	}
	file, err := content.Above(ctx, tx, file)
	if err != nil {
		return false, err
	}
	refiled := !slices.Equal(terms, file) || !old.PublishedAt.Equal(doc.PublishedAt) || !old.UpdatedAt.Equal(doc.UpdatedAt)
	if old.ETag == doc.ETag && bytes.Equal(old.Card, doc.Card) && old.Label == doc.Label && old.Version == doc.Version && !refiled &&
		old.VisibleFrom.Equal(doc.VisibleFrom) && same(old.VisibleUntil, doc.VisibleUntil) {
		return false, nil
	}
	if doc.Seq, err = p.count(ctx, tx); err != nil {
		return false, err
	}
	doc.PrintedAt = tx.Now
	if err := tx.Put(ctx, &doc); err != nil {
		return false, err
	}
	if _, err := tx.Exec(ctx, "DELETE FROM tombstones WHERE entry_id = ?", doc.EntryID); err != nil {
		return false, err
	}
	if !refiled {
		return true, nil
	}
	return true, refile(ctx, tx, doc, file)
}

func refile(ctx context.Context, tx *db.Tx, doc Document, file []string) error {
	if _, err := tx.Exec(ctx, "DELETE FROM edition_terms WHERE entry_id = ?", doc.EntryID); err != nil {
		return err
	}
	rows := make([]Term, len(file))
	for i, id := range file {
		rows[i] = Term{TermID: id, EntryID: doc.EntryID, Kind: doc.Kind, PublishedAt: doc.PublishedAt, UpdatedAt: doc.UpdatedAt}
	}
	return tx.Insert(ctx, db.Each(rows)...)
}

// Withdraw takes e off the shelf. If the public could see it, a tombstone
// stays to say why it is gone.
func (p *Press) Withdraw(ctx context.Context, tx *db.Tx, e content.Entry, why Reason) (err error) {
	defer fault.Wrap(&err, "withdraw %s", e.ID)
	if _, err := tx.Exec(ctx, "DELETE FROM stubs WHERE entry_id = ?", e.ID); err != nil {
		return err
	}
	var doc Document
	found := db.Gorm(ctx, tx).Select("entry_id", "visible_from").Limit(1).Find(&doc, "entry_id = ?", e.ID)
	if found.Error != nil {
		return db.Err(found.Error)
	}
	if found.RowsAffected == 0 {
		_, err := p.count(ctx, tx)
		return err
	}
	if _, err := tx.Exec(ctx, "DELETE FROM editions WHERE entry_id = ?", e.ID); err != nil {
		return err
	}
	seq, err := p.count(ctx, tx)
	if err != nil {
		return err
	}
	if doc.VisibleFrom.After(tx.Now) {
		return nil
	}
	return tx.Put(ctx, &Tombstone{EntryID: e.ID, Kind: e.Kind, Locale: e.Locale, Reason: why, At: tx.Now, Seq: seq})
}

// look reads what the live body shows. The entries shown are held against
// change until the transaction ends, so that a change of one of them either is
// seen here or finds this document to refresh.
func look(ctx context.Context, tx *db.Tx, e content.Entry, live content.Body) (v View, err error) {
	v = View{Entry: e, Body: live, shown: map[string][]byte{}}
	ids := shownIDs(live)
	if len(ids) > 0 {
		if err := hold(ctx, tx, ids); err != nil {
			return v, err
		}
		var stubs []Stub
		if err := db.Gorm(ctx, tx).Scopes(visibleAt(tx.Now)).Find(&stubs, "entry_id IN ?", ids).Error; err != nil {
			return v, db.Err(err)
		}
		for _, s := range stubs {
			v.shown[s.EntryID] = s.Body
		}
	}
	err = db.Gorm(ctx, tx).Table("editions").Select("editions.entry_id", "editions.locale", "editions.slug").
		Joins("JOIN entries ON entries.id = editions.entry_id").Scopes(visibleAt(tx.Now)).
		Where("entries.group_id = ? AND entries.id <> ?", e.GroupID, e.ID).
		Order("editions.locale, editions.entry_id").Find(&v.Translations).Error
	return v, db.Err(err)
}

func shownIDs(b content.Body) []string {
	var ids []string
	seen := map[string]bool{}
	for _, ref := range b.Refs() {
		if !seen[ref.ID] {
			seen[ref.ID] = true
			ids = append(ids, ref.ID)
		}
	}
	return ids
}

// hold locks entries against change, where there is more than one writer.
func hold(ctx context.Context, tx *db.Tx, ids []string) error {
	if !tx.Concurrent() {
		return nil
	}
	var held []string
	return db.Err(db.Gorm(ctx, tx).Model(&content.Entry{}).Clauses(clause.Locking{Strength: "SHARE"}).
		Where("id IN ?", ids).Order("id").Pluck("id", &held).Error)
}

// visibleAt keeps what the public may see at the given instant.
func visibleAt(now time.Time) func(*gorm.DB) *gorm.DB {
	return func(g *gorm.DB) *gorm.DB {
		return g.Where("visible_from <= ? AND (visible_until IS NULL OR visible_until > ?)", now, now)
	}
}
