package app

import (
	"context"
	"strings"

	"newsdesk/internal/almanac"
	"newsdesk/internal/article"
	"newsdesk/internal/content"
	"newsdesk/internal/demo"
	"newsdesk/internal/desk"
	"newsdesk/internal/event"
	"newsdesk/internal/policy"
	"newsdesk/internal/taxonomy"
)

func (s *seeder) events(ctx context.Context) error {
	for _, one := range s.newsroom.Events {
		err := seed(ctx, s, s.record(event.Kind, one.Slug), "", func(b *event.Event, _ *desk.Draft) { s.event(b, one) })
		if err != nil {
			return err
		}
	}
	return nil
}

func (s *seeder) event(b *event.Event, one demo.Event) {
	b.Title, b.Summary, b.Zone = one.Title, one.Summary, s.newsroom.Zone
	b.SectionID = s.made[s.record(taxonomy.SectionKind, one.Section)]
	b.Status, b.Attendance = event.Scheduled, event.Offline
	b.Start.V, b.End.V.Moment = demoMoment(one.Start), demoMoment(one.End)
	zone := almanac.Zones{}.Of(b.Zone)
	b.Recurrence.V.Rule = one.Rule
	for _, start := range one.Except {
		b.Recurrence.V.ExDates = append(b.Recurrence.V.ExDates, demoMoment(start).Key(zone))
	}
	b.Overrides.V = map[string]event.Override{}
	for _, m := range one.Moved {
		b.Overrides.V[demoMoment(m.From).Key(zone)] = event.Override{Start: demoMoment(m.To)}
	}
	for _, id := range s.ids(taxonomy.OrganisationKind, one.Organisers) {
		b.Organisers.V = append(b.Organisers.V, event.Organiser{OrganisationID: id})
	}
	if one.Venue != "" {
		b.Venue.V = &event.Venue{Name: one.Venue, Ward: one.Ward}
	}
	for _, role := range one.Speakers {
		b.Speakers.V = append(b.Speakers.V, event.Speaker{Role: role})
	}
	for _, i := range one.Agenda {
		b.Agenda.V = append(b.Agenda.V, event.Item{ID: i.ID, Title: i.Title, Start: demoMoment(i.Start), End: demoMoment(i.End)})
	}
	if one.Slug == demo.StorySlug {
		s.linkCampaign(b)
	}
	if one.Places > 0 {
		b.Registration.V = event.Registration{
			Mode: event.RSVP, Capacity: one.Places, PartyMost: 4, Waitlist: event.Auto, PerOccurrence: one.Rule != "",
		}
	}
}

// demoMoment reads a time as the demo writes it.
func demoMoment(s string) almanac.Moment {
	day, part, parted := strings.Cut(s, " ")
	switch {
	case s == "":
		return almanac.Moment{}
	case parted:
		return almanac.Moment{Precision: almanac.Part, Local: day, Part: almanac.DayPart(part)}
	case strings.Contains(s, "T"):
		return almanac.Moment{Precision: almanac.Minute, Local: s + ":00"}
	}
	return almanac.Moment{Precision: almanac.Whole, Local: s}
}

// cover says that the imported story covers its event.
func (s *seeder) cover(ctx context.Context, story content.Entry) (content.Entry, error) {
	id := s.made[s.record(event.Kind, demo.StorySlug)]
	it, err := s.Desk.Do(ctx, demoActor(), article.Kind, story.ID, desk.Act{
		Verb: policy.Update, Seen: story.Version, Edit: func(d *desk.Draft) error {
			d.Body.(*article.Article).EventIDs.V = []string{id}
			s.linkCampaign(d.Body)
			return nil
		},
	})
	return it.Entry, err
}
