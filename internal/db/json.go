package db

import (
	"database/sql/driver"
	"fmt"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// JSON stores a T in one column as JSON text, and is a plain T in JSON.
type JSON[T any] struct{ V T }

// Value implements driver.Valuer.
func (j JSON[T]) Value() (driver.Value, error) {
	b, err := json.Marshal(j.V, json.Deterministic(true))
	return string(b), err
}

// Scan implements sql.Scanner.
func (j *JSON[T]) Scan(src any) error {
	var zero T
	j.V = zero
	switch v := src.(type) {
	case nil:
		return nil
	case string:
		return json.Unmarshal([]byte(v), &j.V)
	case []byte:
		return json.Unmarshal(v, &j.V)
	}
	return fmt.Errorf("a %T is not JSON text", src)
}

// MarshalJSONTo implements json.MarshalerTo.
func (j JSON[T]) MarshalJSONTo(enc *jsontext.Encoder) error { return json.MarshalEncode(enc, j.V) }

// UnmarshalJSONFrom implements json.UnmarshalerFrom.
func (j *JSON[T]) UnmarshalJSONFrom(dec *jsontext.Decoder) error {
	return json.UnmarshalDecode(dec, &j.V)
}
