package ledger_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"newsdesk/internal/db"
	"newsdesk/internal/fault"
	"newsdesk/internal/ledger"
)

// storm is many who book at once, and what must be in the books after.
type storm struct {
	*books

	mu     sync.Mutex
	made   map[string]string             // the ids of what was booked, by reference
	asked  map[string]ledger.Transaction // what was asked for, by those ids
	others map[string][]ledger.Transaction
	ids    []string
	undone map[string]string // which reversed which
}

func TestF27ThousandsBookAndTheBooksAreExact(t *testing.T) {
	engines(t, func(t *testing.T, b *books) {
		operations := 4096
		if testing.Short() {
			operations = 1024
		}
		runStorm(t, b, operations)
	})
}

func TestF27AMillionBookAndTheBooksAreExact(t *testing.T) {
	if os.Getenv("NEWSDESK_LONG") != "1" {
		t.Skip("NEWSDESK_LONG=1 runs it: it takes many minutes")
	}
	engines(t, func(t *testing.T, b *books) { runStorm(t, b, 1_000_000) })
}

func runStorm(t *testing.T, b *books, operations int) {
	t.Helper()
	const workers = 64
	s := &storm{books: b, made: map[string]string{}, asked: map[string]ledger.Transaction{}, others: map[string][]ledger.Transaction{}, undone: map[string]string{}}
	ctx, stop := context.WithCancel(t.Context())
	watched := make(chan int, 1)
	go func() { watched <- s.watch(ctx) }()
	together(workers, func(w int) {
		dice := rand.New(rand.NewPCG(27, uint64(w)))
		for range operations / workers {
			s.operate(dice)
		}
	})
	stop()
	if looks := <-watched; looks == 0 {
		t.Error("nobody looked at the books meanwhile")
	}
	s.settle()
}

// watch looks at the books until ctx ends, and returns how often.
func (s *storm) watch(ctx context.Context) (looks int) {
	for ; ctx.Err() == nil; looks++ {
		sums, err := ledger.Sums(s.t.Context(), s.d)
		if err != nil {
			s.t.Error(err)
		}
		balance := map[string]int64{}
		for _, sum := range sums {
			balance[sum.Currency] += sum.Minor
		}
		for currency, minor := range balance {
			if minor != 0 {
				s.t.Errorf("debits and credits in %s differ by %d", currency, minor)
			}
		}
		if r, err := ledger.Verify(s.t.Context(), s.d, ledger.Options{}); err != nil || len(r.Faults) > 0 {
			s.t.Errorf("meanwhile the books have the faults %+v (%v)", r.Faults, err)
		}
	}
	return looks
}

// operate does one thing at random.
func (s *storm) operate(dice *rand.Rand) {
	switch n := dice.IntN(100); {
	case n < 55:
		s.announce(s.invent(dice, dice.IntN(1<<29)))
	case n < 75: // what is announced again, or something else in its name
		s.announce(s.invent(dice, dice.IntN(200)))
	case n < 90:
		s.undo(dice)
	default:
		s.overflow(dice)
	}
}

// invent makes a transaction. Its reference says what it is, but for one of five.
func (s *storm) invent(dice *rand.Rand, n int) ledger.Transaction {
	if dice.IntN(5) > 0 {
		dice = rand.New(rand.NewPCG(7, uint64(n)))
	}
	campaign := dice.IntN(8)
	fund, psp := ledger.Account(fmt.Sprintf("fund:%d", campaign)), ledger.Account(fmt.Sprintf("psp:%d:card", campaign))
	t := moves(n, ledger.Gift, psp, fund, 1+dice.Int64N(1_000_000_000))
	t.Currency = []string{"VND", "USD"}[campaign%2]
	switch dice.IntN(6) {
	case 0:
		t.Kind = ledger.Refund
		t.Postings[0].Account, t.Postings[1].Account = fund, psp
	case 1: // split between two funds
		other := ledger.Account(fmt.Sprintf("fund:%d", (campaign+2)%8))
		t.Postings = append(t.Postings, ledger.Posting{Account: fund, Minor: 1}, ledger.Posting{Account: other, Minor: -1})
	case 2:
		t.Kind = ledger.Payout
		t.Postings[0].Account, t.Postings[1].Account = "bank:1", psp
	}
	return t
}

// announce books t and holds the answer to those before.
func (s *storm) announce(t ledger.Transaction) {
	b, err := s.try(t)
	s.mu.Lock()
	defer s.mu.Unlock()
	switch was, known := s.made[t.Ref]; {
	case fault.Is(err, fault.Conflict):
		s.others[t.Ref] = append(s.others[t.Ref], t)
	case err != nil:
		s.t.Errorf("%s: %v", t.Ref, err)
	case known && was != b.ID:
		s.t.Errorf("%s was booked as %s and as %s", t.Ref, was, b.ID)
	case !known: // whoever was first may answer later
		s.made[t.Ref], s.asked[b.ID] = b.ID, t
		s.ids = append(s.ids, b.ID)
	}
}

// undo reverses something that was booked.
func (s *storm) undo(dice *rand.Rand) {
	s.mu.Lock()
	if len(s.ids) == 0 {
		s.mu.Unlock()
		return
	}
	id := s.ids[dice.IntN(len(s.ids))]
	s.mu.Unlock()
	ref := fmt.Sprintf("back-%s-%d", id, dice.IntN(3))
	b, err := s.reverse(id, ref)
	s.mu.Lock()
	defer s.mu.Unlock()
	by, known := s.undone[id]
	switch {
	case fault.Is(err, fault.Conflict):
	case err != nil:
		s.t.Errorf("%s: %v", ref, err)
	case known && by != b.ID:
		s.t.Errorf("%s was reversed by %s and by %s", id, by, b.ID)
	case !known:
		mirror := s.asked[id]
		mirror.Postings = slices.Clone(mirror.Postings)
		for i := range mirror.Postings {
			mirror.Postings[i].Minor *= -1
		}
		s.undone[id], s.made[ref], s.asked[b.ID] = b.ID, b.ID, mirror
		s.ids = append(s.ids, b.ID)
	}
}

// overflow tries what no account can hold.
func (s *storm) overflow(dice *rand.Rand) {
	t := moves(dice.IntN(1<<29), ledger.Reported, "portal:1", "fund:1", 1<<63-1-dice.Int64N(1000))
	t.Ref, t.Currency = "huge-"+t.Ref, "USD"
	t.Postings = append(t.Postings, ledger.Posting{Account: "memo:1", Minor: 1001}, ledger.Posting{Account: "memo_fund:1", Minor: -1001})
	if _, err := s.try(t); !fault.Is(err, fault.Invalid) || fault.Of(err).Fields[0].Code != "amount_out_of_range" {
		s.t.Errorf("%s: got %v, want it refused", t.Ref, err)
	}
}

// settle holds the books to what the model says.
func (s *storm) settle() {
	type key struct {
		account  ledger.Account
		kind     ledger.Kind
		currency string
	}
	model, count, postings := map[key]int64{}, map[key]int64{}, int64(0)
	for _, b := range s.asked {
		for _, p := range b.Postings {
			k := key{p.Account, b.Kind, b.Currency}
			model[k] += p.Minor
			count[k]++
			postings++
		}
	}
	got, gotCount := map[key]int64{}, map[key]int64{}
	for _, sum := range s.sums() {
		k := key{sum.Account, sum.Kind, sum.Currency}
		got[k], gotCount[k] = sum.Minor, sum.Count
	}
	if diff := cmp.Diff(fmt.Sprint(model, count), fmt.Sprint(got, gotCount)); diff != "" {
		s.t.Errorf("sums (-model +ledger):\n%s", diff)
	}
	if r := s.wantExact(); r.Transactions != int64(len(s.made)) || r.Postings != postings {
		s.t.Errorf("got %d transactions with %d postings, want %d with %d", r.Transactions, r.Postings, len(s.made), postings)
	}
	conflicts := 0
	for ref, others := range s.others {
		was, known := s.made[ref]
		for _, o := range others {
			if conflicts++; !known || cmp.Equal(s.asked[was], o) {
				s.t.Errorf("%s was refused, and nothing else was booked in its name", ref)
			}
		}
	}
	if len(s.undone) == 0 || conflicts == 0 {
		s.t.Errorf("%d were reversed and %d refused, want some of each", len(s.undone), conflicts)
	}
	s.t.Logf("%s: %d transactions, %d reversals, %d conflicts", s.d.Engine(), len(s.made), len(s.undone), conflicts)
	var short, long int64
	if err := db.Gorm(s.t.Context(), s.d).Raw("SELECT min(number) FROM ledger_lanes").Scan(&short).Error; err != nil {
		s.t.Error(err)
	}
	if err := db.Gorm(s.t.Context(), s.d).Raw("SELECT max(number) FROM ledger_lanes").Scan(&long).Error; err != nil {
		s.t.Error(err)
	}
	if long > 4*short {
		s.t.Errorf("one lane has %d transactions and another %d", long, short)
	}
}
