// Package page is text that stands by itself, such as "about us" or "contact".
package page

import (
	"newsdesk/internal/block"
	"newsdesk/internal/content"
	"newsdesk/internal/db"
	"newsdesk/internal/fault"
)

// Kind is the stored name of pages.
const Kind content.Kind = "page"

// Page is the body of a page.
type Page struct {
	content.Lead `gorm:"embedded"`
	Body         db.JSON[block.Body] `json:"body"`
}

// Check implements content.Body.
func (p *Page) Check() (f fault.Fields) {
	f.If(p.Title == "", "/title", "required", "A page needs a title")
	f.If(len(p.Body.V) == 0, "/body", "required", "A page needs text")
	return append(f, p.Body.V.Check().At("/body")...)
}

// Text implements content.Body.
func (p *Page) Text() string { return p.Title + "\n" + p.Body.V.Text() }

// Refs implements content.Body.
func (p *Page) Refs() (refs []content.Ref) {
	for _, r := range p.Body.V.Refs() {
		refs = append(refs, content.Ref{ID: r.ID, Kind: content.Kind(r.Kind), Rel: r.Kind, Pointer: "/body" + r.Pointer, Described: r.Described})
	}
	return refs
}

// Swap implements [content.Swapper].
func (p *Page) Swap(old, other string) []string {
	body, found := p.Body.V.Swap(old, other)
	if !found {
		return nil
	}
	p.Body.V = body
	return []string{"body"}
}
