package booking

import (
	"context"
	"time"

	"gorm.io/gorm/clause"

	"newsdesk/internal/db"
	"newsdesk/internal/fault"
)

// NoticeKind is what a registrant is told. The words are stored and never change.
type NoticeKind string

// The kinds of notices.
const (
	NoticeRegistered     NoticeKind = "registered"      // there is a place
	NoticePending        NoticeKind = "pending"         // the newsroom will decide
	NoticeWaitlisted     NoticeKind = "waitlisted"      // there is no place yet
	NoticePromoted       NoticeKind = "promoted"        // a place has become free, and is the registrant's
	NoticeOffered        NoticeKind = "offered"         // a place has become free, and waits for an answer
	NoticeLapsed         NoticeKind = "lapsed"          // the answer did not come in time
	NoticeCancelled      NoticeKind = "cancelled"       // the registration is cancelled
	NoticeDeclined       NoticeKind = "declined"        // the newsroom said no
	NoticeEventMoved     NoticeKind = "event_moved"     // the event has another time or place
	NoticeEventPostponed NoticeKind = "event_postponed" // the event will be at another time, not known yet
	NoticeEventCancelled NoticeKind = "event_cancelled" // the event will not be
)

// NoticeKinds lists every kind of notice.
func NoticeKinds() []NoticeKind {
	return []NoticeKind{
		NoticeRegistered, NoticePending, NoticeWaitlisted, NoticePromoted, NoticeOffered, NoticeLapsed,
		NoticeCancelled, NoticeDeclined, NoticeEventMoved, NoticeEventPostponed, NoticeEventCancelled,
	}
}

// Notice says that a registrant is to be told something. It holds nothing of the
// person: the letter is written from the registration.
type Notice struct {
	Kind           NoticeKind
	RegistrationID string
	At             time.Time
	Serial         int // counts the notices of one registration, from 1
}

// tell posts a notice about r, whose row the caller writes afterwards.
func (o *Office) tell(ctx context.Context, tx *db.Tx, r *row, kind NoticeKind) error {
	r.Notices++
	if o.post == nil {
		return nil
	}
	return o.post(ctx, tx, Notice{Kind: kind, RegistrationID: r.ID, At: tx.Now, Serial: r.Notices})
}

// Moved tells everybody whose registration for the event is not over, once, that
// something happened to the event, in the transaction in which it happens.
func (o *Office) Moved(ctx context.Context, tx *db.Tx, eventID string, kind NoticeKind) (err error) {
	defer fault.Wrap(&err, "booking.Moved(%s)", eventID)
	return o.moved(ctx, tx, eventID, kind, "event_id = ?", eventID)
}

// MovedAt is Moved for those who registered for one occurrence.
func (o *Office) MovedAt(ctx context.Context, tx *db.Tx, eventID, occurrence string, kind NoticeKind) (err error) {
	defer fault.Wrap(&err, "booking.MovedAt(%s, %s)", eventID, occurrence)
	return o.moved(ctx, tx, eventID, kind, "event_id = ? AND occurrence = ?", eventID, occurrence)
}

// moved tells whom a condition, which is a constant, selects.
func (o *Office) moved(ctx context.Context, tx *db.Tx, eventID string, kind NoticeKind, whom string, args ...any) error {
	if err := lockBooks(ctx, tx, eventID); err != nil {
		return err
	}
	var holders []row
	err := db.Gorm(ctx, tx).Clauses(clause.Locking{Strength: "UPDATE"}).Where("status NOT IN ('cancelled', 'declined')").
		Where(whom, args...).Order("id").Find(&holders).Error
	if err != nil {
		return db.Err(err)
	}
	for i := range holders {
		if err := o.tell(ctx, tx, &holders[i], kind); err != nil {
			return err
		}
	}
	_, err = tx.Exec(ctx, "UPDATE booking_registrations SET notices = notices + 1 WHERE status NOT IN ('cancelled', 'declined') AND "+whom, args...)
	return err
}
