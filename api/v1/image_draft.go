package v1

import (
	"fmt"
	"maps"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"

	"golang.org/x/text/language"

	"newsdesk/internal/block"
	"newsdesk/internal/content"
	"newsdesk/internal/image"
	"newsdesk/internal/strict"
	"newsdesk/internal/text"
)

// ImageFile is the original of an image as it came.
type ImageFile struct {
	SHA256      string `json:"sha256" example:"9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"` // of the bytes, in hex
	MediaType   string `json:"media_type" example:"image/jpeg"`                                                   // by its content
	Size        int64  `json:"size" example:"2483311"`                                                            // bytes
	Width       int    `json:"width" example:"4032"`                                                              // in pixels, upright
	Height      int    `json:"height" example:"3024"`                                                             // in pixels, upright
	Frames      int    `json:"frames" example:"1"`                                                                // more than 1 if it moves
	Placeholder string `json:"placeholder" example:"thumbhash:1QcSHQRnh493V4dIh4eXh1h4kJUI"`                      // a blurred preview
	Colour      string `json:"colour" example:"#6f8fa1"`                                                          // the one that there is most of
	PreviewURL  string `json:"preview_url"`                                                                       // shows it for an hour, public or not
}

// ImageCrop is the part of a picture that is shown in one shape, in fractions of
// width and height from the top left corner.
type ImageCrop struct {
	X      float64 `json:"x" minimum:"0" maximum:"1" example:"0"`        // from the left
	Y      float64 `json:"y" minimum:"0" maximum:"1" example:"0.1"`      // from the top
	Width  float64 `json:"width" minimum:"0" maximum:"1" example:"1"`    // of the part
	Height float64 `json:"height" minimum:"0" maximum:"1" example:"0.5"` // of the part
}

// ImageWords are the words of an image in one language.
type ImageWords struct {
	Alt     string `json:"alt,omitzero" example:"Delegates donate by text message"`     // absent: that of the image
	Caption string `json:"caption,omitzero" example:"Delegates donate by text message"` // likewise
	Credit  string `json:"credit,omitzero" example:"Minh Thương"`                       // likewise
}

// ImageWordsInput changes the words of an image in one language; what is absent
// stays as it is.
type ImageWordsInput struct {
	Alt     strict.Opt[string] `json:"alt" example:"Delegates donate by text message"`     // empty: that of the image
	Caption strict.Opt[string] `json:"caption" example:"Delegates donate by text message"` // likewise
	Credit  strict.Opt[string] `json:"credit" example:"Minh Thương"`                       // likewise
}

// ImagePerson is someone who can be recognised in a picture.
type ImagePerson struct {
	Name    string `json:"name" example:"Minh Thương"`                                             // as it is printed
	Consent string `json:"consent" enums:"given,not_needed,unknown" example:"unknown"`             // to being shown
	Note    string `json:"note,omitzero" example:"Told us at the seminar; readers never see this"` // how it was given; for the newsroom alone
}

// DraftImage is an image as the newsroom sees it.
type DraftImage struct {
	Spine
	Alt               string                `json:"alt" example:"Các đại biểu và đoàn viên thanh niên nhắn tin ủng hộ Quỹ"`    // what it shows, for those who cannot see it
	AltTruncated      bool                  `json:"alt_truncated" example:"true"`                                              // the text was cut off where it came from
	Decorative        bool                  `json:"decorative" example:"false"`                                                // says nothing, so needs no alt
	Caption           string                `json:"caption" example:"Các đại biểu, đoàn viên, thanh niên nhắn tin ủng hộ Quỹ"` // what is printed below it
	Credit            *string               `json:"credit" extensions:"x-nullable"`                                            // null while nobody knows whom to name
	Texts             map[string]ImageWords `json:"texts"`                                                                     // the words in other languages, by BCP 47
	Creator           string                `json:"creator" example:""`                                                        // who made it
	CopyrightHolder   string                `json:"copyright_holder" example:""`                                               // whose it is
	Source            string                `json:"source" example:""`                                                         // where it came from
	Licence           string                `json:"licence" example:""`                                                        // an SPDX identifier, or an address
	UsageTerms        string                `json:"usage_terms" example:""`                                                    // what may be done with it
	UsableFrom        *time.Time            `json:"usable_from" extensions:"x-nullable"`                                       // shown nowhere before; null: no bound
	UsableUntil       *time.Time            `json:"usable_until" extensions:"x-nullable"`                                      // shown nowhere from then on; null: no bound
	TakenAt           string                `json:"taken_at" example:""`                                                       // RFC 3339, less exact where that is not known
	Place             string                `json:"place" example:""`                                                          // where it was taken
	People            []ImagePerson         `json:"people"`                                                                    // who can be recognised
	DigitalSourceType string                `json:"digital_source_type" example:"digitalCapture"`                              // a code of the IPTC
	FocalPoint        *block.Point          `json:"focal_point" extensions:"x-nullable"`                                       // what must stay visible when it is cropped
	Crops             map[string]ImageCrop  `json:"crops"`                                                                     // by ratio: 16x9 4x3 3x2 1x1 9x16
	File              *ImageFile            `json:"file" extensions:"x-nullable"`                                              // null until it has come
}

// ImagePatch changes an image; what is absent stays as it is.
type ImagePatch struct {
	Alt               strict.Opt[string]                      `json:"alt" example:"Các đại biểu và đoàn viên thanh niên nhắn tin ủng hộ Quỹ"` // what it shows, for those who cannot see it
	AltTruncated      strict.Opt[bool]                        `json:"alt_truncated"`                                                          // the text was cut off where it came from
	Decorative        strict.Opt[bool]                        `json:"decorative"`                                                             // says nothing, so needs no alt
	Caption           strict.Opt[string]                      `json:"caption"`                                                                // what is printed below it
	Credit            strict.Opt[string]                      `json:"credit" extensions:"x-nullable" example:"Minh Thương"`                   // the line to be printed beside it; null while nobody knows
	Texts             strict.Opt[map[string]*ImageWordsInput] `json:"texts"`                                                                  // the words in other languages, by BCP 47; null takes one away
	Creator           strict.Opt[string]                      `json:"creator"`                                                                // who made it
	CopyrightHolder   strict.Opt[string]                      `json:"copyright_holder"`                                                       // whose it is
	Source            strict.Opt[string]                      `json:"source"`                                                                 // where it came from
	Licence           strict.Opt[string]                      `json:"licence" example:"CC-BY-4.0"`                                            // an SPDX identifier, or an address
	UsageTerms        strict.Opt[string]                      `json:"usage_terms"`                                                            // what may be done with it
	UsableFrom        strict.Opt[time.Time]                   `json:"usable_from" extensions:"x-nullable" example:"2020-03-24T00:00:00Z"`     // shown nowhere before; null: no bound
	UsableUntil       strict.Opt[time.Time]                   `json:"usable_until" extensions:"x-nullable" example:"2030-03-24T00:00:00Z"`    // shown nowhere from then on; null: no bound
	TakenAt           strict.Opt[string]                      `json:"taken_at" example:"2020-03-24"`                                          // RFC 3339; without the offset or the time if they are not known
	Place             strict.Opt[string]                      `json:"place"`                                                                  // where it was taken
	People            strict.Opt[[]ImagePerson]               `json:"people"`                                                                 // who can be recognised
	DigitalSourceType strict.Opt[string]                      `json:"digital_source_type" example:"digitalCapture"`                           // a code of the IPTC
	FocalPoint        strict.Opt[block.Point]                 `json:"focal_point" extensions:"x-nullable"`                                    // what must stay visible when it is cropped; null: the middle
	Crops             strict.Opt[map[string]*ImageCrop]       `json:"crops"`                                                                  // by ratio: 16x9 4x3 3x2 1x1 9x16; null takes one away
}

// ImageInput begins an image.
type ImageInput struct {
	Opening
	ImagePatch
}

// ReadOnlyMembers implements strict.Guarded.
func (ImagePatch) ReadOnlyMembers() []string { return patchOnly("slug", "file") }

// ReadOnlyMembers implements strict.Guarded.
func (ImageInput) ReadOnlyMembers() []string { return withoutOpening(ImagePatch{}.ReadOnlyMembers()) }

func (in ImagePatch) write(p *pen, b *image.Image) {
	p.prose(&b.Alt, in.Alt, "alt")
	p.prose(&b.Caption, in.Caption, "caption")
	p.line(&b.Credit, in.Credit, "credit")
	b.AltTruncated = in.AltTruncated.Or(b.AltTruncated)
	b.Decorative = in.Decorative.Or(b.Decorative)
	in.writeTexts(p, b)
	in.writeRights(p, b)
	in.writeFrame(b)
	b.Label()
}

func (in ImagePatch) writeRights(p *pen, b *image.Image) {
	p.line(&b.Creator, in.Creator, "creator")
	p.line(&b.CopyrightHolder, in.CopyrightHolder, "copyright_holder")
	p.line(&b.Source, in.Source, "source")
	p.licence(&b.Licence, in.Licence)
	p.prose(&b.UsageTerms, in.UsageTerms, "usage_terms")
	for to, at := range map[**time.Time]strict.Opt[time.Time]{&b.UsableFrom: in.UsableFrom, &b.UsableUntil: in.UsableUntil} {
		if sent := instant(at); sent != nil {
			*to = *sent
		}
	}
	p.taken(&b.TakenAt, in.TakenAt)
	p.line(&b.Place, in.Place, "place")
	p.people(&b.People.V, in.People)
	p.line(&b.DigitalSourceType, in.DigitalSourceType, "digital_source_type")
	p.faults.If(in.DigitalSourceType.Set && !digitalSource.MatchString(b.DigitalSourceType), "/digital_source_type", "wrong_format",
		"This is the last part of a code of the IPTC, such as digitalCapture")
}

// digitalSource is the form of the codes of the IPTC's vocabulary of digital
// source types, which grows from year to year.
var digitalSource = regexp.MustCompile(`^[A-Za-z]{0,60}$`)

// licence writes an SPDX identifier, or an address.
func (p *pen) licence(to *string, o strict.Opt[string]) {
	if !o.Set {
		return
	}
	if *to = text.Line(&p.faults, "/licence", o.Value, maxURL); *to == "" || spdx.MatchString(*to) {
		return
	}
	u, err := url.Parse(*to)
	p.faults.If(err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" || u.User != nil, "/licence", "wrong_format",
		"This is neither an SPDX identifier, such as CC-BY-4.0, nor an http or https address")
}

// spdx is the form of the identifiers of the SPDX License List.
var spdx = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9.+-]{0,59}$`)

// taken writes when a picture was taken, as exactly as somebody knows.
func (p *pen) taken(to *string, o strict.Opt[string]) {
	if !o.Set {
		return
	}
	*to = o.Value
	known := o.Value == "" || slices.ContainsFunc([]string{time.RFC3339, "2006-01-02T15:04:05", "2006-01-02T15:04", time.DateOnly, "2006-01", "2006"},
		func(layout string) bool { _, err := time.Parse(layout, o.Value); return err == nil })
	p.faults.If(!known, "/taken_at", "wrong_format", "Write this like 2020-03-24T18:26:00+07:00, and leave out at the end what nobody knows")
}

func (p *pen) people(to *[]image.Person, o strict.Opt[[]ImagePerson]) {
	if !o.Set {
		return
	}
	p.faults.If(len(o.Value) > maxIDs, "/people", "too_many", "At most %d are possible", maxIDs)
	people := make([]image.Person, len(o.Value))
	for i, one := range o.Value {
		at := fmt.Sprintf("/people/%d", i)
		people[i] = image.Person{
			Name:    text.Line(&p.faults, at+"/name", one.Name, maxTitle),
			Consent: image.Consent(one.Consent),
			Note:    text.Lines(&p.faults, at+"/note", one.Note, maxProse),
		}
		p.faults.If(people[i].Name == "", at+"/name", "required", "Give the name")
		p.faults.If(!slices.Contains(image.Consents(), people[i].Consent), at+"/consent", "not_allowed", "This is one of: %s", "given, not_needed, unknown")
	}
	*to = people
}

func (in ImagePatch) writeTexts(p *pen, b *image.Image) {
	if !in.Texts.Set {
		return
	}
	all := maps.Clone(b.Texts.V)
	if in.Texts.Null || all == nil {
		all = map[string]image.Words{}
	}
	for _, locale := range slices.Sorted(maps.Keys(in.Texts.Value)) {
		at, words := "/texts/"+escaped(locale), in.Texts.Value[locale]
		tag, err := language.Parse(locale)
		p.faults.If(err != nil || tag == language.Und || tag.String() != locale, at, "invalid_locale", "This is not a language tag (BCP 47)")
		if words == nil {
			delete(all, locale)
			continue
		}
		if all[locale] = words.write(p, at, all[locale]); all[locale] == (image.Words{}) {
			delete(all, locale)
		}
	}
	p.faults.If(len(all) > maxIDs, "/texts", "too_many", "At most %d are possible", maxIDs)
	b.Texts.V = all
}

func (in ImageWordsInput) write(p *pen, at string, w image.Words) image.Words {
	if in.Alt.Set {
		w.Alt = text.Lines(&p.faults, at+"/alt", in.Alt.Value, maxProse)
	}
	if in.Caption.Set {
		w.Caption = text.Lines(&p.faults, at+"/caption", in.Caption.Value, maxProse)
	}
	if in.Credit.Set {
		w.Credit = text.Line(&p.faults, at+"/credit", in.Credit.Value, maxTitle)
	}
	return w
}

// escaped is a name that a client chose, as a part of a pointer (RFC 6901).
func escaped(name string) string { return strings.NewReplacer("~", "~0", "/", "~1").Replace(name) }

func (in ImagePatch) writeFrame(b *image.Image) {
	switch {
	case in.FocalPoint.Null:
		b.FocalPoint.V = nil
	case in.FocalPoint.Set:
		b.FocalPoint.V = new(image.Point(in.FocalPoint.Value))
	}
	if !in.Crops.Set {
		return
	}
	all := maps.Clone(b.Crops.V)
	if in.Crops.Null || all == nil {
		all = map[string]image.Crop{}
	}
	for ratio, c := range in.Crops.Value {
		if c == nil {
			delete(all, ratio)
			continue
		}
		all[ratio] = image.Crop(*c)
	}
	b.Crops.V = all
}

// draftImage writes an image for the newsroom. preview is the address under which
// its file can be seen, whether it is public or not.
func draftImage(s Spine, it content.Item, preview func(id string, b *image.Image) string) DraftImage {
	b := it.Body.(*image.Image)
	d := DraftImage{
		Spine: s, Alt: b.Alt, AltTruncated: b.AltTruncated, Decorative: b.Decorative, Caption: b.Caption, Credit: known(b.Credit),
		Texts: map[string]ImageWords{}, Creator: b.Creator, CopyrightHolder: b.CopyrightHolder, Source: b.Source, Licence: b.Licence,
		UsageTerms: b.UsageTerms, UsableFrom: orNil(b.UsableFrom), UsableUntil: orNil(b.UsableUntil), TakenAt: b.TakenAt, Place: b.Place,
		People: []ImagePerson{}, DigitalSourceType: b.DigitalSourceType, Crops: map[string]ImageCrop{},
	}
	for locale, w := range b.Texts.V {
		d.Texts[locale] = ImageWords(w)
	}
	for _, p := range b.People.V {
		d.People = append(d.People, ImagePerson{p.Name, string(p.Consent), p.Note})
	}
	for ratio, c := range b.Crops.V {
		d.Crops[ratio] = ImageCrop(c)
	}
	if p := b.FocalPoint.V; p != nil {
		d.FocalPoint = new(block.Point(*p))
	}
	if f := b.File.V; f.SHA256 != "" {
		d.File = &ImageFile{
			f.SHA256, f.MediaType, f.Size, f.Width, f.Height, f.Frames, thumbhash(f.Placeholder), f.Colour, preview(it.ID, b),
		}
	}
	return d
}

// known is nil for what nobody knows yet.
func known(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

// thumbhash is a placeholder as it is written in documents.
func thumbhash(base64 string) string { return "thumbhash:" + base64 }
