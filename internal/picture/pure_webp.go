package picture

import (
	"bytes"
	"encoding/binary"
	"errors"
	"image"
	"io"

	"golang.org/x/image/webp"
)

const (
	webpCanvas = riffHead + riffChunk + 10 // up to the end of VP8X, if that comes first
	webpMove   = 16                        // the head of a frame
)

// decodeWebP decodes a WebP, or the first frame of one that moves, where it stands
// on the canvas.
func decodeWebP(r io.Reader) (image.Image, error) {
	head := make([]byte, webpCanvas)
	n, err := io.ReadFull(r, head)
	if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) { // the least picture is shorter
		return nil, err
	}
	if string(head[riffHead:][:4]) == "VP8X" && head[riffHead+riffChunk]&webpAnimated != 0 {
		return decodeMove(r)
	}
	m, err := webp.Decode(io.MultiReader(bytes.NewReader(head[:n]), r))
	return widened(m), err
}

// decodeMove decodes the first frame that comes.
func decodeMove(r io.Reader) (image.Image, error) {
	head := make([]byte, riffChunk)
	for {
		if _, err := io.ReadFull(r, head); err != nil {
			return nil, err
		}
		size := littleLong(head[4:])
		if string(head[:4]) == "ANMF" && size > webpMove {
			return decodeFrame(io.LimitReader(r, size))
		}
		if _, err := io.CopyN(io.Discard, r, size+size&1); err != nil {
			return nil, err
		}
	}
}

// decodeFrame makes a file of its own of a frame, since the decoder knows no others.
func decodeFrame(r io.Reader) (image.Image, error) {
	head := make([]byte, webpMove+4)
	if _, err := io.ReadFull(r, head); err != nil {
		return nil, err
	}
	place, size, first := head[:6], head[6:12], head[webpMove:]
	file := binary.LittleEndian.AppendUint32([]byte("RIFF"), 1<<32-2) // as long as it comes
	file = binary.LittleEndian.AppendUint32(append(file, "WEBPVP8X"...), 10)
	flags := byte(0)
	if string(first) == "ALPH" {
		flags = webpAlpha
	}
	file = append(append(append(file, flags, 0, 0, 0), size...), first...)
	m, err := webp.Decode(io.MultiReader(bytes.NewReader(file), r))
	if err != nil {
		return nil, err
	}
	return moved(widened(m), image.Pt(2*triple(place), 2*triple(place[3:])))
}

// moved is an image at another place.
func moved(m image.Image, by image.Point) (image.Image, error) {
	switch m := m.(type) {
	case *image.YCbCr:
		m.Rect = m.Rect.Add(by)
	case *image.NYCbCrA:
		m.Rect = m.Rect.Add(by)
	case *image.NRGBA:
		m.Rect = m.Rect.Add(by)
	default:
		return nil, errors.ErrUnsupported
	}
	return m, nil
}

// widened is an image whose YCbCr has the range of JPEG. That of VP8 is narrower, as
// in television (RFC 6386, 9.2, and ITU-R BT.601), and the decoder leaves it so.
func widened(m image.Image) image.Image {
	switch m := m.(type) {
	case *image.YCbCr:
		widen(m)
	case *image.NYCbCrA:
		widen(&m.YCbCr)
	}
	return m
}

func widen(m *image.YCbCr) {
	var luma, chroma [256]byte
	for i := range luma {
		luma[i] = byte(whole(float64(i-16)*255/219, 0, 255))
		chroma[i] = byte(whole(float64(i-128)*255/224+128, 0, 255))
	}
	for i, v := range m.Y {
		m.Y[i] = luma[v]
	}
	for i, v := range m.Cb {
		m.Cb[i] = chroma[v]
	}
	for i, v := range m.Cr {
		m.Cr[i] = chroma[v]
	}
}
