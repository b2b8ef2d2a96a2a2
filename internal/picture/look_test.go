package picture_test

import (
	"bytes"
	"encoding/base64"
	"image"
	"image/color"
	"image/draw"
	"testing"

	"pgregory.net/rapid"

	"newsdesk/internal/picture"
)

func TestPlaceholdersAreThoseThatOthersMake(t *testing.T) {
	// These are what the author's own encoder, version 0.1.1, makes of the same pixels.
	for _, c := range []struct {
		width, height int
		clear         bool
		want          string
	}{
		{64, 48, false, "5BUGRYaNAVhDFZx0pVl3doBmpq+X"},
		{20, 64, false, "ZzQGKgYkIBmKdoV2QDKzWUA="},
		{64, 64, true, "ZSaCHQQYvDaiB4VlaLCIV3+KAExHanh4hw=="},
		{64, 3, true, "XKWGGYY3avDBhofQo6f2c3B3d4iHiHc="},
	} {
		m := image.NewNRGBA(image.Rect(0, 0, c.width, c.height))
		for y := range c.height {
			for x := range c.width {
				pixel := color.NRGBA{uint8(x*7 + y*3), uint8(x * y), uint8(255 - x*2), 255}
				if c.clear {
					pixel.A = uint8(x*4 + y)
				}
				m.SetNRGBA(x, y, pixel)
			}
		}
		if got := base64.StdEncoding.EncodeToString(picture.ThumbHash(m)); got != c.want {
			t.Errorf("%d × %d, clear %v: got %s, want %s", c.width, c.height, c.clear, got, c.want)
		}
	}
}

func TestEveryPictureHasAPlaceholder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := image.NewNRGBA(image.Rect(0, 0, rapid.IntRange(1, 30).Draw(t, "width"), rapid.IntRange(1, 30).Draw(t, "height")))
		copy(m.Pix, rapid.SliceOfN(rapid.Byte(), 0, 80).Draw(t, "pixels"))
		if got := len(picture.ThumbHash(m)); got < 8 || got > 25 {
			t.Errorf("got %d bytes, want 8 to 25", got)
		}
	})
}

// engineLooked is how a picture looks.
func engineLooked(t testing.TB, file []byte) picture.Look {
	t.Helper()
	info, err := probe(file)
	if err != nil {
		t.Fatal(err)
	}
	look, err := picture.New(picture.Options{}).Look(t.Context(), bytes.NewReader(file), int64(len(file)), info)
	if err != nil {
		t.Fatal(err)
	}
	return look
}

func TestTheColourOfAPictureIsTheOneThatThereIsMostOf(t *testing.T) {
	m := image.NewNRGBA(image.Rect(0, 0, 300, 200))
	fill := func(r image.Rectangle, c color.NRGBA) { draw.Draw(m, r, image.NewUniform(c), image.Point{}, draw.Src) }
	fill(m.Rect, color.NRGBA{20, 40, 180, 255})
	fill(image.Rect(0, 0, 140, 200), color.NRGBA{250, 10, 10, 255})
	if got := engineLooked(t, enginePNG(m)).Colour; got != "#1428b4" {
		t.Errorf("got %s, want the blue #1428b4", got)
	}
	fill(image.Rect(0, 0, 280, 200), color.NRGBA{})
	if got := engineLooked(t, enginePNG(m)).Colour; got != "#ffffff" {
		t.Errorf("got %s of a picture that is mostly clear, want white", got)
	}
}

func TestLikenessSurvivesSizeAndQualityAndTellsPicturesApart(t *testing.T) {
	scene := engineScene(600, 400)
	first := engineLooked(t, enginePNG(scene)).Likeness
	small := engineRendered(t, picture.New(picture.Options{}), enginePNG(scene), picture.Spec{Width: 211, Format: picture.JPEG, Quality: 40})
	if got := picture.Similar(first, engineLooked(t, engineJPEG(small, 50)).Likeness); got > 4 {
		t.Errorf("got %d bits between a picture and a small copy of it, want 4 or fewer", got)
	}
	other := engineLooked(t, enginePNG(engineLaid(engineNRGBA(scene), 3))).Likeness
	if got := picture.Similar(first, other); got <= 10 {
		t.Errorf("got %d bits between a picture and another, want more than 10", got)
	}
	if got := picture.Similar(0b1011, 0b1101); got != 2 {
		t.Errorf("got %d bits, want 2", got)
	}
}

func TestALookIsThatOfTheUprightPicture(t *testing.T) {
	scene := engineNRGBA(engineScene(120, 80))
	want := engineLooked(t, enginePNG(scene))
	for orientation := 2; orientation <= 8; orientation++ {
		file := enginePNG(engineLaid(scene, orientation))
		info := picture.Info{Format: picture.PNG, Width: 120, Height: 80, Orientation: orientation}
		got, err := picture.New(picture.Options{}).Look(t.Context(), bytes.NewReader(file), int64(len(file)), info)
		if err != nil || picture.Similar(got.Likeness, want.Likeness) > 2 || len(got.Placeholder) != len(want.Placeholder) {
			t.Errorf("orientation %d: got %+v and error %v, want about %+v", orientation, got, err, want)
		}
	}
}
