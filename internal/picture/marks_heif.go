package picture

import (
	"encoding/binary"
	"errors"
	"math"
	"slices"
)

// heifMarker writes the meta box of a HEIF file anew, item by item.
type heifMarker struct {
	meta    *heif
	dropped []int64 // items that said something
	packet  int64   // the item that says it now; 0: none does
	size    int64   // of what it says
	profile []byte
	colour  int64 // the property that the profile is or becomes; 0: there is none
}

// markHEIF writes the meta box of a HEIF file anew, with an item for XMP whose data
// stands in a box of its own at the end, and with the profile as a property.
func markHEIF(file []byte, blocks []block, m Marks, profile []byte) ([]byte, error) {
	at := slices.IndexFunc(blocks, func(b block) bool { return b.name == "meta" })
	old := blocks[at]
	const boxHead = 8
	body := old.of(file)[boxHead:]
	k := &heifMarker{meta: readHEIF(body, old.at+boxHead)}
	if bigLong(old.of(file)) < boxHead || len(k.meta.items) == itemsMost {
		return nil, errors.New("the meta box is too large")
	}
	packet := writeXMP(m)
	if fits(profile, coloursRGB) {
		k.profile = profile
	}
	k.plan(int64(len(packet)))
	file = k.forget(file, blocks[len(blocks)-1])
	// What stands behind the meta box moves by as much as that grows, which does not
	// hang on where that is.
	grown := int64(len(k.write(body, move{}))) - old.size
	shift := move{from: old.end(), by: grown, end: int64(len(file)) + grown + boxHead}
	if shift.end+k.size > math.MaxUint32 {
		return nil, errors.New("the file is too large")
	}
	out := slices.Concat(file[:old.at], k.write(body, shift), file[old.end():])
	if k.packet != 0 {
		out = appendBox(out, "mdat", packet)
	}
	return out, nil
}

// plan says which items go, which comes, and which property the profile is.
func (k *heifMarker) plan(size int64) {
	var last int64
	for _, one := range k.meta.items {
		last = max(last, one.id)
		if one.kind == "Exif" || one.xmp {
			k.dropped = append(k.dropped, one.id)
		}
	}
	for _, id := range k.dropped {
		if id == last && size > 0 {
			k.packet = id // so that marking twice changes nothing
		}
	}
	if size > 0 && k.packet == 0 {
		k.packet = last + 1
	}
	k.size = size
	k.colour = 1 + int64(slices.IndexFunc(k.meta.properties, box.isProfile))
	if k.colour == 0 && k.profile != nil {
		k.colour = int64(len(k.meta.properties)) + 1
	}
}

// forget wipes what the dropped items said. If the last box held nothing else, it goes.
func (k *heifMarker) forget(file []byte, last block) []byte {
	file = slices.Clone(file)
	for _, one := range k.meta.items {
		if !slices.Contains(k.dropped, one.id) {
			continue
		}
		for _, s := range k.meta.part(one).spans {
			if s.at >= 0 && s.size >= 0 && s.at <= int64(len(file))-s.size {
				clear(file[s.at:s.end()])
			}
		}
		content := span{last.at + 8, last.size - 8}
		if one.method == 0 && last.name == "mdat" && slices.Equal(one.location, []span{content}) {
			file = file[:last.at]
		}
	}
	return file
}

// move says that everything from a place on moves, and where the new data will stand.
type move struct{ from, by, end int64 }

func (m move) place(at int64) int64 {
	if at >= m.from {
		return at + m.by
	}
	return at
}

// write is the meta box anew, of the body that it had.
func (k *heifMarker) write(body []byte, shift move) []byte {
	const fullBox = 4
	out := slices.Clone(body[:fullBox])
	refers := false
	for b := range boxes(body[fullBox:], 0) {
		switch b.name {
		case "iinf":
			out = k.names(out, b.body)
		case "iloc":
			out = k.locations(out, shift)
		case "iref":
			refers = true
			out = k.references(out, b.body)
		case "iprp":
			out = k.properties(out, b.body)
		default:
			out = appendBox(out, b.name, k.wiped(b))
		}
	}
	if !refers && k.packet != 0 {
		out = k.references(out, make([]byte, fullBox))
	}
	return appendBox(nil, "meta", out)
}

// wiped is the body of a box, without what dropped items kept in it.
func (k *heifMarker) wiped(b box) []byte {
	body := slices.Clone(b.body)
	if b.name != "idat" {
		return body
	}
	for _, one := range k.meta.items {
		if one.method != 1 || !slices.Contains(k.dropped, one.id) {
			continue
		}
		for _, s := range one.location {
			if s.at >= 0 && s.size >= 0 && s.at <= int64(len(body))-s.size {
				clear(body[s.at:s.end()])
			}
		}
	}
	return body
}

// names appends the list of the items.
func (k *heifMarker) names(out, body []byte) []byte {
	f := field{rest: body}
	version, _ := f.full()
	f.number(wide(version > 0))
	var entries []byte
	count := 0
	for b := range boxes(f.rest, 0) {
		if id, _, _ := readInfe(b); !slices.Contains(k.dropped, id) {
			entries = appendBox(entries, b.name, b.body)
			count++
		}
	}
	if k.packet != 0 {
		entries = appendBox(entries, "infe", k.name())
		count++
	}
	list := binary.BigEndian.AppendUint32([]byte{1, 0, 0, 0}, uint32(count)) // version 1: a long count
	return appendBox(out, "iinf", append(list, entries...))
}

// name is the entry of the new item (ISO/IEC 14496-12, 8.11.6).
func (k *heifMarker) name() []byte {
	entry := binary.BigEndian.AppendUint32([]byte{3, 0, 0, 0}, uint32(k.packet)) // version 3: a long number
	entry = append(entry, 0, 0)                                                  // not protected
	return append(entry, "mime\x00"+xmpType+"\x00"...)
}

// locations appends the list of where the items stand, of version 2, which is the one
// with long numbers (ISO/IEC 14496-12, 8.11.3).
func (k *heifMarker) locations(out []byte, shift move) []byte {
	const fourByFour = 0x44 // bytes of offsets and of lengths
	list := []byte{2, 0, 0, 0, fourByFour, 0, 0, 0, 0, 0}
	count := 0
	for _, one := range k.meta.items {
		if slices.Contains(k.dropped, one.id) || len(one.location) == 0 {
			continue
		}
		if one.method == 0 {
			one.location = slices.Clone(one.location)
			for i := range one.location {
				one.location[i].at = shift.place(one.location[i].at)
			}
		}
		list = appendLocation(list, one)
		count++
	}
	if k.packet != 0 {
		list = appendLocation(list, item{id: k.packet, location: []span{{shift.end, k.size}}})
		count++
	}
	const number = 6
	binary.BigEndian.PutUint32(list[number:], uint32(count))
	return appendBox(out, "iloc", list)
}

func appendLocation(list []byte, one item) []byte {
	list = binary.BigEndian.AppendUint32(list, uint32(one.id))
	list = binary.BigEndian.AppendUint16(list, uint16(one.method))
	list = append(list, 0, 0) // this file
	list = binary.BigEndian.AppendUint16(list, uint16(len(one.location)))
	for _, s := range one.location {
		list = binary.BigEndian.AppendUint32(list, uint32(s.at))
		list = binary.BigEndian.AppendUint32(list, uint32(s.size))
	}
	return list
}

// references appends what items say of one another: those of dropped items go, and
// the new one describes the picture (ISO/IEC 14496-12, 8.11.12).
func (k *heifMarker) references(out, body []byte) []byte {
	f := field{rest: body}
	version, _ := f.full()
	size := wide(version > 0)
	list := slices.Clone(body[:4])
	for b := range boxes(f.rest, 0) {
		from := field{rest: b.body}
		if !slices.Contains(k.dropped, from.number(size)) {
			list = appendBox(list, b.name, b.body)
		}
	}
	if k.packet != 0 {
		list = appendBox(list, "cdsc", reference(k.packet, k.meta.primary, size))
	}
	if len(list) == len(body[:4]) {
		return out
	}
	return appendBox(out, "iref", list)
}

// reference is that one item refers to one other, in numbers of size bytes.
func reference(from, to int64, size int) []byte {
	if size == 2 {
		return binary.BigEndian.AppendUint16([]byte{byte(from >> 8), byte(from), 0, 1}, uint16(to))
	}
	b := binary.BigEndian.AppendUint32(nil, uint32(from))
	return binary.BigEndian.AppendUint32(append(b, 0, 1), uint32(to))
}

// appendBox appends a box.
func appendBox(out []byte, name string, body []byte) []byte {
	out = binary.BigEndian.AppendUint32(out, uint32(8+len(body)))
	return append(append(out, name...), body...)
}
