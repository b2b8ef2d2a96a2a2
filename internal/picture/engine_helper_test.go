package picture_test

import (
	"bytes"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"newsdesk/internal/picture"
)

// engineHelper is the helper of this machine, or nil if it has none.
func engineHelper(t testing.TB) *picture.Helper {
	t.Helper()
	helper, _, err := picture.FindHelper(t.Context(), "")
	if err != nil {
		t.Fatal(err)
	}
	return helper
}

// engineWithHelper is an engine that writes WebP or AVIF with the helper.
func engineWithHelper(t testing.TB, f picture.Format) *picture.Engine {
	t.Helper()
	engine := picture.New(picture.Options{Helper: engineHelper(t)})
	if !slices.Contains(engine.Writes(), f) {
		t.Skipf("there is no vips here that writes %s", f)
	}
	return engine
}

func TestRenditionsOfTheHelperAreThoseOfTheEngineInAnotherFormat(t *testing.T) {
	scene := engineScene(600, 400)
	marks := picture.Marks{Creator: "Lê Thị Hoa", Credit: "Ảnh: Lê Thị Hoa", Copyright: "© 2026 Newsdesk"}
	for _, format := range []picture.Format{picture.WebP, picture.AVIF} {
		t.Run(string(format), func(t *testing.T) {
			engine := engineWithHelper(t, format)
			file := enginePNG(scene)
			info := probed(t, file)
			info.Profile = engineProfile()
			want := engineRendered(t, engine, file, picture.Spec{Width: 300, Format: picture.PNG})
			specs := []picture.Spec{{Width: 300, Format: format, Quality: 90}}
			err := engine.Render(t.Context(), bytes.NewReader(file), int64(len(file)), info, marks, specs, func(_ int, r picture.Rendition) error {
				got, private, err := picture.Marked(r.Data)
				if diff := cmp.Diff(marks, got); diff != "" || private {
					t.Errorf("got other marks, or private ones (%v): %s", private, diff)
				}
				made := probed(t, r.Data)
				if made.Format != format || made.Width != 300 || made.Height != 200 || !bytes.Equal(made.Profile, info.Profile) {
					t.Errorf("got %s of %d × %d with a profile of %d bytes", made.Format, made.Width, made.Height, len(made.Profile))
				}
				if engine.Reads(format) {
					engineWantAlike(t, engineRendered(t, engine, r.Data, picture.Spec{Format: picture.PNG}), want, 28)
				}
				return err
			})
			if err != nil {
				t.Error(err)
			}
		})
	}
}

func TestPicturesThatOnlyTheHelperOpensAreSeenUpright(t *testing.T) {
	file := probeRead(t, "testdata/picture.avif")
	info := probed(t, file)
	engine := picture.New(picture.Options{Helper: engineHelper(t)})
	if !engine.Reads(info.Format) {
		t.Skipf("there is no vips here that reads %s", info.Format)
	}
	got := engineRendered(t, engine, file, picture.Spec{Format: picture.PNG})
	if got.Rect.Dx() != info.Width || got.Rect.Dy() != info.Height {
		t.Errorf("got %v, want %d × %d", got.Rect, info.Width, info.Height)
	}
}
