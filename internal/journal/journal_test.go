package journal_test

import (
	"errors"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"newsdesk/internal/db"
	"newsdesk/internal/journal"
	"newsdesk/internal/testkit"
)

func TestLinesWrittenAtOnceFormOneChain(t *testing.T) {
	testkit.Databases(t, func(t *testing.T, d *db.DB) {
		verify(t, d, 0)
		var wg sync.WaitGroup
		for i := range 40 {
			wg.Go(func() { record(t, d, i) })
		}
		wg.Wait()
		verify(t, d, 0)
		if last, err := db.Last(t.Context(), d, "journal"); last != 40 || err != nil {
			t.Errorf("the last line is %d (%v), want 40", last, err)
		}
	})
}

func TestALineGoesWithItsTransaction(t *testing.T) {
	testkit.Databases(t, func(t *testing.T, d *db.DB) {
		record(t, d, 1)
		_ = d.Update(t.Context(), func(tx *db.Tx) error {
			if err := journal.Record(t.Context(), tx, line(2)); err != nil {
				t.Error(err)
			}
			return errors.New("the act failed")
		})
		record(t, d, 3)
		verify(t, d, 0)
		lines, err := journal.List(t.Context(), d, journal.Filter{})
		if err != nil || len(lines) != 2 || lines[1].EntryID != "3" {
			t.Errorf("got %v (%v), want the lines of the acts 1 and 3", lines, err)
		}
	})
}

func TestALineComesBackAsItWasWritten(t *testing.T) {
	testkit.Databases(t, func(t *testing.T, d *db.DB) {
		record(t, d, 1)
		want := line(1)
		want.Seq, want.At, want.Form = 1, testkit.Start(), 2
		got, err := journal.List(t.Context(), d, journal.Filter{Limit: 1})
		if err != nil || len(got) != 1 {
			t.Fatalf("got %v (%v), want one line", got, err)
		}
		if diff := cmp.Diff(want, got[0], cmpopts.IgnoreFields(journal.Line{}, "Hash", "Private")); diff != "" {
			t.Errorf("the line (-want +got):\n%s", diff)
		}
	})
}

func TestALineSaysWhatWasBefore(t *testing.T) {
	testkit.Databases(t, func(t *testing.T, d *db.DB) {
		for _, l := range []journal.Line{
			{EntryID: "a", Digest: "1"},              // there was nothing
			{EntryID: "b", Digest: "2"},              // another thing
			{EntryID: "a", Digest: "3"},              // what the first line left
			{EntryID: "a", Digest: "4", Before: "9"}, // whoever says so knows better
			{EntryID: "a"},                           // of an act that has no digests
		} {
			update(t, d, func(tx *db.Tx) error { return journal.Record(t.Context(), tx, l) })
		}
		lines, err := journal.List(t.Context(), d, journal.Filter{})
		got := []string{}
		for _, l := range lines {
			got = append(got, l.Before)
		}
		if diff := cmp.Diff([]string{"", "", "1", "9", ""}, got); diff != "" || err != nil {
			t.Errorf("what was before (%v) (-want +got):\n%s", err, diff)
		}
	})
}

func TestTheModelsAreTheTables(t *testing.T) {
	testkit.Databases(t, func(t *testing.T, d *db.DB) {
		for _, model := range []any{journal.Line{}, journal.Private{}, journal.Checkpoint{}} {
			testkit.CheckModel(t, d, model)
		}
	})
}

// aText draws text with what could mislead whoever takes lines apart.
func aText() *rapid.Generator[string] {
	return rapid.OneOf(rapid.StringOf(rapid.SampledFrom([]rune("a0:|\x1f\nề😀"))), rapid.Just(""), rapid.StringMatching(`[0-9]{1,3}:[a-z]{0,3}`))
}

func aLine() *rapid.Generator[journal.Line] {
	return rapid.Custom(func(t *rapid.T) journal.Line {
		text := func(name string) string { return aText().Draw(t, name) }
		return journal.Line{
			At: testkit.Start(), Form: rapid.IntRange(1, 2).Draw(t, "form"), Verb: text("verb"), Kind: text("kind"), EntryID: text("entry"),
			Version: rapid.IntRange(-1, 1<<30).Draw(t, "version"), ActorKind: text("as"), ActorID: text("actor"), SessionID: text("session"),
			Before: text("before"), Digest: text("after"), Cause: text("cause"), Note: text("note"), Address: text("address"),
		}
	})
}

func TestWhateverIsWrittenVerifies(t *testing.T) {
	testkit.Databases(t, func(t *testing.T, d *db.DB) {
		disarm(t, d)
		rapid.Check(t, func(r *rapid.T) {
			lines := rapid.SliceOfN(aLine(), 1, 8).Draw(r, "lines")
			tamper(t, d, "DELETE FROM journal_private", "DELETE FROM journal")
			update(t, d, func(tx *db.Tx) error { return journal.Bulk(t.Context(), tx, lines) })
			if got, err := journal.Examine(t.Context(), d, journal.Proof{}); err != nil || got.Good != int64(len(lines)) {
				r.Fatalf("got %+v (%v), want %d good lines", got, err, len(lines))
			}
		})
	})
}

func TestX21NobodyChangesTheJournalUnlessTheyDisarmIt(t *testing.T) {
	testkit.Databases(t, func(t *testing.T, d *db.DB) {
		records(t, d, 3)
		attempts := map[string]string{
			"a changed line":          "UPDATE journal SET verb = 'x' WHERE seq = 2",
			"a line taken out":        "DELETE FROM journal WHERE seq = 2",
			"the end cut off":         "DELETE FROM journal WHERE seq > 1",
			"another address":         "UPDATE journal_private SET address = '192.0.2.9' WHERE seq = 2",
			"a line written over":     replacing(d, "journal", "seq, at, verb, kind, entry_id, version, actor_kind, actor_id, session_id, digest, note, hash", "2, at, 'x', kind, entry_id, version, actor_kind, actor_id, session_id, digest, note, hash FROM journal WHERE seq = 1"),
			"an address written over": replacing(d, "journal_private", "seq, salt, address, note", "2, salt, address, note FROM journal_private WHERE seq = 1"),
		}
		if d.Engine() == db.Postgres {
			attempts["everything emptied"] = "TRUNCATE journal CASCADE"
		}
		for what, sql := range attempts {
			err := d.Update(t.Context(), func(tx *db.Tx) error {
				_, err := tx.Exec(t.Context(), sql)
				return err
			})
			if err == nil || !strings.Contains(err.Error(), "journal") {
				t.Errorf("%s: got %v, want it refused by a trigger", what, err)
			}
		}
		if r := examine(t, d, journal.Proof{}, 0, journal.Nothing); r.Good != 3 || r.Erased != 0 {
			t.Errorf("got %+v, want 3 lines as they were", r)
		}
	})
}

// replacing is an insert that replaces what is there, as each engine says it.
func replacing(d *db.DB, table, columns, from string) string {
	if d.Engine() == db.Postgres {
		return "INSERT INTO " + table + " (" + columns + ") SELECT " + from + " ON CONFLICT (seq) DO UPDATE SET seq = excluded.seq"
	}
	return "INSERT OR REPLACE INTO " + table + " (" + columns + ") SELECT " + from
}
