package ledger

import (
	"context"
	"time"

	"newsdesk/internal/db"
)

// segment is a run of transactions of one lane that is checked by itself: whether
// one fits is a question of it and of the stored hash before it, so that several
// segments can be checked at once.
type segment struct {
	lane     int
	from, to int64 // both included

	transactions int64
	postings     int64
	sums         tallies
	undone       []reversal
	bad          Fault    // the first; its What is empty if there is none
	previous     [32]byte // the stored hash of the last transaction that was read
	last         string   // its id
}

// reversal is a transaction that takes another back.
type reversal struct {
	lane        int
	number      int64
	id, reverse string
}

// check reads the segment and finds its first fault. What the fast way does not
// find good, for whatever reason, the slow way judges.
func (s *segment) check(ctx context.Context, q db.Q) error {
	before, err := s.before(ctx, q)
	if err != nil {
		return err
	}
	s.reset(before)
	good, err := s.fast(ctx, q)
	if err != nil || good {
		return err
	}
	s.reset(before)
	return s.slow(ctx, q)
}

func (s *segment) reset(before [32]byte) {
	*s = segment{lane: s.lane, from: s.from, to: s.to, previous: before, sums: tallies{}}
}

// before is the stored hash that the first transaction goes on from.
func (s *segment) before(ctx context.Context, q db.Q) (hash [32]byte, err error) {
	if s.from == 1 {
		return hash, nil
	}
	var row transactionRow
	err = db.Gorm(ctx, q).Select("hash").Limit(1).Find(&row, "lane = ? AND number = ?", s.lane, s.from-1).Error
	copy(hash[:], row.Hash)
	return hash, db.Err(err)
}

// part is one posting, or none, with its transaction and what is not hashed of it.
type part struct {
	Row       transactionRow `gorm:"embedded"`
	N         *int
	Account   *Account
	Minor     *int64
	PostingAt *time.Time
}

// slow reads the members of each transaction, and can say what is wrong.
func (s *segment) slow(ctx context.Context, q db.Q) error {
	var parts []part
	err := db.Gorm(ctx, q).Raw(`SELECT t.*, p.n, p.account, p.minor, p.booked_at AS posting_at FROM ledger_transactions t
		LEFT JOIN ledger_postings p ON p.lane = t.lane AND p.number = t.number
		WHERE t.lane = ? AND t.number BETWEEN ? AND ? ORDER BY t.number, p.n`, s.lane, s.from, s.to).Scan(&parts).Error
	if err != nil {
		return db.Err(err)
	}
	next := s.from
	for len(parts) > 0 {
		b, placed, n := first(parts)
		for ; next < b.Number; next++ {
			s.find(Fault{Lane: s.lane, Number: next, What: missing})
		}
		s.judge(&b, parts[0].Row.Hash, placed)
		parts, next = parts[n:], next+1
	}
	if next <= s.to {
		s.find(Fault{Lane: s.lane, Number: next, What: missing})
	}
	return nil
}

// first puts the first transaction together and returns of how many parts. Placed
// says that its postings stand in their order and have its time.
func first(parts []part) (b Booked, placed bool, n int) {
	b, placed = parts[0].Row.booked(), true
	for _, p := range parts {
		if p.Row.Number != b.Number {
			break
		}
		n++
		if p.N == nil {
			continue
		}
		placed = placed && *p.N == len(b.Postings) && p.PostingAt.Equal(b.BookedAt)
		b.Postings = append(b.Postings, Posting{Account: *p.Account, Minor: *p.Minor})
	}
	return b, placed, n
}

// judge looks at one transaction after the one before it.
func (s *segment) judge(b *Booked, hash []byte, placed bool) {
	var debits, credits halves
	moves := true
	for _, p := range b.Postings {
		debits.add(max(p.Minor, 0))
		credits.add(min(p.Minor, 0))
		moves = moves && p.Minor != 0
		s.sums.of(string(p.Account), string(b.Kind), b.Currency).add(p.Minor)
	}
	debits.High, debits.Low = debits.High+credits.High, debits.Low+credits.Low
	sum, fits := debits.whole()
	bad := Fault{Transaction: b.ID, Lane: s.lane, Number: b.Number}
	switch {
	case len(hash) != len(b.Hash) || b.sum(s.previous) != b.Hash:
		bad.What = changed
	case len(b.Postings) < 2 || !fits || sum != 0 || !moves:
		bad.What = unbalanced
	case !placed:
		bad.What = misplaced
	}
	s.find(bad)
	s.seen(b.ID, b.Number, b.Reverses, len(b.Postings))
	s.previous = b.Hash
}

// find keeps the first fault.
func (s *segment) find(f Fault) {
	if f.What != "" && s.bad.What == "" {
		s.bad = f
	}
}

// seen counts one transaction.
func (s *segment) seen(id string, number int64, reverses string, postings int) {
	s.transactions++
	s.postings += int64(postings)
	s.last = id
	if reverses != "" {
		s.undone = append(s.undone, reversal{lane: s.lane, number: number, id: id, reverse: reverses})
	}
}

// tallies are sums by account, kind and currency, joined by the separator.
type tallies map[string]*tally

type tally struct {
	halves

	count int64
}

func (h *halves) add(minor int64) {
	h.High += minor >> 32
	h.Low += minor & (1<<32 - 1)
}

func (t *tally) add(minor int64) {
	t.halves.add(minor)
	t.count++
}

func (t tallies) of(account, kind, currency string) *tally {
	key := account + separator + kind + separator + currency
	if t[key] == nil {
		t[key] = new(tally)
	}
	return t[key]
}

func (t tallies) merge(o tallies) {
	for key, added := range o {
		if was := t[key]; was != nil {
			was.High, was.Low, was.count = was.High+added.High, was.Low+added.Low, was.count+added.count
			continue
		}
		t[key] = added
	}
}
