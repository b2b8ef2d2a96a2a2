package block

import (
	"time"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// exhibit converts what HTML writes for blocks that show something, and
// reports whether n was such an element. Images are always dealt with here:
// one that names no image of the newsroom is let go.
func (c *converter) exhibit(n *html.Node) bool {
	if hasClass(n, "correction") && !c.inner {
		c.correction(n)
		return true
	}
	b, ok := exhibitOf(n)
	if !ok {
		return n.DataAtom == atom.Img
	}
	c.flush()
	c.add(b)
	return true
}

func exhibitOf(n *html.Node) (Block, bool) {
	if id, ok := named(n, "data-image-id"); ok {
		return Image{Use: useOf(n, id), Layout: layoutOf(n)}, true
	}
	if id, ok := named(n, "data-event-id"); ok {
		return Event{EventID: id}, true
	}
	if id, ok := named(n, "data-campaign-id"); ok {
		return campaignOf(n, id), true
	}
	switch {
	case hasClass(n, "gallery"):
		return galleryOf(n)
	case hasClass(n, "embed"):
		return embedOf(n)
	}
	return nil, false
}

// named is an attribute of n that holds an id.
func named(n *html.Node, name string) (string, bool) {
	id := attribute(n, name)
	return id, validID(id)
}

// useOf reads a figure, or an img that stands alone. Empty words are taken for
// none: HTML cannot tell them apart.
func useOf(n *html.Node, id string) Use {
	u := Use{ImageID: id, Alt: worded(n, "data-alt")}
	for inner := range n.Descendants() {
		if inner.DataAtom == atom.Img && u.Alt == nil {
			u.Alt = worded(inner, "alt")
		}
	}
	if n.DataAtom == atom.Img {
		u.Alt = worded(n, "alt")
	}
	for child := range n.ChildNodes() {
		if child.DataAtom == atom.Figcaption {
			u.Caption = orNil(innerText(child))
		}
	}
	return u
}

// worded is the attribute of n if it has words.
func worded(n *html.Node, name string) *string {
	return orNil(oneLine(attribute(n, name)))
}

func orNil(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

func layoutOf(n *html.Node) Layout {
	switch l := Layout(attribute(n, "data-layout")); l {
	case LayoutWide, LayoutFull:
		return l
	default:
		return LayoutInline
	}
}

func campaignOf(n *html.Node, id string) Block {
	switch f := Figure(attribute(n, "data-figure")); f {
	case Raised, Goal, DonationCount, Percent, Remaining:
		return CampaignFigure{CampaignID: id, Figure: f, Format: formatOf(n)}
	}
	return Campaign{CampaignID: id}
}

func formatOf(n *html.Node) Format {
	if Format(attribute(n, "data-format")) == FormatShort {
		return FormatShort
	}
	return FormatLong
}

func galleryOf(n *html.Node) (Gallery, bool) {
	var g Gallery
	for child := range n.ChildNodes() {
		if id, ok := named(child, "data-image-id"); ok {
			g.Items = append(g.Items, useOf(child, id))
		}
	}
	return g, len(g.Items) > 0
}

func embedOf(n *html.Node) (Embed, bool) {
	for child := range n.ChildNodes() {
		href := attribute(child, "href")
		if p, ok := ProviderOf(href); ok && child.DataAtom == atom.A {
			return Embed{Provider: p, URL: href}, true
		}
	}
	return Embed{}, false
}

func (c *converter) correction(n *html.Node) {
	c.flush()
	var b Correction
	inner := converter{inner: true}
	for child := range n.ChildNodes() {
		if at, ok := instantOf(child); ok {
			b.CorrectedAt = at
			continue
		}
		inner.node(child)
	}
	spans, rest := flatten(inner.end())
	if b.Text = spans; len(spans) > 0 {
		c.add(b)
	}
	c.add(rest...)
}

func instantOf(n *html.Node) (time.Time, bool) {
	t, err := time.Parse(time.RFC3339, attribute(n, "datetime"))
	t = t.UTC().Truncate(time.Millisecond)
	return t, err == nil && n.DataAtom == atom.Time && t.Year() > 0 && t.Year() <= 9999
}
