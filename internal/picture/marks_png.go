package picture

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"hash/crc32"
	"slices"
)

// markPNG keeps the chunks that are of the picture, and with a new profile none that
// say something else about its colours.
func markPNG(file []byte, blocks []block, m Marks, profile []byte) []byte {
	header := blocks[0].of(file)
	kept := slices.DeleteFunc(blocks[1:], func(b block) bool { return !pngPicture(b.name) })
	out := append(make([]byte, 0, len(file)+len(profile)), pngSignature...)
	out = append(out, header...)
	if fits(profile, pngColours(header)) {
		kept = slices.DeleteFunc(kept, func(b block) bool { return pngColour(b.name) })
		out = pngChunk(out, "iCCP", append([]byte("ICC profile\x00\x00"), deflate(profile)...))
	}
	if packet := writeXMP(m); packet != nil {
		const plain = "\x00\x00\x00\x00" // not compressed, no language, no other keyword
		out = pngChunk(out, "iTXt", append([]byte(pngXMP+plain), packet...))
	}
	for _, b := range kept {
		out = append(out, b.of(file)...)
	}
	return out
}

// pngPicture reports whether a chunk is of the picture: all that decoders must know,
// whose names begin with a capital, and of the others those that change how it looks.
func pngPicture(name string) bool {
	switch name {
	case "tRNS", "sBIT", "bKGD", "pHYs", "acTL", "fcTL", "fdAT":
		return true
	}
	return name[0] < 'a' || pngColour(name)
}

// pngColour reports whether a chunk says what the colours mean, other than by a profile.
func pngColour(name string) bool {
	switch name {
	case "sRGB", "gAMA", "cHRM", "cICP", "mDCV", "cLLI":
		return true
	}
	return false
}

// pngColours is the kind of colours that the header of a PNG announces.
func pngColours(header []byte) string {
	const colour, colours = 4 + 4 + 9, 1 << 1
	if header[colour]&colours == 0 {
		return coloursGrey
	}
	return coloursRGB
}

func pngChunk(out []byte, name string, body []byte) []byte {
	out = binary.BigEndian.AppendUint32(out, uint32(len(body)))
	from := len(out)
	out = append(append(out, name...), body...)
	return binary.BigEndian.AppendUint32(out, crc32.ChecksumIEEE(out[from:]))
}

func deflate(b []byte) []byte {
	var out bytes.Buffer
	z := zlib.NewWriter(&out)
	_, _ = z.Write(b) // a Buffer never fails
	_ = z.Close()
	return out.Bytes()
}
