package booking_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"newsdesk/internal/booking"
	"newsdesk/internal/db"
	"newsdesk/internal/fault"
)

// cutLast parts a token or a ticket from its MAC.
func cutLast(s string) (before, after string) {
	i := strings.LastIndex(s, ".")
	return s[:i], s[i+1:]
}

func offering() booking.Terms {
	return booking.Terms{Mode: booking.RSVP, Capacity: 1, PartyMost: 1, Waitlist: booking.WaitOffer, Hold: time.Hour}
}

func TestAnOfferLapsesAndGoesToTheNext(t *testing.T) {
	worlds(t, offering(), func(t *testing.T, w *world) {
		all := w.come(3)
		w.done(w.CancelBy(t.Context(), all[0].Token))
		first, second := all[1], all[2]
		r := w.get(first.Registration.ID)
		if r.Status != booking.Offered || r.OfferedUntil == nil || !r.OfferedUntil.Equal(w.clock.Now().Add(time.Hour)) {
			t.Fatalf("got %s until %v, want offered for an hour", r.Status, r.OfferedUntil)
		}
		if s := w.stats(); s.Taken != 1 || s.Left != 0 || s.Offered != 1 {
			t.Errorf("got %+v, want the offered place taken", s)
		}
		w.clock.Advance(time.Hour)
		_, err := w.Accept(t.Context(), first.Token)
		wantKind(t, err, fault.InvalidTransition, "This offer has run out")
		if err := w.queue.Drain(t.Context()); err != nil {
			t.Fatal(err)
		}
		if r := w.get(first.Registration.ID); r.Status != booking.Cancelled || r.Note != "offer lapsed" || r.OfferedUntil != nil {
			t.Errorf("got %s %q, want cancelled, because the offer lapsed", r.Status, r.Note)
		}
		w.wantStatus(second.Registration.ID, booking.Offered)
		for range 2 {
			w.done(w.Accept(t.Context(), second.Token))
		}
		w.wantStatus(second.Registration.ID, booking.Confirmed)
		w.clock.Advance(48 * time.Hour)
		if err := w.queue.Drain(t.Context()); err != nil {
			t.Fatal(err)
		}
		w.wantStatus(second.Registration.ID, booking.Confirmed)
		for i, want := range [][]string{
			{"registered", "cancelled"}, {"waitlisted", "offered", "lapsed"}, {"waitlisted", "offered", "registered"},
		} {
			if diff := cmp.Diff(want, w.told(all[i].Registration.ID)); diff != "" {
				t.Errorf("notices of %d (-want +got):\n%s", i, diff)
			}
		}
	})
}

func TestOffersLapseWithoutTheirJobs(t *testing.T) {
	terms := offering()
	terms.Capacity = 2
	worlds(t, terms, func(t *testing.T, w *world) {
		all := w.come(4)
		w.done(w.CancelBy(t.Context(), all[0].Token))
		w.done(w.CancelBy(t.Context(), all[1].Token))
		if n, err := w.Expire(t.Context()); n != 0 || err != nil {
			t.Errorf("got %d, %v before the time; want none", n, err)
		}
		w.clock.Advance(2 * time.Hour)
		if n, err := w.Expire(t.Context()); n != 2 || err != nil {
			t.Errorf("got %d, %v; want two offers to end", n, err)
		}
		if s := w.stats(); s.Taken != 0 || s.Cancelled != 4 {
			t.Errorf("got %+v, want all cancelled and nothing taken", s)
		}
	})
}

func TestPromotionEndsOffersThatHaveRunOut(t *testing.T) {
	worlds(t, offering(), func(t *testing.T, w *world) {
		all := w.come(3)
		w.done(w.CancelBy(t.Context(), all[0].Token))
		w.clock.Advance(time.Hour)
		if n, err := w.Promote(t.Context(), event, night); n != 1 || err != nil {
			t.Errorf("got %d promoted, %v; want 1", n, err)
		}
		w.wantStatus(all[1].Registration.ID, booking.Cancelled)
		w.wantStatus(all[2].Registration.ID, booking.Offered)
	})
}

func TestAcceptingAndLapsingAtOnceComesToOneOfThem(t *testing.T) {
	worlds(t, offering(), func(t *testing.T, w *world) {
		all := w.come(3)
		w.done(w.CancelBy(t.Context(), all[0].Token))
		err := together(8, func(i int) error {
			if i%2 == 0 {
				_, err := w.Accept(t.Context(), all[1].Token)
				return err
			}
			_, err := w.Expire(t.Context())
			return err
		})
		if s := w.stats(); err != nil || s.Confirmed != 1 || s.Waitlisted != 1 || s.Taken != 1 {
			t.Errorf("got %+v, %v; want one confirmed and one waiting", s, err)
		}
	})
}

func TestAnOfferEndsWithTheEvent(t *testing.T) {
	w := newWorld(t, db.SQLite, offering())
	over := w.clock.Now().Add(10 * time.Minute)
	w.set(func(terms *booking.Terms) { terms.Over = over })
	all := w.come(2)
	w.done(w.CancelBy(t.Context(), all[0].Token))
	if r := w.get(all[1].Registration.ID); !r.OfferedUntil.Equal(over) {
		t.Errorf("got an offer until %v, want %v", r.OfferedUntil, over)
	}
}

func TestNobodyIsPromotedToWhatIsOff(t *testing.T) {
	worlds(t, five(), func(t *testing.T, w *world) {
		all := w.come(6)
		w.set(func(terms *booking.Terms) { terms.Off = true })
		w.done(w.CancelBy(t.Context(), all[0].Token))
		w.wantStatus(all[5].Registration.ID, booking.Waitlisted)
		w.set(func(terms *booking.Terms) { terms.Off, terms.Over = false, w.clock.Now() })
		w.done(w.CancelBy(t.Context(), all[1].Token))
		w.wantStatus(all[5].Registration.ID, booking.Waitlisted)
	})
}

func TestTheNewsroomDecides(t *testing.T) {
	terms := five()
	terms.Mode, terms.Capacity = booking.Approval, 1
	worlds(t, terms, func(t *testing.T, w *world) {
		all := w.come(4)
		if s := w.stats(); s.Pending != 4 || s.Taken != 0 {
			t.Errorf("got %+v, want four pending and nothing taken", s)
		}
		id := func(i int) string { return all[i].Registration.ID }
		w.done(w.Approve(t.Context(), id(2)))
		w.done(w.Approve(t.Context(), id(2)))
		w.done(w.Approve(t.Context(), id(0)))
		w.done(w.Approve(t.Context(), id(1)))
		w.done(w.Decline(t.Context(), id(3), "Another time"))
		w.wantStatus(id(2), booking.Confirmed)
		// They wait in the order in which they were approved.
		if a, b := w.get(id(0)), w.get(id(1)); a.Position != 1 || b.Position != 2 {
			t.Errorf("got positions %d and %d, want 1 and 2", a.Position, b.Position)
		}
		if r := w.get(id(3)); r.Status != booking.Declined || r.Note != "Another time" {
			t.Errorf("got %s %q, want declined with its note", r.Status, r.Note)
		}
		_, err := w.Approve(t.Context(), id(3))
		wantKind(t, err, fault.InvalidTransition, "")
		_, err = w.Decline(t.Context(), id(2), "")
		wantKind(t, err, fault.InvalidTransition, "")
		_, err = w.Cancel(t.Context(), id(3))
		wantKind(t, err, fault.InvalidTransition, "")
		if again := w.registers(asks(4)); !again.Made {
			t.Error("who was declined cannot ask again")
		}
		w.set(func(terms *booking.Terms) { terms.Waitlist = booking.WaitNone })
		_, err = w.Approve(t.Context(), w.registers(asks(5)).Registration.ID)
		wantKind(t, err, fault.Conflict, "The event is full")
		if diff := cmp.Diff([]string{"pending", "waitlisted"}, w.told(id(0))); diff != "" {
			t.Errorf("notices (-want +got):\n%s", diff)
		}
	})
}

func TestWhoIsNotOverIsToldOnceThatTheEventMoved(t *testing.T) {
	worlds(t, five(), func(t *testing.T, w *world) {
		all := w.come(7)
		w.done(w.CancelBy(t.Context(), all[0].Token)) // 6 is promoted, 7 waits
		elsewhere := asks(1)
		elsewhere.EventID = other
		apart := w.registers(elsewhere)
		for range 2 {
			if err := w.d.Update(t.Context(), func(tx *db.Tx) error { return w.Moved(t.Context(), tx, event, booking.NoticeEventMoved) }); err != nil {
				t.Fatal(err)
			}
		}
		for i, want := range map[int][]string{
			0: {"registered", "cancelled"}, 1: {"registered", "event_moved", "event_moved"},
			5: {"waitlisted", "promoted", "event_moved", "event_moved"}, 6: {"waitlisted", "event_moved", "event_moved"},
		} {
			if diff := cmp.Diff(want, w.told(all[i].Registration.ID)); diff != "" {
				t.Errorf("notices of %d (-want +got):\n%s", i, diff)
			}
		}
		if diff := cmp.Diff([]string{"registered"}, w.told(apart.Registration.ID)); diff != "" {
			t.Errorf("notices at another event (-want +got):\n%s", diff)
		}
	})
}
