package picture

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"slices"
)

const (
	pngSignature = "\x89PNG\r\n\x1a\n"
	pngHeader    = 13 // bytes of IHDR
	pngXMP       = "XML:com.adobe.xmp\x00"
)

func (w *walk) png() {
	w.skip(int64(len(pngSignature)))
	w.pngHeader()
	var animated, data bool
	for frames := 0; !w.stopped(); {
		start := w.at
		size, name := w.long(), string(w.take(4))
		body := span{w.at, size}
		w.flawIf(!letters(name), "a chunk without a name")
		w.within(body.end() + 4)
		switch name {
		case "IDAT":
			data = true
		case "acTL":
			animated = !data
		case "fcTL":
			if animated {
				frames++
				w.pngFrame(frames)
			}
		default:
			w.pngWords(name, body)
		}
		w.seek(body.end() + 4)
		w.see(name, span{start, w.at - start})
		if name == "IEND" {
			break
		}
	}
	w.flawIf(!data, "no data of a picture")
}

// pngHeader reads the first chunk, which is the only one of which everything else
// hangs, and so the only one whose checksum is looked at here.
func (w *walk) pngHeader() {
	start := w.at
	w.flawIf(w.long() != pngHeader, "a header of another length")
	chunk := bytes.Clone(w.take(4 + pngHeader))
	w.flawIf(string(chunk[:4]) != "IHDR", "another chunk than the header")
	w.flawIf(w.long() != int64(crc32.ChecksumIEEE(chunk)), "the checksum of the header")
	header := chunk[4:]
	depth, colour, ways := header[8], header[9], header[10:13]
	w.flawIf(!pngDepth(colour, depth), "a depth that the kind of colour does not have")
	w.flawIf(ways[0] != 0 || ways[1] != 0 || ways[2] > 1, "an unknown compression, filter or order")
	w.sized(int(bigLong(header)), int(bigLong(header[4:])))
	w.see("IHDR", span{start, w.at - start})
}

// pngDepth reports whether pictures of a kind of colour may have so many bits per
// sample (PNG third edition, table 11.1).
func pngDepth(colour, depth byte) bool {
	switch colour {
	case 0:
		return slices.Contains([]byte{1, 2, 4, 8, 16}, depth)
	case 3:
		return slices.Contains([]byte{1, 2, 4, 8}, depth)
	case 2, 4, 6:
		return depth == 8 || depth == 16
	}
	return false
}

func letters(name string) bool {
	for _, c := range []byte(name) {
		if c|0x20 < 'a' || c|0x20 > 'z' {
			return false
		}
	}
	return true
}

// pngFrame notes a frame by its control chunk, in which its number stands before
// its size.
func (w *walk) pngFrame(n int) {
	w.skip(4)
	width, height := w.long(), w.long()
	w.frame(n, int(width), int(height))
}

// pngWords notes where a chunk stands that says something about the picture.
func (w *walk) pngWords(name string, body span) {
	switch name {
	case "eXIf":
		if w.exif.none() {
			w.exif.spans = []span{body}
		}
	case "iCCP":
		const nameMost = 79
		head := w.upTo(nameMost+2, body.end())
		label := bytes.IndexByte(head, 0)
		if method := label + 1; label > 0 && method < len(head) && w.profile.none() {
			w.profile = part{spans: []span{after(body, string(head[:method+1]))}, deflated: true}
		}
	case "iTXt":
		head := w.upTo(SniffMost, body.end())
		if rest, ok := bytes.CutPrefix(head, []byte(pngXMP)); ok && w.xmp.none() {
			w.xmp = internationalText(after(body, pngXMP), rest)
		}
	}
}

// internationalText is the text of an iTXt chunk of which head follows the keyword:
// whether it is compressed, how, a language and a translated keyword.
func internationalText(s span, head []byte) part {
	const flags = 2
	if len(head) < flags {
		return part{}
	}
	language := bytes.IndexByte(head[flags:], 0)
	if language < 0 {
		return part{}
	}
	from := flags + language + 1
	translated := bytes.IndexByte(head[from:], 0)
	if translated < 0 {
		return part{}
	}
	return part{spans: []span{after(s, string(head[:from+translated+1]))}, deflated: head[0] != 0}
}

func bigLong(b []byte) int64    { return int64(binary.BigEndian.Uint32(b)) }
func littleLong(b []byte) int64 { return int64(binary.LittleEndian.Uint32(b)) }
