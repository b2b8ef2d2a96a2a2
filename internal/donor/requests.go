package donor

import (
	"context"

	"gorm.io/gorm"

	"newsdesk/internal/db"
	"newsdesk/internal/fault"
	"newsdesk/internal/ident"
)

// Receive records what somebody asks, and by when the law wants it answered and
// done. Of r, the kind, the donor, the contact, the note and the processor count. If
// there is a contact and no donor, and one donor has that contact, the request is
// about them. It fails with Invalid for every bad member at once, with NotFound for a
// donor that is not there, and with Gone for one who was erased.
func (v *Vault) Receive(ctx context.Context, tx *db.Tx, r Request) (_ Request, err error) {
	defer fault.Wrap(&err, "donor.Receive")
	if err := r.check().Err(); err != nil {
		return Request{}, err
	}
	done := doneDays
	if r.Processor {
		done = processorDays
	}
	row := requestRow{
		ID: ident.New(), Kind: r.Kind, ContactIndex: v.keys.now.mark(r.Contact), Processor: r.Processor,
		OpenedAt: tx.Now, AnswerBy: v.works.workingDays(tx.Now, answerDays), DoneBy: v.works.days(tx.Now, done),
	}
	if row.DonorID, err = v.about(ctx, tx, r); err != nil {
		return Request{}, err
	}
	if row.Envelope, err = v.keys.seal(requestLabel(row.ID), details{Contact: r.Contact, Note: r.Note}); err != nil {
		return Request{}, err
	}
	if err := tx.Insert(ctx, &row); err != nil {
		return Request{}, err
	}
	return v.request(row)
}

// about is the donor whom a request is about, or nil. The rows of whoever has its
// contact are locked, so that none is erased while the request comes in.
func (v *Vault) about(ctx context.Context, tx *db.Tx, r Request) (*string, error) {
	if r.DonorID != "" {
		_, err := living(ctx, tx, r.DonorID)
		return &r.DonorID, err
	}
	found, err := v.Find(ctx, tx, r.Contact)
	if err != nil {
		return nil, err
	}
	var known []string
	for _, id := range found {
		switch _, err := living(ctx, tx, id); {
		case err == nil:
			known = append(known, id)
		case !fault.Is(err, fault.Gone):
			return nil, err
		}
	}
	if len(known) == 1 {
		return &known[0], nil
	}
	return nil, nil //nolint:nilnil // nobody, or not clear who
}

// mark is the hash of a contact of any kind, or nil for none.
func (k keys) mark(contact string) *string {
	kind, normal, ok := reach(contact)
	if !ok {
		return nil
	}
	return k.index(kind, normal)
}

// Answer records what whoever asked was told, when that is. Said again, it replaces
// the words and not the time. It fails with NotFound, Invalid, and InvalidTransition
// once the request is closed.
func (v *Vault) Answer(ctx context.Context, tx *db.Tx, id, answer string) (_ Request, err error) {
	defer fault.Wrap(&err, "donor.Answer(%s)", told(id))
	var f fault.Fields
	answer = words(&f, "/answer", answer)
	f.If(answer == "", "/answer", "required", "Say what they were told")
	if err := f.Err(); err != nil {
		return Request{}, err
	}
	return v.act(ctx, tx, id, func(r *requestRow, d *details) error {
		if r.AnsweredAt == nil {
			r.AnsweredAt = &tx.Now
		}
		d.Answer = answer
		return nil
	})
}

// Extend gives a request 15 days more, once and before its time has run out. The
// reason must be said. It fails with NotFound, Invalid and InvalidTransition.
func (v *Vault) Extend(ctx context.Context, tx *db.Tx, id, reason string) (_ Request, err error) {
	defer fault.Wrap(&err, "donor.Extend(%s)", told(id))
	var f fault.Fields
	reason = words(&f, "/reason", reason)
	f.If(reason == "", "/reason", "required", "Say why it takes longer")
	if err := f.Err(); err != nil {
		return Request{}, err
	}
	return v.act(ctx, tx, id, func(r *requestRow, d *details) error {
		if r.ExtendedAt != nil {
			return fault.New(fault.InvalidTransition, "This request was given more time before")
		}
		if !tx.Now.Before(r.DoneBy) {
			return fault.New(fault.InvalidTransition, "The time for this request has run out")
		}
		r.ExtendedAt, r.DoneBy = &tx.Now, r.DoneBy.AddDate(0, 0, extraDays)
		d.Reason = reason
		return nil
	})
}

// Close ends a request with an outcome other than [Pending]; a refusal needs a
// remark. A request that was not answered is answered by it. It fails with NotFound,
// Invalid, and InvalidTransition if the request was closed before.
func (v *Vault) Close(ctx context.Context, tx *db.Tx, id string, o Outcome, remark string) (_ Request, err error) {
	defer fault.Wrap(&err, "donor.Close(%s)", told(id))
	var f fault.Fields
	remark = words(&f, "/remark", remark)
	f.If(o != Done && o != Refused, "/outcome", "unknown_value", "Possible here: %s", joined([]Outcome{Done, Refused}))
	f.If(o == Refused && remark == "", "/remark", "required", "Say why it is refused")
	if err := f.Err(); err != nil {
		return Request{}, err
	}
	return v.act(ctx, tx, id, func(r *requestRow, d *details) error {
		if r.AnsweredAt == nil {
			r.AnsweredAt = &tx.Now
		}
		r.ClosedAt, r.Outcome = &tx.Now, o
		d.Remark = remark
		return nil
	})
}

// act edits a request that is not closed. After the donor was erased, words are not
// kept any more.
func (v *Vault) act(ctx context.Context, tx *db.Tx, id string, edit func(*requestRow, *details) error) (Request, error) {
	if !ident.Valid(id) {
		return Request{}, notFound()
	}
	var r requestRow
	if err := tx.Lock(ctx, &r, id); err != nil {
		return Request{}, err
	}
	if r.ClosedAt != nil {
		return Request{}, fault.New(fault.InvalidTransition, "This request is closed")
	}
	var d details
	forgotten := r.Envelope.empty()
	if !forgotten {
		if err := v.keys.open(r.Envelope, requestLabel(id), &d); err != nil {
			return Request{}, err
		}
	}
	if err := edit(&r, &d); err != nil {
		return Request{}, err
	}
	if forgotten {
		r.Envelope = nothing() // SQLite reads no bytes as nil
	} else {
		var err error
		if r.Envelope, err = v.keys.seal(requestLabel(id), d); err != nil {
			return Request{}, err
		}
		r.ContactIndex = v.keys.now.mark(d.Contact)
	}
	if err := tx.Change(ctx, &r); err != nil {
		return Request{}, err
	}
	return v.request(r)
}

// forgetRequests empties the requests of a donor who is erased, among them those
// that name nobody and came from one of their contacts.
func forgetRequests(ctx context.Context, tx *db.Tx, id string, marks []string) error {
	if marks == nil {
		marks = []string{""} // which is no hash
	}
	_, err := tx.Exec(ctx, `UPDATE donor_requests SET key_name = '', wrapped = ?, sealed = ?, contact_index = NULL
		WHERE donor_id = ? OR contact_index IN ?`, []byte{}, []byte{}, id, marks)
	return err
}

// Query asks for requests.
type Query struct {
	Open    bool   // only those that are not closed
	DonorID string // only those about a donor
	After   string // the id of the request before the page; "": from the beginning
	Limit   int
}

// Request returns one request, or NotFound.
func (v *Vault) Request(ctx context.Context, q db.Q, id string) (_ Request, err error) {
	defer fault.Wrap(&err, "donor.Request(%s)", told(id))
	if !ident.Valid(id) {
		return Request{}, notFound()
	}
	var r requestRow
	if err := db.Gorm(ctx, q).Take(&r, "id = ?", id).Error; err != nil {
		return Request{}, db.Err(err)
	}
	return v.request(r)
}

// List returns requests in the order in which they came.
func (v *Vault) List(ctx context.Context, q db.Q, query Query) (found []Request, err error) {
	defer fault.Wrap(&err, "donor.List")
	return v.list(db.Gorm(ctx, q).Limit(max(0, query.Limit)), query)
}

func (v *Vault) list(g *gorm.DB, query Query) ([]Request, error) {
	if query.Open {
		g = g.Where("closed_at IS NULL")
	}
	if query.DonorID != "" {
		g = g.Where("donor_id = ?", told(query.DonorID))
	}
	if query.After != "" {
		g = g.Where("id > ?", told(query.After))
	}
	var rows []requestRow
	if err := g.Order("id").Find(&rows).Error; err != nil {
		return nil, db.Err(err)
	}
	found := make([]Request, len(rows))
	for i, r := range rows {
		var err error
		if found[i], err = v.request(r); err != nil {
			return nil, err
		}
	}
	return found, nil
}
