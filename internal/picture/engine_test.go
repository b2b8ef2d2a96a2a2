package picture_test

import (
	"bytes"
	"context"
	"errors"
	"image"
	"image/draw"
	"io"
	"math/rand/v2"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"newsdesk/internal/fault"
	"newsdesk/internal/picture"
)

func TestARenditionIsAsGoodAsThatOfABetterAndSlowerFilter(t *testing.T) {
	scene := engineScene(1000, 750)
	file, original := enginePNG(scene), engineNRGBA(scene)
	engine := picture.New(picture.Options{})
	for _, width := range []int{900, 640, 490, 401, 249, 200, 100, 33} {
		got := engineRendered(t, engine, file, picture.Spec{Width: width, Format: picture.PNG})
		want := engineLanczos(original, got.Rect.Dx(), got.Rect.Dy())
		t.Logf("%d pixels wide: %.1f dB", width, enginePSNR(got, want))
		engineWantAlike(t, got, want, 38)
	}
}

func TestAPictureThatKeepsItsSizeKeepsItsPixels(t *testing.T) {
	scene := engineNRGBA(engineScene(61, 43))
	got := engineRendered(t, picture.New(picture.Options{}), enginePNG(scene), picture.Spec{Format: picture.PNG})
	if diff := cmp.Diff(scene.Pix, got.Pix); diff != "" {
		t.Errorf("got other pixels than were given: %s", diff)
	}
}

func TestTheWindowOfARenditionIsWhatStandsThereInThePicture(t *testing.T) {
	scene := engineNRGBA(engineScene(300, 201))
	s := picture.Spec{Fit: picture.Cover, Width: 100, Height: 100, Focus: picture.Point{X: 0.9, Y: 0.5}, Crop: picture.Rect{X: 0.11, Y: 0.13, Width: 0.87, Height: 0.5}, Format: picture.PNG}
	part := image.NewNRGBA(image.Rectangle{Max: picture.Window(s, 300, 201).Size()})
	draw.Draw(part, part.Rect, scene, picture.Window(s, 300, 201).Min, draw.Src)
	engine := picture.New(picture.Options{})
	want := engineRendered(t, engine, enginePNG(part), picture.Spec{Width: 100, Height: 100, Fit: picture.Cover, Format: picture.PNG})
	// At its borders the window knows its neighbours, which the part does not.
	engineWantAlike(t, engineRendered(t, engine, enginePNG(scene), s), want, 38)
}

func TestRenditionsOfAKindComeLargestFirstEachWithItsNumberAndAsIfAlone(t *testing.T) {
	file := engineJPEG(engineScene(900, 600), 90)
	portrait := picture.Rect{X: 0.4, Width: 0.3, Height: 1}
	specs := []picture.Spec{
		{Width: 100, Format: picture.JPEG},
		{Width: 300, Format: picture.PNG},
		{Width: 90, Crop: portrait, Format: picture.JPEG},
		{Width: 600, Format: picture.JPEG, Quality: 30},
		{Width: 200, Crop: portrait, Format: picture.JPEG},
	}
	engine := picture.New(picture.Options{})
	info := probed(t, file)
	var order []int
	err := engine.Render(t.Context(), bytes.NewReader(file), int64(len(file)), info, picture.Marks{}, specs, func(i int, got picture.Rendition) error {
		order = append(order, i)
		want, err := engineRenderOne(t.Context(), engine, file, info, specs[i])
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("rendition %d is another one than when it is made alone: %s", i, diff)
		}
		return err
	})
	if err != nil || !slices.Equal(order, []int{3, 0, 1, 4, 2}) {
		t.Errorf("got the renditions %v and error %v, want 3 0 1 4 2", order, err)
	}
}

func TestRenditionsBearMarksAndTheProfileAndNothingElse(t *testing.T) {
	marks := picture.Marks{Creator: "Lê Thị Hoa", Credit: "Ảnh: Lê Thị Hoa", Copyright: "© 2026 Newsdesk"}
	file := probeJPEG(t, probeSegment(0xfe, "taken at home, 12 Hàng Bạc"))
	info := probed(t, file)
	info.Profile = engineProfile()
	specs := []picture.Spec{{Width: 10, Format: picture.JPEG}, {Width: 10, Format: picture.PNG}}
	err := picture.New(picture.Options{}).Render(t.Context(), bytes.NewReader(file), int64(len(file)), info, marks, specs, func(i int, r picture.Rendition) error {
		got, private, err := picture.Marked(r.Data)
		if diff := cmp.Diff(marks, got); diff != "" || private {
			t.Errorf("%s: got other marks, or private ones (%v): %s", specs[i].Format, private, diff)
		}
		if made := probed(t, r.Data); !bytes.Equal(made.Profile, info.Profile) || bytes.Contains(r.Data, []byte("taken at home")) {
			t.Errorf("%s: got a profile of %d bytes, want the one of %d and no comment", specs[i].Format, len(made.Profile), len(info.Profile))
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
}

func TestWhatIsTooLargeIsRefusedUnread(t *testing.T) {
	file := probePNGClaim(30000, 30000, "")
	info := picture.Info{Format: picture.PNG, Width: 30000, Height: 30000, Orientation: 1}
	engine := picture.New(picture.Options{})
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	_, err := engineRenderOne(t.Context(), engine, file, info, picture.Spec{Width: 320, Format: picture.JPEG})
	runtime.ReadMemStats(&after)
	wantProbeFault(t, err, fault.Invalid, "too_many_pixels")
	if took := after.TotalAlloc - before.TotalAlloc; took > 1<<20 {
		t.Errorf("took %d bytes to say so, want less than 1 MiB", took)
	}
}

func TestAFileThatIsLargerThanAnnouncedIsNotDecoded(t *testing.T) {
	for _, format := range []picture.Format{picture.PNG, picture.GIF} {
		file := probePNGClaim(30000, 30000, "")
		if format == picture.GIF {
			file = probeGIF(30000, 30000, 1)
		}
		info := picture.Info{Format: format, Width: 10, Height: 10, Orientation: 1, Frames: 1}
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		_, err := picture.New(picture.Options{}).Look(t.Context(), bytes.NewReader(file), int64(len(file)), info)
		runtime.ReadMemStats(&after)
		wantProbeFault(t, err, fault.Invalid, "broken")
		if took := after.TotalAlloc - before.TotalAlloc; took > 1<<20 {
			t.Errorf("%s: took %d bytes to say so, want less than 1 MiB", format, took)
		}
	}
}

func TestBrokenPixelsAreAFaultOfTheFile(t *testing.T) {
	for _, file := range [][]byte{engineJPEG(engineScene(64, 64), 80), enginePNG(engineScene(64, 64)), probeRead(t, "testdata/range.webp")} {
		info := probed(t, file)
		_, err := engineRenderOne(t.Context(), picture.New(picture.Options{}), file[:len(file)*2/3], info, picture.Spec{Width: 9, Format: picture.JPEG})
		wantProbeFault(t, err, fault.Invalid, "broken")
	}
}

func TestADamagedFileCostsOnePictureAndNoMore(t *testing.T) {
	whole := [][]byte{
		engineJPEG(engineScene(20, 20), 80), enginePNG(engineScene(20, 20)), probeRead(t, "testdata/progressive.jpg"), probeRead(t, "testdata/cmyk.jpg"),
		probeRead(t, "testdata/picture.webp"), probeRead(t, "testdata/range.webp"), probeGIF(20, 20, 2),
	}
	engine := picture.New(picture.Options{Pixels: 1 << 20})
	rapid.Check(t, func(t *rapid.T) {
		file := slices.Clone(rapid.SampledFrom(whole).Draw(t, "file"))
		for range rapid.IntRange(1, 5).Draw(t, "damages") {
			file[rapid.IntRange(0, len(file)-1).Draw(t, "place")] = rapid.Byte().Draw(t, "byte")
		}
		info, err := probe(file)
		if err != nil {
			return
		}
		_, err = engine.Look(context.Background(), bytes.NewReader(file), int64(len(file)), info)
		if err != nil && !fault.Is(err, fault.Invalid) && !fault.Is(err, fault.UnsupportedMedia) {
			t.Errorf("got %v, want a fault of the file or none", err)
		}
	})
}

// failingFile is a file of which a store loses the end.
type failingFile struct {
	io.ReaderAt

	good int64
}

func (f failingFile) ReadAt(p []byte, at int64) (int, error) {
	if at+int64(len(p)) > f.good {
		return 0, io.ErrClosedPipe
	}
	return f.ReaderAt.ReadAt(p, at)
}

func TestAStoreThatFailsIsNotAFaultOfTheFile(t *testing.T) {
	file := engineJPEG(engineScene(400, 400), 95)
	_, err := picture.New(picture.Options{}).Look(t.Context(), failingFile{bytes.NewReader(file), 9000}, int64(len(file)), probed(t, file))
	if !errors.Is(err, io.ErrClosedPipe) || fault.Is(err, fault.Invalid) {
		t.Errorf("got %v, want what the store said", err)
	}
}

func TestNothingIsMadeForWhoeverIsGone(t *testing.T) {
	file := engineJPEG(engineScene(400, 400), 95)
	ctx, cancel := context.WithCancel(t.Context())
	made := 0
	specs := []picture.Spec{{Width: 100, Format: picture.JPEG}, {Width: 50, Format: picture.JPEG}}
	err := picture.New(picture.Options{}).Render(ctx, bytes.NewReader(file), int64(len(file)), probed(t, file), picture.Marks{}, specs, func(int, picture.Rendition) error {
		made++
		cancel()
		return nil
	})
	if !errors.Is(err, context.Canceled) || made != 1 {
		t.Errorf("got %d renditions and %v, want one and that it was cancelled", made, err)
	}
	if _, err := picture.New(picture.Options{}).Look(ctx, bytes.NewReader(file), int64(len(file)), probed(t, file)); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want that it was cancelled", err)
	}
}

func TestWhoeverTakesARenditionCanStopTheRest(t *testing.T) {
	file := engineJPEG(engineScene(40, 40), 95)
	full := errors.New("the disk is full")
	specs := []picture.Spec{{Width: 20, Format: picture.JPEG}, {Width: 10, Format: picture.JPEG}}
	err := picture.New(picture.Options{}).Render(t.Context(), bytes.NewReader(file), int64(len(file)), probed(t, file), picture.Marks{}, specs, func(int, picture.Rendition) error { return full })
	if !errors.Is(err, full) {
		t.Errorf("got %v, want %v", err, full)
	}
}

// engineWaits reports whether a picture has to wait while another one is in an engine
// that has room for so many pixels.
func engineWaits(t *testing.T, room int64, other, file []byte) (waits bool) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		engine, done := picture.New(picture.Options{Pixels: room}), make(chan error, 1)
		err := engine.Render(t.Context(), bytes.NewReader(other), int64(len(other)), probed(t, other), picture.Marks{}, []picture.Spec{{Format: picture.JPEG}}, func(int, picture.Rendition) error {
			go func() {
				_, err := engine.Look(t.Context(), bytes.NewReader(file), int64(len(file)), probed(t, file))
				done <- err
			}()
			synctest.Wait()
			waits = len(done) == 0
			return nil
		})
		if err := errors.Join(err, <-done); err != nil {
			t.Errorf("room for %d pixels: %v", room, err)
		}
	})
	return waits
}

func TestPicturesWaitForRoom(t *testing.T) {
	file, inPasses := engineJPEG(engineScene(40, 30), 95), probeRead(t, "testdata/progressive.jpg") // of 32 by 16 pixels
	for name, c := range map[string]struct {
		room        int64
		other, file []byte
		want        bool
	}{
		"two that have room":           {2400, file, file, false},
		"two that lack a pixel":        {2399, file, file, true},
		"one in passes, with room":     {1200 + 4*512, inPasses, file, false},
		"one in passes, without":       {1200 + 4*512 - 1, inPasses, file, true},
		"one in passes takes all else": {1200, inPasses, file, true},
	} {
		t.Run(name, func(t *testing.T) {
			if got := engineWaits(t, c.room, c.other, c.file); got != c.want {
				t.Errorf("got that a second picture waits: %v, want %v", got, c.want)
			}
		})
	}
}

func TestFormatsThatAreNotThereAreNotPromised(t *testing.T) {
	engine := picture.New(picture.Options{})
	if got := engine.Writes(); !slices.Equal(got, []picture.Format{picture.JPEG, picture.PNG}) {
		t.Errorf("got %v written without a helper, want jpeg and png", got)
	}
	if engine.Reads(picture.HEIC) || !engine.Reads(picture.GIF) {
		t.Error("want GIF to be read without a helper, and HEIC not to be")
	}
	_, err := engine.Look(t.Context(), strings.NewReader(""), 0, picture.Info{Format: picture.HEIC, Width: 9, Height: 9})
	wantProbeFault(t, err, fault.UnsupportedMedia, "unsupported_type")
	file := engineJPEG(engineScene(4, 4), 95)
	_, err = engineRenderOne(t.Context(), engine, file, probed(t, file), picture.Spec{Format: picture.AVIF})
	if err == nil || !strings.Contains(err.Error(), "avif") {
		t.Errorf("got %v, want that avif cannot be made", err)
	}
}

// engineScans is a progressive JPEG of so many scans of which each passes over 48
// megapixels and needs no more than fifty bytes.
func engineScans(scans int) []byte {
	const blocks, run = 8000 / 8 * 6000 / 8, 1<<15 - 1
	var bits strings.Builder
	for range blocks/run + 1 {
		bits.WriteString("0" + strings.Repeat("1", 14)) // the only code, and the longest run
	}
	scan := probeSegment(0xda, "\x01\x01\x00\x01\x3f\x00")
	for all := bits.String() + "1111111"; len(all) >= 8; all = all[8:] {
		v, _ := strconv.ParseUint(all[:8], 2, 8)
		scan = append(scan, byte(v))
		if v == 0xff {
			scan = append(scan, 0)
		}
	}
	return slices.Concat(
		[]byte{0xff, 0xd8},
		probeSegment(0xdb, "\x00"+strings.Repeat("\x01", 64)),
		probeSegment(0xc2, "\x08\x17\x70\x1f\x40\x01\x01\x11\x00"),
		probeSegment(0xc4, "\x10\x01"+strings.Repeat("\x00", 15)+"\xe0"),
		bytes.Repeat(scan, scans),
		[]byte{0xff, 0xd9},
	)
}

func TestAPictureOfThousandsOfPassesLastsNoLongerThanSomebodyWaits(t *testing.T) {
	file := engineScans(20_000)
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	_, err := picture.New(picture.Options{}).Look(ctx, bytes.NewReader(file), int64(len(file)), probed(t, file))
	if !errors.Is(err, context.DeadlineExceeded) || fault.Is(err, fault.Invalid) {
		t.Errorf("got %v, want that the time is over, which is not the fault of the file", err)
	}
}

// slowFile takes a second for whatever is read of it.
type slowFile struct{ io.ReaderAt }

func (f slowFile) ReadAt(p []byte, at int64) (int, error) {
	time.Sleep(time.Second)
	return f.ReaderAt.ReadAt(p, at)
}

func TestAPictureThatTakesTooLongIsRefused(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := image.NewNRGBA(image.Rect(0, 0, 1000, 1000))
		grain := rand.NewChaCha8([32]byte{})
		_, _ = grain.Read(m.Pix)
		file := enginePNG(m) // of 4 MB, of which 64 KiB are read at once
		start := time.Now()
		_, err := picture.New(picture.Options{}).Look(t.Context(), slowFile{bytes.NewReader(file)}, int64(len(file)), probed(t, file))
		wantProbeFault(t, err, fault.Invalid, "too_slow")
		if took := time.Since(start); took < picture.Timeout || took > picture.Timeout+5*time.Second {
			t.Errorf("took %v, want %v and little more", took, picture.Timeout)
		}
	})
}
