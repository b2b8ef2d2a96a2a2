package v1

import (
	"github.com/labstack/echo/v4"

	"newsdesk/api/rest"
	"newsdesk/internal/content"
	"newsdesk/internal/policy"
	"newsdesk/internal/taxonomy"
)

// tags is the editorial API of tags.
type tags struct {
	kindDesk[*taxonomy.Tag, TagInput, TagPatch]
}

func newTags(n newsroom) tags {
	return tags{kindDesk[*taxonomy.Tag, TagInput, TagPatch]{
		newsroom: n, kind: taxonomy.TagKind,
		opening: func(in TagInput) Opening { return in.Opening },

		whole: func(s Spine, it content.Item, known stubber) any { return draftTag(s, it, known) },
		brief: func(s Spine, it content.Item, known stubber) any { return draftTag(s, it, known) },
	}}
}

// mount registers the routes of tags below g.
func (h tags) mount(g rest.Group) {
	g.Get("/tags", "tag.read", h.list)
	g.Post("/tags", "tag.create", h.create, rest.BodyLimit(maxDocument))
	g.Get("/tags/:id", "tag.read", h.get)
	g.Patch("/tags/:id", "tag.update", h.update, rest.BodyLimit(maxDocument))
	g.Delete("/tags/:id", "tag.delete", h.remove)
	g.Post("/tags/:id/restore", "tag.restore", h.restore)
	g.Get("/tags/:id/usages", "tag.read", h.usages)
	g.Get("/tags/:id/revisions", "tag.read", h.revisions)
	g.Get("/tags/:id/revisions/:revision", "tag.read", h.revision)
	g.Get("/tags/:id/revisions/:revision/diff", "tag.read", h.diff)
	g.Post("/tags/:id/revisions/:revision/restore", "tag.update", h.restoreRevision)
}

// list godoc
//
//	@ID		listDraftTags
//	@Summary	List tags for the newsroom
//	@Tags		Tags
//	@Produce	json
//	@Param		owner	query	string	false	"Owned by this user: an id, or me"	example(me)
//	@Param		locale	query	string	false	"In this language (BCP 47)"	example(vi)
//	@Param		trashed	query	bool	false	"What is in the trash instead"	default(false)
//	@Param		sort	query	string	false	"Newest first is -"	Enums(updated_at,-updated_at,created_at,-created_at)	default(-updated_at)
//	@Param		limit	query	int	false	"How many on a page"	minimum(1)	maximum(100)	default(20)	example(20)
//	@Param		cursor	query	string	false	"Where the page begins, from next_cursor or prev_cursor"	example(AQAUMjAyMC0w)
//	@Param		count	query	bool	false	"Say how many there are in all, exact to 10,000"	default(false)
//	@Success	200	{object}	rest.List[DraftTag]	"A page of those that you may read"
//	@Security	Bearer
//	@Router		/v1/editorial/tags [get]
func (h tags) list(c echo.Context) error { return h.kindDesk.list(c) }

// create godoc
//
//	@ID		createTag
//	@Summary	Begin a tag
//	@Description	It is public as soon as it is saved.
//	@Tags		Tags
//	@Accept		json
//	@Produce	json
//	@Param		body	body	TagInput	true	"The tag"
//	@Success	201	{object}	DraftTag	"The tag as it is now"
//	@Success	200	{object}	DraftTag	"You made it before"
//	@Failure	409	{object}	rest.Problem	"The slug or the id is taken"
//	@Security	Bearer
//	@Router		/v1/editorial/tags [post]
func (h tags) create(c echo.Context) error { return h.kindDesk.create(c) }

// get godoc
//
//	@ID		getDraftTag
//	@Summary	Read the working copy of a tag
//	@Tags		Tags
//	@Produce	json
//	@Param		id	path	string	true	"Id of the tag"	format(uuid)	example(01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e11)
//	@Success	200	{object}	DraftTag	"The tag"
//	@Security	Bearer
//	@Router		/v1/editorial/tags/{id} [get]
func (h tags) get(c echo.Context) error { return h.kindDesk.get(c) }

// update godoc
//
//	@ID		updateTag
//	@Summary	Change a tag
//	@Description	The public sees the change at once.
//	@Tags		Tags
//	@Accept		application/merge-patch+json,json
//	@Produce	json
//	@Param		id	path	string	true	"Id of the tag"	format(uuid)	example(01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e11)
//	@Param		If-Match	header	string	true	"Entity tag of the revision you saw"	example("3.c0de4a11")
//	@Param		body	body	TagPatch	true	"What is to change"
//	@Success	200	{object}	DraftTag	"The tag as it is now"
//	@Failure	409	{object}	rest.Problem	"The slug is taken, or the status does not allow it"
//	@Failure	412	{object}	rest.Problem	"Someone else changed it first; current says who"
//	@Failure	428	{object}	rest.Problem	"If-Match is missing"
//	@Security	Bearer
//	@Router		/v1/editorial/tags/{id} [patch]
func (h tags) update(c echo.Context) error { return h.kindDesk.update(c) }

// remove godoc
//
//	@ID		deleteTag
//	@Summary	Move a tag to the trash
//	@Tags		Tags
//	@Produce	json
//	@Param		id	path	string	true	"Id of the tag"	format(uuid)	example(01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e11)
//	@Param		If-Match	header	string	true	"Entity tag of the revision you saw"	example("3.c0de4a11")
//	@Success	204	"It is in the trash"
//	@Failure	409	{object}	rest.Problem	"It is in use; its usages say where"
//	@Failure	412	{object}	rest.Problem	"Someone else changed it first; current says who"
//	@Failure	428	{object}	rest.Problem	"If-Match is missing"
//	@Security	Bearer
//	@Router		/v1/editorial/tags/{id} [delete]
func (h tags) remove(c echo.Context) error { return h.kindDesk.remove(c) }

// restore godoc
//
//	@ID		restoreTag
//	@Summary	Bring a tag back from the trash
//	@Tags		Tags
//	@Accept		json
//	@Produce	json
//	@Param		id	path	string	true	"Id of the tag"	format(uuid)	example(01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e11)
//	@Param		If-Match	header	string	true	"Entity tag of the revision you saw"	example("3.c0de4a11")
//	@Param		body	body	Reason	false	"Why"
//	@Success	200	{object}	DraftTag	"The tag as it is now"
//	@Failure	409	{object}	rest.Problem	"The status does not allow it; allowed_actions lists what is possible"
//	@Failure	412	{object}	rest.Problem	"Someone else changed it first; current says who"
//	@Failure	428	{object}	rest.Problem	"If-Match is missing"
//	@Security	Bearer
//	@Router		/v1/editorial/tags/{id}/restore [post]
func (h tags) restore(c echo.Context) error { return h.verb(c, policy.Restore) }

// usages godoc
//
//	@ID		listTagUsages
//	@Summary	Find out where a tag is used
//	@Tags		Tags
//	@Produce	json
//	@Param		id	path	string	true	"Id of the tag"	format(uuid)	example(01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e11)
//	@Success	200	{object}	Usages	"Whatever shows it, of all types and in every status"
//	@Security	Bearer
//	@Router		/v1/editorial/tags/{id}/usages [get]
func (h tags) usages(c echo.Context) error { return h.kindDesk.usages(c) }

// revisions godoc
//
//	@ID		listTagRevisions
//	@Summary	List the revisions of a tag, newest first
//	@Tags		Tags
//	@Produce	json
//	@Param		id	path	string	true	"Id of the tag"	format(uuid)	example(01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e11)
//	@Param		limit	query	int	false	"How many on a page"	minimum(1)	maximum(100)	default(20)	example(20)
//	@Param		cursor	query	string	false	"Where the page begins, from next_cursor or prev_cursor"	example(AQAUMjAyMC0w)
//	@Param		count	query	bool	false	"Say how many there are in all, exact to 10,000"	default(false)
//	@Success	200	{object}	rest.List[RevisionSummary]	"A page of revisions"
//	@Security	Bearer
//	@Router		/v1/editorial/tags/{id}/revisions [get]
func (h tags) revisions(c echo.Context) error { return h.kindDesk.revisions(c) }

// revision godoc
//
//	@ID		getTagRevision
//	@Summary	Read a revision of a tag
//	@Tags		Tags
//	@Produce	json
//	@Param		id	path	string	true	"Id of the tag"	format(uuid)	example(01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e11)
//	@Param		revision	path	int	true	"Number of the revision"	minimum(1)	example(2)
//	@Success	200	{object}	Revision	"The revision"
//	@Security	Bearer
//	@Router		/v1/editorial/tags/{id}/revisions/{revision} [get]
func (h tags) revision(c echo.Context) error { return h.kindDesk.revision(c) }

// diff godoc
//
//	@ID		diffTagRevisions
//	@Summary	Compare two revisions of a tag
//	@Tags		Tags
//	@Produce	json
//	@Param		id	path	string	true	"Id of the tag"	format(uuid)	example(01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e11)
//	@Param		revision	path	int	true	"Number of the revision"	minimum(1)	example(2)
//	@Param		against	query	int	false	"The older revision; the one before if absent"	minimum(1)	example(1)
//	@Success	200	{object}	RevisionDiff	"What changed, by block and by word"
//	@Security	Bearer
//	@Router		/v1/editorial/tags/{id}/revisions/{revision}/diff [get]
func (h tags) diff(c echo.Context) error { return h.kindDesk.diff(c) }

// restoreRevision godoc
//
//	@ID		restoreTagRevision
//	@Summary	Bring the content of a revision of a tag back
//	@Description	It becomes a new revision.
//	@Tags		Tags
//	@Produce	json
//	@Param		id	path	string	true	"Id of the tag"	format(uuid)	example(01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e11)
//	@Param		If-Match	header	string	true	"Entity tag of the revision you saw"	example("3.c0de4a11")
//	@Param		revision	path	int	true	"Number of the revision"	minimum(1)	example(2)
//	@Success	200	{object}	DraftTag	"The tag as it is now"
//	@Failure	409	{object}	rest.Problem	"It cannot be changed in its present status, or publication is held"
//	@Failure	412	{object}	rest.Problem	"Someone else changed it first; current says who"
//	@Failure	428	{object}	rest.Problem	"If-Match is missing"
//	@Security	Bearer
//	@Router		/v1/editorial/tags/{id}/revisions/{revision}/restore [post]
func (h tags) restoreRevision(c echo.Context) error { return h.kindDesk.restoreRevision(c) }
