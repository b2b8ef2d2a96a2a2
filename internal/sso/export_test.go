package sso

import (
	"testing"

	"newsdesk/internal/db"
	"newsdesk/internal/testkit"
)

// CheckModels compares the models with their tables.
func CheckModels(t testing.TB, d *db.DB) {
	t.Helper()
	testkit.CheckModel(t, d, &flow{})
	testkit.CheckModel(t, d, &Identity{})
}
