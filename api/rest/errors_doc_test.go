package rest

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/go-json-experiment/json"
	"github.com/google/go-cmp/cmp"

	"newsdesk/internal/fault"
)

// errorsDoc is what docs/errors.md says, as far as it can be held to the code.
type errorsDoc struct {
	statuses map[string]int    // of each problem code that has a section
	examples map[string]string // the JSON below that heading
	fields   map[string]bool   // the codes in the table of fields
}

func readErrorsDoc(t *testing.T) errorsDoc {
	t.Helper()
	text, err := os.ReadFile("../../docs/errors.md")
	if err != nil {
		t.Fatal(err)
	}
	doc := errorsDoc{statuses: map[string]int{}, examples: map[string]string{}, fields: map[string]bool{}}
	section := regexp.MustCompile("(?s)^`([a-z_]+)` \\((\\d{3})\\)\n(.*)$")
	for part := range strings.SplitSeq(string(text), "\n### ") {
		found := section.FindStringSubmatch(part)
		if found == nil {
			continue
		}
		code := found[1]
		if doc.statuses[code], err = strconv.Atoi(found[2]); err != nil {
			t.Fatal(err)
		}
		_, rest, _ := strings.Cut(found[3], "```json\n")
		doc.examples[code], _, _ = strings.Cut(rest, "```")
	}
	_, table, _ := strings.Cut(string(text), "\n## Field codes\n")
	for _, row := range regexp.MustCompile("(?m)^\\| `([a-z0-9_]+)` \\|").FindAllStringSubmatch(table, -1) {
		if doc.fields[row[1]] {
			t.Errorf("docs/errors.md has two rows for the field code %q", row[1])
		}
		doc.fields[row[1]] = true
	}
	return doc
}

func TestEveryProblemIsDocumented(t *testing.T) {
	want := map[string]int{}
	for _, k := range fault.Kinds() {
		want[meaning(k).code] = meaning(k).status
	}
	if diff := cmp.Diff(want, readErrorsDoc(t).statuses); diff != "" {
		t.Errorf("problem codes with their status, the program's (-) and those of docs/errors.md (+):\n%s", diff)
	}
}

func TestEveryFieldCodeIsDocumented(t *testing.T) {
	want := fieldCodes(t, "..", "../../internal")
	if len(want) < 30 {
		t.Fatalf("found %d field codes, which cannot be all", len(want))
	}
	got := readErrorsDoc(t).fields
	for code, where := range want {
		if !got[code] {
			t.Errorf("%s: the field code %q has no row in docs/errors.md", where, code)
		}
	}
	for code := range got {
		if want[code] == "" {
			t.Errorf("docs/errors.md has a row for the field code %q, which nothing says", code)
		}
	}
}

func TestExamplesAreWhatTheProgramSays(t *testing.T) {
	doc, sayings := readErrorsDoc(t), sayings(t)
	for _, k := range fault.Kinds() {
		m := meaning(k)
		var got Problem
		if err := json.Unmarshal([]byte(doc.examples[m.code]), &got, json.RejectUnknownMembers(true)); err != nil {
			t.Errorf("the example of %s is not a problem: %v", m.code, err)
			continue
		}
		want := got
		want.Type, want.Title, want.Status, want.Code = m.path(), m.title, m.status, m.code
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("the example of %s (-want +got):\n%s", m.code, diff)
		}
		said := []string{got.Detail}
		for _, field := range got.Errors {
			said = append(said, field.Detail)
			if !doc.fields[field.Code] {
				t.Errorf("the example of %s has the field code %q, which has no row", m.code, field.Code)
			}
		}
		for _, s := range said {
			if !slices.ContainsFunc(sayings, func(r *regexp.Regexp) bool { return r.MatchString(s) }) {
				t.Errorf("the example of %s says %q, which the program never does", m.code, s)
			}
		}
	}
}

// sayings are the messages of the program, with anything in place of their
// arguments.
func sayings(t *testing.T) (all []*regexp.Regexp) {
	t.Helper()
	argument := regexp.MustCompile(`%[^a-zA-Z%]*[a-zA-Z]`)
	for format := range formats(t, "..", "../../internal") {
		bare := argument.ReplaceAllString(format, "")
		if strings.TrimSpace(bare) == "" {
			continue // it would match everything
		}
		pattern := argument.ReplaceAllLiteralString(regexp.QuoteMeta(format), `.+`)
		all = append(all, regexp.MustCompile("^"+pattern+"$"))
	}
	return all
}

// fieldCodes collects the codes that the packages below the roots give to
// fields, each with a place where it is given. Package demo is left out: its
// faults are about files of the program and never reach a client.
func fieldCodes(t *testing.T, roots ...string) map[string]string {
	t.Helper()
	found, set := map[string]string{}, token.NewFileSet()
	for _, root := range roots {
		err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
			switch {
			case err != nil:
				return err
			case d.IsDir() && d.Name() == "demo":
				return filepath.SkipDir
			case !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go"):
				return nil
			}
			file, err := parser.ParseFile(set, path, nil, parser.SkipObjectResolution)
			if err != nil {
				return err
			}
			ast.Inspect(file, func(n ast.Node) bool {
				code, ok := codeArgument(n)
				if !ok {
					return true
				}
				where := set.Position(n.Pos()).String()
				if text, ok := (pack{}).text(code); ok {
					found[text] = where
				} else {
					t.Errorf("%s: the code of a field is not written there, so nobody can look it up", where)
				}
				return true
			})
			return nil
		})
		if err != nil {
			t.Fatalf("cannot read the code below %s: %v", root, err)
		}
	}
	return found
}

// codeArgument returns the code in a call that makes a field, which stands
// before a message, or in a field that is written out.
func codeArgument(n ast.Node) (ast.Expr, bool) {
	switch n := n.(type) {
	case *ast.CallExpr:
		at, ok := map[string]int{"Parameter": 1, "HeaderField": 2, "Member": 2, "Add": 1, "If": 2, "Fault": 1}[calledName(n)]
		if !ok || len(n.Args) <= at+1 {
			return nil, false
		}
		_, message := (pack{}).text(n.Args[at+1])
		return n.Args[at], message
	case *ast.KeyValueExpr:
		key, ok := n.Key.(*ast.Ident)
		if _, written := (pack{}).text(n.Value); ok && key.Name == "Code" && written {
			return n.Value, true
		}
	}
	return nil, false
}
