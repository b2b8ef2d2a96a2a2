package journal

import (
	"context"
	"fmt"
	"runtime"
	"sync"

	"golang.org/x/sync/errgroup"

	"newsdesk/internal/db"
	"newsdesk/internal/fault"
)

// What says in which way a line is bad.
type What uint8

// The ways. The zero value is none.
const (
	Nothing        What = iota
	Changed             // the line does not fit its hash and the one before
	Missing             // there is no line of this number, and there are later ones
	CutOff              // this line and all later ones are gone
	Uncounted           // the line was never handed its number
	PrivateChanged      // the personal data is not what the chain promises
	Misfit              // the line is not the one that was signed
	Forged              // the signature of the checkpoint is not of our key
)

// String says it in words, to follow "line 7".
func (w What) String() string {
	switch w {
	case Changed:
		return "was changed"
	case Missing:
		return "is missing"
	case CutOff:
		return "and everything after it was cut off"
	case Uncounted:
		return "was added from outside"
	case PrivateChanged:
		return "has another address or note than was recorded"
	case Misfit:
		return "is not the line that was signed"
	case Forged:
		return "has a checkpoint with a false signature"
	case Nothing:
	}
	return "fits"
}

// Finding names a bad line and says what is wrong with it.
type Finding struct {
	Seq  int64
	What What
	// Since is, with Misfit, the first line that may have been written anew:
	// the one after the last checkpoint that fits.
	Since int64
}

// String names the line and says what is wrong with it.
func (f Finding) String() string {
	if f.What == Misfit {
		return fmt.Sprintf("line %d %s: what was written from line %d on is in doubt", f.Seq, f.What, f.Since)
	}
	return fmt.Sprintf("line %d %s", f.Seq, f.What)
}

// Report is what an examination found.
type Report struct {
	Good        int64   // lines before the first bad one
	Checkpoints int     // that were held against the lines
	Erased      int64   // lines whose personal data is gone, as the law may want it
	First       Finding // the first bad line; its What is Nothing when all is well
}

// Examine reads the whole journal and finds the first line that is not as it
// was written. The checkpoints of the database and those of p, which were kept
// elsewhere, are held against it too: without the latter, whoever can write to
// the database can cut off the end of the journal unseen.
func Examine(ctx context.Context, d *db.DB, p Proof) (r Report, err error) {
	defer fault.Wrap(&err, "journal.Examine")
	ends, err := endsOf(ctx, d)
	if err != nil {
		return r, err
	}
	r, err = examine(ctx, d, 1, ends.counted)
	if err != nil {
		return r, err
	}
	if r.First.What == Missing && r.First.Seq > ends.there {
		r.First.What = CutOff
	}
	if ends.there > ends.counted {
		r.worse(Finding{Seq: ends.counted + 1, What: Uncounted})
	}
	found, n, err := p.hold(ctx, d, ends.there)
	r.worse(found)
	r.Good, r.Checkpoints = ends.counted, n
	if r.First.What != Nothing {
		r.Good = min(r.First.Seq-1, ends.counted)
	}
	return r, err
}

// Verify returns the number of the first bad line, or 0 when every line fits
// the others. It knows of no checkpoints but those of the database, and does
// not ask who signed them: see Examine.
func Verify(ctx context.Context, d *db.DB) (bad int64, err error) {
	r, err := Examine(ctx, d, Proof{})
	return r.First.Seq, err
}

// worse keeps the finding of the earlier line.
func (r *Report) worse(f Finding) {
	if f.What != Nothing && (r.First.What == Nothing || f.Seq < r.First.Seq) {
		r.First = f
	}
}

// ends are the numbers of the last line that is there, and of the last that was
// handed out. The first is read first, because the journal grows meanwhile.
type ends struct{ there, counted int64 }

func endsOf(ctx context.Context, q db.Q) (e ends, err error) {
	if err := db.Gorm(ctx, q).Raw("SELECT coalesce(max(seq), 0) FROM journal").Scan(&e.there).Error; err != nil {
		return e, db.Err(err)
	}
	e.counted, err = db.Last(ctx, q, sequence)
	return e, err
}

// segmentLines is how many lines one worker checks at a time: enough to make
// the query for them cheap, few enough to stop soon after a bad line.
const segmentLines = 5000

// examine checks the lines from one number to another, both included, on every
// processor.
func examine(ctx context.Context, d *db.DB, from, to int64) (r Report, err error) {
	var mu sync.Mutex
	next := from
	take := func() (s *segment) {
		mu.Lock()
		defer mu.Unlock()
		if next > to || r.First.What != Nothing {
			return nil
		}
		s = &segment{from: next, to: min(next+segmentLines-1, to)}
		next = s.to + 1
		return s
	}
	give := func(s *segment) {
		mu.Lock()
		defer mu.Unlock()
		r.worse(s.bad)
		r.Erased += s.erased
	}
	g, ctx := errgroup.WithContext(ctx)
	for range min(runtime.GOMAXPROCS(0), readers) {
		g.Go(func() error {
			for s := take(); s != nil; s = take() {
				if err := s.check(ctx, d); err != nil {
					return err
				}
				give(s)
			}
			return nil
		})
	}
	return r, g.Wait()
}

// readers is how many segments are read at once, so that some of the
// connections for reading stay free for others.
const readers = 2
