package v1

import (
	"slices"
	"strconv"
	"time"

	"newsdesk/api/rest"
	"newsdesk/internal/content"
)

// paging is the part of a list that a request asks for.
type paging struct {
	cursors rest.Cursors
	binding string
	limit   int
	place   rest.Place
	begun   bool // a cursor was sent, so place is meant
	desc    bool // the list goes from high to low
	count   bool
}

// pagingOf reads limit, cursor and count. The cursor comes first among the
// faults, because nothing else can be judged when it belongs to another list.
func pagingOf(q *rest.Query, cursors rest.Cursors, desc bool) (p paging, err error) {
	p = paging{cursors: cursors, binding: q.Binding(), limit: q.Limit(), desc: desc, count: q.Bool("count")}
	p.place, p.begun, err = q.Cursor(cursors)
	return p, err
}

// down is the direction in which the query runs: against the list for the page
// before a place.
func (p paging) down() bool { return p.desc != p.place.Back }

// take is how many items the query takes: one more than the page holds tells
// whether there is another page.
func (p paging) take() int { return p.limit + 1 }

// after is the place from which a query by date goes on, or nil at the start.
func (p paging) after() (*content.After, error) {
	if !p.begun {
		return nil, nil //nolint:nilnil // the start has no place
	}
	at, err := p.place.At()
	return &content.After{At: at, ID: p.place.ID}, err
}

// afterLabel is the same for a query in alphabetical order.
func (p paging) afterLabel() *content.After {
	if !p.begun {
		return nil
	}
	return &content.After{Label: p.place.Key, ID: p.place.ID}
}

// number is the same for a list by number; 0 is the start.
func (p paging) number() (int, error) {
	if !p.begun {
		return 0, nil
	}
	return strconv.Atoi(p.place.Key)
}

// turn cuts what the query took down to the page, puts it in the order of the
// list, and finds the neighbours.
func turn[T any](p paging, items []T, placeOf func(T) rest.Place) ([]T, rest.Page) {
	more := len(items) > p.limit
	if more {
		items = items[:p.limit]
	}
	if p.place.Back {
		slices.Reverse(items)
	}
	page := rest.Page{Limit: p.limit}
	if len(items) == 0 {
		return items, page
	}
	before, after := p.begun, more
	if p.place.Back {
		before, after = more, true
	}
	page.Prev, page.Next = rest.TurnPages(p.cursors, p.binding, placeOf(items[0]), placeOf(items[len(items)-1]), before, after)
	return items, page
}

// dated is the place of an item in a list by date.
func dated(at time.Time, id string) rest.Place { return rest.Place{Key: rest.KeyOf(at), ID: id} }
