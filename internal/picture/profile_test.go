package picture_test

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"strings"
	"testing"
)

// probeProfile is the head of an ICC profile for colours of a kind, and so many
// bytes in all.
func probeProfile(colours string, size int) []byte {
	p := binary.BigEndian.AppendUint32(nil, uint32(size))
	p = append(p, "none\x04\x40\x00\x00mntr"+colours+"XYZ \x07\xea\x00\x05\x00\x11\x00\x06\x00\x28\x00\x0cacsp"...)
	const head = 128
	p = append(p, make([]byte, head-len(p))...)
	p = append(p, "\x00\x00\x00\x01cprt\x00\x00\x00\x90\x00\x00\x00\x10text\x00\x00\x00\x00nobody\x00\x00"...)
	for i := len(p); i < size; i++ {
		p = append(p, byte(i*i>>3))
	}
	return p[:size]
}

func probeDeflated(b []byte) string {
	var out bytes.Buffer
	z := zlib.NewWriter(&out)
	_, _ = z.Write(b) // a Buffer never fails
	_ = z.Close()
	return out.String()
}

func TestTheProfileIsFoundInEveryContainer(t *testing.T) {
	p := probeProfile("RGB ", 600)
	piece := func(n, of int, b []byte) []byte {
		return probeSegment(0xe2, "ICC_PROFILE\x00"+string([]byte{byte(n), byte(of)})+string(b))
	}
	for name, file := range map[string][]byte{
		"JPEG":                   probeJPEG(t, piece(1, 1, p)),
		"JPEG, not in order":     probeJPEG(t, piece(3, 3, p[400:]), piece(1, 3, p[:100]), piece(2, 3, p[100:400])),
		"PNG":                    probePNG(t, probeChunk("iCCP", "Display P3\x00\x00"+probeDeflated(p))),
		"WebP":                   probeRIFF(probeVP8X(32, 16, 8), probeRIFFChunk("ICCP", string(p)), probeVP8L(16, 8)),
		"HEIC":                   probeHEIF(16, 8, "", "", probeBox("colr", "prof", string(p))),
		"JPEG, with more behind": probeJPEG(t, piece(1, 1, append(bytes.Clone(p), "more"...))),
	} {
		if got := probed(t, file).Profile; !bytes.Equal(got, p) {
			t.Errorf("%s: got a profile of %d bytes, want the one of %d", name, len(got), len(p))
		}
	}
	for name, file := range map[string][]byte{
		"none":                  probeJPEG(t),
		"JPEG, a piece missing": probeJPEG(t, piece(1, 3, p[:100]), piece(3, 3, p[400:])),
		"JPEG, without numbers": probeJPEG(t, probeSegment(0xe2, "ICC_PROFILE\x00\x01")),
		"PNG, not deflated":     probePNG(t, probeChunk("iCCP", "x\x00\x00"+string(p))),
		"PNG, without an end":   probePNG(t, probeChunk("iCCP", strings.Repeat("x", 90))),
		"PNG, only a name":      probePNG(t, probeChunk("iCCP", "x\x00")),
		"PNG, a bomb":           probePNG(t, probeChunk("iCCP", "x\x00\x00"+probeDeflated(probeProfile("RGB ", 5<<20)))),
		"no signature":          probeJPEG(t, piece(1, 1, bytes.Replace(p, []byte("acsp"), []byte("xxxx"), 1))),
		"longer than it is":     probeJPEG(t, piece(1, 1, p[:599])),
		"shorter than its head": probeJPEG(t, piece(1, 1, probeProfile("RGB ", 100))),
	} {
		if got := probed(t, file).Profile; got != nil {
			t.Errorf("%s: got a profile of %d bytes, want none", name, len(got))
		}
	}
}
