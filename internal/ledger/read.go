package ledger

import (
	"context"
	"time"

	"newsdesk/internal/db"
	"newsdesk/internal/fault"
	"newsdesk/internal/ident"
)

// found is one posting with its transaction.
type found struct {
	Row     transactionRow `gorm:"embedded"`
	Account Account
	Minor   int64
}

// What a transaction is read by.
const (
	withPostings = `SELECT t.*, p.account, p.minor FROM ledger_transactions t
		JOIN ledger_postings p ON p.lane = t.lane AND p.number = t.number `
	byID  = withPostings + "WHERE t.id = ? ORDER BY p.n"
	byRef = withPostings + "WHERE t.ref = ? ORDER BY p.n"
	byIDs = withPostings + "WHERE t.id IN ? ORDER BY t.lane, t.number, p.n"
)

// Find returns the transaction with the given id, or NotFound.
func Find(ctx context.Context, q db.Q, id string) (_ Booked, err error) {
	defer fault.Wrap(&err, "ledger.Find(%s)", id)
	if !ident.Valid(id) {
		return Booked{}, fault.New(fault.NotFound, "Not found")
	}
	var rows []found
	if err := db.Gorm(ctx, q).Raw(byID, id).Scan(&rows).Error; err != nil {
		return Booked{}, db.Err(err)
	}
	for _, b := range assemble(rows) {
		return b, nil
	}
	return Booked{}, fault.New(fault.NotFound, "Not found")
}

// FindRef returns the transaction that was booked with the given reference, if one
// was.
func FindRef(ctx context.Context, q db.Q, ref string) (_ Booked, known bool, err error) {
	defer fault.Wrap(&err, "ledger.FindRef(%s)", ref)
	if !visible(ref) {
		return Booked{}, false, nil
	}
	var rows []found
	if err := db.Gorm(ctx, q).Raw(byRef, ref).Scan(&rows).Error; err != nil {
		return Booked{}, false, db.Err(err)
	}
	for _, b := range assemble(rows) {
		return b, true, nil
	}
	return Booked{}, false, nil
}

// findAll returns the transactions with the given ids that there are.
func findAll(ctx context.Context, q db.Q, ids []string) ([]Booked, error) {
	var rows []found
	err := db.Gorm(ctx, q).Raw(byIDs, ids).Scan(&rows).Error
	return assemble(rows), db.Err(err)
}

// assemble makes transactions of rows that follow each other.
func assemble(rows []found) []Booked {
	all := []Booked{}
	for _, r := range rows {
		if last := len(all) - 1; last < 0 || all[last].Lane != r.Row.Lane || all[last].Number != r.Row.Number {
			all = append(all, r.Row.booked())
		}
		b := &all[len(all)-1]
		b.Postings = append(b.Postings, Posting{Account: r.Account, Minor: r.Minor})
	}
	return all
}

func (r *transactionRow) booked() Booked {
	b := Booked{
		ID: r.ID, Lane: r.Lane, Number: r.Number, BookedAt: r.BookedAt.UTC(),
		Transaction: Transaction{
			Ref: r.Ref, Kind: r.Kind, Currency: r.Currency, EffectiveAt: r.EffectiveAt.UTC(), Actor: r.Actor, Subject: r.Subject,
		},
	}
	if r.Reverses != nil {
		b.Reverses = *r.Reverses
	}
	copy(b.Hash[:], r.Hash) // of another length it fits nothing, and Verify says so
	return b
}

// The transactions of one account, one after the other from a place in their order.
const (
	newest = `SELECT t.*, p.account, p.minor FROM (
		SELECT DISTINCT booked_at, lane, number FROM ledger_postings
		WHERE account = ? AND (booked_at, lane, number) < (?, ?, ?)
		ORDER BY booked_at DESC, lane DESC, number DESC LIMIT ?) k
		JOIN ledger_transactions t ON t.lane = k.lane AND t.number = k.number
		JOIN ledger_postings p ON p.lane = k.lane AND p.number = k.number
		ORDER BY k.booked_at DESC, k.lane DESC, k.number DESC, p.n`
	place = `SELECT t.lane, t.number, t.booked_at FROM ledger_transactions t WHERE t.id = ? AND EXISTS
		(SELECT 1 FROM ledger_postings p WHERE p.lane = t.lane AND p.number = t.number AND p.account = ?)`
)

// History returns up to limit transactions of one account, the newest first: from
// the one that was booked before the one with the id after, or from the last if
// that is empty. It fails with InvalidCursor if the account has no transaction with
// the id after.
func History(ctx context.Context, q db.Q, account Account, after string, limit int) (_ []Booked, err error) {
	defer fault.Wrap(&err, "ledger.History(%s)", account)
	if !account.valid() {
		return []Booked{}, nil
	}
	edge := transactionRow{BookedAt: time.Date(yearMost+1, time.January, 1, 0, 0, 0, 0, time.UTC)}
	if after != "" {
		edge = transactionRow{}
		if ident.Valid(after) {
			err = db.Gorm(ctx, q).Raw(place, after, account).Scan(&edge).Error
		}
		if err == nil && edge.Number == 0 {
			err = fault.New(fault.InvalidCursor, "This cursor was changed, or belongs to another list; start again without one")
		}
		if err != nil {
			return nil, db.Err(err)
		}
	}
	var rows []found
	err = db.Gorm(ctx, q).Raw(newest, account, edge.BookedAt, edge.Lane, edge.Number, max(0, limit)).Scan(&rows).Error
	return assemble(rows), db.Err(err)
}
