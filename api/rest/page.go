package rest

import (
	"bytes"
	"net/http"
	"strconv"

	"github.com/go-json-experiment/json"
	"github.com/labstack/echo/v4"
)

// Page is one page of a list, as far as its data does not matter.
type Page struct {
	Limit int
	Next  string // the cursor of the page after this one, or "" if there is none
	Prev  string // the cursor of the page before this one, or "" if there is none
	Total *Total // if the client asked for it
}

// Total says how many items a list has: N, or at least N if More.
type Total struct {
	N    int
	More bool
}

// TurnPages makes the cursors of the neighbours of a page. It needs the first
// and last item on the page; the other two say whether there is more on either
// side. An empty page has no neighbours.
func TurnPages(cursors Cursors, binding string, first, last Place, before, after bool) (prev, next string) {
	if before {
		first.Back = true
		prev = cursors.Seal(binding, first)
	}
	if after {
		last.Back = false
		next = cursors.Seal(binding, last)
	}
	return prev, next
}

// PageInfo is where a page stands in its list.
type PageInfo struct {
	Limit      int     `json:"limit" example:"20"`                                                               // how many items a page holds
	Next       *string `json:"next" extensions:"x-nullable" example:"/v1/articles?limit=20&cursor=AQAUMjAyMC0w"` // the address of the next page
	Prev       *string `json:"prev" extensions:"x-nullable"`                                                     // the address of the page before
	NextCursor *string `json:"next_cursor" extensions:"x-nullable" example:"AQAUMjAyMC0w"`                       // the cursor in next
	PrevCursor *string `json:"prev_cursor" extensions:"x-nullable"`                                              // the cursor in prev
	Total      *int    `json:"total,omitzero" example:"31"`                                                      // how many there are in all, if asked for
	Relation   string  `json:"total_relation,omitempty" enums:"eq,gte" example:"eq"`                             // gte: there are more than total
}

func (p Page) info(q *Query) PageInfo {
	info := PageInfo{Limit: p.Limit}
	info.Next, info.NextCursor = turn(q, p.Next)
	info.Prev, info.PrevCursor = turn(q, p.Prev)
	if p.Total != nil {
		info.Total, info.Relation = &p.Total.N, "eq"
		if p.Total.More {
			info.Relation = "gte"
		}
	}
	return info
}

func turn(q *Query, cursor string) (address, same *string) {
	if cursor == "" {
		return nil, nil
	}
	return new(q.at(cursor)), &cursor
}

// at is the address of another page of the same list, relative to the host.
func (q *Query) at(cursor string) string {
	others := q.canonical(func(name string) bool { return name != "cursor" })
	if others != "" {
		others += "&"
	}
	return q.c.Request().URL.EscapedPath() + "?" + others + "cursor=" + cursor
}

// Link returns the Link header (RFC 8288) that names the neighbours of the
// page, or "" if it has none.
func (p Page) Link(q *Query) string {
	var b bytes.Buffer
	for _, to := range []struct{ cursor, rel string }{{p.Next, "next"}, {p.Prev, "prev"}} {
		if to.cursor == "" {
			continue
		}
		if b.Len() > 0 {
			b.WriteString(", ")
		}
		b.WriteString("<" + q.at(to.cursor) + `>; rel="` + to.rel + `"`)
	}
	return b.String()
}

// Cards returns the body of a list of items that are JSON already: the bytes
// of each stand in it as they are. Missing lists the ids that were asked for
// and not found; it is left out if nil.
func Cards(q *Query, p Page, missing []string, cards ...[]byte) ([]byte, error) {
	page, err := json.Marshal(p.info(q))
	if err != nil {
		return nil, err
	}
	var absent []byte
	if missing != nil {
		if absent, err = json.Marshal(missing); err != nil {
			return nil, err
		}
	}
	size := len(page) + len(absent) + 64
	for _, card := range cards {
		size += len(card) + 1
	}
	body := append(make([]byte, 0, size), `{"data":[`...)
	for i, card := range cards {
		if i > 0 {
			body = append(body, ',')
		}
		body = append(body, card...)
	}
	body = append(body, ']')
	if missing != nil {
		body = append(append(body, `,"missing":`...), absent...)
	}
	body = append(append(body, `,"page":`...), page...)
	return append(body, '}'), nil
}

// List is one page of items, as it is answered.
type List[T any] struct {
	Data    []T      `json:"data"`             // the items of the page
	Missing []string `json:"missing,omitzero"` // of the ids that were asked for, those that were not found
	Page    PageInfo `json:"page"`             // where the page stands in the list
}

// SendList answers with one page of items, on the editorial plane.
func SendList[T any](c echo.Context, q *Query, items []T, p Page) error {
	if link := p.Link(q); link != "" {
		c.Response().Header().Set("Link", link)
	}
	return JSON(c, http.StatusOK, List[T]{Data: items, Page: p.info(q)})
}

// Binding names the list that the request asks for: its address, the
// parameters that filter and sort it, and who sees it. Parameters that only
// shape what is shown of each item can change from page to page.
func (q *Query) Binding() string {
	path, actor := q.c.Request().URL.Path, Actor(q.c).ID
	return strconv.Itoa(len(actor)) + actor + path + "?" + q.canonical(filters)
}

func filters(name string) bool {
	switch name {
	case "cursor", "limit", "count", "fields", "include", "view", "body":
		return false
	}
	return true
}
