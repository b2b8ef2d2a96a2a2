package testkit_test

import (
	"testing"
	"time"

	"newsdesk/internal/db"
	"newsdesk/internal/testkit"
)

func TestEveryTestHasADatabaseOfItsOwn(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, engine db.Engine) {
		for _, name := range []string{"first", "second"} {
			t.Run(name, func(t *testing.T) {
				d := testkit.Open(t, engine, testkit.NewClock(testkit.Start()))
				count(t, d, 1)
			})
		}
	})
}

func count(t *testing.T, d *db.DB, want int64) {
	t.Helper()
	var got int64
	err := d.Update(t.Context(), func(tx *db.Tx) (err error) {
		got, err = tx.Next(t.Context(), "journal")
		return err
	})
	if err != nil || got != want {
		t.Errorf("first number of a fresh database: got %d, %v; want %d", got, err, want)
	}
}

func TestTheClockOfADatabaseCanBeMoved(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, engine db.Engine) {
		clock := testkit.NewClock(testkit.Start())
		d := testkit.Open(t, engine, clock)
		want := clock.Advance(90 * time.Second)
		if got := d.Now(); !got.Equal(want) {
			t.Errorf("after Advance the database says %v, want %v", got, want)
		}
		clock.Set(testkit.Start())
		if got := d.Now(); !got.Equal(testkit.Start()) {
			t.Errorf("after Set the database says %v, want %v", got, testkit.Start())
		}
	})
}
