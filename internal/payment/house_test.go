package payment_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"strings"
	"testing"
)

// TestThereIsNoFloatingPoint reads the code: money that passes through a float
// comes out another amount.
func TestThereIsNoFloatingPoint(t *testing.T) {
	files, err := os.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	checked := 0
	for _, entry := range files {
		if !strings.HasSuffix(entry.Name(), ".go") || strings.HasSuffix(entry.Name(), "_test.go") {
			continue
		}
		checked++
		set := token.NewFileSet()
		file, err := parser.ParseFile(set, entry.Name(), nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.BasicLit:
				if n.Kind == token.FLOAT || n.Kind == token.IMAG {
					t.Errorf("%s: %s", set.Position(n.Pos()), n.Value)
				}
			case *ast.Ident:
				for _, name := range []string{"float32", "float64", "complex64", "complex128", "ParseFloat", "AppendFloat", "FormatFloat", "big", "math", "Seconds", "Minutes", "Hours"} {
					if n.Name == name {
						t.Errorf("%s: %s", set.Position(n.Pos()), name)
					}
				}
			}
			return true
		})
	}
	if checked < 15 {
		t.Errorf("checked %d files, which cannot be all", checked)
	}
}
