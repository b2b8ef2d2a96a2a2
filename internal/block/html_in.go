package block

import (
	"slices"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"newsdesk/internal/fault"
)

// MaxSource is how long a document to be converted may be, in bytes. It is the
// limit of the JSON body of an article.
const MaxSource = 4 << 20

// FromHTML converts HTML into blocks. Marks, headings, lists, quotes, tables
// and safe links are understood, and what HTML writes; of everything else the
// text is kept. Scripts, styles, frames, forms, SVG, MathML and media are let
// go of with what is in them, and so are images, unless data-image-id names an
// image that the newsroom has. The words of a figure become those of the use.
// White space is normalised, headings are moved to levels 2 to 4.
//
// The only faults are those of size: a source over MaxSource ("too_long"),
// nested deeper than 500 elements or so ("too_deep"), or of more than
// MaxBlocks blocks ("too_many").
func FromHTML(s string) (Body, fault.Fields) {
	var faults fault.Fields
	if len(s) > MaxSource {
		faults.Add("", "too_long", "This is %d bytes long; at most %d are possible", len(s), MaxSource)
		return nil, faults
	}
	body := &html.Node{Type: html.ElementNode, DataAtom: atom.Body, Data: "body"}
	nodes, err := html.ParseFragment(strings.NewReader(s), body)
	if err != nil {
		faults.Add("", "too_deep", "The elements of this document nest too deeply")
		return nil, faults
	}
	var c converter
	for _, n := range nodes {
		c.node(n)
	}
	b := c.end()
	if len(b) > MaxBlocks {
		faults.Add("", "too_many", "There are %d here; at most %d are possible", len(b), MaxBlocks)
		return nil, faults
	}
	return b.named(), nil
}

// converter makes blocks of the nodes of a document, which it is shown in
// document order.
type converter struct {
	body  Body
	spans []Span // of the paragraph that is open
	role  Role   // of the paragraph that is open
	inner bool   // all text will be joined to one, so that only paragraphs count
	look  Span   // marks and link of the text to come
}

// end closes what is open and returns all that was converted.
func (c *converter) end() Body {
	c.flush()
	return c.body
}

// flush ends the open paragraph. A paragraph that is nothing but the address
// of something to embed is how such things are pasted.
func (c *converter) flush() {
	spans := tidy(c.spans)
	c.spans = nil
	if len(spans) == 0 {
		return
	}
	if p, ok := ProviderOf(spans[0].Link.URL); ok && len(spans) == 1 && spans[0].Link.URL == spans[0].Text {
		c.add(Embed{Provider: p, URL: spans[0].Text})
		return
	}
	c.add(Paragraph{Role: c.role, Text: spans})
}

func (c *converter) add(blocks ...Block) { c.body = append(c.body, blocks...) }

func (c *converter) node(n *html.Node) {
	switch {
	case n.Type == html.TextNode:
		c.text(strings.ReplaceAll(n.Data, "\n", " "))
	case n.Type == html.ElementNode && !isDropped(n):
		c.element(n)
	}
}

func (c *converter) text(s string) {
	span := c.look
	span.Text = strings.ToValidUTF8(s, "\uFFFD")
	c.spans = append(c.spans, span)
}

func (c *converter) children(n *html.Node) {
	for child := range n.ChildNodes() {
		c.node(child)
	}
}

// isDropped reports elements whose content is not for readers, or not text.
func isDropped(n *html.Node) bool {
	if n.Namespace != "" {
		return true
	}
	switch n.DataAtom {
	case atom.Script, atom.Style, atom.Noscript, atom.Template, atom.Title, atom.Head,
		atom.Iframe, atom.Frame, atom.Frameset, atom.Noframes, atom.Object, atom.Embed, atom.Applet, atom.Noembed,
		atom.Audio, atom.Video, atom.Canvas, atom.Map, atom.Datalist,
		atom.Select, atom.Textarea, atom.Button, atom.Input, atom.Svg, atom.Math:
		return true
	default:
		return false
	}
}

func (c *converter) element(n *html.Node) {
	if c.exhibit(n) {
		return
	}
	if m, ok := markOf(n.DataAtom); ok {
		c.marked(n, m)
		return
	}
	switch n.DataAtom {
	case atom.A:
		c.linked(n)
	case atom.Br:
		c.lineBreak()
	case atom.Hr:
		c.flush()
		c.add(Divider{})
	case atom.Pre:
		c.preformatted(n)
	case atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6:
		c.heading(n)
	case atom.Ul, atom.Ol, atom.Menu:
		c.list(n)
	case atom.Blockquote:
		c.quote(n)
	case atom.Table:
		c.table(n)
	default:
		c.other(n)
	}
}

// other walks through an element that is no block of ours.
func (c *converter) other(n *html.Node) {
	if !isBlock(n.DataAtom) {
		c.children(n)
		return
	}
	c.flush()
	outer := c.role
	if hasClass(n, string(Lead)) {
		c.role = Lead
	}
	c.paragraphs(n)
	c.role = outer
}

// paragraphs converts the children of n apart from the text around n.
func (c *converter) paragraphs(n *html.Node) {
	c.flush()
	c.children(n)
	c.flush()
}

// isBlock reports elements that HTML renders as blocks.
func isBlock(a atom.Atom) bool {
	switch a {
	case atom.P, atom.Div, atom.Section, atom.Article, atom.Aside, atom.Header, atom.Footer, atom.Main, atom.Nav,
		atom.Figure, atom.Figcaption, atom.Address, atom.Center, atom.Details, atom.Summary, atom.Dialog,
		atom.Dl, atom.Dt, atom.Dd, atom.Li, atom.Fieldset, atom.Form, atom.Legend, atom.Hgroup, atom.Search:
		return true
	default:
		return false
	}
}

func hasClass(n *html.Node, name string) bool {
	return slices.Contains(strings.Fields(attribute(n, "class")), name)
}

func markOf(a atom.Atom) (Mark, bool) {
	switch a {
	case atom.Strong, atom.B:
		return Strong, true
	case atom.Em, atom.I, atom.Dfn, atom.Var:
		return Em, true
	case atom.U, atom.Ins:
		return Underline, true
	case atom.S, atom.Strike, atom.Del:
		return Strike, true
	case atom.Sup:
		return Sup, true
	case atom.Sub:
		return Sub, true
	case atom.Code, atom.Kbd, atom.Samp, atom.Tt:
		return Code, true
	default:
		return "", false
	}
}

func (c *converter) marked(n *html.Node, m Mark) {
	outer := c.look
	c.look.Marks = ordered(append(slices.Clone(outer.Marks), m))
	c.children(n)
	c.look = outer
}

func (c *converter) linked(n *html.Node) {
	outer := c.look
	c.look.Link = foreignLink(attribute(n, "href"))
	c.children(n)
	c.look = outer
}

// lineBreak ends a line. Two in a row are how people make a paragraph where
// they have no other means.
func (c *converter) lineBreak() {
	if last := len(c.spans) - 1; last >= 0 && c.spans[last].Text == "\n" {
		c.flush()
		return
	}
	c.text("\n")
}

func (c *converter) preformatted(n *html.Node) {
	c.flush()
	outer := c.look
	c.look.Marks = ordered(append(slices.Clone(outer.Marks), Code))
	for text := range n.Descendants() {
		if text.Type == html.TextNode {
			c.text(text.Data)
		}
	}
	c.look = outer
	c.flush()
}

// within converts the children of n apart from what is open here.
func (c *converter) within(n *html.Node) Body {
	inner := converter{look: c.look, inner: true}
	inner.children(n)
	return inner.end()
}

func (c *converter) heading(n *html.Node) {
	if c.inner {
		c.paragraphs(n)
		return
	}
	c.flush()
	spans, rest := flatten(c.within(n))
	level := min(max(int(n.Data[1]-'0'), 2), 4)
	if len(spans) > 0 {
		c.add(Heading{Level: level, Text: spans})
	}
	c.add(rest...)
}

// flatten joins the texts of b, each on its own line, and returns the blocks
// that are more than text beside them.
func flatten(b Body) ([]Span, Body) {
	var spans []Span
	var rest Body
	for _, one := range b {
		switch one.(type) {
		case Paragraph, Heading, Quote, Correction:
			spans = append(append(spans, Span{Text: "\n"}), texts(one)[0]...)
		default:
			rest = append(rest, one)
		}
	}
	return tidy(spans), rest
}

// quote converts a quotation. Its last line is the attribution if it is a cite
// or starts with a dash, as Markdown has no other way to say it.
func (c *converter) quote(n *html.Node) {
	if c.inner {
		c.paragraphs(n)
		return
	}
	c.flush()
	by := ""
	if last := lastElement(n); last != nil && (last.DataAtom == atom.Cite || last.DataAtom == atom.Footer) {
		by = innerText(last)
		n.RemoveChild(last)
	}
	inner := c.within(n)
	if by == "" && len(inner) > 1 {
		inner, by = dashed(inner)
	}
	spans, rest := flatten(inner)
	if len(spans) > 0 {
		c.add(Quote{Text: spans, Attribution: strings.TrimPrefix(by, dash)})
	}
	c.add(rest...)
}

// dash begins an attribution in plain text.
const dash = "— "

func dashed(b Body) (Body, string) {
	last, ok := b[len(b)-1].(Paragraph)
	if !ok || !strings.HasPrefix(plain(last.Text), dash) {
		return b, ""
	}
	return b[:len(b)-1], plain(last.Text)
}

func lastElement(n *html.Node) *html.Node {
	for child := n.LastChild; child != nil; child = child.PrevSibling {
		if child.Type == html.ElementNode {
			return child
		}
		if strings.TrimSpace(child.Data) != "" {
			return nil
		}
	}
	return nil
}

// innerText is the text of n that is for readers, on one line.
func innerText(n *html.Node) string {
	var b strings.Builder
	gather(&b, n)
	return oneLine(b.String())
}

func gather(b *strings.Builder, n *html.Node) {
	for child := range n.ChildNodes() {
		switch {
		case child.Type == html.TextNode:
			b.WriteString(child.Data)
		case child.Type == html.ElementNode && !isDropped(child) && !hasClass(child, "credit"):
			if isBlock(child.DataAtom) || child.DataAtom == atom.Br {
				b.WriteByte(' ')
			}
			gather(b, child)
		}
	}
}

// oneLine is s with its white space collapsed and without control characters.
func oneLine(s string) string {
	s = strings.ReplaceAll(strings.ToValidUTF8(s, "\uFFFD"), "\n", " ")
	return plain(tidy([]Span{{Text: s}}))
}
