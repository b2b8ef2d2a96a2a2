package v1

import (
	"github.com/labstack/echo/v4"

	"newsdesk/api/rest"
	"newsdesk/internal/content"
	"newsdesk/internal/event"
	"newsdesk/internal/policy"
)

// events is the editorial API of events.
type events struct {
	kindDesk[*event.Event, EventInput, EventPatch]
}

func newEvents(n newsroom) events {
	return events{kindDesk[*event.Event, EventInput, EventPatch]{
		newsroom: n, kind: event.Kind,
		opening: func(in EventInput) Opening { return in.Opening },
		dates:   func(in EventPatch) Dates { return in.Dates }, begun: func(in EventInput) Dates { return in.Dates },
		whole: func(s Spine, it content.Item, known stubber) any { return draftEvent(s, it, known) },
		brief: func(s Spine, it content.Item, known stubber) any { return draftEventSummary(s, it, known) },
	}}
}

// mount registers the routes of events below g.
func (h events) mount(g rest.Group) {
	g.Get("/events", "event.read", h.list)
	g.Get("/events/board", "event.read", h.board)
	g.Post("/events", "event.create", h.create, rest.BodyLimit(maxDocument))
	g.Get("/events/:id", "event.read", h.get)
	g.Patch("/events/:id", "event.update", h.update, rest.BodyLimit(maxDocument))
	g.Delete("/events/:id", "event.delete", h.remove)
	g.Post("/events/:id/submit", "event.submit", h.submit)
	g.Post("/events/:id/return", "event.return", h.sendBack)
	g.Post("/events/:id/approve", "event.approve", h.approve)
	g.Post("/events/:id/schedule", "event.schedule", h.schedule)
	g.Post("/events/:id/unschedule", "event.unschedule", h.unschedule)
	g.Post("/events/:id/publish", "event.publish", h.publish)
	g.Post("/events/:id/unpublish", "event.unpublish", h.unpublish)
	g.Post("/events/:id/archive", "event.archive", h.archive)
	g.Post("/events/:id/restore", "event.restore", h.restore)
	g.Get("/events/:id/usages", "event.read", h.usages)
	g.Get("/events/:id/revisions", "event.read", h.revisions)
	g.Get("/events/:id/revisions/:revision", "event.read", h.revision)
	g.Get("/events/:id/revisions/:revision/diff", "event.read", h.diff)
	g.Post("/events/:id/revisions/:revision/restore", "event.update", h.restoreRevision)
}

// list godoc
//
//	@ID		listDraftEvents
//	@Summary	List events for the newsroom
//	@Tags		Events
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
//	@Success	200	{object}	rest.List[DraftEventSummary]	"A page of those that you may read"
//	@Security	Bearer
//	@Router		/v1/editorial/events [get]
func (h events) list(c echo.Context) error { return h.kindDesk.list(c) }

// board godoc
//
//	@ID		getEventBoard
//	@Summary	Count the events in each status
//	@Tags		Events
//	@Produce	json
//	@Success	200	{object}	Board	"The counts"
//	@Security	Bearer
//	@Router		/v1/editorial/events/board [get]
func (h events) board(c echo.Context) error { return h.kindDesk.board(c) }

// create godoc
//
//	@ID		createEvent
//	@Summary	Begin an event
//	@Description	A draft may have holes. Send an id of your own to be able to repeat the request.
//	@Tags		Events
//	@Accept		json
//	@Produce	json
//	@Param		body	body	EventInput	true	"The event"
//	@Success	201	{object}	DraftEvent	"The event as it is now"
//	@Success	200	{object}	DraftEvent	"You made it before"
//	@Failure	409	{object}	rest.Problem	"The slug or the id is taken"
//	@Security	Bearer
//	@Router		/v1/editorial/events [post]
func (h events) create(c echo.Context) error { return h.kindDesk.create(c) }

// get godoc
//
//	@ID		getDraftEvent
//	@Summary	Read the working copy of an event
//	@Tags		Events
//	@Produce	json
//	@Param		id	path	string	true	"Id of the event"	format(uuid)	example(01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e11)
//	@Success	200	{object}	DraftEvent	"The event"
//	@Security	Bearer
//	@Router		/v1/editorial/events/{id} [get]
func (h events) get(c echo.Context) error { return h.kindDesk.get(c) }

// update godoc
//
//	@ID		updateEvent
//	@Summary	Change an event
//	@Description	The public sees nothing of it until it is published.
//	@Tags		Events
//	@Accept		application/merge-patch+json,json
//	@Produce	json
//	@Param		id	path	string	true	"Id of the event"	format(uuid)	example(01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e11)
//	@Param		If-Match	header	string	true	"Entity tag of the revision you saw"	example("3.c0de4a11")
//	@Param		body	body	EventPatch	true	"What is to change"
//	@Success	200	{object}	DraftEvent	"The event as it is now"
//	@Failure	409	{object}	rest.Problem	"The slug is taken, or the status does not allow it"
//	@Failure	412	{object}	rest.Problem	"Someone else changed it first; current says who"
//	@Failure	428	{object}	rest.Problem	"If-Match is missing"
//	@Security	Bearer
//	@Router		/v1/editorial/events/{id} [patch]
func (h events) update(c echo.Context) error { return h.kindDesk.update(c) }

// remove godoc
//
//	@ID		deleteEvent
//	@Summary	Move an event to the trash
//	@Tags		Events
//	@Produce	json
//	@Param		id	path	string	true	"Id of the event"	format(uuid)	example(01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e11)
//	@Param		If-Match	header	string	true	"Entity tag of the revision you saw"	example("3.c0de4a11")
//	@Success	204	"It is in the trash"
//	@Failure	409	{object}	rest.Problem	"It was public; withdraw and archive it instead"
//	@Failure	412	{object}	rest.Problem	"Someone else changed it first; current says who"
//	@Failure	428	{object}	rest.Problem	"If-Match is missing"
//	@Security	Bearer
//	@Router		/v1/editorial/events/{id} [delete]
func (h events) remove(c echo.Context) error { return h.kindDesk.remove(c) }

// submit godoc
//
//	@ID		submitEvent
//	@Summary	Hand an event in for review
//	@Tags		Events
//	@Accept		json
//	@Produce	json
//	@Param		id	path	string	true	"Id of the event"	format(uuid)	example(01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e11)
//	@Param		If-Match	header	string	true	"Entity tag of the revision you saw"	example("3.c0de4a11")
//	@Param		body	body	Reason	false	"Why"
//	@Success	200	{object}	DraftEvent	"The event as it is now"
//	@Failure	409	{object}	rest.Problem	"The status does not allow it; allowed_actions lists what is possible"
//	@Failure	412	{object}	rest.Problem	"Someone else changed it first; current says who"
//	@Failure	428	{object}	rest.Problem	"If-Match is missing"
//	@Security	Bearer
//	@Router		/v1/editorial/events/{id}/submit [post]
func (h events) submit(c echo.Context) error { return h.verb(c, policy.Submit) }

// sendBack godoc
//
//	@ID		returnEvent
//	@Summary	Send an event back to its author
//	@Description	The note says why.
//	@Tags		Events
//	@Accept		json
//	@Produce	json
//	@Param		id	path	string	true	"Id of the event"	format(uuid)	example(01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e11)
//	@Param		If-Match	header	string	true	"Entity tag of the revision you saw"	example("3.c0de4a11")
//	@Param		body	body	Reason	true	"Why"
//	@Success	200	{object}	DraftEvent	"The event as it is now"
//	@Failure	409	{object}	rest.Problem	"The status does not allow it; allowed_actions lists what is possible"
//	@Failure	412	{object}	rest.Problem	"Someone else changed it first; current says who"
//	@Failure	428	{object}	rest.Problem	"If-Match is missing"
//	@Security	Bearer
//	@Router		/v1/editorial/events/{id}/return [post]
func (h events) sendBack(c echo.Context) error { return h.verb(c, policy.Return) }

// approve godoc
//
//	@ID		approveEvent
//	@Summary	Approve an event
//	@Tags		Events
//	@Accept		json
//	@Produce	json
//	@Param		id	path	string	true	"Id of the event"	format(uuid)	example(01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e11)
//	@Param		If-Match	header	string	true	"Entity tag of the revision you saw"	example("3.c0de4a11")
//	@Param		body	body	Reason	false	"Why"
//	@Success	200	{object}	DraftEvent	"The event as it is now"
//	@Failure	409	{object}	rest.Problem	"The status does not allow it; allowed_actions lists what is possible"
//	@Failure	412	{object}	rest.Problem	"Someone else changed it first; current says who"
//	@Failure	428	{object}	rest.Problem	"If-Match is missing"
//	@Security	Bearer
//	@Router		/v1/editorial/events/{id}/approve [post]
func (h events) approve(c echo.Context) error { return h.verb(c, policy.Approve) }

// schedule godoc
//
//	@ID		scheduleEvent
//	@Summary	Plan the publication of an event
//	@Tags		Events
//	@Accept		json
//	@Produce	json
//	@Param		id	path	string	true	"Id of the event"	format(uuid)	example(01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e11)
//	@Param		If-Match	header	string	true	"Entity tag of the revision you saw"	example("3.c0de4a11")
//	@Param		body	body	Plan	true	"When"
//	@Success	200	{object}	DraftEvent	"The event as it is now"
//	@Failure	409	{object}	rest.Problem	"The status does not allow it; allowed_actions lists what is possible"
//	@Failure	412	{object}	rest.Problem	"Someone else changed it first; current says who"
//	@Failure	428	{object}	rest.Problem	"If-Match is missing"
//	@Security	Bearer
//	@Router		/v1/editorial/events/{id}/schedule [post]
func (h events) schedule(c echo.Context) error { return h.kindDesk.schedule(c) }

// unschedule godoc
//
//	@ID		unscheduleEvent
//	@Summary	Take back a planned publication
//	@Tags		Events
//	@Accept		json
//	@Produce	json
//	@Param		id	path	string	true	"Id of the event"	format(uuid)	example(01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e11)
//	@Param		If-Match	header	string	true	"Entity tag of the revision you saw"	example("3.c0de4a11")
//	@Param		body	body	Reason	false	"Why"
//	@Success	200	{object}	DraftEvent	"The event as it is now"
//	@Failure	409	{object}	rest.Problem	"The status does not allow it; allowed_actions lists what is possible"
//	@Failure	412	{object}	rest.Problem	"Someone else changed it first; current says who"
//	@Failure	428	{object}	rest.Problem	"If-Match is missing"
//	@Security	Bearer
//	@Router		/v1/editorial/events/{id}/unschedule [post]
func (h events) unschedule(c echo.Context) error { return h.verb(c, policy.Unschedule) }

// publish godoc
//
//	@ID		publishEvent
//	@Summary	Publish an event
//	@Description	Said again of something public, it brings out the changes made since.
//	@Tags		Events
//	@Accept		json
//	@Produce	json
//	@Param		id	path	string	true	"Id of the event"	format(uuid)	example(01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e11)
//	@Param		If-Match	header	string	true	"Entity tag of the revision you saw"	example("3.c0de4a11")
//	@Param		body	body	Publication	false	"Why"
//	@Success	200	{object}	DraftEvent	"The event as it is now"
//	@Failure	409	{object}	rest.Problem	"The status does not allow it; allowed_actions lists what is possible"
//	@Failure	412	{object}	rest.Problem	"Someone else changed it first; current says who"
//	@Failure	428	{object}	rest.Problem	"If-Match is missing"
//	@Security	Bearer
//	@Router		/v1/editorial/events/{id}/publish [post]
func (h events) publish(c echo.Context) error { return h.kindDesk.publish(c) }

// unpublish godoc
//
//	@ID		unpublishEvent
//	@Summary	Withdraw an event from the public
//	@Description	The note says why. Its address answers 410 from now on.
//	@Tags		Events
//	@Accept		json
//	@Produce	json
//	@Param		id	path	string	true	"Id of the event"	format(uuid)	example(01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e11)
//	@Param		If-Match	header	string	true	"Entity tag of the revision you saw"	example("3.c0de4a11")
//	@Param		body	body	Reason	true	"Why"
//	@Success	200	{object}	DraftEvent	"The event as it is now"
//	@Failure	409	{object}	rest.Problem	"The status does not allow it; allowed_actions lists what is possible"
//	@Failure	412	{object}	rest.Problem	"Someone else changed it first; current says who"
//	@Failure	428	{object}	rest.Problem	"If-Match is missing"
//	@Security	Bearer
//	@Router		/v1/editorial/events/{id}/unpublish [post]
func (h events) unpublish(c echo.Context) error { return h.verb(c, policy.Unpublish) }

// archive godoc
//
//	@ID		archiveEvent
//	@Summary	Put an event away that was withdrawn
//	@Tags		Events
//	@Accept		json
//	@Produce	json
//	@Param		id	path	string	true	"Id of the event"	format(uuid)	example(01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e11)
//	@Param		If-Match	header	string	true	"Entity tag of the revision you saw"	example("3.c0de4a11")
//	@Param		body	body	Reason	false	"Why"
//	@Success	200	{object}	DraftEvent	"The event as it is now"
//	@Failure	409	{object}	rest.Problem	"The status does not allow it; allowed_actions lists what is possible"
//	@Failure	412	{object}	rest.Problem	"Someone else changed it first; current says who"
//	@Failure	428	{object}	rest.Problem	"If-Match is missing"
//	@Security	Bearer
//	@Router		/v1/editorial/events/{id}/archive [post]
func (h events) archive(c echo.Context) error { return h.verb(c, policy.Archive) }

// restore godoc
//
//	@ID		restoreEvent
//	@Summary	Bring an event back from the trash or the archive
//	@Tags		Events
//	@Accept		json
//	@Produce	json
//	@Param		id	path	string	true	"Id of the event"	format(uuid)	example(01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e11)
//	@Param		If-Match	header	string	true	"Entity tag of the revision you saw"	example("3.c0de4a11")
//	@Param		body	body	Reason	false	"Why"
//	@Success	200	{object}	DraftEvent	"The event as it is now"
//	@Failure	409	{object}	rest.Problem	"The status does not allow it; allowed_actions lists what is possible"
//	@Failure	412	{object}	rest.Problem	"Someone else changed it first; current says who"
//	@Failure	428	{object}	rest.Problem	"If-Match is missing"
//	@Security	Bearer
//	@Router		/v1/editorial/events/{id}/restore [post]
func (h events) restore(c echo.Context) error { return h.verb(c, policy.Restore) }

// usages godoc
//
//	@ID		listEventUsages
//	@Summary	Find out where an event is used
//	@Tags		Events
//	@Produce	json
//	@Param		id	path	string	true	"Id of the event"	format(uuid)	example(01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e11)
//	@Success	200	{object}	Usages	"Whatever shows it, of all types and in every status"
//	@Security	Bearer
//	@Router		/v1/editorial/events/{id}/usages [get]
func (h events) usages(c echo.Context) error { return h.kindDesk.usages(c) }

// revisions godoc
//
//	@ID		listEventRevisions
//	@Summary	List the revisions of an event, newest first
//	@Tags		Events
//	@Produce	json
//	@Param		id	path	string	true	"Id of the event"	format(uuid)	example(01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e11)
//	@Param		limit	query	int	false	"How many on a page"	minimum(1)	maximum(100)	default(20)	example(20)
//	@Param		cursor	query	string	false	"Where the page begins, from next_cursor or prev_cursor"	example(AQAUMjAyMC0w)
//	@Param		count	query	bool	false	"Say how many there are in all, exact to 10,000"	default(false)
//	@Success	200	{object}	rest.List[RevisionSummary]	"A page of revisions"
//	@Security	Bearer
//	@Router		/v1/editorial/events/{id}/revisions [get]
func (h events) revisions(c echo.Context) error { return h.kindDesk.revisions(c) }

// revision godoc
//
//	@ID		getEventRevision
//	@Summary	Read a revision of an event
//	@Tags		Events
//	@Produce	json
//	@Param		id	path	string	true	"Id of the event"	format(uuid)	example(01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e11)
//	@Param		revision	path	int	true	"Number of the revision"	minimum(1)	example(2)
//	@Success	200	{object}	Revision	"The revision"
//	@Security	Bearer
//	@Router		/v1/editorial/events/{id}/revisions/{revision} [get]
func (h events) revision(c echo.Context) error { return h.kindDesk.revision(c) }

// diff godoc
//
//	@ID		diffEventRevisions
//	@Summary	Compare two revisions of an event
//	@Tags		Events
//	@Produce	json
//	@Param		id	path	string	true	"Id of the event"	format(uuid)	example(01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e11)
//	@Param		revision	path	int	true	"Number of the revision"	minimum(1)	example(2)
//	@Param		against	query	int	false	"The older revision; the one before if absent"	minimum(1)	example(1)
//	@Success	200	{object}	RevisionDiff	"What changed, by block and by word"
//	@Security	Bearer
//	@Router		/v1/editorial/events/{id}/revisions/{revision}/diff [get]
func (h events) diff(c echo.Context) error { return h.kindDesk.diff(c) }

// restoreRevision godoc
//
//	@ID		restoreEventRevision
//	@Summary	Bring the content of a revision of an event back
//	@Description	It becomes a new revision.
//	@Tags		Events
//	@Produce	json
//	@Param		id	path	string	true	"Id of the event"	format(uuid)	example(01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e11)
//	@Param		If-Match	header	string	true	"Entity tag of the revision you saw"	example("3.c0de4a11")
//	@Param		revision	path	int	true	"Number of the revision"	minimum(1)	example(2)
//	@Success	200	{object}	DraftEvent	"The event as it is now"
//	@Failure	409	{object}	rest.Problem	"It cannot be changed in its present status, or publication is held"
//	@Failure	412	{object}	rest.Problem	"Someone else changed it first; current says who"
//	@Failure	428	{object}	rest.Problem	"If-Match is missing"
//	@Security	Bearer
//	@Router		/v1/editorial/events/{id}/revisions/{revision}/restore [post]
func (h events) restoreRevision(c echo.Context) error { return h.kindDesk.restoreRevision(c) }
