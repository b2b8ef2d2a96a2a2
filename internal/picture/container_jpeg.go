package picture

import (
	"bytes"
	"strings"
)

// The markers of JPEG that matter here (ITU-T T.81, table B.1).
const (
	jpegFill     = 0xff
	jpegStuffed  = 0x00 // after 0xff: a byte of the picture, no marker
	jpegTEM      = 0x01
	jpegSOF0     = 0xc0 // the first of the frame headers
	jpegDHT      = 0xc4
	jpegJPG      = 0xc8
	jpegDAC      = 0xcc
	jpegSOF15    = 0xcf
	jpegRST0     = 0xd0
	jpegSOI      = 0xd8
	jpegEOI      = 0xd9
	jpegSOS      = 0xda
	jpegAPP0     = 0xe0
	jpegAPP1     = 0xe1
	jpegAPP2     = 0xe2
	jpegAPP13    = 0xed
	jpegAPP14    = 0xee
	jpegAPP15    = 0xef
	jpegCOM      = 0xfe
	jpegMost     = 65535 - 2 // what fits into one segment, in bytes
	jpegSegments = 256       // more pieces of one thing than this are nonsense
)

// What the segments begin with that programs have made their own.
const (
	exifHead      = "Exif\x00\x00"
	xmpHead       = "http://ns.adobe.com/xap/1.0/\x00"
	photoshopHead = "Photoshop 3.0\x00"
	profileLabel  = "ICC_PROFILE\x00"
)

// jpegWalk is what a walk through a JPEG keeps in mind.
type jpegWalk struct {
	*walk

	scans    int
	profiles [jpegSegments]span // by the number that each piece has; from 1 on
	pieces   int                // how many the profile says it has
}

func (w *walk) jpeg() {
	j := jpegWalk{walk: w}
	j.skip(2)
	for !j.stopped() && j.segment() {
		j.cutIf(j.at > j.size)
	}
	j.flawIf(j.scans == 0, "no scan")
	j.profile = j.wholeProfile()
}

// segment walks through one segment and what follows it of the picture, and
// reports whether there is another.
func (j *jpegWalk) segment() bool {
	marker := j.marker()
	start := j.at - 2
	switch {
	case j.stopped() || marker == jpegEOI:
		return false
	case marker == jpegTEM || jpegRST0 <= marker && marker <= jpegSOI:
		return true // these have no length
	}
	size := j.short()
	j.flawIf(size < 2, "a segment shorter than its length")
	body := span{j.at, int64(size) - 2}
	j.content(marker, body)
	j.seek(body.end())
	j.see(string([]byte{marker}), span{start, body.end() - start})
	return true
}

// marker moves behind the next marker. Between segments there is nothing else, and
// after the head of a scan there are bytes of the picture.
func (j *jpegWalk) marker() byte {
	for !j.stopped() {
		j.past(jpegFill)
		marker := j.byte()
		for marker == jpegFill && !j.stopped() {
			marker = j.byte()
		}
		if marker != jpegStuffed {
			return marker
		}
	}
	return jpegEOI
}

func (j *jpegWalk) content(marker byte, body span) {
	switch marker {
	case jpegSOS:
		j.flawIf(j.width == 0, "a scan before its frame")
		j.scans++
	case jpegAPP1:
		head := j.upTo(len(xmpHead), body.end())
		claim(&j.exif, body, head, exifHead)
		claim(&j.xmp, body, head, xmpHead)
	case jpegAPP2:
		j.profilePiece(body)
	case jpegAPP13:
		head := j.upTo(len(photoshopHead), body.end())
		if string(head) == photoshopHead && len(j.iim.spans) < jpegSegments {
			j.iim.spans = append(j.iim.spans, after(body, photoshopHead))
		}
	default:
		if jpegSOF0 <= marker && marker <= jpegSOF15 && marker != jpegDHT && marker != jpegJPG && marker != jpegDAC {
			j.frameHeader(marker, body)
		}
	}
}

// claim makes body the part that it is if it begins with label. The first counts.
func claim(p *part, body span, head []byte, label string) {
	if p.none() && bytes.HasPrefix(head, []byte(label)) {
		p.spans = []span{after(body, label)}
	}
}

// after is what follows a label in a span.
func after(s span, label string) span {
	return span{s.at + int64(len(label)), s.size - int64(len(label))}
}

// frameHeader reads the size. Of the processes of the standard, browsers and the
// decoder of Go know three: baseline, extended and progressive, with 8 bits.
func (j *jpegWalk) frameHeader(marker byte, body span) {
	const head = 6
	j.flawIf(body.size < head || j.width != 0, "a short or a second frame")
	precision, height, width, colours := j.byte(), j.short(), j.short(), j.byte()
	if marker > jpegSOF0+2 || precision != 8 || colours == 2 || colours > 4 {
		j.spoil(rare, "a frame of an unusual process")
	}
	j.flawIf(width == 0 || height == 0 || colours == 0, "a frame of no size")
	j.sized(width, height)
}

// profilePiece notes where a piece of the profile stands (ICC.1:2022, B.4).
func (j *jpegWalk) profilePiece(body span) {
	head := j.upTo(len(profileLabel)+2, body.end())
	numbers, ours := strings.CutPrefix(string(head), profileLabel)
	if !ours || len(numbers) < 2 {
		return
	}
	j.profiles[numbers[0]] = span{body.at + int64(len(head)), body.size - int64(len(head))}
	j.pieces = int(numbers[1])
}

// wholeProfile puts the pieces in order. One that is missing takes all with it.
func (j *jpegWalk) wholeProfile() part {
	var p part
	for _, piece := range j.profiles[1:][:j.pieces] {
		if piece.at == 0 {
			return part{}
		}
		p.spans = append(p.spans, piece)
	}
	return p
}
