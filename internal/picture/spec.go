package picture

import (
	"fmt"
	"image"
	"math"
	"slices"
)

// Size returns the width and height, in pixels, of the rendition of an upright
// picture of the given size. No side is larger than what is cut out of the picture,
// and none is less than 1. Both are 0 for a picture of no size.
func (s Spec) Size(width, height int) (w, h int) {
	from := s.window(width, height)
	w, h = from.Dx(), from.Dy()
	if from.Empty() {
		return 0, 0
	}
	if s.covers() {
		return min(w, s.Width), min(h, s.Height)
	}
	across, down := shrink(s.Width, w), shrink(s.Height, h)
	scale := min(across, down)
	return scaled(w, scale), scaled(h, scale)
}

// covers reports whether the box is to be full. A box that is open to one side
// always is.
func (s Spec) covers() bool { return s.Fit == Cover && s.Width > 0 && s.Height > 0 }

// shrink is by how much a length becomes smaller to fit into most; 0 fits all.
func shrink(most, length int) float64 {
	if most <= 0 || most >= length {
		return 1
	}
	return float64(most) / float64(length)
}

// scaled is a length of whole pixels, and never more or none.
func scaled(length int, by float64) int {
	return max(1, min(length, int(math.Round(float64(length)*by))))
}

// window is the part of an upright picture that is seen in the rendition, in pixels.
// It is empty only if the picture is.
func (s Spec) window(width, height int) image.Rectangle {
	crop := s.Crop.of(width, height)
	if !s.covers() || crop.Empty() {
		return crop
	}
	w, h := crop.Dx(), crop.Dy()
	ratio := float64(s.Width) / float64(s.Height)
	if wide := float64(h) * ratio; wide < float64(w) {
		w = scaled(w, wide/float64(w))
	} else {
		h = scaled(h, float64(w)/ratio/float64(h))
	}
	x := around(s.Focus.X*float64(width), w, crop.Min.X, crop.Max.X)
	y := around(s.Focus.Y*float64(height), h, crop.Min.Y, crop.Max.Y)
	return image.Rect(x, y, x+w, y+h)
}

// around is where a stretch of a length begins that has focus as close to its middle
// as the bounds allow.
func around(focus float64, length, low, high int) int {
	return whole(focus-float64(length)/2, low, high-length)
}

// whole is v in whole pixels and within bounds, whatever v is.
func whole(v float64, low, high int) int {
	if !(v > float64(low)) { // nor is what is no number
		return low
	}
	return int(math.Round(min(v, float64(high))))
}

// of is the rectangle in the pixels of a picture of the given size, at least one of
// them if there are any.
func (r Rect) of(width, height int) image.Rectangle {
	if width <= 0 || height <= 0 {
		return image.Rectangle{}
	}
	if r == (Rect{}) {
		return image.Rect(0, 0, width, height)
	}
	left, right := stretch(r.X, r.Width, width)
	top, bottom := stretch(r.Y, r.Height, height)
	return image.Rect(left, top, right, bottom)
}

func stretch(from, length float64, size int) (low, high int) {
	low = whole(from*float64(size), 0, size-1)
	return low, whole((from+length)*float64(size), low+1, size)
}

// check tells whether the rendition can be made by one that writes these formats.
func (s Spec) check(writes []Format) error {
	if !slices.Contains(writes, s.Format) {
		return fmt.Errorf("renditions in %q cannot be made here", s.Format)
	}
	return nil
}

// quality is what is asked for, or else what is usual: of each format, about where
// most people stop seeing a difference on a photo.
func (s Spec) quality() int {
	if s.Quality > 0 {
		return min(s.Quality, 100)
	}
	switch s.Format {
	case AVIF:
		return 60
	case WebP:
		return 78
	case JPEG, PNG, GIF, HEIC:
	}
	return 80
}
