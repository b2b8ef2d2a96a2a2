package taxonomy

import (
	"strings"

	"newsdesk/internal/content"
	"newsdesk/internal/fault"
)

// OrganisationKind is the stored name of organisations.
const OrganisationKind content.Kind = "organisation"

// Organisation is the body of an organisation; its title is its name.
type Organisation struct {
	content.Lead `gorm:"embedded"`
	Category     string          `json:"category"` // a word of the newsroom's own, such as youth_union
	Aliases      content.Strings `json:"aliases"`
	Description  string          `json:"description"`
	URL          string          `json:"url" gorm:"column:url"`
}

// Check implements content.Body.
func (o *Organisation) Check() (f fault.Fields) {
	named(&f, o.Lead)
	return f
}

// Text implements content.Body.
func (o *Organisation) Text() string { return o.Title + "\n" + strings.Join(o.Aliases.V, "\n") }

// Refs implements content.Body.
func (o *Organisation) Refs() []content.Ref { return nil }
