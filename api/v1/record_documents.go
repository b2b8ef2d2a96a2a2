package v1

import (
	"fmt"
	"time"

	"newsdesk/internal/article"
	"newsdesk/internal/block"
	"newsdesk/internal/campaign"
	"newsdesk/internal/content"
	"newsdesk/internal/edition"
	"newsdesk/internal/event"
	"newsdesk/internal/image"
	"newsdesk/internal/page"
	"newsdesk/internal/taxonomy"
	"newsdesk/internal/text"
)

// Renderers are how each kind is written for the public in this version of the API.
func (s Site) Renderers() map[content.Kind]edition.Renderer {
	return map[content.Kind]edition.Renderer{
		article.Kind:              s.renderArticle,
		page.Kind:                 s.renderPage,
		event.Kind:                s.renderEvent,
		campaign.Kind:             s.renderCampaign,
		taxonomy.SectionKind:      s.renderSection,
		taxonomy.TagKind:          s.renderTag,
		taxonomy.AuthorKind:       s.renderAuthor,
		taxonomy.OrganisationKind: s.renderOrganisation,
		image.Kind:                s.renderImage,
	}
}

// Section is a part of the paper.
type Section struct {
	NameStub
	Locale      string    `json:"locale" example:"vi"`                                               // the language (BCP 47)
	Description string    `json:"description" example:"Tin hoạt động Đoàn và phong trào thanh niên"` // what belongs here
	ParentID    *string   `json:"parent_id" extensions:"x-nullable" format:"uuid"`                   // the section that this one is part of
	Parent      *NameStub `json:"parent" extensions:"x-nullable"`                                    // the same as a stub
	Position    int       `json:"position" example:"8"`                                              // among its siblings, smallest first
	UpdatedAt   time.Time `json:"updated_at" example:"2020-03-24T11:26:00Z"`                         // when what the public sees last changed
}

// Tag is a topic.
type Tag struct {
	NameStub
	Locale      string    `json:"locale" example:"vi"`                       // the language (BCP 47)
	Description string    `json:"description" example:""`                    // what the tag is for
	Synonyms    []string  `json:"synonyms" example:"thanh niên"`             // other words for the same
	UpdatedAt   time.Time `json:"updated_at" example:"2020-03-24T11:26:00Z"` // when what the public sees last changed
}

// Author is someone who is credited.
type Author struct {
	NameStub
	Locale    string         `json:"locale" example:"vi"`                       // the language (BCP 47)
	Bio       string         `json:"bio" example:""`                            // a few words about them
	Photo     *block.Picture `json:"photo" extensions:"x-nullable"`             // null if there is none
	UpdatedAt time.Time      `json:"updated_at" example:"2020-03-24T11:26:00Z"` // when what the public sees last changed
}

// Organisation is a body that stories are about.
type Organisation struct {
	NameStub
	Locale      string    `json:"locale" example:"vi"`                       // the language (BCP 47)
	Category    string    `json:"category" example:"youth_union"`            // a word of the newsroom's own, such as youth_union
	Aliases     []string  `json:"aliases"`                                   // other names of it
	Description string    `json:"description" example:""`                    // what it is
	Website     string    `json:"website" example:""`                        // its own, or empty
	UpdatedAt   time.Time `json:"updated_at" example:"2020-03-24T11:26:00Z"` // when what the public sees last changed
}

// PageSummary is a page in a list.
type PageSummary struct {
	TitleStub
	Locale    string    `json:"locale" example:"vi"`                       // the language (BCP 47)
	UpdatedAt time.Time `json:"updated_at" example:"2020-03-24T11:26:00Z"` // when what the public sees last changed
}

// Page is text that stands by itself.
type Page struct {
	PageSummary
	Recasts
	Body         []block.Block `json:"body"`                     // the text, unless it was asked for in other forms alone
	WordCount    int           `json:"word_count" example:"120"` // of the body, as readers count
	Translations []Translation `json:"translations"`             // other languages, as far as they are public
}

// nameStub is the stub of a record; its page on the site is below path.
func (s Site) nameStub(v edition.View, path string) NameStub {
	h := v.Body.Head()
	return NameStub{ID: v.Entry.ID, Type: string(v.Entry.Kind), Slug: h.Slug, Name: h.Title, URL: s.URL + path + h.Slug}
}

// record encodes a record, whose card and document are the same.
func record(v edition.View, stub, doc any) (edition.Rendering, error) {
	r, err := rendering(stub, doc, doc)
	r.Label = text.Fold(v.Body.Head().Title)
	return r, err
}

func (s Site) renderSection(v edition.View) (edition.Rendering, error) {
	b := v.Body.(*taxonomy.Section)
	stub := s.nameStub(v, "/")
	d := Section{
		NameStub: stub, Locale: v.Entry.Locale, Description: b.Description,
		Position: b.Position, UpdatedAt: utc(*v.Entry.ContentUpdatedAt),
	}
	var err error
	if d.Parent, err = shown[NameStub](v, b.ParentID); err != nil {
		return edition.Rendering{}, err
	}
	if d.Parent != nil {
		d.ParentID = &d.Parent.ID
	}
	r, err := record(v, stub, d)
	r.Label = fmt.Sprintf("%06d %s", b.Position, r.Label)
	return r, err
}

func (s Site) renderTag(v edition.View) (edition.Rendering, error) {
	b := v.Body.(*taxonomy.Tag)
	stub := s.nameStub(v, "/tags/")
	return record(v, stub, Tag{
		NameStub: stub, Locale: v.Entry.Locale, Description: b.Description,
		Synonyms: list(b.Synonyms.V), UpdatedAt: utc(*v.Entry.ContentUpdatedAt),
	})
}

func (s Site) renderAuthor(v edition.View) (edition.Rendering, error) {
	b := v.Body.(*taxonomy.Author)
	stub := s.nameStub(v, "/authors/")
	photo, err := pictured(v, b.PhotoID)
	if err != nil {
		return edition.Rendering{}, err
	}
	return record(v, stub, Author{
		NameStub: stub, Locale: v.Entry.Locale, Bio: b.Bio, Photo: photo, UpdatedAt: utc(*v.Entry.ContentUpdatedAt),
	})
}

func (s Site) renderOrganisation(v edition.View) (edition.Rendering, error) {
	b := v.Body.(*taxonomy.Organisation)
	stub := s.nameStub(v, "/organisations/")
	return record(v, stub, Organisation{
		NameStub: stub, Locale: v.Entry.Locale, Category: b.Category, Aliases: list(b.Aliases.V),
		Description: b.Description, Website: b.URL, UpdatedAt: utc(*v.Entry.ContentUpdatedAt),
	})
}

func (s Site) renderPage(v edition.View) (r edition.Rendering, err error) {
	b := v.Body.(*page.Page)
	stub := TitleStub{ID: v.Entry.ID, Type: string(page.Kind), Slug: b.Slug, Title: b.Title, URL: s.URL + "/" + b.Slug}
	card := PageSummary{TitleStub: stub, Locale: v.Entry.Locale, UpdatedAt: utc(*v.Entry.ContentUpdatedAt)}
	d := Page{PageSummary: card, WordCount: b.Body.V.WordCount(), Translations: translations(v, "/v1/pages/")}
	if d.Body, err = resolve(v, b.Body.V); err != nil {
		return r, err
	}
	r, err = rendering(stub, card, d)
	r.Label = text.Fold(b.Title)
	return r, err
}

// list is s, never nil.
func list(s []string) []string {
	if s == nil {
		return []string{}
	}
	return s
}
