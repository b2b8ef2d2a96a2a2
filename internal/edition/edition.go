// Package edition is what the public can read. It holds ready documents, the
// bytes exactly as they are served, and nothing that is not published: a
// forgotten filter here cannot leak a draft, because no draft is here.
//
// The Press prints documents in the transaction that publishes; the Shelf is
// where readers find them. Whether a document is visible is decided by the
// clock in each query, so that no schedule and no embargo can be missed.
package edition

import (
	"context"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"newsdesk/internal/content"
	"newsdesk/internal/db"
)

// Document is one entry as the public reads it.
type Document struct {
	EntryID      string `gorm:"primaryKey"`
	Kind         content.Kind
	Locale       string
	Slug         string
	Version      int   // the revision it was printed from
	Seq          int64 // its place in the one sequence of public changes
	VisibleFrom  time.Time
	VisibleUntil *time.Time
	PublishedAt  time.Time // as readers are shown it
	UpdatedAt    time.Time `gorm:"autoUpdateTime:false"`
	PrintedAt    time.Time // when these bytes came to be
	Label        string    // what lists in alphabetical order go by
	ETag         string    `gorm:"column:etag"` // the strong part, without quotes
	Card         []byte    // the JSON of lists
	Doc          []byte    // the whole JSON
}

// TableName implements gorm's Tabler.
func (Document) TableName() string { return "editions" }

// Stub is how a live entry is shown inside others. Entries that the public
// reads only inside others, such as images, have a stub and no document.
type Stub struct {
	EntryID      string `gorm:"primaryKey"`
	Kind         content.Kind
	VisibleFrom  time.Time
	VisibleUntil *time.Time
	Body         []byte // JSON
}

// Tombstone says that an entry was public and is no more.
type Tombstone struct {
	EntryID string `gorm:"primaryKey"`
	Kind    content.Kind
	Locale  string
	Reason  Reason
	At      time.Time
	Seq     int64
}

// Reason says why something is no longer public.
type Reason string

// The reasons.
const (
	Withdrawn Reason = "unpublished"
	Expired   Reason = "expired"
	Deleted   Reason = "deleted"
)

// Term says that a document is filed under another entry: its section and the
// sections above, its tags, its authors.
type Term struct {
	TermID      string `gorm:"primaryKey"`
	EntryID     string `gorm:"primaryKey"`
	Kind        content.Kind
	PublishedAt time.Time
	UpdatedAt   time.Time `gorm:"autoUpdateTime:false"`
}

// TableName implements gorm's Tabler.
func (Term) TableName() string { return "edition_terms" }

// Occasion is when and where the subject of a document takes place.
type Occasion struct {
	EntryID   string `gorm:"primaryKey"`
	StartsAt  time.Time
	EndsAt    *time.Time // nil: it goes on for ever
	Wide      bool       // it cannot be found by its start alone: it recurs, or lasts long
	Status    string
	Latitude  *float64 // degrees, WGS 84; nil: nobody knows where
	Longitude *float64
	Timing    string // JSON that the kind knows
}

// TableName implements gorm's Tabler.
func (Occasion) TableName() string { return "edition_occasions" }

// View is what a renderer sees: the live version and what it shows.
type View struct {
	Entry        content.Entry
	Body         content.Body
	Translations []Translation
	// Facts are what the witness of the kind says of the entry; nil: there is none.
	Facts any
	shown map[string][]byte
}

// Witness says of an entry what is not in its body, such as how much a campaign
// has raised, as it is in the transaction that prints it.
type Witness func(ctx context.Context, q db.Q, e content.Entry) (any, error)

// Translation is another language of the same thing, as far as it is public.
type Translation struct {
	EntryID string
	Locale  string
	Slug    string
}

// Shown returns the stub of another entry, or nil if the public may not see it.
func (v View) Shown(id string) jsontext.Value { return v.shown[id] }

// Rendering is one entry in its public forms.
type Rendering struct {
	Stub []byte
	Card []byte // nil for kinds that have no document of their own
	Doc  []byte
	// Label is what lists in alphabetical order go by.
	Label string
	// File is the ids of the entries that the document is filed under.
	File []string
	// Occasion is when it takes place; nil: it does not.
	Occasion *Occasion
}

// Renderer turns a view into its public forms. It must be a pure function: the
// same view gives the same bytes.
type Renderer func(View) (Rendering, error)
