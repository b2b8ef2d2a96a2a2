package block

import (
	"cmp"
	"strconv"

	"github.com/go-json-experiment/json/jsontext"

	"newsdesk/internal/fault"
)

// maxNesting is how deep lists are read at all. Deeper ones have no form that
// a draft could keep; Check allows even less.
const maxNesting = 8

// Parse reads the body of a request. Blocks without an id get one that is
// unique in the body. Faults are those of form, all at once, with RFC 6901
// pointers relative to the body; if there is any, the body is nil.
func Parse(raw []byte) (Body, fault.Fields) {
	r := reader{request: true}
	v := jsontext.Value(raw)
	if !v.IsValid() {
		r.faults.Add("", "invalid_json", "This is not JSON")
		return nil, r.faults
	}
	b := r.body(v)
	if len(r.faults) > 0 {
		return nil, r.faults
	}
	return b, nil
}

// UnmarshalJSONFrom implements json.UnmarshalerFrom for bodies that the server
// stored. It is as strict as Parse, except that resolved members are kept and
// that null is an empty body. The error holds a *fault.Error with all faults.
func (b *Body) UnmarshalJSONFrom(dec *jsontext.Decoder) error {
	v, err := dec.ReadValue()
	if err != nil {
		return err
	}
	*b = nil
	if v.Kind() == jsontext.KindNull {
		return nil
	}
	var r reader
	*b = r.body(v)
	return r.faults.Err()
}

func (r *reader) body(v jsontext.Value) Body {
	r.ids = map[string]bool{}
	items := r.list("", v)
	b := make(Body, 0, len(items))
	for i, one := range items {
		if read := r.block("/"+strconv.Itoa(i), one); read != nil {
			b = append(b, read)
		}
	}
	return b.named()
}

// block reads one block, or returns nil if it cannot tell which.
func (r *reader) block(at string, v jsontext.Value) Block {
	o, ok := r.object(at, v)
	if !ok {
		return nil
	}
	id, kind := o.id(), Type(o.text("type"))
	b := o.block(kind)
	if b == nil {
		r.faults.Add(o.pointer("type"), "unknown_type", "There is no block of type %q; choose one of %s",
			string(kind), names(Types()))
		return nil
	}
	o.end()
	return b.withID(id)
}

func (o object) id() string {
	id := o.reference("id")
	o.faults.If(id != "" && o.ids[id], o.pointer("id"), "duplicate_id", "Another block of this body has the id %q", id)
	o.ids[id] = true
	return id
}

// block reads the members of a block of type t. It returns nil if there is no
// such type.
func (o object) block(t Type) Block {
	switch t {
	case TypeParagraph:
		return Paragraph{Role: choice(o, "role", Lead), Text: o.spans()}
	case TypeHeading:
		return Heading{Level: o.whole("level"), Text: o.spans()}
	case TypeList:
		return List{Ordered: o.flag("ordered"), Items: o.items(1)}
	case TypeQuote:
		return Quote{Text: o.spans(), Attribution: o.text("attribution")}
	case TypeImage:
		return Image{Use: o.use(), Layout: o.layout()}
	case TypeGallery:
		return Gallery{Items: o.uses()}
	case TypeTable:
		return Table{Header: o.cells("header"), Rows: o.rows(), Caption: o.text("caption")}
	case TypeEmbed:
		return o.embed()
	case TypeEvent:
		return Event{EventID: o.reference("event_id"), Event: resolved[Stub](o, "event")}
	case TypeCampaign:
		return Campaign{CampaignID: o.reference("campaign_id"), Campaign: resolved[Stub](o, "campaign")}
	case TypeCampaignFigure:
		return o.figure()
	case TypeCorrection:
		return Correction{Text: o.spans(), CorrectedAt: o.instant("corrected_at")}
	case TypeDivider:
		return Divider{}
	}
	return nil
}

func (o object) spans() []Span {
	v, at, ok := o.take("text")
	if !ok {
		return nil
	}
	return o.reader.spans(at, v)
}

func (r *reader) spans(at string, v jsontext.Value) []Span {
	var spans []Span
	for i, one := range r.list(at, v) {
		if o, ok := r.object(at+"/"+strconv.Itoa(i), one); ok {
			spans = append(spans, Span{o.text("text"), o.marks(), o.link()})
			o.end()
		}
	}
	return spans
}

func (o object) marks() []Mark {
	var marks []Mark
	o.each("marks", func(at string, v jsontext.Value) {
		name := o.reader.text(at, v)
		if v.Kind() == jsontext.KindString {
			marks = append(marks, pick(o.reader, at, Mark(name), Marks()))
		}
	})
	return ordered(marks)
}

func (o object) link() Link {
	v, at, ok := o.takeSet("link")
	if !ok {
		return Link{}
	}
	in, ok := o.object(at, v)
	if !ok {
		return Link{}
	}
	l := Link{URL: in.text("url")}
	o.faults.If(!safeURL(l.URL), in.pointer("url"), "invalid_url",
		"A link leads to an http, https, mailto or tel address or to a path that starts with one slash")
	in.end()
	return l
}

func (o object) items(depth int) []Item {
	if depth > maxNesting {
		_, at, ok := o.take("items")
		o.faults.If(ok, at, "too_deep", "Lists nest too deeply")
		return nil
	}
	var items []Item
	o.each("items", func(at string, v jsontext.Value) {
		if in, ok := o.object(at, v); ok {
			items = append(items, Item{in.spans(), in.flag("ordered"), in.items(depth + 1)})
			in.end()
		}
	})
	return items
}

func (o object) cells(name string) []Cell {
	v, at, ok := o.take(name)
	if !ok {
		return nil
	}
	return o.row(at, v)
}

func (r *reader) row(at string, v jsontext.Value) []Cell {
	var cells []Cell
	for i, one := range r.list(at, v) {
		cells = append(cells, r.spans(at+"/"+strconv.Itoa(i), one))
	}
	return cells
}

func (o object) rows() [][]Cell {
	var rows [][]Cell
	o.each("rows", func(at string, v jsontext.Value) { rows = append(rows, o.row(at, v)) })
	return rows
}

func (o object) use() Use {
	return Use{
		ImageID: o.reference("image_id"),
		Caption: o.override("caption"),
		Alt:     o.override("alt"),
		Image:   resolved[Picture](o, "image"),
	}
}

func (o object) uses() []Use {
	var uses []Use
	o.each("items", func(at string, v jsontext.Value) {
		if in, ok := o.object(at, v); ok {
			uses = append(uses, in.use())
			in.end()
		}
	})
	return uses
}

func (o object) layout() Layout {
	return cmp.Or(choice(o, "layout", LayoutInline, LayoutWide, LayoutFull), LayoutInline)
}

// embed reads an embed. The provider follows from the address and need not be
// told, but it must not be told wrong.
func (o object) embed() Embed {
	told := choice(o, "provider", Providers()...)
	e := Embed{Provider: told, URL: o.text("url")}
	if e.URL == "" {
		return e
	}
	owner, ok := ProviderOf(e.URL)
	o.faults.If(!ok, o.pointer("url"), "invalid_url", "This is not an https address of %s", names(Providers()))
	o.faults.If(ok && told != "" && told != owner, o.pointer("provider"), "wrong_provider",
		"The address belongs to %s", string(owner))
	e.Provider = owner
	return e
}

func (o object) figure() CampaignFigure {
	return CampaignFigure{
		CampaignID: o.reference("campaign_id"),
		Figure:     choice(o, "figure", Raised, Goal, DonationCount, Percent, Remaining),
		Format:     cmp.Or(choice(o, "format", FormatLong, FormatShort), FormatLong),
		Value:      resolved[FigureValue](o, "value"),
	}
}
