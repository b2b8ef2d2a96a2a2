package ledger

import (
	"context"
	"slices"
	"time"

	"newsdesk/internal/db"
	"newsdesk/internal/fault"
)

// Sum is what was booked to an account by transactions of one kind and currency.
type Sum struct {
	Account  Account
	Kind     Kind
	Currency string
	Minor    int64 // debits less credits, in minor units
	Count    int64 // of the postings
}

// total is a Sum as the statements below bring it.
type total struct {
	Sum halves `gorm:"embedded"`

	Account  Account
	Kind     Kind
	Currency string
	Count    int64
}

// The sums, in the order of their accounts, kinds and currencies. Amounts are
// added up in halves.
const (
	cachedHead = `SELECT account, kind, currency, CAST(sum(minor >> 32) AS BIGINT) AS high,
		CAST(sum(minor & 4294967295) AS BIGINT) AS low, CAST(sum(count) AS BIGINT) AS count FROM ledger_sums `
	countHead = `SELECT p.account, t.kind, t.currency, CAST(sum(p.minor >> 32) AS BIGINT) AS high,
		CAST(sum(p.minor & 4294967295) AS BIGINT) AS low, count(*) AS count
		FROM ledger_postings p JOIN ledger_transactions t ON t.lane = p.lane AND t.number = p.number `
	tail = "GROUP BY 1, 2, 3 ORDER BY 1, 2, 3"

	cachedAll = cachedHead + tail
	cachedOf  = cachedHead + "WHERE account IN ? " + tail
	countAll  = countHead + tail
	countOf   = countHead + "WHERE p.account IN ? " + tail
	countAt   = countHead + "WHERE p.booked_at <= ? " + tail
	countOfAt = countHead + "WHERE p.booked_at <= ? AND p.account IN ? " + tail
)

// Sums returns what was booked to the accounts, or to all if none are given, by
// kind and currency and in that order. It reads the sums that are kept, in one
// statement: they are of one instant and agree with each other.
func Sums(ctx context.Context, q db.Q, accounts ...Account) (_ []Sum, err error) {
	defer fault.Wrap(&err, "ledger.Sums")
	if len(accounts) == 0 {
		return collect(ctx, q, cachedAll)
	}
	return collect(ctx, q, cachedOf, known(accounts))
}

// SumsAt is [Sums] as they were when everything was booked that was booked by the
// given time, added up from the postings. It is the same for ever for a time that
// lies back longer than a transaction of the database takes.
func SumsAt(ctx context.Context, q db.Q, bookedBy time.Time, accounts ...Account) (_ []Sum, err error) {
	defer fault.Wrap(&err, "ledger.SumsAt(%s)", bookedBy)
	if len(accounts) == 0 {
		return collect(ctx, q, countAt, bookedBy.UTC())
	}
	return collect(ctx, q, countOfAt, bookedBy.UTC(), known(accounts))
}

// Recount is [Sums] added up from all postings: the two are always equal.
func Recount(ctx context.Context, q db.Q, accounts ...Account) (_ []Sum, err error) {
	defer fault.Wrap(&err, "ledger.Recount")
	if len(accounts) == 0 {
		return collect(ctx, q, countAll)
	}
	return collect(ctx, q, countOf, known(accounts))
}

// known are the accounts that there can be.
func known(accounts []Account) []Account {
	return slices.DeleteFunc(slices.Clone(accounts), func(a Account) bool { return !a.valid() })
}

func collect(ctx context.Context, q db.Q, sql string, args ...any) ([]Sum, error) {
	var rows []total
	if err := db.Gorm(ctx, q).Raw(sql, args...).Scan(&rows).Error; err != nil {
		return nil, db.Err(err)
	}
	sums := make([]Sum, len(rows))
	for i, r := range rows {
		minor, ok := r.Sum.whole()
		if !ok {
			return nil, fault.New(fault.Internal, "A sum of the ledger is more than it can be")
		}
		sums[i] = Sum{Account: r.Account, Kind: r.Kind, Currency: r.Currency, Minor: minor, Count: r.Count}
	}
	return sums, nil
}
