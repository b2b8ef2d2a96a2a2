package picture

import "encoding/binary"

// markWebP makes the file an extended one, which alone can say anything, if there is
// something to say or if it was one before.
func markWebP(file []byte, blocks []block, w *walk, m Marks, profile []byte) []byte {
	var flags byte
	for _, b := range blocks {
		flags |= webpFlags(b, file)
	}
	packet := writeXMP(m)
	if packet != nil {
		flags |= webpXMP
	}
	if fits(profile, coloursRGB) {
		flags |= webpProfile
	}
	out := append(make([]byte, 0, len(file)+len(profile)), "RIFF\x00\x00\x00\x00WEBP"...)
	if flags != 0 || blocks[0].name == "VP8X" {
		out = webpChunk(out, "VP8X", canvas(flags, w))
	}
	if flags&webpProfile != 0 {
		out = webpChunk(out, "ICCP", profile)
	}
	for _, b := range blocks {
		if webpPicture(b.name) {
			out = append(out, b.of(file)...)
			out = append(out, make([]byte, b.size&1)...) // the last one may lack its padding
		}
	}
	if packet != nil {
		out = webpChunk(out, "XMP ", packet)
	}
	binary.LittleEndian.PutUint32(out[4:], uint32(len(out)-riffChunk))
	return out
}

// webpPicture reports whether a chunk is of the picture. Unknown ones are not.
func webpPicture(name string) bool {
	switch name {
	case "VP8 ", "VP8L", "ALPH", "ANIM", "ANMF":
		return true
	}
	return false
}

// webpFlags is what a chunk says about transparency and motion.
func webpFlags(b block, file []byte) byte {
	body := b.of(file)[riffChunk:]
	switch b.name {
	case "VP8X":
		return body[0] & (webpAlpha | webpAnimated)
	case "ALPH":
		return webpAlpha
	case "VP8L":
		const alpha = 1 << 4 // of the last byte of signature and size
		return body[4] & alpha
	}
	return 0
}

func canvas(flags byte, w *walk) []byte {
	b := binary.LittleEndian.AppendUint32(nil, uint32(flags))
	b = appendTriple(b, w.width-1)
	return appendTriple(b, w.height-1)
}

func appendTriple(b []byte, n int) []byte { return append(b, byte(n), byte(n>>8), byte(n>>16)) }

func webpChunk(out []byte, name string, body []byte) []byte {
	out = append(out, name...)
	out = binary.LittleEndian.AppendUint32(out, uint32(len(body)))
	out = append(out, body...)
	return append(out, make([]byte, len(body)&1)...)
}
