package strict

import (
	"encoding"
	"reflect"
	"strings"
	"time"

	"github.com/go-json-experiment/json"
)

// bared returns what t holds behind pointers and Opt.
func bared(t reflect.Type) reflect.Type {
	for {
		switch opt, ok := reflect.TypeAssert[interface{ holds() reflect.Type }](reflect.Zero(t)); {
		case t.Kind() == reflect.Pointer:
			t = t.Elem()
		case ok:
			t = opt.holds()
		default:
			return t
		}
	}
}

// decodesItself reports whether t has its own form in JSON, so that its kind
// in Go says nothing of it.
func decodesItself(t reflect.Type) bool {
	return t == reflect.TypeFor[time.Time]() || readsJSON(t) ||
		reflect.PointerTo(t).Implements(reflect.TypeFor[encoding.TextUnmarshaler]())
}

func readsJSON(t reflect.Type) bool {
	p := reflect.PointerTo(t)
	return p.Implements(reflect.TypeFor[json.UnmarshalerFrom]()) || p.Implements(reflect.TypeFor[json.Unmarshaler]())
}

// members returns the types of the members that struct t takes, by name. As in
// Go, a field hides those of the same name in what the struct embeds.
func members(t reflect.Type) map[string]reflect.Type {
	known := make(map[string]reflect.Type)
	for field := range t.Fields() {
		name, takes := memberName(field)
		if takes && !embeds(field) {
			known[name] = memberType(field)
		}
	}
	for field := range t.Fields() {
		if _, takes := memberName(field); takes && embeds(field) && !takesAll(field) {
			addMissing(known, members(bared(field.Type)))
		}
	}
	return known
}

func addMissing(known, more map[string]reflect.Type) {
	for name, t := range more {
		if _, hidden := known[name]; !hidden {
			known[name] = t
		}
	}
}

// open reports whether struct t keeps members it has no field for.
func open(t reflect.Type) bool {
	for field := range t.Fields() {
		if embeds(field) && (takesAll(field) || open(bared(field.Type))) {
			return true
		}
	}
	return false
}

func memberName(field reflect.StructField) (name string, takes bool) {
	tag := field.Tag.Get("json")
	name, _, _ = strings.Cut(tag, ",")
	if name == "" {
		name = field.Name
	}
	return name, tag != "-" && (field.IsExported() || field.Anonymous)
}

// memberType is the type of what a member holds. A tag can give it a form that
// its type alone does not tell; such a member is not examined.
func memberType(field reflect.StructField) reflect.Type {
	_, options, _ := strings.Cut(field.Tag.Get("json"), ",")
	if strings.Contains(options, "string") || strings.Contains(options, "format:") {
		return reflect.TypeFor[any]()
	}
	return field.Type
}

func embeds(field reflect.StructField) bool {
	name, options, _ := strings.Cut(field.Tag.Get("json"), ",")
	return name == "" && (field.Anonymous || options == "embed")
}

func takesAll(field reflect.StructField) bool {
	return bared(field.Type).Kind() != reflect.Struct
}

func readOnly(t reflect.Type) []string {
	if body, ok := reflect.TypeAssert[Guarded](reflect.New(t)); ok {
		return body.ReadOnlyMembers()
	}
	return nil
}
