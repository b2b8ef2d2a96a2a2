package picture_test

import (
	"bytes"
	"image"
	"image/color"
	"image/color/palette"
	"image/draw"
	"image/gif"
	"path/filepath"
	"strings"
	"testing"

	"newsdesk/internal/fault"
	"newsdesk/internal/picture"
)

func TestEveryChromaOfJPEGIsScaledAsItsPixelsAre(t *testing.T) {
	scene := engineScene(321, 235)
	for _, ratio := range []image.YCbCrSubsampleRatio{
		image.YCbCrSubsampleRatio444, image.YCbCrSubsampleRatio422, image.YCbCrSubsampleRatio420,
		image.YCbCrSubsampleRatio440, image.YCbCrSubsampleRatio411, image.YCbCrSubsampleRatio410,
	} {
		for _, size := range []image.Point{{321, 235}, {161, 118}, {80, 59}, {33, 24}} {
			for _, coarse := range []bool{false, true} {
				t.Run(ratio.String()+size.String(), func(t *testing.T) {
					want := picture.Scaled(engineNRGBA(scene), size.X, size.Y, false)
					got := picture.Scaled(engineYCbCr(scene, ratio), size.X, size.Y, coarse)
					engineWantAlike(t, got, want, engineChromaLeast(ratio, coarse))
				})
			}
		}
	}
}

// engineChromaLeast is how alike a picture can be of which the chroma was coarser
// before it was scaled, or is.
func engineChromaLeast(ratio image.YCbCrSubsampleRatio, coarse bool) float64 {
	if ratio == image.YCbCrSubsampleRatio444 && !coarse {
		return 45
	}
	return 26
}

func TestImagesOfAllKindsShowWhatTheyAre(t *testing.T) {
	scene := engineScene(96, 64)
	into := func(m draw.Image) image.Image {
		draw.Draw(m, m.Bounds(), scene, image.Point{}, draw.Src)
		return m
	}
	bounds := scene.Bounds()
	for name, c := range map[string]struct {
		m     image.Image
		least float64
	}{
		"RGBA":     {into(image.NewRGBA(bounds)), 99},
		"NRGBA":    {into(image.NewNRGBA(bounds)), 99},
		"RGBA64":   {into(image.NewRGBA64(bounds)), 99},
		"NRGBA64":  {into(image.NewNRGBA64(bounds)), 99},
		"CMYK":     {into(image.NewCMYK(bounds)), 45},
		"Paletted": {into(image.NewPaletted(bounds, palette.Plan9)), 25},
	} {
		t.Run(name, func(t *testing.T) {
			want := picture.Scaled(engineNRGBA(scene), 32, 21, false)
			engineWantAlike(t, picture.Scaled(c.m, 32, 21, false), want, c.least)
		})
	}
	for name, m := range map[string]image.Image{"Gray": into(image.NewGray(bounds)), "Gray16": into(image.NewGray16(bounds))} {
		t.Run(name, func(t *testing.T) {
			want := picture.Scaled(engineNRGBA(into(image.NewGray(bounds))), 32, 21, false)
			engineWantAlike(t, picture.Scaled(m, 32, 21, false), want, 45)
		})
	}
}

func TestGreyStaysGrey(t *testing.T) {
	m := image.NewGray(image.Rect(0, 0, 40, 30))
	draw.Draw(m, m.Rect, engineScene(40, 30), image.Point{}, draw.Src)
	for _, s := range []picture.Spec{{Width: 20, Format: picture.PNG}, {Width: 20, Format: picture.JPEG}} {
		r, err := engineRenderOne(t.Context(), picture.New(picture.Options{}), engineJPEG(m, 90), picture.Info{Format: picture.JPEG, Width: 40, Height: 30}, s)
		if err != nil {
			t.Fatal(err)
		}
		if got, _, err := image.DecodeConfig(bytes.NewReader(r.Data)); err != nil || got.ColorModel != color.GrayModel {
			t.Errorf("%s: got %v and error %v, want an image of grey", s.Format, got.ColorModel, err)
		}
	}
}

// engineGlass is a picture that is red and half clear on its left, and quite clear
// and green, which nobody sees, on its right.
func engineGlass() *image.NRGBA {
	m := image.NewNRGBA(image.Rect(0, 0, 40, 40))
	for i := range 40 * 40 {
		m.SetNRGBA(i%40, i/40, color.NRGBA{255, 0, 0, 128})
		if i%40 >= 20 {
			m.SetNRGBA(i%40, i/40, color.NRGBA{0, 255, 0, 0})
		}
	}
	return m
}

func TestTransparencyStaysInPNGAndIsWhiteInJPEG(t *testing.T) {
	engine := picture.New(picture.Options{})
	got := engineRendered(t, engine, enginePNG(engineGlass()), picture.Spec{Width: 10, Format: picture.PNG})
	for x := range 10 {
		if c := got.NRGBAAt(x, 5); c.G > 2 {
			t.Errorf("got %v at %d, want nothing of the green that is clear", c, x)
		}
	}
	if left, right := got.NRGBAAt(1, 5), got.NRGBAAt(9, 5); left != (color.NRGBA{255, 0, 0, 128}) || right.A != 0 {
		t.Errorf("got %v and %v, want half clear red and nothing", left, right)
	}
	flat := engineRendered(t, engine, enginePNG(engineGlass()), picture.Spec{Width: 10, Format: picture.JPEG, Quality: 100})
	want := image.NewNRGBA(flat.Rect)
	draw.Draw(want, want.Rect, image.White, image.Point{}, draw.Src)
	draw.Draw(want, want.Rect, got, image.Point{}, draw.Over)
	engineWantNear(t, "left", flat, want, image.Pt(1, 5), 8)
	engineWantNear(t, "right", flat, want, image.Pt(9, 5), 8)
}

func TestInksBecomeLight(t *testing.T) {
	got := engineRendered(t, picture.New(picture.Options{}), probeRead(t, "testdata/cmyk.jpg"), picture.Spec{Format: picture.PNG})
	for at, want := range map[image.Point]color.NRGBA{{7, 3}: {200, 30, 30, 255}, {25, 3}: {30, 160, 60, 255}, {7, 12}: {40, 60, 200, 255}, {25, 12}: {240, 240, 240, 255}} {
		wanted := image.NewNRGBA(got.Rect)
		wanted.SetNRGBA(at.X, at.Y, want)
		engineWantNear(t, "inks", got, wanted, at, 12)
	}
}

func TestTheFirstFrameOfAGIFStandsWhereItBelongs(t *testing.T) {
	colours := color.Palette{color.NRGBA{255, 0, 0, 255}, color.NRGBA{0, 0, 255, 255}}
	small, other := image.NewPaletted(image.Rect(10, 5, 20, 15), colours), image.NewPaletted(image.Rect(0, 0, 30, 20), colours)
	for i := range other.Pix {
		other.Pix[i] = 1
	}
	var file bytes.Buffer
	err := gif.EncodeAll(&file, &gif.GIF{Image: []*image.Paletted{small, other}, Delay: []int{1, 1}, Config: image.Config{Width: 30, Height: 20}})
	if err != nil {
		t.Fatal(err)
	}
	got := engineRendered(t, picture.New(picture.Options{}), file.Bytes(), picture.Spec{Format: picture.PNG})
	if got.Rect.Size() != image.Pt(30, 20) || got.NRGBAAt(10, 5) != (color.NRGBA{255, 0, 0, 255}) || got.NRGBAAt(9, 5).A != 0 || got.NRGBAAt(20, 15).A != 0 {
		t.Errorf("got %v with %v and %v, want red from 10,5 to 20,15 on a clear canvas", got.Rect, got.NRGBAAt(10, 5), got.NRGBAAt(9, 5))
	}
}

func TestTheFirstFrameOfAWebPStandsWhereItBelongs(t *testing.T) {
	still := probeRead(t, "testdata/picture.webp")
	want := engineRendered(t, picture.New(picture.Options{}), still, picture.Spec{Format: picture.PNG})
	w, h := want.Rect.Dx(), want.Rect.Dy()
	three := func(v int) string { return string([]byte{byte(v), byte(v >> 8), byte(v >> 16)}) }
	head := three(4/2) + three(6/2) + three(w-1) + three(h-1) + three(100) + "\x00"
	file := probeRIFF(
		probeRIFFChunk("VP8X", "\x12\x00\x00\x00"+three(w+9)+three(h+19)),
		probeRIFFChunk("ANIM", strings.Repeat("\x00", 6)),
		probeRIFFChunk("ANMF", head+string(engineBitstream(still))),
	)
	got := engineRendered(t, picture.New(picture.Options{}), file, picture.Spec{Format: picture.PNG})
	if got.Rect.Size() != image.Pt(w+10, h+20) || got.NRGBAAt(0, 0).A != 0 {
		t.Fatalf("got %v with %v in its corner, want %d × %d and a clear corner", got.Rect, got.NRGBAAt(0, 0), w+10, h+20)
	}
	engineWantAlike(t, engineNRGBA(got.SubImage(image.Rect(4, 6, 4+w, 6+h))), want, 99)
}

// engineBitstream is what stands in a WebP from the chunk of its pixels on.
func engineBitstream(file []byte) []byte {
	for _, name := range []string{"ALPH", "VP8 ", "VP8L"} {
		if _, after, found := bytes.Cut(file, []byte(name)); found {
			return append([]byte(name), after...)
		}
	}
	panic("no bitstream")
}

func TestWebPHasAllOfItsRange(t *testing.T) {
	got := engineRendered(t, picture.New(picture.Options{}), probeRead(t, "testdata/range.webp"), picture.Spec{Format: picture.PNG})
	for x, want := range map[int]uint8{8: 0, 24: 64, 40: 128, 56: 255} {
		if c := got.NRGBAAt(x, 8); max(c.R, want)-min(c.R, want) > 4 || max(c.B, want)-min(c.B, want) > 4 {
			t.Errorf("got %v at %d, want a grey of %d", c, x, want)
		}
	}
}

func TestFilesOfThePNGSuiteAreDecodedOrRefused(t *testing.T) {
	engine := picture.New(picture.Options{})
	for _, path := range probeCorpus(t, "pngsuite", "*.png", 150) {
		file, name := probeRead(t, path), filepath.Base(path)
		info, err := probe(file)
		if err == nil {
			_, err = engineRenderOne(t.Context(), engine, file, info, picture.Spec{Width: 20, Format: picture.JPEG})
		}
		bad := strings.HasPrefix(name, "x")
		if bad && !fault.Is(err, fault.Invalid) || !bad && err != nil {
			t.Errorf("%s: got %v, want a fault of the file to be %v", name, err, bad)
		}
	}
}

func TestTheSmallestFilesOfAFormatAreDecoded(t *testing.T) {
	for _, name := range []string{"gif-transparent.gif", "png-transparent.png"} {
		for _, path := range probeCorpus(t, "small-files", name, 1) {
			got := engineRendered(t, picture.New(picture.Options{}), probeRead(t, path), picture.Spec{Width: 320, Format: picture.PNG})
			if got.Rect.Size() != image.Pt(1, 1) || got.NRGBAAt(0, 0).A != 0 {
				t.Errorf("%s: got %v of %v, want one clear pixel", name, got.Rect, got.NRGBAAt(0, 0))
			}
		}
	}
}
