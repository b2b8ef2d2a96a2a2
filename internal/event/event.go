// Package event is what takes place: when, as exactly as somebody knows, where,
// by whom, how it comes again, and how one registers.
package event

import (
	"fmt"
	"time"

	"newsdesk/internal/almanac"
	"newsdesk/internal/block"
	"newsdesk/internal/content"
	"newsdesk/internal/db"
	"newsdesk/internal/fault"
)

// Kind is the stored name of events.
const Kind content.Kind = "event"

// Event is the body of an event. What nobody knows is empty.
type Event struct {
	content.Lead `gorm:"embedded"`
	Summary      string              `json:"summary"`
	Body         db.JSON[block.Body] `json:"body"`

	Zone  string                  `json:"timezone"` // IANA: of the start, of days, and of the series
	Start db.JSON[almanac.Moment] `json:"start"`
	End   db.JSON[End]            `json:"end"` // unknown: nobody knows

	Recurrence db.JSON[Recurrence]          `json:"recurrence"`
	Overrides  db.JSON[map[string]Override] `json:"overrides"` // by the key of the start that each replaces
	FollowsID  string                       `json:"follows_id"`

	Status   Status              `json:"event_status"`
	Reason   string              `json:"status_reason"`   // of the status, for readers
	Previous db.JSON[[]Previous] `json:"previous_starts"` // the starts that readers were told before
	Sequence int                 `json:"sequence"`        // counts what readers were told anew (RFC 5545 § 3.8.7.4)

	Attendance    Attendance      `json:"attendance_mode"`
	OnlineURL     string          `json:"online_url" gorm:"column:online_url"`
	OnlinePrivate bool            `json:"online_private"` // the address is for those who registered
	Venue         db.JSON[*Venue] `json:"venue"`

	Organisers db.JSON[[]Organiser]    `json:"organisers"`
	Speakers   db.JSON[[]Speaker]      `json:"speakers"`
	Agenda     db.JSON[[]Item]         `json:"agenda"`
	Contact    db.JSON[Contact]        `json:"contact"`
	Documents  db.JSON[[]Document]     `json:"documents"`
	HeroID     string                  `json:"hero"`
	TagIDs     content.Strings         `json:"tag_ids" gorm:"column:tag_ids"`
	ParentID   string                  `json:"parent_id"`
	Campaigns  db.JSON[[]CampaignLink] `json:"campaign_ids"`

	Registration db.JSON[Registration] `json:"registration"`

	// UID names the event in calendars, if it came from one; empty: as its id does.
	UID string `json:"uid" gorm:"column:uid"`

	// What follows from the above, for questions about time. Derive sets it.
	StartsAt *time.Time `json:"-"`
	EndsAt   *time.Time `json:"-"` // nil of a series without an end
	Wide     bool       `json:"-"`
}

// End is when an event is over; of days, it is the last of them.
type End struct {
	almanac.Moment
	Zone string `json:"zone,omitzero"` // IANA; empty: that of the event
}

// Status is what became of an event. It is stored and on the wire.
type Status string

// The statuses.
const (
	Scheduled   Status = "scheduled"
	Postponed   Status = "postponed"   // to a time that nobody knows yet
	Rescheduled Status = "rescheduled" // to another time
	Cancelled   Status = "cancelled"
	MovedOnline Status = "moved_online"
)

// Statuses lists them.
func Statuses() []Status { return []Status{Scheduled, Postponed, Rescheduled, Cancelled, MovedOnline} }

// Previous is a start that readers were told before.
type Previous struct {
	Start almanac.Moment `json:"start"`
	Zone  string         `json:"zone"`
}

// Attendance is how one takes part. It is stored and on the wire.
type Attendance string

// The ways to take part.
const (
	Offline Attendance = "offline"
	Online  Attendance = "online"
	Mixed   Attendance = "mixed"
)

// Attendances lists them.
func Attendances() []Attendance { return []Attendance{Offline, Online, Mixed} }

// Venue is where an event takes place.
type Venue struct {
	Name          string `json:"name"`
	Street        string `json:"street"`
	Ward          string `json:"ward"`     // phường, xã
	Province      string `json:"province"` // tỉnh, thành phố
	PostalCode    string `json:"postal_code"`
	Country       string `json:"country"` // ISO 3166-1 alpha-2
	Geo           *Geo   `json:"geo"`
	Accessibility string `json:"accessibility"`
}

// Geo is a place on the Earth (WGS 84), in degrees.
type Geo struct {
	Lat      float64  `json:"lat"`
	Lon      float64  `json:"lon"`
	Accuracy *float64 `json:"accuracy"` // metres; nil: not known
}

// Organiser is who holds an event: an organisation that has a record, or a name.
type Organiser struct {
	OrganisationID string `json:"organisation_id"`
	Name           string `json:"name"`
}

// Speaker is who speaks. Name is empty where only the role is known.
type Speaker struct {
	AuthorID string `json:"author_id"`
	Name     string `json:"name"`
	Role     string `json:"role"`
}

// Item is a part of the programme.
type Item struct {
	ID       string         `json:"id"` // unique in the event
	Title    string         `json:"title"`
	Text     string         `json:"text"`
	Start    almanac.Moment `json:"start"` // unknown: only the order is
	End      almanac.Moment `json:"end"`
	Track    string         `json:"track"`
	Speakers []Speaker      `json:"speakers"`
	EventID  string         `json:"event_id"` // of the sub-event that it is
}

// Contact is whom to ask.
type Contact struct {
	Name  string `json:"name"`
	Email string `json:"email"`
	Phone string `json:"phone"`
}

// Document is something to read beside.
type Document struct {
	Title string `json:"title"`
	URL   string `json:"url"`
}

// CampaignLink says what a campaign has to do with an event.
type CampaignLink struct {
	CampaignID string       `json:"campaign_id"`
	Role       CampaignRole `json:"role"`
}

// CampaignRole is what an event is to a campaign. It is stored and on the wire.
type CampaignRole string

// The roles.
const (
	DonationDrive CampaignRole = "donation_drive"
	Fundraiser    CampaignRole = "fundraiser"
	ReportBack    CampaignRole = "report_back"
)

// CampaignRoles lists them.
func CampaignRoles() []CampaignRole { return []CampaignRole{DonationDrive, Fundraiser, ReportBack} }

// Check implements content.Body.
func (e *Event) Check() (f fault.Fields) {
	f.If(e.Title == "", "/title", "required", "An event needs a title")
	f.If(!e.Start.V.Known(), "/start", "required", "Say when it begins, as exactly as you know")
	f = append(f, e.Body.V.Check().At("/body")...)
	return append(f, e.Sound()...)
}

// Text implements content.Body.
func (e *Event) Text() string {
	all := e.Title + "\n" + e.Summary + "\n" + e.Body.V.Text()
	if v := e.Venue.V; v != nil {
		all += "\n" + v.Name + "\n" + v.Ward + "\n" + v.Province
	}
	for _, o := range e.Organisers.V {
		all += "\n" + o.Name
	}
	for _, i := range e.Agenda.V {
		all += "\n" + i.Title + "\n" + i.Text
	}
	return all
}

// Refs implements content.Body.
func (e *Event) Refs() (refs []content.Ref) {
	one := func(k content.Kind, rel, id, pointer string) {
		if id != "" {
			refs = append(refs, content.Ref{ID: id, Kind: k, Rel: rel, Pointer: pointer})
		}
	}
	speakers := func(all []Speaker, at string) {
		for i, s := range all {
			one("author", "speaker", s.AuthorID, fmt.Sprintf("%s/%d/author_id", at, i))
		}
	}
	one("section", "section", e.SectionID, "/section_id")
	one("image", "hero", e.HeroID, "/hero_image_id")
	for i, id := range e.TagIDs.V {
		one("tag", "tag", id, fmt.Sprintf("/tag_ids/%d", i))
	}
	for i, o := range e.Organisers.V {
		one("organisation", "organiser", o.OrganisationID, fmt.Sprintf("/organisers/%d/organisation_id", i))
	}
	speakers(e.Speakers.V, "/speakers")
	for i, item := range e.Agenda.V {
		speakers(item.Speakers, fmt.Sprintf("/agenda/%d/speakers", i))
		one(Kind, "agenda", item.EventID, fmt.Sprintf("/agenda/%d/event_id", i))
	}
	one(Kind, "parent", e.ParentID, "/parent_id")
	one(Kind, "follows", e.FollowsID, "/follows_id")
	for i, c := range e.Campaigns.V {
		one("campaign", "campaign", c.CampaignID, fmt.Sprintf("/campaigns/%d/campaign_id", i))
	}
	for _, r := range e.Body.V.Refs() {
		refs = append(refs, content.Ref{ID: r.ID, Kind: content.Kind(r.Kind), Rel: r.Kind, Pointer: "/body" + r.Pointer, Described: r.Described})
	}
	return refs
}

// Swap implements [content.Swapper].
func (e *Event) Swap(old, other string) (members []string) {
	if e.HeroID == old {
		e.HeroID, members = other, append(members, "hero")
	}
	if body, found := e.Body.V.Swap(old, other); found {
		e.Body.V, members = body, append(members, "body")
	}
	return members
}
