package booking_test

import (
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"newsdesk/internal/booking"
	"newsdesk/internal/db"
	"newsdesk/internal/fault"
	"newsdesk/internal/testkit"
)

// scans sends one scan and returns what became of it.
func (w *world) scans(s booking.Scan) booking.Result {
	w.t.Helper()
	results, err := w.CheckIn(w.t.Context(), event, []booking.Scan{s})
	if err != nil || len(results) != 1 {
		w.t.Fatalf("got %d results, %v", len(results), err)
	}
	return results[0]
}

func (w *world) wantScan(s booking.Scan, want booking.Code, first string) {
	w.t.Helper()
	if got := w.scans(s); got.Code != want || got.First.Device != first {
		w.t.Errorf("scan %s: got %s of %q, want %s of %q", s.Nonce, got.Code, got.First.Device, want, first)
	}
}

func (w *world) ticket(n int) (string, booking.Registration) {
	w.t.Helper()
	r := w.registers(asks(n)).Registration
	ticket := w.Ticket(r)
	if ticket == "" {
		w.t.Fatal("a confirmed registration has no ticket")
	}
	return ticket, r
}

func TestE06ATicketLetsInOnce(t *testing.T) {
	worlds(t, five(), func(t *testing.T, w *world) {
		ticket, r := w.ticket(1)
		at := w.clock.Now()
		scan := booking.Scan{Ticket: ticket, Nonce: "n1", Device: "door", At: at}
		first := w.scans(scan)
		want := booking.Result{
			Code: booking.ScanOK, First: booking.First{At: at, Device: "door"},
			Registration: booking.Guest{ID: r.ID, Occurrence: night, Status: booking.Confirmed, Name: r.Name, Party: 1, CheckedInAt: &at},
		}
		if diff := cmp.Diff(want, first); diff != "" {
			t.Errorf("first scan (-want +got):\n%s", diff)
		}
		w.clock.Advance(time.Hour)
		if diff := cmp.Diff(first, w.scans(scan)); diff != "" {
			t.Errorf("the same nonce again (-first +second):\n%s", diff)
		}
		second := w.scans(booking.Scan{Ticket: ticket, Nonce: "n2", Device: "gate", At: w.clock.Now()})
		if second.Code != booking.AlreadyCheckedIn || !second.First.At.Equal(at) || second.First.Device != "door" {
			t.Errorf("got %+v, want already_checked_in with the first scan", second)
		}
		if s := w.stats(); s.CheckedIn != 1 || s.Arrived != 1 {
			t.Errorf("got %d checked in, want 1", s.CheckedIn)
		}
	})
}

func TestE06ScansAtOnceLetInOnce(t *testing.T) {
	worlds(t, five(), func(t *testing.T, w *world) {
		ticket, _ := w.ticket(1)
		var ok, already atomic.Int32
		err := together(20, func(i int) error {
			results, err := w.CheckIn(t.Context(), event, []booking.Scan{{Ticket: ticket, Nonce: strconv.Itoa(i), At: w.clock.Now()}})
			if err != nil {
				return err
			}
			switch results[0].Code {
			case booking.ScanOK:
				ok.Add(1)
			case booking.AlreadyCheckedIn:
				already.Add(1)
			default:
			}
			return nil
		})
		if err != nil || ok.Load() != 1 || already.Load() != 19 {
			t.Errorf("got %d ok and %d already, %v; want 1 and 19", ok.Load(), already.Load(), err)
		}
	})
}

func TestE06ATicketIsForOneEvent(t *testing.T) {
	worlds(t, five(), func(t *testing.T, w *world) {
		elsewhere := asks(1)
		elsewhere.EventID = other
		r := w.registers(elsewhere).Registration
		if got := w.scans(booking.Scan{Ticket: w.Ticket(r), Nonce: "n"}); got != (booking.Result{Code: booking.ScanNotFound}) {
			t.Errorf("got %+v, want not_found and nothing more", got)
		}
	})
}

func TestE06AChangedTicketIsInvalid(t *testing.T) {
	worlds(t, five(), func(t *testing.T, w *world) {
		ticket, _ := w.ticket(1)
		second, _ := w.ticket(2)
		body, _ := cutLast(ticket)
		_, macOfSecond := cutLast(second)
		parts := strings.Split(ticket, ".")
		parts[2] = "2"
		bad := []string{"", "x", body, body + "." + macOfSecond, ticket + ".", ticket + "A", strings.Join(parts, ".")}
		for i := range ticket {
			bad = append(bad, ticket[:i]+string(ticket[i]^1)+ticket[i+1:])
		}
		scans := make([]booking.Scan, len(bad))
		for i, b := range bad {
			scans[i] = booking.Scan{Ticket: b, Nonce: strconv.Itoa(i)}
		}
		results, err := w.CheckIn(t.Context(), event, scans)
		if err != nil || len(results) != len(bad) {
			t.Fatalf("got %d results, %v", len(results), err)
		}
		for i, got := range results {
			if got != (booking.Result{Code: booking.InvalidTicket}) {
				t.Errorf("%q: got %+v, want invalid_ticket", bad[i], got)
			}
		}
		if s := w.stats(); s.CheckedIn != 0 {
			t.Errorf("got %d checked in, want none", s.CheckedIn)
		}
	})
}

func TestE06TheEarlierOfTwoOfflineScansCounts(t *testing.T) {
	worlds(t, five(), func(t *testing.T, w *world) {
		noon := w.clock.Now()
		for i, order := range [][]int{{0, 1}, {1, 0}} {
			ticket, r := w.ticket(i)
			scans := []booking.Scan{
				{Ticket: ticket, Nonce: "early", Device: "a", At: noon.Add(-10 * time.Minute)},
				{Ticket: ticket, Nonce: "late", Device: "b", At: noon.Add(-5 * time.Minute)},
			}
			w.wantScan(scans[order[0]], booking.ScanOK, scans[order[0]].Device)
			w.scans(scans[order[1]])
			for range 2 {
				w.wantScan(scans[0], booking.ScanOK, "a")
				w.wantScan(scans[1], booking.AlreadyCheckedIn, "a")
			}
			if at := w.get(r.ID).CheckedInAt; at == nil || !at.Equal(scans[0].At) {
				t.Errorf("checked in at %v, want %v", at, scans[0].At)
			}
		}
	})
}

func TestE06AClockThatIsAheadCountsAsNow(t *testing.T) {
	worlds(t, five(), func(t *testing.T, w *world) {
		now := w.clock.Now()
		ticket, _ := w.ticket(1)
		if got := w.scans(booking.Scan{Ticket: ticket, Nonce: "far", At: now.Add(time.Hour)}); !got.First.At.Equal(now) {
			t.Errorf("an hour ahead: got %v, want %v", got.First.At, now)
		}
		near, _ := w.ticket(2)
		if got := w.scans(booking.Scan{Ticket: near, Nonce: "near", At: now.Add(5 * time.Minute)}); !got.First.At.Equal(now.Add(5 * time.Minute)) {
			t.Errorf("five minutes ahead: got %v, want what the device says", got.First.At)
		}
	})
}

func TestE06WhoLeavesMayComeAgain(t *testing.T) {
	worlds(t, five(), func(t *testing.T, w *world) {
		ticket, r := w.ticket(1)
		start := w.clock.Now()
		at := func(minutes int) time.Time { return start.Add(time.Duration(minutes) * time.Minute) }
		w.clock.Advance(time.Hour)
		w.wantScan(booking.Scan{Ticket: ticket, Nonce: "1", Device: "a", At: at(1)}, booking.ScanOK, "a")
		w.wantScan(booking.Scan{Ticket: ticket, Nonce: "2", Device: "b", At: at(2), Out: true}, booking.ScanOK, "a")
		w.wantScan(booking.Scan{Ticket: ticket, Nonce: "3", Device: "c", At: at(3)}, booking.ScanOK, "c")
		w.wantScan(booking.Scan{Ticket: ticket, Nonce: "4", Device: "d", At: at(4)}, booking.AlreadyCheckedIn, "c")
		if got := w.get(r.ID).CheckedInAt; !got.Equal(at(1)) {
			t.Errorf("checked in at %v, want the first time", got)
		}
	})
}

func TestE06WhoHasNoPlaceIsNotLetIn(t *testing.T) {
	worlds(t, five(), func(t *testing.T, w *world) {
		ticket, r := w.ticket(1)
		w.done(w.Cancel(t.Context(), r.ID))
		w.wantScan(booking.Scan{Ticket: ticket, Nonce: "n"}, booking.TicketNotConfirmed, "")
		if w.Ticket(w.get(r.ID)) != "" {
			t.Error("a cancelled registration has a ticket")
		}
		_, err := w.CheckIn(t.Context(), event, []booking.Scan{{Ticket: ticket}})
		wantKind(t, err, fault.Invalid, "")
		_, err = w.CheckIn(t.Context(), event, make([]booking.Scan, 501))
		wantKind(t, err, fault.Invalid, "")
		if none, err := w.CheckIn(t.Context(), event, nil); len(none) != 0 || err != nil {
			t.Errorf("got %d results, %v; want none", len(none), err)
		}
	})
}

// Whatever the order in which scans come in, alone or together, once or twice, they
// end with the same results.
func TestE06TheOrderOfArrivalDoesNotMatter(t *testing.T) {
	w := newWorld(t, db.SQLite, booking.Terms{Mode: booking.RSVP})
	guests := 0
	rapid.Check(t, func(r *rapid.T) {
		minutes := rapid.SliceOfNDistinct(rapid.IntRange(1, 500), 1, 6, rapid.ID[int]).Draw(r, "minutes")
		var results [2]map[string]booking.Code
		for turn := range results {
			guests++
			ticket, _ := w.ticket(guests)
			scans := make([]booking.Scan, 0, len(minutes))
			for _, m := range minutes {
				scans = append(scans, booking.Scan{Ticket: ticket, Nonce: strconv.Itoa(m), At: testkit.Start().Add(-time.Duration(m) * time.Minute), Out: m%3 == 0})
			}
			scans = rapid.Permutation(scans).Draw(r, "order")
			cut := rapid.IntRange(0, len(scans)).Draw(r, "cut")
			for _, batch := range [][]booking.Scan{scans[:cut], scans[cut:]} {
				if _, err := w.CheckIn(t.Context(), event, batch); err != nil {
					r.Fatal(err)
				}
			}
			last, err := w.CheckIn(t.Context(), event, scans)
			if err != nil {
				r.Fatal(err)
			}
			results[turn] = map[string]booking.Code{}
			for i, s := range scans {
				results[turn][s.Nonce] = last[i].Code
			}
		}
		if diff := cmp.Diff(results[0], results[1]); diff != "" {
			r.Errorf("results (-one order +another):\n%s", diff)
		}
	})
}
