package v1

import (
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"newsdesk/internal/article"
	"newsdesk/internal/block"
	"newsdesk/internal/edition"
	"newsdesk/internal/text"
)

// ArticleSummary is an article in a list.
type ArticleSummary struct {
	ID          string         `json:"id" example:"01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e11" format:"uuid"`                   // a UUIDv7
	Type        string         `json:"type" example:"article" enums:"article"`                                            // always article
	Slug        string         `json:"slug" example:"toa-dam-dang-voi-thanh-nien-thanh-nien-voi-dang"`                    // its address among the articles of its language
	URL         string         `json:"url" example:"https://bao.example/toa-dam-dang-voi-thanh-nien-thanh-nien-voi-dang"` // on the site of the readers
	Locale      string         `json:"locale" example:"vi"`                                                               // BCP 47
	Title       string         `json:"title" example:"Tọa đàm \"Đảng với thanh niên - Thanh niên với Đảng\""`             // the headline
	Overline    string         `json:"overline" example:""`                                                               // the line above the title
	Standfirst  string         `json:"standfirst" example:"Chiều 24/3, Đoàn Khối Các cơ quan tỉnh …"`                     // the summary that opens the article
	Section     *NameStub      `json:"section" extensions:"x-nullable"`                                                   // where it belongs
	Authors     []NameStub     `json:"authors"`                                                                           // who wrote it, in the order of the byline
	Tags        []NameStub     `json:"tags"`                                                                              // what it is about
	Hero        *block.Picture `json:"hero" extensions:"x-nullable"`                                                      // the image that leads it
	PublishedAt time.Time      `json:"published_at" example:"2020-03-24T11:26:00Z"`                                       // the date that readers are shown
	UpdatedAt   time.Time      `json:"updated_at" example:"2020-03-24T11:26:00Z"`                                         // when the public text last changed
}

// Article is an article as the public reads it.
type Article struct {
	ArticleSummary
	Recasts
	Body          []block.Block  `json:"body"`                                               // the text, unless it was asked for in other forms alone
	WordCount     int            `json:"word_count" example:"312"`                           // of the body, as readers count
	Bylines       []Byline       `json:"bylines"`                                            // all who are credited, with what they did
	Dateline      *Dateline      `json:"dateline" extensions:"x-nullable"`                   // where and when it was written
	OtherSections []NameStub     `json:"other_sections"`                                     // where else it is shown
	Related       []TitleStub    `json:"related"`                                            // what to read next
	Events        []TitleStub    `json:"events"`                                             // that the article covers
	Campaigns     []TitleStub    `json:"campaigns"`                                          // that the article mentions
	Source        *Source        `json:"source" extensions:"x-nullable"`                     // where it was taken from
	Genre         string         `json:"genre" example:"report"`                             // a word of the newsroom's own, such as report
	Urgency       *int           `json:"urgency" extensions:"x-nullable" example:"5"`        // IPTC: 1 most urgent, 9 least
	Translations  []Translation  `json:"translations"`                                       // other languages, as far as they are public
	SEO           SEO            `json:"seo"`                                                // with every fallback filled in
	Extra         jsontext.Value `json:"extra" swaggertype:"object" extensions:"x-nullable"` // an object of the newsroom's own
	// FirstPublishedAt never changes after the first publication.
	FirstPublishedAt time.Time `json:"first_published_at" example:"2020-03-24T11:26:00Z"`
}

// Byline credits an author.
type Byline struct {
	Author NameStub `json:"author"`                                                              // who is credited
	Role   string   `json:"role" enums:"words,photos,video,translation,editing" example:"words"` // what they did
	Credit string   `json:"credit" example:"Minh Thương"`                                        // as it is to be printed
}

// Dateline is where and on which day a story was written.
type Dateline struct {
	Place string  `json:"place" example:""`                                                // as it is printed
	Date  *string `json:"date" extensions:"x-nullable" format:"date" example:"2020-03-24"` // the day, without a time
}

// Source is where a story was taken from.
type Source struct {
	Name    string `json:"name" example:"Cổng thông tin nhân đạo Quốc gia"` // who published it first
	URL     string `json:"url" example:""`                                  // where it stands there
	Licence string `json:"licence" example:""`                              // under which it may be used
}

// SEO is what search engines and social networks are told.
type SEO struct {
	Title        string `json:"title" example:"Tọa đàm \"Đảng với thanh niên - Thanh niên với Đảng\""`                       // for the tab and the list of results
	Description  string `json:"description" example:"Chiều 24/3, Đoàn Khối Các cơ quan tỉnh …"`                              // for the list of results
	CanonicalURL string `json:"canonical_url" example:"https://bao.example/toa-dam-dang-voi-thanh-nien-thanh-nien-voi-dang"` // the one address that counts
}

// renderArticle is the Renderer of articles.
func (s Site) renderArticle(v edition.View) (r edition.Rendering, err error) {
	a := v.Body.(*article.Article)
	card, err := s.articleSummary(v, a)
	if err != nil {
		return r, err
	}
	doc, err := articleDocument(v, a, card)
	if err != nil {
		return r, err
	}
	stub := TitleStub{ID: card.ID, Type: card.Type, Slug: card.Slug, Title: card.Title, URL: card.URL}
	if r, err = rendering(stub, card, doc); err != nil {
		return r, err
	}
	r.Label = text.Fold(a.Title)
	r.File = filedUnder(a)
	return r, nil
}

// filedUnder is what lists of articles can be narrowed by.
func filedUnder(a *article.Article) []string {
	var ids []string
	for _, ref := range a.Refs() {
		switch ref.Rel {
		case "section", "other_section", "tag", "author", "event", "campaign":
			ids = append(ids, ref.ID)
		}
	}
	return ids
}

func (s Site) articleSummary(v edition.View, a *article.Article) (c ArticleSummary, err error) {
	e := v.Entry
	c = ArticleSummary{
		ID: e.ID, Type: string(e.Kind), Slug: a.Slug, Locale: e.Locale,
		Title: a.Title, Overline: a.Overline, Standfirst: a.Standfirst,
		PublishedAt: utc(e.ShownAt()), UpdatedAt: utc(*e.ContentUpdatedAt),
	}
	if c.Section, err = shown[NameStub](v, a.SectionID); err != nil {
		return c, err
	}
	if c.Authors, err = eachShown[NameStub](v, writers(a)); err != nil {
		return c, err
	}
	if c.Tags, err = eachShown[NameStub](v, a.TagIDs.V); err != nil {
		return c, err
	}
	c.URL = s.page(c.Section, a.Slug)
	c.Hero, err = hero(v, a.Hero.V)
	return c, err
}

// page is the address of an article on the site of the readers.
func (s Site) page(section *NameStub, slug string) string {
	if section == nil {
		return s.URL + "/" + slug
	}
	return s.URL + "/" + section.Slug + "/" + slug
}

// writers are the authors credited with the words.
func writers(a *article.Article) []string {
	ids := []string{}
	for _, b := range a.Bylines.V {
		if b.Role == article.Words {
			ids = append(ids, b.AuthorID)
		}
	}
	return ids
}

// hero is the image that leads an article, with the words for this use of it.
func hero(v edition.View, h *article.Hero) (*block.Picture, error) {
	if h == nil {
		return nil, nil //nolint:nilnil // an article without a hero
	}
	use := block.Image{Use: block.Use{ImageID: h.ImageID, Alt: h.Alt, Caption: h.Caption}}
	resolved, err := resolve(v, block.Body{use})
	return resolved[0].(block.Image).Image, err
}

func articleDocument(v edition.View, a *article.Article, card ArticleSummary) (d Article, err error) {
	d = Article{
		ArticleSummary: card, Genre: a.Genre, Extra: a.Extra.V, FirstPublishedAt: utc(*v.Entry.FirstPublishedAt),
		WordCount: a.Body.V.WordCount(), Dateline: dateline(a.Dateline.V), Source: source(a.Source.V),
		Translations: translations(v, "/v1/articles/"), SEO: seo(a, card),
	}
	if a.Urgency != 0 {
		d.Urgency = &a.Urgency
	}
	if d.Body, err = resolve(v, a.Body.V); err != nil {
		return d, err
	}
	if d.Bylines, err = bylines(v, a); err != nil {
		return d, err
	}
	if d.OtherSections, err = eachShown[NameStub](v, a.OtherSectionIDs.V); err != nil {
		return d, err
	}
	if d.Related, err = eachShown[TitleStub](v, a.RelatedIDs.V); err != nil {
		return d, err
	}
	if d.Events, err = eachShown[TitleStub](v, a.EventIDs.V); err != nil {
		return d, err
	}
	d.Campaigns, err = eachShown[TitleStub](v, a.CampaignIDs.V)
	return d, err
}

func bylines(v edition.View, a *article.Article) ([]Byline, error) {
	all := []Byline{}
	for _, b := range a.Bylines.V {
		author, err := shown[NameStub](v, b.AuthorID)
		if err != nil {
			return nil, err
		}
		if author == nil {
			continue
		}
		credit := b.Credit
		if credit == "" {
			credit = author.Name
		}
		all = append(all, Byline{Author: *author, Role: string(b.Role), Credit: credit})
	}
	return all, nil
}

func dateline(d *article.Dateline) *Dateline {
	if d == nil {
		return nil
	}
	wire := &Dateline{Place: d.Place}
	if d.Date != "" {
		wire.Date = &d.Date
	}
	return wire
}

func source(s *article.Source) *Source {
	if s == nil {
		return nil
	}
	return &Source{Name: s.Name, URL: s.URL, Licence: s.Licence}
}

func seo(a *article.Article, card ArticleSummary) SEO {
	s := SEO{Title: a.SEO.V.Title, Description: a.SEO.V.Description, CanonicalURL: a.SEO.V.CanonicalURL}
	if s.Title == "" {
		s.Title = card.Title
	}
	if s.Description == "" {
		s.Description = card.Standfirst
	}
	if s.CanonicalURL == "" {
		s.CanonicalURL = card.URL
	}
	return s
}

// resolve fills in what the blocks show, as far as the public may see it.
func resolve(v edition.View, b block.Body) (block.Body, error) {
	var failed error
	get := func(id string, into func() error) {
		if v.Shown(id) == nil {
			return
		}
		if err := into(); err != nil {
			failed = err
		}
	}
	stub := func(id string) (s *block.Stub) {
		get(id, func() (err error) { s, err = shown[block.Stub](v, id); return err })
		return s
	}
	resolved := b.Resolve(block.Resolver{
		Image: func(id string) (p *block.Picture) {
			get(id, func() (err error) { p, err = pictured(v, id); return err })
			return p
		},
		Event:    stub,
		Campaign: stub,
		Figure: func(id string, which block.Figure, as block.Format) (value *block.FigureValue) {
			get(id, func() error {
				c, err := shown[CampaignStub](v, id)
				if err == nil && c != nil && c.Figures != nil {
					value = c.Figures.value(which, as, v.Entry.Locale)
				}
				return err
			})
			return value
		},
	})
	return resolved, failed
}
