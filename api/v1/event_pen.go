package v1

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"newsdesk/internal/almanac"
	"newsdesk/internal/event"
	"newsdesk/internal/ident"
	"newsdesk/internal/strict"
	"newsdesk/internal/text"
)

// write puts the patch into b, and notes its faults. What contradicts itself is
// refused at once; that something is missing is for publication to say.
func (in EventPatch) write(p *pen, b *event.Event) {
	p.slug(&b.Slug, in.Slug)
	p.line(&b.Title, in.Title, "title")
	p.prose(&b.Summary, in.Summary, "summary")
	p.id(&b.SectionID, in.SectionID, "section_id")
	p.ids(&b.TagIDs.V, in.TagIDs, "tag_ids")
	p.id(&b.HeroID, in.HeroImageID, "hero_image_id")
	p.id(&b.ParentID, in.ParentID, "parent_id")
	p.body(&b.Body.V, in.Prose)
	in.writeTime(p, b)
	in.writeStatus(p, b)
	in.writePlace(p, b)
	in.writePeople(p, b)
	in.writeProgramme(p, b)
	if in.Registration.Set {
		b.Registration.V = in.Registration.Value.registration(p, in.Registration.Null)
	}
	if len(p.faults) == 0 {
		p.faults = b.Sound()
	}
}

func (in EventPatch) writeTime(p *pen, b *event.Event) {
	zoneWas, startWas := b.Zone, b.Start.V
	b.Zone = cmp.Or(strings.TrimSpace(in.Timezone.Or(b.Zone)), p.zone)
	switch {
	case in.Start.Null:
		b.Start.V = almanac.Moment{}
	case in.Start.Set:
		b.Start.V = in.Start.Value.moment(p, "/start", &b.Zone)
	}
	switch {
	case in.End.Null:
		b.End.V = event.End{}
	case in.End.Set:
		b.End.V.Zone = b.Zone
		b.End.V.Moment = in.End.Value.moment(p, "/end", &b.End.V.Zone)
		if b.End.V.Zone == b.Zone {
			b.End.V.Zone = ""
		}
	}
	if in.Recurrence.Set {
		b.Recurrence.V = event.Recurrence{}
		if !in.Recurrence.Null {
			b.Recurrence.V = in.Recurrence.Value.recurrence(p)
		} else {
			b.Overrides.V = nil
		}
	}
	if len(p.faults) == 0 && in.Start.Set && startWas.Known() && b.Start.V.Known() {
		b.Shift(startWas, zoneWas, !in.Recurrence.Set)
	}
}

func (in EventPatch) writeStatus(p *pen, b *event.Event) {
	p.word((*string)(&b.Status), in.EventStatus, "event_status", string(event.Scheduled), words(event.Statuses()))
	p.prose(&b.Reason, in.StatusReason, "status_reason")
	p.word((*string)(&b.Attendance), in.AttendanceMode, "attendance_mode", string(event.Offline), words(event.Attendances()))
	p.web(&b.OnlineURL, in.OnlineURL, "online_url")
	b.OnlinePrivate = in.OnlinePrivate.Or(b.OnlinePrivate)
}

// words are constants of a type as text.
func words[T ~string](all []T) []string {
	texts := make([]string, len(all))
	for i, one := range all {
		texts[i] = string(one)
	}
	return texts
}

// word writes one of several words; what was never sent is def.
func (p *pen) word(to *string, o strict.Opt[string], name, def string, allowed []string) {
	if *to = o.Or(*to); *to == "" {
		*to = def
	}
	p.faults.If(!slices.Contains(allowed, *to), "/"+name, "not_allowed", "This is one of: %s", strings.Join(allowed, ", "))
}

func (in EventPatch) writePlace(p *pen, b *event.Event) {
	if in.Venue.Set {
		b.Venue.V = in.Venue.Value.venue(p, "/venue", in.Venue.Null)
	}
}

func (v EventVenue) venue(p *pen, at string, null bool) *event.Venue {
	if null {
		return nil
	}
	line := func(s, name string) string { return text.Line(&p.faults, at+"/"+name, s, maxTitle) }
	stored := &event.Venue{
		Name: line(v.Name, "name"), Street: line(v.Street, "street"), Ward: line(v.Ward, "ward"), Province: line(v.Province, "province"),
		PostalCode: line(v.PostalCode, "postal_code"), Country: strings.ToUpper(line(v.Country, "country")),
		Accessibility: text.Lines(&p.faults, at+"/accessibility", v.Accessibility, maxProse),
	}
	letters := func(r rune) bool { return r < 'A' || r > 'Z' }
	p.faults.If(stored.Country != "" && (len(stored.Country) != 2 || strings.ContainsFunc(stored.Country, letters)), at+"/country", "wrong_format",
		"This is two letters of ISO 3166-1, such as %s", "VN")
	if g := v.Geo; g != nil {
		p.faults.If(g.Lat < -90 || g.Lat > 90, at+"/geo/lat", "out_of_range", "This goes from %d to %d", -90, 90)
		p.faults.If(g.Lon < -180 || g.Lon > 180, at+"/geo/lon", "out_of_range", "This goes from %d to %d", -180, 180)
		p.faults.If(g.AccuracyM != nil && *g.AccuracyM < 0, at+"/geo/accuracy_m", "out_of_range", "This is not below 0")
		stored.Geo = &event.Geo{Lat: g.Lat, Lon: g.Lon, Accuracy: g.AccuracyM}
	}
	return stored
}

func (in EventPatch) writePeople(p *pen, b *event.Event) {
	if in.Organisers.Set {
		p.atMost(len(in.Organisers.Value), "/organisers")
		b.Organisers.V = make([]event.Organiser, len(in.Organisers.Value))
		for i, o := range in.Organisers.Value {
			at := fmt.Sprintf("/organisers/%d", i)
			b.Organisers.V[i] = event.Organiser{OrganisationID: p.idAt(o.OrganisationID, at+"/organisation_id"), Name: text.Line(&p.faults, at+"/name", o.Name, maxTitle)}
			p.faults.If(o.OrganisationID == "" && o.Name == "", at, "required", "Give a record or a name")
		}
	}
	if in.Speakers.Set {
		b.Speakers.V = p.speakers(in.Speakers.Value, "/speakers")
	}
	if in.Contact.Set {
		c := in.Contact.Value
		b.Contact.V = event.Contact{
			Name:  text.Line(&p.faults, "/contact/name", c.Name, maxTitle),
			Email: text.Line(&p.faults, "/contact/email", c.Email, maxTitle),
			Phone: text.Line(&p.faults, "/contact/phone", c.Phone, maxTitle),
		}
	}
	if in.Campaigns.Set {
		p.atMost(len(in.Campaigns.Value), "/campaigns")
		b.Campaigns.V = make([]event.CampaignLink, len(in.Campaigns.Value))
		for i, c := range in.Campaigns.Value {
			at, role := fmt.Sprintf("/campaigns/%d", i), event.CampaignRole(cmp.Or(c.Role, string(event.DonationDrive)))
			p.faults.If(!ident.Valid(c.CampaignID), at+"/campaign_id", "invalid_id", "This is not an id")
			p.faults.If(!slices.Contains(event.CampaignRoles(), role), at+"/role", "not_allowed", "This is one of: %s", "donation_drive, fundraiser, report_back")
			b.Campaigns.V[i] = event.CampaignLink{CampaignID: c.CampaignID, Role: role}
		}
	}
}

func (p *pen) atMost(n int, at string) {
	p.faults.If(n > maxIDs, at, "too_many", "At most %d are possible", maxIDs)
}

func (p *pen) idAt(id, at string) string {
	p.faults.If(id != "" && !ident.Valid(id), at, "invalid_id", "This is not an id")
	return id
}

func (p *pen) speakers(in []EventSpeakerInput, at string) []event.Speaker {
	p.atMost(len(in), at)
	all := make([]event.Speaker, len(in))
	for i, s := range in {
		one := fmt.Sprintf("%s/%d", at, i)
		all[i] = event.Speaker{AuthorID: p.idAt(s.AuthorID, one+"/author_id"), Role: text.Line(&p.faults, one+"/role", s.Role, maxTitle)}
		if s.Name != nil {
			all[i].Name = text.Line(&p.faults, one+"/name", *s.Name, maxTitle)
		}
		p.faults.If(all[i] == (event.Speaker{}), one, "required", "Give a record, a name or a role")
	}
	return all
}

func (in EventPatch) writeProgramme(p *pen, b *event.Event) {
	if in.Documents.Set {
		p.atMost(len(in.Documents.Value), "/documents")
		b.Documents.V = make([]event.Document, len(in.Documents.Value))
		for i, d := range in.Documents.Value {
			at := fmt.Sprintf("/documents/%d", i)
			b.Documents.V[i] = event.Document{Title: text.Line(&p.faults, at+"/title", d.Title, maxTitle), URL: p.checkWeb(at+"/url", d.URL)}
			p.faults.If(d.URL == "", at+"/url", "required", "Say where it stands")
		}
	}
	if !in.Agenda.Set {
		return
	}
	p.atMost(len(in.Agenda.Value), "/agenda")
	b.Agenda.V = make([]event.Item, len(in.Agenda.Value))
	seen := map[string]bool{}
	for i, item := range in.Agenda.Value {
		at := fmt.Sprintf("/agenda/%d", i)
		b.Agenda.V[i] = item.item(p, at, b.Zone)
		if b.Agenda.V[i].ID == "" {
			b.Agenda.V[i].ID = strconv.Itoa(i + 1)
		}
		p.faults.If(seen[b.Agenda.V[i].ID], at+"/id", "repeated", "This stands in the list already")
		seen[b.Agenda.V[i].ID] = true
	}
}

func (in EventItemInput) item(p *pen, at, zone string) event.Item {
	stored := event.Item{
		ID: text.Line(&p.faults, at+"/id", in.ID, maxTitle), Title: text.Line(&p.faults, at+"/title", in.Title, maxTitle),
		Text: text.Lines(&p.faults, at+"/text", in.Text, maxProse), Track: text.Line(&p.faults, at+"/track", in.Track, maxTitle),
		Speakers: p.speakers(in.Speakers, at+"/speakers"), EventID: p.idAt(in.EventID, at+"/event_id"),
	}
	own := zone
	if in.Start != nil {
		stored.Start = in.Start.moment(p, at+"/start", &own)
	}
	if in.End != nil {
		stored.End = in.End.moment(p, at+"/end", &own)
	}
	p.faults.If(own != zone, at, "conflicting", "The programme is in the time zone of the event")
	return stored
}

// maxHold is how long an offered place may wait, in minutes: two weeks.
const maxHold = 14 * 24 * 60

func (r EventRegistration) registration(p *pen, null bool) event.Registration {
	if null {
		return event.Registration{}
	}
	const at = "/registration"
	stored := event.Registration{
		Mode: event.Mode(r.Mode), URL: p.checkWeb(at+"/url", r.URL), OpensAt: orNil(r.OpensAt), ClosesAt: orNil(r.ClosesAt),
		PerOccurrence: r.PerOccurrence, PartyMost: r.PartyMost, Waitlist: event.Waitlist(cmp.Or(r.Waitlist, string(event.NoWaitlist))), HoldMinutes: r.HoldMinutes,
	}
	bound := func(n *int, name string) int {
		if n == nil {
			return 0
		}
		p.faults.If(*n < 1, name, "out_of_range", "This is not below %d; null is no bound", 1)
		return *n
	}
	stored.Capacity = bound(r.Capacity, at+"/capacity")
	p.faults.If(!slices.Contains(event.Modes(), stored.Mode), at+"/mode", "not_allowed", "This is one of: %s", strings.Join(words(event.Modes()), ", "))
	p.faults.If(!slices.Contains(event.Waitlists(), stored.Waitlist), at+"/waitlist", "not_allowed", "This is one of: %s", strings.Join(words(event.Waitlists()), ", "))
	p.faults.If(r.PartyMost < 0 || r.PartyMost > maxIDs, at+"/party_most", "out_of_range", "This goes from %d to %d", 1, maxIDs)
	p.faults.If(r.HoldMinutes < 0 || r.HoldMinutes > maxHold, at+"/hold_minutes", "out_of_range", "This goes from %d to %d", 0, maxHold)
	p.atMost(len(r.TicketTypes), at+"/ticket_types")
	for i, t := range r.TicketTypes {
		one := fmt.Sprintf("%s/ticket_types/%d", at, i)
		stored.Types = append(stored.Types, event.TicketType{
			ID: text.Line(&p.faults, one+"/id", t.ID, maxTitle), Name: text.Line(&p.faults, one+"/name", t.Name, maxTitle), Capacity: bound(t.Capacity, one+"/capacity"),
		})
	}
	p.atMost(len(r.Questions), at+"/questions")
	for i, q := range r.Questions {
		one := fmt.Sprintf("%s/questions/%d", at, i)
		kind := event.QuestionKind(cmp.Or(q.Kind, string(event.FreeText)))
		p.faults.If(!slices.Contains(event.QuestionKinds(), kind), one+"/kind", "not_allowed", "This is one of: %s", strings.Join(words(event.QuestionKinds()), ", "))
		p.atMost(len(q.Choices), one+"/choices")
		stored.Questions = append(stored.Questions, event.Question{
			ID: text.Line(&p.faults, one+"/id", q.ID, maxTitle), Text: text.Line(&p.faults, one+"/text", q.Text, maxLine), Kind: kind, Choices: q.Choices, Required: q.Required,
		})
	}
	return stored
}
