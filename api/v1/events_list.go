package v1

import (
	"cmp"
	"context"
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"newsdesk/api/rest"
	"newsdesk/internal/agenda"
	"newsdesk/internal/almanac"
	"newsdesk/internal/content"
	"newsdesk/internal/event"
)

// list answers with a page of what takes place.
func (h eventsStand) page(c echo.Context) error {
	return h.kept(c, func() (*rest.Answer, error) {
		q, now := rest.Params(c), rest.Now(c)
		l := listing{shape: h.shape(q), ids: q.IDs("ids", maxIDsRead)}
		l.query.Kind, l.query.Locale = h.kind, q.String("locale", maxLocale)
		l.narrow(q)
		wanted := h.wanted(q, now)
		place, begun, err := q.Cursor(h.cursors)
		if err != nil {
			return nil, err
		}
		limit := q.Limit()
		if err := q.Done(); err != nil {
			return nil, err
		}
		ctx := c.Request().Context()
		if l.ids != nil {
			return h.byIDs(ctx, q, l)
		}
		if err := h.file(ctx, &l); err != nil {
			return nil, err
		}
		wanted.Under, wanted.Locale, wanted.Limit = l.query.Under, l.query.Locale, limit+1
		if begun {
			wanted.After, err = placeIn(place, wanted.Near != nil)
			if err != nil {
				return nil, err
			}
		}
		found, err := h.agenda.List(ctx, wanted)
		if err != nil {
			return nil, err
		}
		page := rest.Page{Limit: limit}
		if len(found) > limit {
			found = found[:limit]
			_, page.Next = rest.TurnPages(h.cursors, q.Binding(), rest.Place{}, placeOf(found[limit-1], wanted.Near != nil), false, true)
		}
		return h.answerPage(ctx, q, l, page, found, now)
	})
}

// narrow reads the filters of lists of events.
func (l *listing) narrow(q *rest.Query) {
	for name, kind := range map[string]content.Kind{"section": "section", "organiser": "organisation", "campaign": "campaign"} {
		if values := q.Strings(name, maxTerms); values != nil {
			l.under = append(l.under, filter{kind, values})
		}
	}
	for _, values := range q.All("tag", maxTerms) {
		l.under = append(l.under, filter{"tag", strings.Split(values, ",")})
	}
}

// clockStep is for how long an answer holds that depends on what the clock shows.
const clockStep = 15 * time.Second

func (h eventsStand) answerPage(ctx context.Context, q *rest.Query, l listing, page rest.Page, found []agenda.Occasion, now time.Time) (*rest.Answer, error) {
	zones, cards := almanac.Zones{}, make([][]byte, len(found))
	for i, o := range found {
		var err error
		if cards[i], err = occasionCard(o, zones, now); err != nil {
			return nil, err
		}
	}
	cards, err := h.apply(ctx, l.shape, cards)
	if err != nil {
		return nil, err
	}
	body, err := rest.Cards(q, page, nil, cards...)
	if err != nil {
		return nil, err
	}
	return &rest.Answer{
		Type: mediaJSON, Body: body, ETag: digest(body), Link: page.Link(q), Tags: l.tags(h.kind), Until: now.Add(clockStep), Modified: now,
	}, nil
}

// wanted reads for which time and place the request asks.
func (h eventsStand) wanted(q *rest.Query, now time.Time) agenda.Query {
	zone := h.site.zoneIn(q)
	w := agenda.Query{From: now, Each: q.Enum("expand", "", "occurrences") != ""}
	from, to := instantOrDay(q, "from", zone), instantOrDay(q, "to", zone)
	if from.IsZero() != to.IsZero() {
		q.Fault("from", "conflicting", "Send from and to together, or neither")
	}
	if !from.IsZero() && !to.IsZero() {
		w.From, w.To = from, to
		if !to.After(from) {
			q.Fault("to", "before_start", "This is not after the beginning")
		}
		if to.Sub(from) > longestWindow {
			q.Fault("to", "out_of_range", "A window is at most %d days long", int(longestWindow.Hours()/24))
		}
	}
	when := q.Enum("when", "", "upcoming", "ongoing", "past", "postponed")
	if when != "" && !from.IsZero() {
		q.Fault("when", "conflicting", "Send from and to, or when")
	}
	switch when {
	case "upcoming":
		w.Begun = new(false)
	case "ongoing":
		w.To, w.Begun = now.Add(time.Millisecond), new(true)
	case "past":
		w.Ended = true
	case "postponed":
		w.Status = event.Postponed
	}
	w.Near = nearIn(q)
	if w.Near != nil && (when == "past" || when == "postponed") {
		q.Fault("near", "conflicting", "This goes with what is not over")
	}
	return w
}

// longestWindow is for how long one request may ask.
const longestWindow = 3660 * 24 * time.Hour

// zoneIn is the zone in which days of the request are meant.
func (s Site) zoneIn(q *rest.Query) *time.Location {
	name := cmp.Or(q.String("timezone", maxTitle), s.TimeZone)
	zone, err := almanac.Zone(name)
	if err != nil {
		q.Fault("timezone", "invalid_time_zone", "This is not an IANA time zone, such as %s", "Asia/Ho_Chi_Minh")
		return time.UTC
	}
	return zone
}

// instantOrDay reads an instant, or a day, which begins with its midnight.
func instantOrDay(q *rest.Query, name string, zone *time.Location) time.Time {
	text := q.String(name, maxTitle)
	if text == "" {
		return time.Time{}
	}
	for _, layout := range []string{time.RFC3339, "2006-01-02T15:04Z07:00"} {
		if at, err := time.Parse(layout, text); err == nil {
			return at
		}
	}
	day, err := time.Parse(time.DateOnly, text)
	if err != nil {
		q.Fault(name, "wrong_format", "Write this like %s or %s", "2020-03-24", "2020-03-24T00:00:00+07:00")
		return time.Time{}
	}
	return almanac.Resolve(day, zone)
}

// The radius of a request that names none, and the largest, in metres.
const (
	nearby   = 50_000
	anywhere = 20_040_000
)

// nearIn reads a place and how far around it.
func nearIn(q *rest.Query) *agenda.Near {
	text := q.String("near", maxTitle)
	radius := q.Int("radius", nearby, 1, anywhere)
	if text == "" {
		if q.Has("radius") {
			q.Fault("radius", "conflicting", "A radius needs a place: near")
		}
		return nil
	}
	lat, lon, ok := strings.Cut(text, ",")
	n := agenda.Near{Radius: float64(radius)}
	var errLat, errLon error
	n.Lat, errLat = strconv.ParseFloat(strings.TrimSpace(lat), 64)
	n.Lon, errLon = strconv.ParseFloat(strings.TrimSpace(lon), 64)
	if !ok || errLat != nil || errLon != nil || !(math.Abs(n.Lat) <= 90) || !(math.Abs(n.Lon) <= 180) {
		q.Fault("near", "out_of_range", "Write degrees of latitude and longitude, like %s", "21.028511,105.804817")
		return nil
	}
	return &n
}

// placeOf is where an occasion stands in its list.
func placeOf(o agenda.Occasion, near bool) rest.Place {
	p := rest.Place{Key: rest.KeyOf(o.From), ID: o.ID + "/" + o.Key}
	if near {
		p.Key = strconv.FormatFloat(o.Distance, 'g', -1, 64)
	}
	return p
}

func placeIn(p rest.Place, near bool) (place *agenda.Place, err error) {
	place = new(agenda.Place)
	place.ID, place.Key, _ = strings.Cut(p.ID, "/")
	if near {
		place.Distance, err = strconv.ParseFloat(p.Key, 64)
		return place, err
	}
	place.At, err = p.At()
	return place, err
}
