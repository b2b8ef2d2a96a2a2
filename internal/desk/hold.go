package desk

import (
	"context"

	"gorm.io/gorm/clause"

	"newsdesk/internal/auth"
	"newsdesk/internal/content"
	"newsdesk/internal/db"
	"newsdesk/internal/fault"
	"newsdesk/internal/journal"
	"newsdesk/internal/policy"
)

// publication is the setting that says whether anything may become public. Its
// row is always there, so that it can be locked.
const (
	publication     = "publication"
	publicationOpen = "open"
	publicationHeld = "held"
)

// Held reports whether publication is held, and how many entries are off the
// shelf for that.
func (d *Desk) Held(ctx context.Context) (held bool, entries int, err error) {
	var now struct {
		Value   string
		Entries int
	}
	err = db.Gorm(ctx, d.db).Raw(`SELECT value, (SELECT count(*) FROM entries WHERE held_at IS NOT NULL) AS entries
		FROM settings WHERE name = ?`, publication).Scan(&now).Error
	return now.Value == publicationHeld, now.Entries, db.Err(err)
}

// publicationIsOpen fails with Frozen while publication is held. Until the transaction ends
// nobody can hold it, so nothing slips out behind the one who does.
func publicationIsOpen(ctx context.Context, tx *db.Tx) error {
	g := db.Gorm(ctx, tx).Table("settings").Where("name = ?", publication)
	if tx.Concurrent() {
		g = g.Clauses(clause.Locking{Strength: "SHARE"})
	}
	var value []string
	if err := g.Pluck("value", &value).Error; err != nil {
		return db.Err(err)
	}
	if len(value) == 1 && value[0] == publicationHeld {
		return fault.New(fault.Frozen, "Publication is held until the newsroom is released")
	}
	return nil
}

// Hold stops publication: nothing new becomes public, neither by an act nor by
// its time. What is public stays, and can be withdrawn. It returns how many
// entries wait for their time and are held with it. Holding twice is no fault.
func (d *Desk) Hold(ctx context.Context, tx *db.Tx, actor auth.Actor) (held int, err error) {
	defer fault.Wrap(&err, "hold publication")
	if err := actor.Needs(policy.Newsroom, policy.Contain); err != nil {
		return 0, err
	}
	if _, err := tx.Exec(ctx, "UPDATE settings SET value = ? WHERE name = ?", publicationHeld, publication); err != nil {
		return 0, err
	}
	held, err = d.press.Hold(ctx, tx)
	if err != nil {
		return 0, err
	}
	return held, journal.Record(ctx, tx, newsroomLine(actor, "hold"))
}

// Release lets publication go on. What was held comes out when its time comes,
// or within moments if that has passed.
func (d *Desk) Release(ctx context.Context, actor auth.Actor) (held int, err error) {
	defer fault.Wrap(&err, "release publication")
	if err := actor.Needs(policy.Newsroom, policy.Contain); err != nil {
		return 0, err
	}
	if err := actor.Fresh(d.db.Now()); err != nil {
		return 0, err
	}
	err = d.db.Update(ctx, func(tx *db.Tx) error {
		n, err := tx.Exec(ctx, "UPDATE settings SET value = ? WHERE name = ? AND value = ?", publicationOpen, publication, publicationHeld)
		if err != nil || n == 0 {
			return err
		}
		var ids []string
		if err := db.Gorm(ctx, tx).Model(&content.Entry{}).Where("held_at IS NOT NULL").Order("id").Pluck("id", &ids).Error; err != nil {
			return db.Err(err)
		}
		held = len(ids)
		for _, id := range ids {
			if err := d.queue.Put(ctx, tx, letGo{id}, tx.Now); err != nil {
				return err
			}
		}
		return journal.Record(ctx, tx, newsroomLine(actor, "release"))
	})
	return held, err
}

// newsroomLine is the journal's line of an act on the newsroom as a whole.
func newsroomLine(actor auth.Actor, verb string) journal.Line {
	return journal.Line{
		Verb: verb, Kind: policy.Newsroom, EntryID: policy.Newsroom,
		ActorKind: actor.Kind.String(), ActorID: actor.ID, SessionID: actor.SessionID,
		Address: actor.Address, Cause: actor.Cause,
	}
}

// letGo is the job that puts a held entry back on the shelf.
type letGo struct {
	ID string `json:"id"`
}

// JobKind implements jobs.Args.
func (letGo) JobKind() string { return "desk.let_go" }

// JobKey implements jobs.Args.
func (l letGo) JobKey() string { return l.ID }

// unhold is the worker of letGo.
func (d *Desk) unhold(ctx context.Context, l letGo) (err error) {
	defer fault.Wrap(&err, "let go of %s", l.ID)
	return d.db.Update(ctx, func(tx *db.Tx) error {
		w := d.work(tx, auth.System("schedule"), Act{})
		if err := tx.Lock(ctx, &w.e, l.ID); err != nil {
			return err
		}
		if err := publicationIsOpen(ctx, tx); fault.Is(err, fault.Frozen) || w.e.HeldAt == nil {
			return nil // held again: the next release puts a job of its own
		} else if err != nil {
			return err
		}
		w.trait, w.e.HeldAt = d.kinds[w.e.Kind], nil
		if err := tx.Change(ctx, &w.e); err != nil {
			return err
		}
		live, err := d.kinds.Load(ctx, tx, w.e, content.Live)
		if err != nil {
			return err
		}
		if err := w.print(ctx, live); err != nil {
			return err
		}
		return w.settle(ctx)
	})
}
