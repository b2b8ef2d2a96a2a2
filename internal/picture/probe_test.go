package picture_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"newsdesk/internal/fault"
	"newsdesk/internal/picture"
)

func TestF01AnEmptyFileIsRefused(t *testing.T) {
	_, err := probe(nil)
	wantProbeFault(t, err, fault.Invalid, "empty")
}

func TestF12AFileThatIsTooLargeIsRefusedUnread(t *testing.T) {
	limits := picture.DefaultLimits()
	_, err := picture.Probe(unreadable{}, limits.Bytes+1, limits)
	wantProbeFault(t, err, fault.TooLarge, "too_large")
}

// unreadable is a file on a disk that has failed.
type unreadable struct{}

func (unreadable) ReadAt([]byte, int64) (int, error) { return 0, errors.New("the disk is gone") }

func TestADiskThatFailsIsNotTheFaultOfTheFile(t *testing.T) {
	_, err := picture.Probe(unreadable{}, 100, picture.DefaultLimits())
	if !fault.Is(err, fault.Internal) {
		t.Errorf("got %v, want an internal fault", err)
	}
}

func TestTheSizeStandsInTheHead(t *testing.T) {
	type want struct {
		format                picture.Format
		width, height, frames int
	}
	still := func(f picture.Format) want { return want{f, 16, 8, 1} }
	for name, one := range map[string]struct {
		file []byte
		want want
	}{
		"JPEG":           {probeJPEG(t), still(picture.JPEG)},
		"JPEG, grey":     {probeGrey(t), still(picture.JPEG)},
		"PNG":            {probePNG(t), still(picture.PNG)},
		"GIF":            {probeGIF(16, 8, 1), still(picture.GIF)},
		"GIF that moves": {probeGIF(16, 8, 7), want{picture.GIF, 16, 8, 7}},
		"WebP, lossy":    {probeRIFF(probeVP8(16, 8)), still(picture.WebP)},
		"WebP, lossless": {probeRIFF(probeVP8L(16, 8)), still(picture.WebP)},
		"WebP, extended": {probeRIFF(probeVP8X(0, 16, 8), probeVP8L(16, 8)), still(picture.WebP)},
		"WebP that moves": {
			probeRIFF(probeVP8X(2, 16, 8), probeANMF(16, 8, probeVP8L(16, 8)), probeANMF(4, 4, probeVP8(4, 4))), want{picture.WebP, 16, 8, 2},
		},
		"PNG that moves": {
			probePNG(t, probeChunk("acTL", "\x00\x00\x00\x02\x00\x00\x00\x00"), probeControl(16, 8), probeControl(3, 3)), want{picture.PNG, 16, 8, 2},
		},
		"AVIF":      {probeRead(t, "testdata/picture.avif"), still(picture.AVIF)},
		"HEIC":      {probeHEIF(16, 8, "", ""), still(picture.HEIC)},
		"HEIC, cut": {probeHEIF(20, 10, "", "", probeBox("clap", probeLongs(16, 1, 8, 1, 0, 1, 0, 1))), still(picture.HEIC)},
	} {
		t.Run(name, func(t *testing.T) {
			info := probed(t, one.file)
			if got := (want{info.Format, info.Width, info.Height, info.Frames}); got != one.want || info.Orientation != 1 {
				t.Errorf("got %+v with orientation %d, want %+v with 1", got, info.Orientation, one.want)
			}
		})
	}
}

func probeGrey(t *testing.T) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, image.NewGray(image.Rect(0, 0, 16, 8)), nil); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// probeControl is the head of a frame of a PNG that moves.
func probeControl(width, height uint32) []byte {
	return probeChunk("fcTL", probeLongs(0, width, height, 0, 0)+"\x00\x01\x00\x0a\x00\x00")
}

func probeLongs(numbers ...uint32) string {
	var b []byte
	for _, n := range numbers {
		b = binary.BigEndian.AppendUint32(b, n)
	}
	return string(b)
}

func TestF05ToF09ClaimsAndBombsAreRefused(t *testing.T) {
	const side = 16384
	frames := func(n int) []byte {
		return slices.Concat(slices.Repeat([][]byte{probeANMF(16, 8, probeVP8L(16, 8))}, n)...)
	}
	for name, one := range map[string]struct {
		file []byte
		code string
	}{
		"F05 PNG of 30000²":                {probePNGClaim(30_000, 30_000, strings.Repeat("\x00", 109<<10)), "too_many_pixels"},
		"F06 PNG of 60000²":                {probePNGClaim(60_000, 60_000, strings.Repeat("\x00", 76)), "too_many_pixels"},
		"F07 GIF of 2,000 frames":          {probeGIF(16, 8, 2_000), "too_many_frames"},
		"F07 GIF of frames of megapixels":  {probeGIF(6_000, 6_000, 3), "too_many_frames"},
		"F08 JPEG of 65500²":               {probeJPEGClaim(t, 65_500, 65_500), "too_many_pixels"},
		"F08 JPEG of no height":            {probeJPEGClaim(t, 16, 0), "broken"},
		"F09 WebP of 16384²":               {probeRIFF(probeVP8L(side, side)), "too_many_pixels"},
		"F09 WebP larger than its canvas":  {probeRIFF(probeVP8X(0, 16, 8), probeVP8L(side, side)), "broken"},
		"WebP canvas of 16777216²":         {probeRIFF(probeVP8X(2, 1<<24, 1<<24), probeANMF(16, 8, probeVP8L(16, 8))), "too_many_pixels"},
		"WebP of 101 frames":               {probeRIFF(probeVP8X(2, 16, 8), frames(101)), "too_many_frames"},
		"WebP frame larger than announced": {probeRIFF(probeVP8X(2, 16, 8), probeANMF(16, 8, probeVP8L(side, side))), "broken"},
		"WebP of two pictures":             {probeRIFF(probeVP8L(16, 8), probeVP8L(16, 8)), "broken"},
		"WebP without a picture":           {probeRIFF(probeVP8X(0, 16, 8)), "no_picture"},
		"PNG of 101 frames":                {probePNG(t, probeChunk("acTL", probeLongs(101, 0)), slices.Concat(slices.Repeat([][]byte{probeControl(1, 1)}, 101)...)), "too_many_frames"},
		"PNG frame beyond the picture":     {probePNG(t, probeChunk("acTL", probeLongs(1, 0)), probeControl(17, 8)), "broken"},
		"PNG of no width":                  {probePNGClaim(0, 8, "x"), "broken"},
		"GIF of 65535²":                    {probeGIF(65_535, 65_535, 1), "too_many_pixels"},
		"GIF of no size":                   {probeGIF(0, 0, 1), "broken"},
		"HEIC of 60000²":                   {probeHEIF(60_000, 60_000, "", ""), "too_many_pixels"},
		"HEIC with a tile of 60000²":       {probeHEIF(16, 8, "", "", probeBox("free"), probeBox("ispe", probeLongs(0, 60_000, 60_000))), "too_many_pixels"},
		"HEIC of 4294967295²":              {probeHEIF(1<<32-1, 1<<32-1, "", ""), "broken"},
		"AVIF of no size":                  {probeHEIF(0, 0, "", ""), "broken"},
	} {
		t.Run(name, func(t *testing.T) {
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			_, err := probe(one.file)
			runtime.ReadMemStats(&after)
			wantProbeFault(t, err, fault.Invalid, one.code)
			if spent := after.TotalAlloc - before.TotalAlloc; spent > 1<<20 {
				t.Errorf("got %d bytes allocated, want at most 1 MiB", spent)
			}
		})
	}
}

// probeJPEGClaim is a JPEG that says it is so large.
func probeJPEGClaim(t *testing.T, width, height uint16) []byte {
	t.Helper()
	file := probeJPEG(t)
	at := bytes.Index(file, []byte{0xff, 0xc0})
	binary.BigEndian.PutUint16(file[at+5:], height)
	binary.BigEndian.PutUint16(file[at+7:], width)
	return file
}

func TestTheLimitsAreThoseOfTheCaller(t *testing.T) {
	for _, one := range []struct {
		pixels, total int64
		most, frames  int
		codes         []string
	}{
		{128, 100, 1, 1, nil}, // one frame is a picture, whatever all may have together
		{127, 1_000, 9, 1, []string{"too_many_pixels"}},
		{128, 384, 3, 3, nil},
		{128, 383, 3, 3, []string{"too_many_frames"}},
		{128, 384, 2, 3, []string{"too_many_frames"}},
	} {
		file := probeGIF(16, 8, one.frames)
		limits := picture.Limits{Bytes: 1 << 20, Pixels: one.pixels, Frames: one.most, TotalPixels: one.total}
		_, err := picture.Probe(bytes.NewReader(file), int64(len(file)), limits)
		if one.codes != nil {
			wantProbeFault(t, err, fault.Invalid, one.codes...)
		} else if err != nil {
			t.Errorf("%+v: got %v, want it taken", one, err)
		}
	}
}

func TestAllThatIsWrongIsSaidAtOnce(t *testing.T) {
	film := probeGIF(65_535, 65_535, 101)
	_, err := probe(film)
	wantProbeFault(t, err, fault.Invalid, "too_many_pixels", "too_many_frames")
	cut := probePNGClaim(30_000, 30_000, "x")
	_, err = probe(cut[:len(cut)-1])
	wantProbeFault(t, err, fault.Invalid, "too_many_pixels", "cut_off")
}

func TestF08AFileThatIsCutOffAnywhereIsRefused(t *testing.T) {
	for name, file := range map[string][]byte{
		"JPEG": probeJPEG(t),
		"PNG":  probePNG(t),
		"GIF":  probeGIF(16, 8, 2),
		"WebP": probeRIFF(probeVP8X(2, 16, 8), probeANMF(16, 8, probeVP8L(16, 8))),
		"AVIF": probeRead(t, "testdata/picture.avif"),
	} {
		t.Run(name, func(t *testing.T) {
			probed(t, file)
			for size := range file {
				if _, err := probe(file[:size]); !fault.Is(err, fault.Invalid) && !fault.Is(err, fault.UnsupportedMedia) {
					t.Errorf("cut off at byte %d of %d: got %v, want it refused", size, len(file), err)
				}
			}
			_, err := probe(file[:len(file)-1])
			wantProbeFault(t, err, fault.Invalid, "cut_off")
		})
	}
}

func TestF08RareKindsOfJPEGAreRefused(t *testing.T) {
	for name, one := range map[string]struct {
		marker, precision, colours byte
		code                       string
	}{
		"extended":          {0xc1, 8, 3, ""},
		"progressive":       {0xc2, 8, 3, ""},
		"CMYK":              {0xc0, 8, 4, ""},
		"12 bits":           {0xc1, 12, 3, "rare_kind"},
		"lossless":          {0xc3, 8, 3, "rare_kind"},
		"arithmetic coding": {0xc9, 8, 3, "rare_kind"},
		"two colours":       {0xc0, 8, 2, "rare_kind"},
		"no colour":         {0xc0, 8, 0, "broken"},
	} {
		t.Run(name, func(t *testing.T) {
			file := probeJPEG(t)
			at := bytes.Index(file, []byte{0xff, 0xc0})
			file[at+1], file[at+4], file[at+9] = one.marker, one.precision, one.colours
			_, err := probe(file)
			if one.code != "" {
				wantProbeFault(t, err, fault.Invalid, one.code)
			} else if err != nil {
				t.Errorf("got %v, want it taken", err)
			}
		})
	}
}

func TestTheGoodFilesOfPngSuitePassAndTheBadDoNot(t *testing.T) {
	for _, path := range probeCorpus(t, "pngsuite", "*.png", 170) {
		name := filepath.Base(path)
		_, err := probe(probeRead(t, path))
		switch {
		case name == "xcsn0g01.png": // a checksum of pixels, which the engine refuses
			fallthrough
		case name[0] != 'x':
			if err != nil {
				t.Errorf("%s: got %v, want it taken", name, err)
			}
		default:
			t.Run(name, func(t *testing.T) { wantProbeFault(t, err, fault.Invalid, "broken") })
		}
	}
}

func TestTheOrientationsOfTheCorpusAreUpright(t *testing.T) {
	for _, path := range probeCorpus(t, "exif-orientation", "*_[0-8].jpg", 18) {
		shape, number, _ := strings.Cut(strings.TrimSuffix(filepath.Base(path), ".jpg"), "_")
		info := probed(t, probeRead(t, path))
		if want := max(1, int(number[0]-'0')); info.Orientation != want {
			t.Errorf("%s: got orientation %d, want %d", path, info.Orientation, want)
		}
		if size := [2]int{info.Width, info.Height}; (shape == "Landscape") != (size == [2]int{1800, 1200}) || (shape == "Portrait") != (size == [2]int{1200, 1800}) {
			t.Errorf("%s: got %v, want it upright", path, size)
		}
	}
}

func TestTheOrientationIsFoundInEveryContainer(t *testing.T) {
	const orientation = 0x0112
	for _, order := range []binary.AppendByteOrder{binary.LittleEndian, binary.BigEndian} {
		for n := range uint16(11) {
			exif := probeTIFF(order, map[uint16]any{orientation: n}, nil)
			want, width := int(n), 16
			if n < 1 || n > 8 {
				want = 1
			}
			if want > 4 {
				width = 8
			}
			for name, file := range map[string][]byte{
				"JPEG": probeJPEG(t, probeSegment(0xe1, "Exif\x00\x00"+exif)),
				"PNG":  probePNG(t, probeChunk("eXIf", exif)),
				"WebP": probeRIFF(probeVP8X(8, 16, 8), probeVP8L(16, 8), probeRIFFChunk("EXIF", exif)),
			} {
				if info := probed(t, file); info.Orientation != want || info.Width != width || info.Height != 24-width {
					t.Errorf("%s: got orientation %d and %d × %d, want %d and width %d", name, info.Orientation, info.Width, info.Height, want, width)
				}
			}
			if info := probed(t, probeHEIF(16, 8, "", "\x00\x00\x00\x06Exif\x00\x00"+exif)); info.Orientation != 1 {
				t.Errorf("HEIC: got orientation %d of EXIF, want that of its properties", info.Orientation)
			}
		}
	}
}

// The expected orientations were found with libheif, which showed a picture with
// these properties and four different corners.
func TestPropertiesOfHEICTurnAndMirror(t *testing.T) {
	none, upsideDown, leftRight := "", probeBox("imir", "\x00"), probeBox("imir", "\x01")
	for mirror, want := range map[string][4]int{none: {1, 8, 3, 6}, upsideDown: {4, 5, 2, 7}, leftRight: {2, 7, 4, 5}} {
		for angle, want := range want {
			properties := []string{probeBox("irot", string([]byte{byte(angle)}))}
			if mirror != none {
				properties = append(properties, mirror)
			}
			info := probed(t, probeHEIF(16, 8, "", "", properties...))
			if info.Orientation != want || (info.Width == 16) != (want < 5) {
				t.Errorf("%d quarter turns, %q: got orientation %d and width %d, want %d", angle, mirror, info.Orientation, info.Width, want)
			}
		}
	}
}

func TestTheFramesOfAGIFAreThoseThatADecoderFinds(t *testing.T) {
	var film gif.GIF
	for range 5 {
		film.Image = append(film.Image, image.NewPaletted(image.Rect(0, 0, 16, 8), color.Palette{color.Black, color.White}))
		film.Delay = append(film.Delay, 10)
	}
	var b bytes.Buffer
	if err := gif.EncodeAll(&b, &film); err != nil {
		t.Fatal(err)
	}
	if info := probed(t, b.Bytes()); info.Frames != len(film.Image) || info.Width != 16 || info.Height != 8 {
		t.Errorf("got %d frames of %d × %d, want 5 of 16 × 8", info.Frames, info.Width, info.Height)
	}
}
