package journal

import (
	"context"
	"crypto/ed25519"
	"fmt"
	"sync"
	"time"

	"newsdesk/internal/db"
	"newsdesk/internal/fault"
)

// When a checkpoint is due.
const (
	checkpointLines = 1000            // since the last one
	checkpointAge   = 5 * time.Minute // of the last one, if anything is new
	checkpointLook  = time.Second     // how often that is looked at
)

// Checkpointer signs checkpoints into the database and into a file.
type Checkpointer struct {
	db   *db.DB
	key  ed25519.PrivateKey
	path string

	mu   sync.Mutex
	last Checkpoint // the newest, once it was looked up; its Seq is 0 if there is none
	read bool
}

// FileName is what the file of checkpoints is called in the data directory.
const FileName = "checkpoints.jsonl"

// NewCheckpointer returns what signs checkpoints of d with key and keeps them
// in the file at path too. The file is of use as long as whoever can write to
// the database cannot write to it: put it, or copies of it, elsewhere.
func NewCheckpointer(d *db.DB, key ed25519.PrivateKey, path string) *Checkpointer {
	return &Checkpointer{db: d, key: key, path: path}
}

// Public is the key that the signatures are checked with.
func (c *Checkpointer) Public() ed25519.PublicKey { return publicOf(c.key) }

// Path is where the file of checkpoints is.
func (c *Checkpointer) Path() string { return c.path }

// Run signs a checkpoint whenever one is due, until ctx ends. What fails is
// told to failed and tried again after some minutes.
func (c *Checkpointer) Run(ctx context.Context, failed func(error)) {
	look := time.NewTicker(checkpointLook)
	defer look.Stop()
	for {
		wait := checkpointLook
		if _, err := c.Look(ctx); err != nil && ctx.Err() == nil {
			failed(err)
			wait = checkpointAge
		}
		look.Reset(wait)
		select {
		case <-ctx.Done():
			return
		case <-look.C:
		}
	}
}

// Look signs a checkpoint if one is due, and reports whether it did.
func (c *Checkpointer) Look(ctx context.Context) (signed bool, err error) {
	defer fault.Wrap(&err, "journal.Look")
	c.mu.Lock()
	defer c.mu.Unlock()
	end, err := c.end(ctx)
	if err != nil || end == c.last.Seq {
		return false, err
	}
	if end < c.last.Seq+checkpointLines && c.db.Now().Sub(c.last.At) < checkpointAge {
		return false, nil
	}
	return true, c.sign(ctx, end)
}

// Sign signs a checkpoint now if there is a line that none vouches for, and
// returns the newest.
func (c *Checkpointer) Sign(ctx context.Context) (newest Checkpoint, err error) {
	defer fault.Wrap(&err, "journal.Sign")
	c.mu.Lock()
	defer c.mu.Unlock()
	end, err := c.end(ctx)
	if err == nil && end != c.last.Seq {
		err = c.sign(ctx, end)
	}
	return c.last, err
}

// end is the number of the last line. It looks up the newest checkpoint, which
// may be another process's.
func (c *Checkpointer) end(ctx context.Context) (int64, error) {
	if !c.read {
		kept, err := ReadFile(c.path)
		if err != nil {
			return 0, err
		}
		for _, k := range kept {
			c.meet(k)
		}
		c.read = true
	}
	newest, err := Checkpoints(ctx, c.db, 0, true, 1)
	if err != nil {
		return 0, err
	}
	for _, n := range newest {
		c.meet(n)
	}
	return db.Last(ctx, c.db, sequence)
}

// meet takes k as the newest checkpoint if it is ours and newer.
func (c *Checkpointer) meet(k Checkpoint) {
	if k.Seq > c.last.Seq && k.signed(c.Public()) {
		c.last = k
	}
}

// sign vouches for the lines up to end, after it has seen that they follow from
// those that were vouched for before. So a rewritten journal gets no checkpoint.
func (c *Checkpointer) sign(ctx context.Context, end int64) error {
	if end < c.last.Seq {
		return fmt.Errorf("the journal ends with line %d, and there is a checkpoint of line %d", end, c.last.Seq)
	}
	r, err := examine(ctx, c.db, c.last.Seq+1, end)
	if err != nil {
		return err
	}
	hashes, err := hashesOf(ctx, c.db, []Checkpoint{c.last, {Seq: end}})
	if err != nil {
		return err
	}
	if hashes[c.last.Seq] != c.last.Hash {
		r.worse(Finding{Seq: c.last.Seq, What: Misfit, Since: 1})
	}
	if r.First.What != Nothing {
		return fmt.Errorf("no checkpoint is signed: %s", r.First)
	}
	return c.keep(ctx, Checkpoint{Seq: end, Hash: hashes[end], At: c.db.Now()}.sign(c.key))
}

// keep writes the file first: that is the copy which matters when the database
// is not to be trusted.
func (c *Checkpointer) keep(ctx context.Context, k Checkpoint) error {
	if err := keep(c.path, k); err != nil {
		return err
	}
	c.last = k
	return c.db.Update(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, `INSERT INTO checkpoints (seq, hash, at, signature) VALUES (?, ?, ?, ?)
			ON CONFLICT (seq) DO NOTHING`, k.Seq, k.Hash, k.At, k.Signature)
		return err
	})
}
