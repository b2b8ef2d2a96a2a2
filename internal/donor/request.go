package donor

import (
	"log/slog"
	"slices"
	"strings"
	"time"

	"newsdesk/internal/fault"
	"newsdesk/internal/text"
)

// Kind is what somebody asks to be done with what is known of them. The words are
// stored and never change.
type Kind string

// The kinds.
const (
	Access        Kind = "access"        // to see it
	Erasure       Kind = "erasure"       // to have it forgotten
	Rectification Kind = "rectification" // to have it put right
	Objection     Kind = "objection"     // not to have it used for something
	Withdrawal    Kind = "withdrawal"    // not to agree any more
)

// Kinds lists every kind.
func Kinds() []Kind { return []Kind{Access, Erasure, Rectification, Objection, Withdrawal} }

// Outcome is how a request ended. The words are stored and never change.
type Outcome string

// The outcomes.
const (
	Pending Outcome = ""        // it has not ended
	Done    Outcome = "done"    // what was asked for was done
	Refused Outcome = "refused" // it was not, and the note says why
)

// Request is what somebody asked, and what became of it. Printed or logged, it says
// nothing of the person.
type Request struct {
	ID        string
	Kind      Kind
	DonorID   string // "" while it is not known whom it is about
	Contact   string // an e-mail address or a telephone number; may be empty beside a donor
	Note      string // what they asked, in words
	Answer    string // what they were told
	Reason    string // why it takes longer
	Remark    string // what was said at the end
	Processor bool   // others process this for us, which gives more time
	Outcome   Outcome
	// Forgotten says that the donor was erased, and all words with them.
	Forgotten bool

	OpenedAt   time.Time
	AnswerBy   time.Time // they are told before this instant what will be done
	DoneBy     time.Time // and it is done before this one
	AnsweredAt *time.Time
	ExtendedAt *time.Time
	ClosedAt   *time.Time
}

// String implements [fmt.Stringer] and says nothing of the person.
func (r Request) String() string { return "request " + told(r.ID) }

// GoString implements [fmt.GoStringer] and says nothing of the person.
func (r Request) GoString() string { return r.String() }

// LogValue implements [slog.LogValuer] and says nothing of the person.
func (r Request) LogValue() slog.Value { return slog.StringValue(r.String()) }

// Late reports whether the answer, and the deed, should have come before now and
// have not.
func (r Request) Late(now time.Time) (answer, deed bool) {
	answer = r.AnsweredAt == nil && !now.Before(r.AnswerBy)
	deed = r.ClosedAt == nil && !now.Before(r.DoneBy)
	return answer, deed
}

// details are what a request says of a person.
type details struct {
	Contact string `json:"contact,omitempty"`
	Note    string `json:"note,omitempty"`
	Answer  string `json:"answer,omitempty"`
	Reason  string `json:"reason,omitempty"`
	Remark  string `json:"remark,omitempty"`
}

// requestRow is the row of a request.
type requestRow struct {
	ID           string
	Kind         Kind
	DonorID      *string
	ContactIndex *string
	Envelope     envelope `gorm:"embedded"` // details; empty once the donor was erased
	Processor    bool
	Outcome      Outcome
	OpenedAt     time.Time
	AnswerBy     time.Time
	DoneBy       time.Time
	AnsweredAt   *time.Time
	ExtendedAt   *time.Time
	ClosedAt     *time.Time
}

// TableName implements gorm's Tabler.
func (requestRow) TableName() string { return "donor_requests" }

// requestLabel ties an envelope to the row of a request.
func requestLabel(id string) string { return "donor request " + id }

func (v *Vault) request(row requestRow) (Request, error) {
	r := Request{
		ID: row.ID, Kind: row.Kind, Processor: row.Processor, Outcome: row.Outcome, Forgotten: row.Envelope.empty(),
		OpenedAt: row.OpenedAt, AnswerBy: row.AnswerBy, DoneBy: row.DoneBy,
		AnsweredAt: row.AnsweredAt, ExtendedAt: row.ExtendedAt, ClosedAt: row.ClosedAt,
	}
	if row.DonorID != nil {
		r.DonorID = *row.DonorID
	}
	if r.Forgotten {
		return r, nil
	}
	var d details
	if err := v.keys.open(row.Envelope, requestLabel(row.ID), &d); err != nil {
		return Request{}, err
	}
	r.Contact, r.Note, r.Answer, r.Reason, r.Remark = d.Contact, d.Note, d.Answer, d.Reason, d.Remark
	return r, nil
}

// wordsMost is how long each text of a request may be, in characters.
const wordsMost = 4000

// check finds what is wrong with a request that comes in.
func (r *Request) check() (f fault.Fields) {
	f.If(!slices.Contains(Kinds(), r.Kind), "/kind", "unknown_value", "Possible here: %s", joined(Kinds()))
	r.Contact = strings.TrimSpace(r.Contact)
	f.If(r.Contact == "" && r.DonorID == "", "/contact", "required", "Say who asks: a donor, an e-mail address or a telephone number")
	_, _, known := reach(r.Contact)
	f.If(r.Contact != "" && !known, "/contact", "wrong_format", "This is neither an e-mail address nor a telephone number")
	r.Note = words(&f, "/note", r.Note)
	return f
}

// words checks a text of some lines.
func words(f *fault.Fields, pointer, s string) string {
	return strings.TrimSpace(text.Lines(f, pointer, s, wordsMost))
}

// joined lists words that are possible.
func joined[S ~string](all []S) string {
	said := make([]string, len(all))
	for i, s := range all {
		said[i] = string(s)
	}
	return strings.Join(said, ", ")
}
