package picture_test

import (
	"bytes"
	"testing"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"newsdesk/internal/fault"
	"newsdesk/internal/picture"
)

func addPictures(f *testing.F) {
	f.Helper()
	for _, file := range markable(f) {
		f.Add(file)
	}
	f.Add(probeGIF(16, 8, 3))
	f.Add(probeRIFF(probeVP8X(2, 16, 8), probeANMF(16, 8, probeVP8L(16, 8)), probeANMF(4, 4, probeVP8(4, 4))))
	f.Add(probePNG(f, probeChunk("acTL", probeLongs(2, 0)), probeControl(16, 8), probeControl(3, 3)))
	f.Add(probeHEIF(16, 8, "", "", probeBox("clap", probeLongs(8, 1, 4, 1, 0, 1, 0, 1)), probeBox("irot", "\x01"), probeBox("imir", "\x00")))
}

// FuzzProbe holds of every file: it is refused with a fault that people can mend, or
// what it says is within the limits.
func FuzzProbe(f *testing.F) {
	addPictures(f)
	f.Fuzz(func(t *testing.T, file []byte) {
		limits := picture.Limits{Bytes: 1 << 20, Pixels: 1 << 20, Frames: 10, TotalPixels: 1 << 21}
		info, err := picture.Probe(bytes.NewReader(file), int64(len(file)), limits)
		if err != nil {
			if k := fault.Of(err).Kind; k != fault.Invalid && k != fault.UnsupportedMedia && k != fault.TooLarge {
				t.Fatalf("got %v, want a fault of the file", err)
			}
			return
		}
		if info.Width < 1 || info.Height < 1 || info.Width*info.Height > 1<<20 || info.Frames < 1 || info.Frames > 10 {
			t.Errorf("got %d × %d and %d frames, want them within the limits", info.Width, info.Height, info.Frames)
		}
		if info.Orientation < 1 || info.Orientation > 8 {
			t.Errorf("got orientation %d, want 1 to 8", info.Orientation)
		}
		for _, s := range []string{info.Words.Caption, info.Words.Creator, info.Words.Credit, info.Words.Place, info.Words.UsageTerms} {
			if !norm.NFC.IsNormalString(s) || !utf8.ValidString(s) || utf8.RuneCountInString(s) > 2_000 {
				t.Errorf("got %q, want a text that a newsroom can keep", s)
			}
		}
	})
}

// FuzzMark holds of every file that bears marks: they can be read, nothing else is
// said, the picture is as large as before, and marking it twice is marking it once.
func FuzzMark(f *testing.F) {
	addPictures(f)
	f.Fuzz(func(t *testing.T, file []byte) {
		format, known := picture.Sniff(file[:min(len(file), picture.SniffMost)])
		if !known {
			return
		}
		profile := probeProfile("RGB ", 200)
		out, err := picture.Mark(format, file, someMarks(), profile)
		if err != nil {
			return
		}
		got, private, err := picture.Marked(out)
		if got != someMarks() || private || err != nil {
			t.Fatalf("got %+v, private %t and error %v, want the marks alone", got, private, err)
		}
		twice, err := picture.Mark(format, out, someMarks(), profile)
		if err != nil || !bytes.Equal(twice, out) {
			t.Fatalf("got %d bytes and error %v when marked twice, want the %d from before", len(twice), err, len(out))
		}
	})
}
