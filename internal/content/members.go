package content

import (
	"maps"
	"slices"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// Members lists the members of the stored bodies of a kind, in alphabetical
// order, or nothing for a kind that is not registered. They are the fields that
// permissions speak of.
func (r Registry) Members(k Kind) []string {
	trait, ok := r[k]
	if !ok {
		return nil
	}
	members, err := MembersOf(trait.New())
	if err != nil {
		panic("content: the empty body of kind " + string(k) + " has no JSON form: " + err.Error())
	}
	return slices.Sorted(maps.Keys(members))
}

// MembersOf takes a body apart into its stored members. Equal values have equal
// bytes, whatever the order of the names inside.
func MembersOf(b Body) (map[string]jsontext.Value, error) {
	raw, err := json.Marshal(b, json.Deterministic(true))
	if err != nil {
		return nil, err
	}
	stored := jsontext.Value(raw)
	if err := stored.Format(jsontext.ReorderRawObjects(true)); err != nil {
		return nil, err
	}
	members := map[string]jsontext.Value{}
	return members, json.Unmarshal(stored, &members)
}
