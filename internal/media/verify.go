package media

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"io"

	"newsdesk/internal/db"
	"newsdesk/internal/fault"
)

// Damage is a file whose bytes are not what they were.
type Damage struct {
	SHA256  string
	Missing bool // there are none; else they are others
}

// Verify reads the bytes of every file and reports those that are damaged. It
// returns how many files and bytes it has read.
func (m *Media) Verify(ctx context.Context, report func(Damage) error) (files int, size int64, err error) {
	defer fault.Wrap(&err, "media.Verify")
	const page = 200
	for after := ""; ; {
		var shas []string
		err := db.Gorm(ctx, m.db).Model(&File{}).Where("sha256 > ? AND going_at IS NULL", after).
			Order("sha256").Limit(page).Pluck("sha256", &shas).Error
		if err != nil || len(shas) == 0 {
			return files, size, db.Err(err)
		}
		for _, sha := range shas {
			n, damage, err := m.check(ctx, sha)
			if err != nil {
				return files, size, err
			}
			files, size = files+1, size+n
			if damage != nil {
				if err := report(*damage); err != nil {
					return files, size, err
				}
			}
		}
		after = shas[len(shas)-1]
	}
}

// check reads the bytes of one file, and notes when they were found to be good.
func (m *Media) check(ctx context.Context, sha string) (n int64, damage *Damage, err error) {
	o, err := m.Original(ctx, sha)
	if fault.Is(err, fault.NotFound) {
		return 0, &Damage{SHA256: sha, Missing: true}, nil
	}
	if err != nil {
		return 0, nil, err
	}
	defer o.Close()
	sum := sha256.New()
	if n, err = io.Copy(sum, patient{ctx, o}); err != nil {
		return n, nil, err
	}
	if hex.EncodeToString(sum.Sum(nil)) != sha {
		return n, &Damage{SHA256: sha}, nil
	}
	return n, nil, m.db.Update(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, "UPDATE files SET checked_at = ? WHERE sha256 = ?", tx.Now, sha)
		return err
	})
}
