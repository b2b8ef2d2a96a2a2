package edition

import (
	"context"

	"newsdesk/internal/db"
)

// place stores when and where the document of an entry takes place, if it does, and
// returns whether that differs from what was stored. Counted tells whether the
// change has its number already.
func (p *Press) place(ctx context.Context, tx *db.Tx, id string, o *Occasion, counted bool) (bool, error) {
	if o == nil {
		return false, nil
	}
	var old Occasion
	found := db.Gorm(ctx, tx).Limit(1).Find(&old, "entry_id = ?", id)
	if found.Error != nil {
		return false, db.Err(found.Error)
	}
	o.EntryID = id
	if found.RowsAffected == 1 && old.Timing == o.Timing && old.StartsAt.Equal(o.StartsAt) && same(old.EndsAt, o.EndsAt) &&
		old.Wide == o.Wide && old.Status == o.Status && equal(old.Latitude, o.Latitude) && equal(old.Longitude, o.Longitude) {
		return false, nil
	}
	if !counted {
		if _, err := p.count(ctx, tx); err != nil {
			return false, err
		}
	}
	return true, tx.Put(ctx, o)
}

func equal(a, b *float64) bool {
	if a == nil || b == nil {
		return a == b
	}
	return *a == *b
}
