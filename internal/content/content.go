// Package content is what content is, and how a working copy is read. It knows
// that bodies exist, and nothing of what is in them. Package desk changes them.
package content

import (
	"slices"
	"time"

	"newsdesk/internal/db"
	"newsdesk/internal/fault"
)

// Kind names a kind of content. It is stored and on the wire, so it never changes.
type Kind string

// State is where the working copy of an entry stands in the workflow.
type State string

// The states. Whether something is public is another fact: see Entry.LiveVersion.
const (
	Draft       State = "draft"
	InReview    State = "in_review"
	Approved    State = "approved"
	Scheduled   State = "scheduled"
	Published   State = "published"
	Unpublished State = "unpublished"
	Archived    State = "archived"
	Killed      State = "killed"
)

// States lists the states in the order of a working life.
func States() []State {
	return []State{Draft, InReview, Approved, Scheduled, Published, Unpublished, Archived, Killed}
}

// Stage tells the working copy of a body from the one the public sees.
type Stage string

// The stages.
const (
	Working Stage = "working"
	Live    Stage = "published"
)

// Entry is the spine of one piece of content in one language: its identity and
// its life, whatever its kind. All times are instants in UTC.
type Entry struct {
	ID        string `gorm:"primaryKey"`
	Kind      Kind
	Locale    string // BCP 47
	GroupID   string // shared by the translations of one thing; the id of the first of them
	State     State
	Version   int    // counts saves; the revision that the next save must have seen
	Digest    string // SHA-256 of the working body, in hex
	Title     string // of the working copy, for lists of mixed kinds; so is Slug
	Slug      string
	OwnerID   string
	OwnerName string // as the owner was called when the entry was made
	SectionID string // of the working copy; empty for none

	CreatedAt time.Time `gorm:"autoCreateTime:false"`
	UpdatedAt time.Time `gorm:"autoUpdateTime:false"`
	UpdatedBy string    // the actor of the last save
	UpdatedAs string    // that actor's name then

	LiveVersion      int        // the version the public sees; 0 for none
	FirstPublishedAt *time.Time // set once
	LiveAt           *time.Time // when LiveVersion was published
	ContentUpdatedAt *time.Time // when the public text last changed
	DisplayAt        *time.Time // the date readers are shown instead, such as that of a printed story
	PublishAt        *time.Time // while scheduled
	UnpublishAt      *time.Time
	EmbargoUntil     *time.Time
	HeldAt           *time.Time // since publication was held before its time had come
	DeletedAt        *time.Time // in the trash since
	DeletedBy        string
}

// Changed reports whether the working copy differs from what is public.
func (e Entry) Changed() bool { return e.LiveVersion != 0 && e.LiveVersion != e.Version }

// VisibleFrom is the instant before which the public may not see the live version.
func (e Entry) VisibleFrom() time.Time {
	from := *e.LiveAt
	if e.EmbargoUntil != nil && e.EmbargoUntil.After(from) {
		from = *e.EmbargoUntil
	}
	return from
}

// ShownAt is the date readers are shown: DisplayAt if set, else that of the
// first publication.
func (e Entry) ShownAt() time.Time {
	if e.DisplayAt != nil {
		return *e.DisplayAt
	}
	return *e.FirstPublishedAt
}

// Lead is what every body begins with. Bodies embed it.
type Lead struct {
	EntryID   string `gorm:"primaryKey" json:"-"`
	Stage     Stage  `gorm:"primaryKey" json:"-"`
	Title     string `json:"title"`
	Slug      string `json:"slug"`
	SectionID string `json:"section_id"`
}

// Head returns the lead itself, so that embedding Lead implements part of Body.
func (l *Lead) Head() *Lead { return l }

// Ref says that a body shows another entry.
type Ref struct {
	ID      string
	Kind    Kind
	Rel     string // what the other is here: section, author, hero, …
	Pointer string // where in the body, as an RFC 6901 JSON Pointer
	// Described: the use has a description of its own, or says that it needs none.
	Described bool
}

// Body is what one kind of content has that the others do not.
type Body interface {
	Head() *Lead
	Check() fault.Fields // the rules a body must satisfy to go live
	Text() string        // what a search should see
	Refs() []Ref         // what the body shows, in the order it stands there
}

// Use is how one entry shows another.
type Use struct {
	Locale    string    // of the one that shows it
	Described bool      // see Ref
	Credited  bool      // the newsroom wants to know whose it is
	At        time.Time // when the public will see it
	Later     bool      // or at a later time, which nobody has set yet
}

// Showable is a body that has a say in how others show it.
type Showable interface { //nolint:iface // package desk asks for it, and kinds implement it
	// Unfit tells why it cannot be shown in a way, or nothing.
	Unfit(u Use) fault.Fields
}

// Swapper is a body in which an entry that it shows can be put in the place of
// another.
type Swapper interface { //nolint:iface // version 1 of the API asks for it, and kinds implement it
	// Swap puts other where old is shown, and returns the members that it changed.
	Swap(old, other string) (members []string)
}

// Windowed is a body that may be shown to the public for a time only, whatever
// the life of its entry. A nil bound is none.
type Windowed interface { //nolint:iface // package edition asks for it, and kinds implement it
	Window() (from, until *time.Time)
}

// Derived is a body some columns of which follow from the others.
type Derived interface { //nolint:iface // package desk asks for it, and kinds implement it
	// Derive sets them. It is called before each save.
	Derive()
}

// Heir is a body that remembers what the public was told before.
type Heir interface { //nolint:iface // package desk asks for it, and kinds implement it
	// Follow is called when the body is about to take the place of was, or is to be
	// public again, with nil.
	Follow(was Body)
}

// Trait is how a kind differs in its life.
type Trait struct {
	New func() Body
	// Direct kinds have no review: each save goes live at once. They are the
	// records that articles show, such as sections and authors.
	Direct bool
	// NoSlug kinds have no address of their own.
	NoSlug bool
	// TitleOf are the members that the title is made of. Without any, the title
	// is one that somebody wrote.
	TitleOf []string
}

// Registry maps kinds to what they are. The composition root fills it once.
type Registry map[Kind]Trait

// Ptr says that *T is a Body.
type Ptr[T any] interface {
	*T
	Body
}

// Register adds kind k, whose bodies are *T.
func Register[T any, B Ptr[T]](r Registry, k Kind, t Trait) {
	if _, dup := r[k]; dup {
		panic("content: kind " + string(k) + " registered twice")
	}
	t.New = func() Body { return B(new(T)) }
	r[k] = t
}

// Kinds lists the registered kinds in alphabetical order.
func (r Registry) Kinds() []Kind {
	kinds := make([]Kind, 0, len(r))
	for k := range r {
		kinds = append(kinds, k)
	}
	slices.Sort(kinds)
	return kinds
}

// Revision is a body as it was when a version was saved. It is never changed.
type Revision struct {
	EntryID   string `gorm:"primaryKey"`
	Version   int    `gorm:"primaryKey"`
	Verb      string
	Note      string // the reason given, for the newsroom
	ActorID   string
	ActorName string
	At        time.Time
	Live      bool // the act brought it out
	// RestoredFrom is the revision whose content came back; 0 for none.
	RestoredFrom int
	Body         string
}

// Slug is an address that leads to an entry. One that was public leads there
// for ever.
type Slug struct {
	Kind     Kind   `gorm:"primaryKey"`
	Locale   string `gorm:"primaryKey"`
	Slug     string `gorm:"primaryKey"`
	EntryID  string
	PublicAt *time.Time
}

// RefRow mirrors one Ref of a stored body.
type RefRow struct {
	FromID string `gorm:"primaryKey"`
	Stage  Stage  `gorm:"primaryKey"`
	Rel    string `gorm:"primaryKey"`
	ToID   string `gorm:"primaryKey"`
	ToKind Kind
}

// TableName implements gorm's Tabler.
func (RefRow) TableName() string { return "refs" }

// Strings is a list of ids or names in one column.
type Strings = db.JSON[[]string]
