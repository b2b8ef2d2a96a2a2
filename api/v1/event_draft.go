package v1

import (
	"cmp"

	"newsdesk/internal/almanac"
	"newsdesk/internal/block"
	"newsdesk/internal/content"
	"newsdesk/internal/event"
	"newsdesk/internal/strict"
)

// DraftEventSummary is an event in a list of the newsroom.
type DraftEventSummary struct {
	Spine
	Title       string      `json:"title" example:"Tọa đàm"`                                                                         // what it is called
	Summary     string      `json:"summary" example:""`                                                                              // in a few sentences
	Section     *DraftStub  `json:"section" extensions:"x-nullable"`                                                                 // where it belongs
	Tags        []DraftStub `json:"tags"`                                                                                            // what it is about
	Timezone    string      `json:"timezone" example:"Asia/Ho_Chi_Minh"`                                                             // IANA, of dates and of the series
	Start       *EventTime  `json:"start" extensions:"x-nullable"`                                                                   // null: not yet said
	End         *EventTime  `json:"end" extensions:"x-nullable"`                                                                     // null: nobody knows
	EventStatus string      `json:"event_status" enums:"scheduled,postponed,rescheduled,cancelled,moved_online" example:"scheduled"` // what became of it
	Sequence    int         `json:"sequence" example:"0"`                                                                            // how often readers were told anew
}

// DraftEvent is the working copy of an event.
type DraftEvent struct {
	DraftEventSummary
	Body           []block.Block         `json:"body"`                                                           // what it is about
	StatusReason   string                `json:"status_reason" example:""`                                       // for readers
	PreviousStarts []EventTime           `json:"previous_starts"`                                                // that readers were told before
	Recurrence     *EventRecurrence      `json:"recurrence" extensions:"x-nullable"`                             // null: it takes place once
	Overrides      []EventOverride       `json:"overrides"`                                                      // occurrences that differ
	Follows        *DraftStub            `json:"follows" extensions:"x-nullable"`                                // the series that it goes on with
	AttendanceMode string                `json:"attendance_mode" enums:"offline,online,mixed" example:"offline"` // how one takes part
	OnlineURL      string                `json:"online_url" example:""`                                          // where, online
	OnlinePrivate  bool                  `json:"online_private" example:"false"`                                 // only those who registered are told where
	Venue          *EventVenue           `json:"venue" extensions:"x-nullable"`                                  // null: nobody said
	Organisers     []DraftEventOrganiser `json:"organisers"`                                                     // who holds it
	Speakers       []DraftEventSpeaker   `json:"speakers"`                                                       // who speaks
	Agenda         []DraftEventItem      `json:"agenda"`                                                         // the programme
	Contact        *EventContact         `json:"contact" extensions:"x-nullable"`                                // whom to ask
	Documents      []EventLink           `json:"documents"`                                                      // to read beside
	Hero           *DraftStub            `json:"hero" extensions:"x-nullable"`                                   // the image that leads it
	Parent         *DraftStub            `json:"parent" extensions:"x-nullable"`                                 // the event that it is part of
	Campaigns      []DraftEventCampaign  `json:"campaigns"`                                                      // that it has to do with
	UID            string                `json:"uid" example:""`                                                 // its name in calendars, if it came from one
	Registration   *EventRegistration    `json:"registration" extensions:"x-nullable"`                           // null: one just comes
}

// DraftEventOrganiser is who holds an event.
type DraftEventOrganiser struct {
	OrganisationID *string    `json:"organisation_id" format:"uuid" extensions:"x-nullable"` // its record; null: it has none
	Organisation   *DraftStub `json:"organisation" extensions:"x-nullable"`                  // null if the record is gone
	Name           string     `json:"name" example:"Đoàn Khối Các cơ quan tỉnh"`             // printed instead of that of the record, if not empty
}

// DraftEventSpeaker is who speaks.
type DraftEventSpeaker struct {
	AuthorID *string    `json:"author_id" format:"uuid" extensions:"x-nullable"` // their record; null: they have none
	Author   *DraftStub `json:"author" extensions:"x-nullable"`                  // null if the record is gone
	Name     *string    `json:"name" extensions:"x-nullable"`                    // null: only the role is known
	Role     string     `json:"role" example:"Lãnh đạo Đảng ủy Khối"`            // as what
}

// DraftEventItem is a part of the programme.
type DraftEventItem struct {
	ID       string              `json:"id" example:"seminar"`                           // unique in the event
	Title    string              `json:"title" example:"Tọa đàm"`                        // what it is called
	Text     string              `json:"text" example:""`                                // what it is about
	Start    *EventTime          `json:"start" extensions:"x-nullable"`                  // null: only the order is known
	End      *EventTime          `json:"end" extensions:"x-nullable"`                    // null: not known
	Track    string              `json:"track" example:""`                               // of several that go on at the same time
	Speakers []DraftEventSpeaker `json:"speakers"`                                       // who speaks
	EventID  *string             `json:"event_id" format:"uuid" extensions:"x-nullable"` // the event of its own that it is
	Event    *DraftStub          `json:"event" extensions:"x-nullable"`                  // null if it is gone
}

// DraftEventCampaign is a campaign that an event has to do with.
type DraftEventCampaign struct {
	CampaignID string     `json:"campaign_id" format:"uuid"`                                                   // which
	Campaign   *DraftStub `json:"campaign" extensions:"x-nullable"`                                            // null if it is gone
	Role       string     `json:"role" enums:"donation_drive,fundraiser,report_back" example:"donation_drive"` // how
}

// EventPatch changes an event; what is absent stays as it is. Times, lists and
// objects are replaced whole.
type EventPatch struct {
	Dates
	Prose
	Slug           strict.Opt[string]                `json:"slug" example:"toa-dam"`                                                      // empty: made of the title
	Title          strict.Opt[string]                `json:"title" example:"Tọa đàm"`                                                     // what it is called
	Summary        strict.Opt[string]                `json:"summary"`                                                                     // in a few sentences
	SectionID      strict.Opt[string]                `json:"section_id" format:"uuid" extensions:"x-nullable"`                            // where it belongs; null for nowhere
	TagIDs         strict.Opt[[]string]              `json:"tag_ids"`                                                                     // what it is about; at most 100
	HeroImageID    strict.Opt[string]                `json:"hero_image_id" format:"uuid" extensions:"x-nullable"`                         // the image that leads it; null for none
	Timezone       strict.Opt[string]                `json:"timezone" example:"Asia/Ho_Chi_Minh"`                                         // IANA, of dates and of the series; that of the site if never sent
	Start          strict.Opt[EventTime]             `json:"start" extensions:"x-nullable"`                                               // as exactly as it is known; null: not yet
	End            strict.Opt[EventTime]             `json:"end" extensions:"x-nullable"`                                                 // of dates, the last day; null: nobody knows
	Recurrence     strict.Opt[EventRecurrence]       `json:"recurrence" extensions:"x-nullable"`                                          // how it comes again; null: it takes place once
	EventStatus    strict.Opt[string]                `json:"event_status" enums:"scheduled,postponed,rescheduled,cancelled,moved_online"` // what became of it; another start makes it rescheduled by itself
	StatusReason   strict.Opt[string]                `json:"status_reason"`                                                               // for readers
	AttendanceMode strict.Opt[string]                `json:"attendance_mode" enums:"offline,online,mixed"`                                // how one takes part
	OnlineURL      strict.Opt[string]                `json:"online_url"`                                                                  // where, online; http or https
	OnlinePrivate  strict.Opt[bool]                  `json:"online_private"`                                                              // only those who registered are told where
	Venue          strict.Opt[EventVenue]            `json:"venue" extensions:"x-nullable"`                                               // where it takes place; null: nobody said
	Organisers     strict.Opt[[]EventOrganiserInput] `json:"organisers"`                                                                  // who holds it; at most 100
	Speakers       strict.Opt[[]EventSpeakerInput]   `json:"speakers"`                                                                    // who speaks; at most 100
	Agenda         strict.Opt[[]EventItemInput]      `json:"agenda"`                                                                      // the programme; at most 100 items
	Contact        strict.Opt[EventContact]          `json:"contact" extensions:"x-nullable"`                                             // whom to ask
	Documents      strict.Opt[[]EventLink]           `json:"documents"`                                                                   // to read beside; at most 100
	ParentID       strict.Opt[string]                `json:"parent_id" format:"uuid" extensions:"x-nullable"`                             // the event that it is part of
	Campaigns      strict.Opt[[]EventCampaignInput]  `json:"campaigns"`                                                                   // that it has to do with; at most 100
	Registration   strict.Opt[EventRegistration]     `json:"registration" extensions:"x-nullable"`                                        // how one comes to take part; null: one just comes
}

// EventInput begins an event.
type EventInput struct {
	Opening
	EventPatch
}

// EventOrganiserInput is who holds an event: a record, a name, or both.
type EventOrganiserInput struct {
	OrganisationID string `json:"organisation_id,omitzero" format:"uuid"`             // a record
	Name           string `json:"name,omitzero" example:"Đoàn Khối Các cơ quan tỉnh"` // printed instead of that of the record
}

// EventSpeakerInput is who speaks: a record, a name, a role, or all of them.
type EventSpeakerInput struct {
	AuthorID string  `json:"author_id,omitzero" format:"uuid"`              // a record
	Name     *string `json:"name,omitzero" extensions:"x-nullable"`         // null: nobody knows
	Role     string  `json:"role,omitzero" example:"Lãnh đạo Đảng ủy Khối"` // as what
}

// EventItemInput is a part of the programme.
type EventItemInput struct {
	ID       string              `json:"id,omitzero" example:"seminar"`          // unique in the event; made of the place in the list if absent
	Title    string              `json:"title,omitzero" example:"Tọa đàm"`       // what it is called
	Text     string              `json:"text,omitzero"`                          // what it is about
	Start    *EventTime          `json:"start,omitzero" extensions:"x-nullable"` // null: only the order is known
	End      *EventTime          `json:"end,omitzero" extensions:"x-nullable"`   // null: not known
	Track    string              `json:"track,omitzero"`                         // of several that go on at the same time
	Speakers []EventSpeakerInput `json:"speakers,omitzero"`                      // who speaks
	EventID  string              `json:"event_id,omitzero" format:"uuid"`        // the event of its own that it is
}

// EventCampaignInput is a campaign that an event has to do with.
type EventCampaignInput struct {
	CampaignID string `json:"campaign_id,omitzero" format:"uuid" validate:"required"`                               // which
	Role       string `json:"role,omitzero" enums:"donation_drive,fundraiser,report_back" example:"donation_drive"` // how; donation_drive if absent
}

// ReadOnlyMembers implements strict.Guarded.
func (EventPatch) ReadOnlyMembers() []string {
	return patchOnly("section", "tags", "hero", "parent", "follows", "previous_starts", "overrides", "sequence", "uid")
}

// ReadOnlyMembers implements strict.Guarded.
func (EventInput) ReadOnlyMembers() []string { return withoutOpening(EventPatch{}.ReadOnlyMembers()) }

// draftEventSummary writes an event for a list of the newsroom.
func draftEventSummary(s Spine, it content.Item, stubs stubber) DraftEventSummary {
	b, zones := it.Body.(*event.Event), almanac.Zones{}
	return DraftEventSummary{
		Spine: s, Title: b.Title, Summary: b.Summary, Section: stubs.one(b.SectionID), Tags: stubs.all(b.TagIDs.V), Timezone: b.Zone,
		Start: eventTime(b.Start.V, b.Zone, zones, true), End: eventTime(b.End.V.Moment, cmp.Or(b.End.V.Zone, b.Zone), zones, true),
		EventStatus: string(b.Status), Sequence: b.Sequence,
	}
}

// draftEvent writes the working copy of an event.
func draftEvent(s Spine, it content.Item, stubs stubber) DraftEvent {
	b, zones := it.Body.(*event.Event), almanac.Zones{}
	d := DraftEvent{
		DraftEventSummary: draftEventSummary(s, it, stubs), Body: blocks(b.Body.V), StatusReason: b.Reason, PreviousStarts: []EventTime{},
		Recurrence: eventRecurrence(b.Recurrence.V), Overrides: eventOverrides(b, true), Follows: stubs.one(b.FollowsID),
		AttendanceMode: string(b.Attendance), OnlineURL: b.OnlineURL, OnlinePrivate: b.OnlinePrivate, Venue: eventVenue(b.Venue.V),
		Organisers: []DraftEventOrganiser{}, Speakers: draftSpeakers(b.Speakers.V, stubs), Agenda: []DraftEventItem{},
		Contact: eventContact(b.Contact.V), Documents: eventLinks(b.Documents.V), Hero: stubs.one(b.HeroID), Parent: stubs.one(b.ParentID),
		Campaigns: []DraftEventCampaign{}, Registration: eventRegistration(b.Registration.V), UID: b.UID,
	}
	for _, p := range b.Previous.V {
		d.PreviousStarts = append(d.PreviousStarts, *eventTime(p.Start, p.Zone, zones, true))
	}
	for _, o := range b.Organisers.V {
		d.Organisers = append(d.Organisers, DraftEventOrganiser{known(o.OrganisationID), stubs.one(o.OrganisationID), o.Name})
	}
	for _, i := range b.Agenda.V {
		d.Agenda = append(d.Agenda, DraftEventItem{
			ID: i.ID, Title: i.Title, Text: i.Text, Start: eventTime(i.Start, b.Zone, zones, true), End: eventTime(i.End, b.Zone, zones, true),
			Track: i.Track, Speakers: draftSpeakers(i.Speakers, stubs), EventID: known(i.EventID), Event: stubs.one(i.EventID),
		})
	}
	for _, c := range b.Campaigns.V {
		d.Campaigns = append(d.Campaigns, DraftEventCampaign{c.CampaignID, stubs.one(c.CampaignID), string(c.Role)})
	}
	return d
}

func draftSpeakers(all []event.Speaker, stubs stubber) []DraftEventSpeaker {
	speakers := make([]DraftEventSpeaker, len(all))
	for i, s := range all {
		speakers[i] = DraftEventSpeaker{known(s.AuthorID), stubs.one(s.AuthorID), known(s.Name), s.Role}
	}
	return speakers
}
