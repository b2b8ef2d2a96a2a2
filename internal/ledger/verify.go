package ledger

import (
	"cmp"
	"context"
	"maps"
	"runtime"
	"slices"
	"sync"

	"golang.org/x/sync/errgroup"

	"newsdesk/internal/db"
	"newsdesk/internal/fault"
)

// What can be wrong, in words that follow "transaction 7 of lane 3".
const (
	changed     = "was changed"
	missing     = "is missing"
	unbalanced  = "does not balance"
	misplaced   = "has postings of another time or order"
	uncounted   = "was added from outside"
	notTheEnd   = "is not what the lane says of its end"
	notNoted    = "is not what was noted"
	cutOff      = "and what came after it was cut off"
	notMirror   = "is not the mirror of what it reverses"
	secondTime  = "reverses what was reversed before"
	strange     = "is in another currency than the rest of its fund"
	otherSums   = "and those before it make another sum than the one that is kept"
	laneMissing = "has no lane"
)

// Fault is something in the ledger that is not as it was booked.
type Fault struct {
	Transaction string // its id, if that is known
	Lane        int
	Number      int64
	What        string // in words that follow the name of the transaction
}

// Report is what an examination found.
type Report struct {
	Transactions int64 // that were read
	Postings     int64 // of those
	Head         Head  // up to where the ledger was read
	Faults       []Fault
}

// Options say what was noted of the ledger elsewhere. Without it nobody can see
// that its end was cut off by someone who can write to the database.
type Options struct {
	// Tips were the ends of lanes at one time. The ledger must have grown from them.
	Tips []Tip
	// Head was the end of the ledger. One of many lanes can be held against it only
	// as long as nothing has been booked since: see Tips.
	Head Head
}

// Verify reads the whole ledger, up to where it ends when it begins, and returns the
// first fault of each lane: numbers that are missing, hashes that do not fit,
// postings that do not balance, funds in two currencies, reversals that are not
// mirrors, and sums that are not those of the postings. Bookings go on meanwhile.
func Verify(ctx context.Context, d *db.DB, o Options) (r Report, err error) {
	defer fault.Wrap(&err, "ledger.Verify")
	e := &examination{db: d, first: map[int]Fault{}, sums: map[int]tallies{}}
	if err := e.begin(ctx); err != nil {
		return r, err
	}
	if err := e.chains(ctx); err != nil {
		return r, err
	}
	for _, step := range []func(context.Context) error{
		e.reversals, e.currencies, e.strays, func(ctx context.Context) error { return e.noted(ctx, o) },
	} {
		if err := step(ctx); err != nil {
			return r, err
		}
	}
	e.compare()
	r = Report{Transactions: e.transactions, Postings: e.postings, Head: headOf(e.tips), Faults: []Fault{}}
	for _, lane := range slices.Sorted(maps.Keys(e.first)) {
		r.Faults = append(r.Faults, e.first[lane])
	}
	return r, nil
}

// examination is one run of Verify.
type examination struct {
	db   *db.DB
	tips []Tip            // of the instant at which it began
	kept map[int][]sumRow // the sums of that instant, by lane

	mu           sync.Mutex // of what follows, while the chains are read
	first        map[int]Fault
	sums         map[int]tallies
	undone       []reversal
	transactions int64
	postings     int64
}

// bad notes a fault, unless the lane has one before it.
func (e *examination) bad(f Fault) {
	if was, there := e.first[f.Lane]; !there || f.Number < was.Number {
		e.first[f.Lane] = f
	}
}

// snapshot reads the lanes and the sums in one statement, so that they belong
// together. A row of a lane has a hash, and counts what stands outside its numbers.
const snapshot = `SELECT l.lane, l.number AS minor, l.hash, '' AS account, '' AS kind, '' AS currency,
		(SELECT count(*) FROM ledger_transactions t WHERE t.lane = l.lane AND t.number < 1)
		+ (SELECT count(*) FROM ledger_transactions t WHERE t.lane = l.lane AND t.number > l.number)
		+ (SELECT count(*) FROM ledger_postings p WHERE p.lane = l.lane AND p.number < 1)
		+ (SELECT count(*) FROM ledger_postings p WHERE p.lane = l.lane AND p.number > l.number) AS count
		FROM ledger_lanes l
	UNION ALL SELECT lane, minor, NULL, account, kind, currency, count FROM ledger_sums`

func (e *examination) begin(ctx context.Context) error {
	var rows []struct {
		Sum  sumRow `gorm:"embedded"`
		Hash []byte
	}
	if err := db.Gorm(ctx, e.db).Raw(snapshot).Scan(&rows).Error; err != nil {
		return db.Err(err)
	}
	e.kept = map[int][]sumRow{}
	for _, r := range rows {
		if r.Hash == nil {
			e.kept[r.Sum.Lane] = append(e.kept[r.Sum.Lane], r.Sum)
			continue
		}
		tip := Tip{Lane: r.Sum.Lane, Number: r.Sum.Minor}
		copy(tip.Hash[:], r.Hash)
		e.tips = append(e.tips, tip)
		if r.Sum.Count > 0 {
			e.bad(Fault{Lane: tip.Lane, Number: tip.Number + 1, What: uncounted})
		}
	}
	slices.SortFunc(e.tips, func(a, b Tip) int { return cmp.Compare(a.Lane, b.Lane) })
	return nil
}

const (
	// segmentSize is how many transactions are read at a time: enough to make the
	// query for them cheap.
	segmentSize = 5000
	// readers is how many segments are read at once, so that some of the connections
	// for reading stay free for others.
	readers = 2
)

// chains reads every transaction of the lanes up to their tips.
func (e *examination) chains(ctx context.Context) error {
	var work []*segment
	for _, tip := range e.tips {
		e.sums[tip.Lane] = tallies{}
		for from := int64(1); from <= tip.Number; from += segmentSize {
			work = append(work, &segment{lane: tip.Lane, from: from, to: min(from+segmentSize-1, tip.Number)})
		}
	}
	next := 0
	take := func() (s *segment) {
		e.mu.Lock()
		defer e.mu.Unlock()
		if next == len(work) {
			return nil
		}
		s, work[next] = work[next], nil
		next++
		return s
	}
	g, ctx := errgroup.WithContext(ctx)
	for range min(runtime.GOMAXPROCS(0), readers) {
		g.Go(func() error {
			for s := take(); s != nil; s = take() {
				if err := s.check(ctx, e.db); err != nil {
					return err
				}
				e.give(s)
			}
			return nil
		})
	}
	return g.Wait()
}

// give takes over what a segment found.
func (e *examination) give(s *segment) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.transactions += s.transactions
	e.postings += s.postings
	e.undone = append(e.undone, s.undone...)
	e.sums[s.lane].merge(s.sums)
	if s.bad.What != "" {
		e.bad(s.bad)
	}
	if tip := e.tipOf(s.lane); s.to == tip.Number && s.bad.What == "" && s.previous != tip.Hash {
		e.bad(Fault{Lane: s.lane, Number: s.to, Transaction: s.last, What: notTheEnd})
	}
}

func (e *examination) tipOf(lane int) Tip {
	for _, tip := range e.tips {
		if tip.Lane == lane {
			return tip
		}
	}
	return Tip{Lane: lane}
}
