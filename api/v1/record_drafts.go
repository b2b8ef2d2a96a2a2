package v1

import (
	"slices"

	"newsdesk/internal/block"
	"newsdesk/internal/content"
	"newsdesk/internal/page"
	"newsdesk/internal/strict"
	"newsdesk/internal/taxonomy"
)

// withoutOpening leaves out what a creation may set besides the content.
func withoutOpening(members []string) []string {
	return slices.DeleteFunc(members, func(m string) bool {
		return m == "id" || m == "locale" || m == "translation_of"
	})
}

// patchOnly is what a patch may not set and a creation may.
func patchOnly(more ...string) []string {
	return readOnly(append([]string{"id", "locale", "translation_of"}, more...)...)
}

// DraftPageSummary is a page in a list of the newsroom.
type DraftPageSummary struct {
	Spine
	Title string `json:"title" example:"Giới thiệu"` // the headline
}

// DraftPage is the working copy of a page.
type DraftPage struct {
	DraftPageSummary
	Body      []block.Block `json:"body"`                     // the text
	WordCount int           `json:"word_count" example:"120"` // of the body, as readers count
}

// PagePatch changes a page; what is absent stays as it is.
type PagePatch struct {
	Dates
	Prose
	Slug  strict.Opt[string] `json:"slug" example:"gioi-thieu"`  // the last part of its address; empty: made of the title
	Title strict.Opt[string] `json:"title" example:"Giới thiệu"` // the headline
}

// PageInput begins a page.
type PageInput struct {
	Opening
	PagePatch
}

// ReadOnlyMembers implements strict.Guarded.
func (PagePatch) ReadOnlyMembers() []string { return patchOnly("word_count") }

// ReadOnlyMembers implements strict.Guarded.
func (PageInput) ReadOnlyMembers() []string { return withoutOpening(PagePatch{}.ReadOnlyMembers()) }

func (in PagePatch) write(p *pen, b *page.Page) {
	p.slug(&b.Slug, in.Slug)
	p.line(&b.Title, in.Title, "title")
	p.body(&b.Body.V, in.Prose)
}

func draftPageSummary(s Spine, it content.Item, _ stubber) DraftPageSummary {
	return DraftPageSummary{Spine: s, Title: it.Title}
}

func draftPage(s Spine, it content.Item, known stubber) DraftPage {
	b := it.Body.(*page.Page)
	return DraftPage{DraftPageSummary: draftPageSummary(s, it, known), Body: blocks(b.Body.V), WordCount: b.Body.V.WordCount()}
}

// DraftSection is a section as the newsroom sees it.
type DraftSection struct {
	Spine
	Name        string     `json:"name" example:"Đoàn thể"`        // what readers call it
	Description string     `json:"description" example:""`         // what belongs here
	Parent      *DraftStub `json:"parent" extensions:"x-nullable"` // the section that this one is part of
	Position    int        `json:"position" example:"8"`           // among its siblings, smallest first
}

// SectionPatch changes a section; what is absent stays as it is.
type SectionPatch struct {
	Slug        strict.Opt[string] `json:"slug" example:"doan-the"`                         // the last part of its address; empty: made of the name
	Name        strict.Opt[string] `json:"name" example:"Đoàn thể"`                         // what readers call it
	Description strict.Opt[string] `json:"description"`                                     // what belongs here
	ParentID    strict.Opt[string] `json:"parent_id" format:"uuid" extensions:"x-nullable"` // the section that this one is part of; null for none
	Position    strict.Opt[int]    `json:"position" minimum:"0" maximum:"9999" example:"8"` // among its siblings, smallest first
}

// SectionInput begins a section.
type SectionInput struct {
	Opening
	SectionPatch
}

// ReadOnlyMembers implements strict.Guarded.
func (SectionPatch) ReadOnlyMembers() []string { return patchOnly("parent") }

// ReadOnlyMembers implements strict.Guarded.
func (SectionInput) ReadOnlyMembers() []string {
	return withoutOpening(SectionPatch{}.ReadOnlyMembers())
}

const maxPosition = 9999

func (in SectionPatch) write(p *pen, b *taxonomy.Section) {
	p.slug(&b.Slug, in.Slug)
	p.line(&b.Title, in.Name, "name")
	p.prose(&b.Description, in.Description, "description")
	p.id(&b.ParentID, in.ParentID, "parent_id")
	b.Position = in.Position.Or(b.Position)
	p.faults.If(b.Position < 0 || b.Position > maxPosition, "/position", "out_of_range", "This goes from 0 to %d", maxPosition)
}

func draftSection(s Spine, it content.Item, known stubber) DraftSection {
	b := it.Body.(*taxonomy.Section)
	return DraftSection{Spine: s, Name: b.Title, Description: b.Description, Parent: known.one(b.ParentID), Position: b.Position}
}

// DraftTag is a tag as the newsroom sees it.
type DraftTag struct {
	Spine
	Name        string   `json:"name" example:"thanh niên"`   // what readers call it
	Description string   `json:"description" example:""`      // what the tag is for
	Synonyms    []string `json:"synonyms" example:"tuổi trẻ"` // other words for the same
}

// TagPatch changes a tag; what is absent stays as it is.
type TagPatch struct {
	Slug        strict.Opt[string]   `json:"slug" example:"thanh-nien"`   // the last part of its address; empty: made of the name
	Name        strict.Opt[string]   `json:"name" example:"thanh niên"`   // what readers call it
	Description strict.Opt[string]   `json:"description"`                 // what the tag is for
	Synonyms    strict.Opt[[]string] `json:"synonyms" example:"tuổi trẻ"` // other words for the same
}

// TagInput begins a tag.
type TagInput struct {
	Opening
	TagPatch
}

// ReadOnlyMembers implements strict.Guarded.
func (TagPatch) ReadOnlyMembers() []string { return patchOnly() }

// ReadOnlyMembers implements strict.Guarded.
func (TagInput) ReadOnlyMembers() []string { return withoutOpening(TagPatch{}.ReadOnlyMembers()) }

func (in TagPatch) write(p *pen, b *taxonomy.Tag) {
	p.slug(&b.Slug, in.Slug)
	p.line(&b.Title, in.Name, "name")
	p.prose(&b.Description, in.Description, "description")
	p.names(&b.Synonyms.V, in.Synonyms, "synonyms")
}

func draftTag(s Spine, it content.Item, _ stubber) DraftTag {
	b := it.Body.(*taxonomy.Tag)
	return DraftTag{Spine: s, Name: b.Title, Description: b.Description, Synonyms: list(b.Synonyms.V)}
}

// DraftAuthor is an author as the newsroom sees them.
type DraftAuthor struct {
	Spine
	Name  string     `json:"name" example:"Minh Thương"`    // as it is printed
	Bio   string     `json:"bio" example:""`                // a few words about them
	Photo *DraftStub `json:"photo" extensions:"x-nullable"` // null if there is none
}

// AuthorPatch changes an author; what is absent stays as it is.
type AuthorPatch struct {
	Slug    strict.Opt[string] `json:"slug" example:"minh-thuong"`                     // the last part of its address; empty: made of the name
	Name    strict.Opt[string] `json:"name" example:"Minh Thương"`                     // as it is printed
	Bio     strict.Opt[string] `json:"bio"`                                            // a few words about them
	PhotoID strict.Opt[string] `json:"photo_id" format:"uuid" extensions:"x-nullable"` // an image; null for none
}

// AuthorInput begins an author.
type AuthorInput struct {
	Opening
	AuthorPatch
}

// ReadOnlyMembers implements strict.Guarded.
func (AuthorPatch) ReadOnlyMembers() []string { return patchOnly("photo") }

// ReadOnlyMembers implements strict.Guarded.
func (AuthorInput) ReadOnlyMembers() []string { return withoutOpening(AuthorPatch{}.ReadOnlyMembers()) }

func (in AuthorPatch) write(p *pen, b *taxonomy.Author) {
	p.slug(&b.Slug, in.Slug)
	p.line(&b.Title, in.Name, "name")
	p.prose(&b.Bio, in.Bio, "bio")
	p.id(&b.PhotoID, in.PhotoID, "photo_id")
}

func draftAuthor(s Spine, it content.Item, known stubber) DraftAuthor {
	b := it.Body.(*taxonomy.Author)
	return DraftAuthor{Spine: s, Name: b.Title, Bio: b.Bio, Photo: known.one(b.PhotoID)}
}

// DraftOrganisation is an organisation as the newsroom sees it.
type DraftOrganisation struct {
	Spine
	Name        string   `json:"name" example:"Đoàn Khối Các cơ quan tỉnh"` // its full name
	Category    string   `json:"category" example:"youth_union"`            // a word of the newsroom's own, such as youth_union
	Aliases     []string `json:"aliases"`                                   // other names of it
	Description string   `json:"description" example:""`                    // what it is
	Website     string   `json:"website" example:""`                        // its own, http or https, or empty
}

// OrganisationPatch changes an organisation; what is absent stays as it is.
type OrganisationPatch struct {
	Slug        strict.Opt[string]   `json:"slug" example:"doan-khoi-cac-co-quan-tinh"` // the last part of its address; empty: made of the name
	Name        strict.Opt[string]   `json:"name" example:"Đoàn Khối Các cơ quan tỉnh"` // its full name
	Category    strict.Opt[string]   `json:"category" example:"youth_union"`            // a word of the newsroom's own, such as youth_union
	Aliases     strict.Opt[[]string] `json:"aliases"`                                   // other names of it
	Description strict.Opt[string]   `json:"description"`                               // what it is
	Website     strict.Opt[string]   `json:"website"`                                   // its own, http or https, or empty
}

// OrganisationInput begins an organisation.
type OrganisationInput struct {
	Opening
	OrganisationPatch
}

// ReadOnlyMembers implements strict.Guarded.
func (OrganisationPatch) ReadOnlyMembers() []string { return patchOnly() }

// ReadOnlyMembers implements strict.Guarded.
func (OrganisationInput) ReadOnlyMembers() []string {
	return withoutOpening(OrganisationPatch{}.ReadOnlyMembers())
}

func (in OrganisationPatch) write(p *pen, b *taxonomy.Organisation) {
	p.slug(&b.Slug, in.Slug)
	p.line(&b.Title, in.Name, "name")
	p.line(&b.Category, in.Category, "category")
	p.names(&b.Aliases.V, in.Aliases, "aliases")
	p.prose(&b.Description, in.Description, "description")
	p.web(&b.URL, in.Website, "website")
}

func draftOrganisation(s Spine, it content.Item, _ stubber) DraftOrganisation {
	b := it.Body.(*taxonomy.Organisation)
	return DraftOrganisation{
		Spine: s, Name: b.Title, Category: b.Category, Aliases: list(b.Aliases.V),
		Description: b.Description, Website: b.URL,
	}
}
