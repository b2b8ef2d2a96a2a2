package main

import (
	"cmp"
	"errors"
	"fmt"
	"go/ast"
	"go/token"
	"iter"
	"reflect"
	"slices"
	"strings"
)

// edit replaces the bytes from start to end.
type edit struct {
	start, end int
	text       string
}

// annotator collects the edits of one file.
type annotator struct {
	files *token.FileSet
	edits []edit
	errs  []error
}

// annotate returns the source with five things said in a way that the reader of
// annotations understands: the documentation of each type, date-time (RFC 3339)
// as the format of times, which members of a JSON object are optional, the type
// of a member that is wrapped in an Opt, and the type that describes a member
// which is plain JSON in Go: that in its tag "shape". The inputs are the full
// names of the types whose members callers may leave out.
func annotate(src source, inputs map[string]bool) ([]byte, error) {
	a := &annotator{files: src.files}
	for typ, doc := range src.types() {
		a.describe(doc)
		a.members(typ, inputs[src.pkg+"."+typ.Name.Name])
	}
	return apply(src.text, a.edits), errors.Join(a.errs...)
}

// types yields the types that the file declares, with their documentation.
func (src source) types() iter.Seq2[*ast.TypeSpec, *ast.CommentGroup] {
	return func(yield func(*ast.TypeSpec, *ast.CommentGroup) bool) {
		for _, decl := range src.tree.Decls {
			gen, ok := decl.(*ast.GenDecl)
			if !ok {
				continue
			}
			for _, spec := range gen.Specs {
				typ, ok := spec.(*ast.TypeSpec)
				if ok && !yield(typ, cmp.Or(typ.Doc, gen.Doc)) {
					return
				}
			}
		}
	}
}

// inputsOf lists the types that describe what callers send: those called
// XxxInput or XxxPatch, and those of the same package that they embed. Callers
// may leave out what is not required; an answer always has every member.
func inputsOf(sources []source) map[string]bool {
	embeds := make(map[string][]string)
	for _, src := range sources {
		for typ := range src.types() {
			name := src.pkg + "." + typ.Name.Name
			for _, part := range embedded(typ.Type) {
				embeds[name] = append(embeds[name], src.pkg+"."+part)
			}
		}
	}
	inputs := make(map[string]bool)
	var mark func(string)
	mark = func(name string) {
		if !inputs[name] {
			inputs[name] = true
			for _, part := range embeds[name] {
				mark(part)
			}
		}
	}
	for _, src := range sources {
		for typ := range src.types() {
			if name := typ.Name.Name; strings.HasSuffix(name, "Input") || strings.HasSuffix(name, "Patch") {
				mark(src.pkg + "." + name)
			}
		}
	}
	return inputs
}

// embedded lists the types of the same package that a struct embeds.
func embedded(expr ast.Expr) []string {
	typ, ok := expr.(*ast.StructType)
	if !ok {
		return nil
	}
	var names []string
	for _, field := range typ.Fields.List {
		if name, ok := field.Type.(*ast.Ident); ok && len(field.Names) == 0 {
			names = append(names, name.Name)
		}
	}
	return names
}

// describe repeats the documentation of a type as an annotation. A description
// that was written for the readers of the API stays alone.
func (a *annotator) describe(doc *ast.CommentGroup) {
	text := strings.Join(strings.Fields(doc.Text()), " ")
	if text == "" || strings.Contains(strings.ToLower(text), "@description") {
		return
	}
	a.insert(doc.End(), "\n// @Description "+text)
}

// members annotates the fields of a struct, and of structs written inside it.
func (a *annotator) members(typ *ast.TypeSpec, input bool) {
	ast.Inspect(typ.Type, func(node ast.Node) bool {
		if _, parameters := node.(*ast.FuncType); parameters { // which look like fields and have no tags
			return false
		}
		if field, ok := node.(*ast.Field); ok && len(field.Names) > 0 {
			a.member(field, input)
		}
		return true
	})
}

func (a *annotator) member(field *ast.Field, input bool) {
	tag := ""
	if field.Tag != nil {
		tag = field.Tag.Value
		if !strings.HasPrefix(tag, "`") {
			a.errs = append(a.errs, fmt.Errorf("%s: write struct tags between backquotes", a.files.Position(field.Pos())))
			return
		}
	}
	keys := reflect.StructTag(strings.Trim(tag, "`"))
	typ, wrapped := unwrap(field.Type)
	switch shape := keys.Get("shape"); {
	case shape != "":
		a.replace(field.Type.Pos(), field.Type.End(), shape)
	case wrapped:
		a.replace(field.Type.Pos(), typ.Pos(), "")
		a.replace(typ.End(), field.Type.End(), "")
	}
	var more []string
	if isTime(typ) && keys.Get("format") == "" {
		more = append(more, `format:"date-time"`)
	}
	if keys.Get("binding") == "" && mayBeAbsent(keys, input || wrapped) {
		more = append(more, `binding:"optional"`)
	}
	text := strings.Join(more, " ")
	switch {
	case text == "":
	case field.Tag == nil:
		a.insert(field.Type.End(), " `"+text+"`")
	default:
		a.insert(field.Tag.Pos()+1, text+" ")
	}
}

// unwrap returns the type T of an Opt[T], which tells a member that was left out
// from one that is null or empty.
func unwrap(expr ast.Expr) (inner ast.Expr, wrapped bool) {
	generic, ok := expr.(*ast.IndexExpr)
	if !ok {
		return expr, false
	}
	switch typ := generic.X.(type) {
	case *ast.Ident:
		wrapped = typ.Name == "Opt"
	case *ast.SelectorExpr:
		wrapped = typ.Sel.Name == "Opt"
	}
	if !wrapped {
		return expr, false
	}
	return generic.Index, true
}

// mayBeAbsent reports whether a member can be missing from its object.
func mayBeAbsent(keys reflect.StructTag, input bool) bool {
	rules := strings.Split(keys.Get("validate"), ",")
	if slices.Contains(rules, "required") {
		return false
	}
	options := strings.Split(keys.Get("json"), ",")
	return input || slices.Contains(options, "omitzero") || slices.Contains(options, "omitempty")
}

// isTime reports whether a type is time.Time, or a pointer to it or a list of it.
func isTime(expr ast.Expr) bool {
	switch typ := expr.(type) {
	case *ast.StarExpr:
		return isTime(typ.X)
	case *ast.ArrayType:
		return isTime(typ.Elt)
	case *ast.SelectorExpr:
		pkg, ok := typ.X.(*ast.Ident)
		return ok && pkg.Name == "time" && typ.Sel.Name == "Time"
	}
	return false
}

func (a *annotator) insert(pos token.Pos, text string) { a.replace(pos, pos, text) }

func (a *annotator) replace(from, to token.Pos, text string) {
	a.edits = append(a.edits, edit{a.files.Position(from).Offset, a.files.Position(to).Offset, text})
}

// apply makes the edits from the end of the text to its start, so that the
// offsets of those to come stay true.
func apply(text []byte, edits []edit) []byte {
	text = slices.Clone(text)
	slices.SortStableFunc(edits, func(a, b edit) int { return cmp.Compare(b.start, a.start) })
	for _, e := range edits {
		text = slices.Replace(text, e.start, e.end, []byte(e.text)...)
	}
	return text
}
