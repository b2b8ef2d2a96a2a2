package journal

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"time"

	"newsdesk/internal/db"
	"newsdesk/internal/fault"
)

// Private is the personal data of one line, beside the chain.
type Private struct {
	Seq     int64  `gorm:"primaryKey;autoIncrement:false"`
	Salt    string // 16 random bytes in hex; without them the hash in the chain says nothing
	Address string
	Note    string
}

// TableName implements gorm's Tabler.
func (Private) TableName() string { return "journal_private" }

const saltBytes = 16

// setAside takes the personal data out of the line and leaves its hash there.
func (l *Line) setAside() Private {
	if l.Address == "" && l.Note == "" {
		l.Private = ""
		return Private{}
	}
	salt := make([]byte, saltBytes)
	_, _ = rand.Read(salt) // it never fails
	p := Private{Seq: l.Seq, Salt: hex.EncodeToString(salt), Address: l.Address, Note: l.Note}
	l.Private, l.Note = p.sum(), ""
	return p
}

// sum is what the chain holds of p: the SHA-256 over its members, in hex.
func (p *Private) sum() string {
	text := append([]byte(p.Salt), ':')
	return sumOf(appendText(appendText(text, p.Address), p.Note))
}

// asidesOf returns what is left of the personal data of some lines, by number.
func asidesOf(ctx context.Context, q db.Q, seqs []int64) (map[int64]Private, error) {
	kept := map[int64]Private{}
	if len(seqs) == 0 {
		return kept, nil
	}
	var rows []Private
	if err := db.Gorm(ctx, q).Find(&rows, "seq IN ?", seqs).Error; err != nil {
		return nil, db.Err(err)
	}
	for _, p := range rows {
		kept[p.Seq] = p
	}
	return kept, nil
}

// recall puts the personal data back into lines, as far as it is there.
func recall(ctx context.Context, q db.Q, lines []Line) error {
	kept, err := asidesOf(ctx, q, numbers(lines))
	for i := range lines {
		if p, ok := kept[lines[i].Seq]; ok {
			lines[i].Address, lines[i].Note = p.Address, p.Note
		}
	}
	return err
}

// Erased reports whether a line that was read by List or Each had personal data
// that is gone.
func (l *Line) Erased() bool { return l.Private != "" && l.Address == "" && l.Note == "" }

// Forget erases the addresses and notes of everything that one actor did, and
// returns of how many lines. The chain still fits. A note of a line of form 1
// is a part of the chain and stays.
func Forget(ctx context.Context, tx *db.Tx, actorID string) (n int64, err error) {
	defer fault.Wrap(&err, "journal.Forget")
	return tx.Exec(ctx, "DELETE FROM journal_private WHERE seq IN (SELECT seq FROM journal WHERE actor_id = ?)", actorID)
}

// ForgetBefore erases the addresses and notes of what was done before t, and
// returns of how many lines. The chain still fits.
func ForgetBefore(ctx context.Context, tx *db.Tx, t time.Time) (n int64, err error) {
	defer fault.Wrap(&err, "journal.ForgetBefore")
	return tx.Exec(ctx, "DELETE FROM journal_private WHERE seq IN (SELECT seq FROM journal WHERE at < ?)", t)
}
