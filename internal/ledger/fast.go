package ledger

import (
	"bytes"
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"strconv"

	"newsdesk/internal/db"
)

// The members of a posting, and with the first of a transaction those of it in the
// order of its text, then its hash. One column costs a fraction of many. A posting
// that has another time than its transaction is a member short.
const (
	fastHead = `SELECT concat_ws(?, CASE WHEN p.booked_at = t.booked_at THEN p.n END, p.account, p.minor, CASE WHEN p.n = 0 THEN concat_ws(?, `
	fastTail = `, t.id, t.ref, t.kind, t.currency, t.actor, t.subject, coalesce(t.reverses, ''), `
	fastFrom = `) END) FROM ledger_transactions t JOIN ledger_postings p ON p.lane = t.lane AND p.number = t.number
		WHERE t.lane = ? AND t.number BETWEEN ? AND ? ORDER BY t.number, p.n`

	fastSQLite   = fastHead + "t.number, t.effective_at, t.booked_at" + fastTail + "lower(hex(t.hash))" + fastFrom
	fastPostgres = fastHead + `t.number, (extract(epoch FROM t.effective_at) * 1000000)::bigint,
		(extract(epoch FROM t.booked_at) * 1000000)::bigint` + fastTail + "encode(t.hash, 'hex')" + fastFrom

	separator = "\x1f"
)

// Where the members stand in a row of those statements.
const (
	atN       = 0
	atAccount = 1
	atMinor   = 2
	onlyParts = 3 // of a posting that is not the first
	atNumbers = 3 // the number and two times
	atTexts   = 6
	atID      = 6
	atKind    = 8
	atMoney   = 9
	atReverse = 12
	atHash    = 13
	allParts  = 14
)

// fast reports whether the segment is good. It is sure of what it finds good only:
// a separator inside a member, for one, misleads it.
func (s *segment) fast(ctx context.Context, q db.Q) (good bool, err error) {
	g := db.Gorm(ctx, q)
	text := g.Raw(fastSQLite, separator, separator, s.lane, s.from, s.to)
	if g.Name() == string(db.Postgres) {
		text = g.Raw(fastPostgres, separator, separator, s.lane, s.from, s.to)
	}
	rows, err := text.Rows()
	if err != nil {
		return false, db.Err(err)
	}
	defer func() { _ = rows.Close() }()
	var row sql.RawBytes
	c := chain{segment: s, next: s.from}
	for rows.Next() {
		if err := rows.Scan(&row); err != nil {
			return false, db.Err(err)
		}
		if !c.take(row) {
			return false, nil
		}
	}
	return c.end() && c.next > s.to, db.Err(rows.Err())
}

// chain puts one transaction after another together in the same memory.
type chain struct {
	*segment

	members  [allParts][]byte
	next     int64  // the number that the next transaction must have
	text     []byte // of the transaction that is being put together
	key      []byte // of the sums of its kind and currency, behind the account
	name     []byte // of a sum
	want     [32]byte
	id       string
	reverses string
	count    int // of its postings
	balance  halves
}

// take adds a row, and reports whether it can be right.
func (c *chain) take(row []byte) bool {
	n := c.split(row)
	minor, err := strconv.ParseInt(string(c.members[atMinor]), 10, 64)
	if err != nil || minor == 0 || n != onlyParts && n != allParts {
		return false
	}
	if n == allParts && (!c.end() || !c.open()) {
		return false
	}
	if !number(c.members[atN], int64(c.count)) || c.next == c.from {
		return false
	}
	c.count++
	c.balance.add(minor)
	c.text = appendText(c.text, c.members[atAccount])
	c.text = append(append(c.text, c.members[atMinor]...), ':')
	c.name = append(append(c.name[:0], c.members[atAccount]...), c.key...)
	t := c.sums[string(c.name)]
	if t == nil {
		t = new(tally)
		c.sums[string(c.name)] = t
	}
	t.add(minor)
	return true
}

// split takes row apart and returns how many members it has.
func (c *chain) split(row []byte) (n int) {
	for n < allParts-1 {
		end := bytes.IndexByte(row, separator[0])
		if end < 0 {
			break
		}
		c.members[n], row = row[:end], row[end+1:]
		n++
	}
	c.members[n] = row
	return n + 1
}

func number(text []byte, want int64) bool {
	n, err := strconv.ParseInt(string(text), 10, 64)
	return err == nil && n == want
}

// open begins a transaction. It does what Booked.text does.
func (c *chain) open() bool {
	if !number(c.members[atNumbers], c.next) || len(c.members[atHash]) != 2*sha256.Size {
		return false
	}
	if _, err := hex.Decode(c.want[:], c.members[atHash]); err != nil {
		return false
	}
	c.next++
	c.count, c.balance = 0, halves{}
	c.text = append(append(c.text[:0], form...), c.previous[:]...)
	c.text = append(strconv.AppendInt(c.text, int64(c.lane), 10), ':')
	for _, m := range c.members[atNumbers:atTexts] {
		c.text = append(append(c.text, m...), ':')
	}
	for _, m := range c.members[atTexts:atHash] {
		c.text = appendText(c.text, m)
	}
	c.key = append(append(c.key[:0], separator...), c.members[atKind]...)
	c.key = append(append(c.key, separator...), c.members[atMoney]...)
	c.id, c.reverses = "", ""
	if len(c.members[atReverse]) > 0 || c.next > c.to {
		c.id, c.reverses = string(c.members[atID]), string(c.members[atReverse])
	}
	return true
}

// end reports whether the transaction that was put together is good.
func (c *chain) end() bool {
	if c.next == c.from {
		return true
	}
	sum, fits := c.balance.whole()
	if c.count < 2 || !fits || sum != 0 || sha256.Sum256(c.text) != c.want {
		return false
	}
	c.previous = c.want
	c.seen(c.id, c.next-1, c.reverses, c.count)
	return true
}
