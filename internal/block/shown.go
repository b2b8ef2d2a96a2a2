package block

import "time"

// Stub is another thing as a document shows it: enough to link to it. One of
// Title and Name is set, and only that one is on the wire: things that are
// read have a title, people and places have a name.
type Stub struct {
	ID    string `json:"id"`
	Type  string `json:"type"`
	Slug  string `json:"slug"`
	Title string `json:"title,omitzero"`
	Name  string `json:"name,omitzero"`
	URL   string `json:"url"`
}

// Label is what readers call the thing.
func (s Stub) Label() string { return s.Title + s.Name }

// Picture is an image as every part of the API shows it. URL, Width and Height
// are null together: an image can be described before its file has come.
type Picture struct {
	ID          string          `json:"id"`
	Type        string          `json:"type"` // always "image"
	URL         *string         `json:"url" extensions:"x-nullable"`
	Width       *int            `json:"width" extensions:"x-nullable"`  // in pixels, as seen after rotation
	Height      *int            `json:"height" extensions:"x-nullable"` // in pixels, as seen after rotation
	Alt         string          `json:"alt"`
	Decorative  bool            `json:"decorative"` // says nothing that the text does not
	Caption     string          `json:"caption"`
	Credit      *string         `json:"credit" extensions:"x-nullable"` // null while nobody knows who took it
	Srcset      string          `json:"srcset"`
	Sources     []PictureSource `json:"sources"`
	Placeholder *string         `json:"placeholder" extensions:"x-nullable"`
	FocalPoint  *Point          `json:"focal_point" extensions:"x-nullable"`
}

// PictureSource is the variants of a picture in one media type, as HTML's source
// element has them.
type PictureSource struct {
	Type   string `json:"type"`
	Srcset string `json:"srcset"`
}

// Point is a place in a picture: fractions of width and height from the top
// left corner, 0 to 1.
type Point struct {
	X float64 `json:"x"`
	Y float64 `json:"y"`
}

// FigureValue is a figure of a campaign as the ledger had it at one instant.
type FigureValue struct {
	Amount   int64     `json:"amount"`   // minor units of Currency, or a count, or whole per cent
	Currency string    `json:"currency"` // ISO 4217; empty for what is not money
	Text     string    `json:"text"`     // ready to read, in the language of the document
	AsOf     time.Time `json:"as_of"`    // in UTC
}
