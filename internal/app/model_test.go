package app_test

import (
	"testing"

	"newsdesk/internal/app"
	"newsdesk/internal/content"
	"newsdesk/internal/db"
	"newsdesk/internal/edition"
	"newsdesk/internal/testkit"
)

func TestEveryModelIsItsTable(t *testing.T) {
	testkit.Databases(t, func(t *testing.T, d *db.DB) {
		for _, model := range []any{
			content.Entry{},
			content.Revision{},
			content.Slug{},
			content.RefRow{},
			edition.Document{},
			edition.Stub{},
			edition.Tombstone{},
			edition.Term{},
		} {
			testkit.CheckModel(t, d, model)
		}
		for _, trait := range app.Kinds() {
			testkit.CheckModel(t, d, trait.New())
		}
	})
}
