package picture

import (
	"bytes"
	"encoding/binary"
	"slices"
)

// SniffMost is how many bytes from the beginning of a file [Sniff] looks at.
const SniffMost = 128

// Sniff tells the format of a file from its first bytes, by the signatures that
// the standards of the formats give, and reports false for every other file,
// pictures of other formats among them. Fewer than [SniffMost] bytes are enough
// if the file has no more.
func Sniff(head []byte) (Format, bool) {
	switch {
	case bytes.HasPrefix(head, []byte("\xff\xd8\xff")):
		return JPEG, true
	case bytes.HasPrefix(head, []byte(pngSignature)):
		return PNG, true
	case bytes.HasPrefix(head, []byte("GIF87a")), bytes.HasPrefix(head, []byte("GIF89a")):
		return GIF, true
	case len(head) >= 12 && string(head[:4]) == "RIFF" && string(head[8:12]) == "WEBP":
		return WebP, true
	case len(head) >= 16 && string(head[4:8]) == "ftyp":
		return sniffBrands(head)
	}
	return "", false
}

// sniffBrands tells AVIF and HEIC, which share the ISO base media file format, by
// the brands that the file says it keeps to (ISO/IEC 14496-12, 4.3). A file of a
// general brand, such as mif1, names the codec among its compatible ones.
func sniffBrands(head []byte) (Format, bool) {
	size := min(int(binary.BigEndian.Uint32(head)), len(head), SniffMost)
	if size < 16 {
		return "", false
	}
	brands := []string{string(head[8:12])}
	for at := 16; at+4 <= size; at += 4 {
		brands = append(brands, string(head[at:at+4]))
	}
	for _, brand := range brands {
		switch brand {
		case "avif":
			return AVIF, true
		case "heic", "heix":
			return HEIC, true
		}
	}
	// Encoders without a brand of their own for still pictures name that of films.
	if slices.Contains(brands, "mif1") && slices.Contains(brands, "hevc") {
		return HEIC, true
	}
	return "", false
}

// damagedPNG reports whether a file was a PNG before something on its way took it
// for a text. Finding that out is what the odd bytes of the signature are for (PNG
// third edition, 5.2): the name of the first chunk is there, the signature is not.
func damagedPNG(head []byte) bool {
	return bytes.Contains(head[:min(len(head), len(pngSignature)+16)], []byte("IHDR"))
}
