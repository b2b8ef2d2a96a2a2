package ledger_test

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"newsdesk/internal/db"
	"newsdesk/internal/fault"
	"newsdesk/internal/ledger"
	"newsdesk/internal/testkit"
)

// books is a ledger of a test.
type books struct {
	t     testing.TB
	d     *db.DB
	clock *testkit.Clock
}

// engines runs f with new books on each engine.
func engines(t *testing.T, f func(*testing.T, *books)) {
	t.Helper()
	testkit.Engines(t, func(t *testing.T, engine db.Engine) {
		t.Helper()
		f(t, newBooks(t, engine))
	})
}

func newBooks(t testing.TB, engine db.Engine) *books {
	t.Helper()
	clock := testkit.NewClock(testkit.Start())
	return &books{t: t, d: testkit.Open(t, engine, clock), clock: clock}
}

// gift is money that came through a provider. Its number names it.
func gift(n int, minor int64) ledger.Transaction {
	return moves(n, ledger.Gift, "psp:7:card", "fund:7", minor)
}

// moves debits one account and credits another.
func moves(n int, kind ledger.Kind, debit, credit ledger.Account, minor int64) ledger.Transaction {
	return ledger.Transaction{
		Ref: fmt.Sprintf("ref-%d", n), Kind: kind, Currency: "VND", EffectiveAt: testkit.Start().Add(-time.Duration(n) * time.Second),
		Actor: "provider:sepay", Subject: fmt.Sprintf("donation-%d", n),
		Postings: []ledger.Posting{{Account: debit, Minor: minor}, {Account: credit, Minor: -minor}},
	}
}

func (b *books) try(t ledger.Transaction) (booked ledger.Booked, err error) {
	err = b.d.Update(b.t.Context(), func(tx *db.Tx) error {
		booked, err = ledger.Book(b.t.Context(), tx, t)
		return err
	})
	return booked, err
}

// book ends the test if t cannot be booked.
func (b *books) book(t ledger.Transaction) ledger.Booked {
	b.t.Helper()
	booked, err := b.try(t)
	if err != nil {
		b.t.Fatalf("book: %v", err)
	}
	return booked
}

func (b *books) reverse(id, ref string) (booked ledger.Booked, err error) {
	err = b.d.Update(b.t.Context(), func(tx *db.Tx) error {
		booked, err = ledger.Reverse(b.t.Context(), tx, id, ref, "nguoi-1")
		return err
	})
	return booked, err
}

// write runs statements past the program, and returns what the database says.
func (b *books) write(statements ...string) error {
	return b.d.Update(b.t.Context(), func(tx *db.Tx) error {
		for _, sql := range statements {
			if _, err := tx.Exec(b.t.Context(), sql); err != nil {
				return err
			}
		}
		return nil
	})
}

func (b *books) sums(accounts ...ledger.Account) []ledger.Sum {
	b.t.Helper()
	sums, err := ledger.Sums(b.t.Context(), b.d, accounts...)
	if err != nil {
		b.t.Fatal(err)
	}
	return sums
}

// wantExact fails unless the sums that are kept are those of the postings, and
// Verify finds nothing.
func (b *books) wantExact() ledger.Report {
	b.t.Helper()
	counted, err := ledger.Recount(b.t.Context(), b.d)
	if diff := cmp.Diff(counted, b.sums()); diff != "" || err != nil {
		b.t.Errorf("sums (%v) (-postings +kept):\n%s", err, diff)
	}
	return b.wantFaults()
}

// wantFaults fails unless Verify finds the faults, by their numbers and words.
func (b *books) wantFaults(want ...ledger.Fault) ledger.Report {
	b.t.Helper()
	return b.verify(ledger.Options{}, want...)
}

func (b *books) verify(o ledger.Options, want ...ledger.Fault) ledger.Report {
	b.t.Helper()
	r, err := ledger.Verify(b.t.Context(), b.d, o)
	if err != nil {
		b.t.Fatal(err)
	}
	got := make([]ledger.Fault, len(r.Faults))
	for i, f := range r.Faults {
		got[i] = ledger.Fault{Lane: f.Lane, Number: f.Number, What: f.What}
	}
	if diff := cmp.Diff(append([]ledger.Fault{}, want...), got); diff != "" {
		b.t.Errorf("faults (-want +got):\n%s", diff)
	}
	return r
}

// together has n goroutines do f at once.
func together(n int, f func(i int)) {
	var group sync.WaitGroup
	for i := range n {
		group.Go(func() { f(i) })
	}
	group.Wait()
}

func wantKind(t testing.TB, err error, want fault.Kind, says string) {
	t.Helper()
	if !fault.Is(err, want) || says != "" && fault.Of(err).Text.String() != says {
		t.Errorf("got %v, want a fault of kind %d that says %q", err, want, says)
	}
}

// wantField fails unless err is about one place in the content.
func wantField(t testing.TB, err error, pointer, code string) {
	t.Helper()
	fields := fault.Of(err).Fields
	if !fault.Is(err, fault.Invalid) || len(fields) != 1 || fields[0].Name != pointer || fields[0].Code != code {
		t.Errorf("got %v, want the fault %s at %s alone", err, code, pointer)
	}
}
