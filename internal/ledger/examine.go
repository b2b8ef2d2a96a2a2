package ledger

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"newsdesk/internal/db"
)

// atOnce is how many transactions are read by their ids in one statement.
const atOnce = 250

// reversals looks for transactions that take back something else than they say, or
// what was taken back before.
func (e *examination) reversals(ctx context.Context) error {
	slices.SortFunc(e.undone, func(a, b reversal) int {
		return cmp.Or(cmp.Compare(a.lane, b.lane), cmp.Compare(a.number, b.number))
	})
	done := map[string]bool{}
	for some := range slices.Chunk(e.undone, atOnce) {
		ids := make([]string, 0, 2*len(some))
		for _, r := range some {
			ids = append(ids, r.id, r.reverse)
		}
		all, err := findAll(ctx, e.db, ids)
		if err != nil {
			return err
		}
		byID := map[string]Transaction{}
		for _, b := range all {
			byID[b.ID] = b.Transaction
		}
		for _, r := range some {
			bad := Fault{Transaction: r.id, Lane: r.lane, Number: r.number}
			if was, there := byID[r.reverse]; !there || !was.mirror().alike(byID[r.id]) {
				bad.What = notMirror
			} else if done[r.reverse] {
				bad.What = secondTime
			}
			if done[r.reverse] = true; bad.What != "" {
				e.bad(bad)
			}
		}
	}
	return nil
}

// currencies looks for funds with transactions in two currencies.
func (e *examination) currencies(ctx context.Context) error {
	var rows []currencyRow
	if err := db.Gorm(ctx, e.db).Find(&rows).Error; err != nil {
		return db.Err(err)
	}
	kept := make(map[Account]string, len(rows))
	for _, r := range rows {
		kept[r.Account] = r.Currency
	}
	for lane, sums := range e.sums {
		for key := range sums {
			account, kind, currency := names(key)
			if !account.single() || kept[account] == currency {
				continue
			}
			if err := e.strange(ctx, lane, account, kind, currency); err != nil {
				return err
			}
		}
	}
	return nil
}

// names takes the key of a tally apart.
func names(key string) (account Account, kind Kind, currency string) {
	a, rest, _ := strings.Cut(key, separator)
	k, currency, _ := strings.Cut(rest, separator)
	return Account(a), Kind(k), currency
}

// strange notes the first transaction of a fund in a currency that is not its own.
func (e *examination) strange(ctx context.Context, lane int, account Account, kind Kind, currency string) error {
	var first transactionRow
	err := db.Gorm(ctx, e.db).Raw(`SELECT t.id, t.lane, t.number FROM ledger_postings p
		JOIN ledger_transactions t ON t.lane = p.lane AND t.number = p.number
		WHERE p.account = ? AND t.lane = ? AND t.kind = ? AND t.currency = ? ORDER BY t.number LIMIT 1`,
		account, lane, kind, currency).Scan(&first).Error
	if err == nil {
		e.bad(Fault{Transaction: first.ID, Lane: lane, Number: first.Number, What: strange})
	}
	return db.Err(err)
}

// strays looks for lanes that are gone, and for what stands in none.
func (e *examination) strays(ctx context.Context) error {
	lanes := lanesOf(e.db.Engine() != db.SQLite)
	for lane := range lanes {
		if !slices.ContainsFunc(e.tips, func(t Tip) bool { return t.Lane == lane }) {
			e.bad(Fault{Lane: lane, Number: 1, What: laneMissing})
		}
	}
	var row transactionRow
	err := db.Gorm(ctx, e.db).Raw(`SELECT lane, number FROM ledger_transactions WHERE lane < 0 OR lane >= ?
		UNION ALL SELECT lane, number FROM ledger_postings WHERE lane < 0 OR lane >= ? LIMIT 1`, lanes, lanes).Scan(&row).Error
	if row.Number != 0 {
		e.bad(Fault{Lane: row.Lane, Number: row.Number, What: laneMissing})
	}
	return db.Err(err)
}

// compare holds the sums that are kept against those that were added up. What is
// wrong with them is told of the last transaction that they hold, if nothing else
// is wrong with the lane.
func (e *examination) compare() {
	for _, tip := range e.tips {
		if _, bad := e.first[tip.Lane]; !bad && !e.sums[tip.Lane].equal(e.kept[tip.Lane]) {
			e.bad(Fault{Lane: tip.Lane, Number: tip.Number, What: otherSums})
		}
		delete(e.kept, tip.Lane)
	}
	for lane := range e.kept {
		e.bad(Fault{Lane: lane, What: laneMissing})
	}
}

func (t tallies) equal(kept []sumRow) bool {
	for _, k := range kept {
		counted := t[string(k.Account)+separator+string(k.Kind)+separator+k.Currency]
		if counted == nil || counted.count != k.Count {
			return false
		}
		if minor, fits := counted.whole(); !fits || minor != k.Minor {
			return false
		}
	}
	return len(kept) == len(t)
}

// noted holds what was noted elsewhere against the ledger.
func (e *examination) noted(ctx context.Context, o Options) error {
	tips := o.Tips
	now := headOf(e.tips)
	switch {
	case o.Head.Number > now.Number:
		e.bad(Fault{Number: now.Number, What: cutOff})
	case o.Head.Hash == "" || len(e.tips) == 0:
	case o.Head.Number == now.Number:
		if o.Head.Hash != now.Hash {
			e.bad(Fault{Number: now.Number, What: notNoted})
		}
	case len(e.tips) == 1:
		was, err := e.at(ctx, e.tips[0].Lane, o.Head.Number)
		if err != nil {
			return err
		}
		if headOf([]Tip{was}).Hash != o.Head.Hash {
			e.bad(Fault{Lane: was.Lane, Number: was.Number, What: notNoted})
		}
	}
	for _, tip := range tips {
		if last := e.tipOf(tip.Lane).Number; tip.Number > last {
			e.bad(Fault{Lane: tip.Lane, Number: last, What: cutOff})
			continue
		}
		if was, err := e.at(ctx, tip.Lane, tip.Number); err != nil {
			return err
		} else if was != tip {
			e.bad(Fault{Lane: tip.Lane, Number: tip.Number, What: notNoted})
		}
	}
	return nil
}

// at is what was the end of a lane when that had so many transactions.
func (e *examination) at(ctx context.Context, lane int, n int64) (Tip, error) {
	s := segment{lane: lane, from: n + 1}
	hash, err := s.before(ctx, e.db)
	return Tip{Lane: lane, Number: n, Hash: hash}, err
}
