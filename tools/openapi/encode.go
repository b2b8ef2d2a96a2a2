package main

import (
	"bytes"
	"maps"
	"slices"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// encode returns doc as indented JSON: the top in the order in which people
// read it, everything below in the order of its names.
func encode(doc *openapi3.T) ([]byte, error) {
	text, err := doc.MarshalJSON()
	if err != nil {
		return nil, err
	}
	var members map[string]jsontext.Value
	if err := json.Unmarshal(text, &members); err != nil {
		return nil, err
	}
	var out bytes.Buffer
	encoder := jsontext.NewEncoder(&out, jsontext.WithIndent("  "))
	if err := encoder.WriteToken(jsontext.BeginObject); err != nil {
		return nil, err
	}
	for _, name := range readingOrder(members) {
		if err := json.MarshalEncode(encoder, name); err != nil {
			return nil, err
		}
		value := members[name]
		if err := value.Canonicalize(jsontext.CanonicalizeRawInts(false)); err != nil {
			return nil, err
		}
		if err := encoder.WriteValue(value); err != nil {
			return nil, err
		}
	}
	err = encoder.WriteToken(jsontext.EndObject)
	return out.Bytes(), err
}

// readingOrder lists the members of a description, those that introduce it first.
func readingOrder(members map[string]jsontext.Value) []string {
	first := []string{"openapi", "info", "servers", "security", "tags", "paths", "components"}
	order := slices.DeleteFunc(first, func(name string) bool { return members[name] == nil })
	for _, name := range slices.Sorted(maps.Keys(members)) {
		if !slices.Contains(order, name) {
			order = append(order, name)
		}
	}
	return order
}
