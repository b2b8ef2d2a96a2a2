package strict

import (
	"reflect"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// Opt is a member of a merge patch (RFC 7396), which can be absent, null or a
// value. The zero Opt is absent.
type Opt[T any] struct {
	Set   bool // the member was sent
	Null  bool // as null: what it names is to be cleared
	Value T    // as this, unless Null
}

// Or returns what a patch makes of current: current itself if the member is
// absent, the zero T if it is null, else its value.
func (o Opt[T]) Or(current T) T {
	if !o.Set {
		return current
	}
	return o.Value
}

// Sent reports whether the member was sent, whatever its type.
func (o Opt[T]) Sent() bool { return o.Set }

// UnmarshalJSONFrom implements [json.UnmarshalerFrom].
func (o *Opt[T]) UnmarshalJSONFrom(dec *jsontext.Decoder) error {
	*o = Opt[T]{Set: true}
	if dec.PeekKind() != 'n' {
		return json.UnmarshalDecode(dec, &o.Value)
	}
	o.Null = true
	return dec.SkipValue()
}

func (Opt[T]) holds() reflect.Type { return reflect.TypeFor[T]() }

// Guarded is a request body of which some members are written by the server
// alone, such as id and created_at. They stand in what the server answers, so
// a client that sends them back deserves a better answer than that they do not
// exist. They must not be fields of the body.
type Guarded interface {
	// ReadOnlyMembers lists those members by their names in JSON.
	ReadOnlyMembers() []string
}
