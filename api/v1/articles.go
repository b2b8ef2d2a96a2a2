package v1

import (
	"github.com/labstack/echo/v4"

	"newsdesk/api/rest"
	"newsdesk/internal/article"
	"newsdesk/internal/content"
	"newsdesk/internal/policy"
)

// articles is the editorial API of articles.
type articles struct {
	kindDesk[*article.Article, ArticleInput, ArticlePatch]
}

func newArticles(n newsroom) articles {
	return articles{kindDesk[*article.Article, ArticleInput, ArticlePatch]{
		newsroom: n, kind: article.Kind,
		opening: func(in ArticleInput) Opening { return in.Opening },
		dates:   func(in ArticlePatch) Dates { return in.Dates }, begun: func(in ArticleInput) Dates { return in.Dates },
		whole: func(s Spine, it content.Item, known stubber) any { return draftArticle(s, it, known) },
		brief: func(s Spine, it content.Item, known stubber) any { return draftArticleSummary(s, it, known) },
	}}
}

// mount registers the routes of articles below g.
func (h articles) mount(g rest.Group) {
	g.Get("/articles", "article.read", h.list)
	g.Get("/articles/board", "article.read", h.board)
	g.Post("/articles", "article.create", h.create, rest.BodyLimit(maxDocument))
	g.Get("/articles/:id", "article.read", h.get)
	g.Patch("/articles/:id", "article.update", h.update, rest.BodyLimit(maxDocument))
	g.Delete("/articles/:id", "article.delete", h.remove)
	g.Post("/articles/:id/submit", "article.submit", h.submit)
	g.Post("/articles/:id/return", "article.return", h.sendBack)
	g.Post("/articles/:id/approve", "article.approve", h.approve)
	g.Post("/articles/:id/schedule", "article.schedule", h.schedule)
	g.Post("/articles/:id/unschedule", "article.unschedule", h.unschedule)
	g.Post("/articles/:id/publish", "article.publish", h.publish)
	g.Post("/articles/:id/unpublish", "article.unpublish", h.unpublish)
	g.Post("/articles/:id/archive", "article.archive", h.archive)
	g.Post("/articles/:id/restore", "article.restore", h.restore)
	g.Get("/articles/:id/usages", "article.read", h.usages)
	g.Get("/articles/:id/revisions", "article.read", h.revisions)
	g.Get("/articles/:id/revisions/:revision", "article.read", h.revision)
	g.Get("/articles/:id/revisions/:revision/diff", "article.read", h.diff)
	g.Post("/articles/:id/revisions/:revision/restore", "article.update", h.restoreRevision)
}

// list godoc
//
//	@ID		listDraftArticles
//	@Summary	List articles for the newsroom
//	@Tags		Articles
//	@Produce	json
//	@Param		status	query	[]string	false	"Any of these"	collectionFormat(csv)	Enums(draft,in_review,approved,scheduled,published,unpublished,archived,killed)
//	@Param		section	query	[]string	false	"In any of these sections, by id"	collectionFormat(csv)	example(01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e10)
//	@Param		owner	query	string	false	"Owned by this user: an id, or me"	example(me)
//	@Param		locale	query	string	false	"In this language (BCP 47)"	example(vi)
//	@Param		trashed	query	bool	false	"What is in the trash instead"	default(false)
//	@Param		sort	query	string	false	"Newest first is -"	Enums(updated_at,-updated_at,created_at,-created_at)	default(-updated_at)
//	@Param		limit	query	int	false	"How many on a page"	minimum(1)	maximum(100)	default(20)	example(20)
//	@Param		cursor	query	string	false	"Where the page begins, from next_cursor or prev_cursor"	example(AQAUMjAyMC0w)
//	@Param		count	query	bool	false	"Say how many there are in all, exact to 10,000"	default(false)
//	@Success	200	{object}	rest.List[DraftArticleSummary]	"A page of those that you may read"
//	@Security	Bearer
//	@Router		/v1/editorial/articles [get]
func (h articles) list(c echo.Context) error { return h.kindDesk.list(c) }

// board godoc
//
//	@ID		getArticleBoard
//	@Summary	Count the articles in each status
//	@Tags		Articles
//	@Produce	json
//	@Success	200	{object}	Board	"The counts"
//	@Security	Bearer
//	@Router		/v1/editorial/articles/board [get]
func (h articles) board(c echo.Context) error { return h.kindDesk.board(c) }

// create godoc
//
//	@ID		createArticle
//	@Summary	Begin an article
//	@Description	A draft may have holes. Send an id of your own to be able to repeat the request.
//	@Tags		Articles
//	@Accept		json
//	@Produce	json
//	@Param		body	body	ArticleInput	true	"The article"
//	@Success	201	{object}	DraftArticle	"The article as it is now"
//	@Success	200	{object}	DraftArticle	"You made it before"
//	@Failure	409	{object}	rest.Problem	"The slug or the id is taken"
//	@Security	Bearer
//	@Router		/v1/editorial/articles [post]
func (h articles) create(c echo.Context) error { return h.kindDesk.create(c) }

// get godoc
//
//	@ID		getDraftArticle
//	@Summary	Read the working copy of an article
//	@Tags		Articles
//	@Produce	json
//	@Param		id	path	string	true	"Id of the article"	format(uuid)	example(01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e11)
//	@Success	200	{object}	DraftArticle	"The article"
//	@Security	Bearer
//	@Router		/v1/editorial/articles/{id} [get]
func (h articles) get(c echo.Context) error { return h.kindDesk.get(c) }

// update godoc
//
//	@ID		updateArticle
//	@Summary	Change an article
//	@Description	The public sees nothing of it until it is published.
//	@Tags		Articles
//	@Accept		application/merge-patch+json,json
//	@Produce	json
//	@Param		id	path	string	true	"Id of the article"	format(uuid)	example(01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e11)
//	@Param		If-Match	header	string	true	"Entity tag of the revision you saw"	example("3.c0de4a11")
//	@Param		body	body	ArticlePatch	true	"What is to change"
//	@Success	200	{object}	DraftArticle	"The article as it is now"
//	@Failure	409	{object}	rest.Problem	"The slug is taken, or the status does not allow it"
//	@Failure	412	{object}	rest.Problem	"Someone else changed it first; current says who"
//	@Failure	428	{object}	rest.Problem	"If-Match is missing"
//	@Security	Bearer
//	@Router		/v1/editorial/articles/{id} [patch]
func (h articles) update(c echo.Context) error { return h.kindDesk.update(c) }

// remove godoc
//
//	@ID		deleteArticle
//	@Summary	Move an article to the trash
//	@Tags		Articles
//	@Produce	json
//	@Param		id	path	string	true	"Id of the article"	format(uuid)	example(01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e11)
//	@Param		If-Match	header	string	true	"Entity tag of the revision you saw"	example("3.c0de4a11")
//	@Success	204	"It is in the trash"
//	@Failure	409	{object}	rest.Problem	"It was public; withdraw and archive it instead"
//	@Failure	412	{object}	rest.Problem	"Someone else changed it first; current says who"
//	@Failure	428	{object}	rest.Problem	"If-Match is missing"
//	@Security	Bearer
//	@Router		/v1/editorial/articles/{id} [delete]
func (h articles) remove(c echo.Context) error { return h.kindDesk.remove(c) }

// submit godoc
//
//	@ID		submitArticle
//	@Summary	Hand an article in for review
//	@Tags		Articles
//	@Accept		json
//	@Produce	json
//	@Param		id	path	string	true	"Id of the article"	format(uuid)	example(01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e11)
//	@Param		If-Match	header	string	true	"Entity tag of the revision you saw"	example("3.c0de4a11")
//	@Param		body	body	Reason	false	"Why"
//	@Success	200	{object}	DraftArticle	"The article as it is now"
//	@Failure	409	{object}	rest.Problem	"The status does not allow it; allowed_actions lists what is possible"
//	@Failure	412	{object}	rest.Problem	"Someone else changed it first; current says who"
//	@Failure	428	{object}	rest.Problem	"If-Match is missing"
//	@Security	Bearer
//	@Router		/v1/editorial/articles/{id}/submit [post]
func (h articles) submit(c echo.Context) error { return h.verb(c, policy.Submit) }

// sendBack godoc
//
//	@ID		returnArticle
//	@Summary	Send an article back to its author
//	@Description	The note says why.
//	@Tags		Articles
//	@Accept		json
//	@Produce	json
//	@Param		id	path	string	true	"Id of the article"	format(uuid)	example(01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e11)
//	@Param		If-Match	header	string	true	"Entity tag of the revision you saw"	example("3.c0de4a11")
//	@Param		body	body	Reason	true	"Why"
//	@Success	200	{object}	DraftArticle	"The article as it is now"
//	@Failure	409	{object}	rest.Problem	"The status does not allow it; allowed_actions lists what is possible"
//	@Failure	412	{object}	rest.Problem	"Someone else changed it first; current says who"
//	@Failure	428	{object}	rest.Problem	"If-Match is missing"
//	@Security	Bearer
//	@Router		/v1/editorial/articles/{id}/return [post]
func (h articles) sendBack(c echo.Context) error { return h.verb(c, policy.Return) }

// approve godoc
//
//	@ID		approveArticle
//	@Summary	Approve an article
//	@Tags		Articles
//	@Accept		json
//	@Produce	json
//	@Param		id	path	string	true	"Id of the article"	format(uuid)	example(01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e11)
//	@Param		If-Match	header	string	true	"Entity tag of the revision you saw"	example("3.c0de4a11")
//	@Param		body	body	Reason	false	"Why"
//	@Success	200	{object}	DraftArticle	"The article as it is now"
//	@Failure	409	{object}	rest.Problem	"The status does not allow it; allowed_actions lists what is possible"
//	@Failure	412	{object}	rest.Problem	"Someone else changed it first; current says who"
//	@Failure	428	{object}	rest.Problem	"If-Match is missing"
//	@Security	Bearer
//	@Router		/v1/editorial/articles/{id}/approve [post]
func (h articles) approve(c echo.Context) error { return h.verb(c, policy.Approve) }

// schedule godoc
//
//	@ID		scheduleArticle
//	@Summary	Plan the publication of an article
//	@Tags		Articles
//	@Accept		json
//	@Produce	json
//	@Param		id	path	string	true	"Id of the article"	format(uuid)	example(01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e11)
//	@Param		If-Match	header	string	true	"Entity tag of the revision you saw"	example("3.c0de4a11")
//	@Param		body	body	Plan	true	"When"
//	@Success	200	{object}	DraftArticle	"The article as it is now"
//	@Failure	409	{object}	rest.Problem	"The status does not allow it; allowed_actions lists what is possible"
//	@Failure	412	{object}	rest.Problem	"Someone else changed it first; current says who"
//	@Failure	428	{object}	rest.Problem	"If-Match is missing"
//	@Security	Bearer
//	@Router		/v1/editorial/articles/{id}/schedule [post]
func (h articles) schedule(c echo.Context) error { return h.kindDesk.schedule(c) }

// unschedule godoc
//
//	@ID		unscheduleArticle
//	@Summary	Take back a planned publication
//	@Tags		Articles
//	@Accept		json
//	@Produce	json
//	@Param		id	path	string	true	"Id of the article"	format(uuid)	example(01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e11)
//	@Param		If-Match	header	string	true	"Entity tag of the revision you saw"	example("3.c0de4a11")
//	@Param		body	body	Reason	false	"Why"
//	@Success	200	{object}	DraftArticle	"The article as it is now"
//	@Failure	409	{object}	rest.Problem	"The status does not allow it; allowed_actions lists what is possible"
//	@Failure	412	{object}	rest.Problem	"Someone else changed it first; current says who"
//	@Failure	428	{object}	rest.Problem	"If-Match is missing"
//	@Security	Bearer
//	@Router		/v1/editorial/articles/{id}/unschedule [post]
func (h articles) unschedule(c echo.Context) error { return h.verb(c, policy.Unschedule) }

// publish godoc
//
//	@ID		publishArticle
//	@Summary	Publish an article
//	@Description	Said again of something public, it brings out the changes made since.
//	@Tags		Articles
//	@Accept		json
//	@Produce	json
//	@Param		id	path	string	true	"Id of the article"	format(uuid)	example(01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e11)
//	@Param		If-Match	header	string	true	"Entity tag of the revision you saw"	example("3.c0de4a11")
//	@Param		body	body	Publication	false	"Why"
//	@Success	200	{object}	DraftArticle	"The article as it is now"
//	@Failure	409	{object}	rest.Problem	"The status does not allow it; allowed_actions lists what is possible"
//	@Failure	412	{object}	rest.Problem	"Someone else changed it first; current says who"
//	@Failure	428	{object}	rest.Problem	"If-Match is missing"
//	@Security	Bearer
//	@Router		/v1/editorial/articles/{id}/publish [post]
func (h articles) publish(c echo.Context) error { return h.kindDesk.publish(c) }

// unpublish godoc
//
//	@ID		unpublishArticle
//	@Summary	Withdraw an article from the public
//	@Description	The note says why. Its address answers 410 from now on.
//	@Tags		Articles
//	@Accept		json
//	@Produce	json
//	@Param		id	path	string	true	"Id of the article"	format(uuid)	example(01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e11)
//	@Param		If-Match	header	string	true	"Entity tag of the revision you saw"	example("3.c0de4a11")
//	@Param		body	body	Reason	true	"Why"
//	@Success	200	{object}	DraftArticle	"The article as it is now"
//	@Failure	409	{object}	rest.Problem	"The status does not allow it; allowed_actions lists what is possible"
//	@Failure	412	{object}	rest.Problem	"Someone else changed it first; current says who"
//	@Failure	428	{object}	rest.Problem	"If-Match is missing"
//	@Security	Bearer
//	@Router		/v1/editorial/articles/{id}/unpublish [post]
func (h articles) unpublish(c echo.Context) error { return h.verb(c, policy.Unpublish) }

// archive godoc
//
//	@ID		archiveArticle
//	@Summary	Put an article away that was withdrawn
//	@Tags		Articles
//	@Accept		json
//	@Produce	json
//	@Param		id	path	string	true	"Id of the article"	format(uuid)	example(01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e11)
//	@Param		If-Match	header	string	true	"Entity tag of the revision you saw"	example("3.c0de4a11")
//	@Param		body	body	Reason	false	"Why"
//	@Success	200	{object}	DraftArticle	"The article as it is now"
//	@Failure	409	{object}	rest.Problem	"The status does not allow it; allowed_actions lists what is possible"
//	@Failure	412	{object}	rest.Problem	"Someone else changed it first; current says who"
//	@Failure	428	{object}	rest.Problem	"If-Match is missing"
//	@Security	Bearer
//	@Router		/v1/editorial/articles/{id}/archive [post]
func (h articles) archive(c echo.Context) error { return h.verb(c, policy.Archive) }

// restore godoc
//
//	@ID		restoreArticle
//	@Summary	Bring an article back from the trash or the archive
//	@Tags		Articles
//	@Accept		json
//	@Produce	json
//	@Param		id	path	string	true	"Id of the article"	format(uuid)	example(01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e11)
//	@Param		If-Match	header	string	true	"Entity tag of the revision you saw"	example("3.c0de4a11")
//	@Param		body	body	Reason	false	"Why"
//	@Success	200	{object}	DraftArticle	"The article as it is now"
//	@Failure	409	{object}	rest.Problem	"The status does not allow it; allowed_actions lists what is possible"
//	@Failure	412	{object}	rest.Problem	"Someone else changed it first; current says who"
//	@Failure	428	{object}	rest.Problem	"If-Match is missing"
//	@Security	Bearer
//	@Router		/v1/editorial/articles/{id}/restore [post]
func (h articles) restore(c echo.Context) error { return h.verb(c, policy.Restore) }

// usages godoc
//
//	@ID		listArticleUsages
//	@Summary	Find out where an article is used
//	@Tags		Articles
//	@Produce	json
//	@Param		id	path	string	true	"Id of the article"	format(uuid)	example(01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e11)
//	@Success	200	{object}	Usages	"Whatever shows it, of all types and in every status"
//	@Security	Bearer
//	@Router		/v1/editorial/articles/{id}/usages [get]
func (h articles) usages(c echo.Context) error { return h.kindDesk.usages(c) }

// revisions godoc
//
//	@ID		listArticleRevisions
//	@Summary	List the revisions of an article, newest first
//	@Tags		Articles
//	@Produce	json
//	@Param		id	path	string	true	"Id of the article"	format(uuid)	example(01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e11)
//	@Param		limit	query	int	false	"How many on a page"	minimum(1)	maximum(100)	default(20)	example(20)
//	@Param		cursor	query	string	false	"Where the page begins, from next_cursor or prev_cursor"	example(AQAUMjAyMC0w)
//	@Param		count	query	bool	false	"Say how many there are in all, exact to 10,000"	default(false)
//	@Success	200	{object}	rest.List[RevisionSummary]	"A page of revisions"
//	@Security	Bearer
//	@Router		/v1/editorial/articles/{id}/revisions [get]
func (h articles) revisions(c echo.Context) error { return h.kindDesk.revisions(c) }

// revision godoc
//
//	@ID		getArticleRevision
//	@Summary	Read a revision of an article
//	@Tags		Articles
//	@Produce	json
//	@Param		id	path	string	true	"Id of the article"	format(uuid)	example(01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e11)
//	@Param		revision	path	int	true	"Number of the revision"	minimum(1)	example(2)
//	@Success	200	{object}	Revision	"The revision"
//	@Security	Bearer
//	@Router		/v1/editorial/articles/{id}/revisions/{revision} [get]
func (h articles) revision(c echo.Context) error { return h.kindDesk.revision(c) }

// diff godoc
//
//	@ID		diffArticleRevisions
//	@Summary	Compare two revisions of an article
//	@Tags		Articles
//	@Produce	json
//	@Param		id	path	string	true	"Id of the article"	format(uuid)	example(01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e11)
//	@Param		revision	path	int	true	"Number of the revision"	minimum(1)	example(2)
//	@Param		against	query	int	false	"The older revision; the one before if absent"	minimum(1)	example(1)
//	@Success	200	{object}	RevisionDiff	"What changed, by block and by word"
//	@Security	Bearer
//	@Router		/v1/editorial/articles/{id}/revisions/{revision}/diff [get]
func (h articles) diff(c echo.Context) error { return h.kindDesk.diff(c) }

// restoreRevision godoc
//
//	@ID		restoreArticleRevision
//	@Summary	Bring the content of a revision of an article back
//	@Description	It becomes a new revision.
//	@Tags		Articles
//	@Produce	json
//	@Param		id	path	string	true	"Id of the article"	format(uuid)	example(01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e11)
//	@Param		If-Match	header	string	true	"Entity tag of the revision you saw"	example("3.c0de4a11")
//	@Param		revision	path	int	true	"Number of the revision"	minimum(1)	example(2)
//	@Success	200	{object}	DraftArticle	"The article as it is now"
//	@Failure	409	{object}	rest.Problem	"It cannot be changed in its present status, or publication is held"
//	@Failure	412	{object}	rest.Problem	"Someone else changed it first; current says who"
//	@Failure	428	{object}	rest.Problem	"If-Match is missing"
//	@Security	Bearer
//	@Router		/v1/editorial/articles/{id}/revisions/{revision}/restore [post]
func (h articles) restoreRevision(c echo.Context) error { return h.kindDesk.restoreRevision(c) }
