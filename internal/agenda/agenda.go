// Package agenda finds what takes place, and when, among what the public can
// read: by a window of time, by place, and one series taken apart.
package agenda

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"github.com/go-json-experiment/json"

	"newsdesk/internal/almanac"
	"newsdesk/internal/db"
	"newsdesk/internal/event"
	"newsdesk/internal/fault"
)

// Query chooses occasions that are, or may be, going on at some time from From to
// To. The zero value of each other member selects nothing away.
type Query struct {
	From, To time.Time // half-open; a zero To is no bound
	// Begun leaves out what has not begun at From, or what has if it is false.
	Begun *bool
	// Ended is for what was over at From; To is not looked at. The latest are first.
	Ended bool
	// Status chooses by the status; empty: any but postponed, of which nobody knows
	// when it will be.
	Status event.Status
	Locale string
	Under  [][]string // groups of ids: filed under one of each
	Near   *Near
	Each   bool // every occurrence of a series, and not only the next
	After  *Place
	Limit  int
}

// Place is where in a list a page begins: after this occasion.
type Place struct {
	At       time.Time // when it begins
	Distance float64   // in lists by distance, metres
	ID       string    // of the entry
	Key      string    // of the occurrence
}

// Occasion is one time at which something takes place.
type Occasion struct {
	ID string
	event.Occurrence
	Timing   event.Timing
	Distance float64 // metres, in lists by distance
	Card     []byte  // of the document, as it is printed
}

// Place is where the occasion stands in its list.
func (o Occasion) Place() Place { return Place{o.From, o.Distance, o.ID, o.Key} }

// horizon is how far ahead the occurrences of a series without an end are
// followed, where nothing else bounds them.
const (
	horizonEach = 400 * 24 * time.Hour
	horizonNext = 10 * 366 * 24 * time.Hour
)

// Agenda finds occasions. Make one with New.
type Agenda struct{ db *db.DB }

// New returns the agenda of what is public in d.
func New(d *db.DB) *Agenda { return &Agenda{d} }

// List returns up to q.Limit occasions in order of their beginnings, or of their
// distances if q is about a place.
func (a *Agenda) List(ctx context.Context, q Query) (found []Occasion, err error) {
	defer fault.Wrap(&err, "agenda.List")
	switch {
	case q.Near != nil:
		found, err = a.near(ctx, q)
	case q.Ended || q.Status != "":
		found, err = a.whole(ctx, q)
	default:
		found, err = a.window(ctx, q)
	}
	if err != nil {
		return nil, err
	}
	return a.cards(ctx, found)
}

// window merges what is found by its start with what has to be taken apart.
func (a *Agenda) window(ctx context.Context, q Query) ([]Occasion, error) {
	narrow, err := a.rows(ctx, a.build(q).narrow())
	if err != nil {
		return nil, err
	}
	wide, err := a.rows(ctx, a.build(q).wide())
	if err != nil {
		return nil, err
	}
	found := q.occasions(append(narrow, wide...))
	slices.SortFunc(found, inTime)
	return found[:min(len(found), q.Limit)], nil
}

func inTime(a, b Occasion) int {
	return cmp.Or(a.From.Compare(b.From), strings.Compare(a.ID, b.ID), strings.Compare(a.Key, b.Key))
}

// occasions takes rows apart into what q is about.
func (q Query) occasions(rows []row) (found []Occasion) {
	zones := almanac.Zones{}
	from, to, most := q.From, q.To, 1
	if q.Each {
		most = q.Limit
		if q.After != nil && q.After.At.After(from) {
			from = q.After.At
		}
	}
	for _, r := range rows {
		left := most
		for _, o := range q.coming(r.timing, from, to, most+overlapping, zones) {
			one := Occasion{ID: r.id, Occurrence: o, Timing: r.timing, Distance: r.distance}
			if q.Begun != nil && *q.Begun == o.From.After(q.From) {
				continue
			}
			shown := q.Near == nil && q.After != nil && !q.After.before(one) // on a page before
			if shown && q.Each {
				continue
			}
			if left--; left < 0 {
				break
			}
			if shown {
				continue
			}
			found = append(found, one)
		}
	}
	return found
}

// coming lists the occurrences of a series that may matter. Where only the next is
// wanted, it is looked for nearby first.
func (q Query) coming(t event.Timing, from, to time.Time, most int, zones almanac.Zones) []event.Occurrence {
	if to.IsZero() && !q.Each {
		if soon := t.Between(from, from.Add(nearby), most, zones); len(soon) > 0 && soon[len(soon)-1].From.After(q.From) {
			return soon
		}
	}
	return t.Between(from, q.until(from, to), most, zones)
}

// nearby is within what time most series have their next occurrence.
const nearby = 10 * 24 * time.Hour

// overlapping is how many occurrences of one series are looked past, because they
// have begun already and what has not is wanted.
const overlapping = 32

// until is where a window ends that the caller may have left open.
func (q Query) until(from, to time.Time) time.Time {
	if !to.IsZero() {
		return to
	}
	if q.Each {
		return from.Add(horizonEach)
	}
	return from.Add(horizonNext)
}

// before reports whether the place is before an occasion in a list in order of time.
func (p *Place) before(o Occasion) bool {
	return inTime(Occasion{ID: p.ID, Occurrence: event.Occurrence{From: p.At, Key: p.Key}}, o) < 0
}

// whole lists events as such, by their first beginning.
func (a *Agenda) whole(ctx context.Context, q Query) (found []Occasion, err error) {
	zones := almanac.Zones{}
	var all []row
	for _, wide := range []bool{false, true} {
		rows, err := a.rows(ctx, a.build(q).whole(wide))
		if err != nil {
			return nil, err
		}
		all = append(all, rows...)
	}
	for _, r := range all {
		if first := r.timing.Between(r.starts, r.starts.Add(time.Nanosecond), 1, zones); len(first) == 1 {
			found = append(found, Occasion{ID: r.id, Occurrence: first[0], Timing: r.timing})
		}
	}
	slices.SortFunc(found, func(a, b Occasion) int {
		if q.Ended {
			return inTime(b, a)
		}
		return inTime(a, b)
	})
	return found[:min(len(found), q.Limit)], nil
}

// cards fills in how the occasions are printed. What was withdrawn since they were
// found is left out.
func (a *Agenda) cards(ctx context.Context, found []Occasion) ([]Occasion, error) {
	if len(found) == 0 {
		return nil, nil
	}
	ids := make([]string, len(found))
	for i, o := range found {
		ids[i] = o.ID
	}
	var rows []struct {
		EntryID string
		Card    []byte
	}
	now := a.db.Now()
	err := db.Gorm(ctx, a.db).Table("editions").Select("entry_id", "card").
		Where("entry_id IN ? AND visible_from <= ? AND (visible_until IS NULL OR visible_until > ?)", ids, now, now).Scan(&rows).Error
	if err != nil {
		return nil, db.Err(err)
	}
	cards := make(map[string][]byte, len(rows))
	for _, r := range rows {
		cards[r.EntryID] = r.Card
	}
	for i := range found {
		found[i].Card = cards[found[i].ID]
	}
	return slices.DeleteFunc(found, func(o Occasion) bool { return o.Card == nil }), nil
}

// TimingOf reads the stored form of a timing.
func TimingOf(stored string) (t event.Timing, err error) {
	err = json.Unmarshal([]byte(stored), &t)
	return t, err
}

// Timing is when the public document of an entry takes place.
func (a *Agenda) Timing(ctx context.Context, id string) (t event.Timing, err error) {
	defer fault.Wrap(&err, "agenda.Timing(%s)", id)
	var stored []string
	if err := db.Gorm(ctx, a.db).Raw("SELECT timing FROM edition_occasions WHERE entry_id = ?", id).Scan(&stored).Error; err != nil {
		return t, db.Err(err)
	}
	if len(stored) == 0 {
		return t, fault.New(fault.NotFound, "Not found")
	}
	return TimingOf(stored[0])
}
