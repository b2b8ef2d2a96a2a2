package v1

import (
	"cmp"
	"context"
	"strconv"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/labstack/echo/v4"

	"newsdesk/api/rest"
	"newsdesk/internal/almanac"
	"newsdesk/internal/edition"
	"newsdesk/internal/event"
)

// jsonLD godoc
//
//	@ID		getEventJsonLd
//	@Summary	Read an event as schema.org says it
//	@Description	For a script element of the page of the event. Times are as exact as they are known; what nobody knows is absent.
//	@Tags		Events
//	@Produce	application/ld+json
//	@Param		slug	path	string	true	"Slug or id of the event"	example(toa-dam)
//	@Param		locale	query	string	false	"Language (BCP 47)"	example(vi)
//	@Param		If-None-Match	header	string	false	"Entity tag of the answer you have"	example(W/"9f86d081884c7d65")
//	@Success	200	{object}	LinkedEvent	"The event"
//	@Success	301	"It has another slug now"
//	@Success	304	"You have it"
//	@Failure	410	{object}	rest.Problem	"It was public once"
//	@Router		/v1/events/{slug}/json-ld [get]
func (h eventsStand) jsonLD(c echo.Context) error {
	return h.one(c, "/json-ld", func(doc edition.Document, _ shape) (*rest.Answer, error) {
		linked, until, err := h.linked(c.Request().Context(), doc, rest.Now(c))
		if err != nil {
			return nil, err
		}
		body, err := encode(linked)
		if err != nil {
			return nil, err
		}
		a := h.answer(doc)
		a.Type, a.Body, a.ETag, a.Modified, a.Until = "application/ld+json; charset=utf-8", body, digest(body), time.Time{}, until
		return a, nil
	})
}

// LinkedEvent is an event in the words of schema.org.
type LinkedEvent struct {
	Context             string        `json:"@context" example:"https://schema.org"`                                       // always schema.org
	Type                string        `json:"@type" example:"Event"`                                                       // Event, or EventSeries
	ID                  string        `json:"@id,omitzero" example:"https://bao.example/toa-dam"`                          // its address
	Name                string        `json:"name" example:"Tọa đàm"`                                                      // what it is called
	Description         string        `json:"description,omitzero" example:""`                                             // in a few sentences
	URL                 string        `json:"url" example:"https://bao.example/toa-dam"`                                   // on the site of the readers
	InLanguage          string        `json:"inLanguage" example:"vi"`                                                     // BCP 47
	StartDate           string        `json:"startDate,omitzero" example:"2020-03-24"`                                     // as exactly as it is known
	EndDate             string        `json:"endDate,omitzero" example:"2020-03-24"`                                       // likewise
	PreviousStartDate   any           `json:"previousStartDate,omitzero" swaggertype:"array,string"`                       // that were announced before: one, or a list
	EventStatus         string        `json:"eventStatus" example:"https://schema.org/EventScheduled"`                     // what became of it
	EventAttendanceMode string        `json:"eventAttendanceMode" example:"https://schema.org/OfflineEventAttendanceMode"` // how one takes part
	Location            []LinkedThing `json:"location,omitzero"`                                                           // a Place, a VirtualLocation, or both
	Organizer           []LinkedThing `json:"organizer,omitzero"`                                                          // who holds it
	Performer           []LinkedThing `json:"performer,omitzero"`                                                          // who speaks, where a name is known
	Image               []string      `json:"image,omitzero"`                                                              // of the page
	EventSchedule       *LinkedThing  `json:"eventSchedule,omitzero"`                                                      // how it comes again
	SubEvent            []LinkedThing `json:"subEvent,omitzero"`                                                           // parts of the programme with a time
	SuperEvent          *LinkedThing  `json:"superEvent,omitzero"`                                                         // what it is part of
	Offers              *LinkedThing  `json:"offers,omitzero"`                                                             // how one comes to take part
	MaximumCapacity     *int          `json:"maximumAttendeeCapacity,omitzero" example:"50"`                               // places
	PotentialAction     []LinkedThing `json:"potentialAction,omitzero"`                                                    // to donate, while a campaign of the event is open
	SubjectOf           []LinkedThing `json:"subjectOf,omitzero"`                                                          // articles that cover it
}

// LinkedThing is another thing in the words of schema.org. Which members it has
// goes by its type.
type LinkedThing map[string]any

// linked writes an event as schema.org says it.
func (h eventsStand) linked(ctx context.Context, doc edition.Document, now time.Time) (l LinkedEvent, until time.Time, err error) {
	e, err := toldIn(doc.Doc)
	if err != nil {
		return l, until, err
	}
	l = LinkedEvent{
		Context: "https://schema.org", Type: "Event", ID: e.URL, Name: e.Title, Description: e.Summary, URL: e.URL, InLanguage: e.Locale,
		StartDate: linkedTime(e.Start), EndDate: linkedTime(e.End), EventStatus: linkedStatus(e.EventStatus),
		EventAttendanceMode: linkedMode(e.AttendanceMode), Location: linkedPlaces(e),
	}
	if h.linkTime(&l, e); e.Hero != nil && e.Hero.URL != nil {
		l.Image = []string{*e.Hero.URL}
	}
	linkPeople(&l, e)
	for _, i := range e.Agenda {
		if i.Start != nil || i.Event != nil {
			l.SubEvent = append(l.SubEvent, linkedItem(i))
		}
	}
	if e.Parent != nil {
		l.SuperEvent = &LinkedThing{"@type": "Event", "name": e.Parent.Title, "url": e.Parent.URL}
	}
	if r := e.Registration; r != nil {
		l.Offers, l.MaximumCapacity = linkedOffer(e, r), r.Capacity
	}
	if until, err = h.linkDrives(ctx, &l, e, now); err != nil {
		return l, until, err
	}
	articles, err := h.covering(ctx, doc.EntryID)
	for _, a := range articles {
		var card ArticleSummary
		if err := json.Unmarshal(a.Card, &card); err != nil {
			return l, until, err
		}
		l.SubjectOf = append(l.SubjectOf, LinkedThing{"@type": "NewsArticle", "headline": card.Title, "url": card.URL, "datePublished": card.PublishedAt})
	}
	return l, until, err
}

// linkDrives adds how one gives to the campaigns of the event that are open, and
// returns until when that holds.
func (h eventsStand) linkDrives(ctx context.Context, l *LinkedEvent, e toldEvent, now time.Time) (until time.Time, err error) {
	found, err := h.drives(ctx, e.Campaigns)
	if err != nil {
		return until, err
	}
	for _, link := range e.Campaigns {
		doc, ok := found[link.Campaign.ID]
		if !ok {
			continue
		}
		told, err := toldCampaignIn(doc.Doc)
		if err != nil {
			return until, err
		}
		_, turns, err := stateOf(doc.Doc, now)
		if err != nil {
			return until, err
		}
		until = sooner(until, turns)
		l.PotentialAction = append(l.PotentialAction, linkedCampaign(told, now).PotentialAction...)
	}
	return until, nil
}

// linkTime writes what was announced before, and the schedule of a series.
func (h eventsStand) linkTime(l *LinkedEvent, e toldEvent) {
	var before []string
	for i := range e.PreviousStarts {
		before = append(before, linkedTime(&e.PreviousStarts[i]))
	}
	switch len(before) {
	case 0:
	case 1:
		l.PreviousStartDate = before[0]
	default:
		l.PreviousStartDate = before
	}
	if e.Recurrence == nil || e.Recurrence.RRule == "" {
		return
	}
	l.EventSchedule = &LinkedThing{"@type": "Schedule", "startDate": l.StartDate, "scheduleTimezone": e.Timezone}
	if rule, err := almanac.ParseRule(e.Recurrence.RRule); err == nil {
		(*l.EventSchedule)["repeatFrequency"] = linkedFrequency(rule)
		if rule.Count > 0 {
			(*l.EventSchedule)["repeatCount"] = rule.Count
		}
	}
	if len(e.Recurrence.ExDates) > 0 {
		(*l.EventSchedule)["exceptDate"] = e.Recurrence.ExDates
	}
}

// linkedFrequency is how often a rule looks for occurrences, as ISO 8601 writes
// lengths of time.
func linkedFrequency(r almanac.Rule) string {
	unit := map[almanac.Frequency]string{almanac.Daily: "D", almanac.Weekly: "W", almanac.Monthly: "M", almanac.Yearly: "Y"}[r.Freq]
	return "P" + strconv.Itoa(max(r.Interval, 1)) + unit
}

// linkedTime is a time as ISO 8601 writes it: with its offset, or as a date.
func linkedTime(t *EventTime) string {
	switch {
	case t == nil:
		return ""
	case t.Instant != nil:
		zone := almanac.Zones{}.Of(t.Timezone)
		return t.Instant.In(zone).Format("2006-01-02T15:04:05Z07:00")
	}
	return cmp.Or(t.Date, t.Month)
}

func linkedStatus(s string) string {
	name := map[event.Status]string{
		event.Scheduled: "EventScheduled", event.Postponed: "EventPostponed", event.Rescheduled: "EventRescheduled",
		event.Cancelled: "EventCancelled", event.MovedOnline: "EventMovedOnline",
	}[event.Status(s)]
	return "https://schema.org/" + name
}

func linkedMode(s string) string {
	name := map[event.Attendance]string{
		event.Offline: "OfflineEventAttendanceMode", event.Online: "OnlineEventAttendanceMode", event.Mixed: "MixedEventAttendanceMode",
	}[event.Attendance(s)]
	return "https://schema.org/" + name
}

// linkedPlaces are where an event takes place, as far as somebody said.
func linkedPlaces(e toldEvent) (places []LinkedThing) {
	if v := e.Venue; v != nil {
		place := LinkedThing{"@type": "Place"}
		address := LinkedThing{"@type": "PostalAddress"}
		for _, m := range []struct {
			to          LinkedThing
			name, value string
		}{
			{place, "name", v.Name},
			{address, "streetAddress", v.Street},
			{address, "addressLocality", v.Ward},
			{address, "addressRegion", v.Province},
			{address, "postalCode", v.PostalCode},
			{address, "addressCountry", v.Country},
		} {
			if m.value != "" {
				m.to[m.name] = m.value
			}
		}
		if len(address) > 1 {
			place["address"] = address
		}
		if v.Geo != nil {
			place["geo"] = LinkedThing{"@type": "GeoCoordinates", "latitude": v.Geo.Lat, "longitude": v.Geo.Lon}
		}
		places = append(places, place)
	}
	if e.OnlineURL != nil {
		places = append(places, LinkedThing{"@type": "VirtualLocation", "url": *e.OnlineURL})
	}
	return places
}

func linkPeople(l *LinkedEvent, e toldEvent) {
	for _, o := range e.Organisers {
		one := LinkedThing{"@type": "Organization", "name": o.Name}
		if o.Organisation != nil {
			one["url"] = o.Organisation.URL
		}
		l.Organizer = append(l.Organizer, one)
	}
	for _, s := range e.Speakers {
		if s.Name != nil {
			one := LinkedThing{"@type": "Person", "name": *s.Name}
			if s.Role != "" {
				one["jobTitle"] = s.Role
			}
			l.Performer = append(l.Performer, one)
		}
	}
}

func linkedItem(i EventItem) LinkedThing {
	one := LinkedThing{"@type": "Event", "name": i.Title}
	start, end := linkedTime(i.Start), linkedTime(i.End)
	if i.Event != nil {
		one["name"], one["url"] = i.Event.Title, i.Event.URL
		start = cmp.Or(start, linkedTime(i.Event.Start))
	}
	if start != "" {
		one["startDate"] = start
	}
	if end != "" {
		one["endDate"] = end
	}
	return one
}

// linkedOffer says how one comes to take part. Events of a newsroom cost nothing.
func linkedOffer(e toldEvent, r *EventRegistration) *LinkedThing {
	offer := LinkedThing{"@type": "Offer", "price": 0, "priceCurrency": "VND", "url": cmp.Or(r.URL, e.URL)}
	if r.OpensAt != nil {
		offer["validFrom"] = *r.OpensAt
	}
	if r.ClosesAt != nil {
		offer["validThrough"] = *r.ClosesAt
	}
	return &offer
}
