package booking

import (
	"context"
	"slices"
	"time"

	"gorm.io/gorm/clause"

	"newsdesk/internal/db"
	"newsdesk/internal/fault"
)

// lapsed is the note of a registration whose offer nobody accepted in time. It is
// stored, so it never changes.
const lapsed = "offer lapsed"

// turnsRead is how many of those who wait are read at once.
const turnsRead = 20

// promote gives places that are free to those who wait, in their order, and
// returns how many registrations got some. Whoever does not fit keeps the turn,
// and nobody behind who wants the same type of ticket goes first.
func (b *book) promote(ctx context.Context, t Terms) (n int, err error) {
	if !t.promotes(b.tx.Now) {
		return 0, nil
	}
	var blocked []string // types of tickets
	for after := int64(0); ; {
		turns, err := b.turns(ctx, after, blocked)
		if err != nil || len(turns) == 0 {
			return n, err
		}
		for i := range turns {
			r := &turns[i]
			after = r.Queued
			if slices.Contains(blocked, r.TicketType) {
				continue
			}
			ok, err := b.turn(ctx, t, r)
			if err != nil {
				return n, err
			}
			if ok {
				n++
			} else {
				blocked = append(blocked, r.TicketType)
			}
		}
	}
}

// turns are the next of those who wait for other than the blocked types.
func (b *book) turns(ctx context.Context, after int64, blocked []string) (turns []row, err error) {
	g := db.Gorm(ctx, b.tx).Clauses(clause.Locking{Strength: "UPDATE"}).
		Where("event_id = ? AND occurrence = ? AND status = 'waitlisted' AND queued > ?", b.eventID, b.occurrence, after)
	if len(blocked) > 0 {
		g = g.Where("ticket_type NOT IN ?", blocked)
	}
	return turns, db.Err(g.Order("queued").Limit(turnsRead).Find(&turns).Error)
}

// turn gives places to one that waits, and reports whether there were enough.
func (b *book) turn(ctx context.Context, t Terms, r *row) (bool, error) {
	ok, err := b.take(ctx, t, r.TicketType, r.Party)
	if err != nil || !ok {
		return false, err
	}
	return true, b.seat(ctx, t, r)
}

// seat confirms one whose places are taken, or offers them.
func (b *book) seat(ctx context.Context, t Terms, r *row) error {
	r.Status = Confirmed
	if t.Waitlist != WaitOffer {
		return b.write(ctx, r, NoticePromoted)
	}
	until := t.until(b.tx.Now)
	r.Status, r.OfferedUntil = Offered, &until
	if b.queue != nil {
		if err := b.queue.Put(ctx, b.tx, expiry{RegistrationID: r.ID}, until); err != nil {
			return err
		}
	}
	return b.write(ctx, r, NoticeOffered)
}

// write stores a registration that has changed, and tells its holder.
func (b *book) write(ctx context.Context, r *row, kind NoticeKind) error {
	r.UpdatedAt = b.tx.Now
	if err := b.tell(ctx, b.tx, r, kind); err != nil {
		return err
	}
	return b.tx.Change(ctx, r)
}

// refill promotes by the terms as they are now. An event that is not public any
// more has none, and promotes nobody.
func (b *book) refill(ctx context.Context) (int, error) {
	t, err := b.terms(ctx, b.tx, b.eventID, b.occurrence)
	if fault.Is(err, fault.NotFound) {
		return 0, nil
	}
	if err != nil {
		return 0, err
	}
	return b.promote(ctx, t)
}

// Promote gives the places of an occurrence that are free to those who wait, by
// the rule of its waiting list: they are confirmed, or their places are offered.
// It returns how many registrations got some. It is for after the capacity rose.
func (o *Office) Promote(ctx context.Context, eventID, occurrence string) (n int, err error) {
	defer fault.Wrap(&err, "booking.Promote(%s, %s)", eventID, occurrence)
	err = o.db.Update(ctx, func(tx *db.Tx) error {
		b, err := o.open(ctx, tx, eventID, occurrence)
		if err != nil {
			return err
		}
		if _, err := b.lapse(ctx); err != nil {
			return err
		}
		n, err = b.refill(ctx)
		return err
	})
	return n, err
}

// expiry is the job that ends an offer.
type expiry struct {
	RegistrationID string `json:"registration_id"`
}

// JobKind implements jobs.Args.
func (expiry) JobKind() string { return "booking.expire" }

// JobKey implements jobs.Args.
func (e expiry) JobKey() string { return e.RegistrationID }

// expireOne is the job: it ends what offers of the same occurrence have run out.
func (o *Office) expireOne(ctx context.Context, e expiry) error {
	p, err := find(ctx, o.db, e.RegistrationID)
	if fault.Is(err, fault.NotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	_, err = o.expireAt(ctx, p.Row.EventID, p.Row.Occurrence)
	return err
}

// Expire ends all offers whose time is over, offers their places to the next, and
// returns how many offers ended.
func (o *Office) Expire(ctx context.Context) (n int, err error) {
	defer fault.Wrap(&err, "booking.Expire")
	var due []row
	err = db.Err(db.Gorm(ctx, o.db).Select("event_id", "occurrence").Distinct().
		Where("status = 'offered' AND offered_until <= ?", o.db.Now()).Find(&due).Error)
	for _, d := range due {
		if err != nil {
			break
		}
		var ended int
		ended, err = o.expireAt(ctx, d.EventID, d.Occurrence)
		n += ended
	}
	return n, err
}

func (o *Office) expireAt(ctx context.Context, eventID, occurrence string) (n int, err error) {
	err = o.db.Update(ctx, func(tx *db.Tx) error {
		b, err := o.open(ctx, tx, eventID, occurrence)
		if err != nil {
			return err
		}
		if n, err = b.lapse(ctx); err != nil || n == 0 {
			return err
		}
		_, err = b.refill(ctx)
		return err
	})
	return n, err
}

// lapse ends the offers of an occurrence that nobody accepted in time.
func (b *book) lapse(ctx context.Context) (int, error) {
	var due []row
	err := db.Gorm(ctx, b.tx).Clauses(clause.Locking{Strength: "UPDATE"}).
		Where("event_id = ? AND occurrence = ? AND status = 'offered' AND offered_until <= ?", b.eventID, b.occurrence, b.tx.Now).
		Order("queued").Find(&due).Error
	if err != nil {
		return 0, db.Err(err)
	}
	for i := range due {
		r := &due[i]
		if err := b.leave(ctx, r); err != nil {
			return 0, err
		}
		r.Status, r.Note, r.OfferedUntil = Cancelled, lapsed, nil
		if err := b.write(ctx, r, NoticeLapsed); err != nil {
			return 0, err
		}
	}
	return len(due), nil
}

// stands reports whether an offer can still be accepted: the job that ends it may
// be late.
func (r *row) stands(now time.Time) bool {
	return r.Status == Offered && r.OfferedUntil != nil && now.Before(*r.OfferedUntil)
}

// PromoteAll gives places that are free to those who wait, at every occurrence of an
// event. It is for when the event has changed.
func (o *Office) PromoteAll(ctx context.Context, eventID string) (err error) {
	defer fault.Wrap(&err, "booking.PromoteAll(%s)", eventID)
	var occurrences []string
	err = db.Gorm(ctx, o.db).Raw("SELECT DISTINCT occurrence FROM booking_registrations WHERE event_id = ? AND status = ? ORDER BY occurrence",
		eventID, Waitlisted).Scan(&occurrences).Error
	if err != nil {
		return db.Err(err)
	}
	for _, occurrence := range occurrences {
		if _, err := o.Promote(ctx, eventID, occurrence); err != nil && !fault.Is(err, fault.NotFound) {
			return err
		}
	}
	return nil
}
