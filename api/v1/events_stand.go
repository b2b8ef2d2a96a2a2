package v1

import (
	"context"
	"slices"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	"github.com/labstack/echo/v4"

	"newsdesk/api/rest"
	"newsdesk/internal/agenda"
	"newsdesk/internal/almanac"
	"newsdesk/internal/article"
	"newsdesk/internal/edition"
	"newsdesk/internal/event"
)

// eventsStand is the delivery API of events.
type eventsStand struct {
	kindStand

	agenda *agenda.Agenda
}

func newEventsStand(n newsstand, a *agenda.Agenda) eventsStand {
	return eventsStand{kindStand{
		newsstand: n, kind: event.Kind, path: "/v1/events", forms: true, members: members[Event](),
		includes: []string{"section", "section.parent", "tags", "parent", "follows", "coverage", "coverage.section", "coverage.authors", "campaigns"},
	}, a}
}

// mount registers the routes of events below g.
func (h eventsStand) mount(g rest.Group) {
	g.Get("/events", rest.Anyone, h.list)
	g.Get("/events/:slug", rest.Anyone, h.get)
	g.Get("/events/:slug/occurrences", rest.Anyone, h.occurrences)
	g.Get("/events/:slug/json-ld", rest.Anyone, h.jsonLD, rest.Produces("application/ld+json"))
	g.Get("/events/:slug/calendar.ics", rest.Anyone, h.calendar, rest.Produces("text/calendar"))
}

// list godoc
//
//	@ID		listEvents
//	@Summary	List what takes place, earliest first
//	@Description	Without from, to and when: whatever is not over yet. Each event stands once, for the first of its occurrences that is meant, unless they are expanded. Pages go forward only.
//	@Tags		Events
//	@Produce	json
//	@Param		from	query	string	false	"Going on at or after this instant, or midnight of this day; with to"	example(2026-11-23)
//	@Param		to	query	string	false	"Going on before this instant, or midnight of this day; with from"	example(2026-11-30)
//	@Param		timezone	query	string	false	"IANA time zone of days in from and to; that of the site if absent"	example(Asia/Ho_Chi_Minh)
//	@Param		when	query	string	false	"By the clock: not yet begun, going on, over (latest first), or put off to a time that nobody knows"	Enums(upcoming,ongoing,past,postponed)
//	@Param		expand	query	string	false	"Every occurrence of a series by itself; of 400 days where no window is given"	Enums(occurrences)
//	@Param		near	query	string	false	"Around this place, nearest first: degrees of latitude and longitude"	example(21.028511,105.804817)
//	@Param		radius	query	int	false	"How far around, in metres"	minimum(1)	maximum(20040000)	default(50000)	example(94000)
//	@Param		section	query	[]string	false	"In any of these sections or below, by slug or id"	collectionFormat(csv)	example(doan-the)
//	@Param		organiser	query	[]string	false	"Held by any of these organisations, by slug or id"	collectionFormat(csv)	example(doan-khoi-cac-co-quan-tinh)
//	@Param		campaign	query	[]string	false	"Having to do with any of these campaigns"	collectionFormat(csv)	example(01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e19)
//	@Param		tag	query	[]string	false	"With all of these tags, by slug or id; each may list alternatives by comma"	collectionFormat(multi)	example(thanh-nien)
//	@Param		locale	query	string	false	"Language (BCP 47)"	example(vi)
//	@Param		ids	query	[]string	false	"Just these, in this order (at most 100)"	collectionFormat(csv)	example(01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e18)
//	@Param		limit	query	int	false	"How many on a page"	minimum(1)	maximum(100)	default(20)	example(20)
//	@Param		cursor	query	string	false	"Where the page begins, from next_cursor"	example(AQAUMjAyMC0w)
//	@Param		body	query	[]string	false	"Forms of the body; for documents alone"	collectionFormat(csv)	Enums(blocks,html,markdown,text,portable_text)
//	@Param		include	query	[]string	false	"Show these relations whole"	collectionFormat(csv)	Enums(section,section.parent,tags,parent,follows,coverage,coverage.section,coverage.authors,campaigns)
//	@Param		fields	query	[]string	false	"Only these members; id and type always. The others are absent, even those that the schema requires"	collectionFormat(csv)	example(title,start)
//	@Param		If-None-Match	header	string	false	"Entity tag of the answer you have"	example(W/"9f86d081884c7d65")
//	@Success	200	{object}	rest.List[EventSummary]	"A page of events"
//	@Success	304	"You have it"
//	@Router		/v1/events [get]
func (h eventsStand) list(c echo.Context) error { return h.page(c) }

// get godoc
//
//	@ID		getEvent
//	@Summary	Read an event
//	@Tags		Events
//	@Produce	json
//	@Param		slug	path	string	true	"Slug or id of the event"	example(toa-dam)
//	@Param		locale	query	string	false	"Language (BCP 47)"	example(vi)
//	@Param		body	query	[]string	false	"Forms of the body, each in a member of its own; blocks alone if absent"	collectionFormat(csv)	Enums(blocks,html,markdown,text,portable_text)
//	@Param		include	query	[]string	false	"Show these relations whole; coverage adds the articles that cover it"	collectionFormat(csv)	Enums(section,section.parent,tags,parent,follows,coverage,coverage.section,coverage.authors,campaigns)
//	@Param		fields	query	[]string	false	"Only these members; id and type always. The others are absent, even those that the schema requires"	collectionFormat(csv)	example(title,start)
//	@Param		If-None-Match	header	string	false	"Entity tag of the answer you have"	example(W/"9f86d081884c7d65")
//	@Success	200	{object}	Event	"The event"
//	@Success	301	"It has another slug now"
//	@Success	304	"You have it"
//	@Failure	410	{object}	rest.Problem	"It was public once"
//	@Router		/v1/events/{slug} [get]
func (h eventsStand) get(c echo.Context) error {
	return h.one(c, "", func(doc edition.Document, s shape) (*rest.Answer, error) {
		ctx, now := c.Request().Context(), rest.Now(c)
		t, err := h.agenda.Timing(ctx, doc.EntryID)
		if err != nil {
			return nil, err
		}
		members, err := split(doc.Doc)
		if err != nil {
			return nil, err
		}
		stands, until := standing(doc, t, now)
		if members, err = put(members, stands...); err != nil {
			return nil, err
		}
		if members, err = h.coverage(ctx, doc.EntryID, s, members); err != nil {
			return nil, err
		}
		if members, err = h.campaigns(ctx, s, members, now); err != nil {
			return nil, err
		}
		shaped, err := h.apply(ctx, s, [][]byte{join(members)})
		if err != nil {
			return nil, err
		}
		a := h.answer(doc)
		a.Type, a.Body, a.ETag, a.Until, a.Modified = mediaJSON, shaped[0], digest(shaped[0]), until, now
		return a, nil
	})
}

// standing is what the clock says of an event, and until when.
func standing(doc edition.Document, t event.Timing, now time.Time) (members []any, until time.Time) {
	zones := almanac.Zones{}
	coming := t.Between(now, now.AddDate(10, 0, 0), 2, zones)
	state := "ended"
	if len(coming) > 0 {
		state = lifecycle(coming[0], statusOf(t, coming[0]), now)
	} else if t.Status == event.Postponed {
		state = "upcoming"
	}
	for _, o := range coming {
		for _, at := range []time.Time{o.From, o.Until} {
			if at.After(now) {
				until = sooner(until, at)
			}
		}
	}
	members = []any{"lifecycle", state}
	if !t.Recurring() {
		return members, until
	}
	var next *EventOccurrence
	if len(coming) > 0 {
		title, venue := titleAndVenue(doc)
		next = new(eventOccurrence(doc.EntryID, t, coming[0], title, venue, zones, now))
	}
	return append(members, "next_occurrence", next), until
}

func titleAndVenue(doc edition.Document) (string, *EventVenue) {
	var said struct {
		Title string      `json:"title"`
		Venue *EventVenue `json:"venue"`
	}
	if err := json.Unmarshal(doc.Doc, &said); err != nil {
		return "", nil // cannot be: the press wrote it
	}
	return said.Title, said.Venue
}

// covered is how many articles are shown of those that cover an event.
const covered = 20

// coverage adds the articles that cover an event, if they are asked for.
func (h eventsStand) coverage(ctx context.Context, id string, s shape, members []member) ([]member, error) {
	if !slices.ContainsFunc(s.include, func(path string) bool {
		return path == "coverage" || path == "coverage.section" || path == "coverage.authors"
	}) {
		return members, nil
	}
	articles, err := h.covering(ctx, id)
	if err != nil {
		return nil, err
	}
	cards := make([]jsontext.Value, len(articles))
	for i, a := range articles {
		cards[i] = a.Card
	}
	return put(members, "coverage", cards)
}

// campaigns shows the campaigns of an event whole, if they are asked for.
func (h eventsStand) campaigns(ctx context.Context, s shape, members []member, now time.Time) ([]member, error) {
	at := slices.IndexFunc(members, func(m member) bool { return m.name == "campaigns" })
	if at < 0 || !slices.Contains(s.include, "campaigns") {
		return members, nil
	}
	var links []EventCampaign
	if err := json.Unmarshal(members[at].raw, &links); err != nil {
		return nil, err
	}
	found, err := h.drives(ctx, links)
	if err != nil {
		return nil, err
	}
	stand := newCampaignsStand(h.newsstand)
	whole := make([]IncludedCampaign, 0, len(links))
	for _, l := range links {
		doc, ok := found[l.Campaign.ID]
		if !ok {
			continue // withdrawn since the event was printed
		}
		told, _, err := stand.told(doc.Doc, now)
		if err != nil {
			return nil, err
		}
		whole = append(whole, IncludedCampaign{told, l.Role})
	}
	return put(members, "campaigns", whole)
}

// IncludedCampaign is a campaign that is shown whole inside an event.
type IncludedCampaign struct {
	Campaign jsontext.Value `json:"campaign" swaggertype:"object"`
	Role     string         `json:"role"`
}

// drives are the documents of campaigns, as far as they are public now.
func (h eventsStand) drives(ctx context.Context, links []EventCampaign) (map[string]edition.Document, error) {
	ids := make([]string, len(links))
	for i, l := range links {
		ids[i] = l.Campaign.ID
	}
	docs, err := h.shelf.ByIDs(ctx, ids)
	found := map[string]edition.Document{}
	for _, d := range docs {
		found[d.EntryID] = d
	}
	return found, err
}

func (h eventsStand) covering(ctx context.Context, id string) ([]edition.Document, error) {
	return h.shelf.List(ctx, edition.Query{
		Kind: article.Kind, Under: [][]string{{id}}, Sort: edition.ByPublished, Limit: covered,
	})
}

// occurrences godoc
//
//	@ID		listEventOccurrences
//	@Summary	List the occurrences of an event, earliest first
//	@Description	Without from and to: of the 400 days from now. Pages go forward only.
//	@Tags		Events
//	@Produce	json
//	@Param		slug	path	string	true	"Slug or id of the event"	example(sinh-hoat-chi-doan)
//	@Param		from	query	string	false	"Going on at or after this instant, or midnight of this day; with to"	example(2020-03-01)
//	@Param		to	query	string	false	"Going on before this instant, or midnight of this day; with from"	example(2020-05-01)
//	@Param		timezone	query	string	false	"IANA time zone of days in from and to; that of the site if absent"	example(Asia/Ho_Chi_Minh)
//	@Param		locale	query	string	false	"Language (BCP 47)"	example(vi)
//	@Param		limit	query	int	false	"How many on a page"	minimum(1)	maximum(100)	default(20)	example(20)
//	@Param		cursor	query	string	false	"Where the page begins, from next_cursor"	example(AQAUMjAyMC0w)
//	@Param		If-None-Match	header	string	false	"Entity tag of the answer you have"	example(W/"9f86d081884c7d65")
//	@Success	200	{object}	rest.List[EventOccurrence]	"A page of occurrences"
//	@Success	301	"It has another slug now"
//	@Success	304	"You have it"
//	@Failure	410	{object}	rest.Problem	"It was public once"
//	@Router		/v1/events/{slug}/occurrences [get]
func (h eventsStand) occurrences(c echo.Context) error {
	return h.moved(c, "/occurrences", h.kept(c, func() (*rest.Answer, error) {
		q, now := rest.Params(c), rest.Now(c)
		w, err := windowIn(q, h.site, h.cursors, now)
		if err != nil {
			return nil, err
		}
		doc, err := h.find(c, q)
		if err != nil {
			return nil, err
		}
		t, err := h.agenda.Timing(c.Request().Context(), doc.EntryID)
		if err != nil {
			return nil, err
		}
		title, venue := titleAndVenue(doc)
		wire, page := w.page(doc.EntryID, t, title, venue, now)
		cards := make([][]byte, len(wire))
		for i, one := range wire {
			if cards[i], err = encode(one); err != nil {
				return nil, err
			}
		}
		body, err := rest.Cards(q, page, nil, cards...)
		if err != nil {
			return nil, err
		}
		a := h.answer(doc)
		a.Type, a.Body, a.ETag, a.Link, a.Until, a.Modified = mediaJSON, body, digest(body), page.Link(q), now.Add(clockStep), now
		return a, nil
	}))
}
