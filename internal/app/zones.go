package app

import (
	"context"

	"github.com/go-json-experiment/json"

	"newsdesk/internal/almanac"
	"newsdesk/internal/db"
)

// zonesChanged reports whether the clocks of some zone that events are in go another
// way than when the program last started: laws change, and data is mended. It notes
// how they go now.
func (a *App) zonesChanged(ctx context.Context) (changed bool, err error) {
	var names []string
	if err := db.Gorm(ctx, a.DB).Raw("SELECT DISTINCT zone FROM events WHERE stage = 'published' ORDER BY zone").Scan(&names).Error; err != nil {
		return false, err
	}
	var stored string
	if err := db.Gorm(ctx, a.DB).Raw("SELECT value FROM settings WHERE name = ?", "zones").Scan(&stored).Error; err != nil {
		return false, err
	}
	was := map[string]string{}
	if stored != "" {
		if err := json.Unmarshal([]byte(stored), &was); err != nil {
			return false, err
		}
	}
	zones, now := almanac.Zones{}, map[string]string{}
	for _, name := range names {
		now[name] = almanac.Edition(zones.Of(name))
		changed = changed || was[name] != "" && was[name] != now[name]
	}
	value, err := json.Marshal(now, json.Deterministic(true))
	if err != nil || string(value) == stored {
		return changed, err
	}
	return changed, a.DB.Update(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, "INSERT INTO settings (name, value) VALUES ('zones', ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value", string(value))
		return err
	})
}
