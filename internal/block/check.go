package block

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"newsdesk/internal/fault"
)

// The limits of a body that goes live. Lengths are in characters (Unicode code
// points).
const (
	MaxBlocks  = 1_000  // blocks in a body
	MaxSpans   = 1_000  // spans in a block
	MaxText    = 20_000 // length of the text of a block
	MaxCaption = 1_000  // length of a caption, an alt text or an attribution
	MaxItems   = 100    // images in a gallery
	MaxColumns = 50     // cells in a row of a table
	MaxDepth   = 3      // levels of a list
)

// checker collects what is unfinished about one block.
type checker struct {
	fault.Fields
	at string // RFC 6901 pointer of the block
}

func (c *checker) require(ok bool, member string) {
	c.If(!ok, c.at+member, "required", "Something is missing here")
}

func (c *checker) atMost(n, limit int, member string) {
	c.If(n > limit, c.at+member, "too_many", "There are %d here; at most %d are possible", n, limit)
}

// short holds words beside the text to MaxCaption.
func (c *checker) short(s, member string) {
	n := utf8.RuneCountInString(s)
	c.If(n > MaxCaption, c.at+member, "too_long", "This is %d characters long; at most %d are possible", n, MaxCaption)
}

// Check reports all that must be mended before b can be shown to the public.
// Drafts may stay unfinished. Pointers are relative to the body.
func (b Body) Check() fault.Fields {
	c := checker{}
	c.atMost(len(b), MaxBlocks, "")
	for i, one := range b {
		c.at = "/" + strconv.Itoa(i)
		c.size(one)
		c.block(one)
	}
	return c.Fields
}

// size holds the text of any block to its limits.
func (c *checker) size(b Block) {
	spans, length := 0, 0
	for _, text := range texts(b) {
		spans += len(text)
		length += utf8.RuneCountInString(plain(text))
	}
	c.atMost(spans, MaxSpans, "")
	c.If(length > MaxText, c.at, "too_long", "This is %d characters long; at most %d are possible", length, MaxText)
}

func (c *checker) block(b Block) {
	switch b := b.(type) {
	case Paragraph:
		c.text(b.Text, "/text")
	case Heading:
		c.If(b.Level < 2 || b.Level > 4, c.at+"/level", "out_of_range", "A heading inside the text has level 2, 3 or 4")
		c.text(b.Text, "/text")
	case List:
		c.items(b.Items, "/items", 1)
	case Quote:
		c.text(b.Text, "/text")
		c.short(b.Attribution, "/attribution")
	case Image:
		c.use(b.Use, "")
	case Gallery:
		c.gallery(b)
	case Table:
		c.table(b)
	case Embed:
		c.require(b.URL != "", "/url")
	case Event:
		c.require(b.EventID != "", "/event_id")
	case Campaign:
		c.require(b.CampaignID != "", "/campaign_id")
	case CampaignFigure:
		c.require(b.CampaignID != "", "/campaign_id")
		c.require(b.Figure != "", "/figure")
	case Correction:
		c.text(b.Text, "/text")
		c.require(!b.CorrectedAt.IsZero(), "/corrected_at")
	}
}

func (c *checker) text(spans []Span, member string) {
	c.require(!empty(spans), member)
}

// empty reports whether a reader would see nothing.
func empty(spans []Span) bool { return strings.TrimSpace(plain(spans)) == "" }

func (c *checker) items(items []Item, member string, depth int) {
	if depth > MaxDepth {
		c.If(len(items) > 0, c.at+member, "too_deep", "Lists nest to depth %d at most", MaxDepth)
		return
	}
	c.require(len(items) > 0 || depth > 1, member)
	for i, it := range items {
		at := member + "/" + strconv.Itoa(i)
		c.text(it.Text, at+"/text")
		c.items(it.Items, at+"/items", depth+1)
	}
}

func (c *checker) use(u Use, member string) {
	c.require(u.ImageID != "", member+"/image_id")
	if u.Caption != nil {
		c.short(*u.Caption, member+"/caption")
	}
	if u.Alt != nil {
		c.short(*u.Alt, member+"/alt")
	}
}

func (c *checker) gallery(g Gallery) {
	c.require(len(g.Items) > 0, "/items")
	c.atMost(len(g.Items), MaxItems, "/items")
	for i, u := range g.Items {
		c.use(u, "/items/"+strconv.Itoa(i))
	}
}

func (c *checker) table(t Table) {
	c.require(len(t.Rows) > 0, "/rows")
	c.short(t.Caption, "/caption")
	if len(t.Rows) == 0 {
		return
	}
	width := len(t.Rows[0])
	c.atMost(width, MaxColumns, "/rows/0")
	c.If(len(t.Header) > 0 && len(t.Header) != width, c.at+"/header", "ragged", "Every row needs %d cells", width)
	for i, row := range t.Rows {
		c.If(len(row) != width, c.at+"/rows/"+strconv.Itoa(i), "ragged", "Every row needs %d cells", width)
	}
	blank := true
	for _, text := range cellTexts(t) {
		blank = blank && empty(text)
	}
	c.require(!blank, "/rows")
}
