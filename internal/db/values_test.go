package db_test

import (
	"testing"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"newsdesk/internal/db"
	"newsdesk/internal/ident"
	"newsdesk/internal/testkit"
)

// anInstant draws a time to the millisecond, in any zone, that the newsroom
// could meet: from the first printed newspaper to the year 9000.
func anInstant() *rapid.Generator[time.Time] {
	return rapid.Custom(func(t *rapid.T) time.Time {
		from := time.Date(1605, 1, 1, 0, 0, 0, 0, time.UTC).UnixMilli()
		to := time.Date(9000, 1, 1, 0, 0, 0, 0, time.UTC).UnixMilli()
		const halfHours = 28
		zone := time.FixedZone("", 1800*rapid.IntRange(-halfHours, halfHours).Draw(t, "zone"))
		return time.UnixMilli(rapid.Int64Range(from, to).Draw(t, "instant")).In(zone)
	})
}

func TestTimesComeBackAsTheyWere(t *testing.T) {
	testkit.Databases(t, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		rapid.Check(t, func(r *rapid.T) {
			want := anInstant().Draw(r, "time")
			row := job{ID: ident.New(), RunAt: want, CreatedAt: want}
			row.Key = row.ID
			if err := d.Update(ctx, func(tx *db.Tx) error { return tx.Insert(ctx, &row) }); err != nil {
				r.Fatal(err)
			}
			var got job
			if err := db.Gorm(ctx, d).Take(&got, "id = ? AND run_at = ?", row.ID, want).Error; err != nil {
				r.Fatalf("find the row by its time: %v", err)
			}
			if !got.RunAt.Equal(want) || got.RunAt.Location() != time.UTC {
				r.Fatalf("got %v, want %v in UTC", got.RunAt, want)
			}
		})
	})
}

func TestTimesCompareInTheDatabase(t *testing.T) {
	testkit.Databases(t, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		rapid.Check(t, func(r *rapid.T) {
			early, late := anInstant().Draw(r, "one"), anInstant().Draw(r, "other")
			if late.Before(early) {
				early, late = late, early
			}
			row := job{ID: ident.New(), RunAt: early, CreatedAt: late}
			row.Key = row.ID
			if err := d.Update(ctx, func(tx *db.Tx) error { return tx.Insert(ctx, &row) }); err != nil {
				r.Fatal(err)
			}
			var n int64
			err := db.Gorm(ctx, d).Model(&job{}).
				Where("id = ? AND run_at <= created_at AND run_at <= ? AND created_at >= ?", row.ID, late, early).
				Count(&n).Error
			if err != nil || n != 1 {
				r.Fatalf("%v and %v compare otherwise in the database: %v", early, late, err)
			}
		})
	})
}

// shape has what JSON columns hold.
type shape struct {
	Text   string            `json:"text"`
	Count  int64             `json:"count"`
	Flags  []bool            `json:"flags"`
	Labels map[string]string `json:"labels"`
	Inner  *shape            `json:"inner"`
}

func aShape(depth int) *rapid.Generator[shape] {
	return rapid.Custom(func(t *rapid.T) shape {
		s := shape{
			Text:   rapid.String().Draw(t, "text"),
			Count:  rapid.Int64().Draw(t, "count"),
			Flags:  rapid.SliceOf(rapid.Bool()).Draw(t, "flags"),
			Labels: rapid.MapOf(rapid.String(), rapid.String()).Draw(t, "labels"),
		}
		if depth > 0 && rapid.Bool().Draw(t, "nested") {
			inner := aShape(depth-1).Draw(t, "inner")
			s.Inner = &inner
		}
		return s
	})
}

func TestJSONColumnsComeBackAsTheyWere(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		want := db.JSON[shape]{V: aShape(2).Draw(r, "shape")}
		stored, err := want.Value()
		if err != nil {
			r.Fatal(err)
		}
		got := db.JSON[shape]{V: shape{Text: "left over"}}
		if err := got.Scan(stored); err != nil {
			r.Fatal(err)
		}
		if diff := cmp.Diff(want, got, cmpopts.EquateEmpty()); diff != "" {
			r.Fatalf("after a round trip (-want +got):\n%s", diff)
		}
	})
}

func TestJSONColumnsAreTextInBothDatabases(t *testing.T) {
	type row struct {
		Name  string `gorm:"primaryKey"`
		Value db.JSON[shape]
	}
	testkit.Databases(t, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		want := row{"shape", db.JSON[shape]{V: shape{Text: "Đồng bằng", Count: 3, Flags: []bool{true}}}}
		update(t, d, func(tx *db.Tx) error {
			_, err := tx.Exec(ctx, "INSERT INTO settings (name, value) VALUES (?, ?)", want.Name, want.Value)
			return err
		})
		var got row
		if err := db.Gorm(ctx, d).Table("settings").Take(&got, "name = ?", "shape").Error; err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, got, cmpopts.EquateEmpty()); diff != "" {
			t.Errorf("after a round trip (-want +got):\n%s", diff)
		}
	})
}

func TestJSONIsItsValueOnTheWire(t *testing.T) {
	in := db.JSON[[]string]{V: []string{"a", "b"}}
	wire, err := json.Marshal(in)
	if err != nil || string(wire) != `["a","b"]` {
		t.Fatalf("marshal: got %s, %v", wire, err)
	}
	var out db.JSON[[]string]
	if err := json.Unmarshal(wire, &out); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(in, out); diff != "" {
		t.Errorf("after a round trip (-want +got):\n%s", diff)
	}
}

func TestScanningWhatIsNotJSONFails(t *testing.T) {
	for _, src := range []any{"{", "", int64(7), []byte("[")} {
		var j db.JSON[shape]
		if err := j.Scan(src); err == nil {
			t.Errorf("Scan(%#v) succeeded", src)
		}
	}
}
