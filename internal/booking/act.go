package booking

import (
	"context"

	"newsdesk/internal/db"
	"newsdesk/internal/fault"
	"newsdesk/internal/text"
)

// noteMost is how long a note may be, in characters.
const noteMost = 1000

// change edits one registration in the book of its occurrence, which is locked,
// and returns it as it then is.
func (o *Office) change(ctx context.Context, id string, edit func(*book, *row) error) (r Registration, err error) {
	err = o.db.Update(ctx, func(tx *db.Tx) error {
		p, err := find(ctx, tx, id)
		if err != nil {
			return err
		}
		b, err := o.open(ctx, tx, p.Row.EventID, p.Row.Occurrence)
		if err != nil {
			return err
		}
		var locked row
		if err := tx.Lock(ctx, &locked, id); err != nil {
			return err
		}
		if err := edit(b, &locked); err != nil {
			return err
		}
		p, err = find(ctx, tx, id)
		r = p.registration()
		return err
	})
	return r, err
}

// held is change for whoever has the token of a registration.
func (o *Office) held(ctx context.Context, token string, edit func(*book, *row) error) (Registration, error) {
	id, ok := tokenID(token)
	if !ok {
		return Registration{}, notFound()
	}
	return o.change(ctx, id, func(b *book, r *row) error {
		if !same(o.keys.token(r.ID, r.Generation), token) {
			return notFound()
		}
		return edit(b, r)
	})
}

func impossible() error {
	return fault.New(fault.InvalidTransition, "This is not possible as the registration stands")
}

// Cancel cancels a registration for the newsroom. Its places go to those who wait,
// in the same transaction. It may be said twice. It fails with InvalidTransition
// for one that was declined.
func (o *Office) Cancel(ctx context.Context, id string) (_ Registration, err error) {
	defer fault.Wrap(&err, "booking.Cancel(%s)", id)
	return o.change(ctx, id, func(b *book, r *row) error { return b.end(ctx, r, Cancelled, "") })
}

// CancelBy is [Office.Cancel] for the registrant, who has the token.
func (o *Office) CancelBy(ctx context.Context, token string) (_ Registration, err error) {
	defer fault.Wrap(&err, "booking.CancelBy")
	return o.held(ctx, token, func(b *book, r *row) error { return b.end(ctx, r, Cancelled, "") })
}

// Decline refuses a registration that is pending or waits, with a note of at most
// 1,000 characters. It may be said twice. It fails with InvalidTransition for any
// other.
func (o *Office) Decline(ctx context.Context, id, note string) (_ Registration, err error) {
	defer fault.Wrap(&err, "booking.Decline(%s)", id)
	var f fault.Fields
	note = text.Lines(&f, "/note", note, noteMost)
	if err := f.Err(); err != nil {
		return Registration{}, err
	}
	return o.change(ctx, id, func(b *book, r *row) error {
		if r.Status == Confirmed || r.Status == Offered {
			return impossible()
		}
		return b.end(ctx, r, Declined, note)
	})
}

// end ends a registration and gives its places, or its turn, to those who wait.
func (b *book) end(ctx context.Context, r *row, status Status, note string) error {
	if r.Status == status {
		return nil
	}
	if r.Status.over() {
		return impossible()
	}
	if r.Status.seated() {
		if err := b.leave(ctx, r); err != nil {
			return err
		}
	}
	pending := r.Status == Pending
	r.Status, r.Note, r.OfferedUntil = status, note, nil
	if err := b.write(ctx, r, r.news()); err != nil || pending {
		return err
	}
	_, err := b.refill(ctx)
	return err
}

// Approve gives a pending registration its places, or a turn on the waiting list
// if they are taken. One that was approved before stays as it is. It fails with
// Conflict if the event is full and has no waiting list, and with
// InvalidTransition if the registration is over.
func (o *Office) Approve(ctx context.Context, id string) (_ Registration, err error) {
	defer fault.Wrap(&err, "booking.Approve(%s)", id)
	return o.change(ctx, id, func(b *book, r *row) error {
		if r.Status.over() {
			return impossible()
		}
		if r.Status != Pending {
			return nil
		}
		t, err := o.terms(ctx, b.tx, b.eventID, b.occurrence)
		if err != nil {
			return err
		}
		if err := b.settle(ctx, t, r); err != nil {
			return err
		}
		return b.write(ctx, r, r.news())
	})
}

// Accept takes the place that is offered to the holder of the token. It may be
// said twice. It fails with InvalidTransition if no place is offered, or not any
// more.
func (o *Office) Accept(ctx context.Context, token string) (_ Registration, err error) {
	defer fault.Wrap(&err, "booking.Accept")
	return o.held(ctx, token, func(b *book, r *row) error {
		switch {
		case r.Status == Confirmed:
			return nil
		case r.Status == Offered && !r.stands(b.tx.Now):
			return fault.New(fault.InvalidTransition, "This offer has run out")
		case r.Status != Offered:
			return impossible()
		}
		r.Status, r.OfferedUntil = Confirmed, nil
		return b.write(ctx, r, r.news())
	})
}

// Forget erases what a registration says of a person: name, address, telephone
// number, answers and notes. That there was one, and where it stands, remains. The
// person may then register anew.
func (o *Office) Forget(ctx context.Context, id string) (err error) {
	defer fault.Wrap(&err, "booking.Forget(%s)", id)
	_, err = o.change(ctx, id, func(b *book, r *row) error {
		r.Name, r.Email, r.Phone, r.Locale, r.Note, r.Contact = "", "", "", "", "", r.ID
		r.Answers.V, r.UpdatedAt = map[string]string{}, b.tx.Now
		if err := b.tx.Change(ctx, r); err != nil {
			return err
		}
		_, err := b.tx.Exec(ctx, "DELETE FROM booking_keys WHERE registration_id = ?", id)
		return err
	})
	return err
}
