package image

import (
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"

	"newsdesk/internal/fault"
)

// Ratios lists the shapes for which an image can have a crop, as width x height.
func Ratios() []string { return []string{"16x9", "4x3", "3x2", "1x1", "9x16"} }

// RatioOf is the width over the height that one of [Ratios] says.
func RatioOf(name string) (ratio float64, ok bool) {
	if !slices.Contains(Ratios(), name) {
		return 0, false
	}
	w, h, _ := strings.Cut(name, "x")
	width, errW := strconv.Atoi(w)
	height, errH := strconv.Atoi(h)
	return float64(width) / float64(height), errW == nil && errH == nil
}

// checkFrame holds focal point and crops to the picture.
func (i *Image) checkFrame() (f fault.Fields) {
	if p := i.FocalPoint.V; p != nil {
		f.If(!within(p.X), "/focal_point/x", "out_of_range", "This goes from 0 to 1")
		f.If(!within(p.Y), "/focal_point/y", "out_of_range", "This goes from 0 to 1")
	}
	for _, name := range slices.Sorted(maps.Keys(i.Crops.V)) {
		at := "/crops/" + strings.NewReplacer("~", "~0", "/", "~1").Replace(name) // RFC 6901
		ratio, known := RatioOf(name)
		if !known {
			f.Add(at, "not_allowed", "This is one of: %s", strings.Join(Ratios(), ", "))
			continue
		}
		f = append(f, i.Crops.V[name].check(ratio, i.File.V).At(at)...)
	}
	return f
}

// askew is by how much the shape of a crop may differ from its ratio: people
// draw it with a mouse, on a small copy.
const askew = 0.01

func (c Crop) check(ratio float64, file File) (f fault.Fields) {
	if !within(c.X) || !within(c.Y) || c.Width <= 0 || c.Height <= 0 || !within(c.X+c.Width) || !within(c.Y+c.Height) {
		f.Add("", "out_of_range", "A crop lies within the picture, which goes from 0 to 1")
		return f
	}
	if file.Width > 0 && file.Height > 0 {
		has := c.Width * float64(file.Width) / (c.Height * float64(file.Height))
		f.If(math.Abs(has-ratio) > askew*ratio, "", "wrong_ratio", "This part of the picture has another shape than its name says")
	}
	return f
}

// within reports whether v is a fraction. What comes out of sums of fractions may
// be larger than 1 by what a float64 cannot hold.
func within(v float64) bool { return v >= 0 && v <= 1+1e-9 }
