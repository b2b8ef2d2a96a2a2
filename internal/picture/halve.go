package picture

import "math"

// plane is samples in rows. A pixel has one sample or more, side by side.
type plane struct {
	pix           []byte
	stride        int // from one row to the next, in bytes
	width, height int // in pixels
	samples       int // of a pixel
}

func newPlane(width, height, samples int) plane {
	return plane{make([]byte, width*height*samples), width * samples, width, height, samples}
}

// row is the samples of a row.
func (p plane) row(y int) []byte {
	return p.pix[y*p.stride:][:p.width*p.samples]
}

// part is some of the plane; its samples are shared.
func (p plane) part(left, top, right, bottom int) plane {
	p.pix = p.pix[top*p.stride+left*p.samples:]
	p.width, p.height = right-left, bottom-top
	return p
}

// halved is the plane at half its size, of which each pixel is the mean of four. One
// that has no neighbour, in the last column or row, is its own.
func (p plane) halved() plane {
	half := newPlane((p.width+1)/2, (p.height+1)/2, p.samples)
	for y := range half.height {
		upper, lower := p.row(2*y), p.row(min(2*y+1, p.height-1))
		out := half.row(y)
		if p.samples == 1 {
			halveSingles(out, upper, lower)
		} else {
			halveRow(out, upper, lower, p.samples)
		}
	}
	return half
}

// halveSingles is [halveRow] for one sample a pixel, which most pictures have and
// which is several times as fast on its own.
func halveSingles(out, upper, lower []byte) {
	whole := len(upper) / 2
	upper, lower = upper[:len(lower)], lower[:len(upper)]
	for x := range whole {
		sum := int(upper[2*x]) + int(upper[2*x+1]) + int(lower[2*x]) + int(lower[2*x+1])
		out[x] = byte((sum + 1 + x&1) >> 2)
	}
	if whole < len(out) {
		out[whole] = byte((int(upper[2*whole]) + int(lower[2*whole]) + 1) >> 1)
	}
}

// halveRow makes a row of two. To round up every half would brighten the picture
// with every halving; so pixels take turns to round up and down.
func halveRow(out, upper, lower []byte, samples int) {
	last := len(upper) - samples
	for at := 0; at < len(out); at += samples {
		left := 2 * at
		right := min(left+samples, last)
		for i := range samples {
			sum := int(upper[left+i]) + int(upper[right+i]) + int(lower[left+i]) + int(lower[right+i])
			out[at+i] = byte((sum + 1 + at/samples&1) >> 2)
		}
	}
}

// layer is a part of a plane, which may begin and end within pixels.
type layer struct {
	plane

	x, y stretchOf
}

// stretchOf is a part of an axis, in pixels of a plane.
type stretchOf struct{ from, to float64 }

func (s stretchOf) length() float64 { return s.to - s.from }

// halved is the stretch in a plane of half the size that begins at origin.
func (s stretchOf) halved(origin int) stretchOf {
	return stretchOf{(s.from - float64(origin)) / 2, (s.to - float64(origin)) / 2}
}

// cut is a part of the stretch, given in parts of size.
func (s stretchOf) cut(from, to, size int) stretchOf {
	scale := s.length() / float64(size)
	return stretchOf{s.from + float64(from)*scale, s.from + float64(to)*scale}
}

// enough is how many times as large as the end a layer must stay to be halved: the
// mean of four is a poor filter, and what it does wrong must be too fine to be seen
// in the end. Tests compare the outcome with a better and slower filter.
const enough = 2

// towards halves the layer as long as that leaves enough for so many pixels.
func (l layer) towards(pixels float64) layer {
	for l.x.length()*l.y.length() >= 4*enough*enough*pixels {
		l = l.halved()
	}
	return l
}

// halved is the layer in half the size. Pixels are taken in the pairs in which they
// stand in the plane, so that crops of one picture show it in the same way.
func (l layer) halved() layer {
	left, right := pairs(l.x, l.width)
	top, bottom := pairs(l.y, l.height)
	return layer{l.part(left, top, right, bottom).halved(), l.x.halved(left), l.y.halved(top)}
}

// pairs is the pairs of pixels that a stretch touches.
func pairs(s stretchOf, size int) (low, high int) {
	return int(s.from) &^ 1, min(size, (int(math.Ceil(s.to))+1)&^1)
}
