package taxonomy

import (
	"newsdesk/internal/content"
	"newsdesk/internal/fault"
)

// AuthorKind is the stored name of authors.
const AuthorKind content.Kind = "author"

// Author is the body of an author, someone who is credited: a contributor, not
// a user. The title is the name as printed.
type Author struct {
	content.Lead `gorm:"embedded"`
	Bio          string `json:"bio"`
	PhotoID      string `json:"photo_id"`
}

// Check implements content.Body.
func (a *Author) Check() (f fault.Fields) {
	named(&f, a.Lead)
	return f
}

// Text implements content.Body.
func (a *Author) Text() string { return a.Title + "\n" + a.Bio }

// Refs implements content.Body.
func (a *Author) Refs() []content.Ref {
	if a.PhotoID == "" {
		return nil
	}
	return []content.Ref{{ID: a.PhotoID, Kind: "image", Rel: "photo", Pointer: "/photo_id"}}
}

// Swap implements [content.Swapper].
func (a *Author) Swap(old, other string) []string {
	if a.PhotoID != old {
		return nil
	}
	a.PhotoID = other
	return []string{"photo_id"}
}
