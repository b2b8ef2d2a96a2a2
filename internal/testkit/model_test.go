package testkit

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"newsdesk/internal/db"
)

type slug struct {
	Kind     string `gorm:"primaryKey"`
	Locale   string `gorm:"primaryKey"`
	Slug     string `gorm:"primaryKey"`
	EntryID  string
	PublicAt *time.Time
}

type drifted struct {
	Kind     string `gorm:"primaryKey"`
	Locale   string
	Slug     *string `gorm:"primaryKey"`
	PublicAt time.Time
	Shelf    string
}

func (drifted) TableName() string { return "slugs" }

type homeless struct {
	ID string `gorm:"primaryKey"`
}

func TestAModelThatAgreesWithItsTablePasses(t *testing.T) {
	Databases(t, func(t *testing.T, d *db.DB) { CheckModel(t, d, &slug{}) })
}

func TestDriftIsNamed(t *testing.T) {
	Databases(t, func(t *testing.T, d *db.DB) {
		got, err := drift(db.Gorm(t.Context(), d), &drifted{})
		if err != nil {
			t.Fatal(err)
		}
		want := []string{
			"field Locale is of the primary key: false; column locale: true",
			"field Slug is a pointer: true; column slug takes NULL: false",
			"column entry_id has no field",
			"field PublicAt is a pointer: false; column public_at takes NULL: true",
			"field Shelf has no column shelf",
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("differences (-want +got):\n%s", diff)
		}
	})
}

func TestAMissingTableIsNamed(t *testing.T) {
	Databases(t, func(t *testing.T, d *db.DB) {
		got, err := drift(db.Gorm(t.Context(), d), &homeless{})
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff([]string{"there is no table homelesses"}, got); diff != "" {
			t.Errorf("differences (-want +got):\n%s", diff)
		}
	})
}
