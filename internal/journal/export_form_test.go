package journal_test

import (
	"encoding/csv"
	"errors"
	"iter"
	"strings"
	"testing"

	"github.com/go-json-experiment/json"
	"github.com/google/go-cmp/cmp"

	"newsdesk/internal/journal"
	"newsdesk/internal/testkit"
)

func given(lines ...journal.Line) iter.Seq2[journal.Line, error] {
	return func(yield func(journal.Line, error) bool) {
		for _, l := range lines {
			if !yield(l, nil) {
				return
			}
		}
	}
}

func TestK06CellsThatASpreadsheetWouldRunAreDisarmed(t *testing.T) {
	for note, want := range map[string]string{
		"=1+1": "'=1+1", "+84": "'+84", "-1": "'-1", "@SUM(A1)": "'@SUM(A1)", "\t=1": "'\t=1", "\r=1": "'\r=1",
		"a=1": "a=1", "": "", `nói "không"`: `nói "không"`, "a,b\nc": "a,b\nc", "'=1": "'=1",
	} {
		var out strings.Builder
		l := journal.Line{Seq: 1, At: testkit.Start(), Note: note, Verb: note, Cause: note}
		if err := journal.Export(&out, journal.CSV, given(l)); err != nil {
			t.Fatal(err)
		}
		if note != "" && !strings.Contains(out.String(), `"`+strings.ReplaceAll(want, `"`, `""`)+`"`) {
			t.Errorf("note %q: got %s, want %q in quotes", note, out.String(), want)
		}
		// A reader of CSV takes CR LF for LF, which is its own affair.
		rows, err := csv.NewReader(strings.NewReader(out.String())).ReadAll()
		if err != nil || len(rows) != 2 {
			t.Fatalf("note %q: got %v (%v), want a row of names and one more", note, rows, err)
		}
		for i, name := range rows[0] {
			if (name == "note" || name == "verb" || name == "cause") && rows[1][i] != want {
				t.Errorf("%s %q: got %q, want %q", name, note, rows[1][i], want)
			}
		}
	}
}

func TestBothFormatsSayTheSame(t *testing.T) {
	want := line(7)
	want.Seq, want.At, want.Hash = 3, testkit.Start(), "abc"
	var table, objects strings.Builder
	if err := errors.Join(journal.Export(&table, journal.CSV, given(want, want)), journal.Export(&objects, journal.NDJSON, given(want, want))); err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(strings.NewReader(table.String())).ReadAll()
	if err != nil || len(rows) != 3 {
		t.Fatalf("got %v (%v), want three rows", rows, err)
	}
	first, _, _ := strings.Cut(objects.String(), "\n")
	var object map[string]any
	if err := json.Unmarshal([]byte(first), &object); err != nil || strings.Count(objects.String(), "\n") != 2 {
		t.Fatalf("got %s (%v), want an object on each of two lines", objects.String(), err)
	}
	fromTable := map[string]any{}
	for i, name := range rows[0] {
		fromTable[name] = rows[1][i]
	}
	fromTable["seq"], fromTable["version"] = float64(3), float64(7)
	if diff := cmp.Diff(object, fromTable); diff != "" {
		t.Errorf("the formats (-ndjson +csv):\n%s", diff)
	}
	if object["address"] != "192.0.2.7" || object["note"] != "ghi chú 7" || object["cause"] != "req-7" {
		t.Errorf("got %v, want what the line says", object)
	}
}

func TestAnExportEndsWithWhatFails(t *testing.T) {
	broken := errors.New("broken")
	fails := func(yield func(journal.Line, error) bool) { yield(journal.Line{}, broken) }
	if err := journal.Export(new(strings.Builder), journal.CSV, fails); !errors.Is(err, broken) {
		t.Errorf("got %v, want what the journal said", err)
	}
}
