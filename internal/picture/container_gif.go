package picture

import "encoding/binary"

// The blocks of GIF (GIF89a, appendix A).
const (
	gifExtension = 0x21
	gifImage     = 0x2c
	gifTrailer   = 0x3b
)

// gif walks through the blocks of a GIF. The frames of its pictures are counted, and
// their data is passed over.
func (w *walk) gif() {
	const signature = 6
	w.skip(signature)
	screen := w.take(7)
	width, height := int(binary.LittleEndian.Uint16(screen)), int(binary.LittleEndian.Uint16(screen[2:]))
	w.gifColours(screen[4])
	w.sized(width, height)
	frames := 0
	for !w.stopped() {
		switch w.byte() {
		case gifExtension:
			w.skip(1)
			w.gifBlocks()
		case gifImage:
			frames++
			w.gifFrame(frames)
		case gifTrailer:
			if frames == 0 {
				w.spoil(noPicture, "no frame")
			}
			return
		default:
			w.flawIf(true, "an unknown block")
		}
	}
}

func (w *walk) gifFrame(n int) {
	place := w.take(9)
	edge := func(at int) int { return int(binary.LittleEndian.Uint16(place[at:])) }
	flags := place[8]
	w.frame(n, edge(0)+edge(4), edge(2)+edge(6))
	w.gifColours(flags)
	w.skip(1) // the first code size of LZW
	w.gifBlocks()
}

// gifColours passes over the table of colours that flags announce.
func (w *walk) gifColours(flags byte) {
	const present, size = 0x80, 0x07
	if flags&present != 0 {
		w.skip(3 << (flags&size + 1))
	}
}

// gifBlocks passes over the data blocks up to the empty one.
func (w *walk) gifBlocks() {
	for size := w.byte(); size > 0; size = w.byte() {
		w.skip(int64(size))
	}
}
