package v1

import (
	"cmp"
	"time"

	"github.com/go-json-experiment/json"

	"newsdesk/internal/almanac"
	"newsdesk/internal/block"
	"newsdesk/internal/edition"
	"newsdesk/internal/event"
	"newsdesk/internal/text"
)

// EventSummary is an event in a list. Where it stands for one occurrence of a
// series, its times, its title, its status and its venue are those of the
// occurrence.
type EventSummary struct {
	EventStub
	OccurrenceID   *string          `json:"occurrence_id" extensions:"x-nullable" example:"01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e18/20200324T140000"` // of the occurrence; null: the event takes place once
	Lifecycle      string           `json:"lifecycle,omitzero" enums:"upcoming,ongoing,ended" example:"upcoming"`                                 // by the clock; absent where the event is included in another answer
	Locale         string           `json:"locale" example:"vi"`                                                                                  // BCP 47
	Summary        string           `json:"summary" example:""`                                                                                   // in a few sentences
	Section        *NameStub        `json:"section" extensions:"x-nullable"`                                                                      // where it belongs
	Tags           []NameStub       `json:"tags"`                                                                                                 // what it is about
	Hero           *block.Picture   `json:"hero" extensions:"x-nullable"`                                                                         // the image that leads it
	Timezone       string           `json:"timezone" example:"Asia/Ho_Chi_Minh"`                                                                  // IANA, of dates and of the series
	AllDay         bool             `json:"all_day" example:"false"`                                                                              // it has dates and no hours, and not because nobody knows them
	StatusReason   string           `json:"status_reason" example:""`                                                                             // why it is no longer as planned
	PreviousStarts []EventTime      `json:"previous_starts"`                                                                                      // that were announced before, oldest first
	AttendanceMode string           `json:"attendance_mode" enums:"offline,online,mixed" example:"offline"`                                       // how one takes part
	Venue          *EventVenue      `json:"venue" extensions:"x-nullable"`                                                                        // where it takes place; null: nobody said
	Organisers     []EventOrganiser `json:"organisers"`                                                                                           // who holds it
	Recurrence     *EventRecurrence `json:"recurrence" extensions:"x-nullable"`                                                                   // how it comes again; null: it takes place once
	DistanceM      *float64         `json:"distance_m,omitzero" example:"93975.2"`                                                                // metres from where was asked for; only then
	PublishedAt    time.Time        `json:"published_at" example:"2020-03-24T11:26:00Z"`                                                          // the date that readers are shown
	UpdatedAt      time.Time        `json:"updated_at" example:"2020-03-24T11:26:00Z"`                                                            // when the public text last changed
}

// EventStub is how an event is shown inside another thing.
type EventStub struct {
	TitleStub
	Start       *EventTime `json:"start" extensions:"x-nullable"`                                                                   // as exactly as it is known
	End         *EventTime `json:"end" extensions:"x-nullable"`                                                                     // null: nobody knows; a date is the last day
	EventStatus string     `json:"event_status" enums:"scheduled,postponed,rescheduled,cancelled,moved_online" example:"scheduled"` // what became of it
}

// Event is an event as the public reads it.
type Event struct {
	EventSummary
	Recasts
	EventDetails
	Body     []block.Block    `json:"body"`                                             // what it is about
	Next     *EventOccurrence `json:"next_occurrence,omitzero" extensions:"x-nullable"` // of a series, the one that is going on or comes next; null: there is none any more
	Coverage []ArticleSummary `json:"coverage,omitzero"`                                // the articles that cover it, newest first; only if included
}

// EventDetails are what an event has besides its summary and its text.
type EventDetails struct {
	OnlineURL    *string            `json:"online_url" extensions:"x-nullable"`                             // where to take part online; null: nowhere, or only those who registered are told
	Speakers     []EventSpeaker     `json:"speakers"`                                                       // who speaks
	Agenda       []EventItem        `json:"agenda"`                                                         // its programme, in order
	Contact      *EventContact      `json:"contact" extensions:"x-nullable"`                                // whom to ask
	Documents    []EventLink        `json:"documents"`                                                      // to read beside
	Parent       *EventStub         `json:"parent" extensions:"x-nullable"`                                 // the event that it is part of
	Follows      *EventStub         `json:"follows" extensions:"x-nullable"`                                // the series that it goes on with, changed
	Campaigns    []EventCampaign    `json:"campaigns"`                                                      // that it has to do with
	Registration *EventRegistration `json:"registration" extensions:"x-nullable"`                           // how one comes to take part; null: one just comes
	UID          string             `json:"uid" example:"01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e18@bao.example"` // its name in calendars, for ever
	Sequence     int                `json:"sequence" example:"0"`                                           // how often readers were told anew (RFC 5545)
	Translations []Translation      `json:"translations"`                                                   // other languages, as far as they are public
	Overrides    []EventOverride    `json:"overrides"`                                                      // occurrences that differ from the series
}

// toldEvent is a printed event as far as other forms are made of it: without its text.
type toldEvent struct {
	EventSummary
	EventDetails
}

// toldIn reads a printed event.
func toldIn(doc []byte) (e toldEvent, err error) {
	err = json.Unmarshal(doc, &e)
	return e, err
}

// EventOccurrence is one time at which an event takes place.
type EventOccurrence struct {
	OccurrenceID  string      `json:"occurrence_id" example:"01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e18/20200407T140000"`                      // of the event and the start by the series
	Key           string      `json:"key" example:"20200407T140000"`                                                                     // the second half of it; empty: the event takes place once
	OriginalStart string      `json:"original_start" example:"2020-04-07T14:00:00"`                                                      // the start by the series, in its zone
	Start         *EventTime  `json:"start" extensions:"x-nullable"`                                                                     // as it is now
	End           *EventTime  `json:"end" extensions:"x-nullable"`                                                                       // null: nobody knows
	Title         string      `json:"title" example:"Sinh hoạt chi đoàn"`                                                                // of this one
	EventStatus   string      `json:"event_status" enums:"scheduled,postponed,rescheduled,cancelled,moved_online" example:"rescheduled"` // of this one
	StatusReason  string      `json:"status_reason" example:""`                                                                          // why it is not as planned
	Venue         *EventVenue `json:"venue" extensions:"x-nullable"`                                                                     // of this one
	Lifecycle     string      `json:"lifecycle" enums:"upcoming,ongoing,ended" example:"upcoming"`                                       // by the clock
}

// EventVenue is where an event takes place. What nobody said is empty.
type EventVenue struct {
	Name          string    `json:"name" example:""`             // of the place
	Street        string    `json:"street" example:""`           // and number
	Ward          string    `json:"ward" example:""`             // commune, ward: the lower of two levels
	Province      string    `json:"province" example:""`         // or city: the upper of two levels
	PostalCode    string    `json:"postal_code" example:""`      // if there is one
	Country       string    `json:"country" example:"VN"`        // ISO 3166-1, two letters
	Geo           *EventGeo `json:"geo" extensions:"x-nullable"` // null: nobody said
	Accessibility string    `json:"accessibility" example:""`    // for those who cannot climb stairs, and others
}

// EventGeo is a place on the Earth (WGS 84).
type EventGeo struct {
	Lat       float64  `json:"lat" minimum:"-90" maximum:"90" example:"21.028511"`                   // degrees, north is positive
	Lon       float64  `json:"lon" minimum:"-180" maximum:"180" example:"105.804817"`                // degrees, east is positive
	AccuracyM *float64 `json:"accuracy_m,omitzero" extensions:"x-nullable" minimum:"0" example:"50"` // metres; absent: not known
}

// EventOrganiser is who holds an event.
type EventOrganiser struct {
	Name         string    `json:"name" example:"Đoàn Khối Các cơ quan tỉnh"` // as it is printed
	Organisation *NameStub `json:"organisation" extensions:"x-nullable"`      // its record; null: it has none
}

// EventSpeaker is who speaks.
type EventSpeaker struct {
	Name   *string   `json:"name" extensions:"x-nullable"`         // null: only the role is known
	Role   string    `json:"role" example:"Lãnh đạo Đảng ủy Khối"` // as what
	Author *NameStub `json:"author" extensions:"x-nullable"`       // their record; null: they have none
}

// EventItem is a part of the programme.
type EventItem struct {
	ID       string         `json:"id" example:"seminar"`          // unique in the event
	Title    string         `json:"title" example:"Tọa đàm"`       // what it is called
	Text     string         `json:"text" example:""`               // what it is about
	Start    *EventTime     `json:"start" extensions:"x-nullable"` // null: only the order is known
	End      *EventTime     `json:"end" extensions:"x-nullable"`   // null: not known
	Track    string         `json:"track" example:""`              // of several that go on at the same time
	Speakers []EventSpeaker `json:"speakers"`                      // who speaks
	Event    *EventStub     `json:"event" extensions:"x-nullable"` // the event of its own that it is
}

// EventContact is whom to ask.
type EventContact struct {
	Name  string `json:"name" example:""`  // of a person or an office
	Email string `json:"email" example:""` // address
	Phone string `json:"phone" example:""` // number
}

// EventLink is something to read beside.
type EventLink struct {
	Title string `json:"title" example:"Chương trình"`                       // what it is
	URL   string `json:"url" example:"https://bao.example/chuong-trinh.pdf"` // where it stands
}

// EventCampaign is a campaign that an event has to do with.
type EventCampaign struct {
	Campaign TitleStub `json:"campaign"`                                                                    // which
	Role     string    `json:"role" enums:"donation_drive,fundraiser,report_back" example:"donation_drive"` // how
}

// EventOverride is an occurrence that differs from the series. What is null or
// empty is as in the series.
type EventOverride struct {
	OriginalStart string      `json:"original_start" example:"2020-04-07T14:00:00"`                                                     // the start by the series, in its zone
	Start         *EventTime  `json:"start" extensions:"x-nullable"`                                                                    // another start
	End           *EventTime  `json:"end" extensions:"x-nullable"`                                                                      // another end
	Title         string      `json:"title" example:""`                                                                                 // another title
	EventStatus   string      `json:"event_status" enums:",scheduled,postponed,rescheduled,cancelled,moved_online" example:"cancelled"` // what became of this one
	StatusReason  string      `json:"status_reason" example:""`                                                                         // why
	Venue         *EventVenue `json:"venue" extensions:"x-nullable"`                                                                    // another place
}

// EventRegistration is how one comes to take part.
type EventRegistration struct {
	Mode          string            `json:"mode" enums:"none,rsvp,approval,external" example:"rsvp"`          // who decides: none, whoever comes first, the newsroom, somebody elsewhere
	URL           string            `json:"url" example:""`                                                   // where, if elsewhere
	OpensAt       *time.Time        `json:"opens_at" extensions:"x-nullable" example:"2020-03-01T00:00:00Z"`  // from when; null: now
	ClosesAt      *time.Time        `json:"closes_at" extensions:"x-nullable" example:"2020-03-24T00:00:00Z"` // until before when; null: until it is over
	Capacity      *int              `json:"capacity" extensions:"x-nullable" minimum:"1" example:"50"`        // places; null: no bound
	PerOccurrence bool              `json:"per_occurrence" example:"false"`                                   // one registers for one occurrence of the series
	PartyMost     int               `json:"party_most" minimum:"1" maximum:"100" example:"1"`                 // people in one registration
	TicketTypes   []EventTicketType `json:"ticket_types"`                                                     // sorts of places; empty: there is one
	Questions     []EventQuestion   `json:"questions"`                                                        // besides name and address
	Waitlist      string            `json:"waitlist" enums:"none,auto,offer" example:"auto"`                  // what happens with places that become free
	HoldMinutes   int               `json:"hold_minutes" minimum:"0" maximum:"20160" example:"0"`             // how long an offered place waits
}

// EventTicketType is one of several sorts of places.
type EventTicketType struct {
	ID       string `json:"id" example:"student"`                                      // unique in the event
	Name     string `json:"name" example:"Đoàn viên"`                                  // what it is called
	Capacity *int   `json:"capacity" extensions:"x-nullable" minimum:"1" example:"20"` // places of this sort; null: no bound of its own
}

// EventQuestion is what one is asked who registers.
type EventQuestion struct {
	ID       string   `json:"id" example:"unit"`                              // unique in the event
	Text     string   `json:"text" example:"Đơn vị công tác?"`                // the question
	Kind     string   `json:"kind" enums:"text,choice,yes_no" example:"text"` // the form of the answer
	Choices  []string `json:"choices"`                                        // of a choice
	Required bool     `json:"required" example:"false"`                       // whether there must be an answer
}

// renderEvent prints an event.
func (s Site) renderEvent(v edition.View) (r edition.Rendering, err error) {
	b := v.Body.(*event.Event)
	card, err := s.eventSummary(v, b)
	if err != nil {
		return r, err
	}
	doc, err := s.eventDocument(v, b, card)
	if err != nil {
		return r, err
	}
	if r, err = rendering(card.EventStub, card, doc); err != nil {
		return r, err
	}
	r.Label, r.File = text.Fold(b.Title), eventFiledUnder(b)
	r.Occasion, err = occasion(b)
	return r, err
}

// eventFiledUnder is what lists of events can be narrowed by.
func eventFiledUnder(b *event.Event) []string {
	var ids []string
	for _, ref := range b.Refs() {
		switch ref.Rel {
		case "section", "tag", "organiser", "campaign":
			ids = append(ids, ref.ID)
		}
	}
	return ids
}

// occasion is by what an event is found.
func occasion(b *event.Event) (*edition.Occasion, error) {
	timing := b.Timing()
	from, until, wide := timing.Span(almanac.Zones{})
	stored, err := json.Marshal(timing, json.Deterministic(true))
	o := &edition.Occasion{StartsAt: from.UTC(), Wide: wide, Status: string(b.Status), Timing: string(stored)}
	if !until.IsZero() {
		o.EndsAt = new(until.UTC())
	}
	if v := b.Venue.V; v != nil && v.Geo != nil {
		o.Latitude, o.Longitude = &v.Geo.Lat, &v.Geo.Lon
	}
	return o, err
}

func (s Site) eventSummary(v edition.View, b *event.Event) (c EventSummary, err error) {
	e, zones := v.Entry, almanac.Zones{}
	c = EventSummary{
		EventStub: EventStub{
			TitleStub: TitleStub{ID: e.ID, Type: string(e.Kind), Slug: b.Slug, Title: b.Title},
			Start:     eventTime(b.Start.V, b.Zone, zones, false), End: eventTime(b.End.V.Moment, cmp.Or(b.End.V.Zone, b.Zone), zones, false),
			EventStatus: string(b.Status),
		},
		Locale: e.Locale, Summary: b.Summary, Timezone: b.Zone, AllDay: b.Start.V.Precision == almanac.Whole, StatusReason: b.Reason,
		PreviousStarts: []EventTime{}, AttendanceMode: string(b.Attendance), Venue: eventVenue(b.Venue.V), Organisers: []EventOrganiser{},
		Recurrence: eventRecurrence(b.Recurrence.V), PublishedAt: utc(e.ShownAt()), UpdatedAt: utc(*e.ContentUpdatedAt),
	}
	for _, p := range b.Previous.V {
		c.PreviousStarts = append(c.PreviousStarts, *eventTime(p.Start, p.Zone, zones, false))
	}
	if c.Section, err = shown[NameStub](v, b.SectionID); err != nil {
		return c, err
	}
	if c.Tags, err = eachShown[NameStub](v, b.TagIDs.V); err != nil {
		return c, err
	}
	for _, o := range b.Organisers.V {
		one, err := eventOrganiser(v, o)
		if err != nil {
			return c, err
		}
		c.Organisers = append(c.Organisers, one)
	}
	c.URL = s.page(c.Section, b.Slug)
	c.Hero, err = pictured(v, b.HeroID)
	return c, err
}

func eventOrganiser(v edition.View, o event.Organiser) (one EventOrganiser, err error) {
	one.Organisation, err = shown[NameStub](v, o.OrganisationID)
	if one.Name = o.Name; one.Name == "" && one.Organisation != nil {
		one.Name = one.Organisation.Name
	}
	return one, err
}

func eventVenue(v *event.Venue) *EventVenue {
	if v == nil {
		return nil
	}
	wire := &EventVenue{
		Name: v.Name, Street: v.Street, Ward: v.Ward, Province: v.Province, PostalCode: v.PostalCode,
		Country: v.Country, Accessibility: v.Accessibility,
	}
	if v.Geo != nil {
		wire.Geo = &EventGeo{v.Geo.Lat, v.Geo.Lon, v.Geo.Accuracy}
	}
	return wire
}
