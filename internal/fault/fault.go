// Package fault is the vocabulary of failure: what went wrong, in the
// newsroom's words, with a message that is safe to show to whoever asked.
// It knows nothing of HTTP; package api turns a fault into a problem document.
package fault

import (
	"errors"
	"fmt"
	"strings"
	"time"
)

// Kind classifies a fault by what the caller can do about it. Each kind is one
// problem code of the API.
type Kind uint8

// The kinds. An error that holds no *Error is Internal.
const (
	Internal             Kind = iota // our bug; details are logged, never shown
	InvalidJSON                      // the body is not the JSON that was asked for
	InvalidBody                      // the body is not of the form that was asked for, which is not JSON
	InvalidParameter                 // a query parameter or header is unknown or malformed
	InvalidCursor                    // a cursor was edited, or belongs to another list
	UnknownMember                    // the body has a member that does not exist
	ReadOnly                         // the body sets a member that only the server writes
	Invalid                          // the content breaks a rule; Fields say which
	TokenMissing                     // the route needs a signed-in caller
	TokenExpired                     // the access token has run out; refresh it
	TokenInvalid                     // the token, session or password is not good
	SecondFactorRequired             // the password is right, and a second proof is missing
	StepUpRequired                   // the caller must prove anew who they are
	EnrolmentRequired                // the caller's role needs a second factor, and there is none
	TicketInvalid                    // what was shown at the door is no ticket of ours
	Forbidden                        // a known caller, not allowed
	NotFound                         // no such thing, or not for this caller to know of
	Gone                             // was public once, and is no more
	MethodNotAllowed                 // the route exists, with other methods
	NotAcceptable                    // none of the accepted media types can be served
	SlugTaken                        // another entry has, or had, this slug
	IDTaken                          // another entry has this id
	Conflict                         // clashes with another thing, such as a used name
	CheckedIn                        // the ticket has let somebody in already; First says when
	KeyReused                        // an idempotency key was used for another request
	KeyMissing                       // the request must come with an idempotency key
	KeyBusy                          // an idempotency key is being answered; Retry says when to ask again
	CampaignClosed                   // the campaign, or its channel, takes no donations now
	DuplicateReference               // another donation has this receipt or reference
	SnapshotDecreases                // a cumulative figure is lower than the one before it
	DetailsUnapproved                // nobody else has approved where the money goes
	AmountOutOfRange                 // money that is too much or too little here
	RefundExceeds                    // more would go back than is left of a payment
	Insufficient                     // more would be handed out than is there
	InUse                            // cannot go while others show it
	InvalidTransition                // the verb is not possible in this state
	Frozen                           // publication is held by order of the newsroom
	Stale                            // someone else changed the thing first
	PreconditionRequired             // the request must say which version it saw
	TooLarge                         // the body or a part of it is over its limit
	URITooLong                       // the address is over its limit
	UnsupportedMedia                 // the body is of a type the route does not take
	RangeNotSatisfiable              // the range of bytes that is asked for begins behind the end
	RateLimited                      // too many requests; Retry says when to come back
	Overloaded                       // the server cannot take this now; Retry says when
	kinds                            // how many there are
)

// Kinds lists every kind, for tables and tests.
func Kinds() []Kind {
	all := make([]Kind, 0, kinds)
	for k := range kinds {
		all = append(all, k)
	}
	return all
}

// Text is a message with its arguments kept apart, so that it can be said in
// another language. Format is the English fmt format and the key to others.
type Text struct {
	Format string
	Args   []any
}

// String is the message in English.
func (t Text) String() string {
	if len(t.Args) == 0 {
		return t.Format
	}
	return fmt.Sprintf(t.Format, t.Args...)
}

// Place is an entry that shows another.
type Place struct{ ID, Kind, Title string }

// Current tells the loser of a race what is there now.
type Current struct {
	Revision      int
	ETag          string
	UpdatedAt     time.Time
	UpdatedByID   string
	UpdatedByName string
}

// First is the scan of a ticket that let somebody in.
type First struct {
	At     time.Time
	Device string
}

// Error is a classified failure.
type Error struct {
	Kind    Kind
	Text    Text          // for the caller: no SQL, no paths, nothing of other people's drafts
	Fields  Fields        // which inputs are at fault, if that is known
	Current *Current      // with Stale: what is there now
	Allowed []string      // with InvalidTransition: the verbs possible now
	First   *First        // with CheckedIn: the scan that let them in
	Uses    []Place       // with InUse: where, as far as the caller may know
	Retry   time.Duration // with RateLimited and Overloaded: when to come back
	Err     error         // for the log
}

// fieldsSaid is how many fields stand in the text of an error, which every Wrap on
// its way writes anew.
const fieldsSaid = 10

func (e *Error) Error() string {
	var s strings.Builder
	s.WriteString(e.Text.String())
	for _, f := range e.Fields[:min(len(e.Fields), fieldsSaid)] {
		fmt.Fprintf(&s, "; %s%s: %s", f.Name, f.In.note(), f.Text)
	}
	if more := len(e.Fields) - fieldsSaid; more > 0 {
		fmt.Fprintf(&s, "; and %d more", more)
	}
	if e.Err != nil {
		s.WriteString(": " + e.Err.Error())
	}
	return s.String()
}

func (e *Error) Unwrap() error { return e.Err }

// New returns a fault of the given kind. The format is the message in English.
func New(k Kind, format string, args ...any) *Error {
	return &Error{Kind: k, Text: Text{format, args}}
}

// Because returns e with the error that caused it, for the log.
func (e *Error) Because(err error) *Error {
	e.Err = err
	return e
}

// Of returns the *Error in err's tree, or an Internal one that hides err.
func Of(err error) *Error {
	if e, ok := errors.AsType[*Error](err); ok {
		return e
	}
	return New(Internal, "Something went wrong on our side").Because(err)
}

// Is reports whether err is a fault of kind k.
func Is(err error, k Kind) bool {
	return err != nil && Of(err).Kind == k
}

// Wrap adds what was being attempted to *errp, if it is not nil:
//
//	defer fault.Wrap(&err, "content.Get(%s)", id)
func Wrap(errp *error, format string, args ...any) {
	if *errp != nil {
		*errp = fmt.Errorf("%s: %w", fmt.Sprintf(format, args...), *errp)
	}
}
