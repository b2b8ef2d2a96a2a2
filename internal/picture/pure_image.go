package picture

import (
	"image"
	"image/color"
	"image/draw"
)

// rasterOf is the pixels of an image, which are overwritten: there may be no memory
// for them twice.
func rasterOf(m image.Image) raster {
	size := m.Bounds().Size()
	switch m := m.(type) {
	case *image.YCbCr:
		return rasterOfYCbCr(m)
	case *image.Gray:
		return single(grey, m.Pix, m.Stride, size, 1)
	case *image.Gray16:
		return single(grey, narrow(m.Pix), m.Stride/2, size, 1)
	case *image.RGBA:
		return single(colour, m.Pix, m.Stride, size, 4)
	case *image.RGBA64:
		return single(colour, narrow(m.Pix), m.Stride/2, size, 4)
	case *image.NRGBA:
		return single(colour, premultiplied(m.Pix), m.Stride, size, 4)
	case *image.NRGBA64:
		return single(colour, premultiplied(narrow(m.Pix)), m.Stride/2, size, 4)
	case *image.CMYK:
		return single(colour, fromInks(m.Pix), m.Stride, size, 4)
	case *image.Paletted:
		return single(colour, fromPalette(m), m.Stride*4, size, 4)
	}
	return onCanvas(m, size.X, size.Y)
}

// onCanvas is an image on a larger canvas, which is clear elsewhere.
func onCanvas(m image.Image, width, height int) raster {
	canvas := image.NewRGBA(image.Rect(0, 0, width, height))
	draw.Draw(canvas, m.Bounds(), m, m.Bounds().Min, draw.Src)
	return single(colour, canvas.Pix, canvas.Stride, canvas.Rect.Size(), 4)
}

// single is a raster of one layer.
func single(h hue, pix []byte, stride int, size image.Point, samples int) raster {
	return raster{h, size.X, size.Y, []layer{{
		plane{pix, stride, size.X, size.Y, samples}, stretchOf{0, float64(size.X)}, stretchOf{0, float64(size.Y)},
	}}}
}

func rasterOfYCbCr(m *image.YCbCr) raster {
	width, height := m.Rect.Dx(), m.Rect.Dy()
	coarseX, coarseY := coarseness(m.SubsampleRatio)
	chroma := func(pix []byte) layer {
		p := plane{pix, m.CStride, (width + coarseX - 1) / coarseX, (height + coarseY - 1) / coarseY, 1}
		return layer{p, stretchOf{0, float64(width) / float64(coarseX)}, stretchOf{0, float64(height) / float64(coarseY)}}
	}
	out := single(luma, m.Y, m.YStride, m.Rect.Size(), 1)
	out.layers = append(out.layers, chroma(m.Cb), chroma(m.Cr))
	return out
}

// coarseness is for how many pixels in a row and in a column there is one sample of
// chroma.
func coarseness(ratio image.YCbCrSubsampleRatio) (x, y int) {
	switch ratio {
	case image.YCbCrSubsampleRatio422:
		return 2, 1
	case image.YCbCrSubsampleRatio420:
		return 2, 2
	case image.YCbCrSubsampleRatio440:
		return 1, 2
	case image.YCbCrSubsampleRatio411:
		return 4, 1
	case image.YCbCrSubsampleRatio410:
		return 4, 2
	case image.YCbCrSubsampleRatio444:
	}
	return 1, 1
}

// narrow rounds samples of 16 bits to 8.
func narrow(pix []byte) []byte {
	for i := range len(pix) / 2 {
		wide := int(pix[2*i])<<8 | int(pix[2*i+1])
		pix[i] = byte((wide*255 + 32767) / 65535)
	}
	return pix[:len(pix)/2]
}

// premultiplied multiplies colours by alpha.
func premultiplied(pix []byte) []byte {
	for i := 0; i+3 < len(pix); i += 4 {
		alpha := int(pix[i+3])
		if alpha == 255 {
			continue
		}
		for c := i; c < i+3; c++ {
			pix[c] = byte((int(pix[c])*alpha + 127) / 255)
		}
	}
	return pix
}

// straight is the opposite of [premultiplied]. Colours that the filter left brighter
// than their alpha allows are as bright as that.
func straight(pix []byte) []byte {
	for i := 0; i+3 < len(pix); i += 4 {
		alpha := int(pix[i+3])
		if alpha == 255 {
			continue
		}
		for c := i; c < i+3; c++ {
			pix[c] = byte(min(int(pix[c])*255+alpha/2, 255*alpha) / max(alpha, 1))
		}
	}
	return pix
}

// fromInks makes light of inks.
func fromInks(pix []byte) []byte {
	for i := 0; i+3 < len(pix); i += 4 {
		pix[i], pix[i+1], pix[i+2] = color.CMYKToRGB(pix[i], pix[i+1], pix[i+2], pix[i+3])
		pix[i+3] = 255
	}
	return pix
}

// fromPalette looks up the colours of an image. Numbers beyond the palette are clear.
func fromPalette(m *image.Paletted) []byte {
	var table [256][4]byte
	for i, c := range m.Palette[:min(len(m.Palette), len(table))] {
		r, g, b, a := c.RGBA()
		table[i] = [4]byte{byte(r >> 8), byte(g >> 8), byte(b >> 8), byte(a >> 8)}
	}
	pix := make([]byte, 4*len(m.Pix))
	for i, number := range m.Pix {
		copy(pix[4*i:], table[number][:])
	}
	return pix
}
