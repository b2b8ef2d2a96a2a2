package journal

import (
	"bytes"
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"strconv"

	"newsdesk/internal/db"
)

// The members of a line of form 2 in the order of its text, then its hash, then
// what stands beside it, if that is there: concat_ws leaves out what is NULL.
// One column costs a fraction of many.
const (
	fastMembers = `l.version, l.verb, l.kind, l.entry_id, l.actor_kind, l.actor_id, l.session_id,
		l.before, l.digest, l.note, l.cause, l.private, l.hash, p.salt, p.address, p.note)
		FROM journal l LEFT JOIN journal_private p ON p.seq = l.seq
		WHERE l.seq BETWEEN ? AND ? AND l.form = 2 ORDER BY l.seq`
	fastSQLite   = `SELECT concat_ws(?, l.seq, l.at, ` + fastMembers
	fastPostgres = `SELECT concat_ws(?, l.seq, (extract(epoch FROM l.at) * 1000000)::bigint, ` + fastMembers
)

// Where the members stand in a row of those statements.
const (
	fastNumbers = 3 // the number, the time and the version stand first
	fastPrivate = 13
	fastHash    = 14
	fastSalt    = 15
	fastAll     = 18

	fastSeparator = "\x1f"
)

// fast reports whether every line of the segment is there, fits and has form 2.
// It is sure of what it finds good only: a separator inside a member, for one,
// misleads it.
func (s *segment) fast(ctx context.Context, q db.Q) (good bool, err error) {
	rows, err := s.rows(ctx, q)
	if err != nil {
		return false, db.Err(err)
	}
	defer func() { _ = rows.Close() }()
	var row sql.RawBytes
	var line fastLine
	next := s.first()
	for ; rows.Next(); next++ {
		if err := rows.Scan(&row); err != nil {
			return false, db.Err(err)
		}
		if !line.split(row) || !line.numbered(next) || next >= s.from && !line.fits() {
			return false, nil
		}
		line.keep()
	}
	s.erased = line.erased
	return next > s.to, db.Err(rows.Err())
}

func (s *segment) rows(ctx context.Context, q db.Q) (*sql.Rows, error) {
	g := db.Gorm(ctx, q)
	if g.Name() == string(db.Postgres) {
		return g.Raw(fastPostgres, fastSeparator, s.first(), s.to).Rows()
	}
	return g.Raw(fastSQLite, fastSeparator, s.first(), s.to).Rows()
}

// fastLine holds one line after another in the same memory.
type fastLine struct {
	members  [fastAll][]byte
	count    int
	previous []byte // the hash of the line before
	text     []byte
	sum      [2 * sha256.Size]byte
	erased   int64 // lines whose personal data is gone
}

// split takes row apart, and reports whether it has the members of a line.
func (l *fastLine) split(row []byte) bool {
	for l.count = 0; l.count < fastAll; l.count++ {
		end := bytes.IndexByte(row, fastSeparator[0])
		if end < 0 {
			l.members[l.count] = row
			l.count++
			return l.count == fastSalt || l.count == fastAll
		}
		l.members[l.count], row = row[:end], row[end+1:]
	}
	return false
}

func (l *fastLine) numbered(n int64) bool {
	seq, err := strconv.ParseInt(string(l.members[0]), 10, 64)
	return err == nil && seq == n
}

// fits does what Line.side and Private.sum do.
func (l *fastLine) fits() bool {
	l.text = opening(l.text[:0], l.previous)
	for _, m := range l.members[:fastNumbers] {
		l.text = append(append(l.text, m...), ':')
	}
	for _, m := range l.members[fastNumbers:fastHash] {
		l.text = appendText(l.text, m)
	}
	if !l.hashes(l.members[fastHash]) {
		return false
	}
	if l.count == fastSalt {
		if len(l.members[fastPrivate]) > 0 {
			l.erased++
		}
		return true
	}
	l.text = append(append(l.text[:0], l.members[fastSalt]...), ':')
	for _, m := range l.members[fastSalt+1:] {
		l.text = appendText(l.text, m)
	}
	return l.hashes(l.members[fastPrivate])
}

// hashes reports whether sum is the SHA-256 of the text, in hex.
func (l *fastLine) hashes(sum []byte) bool {
	now := sha256.Sum256(l.text)
	hex.Encode(l.sum[:], now[:])
	return bytes.Equal(l.sum[:], sum)
}

// keep remembers the hash for the next line.
func (l *fastLine) keep() { l.previous = append(l.previous[:0], l.members[fastHash]...) }
