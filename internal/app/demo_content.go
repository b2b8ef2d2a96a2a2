package app

import (
	"context"
	"time"

	"newsdesk/internal/article"
	"newsdesk/internal/block"
	"newsdesk/internal/content"
	"newsdesk/internal/db"
	"newsdesk/internal/demo"
	"newsdesk/internal/desk"
	"newsdesk/internal/fault"
	"newsdesk/internal/page"
	"newsdesk/internal/policy"
	"newsdesk/internal/story"
	"newsdesk/internal/taxonomy"
)

// seedContent makes and publishes what the demo shows, through the desk like
// everybody's work.
func (a *App) seedContent(ctx context.Context) error {
	n, err := demo.Load()
	if err != nil {
		return err
	}
	s := seeder{App: a, newsroom: n, made: map[address]string{}, heroes: map[string]string{}}
	for _, seed := range []func(context.Context) error{
		s.sections, s.tags, s.authors, s.organisations, s.pages, s.photos, s.articles, s.campaigns, s.events, s.story,
	} {
		if err := seed(ctx); err != nil {
			return err
		}
	}
	return a.remember(ctx, demoContent, demoDone)
}

// address is by what the demo knows an entry.
type address struct {
	kind         content.Kind
	locale, slug string
}

// seeder makes the entries of one newsroom and knows their ids.
type seeder struct {
	*App
	newsroom demo.Newsroom
	made     map[address]string
	heroes   map[string]string // ids of images, by the slugs of the articles that they lead
}

// record is the address of something in the language of the newsroom.
func (s *seeder) record(k content.Kind, slug string) address {
	return address{k, s.newsroom.Locale, slug}
}

// ids are those of records of one kind.
func (s *seeder) ids(k content.Kind, slugs []string) []string {
	ids := make([]string, len(slugs))
	for i, slug := range slugs {
		ids[i] = s.made[s.record(k, slug)]
	}
	return ids
}

// seed makes sure that something stands at an address and is public, unless it
// is or was. The body is a *T that write fills in.
func seed[T any, B content.Ptr[T]](ctx context.Context, s *seeder, at address, original string, write func(*T, *desk.Draft)) (err error) {
	defer fault.Wrap(&err, "%s %s", at.kind, at.slug)
	e, found, err := s.find(ctx, at)
	if err != nil {
		return err
	}
	if !found {
		o := desk.Opening{Kind: at.kind, Locale: at.locale, TranslationOf: original}
		it, err := create[T, B](ctx, s.App, demoActor(), o, func(body *T, d *desk.Draft) {
			write(body, d)
			B(body).Head().Slug = at.slug
		})
		if err != nil {
			return err
		}
		e = it.Entry
	}
	s.made[at] = e.ID
	return s.publish(ctx, e)
}

func (s *seeder) find(ctx context.Context, at address) (content.Entry, bool, error) {
	var entries []content.Entry
	err := db.Gorm(ctx, s.DB).Limit(1).
		Where("id = (SELECT entry_id FROM slugs WHERE kind = ? AND locale = ? AND slug = ?)", at.kind, at.locale, at.slug).
		Find(&entries).Error
	if err != nil || len(entries) == 0 {
		return content.Entry{}, false, db.Err(err)
	}
	return entries[0], true, nil
}

// publish brings out a draft that was never public.
func (s *seeder) publish(ctx context.Context, e content.Entry) error {
	if e.FirstPublishedAt != nil || e.DeletedAt != nil {
		return nil
	}
	if err := s.vouch(ctx, e); err != nil {
		return err
	}
	_, err := s.Desk.Do(ctx, demoActor(), e.Kind, e.ID, desk.Act{Verb: policy.Publish, Seen: e.Version})
	return err
}

func (s *seeder) sections(ctx context.Context) error {
	for i, one := range s.newsroom.Sections {
		err := seed(ctx, s, s.record(taxonomy.SectionKind, one.Slug), "", func(b *taxonomy.Section, _ *desk.Draft) {
			b.Title, b.Description, b.Position = one.Name, one.Description, i
			if one.Parent != "" {
				b.ParentID = s.made[s.record(taxonomy.SectionKind, one.Parent)]
			}
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func (s *seeder) tags(ctx context.Context) error {
	for _, one := range s.newsroom.Tags {
		err := seed(ctx, s, s.record(taxonomy.TagKind, one.Slug), "", func(b *taxonomy.Tag, _ *desk.Draft) {
			b.Title, b.Synonyms.V = one.Name, one.Synonyms
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func (s *seeder) authors(ctx context.Context) error {
	for _, one := range s.newsroom.Authors {
		err := seed(ctx, s, s.record(taxonomy.AuthorKind, one.Slug), "", func(b *taxonomy.Author, _ *desk.Draft) {
			b.Title, b.Bio = one.Name, one.Bio
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func (s *seeder) organisations(ctx context.Context) error {
	for _, one := range s.newsroom.Organisations {
		err := seed(ctx, s, s.record(taxonomy.OrganisationKind, one.Slug), "", func(b *taxonomy.Organisation, _ *desk.Draft) {
			b.Title, b.Category, b.Description = one.Name, one.Category, one.Description
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func (s *seeder) pages(ctx context.Context) error {
	for _, one := range s.newsroom.Pages {
		body, err := blocks(one.Slug, one.Body)
		if err != nil {
			return err
		}
		err = seed(ctx, s, address{page.Kind, one.Locale, one.Slug}, "", func(b *page.Page, _ *desk.Draft) {
			b.Title, b.Body.V = one.Title, body
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func (s *seeder) articles(ctx context.Context) error {
	for _, one := range s.newsroom.Articles {
		if err := s.article(ctx, one); err != nil {
			return err
		}
	}
	return nil
}

func (s *seeder) article(ctx context.Context, one demo.Article) error {
	body, err := blocks(one.Slug, one.Body)
	if err != nil {
		return err
	}
	var original string
	if one.Translates != "" {
		original = s.made[s.record(article.Kind, one.Translates)]
	}
	return seed(ctx, s, address{article.Kind, one.Locale, one.Slug}, original, func(b *article.Article, d *desk.Draft) {
		b.Overline, b.Title, b.Standfirst, b.Body.V = one.Overline, one.Title, one.Standfirst, body
		b.SectionID = s.made[s.record(taxonomy.SectionKind, one.Section)]
		b.TagIDs.V = s.ids(taxonomy.TagKind, one.Tags)
		for _, id := range s.ids(taxonomy.AuthorKind, one.Authors) {
			b.Bylines.V = append(b.Bylines.V, article.Byline{AuthorID: id, Role: article.Words})
		}
		if id := s.heroes[one.Slug]; id != "" {
			b.Hero.V = &article.Hero{ImageID: id}
		}
		d.DisplayAt = shown(one.DisplayAt)
	})
}

// shown is a date for readers, as a draft takes it.
func shown(at time.Time) **time.Time {
	utc := at.UTC()
	date := &utc
	return &date
}

// blocks reads the text of one file of the demo.
func blocks(slug, markdown string) (block.Body, error) {
	body, faults := block.FromMarkdown(markdown)
	return body, faults.At("/content/" + slug + "/body").Err()
}

// story imports the page that came from a scraper and publishes what became of it.
func (s *seeder) story(ctx context.Context) error {
	parsed, err := story.Parse(demo.Seed())
	if err != nil {
		return err
	}
	e, found, err := s.imported(ctx, parsed)
	if err != nil {
		return err
	}
	if !found {
		it, _, err := s.ImportStory(ctx, demoActor(), demo.Seed(), StoryImport{Locale: s.newsroom.Locale})
		if err != nil {
			return err
		}
		e = it.Entry
	}
	if e.FirstPublishedAt == nil {
		it, err := s.Kinds.Get(ctx, s.DB, article.Kind, e.ID)
		if err != nil {
			return err
		}
		if err := s.illustrate(ctx, it); err != nil {
			return err
		}
		if e, err = s.cover(ctx, it.Entry); err != nil {
			return err
		}
	}
	return s.publish(ctx, e)
}
