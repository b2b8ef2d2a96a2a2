package ledger_test

import (
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"newsdesk/internal/db"
	"newsdesk/internal/fault"
	"newsdesk/internal/ident"
	"newsdesk/internal/ledger"
	"newsdesk/internal/testkit"
)

func TestTheModelsAreTheTables(t *testing.T) {
	testkit.Databases(t, func(t *testing.T, d *db.DB) {
		for _, model := range ledger.Models() {
			testkit.CheckModel(t, d, model)
		}
	})
}

func TestATransactionComesBackAsItWasBooked(t *testing.T) {
	engines(t, func(t *testing.T, b *books) {
		given := gift(1, 200_000)
		given.EffectiveAt = time.Date(2020, time.March, 24, 18, 26, 0, 123_456_789, time.FixedZone("", 7*3600))
		given.Postings[0], given.Postings[1] = given.Postings[1], given.Postings[0]
		booked := b.book(given)
		want := given
		want.EffectiveAt = time.Date(2020, time.March, 24, 11, 26, 0, 123_456_000, time.UTC)
		want.Postings = []ledger.Posting{{Account: "psp:7:card", Minor: 200_000}, {Account: "fund:7", Minor: -200_000}}
		if diff := cmp.Diff(want, booked.Transaction); diff != "" {
			t.Errorf("booked (-want +got):\n%s", diff)
		}
		if !ident.ValidNew(booked.ID) || booked.Number != 1 || !booked.BookedAt.Equal(testkit.Start()) || booked.Repeated || booked.Hash != ledger.SumOf(booked, [32]byte{}) {
			t.Errorf("got %+v, want the first of its lane", booked)
		}
		found, err := ledger.Find(t.Context(), b.d, booked.ID)
		if diff := cmp.Diff(booked, found); diff != "" || err != nil {
			t.Errorf("found (%v) (-want +got):\n%s", err, diff)
		}
		byRef, known, err := ledger.FindRef(t.Context(), b.d, given.Ref)
		if diff := cmp.Diff(booked, byRef); diff != "" || !known || err != nil {
			t.Errorf("found by its reference (%v) (-want +got):\n%s", err, diff)
		}
	})
}

func TestWhatIsNotThereIsNotFound(t *testing.T) {
	engines(t, func(t *testing.T, b *books) {
		for _, id := range []string{"", "x", ident.New(), "\x00"} {
			_, err := ledger.Find(t.Context(), b.d, id)
			wantKind(t, err, fault.NotFound, "")
			_, err = b.reverse(id, "back")
			wantKind(t, err, fault.NotFound, "")
			_, known, err := ledger.FindRef(t.Context(), b.d, id)
			if known || err != nil {
				t.Errorf("reference %q: got %t, %v", id, known, err)
			}
		}
		unknown := gift(1, 5)
		unknown.Reverses = ident.New()
		_, err := b.try(unknown)
		wantKind(t, err, fault.NotFound, "")
		b.wantExact()
	})
}

func TestI4AReferenceIsBookedOnce(t *testing.T) {
	engines(t, func(t *testing.T, b *books) {
		first := b.book(gift(1, 200_000))
		b.clock.Advance(time.Hour)
		again := b.book(gift(1, 200_000))
		if !again.Repeated || again.ID != first.ID || !again.BookedAt.Equal(first.BookedAt) {
			t.Errorf("got %+v, want what was booked first", again)
		}
		for what, change := range map[string]func(*ledger.Transaction){
			"amount":   func(t *ledger.Transaction) { t.Postings[0].Minor, t.Postings[1].Minor = 7, -7 },
			"account":  func(t *ledger.Transaction) { t.Postings[0].Account = "bank:1" },
			"currency": func(t *ledger.Transaction) { t.Currency = "USD" },
			"kind":     func(t *ledger.Transaction) { t.Kind = ledger.Matched },
			"time":     func(t *ledger.Transaction) { t.EffectiveAt = t.EffectiveAt.Add(time.Second) },
			"actor":    func(t *ledger.Transaction) { t.Actor = "provider:casso" },
			"subject":  func(t *ledger.Transaction) { t.Subject = "" },
			"reversal": func(t *ledger.Transaction) {
				t.Reverses = first.ID
				t.Postings[0].Minor, t.Postings[1].Minor = -200_000, 200_000
			},
			"one more": func(t *ledger.Transaction) {
				t.Postings = append(t.Postings, ledger.Posting{Account: "bank:1", Minor: 1}, ledger.Posting{Account: "bank:2", Minor: -1})
			},
		} {
			other := gift(1, 200_000)
			change(&other)
			_, err := b.try(other)
			if !fault.Is(err, fault.Conflict) || fault.Of(err).Text.String() != "This reference was used for another transaction" {
				t.Errorf("another %s: got %v, want a conflict", what, err)
			}
		}
		if r := b.wantExact(); r.Transactions != 1 {
			t.Errorf("got %d transactions, want 1", r.Transactions)
		}
	})
}

func TestI4TwentyBookOneReferenceAtOnce(t *testing.T) {
	engines(t, func(t *testing.T, b *books) {
		var made atomic.Int64
		together(20, func(int) {
			booked, err := b.try(gift(1, 50_000))
			if err != nil {
				t.Error(err)
			}
			if !booked.Repeated {
				made.Add(1)
			}
		})
		if r := b.wantExact(); made.Load() != 1 || r.Transactions != 1 {
			t.Errorf("%d were booked and %d are there, want 1", made.Load(), r.Transactions)
		}
	})
}

// A webhook that is refused is itself recorded, in the same transaction.
func TestWhatIsRefusedLeavesNothingAndTheTransactionGoesOn(t *testing.T) {
	engines(t, func(t *testing.T, b *books) {
		b.book(gift(1, 100))
		undone, err := b.reverse(b.book(gift(2, 100)).ID, "back-2")
		if err != nil {
			t.Fatal(err)
		}
		reused := moves(1, ledger.Gift, "psp:8:card", "fund:8", 5)
		reused.Currency = "USD" // fund:8 must not be left with it
		strange := gift(3, 5)
		strange.Currency = "USD"
		twice := undone.Transaction
		twice.Ref = "back-2-again"
		for _, refused := range []ledger.Transaction{reused, strange, twice, gift(4, 0), gift(5, 1<<63-1)} {
			err := b.d.Update(t.Context(), func(tx *db.Tx) error {
				_, err := ledger.Book(t.Context(), tx, refused)
				if !fault.Is(err, fault.Conflict) && !fault.Is(err, fault.Invalid) {
					t.Errorf("%s: got %v, want it refused", refused.Ref, err)
				}
				return nil
			})
			if err != nil {
				t.Errorf("%s: the transaction did not go on: %v", refused.Ref, err)
			}
		}
		b.book(moves(6, ledger.Gift, "psp:8:card", "fund:8", 5))
		if r := b.wantExact(); r.Transactions != 4 || r.Postings != 8 {
			t.Errorf("got %d transactions with %d postings, want 4 with 8", r.Transactions, r.Postings)
		}
	})
}

func TestAFaultNamesWhatIsWrongWithATransaction(t *testing.T) {
	engines(t, func(t *testing.T, b *books) {
		for what, c := range map[string]struct {
			change        func(*ledger.Transaction)
			pointer, code string
		}{
			"no reference":     {func(t *ledger.Transaction) { t.Ref = "" }, "/ref", "malformed"},
			"a space":          {func(t *ledger.Transaction) { t.Ref = "a b" }, "/ref", "malformed"},
			"a long reference": {func(t *ledger.Transaction) { t.Ref = strings.Repeat("a", 201) }, "/ref", "malformed"},
			"a kind":           {func(t *ledger.Transaction) { t.Kind = "present" }, "/kind", "not_allowed"},
			"a currency":       {func(t *ledger.Transaction) { t.Currency = "vnd" }, "/currency", "malformed"},
			"no time":          {func(t *ledger.Transaction) { t.EffectiveAt = time.Time{} }, "/effective_at", "out_of_range"},
			"a name":           {func(t *ledger.Transaction) { t.Actor = "Nguyễn" }, "/actor", "malformed"},
			"a long subject":   {func(t *ledger.Transaction) { t.Subject = strings.Repeat("a", 201) }, "/subject", "malformed"},
			"one posting":      {func(t *ledger.Transaction) { t.Postings = nil }, "/postings", "out_of_range"},
			"an account":       {func(t *ledger.Transaction) { t.Postings[0].Account = "fund" }, "/postings", "malformed"},
			"a capital":        {func(t *ledger.Transaction) { t.Postings[0].Account = "fund:A" }, "/postings", "malformed"},
			"an empty segment": {func(t *ledger.Transaction) { t.Postings[0].Account = "fund::a" }, "/postings", "malformed"},
			"the smallest":     {func(t *ledger.Transaction) { t.Postings[0].Minor = -1 << 63 }, "/amount", "amount_out_of_range"},
			"too much in all": {func(t *ledger.Transaction) {
				t.Postings = []ledger.Posting{{"a:1", 1<<63 - 1}, {"a:2", 1<<63 - 1}, {"a:3", 2 - 1<<63}, {"a:4", -1 << 62}, {"a:5", -1 << 62}}
			}, "/amount", "amount_out_of_range"},
			"a sum that goes round": {func(t *ledger.Transaction) {
				t.Postings = []ledger.Posting{{"a:1", -1 << 62}, {"a:2", -1 << 62}, {"a:3", -1 << 62}, {"a:4", -1 << 62}}
			}, "/amount", "amount_out_of_range"},
			"an unbalanced one": {func(t *ledger.Transaction) { t.Postings[0].Minor++ }, "/postings", "unbalanced"},
		} {
			t.Run(what, func(t *testing.T) {
				bad := gift(1, 100)
				c.change(&bad)
				_, err := b.try(bad)
				wantField(t, err, c.pointer, c.code)
			})
		}
		b.wantExact()
	})
}

func TestAReversalIsTheMirrorAndThereIsOne(t *testing.T) {
	engines(t, func(t *testing.T, b *books) {
		first := b.book(gift(1, 100))
		undone, err := b.reverse(first.ID, "back")
		if err != nil || undone.Reverses != first.ID || undone.Kind != ledger.Gift || !undone.EffectiveAt.Equal(first.EffectiveAt) {
			t.Fatalf("got %+v, %v, want the mirror", undone, err)
		}
		again, err := b.reverse(first.ID, "back")
		if err != nil || !again.Repeated || again.ID != undone.ID {
			t.Errorf("got %+v, %v, want the same again", again, err)
		}
		_, err = b.reverse(first.ID, "back-2")
		wantKind(t, err, fault.Conflict, "This transaction has been reversed")
		for _, s := range b.sums() {
			if s.Minor != 0 || s.Count != 2 {
				t.Errorf("got %+v, want nothing left", s)
			}
		}
		if _, err = b.reverse(undone.ID, "back-3"); err != nil {
			t.Errorf("a reversal cannot be reversed: %v", err)
		}
		second := b.book(gift(2, 100))
		for what, change := range map[string]func(*ledger.Transaction){
			"not turned": func(t *ledger.Transaction) { t.Postings[0].Minor, t.Postings[1].Minor = 100, -100 },
			"less":       func(t *ledger.Transaction) { t.Postings[0].Minor, t.Postings[1].Minor = -99, 99 },
			"elsewhere":  func(t *ledger.Transaction) { t.Postings[0].Account = "bank:1" },
			"a kind":     func(t *ledger.Transaction) { t.Kind = ledger.Refund },
		} {
			other := gift(3, -100)
			other.Reverses = second.ID
			change(&other)
			if _, err := b.try(other); !fault.Is(err, fault.Invalid) {
				t.Errorf("%s: got %v, want it refused", what, err)
			}
		}
		b.wantExact()
	})
}

func TestOneOfManyReversesATransaction(t *testing.T) {
	engines(t, func(t *testing.T, b *books) {
		first := b.book(gift(1, 100))
		var made atomic.Int64
		together(12, func(i int) {
			_, err := b.reverse(first.ID, "back-"+string(rune('a'+i)))
			if err == nil {
				made.Add(1)
			} else if !fault.Is(err, fault.Conflict) {
				t.Error(err)
			}
		})
		if r := b.wantExact(); made.Load() != 1 || r.Transactions != 2 {
			t.Errorf("%d reversed it and %d transactions are there, want 1 and 2", made.Load(), r.Transactions)
		}
	})
}

func TestSeveralTransactionsAreBookedAtOnce(t *testing.T) {
	engines(t, func(t *testing.T, b *books) {
		together(16, func(i int) {
			err := b.d.Update(t.Context(), func(tx *db.Tx) error {
				for n := range 5 {
					if _, err := ledger.Book(t.Context(), tx, gift(i*5+n, 10)); err != nil {
						return err
					}
				}
				return nil
			})
			if err != nil {
				t.Error(err)
			}
		})
		if r := b.wantExact(); r.Transactions != 80 || r.Head.Number != 80 {
			t.Errorf("got %d transactions and %d in the head, want 80", r.Transactions, r.Head.Number)
		}
	})
}

func TestABookingTakesTheSameStatementsHoweverManyItsPostingsAre(t *testing.T) {
	engines(t, func(t *testing.T, b *books) {
		b.book(gift(0, 1)) // the currency of the fund
		want := map[db.Engine]int{db.SQLite: 5, db.Postgres: 6}[b.d.Engine()]
		for n := 1; n <= 8; n++ {
			many := gift(n, 100)
			for i := 1; i < n; i++ {
				many.Postings = append(many.Postings, gift(n, int64(i)).Postings...)
			}
			ctx, statements := db.Counting(t.Context())
			err := b.d.Update(ctx, func(tx *db.Tx) error {
				_, err := ledger.Book(ctx, tx, many)
				return err
			})
			if err != nil || statements.N() != want {
				t.Errorf("%d postings: got %d statements, %v; want %d", 2*n, statements.N(), err, want)
			}
		}
		b.wantExact()
	})
}

func TestAmountsStopBeforeTheyOverflow(t *testing.T) {
	engines(t, func(t *testing.T, b *books) {
		most := ledger.Most(b.d)
		if b.d.Engine() == db.SQLite && most != 1<<63-1 {
			t.Errorf("an account holds %d, want all of int64", most)
		}
		err := b.d.Update(t.Context(), func(tx *db.Tx) error { // of one transaction, so in one lane
			for n, minor := range []int64{most - 5, 5} {
				if _, err := ledger.Book(t.Context(), tx, gift(n, minor)); err != nil {
					t.Errorf("%d: %v", minor, err)
				}
			}
			_, err := ledger.Book(t.Context(), tx, gift(2, 1))
			wantField(t, err, "/amount", "amount_out_of_range")
			again, err := ledger.Book(t.Context(), tx, gift(1, 5))
			if err != nil || !again.Repeated {
				t.Errorf("what was booked is refused when the books are full: %v", err)
			}
			_, err = ledger.Book(t.Context(), tx, moves(3, ledger.Refund, "fund:7", "psp:7:card", 1))
			wantField(t, err, "/amount", "amount_out_of_range") // the sums of kinds could overflow
			_, err = ledger.Reverse(t.Context(), tx, again.ID, "back", "nguoi-1")
			return err
		})
		if err != nil {
			t.Error(err)
		}
		b.wantExact()
	})
}
