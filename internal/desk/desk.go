// Package desk is how content changes: the verbs, the workflow and the one
// transaction in which an editorial act happens, whatever the kind.
package desk

import (
	"context"
	"time"

	"gorm.io/gorm"

	"newsdesk/internal/auth"
	"newsdesk/internal/content"
	"newsdesk/internal/db"
	"newsdesk/internal/edition"
	"newsdesk/internal/fault"
	"newsdesk/internal/jobs"
	"newsdesk/internal/policy"
)

// Desk is where entries are worked on.
type Desk struct {
	db    *db.DB
	kinds content.Registry
	queue *jobs.Queue
	press *edition.Press
	rules policy.Rules

	listeners map[content.Kind]Listener
}

// Listener hears that a body of a kind is public now, in the transaction in which
// it becomes so; was is what the public saw until then, or nil. One that is planned
// is heard of when it is planned.
type Listener func(ctx context.Context, tx *db.Tx, now content.Item, was content.Body) error

// Listen has hear follow what becomes public of a kind. It is called before the
// desk is used.
func (d *Desk) Listen(k content.Kind, hear Listener) { d.listeners[k] = hear }

// New returns a desk that works on d, prints on press and has queue remind it of schedules.
func New(d *db.DB, kinds content.Registry, queue *jobs.Queue, press *edition.Press, rules policy.Rules) *Desk {
	k := &Desk{db: d, kinds: kinds, queue: queue, press: press, rules: rules, listeners: map[content.Kind]Listener{}}
	jobs.Handle(queue, k.settleDue)
	jobs.Handle(queue, k.unhold)
	return k
}

// Draft is what an edit may change: the body, and the dates that an editor sets
// on the spine.
type Draft struct {
	Body         content.Body
	DisplayAt    **time.Time // each set only if the edit changes it
	EmbargoUntil **time.Time
}

// Edit changes a draft. What it returns undoes the act.
type Edit func(*Draft) error

// Act is one editorial act on one entry.
type Act struct {
	Verb policy.Verb
	Seen int  // the revision the actor saw
	Any  bool // act whatever the revision is
	Edit Edit // changes the working copy; may be nil
	// Names lists the members of the body that the client spoke of to Edit; nil: none.
	Names func() []string
	Note  string
	// PublishAt and UnpublishAt are for Schedule and Publish.
	PublishAt, UnpublishAt *time.Time
	// Along is done in the transaction of the act, at its end; nil: nothing.
	Along func(context.Context, *db.Tx, content.Entry) error
	// Restored is the revision whose body Edit brings back, for the journal.
	Restored int
}

// Do performs act on the entry of a kind for actor, in one transaction: lock,
// authorise, check the version, edit, validate, save, and record the revision
// and the event. Every change to content, of every kind, passes here.
//
// It fails with NotFound for what the actor may not know of, Forbidden,
// InvalidTransition, Stale, or Invalid with every fault of the content.
func (d *Desk) Do(ctx context.Context, actor auth.Actor, k content.Kind, id string, act Act) (it content.Item, err error) {
	defer fault.Wrap(&err, "%s %s", act.Verb, id)
	// Reading ahead keeps decoding out of the one place where writers wait for
	// each other. What changed meanwhile is read again inside.
	ahead, err := d.kinds.Get(ctx, d.db, k, id)
	if err != nil {
		return it, err
	}
	err = d.db.Update(ctx, func(tx *db.Tx) error {
		w := d.work(tx, actor, act)
		if err := w.open(ctx, k, id); err != nil {
			return err
		}
		if err := w.permit(); err != nil {
			return err
		}
		if err := w.load(ctx, &ahead); err != nil {
			return err
		}
		if err := w.perform(ctx); err != nil {
			return err
		}
		it = content.Item{Entry: w.e, Body: w.body}
		return nil
	})
	return it, err
}

// Rehearse fails as Do would before it looks at the content: for what the actor
// may not know of or do, what is not possible now, and a revision that is not the
// latest. It is for acts that need much work before they can be tried.
func (d *Desk) Rehearse(ctx context.Context, actor auth.Actor, k content.Kind, id string, act Act) (err error) {
	defer fault.Wrap(&err, "rehearse %s %s", act.Verb, id)
	w := d.work(nil, actor, act)
	if err := db.Err(db.Gorm(ctx, d.db).Take(&w.e, "id = ? AND kind = ?", id, k).Error); err != nil {
		return err
	}
	w.trait = d.kinds[k]
	return w.permit()
}

// Begins reports whether actor may begin an entry of a kind in no section.
func (d *Desk) Begins(actor auth.Actor, k content.Kind) bool {
	return d.may(actor, policy.Create, content.Entry{Kind: k, State: content.Draft, OwnerID: actor.ID}) == policy.Allowed
}

// Read returns an entry of a kind with its working body, if actor may read it.
func (d *Desk) Read(ctx context.Context, actor auth.Actor, k content.Kind, id string) (it content.Item, err error) {
	it, err = d.kinds.Get(ctx, d.db, k, id)
	if err != nil {
		return it, err
	}
	if !d.Readable(actor, it.Entry) {
		return content.Item{}, fault.New(fault.NotFound, "Not found")
	}
	return it, nil
}

// Readable reports whether actor may read e.
func (d *Desk) Readable(actor auth.Actor, e content.Entry) bool {
	return d.may(actor, policy.Read, e) == policy.Allowed
}

// Allowed lists the verbs that actor may say of e now.
func (d *Desk) Allowed(actor auth.Actor, e content.Entry) []policy.Verb {
	allowed := []policy.Verb{}
	for _, v := range policy.Verbs() {
		_, possible := d.life(v, actor, e)
		if possible && d.may(actor, v, e) == policy.Allowed {
			allowed = append(allowed, v)
		}
	}
	return allowed
}

func (d *Desk) may(actor auth.Actor, v policy.Verb, e content.Entry) policy.Decision {
	return policy.May(d.rules, actor.Rights, v, d.subject(actor, e))
}

func (d *Desk) life(v policy.Verb, actor auth.Actor, e content.Entry) (policy.Step, bool) {
	everPublic := e.FirstPublishedAt != nil && !e.FirstPublishedAt.After(d.db.Now())
	return policy.Life(v, d.subject(actor, e), e.DeletedAt != nil, everPublic)
}

func (d *Desk) subject(actor auth.Actor, e content.Entry) policy.Subject {
	return policy.Subject{
		Kind: e.Kind, Direct: d.kinds[e.Kind].Direct, State: e.State, Section: e.SectionID,
		Own: actor.Owns(e.OwnerID), Edited: actor.ID != "" && e.UpdatedBy == actor.ID,
	}
}

// Reach narrows a list of entries of a kind to those that actor may read.
func (d *Desk) Reach(actor auth.Actor, k content.Kind) content.Where {
	reach := policy.Reads(actor.Rights, k, d.kinds[k].Direct)
	return func(g *gorm.DB) *gorm.DB {
		if len(reach) == 0 {
			return content.Within(nil)(g)
		}
		for _, spheres := range reach {
			g = content.Within(spheres, actor.Owners()...)(g)
		}
		return g
	}
}
