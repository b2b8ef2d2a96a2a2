package block

import (
	"cmp"
	"slices"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

func htmlImage(b Image) *html.Node {
	return with(htmlUse(b.Use), "data-layout", string(cmp.Or(b.Layout, LayoutInline)))
}

func htmlGallery(b Gallery) *html.Node {
	gallery := with(element(atom.Div), "class", "gallery")
	for _, u := range b.Items {
		gallery.AppendChild(htmlUse(u))
	}
	return gallery
}

// htmlUse is a figure. While there is no picture it only carries what a
// converter needs to make the same use again.
func htmlUse(u Use) *html.Node {
	figure := with(element(atom.Figure), "data-image-id", u.ImageID)
	if u.Image == nil || u.Image.URL == nil {
		return hiddenUse(figure, u)
	}
	figure.AppendChild(htmlPicture(*u.Image))
	if words := htmlCaption(*u.Image); words != nil {
		figure.AppendChild(words)
	}
	return figure
}

func hiddenUse(figure *html.Node, u Use) *html.Node {
	with(figure, "hidden", "")
	if u.Alt != nil {
		with(figure, "data-alt", *u.Alt)
	}
	if u.Caption != nil {
		figure.AppendChild(element(atom.Figcaption, textNode(*u.Caption)))
	}
	return figure
}

func htmlPicture(p Picture) *html.Node {
	img := htmlImg(p)
	if len(p.Sources) == 0 {
		return img
	}
	picture := element(atom.Picture)
	for _, s := range p.Sources {
		picture.AppendChild(with(element(atom.Source), "type", s.Type, "srcset", s.Srcset, "sizes", "100vw"))
	}
	picture.AppendChild(img)
	return picture
}

func htmlImg(p Picture) *html.Node {
	img := with(element(atom.Img), "src", *p.URL)
	if p.Srcset != "" {
		with(img, "srcset", p.Srcset, "sizes", "100vw")
	}
	if p.Width != nil && p.Height != nil {
		with(img, "width", decimal(int64(*p.Width)), "height", decimal(int64(*p.Height)))
	}
	return with(img, "alt", spokenAlt(p), "loading", "lazy")
}

// spokenAlt is the alternative text a screen reader should speak: nothing for
// a decorative picture, whatever was once typed.
func spokenAlt(p Picture) string {
	if p.Decorative {
		return ""
	}
	return p.Alt
}

func htmlCaption(p Picture) *html.Node {
	if p.Caption == "" && p.Credit == nil {
		return nil
	}
	words := element(atom.Figcaption, textNode(p.Caption))
	if p.Credit != nil {
		words.AppendChild(textNode(" "))
		words.AppendChild(with(element(atom.Small, textNode(*p.Credit)), "class", "credit"))
	}
	return words
}

func htmlEmbed(b Embed) *html.Node {
	figure := with(element(atom.Figure), "class", "embed", "data-provider", string(b.Provider))
	if _, ok := ProviderOf(b.URL); ok {
		figure.AppendChild(anchor(b.URL, textNode(b.URL)))
	}
	return figure
}

// htmlCard is a link to s, hidden while there is nothing to link to.
func htmlCard(s *Stub) *html.Node {
	switch {
	case s == nil:
		return with(element(atom.Aside), "hidden", "")
	case !safeURL(s.URL):
		return element(atom.Aside, textNode(s.Label()))
	}
	return element(atom.Aside, anchor(s.URL, textNode(s.Label())))
}

func htmlFigure(b CampaignFigure) *html.Node {
	p := with(element(atom.P), "class", "campaign-figure", "data-campaign-id", b.CampaignID,
		"data-figure", string(b.Figure), "data-format", string(cmp.Or(b.Format, FormatLong)))
	if b.Value == nil {
		return with(p, "hidden", "")
	}
	p.AppendChild(with(element(atom.Data, textNode(b.Value.Text)), "value", decimal(b.Value.Amount)))
	p.AppendChild(textNode(" "))
	p.AppendChild(htmlTime(b.Value.AsOf))
	return p
}

// attribute is the value of an attribute of n, empty if n does not have it.
func attribute(n *html.Node, name string) string {
	i := slices.IndexFunc(n.Attr, func(a html.Attribute) bool { return a.Namespace == "" && a.Key == name })
	if i < 0 {
		return ""
	}
	return n.Attr[i].Val
}
