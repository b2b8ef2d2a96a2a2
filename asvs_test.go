package main

import (
	"flag"
	"fmt"
	"go/ast"
	"go/token"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/google/go-cmp/cmp"
)

var updateASVS = flag.Bool("update-asvs", false, "write the numbers at the top of docs/ASVS.md anew")

const asvsPage = "docs/ASVS.md"

// The ways in which a requirement is answered, as the numbers at the top of the
// page have them.
const (
	byTest   = "by test"
	byPage   = "by page"
	without  = "does not apply"
	unmet    = "not met"
	nowhere  = "" // the row says nothing that could be looked up
	excuse   = "does not apply: "
	shortage = "not met: "
)

// asvsRow is a row of the page: a requirement, and how it is met.
type asvsRow struct{ id, asks, met string }

// chapter is V1 of V1.2.3.
func (r asvsRow) chapter() string { return strings.SplitN(r.id, ".", 2)[0] }

func (r asvsRow) way() string {
	switch {
	case strings.HasPrefix(r.met, shortage):
		return unmet
	case strings.HasPrefix(r.met, excuse):
		return without
	case len(testsIn(r.met)) > 0:
		return byTest
	case len(linksIn(r.met)) > 0:
		return byPage
	}
	return nowhere
}

// testsIn lists the tests that a text names.
func testsIn(text string) []string {
	return regexp.MustCompile(`\b(?:Test|Fuzz)[A-Z0-9]\w*`).FindAllString(text, -1)
}

// linksIn lists where the links of a text lead.
func linksIn(text string) (targets []string) {
	for _, link := range regexp.MustCompile(`\]\(([^)\s]+)\)`).FindAllStringSubmatch(text, -1) {
		targets = append(targets, link[1])
	}
	return targets
}

func asvsText(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile(asvsPage)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// asvsRows reads the tables of the chapters.
func asvsRows(t *testing.T) (rows []asvsRow) {
	t.Helper()
	for line := range strings.Lines(asvsText(t)) {
		if !regexp.MustCompile(`^\| V\d`).MatchString(line) {
			continue
		}
		cells := strings.Split(strings.Trim(strings.TrimSpace(line), "|"), "|")
		if len(cells) != 3 {
			t.Errorf("this row has %d cells, want 3: %s", len(cells), line)
			continue
		}
		rows = append(rows, asvsRow{strings.TrimSpace(cells[0]), strings.TrimSpace(cells[1]), strings.TrimSpace(cells[2])})
	}
	return rows
}

// asvsLevels are the requirements that the page has to answer, with their levels.
func asvsLevels(t *testing.T) map[string]string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("testdata", "asvs-5.0-ids.txt"))
	if err != nil {
		t.Fatal(err)
	}
	levels := map[string]string{}
	for line := range strings.Lines(string(text)) {
		id, level, _ := strings.Cut(strings.TrimSpace(line), " ")
		levels[id] = level
	}
	if len(levels) != 246 {
		t.Fatalf("there are %d requirements at the levels 1 and 2 of the chapters 1 to 16, want 246", len(levels))
	}
	return levels
}

func TestEachRequirementOfASVSHasOneRowThatAnswersIt(t *testing.T) {
	levels, seen := asvsLevels(t), map[string]int{}
	for _, r := range asvsRows(t) {
		seen[r.id]++
		if levels[r.id] == "" {
			t.Errorf("%s has a row and is none of the requirements", r.id)
		}
		if answer := strings.TrimPrefix(strings.TrimPrefix(r.met, shortage), excuse); r.asks == "" || strings.TrimSpace(answer) == "" {
			t.Errorf("%s has an empty cell", r.id)
		}
		if r.way() == nowhere {
			t.Errorf("%s names neither a test nor a page, and does not begin with %q or %q: %s", r.id, excuse, shortage, r.met)
		}
	}
	for _, id := range slices.Sorted(maps.Keys(levels)) {
		if seen[id] != 1 {
			t.Errorf("%s, of level %s, has %d rows, want 1", id, levels[id], seen[id])
		}
	}
}

func TestEachTestThatASVSNamesExists(t *testing.T) {
	there := map[string]bool{}
	eachFile(t, func(path string, file *ast.File, _ func(token.Pos) string) {
		for _, d := range file.Decls {
			if f, ok := d.(*ast.FuncDecl); ok && f.Recv == nil && strings.HasSuffix(path, "_test.go") {
				there[f.Name.Name] = true
			}
		}
	})
	named := 0
	for _, r := range asvsRows(t) {
		for _, name := range testsIn(r.met) {
			named++
			if !there[name] {
				t.Errorf("%s names %s, and there is no such test", r.id, name)
			}
		}
	}
	if named < 100 {
		t.Errorf("only %d tests are named", named)
	}
}

func TestEachPageThatASVSNamesHasItsSection(t *testing.T) {
	for _, r := range asvsRows(t) {
		for _, target := range linksIn(r.met) {
			if page, section, _ := strings.Cut(target, "#"); section == "" && (page == "" || filepath.Ext(page) == ".md") {
				t.Errorf("%s names %s without its section", r.id, target)
			}
		}
	}
	for _, page := range []string{asvsPage, "docs/runbook.md"} {
		for _, target := range pageLinks(t, page) {
			if err := leadsSomewhere(page, target); err != nil {
				t.Errorf("%s links to %s: %v", page, target, err)
			}
		}
	}
}

// pageLinks lists the links of a page to files of this repository.
func pageLinks(t *testing.T, page string) []string {
	t.Helper()
	text, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	links := linksIn(string(text))
	if len(links) == 0 {
		t.Errorf("%s has no links", page)
	}
	return slices.DeleteFunc(links, func(target string) bool { return strings.Contains(target, "://") })
}

// leadsSomewhere fails if a link of a page leads to a file or to a section that
// is not there.
func leadsSomewhere(page, target string) error {
	file, section, _ := strings.Cut(target, "#")
	if file != "" {
		page = filepath.Join(filepath.Dir(page), file)
	}
	text, err := os.ReadFile(page)
	if err != nil {
		return err
	}
	for line := range strings.Lines(string(text)) {
		if title := strings.TrimLeft(line, "#"); section != "" && title != line && anchor(title) == section {
			return nil
		}
	}
	if section != "" {
		return fmt.Errorf("%s has no section %q", page, section)
	}
	return nil
}

// anchor is the fragment by which hosts of repositories know a heading.
func anchor(heading string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == ' ':
			return '-'
		case unicode.IsLetter(r), unicode.IsDigit(r), r == '-', r == '_':
			return unicode.ToLower(r)
		}
		return -1
	}, strings.TrimSpace(heading))
}

func TestTheNumbersOfASVSAreThoseOfItsRows(t *testing.T) {
	text := asvsText(t)
	got, want := asvsNumbers(text), asvsCount(asvsRows(t))
	if *updateASVS && got != "" {
		if err := os.WriteFile(asvsPage, []byte(strings.Replace(text, got, want, 1)), 0o600); err != nil {
			t.Fatal(err)
		}
		got = want
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("go test -run ASVS -update-asvs . writes them anew (-want +got):\n%s", diff)
	}
}

// asvsNumbers is the table at the top, without its head.
func asvsNumbers(text string) string {
	return regexp.MustCompile(`(?m)^(\| (\[V|\*\*).*\n)+`).FindString(text)
}

// asvsCount makes that table of the rows.
func asvsCount(rows []asvsRow) string {
	var table strings.Builder
	line := func(name string, some []asvsRow) {
		fmt.Fprintf(&table, "| %s | %d |", name, len(some))
		for _, way := range []string{byTest, byPage, without, unmet} {
			n := len(slices.DeleteFunc(slices.Clone(some), func(r asvsRow) bool { return r.way() != way }))
			fmt.Fprintf(&table, " %d |", n)
		}
		table.WriteString("\n")
	}
	for i := range 16 {
		chapter := fmt.Sprintf("V%d", i+1)
		of := slices.DeleteFunc(slices.Clone(rows), func(r asvsRow) bool { return r.chapter() != chapter })
		line(fmt.Sprintf("[%s](#%s)", chapter, strings.ToLower(chapter)), of)
	}
	line("**all**", rows)
	return table.String()
}
