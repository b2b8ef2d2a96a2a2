package ledger_test

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"newsdesk/internal/db"
	"newsdesk/internal/fault"
	"newsdesk/internal/ident"
	"newsdesk/internal/ledger"
)

func TestAPageOfAnAccountGoesOnWhereTheLastOneEnded(t *testing.T) {
	engines(t, func(t *testing.T, b *books) {
		var want []ledger.Booked
		for n := range 11 {
			both := gift(n, 100)
			both.Postings = append(both.Postings, ledger.Posting{Account: "fund:7", Minor: 5}, ledger.Posting{Account: "bank:1", Minor: -5})
			want = append(want, b.book(both))
			b.book(moves(100+n, ledger.Payout, "bank:1", "psp:8:card", 5))
			b.clock.Advance(time.Duration(n/10) * time.Minute)
		}
		slices.Reverse(want)
		slices.SortStableFunc(want, func(x, y ledger.Booked) int {
			return slices.Compare([]int64{y.BookedAt.UnixMicro(), int64(y.Lane), y.Number}, []int64{x.BookedAt.UnixMicro(), int64(x.Lane), x.Number})
		})
		var got []ledger.Booked
		for after := ""; ; {
			ctx, statements := db.Counting(t.Context())
			page, err := ledger.History(ctx, b.d, "fund:7", after, 3)
			if err != nil || statements.N() > 2 {
				t.Fatalf("%d statements: %v", statements.N(), err)
			}
			if len(page) == 0 {
				break
			}
			got, after = append(got, page...), page[len(page)-1].ID
		}
		if diff := cmp.Diff(want, got); diff != "" || len(got) != 11 {
			t.Errorf("history (-want +got):\n%s", diff)
		}
		for _, after := range []string{"x", ident.New(), b.book(moves(200, ledger.Payout, "bank:1", "psp:8:card", 5)).ID} {
			_, err := ledger.History(t.Context(), b.d, "fund:7", after, 3)
			wantKind(t, err, fault.InvalidCursor, "")
		}
		for _, account := range []ledger.Account{"fund:nobody", "Not an account\x00"} {
			if none, err := ledger.History(t.Context(), b.d, account, "", 3); none == nil || len(none) != 0 || err != nil {
				t.Errorf("%s: got %v, %v, want an empty list", account, none, err)
			}
		}
	})
}
