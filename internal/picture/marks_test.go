package picture_test

import (
	"bytes"
	"encoding/binary"
	"image"
	"image/jpeg"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/go-json-experiment/json"
	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/unicode/norm"
	"pgregory.net/rapid"

	"newsdesk/internal/picture"
)

// someMarks are the marks of a photo of a newspaper.
func someMarks() picture.Marks {
	return picture.Marks{
		Creator: "Nguyễn Thị Hoa", Credit: "Nguyễn Thị Hoa / Thông tấn xã Việt Nam & <Báo Mới>", Copyright: "© 2026 Báo \"Mới\"",
		UsageTerms: "Chỉ dùng\nmột lần", Licence: "https://example.org/giấy-phép?a=1&b=2", DigitalSourceType: "digitalCapture",
	}
}

// markable is a file of each format that bears marks, which tells on its owner: where
// the picture was taken, with which camera, and some comments.
func markable(t testing.TB) map[picture.Format][]byte {
	t.Helper()
	exif := probeTIFF(binary.LittleEndian, map[uint16]any{0x8825: uint32(8), 0x010e: "SECRET"}, map[uint16]any{0xa431: "SECRET"})
	xmp := packet(`exif:GPSLatitude="14,21.0N" ps:Credit="SECRET" ps:Headline="SECRET"`, "")
	return map[picture.Format][]byte{
		picture.JPEG: append(probeJPEG(t,
			probeSegment(0xe0, "JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00"), inEXIF(exif), inXMP(xmp), inIIM(dataSets("", "\x50SECRET")),
			probeSegment(0xe2, "ICC_PROFILE\x00\x01\x01"+string(probeProfile("RGB ", 300))), probeSegment(0xfe, "SECRET"), probeSegment(0xeb, "SECRET")), "SECRET"...),
		picture.PNG: append(probePNG(t,
			probeChunk("gAMA", probeLongs(45_455)), probeChunk("sRGB", "\x00"), probeChunk("eXIf", exif), probeChunk("tEXt", "Comment\x00SECRET"),
			probeChunk("iTXt", "XML:com.adobe.xmp\x00\x00\x00\x00\x00"+xmp), probeChunk("tIME", "\x07\xea\x05\x11\x06\x28\x0c"), probeChunk("caBX", "SECRET")), "SECRET"...),
		picture.WebP: append(slices.Concat(probeRead(t, "testdata/picture.webp")), "SECRET"...),
		picture.AVIF: probeRead(t, "testdata/picture.avif"),
		picture.HEIC: probeHEIF(16, 8, xmp, "\x00\x00\x00\x06Exif\x00\x00"+exif),
	}
}

func mark(t *testing.T, f picture.Format, file []byte, m picture.Marks, profile []byte) []byte {
	t.Helper()
	out, err := picture.Mark(f, file, m, profile)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestMarksReplaceAllThatAFileSays(t *testing.T) {
	profile := probeProfile("RGB ", 150_000)
	for format, file := range markable(t) {
		t.Run(string(format), func(t *testing.T) {
			out := mark(t, format, file, someMarks(), profile)
			got, private, err := picture.Marked(out)
			if diff := cmp.Diff(someMarks(), got); diff != "" || private || err != nil {
				t.Errorf("got private %t and error %v; want -, got +\n%s", private, err, diff)
			}
			if bytes.Contains(out, []byte("SECRET")) {
				t.Error("got a file that still says what it said before")
			}
			info, before := probed(t, out), probed(t, file)
			if !bytes.Equal(info.Profile, profile) {
				t.Errorf("got a profile of %d bytes, want the one of %d", len(info.Profile), len(profile))
			}
			if info.Width != before.Width || info.Height != before.Height || info.Orientation != 1 {
				t.Errorf("got %d × %d with orientation %d, want %d × %d upright", info.Width, info.Height, info.Orientation, before.Width, before.Height)
			}
			if twice := mark(t, format, out, someMarks(), profile); !bytes.Equal(twice, out) {
				t.Errorf("got another file of %d bytes when marked twice, want the same of %d", len(twice), len(out))
			}
		})
	}
}

func TestNoMarksLeaveNothing(t *testing.T) {
	for format, file := range markable(t) {
		bare := mark(t, format, file, picture.Marks{}, nil)
		got, private, err := picture.Marked(bare)
		if got != (picture.Marks{}) || private || err != nil || probed(t, bare).Profile != nil {
			t.Errorf("%s: got %+v, private %t and error %v, want nothing said", format, got, private, err)
		}
		if again := mark(t, format, mark(t, format, bare, someMarks(), nil), picture.Marks{}, nil); !bytes.Equal(again, bare) {
			t.Errorf("%s: got %d bytes after marks were taken away, want the %d from before", format, len(again), len(bare))
		}
	}
}

func TestThePixelsStayAsTheyAre(t *testing.T) {
	files := markable(t)
	profile := probeProfile("RGB ", 70_000)
	decode := map[picture.Format]func([]byte) (image.Image, error){
		picture.JPEG: func(b []byte) (image.Image, error) { return jpeg.Decode(bytes.NewReader(b)) },
		picture.PNG:  func(b []byte) (image.Image, error) { return png.Decode(bytes.NewReader(b)) },
	}
	for format, decode := range decode {
		want, err := decode(files[format])
		if err != nil {
			t.Fatal(err)
		}
		got, err := decode(mark(t, format, files[format], someMarks(), profile))
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: want -, got +\n%s", format, diff)
		}
	}
}

func TestOtherDecodersShowTheMarkedFile(t *testing.T) {
	vips, err := exec.LookPath("vips")
	if err != nil {
		t.Skip("vips is not on PATH to decode AVIF and WebP")
	}
	show := func(file []byte) image.Image {
		dir := t.TempDir()
		from, to := filepath.Join(dir, "from"), filepath.Join(dir, "to.png")
		if err := os.WriteFile(from, file, 0o600); err != nil {
			t.Fatal(err)
		}
		if out, err := exec.CommandContext(t.Context(), vips, "copy", from, to).CombinedOutput(); err != nil {
			t.Fatalf("%v: %s", err, out)
		}
		img, err := png.Decode(bytes.NewReader(probeRead(t, to)))
		if err != nil {
			t.Fatal(err)
		}
		return img
	}
	for _, format := range []picture.Format{picture.AVIF, picture.WebP} {
		file := markable(t)[format]
		for _, profile := range [][]byte{nil, probeProfile("RGB ", 300)} {
			if diff := cmp.Diff(show(file), show(mark(t, format, file, someMarks(), profile))); diff != "" {
				t.Errorf("%s with %d bytes of profile: want -, got +\n%s", format, len(profile), diff)
			}
		}
	}
}

func TestExiftoolReadsTheMarks(t *testing.T) {
	exiftool, err := exec.LookPath("exiftool")
	if err != nil {
		t.Skip("exiftool is not on PATH to read the marks")
	}
	want := someMarks()
	for format, file := range markable(t) {
		t.Run(string(format), func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "marked."+format.Extension())
			if err := os.WriteFile(path, mark(t, format, file, want, probeProfile("RGB ", 300)), 0o600); err != nil {
				t.Fatal(err)
			}
			out, err := exec.CommandContext(t.Context(), exiftool, "-j", "-G1", "-a", "-n", path).Output()
			if err != nil {
				t.Fatal(err)
			}
			var said []map[string]any
			if err := json.Unmarshal(out, &said); err != nil {
				t.Fatal(err)
			}
			wantExiftool(t, format, said[0], want)
		})
	}
}

func wantExiftool(t *testing.T, format picture.Format, said map[string]any, m picture.Marks) {
	t.Helper()
	want := map[string]string{
		"XMP-dc:Creator": m.Creator, "XMP-photoshop:Credit": m.Credit, "XMP-dc:Rights": m.Copyright, "XMP-xmpRights:UsageTerms": m.UsageTerms,
		"XMP-xmpRights:WebStatement":    m.Licence,
		"XMP-iptcExt:DigitalSourceType": "http://cv.iptc.org/newscodes/digitalsourcetype/" + m.DigitalSourceType,
		"ICC-header:ColorSpaceData":     "RGB ",
	}
	if format == picture.JPEG {
		want["IPTC:By-line"], want["IPTC:Credit"], want["IPTC:CopyrightNotice"] = m.Creator, m.Credit, m.Copyright
	}
	for name, text := range want {
		if said[name] != text {
			t.Errorf("%s: got %v, want %q", name, said[name], text)
		}
	}
	for name, v := range said {
		group, tag, _ := strings.Cut(name, ":")
		if strings.HasPrefix(tag, "GPS") || group == "IFD0" || group == "ExifIFD" || tag == "Comment" {
			t.Errorf("%s: got %v, want it gone", name, v)
		}
	}
}

// TestMarksComeBackAsWritten holds for all texts that a newsroom can keep; and of all
// others what comes back is such a text.
func TestMarksComeBackAsWritten(t *testing.T) {
	files := markable(t)
	formats := []picture.Format{picture.JPEG, picture.PNG, picture.WebP, picture.AVIF, picture.HEIC}
	kept := rapid.Custom(func(t *rapid.T) string {
		s := rapid.StringOf(rapid.RuneFrom(nil, unicode.L, unicode.P, unicode.S, unicode.N)).Draw(t, "text")
		return norm.NFC.String(s)
	}).Filter(func(s string) bool { return !strings.ContainsRune(s, unicode.ReplacementChar) })
	rapid.Check(t, func(t *rapid.T) {
		format := rapid.SampledFrom(formats).Draw(t, "format")
		m := picture.Marks{
			Creator: kept.Draw(t, "creator"), Credit: kept.Draw(t, "credit"), Copyright: kept.Draw(t, "copyright"),
			UsageTerms: kept.Draw(t, "terms"), Licence: kept.Draw(t, "licence"),
			DigitalSourceType: rapid.StringMatching(`[a-zA-Z]{0,30}`).Draw(t, "source"),
		}
		out, err := picture.Mark(format, files[format], m, nil)
		if err != nil {
			t.Fatal(err)
		}
		if got, private, err := picture.Marked(out); got != m || private || err != nil {
			t.Errorf("got %+v, private %t and error %v, want %+v", got, private, err, m)
		}
		odd := picture.Marks{Credit: rapid.String().Draw(t, "odd"), UsageTerms: string(rapid.SliceOf(rapid.Byte()).Draw(t, "bytes"))}
		once, _, err := picture.Marked(must(picture.Mark(format, out, odd, nil)))
		if err != nil {
			t.Fatal(err)
		}
		if twice, _, _ := picture.Marked(must(picture.Mark(format, out, once, nil))); twice != once {
			t.Errorf("got %+v, want %+v to come back", twice, once)
		}
	})
}

func must(b []byte, err error) []byte {
	if err != nil {
		panic(err)
	}
	return b
}

func TestTheLongestMarksFit(t *testing.T) {
	longest := strings.Repeat("\"", 2_000)
	m := picture.Marks{Creator: longest, Credit: longest, Copyright: longest, UsageTerms: longest, Licence: longest}
	for format, file := range markable(t) {
		if got, _, err := picture.Marked(mark(t, format, file, m, nil)); got != m || err != nil {
			t.Errorf("%s: got marks of %d bytes and error %v, want them all", format, len(got.Credit), err)
		}
	}
}

func TestAProfileForOtherColoursIsLeftOut(t *testing.T) {
	grey := probeGrey(t)
	files := markable(t)
	for _, one := range []struct {
		format  picture.Format
		file    []byte
		colours string
		want    bool
	}{
		{picture.JPEG, grey, "GRAY", true},
		{picture.JPEG, grey, "RGB ", false},
		{picture.JPEG, files[picture.JPEG], "CMYK", false},
		{picture.JPEG, files[picture.JPEG], "RGB ", true},
		{picture.PNG, files[picture.PNG], "GRAY", false},
		{picture.WebP, files[picture.WebP], "CMYK", false},
		{picture.AVIF, files[picture.AVIF], "GRAY", false},
	} {
		out := mark(t, one.format, one.file, picture.Marks{}, probeProfile(one.colours, 300))
		if got := probed(t, out).Profile != nil; got != one.want {
			t.Errorf("%s profile in %s: got written %t, want %t", one.colours, one.format, got, one.want)
		}
	}
}

func TestWhatCannotBearMarksIsRefused(t *testing.T) {
	jpeg := probeJPEG(t)
	for name, one := range map[string]struct {
		format picture.Format
		file   []byte
	}{
		"nothing":        {picture.JPEG, nil},
		"a GIF":          {picture.GIF, probeGIF(16, 8, 1)},
		"another format": {picture.PNG, jpeg},
		"half a file":    {picture.JPEG, jpeg[:len(jpeg)/2]},
	} {
		if out, err := picture.Mark(one.format, one.file, someMarks(), nil); err == nil {
			t.Errorf("%s: got %d bytes, want an error", name, len(out))
		}
	}
}
