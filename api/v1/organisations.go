package v1

import (
	"github.com/labstack/echo/v4"

	"newsdesk/api/rest"
	"newsdesk/internal/content"
	"newsdesk/internal/policy"
	"newsdesk/internal/taxonomy"
)

// organisations is the editorial API of organisations.
type organisations struct {
	kindDesk[*taxonomy.Organisation, OrganisationInput, OrganisationPatch]
}

func newOrganisations(n newsroom) organisations {
	return organisations{kindDesk[*taxonomy.Organisation, OrganisationInput, OrganisationPatch]{
		newsroom: n, kind: taxonomy.OrganisationKind,
		opening: func(in OrganisationInput) Opening { return in.Opening },

		whole: func(s Spine, it content.Item, known stubber) any { return draftOrganisation(s, it, known) },
		brief: func(s Spine, it content.Item, known stubber) any { return draftOrganisation(s, it, known) },
	}}
}

// mount registers the routes of organisations below g.
func (h organisations) mount(g rest.Group) {
	g.Get("/organisations", "organisation.read", h.list)
	g.Post("/organisations", "organisation.create", h.create, rest.BodyLimit(maxDocument))
	g.Get("/organisations/:id", "organisation.read", h.get)
	g.Patch("/organisations/:id", "organisation.update", h.update, rest.BodyLimit(maxDocument))
	g.Delete("/organisations/:id", "organisation.delete", h.remove)
	g.Post("/organisations/:id/restore", "organisation.restore", h.restore)
	g.Get("/organisations/:id/usages", "organisation.read", h.usages)
	g.Get("/organisations/:id/revisions", "organisation.read", h.revisions)
	g.Get("/organisations/:id/revisions/:revision", "organisation.read", h.revision)
	g.Get("/organisations/:id/revisions/:revision/diff", "organisation.read", h.diff)
	g.Post("/organisations/:id/revisions/:revision/restore", "organisation.update", h.restoreRevision)
}

// list godoc
//
//	@ID		listDraftOrganisations
//	@Summary	List organisations for the newsroom
//	@Tags		Organisations
//	@Produce	json
//	@Param		owner	query	string	false	"Owned by this user: an id, or me"	example(me)
//	@Param		locale	query	string	false	"In this language (BCP 47)"	example(vi)
//	@Param		trashed	query	bool	false	"What is in the trash instead"	default(false)
//	@Param		sort	query	string	false	"Newest first is -"	Enums(updated_at,-updated_at,created_at,-created_at)	default(-updated_at)
//	@Param		limit	query	int	false	"How many on a page"	minimum(1)	maximum(100)	default(20)	example(20)
//	@Param		cursor	query	string	false	"Where the page begins, from next_cursor or prev_cursor"	example(AQAUMjAyMC0w)
//	@Param		count	query	bool	false	"Say how many there are in all, exact to 10,000"	default(false)
//	@Success	200	{object}	rest.List[DraftOrganisation]	"A page of those that you may read"
//	@Security	Bearer
//	@Router		/v1/editorial/organisations [get]
func (h organisations) list(c echo.Context) error { return h.kindDesk.list(c) }

// create godoc
//
//	@ID		createOrganisation
//	@Summary	Begin an organisation
//	@Description	It is public as soon as it is saved.
//	@Tags		Organisations
//	@Accept		json
//	@Produce	json
//	@Param		body	body	OrganisationInput	true	"The organisation"
//	@Success	201	{object}	DraftOrganisation	"The organisation as it is now"
//	@Success	200	{object}	DraftOrganisation	"You made it before"
//	@Failure	409	{object}	rest.Problem	"The slug or the id is taken"
//	@Security	Bearer
//	@Router		/v1/editorial/organisations [post]
func (h organisations) create(c echo.Context) error { return h.kindDesk.create(c) }

// get godoc
//
//	@ID		getDraftOrganisation
//	@Summary	Read the working copy of an organisation
//	@Tags		Organisations
//	@Produce	json
//	@Param		id	path	string	true	"Id of the organisation"	format(uuid)	example(01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e11)
//	@Success	200	{object}	DraftOrganisation	"The organisation"
//	@Security	Bearer
//	@Router		/v1/editorial/organisations/{id} [get]
func (h organisations) get(c echo.Context) error { return h.kindDesk.get(c) }

// update godoc
//
//	@ID		updateOrganisation
//	@Summary	Change an organisation
//	@Description	The public sees the change at once.
//	@Tags		Organisations
//	@Accept		application/merge-patch+json,json
//	@Produce	json
//	@Param		id	path	string	true	"Id of the organisation"	format(uuid)	example(01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e11)
//	@Param		If-Match	header	string	true	"Entity tag of the revision you saw"	example("3.c0de4a11")
//	@Param		body	body	OrganisationPatch	true	"What is to change"
//	@Success	200	{object}	DraftOrganisation	"The organisation as it is now"
//	@Failure	409	{object}	rest.Problem	"The slug is taken, or the status does not allow it"
//	@Failure	412	{object}	rest.Problem	"Someone else changed it first; current says who"
//	@Failure	428	{object}	rest.Problem	"If-Match is missing"
//	@Security	Bearer
//	@Router		/v1/editorial/organisations/{id} [patch]
func (h organisations) update(c echo.Context) error { return h.kindDesk.update(c) }

// remove godoc
//
//	@ID		deleteOrganisation
//	@Summary	Move an organisation to the trash
//	@Tags		Organisations
//	@Produce	json
//	@Param		id	path	string	true	"Id of the organisation"	format(uuid)	example(01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e11)
//	@Param		If-Match	header	string	true	"Entity tag of the revision you saw"	example("3.c0de4a11")
//	@Success	204	"It is in the trash"
//	@Failure	409	{object}	rest.Problem	"It is in use; its usages say where"
//	@Failure	412	{object}	rest.Problem	"Someone else changed it first; current says who"
//	@Failure	428	{object}	rest.Problem	"If-Match is missing"
//	@Security	Bearer
//	@Router		/v1/editorial/organisations/{id} [delete]
func (h organisations) remove(c echo.Context) error { return h.kindDesk.remove(c) }

// restore godoc
//
//	@ID		restoreOrganisation
//	@Summary	Bring an organisation back from the trash
//	@Tags		Organisations
//	@Accept		json
//	@Produce	json
//	@Param		id	path	string	true	"Id of the organisation"	format(uuid)	example(01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e11)
//	@Param		If-Match	header	string	true	"Entity tag of the revision you saw"	example("3.c0de4a11")
//	@Param		body	body	Reason	false	"Why"
//	@Success	200	{object}	DraftOrganisation	"The organisation as it is now"
//	@Failure	409	{object}	rest.Problem	"The status does not allow it; allowed_actions lists what is possible"
//	@Failure	412	{object}	rest.Problem	"Someone else changed it first; current says who"
//	@Failure	428	{object}	rest.Problem	"If-Match is missing"
//	@Security	Bearer
//	@Router		/v1/editorial/organisations/{id}/restore [post]
func (h organisations) restore(c echo.Context) error { return h.verb(c, policy.Restore) }

// usages godoc
//
//	@ID		listOrganisationUsages
//	@Summary	Find out where an organisation is used
//	@Tags		Organisations
//	@Produce	json
//	@Param		id	path	string	true	"Id of the organisation"	format(uuid)	example(01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e11)
//	@Success	200	{object}	Usages	"Whatever shows it, of all types and in every status"
//	@Security	Bearer
//	@Router		/v1/editorial/organisations/{id}/usages [get]
func (h organisations) usages(c echo.Context) error { return h.kindDesk.usages(c) }

// revisions godoc
//
//	@ID		listOrganisationRevisions
//	@Summary	List the revisions of an organisation, newest first
//	@Tags		Organisations
//	@Produce	json
//	@Param		id	path	string	true	"Id of the organisation"	format(uuid)	example(01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e11)
//	@Param		limit	query	int	false	"How many on a page"	minimum(1)	maximum(100)	default(20)	example(20)
//	@Param		cursor	query	string	false	"Where the page begins, from next_cursor or prev_cursor"	example(AQAUMjAyMC0w)
//	@Param		count	query	bool	false	"Say how many there are in all, exact to 10,000"	default(false)
//	@Success	200	{object}	rest.List[RevisionSummary]	"A page of revisions"
//	@Security	Bearer
//	@Router		/v1/editorial/organisations/{id}/revisions [get]
func (h organisations) revisions(c echo.Context) error { return h.kindDesk.revisions(c) }

// revision godoc
//
//	@ID		getOrganisationRevision
//	@Summary	Read a revision of an organisation
//	@Tags		Organisations
//	@Produce	json
//	@Param		id	path	string	true	"Id of the organisation"	format(uuid)	example(01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e11)
//	@Param		revision	path	int	true	"Number of the revision"	minimum(1)	example(2)
//	@Success	200	{object}	Revision	"The revision"
//	@Security	Bearer
//	@Router		/v1/editorial/organisations/{id}/revisions/{revision} [get]
func (h organisations) revision(c echo.Context) error { return h.kindDesk.revision(c) }

// diff godoc
//
//	@ID		diffOrganisationRevisions
//	@Summary	Compare two revisions of an organisation
//	@Tags		Organisations
//	@Produce	json
//	@Param		id	path	string	true	"Id of the organisation"	format(uuid)	example(01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e11)
//	@Param		revision	path	int	true	"Number of the revision"	minimum(1)	example(2)
//	@Param		against	query	int	false	"The older revision; the one before if absent"	minimum(1)	example(1)
//	@Success	200	{object}	RevisionDiff	"What changed, by block and by word"
//	@Security	Bearer
//	@Router		/v1/editorial/organisations/{id}/revisions/{revision}/diff [get]
func (h organisations) diff(c echo.Context) error { return h.kindDesk.diff(c) }

// restoreRevision godoc
//
//	@ID		restoreOrganisationRevision
//	@Summary	Bring the content of a revision of an organisation back
//	@Description	It becomes a new revision.
//	@Tags		Organisations
//	@Produce	json
//	@Param		id	path	string	true	"Id of the organisation"	format(uuid)	example(01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e11)
//	@Param		If-Match	header	string	true	"Entity tag of the revision you saw"	example("3.c0de4a11")
//	@Param		revision	path	int	true	"Number of the revision"	minimum(1)	example(2)
//	@Success	200	{object}	DraftOrganisation	"The organisation as it is now"
//	@Failure	409	{object}	rest.Problem	"It cannot be changed in its present status, or publication is held"
//	@Failure	412	{object}	rest.Problem	"Someone else changed it first; current says who"
//	@Failure	428	{object}	rest.Problem	"If-Match is missing"
//	@Security	Bearer
//	@Router		/v1/editorial/organisations/{id}/revisions/{revision}/restore [post]
func (h organisations) restoreRevision(c echo.Context) error { return h.kindDesk.restoreRevision(c) }
