package media

import (
	"slices"
	"strconv"
	"strings"

	"newsdesk/internal/image"
	"newsdesk/internal/picture"
)

// Widths lists the widths of renditions, in pixels.
func Widths() []int { return []int{320, 640, 960, 1280, 1600, 1920} }

// WidthsOf lists the widths in which a picture of the given width is to be had:
// nothing is enlarged, and one that is smaller than the largest comes in its own
// width too.
func WidthsOf(width int) []int {
	widths := slices.DeleteFunc(Widths(), func(w int) bool { return w > width })
	if all := Widths(); width > 0 && width < all[len(all)-1] && !slices.Contains(widths, width) {
		widths = append(widths, width)
	}
	return widths
}

// Name is which rendition of an image an address means.
type Name struct {
	Ratio  string         // one of [image.Ratios], or empty for the whole picture
	Width  int            // in pixels
	Format picture.Format // empty: what the client reads best
}

// String is the name as it stands in addresses: w640.jpg, 16x9-w640.webp, w640.
func (n Name) String() string {
	s := "w" + strconv.Itoa(n.Width)
	if n.Ratio != "" {
		s = n.Ratio + "-" + s
	}
	if n.Format != "" {
		s += "." + n.Format.Extension()
	}
	return s
}

// ParseName reads what String writes, and nothing else.
func ParseName(s string) (n Name, ok bool) {
	base, extension, dotted := strings.Cut(s, ".")
	if dotted {
		if n.Format, ok = formatOf(extension); !ok {
			return Name{}, false
		}
	}
	if ratio, rest, cropped := strings.Cut(base, "-"); cropped {
		n.Ratio, base = ratio, rest
	}
	width, err := strconv.Atoi(strings.TrimPrefix(base, "w"))
	n.Width = width
	known := n.Ratio == "" || slices.Contains(image.Ratios(), n.Ratio)
	if err != nil || width < 1 || !known || n.String() != s {
		return Name{}, false
	}
	return n, true
}

// formatOf is the format of renditions that an extension stands for.
func formatOf(extension string) (picture.Format, bool) {
	for _, f := range []picture.Format{picture.JPEG, picture.PNG, picture.WebP, picture.AVIF} {
		if f.Extension() == extension {
			return f, true
		}
	}
	return "", false
}

// Path is the address of a rendition, from the path on.
func Path(id, edition string, n Name) string {
	return "/media/" + id + "/" + edition + "/" + n.String()
}

// Plain is the format that every client reads in which pictures of a media type
// are sent: what is drawn stays sharp, and keeps what is transparent.
func Plain(mediaType string) picture.Format {
	if mediaType == picture.PNG.MediaType() {
		return picture.PNG
	}
	return picture.JPEG
}
