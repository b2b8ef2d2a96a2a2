package picture

import (
	"encoding/binary"
	"image"
	"math"
)

// thumbHash is a picture of at most 100 by 100 pixels in some 25 bytes, of which a
// browser makes a blurred one: the first waves of its cosine transform, more of them
// for brightness than for colours, as Evan Wallace's ThumbHash lays them down.
func thumbHash(m *image.NRGBA) []byte {
	width, height := m.Rect.Dx(), m.Rect.Dy()
	l, p, q, a, clear := waveChannels(m)
	terms := 7
	if clear {
		terms = 5 // the waves of alpha need the room
	}
	longer := float64(max(width, height))
	nx := max(1, int(math.Round(float64(terms*width)/longer)))
	ny := max(1, int(math.Round(float64(terms*height)/longer)))
	waves := []wave{
		newWave(l, width, max(3, nx), max(3, ny)), newWave(p, width, 3, 3), newWave(q, width, 3, 3),
	}
	if clear {
		waves = append(waves, newWave(a, width, 5, 5))
	}
	shape := nx
	if width > height {
		shape = ny
	}
	return appendTerms(thumbHead(waves, shape, width > height), waves)
}

// thumbHead is the bytes before the terms.
func thumbHead(waves []wave, shape int, wide bool) []byte {
	l, p, q := waves[0], waves[1], waves[2]
	head := level(l.mean, 63) | level(0.5+p.mean/2, 63)<<6 | level(0.5+q.mean/2, 63)<<12 | level(l.scale, 31)<<18
	tail := uint32(shape) | level(p.scale, 63)<<3 | level(q.scale, 63)<<9
	clear := len(waves) == 4
	if clear {
		head |= 1 << 23
	}
	if wide {
		tail |= 1 << 15
	}
	out := append(binary.LittleEndian.AppendUint32(nil, head)[:3], byte(tail), byte(tail>>8))
	if clear {
		out = append(out, byte(level(waves[3].mean, 15)|level(waves[3].scale, 15)<<4))
	}
	return out
}

// appendTerms appends the terms of the waves, two to a byte.
func appendTerms(out []byte, waves []wave) []byte {
	half := false
	for _, w := range waves {
		for _, term := range w.terms {
			v := byte(level(term, 15))
			if half {
				out[len(out)-1] |= v << 4
			} else {
				out = append(out, v)
			}
			half = !half
		}
	}
	return out
}

// level is v, between 0 and 1, in whole steps.
func level(v, steps float64) uint32 { return uint32(math.Round(steps * min(max(v, 0), 1))) }

// waveChannels are the brightness, the yellow against blue, the red against green and
// the alpha of each pixel. What is clear takes the mean colour, which needs no wave.
func waveChannels(m *image.NRGBA) (l, p, q, a []float64, clear bool) {
	mean, opaque := meanColour(m)
	for i := 0; i < len(m.Pix); i += 4 {
		alpha := float64(m.Pix[i+3]) / 255
		var rgb [3]float64
		for c := range rgb {
			rgb[c] = mean[c]*(1-alpha) + alpha/255*float64(m.Pix[i+c])
		}
		r, g, b := rgb[0], rgb[1], rgb[2]
		l, p, q, a = append(l, (r+g+b)/3), append(p, (r+g)/2-b), append(q, r-g), append(a, alpha)
	}
	return l, p, q, a, !opaque
}

// meanColour is the mean of the pixels by their alpha, and whether they are opaque.
func meanColour(m *image.NRGBA) (mean [3]float64, opaque bool) {
	sum := 0.0
	for i := 0; i < len(m.Pix); i += 4 {
		alpha := float64(m.Pix[i+3]) / 255
		for c := range mean {
			mean[c] += alpha / 255 * float64(m.Pix[i+c])
		}
		sum += alpha
	}
	for c := range mean {
		mean[c] /= max(sum, 1.0/255)
	}
	return mean, m.Opaque()
}

// wave is the beginning of the cosine transform of a channel.
type wave struct {
	mean  float64
	scale float64   // the largest term
	terms []float64 // in parts of the scale, so that 0.5 is none
}

// newWave transforms a channel. The terms are those of a triangle: the higher the
// frequency in one direction, the fewer in the other.
func newWave(channel []float64, width, nx, ny int) (w wave) {
	for cy := range ny {
		for cx := 0; cx*ny < nx*(ny-cy); cx++ {
			term := correlation(channel, width, cx, cy)
			if cx == 0 && cy == 0 {
				w.mean = term
				continue
			}
			w.terms = append(w.terms, term)
			w.scale = max(w.scale, math.Abs(term))
		}
	}
	for i := range w.terms {
		if w.scale > 0 {
			w.terms[i] = 0.5 + 0.5/w.scale*w.terms[i]
		}
	}
	return w
}

// correlation is how much of a channel swings cx times in a row and cy in a column.
func correlation(channel []float64, width, cx, cy int) (sum float64) {
	height := len(channel) / width
	for y := range height {
		fy := math.Cos(math.Pi / float64(height) * float64(cy) * (float64(y) + 0.5))
		for x := range width {
			sum += channel[y*width+x] * fy * math.Cos(math.Pi/float64(width)*float64(cx)*(float64(x)+0.5))
		}
	}
	return sum / float64(len(channel))
}
