package desk

import (
	"context"
	"slices"

	"newsdesk/internal/auth"
	"newsdesk/internal/content"
	"newsdesk/internal/db"
	"newsdesk/internal/edition"
	"newsdesk/internal/fault"
	"newsdesk/internal/policy"
)

// work is one act in progress, inside its transaction.
type work struct {
	*Desk
	tx    *db.Tx
	actor auth.Actor
	act   Act
	trait content.Trait
	e     content.Entry
	body  content.Body
	step  policy.Step

	before content.Lead  // the head as it was loaded
	refs   []content.Ref // what the body showed as it was loaded
	isNew  bool
	live   bool // the act brings the working copy out
	// rewritten: publishing changed the body, which remembers what it replaced.
	rewritten bool
	// redated: the act moves a date by which the public is shown it.
	redated bool
}

func (d *Desk) work(tx *db.Tx, actor auth.Actor, act Act) *work {
	return &work{Desk: d, tx: tx, actor: actor, act: act}
}

// open locks the entry and lets the clock catch up with it.
func (w *work) open(ctx context.Context, k content.Kind, id string) error {
	if err := w.tx.Lock(ctx, &w.e, id); err != nil {
		return err
	}
	if w.e.Kind != k {
		return fault.New(fault.NotFound, "Not found")
	}
	w.trait = w.kinds[k]
	return w.settle(ctx)
}

// permit authorises the act before anything else is looked at, then asks
// whether it is possible and whether the actor saw the latest revision.
func (w *work) permit() error {
	switch w.may(w.actor, w.act.Verb, w.e) {
	case policy.Hidden:
		return fault.New(fault.NotFound, "Not found")
	case policy.Denied:
		return fault.New(fault.Forbidden, "You may not do this")
	case policy.Allowed:
	}
	var possible bool
	if w.step, possible = w.life(w.act.Verb, w.actor, w.e); !possible {
		return w.impossible()
	}
	if !w.act.Any && w.act.Seen != w.e.Version {
		return w.stale()
	}
	return nil
}

func (w *work) impossible() error {
	f := fault.New(fault.InvalidTransition, "This cannot be done while the status is %q", string(w.e.State))
	if w.e.DeletedAt != nil {
		f = fault.New(fault.InvalidTransition, "This is in the trash; restore it first")
	}
	for _, v := range w.Allowed(w.actor, w.e) {
		f.Allowed = append(f.Allowed, string(v))
	}
	return f
}

func (w *work) stale() error {
	f := fault.New(fault.Stale, "Someone else changed this first")
	f.Current = &fault.Current{
		Revision: w.e.Version, ETag: w.ETag(w.actor, w.e), UpdatedAt: w.e.UpdatedAt,
		UpdatedByID: w.e.UpdatedBy, UpdatedByName: w.e.UpdatedAs,
	}
	return f
}

// load reads the working copy, unless it was read ahead at this very revision.
// The copy read ahead serves once: an act that runs again starts afresh.
func (w *work) load(ctx context.Context, ahead *content.Item) (err error) {
	if ahead.Body != nil && ahead.Version == w.e.Version {
		w.body, ahead.Body = ahead.Body, nil
	} else if w.body, err = w.kinds.Load(ctx, w.tx, w.e, content.Working); err != nil {
		return err
	}
	w.before, w.refs = *w.body.Head(), w.body.Refs()
	return nil
}

// perform carries the act out on the loaded entry and saves it.
func (w *work) perform(ctx context.Context) error {
	if err := w.edit(ctx); err != nil {
		return err
	}
	if err := w.turn(ctx); err != nil {
		return err
	}
	if err := w.sound(ctx); err != nil {
		return err
	}
	if err := w.keep(ctx); err != nil || w.act.Along == nil {
		return err
	}
	return w.act.Along(ctx, w.tx, w.e)
}

// edit applies the actor's changes and asks whether the result is still theirs.
func (w *work) edit(ctx context.Context) error {
	if w.act.Edit == nil {
		return nil
	}
	if !w.isNew {
		if err := w.named(); err != nil {
			return err
		}
	}
	draft, was := Draft{Body: w.body}, w.e
	if err := w.act.Edit(&draft); err != nil {
		return err
	}
	w.body = draft.Body
	w.e.SectionID = w.body.Head().SectionID
	if w.may(w.actor, w.verb(), w.e) != policy.Allowed {
		return fault.New(fault.Forbidden, "You may not move this to that section")
	}
	if w.isNew { // which was nowhere before, and had nothing to be guessed
		was = w.e
		if err := w.named(); err != nil {
			return err
		}
	}
	if err := w.bounded(ctx, was); err != nil {
		return err
	}
	return w.redate(draft)
}

// verb is the right that an edit needs: restoring a revision is an update.
func (w *work) verb() policy.Verb {
	if w.isNew {
		return policy.Create
	}
	return w.act.Verb
}

// redate sets the dates of the spine, each of which is a right of its own.
func (w *work) redate(draft Draft) error {
	w.redated = draft.DisplayAt != nil || draft.EmbargoUntil != nil
	if draft.DisplayAt != nil {
		if w.may(w.actor, policy.Backdate, w.e) != policy.Allowed {
			return fault.New(fault.Forbidden, "You may not set the date that readers are shown")
		}
		w.e.DisplayAt = *draft.DisplayAt
	}
	if draft.EmbargoUntil != nil {
		if w.may(w.actor, policy.Embargo, w.e) != policy.Allowed {
			return fault.New(fault.Forbidden, "You may not set an embargo")
		}
		w.e.EmbargoUntil = *draft.EmbargoUntil
	}
	return nil
}

// turn moves the entry along its life.
func (w *work) turn(ctx context.Context) error {
	if w.step.To != "" {
		w.e.State = w.step.To
	}
	switch w.act.Verb {
	case policy.Create:
		w.live = w.trait.Direct
	case policy.Update:
		w.updated()
	case policy.Return, policy.Unpublish:
		return w.withReason(ctx)
	case policy.Schedule:
		return w.schedule()
	case policy.Unschedule:
		return w.unschedule(ctx)
	case policy.Publish:
		return w.publish()
	case policy.Delete:
		return w.discard(ctx)
	case policy.Restore:
		w.e.DeletedAt, w.e.DeletedBy = nil, ""
		w.live = w.trait.Direct
	default: // the others change the state and nothing else
	}
	return nil
}

// updated sends approved copy back to review, unless an editor changed it, and
// brings direct kinds out at once.
func (w *work) updated() {
	w.live = w.trait.Direct || w.e.State == content.Scheduled
	if w.e.State == content.Approved && w.may(w.actor, policy.Approve, w.e) != policy.Allowed {
		w.e.State = content.InReview
	}
}

func (w *work) withReason(ctx context.Context) error {
	if w.act.Note == "" {
		return fault.Member(fault.Invalid, "/note", "required", "Say why")
	}
	if w.act.Verb == policy.Unpublish {
		return w.withdraw(ctx, edition.Withdrawn)
	}
	return nil
}

// discard moves the entry to the trash. A record that is shown somewhere stays.
func (w *work) discard(ctx context.Context) error {
	uses, err := content.Usages(ctx, w.tx, w.e.ID, content.NotTrashed)
	if err != nil {
		return err
	}
	if w.trait.Direct && len(uses) > 0 {
		return w.inUse(uses)
	}
	w.e.DeletedAt, w.e.DeletedBy = &w.tx.Now, w.actor.ID
	if !w.trait.Direct {
		w.e.State = content.Draft
	}
	w.e.PublishAt = nil
	return w.withdraw(ctx, edition.Deleted)
}

// usesTold is how many of the places that show something a refusal names.
const usesTold = 20

func (w *work) inUse(uses []content.Usage) error {
	f := fault.New(fault.InUse, "This is used in %d places; its usages list them", len(uses))
	for _, u := range uses {
		if len(f.Uses) < usesTold && w.Readable(w.actor, u.Entry) && w.Sight(w.actor, u.Entry).Whole() {
			f.Uses = append(f.Uses, fault.Place{ID: u.ID, Kind: string(u.Kind), Title: u.Title})
		}
	}
	return f
}

// withdraw takes the entry from the public, and has what showed it follow.
func (w *work) withdraw(ctx context.Context, why edition.Reason) error {
	if w.e.LiveVersion == 0 {
		return nil
	}
	if err := w.press.Notify(ctx, w.tx, w.e); err != nil {
		return err
	}
	w.e.LiveVersion, w.e.LiveAt, w.e.UnpublishAt, w.e.HeldAt = 0, nil, nil, nil
	if w.e.FirstPublishedAt.After(w.tx.Now) { // it was only planned
		w.e.FirstPublishedAt, w.e.ContentUpdatedAt = nil, nil
	}
	if _, err := w.tx.Exec(ctx, "UPDATE slugs SET public_at = NULL WHERE entry_id = ? AND public_at > ?", w.e.ID, w.tx.Now); err != nil {
		return err
	}
	if err := w.press.Withdraw(ctx, w.tx, w.e, why); err != nil {
		return err
	}
	_, err := w.tx.Exec(ctx, "DELETE FROM refs WHERE from_id = ? AND stage = ?", w.e.ID, content.Live)
	return err
}

// sound holds the copy to its rules: new references must lead somewhere, and
// what asks to go on must be whole.
func (w *work) sound(ctx context.Context) error {
	var faults fault.Fields
	if w.live || slices.Contains([]policy.Verb{policy.Submit, policy.Publish, policy.Schedule}, w.act.Verb) {
		faults = w.body.Check()
	}
	missing, err := w.missing(ctx)
	if err != nil {
		return err
	}
	unfit, err := w.unfit(ctx)
	if err != nil {
		return err
	}
	if err := w.tellable(slices.Concat(faults, missing, unfit)).Err(); err != nil {
		return err
	}
	return w.acyclic(ctx)
}

// acyclic refuses to put an entry below itself.
func (w *work) acyclic(ctx context.Context) error {
	for _, r := range w.body.Refs() {
		if r.Rel != "parent" || slices.Contains(w.refs, r) {
			continue
		}
		above, err := content.Above(ctx, w.tx, []string{r.ID})
		if err != nil {
			return err
		}
		if slices.Contains(above, w.e.ID) {
			return fault.Member(fault.Invalid, r.Pointer, "circular", "This cannot stand below itself")
		}
	}
	return nil
}

// missing are faults for references to what is not there, is of another kind,
// or is hidden from the actor: all look the same. Old references are asked
// again only when the copy goes on.
func (w *work) missing(ctx context.Context) (faults fault.Fields, err error) {
	refs := w.body.Refs()
	if !w.live && w.act.Verb != policy.Submit {
		refs = slices.DeleteFunc(slices.Clone(refs), func(r content.Ref) bool {
			return slices.ContainsFunc(w.refs, func(old content.Ref) bool { return old.ID == r.ID && old.Kind == r.Kind })
		})
	}
	known, err := content.Spines(ctx, w.tx, refs)
	if err != nil {
		return nil, err
	}
	for _, r := range refs {
		e, ok := known[r.ID]
		old := slices.ContainsFunc(w.refs, func(o content.Ref) bool { return o.ID == r.ID })
		if !ok || e.Kind != r.Kind || !old && w.may(w.actor, policy.Read, e) != policy.Allowed && e.PublicVersion() == 0 {
			faults.Add(r.Pointer, "not_found", "There is no such %s", string(r.Kind))
		}
	}
	return faults, nil
}
