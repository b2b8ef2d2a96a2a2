package diff

import (
	"bytes"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/go-json-experiment/json/jsontext"
)

// members compares two objects that stand at pointer.
func (b *budget) members(at jsontext.Pointer, old, new map[string]value) []MemberChange {
	changes := []MemberChange{}
	for _, name := range names(old, new) {
		changes = append(changes, b.values(at.AppendToken(name), old[name], new[name])...)
	}
	return changes
}

// names lists the members of both objects in a fixed order.
func names(old, new map[string]value) []string {
	all := maps.Clone(old)
	if all == nil {
		all = make(map[string]value)
	}
	maps.Copy(all, new)
	return slices.Sorted(maps.Keys(all))
}

// values goes as deep as the two values are alike, so that a change is
// reported where it was made.
func (b *budget) values(at jsontext.Pointer, old, new value) []MemberChange {
	switch {
	case same(old, new):
		return nil
	case old.kind() == '{' && new.kind() == '{':
		return b.members(at, old.members, new.members)
	case inStep(old, new):
		return b.items(at, old.items, new.items)
	default:
		return []MemberChange{b.value(at, old, new)}
	}
}

func (b *budget) items(at jsontext.Pointer, old, new []value) []MemberChange {
	var changes []MemberChange
	for i := range old {
		changes = append(changes, b.values(at.AppendToken(strconv.Itoa(i)), old[i], new[i])...)
	}
	return changes
}

// inStep reports whether two arrays can be compared item by item. They cannot
// if the same items stand in another order: that is one change, not many.
func inStep(old, new value) bool {
	if !objects(old) || !objects(new) || len(old.items) != len(new.items) || readable(old) || readable(new) {
		return false
	}
	return !slices.EqualFunc(sorted(old.items), sorted(new.items), bytes.Equal)
}

func objects(v value) bool {
	notObject := func(item value) bool { return item.kind() != '{' }
	return len(v.items) > 0 && !slices.ContainsFunc(v.items, notObject)
}

func sorted(items []value) [][]byte {
	raw := make([][]byte, len(items))
	for i, item := range items {
		raw[i] = item.raw
	}
	slices.SortFunc(raw, bytes.Compare)
	return raw
}

// value reports the change of one member as a whole, with its words if it is a
// text on each side where it is at all.
func (b *budget) value(at jsontext.Pointer, old, new value) MemberChange {
	change := MemberChange{Pointer: string(at), Op: opOf(old.exists(), new.exists()), Old: old.raw, New: new.raw}
	if (readable(old) || readable(new)) && textual(old) && textual(new) {
		change.Words, change.Coarse = b.strings(plain(old), plain(new))
	}
	return change
}

func opOf(was, is bool) Op {
	switch {
	case !was:
		return Added
	case !is:
		return Removed
	default:
		return Changed
	}
}

// strings compares two strings by words, unless neither has a space in it:
// halves of an id, of an address or of a date mean nothing to a reader.
func (b *budget) strings(old, new string) ([]Piece, bool) {
	if old != new && !strings.Contains(old, " ") && !strings.Contains(new, " ") {
		return replaced(old, new), false
	}
	return b.text(old, new)
}
