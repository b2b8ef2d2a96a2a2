package v1

import (
	"fmt"
	"net/url"

	"github.com/go-json-experiment/json/jsontext"

	"newsdesk/internal/block"
	"newsdesk/internal/fault"
	"newsdesk/internal/ident"
	"newsdesk/internal/strict"
	"newsdesk/internal/text"
)

// pen writes what a client sent into a body, and notes what is wrong with it.
type pen struct {
	faults fault.Fields
	zone   string // IANA, of what says no other
}

// The longest texts, in characters as readers count them.
const (
	maxTitle = 300
	maxLine  = 500
	maxProse = 5000
	maxIDs   = 100
	maxURL   = 2000
)

// line writes a single line.
func (p *pen) line(to *string, o strict.Opt[string], name string) {
	if o.Set {
		*to = text.Line(&p.faults, "/"+name, o.Value, maxTitle)
	}
}

// prose writes text of several lines.
func (p *pen) prose(to *string, o strict.Opt[string], name string) {
	if o.Set {
		*to = text.Lines(&p.faults, "/"+name, o.Value, maxProse)
	}
}

// override writes words for one use of something; null leaves those it has.
func (p *pen) override(to **string, o strict.Opt[string], name string) {
	switch {
	case o.Null:
		*to = nil
	case o.Set:
		words := text.Lines(&p.faults, "/"+name, o.Value, maxProse)
		*to = &words
	}
}

// slug writes the part of the address that a client chose. An empty one is
// made of the title.
func (p *pen) slug(to *string, o strict.Opt[string]) {
	if !o.Set {
		return
	}
	*to = text.NFC(o.Value)
	p.faults.If(*to != "" && !text.ValidSlug(*to), "/slug", "invalid_slug",
		"A slug is made of a-z, 0-9 and single hyphens, and does not look like an id")
}

// id writes a reference; null clears it. Whether it leads anywhere is for the desk.
func (p *pen) id(to *string, o strict.Opt[string], name string) {
	if !o.Set {
		return
	}
	*to = o.Value
	p.faults.If(*to != "" && !ident.Valid(*to), "/"+name, "invalid_id", "This is not an id")
}

// ids writes a list of references without repetition.
func (p *pen) ids(to *[]string, o strict.Opt[[]string], name string) {
	if !o.Set {
		return
	}
	*to = list(o.Value)
	p.faults.If(len(o.Value) > maxIDs, "/"+name, "too_many", "At most %d are possible", maxIDs)
	seen := map[string]bool{}
	for i, id := range o.Value {
		at := fmt.Sprintf("/%s/%d", name, i)
		p.faults.If(!ident.Valid(id), at, "invalid_id", "This is not an id")
		p.faults.If(seen[id], at, "repeated", "This stands in the list already")
		seen[id] = true
	}
}

// names writes a list of single lines.
func (p *pen) names(to *[]string, o strict.Opt[[]string], name string) {
	if !o.Set {
		return
	}
	p.faults.If(len(o.Value) > maxIDs, "/"+name, "too_many", "At most %d are possible", maxIDs)
	lines := make([]string, len(o.Value))
	for i, s := range o.Value {
		lines[i] = text.Line(&p.faults, fmt.Sprintf("/%s/%d", name, i), s, maxTitle)
	}
	*to = lines
}

// web writes an absolute http or https address.
func (p *pen) web(to *string, o strict.Opt[string], name string) {
	if o.Set {
		*to = p.checkWeb("/"+name, o.Value)
	}
}

func (p *pen) checkWeb(pointer, s string) string {
	s = text.Line(&p.faults, pointer, s, maxURL)
	u, err := url.Parse(s)
	ok := err == nil && (u.Scheme == "https" || u.Scheme == "http") && u.Host != "" && u.User == nil
	p.faults.If(s != "" && !ok, pointer, "invalid_url", "This is not an http or https address")
	return s
}

// Prose is a body as a client may write it: in one of four forms.
type Prose struct {
	Body             strict.Opt[jsontext.Value] `json:"body" shape:"[]BlockInputUnion"`                // blocks
	BodyHTML         strict.Opt[string]         `json:"body_html"`                                     // converted; what no block can hold is let go
	BodyMarkdown     strict.Opt[string]         `json:"body_markdown"`                                 // CommonMark with tables
	BodyPortableText strict.Opt[jsontext.Value] `json:"body_portable_text" swaggertype:"array,object"` // Portable Text
}

// body writes the blocks, whichever form they came in.
func (p *pen) body(to *block.Body, in Prose) {
	forms := 0
	take := func(set bool, name string, parse func() (block.Body, fault.Fields)) {
		if !set {
			return
		}
		if forms++; forms > 1 {
			p.faults.Add("/"+name, "conflicting", "Send the body in one form only")
			return
		}
		b, faults := parse()
		if name != "body" && len(faults) == 0 {
			b, faults = proven(b)
		}
		*to = b
		p.faults = append(p.faults, faults.At("/"+name)...)
	}
	take(in.Body.Set, "body", func() (block.Body, fault.Fields) {
		if in.Body.Null {
			return block.Body{}, nil
		}
		return block.Parse(in.Body.Value)
	})
	take(in.BodyHTML.Set, "body_html", func() (block.Body, fault.Fields) { return block.FromHTML(in.BodyHTML.Value) })
	take(in.BodyMarkdown.Set, "body_markdown", func() (block.Body, fault.Fields) {
		return block.FromMarkdown(in.BodyMarkdown.Value)
	})
	take(in.BodyPortableText.Set, "body_portable_text", func() (block.Body, fault.Fields) {
		return block.FromPortableText(in.BodyPortableText.Value)
	})
}

// proven holds blocks that were converted to what holds for blocks that are sent.
func proven(b block.Body) (block.Body, fault.Fields) {
	raw, err := encode(b)
	if err != nil {
		return nil, fault.Fields{{Code: "not_convertible", Text: fault.Text{Format: "This cannot be made into blocks"}}}
	}
	return block.Parse(raw)
}
