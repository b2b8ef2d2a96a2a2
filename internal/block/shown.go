package block

import "time"

// Stub is another thing as a document shows it: enough to link to it. One of
// Title and Name is set, and only that one is on the wire: things that are
// read have a title, people and places have a name.
type Stub struct {
	ID    string `json:"id"`             // a UUIDv7
	Type  string `json:"type"`           // its kind
	Slug  string `json:"slug"`           // the last part of its address
	Title string `json:"title,omitzero"` // of what is read
	Name  string `json:"name,omitzero"`  // of people and places
	URL   string `json:"url"`            // on the site of the readers
}

// Label is what readers call the thing.
func (s Stub) Label() string { return s.Title + s.Name }

// Picture is an image as every part of the API shows it. URL, Width and Height
// are null together: an image can be described before its file has come.
type Picture struct {
	ID          string                 `json:"id" example:"01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e17"`                                    // a UUIDv7
	Type        string                 `json:"type" enums:"image" example:"image"`                                                   // always "image"
	URL         *string                `json:"url" extensions:"x-nullable"`                                                          // of a middling size, for those who choose none
	Width       *int                   `json:"width" extensions:"x-nullable"`                                                        // in pixels, as seen after rotation
	Height      *int                   `json:"height" extensions:"x-nullable"`                                                       // in pixels, as seen after rotation
	Alt         string                 `json:"alt" example:"Các đại biểu và đoàn viên thanh niên nhắn tin ủng hộ Quỹ"`               // what it shows; empty if it is decorative
	Decorative  bool                   `json:"decorative"`                                                                           // says nothing that the text does not
	Caption     string                 `json:"caption"`                                                                              // what is printed below it
	Credit      *string                `json:"credit" extensions:"x-nullable"`                                                       // null while nobody knows who took it
	Srcset      string                 `json:"srcset"`                                                                               // all widths, as HTML's srcset has them
	Sources     []PictureSource        `json:"sources"`                                                                              // the same in other media types, best first
	Placeholder *string                `json:"placeholder" extensions:"x-nullable" example:"thumbhash:1QcSHQRnh493V4dIh4eXh1h4kJUI"` // a blurred preview: a ThumbHash in base64
	Colour      *string                `json:"colour" extensions:"x-nullable" example:"#6f8fa1"`                                     // the one that there is most of
	FocalPoint  *Point                 `json:"focal_point" extensions:"x-nullable"`                                                  // what must stay visible when it is cropped
	Crops       map[string]PictureCrop `json:"crops"`                                                                                // parts that were chosen for a shape, by ratio: 16x9 4x3 3x2 1x1 9x16
}

// PictureCrop is a part of a picture in one shape.
type PictureCrop struct {
	URL     string          `json:"url"`                  // of a middling size, for those who choose none
	Width   int             `json:"width" example:"1600"` // in pixels, of the part itself
	Height  int             `json:"height" example:"900"` // in pixels, of the part itself
	Srcset  string          `json:"srcset"`               // all widths, as HTML's srcset has them
	Sources []PictureSource `json:"sources"`              // the same in other media types, best first
}

// PictureSource is the variants of a picture in one media type, as HTML's source
// element has them.
type PictureSource struct {
	Type   string `json:"type" example:"image/webp"` // the media type
	Srcset string `json:"srcset"`                    // all widths
}

// Point is a place in a picture: fractions of width and height from the top
// left corner, 0 to 1.
type Point struct {
	X float64 `json:"x" minimum:"0" maximum:"1" example:"0.5"` // from the left
	Y float64 `json:"y" minimum:"0" maximum:"1" example:"0.4"` // from the top
}

// FigureValue is a figure of a campaign as the ledger had it at one instant.
type FigureValue struct {
	Amount   int64     `json:"amount"`   // minor units of Currency, or a count, or whole per cent
	Currency string    `json:"currency"` // ISO 4217; empty for what is not money
	Text     string    `json:"text"`     // ready to read, in the language of the document
	AsOf     time.Time `json:"as_of"`    // in UTC
}
