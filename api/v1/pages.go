package v1

import (
	"github.com/labstack/echo/v4"

	"newsdesk/api/rest"
	"newsdesk/internal/content"
	"newsdesk/internal/page"
	"newsdesk/internal/policy"
)

// pages is the editorial API of pages.
type pages struct {
	kindDesk[*page.Page, PageInput, PagePatch]
}

func newPages(n newsroom) pages {
	return pages{kindDesk[*page.Page, PageInput, PagePatch]{
		newsroom: n, kind: page.Kind,
		opening: func(in PageInput) Opening { return in.Opening },
		dates:   func(in PagePatch) Dates { return in.Dates }, begun: func(in PageInput) Dates { return in.Dates },
		whole: func(s Spine, it content.Item, known stubber) any { return draftPage(s, it, known) },
		brief: func(s Spine, it content.Item, known stubber) any { return draftPageSummary(s, it, known) },
	}}
}

// mount registers the routes of pages below g.
func (h pages) mount(g rest.Group) {
	g.Get("/pages", "page.read", h.list)
	g.Get("/pages/board", "page.read", h.board)
	g.Post("/pages", "page.create", h.create, rest.BodyLimit(maxDocument))
	g.Get("/pages/:id", "page.read", h.get)
	g.Patch("/pages/:id", "page.update", h.update, rest.BodyLimit(maxDocument))
	g.Delete("/pages/:id", "page.delete", h.remove)
	g.Post("/pages/:id/submit", "page.submit", h.submit)
	g.Post("/pages/:id/return", "page.return", h.sendBack)
	g.Post("/pages/:id/approve", "page.approve", h.approve)
	g.Post("/pages/:id/schedule", "page.schedule", h.schedule)
	g.Post("/pages/:id/unschedule", "page.unschedule", h.unschedule)
	g.Post("/pages/:id/publish", "page.publish", h.publish)
	g.Post("/pages/:id/unpublish", "page.unpublish", h.unpublish)
	g.Post("/pages/:id/archive", "page.archive", h.archive)
	g.Post("/pages/:id/restore", "page.restore", h.restore)
	g.Get("/pages/:id/usages", "page.read", h.usages)
	g.Get("/pages/:id/revisions", "page.read", h.revisions)
	g.Get("/pages/:id/revisions/:revision", "page.read", h.revision)
	g.Get("/pages/:id/revisions/:revision/diff", "page.read", h.diff)
	g.Post("/pages/:id/revisions/:revision/restore", "page.update", h.restoreRevision)
}

// list godoc
//
//	@ID		listDraftPages
//	@Summary	List pages for the newsroom
//	@Tags		Pages
//	@Produce	json
//	@Param		status	query	[]string	false	"Any of these"	collectionFormat(csv)	Enums(draft,in_review,approved,scheduled,published,unpublished,archived,killed)
//	@Param		owner	query	string	false	"Owned by this user: an id, or me"	example(me)
//	@Param		locale	query	string	false	"In this language (BCP 47)"	example(vi)
//	@Param		trashed	query	bool	false	"What is in the trash instead"	default(false)
//	@Param		sort	query	string	false	"Newest first is -"	Enums(updated_at,-updated_at,created_at,-created_at)	default(-updated_at)
//	@Param		limit	query	int	false	"How many on a page"	minimum(1)	maximum(100)	default(20)	example(20)
//	@Param		cursor	query	string	false	"Where the page begins, from next_cursor or prev_cursor"	example(AQAUMjAyMC0w)
//	@Param		count	query	bool	false	"Say how many there are in all, exact to 10,000"	default(false)
//	@Success	200	{object}	rest.List[DraftPageSummary]	"A page of those that you may read"
//	@Security	Bearer
//	@Router		/v1/editorial/pages [get]
func (h pages) list(c echo.Context) error { return h.kindDesk.list(c) }

// board godoc
//
//	@ID		getPageBoard
//	@Summary	Count the pages in each status
//	@Tags		Pages
//	@Produce	json
//	@Success	200	{object}	Board	"The counts"
//	@Security	Bearer
//	@Router		/v1/editorial/pages/board [get]
func (h pages) board(c echo.Context) error { return h.kindDesk.board(c) }

// create godoc
//
//	@ID		createPage
//	@Summary	Begin a page
//	@Description	A draft may have holes. Send an id of your own to be able to repeat the request.
//	@Tags		Pages
//	@Accept		json
//	@Produce	json
//	@Param		body	body	PageInput	true	"The page"
//	@Success	201	{object}	DraftPage	"The page as it is now"
//	@Success	200	{object}	DraftPage	"You made it before"
//	@Failure	409	{object}	rest.Problem	"The slug or the id is taken"
//	@Security	Bearer
//	@Router		/v1/editorial/pages [post]
func (h pages) create(c echo.Context) error { return h.kindDesk.create(c) }

// get godoc
//
//	@ID		getDraftPage
//	@Summary	Read the working copy of a page
//	@Tags		Pages
//	@Produce	json
//	@Param		id	path	string	true	"Id of the page"	format(uuid)	example(01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e11)
//	@Success	200	{object}	DraftPage	"The page"
//	@Security	Bearer
//	@Router		/v1/editorial/pages/{id} [get]
func (h pages) get(c echo.Context) error { return h.kindDesk.get(c) }

// update godoc
//
//	@ID		updatePage
//	@Summary	Change a page
//	@Description	The public sees nothing of it until it is published.
//	@Tags		Pages
//	@Accept		application/merge-patch+json,json
//	@Produce	json
//	@Param		id	path	string	true	"Id of the page"	format(uuid)	example(01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e11)
//	@Param		If-Match	header	string	true	"Entity tag of the revision you saw"	example("3.c0de4a11")
//	@Param		body	body	PagePatch	true	"What is to change"
//	@Success	200	{object}	DraftPage	"The page as it is now"
//	@Failure	409	{object}	rest.Problem	"The slug is taken, or the status does not allow it"
//	@Failure	412	{object}	rest.Problem	"Someone else changed it first; current says who"
//	@Failure	428	{object}	rest.Problem	"If-Match is missing"
//	@Security	Bearer
//	@Router		/v1/editorial/pages/{id} [patch]
func (h pages) update(c echo.Context) error { return h.kindDesk.update(c) }

// remove godoc
//
//	@ID		deletePage
//	@Summary	Move a page to the trash
//	@Tags		Pages
//	@Produce	json
//	@Param		id	path	string	true	"Id of the page"	format(uuid)	example(01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e11)
//	@Param		If-Match	header	string	true	"Entity tag of the revision you saw"	example("3.c0de4a11")
//	@Success	204	"It is in the trash"
//	@Failure	409	{object}	rest.Problem	"It was public; withdraw and archive it instead"
//	@Failure	412	{object}	rest.Problem	"Someone else changed it first; current says who"
//	@Failure	428	{object}	rest.Problem	"If-Match is missing"
//	@Security	Bearer
//	@Router		/v1/editorial/pages/{id} [delete]
func (h pages) remove(c echo.Context) error { return h.kindDesk.remove(c) }

// submit godoc
//
//	@ID		submitPage
//	@Summary	Hand a page in for review
//	@Tags		Pages
//	@Accept		json
//	@Produce	json
//	@Param		id	path	string	true	"Id of the page"	format(uuid)	example(01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e11)
//	@Param		If-Match	header	string	true	"Entity tag of the revision you saw"	example("3.c0de4a11")
//	@Param		body	body	Reason	false	"Why"
//	@Success	200	{object}	DraftPage	"The page as it is now"
//	@Failure	409	{object}	rest.Problem	"The status does not allow it; allowed_actions lists what is possible"
//	@Failure	412	{object}	rest.Problem	"Someone else changed it first; current says who"
//	@Failure	428	{object}	rest.Problem	"If-Match is missing"
//	@Security	Bearer
//	@Router		/v1/editorial/pages/{id}/submit [post]
func (h pages) submit(c echo.Context) error { return h.verb(c, policy.Submit) }

// sendBack godoc
//
//	@ID		returnPage
//	@Summary	Send a page back to its author
//	@Description	The note says why.
//	@Tags		Pages
//	@Accept		json
//	@Produce	json
//	@Param		id	path	string	true	"Id of the page"	format(uuid)	example(01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e11)
//	@Param		If-Match	header	string	true	"Entity tag of the revision you saw"	example("3.c0de4a11")
//	@Param		body	body	Reason	true	"Why"
//	@Success	200	{object}	DraftPage	"The page as it is now"
//	@Failure	409	{object}	rest.Problem	"The status does not allow it; allowed_actions lists what is possible"
//	@Failure	412	{object}	rest.Problem	"Someone else changed it first; current says who"
//	@Failure	428	{object}	rest.Problem	"If-Match is missing"
//	@Security	Bearer
//	@Router		/v1/editorial/pages/{id}/return [post]
func (h pages) sendBack(c echo.Context) error { return h.verb(c, policy.Return) }

// approve godoc
//
//	@ID		approvePage
//	@Summary	Approve a page
//	@Tags		Pages
//	@Accept		json
//	@Produce	json
//	@Param		id	path	string	true	"Id of the page"	format(uuid)	example(01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e11)
//	@Param		If-Match	header	string	true	"Entity tag of the revision you saw"	example("3.c0de4a11")
//	@Param		body	body	Reason	false	"Why"
//	@Success	200	{object}	DraftPage	"The page as it is now"
//	@Failure	409	{object}	rest.Problem	"The status does not allow it; allowed_actions lists what is possible"
//	@Failure	412	{object}	rest.Problem	"Someone else changed it first; current says who"
//	@Failure	428	{object}	rest.Problem	"If-Match is missing"
//	@Security	Bearer
//	@Router		/v1/editorial/pages/{id}/approve [post]
func (h pages) approve(c echo.Context) error { return h.verb(c, policy.Approve) }

// schedule godoc
//
//	@ID		schedulePage
//	@Summary	Plan the publication of a page
//	@Tags		Pages
//	@Accept		json
//	@Produce	json
//	@Param		id	path	string	true	"Id of the page"	format(uuid)	example(01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e11)
//	@Param		If-Match	header	string	true	"Entity tag of the revision you saw"	example("3.c0de4a11")
//	@Param		body	body	Plan	true	"When"
//	@Success	200	{object}	DraftPage	"The page as it is now"
//	@Failure	409	{object}	rest.Problem	"The status does not allow it; allowed_actions lists what is possible"
//	@Failure	412	{object}	rest.Problem	"Someone else changed it first; current says who"
//	@Failure	428	{object}	rest.Problem	"If-Match is missing"
//	@Security	Bearer
//	@Router		/v1/editorial/pages/{id}/schedule [post]
func (h pages) schedule(c echo.Context) error { return h.kindDesk.schedule(c) }

// unschedule godoc
//
//	@ID		unschedulePage
//	@Summary	Take back a planned publication
//	@Tags		Pages
//	@Accept		json
//	@Produce	json
//	@Param		id	path	string	true	"Id of the page"	format(uuid)	example(01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e11)
//	@Param		If-Match	header	string	true	"Entity tag of the revision you saw"	example("3.c0de4a11")
//	@Param		body	body	Reason	false	"Why"
//	@Success	200	{object}	DraftPage	"The page as it is now"
//	@Failure	409	{object}	rest.Problem	"The status does not allow it; allowed_actions lists what is possible"
//	@Failure	412	{object}	rest.Problem	"Someone else changed it first; current says who"
//	@Failure	428	{object}	rest.Problem	"If-Match is missing"
//	@Security	Bearer
//	@Router		/v1/editorial/pages/{id}/unschedule [post]
func (h pages) unschedule(c echo.Context) error { return h.verb(c, policy.Unschedule) }

// publish godoc
//
//	@ID		publishPage
//	@Summary	Publish a page
//	@Description	Said again of something public, it brings out the changes made since.
//	@Tags		Pages
//	@Accept		json
//	@Produce	json
//	@Param		id	path	string	true	"Id of the page"	format(uuid)	example(01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e11)
//	@Param		If-Match	header	string	true	"Entity tag of the revision you saw"	example("3.c0de4a11")
//	@Param		body	body	Publication	false	"Why"
//	@Success	200	{object}	DraftPage	"The page as it is now"
//	@Failure	409	{object}	rest.Problem	"The status does not allow it; allowed_actions lists what is possible"
//	@Failure	412	{object}	rest.Problem	"Someone else changed it first; current says who"
//	@Failure	428	{object}	rest.Problem	"If-Match is missing"
//	@Security	Bearer
//	@Router		/v1/editorial/pages/{id}/publish [post]
func (h pages) publish(c echo.Context) error { return h.kindDesk.publish(c) }

// unpublish godoc
//
//	@ID		unpublishPage
//	@Summary	Withdraw a page from the public
//	@Description	The note says why. Its address answers 410 from now on.
//	@Tags		Pages
//	@Accept		json
//	@Produce	json
//	@Param		id	path	string	true	"Id of the page"	format(uuid)	example(01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e11)
//	@Param		If-Match	header	string	true	"Entity tag of the revision you saw"	example("3.c0de4a11")
//	@Param		body	body	Reason	true	"Why"
//	@Success	200	{object}	DraftPage	"The page as it is now"
//	@Failure	409	{object}	rest.Problem	"The status does not allow it; allowed_actions lists what is possible"
//	@Failure	412	{object}	rest.Problem	"Someone else changed it first; current says who"
//	@Failure	428	{object}	rest.Problem	"If-Match is missing"
//	@Security	Bearer
//	@Router		/v1/editorial/pages/{id}/unpublish [post]
func (h pages) unpublish(c echo.Context) error { return h.verb(c, policy.Unpublish) }

// archive godoc
//
//	@ID		archivePage
//	@Summary	Put a page away that was withdrawn
//	@Tags		Pages
//	@Accept		json
//	@Produce	json
//	@Param		id	path	string	true	"Id of the page"	format(uuid)	example(01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e11)
//	@Param		If-Match	header	string	true	"Entity tag of the revision you saw"	example("3.c0de4a11")
//	@Param		body	body	Reason	false	"Why"
//	@Success	200	{object}	DraftPage	"The page as it is now"
//	@Failure	409	{object}	rest.Problem	"The status does not allow it; allowed_actions lists what is possible"
//	@Failure	412	{object}	rest.Problem	"Someone else changed it first; current says who"
//	@Failure	428	{object}	rest.Problem	"If-Match is missing"
//	@Security	Bearer
//	@Router		/v1/editorial/pages/{id}/archive [post]
func (h pages) archive(c echo.Context) error { return h.verb(c, policy.Archive) }

// restore godoc
//
//	@ID		restorePage
//	@Summary	Bring a page back from the trash or the archive
//	@Tags		Pages
//	@Accept		json
//	@Produce	json
//	@Param		id	path	string	true	"Id of the page"	format(uuid)	example(01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e11)
//	@Param		If-Match	header	string	true	"Entity tag of the revision you saw"	example("3.c0de4a11")
//	@Param		body	body	Reason	false	"Why"
//	@Success	200	{object}	DraftPage	"The page as it is now"
//	@Failure	409	{object}	rest.Problem	"The status does not allow it; allowed_actions lists what is possible"
//	@Failure	412	{object}	rest.Problem	"Someone else changed it first; current says who"
//	@Failure	428	{object}	rest.Problem	"If-Match is missing"
//	@Security	Bearer
//	@Router		/v1/editorial/pages/{id}/restore [post]
func (h pages) restore(c echo.Context) error { return h.verb(c, policy.Restore) }

// usages godoc
//
//	@ID		listPageUsages
//	@Summary	Find out where a page is used
//	@Tags		Pages
//	@Produce	json
//	@Param		id	path	string	true	"Id of the page"	format(uuid)	example(01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e11)
//	@Success	200	{object}	Usages	"Whatever shows it, of all types and in every status"
//	@Security	Bearer
//	@Router		/v1/editorial/pages/{id}/usages [get]
func (h pages) usages(c echo.Context) error { return h.kindDesk.usages(c) }

// revisions godoc
//
//	@ID		listPageRevisions
//	@Summary	List the revisions of a page, newest first
//	@Tags		Pages
//	@Produce	json
//	@Param		id	path	string	true	"Id of the page"	format(uuid)	example(01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e11)
//	@Param		limit	query	int	false	"How many on a page"	minimum(1)	maximum(100)	default(20)	example(20)
//	@Param		cursor	query	string	false	"Where the page begins, from next_cursor or prev_cursor"	example(AQAUMjAyMC0w)
//	@Param		count	query	bool	false	"Say how many there are in all, exact to 10,000"	default(false)
//	@Success	200	{object}	rest.List[RevisionSummary]	"A page of revisions"
//	@Security	Bearer
//	@Router		/v1/editorial/pages/{id}/revisions [get]
func (h pages) revisions(c echo.Context) error { return h.kindDesk.revisions(c) }

// revision godoc
//
//	@ID		getPageRevision
//	@Summary	Read a revision of a page
//	@Tags		Pages
//	@Produce	json
//	@Param		id	path	string	true	"Id of the page"	format(uuid)	example(01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e11)
//	@Param		revision	path	int	true	"Number of the revision"	minimum(1)	example(2)
//	@Success	200	{object}	Revision	"The revision"
//	@Security	Bearer
//	@Router		/v1/editorial/pages/{id}/revisions/{revision} [get]
func (h pages) revision(c echo.Context) error { return h.kindDesk.revision(c) }

// diff godoc
//
//	@ID		diffPageRevisions
//	@Summary	Compare two revisions of a page
//	@Tags		Pages
//	@Produce	json
//	@Param		id	path	string	true	"Id of the page"	format(uuid)	example(01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e11)
//	@Param		revision	path	int	true	"Number of the revision"	minimum(1)	example(2)
//	@Param		against	query	int	false	"The older revision; the one before if absent"	minimum(1)	example(1)
//	@Success	200	{object}	RevisionDiff	"What changed, by block and by word"
//	@Security	Bearer
//	@Router		/v1/editorial/pages/{id}/revisions/{revision}/diff [get]
func (h pages) diff(c echo.Context) error { return h.kindDesk.diff(c) }

// restoreRevision godoc
//
//	@ID		restorePageRevision
//	@Summary	Bring the content of a revision of a page back
//	@Description	It becomes a new revision.
//	@Tags		Pages
//	@Produce	json
//	@Param		id	path	string	true	"Id of the page"	format(uuid)	example(01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e11)
//	@Param		If-Match	header	string	true	"Entity tag of the revision you saw"	example("3.c0de4a11")
//	@Param		revision	path	int	true	"Number of the revision"	minimum(1)	example(2)
//	@Success	200	{object}	DraftPage	"The page as it is now"
//	@Failure	409	{object}	rest.Problem	"It cannot be changed in its present status, or publication is held"
//	@Failure	412	{object}	rest.Problem	"Someone else changed it first; current says who"
//	@Failure	428	{object}	rest.Problem	"If-Match is missing"
//	@Security	Bearer
//	@Router		/v1/editorial/pages/{id}/revisions/{revision}/restore [post]
func (h pages) restoreRevision(c echo.Context) error { return h.kindDesk.restoreRevision(c) }
