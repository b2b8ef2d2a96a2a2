package ical

import (
	"encoding/binary"
	"testing"
	"time"
)

// ruled is a zone that has followed one rule since ever, in the form of RFC 8536.
func ruled(t *testing.T, rule string) *time.Location {
	t.Helper()
	head := append([]byte("TZif2"), make([]byte, 15)...)
	for _, n := range []uint32{0, 0, 0, 0, 1, 4} { // one type of time, called AAA
		head = binary.BigEndian.AppendUint32(head, n)
	}
	body := append(head, 0, 0, 0, 0, 0, 0, 'A', 'A', 'A', 0)
	zone, err := time.LoadLocationFromTZData("Test", append(append(body, body...), "\n"+rule+"\n"...))
	if err != nil {
		t.Fatal(err)
	}
	return zone
}

// On the day before, ZoneBounds does not know of the change. No zone of today has its
// changes there.
func TestAChangeAtTheEndOfALeapYearIsFound(t *testing.T) {
	zone := ruled(t, "AAA0BBB,J1/0,J100/12")
	from, until := time.Date(2027, 2, 1, 0, 0, 0, 0, time.UTC), time.Date(2033, 1, 1, 0, 0, 0, 0, time.UTC)
	changes, i := changesBetween(from, until, zone), 0
	for at := from; at.Before(until); at = at.Add(30 * time.Minute) {
		if sameClock(at.Add(-30*time.Minute), at, zone) {
			continue
		}
		if i == len(changes) || !changes[i].at.Equal(at) {
			t.Fatalf("the change at %s is not the one of number %d of %d", at, i, len(changes))
		}
		i++
	}
	if i != len(changes) || i < 10 {
		t.Errorf("there are %d changes, want %d, which are some", len(changes), i)
	}
}
