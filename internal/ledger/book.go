package ledger

import (
	"context"

	"newsdesk/internal/db"
	"newsdesk/internal/fault"
	"newsdesk/internal/ident"
)

// Book books t, with the time of the transaction. It may be said again: the same
// reference with the same content returns what was booked, as Repeated.
//
// It fails with Conflict if the reference was used for something else, if a fund is
// kept in another currency, or if what it reverses has been reversed; with NotFound
// if what it reverses is not there; and with Invalid for whatever is wrong with t,
// for a reversal that is not the mirror of the other, and for amounts that the
// books cannot hold (amount_out_of_range). Where it fails with one of those it has
// left nothing behind, and the transaction of the database can go on.
func Book(ctx context.Context, tx *db.Tx, t Transaction) (b Booked, err error) {
	defer fault.Wrap(&err, "ledger.Book(%s)", t.Ref)
	if err := t.check(most(tx.Concurrent())); err != nil {
		return b, err
	}
	t = t.canonical()
	if err := t.checkReversal(ctx, tx); err != nil {
		return b, err
	}
	l, err := enter(ctx, tx, t)
	if err != nil {
		return b, err
	}
	b = Booked{ID: ident.New(), Lane: l.Lane, Number: l.Number + 1, BookedAt: tx.Now, Transaction: t}
	b.Hash = b.sum([32]byte(l.Hash))
	refused, err := l.write(ctx, &b)
	if err == nil && refused != nil {
		return l.instead(ctx, t, refused)
	}
	if err != nil {
		return Booked{}, err
	}
	return b, l.leave(ctx, b)
}

// Reverse books the mirror of the transaction with the given id, effective when
// that was. It may be said again, like [Book], and fails as that does.
func Reverse(ctx context.Context, tx *db.Tx, id, ref, actor string) (_ Booked, err error) {
	defer fault.Wrap(&err, "ledger.Reverse(%s)", id)
	was, err := Find(ctx, tx, id)
	if err != nil {
		return Booked{}, err
	}
	t := was.mirror()
	t.Ref, t.Actor, t.Reverses = ref, actor, id
	return Book(ctx, tx, t)
}

// checkReversal fails unless what t reverses is there, and t its mirror.
func (t Transaction) checkReversal(ctx context.Context, q db.Q) error {
	if t.Reverses == "" {
		return nil
	}
	was, err := Find(ctx, q, t.Reverses)
	if err != nil {
		return err
	}
	if was.mirror().alike(t) {
		return nil
	}
	var f fault.Fields
	f.Add("/postings", "unbalanced", "A reversal is the exact mirror of what it reverses")
	return f.Err()
}

// write adds the transaction after its postings, unless it is refused: the reason
// is the first result. Then it has left nothing behind.
func (l *lane) write(ctx context.Context, b *Booked) (refused, err error) {
	if refused = l.room(b.Transaction); refused != nil {
		return refused, nil
	}
	refused, err = l.claim(ctx, b.Transaction)
	if err == nil && refused == nil {
		refused, err = l.insert(ctx, b)
	}
	if err != nil || refused == nil {
		return nil, err
	}
	for _, account := range l.claimed {
		if _, err := l.tx.Exec(ctx, "DELETE FROM ledger_currencies WHERE account = ?", account); err != nil {
			return nil, err
		}
	}
	return refused, nil
}

// insert is refused if the reference was used, or what is reversed has been. The
// postings are then taken back, as those of no transaction.
func (l *lane) insert(ctx context.Context, b *Booked) (refused, err error) {
	if err := l.tx.Insert(ctx, db.Each(b.postings())...); err != nil {
		return nil, err
	}
	var reverses *string
	if b.Reverses != "" {
		reverses = &b.Reverses
	}
	n, err := l.tx.Exec(ctx, `INSERT INTO ledger_transactions
		(lane, number, id, ref, kind, currency, effective_at, booked_at, actor, subject, reverses, hash)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
		b.Lane, b.Number, b.ID, b.Ref, b.Kind, b.Currency, b.EffectiveAt, b.BookedAt, b.Actor, b.Subject, reverses, b.Hash[:])
	if err != nil || n == 1 {
		return nil, err
	}
	_, err = l.tx.Exec(ctx, "DELETE FROM ledger_postings WHERE lane = ? AND number = ?", b.Lane, b.Number)
	return fault.New(fault.Conflict, "This transaction has been reversed"), err
}

// instead answers for t, which was refused, if something was booked with its
// reference. Else it returns why it was refused.
func (l *lane) instead(ctx context.Context, t Transaction, refused error) (Booked, error) {
	was, known, err := FindRef(ctx, l.tx, t.Ref)
	switch {
	case err != nil:
		return Booked{}, err
	case !known:
		return Booked{}, refused
	case !was.same(t):
		return Booked{}, fault.New(fault.Conflict, "This reference was used for another transaction")
	}
	was.Repeated = true
	return was, nil
}
