package media

import (
	"context"
	"time"

	"newsdesk/internal/content"
	"newsdesk/internal/db"
	"newsdesk/internal/fault"
	"newsdesk/internal/image"
)

// exposuresKept is how many bytes of memory say which images are public.
const exposuresKept = 4 << 20

// exposure is what the public may see of an image now.
type exposure struct {
	public  bool
	edition string // of its renditions
	image   *image.Image
	updated time.Time
}

// exposed looks up whether the public may see an image: whether something that it
// can read shows it. The answer is kept until what is public changes.
func (m *Media) exposed(ctx context.Context, id string) (e exposure, err error) {
	now, turn := m.db.Now(), m.shelf.Turns()
	if e, ok := m.shown.Get(id, now); ok {
		return e, nil
	}
	if e.public, err = m.shelf.Exposed(ctx, id); err != nil {
		return e, err
	}
	span, err := m.shelf.Span(ctx)
	if err != nil {
		return e, err
	}
	until := span.Until
	if e.public {
		if err := m.show(ctx, id, &e); err != nil {
			return e, err
		}
		if _, ends := e.image.Window(); ends != nil && (until.IsZero() || ends.Before(until)) {
			until = *ends
		}
	}
	const size = 2000 // bytes, about
	m.shown.Put(id, e, turn, until, size)
	return e, nil
}

// show reads what the public sees of an image.
func (m *Media) show(ctx context.Context, id string, e *exposure) (err error) {
	if e.image, err = m.body(ctx, id, content.Live); err != nil {
		return err
	}
	e.edition = e.image.Edition()
	return db.Err(db.Gorm(ctx, m.db).Model(&content.Entry{}).Select("content_updated_at").Where("id = ?", id).Row().Scan(&e.updated))
}

// Shown is an image as the public sees it.
type Shown struct {
	Image     *image.Image
	UpdatedAt time.Time
}

// Public returns an image that the public may see now, or NotFound.
func (m *Media) Public(ctx context.Context, id string) (s Shown, err error) {
	defer fault.Wrap(&err, "media.Public(%s)", id)
	e, err := m.exposed(ctx, id)
	if err == nil && !e.public {
		err = noSuchPicture()
	}
	return Shown{e.image, e.updated}, err
}

// body reads one stage of an image.
func (m *Media) body(ctx context.Context, id string, s content.Stage) (*image.Image, error) {
	var b image.Image
	if err := db.Gorm(ctx, m.db).Take(&b, "entry_id = ? AND stage = ?", id, s).Error; err != nil {
		return nil, db.Err(err)
	}
	return &b, nil
}

// Showing lists the images of which the working copy shows a file, the oldest
// first. Those in the trash are not among them.
func (m *Media) Showing(ctx context.Context, sha string) (ids []string, err error) {
	defer fault.Wrap(&err, "media.Showing")
	var bodies []image.Image
	err = db.Gorm(ctx, m.db).Joins("JOIN file_uses ON file_uses.entry_id = images.entry_id").
		Joins("JOIN entries ON entries.id = images.entry_id").Order("images.entry_id").
		Find(&bodies, "file_uses.sha256 = ? AND images.stage = ? AND entries.deleted_at IS NULL", sha, content.Working).Error
	for _, b := range bodies {
		if b.File.V.SHA256 == sha { // and not only once did
			ids = append(ids, b.EntryID)
		}
	}
	return ids, db.Err(err)
}

func noSuchPicture() error { return fault.New(fault.NotFound, "Not found") }
