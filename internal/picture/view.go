package picture

// view is how an item of HEIF is seen: its properties cut, turn and mirror it, in
// the order in which it has them (ISO/IEC 23008-12, 6.5).
type view struct {
	width, height int // before it is turned
	orientation   int // as EXIF counts it
}

// view is how the primary item is seen. It reports false if the item has no size.
// What EXIF says of its orientation does not matter: it is told there once more,
// and decoders go by the properties.
func (m *heif) view() (view, bool) {
	v, sized := view{orientation: 1}, false
	for _, one := range m.uses {
		if one.item != m.primary || one.property < 1 || one.property > int64(len(m.properties)) {
			continue
		}
		p := m.properties[one.property-1]
		f := field{rest: p.body}
		switch p.name {
		case "ispe":
			v.width, v.height, sized = p.extent()
		case "clap":
			v.cut(f)
		case "irot":
			v.orientation = turned(v.orientation, int(4-f.number(1)&3))
		case "imir":
			v.orientation = mirrored(v.orientation, f.number(1)&1 == 0)
		}
	}
	return v, sized
}

// extent is the size that an ispe property gives.
func (b box) extent() (width, height int, ok bool) {
	f := field{rest: b.body}
	f.full()
	width, height = int(f.number(4)), int(f.number(4))
	return width, height, b.name == "ispe" && !f.bad
}

// cut makes the picture as large as the clean aperture, which is given in fractions.
// What makes no sense changes nothing, as in the decoders.
func (v *view) cut(f field) {
	width, widthBy, height, heightBy := f.number(4), f.number(4), f.number(4), f.number(4)
	if f.bad || widthBy == 0 || heightBy == 0 {
		return
	}
	width, height = width/widthBy, height/heightBy
	if 0 < width && width <= int64(v.width) && 0 < height && height <= int64(v.height) {
		v.width, v.height = int(width), int(height)
	}
}

// An orientation of EXIF is a mirroring of left and right, if at all, and then some
// quarter turns clockwise.

// orientations lists them by quarter turns, first those that are not mirrored.
func orientations(mirror bool) [4]int {
	if mirror {
		return [4]int{2, 7, 4, 5}
	}
	return [4]int{1, 6, 3, 8}
}

func parts(orientation int) (mirror bool, quarters int) {
	for _, mirror := range []bool{false, true} {
		for quarters, o := range orientations(mirror) {
			if o == orientation {
				return mirror, quarters
			}
		}
	}
	return false, 0
}

// turned is an orientation followed by quarter turns clockwise.
func turned(orientation, quarters int) int {
	mirror, before := parts(orientation)
	return orientations(mirror)[(before+quarters)%4]
}

// mirrored is an orientation followed by an exchange of top and bottom, or of left
// and right. To mirror after a turn is to turn the other way after mirroring; top and
// bottom are left and right with half a turn more.
func mirrored(orientation int, topBottom bool) int {
	mirror, before := parts(orientation)
	quarters := 4 - before
	if topBottom {
		quarters += 2
	}
	return orientations(!mirror)[quarters%4]
}

// profile is where the ICC profile of the primary item stands, or else that of
// another, such as a tile of it.
func (m *heif) profile() (found part) {
	for _, one := range m.uses {
		if one.property < 1 || one.property > int64(len(m.properties)) {
			continue
		}
		p := m.properties[one.property-1]
		if p.isProfile() && (found.none() || one.item == m.primary) {
			found = part{spans: []span{{p.at + 4, int64(len(p.body)) - 4}}}
		}
	}
	return found
}

// isProfile reports whether a property is an ICC profile.
func (b box) isProfile() bool {
	return b.name == "colr" && len(b.body) > 4 && (string(b.body[:4]) == "prof" || string(b.body[:4]) == "rICC")
}
