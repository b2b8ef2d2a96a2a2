package journal_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"newsdesk/internal/db"
	"newsdesk/internal/journal"
	"newsdesk/internal/testkit"
)

func secret() []byte { return []byte("mot bi mat dai ba muoi hai byte!") }

// signer signs the checkpoints of d into a file of its own.
func signer(t *testing.T, d *db.DB) *journal.Checkpointer {
	t.Helper()
	return journal.NewCheckpointer(d, journal.Key(secret()), filepath.Join(t.TempDir(), "checkpoints.jsonl"))
}

func sign(t *testing.T, c *journal.Checkpointer, want int64) journal.Checkpoint {
	t.Helper()
	k, err := c.Sign(t.Context())
	if err != nil || k.Seq != want {
		t.Fatalf("signed line %d (%v), want %d", k.Seq, err, want)
	}
	return k
}

// proof is what the signer leaves outside the database.
func proof(t *testing.T, c *journal.Checkpointer) journal.Proof {
	t.Helper()
	kept, err := journal.ReadFile(c.Path())
	if err != nil {
		t.Fatal(err)
	}
	return journal.Proof{Key: c.Public(), Kept: kept}
}

func TestK03CuttingOffTheEndIsSeenInTheFile(t *testing.T) {
	testkit.Databases(t, func(t *testing.T, d *db.DB) {
		c := signer(t, d)
		records(t, d, 12)
		sign(t, c, 12)
		examine(t, d, proof(t, c), 0, journal.Nothing)
		disarm(t, d)
		tamper(t, d, append(gone("seq >= 7"), "UPDATE sequences SET value = 6 WHERE name = 'journal'")...)
		examine(t, d, journal.Proof{Key: c.Public()}, 7, journal.CutOff)
		tamper(t, d, "DELETE FROM checkpoints")
		verify(t, d, 0) // the database alone says nothing any more
		r := examine(t, d, proof(t, c), 7, journal.CutOff)
		if r.Good != 6 || r.Checkpoints != 1 {
			t.Errorf("got %+v, want 6 good lines and one checkpoint", r)
		}
		record(t, d, 13)
		if k, err := c.Sign(t.Context()); err == nil {
			t.Errorf("what was cut off is signed away: %+v", k)
		}
	})
}

func TestK03AJournalWrittenAnewDoesNotFitItsCheckpoints(t *testing.T) {
	testkit.Databases(t, func(t *testing.T, d *db.DB) {
		c := signer(t, d)
		records(t, d, 3)
		sign(t, c, 3)
		records(t, d, 9)
		sign(t, c, 12)
		disarm(t, d)
		tamper(t, d, append(gone("seq > 3"), "UPDATE sequences SET value = 3 WHERE name = 'journal'", "DELETE FROM checkpoints")...)
		for range 9 {
			record(t, d, 99)
		}
		verify(t, d, 0)
		if r := examine(t, d, proof(t, c), 12, journal.Misfit); r.First.Since != 4 {
			t.Errorf("the lines are in doubt from %d, want 4", r.First.Since)
		}
		record(t, d, 13)
		if k, err := c.Sign(t.Context()); err == nil {
			t.Errorf("what was written anew is signed: %+v", k)
		}
	})
}

func TestAForgedCheckpointIsRefused(t *testing.T) {
	testkit.Databases(t, func(t *testing.T, d *db.DB) {
		c := signer(t, d)
		records(t, d, 3)
		good := sign(t, c, 3)
		for what, k := range map[string]journal.Checkpoint{
			"another time":   {Seq: 3, Hash: good.Hash, At: good.At.Add(time.Second), Signature: good.Signature},
			"another line":   {Seq: 2, Hash: good.Hash, At: good.At, Signature: good.Signature},
			"no signature":   {Seq: 3, Hash: good.Hash, At: good.At},
			"not in base 64": {Seq: 3, Hash: good.Hash, At: good.At, Signature: "???"},
		} {
			p := journal.Proof{Key: c.Public(), Kept: []journal.Checkpoint{k}}
			t.Run(what, func(t *testing.T) { examine(t, d, p, k.Seq, journal.Forged) })
		}
		other := journal.NewCheckpointer(d, journal.Key([]byte("mot bi mat khac, cung kha la dai")), filepath.Join(t.TempDir(), "x"))
		examine(t, d, journal.Proof{Key: other.Public()}, 3, journal.Forged)
	})
}

func TestACheckpointIsDueAfterManyLinesOrSomeTime(t *testing.T) {
	databases(t, func(t *testing.T, d *db.DB, clock *testkit.Clock) {
		c := signer(t, d)
		look := func(want bool) {
			t.Helper()
			if signed, err := c.Look(t.Context()); signed != want || err != nil {
				t.Errorf("signed a checkpoint: %t (%v), want %t", signed, err, want)
			}
		}
		look(false) // there is nothing
		record(t, d, 1)
		look(true) // nothing was ever signed
		record(t, d, 2)
		look(false)
		clock.Advance(5 * time.Minute)
		look(true)
		clock.Advance(time.Hour)
		look(false) // nothing is new
		update(t, d, func(tx *db.Tx) error {
			for range 1000 {
				if err := journal.Record(t.Context(), tx, journal.Line{Verb: "update"}); err != nil {
					return err
				}
			}
			return nil
		})
		look(true)
		if r := examine(t, d, proof(t, c), 0, journal.Nothing); r.Good != 1002 || r.Checkpoints != 3 {
			t.Errorf("got %+v, want 1002 good lines and 3 checkpoints", r)
		}
	})
}

func TestRunSignsAndTellsWhatFails(t *testing.T) {
	d := testkit.Open(t, db.SQLite, testkit.NewClock(testkit.Start()))
	records(t, d, 2)
	c := journal.NewCheckpointer(d, journal.Key(secret()), filepath.Join(t.TempDir(), "missing", "checkpoints.jsonl"))
	told := make(chan error)
	go c.Run(t.Context(), func(err error) { told <- err })
	if err := <-told; err == nil || !strings.Contains(err.Error(), "missing") {
		t.Errorf("got %v, want that the file cannot be written", err)
	}
}

func TestTheFileIsItsOwnersAndOutlivesAPowerFailure(t *testing.T) {
	d := testkit.Open(t, db.SQLite, testkit.NewClock(testkit.Start()))
	c := signer(t, d)
	records(t, d, 2)
	sign(t, c, 2)
	if info, err := os.Stat(c.Path()); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the file has mode %v (%v), want 0600", info.Mode(), err)
	}
	file, err := os.OpenFile(c.Path(), os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := file.WriteString(`{"seq":3,"ha`); err != nil || file.Close() != nil {
		t.Fatal(err)
	}
	again := journal.NewCheckpointer(d, journal.Key(secret()), c.Path())
	record(t, d, 3)
	sign(t, again, 3)
	if p := proof(t, again); len(p.Kept) != 2 || p.Kept[1].Seq != 3 {
		t.Errorf("got %+v, want the checkpoints of the lines 2 and 3", p.Kept)
	}
	examine(t, d, proof(t, again), 0, journal.Nothing)
}

func TestAFileThatHoldsOtherThingsIsAnError(t *testing.T) {
	path := filepath.Join(t.TempDir(), "file")
	for _, text := range []string{`{"seq":1,"hash":"x","other":2}`, `{"seq":"1"}` + "\n", `{}{}`} {
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if list, err := journal.ReadFile(path); err == nil {
			t.Errorf("%s: got %v, want an error", text, list)
		}
	}
	if list, err := journal.ReadFile(path + "2"); list != nil || err != nil {
		t.Errorf("a file that is not there: got %v (%v), want nothing", list, err)
	}
}
