package picture_test

import (
	"context"
	"image"
	"math"
	"testing"

	"pgregory.net/rapid"

	"newsdesk/internal/picture"
)

func TestTheSizeOfARenditionIsThatOfItsBoxButNeverLargerThanThePicture(t *testing.T) {
	for name, c := range map[string]struct {
		spec          picture.Spec
		width, height int
		want          image.Point
	}{
		"a box of no size":              {picture.Spec{}, 4000, 3000, image.Pt(4000, 3000)},
		"a width":                       {picture.Spec{Width: 1600}, 4000, 3000, image.Pt(1600, 1200)},
		"a height":                      {picture.Spec{Height: 600}, 4000, 3000, image.Pt(800, 600)},
		"inside a square":               {picture.Spec{Width: 600, Height: 600}, 3000, 4000, image.Pt(450, 600)},
		"a box that is larger":          {picture.Spec{Width: 1920}, 800, 600, image.Pt(800, 600)},
		"covering a square":             {picture.Spec{Width: 600, Height: 600, Fit: picture.Cover}, 3000, 4000, image.Pt(600, 600)},
		"covering more than there is":   {picture.Spec{Width: 1600, Height: 900, Fit: picture.Cover}, 800, 600, image.Pt(800, 450)},
		"covering without a height":     {picture.Spec{Width: 400, Fit: picture.Cover}, 800, 600, image.Pt(400, 300)},
		"a crop":                        {picture.Spec{Width: 500, Crop: picture.Rect{X: 0.25, Y: 0.5, Width: 0.5, Height: 0.5}}, 4000, 4000, image.Pt(500, 500)},
		"a crop that is less than that": {picture.Spec{Width: 500, Crop: picture.Rect{X: 0.5, Width: 0.1, Height: 1}}, 1000, 300, image.Pt(100, 300)},
		"a crop beside the picture":     {picture.Spec{Crop: picture.Rect{X: 7, Y: 7, Width: 1, Height: 1}}, 100, 100, image.Pt(1, 1)},
		"a crop of nonsense":            {picture.Spec{Crop: picture.Rect{X: math.NaN(), Y: math.Inf(1), Width: math.Inf(1), Height: -1}}, 10, 10, image.Pt(1, 1)},
		"a line":                        {picture.Spec{Width: 320}, 65535, 1, image.Pt(320, 1)},
		"a box of all the world":        {picture.Spec{Width: math.MaxInt, Height: 1, Fit: picture.Cover}, 640, 480, image.Pt(640, 1)},
		"a negative box":                {picture.Spec{Width: -5, Height: -5, Fit: picture.Cover}, 640, 480, image.Pt(640, 480)},
		"nothing":                       {picture.Spec{Width: 320}, 0, 480, image.Pt(0, 0)},
	} {
		t.Run(name, func(t *testing.T) {
			w, h := c.spec.Size(c.width, c.height)
			if got := image.Pt(w, h); got != c.want {
				t.Errorf("got %v, want %v", got, c.want)
			}
		})
	}
}

// engineSpecs draws specs of all kinds.
func engineSpecs(t *rapid.T) picture.Spec {
	unit := rapid.Float64Range(-0.1, 1.1)
	s := picture.Spec{
		Width: rapid.IntRange(0, 2000).Draw(t, "box width"), Height: rapid.IntRange(0, 2000).Draw(t, "box height"),
		Fit:   rapid.SampledFrom([]picture.Fit{"", picture.Inside, picture.Cover}).Draw(t, "fit"),
		Focus: picture.Point{X: unit.Draw(t, "focus x"), Y: unit.Draw(t, "focus y")},
	}
	if rapid.Bool().Draw(t, "cropped") {
		s.Crop = picture.Rect{X: unit.Draw(t, "x"), Y: unit.Draw(t, "y"), Width: unit.Draw(t, "width"), Height: unit.Draw(t, "height")}
	}
	return s
}

func TestEveryRenditionKeepsItsPromises(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := engineSpecs(t)
		size := image.Pt(rapid.IntRange(1, 5000).Draw(t, "width"), rapid.IntRange(1, 5000).Draw(t, "height"))
		w, h := s.Size(size.X, size.Y)
		window, crop := picture.Window(s, size.X, size.Y), picture.Window(picture.Spec{Crop: s.Crop}, size.X, size.Y)
		if window.Empty() || !window.In(crop) || !crop.In(image.Rectangle{Max: size}) {
			t.Fatalf("got the window %v of the crop %v, want some of it within %v", window, crop, size)
		}
		if w < 1 || h < 1 || w > window.Dx() || h > window.Dy() {
			t.Errorf("got %d × %d of %v, want no more than there is and no less than a pixel", w, h, window)
		}
		if s.Width > 0 && w > s.Width || s.Height > 0 && h > s.Height {
			t.Errorf("got %d × %d, want it to fit into %d × %d", w, h, s.Width, s.Height)
		}
		engineWantRatio(t, image.Pt(w, h), window)
		engineWantFocus(t, s.Focus, size, window, crop)
	})
}

// engineWantRatio fails if the sides differ in their scale by more than a pixel.
func engineWantRatio(t *rapid.T, got image.Point, window image.Rectangle) {
	x, y := float64(got.X)/float64(window.Dx()), float64(got.Y)/float64(window.Dy())
	if math.Abs(x-y)*float64(window.Dx()) > 1 && math.Abs(x-y)*float64(window.Dy()) > 1 {
		t.Errorf("got %v of %v, want the same ratio of the sides within a pixel", got, window)
	}
}

// engineWantFocus fails if the focus is in the crop and is not in the window, or is
// not in its middle although it could be.
func engineWantFocus(t *rapid.T, focus picture.Point, size image.Point, window, crop image.Rectangle) {
	for _, side := range []struct {
		name                  string
		at                    float64
		low, high, most, less int
	}{
		{"x", focus.X * float64(size.X), window.Min.X, window.Max.X, crop.Max.X, crop.Min.X},
		{"y", focus.Y * float64(size.Y), window.Min.Y, window.Max.Y, crop.Max.Y, crop.Min.Y},
	} {
		inside := side.at >= float64(side.less) && side.at <= float64(side.most)
		if inside && (side.at < float64(side.low) || side.at > float64(side.high)) {
			t.Errorf("got a window from %d to %d in %s, want the focus %.1f in it", side.low, side.high, side.name, side.at)
		}
		off := side.at - float64(side.low+side.high)/2
		if off > 0.51 && side.high < side.most || off < -0.51 && side.low > side.less {
			t.Errorf("got a window from %d to %d in %s, want its middle nearer to %.1f", side.low, side.high, side.name, side.at)
		}
	}
}

func TestARenditionHasTheSizeThatItsSpecGives(t *testing.T) {
	engine := picture.New(picture.Options{})
	rapid.Check(t, func(t *rapid.T) {
		s := engineSpecs(t)
		s.Format = picture.PNG
		size := image.Pt(rapid.IntRange(1, 40).Draw(t, "width"), rapid.IntRange(1, 40).Draw(t, "height"))
		file := engineJPEG(engineScene(size.X, size.Y), 90)
		info := picture.Info{Format: picture.JPEG, Width: size.X, Height: size.Y, Orientation: rapid.IntRange(1, 8).Draw(t, "orientation")}
		if info.Orientation > 4 {
			info.Width, info.Height = size.Y, size.X
		}
		w, h := s.Size(info.Width, info.Height)
		got, err := engineRenderOne(context.Background(), engine, file, info, s)
		if err != nil {
			t.Fatal(err)
		}
		if m := engineDecoded(got.Data); got.Width != w || got.Height != h || m.Bounds().Size() != image.Pt(w, h) {
			t.Errorf("got %d × %d, with %v in the file, want %d × %d", got.Width, got.Height, m.Bounds(), w, h)
		}
	})
}
