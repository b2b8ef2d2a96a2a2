// Package story reads a news page that was saved as plain text and says what
// each of its lines is: title, dateline, paragraphs, pictures, byline.
//
// What stands in the text is kept character for character (in Unicode NFC).
// What had to be inferred, and what the page does not tell at all, is said in
// the doubts, so that an editor can look at it; nothing is made up.
package story

import (
	"io"
	"slices"
	"time"

	"newsdesk/internal/fault"
)

// Line is one line of a page. Number counts from 1; it is 0 for a line that
// the page does not have.
type Line struct {
	Number int
	Text   string
}

// Block is a piece of the running story: a Paragraph or an Image.
type Block interface {
	// Top is the number of the first line of the block.
	Top() int
}

// Paragraph is a paragraph of text. The first one of a story is its lead.
type Paragraph struct {
	Line
	Lead bool
}

// Image is what a page tells about a picture. AltTruncated says that the alt
// text was cut where a double quote inside it ended the HTML attribute. Credit
// is empty unless the caption itself names the photographer.
type Image struct {
	Alt          Line
	AltTruncated bool
	Caption      Line
	Credit       string
}

// Top implements Block.
func (p Paragraph) Top() int { return p.Number }

// Top implements Block.
func (i Image) Top() int {
	if i.Alt.Number > 0 {
		return i.Alt.Number
	}
	return i.Caption.Number
}

// Byline is the signature at the foot of a story and the names in it.
type Byline struct {
	Line
	Names []string
}

// Doubt is something an editor should look at. Line is 0 when it is about the
// whole page. Field is an RFC 6901 pointer into the story, such as
// /blocks/2/alt.
type Doubt struct {
	Line  int
	Field string
	fault.Text
}

// Story is a page, understood.
type Story struct {
	Overline    Line
	Title       Line
	Dateline    Line
	PublishedAt time.Time // with the offset of the dateline; zero if the page does not tell
	Zone        string    // IANA name, empty if it cannot be inferred
	Lead        Line      // the first paragraph, which is also the standfirst
	Blocks      []Block
	Byline      Byline
	Doubts      []Doubt // by line; those about the whole page at the end
	Furniture   []int   // numbers of the lines left over from the page's layout
	Blank       int     // how many lines were empty
}

// Parse reads a page of at most MaxSize bytes of UTF-8. It fails with TooLarge
// or UnsupportedMedia for what is no such page, and with Invalid for a page
// without a title or without a paragraph.
func Parse(r io.Reader) (_ Story, err error) {
	defer fault.Wrap(&err, "story.Parse")
	text, err := read(r)
	if err != nil {
		return Story{}, err
	}
	content, furniture, blank := sift(text)
	s := Story{Furniture: furniture, Blank: blank}
	rest := s.readHead(content)
	rest = s.readByline(rest)
	s.readBody(rest)
	if err := s.check(); err != nil {
		return Story{}, err
	}
	s.doubtTheUntold()
	slices.SortStableFunc(s.Doubts, byLine)
	return s, nil
}

func (s *Story) check() error {
	var f fault.Fields
	f.If(s.Title.Text == "", "/title", "required", "The page has no line that could be a title")
	f.If(s.Lead.Text == "", "/blocks", "required", "The page has no paragraph below its title")
	return f.Err()
}

// doubtTheUntold notes what a page of plain text cannot say.
func (s *Story) doubtTheUntold() {
	s.doubt(s.Lead.Number, "/standfirst", "The standfirst is inferred from the first paragraph")
	if s.Byline.Number == 0 {
		s.doubt(0, "/byline", "No line reads as a byline; the author is unknown")
	}
	s.doubt(0, "/section", "The page does not tell its section")
	s.doubt(0, "/tags", "The page does not tell its tags")
	s.doubt(0, "/url", "The page does not tell its address")
}

func (s *Story) doubt(line int, field, format string, args ...any) {
	text := fault.Text{Format: format, Args: args}
	s.Doubts = append(s.Doubts, Doubt{Line: line, Field: field, Text: text})
}

func byLine(a, b Doubt) int {
	switch {
	case a.Line == b.Line:
		return 0
	case a.Line == 0:
		return 1
	case b.Line == 0:
		return -1
	}
	return a.Line - b.Line
}
