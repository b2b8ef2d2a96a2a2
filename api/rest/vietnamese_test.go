package rest

import (
	"go/ast"
	"go/constant"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"newsdesk/internal/fault"
)

// formats collects the constant messages of every package that makes faults.
// It reads the code rather than running it, so that no message can hide behind
// a case that no test reaches.
func formats(t *testing.T, roots ...string) map[string]string {
	t.Helper()
	folders := map[string][]*ast.File{}
	fset := token.NewFileSet()
	for _, root := range roots {
		err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
			if err != nil || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
				return err
			}
			file, err := parser.ParseFile(fset, path, nil, parser.SkipObjectResolution)
			if err != nil {
				return err
			}
			folders[filepath.Dir(path)] = append(folders[filepath.Dir(path)], file)
			return nil
		})
		if err != nil {
			t.Fatalf("cannot read the code below %s: %v", root, err)
		}
	}
	found := map[string]string{}
	for _, files := range folders {
		p := pack{consts: constants(files)}
		for _, file := range files {
			ast.Inspect(file, func(n ast.Node) bool {
				if format, ok := p.message(n); ok {
					found[format] = fset.Position(n.Pos()).String()
				}
				return true
			})
		}
	}
	return found
}

type pack struct{ consts map[string]ast.Expr }

func constants(files []*ast.File) map[string]ast.Expr {
	all := map[string]ast.Expr{}
	for _, file := range files {
		ast.Inspect(file, func(n ast.Node) bool {
			if spec, ok := n.(*ast.ValueSpec); ok && len(spec.Values) == len(spec.Names) {
				for i, name := range spec.Names {
					all[name.Name] = spec.Values[i]
				}
			}
			return true
		})
	}
	return all
}

// message returns the format that a call gives to a fault, a field or a text.
func (p pack) message(n ast.Node) (string, bool) {
	switch n := n.(type) {
	case *ast.CallExpr:
		name := calledName(n)
		at, ok := map[string]int{
			"New": 1, "Parameter": 2, "HeaderField": 3, "Member": 3, "Add": 2, "If": 3, "Fault": 2,
		}[name]
		if !ok || len(n.Args) <= at {
			return "", false
		}
		if name == "New" && !isKind(n.Args[0]) {
			return "", false
		}
		return p.text(n.Args[at])
	case *ast.CompositeLit:
		if typ, ok := n.Type.(*ast.SelectorExpr); ok && typ.Sel.Name == "Text" && len(n.Elts) > 0 {
			first := n.Elts[0]
			if pair, ok := first.(*ast.KeyValueExpr); ok {
				first = pair.Value
			}
			return p.text(first)
		}
	}
	return "", false
}

func calledName(call *ast.CallExpr) string {
	switch f := call.Fun.(type) {
	case *ast.SelectorExpr:
		return f.Sel.Name
	case *ast.Ident:
		return f.Name
	}
	return ""
}

// isKind tells fault.New from the New of other packages.
func isKind(e ast.Expr) bool {
	switch e := e.(type) {
	case *ast.SelectorExpr:
		x, ok := e.X.(*ast.Ident)
		return ok && x.Name == "fault"
	case *ast.Ident:
		return true
	}
	return false
}

func (p pack) text(e ast.Expr) (string, bool) {
	switch e := e.(type) {
	case *ast.BasicLit:
		s, err := strconv.Unquote(e.Value)
		return s, err == nil && e.Kind == token.STRING && s != ""
	case *ast.Ident:
		value, ok := p.consts[e.Name]
		if _, again := value.(*ast.Ident); !ok || again {
			return "", false
		}
		return p.text(value)
	case *ast.BinaryExpr:
		left, ok := p.text(e.X)
		right, rok := p.text(e.Y)
		return constant.StringVal(constant.BinaryOp(constant.MakeString(left), token.ADD, constant.MakeString(right))), ok && rok
	}
	return "", false
}

func TestEveryMessageIsVietnameseToo(t *testing.T) {
	known := map[string]bool{}
	for _, pair := range vietnamese() {
		known[pair.english] = true
	}
	said := formats(t, "..", "../../internal")
	for _, k := range fault.Kinds() {
		said[meaning(k).title] = "the title of " + meaning(k).code
		said[advice(k)] = "the page about " + meaning(k).code
	}
	if len(said) < 2*len(fault.Kinds()) {
		t.Fatalf("found %d messages, which cannot be all", len(said))
	}
	var missing []string
	for format, where := range said {
		if !known[format] {
			missing = append(missing, where+": "+strconv.Quote(format))
		}
	}
	slices.Sort(missing)
	if len(missing) > 0 {
		t.Errorf("%d messages have no Vietnamese:\n%s", len(missing), strings.Join(missing, "\n"))
	}
}

func TestTranslationsTakeTheSameArguments(t *testing.T) {
	verb := regexp.MustCompile(`%[^a-zA-Z%]*[a-zA-Z%]`)
	seen := map[string]bool{}
	for _, pair := range vietnamese() {
		got, want := verb.FindAllString(pair.vietnamese, -1), verb.FindAllString(pair.english, -1)
		if !slices.Equal(got, want) {
			t.Errorf("%q: got verbs %v in Vietnamese, want %v", pair.english, got, want)
		}
		if seen[pair.english] {
			t.Errorf("%q is translated twice", pair.english)
		}
		seen[pair.english] = true
		if pair.vietnamese == "" || pair.vietnamese == pair.english {
			t.Errorf("%q: got no translation", pair.english)
		}
	}
}
