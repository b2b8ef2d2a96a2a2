package block_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"newsdesk/internal/block"
	"newsdesk/internal/fault"
)

// bodies draws tidy bodies as they are stored, with ids in order and, if whole
// is true, with everything that only HTML and Portable Text can carry.
func bodies(whole bool) *rapid.Generator[block.Body] {
	return rapid.Custom(func(t *rapid.T) block.Body {
		b := block.Body{}
		for i := range rapid.IntRange(1, 6).Draw(t, "blocks") {
			b = append(b, drawBlock(t, fmt.Sprintf("b%d", i+1), whole))
		}
		return b
	})
}

func drawBlock(t *rapid.T, id string, whole bool) block.Block {
	thing := rapid.StringMatching(`[A-Za-z0-9_-]{1,12}`)
	switch rapid.SampledFrom(block.Types()).Draw(t, "type") {
	case block.TypeHeading:
		return block.Heading{ID: id, Level: rapid.IntRange(2, 4).Draw(t, "level"), Text: drawSpans(t)}
	case block.TypeList:
		return block.List{ID: id, Ordered: rapid.Bool().Draw(t, "ordered"), Items: drawItems(t, 1)}
	case block.TypeQuote:
		by := strings.TrimPrefix(drawLine(t, "attribution"), "— ")
		return block.Quote{ID: id, Text: drawSpans(t), Attribution: by}
	case block.TypeTable:
		return drawTable(t, id)
	case block.TypeImage:
		layout := rapid.SampledFrom([]block.Layout{block.LayoutInline, block.LayoutWide, block.LayoutFull}).Draw(t, "layout")
		return block.Image{ID: id, Use: drawUse(t), Layout: layout}
	case block.TypeGallery:
		return block.Gallery{ID: id, Items: []block.Use{drawUse(t), drawUse(t)}}
	case block.TypeEmbed:
		return block.Embed{ID: id, Provider: block.YouTube, URL: "https://youtu.be/" + thing.Draw(t, "video")}
	case block.TypeEvent:
		return block.Event{ID: id, EventID: thing.Draw(t, "event")}
	case block.TypeCampaign:
		return block.Campaign{ID: id, CampaignID: thing.Draw(t, "campaign")}
	case block.TypeCampaignFigure:
		return block.CampaignFigure{ID: id, CampaignID: thing.Draw(t, "campaign"), Figure: block.Percent, Format: block.FormatShort}
	case block.TypeCorrection:
		return block.Correction{ID: id, Text: drawSpans(t), CorrectedAt: correctedAt()}
	case block.TypeDivider:
		return block.Divider{ID: id}
	case block.TypeParagraph:
	}
	p := block.Paragraph{ID: id, Text: drawSpans(t)}
	if whole && rapid.Bool().Draw(t, "lead") {
		p.Role = block.Lead
	}
	return p
}

// drawSpans draws a text of all that is awkward in HTML and Markdown.
func drawSpans(t *rapid.T) []block.Span {
	awkward := rapid.StringOfN(rapid.RuneFrom([]rune("abĐộ1. \n*_`~[]()<>&#|\\!-+=:\"'/—\u00a0\u0301“😀;$^{}?")), 1, 12, -1)
	links := []string{"", "", "", "/a", "https://bao.vn/x_(y)?a=1&copy=2*b*", "mailto:a@bao.vn"}
	spans := []block.Span{{Text: "x"}}
	for range rapid.IntRange(0, 4).Draw(t, "spans") {
		var marks []block.Mark
		for _, m := range block.Marks() {
			if rapid.IntRange(0, 3).Draw(t, string(m)) == 0 {
				marks = append(marks, m)
			}
		}
		url := rapid.SampledFrom(links).Draw(t, "link")
		spans = append(spans, block.Span{Text: awkward.Draw(t, "text"), Marks: marks, Link: block.Link{URL: url}})
	}
	if rapid.Bool().Draw(t, "bare start") && len(spans) > 1 {
		if bare := block.Tidy(spans[1:]); len(bare) > 0 {
			return bare
		}
	}
	return block.Tidy(spans)
}

func drawItems(t *rapid.T, depth int) []block.Item {
	var items []block.Item
	for range rapid.IntRange(1, 3).Draw(t, "items") {
		it := block.Item{Text: drawSpans(t)}
		if depth < block.MaxDepth && rapid.Bool().Draw(t, "nest") {
			it.Items = drawItems(t, depth+1)
			it.Ordered = rapid.Bool().Draw(t, "ordered inside")
		}
		items = append(items, it)
	}
	return items
}

func drawTable(t *rapid.T, id string) block.Block {
	width := rapid.IntRange(1, 3).Draw(t, "width")
	row := func() []block.Cell {
		cells := []block.Cell{}
		for range width {
			cells = append(cells, drawSpans(t))
		}
		return cells
	}
	table := block.Table{ID: id, Rows: [][]block.Cell{row(), row()}}
	table.Rows[1][0] = nil
	if rapid.Bool().Draw(t, "header") {
		table.Header = row()
	}
	if rapid.Bool().Draw(t, "captioned") {
		table.Caption = drawLine(t, "caption")
	}
	return table
}

func drawUse(t *rapid.T) block.Use {
	u := block.Use{ImageID: rapid.StringMatching(`[a-z0-9_-]{1,8}`).Draw(t, "image")}
	if s := drawLine(t, "alt"); s != "" {
		u.Alt = &s
	}
	if s := drawLine(t, "caption"); s != "" {
		u.Caption = &s
	}
	return u
}

// drawLine draws a line of text, which may be empty.
func drawLine(t *rapid.T, name string) string {
	s := rapid.StringOfN(rapid.RuneFrom([]rune("aĐ1 *_`<>&#\"'—[]\\|-.")), 0, 8, -1).Draw(t, name)
	return strings.Join(strings.Fields(s), " ")
}

func keeps(t *rapid.T, b block.Body, form string, read func() (block.Body, fault.Fields)) {
	t.Helper()
	got, faults := read()
	if len(faults) > 0 {
		t.Fatalf("got faults %v of\n%s", told(faults), form)
	}
	if diff := cmp.Diff(b, got); diff != "" {
		t.Fatalf("body (-want +got):\n%s\nof\n%s", diff, form)
	}
}

func TestHTMLKeepsEveryBlock(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		b := bodies(true).Draw(t, "body")
		keeps(t, b, b.HTML(), func() (block.Body, fault.Fields) { return block.FromHTML(b.HTML()) })
	})
}

func TestMarkdownKeepsEveryBlock(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		b := bodies(false).Draw(t, "body")
		keeps(t, b, b.Markdown(), func() (block.Body, fault.Fields) { return block.FromMarkdown(b.Markdown()) })
	})
}

func TestPortableTextKeepsEveryBlock(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		b := bodies(true).Draw(t, "body")
		raw := b.PortableText()
		keeps(t, b, string(raw), func() (block.Body, fault.Fields) { return block.FromPortableText(raw) })
	})
}

func TestTidyIsDoneOnce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		once := drawSpans(t)
		if diff := cmp.Diff(once, block.Tidy(once)); diff != "" {
			t.Fatalf("tidy text changed when tidied again (-once +twice):\n%s", diff)
		}
	})
}

func TestStoredBodiesKeepEveryBlock(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		b := bodies(true).Draw(rt, "body")
		raw := marshal(t, b)
		keeps(rt, b, raw, func() (block.Body, fault.Fields) { return block.Parse([]byte(raw)) })
	})
}
