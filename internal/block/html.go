package block

import (
	"iter"
	"slices"
	"strconv"
	"strings"
	"time"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// HTML is b as semantic HTML, one element per block, without scripts, styles
// or frames. It is rendered from a tree of elements, so that no text can be
// taken for markup. What is not resolved leaves a hidden element that names
// it, and FromHTML finds all blocks again, with the ids of what they show but
// not their own.
func (b Body) HTML() string {
	var out strings.Builder
	for i, one := range b {
		if i > 0 {
			out.WriteByte('\n')
		}
		// A Builder takes every write, and the elements made below nest as
		// HTML wants it, so there is nothing that could fail.
		_ = html.Render(&out, htmlOf(one))
	}
	return out.String()
}

// element makes an element with the given children; nil ones are left out.
func element(a atom.Atom, children ...*html.Node) *html.Node {
	n := &html.Node{Type: html.ElementNode, DataAtom: a, Data: a.String()}
	for _, c := range children {
		if c != nil {
			n.AppendChild(c)
		}
	}
	return n
}

// with sets attributes of n, given as names and values in turn.
func with(n *html.Node, pairs ...string) *html.Node {
	for pair := range slices.Chunk(pairs, 2) {
		n.Attr = append(n.Attr, html.Attribute{Key: pair[0], Val: pair[1]})
	}
	return n
}

func textNode(s string) *html.Node { return &html.Node{Type: html.TextNode, Data: s} }

func htmlOf(b Block) *html.Node {
	switch b := b.(type) {
	case Paragraph:
		return htmlParagraph(b)
	case Heading:
		return element(headingAtom(b.Level), inline(b.Text)...)
	case List:
		return htmlList(b.Ordered, b.Items)
	case Quote:
		return htmlQuote(b)
	case Image:
		return htmlImage(b)
	case Gallery:
		return htmlGallery(b)
	case Table:
		return htmlTable(b)
	case Embed:
		return htmlEmbed(b)
	case Event:
		return with(htmlCard(b.Event), "class", "event", "data-event-id", b.EventID)
	case Campaign:
		return with(htmlCard(b.Campaign), "class", "campaign", "data-campaign-id", b.CampaignID)
	case CampaignFigure:
		return htmlFigure(b)
	case Correction:
		return htmlCorrection(b)
	}
	return element(atom.Hr)
}

func htmlParagraph(b Paragraph) *html.Node {
	p := element(atom.P, inline(b.Text)...)
	if b.Role != "" {
		with(p, "class", string(b.Role))
	}
	return p
}

func headingAtom(level int) atom.Atom {
	switch {
	case level <= 2:
		return atom.H2
	case level == 3:
		return atom.H3
	}
	return atom.H4
}

func htmlList(ordered bool, items []Item) *html.Node {
	list := element(atom.Ul)
	if ordered {
		list = element(atom.Ol)
	}
	for _, it := range items {
		li := element(atom.Li, inline(it.Text)...)
		if len(it.Items) > 0 {
			li.AppendChild(htmlList(it.Ordered, it.Items))
		}
		list.AppendChild(li)
	}
	return list
}

func htmlQuote(b Quote) *html.Node {
	quote := element(atom.Blockquote, element(atom.P, inline(b.Text)...))
	if b.Attribution != "" {
		quote.AppendChild(element(atom.Cite, textNode(b.Attribution)))
	}
	return quote
}

func htmlTable(b Table) *html.Node {
	table := element(atom.Table)
	if b.Caption != "" {
		table.AppendChild(element(atom.Caption, textNode(b.Caption)))
	}
	if len(b.Header) > 0 {
		table.AppendChild(element(atom.Thead, htmlRow(atom.Th, b.Header)))
	}
	rows := element(atom.Tbody)
	for _, row := range b.Rows {
		rows.AppendChild(htmlRow(atom.Td, row))
	}
	table.AppendChild(rows)
	return table
}

func htmlRow(cell atom.Atom, cells []Cell) *html.Node {
	row := element(atom.Tr)
	for _, c := range cells {
		row.AppendChild(element(cell, inline(c)...))
	}
	return row
}

func htmlCorrection(b Correction) *html.Node {
	note := with(element(atom.Aside), "class", "correction")
	if !b.CorrectedAt.IsZero() {
		note.AppendChild(htmlTime(b.CorrectedAt))
	}
	note.AppendChild(element(atom.P, inline(b.Text)...))
	return note
}

func htmlTime(t time.Time) *html.Node {
	return with(element(atom.Time, textNode(clock(t))), "datetime", t.UTC().Format(time.RFC3339Nano))
}

// clock is t for people of any language: the minute, in UTC.
func clock(t time.Time) string { return t.UTC().Format("2006-01-02 15:04Z") }

// inline is spans as phrasing content.
func inline(spans []Span) []*html.Node {
	var nodes []*html.Node
	for link, run := range byLink(spans) {
		var marked []*html.Node
		for _, s := range run {
			marked = append(marked, htmlSpan(s)...)
		}
		if safeURL(link.URL) {
			marked = []*html.Node{anchor(link.URL, marked...)}
		}
		nodes = append(nodes, marked...)
	}
	return nodes
}

// byLink yields the runs of spans that lead to the same place, so that one
// link stays one link although its marks change.
func byLink(spans []Span) iter.Seq2[Link, []Span] {
	return func(yield func(Link, []Span) bool) {
		for start := 0; start < len(spans); {
			end := start + 1
			for end < len(spans) && spans[end].Link == spans[start].Link {
				end++
			}
			if !yield(spans[start].Link, spans[start:end]) {
				return
			}
			start = end
		}
	}
}

// anchor is a link. Another site learns nothing of the window it opens from.
func anchor(url string, children ...*html.Node) *html.Node {
	a := with(element(atom.A, children...), "href", url)
	if !strings.HasPrefix(url, "/") {
		with(a, "rel", "noopener")
	}
	return a
}

// htmlSpan is the text of s inside the elements of its marks, the first
// outermost.
func htmlSpan(s Span) []*html.Node {
	nodes := lines(s.Text)
	for _, m := range slices.Backward(ordered(s.Marks)) {
		nodes = []*html.Node{element(markAtom(m), nodes...)}
	}
	return nodes
}

func markAtom(m Mark) atom.Atom {
	switch m {
	case Strong:
		return atom.Strong
	case Em:
		return atom.Em
	case Underline:
		return atom.U
	case Strike:
		return atom.S
	case Sup:
		return atom.Sup
	case Sub:
		return atom.Sub
	case Code:
	}
	return atom.Code
}

// lines is s with its line feeds as line breaks.
func lines(s string) []*html.Node {
	var nodes []*html.Node
	for line := range strings.SplitSeq(s, "\n") {
		if nodes != nil {
			nodes = append(nodes, element(atom.Br))
		}
		nodes = append(nodes, textNode(line))
	}
	return nodes
}

func decimal(n int64) string { return strconv.FormatInt(n, 10) }
