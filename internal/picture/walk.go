package picture

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"slices"
)

// span is a part of a file, in bytes.
type span struct{ at, size int64 }

func (s span) end() int64 { return s.at + s.size }

// part is something that a file says, in one or more pieces.
type part struct {
	spans    []span
	deflated bool // by zlib (RFC 1950)
}

func (p part) none() bool { return len(p.spans) == 0 }

// survey is what a walk through a file finds. Sizes are as they are stored.
type survey struct {
	width, height int
	turn          int   // the orientation that the container gives; 0: EXIF says it
	frames        int   // 1 unless it moves
	pixels        int64 // of all frames together
	exif          part
	iim           part // resources of Photoshop, of which IPTC-IIM is one
	xmp           part
	profile       part
}

// flaw is why a file is not taken. The zero value is that it is.
type flaw uint8

const (
	sound flaw = iota
	cutOff
	broken
	rare      // well formed, in a way that next to no program reads
	noPicture // well formed, and empty
	tooMuch   // the limits say so, and the rest of the file is not looked at
)

// walk goes through a file once, from front to back, with one small buffer. After
// the first flaw it reads zeros, so that only loops need to ask for it.
type walk struct {
	survey

	file   io.ReaderAt
	size   int64
	limits Limits
	seen   func(name string, whole span) // if set, told of every block of the container

	at     int64
	window []byte // what stands in the file from origin on
	origin int64
	buffer []byte

	flaw flaw
	why  string // for the log
	err  error  // of the file, which could not be read
}

// bufferSize is larger than everything that is taken at once.
const bufferSize = 16 << 10

func newWalk(r io.ReaderAt, size int64, limits Limits) *walk {
	return &walk{survey: survey{frames: 1}, file: r, size: size, limits: limits, buffer: make([]byte, min(bufferSize, size))}
}

// through walks through the file, which is of format f.
func (w *walk) through(f Format) {
	switch f {
	case JPEG:
		w.jpeg()
	case PNG:
		w.png()
	case GIF:
		w.gif()
	case WebP:
		w.webp()
	case AVIF, HEIC:
		w.iso()
	}
	if w.width <= 0 || w.height <= 0 {
		w.spoil(broken, "a picture of no size")
	}
	w.pixels = max(w.pixels, int64(w.width)*int64(w.height))
}

func (w *walk) stopped() bool { return w.flaw != sound || w.err != nil }

// spoil ends the walk. The first reason is the one that counts.
func (w *walk) spoil(f flaw, why string) {
	if !w.stopped() {
		w.flaw, w.why = f, fmt.Sprintf("%s at byte %d", why, w.at)
	}
}

// flawIf spoils the walk of a broken file.
func (w *walk) flawIf(bad bool, why string) {
	if bad {
		w.spoil(broken, why)
	}
}

// take returns the next n bytes, which stay good until the next call.
func (w *walk) take(n int) []byte {
	w.fill(n)
	if w.stopped() {
		return make([]byte, n)
	}
	from := int(w.at - w.origin)
	w.at += int64(n)
	return w.window[from : from+n]
}

// upTo is [walk.take] of n bytes or as many as there are before end.
func (w *walk) upTo(n int, end int64) []byte {
	return w.take(int(max(0, min(int64(n), end-w.at))))
}

func (w *walk) byte() byte     { return w.take(1)[0] }
func (w *walk) short() int     { return int(binary.BigEndian.Uint16(w.take(2))) }
func (w *walk) long() int64    { return int64(binary.BigEndian.Uint32(w.take(4))) }
func (w *walk) skip(n int64)   { w.seek(w.at + n) }
func (w *walk) seek(to int64)  { w.within(to); w.at = to }
func (w *walk) within(n int64) { w.cutIf(n > w.size || n < 0) }

func (w *walk) cutIf(bad bool) {
	if bad {
		w.spoil(cutOff, "the end of the file")
	}
}

// fill sees to it that the next n bytes stand in the window.
func (w *walk) fill(n int) {
	w.within(w.at + int64(n))
	if w.stopped() || w.at >= w.origin && w.at+int64(n) <= w.origin+int64(len(w.window)) {
		return
	}
	w.window, w.origin = w.buffer[:min(int64(len(w.buffer)), w.size-w.at)], w.at
	w.load(w.window, w.at)
}

func (w *walk) load(b []byte, at int64) {
	switch n, err := w.file.ReadAt(b, at); {
	case n == len(b):
	case errors.Is(err, io.EOF):
		w.spoil(cutOff, "the end of the file before its size")
	default:
		w.err = err
	}
}

// past moves behind the next byte b.
func (w *walk) past(b byte) {
	for w.fill(1); !w.stopped(); w.fill(1) {
		rest := w.window[w.at-w.origin:]
		if i := bytes.IndexByte(rest, b); i >= 0 {
			w.at += int64(i) + 1
			return
		}
		w.at += int64(len(rest))
	}
}

func (w *walk) see(name string, whole span) {
	if w.seen != nil && !w.stopped() {
		w.seen(name, whole)
	}
}

// sized notes how large the picture is. That it is too large ends no walk, so that
// people hear of everything at once.
func (w *walk) sized(width, height int) {
	w.flawIf(max(width, height) >= 1<<31, "a size beyond that of any format")
	w.width, w.height = width, height
}

// frame notes the nth frame of a picture that moves, which must lie within it.
func (w *walk) frame(n, width, height int) {
	w.flawIf(width > w.width || height > w.height, "a frame that is larger than the picture")
	w.frames = n
	w.pixels += int64(width) * int64(height)
	if n > w.limits.Frames || w.pixels > w.totalMost() {
		w.spoil(tooMuch, "frames")
	}
}

// totalMost is how many pixels all frames may have: those of one, whatever the limit
// for all of them.
func (w *walk) totalMost() int64 {
	return max(w.limits.TotalPixels, int64(w.width)*int64(w.height))
}

// read returns what a part says, or nil if that is more than most bytes or cannot
// be read, which is as if it were not there.
func (w *walk) read(p part, most int64) []byte {
	var total int64
	for _, s := range p.spans {
		if s.at < 0 || s.size < 0 || s.size > most-total || s.at > w.size-s.size {
			return nil
		}
		total += s.size
	}
	all := make([]byte, 0, total)
	for _, s := range p.spans {
		piece := all[len(all) : len(all)+int(s.size)]
		w.load(piece, s.at)
		all = all[:len(all)+len(piece)]
	}
	if p.deflated {
		return inflate(all, most)
	}
	return slices.Clip(all)
}

// inflate returns what was deflated, or nil if that is more than most bytes.
func inflate(b []byte, most int64) []byte {
	z, err := zlib.NewReader(bytes.NewReader(b))
	if err != nil {
		return nil
	}
	defer z.Close()
	all, err := io.ReadAll(io.LimitReader(z, most+1))
	if err != nil || int64(len(all)) > most {
		return nil
	}
	return all
}
