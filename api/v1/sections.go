package v1

import (
	"github.com/labstack/echo/v4"

	"newsdesk/api/rest"
	"newsdesk/internal/content"
	"newsdesk/internal/policy"
	"newsdesk/internal/taxonomy"
)

// sections is the editorial API of sections.
type sections struct {
	kindDesk[*taxonomy.Section, SectionInput, SectionPatch]
}

func newSections(n newsroom) sections {
	return sections{kindDesk[*taxonomy.Section, SectionInput, SectionPatch]{
		newsroom: n, kind: taxonomy.SectionKind,
		opening: func(in SectionInput) Opening { return in.Opening },

		whole: func(s Spine, it content.Item, known stubber) any { return draftSection(s, it, known) },
		brief: func(s Spine, it content.Item, known stubber) any { return draftSection(s, it, known) },
	}}
}

// mount registers the routes of sections below g.
func (h sections) mount(g rest.Group) {
	g.Get("/sections", "section.read", h.list)
	g.Post("/sections", "section.create", h.create, rest.BodyLimit(maxDocument))
	g.Get("/sections/:id", "section.read", h.get)
	g.Patch("/sections/:id", "section.update", h.update, rest.BodyLimit(maxDocument))
	g.Delete("/sections/:id", "section.delete", h.remove)
	g.Post("/sections/:id/restore", "section.restore", h.restore)
	g.Get("/sections/:id/usages", "section.read", h.usages)
	g.Get("/sections/:id/revisions", "section.read", h.revisions)
	g.Get("/sections/:id/revisions/:revision", "section.read", h.revision)
	g.Get("/sections/:id/revisions/:revision/diff", "section.read", h.diff)
	g.Post("/sections/:id/revisions/:revision/restore", "section.update", h.restoreRevision)
}

// list godoc
//
//	@ID		listDraftSections
//	@Summary	List sections for the newsroom
//	@Tags		Sections
//	@Produce	json
//	@Param		owner	query	string	false	"Owned by this user: an id, or me"	example(me)
//	@Param		locale	query	string	false	"In this language (BCP 47)"	example(vi)
//	@Param		trashed	query	bool	false	"What is in the trash instead"	default(false)
//	@Param		sort	query	string	false	"Newest first is -"	Enums(updated_at,-updated_at,created_at,-created_at)	default(-updated_at)
//	@Param		limit	query	int	false	"How many on a page"	minimum(1)	maximum(100)	default(20)	example(20)
//	@Param		cursor	query	string	false	"Where the page begins, from next_cursor or prev_cursor"	example(AQAUMjAyMC0w)
//	@Param		count	query	bool	false	"Say how many there are in all, exact to 10,000"	default(false)
//	@Success	200	{object}	rest.List[DraftSection]	"A page of those that you may read"
//	@Security	Bearer
//	@Router		/v1/editorial/sections [get]
func (h sections) list(c echo.Context) error { return h.kindDesk.list(c) }

// create godoc
//
//	@ID		createSection
//	@Summary	Begin a section
//	@Description	It is public as soon as it is saved.
//	@Tags		Sections
//	@Accept		json
//	@Produce	json
//	@Param		body	body	SectionInput	true	"The section"
//	@Success	201	{object}	DraftSection	"The section as it is now"
//	@Success	200	{object}	DraftSection	"You made it before"
//	@Failure	409	{object}	rest.Problem	"The slug or the id is taken"
//	@Security	Bearer
//	@Router		/v1/editorial/sections [post]
func (h sections) create(c echo.Context) error { return h.kindDesk.create(c) }

// get godoc
//
//	@ID		getDraftSection
//	@Summary	Read the working copy of a section
//	@Tags		Sections
//	@Produce	json
//	@Param		id	path	string	true	"Id of the section"	format(uuid)	example(01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e11)
//	@Success	200	{object}	DraftSection	"The section"
//	@Security	Bearer
//	@Router		/v1/editorial/sections/{id} [get]
func (h sections) get(c echo.Context) error { return h.kindDesk.get(c) }

// update godoc
//
//	@ID		updateSection
//	@Summary	Change a section
//	@Description	The public sees the change at once.
//	@Tags		Sections
//	@Accept		application/merge-patch+json,json
//	@Produce	json
//	@Param		id	path	string	true	"Id of the section"	format(uuid)	example(01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e11)
//	@Param		If-Match	header	string	true	"Entity tag of the revision you saw"	example("3.c0de4a11")
//	@Param		body	body	SectionPatch	true	"What is to change"
//	@Success	200	{object}	DraftSection	"The section as it is now"
//	@Failure	409	{object}	rest.Problem	"The slug is taken, or the status does not allow it"
//	@Failure	412	{object}	rest.Problem	"Someone else changed it first; current says who"
//	@Failure	428	{object}	rest.Problem	"If-Match is missing"
//	@Security	Bearer
//	@Router		/v1/editorial/sections/{id} [patch]
func (h sections) update(c echo.Context) error { return h.kindDesk.update(c) }

// remove godoc
//
//	@ID		deleteSection
//	@Summary	Move a section to the trash
//	@Tags		Sections
//	@Produce	json
//	@Param		id	path	string	true	"Id of the section"	format(uuid)	example(01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e11)
//	@Param		If-Match	header	string	true	"Entity tag of the revision you saw"	example("3.c0de4a11")
//	@Success	204	"It is in the trash"
//	@Failure	409	{object}	rest.Problem	"It is in use; its usages say where"
//	@Failure	412	{object}	rest.Problem	"Someone else changed it first; current says who"
//	@Failure	428	{object}	rest.Problem	"If-Match is missing"
//	@Security	Bearer
//	@Router		/v1/editorial/sections/{id} [delete]
func (h sections) remove(c echo.Context) error { return h.kindDesk.remove(c) }

// restore godoc
//
//	@ID		restoreSection
//	@Summary	Bring a section back from the trash
//	@Tags		Sections
//	@Accept		json
//	@Produce	json
//	@Param		id	path	string	true	"Id of the section"	format(uuid)	example(01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e11)
//	@Param		If-Match	header	string	true	"Entity tag of the revision you saw"	example("3.c0de4a11")
//	@Param		body	body	Reason	false	"Why"
//	@Success	200	{object}	DraftSection	"The section as it is now"
//	@Failure	409	{object}	rest.Problem	"The status does not allow it; allowed_actions lists what is possible"
//	@Failure	412	{object}	rest.Problem	"Someone else changed it first; current says who"
//	@Failure	428	{object}	rest.Problem	"If-Match is missing"
//	@Security	Bearer
//	@Router		/v1/editorial/sections/{id}/restore [post]
func (h sections) restore(c echo.Context) error { return h.verb(c, policy.Restore) }

// usages godoc
//
//	@ID		listSectionUsages
//	@Summary	Find out where a section is used
//	@Tags		Sections
//	@Produce	json
//	@Param		id	path	string	true	"Id of the section"	format(uuid)	example(01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e11)
//	@Success	200	{object}	Usages	"Whatever shows it, of all types and in every status"
//	@Security	Bearer
//	@Router		/v1/editorial/sections/{id}/usages [get]
func (h sections) usages(c echo.Context) error { return h.kindDesk.usages(c) }

// revisions godoc
//
//	@ID		listSectionRevisions
//	@Summary	List the revisions of a section, newest first
//	@Tags		Sections
//	@Produce	json
//	@Param		id	path	string	true	"Id of the section"	format(uuid)	example(01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e11)
//	@Param		limit	query	int	false	"How many on a page"	minimum(1)	maximum(100)	default(20)	example(20)
//	@Param		cursor	query	string	false	"Where the page begins, from next_cursor or prev_cursor"	example(AQAUMjAyMC0w)
//	@Param		count	query	bool	false	"Say how many there are in all, exact to 10,000"	default(false)
//	@Success	200	{object}	rest.List[RevisionSummary]	"A page of revisions"
//	@Security	Bearer
//	@Router		/v1/editorial/sections/{id}/revisions [get]
func (h sections) revisions(c echo.Context) error { return h.kindDesk.revisions(c) }

// revision godoc
//
//	@ID		getSectionRevision
//	@Summary	Read a revision of a section
//	@Tags		Sections
//	@Produce	json
//	@Param		id	path	string	true	"Id of the section"	format(uuid)	example(01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e11)
//	@Param		revision	path	int	true	"Number of the revision"	minimum(1)	example(2)
//	@Success	200	{object}	Revision	"The revision"
//	@Security	Bearer
//	@Router		/v1/editorial/sections/{id}/revisions/{revision} [get]
func (h sections) revision(c echo.Context) error { return h.kindDesk.revision(c) }

// diff godoc
//
//	@ID		diffSectionRevisions
//	@Summary	Compare two revisions of a section
//	@Tags		Sections
//	@Produce	json
//	@Param		id	path	string	true	"Id of the section"	format(uuid)	example(01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e11)
//	@Param		revision	path	int	true	"Number of the revision"	minimum(1)	example(2)
//	@Param		against	query	int	false	"The older revision; the one before if absent"	minimum(1)	example(1)
//	@Success	200	{object}	RevisionDiff	"What changed, by block and by word"
//	@Security	Bearer
//	@Router		/v1/editorial/sections/{id}/revisions/{revision}/diff [get]
func (h sections) diff(c echo.Context) error { return h.kindDesk.diff(c) }

// restoreRevision godoc
//
//	@ID		restoreSectionRevision
//	@Summary	Bring the content of a revision of a section back
//	@Description	It becomes a new revision.
//	@Tags		Sections
//	@Produce	json
//	@Param		id	path	string	true	"Id of the section"	format(uuid)	example(01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e11)
//	@Param		If-Match	header	string	true	"Entity tag of the revision you saw"	example("3.c0de4a11")
//	@Param		revision	path	int	true	"Number of the revision"	minimum(1)	example(2)
//	@Success	200	{object}	DraftSection	"The section as it is now"
//	@Failure	409	{object}	rest.Problem	"It cannot be changed in its present status, or publication is held"
//	@Failure	412	{object}	rest.Problem	"Someone else changed it first; current says who"
//	@Failure	428	{object}	rest.Problem	"If-Match is missing"
//	@Security	Bearer
//	@Router		/v1/editorial/sections/{id}/revisions/{revision}/restore [post]
func (h sections) restoreRevision(c echo.Context) error { return h.kindDesk.restoreRevision(c) }
