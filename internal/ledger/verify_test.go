package ledger_test

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"newsdesk/internal/db"
	"newsdesk/internal/ledger"
	"newsdesk/internal/testkit"
)

// disarm takes away what guards the tables, as someone who has the database can.
func (b *books) disarm() {
	b.t.Helper()
	var statements []string
	for trigger, table := range map[string]string{
		"ledger_transactions_never_change": "ledger_transactions", "ledger_transactions_never_shrink": "ledger_transactions",
		"ledger_transactions_balance": "ledger_transactions", "ledger_postings_never_change": "ledger_postings",
		"ledger_postings_never_shrink": "ledger_postings", "ledger_postings_come_first": "ledger_postings",
		"ledger_lanes_only_grow": "ledger_lanes", "ledger_lanes_never_shrink": "ledger_lanes",
		"ledger_currencies_never_change": "ledger_currencies", "ledger_currencies_never_shrink": "ledger_currencies",
	} {
		if b.d.Engine() == db.Postgres {
			table = "DROP TRIGGER " + trigger + " ON " + table
		} else {
			table = "DROP TRIGGER " + trigger
		}
		statements = append(statements, table)
	}
	if err := b.write(statements...); err != nil {
		b.t.Fatal(err)
	}
}

// oneLane books n gifts in one transaction of the database, so in one lane, and
// returns which.
func (b *books) oneLane(n int) (lane int) {
	b.t.Helper()
	err := b.d.Update(b.t.Context(), func(tx *db.Tx) error {
		for i := 1; i <= n; i++ {
			booked, err := ledger.Book(b.t.Context(), tx, gift(i, int64(1000+i)))
			if err != nil {
				return err
			}
			lane = booked.Lane
		}
		return nil
	})
	if err != nil {
		b.t.Fatal(err)
	}
	return lane
}

func TestI13VerifyNamesTheFirstFault(t *testing.T) {
	for name, c := range map[string]struct {
		sql    []string // %d is the lane
		number int64
		what   string
	}{
		"an amount":           {[]string{"UPDATE ledger_postings SET minor = minor + 1 WHERE lane = %d AND number = 7 AND n = 0"}, 7, "was changed"},
		"both amounts":        {[]string{"UPDATE ledger_postings SET minor = minor * 2 WHERE lane = %d AND number = 7"}, 7, "was changed"},
		"an account":          {[]string{"UPDATE ledger_postings SET account = 'fund:8' WHERE lane = %d AND number = 7 AND n = 1"}, 7, "was changed"},
		"postings swapped":    {[]string{"UPDATE ledger_postings SET n = 9 - n WHERE lane = %d AND number = 7"}, 7, "was changed"},
		"postings moved":      {[]string{"UPDATE ledger_postings SET n = n + 3 WHERE lane = %d AND number = 7"}, 7, "has postings of another time or order"},
		"a posting of later":  {[]string{"UPDATE ledger_postings SET booked_at = '2027-01-01' WHERE lane = %d AND number = 7 AND n = 1"}, 7, "has postings of another time or order"},
		"an actor":            {[]string{"UPDATE ledger_transactions SET actor = 'x' WHERE lane = %d AND number = 7"}, 7, "was changed"},
		"a kind":              {[]string{"UPDATE ledger_transactions SET kind = 'refund' WHERE lane = %d AND number = 7"}, 7, "was changed"},
		"a time":              {[]string{"UPDATE ledger_transactions SET effective_at = '2001-01-01' WHERE lane = %d AND number = 7"}, 7, "was changed"},
		"a separator":         {[]string{"UPDATE ledger_transactions SET actor = 'x' || CHR(31) || 'y' WHERE lane = %d AND number = 7"}, 7, "was changed"},
		"a hash":              {[]string{"UPDATE ledger_transactions SET hash = CAST('x' AS BLOB) WHERE lane = %d AND number = 7"}, 7, "was changed"},
		"two swapped":         {[]string{"UPDATE ledger_transactions SET subject = CASE number WHEN 7 THEN 'donation-8' ELSE 'donation-7' END WHERE lane = %d AND number IN (7, 8)"}, 7, "was changed"},
		"one taken out":       {gone("number = 7"), 7, "is missing"},
		"the first taken out": {gone("number = 1"), 1, "is missing"},
		"the postings of one": {[]string{"DELETE FROM ledger_postings WHERE lane = %d AND number = 7"}, 7, "was changed"},
		"one posting":         {[]string{"DELETE FROM ledger_postings WHERE lane = %d AND number = 7 AND n = 1"}, 7, "was changed"},
		"the end cut off":     {gone("number > 9"), 10, "is missing"},
		"everything":          {gone("number > 0"), 1, "is missing"},
		"the lane set back":   {[]string{"UPDATE ledger_lanes SET number = 9 WHERE lane = %d"}, 9, "is not what the lane says of its end"},
		"the lane's hash":     {[]string{"UPDATE ledger_lanes SET hash = CAST('x' AS BLOB) WHERE lane = %d"}, 12, "is not what the lane says of its end"},
		"the lane gone":       {[]string{"DELETE FROM ledger_lanes WHERE lane = %d"}, 0, "has no lane"},
		"a sum":               {[]string{"UPDATE ledger_sums SET minor = minor + 1 WHERE lane = %d AND account = 'fund:7'"}, 12, "and those before it make another sum than the one that is kept"},
		"a count":             {[]string{"UPDATE ledger_sums SET count = 1 WHERE lane = %d"}, 12, "and those before it make another sum than the one that is kept"},
		"a sum gone":          {[]string{"DELETE FROM ledger_sums WHERE lane = %d AND account = 'fund:7'"}, 12, "and those before it make another sum than the one that is kept"},
		"a sum more":          {[]string{"INSERT INTO ledger_sums (account, kind, currency, lane, minor, count) VALUES ('fund:9', 'gift', 'VND', %d, 0, 0)"}, 12, "and those before it make another sum than the one that is kept"},
		"a currency":          {[]string{"UPDATE ledger_currencies SET currency = 'USD' WHERE 0 <= %d"}, 1, "is in another currency than the rest of its fund"},
		"one put behind": {[]string{
			"INSERT INTO ledger_postings (lane, number, n, account, minor, booked_at) SELECT lane, 13, n, account, minor, booked_at FROM ledger_postings WHERE lane = %d AND number = 7",
			`INSERT INTO ledger_transactions (lane, number, id, ref, kind, currency, effective_at, booked_at, actor, subject, hash)
				SELECT lane, 13, 'x', 'x', kind, currency, effective_at, booked_at, actor, subject, hash FROM ledger_transactions WHERE lane = %d AND number = 7`,
		}, 13, "was added from outside"},
		"two at once": {append(gone("number = 9"), "UPDATE ledger_postings SET minor = 1 WHERE lane = %d AND number = 7"), 7, "was changed"},
	} {
		t.Run(name, func(t *testing.T) {
			engines(t, func(t *testing.T, b *books) {
				lane := b.oneLane(12)
				b.wantExact()
				b.disarm()
				b.tamper(lane, c.sql...)
				b.wantFaults(ledger.Fault{Lane: lane, Number: c.number, What: c.what})
			})
		})
	}
}

// gone takes transactions away with their postings.
func gone(which string) []string {
	return []string{"DELETE FROM ledger_postings WHERE lane = %d AND " + which, "DELETE FROM ledger_transactions WHERE lane = %d AND " + which}
}

// tamper runs statements about a lane past the program and its foreign keys.
func (b *books) tamper(lane int, statements ...string) {
	b.t.Helper()
	relaxed := []string{"PRAGMA defer_foreign_keys = 1"}
	if b.d.Engine() == db.Postgres {
		relaxed = []string{"ALTER TABLE ledger_postings DROP CONSTRAINT IF EXISTS ledger_postings_lane_number_fkey"}
	}
	for _, sql := range statements {
		if strings.Contains(sql, "%") {
			sql = fmt.Sprintf(sql, lane)
		}
		if b.d.Engine() == db.Postgres {
			sql = strings.ReplaceAll(sql, "AS BLOB", "AS BYTEA")
		} else {
			sql = strings.NewReplacer("CHR(", "char(", "'2027-01-01'", "1798761600000000", "'2001-01-01'", "978307200000000").Replace(sql)
		}
		relaxed = append(relaxed, sql)
	}
	if err := b.write(relaxed...); err != nil {
		b.t.Fatal(err)
	}
}

func TestI13TheChainIsThatOfItsForm(t *testing.T) {
	b := ledger.Booked{
		ID: "01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e10", Lane: 3, Number: 7, BookedAt: testkit.Start(),
		Transaction: ledger.Transaction{
			Ref: "r", Kind: ledger.Gift, Currency: "VND", EffectiveAt: testkit.Start().Add(-time.Second), Actor: "a", Subject: "s",
			Postings: []ledger.Posting{{Account: "bank:1", Minor: 5}, {Account: "fund:7", Minor: -5}},
		},
	}
	previous := sha256.Sum256(nil)
	text := "1|" + string(previous[:]) + "3:7:1772413199000000:1772413200000000:36:" + b.ID + "1:r4:gift3:VND1:a1:s0:6:bank:15:6:fund:7-5:"
	want := sha256.Sum256([]byte(text))
	if got := ledger.SumOf(b, previous); got != want {
		t.Errorf("got hash %x, want %x", got, want)
	}
}

func TestI13TheHeadIsThatOfTheLanes(t *testing.T) {
	engines(t, func(t *testing.T, b *books) {
		empty, err := ledger.HeadOf(t.Context(), b.d)
		tips, terr := ledger.TipsOf(t.Context(), b.d)
		zeros := sha256.Sum256(make([]byte, 32*len(tips)))
		if err != nil || terr != nil || empty.Number != 0 || empty.Hash != hex.EncodeToString(zeros[:]) {
			t.Errorf("got %+v, %v, %v, want the head of nothing", empty, err, terr)
		}
		before := empty
		for n := range 20 {
			booked := b.book(gift(n, 100))
			after, err := ledger.HeadOf(t.Context(), b.d)
			if err != nil || after.Number != before.Number+1 || after.Hash == before.Hash {
				t.Errorf("got %+v, %v after %+v", after, err, before)
			}
			tips, err := ledger.TipsOf(t.Context(), b.d)
			if err != nil || tips[booked.Lane] != (ledger.Tip{Lane: booked.Lane, Number: booked.Number, Hash: booked.Hash}) {
				t.Errorf("got %+v, %v, want the last at the end of its lane", tips[booked.Lane], err)
			}
			before = after
		}
		if r := b.wantExact(); r.Head != before {
			t.Errorf("Verify read up to %+v, want %+v", r.Head, before)
		}
	})
}

func TestI13WhoCutsOffTheEndIsFoundByWhatWasNoted(t *testing.T) {
	engines(t, func(t *testing.T, b *books) {
		lane := b.oneLane(9)
		earlier, err := ledger.TipsOf(t.Context(), b.d)
		if err != nil {
			t.Fatal(err)
		}
		was, err := ledger.HeadOf(t.Context(), b.d)
		if err != nil {
			t.Fatal(err)
		}
		b.verify(ledger.Options{Tips: earlier, Head: was})
		b.book(gift(20, 5))
		b.verify(ledger.Options{Tips: earlier, Head: was})
		b.disarm()
		// The last three are gone, and everything else is made to fit.
		b.tamper(lane, append(gone("number > 6"),
			"UPDATE ledger_lanes SET number = 6, hash = (SELECT hash FROM ledger_transactions WHERE lane = %[1]d AND number = 6) WHERE lane = %[1]d",
			"DELETE FROM ledger_sums",
			`INSERT INTO ledger_sums (account, kind, currency, lane, minor, count) SELECT p.account, t.kind, t.currency, t.lane, sum(p.minor), count(*)
				FROM ledger_transactions t JOIN ledger_postings p ON p.lane = t.lane AND p.number = t.number GROUP BY 1, 2, 3, 4`)...)
		b.verify(ledger.Options{})
		b.verify(ledger.Options{Tips: earlier}, ledger.Fault{Lane: lane, Number: 6, What: "and what came after it was cut off"})
		now, err := ledger.HeadOf(t.Context(), b.d)
		if err != nil {
			t.Fatal(err)
		}
		b.verify(ledger.Options{Head: was}, ledger.Fault{Number: now.Number, What: "and what came after it was cut off"})
		was.Number = now.Number
		b.verify(ledger.Options{Head: was}, ledger.Fault{Number: now.Number, What: "is not what was noted"})
		earlier[lane].Number = 4
		b.verify(ledger.Options{Tips: earlier}, ledger.Fault{Lane: lane, Number: 4, What: "is not what was noted"})
	})
}

// Whoever has the database can make the hashes fit too, and is found by the rest.
func TestI13HashesThatFitDoNotHideWhatIsWrong(t *testing.T) {
	for name, c := range map[string]struct {
		change func(*ledger.Booked)
		what   string
	}{
		"nothing":             {func(*ledger.Booked) {}, ""},
		"a sum":               {func(b *ledger.Booked) { b.Postings[0].Minor++ }, "does not balance"},
		"a currency":          {func(b *ledger.Booked) { b.Currency, b.Reverses = "USD", "" }, "is in another currency than the rest of its fund"},
		"a mirror of less":    {func(b *ledger.Booked) { b.Postings[0].Minor--; b.Postings[1].Minor++ }, "is not the mirror of what it reverses"},
		"a mirror elsewhere":  {func(b *ledger.Booked) { b.Postings[0].Account = "fund:8" }, "is not the mirror of what it reverses"},
		"a mirror of nothing": {func(b *ledger.Booked) { b.Reverses = "" }, ""},
	} {
		t.Run(name, func(t *testing.T) {
			b := newBooks(t, db.SQLite)
			first := b.book(gift(1, 100))
			last, err := b.reverse(first.ID, "back")
			if err != nil {
				t.Fatal(err)
			}
			b.disarm()
			if err := b.write("DROP TRIGGER ledger_transactions_currency"); err != nil {
				t.Fatal(err)
			}
			c.change(&last)
			last.Hash = ledger.SumOf(last, first.Hash)
			sums := `INSERT INTO ledger_sums (account, kind, currency, lane, minor, count) SELECT p.account, t.kind, t.currency, t.lane, sum(p.minor), count(*)
				FROM ledger_transactions t JOIN ledger_postings p ON p.lane = t.lane AND p.number = t.number GROUP BY 1, 2, 3, 4`
			statements := []string{
				fmt.Sprintf("UPDATE ledger_transactions SET currency = '%s', reverses = nullif('%s', ''), hash = x'%x' WHERE number = 2", last.Currency, last.Reverses, last.Hash),
				fmt.Sprintf("UPDATE ledger_lanes SET hash = x'%x'", last.Hash), "DELETE FROM ledger_sums",
			}
			for n, p := range last.Postings {
				statements = append(statements, fmt.Sprintf("UPDATE ledger_postings SET account = '%s', minor = %d WHERE number = 2 AND n = %d", p.Account, p.Minor, n))
			}
			statements = append(statements, "INSERT OR IGNORE INTO ledger_currencies (account, currency) VALUES ('fund:8', 'VND')", sums)
			if err := b.write(statements...); err != nil {
				t.Fatal(err)
			}
			if c.what == "" {
				b.wantFaults()
				return
			}
			b.wantFaults(ledger.Fault{Number: 2, What: c.what})
		})
	}
}

// What is good is found so by the fast way, without reading it again.
func TestGoodBooksAreReadOnce(t *testing.T) {
	engines(t, func(t *testing.T, b *books) {
		lane := b.oneLane(12)
		if _, err := b.reverse(b.book(gift(20, 5)).ID, "back"); err != nil {
			t.Fatal(err)
		}
		tips, err := ledger.TipsOf(t.Context(), b.d)
		if err != nil || tips[lane].Number < 12 {
			t.Fatalf("got %+v, %v, want 12 in lane %d", tips, err, lane)
		}
		want := 4 // the snapshot, reversals, currencies, strays
		for _, tip := range tips {
			if tip.Number > 0 {
				want++
			}
		}
		ctx, statements := db.Counting(t.Context())
		if r, err := ledger.Verify(ctx, b.d, ledger.Options{}); err != nil || len(r.Faults) > 0 || statements.N() != want {
			t.Errorf("got %+v, %v with %d statements, want %d", r, err, statements.N(), want)
		}
	})
}

func TestVerifyGoesOnWhileOthersBook(t *testing.T) {
	engines(t, func(t *testing.T, b *books) {
		done := make(chan struct{})
		var writers sync.WaitGroup
		for i := range 4 {
			writers.Go(func() {
				for n := range 40 {
					if _, err := b.try(gift(i*100+n, 10)); err != nil {
						t.Error(err)
					}
				}
			})
		}
		go func() { writers.Wait(); close(done) }()
		for booked := false; !booked; {
			select {
			case <-done:
				booked = true
			default:
			}
			b.wantFaults()
		}
		if r := b.wantExact(); r.Transactions != 160 {
			t.Errorf("got %d transactions, want 160", r.Transactions)
		}
	})
}

func TestAFaultIsFoundWhereverItStands(t *testing.T) {
	b := newBooks(t, db.SQLite)
	const many = 12_001
	if err := b.d.Update(t.Context(), func(tx *db.Tx) error { return ledger.Bulk(t.Context(), tx, many) }); err != nil {
		t.Fatal(err)
	}
	if r := b.wantFaults(); r.Transactions != many || r.Postings != 2*many {
		t.Errorf("got %d transactions and %d postings, want %d and twice that", r.Transactions, r.Postings, many)
	}
	if err := b.write("DROP TRIGGER ledger_transactions_never_change"); err != nil {
		t.Fatal(err)
	}
	for _, n := range []int64{12_001, 10_001, 10_000, 9_999, 5_001, 5_000, 2, 1} {
		b.tamper(0, fmt.Sprintf("UPDATE ledger_transactions SET subject = 'x' WHERE number = %d", n))
		r := b.wantFaults(ledger.Fault{Number: n, What: "was changed"})
		if bad, err := ledger.Find(t.Context(), b.d, r.Faults[0].Transaction); err != nil || bad.Number != n {
			t.Errorf("the fault names %+v (%v), want transaction %d", bad, err, n)
		}
	}
}
