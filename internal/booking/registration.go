package booking

import (
	"strings"
	"time"
	"unicode/utf8"

	"newsdesk/internal/db"
	"newsdesk/internal/fault"
)

// Status is where a registration stands. The words are stored and on the wire,
// and never change. That somebody came is a fact beside it.
type Status string

// The statuses.
const (
	Pending    Status = "pending"    // the newsroom has not decided; takes no place
	Confirmed  Status = "confirmed"  // has a place
	Waitlisted Status = "waitlisted" // waits for a place
	Offered    Status = "offered"    // a place is held until it is accepted or the offer lapses
	Cancelled  Status = "cancelled"  // is over: by the registrant, by the newsroom, or because an offer lapsed
	Declined   Status = "declined"   // the newsroom did not want it
)

// Statuses lists every status, in the order of a registration's life.
func Statuses() []Status {
	return []Status{Pending, Confirmed, Waitlisted, Offered, Cancelled, Declined}
}

// seated reports whether a registration with this status takes places.
func (s Status) seated() bool { return s == Confirmed || s == Offered }

// over reports whether nothing more comes of a registration with this status.
func (s Status) over() bool { return s == Cancelled || s == Declined }

// Registration is one registration: somebody, perhaps with company, who comes or
// would like to.
type Registration struct {
	ID           string
	EventID      string
	Occurrence   string
	TicketType   string
	Status       Status
	Name         string
	Email        string
	Phone        string
	Locale       string
	Party        int // people, the registrant among them
	Answers      map[string]string
	Position     int        // on the waiting list of the occurrence, from 1; 0: does not wait
	OfferedUntil *time.Time // until when an offered place is held
	CheckedInAt  *time.Time // when the registrant came first
	CreatedAt    time.Time
	UpdatedAt    time.Time
	Note         string // what the newsroom, or the program, says of the end
	Generation   int    // of its token and its ticket
}

// row is the row of a registration.
type row struct {
	ID           string
	EventID      string
	Occurrence   string
	TicketType   string
	Number       int64 // in the order of arrival at the occurrence
	Queued       int64 // the same count, when it joined the waiting list; 0: never
	Status       Status
	Contact      string // the keyed hash of the address; of those that are not over one has it
	Name         string
	Email        string
	Phone        string
	Locale       string
	Party        int
	Answers      db.JSON[map[string]string]
	Note         string
	Generation   int
	Notices      int // how many were posted
	OfferedUntil *time.Time
	CheckedInAt  *time.Time
	CreatedAt    time.Time `gorm:"autoCreateTime:false"`
	UpdatedAt    time.Time `gorm:"autoUpdateTime:false"`
}

// TableName implements gorm's Tabler.
func (row) TableName() string { return "booking_registrations" }

// placed is a row with its place on the waiting list.
type placed struct {
	Row      row `gorm:"embedded"`
	Position int
}

func (p placed) registration() Registration {
	r := p.Row
	return Registration{
		ID: r.ID, EventID: r.EventID, Occurrence: r.Occurrence, TicketType: r.TicketType, Status: r.Status,
		Name: r.Name, Email: r.Email, Phone: r.Phone, Locale: r.Locale, Party: r.Party, Answers: r.Answers.V,
		Position: p.Position, OfferedUntil: r.OfferedUntil, CheckedInAt: r.CheckedInAt,
		CreatedAt: r.CreatedAt, UpdatedAt: r.UpdatedAt, Note: r.Note, Generation: r.Generation,
	}
}

// storable reports whether both engines take a text that a caller looks something
// up by.
func storable(s string) bool { return utf8.ValidString(s) && !strings.ContainsRune(s, 0) }

func notFound() error { return fault.New(fault.NotFound, "Not found") }
