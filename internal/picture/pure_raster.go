package picture

import (
	"image"
	"image/draw"
)

// hue is what the layers of a raster are of.
type hue uint8

const (
	grey   hue = iota // one layer of it
	luma              // three of YCbCr as in JPEG, of which the last two may be coarser
	colour            // one of red, green, blue and alpha, which the others are multiplied by
)

// raster is the pixels of a picture, or of a part of one, as they are stored.
type raster struct {
	hue           hue
	width, height int
	layers        []layer
}

// cut is a part of the raster, given in its pixels.
func (r raster) cut(part image.Rectangle) raster {
	out := raster{r.hue, part.Dx(), part.Dy(), make([]layer, len(r.layers))}
	for i, l := range r.layers {
		l.x = l.x.cut(part.Min.X, part.Max.X, r.width)
		l.y = l.y.cut(part.Min.Y, part.Max.Y, r.height)
		out.layers[i] = l
	}
	return out
}

// towards is the raster with its layers as small as is good for so many pixels, and
// for a quarter of them if they are coarse.
func (r raster) towards(pixels int, coarse bool) raster {
	out := raster{r.hue, r.width, r.height, make([]layer, len(r.layers))}
	for i, l := range r.layers {
		block := blockOf(i, coarse)
		out.layers[i] = l.towards(float64(pixels) / float64(block*block))
	}
	return out
}

// blockOf is how many pixels of a row, or of a column, share a sample of a layer. If
// it is coarse, that is two for chroma.
func blockOf(layer int, coarse bool) int {
	if coarse && layer > 0 {
		return 2
	}
	return 1
}

// sampled is the raster in the given size, in pixels after the turn. If coarse, the
// chroma has half of it.
func (r raster) sampled(width, height int, t turn, coarse bool) raster {
	w, h := t.size(width, height)
	out := raster{r.hue, width, height, make([]layer, len(r.layers))}
	for i, l := range r.layers {
		block := blockOf(i, coarse)
		p := l.sampled(w, h, block, t)
		out.layers[i] = layer{p, stretchOf{0, float64(width) / float64(block)}, stretchOf{0, float64(height) / float64(block)}}
	}
	return out
}

// sampled is the layer as blocks of that many pixels, as many as a picture of width
// by height needs.
func (l layer) sampled(width, height, block int, t turn) plane {
	p := l.along(blockAxis(l.x, l.width, width, block, t.backX)).along(blockAxis(l.y, l.height, height, block, t.backY))
	if t.swap {
		return p.along(newAxis(stretchOf{0, float64(p.width)}, p.width, p.width, false))
	}
	return p
}

// image is the raster as the encoders take it. Only one that was sampled has one.
func (r raster) image() image.Image {
	bounds := image.Rect(0, 0, r.width, r.height)
	first := r.layers[0]
	switch r.hue {
	case grey:
		return &image.Gray{Pix: first.pix, Stride: first.stride, Rect: bounds}
	case colour:
		return &image.RGBA{Pix: first.pix, Stride: first.stride, Rect: bounds}
	case luma:
	}
	blue, red := r.layers[1], r.layers[2]
	ratio := image.YCbCrSubsampleRatio444
	if blue.x.length() < first.x.length() {
		ratio = image.YCbCrSubsampleRatio420
	}
	return &image.YCbCr{
		Y: first.pix, Cb: blue.pix, Cr: red.pix, YStride: first.stride, CStride: blue.stride, SubsampleRatio: ratio, Rect: bounds,
	}
}

// nrgba is the raster in colours that are not multiplied by alpha. Its samples may be
// overwritten.
func (r raster) nrgba() *image.NRGBA {
	m, ok := r.image().(*image.RGBA)
	if !ok { // it is opaque, and both kinds of colours are the same
		m = image.NewRGBA(image.Rect(0, 0, r.width, r.height))
		draw.Draw(m, m.Rect, r.image(), image.Point{}, draw.Src)
	}
	return &image.NRGBA{Pix: straight(m.Pix), Stride: m.Stride, Rect: m.Rect}
}

// lossless is the raster as PNG takes it as it is.
func (r raster) lossless() image.Image {
	if r.hue == grey {
		return r.image()
	}
	return r.nrgba()
}

// onWhite is the raster with whatever is not opaque before a white wall. Its samples
// are overwritten.
func (r raster) onWhite() raster {
	if r.hue != colour {
		return r
	}
	pix := r.layers[0].pix
	for i := 0; i < len(pix); i += 4 {
		clear := 255 - int(pix[i+3])
		for c := i; c < i+3; c++ {
			pix[c] = byte(min(int(pix[c])+clear, 255))
		}
		pix[i+3] = 255
	}
	return r
}
