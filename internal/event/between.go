package event

import (
	"time"

	"gorm.io/gorm"

	"newsdesk/internal/content"
)

// Between selects events whose working copy may take place at some time from one
// instant to another, which is not included.
func Between(from, to time.Time) content.Where {
	return func(g *gorm.DB) *gorm.DB {
		return g.Where(`id IN (SELECT entry_id FROM events WHERE stage = ? AND wide = ? AND starts_at >= ? AND starts_at < ? AND (ends_at > ? OR starts_at >= ?)
			UNION ALL SELECT entry_id FROM events WHERE stage = ? AND wide = ? AND starts_at < ? AND (ends_at IS NULL OR ends_at > ?))`,
			content.Working, false, from.Add(-Long), to, from, from, content.Working, true, to, from)
	}
}
