package block

import (
	"slices"
	"strconv"
)

// Resolver finds what blocks show. Each function returns nil for what cannot be
// shown now; a function that is nil itself resolves nothing.
type Resolver struct {
	Image    func(id string) *Picture
	Event    func(id string) *Stub
	Campaign func(id string) *Stub
	Figure   func(campaignID string, f Figure, as Format) *FigureValue
}

// Resolve returns a deep copy of b in which every block that shows something
// holds it as r finds it now. The words of a use stand in its picture, so that
// a client need not choose between two captions.
func (b Body) Resolve(r Resolver) Body {
	out := make(Body, len(b))
	for i, one := range b {
		out[i] = r.block(rewrite(one, cloneSpans))
	}
	return out
}

func (r Resolver) block(b Block) Block {
	switch b := b.(type) {
	case Image:
		b.Use = r.use(b.Use)
		return b
	case Gallery:
		uses := make([]Use, len(b.Items))
		for i, u := range b.Items {
			uses[i] = r.use(u)
		}
		b.Items = uses
		return b
	case Event:
		b.Event = find(r.Event, b.EventID)
		return b
	case Campaign:
		b.Campaign = find(r.Campaign, b.CampaignID)
		return b
	case CampaignFigure:
		b.Value = nil
		if r.Figure != nil {
			b.Value = r.Figure(b.CampaignID, b.Figure, b.Format)
		}
		return b
	}
	return b
}

// find asks f for a copy of the thing of the given id.
func find[T any](f func(string) *T, id string) *T {
	if f == nil || id == "" {
		return nil
	}
	found := f(id)
	if found == nil {
		return nil
	}
	return new(*found)
}

func (r Resolver) use(u Use) Use {
	u.Image = find(r.Image, u.ImageID)
	u.Caption, u.Alt = copyOf(u.Caption), copyOf(u.Alt)
	if u.Image != nil && u.Caption != nil {
		u.Image.Caption = *u.Caption
	}
	if u.Image != nil && u.Alt != nil {
		u.Image.Alt, u.Image.Decorative = *u.Alt, *u.Alt == ""
	}
	return u
}

func copyOf(s *string) *string {
	if s == nil {
		return nil
	}
	return new(*s)
}

// rewrite returns b with f applied to each of its texts. The lists that hold
// the texts are made anew.
func rewrite(b Block, f func([]Span) []Span) Block {
	switch b := b.(type) {
	case Paragraph:
		b.Text = f(b.Text)
		return b
	case Heading:
		b.Text = f(b.Text)
		return b
	case Quote:
		b.Text = f(b.Text)
		return b
	case Correction:
		b.Text = f(b.Text)
		return b
	case List:
		b.Items = rewriteItems(b.Items, f)
		return b
	case Table:
		b.Header = rewriteCells(b.Header, f)
		rows := make([][]Cell, len(b.Rows))
		for i, row := range b.Rows {
			rows[i] = rewriteCells(row, f)
		}
		b.Rows = rows
		return b
	}
	return b
}

func rewriteItems(items []Item, f func([]Span) []Span) []Item {
	var out []Item
	for _, it := range items {
		out = append(out, Item{f(it.Text), it.Ordered, rewriteItems(it.Items, f)})
	}
	return out
}

func rewriteCells(cells []Cell, f func([]Span) []Span) []Cell {
	var out []Cell
	for _, c := range cells {
		out = append(out, f(c))
	}
	return out
}

// Ref says that a body shows another thing.
type Ref struct {
	ID      string
	Kind    string // image, event or campaign
	Pointer string // RFC 6901, relative to the body
	// Described: the use has an alt text of its own, or says that it needs none.
	Described bool
}

// Refs lists what b shows, in reading order, once for each place.
func (b Body) Refs() []Ref {
	var refs []Ref
	add := func(id, kind, pointer string) {
		if id != "" {
			refs = append(refs, Ref{ID: id, Kind: kind, Pointer: pointer})
		}
	}
	use := func(u Use, pointer string) {
		if u.ImageID != "" {
			refs = append(refs, Ref{u.ImageID, "image", pointer, u.Alt != nil})
		}
	}
	for i, one := range b {
		at := "/" + strconv.Itoa(i)
		switch one := one.(type) {
		case Image:
			use(one.Use, at+"/image_id")
		case Gallery:
			for j, u := range one.Items {
				use(u, at+"/items/"+strconv.Itoa(j)+"/image_id")
			}
		case Event:
			add(one.EventID, "event", at+"/event_id")
		case Campaign:
			add(one.CampaignID, "campaign", at+"/campaign_id")
		case CampaignFigure:
			add(one.CampaignID, "campaign", at+"/campaign_id")
		}
	}
	return refs
}

// Swap returns the body with another image wherever one is shown, and whether that
// is anywhere. The words of each use stay.
func (b Body) Swap(old, other string) (swapped Body, found bool) {
	swapped = slices.Clone(b)
	for i, one := range swapped {
		switch one := one.(type) {
		case Image:
			if one.ImageID == old {
				one.ImageID, found = other, true
				swapped[i] = one
			}
		case Gallery:
			one.Items = slices.Clone(one.Items)
			for j := range one.Items {
				if one.Items[j].ImageID == old {
					one.Items[j].ImageID, found = other, true
				}
			}
			swapped[i] = one
		}
	}
	return swapped, found
}
