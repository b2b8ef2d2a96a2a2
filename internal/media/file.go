package media

import (
	"context"
	"fmt"
	"io"
	"time"

	"newsdesk/internal/blob"
	"newsdesk/internal/db"
	"newsdesk/internal/fault"
	"newsdesk/internal/image"
	"newsdesk/internal/picture"
)

// File is one original. Its bytes are in the store before its row is there.
type File struct {
	SHA256      string `gorm:"primaryKey;column:sha256"` // of the bytes, in hex
	Format      picture.Format
	Size        int64 // bytes
	Width       int   // in pixels, upright
	Height      int
	Frames      int
	Placeholder string // see [picture.Look]; so are the next two
	Colour      string
	Likeness    string // 64 bits in hex
	Words       db.JSON[picture.Words]
	CreatedAt   time.Time  `gorm:"autoCreateTime:false"`
	TouchedAt   time.Time  // when the bytes last came
	CheckedAt   *time.Time // when they were last found to be what they were
	GoingAt     *time.Time // since it was decided to remove it, which nobody used
}

// Use says that an image shows, or once showed, a file.
type Use struct {
	SHA256  string `gorm:"primaryKey;column:sha256"`
	EntryID string `gorm:"primaryKey"`
}

// TableName implements gorm's Tabler.
func (Use) TableName() string { return "file_uses" }

// Image is the file as an image has it.
func (f File) Image() image.File {
	return image.File{
		SHA256: f.SHA256, MediaType: f.Format.MediaType(), Size: f.Size, Width: f.Width, Height: f.Height,
		Frames: f.Frames, Placeholder: f.Placeholder, Colour: f.Colour,
	}
}

// originals is where the store has files.
const originals = "originals/"

func original(sha string) string { return originals + sha[:2] + "/" + sha }

// Keep looks at a file that has come, puts it into the store and notes it. The
// same bytes are noted once, so Keep may be called again after it failed. It
// fails with Invalid or UnsupportedMedia for what is no picture that the
// newsroom takes, and with Overloaded while the store does not answer.
func (m *Media) Keep(ctx context.Context, a *Arrival) (f File, err error) {
	defer fault.Wrap(&err, "media.Keep")
	if known, err := m.touch(ctx, a.SHA256); err != nil || known != nil {
		if known != nil {
			f = *known
		}
		return f, err
	}
	info, err := picture.Probe(a.file, a.Size, m.limits)
	if err != nil {
		return f, err
	}
	look, err := m.engine.Look(ctx, a.file, a.Size, info)
	if err != nil {
		return f, err
	}
	if _, err := a.file.Seek(0, io.SeekStart); err != nil {
		return f, err
	}
	if err := m.store.Put(ctx, original(a.SHA256), a.Size, a.file); err != nil {
		return f, err
	}
	err = m.db.Update(ctx, func(tx *db.Tx) error {
		f = File{
			SHA256: a.SHA256, Format: info.Format, Size: a.Size, Width: info.Width, Height: info.Height, Frames: info.Frames,
			Placeholder: look.Placeholder, Colour: look.Colour, Likeness: fmt.Sprintf("%016x", look.Likeness),
			CreatedAt: tx.Now, TouchedAt: tx.Now,
		}
		f.Words.V = info.Words
		var old File
		if err := db.Gorm(ctx, tx).Limit(1).Find(&old, "sha256 = ?", f.SHA256).Error; err != nil {
			return db.Err(err)
		}
		if old.GoingAt != nil {
			return beingRemoved()
		}
		return tx.Put(ctx, &f)
	})
	return f, err
}

// touch returns the file of a digest, if it is here, and puts its end off.
func (m *Media) touch(ctx context.Context, sha string) (*File, error) {
	var f File
	found := false
	err := m.db.Update(ctx, func(tx *db.Tx) error {
		have := db.Gorm(ctx, tx).Limit(1).Find(&f, "sha256 = ?", sha)
		found = have.Error == nil && have.RowsAffected == 1
		if have.Error != nil || !found {
			return db.Err(have.Error)
		}
		if f.GoingAt != nil {
			return beingRemoved()
		}
		_, err := tx.Exec(ctx, "UPDATE files SET touched_at = ? WHERE sha256 = ?", tx.Now, sha)
		return err
	})
	if err != nil || !found {
		return nil, err
	}
	if _, err := m.store.Stat(ctx, original(sha)); err != nil {
		if fault.Is(err, fault.NotFound) {
			return nil, nil //nolint:nilnil // the bytes were lost, and here they are again
		}
		return nil, err
	}
	return &f, nil
}

func beingRemoved() error {
	busy := fault.New(fault.Overloaded, "These bytes are being removed just now; send them again in a moment")
	busy.Retry = time.Second
	return busy
}

// Claim notes, in the act that makes an image show a file, that it does. Without
// that the file would be swept away. It fails with NotFound for a file that is not
// here any more.
func Claim(ctx context.Context, tx *db.Tx, sha, entryID string) error {
	changed, err := tx.Exec(ctx, "UPDATE files SET touched_at = ? WHERE sha256 = ? AND going_at IS NULL", tx.Now, sha)
	if err != nil {
		return err
	}
	if changed == 0 {
		return beingRemoved()
	}
	_, err = tx.Exec(ctx, "INSERT INTO file_uses (sha256, entry_id) VALUES (?, ?) ON CONFLICT DO NOTHING", sha, entryID)
	return err
}

// File returns what is known of a file.
func (m *Media) File(ctx context.Context, sha string) (f File, err error) {
	defer fault.Wrap(&err, "media.File")
	return f, db.Err(db.Gorm(ctx, m.db).Take(&f, "sha256 = ?", sha).Error)
}

// Original opens the bytes of a file.
func (m *Media) Original(ctx context.Context, sha string) (_ blob.Object, err error) {
	defer fault.Wrap(&err, "media.Original")
	return m.store.Open(ctx, original(sha))
}
