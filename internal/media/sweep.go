package media

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"newsdesk/internal/blob"
	"newsdesk/internal/db"
	"newsdesk/internal/fault"
)

// Sweep removes what nobody uses: files that no image has shown for a day, bytes
// that have no row since a process died between the two, and what was left half
// on its way. Run it every hour or so; many processes may.
func (m *Media) Sweep(ctx context.Context) (err error) {
	defer fault.Wrap(&err, "media.Sweep")
	_, unended := m.store.Sweep(ctx, m.db.Now().Add(-stale))
	return errors.Join(unended, m.sweepArrivals(), m.sweepUploads(ctx), m.sweepFiles(ctx), m.sweepBytes(ctx))
}

func (m *Media) sweepArrivals() error {
	all, err := os.ReadDir(m.arrival)
	for _, d := range all {
		info, infoErr := d.Info()
		if infoErr == nil && m.db.Now().Sub(info.ModTime()) > stale {
			infoErr = os.Remove(filepath.Join(m.arrival, d.Name()))
		}
		if !errors.Is(infoErr, fs.ErrNotExist) {
			err = errors.Join(err, infoErr)
		}
	}
	return err
}

// sweepUploads ends those that have run out, and forgets those that ended long ago.
func (m *Media) sweepUploads(ctx context.Context) error {
	var old []Upload
	if err := db.Gorm(ctx, m.db).Find(&old, "expires_at < ?", m.db.Now()).Error; err != nil {
		return db.Err(err)
	}
	for _, u := range old {
		if err := m.Cancel(ctx, u); err != nil {
			return err
		}
	}
	return m.store.List(ctx, "uploads/", func(o blob.Info) error {
		if m.db.Now().Sub(o.ModTime) < stale+uploadLife {
			return nil
		}
		return m.store.Delete(ctx, o.Key)
	})
}

// sweepFiles removes unused files: first it is written down that they go, so that
// nobody can begin to use one, then the bytes go and then the row.
func (m *Media) sweepFiles(ctx context.Context) error {
	err := m.db.Update(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, `UPDATE files SET going_at = ? WHERE going_at IS NULL AND touched_at < ?
			AND NOT EXISTS (SELECT 1 FROM file_uses WHERE file_uses.sha256 = files.sha256)`, tx.Now, tx.Now.Add(-stale))
		return err
	})
	if err != nil {
		return err
	}
	var going []string
	if err := db.Gorm(ctx, m.db).Model(&File{}).Where("going_at IS NOT NULL").Order("sha256").Pluck("sha256", &going).Error; err != nil {
		return db.Err(err)
	}
	for _, sha := range going {
		if err := m.remove(ctx, sha); err != nil {
			return err
		}
	}
	return nil
}

func (m *Media) remove(ctx context.Context, sha string) error {
	if err := m.store.Delete(ctx, original(sha)); err != nil && !fault.Is(err, fault.NotFound) {
		return err
	}
	return m.db.Update(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, "DELETE FROM files WHERE sha256 = ? AND going_at IS NOT NULL", sha)
		return err
	})
}

// sweepBytes removes old bytes without a row.
func (m *Media) sweepBytes(ctx context.Context) error {
	const page = 200
	var old []string
	err := m.store.List(ctx, originals, func(o blob.Info) error {
		if m.db.Now().Sub(o.ModTime) < stale {
			return nil
		}
		if old = append(old, o.Key[strings.LastIndexByte(o.Key, '/')+1:]); len(old) < page {
			return nil
		}
		err := m.sweepUnknown(ctx, old)
		old = old[:0]
		return err
	})
	return errors.Join(err, m.sweepUnknown(ctx, old))
}

// sweepUnknown removes those bytes that have no row. Each gets one that says that
// it goes, which keeps away whoever sends the same bytes at this moment.
func (m *Media) sweepUnknown(ctx context.Context, shas []string) error {
	var known []string
	if err := db.Gorm(ctx, m.db).Model(&File{}).Where("sha256 IN ?", shas).Pluck("sha256", &known).Error; err != nil {
		return db.Err(err)
	}
	for _, sha := range shas {
		if slices.Contains(known, sha) {
			continue
		}
		added := false
		err := m.db.Update(ctx, func(tx *db.Tx) error {
			n, err := tx.Exec(ctx, `INSERT INTO files (sha256, format, size, width, height, frames, placeholder, colour, likeness, words, created_at, touched_at, going_at)
				VALUES (?, '', 0, 0, 0, 0, '', '', '', '{}', ?, ?, ?) ON CONFLICT DO NOTHING`, sha, tx.Now, tx.Now, tx.Now)
			added = n == 1
			return err
		})
		if err == nil && added {
			err = m.remove(ctx, sha)
		}
		if err != nil {
			return err
		}
	}
	return nil
}
