package journal

import (
	"cmp"
	"context"
	"crypto/ed25519"
	"crypto/hkdf"
	"crypto/sha256"
	"encoding/base64"
	"slices"
	"strconv"
	"time"

	"newsdesk/internal/db"
	"newsdesk/internal/fault"
)

// Checkpoint vouches for the journal up to one line: nothing before it can be
// changed any more without its hash being another. In JSON it is a line of the
// file of checkpoints.
type Checkpoint struct {
	Seq       int64     `gorm:"primaryKey;autoIncrement:false" json:"seq"`
	Hash      string    `json:"hash"`      // of that line
	At        time.Time `json:"at"`        // when it was signed
	Signature string    `json:"signature"` // Ed25519 (RFC 8032) over the members above, in base64
}

// TableName implements gorm's Tabler.
func (Checkpoint) TableName() string { return "checkpoints" }

// Key derives the key that signs checkpoints from the master secret of an
// installation (RFC 5869). The secret needs at least 16 bytes.
func Key(secret []byte) ed25519.PrivateKey {
	seed, err := hkdf.Key(sha256.New, secret, nil, "newsdesk journal checkpoints", ed25519.SeedSize)
	if err != nil {
		panic(err) // cannot happen: the length is within what HKDF gives
	}
	return ed25519.NewKeyFromSeed(seed)
}

// PublicKey is the key that signatures with Key(secret) are checked with.
func PublicKey(secret []byte) ed25519.PublicKey { return publicOf(Key(secret)) }

func publicOf(key ed25519.PrivateKey) ed25519.PublicKey {
	return ed25519.PublicKey(key[ed25519.PrivateKeySize-ed25519.PublicKeySize:])
}

// text is what is signed. Its first words keep the signature from meaning
// anything elsewhere.
func (c Checkpoint) text() []byte {
	text := appendText([]byte("newsdesk journal checkpoint 1|"), strconv.FormatInt(c.Seq, 10))
	text = appendText(text, c.Hash)
	return appendText(text, strconv.FormatInt(c.At.UnixMicro(), 10))
}

func (c Checkpoint) sign(key ed25519.PrivateKey) Checkpoint {
	c.Signature = base64.StdEncoding.EncodeToString(ed25519.Sign(key, c.text()))
	return c
}

// signed reports whether c has the signature of the owner of key.
func (c Checkpoint) signed(key ed25519.PublicKey) bool {
	signature, err := base64.StdEncoding.DecodeString(c.Signature)
	return err == nil && ed25519.Verify(key, c.text(), signature)
}

// Checkpoints returns up to limit checkpoints of the database from after the
// one of a line, or from the first if that is 0; with desc newest first.
func Checkpoints(ctx context.Context, q db.Q, after int64, desc bool, limit int) (list []Checkpoint, err error) {
	defer fault.Wrap(&err, "journal.Checkpoints")
	page := Filter{AfterSeq: after, Desc: desc, Limit: limit}
	err = db.Err(page.apply(db.Gorm(ctx, q)).Find(&list).Error)
	return list, err
}

// CountCheckpoints returns how many checkpoints the database has.
func CountCheckpoints(ctx context.Context, q db.Q) (n int64, err error) {
	defer fault.Wrap(&err, "journal.CountCheckpoints")
	err = db.Err(db.Gorm(ctx, q).Model(&Checkpoint{}).Count(&n).Error)
	return n, err
}

// Proof is what the journal is held against besides itself.
type Proof struct {
	Key  ed25519.PublicKey // who signs checkpoints; without it their signatures are not looked at
	Kept []Checkpoint      // that were kept outside the database
}

// hold finds the first checkpoint that is false or that the journal, whose last
// line has the number there, does not fit. It counts the checkpoints.
func (p Proof) hold(ctx context.Context, q db.Q, there int64) (bad Finding, n int, err error) {
	var all []Checkpoint
	if err := db.Gorm(ctx, q).Order("seq").Find(&all).Error; err != nil {
		return bad, 0, db.Err(err)
	}
	all = append(all, p.Kept...)
	slices.SortStableFunc(all, func(a, b Checkpoint) int { return cmp.Compare(a.Seq, b.Seq) })
	all = slices.CompactFunc(all, Checkpoint.same)
	since := int64(1)
	for some := range slices.Chunk(all, checkpointsAtOnce) {
		hashes, err := hashesOf(ctx, q, some)
		if err != nil {
			return bad, len(all), err
		}
		for _, c := range some {
			if bad := p.judge(c, hashes, there); bad.What != Nothing {
				bad.Since = min(since, bad.Seq)
				return bad, len(all), nil
			}
			since = c.Seq + 1
		}
	}
	return bad, len(all), nil
}

const checkpointsAtOnce = 500

func (p Proof) judge(c Checkpoint, hashes map[int64]string, there int64) Finding {
	hash, found := hashes[c.Seq]
	switch {
	case len(p.Key) > 0 && !c.signed(p.Key):
		return Finding{Seq: c.Seq, What: Forged}
	case !found && c.Seq > there:
		return Finding{Seq: there + 1, What: CutOff}
	case found && hash != c.Hash:
		return Finding{Seq: c.Seq, What: Misfit}
	}
	return Finding{} // a line that is missing in the middle is the chain's to find
}

// hashesOf returns the stored hashes of the lines that checkpoints speak of.
func hashesOf(ctx context.Context, q db.Q, some []Checkpoint) (map[int64]string, error) {
	seqs := make([]int64, len(some))
	for i, c := range some {
		seqs[i] = c.Seq
	}
	var lines []Line
	err := db.Gorm(ctx, q).Select("seq", "hash").Find(&lines, "seq IN ?", seqs).Error
	hashes := make(map[int64]string, len(lines))
	for _, l := range lines {
		hashes[l.Seq] = l.Hash
	}
	return hashes, db.Err(err)
}

func (c Checkpoint) same(other Checkpoint) bool {
	return c.Seq == other.Seq && c.Hash == other.Hash && c.Signature == other.Signature && c.At.Equal(other.At)
}
