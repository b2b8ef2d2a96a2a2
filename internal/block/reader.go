package block

import (
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"newsdesk/internal/fault"
	"newsdesk/internal/text"
)

// reader reads JSON that is known to be well formed and notes every fault of
// its content with the place where it stands. Nothing stops it, so that a
// caller hears of all faults at once.
type reader struct {
	faults  fault.Fields
	request bool            // what only the server fills in is refused
	ids     map[string]bool // of the blocks read so far
}

// object is one JSON object of which members are taken by name. What end still
// finds is unknown.
type object struct {
	*reader
	at      string // RFC 6901 pointer
	members map[string]jsontext.Value
}

func (r *reader) object(at string, v jsontext.Value) (object, bool) {
	o := object{reader: r, at: at}
	if v.Kind() != jsontext.KindBeginObject || json.Unmarshal(v, &o.members) != nil {
		r.faults.Add(at, "wrong_type", "This must be an object")
		return o, false
	}
	return o, true
}

func (r *reader) list(at string, v jsontext.Value) []jsontext.Value {
	var items []jsontext.Value
	if v.Kind() != jsontext.KindBeginArray || json.Unmarshal(v, &items) != nil {
		r.faults.Add(at, "wrong_type", "This must be a list")
	}
	return items
}

// text reads a string and returns it in NFC. What came in by a request is held
// to the rules of text; what is stored has been.
func (r *reader) text(at string, v jsontext.Value) string {
	var s string
	if v.Kind() != jsontext.KindString || json.Unmarshal(v, &s) != nil {
		r.faults.Add(at, "wrong_type", "This must be text")
	}
	if r.request {
		return text.Lines(&r.faults, at, s, MaxSource) // Check says what is too long
	}
	return text.NFC(s)
}

func (o object) end() {
	for _, name := range slices.Sorted(maps.Keys(o.members)) {
		o.faults.Add(o.pointer(name), "unknown_member", "There is no member of this name here")
	}
}

func (o object) pointer(name string) string {
	return string(jsontext.Pointer(o.at).AppendToken(name))
}

// take returns the member of the given name, once. It reports false for a
// member that is absent.
func (o object) take(name string) (v jsontext.Value, at string, ok bool) {
	v, ok = o.members[name]
	delete(o.members, name)
	return v, o.pointer(name), ok
}

// takeSet is take for members of which null means the same as absence.
func (o object) takeSet(name string) (v jsontext.Value, at string, ok bool) {
	v, at, ok = o.take(name)
	return v, at, ok && v.Kind() != jsontext.KindNull
}

func (o object) text(name string) string {
	v, at, ok := o.take(name)
	if !ok {
		return ""
	}
	return o.reader.text(at, v)
}

// override reads text of which null and the empty string mean different things.
func (o object) override(name string) *string {
	v, at, ok := o.takeSet(name)
	if !ok {
		return nil
	}
	return new(o.reader.text(at, v))
}

func (o object) flag(name string) bool {
	v, at, ok := o.take(name)
	if !ok {
		return false
	}
	k := v.Kind()
	o.faults.If(k != jsontext.KindTrue && k != jsontext.KindFalse, at, "wrong_type", "This must be true or false")
	return k == jsontext.KindTrue
}

func (o object) whole(name string) int {
	v, at, ok := o.take(name)
	if !ok {
		return 0
	}
	var n int
	err := json.Unmarshal(v, &n)
	o.faults.If(err != nil || v.Kind() != jsontext.KindNumber, at, "wrong_type", "This must be a whole number")
	return n
}

// instant reads an RFC 3339 time with an offset; the zero time if there is
// none. Years that leave RFC 3339 when moved to UTC could not be written again.
func (o object) instant(name string) time.Time {
	v, at, ok := o.takeSet(name)
	if !ok || o.reader.text(at, v) == "" {
		return time.Time{}
	}
	var t time.Time
	err := json.Unmarshal(v, &t)
	t = t.UTC().Truncate(time.Millisecond)
	o.faults.If(err != nil || t.Year() < 1 || t.Year() > 9999, at, "invalid_time",
		"This must be a time with an offset as in RFC 3339")
	return t
}

// reference reads the id of another thing, or nothing.
func (o object) reference(name string) string {
	v, at, ok := o.takeSet(name)
	if !ok {
		return ""
	}
	id := o.reader.text(at, v)
	o.faults.If(id != "" && !validID(id), at, "invalid_id", "An id has 1 to 64 letters, digits, hyphens and underscores")
	return id
}

// each calls read with every element of a list and its pointer.
func (o object) each(name string, read func(at string, v jsontext.Value)) {
	v, at, ok := o.take(name)
	if !ok {
		return
	}
	for i, one := range o.list(at, v) {
		read(at+"/"+strconv.Itoa(i), one)
	}
}

// choice reads one of the allowed values, or none.
func choice[E ~string](o object, name string, allowed ...E) E {
	v, at, ok := o.takeSet(name)
	if !ok {
		return ""
	}
	s := E(o.reader.text(at, v))
	if s == "" {
		return ""
	}
	return pick(o.reader, at, s, allowed)
}

func pick[E ~string](r *reader, at string, s E, allowed []E) E {
	if !slices.Contains(allowed, s) {
		r.faults.Add(at, "not_allowed", "%q is not possible here; choose one of %s", string(s), names(allowed))
	}
	return s
}

func names[E ~string](values []E) string {
	all := make([]string, len(values))
	for i, v := range values {
		all[i] = string(v)
	}
	return strings.Join(all, ", ")
}

// resolved reads what only the server fills in.
func resolved[T any](o object, name string) *T {
	v, at, ok := o.takeSet(name)
	if !ok {
		return nil
	}
	if o.request {
		o.faults.Add(at, "read_only", "Only the server fills this in")
		return nil
	}
	thing := new(T)
	o.faults.If(json.Unmarshal(v, thing) != nil, at, "wrong_type", "This is not what the server stores here")
	return thing
}
