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
	Title      string      `json:"title" example:"Tọa đàm \"Đảng với thanh niên - Thanh niên với Đảng\""` // the headline
	Overline   string      `json:"overline" example:""`                                                   // the line above the title
	Standfirst string      `json:"standfirst" example:"Chiều 24/3, Đoàn Khối Các cơ quan tỉnh …"`         // the summary that opens the article
	Section    *DraftStub  `json:"section" extensions:"x-nullable"`                                       // where it belongs
	Authors    []DraftStub `json:"authors"`                                                               // who wrote it, in the order of the byline
	Tags       []DraftStub `json:"tags"`                                                                  // what it is about
}

// DraftArticle is the working copy of an article.
type DraftArticle struct {
	DraftArticleSummary
	Body          []block.Block  `json:"body"`                                               // the text
	WordCount     int            `json:"word_count" example:"312"`                           // of the body, as readers count
	Bylines       []DraftByline  `json:"bylines"`                                            // all who are credited, with what they did
	Dateline      *Dateline      `json:"dateline" extensions:"x-nullable"`                   // where and when it was written
	OtherSections []DraftStub    `json:"other_sections"`                                     // where else it is shown
	Hero          *DraftHero     `json:"hero" extensions:"x-nullable"`                       // the image that leads it
	Related       []DraftStub    `json:"related"`                                            // what to read next
	Events        []DraftStub    `json:"events"`                                             // that it covers
	Campaigns     []DraftStub    `json:"campaigns"`                                          // that it mentions
	Source        *Source        `json:"source" extensions:"x-nullable"`                     // where it was taken from
	Genre         string         `json:"genre" example:"report"`                             // a word of the newsroom's own, such as report
	Urgency       *int           `json:"urgency" extensions:"x-nullable" example:"5"`        // IPTC: 1 most urgent, 9 least
	SEO           SEO            `json:"seo"`                                                // as it was written, without fallbacks
	Extra         jsontext.Value `json:"extra" swaggertype:"object" extensions:"x-nullable"` // an object of the newsroom's own
}

// DraftByline credits an author in a working copy.
type DraftByline struct {
	AuthorID string     `json:"author_id" format:"uuid"`                                             // who is credited
	Author   *DraftStub `json:"author" extensions:"x-nullable"`                                      // null if the author is gone
	Role     string     `json:"role" enums:"words,photos,video,translation,editing" example:"words"` // what they did
	Credit   string     `json:"credit" example:""`                                                   // printed instead of the name, if not empty
}

// DraftHero is the image that leads a working copy.
type DraftHero struct {
	ImageID string     `json:"image_id" format:"uuid"`          // which image
	Image   *DraftStub `json:"image" extensions:"x-nullable"`   // null if the image is gone
	Alt     *string    `json:"alt" extensions:"x-nullable"`     // null: as the image has it
	Caption *string    `json:"caption" extensions:"x-nullable"` // null: as the image has it
}

// ArticlePatch changes an article; what is absent stays as it is.
type ArticlePatch struct {
	Dates
	Prose
	Slug            strict.Opt[string]         `json:"slug" example:"toa-dam"`                                              // empty: made of the title
	Title           strict.Opt[string]         `json:"title" example:"Tọa đàm"`                                             // the headline
	Overline        strict.Opt[string]         `json:"overline"`                                                            // the line above the title
	Standfirst      strict.Opt[string]         `json:"standfirst"`                                                          // the summary that opens the article
	SectionID       strict.Opt[string]         `json:"section_id" format:"uuid" extensions:"x-nullable"`                    // where it belongs; null for nowhere
	OtherSectionIDs strict.Opt[[]string]       `json:"other_section_ids"`                                                   // where else it is shown; at most 100
	AuthorIDs       strict.Opt[[]string]       `json:"author_ids"`                                                          // short for bylines with the role "words"
	Bylines         strict.Opt[[]BylineInput]  `json:"bylines"`                                                             // all who are credited, with what they did
	TagIDs          strict.Opt[[]string]       `json:"tag_ids"`                                                             // what it is about; at most 100
	HeroImageID     strict.Opt[string]         `json:"hero_image_id" format:"uuid" extensions:"x-nullable"`                 // the image that leads it; null for none
	HeroAlt         strict.Opt[string]         `json:"hero_alt" extensions:"x-nullable"`                                    // for this use of the image; null: as the image has it
	HeroCaption     strict.Opt[string]         `json:"hero_caption" extensions:"x-nullable"`                                // for this use of the image; null: as the image has it
	RelatedIDs      strict.Opt[[]string]       `json:"related_ids"`                                                         // what to read next; at most 100
	EventIDs        strict.Opt[[]string]       `json:"event_ids"`                                                           // that it covers; at most 100
	CampaignIDs     strict.Opt[[]string]       `json:"campaign_ids"`                                                        // that it mentions; at most 100
	Dateline        strict.Opt[DatelineInput]  `json:"dateline" extensions:"x-nullable"`                                    // where and when it was written
	Source          strict.Opt[SourceInput]    `json:"source" extensions:"x-nullable"`                                      // where it was taken from
	Genre           strict.Opt[string]         `json:"genre" example:"report"`                                              // a word of the newsroom's own, such as report
	Urgency         strict.Opt[int]            `json:"urgency" minimum:"1" maximum:"9" extensions:"x-nullable" example:"5"` // IPTC: 1 most urgent, 9 least
	SEO             strict.Opt[SEOInput]       `json:"seo"`                                                                 // what is empty falls back to the article
	Extra           strict.Opt[jsontext.Value] `json:"extra" swaggertype:"object" extensions:"x-nullable"`                  // an object of the newsroom's own, at most 16 KiB
}

// ArticleInput begins an article.
type ArticleInput struct {
	Opening
	ArticlePatch
}

// BylineInput credits an author.
type BylineInput struct {
	AuthorID string `json:"author_id" format:"uuid" validate:"required"`                                  // who is credited
	Role     string `json:"role,omitzero" enums:"words,photos,video,translation,editing" example:"words"` // words if absent
	Credit   string `json:"credit,omitzero" example:""`                                                   // printed instead of the name, if not empty
}

// DatelineInput is where and on which day a story was written.
type DatelineInput struct {
	Place string  `json:"place,omitzero"`                                                           // as it is printed
	Date  *string `json:"date,omitzero" format:"date" extensions:"x-nullable" example:"2020-03-24"` // the day, without a time
}

// SourceInput is where a story was taken from.
type SourceInput struct {
	Name    string `json:"name,omitzero" example:"Cổng thông tin nhân đạo Quốc gia"` // who published it first
	URL     string `json:"url,omitzero"`                                             // where it stands there; http or https
	Licence string `json:"licence,omitzero"`                                         // under which it may be used
}

// SEOInput is what search engines are told; what is empty falls back to the article.
type SEOInput struct {
	Title        string `json:"title,omitzero"`         // for the tab and the list of results
	Description  string `json:"description,omitzero"`   // for the list of results
	CanonicalURL string `json:"canonical_url,omitzero"` // the one address that counts; http or https
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
