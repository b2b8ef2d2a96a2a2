// Package strict is the one way in for JSON. It reads a body exactly as
// RFC 8259 and I-JSON (RFC 7493) have it, takes no member it was not asked
// for, and names every fault it can find at once.
package strict

import (
	"bytes"
	"errors"
	"io"
	"reflect"

	"github.com/go-json-experiment/json"

	"newsdesk/internal/fault"
)

// The bounds of every body, whatever its type.
const (
	MaxDepth = 32   // objects and arrays within one another
	MaxItems = 1000 // items of one array
)

// The bounds of an answer that names every fault, so that a small body cannot
// ask for a large one, nor for much work to find it.
const (
	maxFaults   = 50
	maxExamined = 10_000 // values
)

// Decode reads one JSON document of at most limit bytes into the value that
// into points to. After an error that value is of no use.
//
// The errors are faults. TooLarge: the body is over the limit. InvalidJSON: it
// is not one JSON document in UTF-8, has a member twice, nests deeper than
// MaxDepth, or is not of the JSON type that into asks for as a whole. ReadOnly:
// it sets members listed by [Guarded]. UnknownMember: it has members that do
// not exist; names are case-sensitive. Invalid: a value has the wrong type,
// is null where that means nothing, holds U+0000, or is an array of more than
// MaxItems. If several of the last three fit, the first names the fault and
// Fields has them all, up to a bound.
//
// Texts are left as they were sent: package text decides what may stand in one.
func Decode(body io.Reader, limit int64, into any) error {
	document, err := read(body, limit)
	if err != nil {
		return err
	}
	found, err := survey(document)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(document, into, found.options()); err != nil {
		return explain(document, reflect.TypeOf(into).Elem(), found.fields, err)
	}
	return found.fields.Err()
}

func read(body io.Reader, limit int64) ([]byte, error) {
	var document bytes.Buffer
	n, err := document.ReadFrom(io.LimitReader(body, limit+1))
	if n > limit {
		return nil, fault.New(fault.TooLarge, "The body is larger than %d bytes; send less at once", limit)
	}
	if own, ok := errors.AsType[*fault.Error](err); ok {
		return nil, own
	}
	if err != nil {
		return nil, fault.New(fault.InvalidJSON, "The body ended before it was complete; send it again").Because(err)
	}
	return document.Bytes(), nil
}
