package strict

import (
	"errors"
	"reflect"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

type reason string

func (r reason) Error() string { return string(r) }

const (
	errNull      reason = "null where it has no meaning"
	errMinusZero reason = "minus zero for a whole number"
)

// exacting are the options that refuse null and minus zero for types that have
// neither, also within types that decode themselves.
func exacting() json.Options {
	return json.JoinOptions(
		json.RejectUnknownMembers(true),
		json.WithUnmarshalers(json.UnmarshalFromFunc(exact)),
	)
}

func exact(dec *jsontext.Decoder, into any) error {
	t := reflect.TypeOf(into).Elem()
	switch kind := dec.PeekKind(); {
	case kind == 'n' && !nullable(t):
		return errNull
	case kind == '0' && whole(t) && !decodesItself(t):
		return exactInteger(dec, into)
	}
	return errors.ErrUnsupported
}

func exactInteger(dec *jsontext.Decoder, into any) error {
	number, err := dec.ReadValue()
	if err != nil {
		return err
	}
	if string(number) == "-0" {
		return errMinusZero
	}
	return json.Unmarshal(number, into, dec.Options(), json.WithUnmarshalers(nil))
}

// nullable reports whether null says something to type t: that there is
// nothing, or whatever a type that decodes itself makes of it.
func nullable(t reflect.Type) bool {
	return t.Kind() == reflect.Pointer || t.Kind() == reflect.Interface ||
		t != reflect.TypeFor[time.Time]() && readsJSON(t)
}

func whole(t reflect.Type) bool {
	return t.Kind() >= reflect.Int && t.Kind() <= reflect.Uintptr
}
