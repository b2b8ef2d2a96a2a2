package v1

import (
	"github.com/labstack/echo/v4"

	"newsdesk/api/rest"
	"newsdesk/internal/content"
	"newsdesk/internal/policy"
	"newsdesk/internal/taxonomy"
)

// authors is the editorial API of authors.
type authors struct {
	kindDesk[*taxonomy.Author, AuthorInput, AuthorPatch]
}

func newAuthors(n newsroom) authors {
	return authors{kindDesk[*taxonomy.Author, AuthorInput, AuthorPatch]{
		newsroom: n, kind: taxonomy.AuthorKind,
		opening: func(in AuthorInput) Opening { return in.Opening },

		whole: func(s Spine, it content.Item, known stubber) any { return draftAuthor(s, it, known) },
		brief: func(s Spine, it content.Item, known stubber) any { return draftAuthor(s, it, known) },
	}}
}

// mount registers the routes of authors below g.
func (h authors) mount(g rest.Group) {
	g.Get("/authors", "author.read", h.list)
	g.Post("/authors", "author.create", h.create, rest.BodyLimit(maxDocument))
	g.Get("/authors/:id", "author.read", h.get)
	g.Patch("/authors/:id", "author.update", h.update, rest.BodyLimit(maxDocument))
	g.Delete("/authors/:id", "author.delete", h.remove)
	g.Post("/authors/:id/restore", "author.restore", h.restore)
	g.Get("/authors/:id/usages", "author.read", h.usages)
	g.Get("/authors/:id/revisions", "author.read", h.revisions)
	g.Get("/authors/:id/revisions/:revision", "author.read", h.revision)
	g.Get("/authors/:id/revisions/:revision/diff", "author.read", h.diff)
	g.Post("/authors/:id/revisions/:revision/restore", "author.update", h.restoreRevision)
}

// list godoc
//
//	@ID		listDraftAuthors
//	@Summary	List authors for the newsroom
//	@Tags		Authors
//	@Produce	json
//	@Param		owner	query	string	false	"Owned by this user: an id, or me"	example(me)
//	@Param		locale	query	string	false	"In this language (BCP 47)"	example(vi)
//	@Param		trashed	query	bool	false	"What is in the trash instead"	default(false)
//	@Param		sort	query	string	false	"Newest first is -"	Enums(updated_at,-updated_at,created_at,-created_at)	default(-updated_at)
//	@Param		limit	query	int	false	"How many on a page"	minimum(1)	maximum(100)	default(20)	example(20)
//	@Param		cursor	query	string	false	"Where the page begins, from next_cursor or prev_cursor"	example(AQAUMjAyMC0w)
//	@Param		count	query	bool	false	"Say how many there are in all, exact to 10,000"	default(false)
//	@Success	200	{object}	rest.List[DraftAuthor]	"A page of those that you may read"
//	@Security	Bearer
//	@Router		/v1/editorial/authors [get]
func (h authors) list(c echo.Context) error { return h.kindDesk.list(c) }

// create godoc
//
//	@ID		createAuthor
//	@Summary	Begin an author
//	@Description	It is public as soon as it is saved.
//	@Tags		Authors
//	@Accept		json
//	@Produce	json
//	@Param		body	body	AuthorInput	true	"The author"
//	@Success	201	{object}	DraftAuthor	"The author as it is now"
//	@Success	200	{object}	DraftAuthor	"You made it before"
//	@Failure	409	{object}	rest.Problem	"The slug or the id is taken"
//	@Security	Bearer
//	@Router		/v1/editorial/authors [post]
func (h authors) create(c echo.Context) error { return h.kindDesk.create(c) }

// get godoc
//
//	@ID		getDraftAuthor
//	@Summary	Read the working copy of an author
//	@Tags		Authors
//	@Produce	json
//	@Param		id	path	string	true	"Id of the author"	format(uuid)	example(01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e11)
//	@Success	200	{object}	DraftAuthor	"The author"
//	@Security	Bearer
//	@Router		/v1/editorial/authors/{id} [get]
func (h authors) get(c echo.Context) error { return h.kindDesk.get(c) }

// update godoc
//
//	@ID		updateAuthor
//	@Summary	Change an author
//	@Description	The public sees the change at once.
//	@Tags		Authors
//	@Accept		application/merge-patch+json,json
//	@Produce	json
//	@Param		id	path	string	true	"Id of the author"	format(uuid)	example(01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e11)
//	@Param		If-Match	header	string	true	"Entity tag of the revision you saw"	example("3.c0de4a11")
//	@Param		body	body	AuthorPatch	true	"What is to change"
//	@Success	200	{object}	DraftAuthor	"The author as it is now"
//	@Failure	409	{object}	rest.Problem	"The slug is taken, or the status does not allow it"
//	@Failure	412	{object}	rest.Problem	"Someone else changed it first; current says who"
//	@Failure	428	{object}	rest.Problem	"If-Match is missing"
//	@Security	Bearer
//	@Router		/v1/editorial/authors/{id} [patch]
func (h authors) update(c echo.Context) error { return h.kindDesk.update(c) }

// remove godoc
//
//	@ID		deleteAuthor
//	@Summary	Move an author to the trash
//	@Tags		Authors
//	@Produce	json
//	@Param		id	path	string	true	"Id of the author"	format(uuid)	example(01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e11)
//	@Param		If-Match	header	string	true	"Entity tag of the revision you saw"	example("3.c0de4a11")
//	@Success	204	"It is in the trash"
//	@Failure	409	{object}	rest.Problem	"It is in use; its usages say where"
//	@Failure	412	{object}	rest.Problem	"Someone else changed it first; current says who"
//	@Failure	428	{object}	rest.Problem	"If-Match is missing"
//	@Security	Bearer
//	@Router		/v1/editorial/authors/{id} [delete]
func (h authors) remove(c echo.Context) error { return h.kindDesk.remove(c) }

// restore godoc
//
//	@ID		restoreAuthor
//	@Summary	Bring an author back from the trash
//	@Tags		Authors
//	@Accept		json
//	@Produce	json
//	@Param		id	path	string	true	"Id of the author"	format(uuid)	example(01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e11)
//	@Param		If-Match	header	string	true	"Entity tag of the revision you saw"	example("3.c0de4a11")
//	@Param		body	body	Reason	false	"Why"
//	@Success	200	{object}	DraftAuthor	"The author as it is now"
//	@Failure	409	{object}	rest.Problem	"The status does not allow it; allowed_actions lists what is possible"
//	@Failure	412	{object}	rest.Problem	"Someone else changed it first; current says who"
//	@Failure	428	{object}	rest.Problem	"If-Match is missing"
//	@Security	Bearer
//	@Router		/v1/editorial/authors/{id}/restore [post]
func (h authors) restore(c echo.Context) error { return h.verb(c, policy.Restore) }

// usages godoc
//
//	@ID		listAuthorUsages
//	@Summary	Find out where an author is used
//	@Tags		Authors
//	@Produce	json
//	@Param		id	path	string	true	"Id of the author"	format(uuid)	example(01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e11)
//	@Success	200	{object}	Usages	"Whatever shows it, of all types and in every status"
//	@Security	Bearer
//	@Router		/v1/editorial/authors/{id}/usages [get]
func (h authors) usages(c echo.Context) error { return h.kindDesk.usages(c) }

// revisions godoc
//
//	@ID		listAuthorRevisions
//	@Summary	List the revisions of an author, newest first
//	@Tags		Authors
//	@Produce	json
//	@Param		id	path	string	true	"Id of the author"	format(uuid)	example(01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e11)
//	@Param		limit	query	int	false	"How many on a page"	minimum(1)	maximum(100)	default(20)	example(20)
//	@Param		cursor	query	string	false	"Where the page begins, from next_cursor or prev_cursor"	example(AQAUMjAyMC0w)
//	@Param		count	query	bool	false	"Say how many there are in all, exact to 10,000"	default(false)
//	@Success	200	{object}	rest.List[RevisionSummary]	"A page of revisions"
//	@Security	Bearer
//	@Router		/v1/editorial/authors/{id}/revisions [get]
func (h authors) revisions(c echo.Context) error { return h.kindDesk.revisions(c) }

// revision godoc
//
//	@ID		getAuthorRevision
//	@Summary	Read a revision of an author
//	@Tags		Authors
//	@Produce	json
//	@Param		id	path	string	true	"Id of the author"	format(uuid)	example(01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e11)
//	@Param		revision	path	int	true	"Number of the revision"	minimum(1)	example(2)
//	@Success	200	{object}	Revision	"The revision"
//	@Security	Bearer
//	@Router		/v1/editorial/authors/{id}/revisions/{revision} [get]
func (h authors) revision(c echo.Context) error { return h.kindDesk.revision(c) }

// diff godoc
//
//	@ID		diffAuthorRevisions
//	@Summary	Compare two revisions of an author
//	@Tags		Authors
//	@Produce	json
//	@Param		id	path	string	true	"Id of the author"	format(uuid)	example(01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e11)
//	@Param		revision	path	int	true	"Number of the revision"	minimum(1)	example(2)
//	@Param		against	query	int	false	"The older revision; the one before if absent"	minimum(1)	example(1)
//	@Success	200	{object}	RevisionDiff	"What changed, by block and by word"
//	@Security	Bearer
//	@Router		/v1/editorial/authors/{id}/revisions/{revision}/diff [get]
func (h authors) diff(c echo.Context) error { return h.kindDesk.diff(c) }

// restoreRevision godoc
//
//	@ID		restoreAuthorRevision
//	@Summary	Bring the content of a revision of an author back
//	@Description	It becomes a new revision.
//	@Tags		Authors
//	@Produce	json
//	@Param		id	path	string	true	"Id of the author"	format(uuid)	example(01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e11)
//	@Param		If-Match	header	string	true	"Entity tag of the revision you saw"	example("3.c0de4a11")
//	@Param		revision	path	int	true	"Number of the revision"	minimum(1)	example(2)
//	@Success	200	{object}	DraftAuthor	"The author as it is now"
//	@Failure	409	{object}	rest.Problem	"It cannot be changed in its present status, or publication is held"
//	@Failure	412	{object}	rest.Problem	"Someone else changed it first; current says who"
//	@Failure	428	{object}	rest.Problem	"If-Match is missing"
//	@Security	Bearer
//	@Router		/v1/editorial/authors/{id}/revisions/{revision}/restore [post]
func (h authors) restoreRevision(c echo.Context) error { return h.kindDesk.restoreRevision(c) }
