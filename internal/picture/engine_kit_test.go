package picture_test

import (
	"bytes"
	"context"
	"image"
	"image/color"
	"image/draw"
	_ "image/gif"
	"image/jpeg"
	"image/png"
	"math"
	"math/rand/v2"
	"testing"

	_ "golang.org/x/image/webp"

	"newsdesk/internal/picture"
)

// engineScene is a picture of a photo's kind: soft light, edges, fine texture, and
// the grain of a sensor.
func engineScene(width, height int) *image.RGBA {
	m := image.NewRGBA(image.Rect(0, 0, width, height))
	grain := rand.New(rand.NewPCG(1, 2))
	longer := float64(max(width, height))
	for y := range height {
		for x := range width {
			u, v := float64(x)/longer, float64(y)/longer
			m.SetRGBA(x, y, engineSight(u, v, float64(grain.IntN(9)-4)))
		}
	}
	return m
}

// engineSight is what is seen in a place of the scene.
func engineSight(u, v, grain float64) color.RGBA {
	r, g, b := 90+120*v, 130+60*math.Sin(3*u), 220-150*v
	switch {
	case math.Hypot(u-0.3, v-0.3) < 0.15: // a balloon
		r, g, b = 210, 40+200*(v-0.15), 50
	case u > 0.6 && u < 0.9 && v > 0.25: // a house, with its windows
		r, g, b = 120, 100, 90
		if math.Mod(u*40, 1) < 0.4 && math.Mod(v*40, 1) < 0.5 {
			r, g, b = 250, 230, 140
		}
	case v > 0.55: // grass in the wind
		r, g, b = 60+40*math.Sin(400*u+50*v), 140+50*math.Sin(300*u-80*v), 50
	}
	sample := func(c float64) uint8 { return uint8(min(max(c+grain, 0), 255)) }
	return color.RGBA{sample(r), sample(g), sample(b), 255}
}

func engineJPEG(m image.Image, quality int) []byte {
	var b bytes.Buffer
	if err := jpeg.Encode(&b, m, &jpeg.Options{Quality: quality}); err != nil {
		panic(err)
	}
	return b.Bytes()
}

func enginePNG(m image.Image) []byte {
	var b bytes.Buffer
	if err := png.Encode(&b, m); err != nil {
		panic(err)
	}
	return b.Bytes()
}

// engineDecoded is the pixels of a file that was made here.
func engineDecoded(file []byte) *image.NRGBA {
	m, _, err := image.Decode(bytes.NewReader(file))
	if err != nil {
		panic(err)
	}
	return engineNRGBA(m)
}

func engineNRGBA(m image.Image) *image.NRGBA {
	out := image.NewNRGBA(image.Rectangle{Max: m.Bounds().Size()})
	draw.Draw(out, out.Rect, m, m.Bounds().Min, draw.Src)
	return out
}

// engineRenderOne makes one rendition.
func engineRenderOne(ctx context.Context, e *picture.Engine, file []byte, info picture.Info, s picture.Spec) (out picture.Rendition, err error) {
	err = e.Render(ctx, bytes.NewReader(file), int64(len(file)), info, picture.Marks{}, []picture.Spec{s}, func(_ int, r picture.Rendition) error {
		out = r
		return nil
	})
	return out, err
}

// engineRendered makes one rendition of a file that is probed first.
func engineRendered(t testing.TB, e *picture.Engine, file []byte, s picture.Spec) *image.NRGBA {
	t.Helper()
	info, err := probe(file)
	if err != nil {
		t.Fatal(err)
	}
	r, err := engineRenderOne(t.Context(), e, file, info, s)
	if err != nil {
		t.Fatal(err)
	}
	return engineDecoded(r.Data)
}

// enginePSNR is how alike two pictures are, in decibels: the peak signal to noise
// ratio over red, green and blue.
func enginePSNR(a, b *image.NRGBA) float64 {
	sum, n := 0.0, 0
	for i := range a.Pix {
		if i%4 < 3 {
			d := float64(a.Pix[i]) - float64(b.Pix[i])
			sum, n = sum+d*d, n+1
		}
	}
	if a.Rect != b.Rect {
		return 0
	}
	return 10 * math.Log10(255*255*float64(n)/sum)
}

// engineWantAlike fails if pictures are less alike than that.
func engineWantAlike(t testing.TB, got, want *image.NRGBA, least float64) {
	t.Helper()
	if got.Rect != want.Rect {
		t.Fatalf("got a picture of %v, want %v", got.Rect, want.Rect)
	}
	if psnr := enginePSNR(got, want); psnr < least {
		t.Errorf("got %.1f dB of likeness, want %.1f or more", psnr, least)
	}
}

// engineLanczos scales as a good filter does that takes its time: Lanczos of three
// lobes over all pixels of each output, in floating point.
func engineLanczos(m *image.NRGBA, width, height int) *image.NRGBA {
	sinc := func(x float64) float64 {
		if x == 0 {
			return 1
		}
		return math.Sin(math.Pi*x) / (math.Pi * x)
	}
	weights := func(size, out, at int) (first int, w []float64) {
		scale := float64(size) / float64(out)
		centre, sum := (float64(at)+0.5)*scale, 0.0
		first = max(0, int(math.Ceil(centre-3*scale-0.5)))
		for i := first; i < size && float64(i)+0.5 < centre+3*scale; i++ {
			x := (float64(i) + 0.5 - centre) / scale
			w = append(w, sinc(x)*sinc(x/3))
			sum += w[len(w)-1]
		}
		for i := range w {
			w[i] /= sum
		}
		return first, w
	}
	rows := make([]float64, width*m.Rect.Dy()*3)
	for x := range width {
		first, w := weights(m.Rect.Dx(), width, x)
		for y := range m.Rect.Dy() {
			for k, weight := range w {
				for c := range 3 {
					rows[(y*width+x)*3+c] += weight * float64(m.Pix[y*m.Stride+(first+k)*4+c])
				}
			}
		}
	}
	out := image.NewNRGBA(image.Rect(0, 0, width, height))
	for y := range height {
		first, w := weights(m.Rect.Dy(), height, y)
		for x := range width {
			out.Pix[y*out.Stride+x*4+3] = 255
			for c := range 3 {
				sum := 0.0
				for k, weight := range w {
					sum += weight * rows[((first+k)*width+x)*3+c]
				}
				out.Pix[y*out.Stride+x*4+c] = uint8(min(max(math.Round(sum), 0), 255))
			}
		}
	}
	return out
}

// engineProfile is as little of an ICC profile as counts as one, of RGB.
func engineProfile() []byte {
	b := make([]byte, 132)
	b[3] = byte(len(b))
	copy(b[16:], "RGB ")
	copy(b[36:], "acsp")
	return b
}

// engineYCbCr is a picture with chroma of some kind, each of it the mean of its block.
func engineYCbCr(m image.Image, ratio image.YCbCrSubsampleRatio) *image.YCbCr {
	out := image.NewYCbCr(m.Bounds(), ratio)
	sums, counts := make([][2]int, len(out.Cb)), make([]int, len(out.Cb))
	for y := range m.Bounds().Dy() {
		for x := range m.Bounds().Dx() {
			c := color.YCbCrModel.Convert(m.At(x, y)).(color.YCbCr)
			at := out.COffset(x, y)
			out.Y[out.YOffset(x, y)] = c.Y
			sums[at], counts[at] = [2]int{sums[at][0] + int(c.Cb), sums[at][1] + int(c.Cr)}, counts[at]+1
		}
	}
	for i, n := range counts {
		out.Cb[i], out.Cr[i] = uint8((sums[i][0]+n/2)/n), uint8((sums[i][1]+n/2)/n)
	}
	return out
}

// engineWantNear fails if a place in a picture has a colour that is farther than that
// from what is wanted, in any of red, green and blue.
func engineWantNear(t testing.TB, what string, got, want *image.NRGBA, at image.Point, most int) {
	t.Helper()
	g, w := got.NRGBAAt(at.X, at.Y), want.NRGBAAt(at.X, at.Y)
	for _, d := range []int{int(g.R) - int(w.R), int(g.G) - int(w.G), int(g.B) - int(w.B)} {
		if max(d, -d) > most {
			t.Errorf("%s: got %v, want %v or nearly so", what, g, w)
			return
		}
	}
}
