package journal_test

import (
	"strconv"
	"testing"
	"time"

	"newsdesk/internal/db"
	"newsdesk/internal/journal"
	"newsdesk/internal/testkit"
)

func TestK02VerifyNamesTheFirstBadLine(t *testing.T) {
	for name, c := range map[string]struct {
		sql  []string
		seq  int64
		what journal.What
	}{
		"a changed verb":      {[]string{"UPDATE journal SET verb = 'khác' WHERE seq = 7"}, 7, journal.Changed},
		"a note in the chain": {[]string{"UPDATE journal SET note = 'khác' WHERE seq = 7"}, 7, journal.Changed},
		"another cause":       {[]string{"UPDATE journal SET cause = 'khác' WHERE seq = 7"}, 7, journal.Changed},
		"another past":        {[]string{"UPDATE journal SET before = 'khác' WHERE seq = 7"}, 7, journal.Changed},
		"a changed hash":      {[]string{"UPDATE journal SET hash = 'x' WHERE seq = 7"}, 7, journal.Changed},
		"no hash at all":      {[]string{"UPDATE journal SET hash = '', form = 3 WHERE seq = 7"}, 7, journal.Changed},
		"an older form":       {[]string{"UPDATE journal SET form = 1 WHERE seq = 7"}, 7, journal.Changed},
		"another time":        {[]string{"UPDATE journal SET at = '2001-01-01 00:00:00' WHERE seq = 7"}, 7, journal.Changed},
		"a moved member":      {[]string{"UPDATE journal SET verb = 'up', kind = 'datearticle' WHERE seq = 7"}, 7, journal.Changed},
		"two lines swapped":   {[]string{"UPDATE journal SET entry_id = CASE seq WHEN 7 THEN '8' ELSE '7' END WHERE seq IN (7, 8)"}, 7, journal.Changed},
		"another address":     {[]string{"UPDATE journal_private SET address = '192.0.2.99' WHERE seq = 7"}, 7, journal.PrivateChanged},
		"another note":        {[]string{"UPDATE journal_private SET note = 'khác' WHERE seq = 7"}, 7, journal.PrivateChanged},
		"another salt":        {[]string{"UPDATE journal_private SET salt = 'khác' WHERE seq = 7"}, 7, journal.PrivateChanged},
		"a line taken out":    {gone("seq = 7"), 7, journal.Missing},
		"the first taken out": {gone("seq = 1"), 1, journal.Missing},
		"the end cut off":     {gone("seq >= 7"), 7, journal.CutOff},
		"everything removed":  {gone("seq > 0"), 1, journal.CutOff},
		"the count put back":  {[]string{"UPDATE sequences SET value = 6 WHERE name = 'journal'"}, 7, journal.Uncounted},
		"two bad lines":       {append(gone("seq = 9"), "UPDATE journal SET verb = 'khác' WHERE seq = 7"), 7, journal.Changed},
	} {
		t.Run(name, func(t *testing.T) {
			testkit.Databases(t, func(t *testing.T, d *db.DB) {
				records(t, d, 12)
				disarm(t, d)
				tamper(t, d, c.sql...)
				r := examine(t, d, journal.Proof{}, c.seq, c.what)
				if r.Good != c.seq-1 {
					t.Errorf("got %d good lines, want %d", r.Good, c.seq-1)
				}
				verify(t, d, c.seq)
			})
		})
	}
}

// gone takes lines away with what stands beside them.
func gone(which string) []string {
	return []string{"DELETE FROM journal_private WHERE " + which, "DELETE FROM journal WHERE " + which}
}

func TestLinesOfBeforeStillVerify(t *testing.T) {
	testkit.Databases(t, func(t *testing.T, d *db.DB) {
		old := make([]journal.Line, 3)
		for i := range old {
			old[i] = journal.Line{
				Form: 1, At: testkit.Start().Add(time.Duration(i) * time.Second), Verb: "update", Kind: "article",
				EntryID: strconv.Itoa(i), Version: i, ActorKind: "person", ActorID: "an", Note: "sửa lỗi",
			}
		}
		update(t, d, func(tx *db.Tx) error { return journal.Bulk(t.Context(), tx, old) })
		records(t, d, 3)
		if r := examine(t, d, journal.Proof{}, 0, journal.Nothing); r.Good != 6 {
			t.Errorf("got %d good lines, want 6", r.Good)
		}
		lines, err := journal.List(t.Context(), d, journal.Filter{})
		if err != nil || len(lines) != 6 || lines[2].Note != "sửa lỗi" || lines[3].Note != "ghi chú 1" {
			t.Errorf("got %+v (%v), want the notes of both forms", lines, err)
		}
		disarm(t, d)
		tamper(t, d, "UPDATE journal SET note = 'khác' WHERE seq = 2")
		examine(t, d, journal.Proof{}, 2, journal.Changed)
	})
}

// Lines of form 1 were hashed by the program before this one: what that wrote
// must stay good for ever.
func TestTheHashOfALineNeverChanges(t *testing.T) {
	d := testkit.Open(t, db.SQLite, testkit.NewClock(testkit.Start()))
	lines := []journal.Line{
		{Form: 1, At: testkit.Start(), Verb: "update", Kind: "article", EntryID: "7", Version: 3, ActorKind: "person", ActorID: "an", Note: "sửa"},
		{Form: 2, At: testkit.Start(), Verb: "update", Kind: "article", EntryID: "7", Version: 4, ActorKind: "person", ActorID: "an", Cause: "r1"},
	}
	update(t, d, func(tx *db.Tx) error { return journal.Bulk(t.Context(), tx, lines) })
	for i, want := range []string{
		"f2040a5ecedd7aefce39dfa5048001f250d6b79b0248d9d81fa7d5952cf5177e",
		"394c80effbc0be6a19eb9913edded13bdc59884755199efab33779415b44179b",
	} {
		if got := lines[i].Hash; got != want {
			t.Errorf("form %d: got hash %s, want %s", i+1, got, want)
		}
	}
}

func TestErasureLeavesTheChainWhole(t *testing.T) {
	databases(t, func(t *testing.T, d *db.DB, clock *testkit.Clock) {
		records(t, d, 6)
		forgotten := func(f func(*db.Tx) (int64, error), want int64) {
			t.Helper()
			var n int64
			update(t, d, func(tx *db.Tx) (err error) { n, err = f(tx); return err })
			if n != want {
				t.Errorf("erased the data of %d lines, want %d", n, want)
			}
		}
		forgotten(func(tx *db.Tx) (int64, error) { return journal.Forget(t.Context(), tx, "nguoi-1") }, 2)
		if r := examine(t, d, journal.Proof{}, 0, journal.Nothing); r.Good != 6 || r.Erased != 2 {
			t.Errorf("got %+v, want 6 good lines, 2 of them erased", r)
		}
		lines, err := journal.List(t.Context(), d, journal.Filter{Actor: "nguoi-1"})
		if err != nil || len(lines) != 2 || lines[0].Address != "" || lines[0].Note != "" || lines[0].Digest == "" {
			t.Errorf("got %+v (%v), want two lines without address and note", lines, err)
		}
		clock.Advance(time.Hour)
		record(t, d, 7)
		forgotten(func(tx *db.Tx) (int64, error) { return journal.ForgetBefore(t.Context(), tx, tx.Now) }, 4)
		if r := examine(t, d, journal.Proof{}, 0, journal.Nothing); r.Erased != 6 {
			t.Errorf("got %+v, want 6 lines erased", r)
		}
		tamper(t, d, "INSERT INTO journal_private (seq, salt, address, note) VALUES (4, '', '192.0.2.66', '')")
		examine(t, d, journal.Proof{}, 4, journal.PrivateChanged)
	})
}

func TestABadLineIsFoundWhereverItStands(t *testing.T) {
	d := testkit.Open(t, db.SQLite, testkit.NewClock(testkit.Start()))
	const lines = 12_001
	bulk(t, d, lines)
	disarm(t, d)
	if r := examine(t, d, journal.Proof{}, 0, journal.Nothing); r.Good != lines {
		t.Errorf("got %d good lines, want %d", r.Good, lines)
	}
	for _, seq := range []int64{12_001, 10_001, 10_000, 9_999, 5_001, 5_000, 4_999, 2, 1} {
		tamper(t, d, "UPDATE journal SET version = -7 WHERE seq = "+strconv.FormatInt(seq, 10))
		examine(t, d, journal.Proof{}, seq, journal.Changed)
	}
}
