package v1

import (
	"github.com/labstack/echo/v4"

	"newsdesk/api/rest"
	"newsdesk/internal/campaign"
	"newsdesk/internal/content"
	"newsdesk/internal/policy"
)

// campaigns is the editorial API of campaigns.
type campaigns struct {
	kindDesk[*campaign.Campaign, CampaignInput, CampaignPatch]
}

func newCampaigns(n newsroom) campaigns {
	return campaigns{kindDesk[*campaign.Campaign, CampaignInput, CampaignPatch]{
		newsroom: n, kind: campaign.Kind,
		opening: func(in CampaignInput) Opening { return in.Opening },
		dates:   func(in CampaignPatch) Dates { return in.Dates }, begun: func(in CampaignInput) Dates { return in.Dates },
		whole: func(s Spine, it content.Item, known stubber) any { return draftCampaign(s, it, known) },
		brief: func(s Spine, it content.Item, known stubber) any { return draftCampaignSummary(s, it, known) },
	}}
}

// mount registers the routes of campaigns below g.
func (h campaigns) mount(g rest.Group) {
	g.Get("/campaigns", "campaign.read", h.list)
	g.Get("/campaigns/board", "campaign.read", h.board)
	g.Post("/campaigns", "campaign.create", h.create, rest.BodyLimit(maxDocument))
	g.Get("/campaigns/:id", "campaign.read", h.get)
	g.Patch("/campaigns/:id", "campaign.update", h.update, rest.BodyLimit(maxDocument))
	g.Delete("/campaigns/:id", "campaign.delete", h.remove)
	g.Post("/campaigns/:id/submit", "campaign.submit", h.submit)
	g.Post("/campaigns/:id/return", "campaign.return", h.sendBack)
	g.Post("/campaigns/:id/approve", "campaign.approve", h.approve)
	g.Post("/campaigns/:id/schedule", "campaign.schedule", h.schedule)
	g.Post("/campaigns/:id/unschedule", "campaign.unschedule", h.unschedule)
	g.Post("/campaigns/:id/publish", "campaign.publish", h.publish)
	g.Post("/campaigns/:id/unpublish", "campaign.unpublish", h.unpublish)
	g.Post("/campaigns/:id/archive", "campaign.archive", h.archive)
	g.Post("/campaigns/:id/restore", "campaign.restore", h.restore)
	g.Get("/campaigns/:id/usages", "campaign.read", h.usages)
	g.Get("/campaigns/:id/revisions", "campaign.read", h.revisions)
	g.Get("/campaigns/:id/revisions/:revision", "campaign.read", h.revision)
	g.Get("/campaigns/:id/revisions/:revision/diff", "campaign.read", h.diff)
	g.Post("/campaigns/:id/revisions/:revision/restore", "campaign.update", h.restoreRevision)
}

// list godoc
//
//	@ID		listDraftCampaigns
//	@Summary	List campaigns for the newsroom
//	@Tags		Campaigns
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
//	@Success	200	{object}	rest.List[DraftCampaignSummary]	"A page of those that you may read"
//	@Security	Bearer
//	@Router		/v1/editorial/campaigns [get]
func (h campaigns) list(c echo.Context) error { return h.kindDesk.list(c) }

// board godoc
//
//	@ID		getCampaignBoard
//	@Summary	Count the campaigns in each status
//	@Tags		Campaigns
//	@Produce	json
//	@Success	200	{object}	Board	"The counts"
//	@Security	Bearer
//	@Router		/v1/editorial/campaigns/board [get]
func (h campaigns) board(c echo.Context) error { return h.kindDesk.board(c) }

// create godoc
//
//	@ID		createCampaign
//	@Summary	Begin a campaign
//	@Description	A draft may have holes. Send an id of your own to be able to repeat the request.
//	@Tags		Campaigns
//	@Accept		json
//	@Produce	json
//	@Param		body	body	CampaignInput	true	"The campaign"
//	@Success	201	{object}	DraftCampaign	"The campaign as it is now"
//	@Success	200	{object}	DraftCampaign	"You made it before"
//	@Failure	409	{object}	rest.Problem	"The slug or the id is taken"
//	@Security	Bearer
//	@Router		/v1/editorial/campaigns [post]
func (h campaigns) create(c echo.Context) error { return h.kindDesk.create(c) }

// get godoc
//
//	@ID		getDraftCampaign
//	@Summary	Read the working copy of a campaign
//	@Tags		Campaigns
//	@Produce	json
//	@Param		id	path	string	true	"Id of the campaign"	format(uuid)	example(01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e11)
//	@Success	200	{object}	DraftCampaign	"The campaign"
//	@Security	Bearer
//	@Router		/v1/editorial/campaigns/{id} [get]
func (h campaigns) get(c echo.Context) error { return h.kindDesk.get(c) }

// update godoc
//
//	@ID		updateCampaign
//	@Summary	Change a campaign
//	@Description	The public sees nothing of it until it is published.
//	@Tags		Campaigns
//	@Accept		application/merge-patch+json,json
//	@Produce	json
//	@Param		id	path	string	true	"Id of the campaign"	format(uuid)	example(01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e11)
//	@Param		If-Match	header	string	true	"Entity tag of the revision you saw"	example("3.c0de4a11")
//	@Param		body	body	CampaignPatch	true	"What is to change"
//	@Success	200	{object}	DraftCampaign	"The campaign as it is now"
//	@Failure	409	{object}	rest.Problem	"The slug is taken, or the status does not allow it"
//	@Failure	412	{object}	rest.Problem	"Someone else changed it first; current says who"
//	@Failure	428	{object}	rest.Problem	"If-Match is missing"
//	@Security	Bearer
//	@Router		/v1/editorial/campaigns/{id} [patch]
func (h campaigns) update(c echo.Context) error { return h.kindDesk.update(c) }

// remove godoc
//
//	@ID		deleteCampaign
//	@Summary	Move a campaign to the trash
//	@Tags		Campaigns
//	@Produce	json
//	@Param		id	path	string	true	"Id of the campaign"	format(uuid)	example(01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e11)
//	@Param		If-Match	header	string	true	"Entity tag of the revision you saw"	example("3.c0de4a11")
//	@Success	204	"It is in the trash"
//	@Failure	409	{object}	rest.Problem	"It was public; withdraw and archive it instead"
//	@Failure	412	{object}	rest.Problem	"Someone else changed it first; current says who"
//	@Failure	428	{object}	rest.Problem	"If-Match is missing"
//	@Security	Bearer
//	@Router		/v1/editorial/campaigns/{id} [delete]
func (h campaigns) remove(c echo.Context) error { return h.kindDesk.remove(c) }

// submit godoc
//
//	@ID		submitCampaign
//	@Summary	Hand a campaign in for review
//	@Tags		Campaigns
//	@Accept		json
//	@Produce	json
//	@Param		id	path	string	true	"Id of the campaign"	format(uuid)	example(01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e11)
//	@Param		If-Match	header	string	true	"Entity tag of the revision you saw"	example("3.c0de4a11")
//	@Param		body	body	Reason	false	"Why"
//	@Success	200	{object}	DraftCampaign	"The campaign as it is now"
//	@Failure	409	{object}	rest.Problem	"The status does not allow it; allowed_actions lists what is possible"
//	@Failure	412	{object}	rest.Problem	"Someone else changed it first; current says who"
//	@Failure	428	{object}	rest.Problem	"If-Match is missing"
//	@Security	Bearer
//	@Router		/v1/editorial/campaigns/{id}/submit [post]
func (h campaigns) submit(c echo.Context) error { return h.verb(c, policy.Submit) }

// sendBack godoc
//
//	@ID		returnCampaign
//	@Summary	Send a campaign back to its author
//	@Description	The note says why.
//	@Tags		Campaigns
//	@Accept		json
//	@Produce	json
//	@Param		id	path	string	true	"Id of the campaign"	format(uuid)	example(01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e11)
//	@Param		If-Match	header	string	true	"Entity tag of the revision you saw"	example("3.c0de4a11")
//	@Param		body	body	Reason	true	"Why"
//	@Success	200	{object}	DraftCampaign	"The campaign as it is now"
//	@Failure	409	{object}	rest.Problem	"The status does not allow it; allowed_actions lists what is possible"
//	@Failure	412	{object}	rest.Problem	"Someone else changed it first; current says who"
//	@Failure	428	{object}	rest.Problem	"If-Match is missing"
//	@Security	Bearer
//	@Router		/v1/editorial/campaigns/{id}/return [post]
func (h campaigns) sendBack(c echo.Context) error { return h.verb(c, policy.Return) }

// approve godoc
//
//	@ID		approveCampaign
//	@Summary	Approve a campaign
//	@Tags		Campaigns
//	@Accept		json
//	@Produce	json
//	@Param		id	path	string	true	"Id of the campaign"	format(uuid)	example(01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e11)
//	@Param		If-Match	header	string	true	"Entity tag of the revision you saw"	example("3.c0de4a11")
//	@Param		body	body	Reason	false	"Why"
//	@Success	200	{object}	DraftCampaign	"The campaign as it is now"
//	@Failure	409	{object}	rest.Problem	"The status does not allow it; allowed_actions lists what is possible"
//	@Failure	412	{object}	rest.Problem	"Someone else changed it first; current says who"
//	@Failure	428	{object}	rest.Problem	"If-Match is missing"
//	@Security	Bearer
//	@Router		/v1/editorial/campaigns/{id}/approve [post]
func (h campaigns) approve(c echo.Context) error { return h.verb(c, policy.Approve) }

// schedule godoc
//
//	@ID		scheduleCampaign
//	@Summary	Plan the publication of a campaign
//	@Tags		Campaigns
//	@Accept		json
//	@Produce	json
//	@Param		id	path	string	true	"Id of the campaign"	format(uuid)	example(01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e11)
//	@Param		If-Match	header	string	true	"Entity tag of the revision you saw"	example("3.c0de4a11")
//	@Param		body	body	Plan	true	"When"
//	@Success	200	{object}	DraftCampaign	"The campaign as it is now"
//	@Failure	409	{object}	rest.Problem	"The status does not allow it; allowed_actions lists what is possible"
//	@Failure	412	{object}	rest.Problem	"Someone else changed it first; current says who"
//	@Failure	428	{object}	rest.Problem	"If-Match is missing"
//	@Security	Bearer
//	@Router		/v1/editorial/campaigns/{id}/schedule [post]
func (h campaigns) schedule(c echo.Context) error { return h.kindDesk.schedule(c) }

// unschedule godoc
//
//	@ID		unscheduleCampaign
//	@Summary	Take back a planned publication
//	@Tags		Campaigns
//	@Accept		json
//	@Produce	json
//	@Param		id	path	string	true	"Id of the campaign"	format(uuid)	example(01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e11)
//	@Param		If-Match	header	string	true	"Entity tag of the revision you saw"	example("3.c0de4a11")
//	@Param		body	body	Reason	false	"Why"
//	@Success	200	{object}	DraftCampaign	"The campaign as it is now"
//	@Failure	409	{object}	rest.Problem	"The status does not allow it; allowed_actions lists what is possible"
//	@Failure	412	{object}	rest.Problem	"Someone else changed it first; current says who"
//	@Failure	428	{object}	rest.Problem	"If-Match is missing"
//	@Security	Bearer
//	@Router		/v1/editorial/campaigns/{id}/unschedule [post]
func (h campaigns) unschedule(c echo.Context) error { return h.verb(c, policy.Unschedule) }

// publish godoc
//
//	@ID		publishCampaign
//	@Summary	Publish a campaign
//	@Description	Said again of something public, it brings out the changes made since.
//	@Tags		Campaigns
//	@Accept		json
//	@Produce	json
//	@Param		id	path	string	true	"Id of the campaign"	format(uuid)	example(01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e11)
//	@Param		If-Match	header	string	true	"Entity tag of the revision you saw"	example("3.c0de4a11")
//	@Param		body	body	Publication	false	"Why"
//	@Success	200	{object}	DraftCampaign	"The campaign as it is now"
//	@Failure	409	{object}	rest.Problem	"The status does not allow it; allowed_actions lists what is possible"
//	@Failure	412	{object}	rest.Problem	"Someone else changed it first; current says who"
//	@Failure	428	{object}	rest.Problem	"If-Match is missing"
//	@Security	Bearer
//	@Router		/v1/editorial/campaigns/{id}/publish [post]
func (h campaigns) publish(c echo.Context) error { return h.kindDesk.publish(c) }

// unpublish godoc
//
//	@ID		unpublishCampaign
//	@Summary	Withdraw a campaign from the public
//	@Description	The note says why. Its address answers 410 from now on.
//	@Tags		Campaigns
//	@Accept		json
//	@Produce	json
//	@Param		id	path	string	true	"Id of the campaign"	format(uuid)	example(01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e11)
//	@Param		If-Match	header	string	true	"Entity tag of the revision you saw"	example("3.c0de4a11")
//	@Param		body	body	Reason	true	"Why"
//	@Success	200	{object}	DraftCampaign	"The campaign as it is now"
//	@Failure	409	{object}	rest.Problem	"The status does not allow it; allowed_actions lists what is possible"
//	@Failure	412	{object}	rest.Problem	"Someone else changed it first; current says who"
//	@Failure	428	{object}	rest.Problem	"If-Match is missing"
//	@Security	Bearer
//	@Router		/v1/editorial/campaigns/{id}/unpublish [post]
func (h campaigns) unpublish(c echo.Context) error { return h.verb(c, policy.Unpublish) }

// archive godoc
//
//	@ID		archiveCampaign
//	@Summary	Put a campaign away that was withdrawn
//	@Tags		Campaigns
//	@Accept		json
//	@Produce	json
//	@Param		id	path	string	true	"Id of the campaign"	format(uuid)	example(01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e11)
//	@Param		If-Match	header	string	true	"Entity tag of the revision you saw"	example("3.c0de4a11")
//	@Param		body	body	Reason	false	"Why"
//	@Success	200	{object}	DraftCampaign	"The campaign as it is now"
//	@Failure	409	{object}	rest.Problem	"The status does not allow it; allowed_actions lists what is possible"
//	@Failure	412	{object}	rest.Problem	"Someone else changed it first; current says who"
//	@Failure	428	{object}	rest.Problem	"If-Match is missing"
//	@Security	Bearer
//	@Router		/v1/editorial/campaigns/{id}/archive [post]
func (h campaigns) archive(c echo.Context) error { return h.verb(c, policy.Archive) }

// restore godoc
//
//	@ID		restoreCampaign
//	@Summary	Bring a campaign back from the trash or the archive
//	@Tags		Campaigns
//	@Accept		json
//	@Produce	json
//	@Param		id	path	string	true	"Id of the campaign"	format(uuid)	example(01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e11)
//	@Param		If-Match	header	string	true	"Entity tag of the revision you saw"	example("3.c0de4a11")
//	@Param		body	body	Reason	false	"Why"
//	@Success	200	{object}	DraftCampaign	"The campaign as it is now"
//	@Failure	409	{object}	rest.Problem	"The status does not allow it; allowed_actions lists what is possible"
//	@Failure	412	{object}	rest.Problem	"Someone else changed it first; current says who"
//	@Failure	428	{object}	rest.Problem	"If-Match is missing"
//	@Security	Bearer
//	@Router		/v1/editorial/campaigns/{id}/restore [post]
func (h campaigns) restore(c echo.Context) error { return h.verb(c, policy.Restore) }

// usages godoc
//
//	@ID		listCampaignUsages
//	@Summary	Find out where a campaign is used
//	@Tags		Campaigns
//	@Produce	json
//	@Param		id	path	string	true	"Id of the campaign"	format(uuid)	example(01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e11)
//	@Success	200	{object}	Usages	"Whatever shows it, of all types and in every status"
//	@Security	Bearer
//	@Router		/v1/editorial/campaigns/{id}/usages [get]
func (h campaigns) usages(c echo.Context) error { return h.kindDesk.usages(c) }

// revisions godoc
//
//	@ID		listCampaignRevisions
//	@Summary	List the revisions of a campaign, newest first
//	@Tags		Campaigns
//	@Produce	json
//	@Param		id	path	string	true	"Id of the campaign"	format(uuid)	example(01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e11)
//	@Param		limit	query	int	false	"How many on a page"	minimum(1)	maximum(100)	default(20)	example(20)
//	@Param		cursor	query	string	false	"Where the page begins, from next_cursor or prev_cursor"	example(AQAUMjAyMC0w)
//	@Param		count	query	bool	false	"Say how many there are in all, exact to 10,000"	default(false)
//	@Success	200	{object}	rest.List[RevisionSummary]	"A page of revisions"
//	@Security	Bearer
//	@Router		/v1/editorial/campaigns/{id}/revisions [get]
func (h campaigns) revisions(c echo.Context) error { return h.kindDesk.revisions(c) }

// revision godoc
//
//	@ID		getCampaignRevision
//	@Summary	Read a revision of a campaign
//	@Tags		Campaigns
//	@Produce	json
//	@Param		id	path	string	true	"Id of the campaign"	format(uuid)	example(01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e11)
//	@Param		revision	path	int	true	"Number of the revision"	minimum(1)	example(2)
//	@Success	200	{object}	Revision	"The revision"
//	@Security	Bearer
//	@Router		/v1/editorial/campaigns/{id}/revisions/{revision} [get]
func (h campaigns) revision(c echo.Context) error { return h.kindDesk.revision(c) }

// diff godoc
//
//	@ID		diffCampaignRevisions
//	@Summary	Compare two revisions of a campaign
//	@Tags		Campaigns
//	@Produce	json
//	@Param		id	path	string	true	"Id of the campaign"	format(uuid)	example(01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e11)
//	@Param		revision	path	int	true	"Number of the revision"	minimum(1)	example(2)
//	@Param		against	query	int	false	"The older revision; the one before if absent"	minimum(1)	example(1)
//	@Success	200	{object}	RevisionDiff	"What changed, by block and by word"
//	@Security	Bearer
//	@Router		/v1/editorial/campaigns/{id}/revisions/{revision}/diff [get]
func (h campaigns) diff(c echo.Context) error { return h.kindDesk.diff(c) }

// restoreRevision godoc
//
//	@ID		restoreCampaignRevision
//	@Summary	Bring the content of a revision of a campaign back
//	@Description	It becomes a new revision.
//	@Tags		Campaigns
//	@Produce	json
//	@Param		id	path	string	true	"Id of the campaign"	format(uuid)	example(01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e11)
//	@Param		If-Match	header	string	true	"Entity tag of the revision you saw"	example("3.c0de4a11")
//	@Param		revision	path	int	true	"Number of the revision"	minimum(1)	example(2)
//	@Success	200	{object}	DraftCampaign	"The campaign as it is now"
//	@Failure	409	{object}	rest.Problem	"It cannot be changed in its present status, or publication is held"
//	@Failure	412	{object}	rest.Problem	"Someone else changed it first; current says who"
//	@Failure	428	{object}	rest.Problem	"If-Match is missing"
//	@Security	Bearer
//	@Router		/v1/editorial/campaigns/{id}/revisions/{revision}/restore [post]
func (h campaigns) restoreRevision(c echo.Context) error { return h.kindDesk.restoreRevision(c) }
