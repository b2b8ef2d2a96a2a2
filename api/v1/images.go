package v1

import (
	"github.com/labstack/echo/v4"

	"newsdesk/api/rest"
	"newsdesk/internal/content"
	"newsdesk/internal/image"
	"newsdesk/internal/media"
	"newsdesk/internal/policy"
)

// images is the editorial API of images.
type images struct {
	kindDesk[*image.Image, ImageInput, ImagePatch]
}

func newImages(n newsroom, m *media.Media) images {
	draft := func(s Spine, it content.Item, _ stubber) any { return draftImage(s, it, m.Preview) }
	return images{kindDesk[*image.Image, ImageInput, ImagePatch]{
		newsroom: n, kind: image.Kind,
		opening: func(in ImageInput) Opening { return in.Opening },

		whole: draft, brief: draft, narrow: imageFilters,
	}}
}

// imageFilters are those of the list of images.
func imageFilters(q *rest.Query) (where []content.Where) {
	if used := q.Enum("used", "", "true", "false"); used != "" {
		where = append(where, content.Used(used == "true"))
	}
	return where
}

// mount registers the routes of images below g.
func (h images) mount(g rest.Group) {
	g.Get("/images", "image.read", h.list)
	g.Get("/images/:id", "image.read", h.get)
	g.Patch("/images/:id", "image.update", h.update, rest.BodyLimit(maxDocument))
	g.Delete("/images/:id", "image.delete", h.remove)
	g.Post("/images/:id/restore", "image.restore", h.restore)
	g.Get("/images/:id/usages", "image.read", h.usages)
	g.Post("/images/:id/actions/swap", "image.read", h.swap)
	g.Get("/images/:id/revisions", "image.read", h.revisions)
	g.Get("/images/:id/revisions/:revision", "image.read", h.revision)
	g.Get("/images/:id/revisions/:revision/diff", "image.read", h.diff)
	g.Post("/images/:id/revisions/:revision/restore", "image.update", h.restoreRevision)
}

// list godoc
//
//	@ID		listDraftImages
//	@Summary	List images for the newsroom
//	@Tags		Images
//	@Produce	json
//	@Param		owner	query	string	false	"Owned by this user: an id, or me"	example(me)
//	@Param		locale	query	string	false	"In this language (BCP 47)"	example(vi)
//	@Param		used	query	bool	false	"Only those that something shows, or that nothing shows"
//	@Param		trashed	query	bool	false	"What is in the trash instead"	default(false)
//	@Param		sort	query	string	false	"Newest first is -"	Enums(updated_at,-updated_at,created_at,-created_at)	default(-updated_at)
//	@Param		limit	query	int	false	"How many on a page"	minimum(1)	maximum(100)	default(20)	example(20)
//	@Param		cursor	query	string	false	"Where the page begins, from next_cursor or prev_cursor"	example(AQAUMjAyMC0w)
//	@Param		count	query	bool	false	"Say how many there are in all, exact to 10,000"	default(false)
//	@Success	200	{object}	rest.List[DraftImage]	"A page of those that you may read"
//	@Security	Bearer
//	@Router		/v1/editorial/images [get]
func (h images) list(c echo.Context) error { return h.kindDesk.list(c) }

// create godoc
//
//	@ID		createImage
//	@Summary	Begin an image
//	@Description	It is public as soon as it is saved.
//	@Tags		Images
//	@Accept		json
//	@Produce	json
//	@Param		body	body	ImageInput	true	"The image"
//	@Success	201	{object}	DraftImage	"The image as it is now"
//	@Success	200	{object}	DraftImage	"You made it before"
//	@Failure	409	{object}	rest.Problem	"The slug or the id is taken"
//	@Security	Bearer
//	@Router		/v1/editorial/images [post]
func (h images) create(c echo.Context) error { return h.kindDesk.create(c) }

// get godoc
//
//	@ID		getDraftImage
//	@Summary	Read the working copy of an image
//	@Tags		Images
//	@Produce	json
//	@Param		id	path	string	true	"Id of the image"	format(uuid)	example(01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e11)
//	@Success	200	{object}	DraftImage	"The image"
//	@Security	Bearer
//	@Router		/v1/editorial/images/{id} [get]
func (h images) get(c echo.Context) error { return h.kindDesk.get(c) }

// update godoc
//
//	@ID		updateImage
//	@Summary	Change an image
//	@Description	The public sees the change at once.
//	@Tags		Images
//	@Accept		application/merge-patch+json,json
//	@Produce	json
//	@Param		id	path	string	true	"Id of the image"	format(uuid)	example(01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e11)
//	@Param		If-Match	header	string	true	"Entity tag of the revision you saw"	example("3.c0de4a11")
//	@Param		body	body	ImagePatch	true	"What is to change"
//	@Success	200	{object}	DraftImage	"The image as it is now"
//	@Failure	409	{object}	rest.Problem	"The slug is taken, or the status does not allow it"
//	@Failure	412	{object}	rest.Problem	"Someone else changed it first; current says who"
//	@Failure	428	{object}	rest.Problem	"If-Match is missing"
//	@Security	Bearer
//	@Router		/v1/editorial/images/{id} [patch]
func (h images) update(c echo.Context) error { return h.kindDesk.update(c) }

// remove godoc
//
//	@ID		deleteImage
//	@Summary	Move an image to the trash
//	@Tags		Images
//	@Produce	json
//	@Param		id	path	string	true	"Id of the image"	format(uuid)	example(01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e11)
//	@Param		If-Match	header	string	true	"Entity tag of the revision you saw"	example("3.c0de4a11")
//	@Success	204	"It is in the trash"
//	@Failure	409	{object}	rest.Problem	"It is in use; its usages say where"
//	@Failure	412	{object}	rest.Problem	"Someone else changed it first; current says who"
//	@Failure	428	{object}	rest.Problem	"If-Match is missing"
//	@Security	Bearer
//	@Router		/v1/editorial/images/{id} [delete]
func (h images) remove(c echo.Context) error { return h.kindDesk.remove(c) }

// restore godoc
//
//	@ID		restoreImage
//	@Summary	Bring an image back from the trash
//	@Tags		Images
//	@Accept		json
//	@Produce	json
//	@Param		id	path	string	true	"Id of the image"	format(uuid)	example(01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e11)
//	@Param		If-Match	header	string	true	"Entity tag of the revision you saw"	example("3.c0de4a11")
//	@Param		body	body	Reason	false	"Why"
//	@Success	200	{object}	DraftImage	"The image as it is now"
//	@Failure	409	{object}	rest.Problem	"The status does not allow it; allowed_actions lists what is possible"
//	@Failure	412	{object}	rest.Problem	"Someone else changed it first; current says who"
//	@Failure	428	{object}	rest.Problem	"If-Match is missing"
//	@Security	Bearer
//	@Router		/v1/editorial/images/{id}/restore [post]
func (h images) restore(c echo.Context) error { return h.verb(c, policy.Restore) }

// usages godoc
//
//	@ID		listImageUsages
//	@Summary	Find out where an image is used
//	@Tags		Images
//	@Produce	json
//	@Param		id	path	string	true	"Id of the image"	format(uuid)	example(01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e11)
//	@Success	200	{object}	Usages	"Whatever shows it, of all types and in every status"
//	@Security	Bearer
//	@Router		/v1/editorial/images/{id}/usages [get]
func (h images) usages(c echo.Context) error { return h.kindDesk.usages(c) }

// revisions godoc
//
//	@ID		listImageRevisions
//	@Summary	List the revisions of an image, newest first
//	@Tags		Images
//	@Produce	json
//	@Param		id	path	string	true	"Id of the image"	format(uuid)	example(01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e11)
//	@Param		limit	query	int	false	"How many on a page"	minimum(1)	maximum(100)	default(20)	example(20)
//	@Param		cursor	query	string	false	"Where the page begins, from next_cursor or prev_cursor"	example(AQAUMjAyMC0w)
//	@Param		count	query	bool	false	"Say how many there are in all, exact to 10,000"	default(false)
//	@Success	200	{object}	rest.List[RevisionSummary]	"A page of revisions"
//	@Security	Bearer
//	@Router		/v1/editorial/images/{id}/revisions [get]
func (h images) revisions(c echo.Context) error { return h.kindDesk.revisions(c) }

// revision godoc
//
//	@ID		getImageRevision
//	@Summary	Read a revision of an image
//	@Tags		Images
//	@Produce	json
//	@Param		id	path	string	true	"Id of the image"	format(uuid)	example(01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e11)
//	@Param		revision	path	int	true	"Number of the revision"	minimum(1)	example(2)
//	@Success	200	{object}	Revision	"The revision"
//	@Security	Bearer
//	@Router		/v1/editorial/images/{id}/revisions/{revision} [get]
func (h images) revision(c echo.Context) error { return h.kindDesk.revision(c) }

// diff godoc
//
//	@ID		diffImageRevisions
//	@Summary	Compare two revisions of an image
//	@Tags		Images
//	@Produce	json
//	@Param		id	path	string	true	"Id of the image"	format(uuid)	example(01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e11)
//	@Param		revision	path	int	true	"Number of the revision"	minimum(1)	example(2)
//	@Param		against	query	int	false	"The older revision; the one before if absent"	minimum(1)	example(1)
//	@Success	200	{object}	RevisionDiff	"What changed, by block and by word"
//	@Security	Bearer
//	@Router		/v1/editorial/images/{id}/revisions/{revision}/diff [get]
func (h images) diff(c echo.Context) error { return h.kindDesk.diff(c) }

// restoreRevision godoc
//
//	@ID		restoreImageRevision
//	@Summary	Bring the content of a revision of an image back
//	@Description	It becomes a new revision.
//	@Tags		Images
//	@Produce	json
//	@Param		id	path	string	true	"Id of the image"	format(uuid)	example(01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e11)
//	@Param		If-Match	header	string	true	"Entity tag of the revision you saw"	example("3.c0de4a11")
//	@Param		revision	path	int	true	"Number of the revision"	minimum(1)	example(2)
//	@Success	200	{object}	DraftImage	"The image as it is now"
//	@Failure	409	{object}	rest.Problem	"It cannot be changed in its present status, or publication is held"
//	@Failure	412	{object}	rest.Problem	"Someone else changed it first; current says who"
//	@Failure	428	{object}	rest.Problem	"If-Match is missing"
//	@Security	Bearer
//	@Router		/v1/editorial/images/{id}/revisions/{revision}/restore [post]
func (h images) restoreRevision(c echo.Context) error { return h.kindDesk.restoreRevision(c) }
