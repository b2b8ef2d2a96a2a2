package strict

import (
	"errors"
	"reflect"
	"strconv"
	"strings"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"newsdesk/internal/fault"
)

// maxEcho is how many bytes of a name from the body an answer repeats.
const maxEcho = 64

// place is the pointer in the form of an answer: cut before the first name
// that is too long to repeat, it leads to what holds the fault.
func place(pointer jsontext.Pointer) string {
	n := 0
	for token := range strings.SplitSeq(strings.TrimPrefix(string(pointer), "/"), "/") {
		if len(token) > maxEcho {
			break
		}
		n += len("/") + len(token)
	}
	return string(pointer[:min(n, len(pointer))])
}

// refuse records the member whose name was read last.
func (e *examiner) refuse(name string, guarded bool, known map[string]reflect.Type) {
	at := place(e.dec.StackPointer())
	if guarded {
		e.fields.Add(at, "read_only", "Only the server writes this member; leave it out")
		return
	}
	for right := range known {
		if strings.EqualFold(name, right) {
			e.fields.Add(at, "unknown_member", "Names are case-sensitive; write %s", right)
			return
		}
	}
	e.fields.Add(at, "unknown_member", "There is no such member here; leave it out")
}

// blame records why the value at a place could not be decoded.
func (e *examiner) blame(at jsontext.Pointer, err error) {
	wrong, ok := errors.AsType[*json.SemanticError](err)
	if !ok {
		e.fields.Add(place(at), "wrong_format", "This member cannot take that value; send another")
		return
	}
	at += wrong.JSONPointer
	if own, ok := errors.AsType[*fault.Error](err); ok {
		e.quote(place(at), own)
		return
	}
	e.explain(place(at), wrong)
}

// quote records a fault that a type which decodes itself has put in words.
func (e *examiner) quote(at string, own *fault.Error) {
	fields := own.Fields
	if len(fields) == 0 {
		fields = fault.Fields{{Code: "wrong_format", Text: own.Text}}
	}
	e.fields = append(e.fields, fields.At(at)...)
}

func (e *examiner) explain(at string, wrong *json.SemanticError) {
	switch {
	case errors.Is(wrong, json.ErrUnknownName):
		e.fields.Add(at, "unknown_member", "There is no such member here; leave it out")
	case errors.Is(wrong, errNull):
		e.fields.Add(at, "wrong_type", "Null means nothing here; send a value or leave the member out")
	case errors.Is(wrong, errMinusZero):
		e.fields.Add(at, "wrong_type", "Zero has no sign here; send 0")
	case errors.Is(wrong, strconv.ErrRange):
		e.fields.Add(at, "out_of_range", "This number is too large or too small to hold; send one nearer to zero")
	case wrong.JSONKind == '"' && wrong.GoType != nil && wrong.GoType.Kind() == reflect.String:
		e.fields.Add(at, "wrong_format", "This member cannot take that value; send another")
	default:
		e.expect(at, wrong.GoType)
	}
}

// expect records what should have stood there. Type t may be nil.
func (e *examiner) expect(at string, t reflect.Type) {
	kind := reflect.Invalid
	if t != nil {
		kind = t.Kind()
	}
	switch {
	case t == reflect.TypeFor[time.Time]():
		e.fields.Add(at, "wrong_format", "This must be a date and time of RFC 3339, such as 2020-03-24T18:26:00+07:00")
	case kind == reflect.String:
		e.fields.Add(at, "wrong_type", "This must be a string")
	case kind == reflect.Bool:
		e.fields.Add(at, "wrong_type", "This must be true or false")
	case kind >= reflect.Int && kind <= reflect.Uintptr:
		e.fields.Add(at, "wrong_type", "This must be a whole number in digits alone, without quotes, point or exponent")
	case kind == reflect.Float32 || kind == reflect.Float64:
		e.fields.Add(at, "wrong_type", "This must be a number, without quotes")
	case kind == reflect.Struct || kind == reflect.Map:
		e.fields.Add(at, "wrong_type", "This must be an object")
	case kind == reflect.Slice || kind == reflect.Array:
		e.fields.Add(at, "wrong_type", "This must be an array")
	default:
		e.fields.Add(at, "wrong_format", "This member cannot take that value; send another")
	}
}
