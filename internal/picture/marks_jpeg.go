package picture

import (
	"encoding/binary"
	"slices"
	"strings"
)

// markJPEG keeps of the segments before the picture what a decoder needs: not those
// of applications, but for the two that say what kind of colours these are.
func markJPEG(file []byte, blocks []block, m Marks, profile []byte) []byte {
	out := append(make([]byte, 0, len(file)+len(profile)), file[:2]...)
	if len(blocks) > 0 && jfif(blocks[0], file) {
		out, blocks = append(out, blocks[0].of(file)...), blocks[1:]
	}
	if packet := writeXMP(m); packet != nil {
		out = jpegSegment(out, jpegAPP1, xmpHead, packet)
	}
	if resource := writeIIM(m); resource != nil {
		out = jpegSegment(out, jpegAPP13, photoshopHead, resource)
	}
	if fits(profile, jpegColours(file, blocks)) {
		out = jpegProfile(out, profile)
	}
	first := slices.IndexFunc(blocks, func(b block) bool { return b.name[0] == jpegSOS })
	for _, b := range blocks[:first] {
		if !jpegSaying(b.name[0]) {
			out = append(out, b.of(file)...)
		}
	}
	return appendScans(out, file, blocks[first:])
}

// jfif reports whether a segment is the head of JFIF, which stands first or nowhere.
func jfif(b block, file []byte) bool {
	return b.name[0] == jpegAPP0 && strings.HasPrefix(string(b.of(file)[4:]), "JFIF\x00")
}

// jpegSaying reports whether segments of a marker say something about the picture.
// What Adobe's says about the colours, decoders need.
func jpegSaying(marker byte) bool {
	return marker == jpegCOM || jpegAPP0 <= marker && marker <= jpegAPP15 && marker != jpegAPP14
}

// appendScans appends what stands from the first scan on up to the end of the picture.
// Comments may stand between scans too; behind the end cameras keep other pictures.
func appendScans(out, file []byte, blocks []block) []byte {
	for i, b := range blocks {
		if !jpegSaying(b.name[0]) {
			out = append(out, b.of(file)...)
		}
		next := int64(len(file))
		if i+1 < len(blocks) {
			next = blocks[i+1].at
		}
		out = append(out, scan(file[b.end():next])...)
	}
	return append(out, jpegFill, jpegEOI)
}

// scan is the part of b that is the picture: up to a marker that ends it.
func scan(b []byte) []byte {
	for at := range max(0, len(b)-1) {
		if next := b[at+1]; b[at] == jpegFill && next != jpegStuffed && (next < jpegRST0 || next > jpegRST0+7) {
			return b[:at]
		}
	}
	return b
}

// jpegColours is the kind of colours that a JPEG has, by how many there are.
func jpegColours(file []byte, blocks []block) string {
	const number = 9 // after marker, length, precision and size
	for _, b := range blocks {
		if name := b.name[0]; name < jpegSOF0 || name > jpegSOF0+2 {
			continue
		}
		switch b.of(file)[number] {
		case 1:
			return coloursGrey
		case 3:
			return coloursRGB
		}
	}
	return coloursCMYK
}

func jpegSegment(out []byte, marker byte, label string, body []byte) []byte {
	out = append(out, jpegFill, marker)
	out = binary.BigEndian.AppendUint16(out, uint16(2+len(label)+len(body)))
	out = append(out, label...)
	return append(out, body...)
}

// jpegProfile appends a profile in as many pieces as it takes, each of which says
// which of how many it is (ICC.1:2022, B.4).
func jpegProfile(out, profile []byte) []byte {
	const numbers = 2
	pieces := slices.Collect(slices.Chunk(profile, jpegMost-len(profileLabel)-numbers))
	for i, piece := range pieces {
		out = jpegSegment(out, jpegAPP2, profileLabel+string([]byte{byte(i + 1), byte(len(pieces))}), piece)
	}
	return out
}
