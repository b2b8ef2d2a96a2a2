// Package picture is image files: what one says about itself, and the smaller
// ones that are made of it. It knows no database and no newsroom.
package picture

import "time"

// Format is how a file is encoded, by the name of its media type.
type Format string

// The formats that are known. Which of them can be read and written here depends
// on the [Engine].
const (
	JPEG Format = "jpeg"
	PNG  Format = "png"
	GIF  Format = "gif"
	WebP Format = "webp"
	AVIF Format = "avif"
	HEIC Format = "heic"
)

// MediaType is the media type of files of the format, as IANA registers it.
func (f Format) MediaType() string { return "image/" + string(f) }

// Extension is what names of files of the format end with, after the dot.
func (f Format) Extension() string {
	if f == JPEG {
		return "jpg"
	}
	return string(f)
}

// Info is what a file says about itself. Nothing of it needs the pixels.
type Info struct {
	Format      Format
	Width       int // in pixels, as the picture is seen: upright
	Height      int
	Orientation int    // as EXIF counts it, 1 to 8; 1 if the file says nothing
	Frames      int    // more than 1 if it moves
	Profile     []byte // the ICC profile of its colours; nil: sRGB
	Words       Words
}

// Words are what a file says about its picture, for people to check. What is not
// said is empty.
type Words struct {
	Headline          string
	Caption           string
	Creator           string // who made it; several are joined by commas
	Credit            string // the line to be printed beside it
	Copyright         string
	Source            string
	UsageTerms        string
	Place             string // the most exact name first: "Kon Tum, Việt Nam"
	TakenAt           string // RFC 3339, or without an offset if the camera knew none
	DigitalSourceType string // the last part of the IPTC code, such as digitalCapture
}

// Marks are what every rendition of a picture says about it, in XMP and, where the
// format has it, in IPTC-IIM. Nothing else of a file's metadata is carried over.
type Marks struct {
	Creator           string
	Credit            string
	Copyright         string
	UsageTerms        string
	Licence           string // an address, as XMP WebStatement
	DigitalSourceType string // the last part of the IPTC code
}

// Point is a place in a picture; 0,0 is the upper left corner and 1,1 the lower right.
type Point struct{ X, Y float64 }

// Rect is a part of a picture in the measure of [Point]. The zero value is all of it.
type Rect struct{ X, Y, Width, Height float64 }

// Fit is how a picture comes into a box.
type Fit string

// The ways to fit.
const (
	Inside Fit = "inside" // all of it, no larger than the box
	Cover  Fit = "cover"  // the box is full, and what hangs over on the side away from the focus is cut off
)

// Spec is what a rendition is to be. A box of 0 by 0 leaves the size.
type Spec struct {
	Width   int // of the box in pixels; 0: whatever the height brings with it
	Height  int // likewise
	Fit     Fit // Inside if empty
	Focus   Point
	Crop    Rect // which is cut out before anything else
	Format  Format
	Quality int // 1 to 100; 0: what is usual for the format
}

// Look is what is seen of a picture at a glance.
type Look struct {
	Placeholder string // a ThumbHash in base64 (RFC 4648), some 25 bytes
	Colour      string // the one that there is most of, as #rrggbb
	Likeness    uint64 // a difference hash; pictures that look alike differ in few bits
}

// Rendition is a file that was made.
type Rendition struct {
	Width, Height int
	Data          []byte
}

// Timeout bounds the making of the renditions of one picture.
const Timeout = 30 * time.Second
