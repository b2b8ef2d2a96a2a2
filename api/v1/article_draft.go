package v1

import (
	"fmt"
	"slices"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"newsdesk/internal/article"
	"newsdesk/internal/block"
	"newsdesk/internal/content"
	"newsdesk/internal/ident"
	"newsdesk/internal/strict"
	"newsdesk/internal/text"
)

// DraftArticleSummary is an article in a list of the newsroom.
type DraftArticleSummary struct {
	Spine
	Title      string      `json:"title" example:"Tọa đàm \"Đảng với thanh niên - Thanh niên với Đảng\""`
	Overline   string      `json:"overline" example:""`
	Standfirst string      `json:"standfirst" example:"Chiều 24/3, Đoàn Khối Các cơ quan tỉnh …"`
	Section    *DraftStub  `json:"section" extensions:"x-nullable"`
	Authors    []DraftStub `json:"authors"`
	Tags       []DraftStub `json:"tags"`
}

// DraftArticle is the working copy of an article.
type DraftArticle struct {
	DraftArticleSummary
	Body          []block.Block  `json:"body"`
	WordCount     int            `json:"word_count" example:"312"`
	Bylines       []DraftByline  `json:"bylines"`
	Dateline      *Dateline      `json:"dateline" extensions:"x-nullable"`
	OtherSections []DraftStub    `json:"other_sections"`
	Hero          *DraftHero     `json:"hero" extensions:"x-nullable"`
	Related       []DraftStub    `json:"related"`
	Events        []DraftStub    `json:"events"`
	Campaigns     []DraftStub    `json:"campaigns"`
	Source        *Source        `json:"source" extensions:"x-nullable"`
	Genre         string         `json:"genre" example:"report"`
	Urgency       *int           `json:"urgency" extensions:"x-nullable" example:"5"`
	SEO           SEO            `json:"seo"`
	Extra         jsontext.Value `json:"extra" swaggertype:"object" extensions:"x-nullable"`
}

// DraftByline credits an author in a working copy.
type DraftByline struct {
	AuthorID string     `json:"author_id" format:"uuid"`
	Author   *DraftStub `json:"author" extensions:"x-nullable"`
	Role     string     `json:"role" enums:"words,photos,video,translation,editing" example:"words"`
	Credit   string     `json:"credit" example:""` // printed instead of the name, if not empty
}

// DraftHero is the image that leads a working copy.
type DraftHero struct {
	ImageID string     `json:"image_id" format:"uuid"`
	Image   *DraftStub `json:"image" extensions:"x-nullable"`
	Alt     *string    `json:"alt" extensions:"x-nullable"`     // null: as the image has it
	Caption *string    `json:"caption" extensions:"x-nullable"` // null: as the image has it
}

// ArticlePatch changes an article; what is absent stays as it is.
type ArticlePatch struct {
	Dates
	Prose
	Slug            strict.Opt[string]         `json:"slug" example:"toa-dam"` // empty: made of the title
	Title           strict.Opt[string]         `json:"title" example:"Tọa đàm"`
	Overline        strict.Opt[string]         `json:"overline"`
	Standfirst      strict.Opt[string]         `json:"standfirst"`
	SectionID       strict.Opt[string]         `json:"section_id" format:"uuid" extensions:"x-nullable"`
	OtherSectionIDs strict.Opt[[]string]       `json:"other_section_ids"`
	AuthorIDs       strict.Opt[[]string]       `json:"author_ids"` // short for bylines with the role "words"
	Bylines         strict.Opt[[]BylineInput]  `json:"bylines"`
	TagIDs          strict.Opt[[]string]       `json:"tag_ids"`
	HeroImageID     strict.Opt[string]         `json:"hero_image_id" format:"uuid" extensions:"x-nullable"`
	HeroAlt         strict.Opt[string]         `json:"hero_alt" extensions:"x-nullable"`
	HeroCaption     strict.Opt[string]         `json:"hero_caption" extensions:"x-nullable"`
	RelatedIDs      strict.Opt[[]string]       `json:"related_ids"`
	EventIDs        strict.Opt[[]string]       `json:"event_ids"`
	CampaignIDs     strict.Opt[[]string]       `json:"campaign_ids"`
	Dateline        strict.Opt[DatelineInput]  `json:"dateline" extensions:"x-nullable"`
	Source          strict.Opt[SourceInput]    `json:"source" extensions:"x-nullable"`
	Genre           strict.Opt[string]         `json:"genre"`
	Urgency         strict.Opt[int]            `json:"urgency" minimum:"1" maximum:"9" extensions:"x-nullable"`
	SEO             strict.Opt[SEOInput]       `json:"seo"`
	Extra           strict.Opt[jsontext.Value] `json:"extra" swaggertype:"object" extensions:"x-nullable"`
}

// ArticleInput begins an article.
type ArticleInput struct {
	Opening
	ArticlePatch
}

// BylineInput credits an author.
type BylineInput struct {
	AuthorID string `json:"author_id" format:"uuid" validate:"required"`
	Role     string `json:"role,omitzero" enums:"words,photos,video,translation,editing" example:"words"` // words if absent
	Credit   string `json:"credit,omitzero" example:""`
}

// DatelineInput is where and on which day a story was written.
type DatelineInput struct {
	Place string  `json:"place,omitzero"`
	Date  *string `json:"date,omitzero" format:"date" extensions:"x-nullable"`
}

// SourceInput is where a story was taken from.
type SourceInput struct {
	Name    string `json:"name,omitzero"`
	URL     string `json:"url,omitzero"`
	Licence string `json:"licence,omitzero"`
}

// SEOInput is what search engines are told; what is empty falls back to the article.
type SEOInput struct {
	Title        string `json:"title,omitzero"`
	Description  string `json:"description,omitzero"`
	CanonicalURL string `json:"canonical_url,omitzero"`
}

// ReadOnlyMembers implements strict.Guarded.
func (ArticlePatch) ReadOnlyMembers() []string {
	return patchOnly("word_count", "section", "authors", "tags", "hero", "other_sections", "related", "events", "campaigns")
}

// ReadOnlyMembers implements strict.Guarded.
func (ArticleInput) ReadOnlyMembers() []string {
	return withoutOpening(ArticlePatch{}.ReadOnlyMembers())
}

// write puts the patch into a, and notes its faults.
func (in ArticlePatch) write(p *pen, a *article.Article) {
	p.slug(&a.Slug, in.Slug)
	p.line(&a.Title, in.Title, "title")
	p.line(&a.Overline, in.Overline, "overline")
	p.prose(&a.Standfirst, in.Standfirst, "standfirst")
	p.id(&a.SectionID, in.SectionID, "section_id")
	p.ids(&a.OtherSectionIDs.V, in.OtherSectionIDs, "other_section_ids")
	p.ids(&a.TagIDs.V, in.TagIDs, "tag_ids")
	p.ids(&a.RelatedIDs.V, in.RelatedIDs, "related_ids")
	p.ids(&a.EventIDs.V, in.EventIDs, "event_ids")
	p.ids(&a.CampaignIDs.V, in.CampaignIDs, "campaign_ids")
	p.line(&a.Genre, in.Genre, "genre")
	p.body(&a.Body.V, in.Prose)
	in.writeBylines(p, a)
	in.writeHero(p, a)
	in.writeDetails(p, a)
}

func (in ArticlePatch) writeBylines(p *pen, a *article.Article) {
	if in.AuthorIDs.Set && in.Bylines.Set {
		p.faults.Add("/author_ids", "conflicting", "Send author_ids or bylines, not both")
		return
	}
	if in.AuthorIDs.Set {
		var ids []string
		p.ids(&ids, in.AuthorIDs, "author_ids")
		a.Bylines.V = make([]article.Byline, len(ids))
		for i, id := range ids {
			a.Bylines.V[i] = article.Byline{AuthorID: id, Role: article.Words}
		}
	}
	if !in.Bylines.Set {
		return
	}
	p.faults.If(len(in.Bylines.Value) > maxIDs, "/bylines", "too_many", "At most %d are possible", maxIDs)
	a.Bylines.V = make([]article.Byline, len(in.Bylines.Value))
	for i, b := range in.Bylines.Value {
		a.Bylines.V[i] = b.byline(p, fmt.Sprintf("/bylines/%d", i))
	}
}

func (b BylineInput) byline(p *pen, at string) article.Byline {
	if b.Role == "" {
		b.Role = string(article.Words)
	}
	p.faults.If(!ident.Valid(b.AuthorID), at+"/author_id", "invalid_id", "This is not an id")
	p.faults.If(!slices.Contains(article.Roles(), article.Role(b.Role)), at+"/role", "unknown_value",
		"Possible are words, photos, video, translation and editing")
	credit := text.Line(&p.faults, at+"/credit", b.Credit, maxTitle)
	return article.Byline{AuthorID: b.AuthorID, Role: article.Role(b.Role), Credit: credit}
}

func (in ArticlePatch) writeHero(p *pen, a *article.Article) {
	if in.HeroImageID.Set {
		var id string
		p.id(&id, in.HeroImageID, "hero_image_id")
		switch {
		case id == "":
			a.Hero.V = nil
		case a.Hero.V == nil || a.Hero.V.ImageID != id:
			a.Hero.V = &article.Hero{ImageID: id}
		}
	}
	if a.Hero.V == nil {
		p.faults.If(in.HeroAlt.Set && !in.HeroAlt.Null, "/hero_alt", "no_hero", "There is no hero image to say this of")
		p.faults.If(in.HeroCaption.Set && !in.HeroCaption.Null, "/hero_caption", "no_hero", "There is no hero image to say this of")
		return
	}
	p.override(&a.Hero.V.Alt, in.HeroAlt, "hero_alt")
	p.override(&a.Hero.V.Caption, in.HeroCaption, "hero_caption")
}

// maxExtra is the size of a newsroom's own object, in bytes.
const maxExtra = 16 << 10

func (in ArticlePatch) writeDetails(p *pen, a *article.Article) {
	if in.Dateline.Set {
		a.Dateline.V = in.Dateline.Value.dateline(p, in.Dateline.Null)
	}
	if in.Source.Set {
		a.Source.V = nil
		if s := in.Source.Value; !in.Source.Null {
			a.Source.V = &article.Source{
				Name: text.Line(&p.faults, "/source/name", s.Name, maxTitle), URL: p.checkWeb("/source/url", s.URL),
				Licence: text.Line(&p.faults, "/source/licence", s.Licence, maxTitle),
			}
		}
	}
	if in.Urgency.Set {
		a.Urgency = in.Urgency.Value
		p.faults.If(!in.Urgency.Null && (a.Urgency < 1 || a.Urgency > 9), "/urgency", "out_of_range", "This goes from 1 to 9")
	}
	if s := in.SEO.Value; in.SEO.Set {
		a.SEO.V = article.SEO{
			Title:        text.Line(&p.faults, "/seo/title", s.Title, maxTitle),
			Description:  text.Line(&p.faults, "/seo/description", s.Description, maxLine),
			CanonicalURL: p.checkWeb("/seo/canonical_url", s.CanonicalURL),
		}
	}
	if in.Extra.Set {
		a.Extra.V = in.Extra.Value
		p.faults.If(!in.Extra.Null && a.Extra.V.Kind() != '{', "/extra", "wrong_type", "This must be an object")
		p.faults.If(len(a.Extra.V) > maxExtra, "/extra", "too_long", "At most %d bytes are possible", maxExtra)
	}
}

func (d DatelineInput) dateline(p *pen, null bool) *article.Dateline {
	if null {
		return nil
	}
	stored := &article.Dateline{Place: text.Line(&p.faults, "/dateline/place", d.Place, maxTitle)}
	if d.Date != nil {
		_, err := time.Parse(time.DateOnly, *d.Date)
		p.faults.If(err != nil, "/dateline/date", "invalid_date", "A date is written YYYY-MM-DD")
		stored.Date = *d.Date
	}
	return stored
}

// draftArticleSummary writes an article for a list of the newsroom.
func draftArticleSummary(s Spine, it content.Item, known stubber) DraftArticleSummary {
	a := it.Body.(*article.Article)
	return DraftArticleSummary{
		Spine: s, Title: a.Title, Overline: a.Overline, Standfirst: a.Standfirst, Section: known.one(a.SectionID),
		Authors: known.all(writers(a)), Tags: known.all(a.TagIDs.V),
	}
}

// draftArticle writes the working copy of an article.
func draftArticle(s Spine, it content.Item, known stubber) DraftArticle {
	a := it.Body.(*article.Article)
	d := DraftArticle{
		DraftArticleSummary: draftArticleSummary(s, it, known), Body: blocks(a.Body.V), WordCount: a.Body.V.WordCount(),
		Bylines: make([]DraftByline, len(a.Bylines.V)), Dateline: dateline(a.Dateline.V), Source: source(a.Source.V),
		OtherSections: known.all(a.OtherSectionIDs.V), Related: known.all(a.RelatedIDs.V),
		Events: known.all(a.EventIDs.V), Campaigns: known.all(a.CampaignIDs.V), Genre: a.Genre, Extra: a.Extra.V,
		SEO: SEO{Title: a.SEO.V.Title, Description: a.SEO.V.Description, CanonicalURL: a.SEO.V.CanonicalURL},
	}
	for i, b := range a.Bylines.V {
		d.Bylines[i] = DraftByline{AuthorID: b.AuthorID, Author: known.one(b.AuthorID), Role: string(b.Role), Credit: b.Credit}
	}
	if h := a.Hero.V; h != nil {
		d.Hero = &DraftHero{ImageID: h.ImageID, Image: known.one(h.ImageID), Alt: h.Alt, Caption: h.Caption}
	}
	if a.Urgency != 0 {
		d.Urgency = &a.Urgency
	}
	return d
}

// blocks is b, never nil.
func blocks(b block.Body) []block.Block {
	if b == nil {
		return []block.Block{}
	}
	return b
}
