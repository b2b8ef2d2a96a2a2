package desk

import (
	"context"
	"slices"
	"strconv"

	"newsdesk/internal/content"
	"newsdesk/internal/db"
	"newsdesk/internal/fault"
	"newsdesk/internal/text"
)

// claimSlug makes sure that the slug of head leads to this entry and to no
// other. The primary key of the registry is the arbiter.
func (w *work) claimSlug(ctx context.Context, head *content.Lead) error {
	if w.trait.NoSlug || head.Slug == w.before.Slug && head.Slug != "" {
		return nil
	}
	if head.Slug == "" {
		return w.deriveSlug(ctx, head)
	}
	if err := w.reserve(ctx, head.Slug); err != nil {
		return err
	}
	return w.release(ctx, head.Slug)
}

func slugTaken(slug string) error {
	return fault.Member(fault.SlugTaken, "/slug", "taken", "Another entry has or had the slug %q", slug)
}

// deriveSlug makes a slug of the title: that of the title if it is free, else
// the same with the lowest free number behind it.
func (w *work) deriveSlug(ctx context.Context, head *content.Lead) error {
	if head.Title == "" {
		return nil // a draft without a title has no address yet
	}
	base := text.Slug(head.Title)
	if base == "" { // the title has no letter that an address can hold
		base = string(w.e.Kind)
	}
	for { // the loser of a race for a slug takes the next number
		taken, err := w.taken(ctx, base)
		if err != nil {
			return err
		}
		head.Slug = base
		for n := 2; slices.Contains(taken, head.Slug); n++ {
			head.Slug = base + "-" + strconv.Itoa(n)
		}
		if err := w.reserve(ctx, head.Slug); !fault.Is(err, fault.SlugTaken) {
			return err
		}
	}
}

// taken lists the slugs of other entries that are base or base with a number.
// '-' and '.' are neighbours in ASCII, so the range holds just those with "-".
func (w *work) taken(ctx context.Context, base string) (taken []string, err error) {
	err = db.Gorm(ctx, w.tx).Model(&content.Slug{}).
		Where("kind = ? AND locale = ? AND (slug = ? OR slug >= ? AND slug < ?) AND entry_id <> ?",
			w.e.Kind, w.e.Locale, base, base+"-", base+".", w.e.ID).
		Pluck("slug", &taken).Error
	return taken, db.Err(err)
}

// reserve registers slug for the entry, unless it has or had it already.
func (w *work) reserve(ctx context.Context, slug string) error {
	if slug == "" {
		return nil
	}
	n, err := w.tx.Exec(ctx, `INSERT INTO slugs (kind, locale, slug, entry_id) VALUES (?, ?, ?, ?)
		ON CONFLICT (kind, locale, slug) DO NOTHING`, w.e.Kind, w.e.Locale, slug, w.e.ID)
	if err != nil || n == 1 {
		return err
	}
	var owner []string
	err = db.Gorm(ctx, w.tx).Model(&content.Slug{}).
		Where("kind = ? AND locale = ? AND slug = ?", w.e.Kind, w.e.Locale, slug).Pluck("entry_id", &owner).Error
	if err != nil {
		return db.Err(err)
	}
	if !slices.Contains(owner, w.e.ID) {
		return slugTaken(slug)
	}
	return nil
}

// release gives back the slugs of the entry that were never public.
func (w *work) release(ctx context.Context, kept string) error {
	_, err := w.tx.Exec(ctx, "DELETE FROM slugs WHERE entry_id = ? AND slug <> ? AND public_at IS NULL", w.e.ID, kept)
	return err
}
