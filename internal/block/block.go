// Package block is the body of a document: a flat list of typed blocks whose
// text is spans with marks, never HTML. It reads bodies strictly from JSON,
// checks them, fills in what they show, and turns them into HTML, Markdown,
// plain text and Portable Text and back.
//
// A body has one form on the wire, in storage and in Go. What breaks that form
// is refused by Parse; what is merely unfinished is reported by Body.Check.
//
// Everything foreign enters through FromHTML, FromMarkdown or
// FromPortableText. They build blocks from what they understand and let go of
// the rest, so that no script, style sheet, event handler or frame has a place
// where it could stand.
package block

import (
	"maps"
	"slices"
	"strconv"
	"strings"
)

// Type names a type of block. It is stored and on the wire.
type Type string

// The types of blocks.
const (
	TypeParagraph      Type = "paragraph"
	TypeHeading        Type = "heading"
	TypeList           Type = "list"
	TypeQuote          Type = "quote"
	TypeImage          Type = "image"
	TypeGallery        Type = "gallery"
	TypeTable          Type = "table"
	TypeEmbed          Type = "embed"
	TypeEvent          Type = "event"
	TypeCampaign       Type = "campaign"
	TypeCampaignFigure Type = "campaign_figure"
	TypeCorrection     Type = "correction"
	TypeDivider        Type = "divider"
)

// Types lists the types of blocks in the order of the documentation.
func Types() []Type {
	return []Type{
		TypeParagraph, TypeHeading, TypeList, TypeQuote, TypeImage, TypeGallery, TypeTable,
		TypeEmbed, TypeEvent, TypeCampaign, TypeCampaignFigure, TypeCorrection, TypeDivider,
	}
}

// Block is one piece of a body. The types of this package are the only blocks.
type Block interface {
	// BlockID is the name of the block in its body, stable over edits.
	BlockID() string
	// Type says what the block is.
	Type() Type

	withID(id string) Block
}

// Body is the blocks of a document in reading order.
type Body []Block

// named returns b with a fresh id for every block that has none. The numbers
// go on after the highest in use, so that the id of a block that was deleted
// from the middle does not come back as another block.
func (b Body) named() Body {
	used := map[string]bool{}
	for _, one := range b {
		used[one.BlockID()] = true
	}
	last := highest(slices.Collect(maps.Keys(used)))
	for i, one := range b {
		if one.BlockID() == "" {
			last++
			b[i] = one.withID("b" + strconv.Itoa(last))
		}
	}
	return b
}

// highest is the largest n of the ids of the form b<n>, or 0. Numbers of more
// than six digits are not ours and would only make long ids longer.
func highest(ids []string) int {
	top := 0
	for _, id := range ids {
		digits, ours := strings.CutPrefix(id, "b")
		n, err := strconv.Atoi(digits)
		if ours && err == nil && len(digits) <= 6 {
			top = max(top, n)
		}
	}
	return top
}

// validID reports whether s can name a block or a thing that a block shows:
// one to 64 of the letters, digits, _ and -.
func validID(s string) bool {
	return s != "" && len(s) <= 64 && strings.IndexFunc(s, notOfID) < 0
}

func notOfID(r rune) bool {
	switch {
	case 'a' <= r && r <= 'z', 'A' <= r && r <= 'Z', '0' <= r && r <= '9', r == '_', r == '-':
		return false
	}
	return true
}
