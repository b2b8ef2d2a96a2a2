package picture

import (
	"iter"
	"slices"
)

// metaMost is the size of a meta box that is read, in bytes. Those of phones, which
// cut a picture into some fifty tiles, have about five thousand.
const metaMost = 512 << 10

// itemsMost is how many items of a file are looked at.
const itemsMost = 1000

// iso walks through the boxes of a HEIF file, such as AVIF and HEIC (ISO/IEC 14496-12
// and 23008-12), of which the meta box says everything that is asked here.
func (w *walk) iso() {
	found := false
	for !w.stopped() && w.at < w.size {
		start := w.at
		size, name := w.long(), string(w.take(4))
		body := span{w.at, size - 8}
		switch size {
		case 0: // up to the end of the file
			body.size = w.size - w.at
		case 1: // a longer size follows
			high, low := w.long(), w.long()
			w.cutIf(high > 0)
			body = span{w.at, low - 16}
		}
		w.flawIf(body.size < 0, "a box shorter than its head")
		w.within(body.end())
		if name == "meta" && !found {
			found = true
			w.isoMeta(body)
		}
		w.seek(body.end())
		w.see(name, span{start, w.at - start})
	}
	w.flawIf(!found, "no meta box")
}

// isoMeta reads the meta box.
func (w *walk) isoMeta(body span) {
	w.flawIf(body.size > metaMost, "a meta box of megabytes")
	if w.stopped() {
		return
	}
	m := readHEIF(w.read(part{spans: []span{body}}, metaMost), body.at)
	v, ok := m.view()
	w.flawIf(!ok, "a primary item without a size")
	if w.stopped() {
		return
	}
	w.sized(v.width, v.height)
	for _, p := range m.properties {
		// A tile that is too large is as bad as a picture.
		if width, height, ok := p.extent(); ok && uint64(width)*uint64(height) > uint64(w.limits.Pixels) {
			w.sized(width, height)
		}
	}
	for _, one := range m.items {
		for _, s := range one.location {
			w.cutIf(one.method == 0 && s.end() > w.size)
		}
	}
	w.turn = v.orientation
	w.profile, w.xmp, w.exif = m.profile(), m.words("mime"), m.words("Exif")
}

// box is one of the boxes that files of this family are made of.
type box struct {
	name string
	body []byte
	at   int64 // where body stands in the file
}

// boxes are those that stand in b, which begins at the place at of the file, up to
// the first that does not fit.
func boxes(b []byte, at int64) iter.Seq[box] {
	return func(yield func(box) bool) {
		for len(b) >= 8 {
			size := bigLong(b)
			if size == 0 {
				size = int64(len(b))
			}
			if size < 8 || size > int64(len(b)) || !yield(box{string(b[4:8]), b[8:size:size], at + 8}) {
				return
			}
			b, at = b[size:], at+size
		}
	}
}

// field reads numbers from a box, one after another. Beyond its end it reads zeros.
type field struct {
	rest []byte
	bad  bool
}

func (f *field) number(bytes int) (n int64) {
	if bytes > len(f.rest) {
		f.bad, f.rest = true, nil
		return 0
	}
	for _, b := range f.rest[:bytes] {
		n = n<<8 | int64(b)
	}
	f.rest = f.rest[bytes:]
	return n
}

// full reads the head of a full box.
func (f *field) full() (version, flags int64) { return f.number(1), f.number(3) }

// wide is the number of bytes of a number that is long if the condition holds.
func wide(long bool) int {
	if long {
		return 4
	}
	return 2
}

// heif is what a meta box says.
type heif struct {
	primary    int64
	items      []item
	properties []box // numbered from 1 on
	uses       []use
	data       span // of the idat box
}

// item is a picture, or something about one.
type item struct {
	id       int64
	kind     string // a code of four letters
	xmp      bool   // a mime item whose type is that of XMP
	method   int64  // 0: extents are of the file, 1: of the idat box
	location []span
}

// use is that an item has a property, without which it may not be shown if that is
// essential.
type use struct {
	item, property int64
	essential      bool
}

// flag is the bit of an essential property, where its number has two bytes.
func (u use) flag() uint16 {
	if u.essential {
		return 1 << 15
	}
	return 0
}

func readHEIF(meta []byte, at int64) *heif {
	m := &heif{}
	const fullBox = 4
	if len(meta) < fullBox {
		return m
	}
	for b := range boxes(meta[fullBox:], at+fullBox) {
		f := field{rest: b.body}
		switch b.name {
		case "pitm":
			version, _ := f.full()
			m.primary = f.number(wide(version > 0))
		case "iinf":
			m.names(b)
		case "iloc":
			m.locate(f)
		case "iprp":
			m.describe(b)
		case "idat":
			m.data = span{b.at, int64(len(b.body))}
		}
	}
	return m
}

// item finds an item, or makes it known. Those beyond the limit are forgotten.
func (m *heif) item(id int64) *item {
	i := slices.IndexFunc(m.items, func(one item) bool { return one.id == id })
	if i >= 0 {
		return &m.items[i]
	}
	if len(m.items) == itemsMost {
		return &item{}
	}
	m.items = append(m.items, item{id: id})
	return &m.items[len(m.items)-1]
}

// names reads the kinds of the items.
func (m *heif) names(b box) {
	f := field{rest: b.body}
	version, _ := f.full()
	f.number(wide(version > 0)) // how many
	for entry := range boxes(f.rest, b.at) {
		if id, kind, mime := readInfe(entry); kind != "" {
			one := m.item(id)
			one.kind, one.xmp = kind, mime == xmpType
		}
	}
}

// xmpType is the media type of XMP.
const xmpType = "application/rdf+xml"

// readInfe reads the entry of an item. Its kind is empty before version 2, which
// all of HEIF has.
func readInfe(b box) (id int64, kind, mime string) {
	f := field{rest: b.body}
	version, _ := f.full()
	if b.name != "infe" || version < 2 {
		return 0, "", ""
	}
	id = f.number(wide(version > 2))
	f.number(2) // protection
	if len(f.rest) < 4 {
		return 0, "", ""
	}
	kind = string(f.rest[:4])
	if parts := zeroEnded(f.rest[4:]); kind == "mime" && len(parts) > 1 {
		mime = parts[1]
	}
	return id, kind, mime
}

// zeroEnded are the first texts of b, each of which ends with a zero.
func zeroEnded(b []byte) (texts []string) {
	const name, mime = 1, 1
	for range name + mime {
		end := slices.Index(b, 0)
		if end < 0 {
			return texts
		}
		texts, b = append(texts, string(b[:end])), b[end+1:]
	}
	return texts
}

// locate reads where the items stand.
func (m *heif) locate(f field) {
	version, _ := f.full()
	sizes := f.number(2)
	offset, length, base, index := int(sizes>>12), int(sizes>>8&15), int(sizes>>4&15), int(sizes&15)
	if version == 0 {
		index = 0
	}
	if offset+length == 0 { // the items would take no room in this box, however many
		return
	}
	for range f.number(wide(version > 1)) {
		one := item{id: f.number(wide(version > 1))}
		if version > 0 {
			one.method = f.number(2) & 15
		}
		f.number(2) // the file: this one
		from := f.number(base)
		for range f.number(2) {
			f.number(index)
			place := span{from + f.number(offset), f.number(length)}
			if f.bad {
				return
			}
			one.location = append(one.location, place)
		}
		if f.bad {
			return
		}
		known := m.item(one.id)
		known.method, known.location = one.method, one.location
	}
}

// describe reads the properties, and which item has which.
func (m *heif) describe(b box) {
	for inner := range boxes(b.body, b.at) {
		switch inner.name {
		case "ipco":
			m.properties = slices.Collect(boxes(inner.body, inner.at))
		case "ipma":
			m.uses = append(m.uses, readUses(inner.body)...)
		}
	}
}

// readUses reads which items have which properties, in the order in which those
// that change the picture do so.
func readUses(body []byte) (all []use) {
	f := field{rest: body}
	version, flags := f.full()
	size := 1 + int(flags&1)
	essential := int64(1) << (size*8 - 1)
	for range f.number(4) {
		id := f.number(wide(version > 0))
		for range f.number(1) {
			p := f.number(size)
			all = append(all, use{id, p &^ essential, p&essential != 0})
		}
		if f.bad {
			return all
		}
	}
	return all
}

// words is where the first item of a kind stands that belongs to the picture.
func (m *heif) words(kind string) part {
	for _, one := range m.items {
		if one.kind == kind && (kind != "mime" || one.xmp) {
			return m.part(one)
		}
	}
	return part{}
}

// part is where an item stands in the file.
func (m *heif) part(one item) part {
	p := part{spans: slices.Clone(one.location)}
	switch one.method {
	case 0:
	case 1:
		for i := range p.spans {
			if p.spans[i].end() > m.data.size {
				return part{}
			}
			p.spans[i].at += m.data.at
		}
	default:
		return part{}
	}
	return p
}
