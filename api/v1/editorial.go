package v1

import (
	"net/http"
	"slices"
	"time"

	"github.com/labstack/echo/v4"
	"golang.org/x/text/language"

	"newsdesk/api/rest"
	"newsdesk/internal/auth"
	"newsdesk/internal/content"
	"newsdesk/internal/db"
	"newsdesk/internal/desk"
	"newsdesk/internal/fault"
	"newsdesk/internal/ident"
	"newsdesk/internal/policy"
)

// newsroom is what every editorial handler works with.
type newsroom struct {
	db      *db.DB
	kinds   content.Registry
	desk    *desk.Desk
	cursors rest.Cursors
	site    Site
}

// patch is what a client may send to change a body of type B.
type patch[B content.Body] interface {
	write(p *pen, b B)
}

// kindDesk is the editorial API of one kind: B is the body, In what a client
// sends to begin an entry and Patch to change one. The functions written out
// here serve all kinds.
type kindDesk[B content.Body, In patch[B], Patch patch[B]] struct {
	newsroom
	kind content.Kind
	// opening and dates pick out of a request what is not of the body.
	opening func(In) Opening
	dates   func(Patch) Dates // nil for kinds without dates of their own
	begun   func(In) Dates
	narrow  func(*rest.Query) []content.Where // reads filters that lists of this kind have besides; nil for none
	// whole and brief write an entry for the newsroom.
	whole func(Spine, content.Item, stubber) any
	brief func(Spine, content.Item, stubber) any
}

// maxDocument is the size of a request that carries a document, in bytes.
const maxDocument = 4 << 20

// list answers with a page of the entries that the caller may read.
func (k kindDesk[B, In, Patch]) list(c echo.Context) error {
	q := rest.Params(c)
	actor, ctx := rest.Actor(c), c.Request().Context()
	where := append(k.filters(q, actor), k.desk.Reach(actor, k.kind))
	by, desc := q.Sort("-updated_at", "-updated_at", "-created_at")
	p, err := pagingOf(q, k.cursors, desc)
	if err != nil {
		return err
	}
	if err := q.Done(); err != nil {
		return err
	}
	after, err := p.after()
	if err != nil {
		return err
	}
	items, err := k.kinds.List(ctx, k.db, k.kind, content.Order{Column: by, Desc: p.down()}, after, p.take(), where...)
	if err != nil {
		return err
	}
	items, page := turn(p, items, func(it content.Item) rest.Place {
		if by == "created_at" {
			return dated(it.CreatedAt, it.ID)
		}
		return dated(it.UpdatedAt, it.ID)
	})
	if p.count {
		n, more, err := content.CountAll(ctx, k.db, k.kind, where...)
		if err != nil {
			return err
		}
		page.Total = &rest.Total{N: n, More: more}
	}
	return k.listed(c, q, items, page)
}

// listed writes a page of entries in brief.
func (k kindDesk[B, In, Patch]) listed(c echo.Context, q *rest.Query, items []content.Item, page rest.Page) error {
	known, err := k.known(c, items)
	if err != nil {
		return err
	}
	actor, briefs := rest.Actor(c), make([]any, len(items))
	for i, it := range items {
		brief := k.brief(spine(it.Entry, k.desk.Allowed(actor, it.Entry), nil), it, known)
		if briefs[i], err = k.document(actor, it.Entry, brief); err != nil {
			return err
		}
	}
	return rest.SendList(c, q, briefs, page)
}

// filters are those of every editorial list.
func (k kindDesk[B, In, Patch]) filters(q *rest.Query, actor auth.Actor) []content.Where {
	states := make([]string, 0, len(content.States()))
	for _, s := range content.States() {
		states = append(states, string(s))
	}
	where := []content.Where{content.Trashed(q.Bool("trashed"))}
	if in := q.Among("status", len(states), states...); len(in) > 0 {
		where = append(where, content.Having(content.ByState, in...))
	}
	if k.desk.Narrows(actor, k.kind, fieldOf("section")) {
		if in := q.IDs("section", maxIDs); len(in) > 0 {
			where = append(where, content.Having(content.BySection, in...))
		}
	}
	if locale := q.String("locale", 35); locale != "" {
		where = append(where, content.Having(content.ByLocale, locale))
	}
	switch owner := q.String("owner", 36); {
	case owner == "me":
		where = append(where, content.Having(content.ByOwner, actor.ID))
	case ident.Valid(owner):
		where = append(where, content.Having(content.ByOwner, owner))
	case owner != "":
		q.Fault("owner", "invalid_id", "This is an id, or me")
	}
	if k.narrow != nil {
		where = append(where, k.narrow(q)...)
	}
	return where
}

// board answers with how many entries stand in each status.
func (k kindDesk[B, In, Patch]) board(c echo.Context) error {
	if err := rest.Params(c).Done(); err != nil {
		return err
	}
	counts, err := content.Count(c.Request().Context(), k.db, k.kind, k.desk.Reach(rest.Actor(c), k.kind))
	if err != nil {
		return err
	}
	board := Board{Columns: make([]BoardColumn, 0, len(content.States()))}
	for _, s := range content.States() {
		board.Columns = append(board.Columns, BoardColumn{Status: string(s), Count: counts[s]})
	}
	return rest.JSON(c, http.StatusOK, board)
}

// Board is how the work stands.
type Board struct {
	Columns []BoardColumn `json:"columns"` // one for each status, in the order of a working life
}

// BoardColumn is how many entries stand in one status.
type BoardColumn struct {
	Status string `json:"status" example:"in_review" enums:"draft,in_review,approved,scheduled,published,unpublished,archived,killed"` // which one
	Count  int    `json:"count" example:"4"`                                                                                           // of those that you may read
}

// get answers with the working copy of an entry.
func (k kindDesk[B, In, Patch]) get(c echo.Context) error {
	if err := rest.Params(c).Done(); err != nil {
		return err
	}
	it, err := k.read(c)
	if err != nil {
		return err
	}
	return k.answer(c, http.StatusOK, it)
}

// read reads the entry that the address names, if the caller may.
func (k kindDesk[B, In, Patch]) read(c echo.Context) (content.Item, error) {
	id, err := rest.ID(c, "id")
	if err != nil {
		return content.Item{}, err
	}
	return k.desk.Read(c.Request().Context(), rest.Actor(c), k.kind, id)
}

// answer writes an entry with its entity tag.
func (k kindDesk[B, In, Patch]) answer(c echo.Context, status int, it content.Item) error {
	ctx, actor := c.Request().Context(), rest.Actor(c)
	others, err := content.Translations(ctx, k.db, it.Entry)
	if err != nil {
		return err
	}
	known, err := k.known(c, []content.Item{it})
	if err != nil {
		return err
	}
	others = slices.DeleteFunc(others, func(e content.Entry) bool { return !k.desk.Readable(actor, e) })
	for i, e := range others {
		others[i].Title = k.desk.Title(actor, e)
	}
	s := spine(it.Entry, k.desk.Allowed(actor, it.Entry), others)
	shown, err := k.document(actor, it.Entry, k.whole(s, it, known))
	if err != nil {
		return err
	}
	if status == http.StatusCreated {
		return rest.Created(c, c.Request().URL.Path+"/"+it.ID, k.desk.ETag(actor, it.Entry), shown)
	}
	return rest.Tagged(c, k.desk.ETag(actor, it.Entry), shown)
}

// known reads, in one statement, the entries that items show. Of those that the
// caller may not read it keeps the id alone, and no title that tells too much.
func (k kindDesk[B, In, Patch]) known(c echo.Context, items []content.Item) (stubber, error) {
	var refs []content.Ref
	for _, it := range items {
		refs = append(refs, it.Body.Refs()...)
	}
	entries, err := content.Spines(c.Request().Context(), k.db, refs)
	for id, e := range entries {
		e.Title = k.desk.Title(rest.Actor(c), e)
		if !k.desk.Readable(rest.Actor(c), e) {
			e = content.Entry{ID: e.ID, Kind: e.Kind}
		}
		entries[id] = e
	}
	return entries, err
}

// create begins an entry.
func (k kindDesk[B, In, Patch]) create(c echo.Context) error {
	in, err := rest.Decode[In](c, maxDocument)
	if err != nil {
		return err
	}
	o, err := k.openingOf(k.opening(in))
	if err != nil {
		return err
	}
	o.Edit, o.Names = editing[B](in, datesOf(k.begun, in), k.site.TimeZone), func() []string { return sent(in) }
	it, made, err := k.desk.Create(c.Request().Context(), rest.Actor(c), o)
	if err != nil {
		return err
	}
	if !made {
		return k.answer(c, http.StatusOK, it)
	}
	return k.answer(c, http.StatusCreated, it)
}

// openingOf checks what the client says of the new entry besides its content.
func (k kindDesk[B, In, Patch]) openingOf(in Opening) (desk.Opening, error) {
	var faults fault.Fields
	o := desk.Opening{ID: in.ID, Kind: k.kind, Locale: in.Locale, TranslationOf: in.TranslationOf}
	faults.If(o.ID != "" && !ident.ValidNew(o.ID), "/id", "invalid_id", "An id of yours must be a UUID of version 7, in lower case")
	faults.If(o.TranslationOf != "" && !ident.Valid(o.TranslationOf), "/translation_of", "invalid_id", "This is not an id")
	if o.Locale == "" {
		o.Locale = k.site.Locale
	}
	tag, err := language.Parse(o.Locale)
	faults.If(err != nil, "/locale", "invalid_locale", "This is not a language tag (BCP 47)")
	o.Locale = tag.String()
	return o, faults.Err()
}

// editing makes an edit of what a client sent; zone is that of times that name none.
func editing[B content.Body](in patch[B], dates Dates, zone string) desk.Edit {
	return func(d *desk.Draft) error {
		b, ok := d.Body.(B)
		if !ok {
			return fault.New(fault.NotFound, "Not found")
		}
		p := pen{zone: zone}
		in.write(&p, b)
		dates.put(d)
		return p.faults.Err()
	}
}

func datesOf[T any](of func(T) Dates, in T) (d Dates) {
	if of != nil {
		d = of(in)
	}
	return d
}

// update changes the working copy of an entry.
func (k kindDesk[B, In, Patch]) update(c echo.Context) error {
	in, err := rest.Decode[Patch](c, maxDocument)
	if err != nil {
		return err
	}
	return k.act(c, desk.Act{
		Verb: policy.Update, Edit: editing[B](in, datesOf(k.dates, in), k.site.TimeZone), Names: func() []string { return sent(in) },
	})
}

// remove moves an entry to the trash.
func (k kindDesk[B, In, Patch]) remove(c echo.Context) error {
	if _, err := k.do(c, desk.Act{Verb: policy.Delete}); err != nil {
		return err
	}
	return rest.None(c)
}

// Reason is what the body of a verb may say.
type Reason struct {
	Note string `json:"note,omitzero" example:"Nhờ anh kiểm tra lại tên đơn vị"` // for the newsroom; return and unpublish need it
}

// Publication is what the body of publish may say.
type Publication struct {
	Reason
	UnpublishAt *time.Time `json:"unpublish_at,omitzero" extensions:"x-nullable" example:"2020-06-19T00:00:00+07:00"` // when it ends by itself
}

// Plan is what the body of schedule says.
type Plan struct {
	Publication
	PublishAt *time.Time `json:"publish_at,omitzero" validate:"required" example:"2020-03-25T06:00:00+07:00"` // when it comes out
}

// verb is a handler that performs v, with a reason if there is one.
func (k kindDesk[B, In, Patch]) verb(c echo.Context, v policy.Verb) error {
	in, err := rest.DecodeOptional[Reason](c, rest.DefaultBody)
	if err != nil {
		return err
	}
	return k.act(c, desk.Act{Verb: v, Note: in.Note})
}

// publish brings the working copy out.
func (k kindDesk[B, In, Patch]) publish(c echo.Context) error {
	in, err := rest.DecodeOptional[Publication](c, rest.DefaultBody)
	if err != nil {
		return err
	}
	return k.act(c, desk.Act{Verb: policy.Publish, Note: in.Note, UnpublishAt: in.UnpublishAt})
}

// schedule plans the publication.
func (k kindDesk[B, In, Patch]) schedule(c echo.Context) error {
	in, err := rest.Decode[Plan](c, rest.DefaultBody)
	if err != nil {
		return err
	}
	return k.act(c, desk.Act{Verb: policy.Schedule, Note: in.Note, PublishAt: in.PublishAt, UnpublishAt: in.UnpublishAt})
}

// act performs an act and answers with the entry.
func (k kindDesk[B, In, Patch]) act(c echo.Context, act desk.Act) error {
	it, err := k.do(c, act)
	if err != nil {
		return err
	}
	return k.answer(c, http.StatusOK, it)
}

// do performs an act on the entry that the address names, at the revision that
// the caller saw.
func (k kindDesk[B, In, Patch]) do(c echo.Context, act desk.Act) (it content.Item, err error) {
	id, err := rest.ID(c, "id")
	if err != nil {
		return it, err
	}
	actor := rest.Actor(c)
	if act.Seen, act.Any, err = ifMatch(c); err != nil {
		return it, k.orHidden(c, id, err)
	}
	return k.desk.Do(c.Request().Context(), actor, k.kind, id, act)
}

// ifMatch is the revision that the caller saw, or whether they overwrite whatever is
// there, which few may.
func ifMatch(c echo.Context) (seen int, any bool, err error) {
	seen, any, err = rest.IfMatch(c)
	if err == nil && any && rest.Actor(c).Needs(policy.Newsroom, policy.Overwrite) != nil {
		err = fault.HeaderField(fault.Forbidden, "If-Match", "not_allowed", "Only an administrator may overwrite any revision")
	}
	return seen, any, err
}

// seenBy is the revision of something of the administration that the caller saw, if
// they have a right.
func seenBy(c echo.Context, resource string, v policy.Verb) (auth.Revision, error) {
	if err := rest.Actor(c).Needs(resource, v); err != nil {
		return auth.AnyRevision, err
	}
	seen, _, err := ifMatch(c) // without one it is 0, which is any
	return auth.Revision(seen), err
}

// orHidden keeps what is wrong with a header from telling that something exists.
func (k kindDesk[B, In, Patch]) orHidden(c echo.Context, id string, err error) error {
	if _, hidden := k.desk.Read(c.Request().Context(), rest.Actor(c), k.kind, id); hidden != nil {
		return hidden
	}
	return err
}
