package block

import (
	"cmp"

	"github.com/go-json-experiment/json/jsontext"
)

// Layout is how much room an image takes.
type Layout string

// The layouts. The zero Layout is LayoutInline.
const (
	LayoutInline Layout = "inline"
	LayoutWide   Layout = "wide"
	LayoutFull   Layout = "full"
)

// Figure is which number of a campaign is shown.
type Figure string

// The figures.
const (
	Raised        Figure = "raised"
	Goal          Figure = "goal"
	DonationCount Figure = "donation_count"
	Percent       Figure = "percent"
	Remaining     Figure = "remaining"
)

// Format is how a figure is spelt.
type Format string

// The formats. The zero Format is FormatLong.
const (
	FormatLong  Format = "long"  // every digit
	FormatShort Format = "short" // rounded, as in a headline
)

// Use is one showing of an image. Caption and Alt are the words for this place
// only; nil leaves those of the image, and an empty Alt makes it decorative
// here. Image is resolved: nil in storage, filled at publish.
type Use struct {
	ImageID string   `json:"image_id"`                        // which image
	Caption *string  `json:"caption" extensions:"x-nullable"` // for this place; null: as the image has it
	Alt     *string  `json:"alt" extensions:"x-nullable"`     // for this place; null: as the image has it
	Image   *Picture `json:"image" extensions:"x-nullable"`   // null if it cannot be shown
} // @name ImageUse

// Image shows one image.
type Image struct {
	ID string `json:"id" example:"b1"` // stable over edits
	Use
	Layout Layout `json:"layout"` // how much room it takes
} // @name ImageBlock

// Gallery shows several images as one.
type Gallery struct {
	ID    string `json:"id" example:"b1"` // stable over edits
	Items []Use  `json:"items"`           // in their order
} // @name GalleryBlock

// Embed shows something that lies with another service. It is delivered as a
// link: whether to load a player is the reader's application's decision.
type Embed struct {
	ID       string   `json:"id" example:"b1"`                                                                                                       // stable over edits
	Provider Provider `json:"provider" swaggertype:"string" enums:"youtube,vimeo,facebook,instagram,tiktok,x,soundcloud,spotify," example:"youtube"` // whose it is; empty while there is no address
	URL      string   `json:"url" example:"https://www.youtube.com/watch?v=aqz-KE-bpKQ"`                                                             // where it lies
} // @name EmbedBlock

// Event shows an event as a card. Event is resolved: nil in storage, and nil
// in delivery while the event is not public.
type Event struct {
	ID      string `json:"id" example:"b1"`               // stable over edits
	EventID string `json:"event_id"`                      // which event
	Event   *Stub  `json:"event" extensions:"x-nullable"` // null while it is not public
} // @name EventBlock

// Campaign shows a campaign as a card. Campaign is resolved: nil in storage,
// and nil in delivery while the campaign is not public.
type Campaign struct {
	ID         string `json:"id" example:"b1"`                  // stable over edits
	CampaignID string `json:"campaign_id"`                      // which campaign
	Campaign   *Stub  `json:"campaign" extensions:"x-nullable"` // null while it is not public
} // @name CampaignBlock

// CampaignFigure shows a number of a campaign straight from the ledger, so
// that nobody types it. Value is resolved: nil in storage.
type CampaignFigure struct {
	ID         string       `json:"id" example:"b1"`                                                                                    // stable over edits
	CampaignID string       `json:"campaign_id"`                                                                                        // which campaign
	Figure     Figure       `json:"figure" swaggertype:"string" enums:"raised,goal,donation_count,percent,remaining," example:"raised"` // which number; empty while nobody has chosen
	Format     Format       `json:"format"`                                                                                             // how it is spelt
	Value      *FigureValue `json:"value" extensions:"x-nullable"`                                                                      // null while there is none to show
} // @name CampaignFigureBlock

// BlockID implements Block.
func (b Image) BlockID() string { return b.ID }

// BlockID implements Block.
func (b Gallery) BlockID() string { return b.ID }

// BlockID implements Block.
func (b Embed) BlockID() string { return b.ID }

// BlockID implements Block.
func (b Event) BlockID() string { return b.ID }

// BlockID implements Block.
func (b Campaign) BlockID() string { return b.ID }

// BlockID implements Block.
func (b CampaignFigure) BlockID() string { return b.ID }

// Type implements Block.
func (Image) Type() Type { return TypeImage }

// Type implements Block.
func (Gallery) Type() Type { return TypeGallery }

// Type implements Block.
func (Embed) Type() Type { return TypeEmbed }

// Type implements Block.
func (Event) Type() Type { return TypeEvent }

// Type implements Block.
func (Campaign) Type() Type { return TypeCampaign }

// Type implements Block.
func (CampaignFigure) Type() Type { return TypeCampaignFigure }

func (b Image) withID(id string) Block          { b.ID = id; return b }
func (b Gallery) withID(id string) Block        { b.ID = id; return b }
func (b Embed) withID(id string) Block          { b.ID = id; return b }
func (b Event) withID(id string) Block          { b.ID = id; return b }
func (b Campaign) withID(id string) Block       { b.ID = id; return b }
func (b CampaignFigure) withID(id string) Block { b.ID = id; return b }

// MarshalJSONTo implements json.MarshalerTo.
func (b Image) MarshalJSONTo(enc *jsontext.Encoder) error {
	type members Image
	b.Layout = cmp.Or(b.Layout, LayoutInline)
	return write(enc, b, members(b))
}

// MarshalJSONTo implements json.MarshalerTo.
func (b Gallery) MarshalJSONTo(enc *jsontext.Encoder) error {
	type members Gallery
	return write(enc, b, members(b))
}

// MarshalJSONTo implements json.MarshalerTo.
func (b Embed) MarshalJSONTo(enc *jsontext.Encoder) error {
	type members Embed
	return write(enc, b, members(b))
}

// MarshalJSONTo implements json.MarshalerTo.
func (b Event) MarshalJSONTo(enc *jsontext.Encoder) error {
	type members Event
	return write(enc, b, members(b))
}

// MarshalJSONTo implements json.MarshalerTo.
func (b Campaign) MarshalJSONTo(enc *jsontext.Encoder) error {
	type members Campaign
	return write(enc, b, members(b))
}

// MarshalJSONTo implements json.MarshalerTo.
func (b CampaignFigure) MarshalJSONTo(enc *jsontext.Encoder) error {
	type members CampaignFigure
	b.Format = cmp.Or(b.Format, FormatLong)
	return write(enc, b, members(b))
}
