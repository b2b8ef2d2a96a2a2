package strict_test

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/go-json-experiment/json/jsontext"

	"newsdesk/internal/fault"
	"newsdesk/internal/strict"
)

func TestTheParsingSuiteIsJudgedAsItSays(t *testing.T) {
	root := os.Getenv("NEWSDESK_CORPORA")
	if root == "" {
		t.Skip("NEWSDESK_CORPORA is not set to the folder of test corpora")
	}
	files, err := filepath.Glob(filepath.Join(root, "json-parsing", "*.json"))
	if err != nil || len(files) < 300 {
		t.Fatalf("got %d files and error %v, want the whole suite", len(files), err)
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) { judge(t, file) })
	}
}

// deviations are the bodies of the suite that are grammatical, and that this
// decoder refuses all the same.
func deviations() []string {
	return []string{
		"y_object_duplicated_key.json",
		"y_object_duplicated_key_and_value.json",
		"y_object_escaped_null_in_key.json",
		"y_string_null_escape.json",
	}
}

func judge(t *testing.T, file string) {
	t.Helper()
	body, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var free jsontext.Value
	err = strict.Decode(bytes.NewReader(body), limit, &free)
	name := filepath.Base(file)
	switch {
	case slices.Contains(deviations(), name):
		if err == nil {
			t.Error("got it accepted, want it refused")
		}
	case name[0] == 'y' && err != nil:
		t.Errorf("got %v, want it accepted", err)
	case name[0] == 'n' && !fault.Is(err, fault.InvalidJSON):
		t.Errorf("got %v, want InvalidJSON", err)
	case err != nil && !known(err):
		t.Errorf("got %v, want a fault of the body", err)
	}
}

func known(err error) bool {
	return slices.Contains([]fault.Kind{
		fault.InvalidJSON, fault.TooLarge, fault.Invalid, fault.UnknownMember, fault.ReadOnly,
	}, fault.Of(err).Kind)
}

func FuzzDecode(f *testing.F) {
	for _, seed := range []string{
		`{"title":"a","author":{"x":1},"id":null}`, `{"urgency":-0}`, `[[[[`, `{"a":1,"a":2}`, `"\u0000"`, "\xff", `{"block":{"level":9}}`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		var in story
		err := strict.Decode(bytes.NewReader(body), 1<<16, &in)
		if err != nil && !known(err) {
			t.Fatalf("got %v, want a fault of the body", err)
		}
		if err == nil && !jsontext.Value(body).IsValid() {
			t.Fatalf("got %q accepted, want it refused", body)
		}
	})
}
