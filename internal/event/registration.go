package event

import (
	"fmt"
	"slices"
	"time"

	"newsdesk/internal/fault"
)

// Registration is how one comes to take part.
type Registration struct {
	Mode          Mode         `json:"mode"`
	URL           string       `json:"url"` // of an external registration
	OpensAt       *time.Time   `json:"opens_at"`
	ClosesAt      *time.Time   `json:"closes_at"`
	Capacity      int          `json:"capacity"` // places; 0: no bound
	PerOccurrence bool         `json:"per_occurrence"`
	PartyMost     int          `json:"party_most"` // people in one registration; 0: one
	Types         []TicketType `json:"types"`
	Questions     []Question   `json:"questions"`
	Waitlist      Waitlist     `json:"waitlist"`
	HoldMinutes   int          `json:"hold_minutes"` // how long an offered place waits
}

// Mode is how registrations are answered. It is stored and on the wire.
type Mode string

// The modes.
const (
	NoRegistration Mode = "none"
	RSVP           Mode = "rsvp"     // whoever comes first
	Approval       Mode = "approval" // whom the newsroom lets in
	External       Mode = "external" // elsewhere, at an address
)

// Modes lists them.
func Modes() []Mode { return []Mode{NoRegistration, RSVP, Approval, External} }

// Waitlist is what happens with a place that becomes free. It is stored and on
// the wire.
type Waitlist string

// The ways.
const (
	NoWaitlist Waitlist = "none"
	Auto       Waitlist = "auto"  // the next has it
	Offer      Waitlist = "offer" // the next is asked, and has to answer in time
)

// Waitlists lists them.
func Waitlists() []Waitlist { return []Waitlist{NoWaitlist, Auto, Offer} }

// TicketType is one of several sorts of places.
type TicketType struct {
	ID       string `json:"id"`
	Name     string `json:"name"`
	Capacity int    `json:"capacity"` // 0: no bound of its own
}

// Question is what one is asked beside name and address.
type Question struct {
	ID       string       `json:"id"`
	Text     string       `json:"text"`
	Kind     QuestionKind `json:"kind"`
	Choices  []string     `json:"choices"`
	Required bool         `json:"required"`
}

// QuestionKind is the form of an answer. It is stored and on the wire.
type QuestionKind string

// The forms.
const (
	FreeText QuestionKind = "text"
	Choice   QuestionKind = "choice"
	YesNo    QuestionKind = "yes_no"
)

// QuestionKinds lists them.
func QuestionKinds() []QuestionKind { return []QuestionKind{FreeText, Choice, YesNo} }

func (e *Event) checkRegistration() (f fault.Fields) {
	r := e.Registration.V
	f.If(r.Mode == External && r.URL == "", "/registration/url", "required", "Say where one registers")
	f.If(r.OpensAt != nil && r.ClosesAt != nil && !r.ClosesAt.After(*r.OpensAt), "/registration/closes_at", "before_start", "This is not after the beginning")
	f.If(r.PerOccurrence && e.Recurrence.V.None(), "/registration/per_occurrence", "recurrence_not_allowed", "Only what recurs has occurrences to register for")
	f.If(r.Waitlist == Offer && r.HoldMinutes < 1, "/registration/hold_minutes", "required", "Say how long an offered place waits")
	var ids []string
	unique := func(id, at string) {
		f.If(id == "" || slices.Contains(ids, id), at+"/id", "repeated", "Each needs an id of its own")
		ids = append(ids, id)
	}
	for i, t := range r.Types {
		unique(t.ID, fmt.Sprintf("/registration/ticket_types/%d", i))
	}
	ids = nil
	for i, q := range r.Questions {
		at := fmt.Sprintf("/registration/questions/%d", i)
		unique(q.ID, at)
		f.If(q.Kind == Choice && len(q.Choices) == 0, at+"/choices", "required", "A choice needs something to choose from")
	}
	return f
}
