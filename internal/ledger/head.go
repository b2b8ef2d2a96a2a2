package ledger

import (
	"context"
	"crypto/sha256"
	"encoding/hex"

	"newsdesk/internal/db"
	"newsdesk/internal/fault"
)

// Head is the end of the ledger at one instant. Whoever keeps one elsewhere sees
// when something that stood before it is changed or gone.
type Head struct {
	Number int64  // of transactions, in all lanes
	Hash   string // SHA-256 over the hashes at the ends of the lanes, in their order, in hex
}

// Tip is the end of one lane.
type Tip struct {
	Lane   int
	Number int64    // of its last transaction, 0 if there is none
	Hash   [32]byte // of that; zeros if there is none
}

// HeadOf returns the end of the ledger.
func HeadOf(ctx context.Context, q db.Q) (Head, error) {
	tips, err := TipsOf(ctx, q)
	return headOf(tips), err
}

// TipsOf returns the ends of the lanes at one instant, in their order. What they
// make together is the [Head] of that instant; they can be held against the ledger
// also when it has grown.
func TipsOf(ctx context.Context, q db.Q) (tips []Tip, err error) {
	defer fault.Wrap(&err, "ledger.TipsOf")
	var rows []laneRow
	if err := db.Gorm(ctx, q).Order("lane").Find(&rows).Error; err != nil {
		return nil, db.Err(err)
	}
	for _, r := range rows {
		tip := Tip{Lane: r.Lane, Number: r.Number}
		copy(tip.Hash[:], r.Hash)
		tips = append(tips, tip)
	}
	return tips, nil
}

func headOf(tips []Tip) (h Head) {
	all := make([]byte, 0, len(tips)*sha256.Size)
	for _, tip := range tips {
		h.Number += tip.Number
		all = append(all, tip.Hash[:]...)
	}
	sum := sha256.Sum256(all)
	h.Hash = hex.EncodeToString(sum[:])
	return h
}
