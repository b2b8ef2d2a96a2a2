package app

import (
	"bytes"
	"context"
	"errors"

	"newsdesk/internal/article"
	"newsdesk/internal/content"
	"newsdesk/internal/db"
	"newsdesk/internal/demo"
	"newsdesk/internal/desk"
	"newsdesk/internal/image"
	"newsdesk/internal/media"
	"newsdesk/internal/policy"
)

// photos draws the pictures of articles. One that is there already, because an
// earlier start was cut short, is known by its bytes.
func (s *seeder) photos(ctx context.Context) error {
	for i, p := range demo.Photos() {
		file, err := s.draw(ctx, p.Scene, uint64(i))
		if err != nil {
			return err
		}
		id, err := s.photo(ctx, p, file)
		if err != nil {
			return err
		}
		for _, slug := range p.Articles {
			s.heroes[slug] = id
		}
	}
	return nil
}

// draw makes a picture and puts it where the files of images are.
func (s *seeder) draw(ctx context.Context, scene demo.Scene, seed uint64) (file media.File, err error) {
	var drawn bytes.Buffer
	if err := demo.Paint(&drawn, scene, seed); err != nil {
		return file, err
	}
	arrival, err := s.Media.Receive(ctx, &drawn)
	if err != nil {
		return file, err
	}
	file, err = s.Media.Keep(ctx, arrival)
	return file, errors.Join(err, arrival.Discard())
}

func (s *seeder) photo(ctx context.Context, p demo.Photo, file media.File) (id string, err error) {
	known, err := s.Media.Showing(ctx, file.SHA256)
	if err != nil || len(known) > 0 {
		return append(known, "")[0], err
	}
	o := desk.Opening{Kind: image.Kind, Locale: s.newsroom.Locale, Along: claim(file)}
	it, err := create(ctx, s.App, demoActor(), o, func(b *image.Image, _ *desk.Draft) {
		b.Attach(file.Image())
		b.Words = image.Words{Alt: p.Alt, Caption: p.Caption, Credit: demo.PhotoCredit}
		if p.AltEN != "" {
			b.Texts.V = map[string]image.Words{"en": {Alt: p.AltEN, Caption: p.CaptionEN, Credit: demo.PhotoCreditEN}}
		}
		b.DigitalSourceType = demo.PhotoSource
		b.Label()
	})
	return it.ID, err
}

// claim notes in an act that the image shows a file.
func claim(file media.File) func(context.Context, *db.Tx, content.Entry) error {
	return func(ctx context.Context, tx *db.Tx, e content.Entry) error {
		return media.Claim(ctx, tx, file.SHA256, e.ID)
	}
}

// illustrate draws the pictures of the imported story. It has their captions and
// says nothing of who took them, and the files are lost; so the credit tells that
// these were drawn.
func (s *seeder) illustrate(ctx context.Context, story content.Item) error {
	a, err := content.As[article.Article](story)
	if err != nil {
		return err
	}
	for i, ref := range a.Refs() {
		if ref.Kind != image.Kind {
			continue
		}
		it, err := s.Kinds.Get(ctx, s.DB, image.Kind, ref.ID)
		if err != nil {
			return err
		}
		if it.Body.(*image.Image).File.V.SHA256 != "" {
			continue
		}
		file, err := s.draw(ctx, demo.Hall, uint64(100+i))
		if err != nil {
			return err
		}
		_, err = s.Desk.Do(ctx, demoActor(), image.Kind, ref.ID, desk.Act{
			Verb: policy.Update, Seen: it.Version, Along: claim(file), Edit: func(d *desk.Draft) error {
				b := d.Body.(*image.Image)
				b.Attach(file.Image())
				b.Credit, b.DigitalSourceType = demo.PhotoCredit, demo.PhotoSource
				return nil
			},
		})
		if err != nil {
			return err
		}
	}
	return nil
}
