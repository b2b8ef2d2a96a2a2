package booking

import (
	"context"
	"slices"
	"time"

	"newsdesk/internal/db"
	"newsdesk/internal/fault"
)

// Mode is how a registration becomes one. The words are stored and never change.
type Mode string

// The modes.
const (
	RSVP     Mode = "rsvp"     // whoever finds a place has it
	Approval Mode = "approval" // the newsroom decides, and a place is taken then
)

// Waitlist is what happens with those who find no place. The words are stored
// and never change.
type Waitlist string

// The kinds of waiting lists.
const (
	WaitNone  Waitlist = ""      // they are turned away
	WaitAuto  Waitlist = "auto"  // they wait, and have a place as soon as it is free
	WaitOffer Waitlist = "offer" // they wait, and are asked whether they still want it
)

// QuestionKind is what the answer to a question is. The words are stored and
// never change.
type QuestionKind string

// The kinds of questions.
const (
	Text   QuestionKind = "text"   // some lines
	Choice QuestionKind = "choice" // one of the choices
	YesNo  QuestionKind = "yes_no" // "yes" or "no"
)

// TicketType is a kind of places with an id of its own.
type TicketType struct {
	ID       string
	Name     string
	Capacity int // people; 0: no bound of its own
}

// Question is something that a registrant is asked.
type Question struct {
	ID       string
	Text     string
	Kind     QuestionKind
	Choices  []string
	Required bool
}

// Terms are what the published event says of registration for one occurrence.
type Terms struct {
	EventID           string
	Occurrence        string // key of the occurrence, "" where registration is for the event as a whole
	Mode              Mode
	OpensAt, ClosesAt *time.Time    // half-open; nil: no bound
	Over              time.Time     // when it is over: nobody registers from then on; zero: never
	Off               bool          // cancelled or postponed: nobody registers now
	Capacity          int           // people in all; 0: no bound
	Types             []TicketType  // none: one type, ""
	PartyMost         int           // people in one registration, at least 1
	Questions         []Question    // in the order in which they are asked
	Waitlist          Waitlist      // what happens with those who find no place
	Hold              time.Duration // how long an offered place waits; 0: a day
}

// TermsOf reads the terms as they are published, in the transaction that needs
// them. It fails with NotFound where there are none.
type TermsOf func(ctx context.Context, q db.Q, eventID, occurrence string) (Terms, error)

// holdDefault is how long an offered place waits where the terms do not say.
const holdDefault = 24 * time.Hour

// open fails with Conflict unless one may register now.
func (t Terms) open(now time.Time) error {
	switch {
	case t.Off, t.over(now):
		return fault.New(fault.Conflict, "Registration is closed")
	case t.OpensAt != nil && now.Before(*t.OpensAt):
		return fault.New(fault.Conflict, "Registration has not begun")
	case t.ClosesAt != nil && !now.Before(*t.ClosesAt):
		return fault.New(fault.Conflict, "Registration is closed")
	}
	return nil
}

func (t Terms) over(now time.Time) bool { return !t.Over.IsZero() && !now.Before(t.Over) }

// promotes reports whether those who wait get places that are free.
func (t Terms) promotes(now time.Time) bool {
	return t.Waitlist != WaitNone && !t.Off && !t.over(now)
}

// until is when a place that is offered now is offered to the next.
func (t Terms) until(now time.Time) time.Time {
	hold := t.Hold
	if hold <= 0 {
		hold = holdDefault
	}
	end := now.Add(hold)
	if !t.Over.IsZero() && t.Over.Before(end) {
		return t.Over
	}
	return end
}

// bound is how many people may come with a ticket of this type; 0 is no bound.
// There is none for a type that the event does not have any more.
func (t Terms) bound(ticketType string) (capacity int, ok bool) {
	if ticketType == "" {
		return 0, true
	}
	i := slices.IndexFunc(t.Types, func(tt TicketType) bool { return tt.ID == ticketType })
	if i < 0 {
		return 0, false
	}
	return t.Types[i].Capacity, true
}

// partyMost is how many people fit in one registration of this type at all.
func (t Terms) partyMost(ticketType string) int {
	most := max(1, t.PartyMost)
	own, _ := t.bound(ticketType)
	for _, capacity := range []int{t.Capacity, own} {
		if capacity > 0 {
			most = min(most, capacity)
		}
	}
	return most
}

// full is the fault of whoever comes too late.
func full() error { return fault.New(fault.Conflict, "The event is full") }
