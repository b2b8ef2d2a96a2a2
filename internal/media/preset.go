package media

import (
	"context"
	"slices"

	"newsdesk/internal/image"
	"newsdesk/internal/picture"
)

// preset is what the rendition of a name is made to.
func preset(b *image.Image, n Name) picture.Spec {
	s := framed(b, n.Ratio)
	s.Width, s.Format = n.Width, n.Format
	if shape, cropped := image.RatioOf(n.Ratio); cropped {
		s.Height = int(float64(n.Width)/shape + 0.5)
	}
	return s
}

// nearest is the largest of widths that is no more than width, or the smallest.
func nearest(width int, widths []int) int {
	best := slices.Min(widths)
	for _, w := range widths {
		if w <= width {
			best = max(best, w)
		}
	}
	return best
}

// WidthsFor lists the widths in which an image is to be had, whole or in one of
// [image.Ratios].
func WidthsFor(b *image.Image, ratio string) []int {
	shape, cropped := image.RatioOf(ratio)
	if !cropped {
		return WidthsOf(b.File.V.Width)
	}
	s := framed(b, ratio)
	s.Height = b.File.V.Width + b.File.V.Height // is more than there can be
	s.Width = int(float64(s.Height) * shape)
	width, _ := s.Size(b.File.V.Width, b.File.V.Height)
	return WidthsOf(width)
}

// framed is what is shown of an image in one shape: the part that somebody has
// chosen for it, or else what lies around the focal point.
func framed(b *image.Image, ratio string) picture.Spec {
	if ratio == "" {
		return picture.Spec{Fit: picture.Inside}
	}
	s := picture.Spec{Fit: picture.Cover, Focus: picture.Point{X: 0.5, Y: 0.5}}
	if p := b.FocalPoint.V; p != nil {
		s.Focus = picture.Point(*p)
	}
	if r, chosen := b.Crops.V[ratio]; chosen {
		s.Crop = picture.Rect(r)
	}
	return s
}

// OpenBest is Open in the best format that the client prefers over what every
// client reads.
func (m *Media) OpenBest(ctx context.Context, id, edition string, n Name, prefers func(picture.Format) bool) (Rendition, error) {
	n.Format = ""
	for _, f := range m.engine.Writes() {
		if f != picture.JPEG && f != picture.PNG && prefers(f) {
			n.Format = f
			break
		}
	}
	if n.Format != "" {
		return m.Open(ctx, id, edition, n)
	}
	e, err := m.exposed(ctx, id)
	if err != nil {
		return Rendition{}, err
	}
	if !e.public || e.edition == "" {
		return Rendition{}, noSuchPicture()
	}
	n.Format = Plain(e.image.File.V.MediaType)
	return m.Open(ctx, id, edition, n)
}
