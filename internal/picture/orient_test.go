package picture_test

import (
	"fmt"
	"image"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"newsdesk/internal/picture"
)

// engineLaid is an upright picture as it is stored under an orientation, by what EXIF
// says of each: on which sides of what is seen the first row and the first column of
// what is stored are.
func engineLaid(m *image.NRGBA, orientation int) *image.NRGBA {
	w, h := m.Rect.Dx(), m.Rect.Dy()
	storedW, storedH := w, h
	if orientation >= 5 {
		storedW, storedH = h, w
	}
	out := image.NewNRGBA(image.Rect(0, 0, storedW, storedH))
	for row := range storedH {
		for column := range storedW {
			seen := map[int]image.Point{
				1: {column, row},                 // top, left
				2: {w - 1 - column, row},         // top, right
				3: {w - 1 - column, h - 1 - row}, // bottom, right
				4: {column, h - 1 - row},         // bottom, left
				5: {row, column},                 // left, top
				6: {w - 1 - row, column},         // right, top
				7: {w - 1 - row, h - 1 - column}, // right, bottom
				8: {row, h - 1 - column},         // left, bottom
			}[orientation]
			out.SetNRGBA(column, row, m.NRGBAAt(seen.X, seen.Y))
		}
	}
	return out
}

func TestAllEightOrientationsAreUpright(t *testing.T) {
	scene := engineNRGBA(engineScene(75, 50))
	engine := picture.New(picture.Options{})
	for orientation := 1; orientation <= 8; orientation++ {
		info := picture.Info{Format: picture.PNG, Width: 75, Height: 50, Orientation: orientation}
		render := func(s picture.Spec) *image.NRGBA {
			r, err := engineRenderOne(t.Context(), engine, enginePNG(engineLaid(scene, orientation)), info, s)
			if err != nil {
				t.Fatal(err)
			}
			return engineDecoded(r.Data)
		}
		if diff := cmp.Diff(scene.Pix, render(picture.Spec{Format: picture.PNG}).Pix); diff != "" {
			t.Errorf("orientation %d: got other pixels than the upright picture has", orientation)
		}
		for _, s := range []picture.Spec{
			{Width: 30, Format: picture.PNG},
			{Width: 5, Format: picture.PNG},
			{Width: 20, Height: 20, Fit: picture.Cover, Focus: picture.Point{X: 0.8, Y: 0.1}, Format: picture.PNG},
			{Width: 9, Crop: picture.Rect{X: 0.2, Y: 0.4, Width: 0.3, Height: 0.6}, Format: picture.PNG},
		} {
			engineWantAlike(t, render(s), engineRendered(t, engine, enginePNG(scene), s), 40)
		}
	}
}

func TestOrientationMovesNoColours(t *testing.T) {
	// With an odd width, chroma that is merely mirrored would be half a pixel off.
	scene := engineNRGBA(engineScene(129, 87))
	engine := picture.New(picture.Options{})
	s := picture.Spec{Width: 65, Format: picture.JPEG, Quality: 95}
	want := engineRendered(t, engine, engineJPEG(scene, 100), s)
	for orientation := 2; orientation <= 8; orientation++ {
		info := picture.Info{Format: picture.JPEG, Width: 129, Height: 87, Orientation: orientation}
		r, err := engineRenderOne(t.Context(), engine, engineJPEG(engineLaid(scene, orientation), 100), info, s)
		if err != nil {
			t.Fatal(err)
		}
		engineWantAlike(t, engineDecoded(r.Data), want, 33)
	}
}

func TestPhotosOfAllOrientationsLookTheSame(t *testing.T) {
	engine := picture.New(picture.Options{})
	for _, kind := range []string{"Landscape", "Portrait"} {
		var want *image.NRGBA
		for _, path := range probeCorpus(t, "exif-orientation", kind+"_?.jpg", 9) {
			got := engineRendered(t, engine, probeRead(t, path), picture.Spec{Width: 90, Height: 90, Format: picture.PNG})
			if want == nil {
				want = got
			}
			name := strings.TrimSuffix(filepath.Base(path), ".jpg")
			t.Run(name, func(t *testing.T) {
				engineWantAlike(t, got, want, 25)
				for _, corner := range []image.Point{{3, 3}, {got.Rect.Dx() - 4, 3}, {3, got.Rect.Dy() - 4}, {got.Rect.Dx() - 4, got.Rect.Dy() - 4}} {
					engineWantNear(t, fmt.Sprint("corner ", corner), got, want, corner, 24)
				}
			})
		}
	}
}
