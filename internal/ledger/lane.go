package ledger

import (
	"context"
	"crypto/sha256"
	"maps"
	"slices"
	"strings"

	"newsdesk/internal/db"
	"newsdesk/internal/fault"
)

// lanesOfMany is how many lanes there are where many write at once.
const lanesOfMany = 16

const (
	// lockLane picks a lane and locks it. All bookings of one transaction of the
	// database take the same, so that two of those never wait for each other's lanes;
	// and transactions that begin one after the other take different ones.
	lockLane = "SELECT lane FROM ledger_lanes WHERE lane = (SELECT pg_current_xact_id()::text::bigint % 16) FOR UPDATE"

	// readLane brings the lane itself first, which alone has a hash.
	readLane = `SELECT '' AS account, '' AS kind, '' AS currency, number AS minor, hash FROM ledger_lanes WHERE lane = ?
		UNION ALL SELECT account, '', currency, 0, NULL FROM ledger_currencies WHERE account IN ?
		UNION ALL SELECT account, kind, currency, minor, NULL FROM ledger_sums WHERE account IN ? AND currency = ? AND lane = ?`
)

// lane is the one that a transaction is being booked in. It is locked.
type lane struct {
	tx *db.Tx
	laneRow

	// funds are the currencies of the accounts that have one, and sums what is
	// booked to the accounts in this lane: both of the accounts of one transaction.
	funds   map[Account]string
	sums    map[Account]map[Kind]int64
	claimed []Account // funds that got their currency from this booking
}

func lanesOf(concurrent bool) int {
	if concurrent {
		return lanesOfMany
	}
	return 1
}

// most is what the sums of the kinds of one account, each without its sign, may
// come to together in one lane: so no sum over any of them, over all lanes, can
// overflow.
func most(concurrent bool) int64 { return maxMinor / int64(lanesOf(concurrent)) }

// enter locks a lane and reads what a booking of t must know. SQLite has one lane,
// and one writer.
func enter(ctx context.Context, tx *db.Tx, t Transaction) (*lane, error) {
	l := &lane{tx: tx, funds: map[Account]string{}, sums: map[Account]map[Kind]int64{}}
	if tx.Concurrent() {
		if err := db.Gorm(ctx, tx).Raw(lockLane).Scan(&l.Lane).Error; err != nil {
			return nil, db.Err(err)
		}
	}
	if err := l.read(ctx, t); err != nil {
		return nil, db.Err(err)
	}
	if len(l.Hash) != sha256.Size {
		return nil, fault.New(fault.Internal, "The ledger has lost a lane")
	}
	return l, nil
}

func (l *lane) read(ctx context.Context, t Transaction) error {
	accounts := t.accounts()
	rows, err := db.Gorm(ctx, l.tx).Raw(readLane, l.Lane, accounts, accounts, t.Currency, l.Lane).Rows()
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var r sumRow
		var hash []byte
		if err := rows.Scan(&r.Account, &r.Kind, &r.Currency, &r.Minor, &hash); err != nil {
			return err
		}
		switch {
		case hash != nil:
			l.Number, l.Hash = r.Minor, hash
		case r.Kind == "":
			l.funds[r.Account] = r.Currency
		case l.sums[r.Account] == nil:
			l.sums[r.Account] = map[Kind]int64{r.Kind: r.Minor}
		default:
			l.sums[r.Account][r.Kind] = r.Minor
		}
	}
	return rows.Err()
}

// accounts are those of the postings, each once and in one order for all, so that
// whoever locks something of theirs does it in the same order.
func (t Transaction) accounts() []Account {
	return slices.Sorted(maps.Keys(t.sums()))
}

// sums are what the postings add to each account, and how many they are.
func (t Transaction) sums() map[Account]sumRow {
	sums := map[Account]sumRow{}
	for _, p := range t.Postings {
		s := sums[p.Account]
		s.Minor += p.Minor // no overflow: check has added up more
		s.Count++
		sums[p.Account] = s
	}
	return sums
}

// room fails if the books cannot hold what t adds.
func (l *lane) room(t Transaction) error {
	for account, added := range t.sums() {
		after := maps.Clone(l.sums[account])
		if after == nil {
			after = map[Kind]int64{}
		}
		total, ok := add(after[t.Kind], added.Minor)
		after[t.Kind] = total
		sizes := int64(0)
		for _, minor := range after {
			var fits bool
			sizes, fits = add(sizes, size(minor))
			ok = ok && fits
		}
		if !ok || sizes > most(l.tx.Concurrent()) {
			var f fault.Fields
			tooMuch(&f)
			return f.Err()
		}
	}
	return nil
}

// claim gives the funds that nothing was booked to the currency of t. It is refused
// if one has another.
func (l *lane) claim(ctx context.Context, t Transaction) (refused, err error) {
	for _, account := range t.accounts() {
		has, known := l.funds[account]
		if !known && account.single() {
			if has, err = l.claimOne(ctx, account, t.Currency); err != nil {
				return nil, err
			}
		}
		if has != t.Currency && account.single() {
			return fault.New(fault.Conflict, "This fund is kept in another currency"), nil
		}
	}
	return nil, nil
}

// claimOne returns the currency that the fund then has: another booking may have
// claimed it at the same time.
func (l *lane) claimOne(ctx context.Context, account Account, currency string) (has string, err error) {
	n, err := l.tx.Exec(ctx, "INSERT INTO ledger_currencies (account, currency) VALUES (?, ?) ON CONFLICT DO NOTHING", account, currency)
	if err != nil {
		return "", err
	}
	if n == 1 {
		l.claimed = append(l.claimed, account)
		return currency, nil
	}
	err = db.Gorm(ctx, l.tx).Raw("SELECT currency FROM ledger_currencies WHERE account = ?", account).Scan(&has).Error
	return has, db.Err(err)
}

// leave adds b to the sums and moves the end of the lane to it.
func (l *lane) leave(ctx context.Context, b Booked) error {
	sums := b.sums()
	values := make([]any, 0, 6*len(sums))
	for _, account := range b.accounts() {
		values = append(values, account, b.Kind, b.Currency, b.Lane, sums[account].Minor, sums[account].Count)
	}
	_, err := l.tx.Exec(ctx, `INSERT INTO ledger_sums (account, kind, currency, lane, minor, count) VALUES (?, ?, ?, ?, ?, ?)`+
		strings.Repeat(", (?, ?, ?, ?, ?, ?)", len(sums)-1)+
		` ON CONFLICT (account, kind, currency, lane) DO UPDATE
			SET minor = ledger_sums.minor + excluded.minor, count = ledger_sums.count + excluded.count`, values...)
	if err != nil {
		return err
	}
	_, err = l.tx.Exec(ctx, "UPDATE ledger_lanes SET number = ?, hash = ? WHERE lane = ?", b.Number, b.Hash[:], b.Lane)
	return err
}
