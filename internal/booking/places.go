package booking

import (
	"context"

	"gorm.io/gorm/clause"

	"newsdesk/internal/db"
	"newsdesk/internal/fault"
)

// places is how many people have places: of the whole occurrence, with no type of
// ticket, or of one type. The row of the whole is the one that is locked, and it
// counts arrivals.
type places struct {
	EventID    string `gorm:"primaryKey"`
	Occurrence string `gorm:"primaryKey"`
	TicketType string `gorm:"primaryKey"`
	Taken      int
	Arrivals   int64
}

// TableName implements gorm's Tabler.
func (places) TableName() string { return "booking_places" }

// book is the registrations of one occurrence in a transaction that alone
// changes them.
type book struct {
	*Office

	tx                  *db.Tx
	eventID, occurrence string
}

// open locks the book of an occurrence, before anything else is locked. It comes
// into being with the first registration.
func (o *Office) open(ctx context.Context, tx *db.Tx, eventID, occurrence string) (*book, error) {
	if !storable(eventID) || !storable(occurrence) {
		return nil, notFound()
	}
	b := &book{Office: o, tx: tx, eventID: eventID, occurrence: occurrence}
	found, err := b.lock(ctx)
	if err != nil || found {
		return b, err
	}
	if err := b.begin(ctx, ""); err != nil {
		return nil, err
	}
	_, err = b.lock(ctx)
	return b, err
}

func (b *book) lock(ctx context.Context) (found bool, err error) {
	var whole places
	res := db.Gorm(ctx, b.tx).Clauses(clause.Locking{Strength: "UPDATE"}).
		Where("event_id = ? AND occurrence = ? AND ticket_type = ''", b.eventID, b.occurrence).Limit(1).Find(&whole)
	return res.RowsAffected == 1, db.Err(res.Error)
}

// lockBooks locks all books of an event, in one order.
func lockBooks(ctx context.Context, tx *db.Tx, eventID string) error {
	var all []places
	return db.Err(db.Gorm(ctx, tx).Clauses(clause.Locking{Strength: "UPDATE"}).
		Where("event_id = ? AND ticket_type = ''", eventID).Order("occurrence").Find(&all).Error)
}

// begin makes the row of a type of ticket, unless it is there.
func (b *book) begin(ctx context.Context, ticketType string) error {
	_, err := b.tx.Exec(ctx, `INSERT INTO booking_places (event_id, occurrence, ticket_type, taken, arrivals)
		VALUES (?, ?, ?, 0, 0) ON CONFLICT (event_id, occurrence, ticket_type) DO NOTHING`, b.eventID, b.occurrence, ticketType)
	return err
}

// next counts an arrival.
func (b *book) next(ctx context.Context) (n int64, err error) {
	res := db.Gorm(ctx, b.tx).Raw(`UPDATE booking_places SET arrivals = arrivals + 1
		WHERE event_id = ? AND occurrence = ? AND ticket_type = '' RETURNING arrivals`, b.eventID, b.occurrence).Scan(&n)
	return n, db.Err(res.Error)
}

// take takes places for a party, all or none, within the bounds of the whole and
// of the type of ticket, and reports whether there were enough.
func (b *book) take(ctx context.Context, t Terms, ticketType string, party int) (bool, error) {
	own, known := t.bound(ticketType)
	if !known {
		return false, nil
	}
	ok, err := b.takeOf(ctx, "", party, t.Capacity)
	if err != nil || !ok || ticketType == "" {
		return ok, err
	}
	ok, err = b.takeOf(ctx, ticketType, party, own)
	if err != nil || ok {
		return ok, err
	}
	return false, b.free(ctx, "", party)
}

// takeOf is the one statement that takes places.
func (b *book) takeOf(ctx context.Context, ticketType string, party, capacity int) (bool, error) {
	if ticketType != "" {
		if err := b.begin(ctx, ticketType); err != nil {
			return false, err
		}
	}
	n, err := b.tx.Exec(ctx, `UPDATE booking_places SET taken = taken + ?
		WHERE event_id = ? AND occurrence = ? AND ticket_type = ? AND (? = 0 OR taken + ? <= ?)`,
		party, b.eventID, b.occurrence, ticketType, capacity, party, capacity)
	return n == 1, err
}

// leave frees the places of a registration that had them.
func (b *book) leave(ctx context.Context, r *row) error {
	if err := b.free(ctx, "", r.Party); err != nil || r.TicketType == "" {
		return err
	}
	return b.free(ctx, r.TicketType, r.Party)
}

func (b *book) free(ctx context.Context, ticketType string, party int) error {
	n, err := b.tx.Exec(ctx, `UPDATE booking_places SET taken = taken - ?
		WHERE event_id = ? AND occurrence = ? AND ticket_type = ? AND taken >= ?`,
		party, b.eventID, b.occurrence, ticketType, party)
	if err == nil && n != 1 {
		return fault.New(fault.Internal, "More places were freed than taken")
	}
	return err
}

// settle gives a party its places, or a turn on the waiting list: nobody goes
// before those who wait for the same type of ticket. It fails with Conflict if
// there is neither.
func (b *book) settle(ctx context.Context, t Terms, r *row) error {
	ahead, err := b.waits(ctx, r.TicketType)
	if err != nil {
		return err
	}
	fits := false
	if !ahead {
		if fits, err = b.take(ctx, t, r.TicketType, r.Party); err != nil {
			return err
		}
	}
	switch {
	case fits:
		r.Status = Confirmed
		return nil
	case t.Waitlist == WaitNone:
		return full()
	}
	r.Status = Waitlisted
	r.Queued, err = b.next(ctx)
	return err
}

// waits reports whether anybody waits for a type of ticket.
func (b *book) waits(ctx context.Context, ticketType string) (bool, error) {
	var first []row
	err := db.Gorm(ctx, b.tx).Select("id").Where("event_id = ? AND occurrence = ? AND status = 'waitlisted' AND ticket_type = ?",
		b.eventID, b.occurrence, ticketType).Limit(1).Find(&first).Error
	return len(first) > 0, db.Err(err)
}
