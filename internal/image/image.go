// Package image is pictures: the words and the credit that belong to them.
package image

import (
	"newsdesk/internal/content"
	"newsdesk/internal/fault"
	"newsdesk/internal/text"
)

// Kind is the stored name of images.
const Kind content.Kind = "image"

// Image is the body of an image. Its title is a label for the newsroom.
type Image struct {
	content.Lead `gorm:"embedded"`
	Alt          string `json:"alt"` // what is seen, for those who cannot see it
	AltTruncated bool   `json:"alt_truncated"`
	Decorative   bool   `json:"decorative"` // says nothing, so needs no Alt
	Caption      string `json:"caption"`
	Credit       string `json:"credit"` // empty: not known
}

// labelled is how long the label made of a caption may be, in characters.
const labelled = 80

// Label names the image by its caption or alt text, for lists.
func (i *Image) Label() {
	if i.Title = text.Excerpt(i.Caption, labelled); i.Title == "" {
		i.Title = text.Excerpt(i.Alt, labelled)
	}
}

// Check implements content.Body.
func (i *Image) Check() (f fault.Fields) {
	f.If(i.Alt == "" && !i.Decorative, "/alt", "required", "Describe the image, or mark it as decorative")
	return f
}

// Text implements content.Body.
func (i *Image) Text() string { return i.Caption + "\n" + i.Alt + "\n" + i.Credit }

// Refs implements content.Body.
func (i *Image) Refs() []content.Ref { return nil }
