// Package image is pictures: the file, and the words and rights that belong to it.
package image

import (
	"time"

	"newsdesk/internal/content"
	"newsdesk/internal/db"
	"newsdesk/internal/fault"
	"newsdesk/internal/text"
)

// Kind is the stored name of images.
const Kind content.Kind = "image"

// Image is the body of an image. Its title is a label for the newsroom. What is
// empty is not known.
type Image struct {
	content.Lead `gorm:"embedded"`
	Words        `gorm:"embedded"`
	AltTruncated bool                      `json:"alt_truncated"`
	Decorative   bool                      `json:"decorative"` // says nothing, so needs no Alt
	Texts        db.JSON[map[string]Words] `json:"texts"`      // the words in other languages, by BCP 47

	Creator           string            `json:"creator"` // who made it, where that is another than the credit names
	CopyrightHolder   string            `json:"copyright_holder"`
	Source            string            `json:"source"`
	Licence           string            `json:"licence"` // an SPDX identifier, or an address
	UsageTerms        string            `json:"usage_terms"`
	UsableFrom        *time.Time        `json:"usable_from"` // the licence begins; nil: it has begun
	UsableUntil       *time.Time        `json:"usable_until"`
	TakenAt           string            `json:"taken_at"` // RFC 3339, without an offset or an hour if they are not known
	Place             string            `json:"place"`
	People            db.JSON[[]Person] `json:"people"`
	DigitalSourceType string            `json:"digital_source_type"` // a code of the IPTC, such as digitalCapture

	FocalPoint db.JSON[*Point]          `json:"focal_point"`
	Crops      db.JSON[map[string]Crop] `json:"crops"` // by ratio, see Ratios

	File db.JSON[File] `json:"file"`
}

// Words are what is said of a picture to those who see it, and to those who cannot.
type Words struct {
	Alt     string `json:"alt"` // what is seen, for those who cannot see it
	Caption string `json:"caption"`
	Credit  string `json:"credit"`
}

// Person is someone who can be recognised in a picture.
type Person struct {
	Name    string  `json:"name"`
	Consent Consent `json:"consent"`
	Note    string  `json:"note"` // how it was given; for the newsroom alone
}

// Consent is what someone in a picture said to being shown.
type Consent string

// The consents.
const (
	Given     Consent = "given"
	NotNeeded Consent = "not_needed" // such as at a public event
	Unknown   Consent = "unknown"
)

// Consents lists them.
func Consents() []Consent { return []Consent{Given, NotNeeded, Unknown} }

// Point is a place in a picture; 0,0 is the upper left corner and 1,1 the lower right.
type Point struct {
	X float64 `json:"x"`
	Y float64 `json:"y"`
}

// Crop is a part of a picture in the measure of [Point].
type Crop struct {
	X      float64 `json:"x"`
	Y      float64 `json:"y"`
	Width  float64 `json:"width"`
	Height float64 `json:"height"`
}

// labelled is how long the label made of a caption may be, in characters.
const labelled = 80

// Label names the image by its caption or alt text, for lists.
func (i *Image) Label() {
	if i.Title = text.Excerpt(i.Caption, labelled); i.Title == "" {
		i.Title = text.Excerpt(i.Alt, labelled)
	}
}

// In is the words in a language: its own where there are some, and the others as
// they are.
func (i *Image) In(locale string) Words {
	w, own := i.Words, i.Texts.V[locale]
	for _, one := range []struct{ to, of *string }{{&w.Alt, &own.Alt}, {&w.Caption, &own.Caption}, {&w.Credit, &own.Credit}} {
		if *one.of != "" {
			*one.to = *one.of
		}
	}
	return w
}

// Check implements content.Body. Whether there is an alt text is asked where the
// image is used, which can have one of its own.
func (i *Image) Check() (f fault.Fields) {
	f.If(i.UsableFrom != nil && i.UsableUntil != nil && !i.UsableUntil.After(*i.UsableFrom),
		"/usable_until", "before_start", "This is not after the beginning")
	return append(f, i.checkFrame()...)
}

// Text implements content.Body.
func (i *Image) Text() string {
	all := i.Caption + "\n" + i.Alt + "\n" + i.Credit + "\n" + i.Place
	for _, p := range i.People.V {
		all += "\n" + p.Name
	}
	return all
}

// Refs implements content.Body.
func (i *Image) Refs() []content.Ref { return nil }

// Unfit implements [content.Showable].
func (i *Image) Unfit(u content.Use) (f fault.Fields) {
	words := i.In(u.Locale)
	f.If(!u.Described && !i.Decorative && words.Alt == "", "", "alt_missing", "Describe what is seen in the image, or mark it as decorative")
	f.If(u.Credited && words.Credit == "", "", "credit_missing", "Say whose image it is, in its credit")
	begun := i.UsableFrom == nil || !i.UsableFrom.After(u.At)
	over := i.UsableUntil != nil && !i.UsableUntil.After(u.At)
	f.If(!begun && !u.Later || over, "", "not_usable", "The licence does not let this image be shown at that time")
	return f
}

// Window implements [content.Windowed]: it is the time of the licence.
func (i *Image) Window() (from, until *time.Time) { return i.UsableFrom, i.UsableUntil }
