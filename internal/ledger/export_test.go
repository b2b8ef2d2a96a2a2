package ledger

import (
	"context"
	"strconv"
	"time"

	"newsdesk/internal/db"
	"newsdesk/internal/ident"
)

// Models are the rows of this package, for the test that compares them with
// their tables.
func Models() []any {
	return []any{&laneRow{}, &transactionRow{}, &postingRow{}, &sumRow{}, &currencyRow{}}
}

// Most is what an account can hold in one lane.
func Most(d *db.DB) int64 { return most(d.Engine() != db.SQLite) }

// SumOf is the hash of a transaction after the one with the hash before.
func SumOf(b Booked, previous [32]byte) [32]byte { return b.sum(previous) }

// Total adds up amounts as the statements and Verify do.
func Total(minors []int64) (int64, bool) {
	var h halves
	for _, minor := range minors {
		h.add(minor)
	}
	return h.whole()
}

// Mirror is what takes t back.
func Mirror(t Transaction) Transaction { return t.mirror() }

// Bulk books n gifts in lane 0 faster than Book does, where nothing was booked.
func Bulk(ctx context.Context, tx *db.Tx, n int) error {
	const atOnce = 500
	var previous [32]byte
	var postings, transactions []any
	sums := tallies{}
	if _, err := tx.Exec(ctx, "INSERT INTO ledger_currencies (account, currency) SELECT 'fund:' || value, 'VND' FROM json_each('[0,1,2,3,4,5,6,7,8,9]')"); err != nil {
		return err
	}
	for i := range n {
		fund := strconv.Itoa(i % 10)
		b := Booked{ID: ident.New(), Number: int64(i + 1), BookedAt: tx.Now, Transaction: Transaction{
			Ref: "bulk-" + strconv.Itoa(i), Kind: Gift, Currency: "VND", EffectiveAt: tx.Now.Add(-time.Minute), Actor: "provider:bulk",
			Subject: ident.New(), Postings: []Posting{{Account: Account("psp:" + fund + ":card"), Minor: 50_000}, {Account: Account("fund:" + fund), Minor: -50_000}},
		}}
		b.Hash = b.sum(previous)
		previous = b.Hash
		for _, p := range b.postings() {
			postings = append(postings, &p)
			sums.of(string(p.Account), "gift", "VND").add(p.Minor)
		}
		transactions = append(transactions, &transactionRow{
			Lane: b.Lane, Number: b.Number, ID: b.ID, Ref: b.Ref, Kind: b.Kind, Currency: b.Currency, EffectiveAt: b.EffectiveAt,
			BookedAt: b.BookedAt, Actor: b.Actor, Subject: b.Subject, Hash: b.Hash[:],
		})
		if len(transactions) < atOnce && i < n-1 {
			continue
		}
		if err := tx.Insert(ctx, postings...); err != nil {
			return err
		}
		if err := tx.Insert(ctx, transactions...); err != nil {
			return err
		}
		postings, transactions = postings[:0], transactions[:0]
	}
	for key, t := range sums {
		account, kind, currency := names(key)
		minor, _ := t.whole()
		if err := tx.Insert(ctx, &sumRow{Account: account, Kind: kind, Currency: currency, Minor: minor, Count: t.count}); err != nil {
			return err
		}
	}
	if _, err := tx.Exec(ctx, "DROP TRIGGER ledger_lanes_only_grow"); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, "UPDATE ledger_lanes SET number = ?, hash = ? WHERE lane = 0", n, previous[:])
	return err
}
