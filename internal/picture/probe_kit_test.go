package picture_test

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"newsdesk/internal/fault"
	"newsdesk/internal/picture"
)

// probe reads what a file in memory says, within the usual limits.
func probe(file []byte) (picture.Info, error) {
	return picture.Probe(bytes.NewReader(file), int64(len(file)), picture.DefaultLimits())
}

// probed is [probe] of a file that is to be taken.
func probed(t *testing.T, file []byte) picture.Info {
	t.Helper()
	info, err := probe(file)
	if err != nil {
		t.Fatal(err)
	}
	return info
}

// wantProbeFault fails unless err is a fault of kind k with these codes at /file.
func wantProbeFault(t *testing.T, err error, k fault.Kind, codes ...string) {
	t.Helper()
	var got []string
	if err != nil {
		for _, f := range fault.Of(err).Fields {
			got = append(got, f.Code)
			if f.Name != "/file" || f.String() == "" {
				t.Errorf("got %q at %s, want what to do, at /file", f, f.Name)
			}
		}
	}
	if !fault.Is(err, k) || !slices.Equal(got, codes) {
		t.Errorf("got %v with codes %v, want kind %d with %v", err, got, k, codes)
	}
}

// probeCorpus lists the files of a folder of the corpora that a pattern names.
func probeCorpus(t *testing.T, folder, pattern string, least int) []string {
	t.Helper()
	root := os.Getenv("NEWSDESK_CORPORA")
	if root == "" {
		t.Skip("NEWSDESK_CORPORA is not set to the folder of test corpora")
	}
	files, err := filepath.Glob(filepath.Join(root, folder, pattern))
	if err != nil || len(files) < least {
		t.Fatalf("got %d files and error %v, want at least %d", len(files), err, least)
	}
	return files
}

func probeRead(t testing.TB, path string) []byte {
	t.Helper()
	file, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return file
}

// probeScene is a picture of 16 by 8 pixels.
func probeScene() image.Image {
	img := image.NewRGBA(image.Rect(0, 0, 16, 8))
	for y := range 8 {
		for x := range 16 {
			img.SetRGBA(x, y, color.RGBA{uint8(x * 16), uint8(y * 32), 128, 255})
		}
	}
	return img
}

// probeJPEG is the scene as JPEG with segments behind its first marker.
func probeJPEG(t testing.TB, segments ...[]byte) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, probeScene(), nil); err != nil {
		t.Fatal(err)
	}
	return slices.Concat(b.Bytes()[:2], slices.Concat(segments...), b.Bytes()[2:])
}

func probeSegment(marker byte, body string) []byte {
	return append([]byte{0xff, marker, byte((len(body) + 2) >> 8), byte(len(body) + 2)}, body...)
}

// probePNG is the scene as PNG with chunks behind its header.
func probePNG(t testing.TB, chunks ...[]byte) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, probeScene()); err != nil {
		t.Fatal(err)
	}
	const header = 8 + 12 + 13
	return slices.Concat(b.Bytes()[:header], slices.Concat(chunks...), b.Bytes()[header:])
}

func probeChunk(name, body string) []byte {
	b := binary.BigEndian.AppendUint32(nil, uint32(len(body)))
	b = append(append(b, name...), body...)
	return binary.BigEndian.AppendUint32(b, crc32.ChecksumIEEE(b[4:]))
}

// probePNGClaim is a PNG without a picture that says it is so large.
func probePNGClaim(width, height uint32, data string) []byte {
	header := binary.BigEndian.AppendUint32(nil, width)
	header = binary.BigEndian.AppendUint32(header, height)
	header = append(header, 8, 2, 0, 0, 0)
	return slices.Concat([]byte("\x89PNG\r\n\x1a\n"), probeChunk("IHDR", string(header)), probeChunk("IDAT", data), probeChunk("IEND", ""))
}

// probeGIF is a GIF of so many frames, each as large as the screen.
func probeGIF(width, height uint16, frames int) []byte {
	size := binary.LittleEndian.AppendUint16(nil, width)
	size = binary.LittleEndian.AppendUint16(size, height)
	b := slices.Concat([]byte("GIF89a"), size, []byte{0x80, 0, 0}, make([]byte, 6))
	frame := slices.Concat([]byte{0x21, 0xf9, 4, 0, 10, 0, 0, 0, 0x2c, 0, 0, 0, 0}, size, []byte{0, 2, 2, 0x44, 1, 0})
	return append(append(b, bytes.Repeat(frame, frames)...), 0x3b)
}

func probeRIFF(chunks ...[]byte) []byte {
	body := slices.Concat(chunks...)
	return slices.Concat([]byte("RIFF"), binary.LittleEndian.AppendUint32(nil, uint32(4+len(body))), []byte("WEBP"), body)
}

func probeRIFFChunk(name, body string) []byte {
	b := binary.LittleEndian.AppendUint32([]byte(name), uint32(len(body)))
	return append(append(b, body...), make([]byte, len(body)%2)...)
}

// probeVP8L is the head of a lossless bitstream of a size.
func probeVP8L(width, height uint32) []byte {
	return probeRIFFChunk("VP8L", "/"+string(binary.LittleEndian.AppendUint32(nil, width-1|(height-1)<<14)))
}

// probeVP8 is the head of a lossy bitstream of a size.
func probeVP8(width, height uint16) []byte {
	b := binary.LittleEndian.AppendUint16([]byte("\x10\x00\x00\x9d\x01\x2a"), width)
	return probeRIFFChunk("VP8 ", string(binary.LittleEndian.AppendUint16(b, height)))
}

func probeTriple(n int) string { return string([]byte{byte(n), byte(n >> 8), byte(n >> 16)}) }

// probeVP8X is the head of an extended WebP.
func probeVP8X(flags byte, width, height int) []byte {
	return probeRIFFChunk("VP8X", string([]byte{flags, 0, 0, 0})+probeTriple(width-1)+probeTriple(height-1))
}

// probeANMF is a frame of an animated WebP.
func probeANMF(width, height int, stream []byte) []byte {
	return probeRIFFChunk("ANMF", probeTriple(0)+probeTriple(0)+probeTriple(width-1)+probeTriple(height-1)+probeTriple(100)+"\x00"+string(stream))
}

func probeBox(name string, parts ...string) string {
	body := strings.Join(parts, "")
	return string(binary.BigEndian.AppendUint32(nil, uint32(8+len(body)))) + name + body
}

// probeHEIF is a HEIC of a size without a picture. Its only item has the given
// properties besides, all of them boxes, and XMP and EXIF stand in the meta box.
func probeHEIF(width, height uint32, xmp, exif string, properties ...string) []byte {
	long := func(n int) string { return string(binary.BigEndian.AppendUint32(nil, uint32(n))) }
	short := func(n int) string { return long(n)[2:] }
	ispe := probeBox("ispe", long(0), long(int(width)), long(int(height)))
	uses := string([]byte{byte(1 + len(properties))})
	for i := range 1 + len(properties) {
		uses += string([]byte{byte(i + 1)})
	}
	infe := func(id int, rest string) string {
		return probeBox("infe", "\x02\x00\x00\x00", short(id), "\x00\x00", rest)
	}
	at := func(id, at, size int) string {
		return short(id) + short(1) + short(0) + short(1) + long(at) + long(size)
	}
	meta := probeBox("meta", long(0),
		probeBox("pitm", long(0), short(1)),
		probeBox("iinf", long(0), short(3), infe(1, "hvc1\x00"), infe(2, "mime\x00application/rdf+xml\x00"), infe(3, "Exif\x00")),
		probeBox("iloc", "\x01\x00\x00\x00\x44\x00", short(2), at(2, 0, len(xmp)), at(3, len(xmp), len(exif))),
		probeBox("iprp", probeBox("ipco", append([]string{ispe}, properties...)...), probeBox("ipma", long(0), long(1), short(1), uses)),
		probeBox("idat", xmp, exif))
	return []byte(probeBox("ftyp", "mif1", long(0), "mif1heic") + meta + probeBox("mdat", "pixels"))
}

// probeTIFF is EXIF with these entries in its first directory, and these in that of
// the camera. Their values are ASCII, or one short number.
func probeTIFF(order binary.AppendByteOrder, main, camera map[uint16]any) string {
	head := "II*\x00"
	if order == binary.AppendByteOrder(binary.BigEndian) {
		head = "MM\x00*"
	}
	if len(camera) > 0 {
		main = probeWith(main, 0x8769, uint32(0))
	}
	b := order.AppendUint32([]byte(head), 8)
	b = probeDirectory(order, b, main)
	if len(camera) > 0 {
		at := bytes.Index(b, order.AppendUint16(nil, 0x8769))
		copy(b[at+8:], order.AppendUint32(nil, uint32(len(b))))
		b = probeDirectory(order, b, camera)
	}
	return string(b)
}

func probeWith(m map[uint16]any, tag uint16, v any) map[uint16]any {
	all := map[uint16]any{tag: v}
	maps.Copy(all, m)
	return all
}

func probeDirectory(order binary.AppendByteOrder, b []byte, entries map[uint16]any) []byte {
	b = order.AppendUint16(b, uint16(len(entries)))
	values := len(b) + 12*len(entries) + 4
	var behind []byte
	tags := make([]uint16, 0, len(entries))
	for tag := range entries {
		tags = append(tags, tag)
	}
	slices.Sort(tags)
	for _, tag := range tags {
		b = order.AppendUint16(b, tag)
		switch v := entries[tag].(type) {
		case uint16:
			b = append(order.AppendUint16(order.AppendUint32(order.AppendUint16(b, 3), 1), v), 0, 0)
		case uint32:
			b = order.AppendUint32(order.AppendUint32(order.AppendUint16(b, 4), 1), v)
		case string:
			text := v + "\x00\x00\x00\x00"
			b = order.AppendUint32(order.AppendUint16(b, 2), uint32(len(text)))
			b = order.AppendUint32(b, uint32(values+len(behind)))
			behind = append(behind, text...)
		}
	}
	return append(append(b, 0, 0, 0, 0), behind...)
}
