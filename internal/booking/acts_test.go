package booking_test

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"newsdesk/internal/booking"
	"newsdesk/internal/db"
	"newsdesk/internal/fault"
	"newsdesk/internal/testkit"
)

// play does random acts at one event and checks after each what always holds.
type play struct {
	*world

	r       *rapid.T
	event   string
	tokens  map[string]string // by id
	ids     []string
	lowered bool // somebody may be over the capacity
	before  []booking.Registration
}

func TestWhateverIsDonePlacesAddUp(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, engine db.Engine) {
		t.Helper()
		w := newWorld(t, engine, booking.Terms{})
		rapid.Check(t, func(r *rapid.T) {
			p := &play{world: w, r: r, event: event, tokens: map[string]string{}}
			p.begin()
			r.Repeat(map[string]func(*rapid.T){
				"register":   func(*rapid.T) { p.register() },
				"cancel":     func(*rapid.T) { p.act(w.Cancel) },
				"cancel by":  func(*rapid.T) { p.actBy(w.CancelBy) },
				"accept":     func(*rapid.T) { p.actBy(w.Accept) },
				"approve":    func(*rapid.T) { p.act(w.Approve) },
				"decline":    func(*rapid.T) { p.act(p.decline) },
				"capacity":   func(*rapid.T) { p.capacity() },
				"wait":       func(*rapid.T) { w.clock.Advance(40 * time.Minute) },
				"lapse":      func(*rapid.T) { p.must(w.Expire(t.Context())) },
				"promote":    func(*rapid.T) { p.promote() },
				"":           func(*rapid.T) { p.check() },
				"at once":    func(*rapid.T) { p.atOnce() },
				"door opens": func(*rapid.T) { p.checkIn() },
			})
		})
	})
}

// begin clears the tables for another play.
func (p *play) begin() {
	for _, sql := range []string{
		"DELETE FROM booking_scans", "DELETE FROM booking_keys", "DELETE FROM booking_registrations", "DELETE FROM booking_places", "DELETE FROM jobs", "DELETE FROM posted",
	} {
		if err := p.write(sql); err != nil {
			p.r.Fatal(err)
		}
	}
	p.set(func(terms *booking.Terms) {
		*terms = booking.Terms{
			Capacity: rapid.IntRange(0, 6).Draw(p.r, "capacity"), PartyMost: 3, Hold: time.Hour,
			Mode:     rapid.SampledFrom([]booking.Mode{booking.RSVP, booking.RSVP, booking.Approval}).Draw(p.r, "mode"),
			Waitlist: rapid.SampledFrom([]booking.Waitlist{booking.WaitNone, booking.WaitAuto, booking.WaitOffer}).Draw(p.r, "waitlist"),
		}
		if rapid.Bool().Draw(p.r, "typed") {
			terms.Types = []booking.TicketType{{ID: "a", Capacity: rapid.IntRange(0, 3).Draw(p.r, "a")}, {ID: "b"}}
		}
	})
}

func (p *play) must(_ int, err error) {
	if err != nil {
		p.r.Fatal(err)
	}
}

// may lets pass the faults that acts in a wrong state come to.
func (p *play) may(err error) {
	if err != nil && !fault.Is(err, fault.Conflict) && !fault.Is(err, fault.InvalidTransition) && !fault.Is(err, fault.Invalid) {
		p.r.Fatal(err)
	}
}

func (p *play) register() {
	req := asks(rapid.IntRange(1, 30).Draw(p.r, "guest"))
	req.Party = rapid.IntRange(1, 3).Draw(p.r, "party")
	if len(p.terms.Types) > 0 {
		req.TicketType = rapid.SampledFrom([]string{"a", "b"}).Draw(p.r, "type")
	}
	receipt, err := p.Register(p.t.Context(), req)
	p.may(err)
	if err == nil && receipt.Made {
		p.ids = append(p.ids, receipt.Registration.ID)
		p.tokens[receipt.Registration.ID] = receipt.Token
	}
}

func (p *play) one() string {
	if len(p.ids) == 0 {
		p.r.Skip("nobody has registered")
	}
	return rapid.SampledFrom(p.ids).Draw(p.r, "who")
}

func (p *play) act(f func(context.Context, string) (booking.Registration, error)) {
	_, err := f(p.t.Context(), p.one())
	p.may(err)
}

func (p *play) actBy(f func(context.Context, string) (booking.Registration, error)) {
	_, err := f(p.t.Context(), p.tokens[p.one()])
	p.may(err)
}

func (p *play) decline(ctx context.Context, id string) (booking.Registration, error) {
	return p.Decline(ctx, id, "")
}

func (p *play) capacity() {
	p.set(func(terms *booking.Terms) {
		terms.Capacity = rapid.IntRange(0, 6).Draw(p.r, "capacity")
		p.lowered = true
	})
}

// promote promotes, after which whoever waits first of a type does not fit.
func (p *play) promote() {
	p.must(p.Promote(p.t.Context(), event, night))
	s := p.stats()
	heads := map[string]bool{}
	for _, r := range p.waiting() {
		if heads[r.TicketType] || p.terms.Waitlist == booking.WaitNone {
			continue
		}
		heads[r.TicketType] = true
		fits := s.Capacity == 0 || s.Left >= r.Party
		for _, tt := range s.Types {
			fits = fits && (tt.ID != r.TicketType || tt.Capacity == 0 || tt.Left >= r.Party)
		}
		if fits {
			p.r.Errorf("a party of %d waits, and would fit: %+v", r.Party, s)
		}
	}
}

// waiting are those who wait, in their order.
func (p *play) waiting() []booking.Registration {
	waits := p.list(booking.Waitlisted)
	slices.SortFunc(waits, func(a, b booking.Registration) int { return a.Position - b.Position })
	return waits
}

func (p *play) atOnce() {
	id := p.one()
	err := together(4, func(i int) error {
		switch i {
		case 0:
			_, err := p.Cancel(p.t.Context(), id)
			return ignored(err)
		case 1:
			_, err := p.Accept(p.t.Context(), p.tokens[id])
			return ignored(err)
		case 2:
			_, err := p.Promote(p.t.Context(), event, night)
			return err
		}
		_, err := p.Approve(p.t.Context(), id)
		return ignored(err)
	})
	if err != nil {
		p.r.Fatal(err)
	}
}

func ignored(err error) error {
	if fault.Is(err, fault.Conflict) || fault.Is(err, fault.InvalidTransition) {
		return nil
	}
	return err
}

func (p *play) checkIn() {
	ticket := p.Ticket(p.get(p.one()))
	_, err := p.CheckIn(p.t.Context(), event, []booking.Scan{{Ticket: ticket, Nonce: rapid.SampledFrom([]string{"1", "2", "3"}).Draw(p.r, "nonce")}})
	p.may(err)
}

// check says what always holds.
func (p *play) check() {
	p.nobodyOvertakes()
	taken, counted := map[string]int{}, map[string]int{}
	holders := map[string]bool{}
	positions := 0
	for _, r := range p.list() {
		if r.Status == booking.Confirmed || r.Status == booking.Offered {
			taken[""] += r.Party
			if r.TicketType != "" {
				taken[r.TicketType] += r.Party
			}
		}
		if (r.Status == booking.Offered) != (r.OfferedUntil != nil) {
			p.r.Errorf("%s with an offer until %v", r.Status, r.OfferedUntil)
		}
		if r.Status == booking.Waitlisted {
			positions++
		}
		if r.Status == booking.Cancelled || r.Status == booking.Declined {
			continue
		}
		if holders[r.Email] {
			p.r.Errorf("%s has two registrations", r.Email)
		}
		holders[r.Email] = true
	}
	var rows []struct {
		TicketType string
		Taken      int
	}
	if err := db.Gorm(p.t.Context(), p.d).Raw("SELECT ticket_type, taken FROM booking_places WHERE taken > 0").Scan(&rows).Error; err != nil {
		p.r.Fatal(err)
	}
	for _, row := range rows {
		counted[row.TicketType] = row.Taken
	}
	if fmt.Sprint(taken) != fmt.Sprint(counted) {
		p.r.Errorf("registrations have the places %v, and %v are taken", taken, counted)
	}
	if c := p.terms.Capacity; !p.lowered && c > 0 && taken[""] > c {
		p.r.Errorf("%d places are taken, of %d", taken[""], c)
	}
	for _, tt := range p.terms.Types {
		if tt.Capacity > 0 && taken[tt.ID] > tt.Capacity {
			p.r.Errorf("%d places of type %s are taken, of %d", taken[tt.ID], tt.ID, tt.Capacity)
		}
	}
	for i, r := range p.waiting() {
		if r.Position != i+1 {
			p.r.Errorf("position %d is %d of %d", i+1, r.Position, positions)
		}
	}
}

// nobodyOvertakes compares who has places with who had before: whoever got one did
// not go before any that wanted the same type of ticket, waited then and waits now.
func (p *play) nobodyOvertakes() {
	was := map[string]booking.Registration{}
	for _, r := range p.before {
		was[r.ID] = r
	}
	now := p.list()
	for _, got := range now {
		seated := got.Status == booking.Confirmed || got.Status == booking.Offered
		had := was[got.ID]
		if !seated || had.Status == booking.Confirmed || had.Status == booking.Offered {
			continue
		}
		for _, waits := range now {
			then := was[waits.ID].Position
			first := then > 0 && (had.Position == 0 || then < had.Position)
			if first && waits.Status == booking.Waitlisted && waits.TicketType == got.TicketType {
				p.r.Errorf("one that was %s at %d has a place before one at %d", had.Status, had.Position, then)
			}
		}
	}
	p.before = now
}
