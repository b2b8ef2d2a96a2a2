package edition

import (
	"context"
	"time"

	"newsdesk/internal/content"
	"newsdesk/internal/db"
	"newsdesk/internal/fault"
)

// Refresh prints again the documents that show an entry, after it changed.
type Refresh struct {
	ID string `json:"id"`
}

// JobKind implements jobs.Args.
func (Refresh) JobKind() string { return "edition.refresh" }

// JobKey implements jobs.Args: changes of one entry in quick succession are
// followed once.
func (r Refresh) JobKey() string { return r.ID }

// turnOf prints again what shows an entry when its time begins or ends.
type turnOf struct {
	ID string    `json:"id"`
	At time.Time `json:"at"`
}

// JobKind implements jobs.Args.
func (turnOf) JobKind() string { return "edition.turn" }

// JobKey implements jobs.Args.
func (t turnOf) JobKey() string { return t.ID + "@" + t.At.UTC().Format(time.RFC3339Nano) }

// turned is the worker of turnOf.
func (p *Press) turned(ctx context.Context, t turnOf) error { return p.refresh(ctx, Refresh{t.ID}) }

// Notify has the documents that show e printed again, if there are any.
func (p *Press) Notify(ctx context.Context, tx *db.Tx, e content.Entry) error {
	var shown int
	err := db.Gorm(ctx, tx).Raw(`SELECT 1 WHERE EXISTS (SELECT 1 FROM refs WHERE to_id = ? AND stage = ?)
		OR EXISTS (SELECT 1 FROM entries WHERE group_id = ? AND id <> ?)`,
		e.ID, content.Live, e.GroupID, e.ID).Scan(&shown).Error
	if err != nil || shown == 0 {
		return db.Err(err)
	}
	return p.queue.Put(ctx, tx, Refresh{e.ID}, tx.Now)
}

// refresh is the worker of Refresh. Each document is printed in a transaction
// of its own, so that a section with thousands of articles holds up nobody.
func (p *Press) refresh(ctx context.Context, r Refresh) (err error) {
	defer fault.Wrap(&err, "refresh what shows %s", r.ID)
	ids, err := p.dependents(ctx, r.ID)
	if err != nil {
		return err
	}
	for _, id := range ids {
		if err := p.reprint(ctx, id); err != nil {
			return err
		}
	}
	return nil
}

// dependents are the entries that show id, or are translations of it.
func (p *Press) dependents(ctx context.Context, id string) (ids []string, err error) {
	err = db.Gorm(ctx, p.db).Raw(`SELECT from_id FROM refs WHERE to_id = ? AND stage = ?
		UNION SELECT b.id FROM entries a JOIN entries b ON b.group_id = a.group_id AND b.id <> a.id
		WHERE a.id = ? ORDER BY 1`, id, content.Live, id).Scan(&ids).Error
	return ids, db.Err(err)
}

// Reprint prints the live version of one entry again, if it has one, and has what
// shows it follow. It is for when a [Witness] would say something else.
func (p *Press) Reprint(ctx context.Context, id string) (err error) {
	defer fault.Wrap(&err, "print %s again", id)
	return p.reprint(ctx, id)
}

func (p *Press) reprint(ctx context.Context, id string) error {
	return p.db.Update(ctx, func(tx *db.Tx) error {
		var e content.Entry
		if err := tx.Lock(ctx, &e, id); err != nil {
			return err
		}
		if e.LiveVersion == 0 || e.DeletedAt != nil {
			return nil
		}
		live, err := p.kinds.Load(ctx, tx, e, content.Live)
		if err != nil {
			return err
		}
		changed, err := p.Print(ctx, tx, e, live)
		if err != nil || !changed {
			return err
		}
		return p.Notify(ctx, tx, e)
	})
}

// Rebuild prints every live entry again and returns how many documents
// differed from what was on the shelf: none, unless the renderers or the site's
// settings changed.
func (p *Press) Rebuild(ctx context.Context) (printed, changed int, err error) {
	defer fault.Wrap(&err, "rebuild editions")
	const page = 200
	for after := ""; ; {
		var ids []string
		err := db.Gorm(ctx, p.db).Model(&content.Entry{}).Order("id").Limit(page).
			Where("id > ? AND live_version > 0 AND deleted_at IS NULL", after).Pluck("id", &ids).Error
		if err != nil || len(ids) == 0 {
			return printed, changed, db.Err(err)
		}
		for _, id := range ids {
			before := p.shelf.Turns()
			if err := p.reprint(ctx, id); err != nil {
				return printed, changed, err
			}
			printed++
			if p.shelf.Turns() != before {
				changed++
			}
		}
		after = ids[len(ids)-1]
	}
}
