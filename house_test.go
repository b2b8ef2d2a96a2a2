package main

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// mayImport is the table of docs/architecture.md: what each package may import
// of ours. A package that is not in it fails: say what it may import.
func mayImport() map[string][]string {
	kind := []string{"internal/block", "internal/content", "internal/db", "internal/fault", "internal/text"}
	return map[string][]string{
		"":                               {"internal/cli"},
		"api":                            {"api/rest", "docs", "internal/auth", "internal/fault", "internal/ident"},
		"api/rest":                       {"internal/auth", "internal/fault", "internal/ident", "internal/policy", "internal/strict"},
		"api/v1":                         nil, // api/rest and what it serves: held by itsOwnRule
		"docs":                           {},
		"migrations":                     {},
		"internal/app":                   nil, // the composition root sees all
		"internal/cli":                   {"docs", "internal/app", "internal/auth", "internal/config", "internal/db", "internal/fault", "internal/journal", "internal/ledger", "internal/media", "internal/policy", "internal/story"},
		"internal/config":                {},
		"internal/fault":                 {},
		"internal/ident":                 {},
		"internal/diff":                  {},
		"internal/text":                  {"internal/fault"},
		"internal/strict":                {"internal/fault"},
		"internal/block":                 {"internal/fault", "internal/text"},
		"internal/story":                 {"internal/fault", "internal/text"},
		"internal/factor":                {"internal/db", "internal/fault", "internal/ident"},
		"internal/apikey":                {"internal/auth", "internal/db", "internal/fault", "internal/ident", "internal/policy", "internal/text"},
		"internal/sso":                   {"internal/auth", "internal/db", "internal/fault", "internal/ident", "internal/policy", "internal/strict"},
		"internal/sso/ssotest":           nil, // a provider for tests
		"internal/testkit/authenticator": {},
		"internal/blob":                  {"internal/fault"},
		"internal/egress":                {},
		"internal/payment":               {"internal/egress", "internal/fault", "internal/strict"},
		"internal/testkit/fakepsp":       {"internal/egress", "internal/payment"},
		"internal/blob/blobtest":         {"internal/blob", "internal/fault"},
		"internal/picture":               {"internal/fault"},
		"internal/media": {
			"internal/blob", "internal/content", "internal/db", "internal/edition", "internal/fault", "internal/ident",
			"internal/image", "internal/picture",
		},
		"internal/demo":    {"internal/fault"},
		"internal/ical":    {},
		"internal/mail":    {"internal/fault"},
		"internal/money":   {"internal/fault"},
		"internal/vietqr":  {"internal/fault", "internal/text"},
		"internal/db":      {"internal/fault", "migrations"},
		"internal/content": {"internal/db", "internal/fault", "internal/ident"},
		"internal/policy":  {"internal/content"},
		"internal/auth":    {"internal/content", "internal/db", "internal/factor", "internal/fault", "internal/ident", "internal/policy", "internal/text"},
		"internal/journal": {"internal/db", "internal/fault"},
		"internal/jobs":    {"internal/db", "internal/fault", "internal/ident"},
		"internal/edition": {"internal/content", "internal/db", "internal/fault", "internal/jobs"},
		"internal/desk":    {"internal/auth", "internal/content", "internal/db", "internal/edition", "internal/fault", "internal/ident", "internal/jobs", "internal/journal", "internal/policy", "internal/text"},
		"internal/almanac": {"internal/fault"},
		"internal/donor":   {"internal/db", "internal/fault", "internal/ident", "internal/text"},
		"internal/donate": {
			"internal/auth", "internal/campaign", "internal/content", "internal/db", "internal/donor", "internal/egress", "internal/fault",
			"internal/ident", "internal/ledger", "internal/payment", "internal/text", "internal/vietqr",
		},
		"internal/campaign":         append([]string{"internal/money"}, kind...),
		"internal/event":            append([]string{"internal/almanac"}, kind...),
		"internal/agenda":           {"internal/almanac", "internal/db", "internal/event", "internal/fault"},
		"internal/booking":          {"internal/db", "internal/fault", "internal/ident", "internal/jobs", "internal/text"},
		"internal/ledger":           {"internal/db", "internal/fault", "internal/ident"},
		"internal/article":          kind,
		"internal/page":             kind,
		"internal/image":            append([]string{"internal/picture"}, kind...),
		"internal/taxonomy":         kind,
		"internal/testkit":          {"internal/db", "internal/ident", "migrations"},
		"internal/testkit/newsroom": nil, // a whole program, for tests
	}
}

func TestImports(t *testing.T) {
	table := mayImport()
	for pkg, imports := range packages(t) {
		allowed, known := table[pkg]
		if !known {
			t.Errorf("%q is not in the table: say what it may import", pkg)
			continue
		}
		for _, imp := range imports {
			ours, isOurs := strings.CutPrefix(imp, "newsdesk/")
			if isOurs && allowed != nil && !slices.Contains(allowed, ours) {
				t.Errorf("%s imports %s, which the table does not allow", pkg, ours)
			}
			if isOurs && strings.HasPrefix(ours, "internal/testkit") && !strings.HasPrefix(pkg, "internal/testkit") {
				t.Errorf("%s imports %s, which is for tests", pkg, ours)
			}
			if strings.HasPrefix(imp, "github.com/labstack/echo") && !strings.HasPrefix(pkg, "api") {
				t.Errorf("%s imports Echo, which stays inside api/", pkg)
			}
			if strings.HasPrefix(imp, "gorm.io/gorm") && strings.HasPrefix(pkg, "api") {
				t.Errorf("%s imports GORM, which stays below api/", pkg)
			}
		}
	}
}

// packages lists the packages of the module with what they import.
func packages(t *testing.T) map[string][]string {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), "go", "list", "-f", `{{.ImportPath}} {{join .Imports " "}}`, "./...").Output()
	if err != nil {
		t.Fatal(err)
	}
	all := map[string][]string{}
	for line := range strings.Lines(string(out)) {
		pkg, imports, _ := strings.Cut(strings.TrimSpace(line), " ")
		name := strings.TrimPrefix(strings.TrimPrefix(pkg, "newsdesk"), "/")
		all[name] = strings.Fields(imports)
	}
	if len(all) < 20 {
		t.Fatalf("go list found %d packages, want the whole house", len(all))
	}
	return all
}

// TestGORM keeps GORM on a short lead: no text of a caller can become SQL, and
// none of the calls that surprise is made.
func TestGORM(t *testing.T) {
	checked := 0
	eachFile(t, func(path string, file *ast.File, at func(token.Pos) string) {
		if !strings.HasPrefix(path, "internal/") || strings.HasSuffix(path, "_test.go") || strings.HasPrefix(path, "internal/testkit/") || !imports(file, "gorm.io/gorm", "newsdesk/internal/db") {
			return
		}
		checked++
		consts := constants(file)
		ast.Inspect(file, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok {
				return true
			}
			sel, ok := call.Fun.(*ast.SelectorExpr)
			if pkg, of := call.Fun.(*ast.SelectorExpr); !ok || of && render(pkg.X) == "cmp" {
				return true
			}
			switch sel.Sel.Name {
			case "Save", "FirstOrCreate", "FirstOrInit", "AutoMigrate", "Preload", "Attrs", "Assign":
				t.Errorf("%s: %s is not used here: see docs/architecture.md", at(call.Pos()), sel.Sel.Name)
			case "Where", "Or", "Not", "Order", "Group", "Having", "Joins", "Raw", "Table", "Pluck":
				if len(call.Args) > 0 && !constant(call.Args[0], consts) && !allowedSQL(path, call.Args[0]) {
					t.Errorf("%s: the text given to %s is not a constant", at(call.Pos()), sel.Sel.Name)
				}
			}
			return true
		})
	})
	if checked < 8 {
		t.Fatalf("only %d files were checked", checked)
	}
}

// allowedSQL lists the places where a statement is put together from constants
// in a way that this test cannot follow.
func allowedSQL(path string, arg ast.Expr) bool {
	text := render(arg)
	return slices.Contains([]string{
		"internal/edition/list.go b.page(q)",    // a builder of constants
		"internal/edition/list.go sql",          // the same, counted
		"internal/edition/shelf.go query",       // one of two constants
		"internal/edition/list.go either",       // conditions that are constants themselves
		"internal/edition/shelf.go edge.order",  // from a table of constants
		"internal/edition/shelf.go edge.column", // the same
		"internal/edition/shelf.go edge.column + \" <= ?\"",
		"internal/edition/shelf.go edge.column + \" > ?\"",
		"internal/content/reach.go clause.And(clause.Or(either))", // conditions that are constants themselves
		"internal/content/reach.go either",
		"internal/booking/notice.go whom", // one of two constants
		"internal/agenda/rows.go sql",     // a statement of constants
		"internal/agenda/feed.go sql",     // the same
		"internal/ledger/sums.go sql",     // one of the constants above it
		"internal/content/reach.go whose",
		"internal/content/read.go string(c) + \" IN ?\"",                              // a Column
		"internal/content/read.go \"(\" + o.Column + \", id) \" + than + \" (?, ?)\"", // an Order
		"internal/content/read.go o.Column + dir + \", id\" + dir",                    // an Order
	}, path+" "+text)
}

// constant reports whether e is text that is written in the program.
func constant(e ast.Expr, consts map[string]bool) bool {
	switch e := e.(type) {
	case *ast.BasicLit:
		return e.Kind == token.STRING
	case *ast.BinaryExpr:
		return constant(e.X, consts) && constant(e.Y, consts)
	case *ast.ParenExpr:
		return constant(e.X, consts)
	case *ast.Ident:
		return consts[e.Name]
	case *ast.CallExpr: // gorm.Expr("…")
		sel, ok := e.Fun.(*ast.SelectorExpr)
		return ok && sel.Sel.Name == "Expr" && len(e.Args) > 0 && constant(e.Args[0], consts)
	}
	return false
}

func constants(file *ast.File) map[string]bool {
	names := map[string]bool{}
	ast.Inspect(file, func(n ast.Node) bool {
		decl, ok := n.(*ast.GenDecl)
		if !ok || decl.Tok != token.CONST {
			return true
		}
		for _, spec := range decl.Specs {
			for _, name := range spec.(*ast.ValueSpec).Names {
				names[name.Name] = true
			}
		}
		return true
	})
	return names
}

func render(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.BasicLit:
		return e.Value
	case *ast.Ident:
		return e.Name
	case *ast.SelectorExpr:
		return render(e.X) + "." + e.Sel.Name
	case *ast.BinaryExpr:
		return render(e.X) + " " + e.Op.String() + " " + render(e.Y)
	case *ast.CallExpr:
		args := make([]string, len(e.Args))
		for i, a := range e.Args {
			args[i] = render(a)
		}
		return render(e.Fun) + "(" + strings.Join(args, ", ") + ")"
	}
	return fmt.Sprintf("%T", e)
}

// TestFilesAreShort holds the style sheet: a file fits in a head.
func TestFilesAreShort(t *testing.T) {
	const most = 400
	eachFile(t, func(path string, file *ast.File, at func(token.Pos) string) {
		if strings.HasSuffix(path, "_test.go") {
			return
		}
		lines := strings.Split(at(file.End()-1), ":")[1]
		var n int
		if _, err := fmt.Sscan(lines, &n); err != nil || n > most {
			t.Errorf("%s has %s lines, want at most %d", path, lines, most)
		}
	})
}

// TestPackagesAreDocumented wants one comment that says what a package is.
func TestPackagesAreDocumented(t *testing.T) {
	said := map[string]bool{}
	eachFile(t, func(path string, file *ast.File, _ func(token.Pos) string) {
		if strings.HasSuffix(path, "_test.go") {
			return
		}
		dir := filepath.Dir(path)
		said[dir] = said[dir] || file.Doc.Text() != ""
	})
	for dir, ok := range said {
		if !ok {
			t.Errorf("package %s has no comment that says what it is", dir)
		}
	}
}

func imports(file *ast.File, paths ...string) bool {
	return slices.ContainsFunc(file.Imports, func(i *ast.ImportSpec) bool {
		return slices.Contains(paths, strings.Trim(i.Path.Value, `"`))
	})
}

// eachFile parses every Go file of the module.
func eachFile(t *testing.T, f func(path string, file *ast.File, at func(token.Pos) string)) {
	t.Helper()
	set := token.NewFileSet()
	err := filepath.WalkDir(".", func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && (path == "tools" || strings.HasPrefix(d.Name(), ".") && path != "." || d.Name() == "testdata" || d.Name() == "node_modules"):
			return filepath.SkipDir
		case !strings.HasSuffix(path, ".go"):
			return nil
		}
		src, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		file, err := parser.ParseFile(set, path, src, parser.ParseComments)
		if err != nil {
			return err
		}
		f(filepath.ToSlash(path), file, func(p token.Pos) string {
			at := set.Position(p)
			return fmt.Sprintf("%s:%d", filepath.ToSlash(at.Filename), at.Line)
		})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
