package ledger_test

import (
	"crypto/sha256"
	"math/big"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"newsdesk/internal/db"
	"newsdesk/internal/ledger"
)

func TestSumsAreExactWhereverInt64EndsOnTheWay(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		minors := rapid.SliceOf(rapid.OneOf(rapid.Int64(), rapid.Int64Range(-9, 9), rapid.Just[int64](1<<63-1), rapid.Just[int64](-1<<63))).Draw(r, "minors")
		want := new(big.Int)
		for _, minor := range minors {
			want.Add(want, big.NewInt(minor))
		}
		got, fits := ledger.Total(minors)
		if fits != want.IsInt64() || fits && got != want.Int64() {
			r.Errorf("got %d, %t, want %s", got, fits, want)
		}
	})
}

// Both engines add up in halves too, in whatever order they come upon the rows.
func TestRecountBearsAmountsThatPassInt64OnTheWay(t *testing.T) {
	engines(t, func(t *testing.T, b *books) {
		half := ledger.Most(b.d)/2 + 1
		for n := range 6 { // back and forth, so that all debits together are more than int64 holds
			booked := b.book(moves(n, ledger.Reported, "portal:7", "fund:7", half))
			if _, err := b.reverse(booked.ID, "back-"+booked.Ref); err != nil {
				t.Fatal(err)
			}
		}
		b.wantExact()
	})
}

// aTransaction draws one that can be booked.
func aTransaction() *rapid.Generator[ledger.Transaction] {
	return rapid.Custom(func(r *rapid.T) ledger.Transaction {
		t := gift(rapid.IntRange(0, 1<<30).Draw(r, "n"), 1)
		t.Ref = rapid.StringMatching(`[!-~]{1,200}`).Draw(r, "ref")
		t.Subject = rapid.StringMatching(`[!-~]{0,200}`).Draw(r, "subject")
		t.Actor = rapid.StringMatching(`[!-~]{1,200}`).Draw(r, "actor")
		t.Kind = rapid.SampledFrom(ledger.Kinds()).Draw(r, "kind")
		t.Postings = nil
		account := rapid.StringMatching(`(fund|bank|psp)(:[a-z0-9_.-]{1,40}){1,4}`)
		for range rapid.IntRange(1, 14).Draw(r, "postings") {
			minor := rapid.OneOf(rapid.Int64Range(1, 9), rapid.Int64Range(-1<<50, -1)).Draw(r, "minor")
			t.Postings = append(t.Postings, ledger.Posting{Account: ledger.Account(account.Draw(r, "account")), Minor: minor})
		}
		if last := (ledger.Posting{Account: "bank:rest", Minor: -sum(t.Postings)}); last.Minor != 0 {
			t.Postings = append(t.Postings, last)
		} else {
			t.Postings = append(t.Postings, ledger.Posting{Account: "bank:rest", Minor: 3}, ledger.Posting{Account: "bank:more", Minor: -3})
		}
		return t
	})
}

func sum(postings []ledger.Posting) (minor int64) {
	for _, p := range postings {
		minor += p.Minor
	}
	return minor
}

func TestWhateverIsBookedVerifiesAndComesBack(t *testing.T) {
	engines(t, func(t *testing.T, b *books) {
		refs := map[string]bool{}
		rapid.Check(t, func(r *rapid.T) {
			given := aTransaction().Draw(r, "transaction")
			if refs[given.Ref] {
				return
			}
			booked, err := b.try(given)
			if err != nil {
				r.Fatal(err)
			}
			refs[given.Ref] = true
			found, err := ledger.Find(b.t.Context(), b.d, booked.ID)
			if diff := cmp.Diff(booked, found); diff != "" || err != nil {
				r.Errorf("found (%v) (-booked +found):\n%s", err, diff)
			}
			if diff := cmp.Diff(booked.Transaction, ledger.Mirror(ledger.Mirror(booked.Transaction))); diff != "" {
				r.Errorf("a mirror of the mirror (-was +is):\n%s", diff)
			}
			if b.d.Engine() == db.SQLite {
				if r2, err := ledger.Verify(b.t.Context(), b.d, ledger.Options{}); err != nil || len(r2.Faults) > 0 {
					r.Errorf("got the faults %+v (%v)", r2.Faults, err)
				}
			}
		})
		b.wantExact()
	})
}

// Two transactions never share one text, so none can stand for another.
func TestNoTwoTransactionsShareAHash(t *testing.T) {
	seen := map[[32]byte]ledger.Transaction{}
	rapid.Check(t, func(r *rapid.T) {
		for _, tx := range rapid.SliceOfN(aTransaction(), 2, 4).Draw(r, "transactions") {
			tx.Ref = tx.Ref[:min(len(tx.Ref), 2)] // so that some are alike
			hash := ledger.SumOf(ledger.Booked{Transaction: tx}, sha256.Sum256(nil))
			if was, there := seen[hash]; there && !cmp.Equal(was, tx) {
				r.Errorf("%+v and %+v share a hash", was, tx)
			}
			seen[hash] = tx
		}
	})
}
