package desk

import (
	"context"
	"time"

	"newsdesk/internal/auth"
	"newsdesk/internal/content"
	"newsdesk/internal/db"
	"newsdesk/internal/edition"
	"newsdesk/internal/fault"
	"newsdesk/internal/journal"
	"newsdesk/internal/policy"
)

// publish brings the working copy out now.
func (w *work) publish() error {
	if err := w.unpublishAfter(w.tx.Now); err != nil {
		return err
	}
	w.e.PublishAt, w.live = nil, true
	if w.act.UnpublishAt != nil {
		w.e.UnpublishAt = w.act.UnpublishAt
	}
	return nil
}

// schedule puts the working copy on the shelf now, to be visible from the given
// instant. The time in the query decides; the reminder only tells others.
func (w *work) schedule() error {
	if w.act.PublishAt == nil {
		return fault.Member(fault.Invalid, "/publish_at", "required", "Say when")
	}
	if !w.act.PublishAt.After(w.tx.Now) {
		return fault.Member(fault.Invalid, "/publish_at", "in_the_past", "This instant has passed")
	}
	if err := w.unpublishAfter(*w.act.PublishAt); err != nil {
		return err
	}
	w.e.PublishAt, w.e.UnpublishAt, w.live = w.act.PublishAt, w.act.UnpublishAt, true
	return nil
}

func (w *work) unpublishAfter(start time.Time) error {
	if w.act.UnpublishAt != nil && !w.act.UnpublishAt.After(start) {
		return fault.Member(fault.Invalid, "/unpublish_at", "before_start", "This is not after the publication")
	}
	return nil
}

// unschedule takes the copy off the shelf before anyone could see it.
func (w *work) unschedule(ctx context.Context) error {
	w.e.PublishAt = nil
	return w.withdraw(ctx, edition.Withdrawn)
}

// settleEntry is the job that reminds the desk of an entry whose time has come.
type settleEntry struct {
	ID string    `json:"id"`
	At time.Time `json:"at"`
}

// JobKind implements jobs.Args.
func (settleEntry) JobKind() string { return "desk.settle" }

// JobKey implements jobs.Args.
func (s settleEntry) JobKey() string { return s.ID + "@" + s.At.UTC().Format(time.RFC3339Nano) }

// remind has the desk settle the entry at each instant that changes it.
func (w *work) remind(ctx context.Context) error {
	for _, at := range []*time.Time{w.e.PublishAt, w.e.UnpublishAt, w.e.EmbargoUntil} {
		if at == nil || !at.After(w.tx.Now) {
			continue
		}
		if err := w.queue.Put(ctx, w.tx, settleEntry{w.e.ID, *at}, *at); err != nil {
			return err
		}
	}
	return nil
}

// settleDue is the worker of settleEntry.
func (d *Desk) settleDue(ctx context.Context, s settleEntry) (err error) {
	defer fault.Wrap(&err, "settle %s", s.ID)
	return d.db.Update(ctx, func(tx *db.Tx) error {
		w := d.work(tx, auth.System("schedule"), Act{})
		if err := tx.Lock(ctx, &w.e, s.ID); err != nil {
			return err
		}
		w.trait = d.kinds[w.e.Kind]
		if err := w.settle(ctx); err != nil {
			return err
		}
		if w.e.LiveVersion == 0 || w.e.HeldAt != nil || w.e.EmbargoUntil == nil || w.e.EmbargoUntil.After(tx.Now) {
			return nil
		}
		return d.press.Notify(ctx, tx, w.e) // the embargo is over
	})
}

// settle lets the clock catch up with the entry: what was scheduled is
// published, what had an end is withdrawn. Readers saw it happen on time; this
// writes down that it did.
func (w *work) settle(ctx context.Context) error {
	if w.e.HeldAt != nil {
		return nil // its time does not pass
	}
	if at := w.e.PublishAt; w.e.State == content.Scheduled && !at.After(w.tx.Now) {
		w.e.State, w.e.PublishAt = content.Published, nil
		if err := w.settled(ctx, policy.Publish, *at); err != nil {
			return err
		}
	}
	if at := w.e.UnpublishAt; w.e.State == content.Published && at != nil && !at.After(w.tx.Now) {
		w.e.State = content.Unpublished
		if err := w.withdraw(ctx, edition.Expired); err != nil {
			return err
		}
		return w.settled(ctx, policy.Unpublish, *at)
	}
	return nil
}

// settled saves the spine after a step of the clock. The revision stays: nobody
// edited anything.
func (w *work) settled(ctx context.Context, v policy.Verb, at time.Time) error {
	if err := w.tx.Change(ctx, &w.e); err != nil {
		return err
	}
	if err := w.press.Notify(ctx, w.tx, w.e); err != nil {
		return err
	}
	clock := auth.System("schedule")
	line := w.line()
	line.Verb, line.Note = string(v), "due "+at.UTC().Format(time.RFC3339Nano)
	line.ActorKind, line.ActorID, line.SessionID, line.Address, line.Cause = clock.Kind.String(), clock.ID, "", "", clock.Cause
	return journal.Record(ctx, w.tx, line)
}
