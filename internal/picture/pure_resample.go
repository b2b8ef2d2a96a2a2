package picture

import (
	"math"
	"slices"
)

// one is the sum of the weights of a pixel, in fixed point.
const (
	oneBits = 14
	one     = 1 << oneBits
)

// tap is what a pixel is made of: the pixels of a line from a place on, by weight.
type tap struct {
	at      int
	weights []int32
}

// axis is what each pixel of a line is made of.
type axis []tap

// newAxis samples a stretch of a line of size pixels at out places. What would be
// beyond the ends of the line is as its ends are. With back it runs backwards.
func newAxis(s stretchOf, size, out int, back bool) axis {
	a := make(axis, out)
	scale := s.length() / float64(out)
	for i := range a {
		a[i] = newTap(s.from+(float64(i)+0.5)*scale, max(scale, 1), size)
	}
	if back {
		slices.Reverse(a)
	}
	return a
}

// blockAxis is [newAxis] for blocks of out pixels. The last block, where the axis
// ends, may be beyond the stretch in part.
func blockAxis(s stretchOf, size, out, block int, back bool) axis {
	blocks := (out + block - 1) / block
	length := s.length() * float64(blocks*block) / float64(out)
	if back {
		return newAxis(stretchOf{s.to - length, s.to}, size, blocks, true)
	}
	return newAxis(stretchOf{s.from, s.from + length}, size, blocks, false)
}

// newTap is a pixel that is centred on a point of a line of size pixels and has
// scale of their widths.
func newTap(centre, scale float64, size int) tap {
	low := int(math.Ceil(centre - catmullRomReach*scale - 0.5))
	high := int(math.Floor(centre + catmullRomReach*scale - 0.5))
	at := min(max(low, 0), size-1)
	weights := make([]float64, min(max(high, at), size-1)-at+1)
	for i := low; i <= high; i++ {
		weights[min(max(i-at, 0), len(weights)-1)] += catmullRom((float64(i) + 0.5 - centre) / scale)
	}
	return tap{at, fixed(weights)}.trimmed()
}

// catmullRomReach is beyond where the filter is 0.
const catmullRomReach = 2

// catmullRom is the filter of Edwin Catmull and Raphael Rom: cubic, sharp, and 0 at
// all whole numbers but 0, so that pixels that need no filter pass as they are.
func catmullRom(x float64) float64 {
	x = math.Abs(x)
	switch {
	case x < 1:
		return (1.5*x-2.5)*x*x + 1
	case x < catmullRomReach:
		return ((-0.5*x+2.5)*x-4)*x + 2
	}
	return 0
}

// fixed is weights in fixed point, of which the sum is exactly one: even areas stay
// even. What is lost in rounding goes to the heaviest.
func fixed(weights []float64) []int32 {
	sum := 0.0
	for _, w := range weights {
		sum += w
	}
	out := make([]int32, len(weights))
	rest, heaviest := int32(one), 0
	for i, w := range weights {
		out[i] = int32(math.Round(w / sum * one))
		rest -= out[i]
		if w > weights[heaviest] {
			heaviest = i
		}
	}
	out[heaviest] += rest
	return out
}

// trimmed is the tap without zeros at its ends.
func (t tap) trimmed() tap {
	zero := func(w int32) bool { return w == 0 }
	first := slices.IndexFunc(t.weights, func(w int32) bool { return !zero(w) })
	t.at, t.weights = t.at+first, t.weights[first:]
	for zero(t.weights[len(t.weights)-1]) {
		t.weights = t.weights[:len(t.weights)-1]
	}
	return t
}

// along samples every row of the plane by an axis. Rows become columns: done twice,
// once by each axis, rows are rows again.
func (p plane) along(a axis) plane {
	out := newPlane(p.height, len(a), p.samples)
	if p.samples == 1 && p.height >= together {
		for y := 0; y < p.height; y += together {
			y := min(y, p.height-together) // the last ones may come twice
			alongFour(out.pix[y:], out.stride, [together][]byte{p.row(y), p.row(y + 1), p.row(y + 2), p.row(y + 3)}, a)
		}
		return out
	}
	for y := range p.height {
		alongRow(out.pix[y*p.samples:], out.stride, p.row(y), a, p.samples)
	}
	return out
}

// alongRow samples a row into a column.
func alongRow(out []byte, stride int, row []byte, a axis, samples int) {
	for i, t := range a {
		for s := range samples {
			in, sum := row[t.at*samples+s:], int32(one/2)
			for k, w := range t.weights {
				sum += w * int32(in[k*samples])
			}
			out[i*stride+s] = clamp(sum)
		}
	}
}

// together is how many rows are sampled at once.
const together = 4

// alongFour is [alongRow] for rows of one sample a pixel. Most of the time goes by
// here: sums that do not wait for each other take a third of it.
func alongFour(out []byte, stride int, rows [together][]byte, a axis) {
	for i, t := range a {
		n := len(t.weights)
		r0, r1, r2, r3 := rows[0][t.at:][:n], rows[1][t.at:][:n], rows[2][t.at:][:n], rows[3][t.at:][:n]
		s0, s1, s2, s3 := int32(one/2), int32(one/2), int32(one/2), int32(one/2)
		for k, w := range t.weights {
			s0 += w * int32(r0[k])
			s1 += w * int32(r1[k])
			s2 += w * int32(r2[k])
			s3 += w * int32(r3[k])
		}
		column := out[i*stride:][:together]
		column[0], column[1], column[2], column[3] = clamp(s0), clamp(s1), clamp(s2), clamp(s3)
	}
}

// clamp is a sum of weighted samples as a sample; the filter overshoots at edges.
func clamp(sum int32) byte {
	return byte(min(max(sum>>oneBits, 0), 255))
}
