package block

import (
	"bytes"
	"strconv"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// portableText is a block of the type "block" of Portable Text: a paragraph, a
// heading, a quotation or one item of a list.
type portableText struct {
	Type     string         `json:"_type"`
	Key      string         `json:"_key"`
	Style    string         `json:"style"`
	ListItem string         `json:"listItem,omitzero"`
	Level    int            `json:"level,omitzero"`
	Children []portableSpan `json:"children"`
	MarkDefs []portableLink `json:"markDefs"`
}

type portableSpan struct {
	Type  string   `json:"_type"`
	Key   string   `json:"_key"`
	Text  string   `json:"text"`
	Marks []string `json:"marks"` // decorators, and keys of links
}

type portableLink struct {
	Type string `json:"_type"`
	Key  string `json:"_key"`
	Href string `json:"href"`
}

// The names that Portable Text uses where ours differ.
const (
	portableBlock  = "block"
	portableStrike = "strike-through"
	portableQuote  = "blockquote"
	portableBullet = "bullet"
	portableNumber = "number"
)

// PortableText is b as Portable Text, a JSON array. Paragraphs, headings,
// items of lists and quotations without an attribution are its own blocks; a
// paragraph with a role has the role as style. All other blocks are custom
// objects with the members they have in our JSON, except that id and type are
// called _key and _type.
func (b Body) PortableText() []byte {
	blocks := []jsontext.Value{}
	for _, one := range b {
		blocks = append(blocks, portableOf(one)...)
	}
	return encoded(blocks)
}

// encoded is v as JSON. The types of this package always have a form in JSON.
func encoded[T any](v T) []byte {
	raw, err := json.Marshal(v)
	if err != nil {
		panic("block: " + err.Error())
	}
	return raw
}

func portableOf(b Block) []jsontext.Value {
	switch b := b.(type) {
	case Paragraph:
		return portable(b.ID, styleOf(b.Role), b.Text)
	case Heading:
		return portable(b.ID, headingAtom(b.Level).String(), b.Text)
	case Quote:
		if b.Attribution == "" {
			return portable(b.ID, portableQuote, b.Text)
		}
	case List:
		return portableItems(b.ID, b.Ordered, b.Items)
	}
	return []jsontext.Value{customObject(b)}
}

func styleOf(r Role) string {
	if r == "" {
		return "normal"
	}
	return string(r)
}

func portable(key, style string, spans []Span) []jsontext.Value {
	return []jsontext.Value{encoded(portableSpans(key, style, spans))}
}

func portableSpans(key, style string, spans []Span) portableText {
	t := portableText{Type: portableBlock, Key: key, Style: style}
	for link, run := range byLink(spans) {
		var extra []string
		if link.URL != "" {
			name := key + "-l" + strconv.Itoa(len(t.MarkDefs)+1)
			t.MarkDefs = append(t.MarkDefs, portableLink{"link", name, link.URL})
			extra = []string{name}
		}
		for _, s := range run {
			name := key + "-s" + strconv.Itoa(len(t.Children)+1)
			t.Children = append(t.Children, portableSpan{"span", name, s.Text, append(decorators(s.Marks), extra...)})
		}
	}
	return t
}

func decorators(marks []Mark) []string {
	var all []string
	for _, m := range ordered(marks) {
		if m == Strike {
			all = append(all, portableStrike)
			continue
		}
		all = append(all, string(m))
	}
	return all
}

// portableItems is a list, one block for each item. The number at the end of a
// key tells where one list ends and the next begins.
func portableItems(key string, ordered bool, items []Item) []jsontext.Value {
	var blocks []jsontext.Value
	var walk func(ordered bool, items []Item, level int)
	walk = func(ordered bool, items []Item, level int) {
		for _, it := range items {
			t := portableSpans(key+"-"+strconv.Itoa(len(blocks)+1), "normal", it.Text)
			t.ListItem, t.Level = portableBullet, level
			if ordered {
				t.ListItem = portableNumber
			}
			blocks = append(blocks, encoded(t))
			walk(it.Ordered, it.Items, level+1)
		}
	}
	walk(ordered, items, 1)
	return blocks
}

// customObject is b in our JSON with its id and type under the names that
// Portable Text has for them.
func customObject(b Block) jsontext.Value {
	dec := jsontext.NewDecoder(bytes.NewReader(encoded(b)))
	_, _ = dec.ReadToken() // what encoded made cannot be malformed
	out := []byte{'{'}
	for dec.PeekKind() == jsontext.KindString {
		name, _ := dec.ReadToken()
		key := portableName(name.String())
		value, _ := dec.ReadValue()
		if len(out) > 1 {
			out = append(out, ',')
		}
		out = append(append(append(out, encoded(key)...), ':'), value...)
	}
	return append(out, '}')
}

func portableName(name string) string {
	switch name {
	case "id":
		return "_key"
	case "type":
		return "_type"
	}
	return name
}
