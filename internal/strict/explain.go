package strict

import (
	"bytes"
	"errors"
	"reflect"
	"slices"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"newsdesk/internal/fault"
)

const errEnough reason = "as much as an answer is worth"

// examiner holds a document that could not be decoded against the Go type it
// was meant for, to name all its faults where decoding stopped at the first.
// It explains refusals and never makes one.
type examiner struct {
	dec      *jsontext.Decoder
	fields   fault.Fields
	examined int // values so far
}

// explain returns the fault for a sound document that t could not take because
// of first. The fields are what the survey found already.
func explain(document []byte, t reflect.Type, fields fault.Fields, first error) error {
	e := examiner{dec: jsontext.NewDecoder(bytes.NewBuffer(document)), fields: slices.Clip(fields)}
	walked := e.value(t)
	if len(e.fields) == len(fields) || walked != nil && !errors.Is(walked, errEnough) {
		e.blame("", first)
	}
	return e.verdict()
}

// verdict chooses the kind by the gravest field. A document that is wrong as a
// whole was not the JSON that was asked for.
func (e *examiner) verdict() error {
	verdict := fault.Of(e.fields.Err())
	has := func(match func(fault.Field) bool) bool { return slices.ContainsFunc(e.fields, match) }
	switch {
	case has(func(f fault.Field) bool { return f.Name == "" && f.Code == "wrong_type" }):
		verdict.Kind = fault.InvalidJSON
	case has(func(f fault.Field) bool { return f.Code == "read_only" }):
		verdict.Kind = fault.ReadOnly
	case has(func(f fault.Field) bool { return f.Code == "unknown_member" }):
		verdict.Kind = fault.UnknownMember
	}
	return verdict
}

func (e *examiner) value(t reflect.Type) error {
	if len(e.fields) >= maxFaults || e.examined >= maxExamined {
		return errEnough
	}
	e.examined++
	bare := bared(t)
	if decodesItself(bare) {
		return e.leaf(t)
	}
	switch kind := e.dec.PeekKind(); {
	case kind == '{' && bare.Kind() == reflect.Struct:
		return e.object(bare)
	case kind == '{' && bare.Kind() == reflect.Map:
		return e.each(func(string) reflect.Type { return bare.Elem() })
	case kind == '[' && (bare.Kind() == reflect.Slice || bare.Kind() == reflect.Array):
		return e.items(bare.Elem())
	}
	return e.leaf(t)
}

func (e *examiner) object(t reflect.Type) error {
	known, closed := members(t), !open(t)
	guarded := readOnly(t)
	return e.each(func(name string) reflect.Type {
		if one, ok := known[name]; ok || !closed {
			return one
		}
		e.refuse(name, slices.Contains(guarded, name), known)
		return nil
	})
}

// each reads an object, asking for the type of each member. Without a type the
// member's value is passed over.
func (e *examiner) each(typeOf func(name string) reflect.Type) error {
	if _, err := e.dec.ReadToken(); err != nil {
		return err
	}
	for e.dec.PeekKind() != '}' {
		name, err := e.dec.ReadToken()
		if err != nil {
			return err
		}
		if err := e.member(typeOf(name.String())); err != nil {
			return err
		}
	}
	_, err := e.dec.ReadToken()
	return err
}

func (e *examiner) member(t reflect.Type) error {
	if t == nil {
		return e.dec.SkipValue()
	}
	return e.value(t)
}

func (e *examiner) items(t reflect.Type) error {
	if _, err := e.dec.ReadToken(); err != nil {
		return err
	}
	for e.dec.PeekKind() != ']' {
		if err := e.value(t); err != nil {
			return err
		}
	}
	_, err := e.dec.ReadToken()
	return err
}

// leaf tries the next value on a fresh t.
func (e *examiner) leaf(t reflect.Type) error {
	value, err := e.dec.ReadValue()
	if err != nil {
		return err
	}
	if err := json.Unmarshal(value, reflect.New(t).Interface(), exacting()); err != nil {
		e.blame(e.dec.StackPointer(), err)
	}
	return nil
}
