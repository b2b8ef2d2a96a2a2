package v1

import (
	"context"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/labstack/echo/v4"

	"newsdesk/api/rest"
	"newsdesk/internal/agenda"
	"newsdesk/internal/almanac"
	"newsdesk/internal/edition"
	"newsdesk/internal/event"
	"newsdesk/internal/ical"
	"newsdesk/internal/taxonomy"
)

const calendarType = "text/calendar; charset=utf-8"

// calendar godoc
//
//	@ID		getEventCalendar
//	@Summary	Read an event as calendars do
//	@Tags		Events
//	@Produce	text/calendar
//	@Param		slug	path	string	true	"Slug or id of the event"	example(toa-dam)
//	@Param		locale	query	string	false	"Language (BCP 47)"	example(vi)
//	@Param		If-None-Match	header	string	false	"Entity tag of the answer you have"	example(W/"9f86d081884c7d65")
//	@Success	200	{string}	string	"An iCalendar object (RFC 5545)"
//	@Success	301	"It has another slug now"
//	@Success	304	"You have it"
//	@Failure	410	{object}	rest.Problem	"It was public once"
//	@Router		/v1/events/{slug}/calendar.ics [get]
func (h eventsStand) calendar(c echo.Context) error {
	return h.one(c, "/calendar.ics", func(doc edition.Document, _ shape) (*rest.Answer, error) {
		t, err := h.agenda.Timing(c.Request().Context(), doc.EntryID)
		if err != nil {
			return nil, err
		}
		events, err := h.site.calendarEvents(doc.Doc, t)
		if err != nil {
			return nil, err
		}
		body, err := h.site.calendar("", events)
		if err != nil {
			return nil, err
		}
		a := h.answer(doc)
		a.Type, a.Body, a.ETag, a.MaxAge = calendarType, body, digest(body), feedAge
		return a, nil
	})
}

// feedAge is for how long caches need not ask for a feed again.
const feedAge = 5 * time.Minute

// eventFeeds are the calendars that others subscribe to.
type eventFeeds struct {
	newsstand

	agenda *agenda.Agenda
}

// mount registers the feeds below g.
func (h eventFeeds) mount(g rest.Group) {
	g.Get("/events.ics", rest.Anyone, h.all, rest.Produces("text/calendar"))
	g.Get("/sections/:slug/events.ics", rest.Anyone, h.section, rest.Produces("text/calendar"))
}

// all godoc
//
//	@ID		getEventsFeed
//	@Summary	Subscribe to the events of the newsroom
//	@Description	A calendar of what takes place from 30 days ago to 400 days ahead. What was cancelled stays for 30 days, so that calendars take it out.
//	@Tags		Feeds
//	@Produce	text/calendar
//	@Param		locale	query	string	false	"Language (BCP 47)"	example(vi)
//	@Param		If-None-Match	header	string	false	"Entity tag of the answer you have"	example(W/"9f86d081884c7d65")
//	@Success	200	{string}	string	"An iCalendar object (RFC 5545)"
//	@Success	304	"You have it"
//	@Router		/feeds/events.ics [get]
func (h eventFeeds) all(c echo.Context) error {
	return h.kept(c, func() (*rest.Answer, error) {
		q := rest.Params(c)
		locale := q.String("locale", maxLocale)
		if err := q.Done(); err != nil {
			return nil, err
		}
		return h.feed(c.Request().Context(), rest.Now(c), h.site.Name, locale, nil)
	})
}

// section godoc
//
//	@ID		getSectionEventsFeed
//	@Summary	Subscribe to the events of a section
//	@Tags		Feeds
//	@Produce	text/calendar
//	@Param		slug	path	string	true	"Slug or id of the section"	example(doan-the)
//	@Param		locale	query	string	false	"Language (BCP 47)"	example(vi)
//	@Param		If-None-Match	header	string	false	"Entity tag of the answer you have"	example(W/"9f86d081884c7d65")
//	@Success	200	{string}	string	"An iCalendar object (RFC 5545)"
//	@Success	301	"The section has another slug now"
//	@Success	304	"You have it"
//	@Failure	410	{object}	rest.Problem	"It was public once"
//	@Router		/feeds/sections/{slug}/events.ics [get]
func (h eventFeeds) section(c echo.Context) error {
	sections := kindStand{newsstand: h.newsstand, kind: taxonomy.SectionKind, path: "/feeds/sections"}
	return sections.moved(c, "/events.ics", h.kept(c, func() (*rest.Answer, error) {
		q := rest.Params(c)
		locale := q.String("locale", maxLocale)
		doc, err := sections.find(c, q)
		if err != nil {
			return nil, err
		}
		name, err := nameIn(doc)
		if err != nil {
			return nil, err
		}
		a, err := h.feed(c.Request().Context(), rest.Now(c), h.site.Name+" – "+name, locale, []string{doc.EntryID})
		if err == nil {
			a.Tags = append(a.Tags, "section-"+doc.EntryID)
		}
		return a, err
	}))
}

// feed is the calendar of what is filed under any of the ids, or of everything.
func (h eventFeeds) feed(ctx context.Context, now time.Time, name, locale string, under []string) (*rest.Answer, error) {
	zone := almanac.Zones{}.Of(h.site.TimeZone)
	today := almanac.Day(almanac.Wall(now, zone)) // the window moves once a day, so that nothing else changes the feed
	found, err := h.agenda.Feed(ctx, agenda.FeedQuery{
		From: almanac.Resolve(today.AddDate(0, 0, -30), zone), To: almanac.Resolve(today.AddDate(0, 0, 400), zone),
		CancelledSince: almanac.Resolve(today.AddDate(0, 0, -30), zone), Locale: locale, Under: under,
	})
	if err != nil {
		return nil, err
	}
	var events []ical.Event
	for _, f := range found {
		one, err := h.site.calendarEvents(f.Doc, f.Timing)
		if err != nil {
			return nil, err
		}
		events = append(events, one...)
	}
	body, err := h.site.calendar(name, events)
	return &rest.Answer{
		Type: calendarType, Body: body, ETag: digest(body), MaxAge: feedAge, Tags: []string{string(event.Kind) + "s"},
		Until: almanac.Resolve(today.AddDate(0, 0, 1), zone),
	}, err
}

// nameIn is what a document with a name is called.
func nameIn(doc edition.Document) (string, error) {
	var said struct {
		Name string `json:"name"`
	}
	err := json.Unmarshal(doc.Doc, &said)
	return said.Name, err
}
