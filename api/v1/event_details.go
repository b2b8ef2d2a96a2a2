package v1

import (
	"cmp"
	"maps"
	"slices"

	"newsdesk/internal/almanac"
	"newsdesk/internal/edition"
	"newsdesk/internal/event"
)

func (s Site) eventDocument(v edition.View, b *event.Event, card EventSummary) (d Event, err error) {
	d = Event{EventSummary: card, EventDetails: EventDetails{
		Speakers: []EventSpeaker{}, Agenda: []EventItem{}, Contact: eventContact(b.Contact.V), Documents: eventLinks(b.Documents.V),
		Campaigns: []EventCampaign{}, Registration: eventRegistration(b.Registration.V), UID: cmp.Or(b.UID, s.uid(v.Entry.ID)), Sequence: b.Sequence,
		Translations: translations(v, "/v1/events/"), Overrides: eventOverrides(b, false),
	}}
	if b.OnlineURL != "" && !b.OnlinePrivate {
		d.OnlineURL = &b.OnlineURL
	}
	if d.Body, err = resolve(v, b.Body.V); err != nil {
		return d, err
	}
	if d.Parent, err = shown[EventStub](v, b.ParentID); err != nil {
		return d, err
	}
	if d.Follows, err = shown[EventStub](v, b.FollowsID); err != nil {
		return d, err
	}
	if d.Speakers, err = eventSpeakers(v, b.Speakers.V); err != nil {
		return d, err
	}
	for _, i := range b.Agenda.V {
		item, err := eventItem(v, b, i)
		if err != nil {
			return d, err
		}
		d.Agenda = append(d.Agenda, item)
	}
	for _, c := range b.Campaigns.V {
		stub, err := shown[TitleStub](v, c.CampaignID)
		if err != nil {
			return d, err
		}
		if stub != nil {
			d.Campaigns = append(d.Campaigns, EventCampaign{*stub, string(c.Role)})
		}
	}
	return d, nil
}

func eventItem(v edition.View, b *event.Event, i event.Item) (item EventItem, err error) {
	zones := almanac.Zones{}
	item = EventItem{
		ID: i.ID, Title: i.Title, Text: i.Text, Track: i.Track,
		Start: eventTime(i.Start, b.Zone, zones, false), End: eventTime(i.End, b.Zone, zones, false),
	}
	if item.Event, err = shown[EventStub](v, i.EventID); err != nil {
		return item, err
	}
	item.Speakers, err = eventSpeakers(v, i.Speakers)
	return item, err
}

func eventSpeakers(v edition.View, all []event.Speaker) ([]EventSpeaker, error) {
	speakers := make([]EventSpeaker, len(all))
	for i, s := range all {
		author, err := shown[NameStub](v, s.AuthorID)
		if err != nil {
			return nil, err
		}
		speakers[i] = EventSpeaker{Name: known(s.Name), Role: s.Role, Author: author}
		if s.Name == "" && author != nil {
			speakers[i].Name = &author.Name
		}
	}
	return speakers, nil
}

func eventContact(c event.Contact) *EventContact {
	if c == (event.Contact{}) {
		return nil
	}
	return new(EventContact(c))
}

func eventLinks(all []event.Document) []EventLink {
	links := make([]EventLink, len(all))
	for i, d := range all {
		links[i] = EventLink(d)
	}
	return links
}

// eventOverrides lists the occurrences that differ, in the order of their starts.
func eventOverrides(b *event.Event, raw bool) []EventOverride {
	zones, all := almanac.Zones{}, []EventOverride{}
	for _, key := range slices.Sorted(maps.Keys(b.Overrides.V)) {
		o := b.Overrides.V[key]
		all = append(all, EventOverride{
			OriginalStart: startText(key), Start: eventTime(o.Start, b.Zone, zones, raw), End: eventTime(o.End, cmp.Or(b.End.V.Zone, b.Zone), zones, raw),
			Title: o.Title, EventStatus: string(o.Status), StatusReason: o.Reason, Venue: eventVenue(o.Venue),
		})
	}
	return all
}

func eventRegistration(r event.Registration) *EventRegistration {
	if r.Mode == event.NoRegistration || r.Mode == "" {
		return nil
	}
	wire := &EventRegistration{
		Mode: string(r.Mode), URL: r.URL, OpensAt: orNil(r.OpensAt), ClosesAt: orNil(r.ClosesAt), Capacity: positive(r.Capacity),
		PerOccurrence: r.PerOccurrence, PartyMost: max(r.PartyMost, 1), TicketTypes: []EventTicketType{}, Questions: []EventQuestion{},
		Waitlist: string(cmp.Or(r.Waitlist, event.NoWaitlist)), HoldMinutes: r.HoldMinutes,
	}
	for _, t := range r.Types {
		wire.TicketTypes = append(wire.TicketTypes, EventTicketType{t.ID, t.Name, positive(t.Capacity)})
	}
	for _, q := range r.Questions {
		one := EventQuestion{q.ID, q.Text, string(q.Kind), q.Choices, q.Required}
		if one.Choices == nil {
			one.Choices = []string{}
		}
		wire.Questions = append(wire.Questions, one)
	}
	return wire
}

// positive is nil for 0, which stands for no bound.
func positive(n int) *int {
	if n == 0 {
		return nil
	}
	return &n
}
