package desk

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"slices"

	"github.com/go-json-experiment/json"

	"newsdesk/internal/content"
	"newsdesk/internal/db"
	"newsdesk/internal/journal"
)

// keep saves the entry and its working copy as a new revision, brings it out if
// the act does that, and records that it happened.
func (w *work) keep(ctx context.Context) error {
	was, err := w.follow(ctx)
	if err != nil {
		return err
	}
	head := w.body.Head()
	if err := w.claimSlug(ctx, head); err != nil {
		return err
	}
	snapshot, err := json.Marshal(w.body, json.Deterministic(true))
	if err != nil {
		return err
	}
	w.stamp(head, snapshot)
	if w.live {
		w.enliven()
	}
	if err := w.save(ctx); err != nil {
		return err
	}
	if err := w.tx.Insert(ctx, w.revision(snapshot)); err != nil {
		return err
	}
	if err := w.mirror(ctx, content.Working); err != nil {
		return err
	}
	if err := w.bringOut(ctx); err != nil {
		return err
	}
	if err := w.tell(ctx, was); err != nil {
		return err
	}
	if err := w.remind(ctx); err != nil {
		return err
	}
	return journal.Record(ctx, w.tx, w.line())
}

// follow hands the body what it takes the place of, if the public has seen that,
// and sets what follows from the rest of it.
func (w *work) follow(ctx context.Context) (was content.Body, err error) {
	seen := w.e.FirstPublishedAt != nil && !w.e.FirstPublishedAt.After(w.tx.Now)
	if heir, ok := w.body.(content.Heir); ok && w.live && seen {
		if w.e.PublicVersion() != 0 {
			if was, err = w.kinds.Load(ctx, w.tx, w.e, content.Live); err != nil {
				return nil, err
			}
		}
		heir.Follow(was)
		w.rewritten = true
	}
	if d, ok := w.body.(content.Derived); ok {
		d.Derive()
	}
	return was, nil
}

// tell has those who follow a kind hear what has become public.
func (w *work) tell(ctx context.Context, was content.Body) error {
	listen := w.listeners[w.e.Kind]
	if !w.live || listen == nil {
		return nil
	}
	return listen(ctx, w.tx, content.Item{Entry: w.e, Body: w.body}, was)
}

// stamp marks the entry as changed by the actor now.
func (w *work) stamp(head *content.Lead, snapshot []byte) {
	sum := sha256.Sum256(snapshot)
	w.e.Version++
	w.e.Digest = hex.EncodeToString(sum[:])
	w.e.Title, w.e.Slug, w.e.SectionID = head.Title, head.Slug, head.SectionID
	w.e.UpdatedAt, w.e.UpdatedBy, w.e.UpdatedAs = w.tx.Now, w.actor.ID, w.actor.Name
	head.EntryID, head.Stage = w.e.ID, content.Working
}

// enliven makes the revision being saved the public one. The first publication
// is dated once and for ever; a scheduled one by its schedule.
func (w *work) enliven() {
	at := w.tx.Now
	if w.e.State == content.Scheduled {
		at = *w.e.PublishAt
	}
	if w.trait.Direct {
		w.e.State = content.Published
	}
	w.e.LiveVersion, w.e.LiveAt = w.e.Version, &at
	if w.e.FirstPublishedAt == nil || w.e.FirstPublishedAt.After(w.tx.Now) {
		w.e.FirstPublishedAt = &at
		shown := w.e.ShownAt()
		w.e.ContentUpdatedAt = &shown
		return
	}
	w.e.ContentUpdatedAt = &at
}

func (w *work) save(ctx context.Context) error {
	if w.isNew {
		if err := w.tx.Insert(ctx, &w.e); err != nil {
			return err
		}
		return w.tx.Insert(ctx, w.body)
	}
	if err := w.tx.Change(ctx, &w.e); err != nil {
		return err
	}
	if w.act.Edit == nil && !w.rewritten {
		return nil // the body is as it was
	}
	return w.tx.Change(ctx, w.body)
}

func (w *work) revision(snapshot []byte) *content.Revision {
	return &content.Revision{
		EntryID: w.e.ID, Version: w.e.Version, Verb: string(w.act.Verb), Note: w.act.Note,
		ActorID: w.actor.ID, ActorName: w.actor.Name, At: w.tx.Now, Live: w.live, RestoredFrom: w.act.Restored, Body: string(snapshot),
	}
}

// mirror keeps the refs table in step with what a stage of the body shows.
func (w *work) mirror(ctx context.Context, s content.Stage) error {
	now := rows(w.e.ID, s, w.body.Refs())
	if s == content.Working && slices.Equal(now, rows(w.e.ID, s, w.refs)) {
		return nil
	}
	if _, err := w.tx.Exec(ctx, "DELETE FROM refs WHERE from_id = ? AND stage = ?", w.e.ID, s); err != nil {
		return err
	}
	return w.tx.Insert(ctx, db.Each(now)...)
}

func rows(from string, s content.Stage, refs []content.Ref) []content.RefRow {
	all := make([]content.RefRow, 0, len(refs))
	for _, r := range refs {
		row := content.RefRow{FromID: from, Stage: s, Rel: r.Rel, ToID: r.ID, ToKind: r.Kind}
		if !slices.Contains(all, row) {
			all = append(all, row)
		}
	}
	return all
}

// bringOut copies the working copy over the public one and prints it; a live
// entry whose embargo moved is only printed.
func (w *work) bringOut(ctx context.Context) error {
	if !w.live {
		return w.reprint(ctx)
	}
	if err := publicationIsOpen(ctx, w.tx); err != nil {
		return err
	}
	head := w.body.Head()
	head.Stage = content.Live
	err := w.tx.Put(ctx, w.body)
	if err == nil {
		err = w.mirror(ctx, content.Live)
	}
	if err == nil {
		err = w.print(ctx, w.body)
	}
	head.Stage = content.Working
	if err != nil {
		return err
	}
	_, err = w.tx.Exec(ctx, "UPDATE slugs SET public_at = ? WHERE kind = ? AND locale = ? AND slug = ? AND entry_id = ? AND public_at IS NULL",
		w.e.VisibleFrom(), w.e.Kind, w.e.Locale, head.Slug, w.e.ID)
	return err
}

// reprint prints the live version again after a change of its dates.
func (w *work) reprint(ctx context.Context) error {
	if w.e.LiveVersion == 0 || w.act.Edit == nil {
		return nil
	}
	if w.redated {
		if err := publicationIsOpen(ctx, w.tx); err != nil {
			return err
		}
	}
	live, err := w.kinds.Load(ctx, w.tx, w.e, content.Live)
	if err != nil {
		return err
	}
	return w.print(ctx, live)
}

func (w *work) print(ctx context.Context, live content.Body) error {
	changed, err := w.press.Print(ctx, w.tx, w.e, live)
	if err != nil || !changed {
		return err
	}
	return w.press.Notify(ctx, w.tx, w.e)
}

// line is the act as the journal records it.
func (w *work) line() journal.Line {
	return journal.Line{
		Verb: string(w.act.Verb), Kind: string(w.e.Kind), EntryID: w.e.ID, Version: w.e.Version,
		ActorKind: w.actor.Kind.String(), ActorID: w.actor.ID, SessionID: w.actor.SessionID,
		Digest: w.e.Digest, Note: w.act.Note, Cause: w.actor.Cause, Address: w.actor.Address,
	}
}
