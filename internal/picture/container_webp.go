package picture

import "encoding/binary"

const (
	riffHead  = 12 // "RIFF", the size of what follows, "WEBP"
	riffChunk = 8  // a name and a size
)

// The flags of VP8X (WebP Container Specification, "Extended File Format").
const (
	webpAnimated = 1 << 1
	webpXMP      = 1 << 2
	webpEXIF     = 1 << 3
	webpAlpha    = 1 << 4
	webpProfile  = 1 << 5
)

// webpWalk is what a walk through a WebP keeps in mind.
type webpWalk struct {
	*walk

	extended, animated bool
	pictures           int // bitstreams of colours, at most one a frame
	moves              int // frames of an animation
}

// webp walks through the chunks of a WebP. Those of a frame follow its head, so that
// one loop finds them all.
func (w *walk) webp() {
	w.skip(4)
	end := littleLong(w.take(4)) + riffChunk
	w.skip(4)
	w.within(end)
	v := webpWalk{walk: w}
	for !v.stopped() && v.at < end {
		v.chunk(end)
	}
	if v.pictures == 0 {
		v.spoil(noPicture, "no bitstream")
	}
	v.flawIf(!v.animated && v.pictures > 1, "two pictures in one")
}

func (v *webpWalk) chunk(end int64) {
	start := v.at
	name, size := string(v.take(4)), littleLong(v.take(4))
	body := span{v.at, size}
	v.flawIf(body.end() > end, "a chunk beyond the end")
	switch name {
	case "VP8X":
		v.canvas(size)
	case "ANMF":
		v.move()
		v.see(name, span{start, min(body.end()+size&1, end) - start})
		return
	case "VP8 ":
		v.lossy(size)
	case "VP8L":
		v.lossless(size)
	case "ICCP":
		v.profile.spans = []span{body}
	case "EXIF":
		v.exif.spans = []span{body}
	case "XMP ":
		v.xmp.spans = []span{body}
	}
	v.seek(min(body.end()+size&1, end))
	v.see(name, span{start, v.at - start})
}

func (v *webpWalk) canvas(size int64) {
	v.flawIf(size < 10 || v.extended, "a canvas that is short or not the first")
	head := v.take(10)
	v.extended, v.animated = true, head[0]&webpAnimated != 0
	v.sized(1+triple(head[4:]), 1+triple(head[7:]))
}

// move notes a frame of an animation, whose chunks follow.
func (v *webpWalk) move() {
	head := v.take(16)
	v.flawIf(!v.animated, "a frame in a picture that does not move")
	v.moves++
	v.frame(v.moves, 1+triple(head[6:]), 1+triple(head[9:]))
}

// lossy reads the head of a key frame of VP8 (RFC 6386, 9.1).
func (v *webpWalk) lossy(size int64) {
	head := v.take(10)
	v.flawIf(size < 10 || head[0]&1 != 0 || string(head[3:6]) != "\x9d\x01\x2a", "a bitstream that is not VP8")
	const bits = 1<<14 - 1
	v.picture(int(binary.LittleEndian.Uint16(head[6:]))&bits, int(binary.LittleEndian.Uint16(head[8:]))&bits)
}

// lossless reads the head of a bitstream of VP8L (RFC 9649, 3.4).
func (v *webpWalk) lossless(size int64) {
	head := v.take(5)
	v.flawIf(size < 5 || head[0] != 0x2f, "a bitstream that is not VP8L")
	sizes := littleLong(head[1:])
	const length, bits = 14, 1<<14 - 1
	v.picture(1+int(sizes&bits), 1+int(sizes>>length&bits))
}

// picture checks what a bitstream says of its size against the canvas: decoders
// believe the bitstream, whoever else was told something different.
func (v *webpWalk) picture(width, height int) {
	v.pictures++
	switch {
	case !v.extended:
		v.extended = true
		v.sized(width, height)
	case v.animated:
		v.flawIf(width > v.width || height > v.height, "a frame that is larger than the canvas")
	default:
		v.flawIf(width != v.width || height != v.height, "a picture of another size than its canvas")
	}
}

// triple is a number of 24 bits.
func triple(b []byte) int { return int(b[0]) | int(b[1])<<8 | int(b[2])<<16 }
