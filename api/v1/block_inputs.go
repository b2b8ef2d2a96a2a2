package v1

// BlockInputUnion is one block of a body as clients write it: without what the
// server resolves, and with an id only to keep the one it has. It stands here for
// the description of the API; package block reads what is sent.
type BlockInputUnion struct {
	Paragraph      ParagraphBlockInput
	Heading        HeadingBlockInput
	List           ListBlockInput
	Quote          QuoteBlockInput
	Image          ImageBlockInput
	Gallery        GalleryBlockInput
	Table          TableBlockInput
	Embed          EmbedBlockInput
	Event          EventBlockInput
	Campaign       CampaignBlockInput
	CampaignFigure CampaignFigureBlockInput
	Correction     CorrectionBlockInput
	Divider        DividerBlockInput
}

// NamedInput is what every block may have.
type NamedInput struct {
	ID string `json:"id" example:"b1"` // stable over edits; a new one if absent
}

// SpanInput is a stretch of text of one look. A line feed in it is a line break.
type SpanInput struct {
	Text  string     `json:"text" validate:"required" example:"Chiều 24/3"`                          // as it is, never HTML
	Marks []string   `json:"marks" enums:"strong,em,underline,strike,sup,sub,code" example:"strong"` // each once
	Link  *LinkInput `json:"link" extensions:"x-nullable"`                                           // where it leads
}

// LinkInput is where a span leads.
type LinkInput struct {
	URL string `json:"url" validate:"required" example:"https://bao.example/doan-the"` // http, https, mailto, tel, or a path with one slash
}

// ParagraphBlockInput is a paragraph of running text.
type ParagraphBlockInput struct {
	NamedInput
	Role *string     `json:"role" enums:"lead" extensions:"x-nullable" example:"lead"` // lead opens the story
	Text []SpanInput `json:"text"`                                                     // what it says
}

// HeadingBlockInput is a heading inside the text.
type HeadingBlockInput struct {
	NamedInput
	Level int         `json:"level" example:"2"` // 2 to 4; the title is level 1
	Text  []SpanInput `json:"text"`              // what it says
}

// ListBlockInput is a list of items.
type ListBlockInput struct {
	NamedInput
	Ordered bool            `json:"ordered"` // numbered
	Items   []ListItemInput `json:"items"`   // in their order
}

// ListItemInput is one item of a list, with a list of its own below it, to depth 3.
type ListItemInput struct {
	Text    []SpanInput     `json:"text"`    // what it says
	Ordered bool            `json:"ordered"` // the list below is numbered
	Items   []ListItemInput `json:"items"`   // the list below, if any
}

// QuoteBlockInput is a quotation set apart.
type QuoteBlockInput struct {
	NamedInput
	Text        []SpanInput `json:"text"`        // what was said
	Attribution string      `json:"attribution"` // who said it
}

// ImageUseInput is one showing of an image.
type ImageUseInput struct {
	ImageID string  `json:"image_id" format:"uuid"`          // which image
	Caption *string `json:"caption" extensions:"x-nullable"` // for this place; null: as the image has it
	Alt     *string `json:"alt" extensions:"x-nullable"`     // for this place; null: as the image has it
}

// ImageBlockInput shows one image.
type ImageBlockInput struct {
	NamedInput
	ImageUseInput
	Layout string `json:"layout" enums:"inline,wide,full" default:"inline"` // how much room it takes
}

// GalleryBlockInput shows several images as one.
type GalleryBlockInput struct {
	NamedInput
	Items []ImageUseInput `json:"items"` // in their order
}

// TableBlockInput is rows of cells.
type TableBlockInput struct {
	NamedInput
	Header  [][]SpanInput   `json:"header"`  // the first row
	Rows    [][][]SpanInput `json:"rows"`    // the others
	Caption string          `json:"caption"` // what is printed with it
}

// EmbedBlockInput shows something that lies with another service.
type EmbedBlockInput struct {
	NamedInput
	Provider *string `json:"provider" enums:"youtube,vimeo,facebook,instagram,tiktok,x,soundcloud,spotify" extensions:"x-nullable"` // follows from the address
	URL      string  `json:"url" example:"https://www.youtube.com/watch?v=aqz-KE-bpKQ"`                                             // where it lies
}

// EventBlockInput shows an event as a card.
type EventBlockInput struct {
	NamedInput
	EventID string `json:"event_id" format:"uuid"` // which event
}

// CampaignBlockInput shows a campaign as a card.
type CampaignBlockInput struct {
	NamedInput
	CampaignID string `json:"campaign_id" format:"uuid"` // which campaign
}

// CampaignFigureBlockInput shows a number of a campaign from the ledger.
type CampaignFigureBlockInput struct {
	NamedInput
	CampaignID string `json:"campaign_id" format:"uuid"`                                   // which campaign
	Figure     string `json:"figure" enums:"raised,goal,donation_count,percent,remaining"` // which number
	Format     string `json:"format" enums:"long,short" default:"long"`                    // every digit, or rounded
}

// CorrectionBlockInput tells the reader what was wrong.
type CorrectionBlockInput struct {
	NamedInput
	Text        []SpanInput `json:"text"`                                                                                        // what was wrong
	CorrectedAt *string     `json:"corrected_at" format:"date-time" extensions:"x-nullable" example:"2020-03-24T18:26:00+07:00"` // when it was put right
}

// DividerBlockInput is a break between two parts of the text.
type DividerBlockInput struct{ NamedInput }
