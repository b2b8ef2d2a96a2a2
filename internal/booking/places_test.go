package booking_test

import (
	"context"
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"newsdesk/internal/booking"
	"newsdesk/internal/fault"
)

func five() booking.Terms {
	return booking.Terms{Mode: booking.RSVP, Capacity: 5, PartyMost: 4, Waitlist: booking.WaitAuto}
}

func TestE05TwentyRegisterForFivePlaces(t *testing.T) {
	worlds(t, five(), func(t *testing.T, w *world) {
		manyRegister(t, w, 20)
	})
}

func TestE05AThousandRegisterForFivePlaces(t *testing.T) {
	if testing.Short() {
		t.Skip("a thousand take a while")
	}
	worlds(t, five(), func(t *testing.T, w *world) {
		manyRegister(t, w, 1000)
	})
}

func manyRegister(t *testing.T, w *world, many int) {
	t.Helper()
	err := together(many, func(i int) error {
		_, err := w.Register(t.Context(), asks(i))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	s := w.stats()
	if s.Confirmed != 5 || s.Waitlisted != many-5 || s.Taken != 5 || s.Left != 0 {
		t.Errorf("got %d confirmed, %d waiting, %d taken; want 5, %d, 5", s.Confirmed, s.Waitlisted, s.Taken, many-5)
	}
	w.wantGapless(many - 5)
}

func TestE05TwoCancelWhilePromotionRunsTwice(t *testing.T) {
	worlds(t, five(), func(t *testing.T, w *world) {
		all := w.come(20)
		waits := w.list(booking.Waitlisted)
		ctx, stop := context.WithCancel(t.Context())
		polls := make(chan error, 1)
		go func() { polls <- neverMoreThan(ctx, w, 5) }()
		err := together(4, func(i int) error {
			if i < 2 {
				_, err := w.Cancel(t.Context(), all[i].Registration.ID)
				return err
			}
			_, err := w.Promote(t.Context(), event, night)
			return err
		})
		stop()
		if polled := <-polls; err != nil || polled != nil {
			t.Fatal(err, polled)
		}
		for _, r := range waits[:2] {
			w.wantStatus(r.ID, booking.Confirmed)
		}
		if s := w.stats(); s.Confirmed != 5 || s.Waitlisted != 13 || s.Cancelled != 2 {
			t.Errorf("got %+v, want 5 confirmed, 13 waiting, 2 cancelled", s)
		}
		w.wantGapless(13)
	})
}

// neverMoreThan reads the numbers until ctx ends.
func neverMoreThan(ctx context.Context, w *world, most int) error {
	for ctx.Err() == nil {
		s, err := w.Stats(context.WithoutCancel(ctx), event, night)
		if err != nil {
			return err
		}
		if s.Confirmed > most || s.Taken > most {
			return fmt.Errorf("%d are confirmed and %d places taken, of %d", s.Confirmed, s.Taken, most)
		}
	}
	return nil
}

func TestE05TheSameContactHasOneRegistration(t *testing.T) {
	worlds(t, five(), func(t *testing.T, w *world) {
		first := w.registers(asks(1))
		again := asks(1)
		again.Email, again.Party = " GUEST1@Example.COM ", 3
		second := w.registers(again)
		if second.Made || second.Token != "" || second.Registration.ID != first.Registration.ID {
			t.Errorf("got made=%t, token %q, want the registration that was there and no token", second.Made, second.Token)
		}
		if s := w.stats(); s.Taken != 1 {
			t.Errorf("got %d places taken, want 1", s.Taken)
		}
		err := together(20, func(int) error {
			_, err := w.Register(t.Context(), asks(2))
			return err
		})
		if s := w.stats(); err != nil || s.Confirmed != 2 {
			t.Errorf("got %d confirmed, %v; want 2", s.Confirmed, err)
		}
	})
}

func TestE05ThatIsOverAContactRegistersAnew(t *testing.T) {
	worlds(t, five(), func(t *testing.T, w *world) {
		first := w.registers(asks(1))
		w.done(w.CancelBy(t.Context(), first.Token))
		if second := w.registers(asks(1)); !second.Made || second.Registration.ID == first.Registration.ID {
			t.Error("who cancelled cannot register anew")
		}
	})
}

func TestE05APartyIsNotSplit(t *testing.T) {
	worlds(t, five(), func(t *testing.T, w *world) {
		w.come(4)
		pair := asks(5)
		pair.Party = 2
		two := w.registers(pair)
		if two.Registration.Status != booking.Waitlisted || two.Registration.Position != 1 {
			t.Errorf("a party of two for one place: got %s at %d, want waitlisted at 1", two.Registration.Status, two.Registration.Position)
		}
		// One place is free, and whoever comes now may not overtake the pair.
		one := w.registers(asks(6))
		if one.Registration.Status != booking.Waitlisted || one.Registration.Position != 2 {
			t.Errorf("got %s at %d, want waitlisted at 2", one.Registration.Status, one.Registration.Position)
		}
		w.done(w.CancelBy(t.Context(), two.Token))
		w.wantStatus(one.Registration.ID, booking.Confirmed)
	})
}

func TestE05ALowerCapacityExpelsNobody(t *testing.T) {
	worlds(t, five(), func(t *testing.T, w *world) {
		all := w.come(7)
		w.set(func(terms *booking.Terms) { terms.Capacity = 3 })
		if s := w.stats(); s.OverCapacity != 2 || s.Confirmed != 5 || s.Left != 0 {
			t.Errorf("got %+v, want 5 confirmed and 2 over", s)
		}
		for i, over := range []int{1, 0} {
			w.done(w.Cancel(t.Context(), all[i].Registration.ID))
			if n, err := w.Promote(t.Context(), event, night); n != 0 || err != nil {
				t.Errorf("got %d promoted, %v, with nothing free", n, err)
			}
			if s := w.stats(); s.OverCapacity != over || s.Waitlisted != 2 {
				t.Errorf("got %+v, want %d over and 2 waiting", s, over)
			}
		}
		w.done(w.Cancel(t.Context(), all[2].Registration.ID))
		w.wantStatus(all[5].Registration.ID, booking.Confirmed)
		w.wantStatus(all[6].Registration.ID, booking.Waitlisted)
		w.set(func(terms *booking.Terms) { terms.Capacity = 10 })
		if n, err := w.Promote(t.Context(), event, night); n != 1 || err != nil {
			t.Errorf("got %d promoted, %v, after the capacity rose; want 1", n, err)
		}
	})
}

func TestTypesOfTicketsHaveBoundsOfTheirOwn(t *testing.T) {
	terms := five()
	terms.Types = []booking.TicketType{{ID: "box", Name: "Box", Capacity: 1}, {ID: "stalls", Name: "Stalls"}}
	worlds(t, terms, func(t *testing.T, w *world) {
		typed := func(n int, ticketType string) booking.Receipt {
			req := asks(n)
			req.TicketType = ticketType
			return w.registers(req)
		}
		box := typed(1, "box")
		late := typed(2, "box")
		stalls := typed(3, "stalls")
		if box.Registration.Status != booking.Confirmed || late.Registration.Status != booking.Waitlisted || stalls.Registration.Status != booking.Confirmed {
			t.Errorf("got %s, %s, %s; want the second box to wait and the stalls not", box.Registration.Status, late.Registration.Status, stalls.Registration.Status)
		}
		want := []booking.TypeStats{{ID: "box", Name: "Box", Capacity: 1, Taken: 1}, {ID: "stalls", Name: "Stalls", Taken: 1}}
		if diff := cmp.Diff(want, w.stats().Types); diff != "" {
			t.Errorf("types (-want +got):\n%s", diff)
		}
		for n := 4; n <= 6; n++ {
			typed(n, "stalls")
		}
		waits := typed(7, "stalls")
		w.done(w.Cancel(t.Context(), stalls.Registration.ID)) // the head of the list wants a box
		w.wantStatus(waits.Registration.ID, booking.Confirmed)
		w.wantStatus(late.Registration.ID, booking.Waitlisted)
		w.done(w.CancelBy(t.Context(), box.Token))
		w.wantStatus(late.Registration.ID, booking.Confirmed)
		w.wantGapless(0)
	})
}

func TestWithoutAWaitingListAFullEventTurnsAway(t *testing.T) {
	terms := five()
	terms.Waitlist, terms.Capacity = booking.WaitNone, 1
	worlds(t, terms, func(t *testing.T, w *world) {
		w.come(1)
		_, err := w.Register(t.Context(), asks(2))
		wantKind(t, err, fault.Conflict, "The event is full")
		if all := w.list(); len(all) != 1 {
			t.Errorf("got %d registrations, want 1", len(all))
		}
	})
}

func TestAnEventThatIsNotPublicPromotesNobodyAndCanBeCancelled(t *testing.T) {
	worlds(t, five(), func(t *testing.T, w *world) {
		all := w.come(6)
		w.mu.Lock()
		w.gone = true
		w.mu.Unlock()
		w.done(w.CancelBy(t.Context(), all[0].Token))
		w.wantStatus(all[5].Registration.ID, booking.Waitlisted)
		if s := w.stats(); s.Confirmed != 4 || s.Capacity != 0 {
			t.Errorf("got %+v, want the four that are confirmed counted", s)
		}
		_, err := w.Register(t.Context(), asks(9))
		wantKind(t, err, fault.NotFound, "")
	})
}

func TestAPageGoesOnWhereTheLastOneEnded(t *testing.T) {
	worlds(t, five(), func(t *testing.T, w *world) {
		w.come(7)
		var all, paged []string
		for _, r := range w.list() {
			all = append(all, r.ID)
		}
		for _, down := range []bool{false, true} {
			paged = nil
			for after := ""; ; {
				page, err := w.List(t.Context(), booking.Query{EventID: event, After: after, Down: down, Limit: 3})
				if err != nil {
					t.Fatal(err)
				}
				if len(page) == 0 {
					break
				}
				for _, r := range page {
					paged, after = append(paged, r.ID), r.ID
				}
			}
			if diff := cmp.Diff(all, paged); diff != "" || len(paged) != 7 {
				t.Errorf("down=%t (-want +got):\n%s", down, diff)
			}
			slices.Reverse(all)
		}
		_, err := w.List(t.Context(), booking.Query{EventID: other, After: all[0], Limit: 3})
		wantKind(t, err, fault.InvalidCursor, "")
		n, err := w.Count(t.Context(), booking.Query{EventID: event, Status: []booking.Status{booking.Waitlisted}})
		if n != 2 || err != nil {
			t.Errorf("got %d waiting, %v; want 2", n, err)
		}
	})
}
