package block

import (
	"slices"
	"strconv"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"newsdesk/internal/fault"
)

// FromPortableText converts Portable Text into blocks. Its own blocks are read
// leniently: unknown styles become paragraphs, unknown marks and unsafe links
// fall away and their text stays, white space is normalised, blocks without
// text are let go. Custom objects are read as strictly as Parse reads our
// blocks, except that resolved members are dropped. Keys that can be ids are
// kept as ids. Faults have RFC 6901 pointers relative to the array.
func FromPortableText(raw []byte) (Body, fault.Fields) {
	v := jsontext.Value(raw)
	c := composer{reader: reader{ids: map[string]bool{}}}
	if !v.IsValid() {
		c.faults.Add("", "invalid_json", "This is not JSON")
		return nil, c.faults
	}
	for i, one := range c.list("", v) {
		c.block("/"+strconv.Itoa(i), one)
	}
	c.closeList()
	if len(c.faults) > 0 {
		return nil, c.faults
	}
	return c.body.Resolve(Resolver{}).named(), nil
}

// composer puts blocks of Portable Text together.
type composer struct {
	reader
	body Body
	open *List // the list to which items are being added
}

func (c *composer) block(at string, v jsontext.Value) {
	o, ok := c.object(at, v)
	if !ok {
		return
	}
	if kind := o.text("_type"); kind != portableBlock {
		c.closeList()
		c.custom(o, Type(kind))
		return
	}
	var t portableText
	if json.Unmarshal(v, &t) != nil {
		c.faults.Add(at, "wrong_type", "This is not a block of Portable Text")
		return
	}
	c.compose(t)
}

func (c *composer) custom(o object, t Type) {
	if key, ok := o.members["_key"]; ok {
		delete(o.members, "_key")
		o.members["id"] = key
	}
	id, b := o.id(), o.block(t)
	if b == nil {
		c.faults.Add(o.pointer("_type"), "unknown_type", "There is no block of type %q; choose one of %s",
			string(t), names(Types()))
		return
	}
	o.end()
	c.body = append(c.body, b.withID(id))
}

func (c *composer) compose(t portableText) {
	spans := tidy(t.spans())
	if t.ListItem == "" {
		c.closeList()
	}
	switch {
	case len(spans) == 0:
	case t.ListItem != "":
		c.item(t, spans)
	default:
		c.body = append(c.body, prose(t.Style, spans).withID(c.claim(t.Key)))
	}
}

// claim returns key if it can be the id of one more block, else nothing.
func (c *composer) claim(key string) string {
	if !validID(key) || c.ids[key] {
		return ""
	}
	c.ids[key] = true
	return key
}

func prose(style string, spans []Span) Block {
	switch style {
	case "h1", "h2":
		return Heading{Level: 2, Text: spans}
	case "h3":
		return Heading{Level: 3, Text: spans}
	case "h4", "h5", "h6":
		return Heading{Level: 4, Text: spans}
	case portableQuote:
		return Quote{Text: spans}
	case string(Lead):
		return Paragraph{Role: Lead, Text: spans}
	}
	return Paragraph{Text: spans}
}

// item adds an item to the open list, or opens one.
func (c *composer) item(t portableText, spans []Span) {
	ordered := t.ListItem == portableNumber
	key, first := strings.CutSuffix(t.Key, "-1")
	level := min(max(t.Level, 1), MaxDepth)
	if first || c.open == nil || level == 1 && c.open.Ordered != ordered {
		c.closeList()
		c.open = &List{Ordered: ordered}
		if first {
			c.open.ID = c.claim(key)
		}
	}
	c.open.Items = put(c.open.Items, Item{Text: spans}, ordered, level)
}

// put appends it to items at the given level below them, or as deep as there
// are items to stand under.
func put(items []Item, it Item, ordered bool, level int) []Item {
	last := len(items) - 1
	if level <= 1 || last < 0 {
		return append(items, it)
	}
	if len(items[last].Items) == 0 {
		items[last].Ordered = ordered
	}
	items[last].Items = put(items[last].Items, it, ordered, level-1)
	return items
}

func (c *composer) closeList() {
	if c.open != nil {
		c.body = append(c.body, *c.open)
		c.open = nil
	}
}

// spans is the text of t. What stands in it beside spans is let go.
func (t portableText) spans() []Span {
	var spans []Span
	for _, child := range t.Children {
		if child.Type == "span" {
			spans = append(spans, Span{child.Text, markNames(child.Marks), t.link(child.Marks)})
		}
	}
	return spans
}

func markNames(decorators []string) []Mark {
	marks := make([]Mark, len(decorators))
	for i, d := range decorators {
		marks[i] = Mark(d)
		if d == portableStrike {
			marks[i] = Strike
		}
	}
	return ordered(marks)
}

func (t portableText) link(marks []string) Link {
	for _, def := range t.MarkDefs {
		if def.Type == "link" && slices.Contains(marks, def.Key) {
			return foreignLink(def.Href)
		}
	}
	return Link{}
}
