package block

import (
	"time"

	"github.com/go-json-experiment/json/jsontext"
)

// Role is what a paragraph is to the story. The zero Role is body text and is
// null in JSON.
type Role string

// Lead is the role of the paragraph that opens a story (sapo).
const Lead Role = "lead"

// MarshalJSONTo implements json.MarshalerTo.
func (r Role) MarshalJSONTo(enc *jsontext.Encoder) error {
	if r == "" {
		return enc.WriteToken(jsontext.Null)
	}
	return enc.WriteToken(jsontext.String(string(r)))
}

// Paragraph is a paragraph of running text.
type Paragraph struct {
	ID   string `json:"id" example:"b1"`              // stable over edits
	Role Role   `json:"role" extensions:"x-nullable"` // lead opens the story; null is body text
	Text []Span `json:"text"`                         // what it says
} // @name ParagraphBlock

// Heading is a heading inside the text. Level is 2 to 4: the title of the
// document is level 1.
type Heading struct {
	ID    string `json:"id" example:"b1"`   // stable over edits
	Level int    `json:"level" example:"2"` // 2 to 4
	Text  []Span `json:"text"`              // what it says
} // @name HeadingBlock

// List is a list of items, numbered if Ordered.
type List struct {
	ID      string `json:"id" example:"b1"` // stable over edits
	Ordered bool   `json:"ordered"`         // numbered
	Items   []Item `json:"items"`           // in their order
} // @name ListBlock

// Item is one item of a list, with a list of its own below it unless Items is
// empty. Ordered is about that inner list. Lists nest to depth 3.
type Item struct {
	Text    []Span `json:"text"`    // what it says
	Ordered bool   `json:"ordered"` // the list below is numbered
	Items   []Item `json:"items"`   // the list below, if any
} // @name ListItem

// Quote is a quotation set apart. Attribution is who said it, empty if the
// text around it says so.
type Quote struct {
	ID          string `json:"id" example:"b1"` // stable over edits
	Text        []Span `json:"text"`            // what it says
	Attribution string `json:"attribution"`     // who said it; empty if the text around says so
} // @name QuoteBlock

// Cell is the text of one cell of a table.
type Cell []Span

// Table is rows of cells. Header is empty if the table has none.
type Table struct {
	ID      string   `json:"id" example:"b1"` // stable over edits
	Header  []Cell   `json:"header"`          // the first row, or empty
	Rows    [][]Cell `json:"rows"`            // the others
	Caption string   `json:"caption"`         // what is printed with it
} // @name TableBlock

// Correction tells the reader what was wrong and when it was put right.
// CorrectedAt is an instant in UTC to the millisecond; zero is null in JSON.
type Correction struct {
	ID          string    `json:"id" example:"b1"`                                                     // stable over edits
	Text        []Span    `json:"text"`                                                                // what was wrong
	CorrectedAt time.Time `json:"corrected_at" extensions:"x-nullable" example:"2020-03-24T11:26:00Z"` // when it was put right; null while that is not said
} // @name CorrectionBlock

// Divider is a break between two parts of the text.
type Divider struct {
	ID string `json:"id" example:"b1"` // stable over edits
} // @name DividerBlock

// BlockID implements Block.
func (b Paragraph) BlockID() string { return b.ID }

// BlockID implements Block.
func (b Heading) BlockID() string { return b.ID }

// BlockID implements Block.
func (b List) BlockID() string { return b.ID }

// BlockID implements Block.
func (b Quote) BlockID() string { return b.ID }

// BlockID implements Block.
func (b Table) BlockID() string { return b.ID }

// BlockID implements Block.
func (b Correction) BlockID() string { return b.ID }

// BlockID implements Block.
func (b Divider) BlockID() string { return b.ID }

// Type implements Block.
func (Paragraph) Type() Type { return TypeParagraph }

// Type implements Block.
func (Heading) Type() Type { return TypeHeading }

// Type implements Block.
func (List) Type() Type { return TypeList }

// Type implements Block.
func (Quote) Type() Type { return TypeQuote }

// Type implements Block.
func (Table) Type() Type { return TypeTable }

// Type implements Block.
func (Correction) Type() Type { return TypeCorrection }

// Type implements Block.
func (Divider) Type() Type { return TypeDivider }

func (b Paragraph) withID(id string) Block  { b.ID = id; return b }
func (b Heading) withID(id string) Block    { b.ID = id; return b }
func (b List) withID(id string) Block       { b.ID = id; return b }
func (b Quote) withID(id string) Block      { b.ID = id; return b }
func (b Table) withID(id string) Block      { b.ID = id; return b }
func (b Correction) withID(id string) Block { b.ID = id; return b }
func (b Divider) withID(id string) Block    { b.ID = id; return b }

// MarshalJSONTo implements json.MarshalerTo.
func (b Paragraph) MarshalJSONTo(enc *jsontext.Encoder) error {
	type members Paragraph
	return write(enc, b, members(b))
}

// MarshalJSONTo implements json.MarshalerTo.
func (b Heading) MarshalJSONTo(enc *jsontext.Encoder) error {
	type members Heading
	return write(enc, b, members(b))
}

// MarshalJSONTo implements json.MarshalerTo.
func (b List) MarshalJSONTo(enc *jsontext.Encoder) error {
	type members List
	return write(enc, b, members(b))
}

// MarshalJSONTo implements json.MarshalerTo.
func (b Quote) MarshalJSONTo(enc *jsontext.Encoder) error {
	type members Quote
	return write(enc, b, members(b))
}

// MarshalJSONTo implements json.MarshalerTo.
func (b Table) MarshalJSONTo(enc *jsontext.Encoder) error {
	type members Table
	return write(enc, b, members(b))
}

// MarshalJSONTo implements json.MarshalerTo.
func (b Correction) MarshalJSONTo(enc *jsontext.Encoder) error {
	members := struct {
		Text        []Span     `json:"text"`
		CorrectedAt *time.Time `json:"corrected_at"`
	}{Text: b.Text}
	if !b.CorrectedAt.IsZero() {
		members.CorrectedAt = new(b.CorrectedAt.UTC().Truncate(time.Millisecond))
	}
	return write(enc, b, members)
}

// MarshalJSONTo implements json.MarshalerTo.
func (b Divider) MarshalJSONTo(enc *jsontext.Encoder) error {
	type members Divider
	return write(enc, b, members(b))
}

// texts returns every text of b that belongs to the run of the story, in
// reading order: one for a paragraph, one for each item or cell.
func texts(b Block) [][]Span {
	switch b := b.(type) {
	case Paragraph:
		return [][]Span{b.Text}
	case Heading:
		return [][]Span{b.Text}
	case Quote:
		return [][]Span{b.Text}
	case Correction:
		return [][]Span{b.Text}
	case List:
		return itemTexts(b.Items)
	case Table:
		return cellTexts(b)
	}
	return nil
}

func itemTexts(items []Item) [][]Span {
	var all [][]Span
	for _, it := range items {
		all = append(append(all, it.Text), itemTexts(it.Items)...)
	}
	return all
}

func cellTexts(t Table) [][]Span {
	var all [][]Span
	for _, row := range append([][]Cell{t.Header}, t.Rows...) {
		for _, cell := range row {
			all = append(all, cell)
		}
	}
	return all
}

// plain is the text of spans without marks.
func plain(spans []Span) string {
	var text []byte
	for _, s := range spans {
		text = append(text, s.Text...)
	}
	return string(text)
}
