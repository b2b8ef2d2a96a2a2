package v1

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/labstack/echo/v4"

	"newsdesk/api/rest"
	"newsdesk/internal/content"
	"newsdesk/internal/edition"
)

// newsstand is what every delivery handler works with. It has no way to
// anything but the shelf.
type newsstand struct {
	shelf   *edition.Shelf
	cache   *edition.Cache[*rest.Answer]
	cursors rest.Cursors
	site    Site
}

// kindStand is the delivery API of one kind.
type kindStand struct {
	newsstand
	kind     content.Kind
	path     string   // of the collection, such as /v1/articles
	members  []string // of the whole document
	includes []string // relations that can be shown whole
	forms    bool     // the documents have a body, in several forms
	label    bool     // lists are in alphabetical order
	// narrow reads the filters of lists that this kind has; nil: none.
	narrow func(*listing, *rest.Query)
	// clock says what the clock adds to a printed document, and until when it
	// says that; nil: nothing.
	clock func(doc []byte, now time.Time) (members []any, until time.Time, err error)
}

const mediaJSON = "application/json; charset=utf-8"

// kept sends the answer to this very address from memory, or makes and keeps it.
func (n newsstand) kept(c echo.Context, make func() (*rest.Answer, error)) error {
	key := c.Request().RequestURI
	if a, ok := n.cache.Get(key, rest.Now(c)); ok {
		return rest.Send(c, a)
	}
	turn := n.shelf.Turns() // before reading: what changes meanwhile makes the answer old
	a, err := make()
	if err != nil {
		return err
	}
	span, err := n.shelf.Span(c.Request().Context())
	if err != nil {
		return err
	}
	a.Until = sooner(a.Until, span.Until)
	if a.Modified.IsZero() {
		a.Modified = span.Since
	}
	n.cache.Put(key, a, turn, a.Until, len(a.Body)*2) // and as much again, compressed
	return rest.Send(c, a)
}

// digest is the entity tag of bytes that were put together for a request.
func digest(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:12])
}

// shape is how a request wants documents shown.
type shape struct {
	fields  []string
	include []string
	forms   []string
}

const maxFields = 50

// shape reads fields, include and body.
func (k kindStand) shape(q *rest.Query) shape {
	s := shape{include: q.Among("include", maxIncludes, k.includes...)}
	if k.forms {
		s.forms = q.Among("body", len(bodyForms()), bodyForms()...)
	}
	s.fields = q.Among("fields", maxFields, k.members...)
	return s
}

// plain reports whether documents are wanted as they are stored.
func (s shape) plain() bool { return len(s.fields)+len(s.include)+len(s.forms) == 0 }

// apply shows documents in the shape.
func (n newsstand) apply(ctx context.Context, s shape, docs [][]byte) ([][]byte, error) {
	if s.plain() {
		return docs, nil
	}
	parts := make([][]member, len(docs))
	for i, doc := range docs {
		members, err := split(doc)
		if err != nil {
			return nil, err
		}
		if parts[i], err = recast(members, s.forms); err != nil {
			return nil, err
		}
	}
	if err := include(ctx, n.shelf, parts, s.include); err != nil {
		return nil, err
	}
	shaped := make([][]byte, len(docs))
	for i, members := range parts {
		shaped[i] = join(s.pick(members))
	}
	return shaped, nil
}

// pick keeps the fields asked for; what is included is asked for too.
func (s shape) pick(members []member) []member {
	if len(s.fields) == 0 {
		return members
	}
	fields := slices.Clone(s.fields)
	for _, path := range s.include {
		name, _, _ := strings.Cut(path, ".")
		fields = append(fields, name)
	}
	for _, form := range s.forms {
		fields = append(fields, bodyMember(form))
	}
	return pick(members, fields)
}

// get answers with one document.
func (k kindStand) get(c echo.Context) error {
	return k.one(c, "", func(doc edition.Document, s shape) (*rest.Answer, error) {
		a := k.answer(doc)
		a.Type, a.Body, a.ETag = mediaJSON, doc.Doc, doc.ETag
		if s.plain() && k.clock == nil {
			return a, nil
		}
		told, until, err := k.told(doc.Doc, rest.Now(c))
		if err != nil {
			return nil, err
		}
		shaped, err := k.apply(c.Request().Context(), s, [][]byte{told})
		if err != nil {
			return nil, err
		}
		a.Body, a.ETag, a.Modified, a.Until = shaped[0], digest(shaped[0]), time.Time{}, until
		return a, nil
	})
}

// told is a printed document with what the clock adds to it, and until when.
func (k kindStand) told(doc []byte, now time.Time) ([]byte, time.Time, error) {
	if k.clock == nil {
		return doc, time.Time{}, nil
	}
	says, until, err := k.clock(doc, now)
	if err != nil {
		return nil, until, err
	}
	members, err := split(doc)
	if err != nil {
		return nil, until, err
	}
	if members, err = put(members, says...); err != nil {
		return nil, until, err
	}
	return join(members), until, nil
}

// one finds the document that the address names and sends what write makes of
// it. Readers of an old address are sent to where it is now; suffix is what
// follows the slug there.
func (k kindStand) one(c echo.Context, suffix string, write func(edition.Document, shape) (*rest.Answer, error)) error {
	err := k.kept(c, func() (*rest.Answer, error) {
		q := rest.Params(c)
		var s shape
		if suffix == "" {
			s = k.shape(q)
		}
		doc, err := k.find(c, q)
		if err != nil {
			return nil, err
		}
		return write(doc, s)
	})
	return k.moved(c, suffix, err)
}

// moved sends readers of an old address to where it is now, if err says so; suffix
// is what follows the slug there.
func (k kindStand) moved(c echo.Context, suffix string, err error) error {
	if moved, ok := errors.AsType[edition.MovedError](err); ok {
		return rest.Moved(c, k.path+"/"+moved.Slug+suffix)
	}
	return err
}

// find looks up the document that the address names, after all parameters of
// the request have been read.
func (k kindStand) find(c echo.Context, q *rest.Query) (edition.Document, error) {
	locale := q.String("locale", maxLocale)
	if locale == "" {
		locale = k.site.Locale
	}
	if err := q.Done(); err != nil {
		return edition.Document{}, err
	}
	key, isID, err := rest.Key(c, "slug")
	if err != nil {
		return edition.Document{}, err
	}
	return k.shelf.Find(c.Request().Context(), k.kind, key, locale, isID)
}

const maxLocale = 35 // the longest language tag that RFC 5646 wants supported

// answer is what every form of a document has in common.
func (k kindStand) answer(doc edition.Document) *rest.Answer {
	modified := doc.PrintedAt
	if doc.VisibleFrom.After(modified) {
		modified = doc.VisibleFrom
	}
	return &rest.Answer{Language: doc.Locale, Modified: modified, Tags: tagsOf(k.kind, doc)}
}

// tagsOf are by what a cache can be told to forget a document: itself, and the
// section that it shows.
func tagsOf(k content.Kind, doc edition.Document) []string {
	tags := []string{string(k) + "-" + doc.EntryID}
	var shows struct {
		Section *struct {
			ID string `json:"id"`
		} `json:"section"`
	}
	if err := json.Unmarshal(doc.Doc, &shows); err == nil && shows.Section != nil {
		tags = append(tags, "section-"+shows.Section.ID)
	}
	return tags
}
