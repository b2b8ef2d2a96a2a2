package ledger_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"newsdesk/internal/db"
	"newsdesk/internal/fault"
	"newsdesk/internal/ledger"
	"newsdesk/internal/testkit"
)

// template is a fact and what it does to the books.
type template struct {
	fact          string
	kind          ledger.Kind
	debit, credit ledger.Account
	minor         int64
}

func chart() []template {
	return []template{
		{"a gateway took money", ledger.Gift, "psp:7:card", "fund:7", 1_000_000},
		{"it kept its fee", ledger.Fee, "fund:7", "psp:7:card", 11_000},
		{"it paid out", ledger.Payout, "bank:1", "psp:7:card", 500_000},
		{"a transfer was matched at once", ledger.Gift, "bank:1", "fund:7", 200_000},
		{"a transfer was not", ledger.Suspended, "bank:1", "suspense:1", 70_000},
		{"it was later", ledger.Matched, "suspense:1", "fund:7", 50_000},
		{"it was sent back", ledger.Returned, "suspense:1", "bank:1", 20_000},
		{"cash was handed in", ledger.Gift, "cash:7", "fund:7", 30_000},
		{"the operator reports more", ledger.Reported, "portal:7", "fund:7", 400_000},
		{"and corrects itself", ledger.Reported, "fund:7", "portal:7", 40_000},
		{"an operator that keeps the money reports", ledger.Reported, "memo:7", "memo_fund:7", 900_000},
		{"the operator pays over", ledger.Remittance, "bank:1", "portal:7", 340_000},
		{"the rest never comes", ledger.WriteOff, "fund:7", "portal:7", 20_000},
		{"a gift is paid back", ledger.Refund, "fund:7", "psp:7:card", 15_000},
		{"a bank takes one back", ledger.Chargeback, "fund:7", "psp:7:card", 25_000},
		{"and returns it", ledger.WonBack, "psp:7:card", "fund:7", 25_000},
		{"money goes where it was given for", ledger.Disbursement, "fund:7", "bank:1", 600_000},
	}
}

func TestEveryTemplateOfTheChartCanBeBooked(t *testing.T) {
	engines(t, func(t *testing.T, b *books) {
		used := map[ledger.Kind]bool{}
		want := map[ledger.Account]int64{}
		for n, c := range chart() {
			used[c.kind] = true
			want[c.debit] += c.minor
			want[c.credit] -= c.minor
			b.book(moves(n, c.kind, c.debit, c.credit, c.minor))
		}
		if len(used) != len(ledger.Kinds()) {
			t.Errorf("%d kinds are used, want all %d", len(used), len(ledger.Kinds()))
		}
		got := map[ledger.Account]int64{}
		for _, s := range b.sums() {
			got[s.Account] += s.Minor
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("balances (-want +got):\n%s", diff)
		}
		if got["portal:7"] != 0 || got["suspense:1"] != 0 || got["fund:7"] != -994_000 {
			t.Errorf("got %v, want nothing left to come and 994,000 in the fund", got)
		}
		b.wantExact()
	})
}

func TestKindsAreStoredWords(t *testing.T) {
	want := []ledger.Kind{
		"gift", "fee", "payout", "suspended", "matched", "reported", "remittance", "write_off",
		"refund", "chargeback", "won_back", "disbursement", "returned",
	}
	if diff := cmp.Diff(want, ledger.Kinds()); diff != "" {
		t.Errorf("kinds (-want +got):\n%s", diff)
	}
	if c := ledger.Account("memo_fund:7:x").Class(); c != "memo_fund" {
		t.Errorf("got the class %q", c)
	}
}

// insert is the row of a transaction as someone with the database writes it.
const insert = `INSERT INTO ledger_transactions (lane, number, id, ref, kind, currency, effective_at, booked_at, actor, subject, reverses, hash)
	SELECT 0, 100, 'x', 'x', kind, 'VND', effective_at, booked_at, actor, subject, NULL, hash FROM ledger_transactions WHERE ref = 'ref-1'`

// posted are postings before it.
func posted(values ...string) (statements []string) {
	for _, v := range values {
		statements = append(statements, "INSERT INTO ledger_postings (lane, number, n, account, minor, booked_at) SELECT 0, 100, "+v+
			", booked_at FROM ledger_transactions WHERE ref = 'ref-1'")
	}
	return statements
}

func TestI1NothingIsBookedThatDoesNotBalance(t *testing.T) {
	engines(t, func(t *testing.T, b *books) {
		b.book(gift(1, 100))
		usd := strings.Replace(insert, "'VND'", "'USD'", 1)
		late := strings.Replace(insert, "booked_at, actor, subject, NULL", "effective_at, actor, subject, NULL", 1)
		for what, statements := range map[string][]string{
			"no postings":              {insert},
			"one posting":              append(posted("0, 'bank:1', 5"), insert),
			"a sum":                    append(posted("0, 'bank:1', 5", "1, 'bank:2', -4"), insert),
			"a posting of nothing":     append(posted("0, 'bank:1', 5", "1, 'bank:2', -5", "2, 'bank:3', 0"), insert),
			"a fund in two currencies": append(posted("0, 'bank:1', 5", "1, 'fund:7', -5"), usd),
			"a fund without currency":  append(posted("0, 'bank:1', 5", "1, 'memo_fund:9', -5"), usd),
			"postings of another time": append(posted("0, 'bank:1', 5", "1, 'bank:2', -5"), late),
			"postings of nothing":      posted("0, 'bank:1', 5", "1, 'bank:2', -5"),
		} {
			if err := b.write(statements...); err == nil {
				t.Errorf("%s: it was booked", what)
			}
		}
		if err := b.write(append(posted("0, 'bank:1', 5", "1, 'bank:2', -5"), insert)...); err != nil {
			t.Errorf("one that balances is refused too: %v", err)
		}
	})
}

func TestI1AFundHasOneCurrency(t *testing.T) {
	engines(t, func(t *testing.T, b *books) {
		b.book(gift(1, 100))
		dollars := moves(2, ledger.Reported, "memo:8", "memo_fund:8", 100)
		dollars.Currency = "USD"
		b.book(dollars)
		for n, accounts := range [][2]ledger.Account{{"bank:1", "fund:7"}, {"memo:7", "memo_fund:8"}} {
			other := moves(3+n, ledger.Gift, accounts[0], accounts[1], 100)
			other.Currency = "EUR"
			_, err := b.try(other)
			wantKind(t, err, fault.Conflict, "This fund is kept in another currency")
		}
		both := moves(5, ledger.Payout, "bank:1", "bank:2", 100) // a bank may hold several
		b.book(both)
		both.Ref, both.Currency = "ref-6", "USD"
		b.book(both)
		b.wantExact()
	})
}

func TestI1OneOfTwoCurrenciesComesFirst(t *testing.T) {
	engines(t, func(t *testing.T, b *books) {
		together(12, func(i int) {
			tx := gift(i, 100)
			tx.Currency = []string{"VND", "USD"}[i%2]
			if _, err := b.try(tx); err != nil && !fault.Is(err, fault.Conflict) {
				t.Error(err)
			}
		})
		if r := b.wantExact(); r.Transactions != 6 {
			t.Errorf("got %d transactions, want the 6 in one currency", r.Transactions)
		}
	})
}

func TestI2PostingsAreNeverChanged(t *testing.T) {
	engines(t, func(t *testing.T, b *books) {
		b.book(gift(1, 100))
		b.book(gift(2, 100))
		attempts := map[string]string{
			"a changed amount":       "UPDATE ledger_postings SET minor = minor * 2",
			"a posting taken out":    "DELETE FROM ledger_postings WHERE n = 0",
			"a changed transaction":  "UPDATE ledger_transactions SET actor = 'x'",
			"a transaction gone":     "DELETE FROM ledger_transactions",
			"one more posting":       "INSERT INTO ledger_postings (lane, number, n, account, minor, booked_at) SELECT lane, number, 7, 'bank:1', 5, booked_at FROM ledger_transactions",
			"a lane set back":        "UPDATE ledger_lanes SET number = number - 1",
			"a lane gone":            "DELETE FROM ledger_lanes",
			"another currency":       "UPDATE ledger_currencies SET currency = 'USD'",
			"a fund without one":     "DELETE FROM ledger_currencies",
			"a transaction replaced": "INSERT OR REPLACE INTO ledger_transactions SELECT lane, number, id, ref, kind, currency, effective_at, booked_at, 'x', subject, reverses, hash FROM ledger_transactions",
			"one put in its place":   "INSERT OR REPLACE INTO ledger_transactions SELECT lane, number + 100, id || 'x', ref, kind, currency, effective_at, booked_at, 'x', subject, reverses, hash FROM ledger_transactions",
			"a posting replaced":     "INSERT OR REPLACE INTO ledger_postings SELECT lane, number, n, account, minor * 2, booked_at FROM ledger_postings",
		}
		if b.d.Engine() == db.Postgres {
			for what, sql := range attempts {
				attempts[what] = strings.Replace(sql, " OR REPLACE", "", 1) + map[bool]string{true: " ON CONFLICT (lane, number) DO UPDATE SET actor = 'x'"}[strings.Contains(sql, "REPLACE INTO ledger_transactions")]
			}
			attempts["emptied postings"] = "TRUNCATE ledger_postings"
			attempts["emptied transactions"] = "TRUNCATE ledger_transactions CASCADE"
			attempts["emptied lanes"] = "TRUNCATE ledger_lanes"
		}
		for what, sql := range attempts {
			if err := b.write(sql); err == nil || !strings.Contains(err.Error(), "ledger") {
				t.Errorf("%s: got %v, want it refused by a trigger", what, err)
			}
		}
		b.wantExact()
	})
}

// What replaces a transaction under another id leaves its postings behind, which
// the commit finds.
func TestI2ATransactionIsNotReplacedByItsReference(t *testing.T) {
	b := newBooks(t, db.SQLite)
	b.book(gift(1, 100))
	sql := append(posted("0, 'bank:1', 5", "1, 'bank:2', -5"), strings.Replace(strings.Replace(insert, "INSERT", "INSERT OR REPLACE", 1), "'x', 'x'", "'x', ref", 1))
	if err := b.write(sql...); err == nil {
		t.Error("a transaction was replaced")
	}
	b.wantExact()
}

func TestI3TheSumsAreThoseOfThePostings(t *testing.T) {
	engines(t, func(t *testing.T, b *books) {
		many := gift(0, 300)
		many.Postings = append(many.Postings, ledger.Posting{Account: "fund:7", Minor: 40}, ledger.Posting{Account: "fund:8", Minor: -40})
		b.book(many)
		for n := 1; n <= 20; n++ {
			b.book(gift(n, int64(n)))
		}
		b.book(moves(21, ledger.Refund, "fund:7", "psp:7:card", 5))
		want := []ledger.Sum{
			{Account: "fund:7", Kind: ledger.Gift, Currency: "VND", Minor: -300 + 40 - 210, Count: 22},
			{Account: "fund:7", Kind: ledger.Refund, Currency: "VND", Minor: 5, Count: 1},
			{Account: "fund:8", Kind: ledger.Gift, Currency: "VND", Minor: -40, Count: 1},
		}
		ctx, statements := db.Counting(t.Context())
		got, err := ledger.Sums(ctx, b.d, "fund:8", "fund:7", "fund:nobody", "Not an account")
		if diff := cmp.Diff(want, got); diff != "" || err != nil || statements.N() != 1 {
			t.Errorf("%d statements, %v (-want +got):\n%s", statements.N(), err, diff)
		}
		counted, err := ledger.Recount(t.Context(), b.d, "fund:8", "fund:7")
		if diff := cmp.Diff(want, counted); diff != "" || err != nil {
			t.Errorf("recounted (%v) (-want +got):\n%s", err, diff)
		}
		if none, err := ledger.Sums(t.Context(), b.d, "Not an account"); len(none) != 0 || err != nil {
			t.Errorf("got %v, %v, want nothing", none, err)
		}
		b.wantExact()
	})
}

func TestI11TheSumsOfAnyTimeCanBeHadAgain(t *testing.T) {
	engines(t, func(t *testing.T, b *books) {
		var then [][]ledger.Sum
		var times []time.Time
		for n := range 6 {
			b.book(gift(n, 1000)) // what happened earlier is booked later
			then, times = append(then, b.sums("fund:7")), append(times, b.d.Now())
			b.clock.Advance(time.Hour)
		}
		for n, at := range times {
			got, err := ledger.SumsAt(t.Context(), b.d, at, "fund:7")
			if diff := cmp.Diff(then[n], got); diff != "" || err != nil || got[0].Count != int64(n+1) {
				t.Errorf("at %s (%v) (-then +now):\n%s", at, err, diff)
			}
		}
		if all, err := ledger.SumsAt(t.Context(), b.d, times[2]); len(all) != 2 || all[0].Minor != -3000 || err != nil {
			t.Errorf("got %+v, %v, want both accounts", all, err)
		}
		if none, err := ledger.SumsAt(t.Context(), b.d, testkit.Start().Add(-time.Second)); len(none) != 0 || err != nil {
			t.Errorf("got %+v, %v, want nothing before the first", none, err)
		}
	})
}

func TestNothingHereHasAFraction(t *testing.T) {
	set, files := token.NewFileSet(), 0
	names, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(set, name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		files++
		for _, i := range file.Imports {
			if path := strings.Trim(i.Path.Value, `"`); path == "math" || strings.HasPrefix(path, "math/") {
				t.Errorf("%s: imports %s", set.Position(i.Pos()), path)
			}
		}
		ast.Inspect(file, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.Ident:
				if strings.HasPrefix(n.Name, "float") || strings.HasPrefix(n.Name, "complex") || strings.Contains(n.Name, "Float") {
					t.Errorf("%s: %s", set.Position(n.Pos()), n.Name)
				}
			case *ast.BasicLit:
				if n.Kind == token.FLOAT || n.Kind == token.IMAG {
					t.Errorf("%s: %s", set.Position(n.Pos()), n.Value)
				}
			}
			return true
		})
	}
	if files < 10 {
		t.Errorf("only %d files were read", files)
	}
}
