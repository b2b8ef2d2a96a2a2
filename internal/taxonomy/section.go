// Package taxonomy is what articles are filed under and credited to: sections,
// tags, authors and organisations. They are records without review.
package taxonomy

import (
	"newsdesk/internal/content"
	"newsdesk/internal/fault"
)

// SectionKind is the stored name of sections.
const SectionKind content.Kind = "section"

// Section is the body of a section; its title is its name.
type Section struct {
	content.Lead `gorm:"embedded"`
	ParentID     string `json:"parent_id"` // empty: at the top
	Position     int    `json:"position"`  // among its siblings, smallest first
	Description  string `json:"description"`
}

// Check implements content.Body.
func (s *Section) Check() (f fault.Fields) {
	named(&f, s.Lead)
	f.If(s.ParentID != "" && s.ParentID == s.EntryID, "/parent_id", "circular", "A section cannot stand below itself")
	return f
}

// Text implements content.Body.
func (s *Section) Text() string { return s.Title + "\n" + s.Description }

// Refs implements content.Body. The machinery follows "parent" upwards.
func (s *Section) Refs() []content.Ref {
	if s.ParentID == "" {
		return nil
	}
	return []content.Ref{{ID: s.ParentID, Kind: SectionKind, Rel: "parent", Pointer: "/parent_id"}}
}

func named(f *fault.Fields, l content.Lead) {
	f.If(l.Title == "", "/name", "required", "Say the name")
}
