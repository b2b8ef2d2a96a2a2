package v1

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"newsdesk/internal/block"
	"newsdesk/internal/edition"
	"newsdesk/internal/image"
	"newsdesk/internal/media"
	"newsdesk/internal/picture"
)

// Image is an image by itself, with what others need to know who want to use it.
type Image struct {
	block.Picture
	Creator           string    `json:"creator" example:""`                           // who made it
	CopyrightHolder   string    `json:"copyright_holder" example:""`                  // whose it is
	Source            string    `json:"source" example:""`                            // where it came from
	Licence           string    `json:"licence" example:""`                           // an SPDX identifier, or an address
	UsageTerms        string    `json:"usage_terms" example:""`                       // what may be done with it
	TakenAt           string    `json:"taken_at" example:""`                          // RFC 3339, less exact where that is not known
	Place             string    `json:"place" example:""`                             // where it was taken
	People            []string  `json:"people"`                                       // who can be recognised
	DigitalSourceType string    `json:"digital_source_type" example:"digitalCapture"` // a code of the IPTC
	MediaType         *string   `json:"media_type" extensions:"x-nullable"`           // of the original
	UpdatedAt         time.Time `json:"updated_at" example:"2020-03-24T11:26:00Z"`    // when what the public sees last changed
}

// shownPicture is the stub of an image: as it is shown in its own language, and
// the words in others.
type shownPicture struct {
	block.Picture
	Texts map[string]image.Words `json:"texts,omitempty"`
}

// pictured reads the stub of an image in the words of a language, or nil if the
// public may not see it.
func pictured(v edition.View, id string) (*block.Picture, error) {
	stub, err := shown[shownPicture](v, id)
	if stub == nil || err != nil {
		return nil, err
	}
	return stub.in(v.Entry.Locale), nil
}

func (s *shownPicture) in(locale string) *block.Picture {
	p := s.Picture
	words, ok := s.Texts[locale]
	if !ok {
		return &p
	}
	if words.Alt != "" {
		p.Alt, p.Decorative = words.Alt, false
	}
	if words.Caption != "" {
		p.Caption = words.Caption
	}
	if words.Credit != "" {
		p.Credit = &words.Credit
	}
	return &p
}

// renderImage gives images a stub and no document: readers find them only where
// something public shows them.
func (s Site) renderImage(v edition.View) (r edition.Rendering, err error) {
	b := v.Body.(*image.Image)
	r.Stub, err = encode(shownPicture{s.picture(v.Entry.ID, b), b.Texts.V})
	return r, err
}

// picture is an image as every part of the API shows it.
func (s Site) picture(id string, b *image.Image) block.Picture {
	p := block.Picture{
		ID: id, Type: string(image.Kind), Alt: b.Alt, Decorative: b.Decorative, Caption: b.Caption, Credit: known(b.Credit),
		Sources: []block.PictureSource{}, Crops: map[string]block.PictureCrop{},
	}
	if at := b.FocalPoint.V; at != nil {
		p.FocalPoint = new(block.Point(*at))
	}
	f := b.File.V
	if f.SHA256 == "" {
		return p
	}
	p.Width, p.Height, p.Placeholder, p.Colour = &f.Width, &f.Height, new(thumbhash(f.Placeholder)), &f.Colour
	whole := s.variants(id, b, "")
	p.URL, p.Srcset, p.Sources = &whole.url, whole.srcset, whole.sources
	for ratio := range b.Crops.V {
		p.Crops[ratio] = s.crop(id, b, ratio)
	}
	return p
}

// crop is an image in one shape that somebody has chosen a part for.
func (s Site) crop(id string, b *image.Image, ratio string) block.PictureCrop {
	width := int(b.Crops.V[ratio].Width*float64(b.File.V.Width) + 0.5)
	shape, _ := image.RatioOf(ratio)
	v := s.variants(id, b, ratio)
	return block.PictureCrop{
		URL: v.url, Width: width, Height: int(float64(width)/shape + 0.5), Srcset: v.srcset, Sources: v.sources,
	}
}

// variants are the addresses of a picture in all widths.
type variants struct {
	url     string
	srcset  string
	sources []block.PictureSource
}

// middling is the width, in pixels, for those who choose none.
const middling = 960

func (s Site) variants(id string, b *image.Image, ratio string) variants {
	widths := media.WidthsFor(b, ratio)
	edition, plain := b.Edition(), media.Plain(b.File.V.MediaType)
	address := func(width int, f picture.Format) string {
		return s.Media + media.Path(id, edition, media.Name{Ratio: ratio, Width: width, Format: f})
	}
	srcset := func(f picture.Format) string {
		all := make([]string, len(widths))
		for i, w := range widths {
			all[i] = fmt.Sprintf("%s %dw", address(w, f), w)
		}
		return strings.Join(all, ", ")
	}
	v := variants{srcset: srcset(plain), sources: []block.PictureSource{}}
	for _, f := range s.Formats {
		if f != picture.JPEG && f != picture.PNG {
			v.sources = append(v.sources, block.PictureSource{Type: f.MediaType(), Srcset: srcset(f)})
		}
	}
	if len(widths) > 0 {
		fitting := slices.DeleteFunc(slices.Clone(widths), func(w int) bool { return w > middling })
		v.url = address(slices.Max(append(fitting, slices.Min(widths))), plain)
	}
	return v
}

// image is the document of an image in the words of a language; empty is its own.
func (s Site) image(id string, b *image.Image, locale string, updated time.Time) Image {
	stub := shownPicture{s.picture(id, b), b.Texts.V}
	d := Image{
		Picture: *stub.in(locale), Creator: b.Creator, CopyrightHolder: b.CopyrightHolder, Source: b.Source, Licence: b.Licence,
		UsageTerms: b.UsageTerms, TakenAt: b.TakenAt, Place: b.Place, People: []string{}, DigitalSourceType: b.DigitalSourceType,
		MediaType: known(b.File.V.MediaType), UpdatedAt: utc(updated),
	}
	for _, p := range b.People.V {
		d.People = append(d.People, p.Name)
	}
	return d
}
