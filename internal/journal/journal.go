// Package journal is the append-only record of what was done. Each line holds
// the hash of the line before it, so that no line can be changed or taken out
// without the rest ceasing to fit. A line is written in the transaction of the
// act it records: either both are there, or neither.
package journal

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strconv"
	"strings"
	"time"

	"newsdesk/internal/db"
	"newsdesk/internal/fault"
)

// Line says who did what to which thing, and which version that made.
// ActorID is a pseudonym: names and addresses of people stay out of the chain,
// so that a person can be forgotten without breaking it.
type Line struct {
	Seq       int64 `gorm:"primaryKey;autoIncrement:false"`
	At        time.Time
	Verb      string
	Kind      string
	EntryID   string
	Version   int
	ActorKind string
	ActorID   string
	SessionID string
	Digest    string // SHA-256 of the body after the act, in hex
	Note      string // the reason given
	Hash      string // SHA-256 over the previous hash and the members above, in hex
}

// TableName implements gorm's Tabler.
func (Line) TableName() string { return "journal" }

// sequence names the numbers of lines.
const sequence = "journal"

// Record writes l as the next line.
func Record(ctx context.Context, tx *db.Tx, l Line) (err error) {
	defer fault.Wrap(&err, "journal.Record(%s)", l.Verb)
	if l.Seq, err = tx.Next(ctx, sequence); err != nil {
		return err
	}
	var before string
	if err := db.Gorm(ctx, tx).Raw("SELECT hash FROM journal WHERE seq = ?", l.Seq-1).Scan(&before).Error; err != nil {
		return db.Err(err)
	}
	l.At = tx.Now
	l.Hash = l.hash(before)
	_, err = tx.Exec(ctx, `INSERT INTO journal
		(seq, at, verb, kind, entry_id, version, actor_kind, actor_id, session_id, digest, note, hash)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		l.Seq, l.At, l.Verb, l.Kind, l.EntryID, l.Version, l.ActorKind, l.ActorID, l.SessionID, l.Digest, l.Note, l.Hash)
	return err
}

// hash is the SHA-256 over the previous hash and each member, each preceded by
// its length so that no two lines share one text.
func (l Line) hash(before string) string {
	var b strings.Builder
	for _, s := range []string{
		before, strconv.FormatInt(l.Seq, 10), l.At.UTC().Format(time.RFC3339Nano), l.Verb, l.Kind, l.EntryID,
		strconv.Itoa(l.Version), l.ActorKind, l.ActorID, l.SessionID, l.Digest, l.Note,
	} {
		fmt.Fprintf(&b, "%d:%s", len(s), s)
	}
	sum := sha256.Sum256([]byte(b.String()))
	return hex.EncodeToString(sum[:])
}

// Verify reads the whole journal and returns the number of the first line that
// does not fit, or 0 when every line does.
func Verify(ctx context.Context, q db.Q) (bad int64, err error) {
	defer fault.Wrap(&err, "journal.Verify")
	const page = 1000
	var before string
	for next := int64(1); ; {
		var lines []Line
		if err := db.Gorm(ctx, q).Where("seq >= ?", next).Order("seq").Limit(page).Find(&lines).Error; err != nil {
			return 0, db.Err(err)
		}
		for _, l := range lines {
			if l.Seq != next || l.Hash != l.hash(before) {
				return next, nil
			}
			before, next = l.Hash, next+1
		}
		if len(lines) < page {
			return truncated(ctx, q, next)
		}
	}
}

// truncated reports the first missing number when lines were cut off the end.
func truncated(ctx context.Context, q db.Q, next int64) (int64, error) {
	last, err := db.Last(ctx, q, sequence)
	if err != nil || last < next {
		return 0, err
	}
	return next, nil
}
