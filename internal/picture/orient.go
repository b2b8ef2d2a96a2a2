package picture

import "image"

// turn is what makes a stored picture upright: its axes are run through backwards
// where that is asked for, and then swapped.
type turn struct{ backX, backY, swap bool }

// turnOf is the turn that an orientation of EXIF asks for (EXIF 2.32, 4.6.4 A).
// Those that do not exist ask for none.
func turnOf(orientation int) turn {
	switch orientation {
	case 2:
		return turn{backX: true}
	case 3:
		return turn{backX: true, backY: true}
	case 4:
		return turn{backY: true}
	case 5:
		return turn{swap: true}
	case 6:
		return turn{backY: true, swap: true}
	case 7:
		return turn{backX: true, backY: true, swap: true}
	case 8:
		return turn{backX: true, swap: true}
	}
	return turn{}
}

// stored is where a part of the upright picture stands in the stored one, which is
// of the given size.
func (t turn) stored(r image.Rectangle, width, height int) image.Rectangle {
	if t.swap {
		r = image.Rect(r.Min.Y, r.Min.X, r.Max.Y, r.Max.X)
	}
	if t.backX {
		r.Min.X, r.Max.X = width-r.Max.X, width-r.Min.X
	}
	if t.backY {
		r.Min.Y, r.Max.Y = height-r.Max.Y, height-r.Min.Y
	}
	return r
}

// size is a size on the other side of the turn.
func (t turn) size(width, height int) (int, int) {
	if t.swap {
		return height, width
	}
	return width, height
}
