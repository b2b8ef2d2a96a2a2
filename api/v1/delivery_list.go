package v1

import (
	"context"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"newsdesk/api/rest"
	"newsdesk/internal/content"
	"newsdesk/internal/edition"
	"newsdesk/internal/ident"
)

const (
	maxWhole   = 50 // documents in one answer that holds them whole
	maxIDsRead = 100
	maxTerms   = 20 // values of one filter
)

// list answers with a page of documents.
func (k kindStand) list(c echo.Context) error {
	return k.kept(c, func() (*rest.Answer, error) {
		q := rest.Params(c)
		l := k.listing(q)
		l.now = rest.Now(c)
		p, err := pagingOf(q, k.cursors, l.query.Desc())
		if err != nil {
			return nil, err
		}
		if l.query.Whole && p.limit > maxWhole {
			q.Fault("limit", "out_of_range", "At most %d are possible with view=full", maxWhole)
		}
		if err := q.Done(); err != nil {
			return nil, err
		}
		ctx := c.Request().Context()
		if l.ids != nil {
			return k.byIDs(ctx, q, l)
		}
		if err := k.file(ctx, &l); err != nil {
			return nil, err
		}
		return k.page(ctx, q, l, p)
	})
}

// listing is what a request for a list says, besides its page.
type listing struct {
	query edition.Query
	shape shape
	ids   []string
	now   time.Time
	under []filter // to be resolved into query.Under
	not   []filter // to be resolved into query.NotUnder
}

// filter is one parameter by which documents are chosen: any of its values.
type filter struct {
	kind   content.Kind
	values []string // slugs or ids
}

func (k kindStand) listing(q *rest.Query) (l listing) {
	l.shape = k.shape(q)
	l.query = edition.Query{Kind: k.kind, Locale: q.String("locale", maxLocale)}
	if k.narrow != nil {
		k.narrow(&l, q)
	}
	l.ids = q.IDs("ids", maxIDsRead)
	sorts := []string{"-published_at", "-updated_at"}
	if k.label {
		sorts = []string{"name", "-updated_at"}
	}
	by, desc := q.Sort(sorts[0], sorts...)
	l.query.Sort, l.query.Asc = sortOf(by), !desc
	if k.forms {
		l.query.Whole = q.Enum("view", "summary", "summary", "full") == "full"
	}
	return l
}

func sortOf(by string) edition.Sort {
	if by == "name" {
		return edition.ByLabel
	}
	return edition.Sort(by)
}

// filters reads the parameters by which articles are chosen.
func (l *listing) filters(q *rest.Query) {
	any := func(name string, kind content.Kind) {
		if values := q.Strings(name, maxTerms); values != nil {
			l.under = append(l.under, filter{kind, values})
		}
	}
	any("section", "section")
	any("author", "author")
	any("event", "event")
	any("campaign", "campaign")
	for _, values := range q.All("tag", maxTerms) {
		l.under = append(l.under, filter{"tag", strings.Split(values, ",")})
	}
	if values := q.Strings("tag_not", maxTerms); values != nil {
		l.not = append(l.not, filter{"tag", values})
	}
	if from := q.Instant("published_from"); !from.IsZero() {
		l.query.From = &from
	}
	if to := q.Instant("published_to"); !to.IsZero() {
		l.query.To = &to
	}
}

// file finds the ids behind the slugs of the filters, in one statement. A slug
// that leads nowhere selects nothing.
func (k kindStand) file(ctx context.Context, l *listing) error {
	var addresses []edition.Address
	for _, f := range append(l.under, l.not...) {
		for _, v := range f.values {
			if !ident.Valid(v) {
				addresses = append(addresses, edition.Address{Kind: f.kind, Slug: v})
			}
		}
	}
	found, err := k.shelf.Resolve(ctx, addresses)
	if err != nil {
		return err
	}
	for _, f := range l.under {
		l.query.Under = append(l.query.Under, f.ids(found))
	}
	for _, f := range l.not {
		l.query.NotUnder = append(l.query.NotUnder, f.ids(found)...)
	}
	return nil
}

func (f filter) ids(found map[edition.Address][]string) []string {
	ids := []string{}
	for _, v := range f.values {
		if ident.Valid(v) {
			ids = append(ids, v)
			continue
		}
		ids = append(ids, found[edition.Address{Kind: f.kind, Slug: v}]...)
	}
	return ids
}

// page answers with the documents that the query selects.
func (k kindStand) page(ctx context.Context, q *rest.Query, l listing, p paging) (*rest.Answer, error) {
	var err error
	l.query.Asc, l.query.Limit = !p.down(), p.take()
	if l.query.Sort == edition.ByLabel {
		l.query.After = p.afterLabel()
	} else if l.query.After, err = p.after(); err != nil {
		return nil, err
	}
	docs, err := k.shelf.List(ctx, l.query)
	if err != nil {
		return nil, err
	}
	docs, page := turn(p, docs, l.place)
	if p.count {
		n, more, err := k.shelf.Count(ctx, l.query)
		if err != nil {
			return nil, err
		}
		page.Total = &rest.Total{N: n, More: more}
	}
	return k.answerList(ctx, q, l, page, docs, nil)
}

// place is where a document stands in the list.
func (l listing) place(d edition.Document) rest.Place {
	switch l.query.Sort {
	case edition.ByLabel:
		return rest.Place{Key: d.Label, ID: d.EntryID}
	case edition.ByUpdated:
		return dated(d.UpdatedAt, d.EntryID)
	default:
		return dated(d.PublishedAt, d.EntryID)
	}
}

// byIDs answers with the documents of the ids in the order they were asked for.
func (k kindStand) byIDs(ctx context.Context, q *rest.Query, l listing) (*rest.Answer, error) {
	rows, err := k.shelf.ByIDs(ctx, l.ids)
	if err != nil {
		return nil, err
	}
	found := make(map[string]edition.Document, len(rows))
	for _, d := range rows {
		if d.Kind == k.kind {
			found[d.EntryID] = d
		}
	}
	docs, missing := []edition.Document{}, []string{}
	for _, id := range l.ids {
		if d, ok := found[id]; ok {
			docs = append(docs, d)
		} else {
			missing = append(missing, id)
		}
	}
	return k.answerList(ctx, q, l, rest.Page{Limit: len(l.ids)}, docs, missing)
}

func (k kindStand) answerList(ctx context.Context, q *rest.Query, l listing, page rest.Page, docs []edition.Document, missing []string) (*rest.Answer, error) {
	cards := make([][]byte, len(docs))
	var until time.Time
	if k.clock != nil {
		until = l.now.Add(clockStep) // what is not in the list now may be then
	}
	for i, d := range docs {
		if cards[i] = d.Card; l.query.Whole {
			cards[i] = d.Doc
		}
		told, ends, err := k.told(cards[i], l.now)
		if err != nil {
			return nil, err
		}
		cards[i], until = told, sooner(until, ends)
	}
	cards, err := k.apply(ctx, l.shape, cards)
	if err != nil {
		return nil, err
	}
	body, err := rest.Cards(q, page, missing, cards...)
	if err != nil {
		return nil, err
	}
	return &rest.Answer{
		Type: mediaJSON, Body: body, ETag: digest(body), Link: page.Link(q), Tags: l.tags(k.kind), Until: until,
	}, nil
}

// tags are by what a cache can be told to forget a list: its kind, and what it
// is narrowed to.
func (l listing) tags(k content.Kind) []string {
	tags := []string{string(k) + "s"}
	for i, f := range l.under {
		for _, id := range l.query.Under[i] {
			tags = append(tags, string(f.kind)+"-"+id)
		}
	}
	return tags
}
