package picture

import (
	"encoding/binary"
	"slices"
)

// properties appends the properties of the items and which item has which, with the
// new profile in the place of the old one, or behind all others if there was none.
// Without a new one the old is emptied and nobody's: numbers count by place.
func (k *heifMarker) properties(out, body []byte) []byte {
	var list []byte
	for b := range boxes(body, 0) {
		switch b.name {
		case "ipco":
			list = appendBox(list, b.name, k.described(b.body))
		case "ipma":
			list = appendBox(list, b.name, k.used())
		default:
			list = appendBox(list, b.name, b.body)
		}
	}
	return appendBox(out, "iprp", list)
}

func (k *heifMarker) described(body []byte) (list []byte) {
	n := 0
	for b := range boxes(body, 0) {
		n++
		switch {
		case !b.isProfile():
			list = appendBox(list, b.name, b.body)
		case int64(n) == k.colour && k.profile != nil:
			list = k.colours(list)
		default:
			list = appendBox(list, "free", nil)
		}
	}
	if int64(n) < k.colour {
		list = k.colours(list)
	}
	return list
}

// colours appends the profile as a property (ISO/IEC 14496-12, 12.1.5).
func (k *heifMarker) colours(list []byte) []byte {
	return appendBox(list, "colr", append([]byte("prof"), k.profile...))
}

// used is which item has which property: as before, but for the profile, which the
// picture has.
func (k *heifMarker) used() []byte {
	const long = 1 // two bytes for the number of a property
	list := []byte{1, 0, 0, long, 0, 0, 0, 0}
	var items []int64
	for _, one := range k.meta.uses {
		if !slices.Contains(items, one.item) {
			items = append(items, one.item)
		}
	}
	slices.Sort(items)
	for _, id := range items {
		properties := k.propertiesOf(id)
		list = binary.BigEndian.AppendUint32(list, uint32(id))
		list = append(list, byte(len(properties)))
		for _, p := range properties {
			list = binary.BigEndian.AppendUint16(list, p)
		}
	}
	const number = 4
	binary.BigEndian.PutUint32(list[number:], uint32(len(items)))
	return list
}

// propertiesOf are the numbers of the properties of an item, in order.
func (k *heifMarker) propertiesOf(id int64) (all []uint16) {
	for _, one := range k.meta.uses {
		known := one.property <= int64(len(k.meta.properties))
		if one.item == id && known && (one.property == 0 || !k.meta.properties[one.property-1].isProfile()) {
			all = append(all, uint16(one.property)|one.flag())
		}
	}
	if id == k.meta.primary && k.profile != nil {
		all = append(all, uint16(k.colour))
	}
	return all
}
