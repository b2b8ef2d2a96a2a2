package desk

import (
	"bytes"
	"context"

	"github.com/go-json-experiment/json"

	"newsdesk/internal/auth"
	"newsdesk/internal/content"
	"newsdesk/internal/db"
	"newsdesk/internal/fault"
	"newsdesk/internal/ident"
	"newsdesk/internal/policy"
)

// Opening says what entry is to be made.
type Opening struct {
	ID            string // a UUIDv7 of the client's, or empty
	Kind          content.Kind
	Locale        string
	TranslationOf string // the id of an entry of the same kind, or empty
	Edit          Edit
	Names         func() []string                                    // see Act
	Along         func(context.Context, *db.Tx, content.Entry) error // see Act
}

// Create begins an entry. If the client named its id and made the same entry
// before, it is returned again with made false: the answer to a lost answer.
// Another entry with that id is an IDTaken fault.
func (d *Desk) Create(ctx context.Context, actor auth.Actor, n Opening) (it content.Item, made bool, err error) {
	if n.ID == "" {
		n.ID = ident.New()
	}
	err = d.db.Update(ctx, func(tx *db.Tx) error {
		it, made, err = d.CreateIn(ctx, tx, actor, n)
		return err
	})
	return it, made, err
}

// CreateIn is Create in a transaction that does something else besides.
func (d *Desk) CreateIn(ctx context.Context, tx *db.Tx, actor auth.Actor, n Opening) (it content.Item, made bool, err error) {
	defer fault.Wrap(&err, "create %s", n.Kind)
	if n.ID == "" {
		n.ID = ident.New()
	}
	w := d.work(tx, actor, Act{Verb: policy.Create, Edit: n.Edit, Names: n.Names, Along: n.Along, Any: true})
	w.isNew, w.trait = true, d.kinds[n.Kind]
	w.body = w.trait.New()
	w.e = content.Entry{
		ID: n.ID, Kind: n.Kind, Locale: n.Locale, GroupID: n.ID, State: content.Draft,
		OwnerID: actor.ID, OwnerName: actor.Name, CreatedAt: tx.Now,
	}
	// In which section, only the edit tells; then it is asked for good.
	if !actor.Rights.Ever(n.Kind, w.trait.Direct, policy.Create) {
		return it, false, fault.New(fault.Forbidden, "You may not do this")
	}
	if err := w.join(ctx, n.TranslationOf); err != nil {
		return it, false, err
	}
	if again, err := w.again(ctx); again || err != nil {
		return content.Item{Entry: w.e, Body: w.body}, false, err
	}
	err = w.perform(ctx)
	return content.Item{Entry: w.e, Body: w.body}, err == nil, err
}

// join makes the new entry a translation of another, which the actor must be
// able to change.
func (w *work) join(ctx context.Context, original string) error {
	if original == "" {
		return nil
	}
	var first content.Entry
	err := db.Gorm(ctx, w.tx).Take(&first, "id = ? AND kind = ? AND deleted_at IS NULL", original, w.e.Kind).Error
	if err != nil || w.may(w.actor, policy.Read, first) != policy.Allowed {
		return fault.Member(fault.Invalid, "/translation_of", "not_found", "There is no such %s", string(w.e.Kind))
	}
	if w.may(w.actor, policy.Update, first) != policy.Allowed {
		return fault.New(fault.Forbidden, "You may not translate this")
	}
	var same int64
	err = db.Gorm(ctx, w.tx).Model(&content.Entry{}).
		Where("group_id = ? AND locale = ? AND id <> ?", first.GroupID, w.e.Locale, w.e.ID).Count(&same).Error
	if err == nil && same > 0 {
		return fault.Member(fault.Conflict, "/locale", "taken", "There is a translation into %q already", w.e.Locale)
	}
	w.e.GroupID = first.GroupID
	return db.Err(err)
}

// again reports whether this very entry was made before, and reads it.
func (w *work) again(ctx context.Context) (bool, error) {
	var old content.Entry
	found := db.Gorm(ctx, w.tx).Limit(1).Find(&old, "id = ?", w.e.ID)
	if found.Error != nil || found.RowsAffected == 0 {
		return false, db.Err(found.Error)
	}
	taken := fault.Member(fault.IDTaken, "/id", "taken", "Another entry has this id")
	if old.Kind != w.e.Kind || old.OwnerID != w.actor.ID {
		return false, taken
	}
	first, err := content.GetRevision(ctx, w.tx, old.ID, 1)
	if err != nil {
		return false, err
	}
	same, err := w.makes(first)
	if err != nil {
		return false, err
	}
	if !same {
		return false, taken
	}
	w.e = old
	return true, w.load(ctx, &content.Item{})
}

// makes reports whether the edit would make the revision that is there. The
// slug that the desk derived is taken over, since the client did not send one.
func (w *work) makes(first content.Revision) (bool, error) {
	was := w.trait.New()
	if err := json.Unmarshal([]byte(first.Body), was); err != nil {
		return false, err
	}
	draft := Draft{Body: w.trait.New()}
	if err := w.act.Edit(&draft); err != nil {
		return false, err
	}
	if head := draft.Body.Head(); head.Slug == "" {
		head.Slug = was.Head().Slug
	}
	now, err := json.Marshal(draft.Body, json.Deterministic(true))
	if err != nil {
		return false, err
	}
	return bytes.Equal(now, []byte(first.Body)), nil
}
