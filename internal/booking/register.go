package booking

import (
	"context"
	"time"

	"newsdesk/internal/db"
	"newsdesk/internal/fault"
	"newsdesk/internal/ident"
)

// keysKept is how long an idempotency key is known.
const keysKept = 7 * 24 * time.Hour

// Receipt is the answer to a request. Made says whether there is a registration
// of this request; if not, the Registration is an older one of the same address,
// which an unknown sender must not be shown, and there is no Token.
type Receipt struct {
	Registration Registration
	Token        string
	Made         bool
	// Repeated says that the answer was given before, to the same request.
	Repeated bool
}

// answered is the row of an idempotency key.
type answered struct {
	Hash           string `gorm:"primaryKey"` // keyed, of the event and the key
	EventID        string
	Occurrence     string
	Request        string // keyed hash of all that was sent
	RegistrationID string
	Made           bool
	ExpiresAt      time.Time
}

// TableName implements gorm's Tabler.
func (answered) TableName() string { return "booking_keys" }

// Register registers somebody, who then has a place, waits for one, or waits for
// the newsroom. The same address registers once for an occurrence: again, it gets
// the registration that is there. The same idempotency key with the same request
// gets its receipt again for seven days.
//
// It fails with NotFound where there is no registration, with Conflict when it is
// not open, when nothing is free and nobody can wait, or when the key was used for
// another request (idempotency_key_reused), and with Invalid for every bad member
// at once.
func (o *Office) Register(ctx context.Context, req Request) (receipt Receipt, err error) {
	defer fault.Wrap(&err, "booking.Register(%s, %s)", req.EventID, req.Occurrence)
	key, err := o.claim(req)
	if err != nil {
		return receipt, err
	}
	err = o.db.Update(ctx, func(tx *db.Tx) error {
		b, err := o.open(ctx, tx, req.EventID, req.Occurrence)
		if err != nil {
			return err
		}
		var known bool
		if receipt, known, err = b.again(ctx, key); known || err != nil {
			return err
		}
		if receipt, err = b.register(ctx, req); err != nil {
			return err
		}
		return b.remember(ctx, key, receipt)
	})
	return receipt, err
}

// claim is the row of the idempotency key of a request, as far as it is known
// before there is an answer. It has no hash if there is no key.
func (o *Office) claim(req Request) (answered, error) {
	if req.Key == "" {
		return answered{}, nil
	}
	if len(req.Key) > keyMost {
		return answered{}, fault.HeaderField(fault.InvalidParameter, "Idempotency-Key", "too_long", "Shorten this text to %d characters", keyMost)
	}
	return answered{
		Hash:    hash(o.keys.request, "key", req.EventID, req.Key),
		EventID: req.EventID, Occurrence: req.Occurrence,
		Request: hash(o.keys.request, append([]string{"request"}, req.parts()...)...),
	}, nil
}

func reused() error {
	return fault.HeaderField(fault.KeyReused, "Idempotency-Key", "repeated", "This key was used for another request; make a new one")
}

// again returns the receipt of the same request, if it was answered before.
func (b *book) again(ctx context.Context, key answered) (receipt Receipt, known bool, err error) {
	if key.Hash == "" {
		return receipt, false, nil
	}
	var was answered
	res := db.Gorm(ctx, b.tx).Limit(1).Find(&was, "hash = ? AND expires_at > ?", key.Hash, b.tx.Now)
	if res.Error != nil || res.RowsAffected == 0 {
		return receipt, false, db.Err(res.Error)
	}
	if was.Request != key.Request {
		return receipt, false, reused()
	}
	p, err := find(ctx, b.tx, was.RegistrationID)
	receipt = b.receipt(p, was.Made)
	receipt.Repeated = true
	return receipt, err == nil, err
}

// remember keeps the answer to a key, and forgets those that are too old.
func (b *book) remember(ctx context.Context, key answered, receipt Receipt) error {
	if key.Hash == "" {
		return nil
	}
	_, err := b.tx.Exec(ctx, "DELETE FROM booking_keys WHERE event_id = ? AND occurrence = ? AND expires_at <= ?", b.eventID, b.occurrence, b.tx.Now)
	if err != nil {
		return err
	}
	key.RegistrationID, key.Made, key.ExpiresAt = receipt.Registration.ID, receipt.Made, b.tx.Now.Add(keysKept)
	err = b.tx.Insert(ctx, &key)
	if fault.Is(err, fault.Conflict) { // at another occurrence, at the same time or long ago
		return reused()
	}
	return err
}

func (o *Office) receipt(p placed, made bool) Receipt {
	receipt := Receipt{Registration: p.registration(), Made: made}
	if made {
		receipt.Token = o.keys.token(p.Row.ID, p.Row.Generation)
	}
	return receipt
}

func (b *book) register(ctx context.Context, req Request) (Receipt, error) {
	t, err := b.terms(ctx, b.tx, b.eventID, b.occurrence)
	if err != nil {
		return Receipt{}, err
	}
	if err := t.open(b.tx.Now); err != nil {
		return Receipt{}, err
	}
	if err := req.sound(t).Err(); err != nil {
		return Receipt{}, err
	}
	address := hash(b.keys.contact, contact(req.Email))
	was, known, err := b.holder(ctx, address)
	if err != nil || known {
		return b.receipt(was, false), err
	}
	r, err := b.enter(ctx, t, req, address)
	if err != nil {
		return Receipt{}, err
	}
	p, err := find(ctx, b.tx, r.ID)
	return b.receipt(p, true), err
}

// holder returns the registration of an address that is not over, if there is one.
func (b *book) holder(ctx context.Context, address string) (p placed, known bool, err error) {
	var was []row
	err = db.Gorm(ctx, b.tx).Where("event_id = ? AND occurrence = ? AND contact = ? AND status NOT IN ('cancelled', 'declined')",
		b.eventID, b.occurrence, address).Limit(1).Find(&was).Error
	if err != nil || len(was) == 0 {
		return p, false, db.Err(err)
	}
	p, err = find(ctx, b.tx, was[0].ID)
	return p, err == nil, err
}

// enter writes a new registration, with or without its places.
func (b *book) enter(ctx context.Context, t Terms, req Request, address string) (*row, error) {
	number, err := b.next(ctx)
	if err != nil {
		return nil, err
	}
	r := &row{
		ID: ident.New(), EventID: b.eventID, Occurrence: b.occurrence, TicketType: req.TicketType, Number: number,
		Status: Pending, Contact: address, Name: req.Name, Email: req.Email, Phone: req.Phone, Locale: req.Locale,
		Party: req.Party, Generation: 1, CreatedAt: b.tx.Now, UpdatedAt: b.tx.Now,
	}
	r.Answers.V = req.Answers
	if t.Mode != Approval {
		if err := b.settle(ctx, t, r); err != nil {
			return nil, err
		}
	}
	if err := b.tell(ctx, b.tx, r, r.news()); err != nil {
		return nil, err
	}
	return r, b.tx.Insert(ctx, r)
}

// news is what the holder of a registration is told when it is made or approved.
func (r *row) news() NoticeKind {
	switch r.Status {
	case Confirmed:
		return NoticeRegistered
	case Waitlisted:
		return NoticeWaitlisted
	case Offered:
		return NoticeOffered
	case Cancelled:
		return NoticeCancelled
	case Declined:
		return NoticeDeclined
	case Pending:
	}
	return NoticePending
}
