package app

import (
	"context"
	"io"
	"slices"
	"strconv"
	"time"

	"newsdesk/internal/article"
	"newsdesk/internal/auth"
	"newsdesk/internal/block"
	"newsdesk/internal/content"
	"newsdesk/internal/db"
	"newsdesk/internal/desk"
	"newsdesk/internal/fault"
	"newsdesk/internal/image"
	"newsdesk/internal/story"
	"newsdesk/internal/taxonomy"
)

// StoryImport says how a page is to be imported.
type StoryImport struct {
	Locale string // BCP 47, of what is made
	Again  bool   // even if the story is there already
}

// ImportStory reads a news page that was saved as plain text and makes a draft
// of it, with a record for each picture and for each author who has none yet.
// What the page does not tell stays empty. The doubts list what an editor
// should look at, in the order of the lines.
//
// It fails as [story.Parse] does, and with Conflict if an article of the same
// title and date is there already.
func (a *App) ImportStory(ctx context.Context, actor auth.Actor, r io.Reader, o StoryImport) (it content.Item, doubts []story.Doubt, err error) {
	defer fault.Wrap(&err, "import story")
	s, err := story.Parse(r)
	if err != nil {
		return it, nil, err
	}
	if !o.Again {
		if err := a.notImported(ctx, s); err != nil {
			return it, nil, err
		}
	}
	m := importer{App: a, actor: actor, locale: o.Locale, doubts: s.Doubts}
	it, err = m.article(ctx, s)
	return it, m.doubts, err
}

func (a *App) notImported(ctx context.Context, s story.Story) error {
	e, found, err := a.imported(ctx, s)
	if err == nil && found {
		return fault.New(fault.Conflict, "An article with this title and date is there already: %s", e.ID)
	}
	return err
}

// imported finds the article that an import of s has made before.
func (a *App) imported(ctx context.Context, s story.Story) (content.Entry, bool, error) {
	g := db.Gorm(ctx, a.DB).Where("kind = ? AND title = ? AND deleted_at IS NULL", article.Kind, s.Title.Text)
	if at := shownAt(s); at == nil {
		g = g.Where("display_at IS NULL")
	} else {
		g = g.Where("display_at = ?", *at)
	}
	var entries []content.Entry
	if err := g.Order("id").Limit(1).Find(&entries).Error; err != nil {
		return content.Entry{}, false, db.Err(err)
	}
	if len(entries) == 0 {
		return content.Entry{}, false, nil
	}
	return entries[0], true, nil
}

// shownAt is the instant of the dateline, or nil if the page has none.
func shownAt(s story.Story) *time.Time {
	if s.PublishedAt.IsZero() {
		return nil
	}
	at := s.PublishedAt.UTC()
	return &at
}

// importer turns one story into entries.
type importer struct {
	*App
	actor  auth.Actor
	locale string
	doubts []story.Doubt
}

func (m *importer) article(ctx context.Context, s story.Story) (content.Item, error) {
	bylines, err := m.bylines(ctx, s.Byline.Names)
	if err != nil {
		return content.Item{}, err
	}
	body, err := m.body(ctx, s.Blocks)
	if err != nil {
		return content.Item{}, err
	}
	at := shownAt(s)
	return create(ctx, m.App, m.actor, m.opening(article.Kind), func(a *article.Article, d *desk.Draft) {
		a.Overline, a.Title, a.Standfirst = s.Overline.Text, s.Title.Text, s.Lead.Text
		a.Body.V, a.Bylines.V = body, bylines
		if at != nil {
			a.Dateline.V = &article.Dateline{Date: s.PublishedAt.Format(time.DateOnly)}
			d.DisplayAt = &at
		}
	})
}

// opening is the beginning of an entry of kind k.
func (m *importer) opening(k content.Kind) desk.Opening {
	return desk.Opening{Kind: k, Locale: m.locale}
}

// create begins an entry whose body is a *T, as write fills it in.
func create[T any, B content.Ptr[T]](ctx context.Context, a *App, actor auth.Actor, o desk.Opening, write func(*T, *desk.Draft)) (content.Item, error) {
	o.Edit = func(d *desk.Draft) error {
		b, err := content.As[T, B](content.Item{Body: d.Body})
		if err != nil {
			return err
		}
		write(b, d)
		return nil
	}
	it, _, err := a.Desk.Create(ctx, actor, o)
	return it, err
}

// body makes blocks of those of the page, and the images that they show.
func (m *importer) body(ctx context.Context, blocks []story.Block) (body block.Body, err error) {
	for i, b := range blocks {
		id := "b" + strconv.Itoa(i+1)
		switch b := b.(type) {
		case story.Paragraph:
			body = append(body, paragraph(id, b))
		case story.Image:
			imageID, err := m.image(ctx, i, b)
			if err != nil {
				return nil, err
			}
			body = append(body, block.Image{ID: id, Use: block.Use{ImageID: imageID}, Layout: block.LayoutInline})
		}
	}
	return body, nil
}

func paragraph(id string, p story.Paragraph) block.Paragraph {
	b := block.Paragraph{ID: id, Text: []block.Span{{Text: p.Text}}}
	if p.Lead {
		b.Role = block.Lead
	}
	return b
}

// image makes the record of a picture. A record is public as saved and must
// say what is seen, so a caption stands in for an alt text that is missing.
func (m *importer) image(ctx context.Context, position int, from story.Image) (string, error) {
	alt := from.Alt.Text
	if alt == "" {
		alt = from.Caption.Text
		m.doubt(from.Caption.Number, "/blocks/"+strconv.Itoa(position)+"/alt", "The caption stands in for the alt text")
	}
	it, err := create(ctx, m.App, m.actor, m.opening(image.Kind), func(i *image.Image, _ *desk.Draft) {
		i.Alt, i.AltTruncated, i.Caption, i.Credit = alt, from.AltTruncated, from.Caption.Text, from.Credit
		i.Label()
	})
	return it.ID, err
}

// doubt adds a doubt behind the others of its line.
func (m *importer) doubt(line int, field, format string) {
	at := slices.IndexFunc(m.doubts, func(d story.Doubt) bool { return d.Line > line || d.Line == 0 })
	if at < 0 {
		at = len(m.doubts)
	}
	one := story.Doubt{Line: line, Field: field, Text: fault.Text{Format: format}}
	m.doubts = slices.Insert(m.doubts, at, one)
}

func (m *importer) bylines(ctx context.Context, names []string) ([]article.Byline, error) {
	var bylines []article.Byline
	for _, name := range names {
		id, err := m.author(ctx, name)
		if err != nil {
			return nil, err
		}
		bylines = append(bylines, article.Byline{AuthorID: id, Role: article.Words})
	}
	return bylines, nil
}

// author returns the id of the author of that name, who is made if there is
// none. Of several of one name the first is taken.
func (m *importer) author(ctx context.Context, name string) (string, error) {
	var ids []string
	err := db.Gorm(ctx, m.DB).Model(&content.Entry{}).Order("id").Limit(1).
		Where("kind = ? AND title = ? AND deleted_at IS NULL", taxonomy.AuthorKind, name).Pluck("id", &ids).Error
	if err != nil {
		return "", db.Err(err)
	}
	if len(ids) == 1 {
		return ids[0], nil
	}
	it, err := create(ctx, m.App, m.actor, m.opening(taxonomy.AuthorKind), func(a *taxonomy.Author, _ *desk.Draft) { a.Title = name })
	return it.ID, err
}
