// Package journal is the append-only record of what was done. Each line holds
// the hash of the line before it, so that no line can be changed or taken out
// without the rest ceasing to fit. A line is written in the transaction of the
// act it records: either both are there, or neither.
//
// Personal data stands beside the chain, which holds only a salted hash of it:
// it can be erased without breaking the chain, and cannot be changed. Signed
// checkpoints, kept in the database and in a file of their own, show when the
// end of the chain was cut off or the whole of it written anew.
package journal

import (
	"context"
	"time"

	"newsdesk/internal/db"
	"newsdesk/internal/fault"
)

// Line says who did what to which thing, and which version that made.
// ActorID is a pseudonym: names of people stay out of the chain, so that a
// person can be forgotten without breaking it.
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
	Digest    string // of the body after the act, in hex; empty if there is none
	Note      string // the reason given; of a line of form 2 it is personal data
	Hash      string // SHA-256 over the previous hash and the members, in hex
	Form      int    // how the line is hashed: see the forms
	Before    string // the digest before the act; empty of what was not there
	Cause     string // the id of the request, or the name of the command or job
	Private   string // what the chain holds of the personal data, or empty for none

	// Address is the IP address the act came from. It is personal data, which
	// only the functions of this package fill in.
	Address string `gorm:"-"`
}

// TableName implements gorm's Tabler.
func (Line) TableName() string { return "journal" }

// sequence names the numbers of lines.
const sequence = "journal"

// Record writes l as the next line, with the time of the transaction. If the
// caller does not say what was before, it is what the last line about the same
// thing left.
func Record(ctx context.Context, tx *db.Tx, l Line) (err error) {
	defer fault.Wrap(&err, "journal.Record(%s)", l.Verb)
	if l.Seq, err = tx.Next(ctx, sequence); err != nil {
		return err
	}
	var last struct{ Hash, Digest string }
	err = db.Gorm(ctx, tx).Raw(`SELECT coalesce((SELECT hash FROM journal WHERE seq = ?), '') AS hash,
		coalesce((SELECT digest FROM journal WHERE entry_id = ? ORDER BY seq DESC LIMIT 1), '') AS digest`,
		l.Seq-1, l.EntryID).Scan(&last).Error
	if err != nil {
		return db.Err(err)
	}
	if l.Digest != "" && l.Before == "" {
		l.Before = last.Digest
	}
	l.At, l.Form = tx.Now, formSide
	aside := l.setAside()
	l.Hash = l.sum(last.Hash)
	if err := tx.Insert(ctx, &l); err != nil || l.Private == "" {
		return err
	}
	return tx.Insert(ctx, &aside)
}
