package main

import (
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/mod/modfile"
)

// unionSuffix ends the name of a struct that exists for the description alone:
// BlockUnion has one field for each thing that a Block can be.
const unionSuffix = "Union"

// source is one file of the module, parsed.
type source struct {
	name  string // relative to the root
	pkg   string // import path
	text  []byte
	files *token.FileSet
	tree  *ast.File
}

// stage copies the sources of the module in root to dir, annotated further. The
// annotation reader sees only tags and comments, so what it should learn from
// types and names is written there, in the copy. stage returns which types to
// replace by which, as full names such as "newsdesk/api/v1.Block".
func stage(root, dir string) (map[string]string, error) {
	mod, err := os.ReadFile(filepath.Join(root, "go.mod"))
	if err != nil {
		return nil, err
	}
	sources, err := readSources(root, modfile.ModulePath(mod))
	if err != nil {
		return nil, err
	}
	if err := os.WriteFile(filepath.Join(dir, "go.mod"), mod, 0o600); err != nil {
		return nil, err
	}
	inputs := inputsOf(sources)
	for _, src := range sources {
		if err := stageFile(src, inputs, filepath.Join(dir, src.name)); err != nil {
			return nil, err
		}
	}
	return unionsOf(sources)
}

// readSources parses the files of the module in root that are compiled into
// programs.
func readSources(root, module string) ([]source, error) {
	var sources []source
	err := filepath.WalkDir(root, func(file string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name, err := filepath.Rel(root, file)
		switch {
		case err != nil:
			return err
		case entry.IsDir() && isForeign(root, name):
			return filepath.SkipDir
		case entry.IsDir() || !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go"):
			return nil
		}
		text, err := os.ReadFile(file)
		if err != nil {
			return err
		}
		src, err := parse(name, text)
		src.pkg = path.Join(module, path.Dir(filepath.ToSlash(name)))
		sources = append(sources, src)
		return err
	})
	return sources, err
}

func parse(name string, text []byte) (source, error) {
	files := token.NewFileSet()
	tree, err := parser.ParseFile(files, name, text, parser.ParseComments)
	return source{name: name, text: text, files: files, tree: tree}, err
}

// isForeign reports whether a folder holds nothing of this module that is
// compiled.
func isForeign(root, name string) bool {
	if name == "." {
		return false
	}
	base := filepath.Base(name)
	if strings.HasPrefix(base, ".") || strings.HasPrefix(base, "_") || base == "testdata" || base == "node_modules" {
		return true
	}
	_, err := os.Stat(filepath.Join(root, name, "go.mod"))
	return err == nil
}

// stageFile writes the annotated source to target.
func stageFile(src source, inputs map[string]bool, target string) error {
	text, err := annotate(src, inputs)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(target), 0o700); err != nil {
		return err
	}
	return os.WriteFile(target, text, 0o600)
}

// unionsOf pairs each type with the union that describes it: BlockUnion describes
// the Block of its package or, if there is none, the only Block of the module.
func unionsOf(sources []source) (map[string]string, error) {
	types := make(map[string][]string) // the packages that have a type of a name
	for _, src := range sources {
		for typ := range src.types() {
			types[typ.Name.Name] = append(types[typ.Name.Name], src.pkg)
		}
	}
	unions := make(map[string]string)
	var errs []error
	for union, homes := range types {
		name, ok := strings.CutSuffix(union, unionSuffix)
		if !ok {
			continue
		}
		for _, home := range homes {
			switch described := types[name]; {
			case slices.Contains(described, home):
				unions[home+"."+name] = home + "." + union
			case len(described) == 1:
				unions[described[0]+"."+name] = home + "." + union
			case len(described) > 1:
				errs = append(errs, fmt.Errorf("%s.%s could describe the %s of any of %s", home, union, name, strings.Join(described, ", ")))
			}
		}
	}
	return unions, errors.Join(errs...)
}
