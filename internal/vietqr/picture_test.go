package vietqr_test

import (
	"bytes"
	"encoding/xml"
	"errors"
	"image"
	"image/png"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"newsdesk/internal/fault"
	"newsdesk/internal/vietqr"
)

func picture(t *testing.T, payload string, scale int) image.Image {
	t.Helper()
	file, err := vietqr.PNG(payload, scale)
	if err != nil {
		t.Fatal(err)
	}
	img, err := png.Decode(bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	return img
}

func black(img image.Image, x, y int) bool {
	r, _, _, _ := img.At(x, y).RGBA()
	return r < 1<<15
}

func TestD03PicturesAreReadByAnotherProgram(t *testing.T) {
	zbar, err := exec.LookPath("zbarimg")
	if err != nil {
		if os.Getenv("NEWSDESK_REQUIRE_ZBAR") == "1" {
			t.Fatal("NEWSDESK_REQUIRE_ZBAR is 1, and zbarimg is not on PATH")
		}
		t.Skip("zbarimg (zbar-tools) is not on PATH")
	}
	open := vietqr.Transfer{BIN: "970415", Account: "113366668888", Purpose: "Ủng hộ quỹ"}
	payload, err := open.Payload()
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{giftPayload, payload} {
		for _, scale := range []int{2, 8, 32} {
			file, err := vietqr.PNG(want, scale)
			if err != nil {
				t.Fatal(err)
			}
			path := filepath.Join(t.TempDir(), "code.png")
			if err := os.WriteFile(path, file, 0o600); err != nil {
				t.Fatal(err)
			}
			got, err := exec.CommandContext(t.Context(), zbar, "--quiet", "--raw", "--nodbus", path).Output()
			if err != nil || strings.TrimSuffix(string(got), "\n") != want {
				t.Errorf("scale %d: zbarimg reads %q, %v, want %q", scale, got, err, want)
			}
		}
	}
}

func TestPicturesHaveAQuietZone(t *testing.T) {
	const scale = 3
	img := picture(t, giftPayload, scale)
	side := img.Bounds().Dx()
	for y := range side {
		for x := range side {
			edge := min(x, y, side-1-x, side-1-y)
			if edge < 4*scale && black(img, x, y) {
				t.Fatalf("there is black at %d, %d", x, y)
			}
		}
	}
	if !black(img, 4*scale, 4*scale) || img.Bounds().Dy() != side {
		t.Error("the code does not begin behind four white modules, or is not a square")
	}
}

// The rectangles of the SVG are those of the PNG.
func TestBothKindsOfPicturesShowTheSame(t *testing.T) {
	drawn, err := vietqr.SVG(giftPayload, vietqr.Drawing{})
	if err != nil {
		t.Fatal(err)
	}
	box := regexp.MustCompile(`viewBox="0 0 (\d+) (\d+)"`).FindSubmatch(drawn)
	img := picture(t, giftPayload, 1)
	if side := strconv.Itoa(img.Bounds().Dx()); box == nil || string(box[1]) != side || string(box[2]) != side {
		t.Fatalf("got viewBox %q, want a square of %s", box, side)
	}
	modules := map[image.Point]bool{}
	for _, run := range regexp.MustCompile(`M(\d+) (\d+)h(\d+)v1h-(\d+)z`).FindAllSubmatch(drawn, -1) {
		var n [4]int
		for i := range n {
			if n[i], err = strconv.Atoi(string(run[i+1])); err != nil {
				t.Fatal(err)
			}
		}
		if n[2] != n[3] {
			t.Errorf("%s is no rectangle", run[0])
		}
		for x := range n[2] {
			modules[image.Pt(n[0]+x, n[1])] = true
		}
	}
	for y := range img.Bounds().Dy() {
		for x := range img.Bounds().Dx() {
			if modules[image.Pt(x, y)] != black(img, x, y) {
				t.Fatalf("at %d, %d: the SVG is black: %t, the PNG: %t", x, y, modules[image.Pt(x, y)], black(img, x, y))
			}
		}
	}
}

func TestDrawingsSayWhatTheyShow(t *testing.T) {
	for given, want := range map[string]string{"": "VietQR", `Ủng hộ </title><script>"&'`: `Ủng hộ </title><script>"&'`} {
		drawn, err := vietqr.SVG(giftPayload, vietqr.Drawing{Title: given})
		if err != nil {
			t.Fatal(err)
		}
		var got struct {
			Role  string     `xml:"role,attr"`
			Title string     `xml:"title"`
			Any   []xml.Name `xml:"script"`
		}
		decoder := xml.NewDecoder(bytes.NewReader(drawn))
		if err := decoder.Decode(&got); err != nil {
			t.Fatal(err)
		}
		if _, err := decoder.Token(); !errors.Is(err, io.EOF) || got.Title != want || got.Role != "img" || len(got.Any) > 0 {
			t.Errorf("got %+v, %v, want the title %q", got, err, want)
		}
	}
}

func TestTheSamePayloadGivesTheSameBytes(t *testing.T) {
	for range 3 {
		first, _ := vietqr.PNG(giftPayload, 8)
		second, _ := vietqr.PNG(giftPayload, 8)
		if !bytes.Equal(first, second) {
			t.Fatal("two PNGs differ")
		}
		one, _ := vietqr.SVG(giftPayload, vietqr.Drawing{})
		two, _ := vietqr.SVG(giftPayload, vietqr.Drawing{})
		if !bytes.Equal(one, two) || len(one) == 0 || len(one) > 16<<10 {
			t.Fatalf("two SVGs differ, or have %d bytes", len(one))
		}
	}
}

func TestPicturesHaveBounds(t *testing.T) {
	for _, scale := range []int{-1, 0, 33, 1 << 30} {
		if _, err := vietqr.PNG(giftPayload, scale); !fault.Is(err, fault.InvalidParameter) {
			t.Errorf("scale %d: got %v, want a fault of the parameter", scale, err)
		}
	}
	for _, payload := range []string{"", strings.Repeat("x", 513)} {
		_, err := vietqr.SVG(payload, vietqr.Drawing{})
		wantFault(t, "svg", err, " malformed")
		_, err = vietqr.PNG(payload, 1)
		wantFault(t, "png", err, " malformed")
	}
	if _, err := vietqr.PNG(strings.Repeat("~", 512), 1); err != nil {
		t.Errorf("512 bytes: got %v", err)
	}
}
