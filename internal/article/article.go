// Package article is news text: what an article is made of and the rules it keeps.
package article

import (
	"fmt"

	"github.com/go-json-experiment/json/jsontext"

	"newsdesk/internal/block"
	"newsdesk/internal/content"
	"newsdesk/internal/db"
	"newsdesk/internal/fault"
)

// Kind is the stored name of articles.
const Kind content.Kind = "article"

// Article is the body of an article. The JSON members are those of revisions.
type Article struct {
	content.Lead    `gorm:"embedded"`
	Overline        string                  `json:"overline"`   // the line above the title
	Standfirst      string                  `json:"standfirst"` // the summary that opens it
	Body            db.JSON[block.Body]     `json:"body"`
	Dateline        db.JSON[*Dateline]      `json:"dateline"`
	Bylines         db.JSON[[]Byline]       `json:"bylines"`
	OtherSectionIDs content.Strings         `json:"other_section_ids" gorm:"column:other_section_ids"`
	TagIDs          content.Strings         `json:"tag_ids" gorm:"column:tag_ids"`
	Hero            db.JSON[*Hero]          `json:"hero"`
	RelatedIDs      content.Strings         `json:"related_ids" gorm:"column:related_ids"`
	EventIDs        content.Strings         `json:"event_ids" gorm:"column:event_ids"`
	CampaignIDs     content.Strings         `json:"campaign_ids" gorm:"column:campaign_ids"`
	Source          db.JSON[*Source]        `json:"source"`
	Genre           string                  `json:"genre"`
	Urgency         int                     `json:"urgency"` // IPTC: 1 most urgent … 9 least; 0 for none
	SEO             db.JSON[SEO]            `json:"seo"`
	Extra           db.JSON[jsontext.Value] `json:"extra"` // an object of the client's own
}

// Dateline is where and on which day a story was written.
type Dateline struct {
	Place string `json:"place"`
	Date  string `json:"date"` // YYYY-MM-DD, or empty
}

// Role is what a contributor did for an article.
type Role string

// The roles of a byline.
const (
	Words       Role = "words"
	Photos      Role = "photos"
	Video       Role = "video"
	Translation Role = "translation"
	Editing     Role = "editing"
)

// Roles lists the roles.
func Roles() []Role { return []Role{Words, Photos, Video, Translation, Editing} }

// Byline credits an author, in the order of the list.
type Byline struct {
	AuthorID string `json:"author_id"`
	Role     Role   `json:"role"`
	Credit   string `json:"credit"` // printed instead of the author's name, if not empty
}

// Hero is the image that leads an article, with words for this use of it.
type Hero struct {
	ImageID string  `json:"image_id"`
	Alt     *string `json:"alt"`     // nil: as the image has it
	Caption *string `json:"caption"` // nil: as the image has it
}

// Source is where a story was taken from.
type Source struct {
	Name    string `json:"name"`
	URL     string `json:"url"`
	Licence string `json:"licence"`
}

// SEO is what search engines and social networks are told; empty members fall
// back to the title, the standfirst and the article's own address.
type SEO struct {
	Title        string `json:"title"`
	Description  string `json:"description"`
	CanonicalURL string `json:"canonical_url"`
}

// Check implements content.Body.
func (a *Article) Check() (f fault.Fields) {
	f.If(a.Title == "", "/title", "required", "An article needs a title")
	f.If(len(a.Body.V) == 0, "/body", "required", "An article needs text")
	return append(f, a.Body.V.Check().At("/body")...)
}

// Text implements content.Body.
func (a *Article) Text() string {
	return a.Title + "\n" + a.Overline + "\n" + a.Standfirst + "\n" + a.Body.V.Text()
}

// Refs implements content.Body.
func (a *Article) Refs() (refs []content.Ref) {
	one := func(k content.Kind, rel, id, pointer string) {
		if id != "" {
			refs = append(refs, content.Ref{ID: id, Kind: k, Rel: rel, Pointer: pointer})
		}
	}
	many := func(k content.Kind, rel, pointer string, ids []string) {
		for i, id := range ids {
			one(k, rel, id, fmt.Sprintf("%s/%d", pointer, i))
		}
	}
	one("section", "section", a.SectionID, "/section_id")
	many("section", "other_section", "/other_section_ids", a.OtherSectionIDs.V)
	for i, b := range a.Bylines.V {
		one("author", "author", b.AuthorID, fmt.Sprintf("/bylines/%d/author_id", i))
	}
	many("tag", "tag", "/tag_ids", a.TagIDs.V)
	if h := a.Hero.V; h != nil && h.ImageID != "" {
		refs = append(refs, content.Ref{ID: h.ImageID, Kind: "image", Rel: "hero", Pointer: "/hero_image_id", Described: h.Alt != nil})
	}
	for _, r := range a.Body.V.Refs() {
		refs = append(refs, content.Ref{ID: r.ID, Kind: content.Kind(r.Kind), Rel: r.Kind, Pointer: "/body" + r.Pointer, Described: r.Described})
	}
	many(Kind, "related", "/related_ids", a.RelatedIDs.V)
	many("event", "event", "/event_ids", a.EventIDs.V)
	many("campaign", "campaign", "/campaign_ids", a.CampaignIDs.V)
	return refs
}

// Swap implements [content.Swapper].
func (a *Article) Swap(old, other string) (members []string) {
	if h := a.Hero.V; h != nil && h.ImageID == old {
		swapped := *h
		swapped.ImageID = other
		a.Hero.V, members = &swapped, append(members, "hero")
	}
	if body, found := a.Body.V.Swap(old, other); found {
		a.Body.V, members = body, append(members, "body")
	}
	return members
}
