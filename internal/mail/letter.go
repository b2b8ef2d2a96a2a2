// Package mail is the post of the newsroom: the few letters that it writes to
// its people, in their language, and the two ways by which they leave. A letter
// holds no image, no script and nothing that tells whether it was read.
package mail

import (
	"errors"
	"fmt"
	netmail "net/mail"
	"net/url"
	"slices"
	"strings"
	"time"
	"unicode"
)

// Kind is the occasion of a letter.
type Kind string

// The kinds. They are stored in jobs, so they never change.
const (
	Invitation      Kind = "invitation"       // someone may join; Link sets their password
	PasswordReset   Kind = "password_reset"   // someone has forgotten it; Link sets another
	PasswordChanged Kind = "password_changed" // it is another since WrittenAt
	FactorsChanged  Kind = "factors_changed"  // a second factor came, went or was renewed at WrittenAt
	WaysInChanged   Kind = "ways_in_changed"  // an account of elsewhere was linked or unlinked at WrittenAt
	AddressChanged  Kind = "address_changed"  // letters go to another address since WrittenAt; To is the old one

	Registered     Kind = "registration_registered" // there is a place at Event; Ticket lets in
	Pending        Kind = "registration_pending"    // the newsroom decides
	Waitlisted     Kind = "registration_waitlisted" // there is no place yet
	Promoted       Kind = "registration_promoted"   // a place has become free; Ticket lets in
	Offered        Kind = "registration_offered"    // a place is held until Until
	Lapsed         Kind = "registration_lapsed"     // nobody took the place that was offered
	Cancelled      Kind = "registration_cancelled"  // the registration is over
	Declined       Kind = "registration_declined"   // the newsroom said no
	EventMoved     Kind = "event_moved"             // Event is at another time, When, or takes place otherwise
	EventPostponed Kind = "event_postponed"         // nobody knows the new time yet
	EventCancelled Kind = "event_cancelled"         // it does not take place
)

// ForRegistrants lists the letters to those who registered for an event.
func ForRegistrants() []Kind {
	return []Kind{Registered, Pending, Waitlisted, Promoted, Offered, Lapsed, Cancelled, Declined, EventMoved, EventPostponed, EventCancelled}
}

// Kinds lists every kind, for tables and tests.
func Kinds() []Kind {
	return append([]Kind{Invitation, PasswordReset, PasswordChanged, FactorsChanged, WaysInChanged, AddressChanged}, ForRegistrants()...)
}

// leads reports whether such a letter is about its link.
func (k Kind) leads() bool { return k == Invitation || k == PasswordReset || k == Offered }

// Letter is what one person is told. Name, Inviter, Newsroom, Event and Reason were typed by
// people and are not trusted: whatever they hold, they stay on one line and
// cannot become a header or markup.
type Letter struct {
	Kind      Kind      `json:"kind"`
	To        string    `json:"to"`         // a bare address (RFC 5322 addr-spec)
	Locale    string    `json:"locale"`     // BCP 47; what is neither Vietnamese nor English falls back to the site's
	Name      string    `json:"name"`       // of whom it is written to; may be empty
	Newsroom  string    `json:"newsroom"`   // whose letter it is; empty: the name of the site
	Inviter   string    `json:"inviter"`    // who invites; may be empty
	Link      string    `json:"link"`       // http or https; needed by an invitation and a reset, else where to change the password
	Until     time.Time `json:"until"`      // when Link ceases to work; needed by an invitation and a reset
	WrittenAt time.Time `json:"written_at"` // when what it tells happened

	Event  string `json:"event"`  // what somebody registered for; needed by the letters about that
	When   string `json:"when"`   // when it takes place, in words; may be empty
	Reason string `json:"reason"` // why it is not as planned; may be empty
	Ticket string `json:"ticket"` // what lets in at the door; may be empty
}

// addressMost is the length of an address in bytes (RFC 5321 §4.5.3.1.3, less
// the angle brackets).
const addressMost = 254

// Check returns nil, or an error with a line for everything that keeps l from
// being sent. Letters are made by the program itself, so that a bad one is its
// mistake and not that of whoever asked; the lines do not repeat the link.
func (l Letter) Check() error {
	var wrong []error
	need := func(ok bool, problem string) {
		if !ok {
			wrong = append(wrong, errors.New(problem))
		}
	}
	if !slices.Contains(Kinds(), l.Kind) {
		wrong = append(wrong, fmt.Errorf("there is no letter %q", string(l.Kind)))
	}
	need(bare(l.To), "the receiver is not an e-mail address")
	need(l.Link == "" || web(l.Link), "the link is not an http or https address")
	need(l.Event != "" || !slices.Contains(ForRegistrants(), l.Kind), "the name of the event is missing")
	need(l.Link != "" || !l.Kind.leads(), "the link is missing")
	need(!l.Until.IsZero() || !l.Kind.leads(), "the time until which the link works is missing")
	need(!l.WrittenAt.IsZero(), "the time of writing is missing")
	return errors.Join(wrong...)
}

// bare reports whether s is an address without a name, comments or space.
func bare(s string) bool {
	parsed, err := netmail.ParseAddress(s)
	return err == nil && parsed.Name == "" && parsed.Address == s && len(s) <= addressMost
}

// web reports whether s is an address that may stand in a letter on a line of
// its own.
func web(s string) bool {
	u, err := url.Parse(s)
	return err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Host != "" && u.User == nil &&
		!strings.ContainsFunc(s, func(r rune) bool { return r <= ' ' || r > unicode.MaxASCII })
}

// lineMost is the length of a name in a letter, in characters. Names are as
// short by rule; this holds for those that have gone another way.
const lineMost = 200

// line makes one line of text that somebody typed. Marks of direction go too,
// because they could turn round what follows the name.
func line(typed string) string {
	visible := strings.Map(func(r rune) rune {
		switch {
		case unicode.Is(unicode.Bidi_Control, r):
			return -1
		case unicode.IsControl(r):
			return ' '
		}
		return r
	}, strings.ToValidUTF8(typed, ""))
	text := []rune(strings.Join(strings.Fields(visible), " "))
	return strings.TrimSpace(string(text[:min(len(text), lineMost)]))
}
