package taxonomy

import (
	"strings"

	"newsdesk/internal/content"
	"newsdesk/internal/fault"
)

// TagKind is the stored name of tags.
const TagKind content.Kind = "tag"

// Tag is the body of a tag; its title is its name.
type Tag struct {
	content.Lead `gorm:"embedded"`
	Synonyms     content.Strings `json:"synonyms"` // other words for the same
	Description  string          `json:"description"`
}

// Check implements content.Body.
func (t *Tag) Check() (f fault.Fields) {
	named(&f, t.Lead)
	return f
}

// Text implements content.Body.
func (t *Tag) Text() string { return t.Title + "\n" + strings.Join(t.Synonyms.V, "\n") }

// Refs implements content.Body.
func (t *Tag) Refs() []content.Ref { return nil }
