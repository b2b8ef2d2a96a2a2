package db_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"newsdesk/internal/db"
)

// setting is a row of the simplest table there is.
type setting struct {
	Name  string `gorm:"primaryKey"`
	Value string
}

// job is a row with times.
type job struct {
	ID, Kind, Key, Args string
	RunAt               time.Time
	Attempts            int
	Error               string
	CreatedAt           time.Time `gorm:"autoCreateTime:false"`
}

var errRefused = errors.New("refused")

// put returns a change that inserts a setting.
func put(ctx context.Context, name string) func(*db.Tx) error {
	return func(tx *db.Tx) error { return tx.Insert(ctx, &setting{Name: name, Value: "set"}) }
}

// has reports whether a setting is there.
func has(t *testing.T, d *db.DB, name string) bool {
	t.Helper()
	var n int64
	err := db.Gorm(t.Context(), d).Model(&setting{}).Where("name = ?", name).Count(&n).Error
	if err != nil {
		t.Fatalf("count the settings named %s: %v", name, err)
	}
	return n == 1
}

func wantSetting(t *testing.T, d *db.DB, name string, want bool) {
	t.Helper()
	if got := has(t, d, name); got != want {
		t.Errorf("setting %s is there: got %t, want %t", name, got, want)
	}
}

func update(t *testing.T, d *db.DB, f func(*db.Tx) error) {
	t.Helper()
	if err := d.Update(t.Context(), f); err != nil {
		t.Fatalf("update: %v", err)
	}
}
