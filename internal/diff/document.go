package diff

import (
	"bytes"
	"errors"
	"fmt"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// value is a parsed JSON value. The zero value is a member that is not there.
type value struct {
	raw     jsontext.Value // compact, names in order, so equal values have equal bytes
	text    string         // of a string
	members map[string]value
	items   []value
}

// UnmarshalJSON parses b, which must be in the form that normal gives it.
func (v *value) UnmarshalJSON(b []byte) error {
	v.raw = bytes.Clone(b)
	switch v.raw.Kind() {
	case '"':
		return json.Unmarshal(b, &v.text)
	case '{':
		return json.Unmarshal(b, &v.members)
	case '[':
		return json.Unmarshal(b, &v.items)
	default:
		return nil
	}
}

func (v value) kind() jsontext.Kind { return v.raw.Kind() }

func (v value) exists() bool { return v.raw != nil }

// same needs no look at whether they exist: no JSON value is of no bytes.
func same(old, new value) bool { return bytes.Equal(old.raw, new.raw) }

// document is a stored revision with its blocks set apart from its members.
type document struct {
	members map[string]value
	blocks  []*block
}

// block is one block with its place in the body. A nil block is not there.
type block struct {
	id, kind string
	index    int
	members  map[string]value // without the id
}

func parse(stored []byte) (document, error) {
	raw, err := normal(stored)
	if err != nil {
		return document{}, err
	}
	if raw.Kind() != '{' {
		return document{}, errors.New("it is not a JSON object")
	}
	var root value
	if err := json.Unmarshal(raw, &root); err != nil {
		return document{}, err
	}
	body := root.members["body"]
	delete(root.members, "body")
	blocks, err := blocksOf(body)
	return document{root.members, blocks}, err
}

// normal leaves numbers as they are written: RFC 8785 would round large amounts
// of money, and two different ones could become equal.
func normal(stored []byte) (jsontext.Value, error) {
	raw := jsontext.Value(bytes.Clone(stored))
	err := raw.Format(jsontext.ReorderRawObjects(true))
	return raw, err
}

func blocksOf(body value) ([]*block, error) {
	if body.exists() && body.kind() != '[' && body.kind() != 'n' {
		return nil, errors.New("/body is not an array")
	}
	var blocks []*block
	seen := make(map[string]bool)
	for i, item := range body.items {
		one, err := blockOf(i, item)
		if err != nil {
			return nil, err
		}
		if seen[one.id] {
			return nil, fmt.Errorf("/body/%d/id is that of another block: %q", i, one.id)
		}
		seen[one.id] = true
		blocks = append(blocks, one)
	}
	return blocks, nil
}

func blockOf(i int, item value) (*block, error) {
	id, kind := item.members["id"], item.members["type"]
	if id.kind() != '"' || id.text == "" {
		return nil, fmt.Errorf("/body/%d has no id", i)
	}
	if kind.kind() != '"' || kind.text == "" {
		return nil, fmt.Errorf("/body/%d has no type", i)
	}
	delete(item.members, "id")
	return &block{id: id.text, kind: kind.text, index: i, members: item.members}, nil
}
