package picture

import (
	"context"
	"encoding/base64"
	"fmt"
	"image"
	"io"
	"math/bits"

	"newsdesk/internal/fault"
)

// glance is how large a picture is at a glance, in pixels of the longer side.
const glance = 64

// Look tells how a picture looks: the file src of size bytes, about which [Probe]
// says info. Colours are given as the file has them, whatever its profile says. It
// fails as [Engine.Render] does.
func (e *Engine) Look(ctx context.Context, src io.ReaderAt, size int64, info Info) (look Look, err error) {
	defer fault.Wrap(&err, "picture.Look(%s)", info.Format)
	err = e.open(ctx, original{src, size, info}, func(_ context.Context, all raster, t turn) error {
		width, height := t.size(all.width, all.height)
		w, h := Spec{Width: glance, Height: glance}.Size(width, height)
		all = all.towards(w*h, false)
		small := all.sampled(w, h, t, false).nrgba()
		look = Look{
			Placeholder: base64.StdEncoding.EncodeToString(thumbHash(small)),
			Colour:      mostOf(small),
			Likeness:    likeness(all.sampled(likeX, likeY, t, false).onWhite().image()),
		}
		return nil
	})
	return look, err
}

// Similar tells in how many bits, of 64, the likenesses of two pictures differ. Of one
// picture in two sizes or qualities it is a few; from about 10 on it says nothing.
func Similar(a, b uint64) int { return bits.OnesCount64(a ^ b) }

// The size of a picture whose likeness is taken: eight steps in each of eight rows.
const (
	likeX = 9
	likeY = 8
)

// likeness is the difference hash of a picture: a bit for each pixel of a row but the
// last, which is set if the next one is brighter.
func likeness(m image.Image) (hash uint64) {
	for y := range likeY {
		for x := range likeX - 1 {
			hash <<= 1
			if brightness(m, x+1, y) > brightness(m, x, y) {
				hash |= 1
			}
		}
	}
	return hash
}

// brightness is the luma of a pixel (ITU-R BT.601), of 65535000 at most.
func brightness(m image.Image, x, y int) uint64 {
	r, g, b, _ := m.At(x, y).RGBA()
	return 299*uint64(r) + 587*uint64(g) + 114*uint64(b)
}

// tally is the pixels of colours that are much the same.
type tally struct{ pixels, r, g, b int }

// mostOf is the colour that there is most of: the mean of the largest group of
// pixels of which each of red, green and blue is within the same eighth. What is
// clear is white.
func mostOf(m *image.NRGBA) string {
	const eighths = 3
	var groups [1 << (3 * eighths)]tally
	most := 0
	for i := 0; i < len(m.Pix); i += 4 {
		r, g, b := onWhite(m.Pix[i : i+4])
		group := r>>5<<(2*eighths) | g>>5<<eighths | b>>5
		groups[group].add(r, g, b)
		if groups[group].pixels > groups[most].pixels {
			most = group
		}
	}
	return groups[most].colour()
}

func (t *tally) add(r, g, b int) {
	t.pixels, t.r, t.g, t.b = t.pixels+1, t.r+r, t.g+g, t.b+b
}

func (t *tally) colour() string {
	return fmt.Sprintf("#%02x%02x%02x", t.r/t.pixels, t.g/t.pixels, t.b/t.pixels)
}

// onWhite is the colour of a pixel before a white wall.
func onWhite(p []byte) (r, g, b int) {
	alpha := int(p[3])
	mix := func(v byte) int { return (int(v)*alpha + 255*(255-alpha)) / 255 }
	return mix(p[0]), mix(p[1]), mix(p[2])
}
