package edition

import (
	"context"

	"newsdesk/internal/content"
	"newsdesk/internal/db"
	"newsdesk/internal/fault"
)

// Hold takes what is not visible yet off the shelf and marks its entries, which
// are not printed again before their mark is gone. It returns how many there
// are. Nobody has seen them, so no tombstone stays.
func (p *Press) Hold(ctx context.Context, tx *db.Tx) (held int, err error) {
	defer fault.Wrap(&err, "hold editions")
	var ids []string
	if err := db.Gorm(ctx, tx).Model(&Stub{}).Where("visible_from > ?", tx.Now).Order("entry_id").Pluck("entry_id", &ids).Error; err != nil {
		return 0, db.Err(err)
	}
	for _, id := range ids {
		var e content.Entry
		if err := tx.Lock(ctx, &e, id); err != nil {
			return 0, err
		}
		e.HeldAt = &tx.Now
		if err := tx.Change(ctx, &e); err != nil {
			return 0, err
		}
		if err := p.Withdraw(ctx, tx, e, Withdrawn); err != nil {
			return 0, err
		}
	}
	return len(ids), nil
}
