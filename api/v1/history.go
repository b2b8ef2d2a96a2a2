package v1

import (
	"net/http"
	"strconv"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	"github.com/labstack/echo/v4"

	"newsdesk/api/rest"
	"newsdesk/internal/auth"
	"newsdesk/internal/content"
	"newsdesk/internal/desk"
	"newsdesk/internal/diff"
	"newsdesk/internal/policy"
)

// RevisionSummary is one save of an entry.
type RevisionSummary struct {
	Revision     int       `json:"revision" example:"3"`                      // its number, from 1
	Verb         string    `json:"verb" example:"update"`                     // what was done
	Note         string    `json:"note" example:""`                           // the reason given
	Published    bool      `json:"published" example:"false"`                 // it was brought out by this act
	RestoredFrom *int      `json:"restored_from" extensions:"x-nullable"`     // the revision that came back
	CreatedAt    time.Time `json:"created_at" example:"2020-03-24T11:26:00Z"` // when it was saved
	CreatedBy    UserStub  `json:"created_by"`                                // who saved it
}

// Revision is one save of an entry with its content.
type Revision struct {
	RevisionSummary
	Content jsontext.Value `json:"content" swaggertype:"object"` // the members of the kind, as they were stored
}

// Usages is where an entry is used.
type Usages struct {
	Data []Usage `json:"data"` // each entry once
}

// Usage is one entry that shows another.
type Usage struct {
	DraftStub
	Roles         []string `json:"roles" example:"hero,image"`     // what the other is there
	InWorkingCopy bool     `json:"in_working_copy" example:"true"` // in what the newsroom works on
	InPublic      bool     `json:"in_public" example:"true"`       // in the revision that is public
}

// usages answers "where is this used?" over all kinds and states.
func (k kindDesk[B, In, Patch]) usages(c echo.Context) error {
	it, err := k.read(c)
	if err != nil {
		return err
	}
	uses, err := content.Usages(c.Request().Context(), k.db, it.ID, content.NotTrashed)
	if err != nil {
		return err
	}
	answer := Usages{Data: make([]Usage, 0, len(uses))}
	for _, u := range uses {
		if !k.desk.Readable(rest.Actor(c), u.Entry) {
			continue
		}
		if use, seen := k.use(rest.Actor(c), u); seen {
			answer.Data = append(answer.Data, use)
		}
	}
	return rest.JSON(c, http.StatusOK, answer)
}

// revisions lists the revisions of an entry, newest first.
func (k kindDesk[B, In, Patch]) revisions(c echo.Context) error {
	it, err := k.read(c)
	if err != nil {
		return err
	}
	q := rest.Params(c)
	p, err := pagingOf(q, k.cursors, true)
	if err != nil {
		return err
	}
	if err := q.Done(); err != nil {
		return err
	}
	from, err := p.number()
	if err != nil {
		return err
	}
	revs, err := content.Revisions(c.Request().Context(), k.db, it.ID, from, p.down(), p.take())
	if err != nil {
		return err
	}
	revs, page := turn(p, revs, func(r content.Revision) rest.Place {
		return rest.Place{Key: strconv.Itoa(r.Version), ID: r.EntryID}
	})
	if p.count {
		page.Total = &rest.Total{N: it.Version}
	}
	summaries := make([]RevisionSummary, len(revs))
	for i, r := range revs {
		summaries[i] = revisionSummary(r)
	}
	return rest.SendList(c, q, summaries, page)
}

func revisionSummary(r content.Revision) RevisionSummary {
	s := RevisionSummary{
		Revision: r.Version, Verb: r.Verb, Note: r.Note, Published: r.Live, CreatedAt: utc(r.At),
		CreatedBy: UserStub{ID: r.ActorID, Type: "user", Name: r.ActorName},
	}
	if r.RestoredFrom != 0 {
		s.RestoredFrom = &r.RestoredFrom
	}
	return s
}

// revision answers with one revision.
func (k kindDesk[B, In, Patch]) revision(c echo.Context) error {
	if err := rest.Params(c).Done(); err != nil {
		return err
	}
	it, r, err := k.revisionAt(c)
	if err != nil {
		return err
	}
	body, err := k.revised(rest.Actor(c), it.Entry, r.Body)
	if err != nil {
		return err
	}
	return rest.JSON(c, http.StatusOK, Revision{RevisionSummary: revisionSummary(r), Content: body})
}

// revisionAt reads the revision that the address names, and the entry.
func (k kindDesk[B, In, Patch]) revisionAt(c echo.Context) (it content.Item, r content.Revision, err error) {
	if it, err = k.read(c); err != nil {
		return it, r, err
	}
	n, err := rest.Number(c, "revision")
	if err != nil {
		return it, r, err
	}
	r, err = content.GetRevision(c.Request().Context(), k.db, it.ID, n)
	return it, r, err
}

// diff answers with what changed from one revision to another.
func (k kindDesk[B, In, Patch]) diff(c echo.Context) error {
	it, to, err := k.revisionAt(c)
	if err != nil {
		return err
	}
	q := rest.Params(c)
	against := q.Int("against", max(to.Version-1, 1), 1, maxRevision)
	if err := q.Done(); err != nil {
		return err
	}
	from, err := content.GetRevision(c.Request().Context(), k.db, to.EntryID, against)
	if err != nil {
		return err
	}
	d, err := k.compared(rest.Actor(c), it.Entry, from, to)
	if err != nil {
		return err
	}
	return rest.JSON(c, http.StatusOK, RevisionDiff{From: against, To: to.Version, Diff: d})
}

// compared is what changed between two revisions of what the actor may see.
func (n newsroom) compared(actor auth.Actor, e content.Entry, from, to content.Revision) (diff.Diff, error) {
	before, err := n.revised(actor, e, from.Body)
	if err != nil {
		return diff.Diff{}, err
	}
	after, err := n.revised(actor, e, to.Body)
	if err != nil {
		return diff.Diff{}, err
	}
	return diff.Compare(before, after)
}

const maxRevision = 1 << 30

// RevisionDiff is what changed from one revision to another.
type RevisionDiff struct {
	From int `json:"from" example:"1"` // the older revision
	To   int `json:"to" example:"2"`   // the newer revision
	diff.Diff
}

// restoreRevision brings the content of an old revision back as a new one. The
// address of the entry stays: it is where readers are, not what they read.
func (k kindDesk[B, In, Patch]) restoreRevision(c echo.Context) error {
	_, old, err := k.revisionAt(c)
	if err != nil {
		return err
	}
	back := func(d *desk.Draft) error {
		head := *d.Body.Head()
		b := k.kinds[k.kind].New()
		if err := json.Unmarshal([]byte(old.Body), b); err != nil {
			return err
		}
		restored := b.Head()
		restored.EntryID, restored.Stage, restored.Slug = head.EntryID, head.Stage, head.Slug
		d.Body = b
		return nil
	}
	all := func() []string { return k.kinds.Members(k.kind) }
	return k.act(c, desk.Act{Verb: policy.Update, Edit: back, Names: all, Restored: old.Version})
}
