package v1

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"newsdesk/api/rest"
	"newsdesk/internal/booking"
	"newsdesk/internal/content"
	"newsdesk/internal/event"
	"newsdesk/internal/policy"
)

// registrationDesk is the editorial API of registrations. It is for people who may
// see what others said of themselves.
type registrationDesk struct {
	newsroom

	office *booking.Office
}

// mount registers the routes below g.
func (h registrationDesk) mount(g rest.Group) {
	g.Get("/events/:id/registrations", policy.Registrations+".read", h.list)
	g.Get("/events/:id/registrations/stats", policy.Registrations+".read", h.stats)
	g.Get("/events/:id/registrations/export", policy.Registrations+".export", h.export, rest.Cost(exportCost), rest.Timeout(exportTime),
		rest.Produces("text/csv"))
	g.Post("/events/:id/registrations/promote", policy.Registrations+".update", h.promote)
	g.Post("/events/:id/checkins", policy.Registrations+".admit", h.checkIn)
	g.Post("/events/:id/checkins/offline", policy.Registrations+".admit", h.checkInAll)
	g.Get("/registrations/:id", policy.Registrations+".read", h.get)
	g.Post("/registrations/:id/approve", policy.Registrations+".update", h.approve)
	g.Post("/registrations/:id/decline", policy.Registrations+".update", h.decline)
	g.Post("/registrations/:id/cancel", policy.Registrations+".update", h.cancel)
	g.Delete("/registrations/:id", policy.Registrations+".delete", h.forget)
}

// DeskRegistration is a registration as the newsroom sees it.
type DeskRegistration struct {
	RegistrationStanding
	Name    string            `json:"name" example:"Nguyễn Văn A"`   // as it was sent
	Email   string            `json:"email" example:"a@example.org"` // as it was sent
	Phone   string            `json:"phone" example:""`              // as it was sent
	Locale  string            `json:"locale" example:"vi"`           // of letters
	Answers map[string]string `json:"answers"`                       // as they were sent
	Note    string            `json:"note" example:""`               // what was said of its end
}

func deskRegistration(r booking.Registration) DeskRegistration {
	d := DeskRegistration{
		RegistrationStanding: standingOf(r), Name: r.Name, Email: r.Email, Phone: r.Phone, Locale: r.Locale, Answers: r.Answers, Note: r.Note,
	}
	if d.Answers == nil {
		d.Answers = map[string]string{}
	}
	return d
}

// may asks for a right over registrations, and for the event that the address
// names, which the caller must be able to read.
func (h registrationDesk) may(c echo.Context, v policy.Verb) (content.Item, error) {
	if err := rest.Actor(c).Needs(policy.Registrations, v); err != nil {
		return content.Item{}, err
	}
	id, err := rest.ID(c, "id")
	if err != nil {
		return content.Item{}, err
	}
	return h.desk.Read(c.Request().Context(), rest.Actor(c), event.Kind, id)
}

// list godoc
//
//	@ID		listEventRegistrations
//	@Summary	List the registrations for an event, in the order in which they came
//	@Tags		Registrations
//	@Produce	json
//	@Param		id	path	string	true	"Id of the event"	format(uuid)	example(01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e18)
//	@Param		occurrence	query	string	false	"Of this occurrence alone, by its key"	example(20200407T140000)
//	@Param		status	query	[]string	false	"Any of these"	collectionFormat(csv)	Enums(pending,confirmed,waitlisted,offered,cancelled,declined)
//	@Param		limit	query	int	false	"How many on a page"	minimum(1)	maximum(100)	default(20)	example(20)
//	@Param		cursor	query	string	false	"Where the page begins, from next_cursor or prev_cursor"	example(AQAUMjAyMC0w)
//	@Param		count	query	bool	false	"Say how many there are in all"	default(false)
//	@Success	200	{object}	rest.List[DeskRegistration]	"A page of registrations"
//	@Security	Bearer
//	@Router		/v1/editorial/events/{id}/registrations [get]
func (h registrationDesk) list(c echo.Context) error {
	it, err := h.may(c, policy.Read)
	if err != nil {
		return err
	}
	q := rest.Params(c)
	wanted := registrationQuery(q, it.ID)
	p, err := pagingOf(q, h.cursors, false)
	if err != nil {
		return err
	}
	if err := q.Done(); err != nil {
		return err
	}
	ctx := c.Request().Context()
	wanted.Down, wanted.Limit = p.down(), p.take()
	if p.begun {
		wanted.After = p.place.ID
	}
	found, err := h.office.List(ctx, wanted)
	if err != nil {
		return err
	}
	found, page := turn(p, found, func(r booking.Registration) rest.Place { return rest.Place{ID: r.ID} })
	if p.count {
		n, err := h.office.Count(ctx, wanted)
		if err != nil {
			return err
		}
		page.Total = &rest.Total{N: int(n)}
	}
	data := make([]DeskRegistration, len(found))
	for i, r := range found {
		data[i] = deskRegistration(r)
	}
	return rest.SendList(c, q, data, page)
}

func registrationQuery(q *rest.Query, id string) booking.Query {
	wanted := booking.Query{EventID: id}
	if q.Has("occurrence") {
		wanted.Occurrence = new(q.String("occurrence", maxTitle))
	}
	for _, s := range q.Among("status", len(booking.Statuses()), words(booking.Statuses())...) {
		wanted.Status = append(wanted.Status, booking.Status(s))
	}
	return wanted
}

// RegistrationStats counts the registrations of one occurrence.
type RegistrationStats struct {
	Occurrence   string `json:"occurrence" example:""`                           // key of the occurrence; empty: of the event as a whole
	Capacity     *int   `json:"capacity" extensions:"x-nullable" example:"50"`   // places; null: no bound
	Taken        int    `json:"taken_count" example:"38"`                        // places that somebody has, or is offered
	Left         *int   `json:"left_count" extensions:"x-nullable" example:"12"` // places that nobody has; null: no bound
	OverCapacity int    `json:"over_capacity" example:"0"`                       // places too many, because there were more before
	Pending      int    `json:"pending_count" example:"0"`                       // registrations
	Confirmed    int    `json:"confirmed_count" example:"36"`                    // registrations
	Waitlisted   int    `json:"waitlisted_count" example:"0"`                    // registrations
	Offered      int    `json:"offered_count" example:"0"`                       // registrations
	Cancelled    int    `json:"cancelled_count" example:"2"`                     // registrations
	Declined     int    `json:"declined_count" example:"0"`                      // registrations
	CheckedIn    int    `json:"checked_in_count" example:"30"`                   // registrations
	People       int    `json:"people_count" example:"38"`                       // of those that are confirmed
	Arrived      int    `json:"arrived_count" example:"31"`                      // people who came
}

// stats godoc
//
//	@ID		getEventRegistrationStats
//	@Summary	Count the registrations for an event
//	@Tags		Registrations
//	@Produce	json
//	@Param		id	path	string	true	"Id of the event"	format(uuid)	example(01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e18)
//	@Param		occurrence	query	string	false	"Key of the occurrence"	example(20200407T140000)
//	@Success	200	{object}	RegistrationStats	"The numbers"
//	@Security	Bearer
//	@Router		/v1/editorial/events/{id}/registrations/stats [get]
func (h registrationDesk) stats(c echo.Context) error {
	it, err := h.may(c, policy.Read)
	if err != nil {
		return err
	}
	q := rest.Params(c)
	occurrence := q.String("occurrence", maxTitle)
	if err := q.Done(); err != nil {
		return err
	}
	s, err := h.office.Stats(c.Request().Context(), it.ID, occurrence)
	if err != nil {
		return err
	}
	wire := RegistrationStats{
		Occurrence: occurrence, Capacity: positive(s.Capacity), Taken: s.Taken, OverCapacity: s.OverCapacity, Pending: s.Pending, Confirmed: s.Confirmed,
		Waitlisted: s.Waitlisted, Offered: s.Offered, Cancelled: s.Cancelled, Declined: s.Declined, CheckedIn: s.CheckedIn, People: s.People, Arrived: s.Arrived,
	}
	if s.Capacity > 0 {
		wire.Left = &s.Left
	}
	return rest.JSON(c, http.StatusOK, wire)
}

// OccurrenceChoice names one occurrence.
type OccurrenceChoice struct {
	Occurrence string `json:"occurrence,omitzero" example:"20200407T140000"` // its key; absent: the event as a whole
}

// Promotion is how many of those who waited have a place now, or are offered one.
type Promotion struct {
	Promoted int `json:"promoted_count" example:"2"` // registrations
}

// promote godoc
//
//	@ID		promoteEventRegistrations
//	@Summary	Give places that are free to those who wait
//	@Description	In their order, as far as there are places. It also happens by itself when somebody cancels, and may be said any number of times.
//	@Tags		Registrations
//	@Accept		json
//	@Produce	json
//	@Param		id	path	string	true	"Id of the event"	format(uuid)	example(01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e18)
//	@Param		body	body	OccurrenceChoice	false	"Which occurrence"
//	@Success	200	{object}	Promotion	"How many"
//	@Security	Bearer
//	@Router		/v1/editorial/events/{id}/registrations/promote [post]
func (h registrationDesk) promote(c echo.Context) error {
	it, err := h.may(c, policy.Update)
	if err != nil {
		return err
	}
	in, err := rest.DecodeOptional[OccurrenceChoice](c, rest.DefaultBody)
	if err != nil {
		return err
	}
	n, err := h.office.Promote(c.Request().Context(), it.ID, in.Occurrence)
	if err != nil {
		return err
	}
	return rest.JSON(c, http.StatusOK, Promotion{n})
}

// get godoc
//
//	@ID		getDeskRegistration
//	@Summary	Read a registration
//	@Tags		Registrations
//	@Produce	json
//	@Param		id	path	string	true	"Id of the registration"	format(uuid)	example(01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e20)
//	@Success	200	{object}	DeskRegistration	"The registration"
//	@Security	Bearer
//	@Router		/v1/editorial/registrations/{id} [get]
func (h registrationDesk) get(c echo.Context) error {
	id, err := h.one(c, policy.Read)
	if err != nil {
		return err
	}
	r, err := h.office.Get(c.Request().Context(), h.db, id)
	if err != nil {
		return err
	}
	body, err := encode(deskRegistration(r))
	if err != nil {
		return err
	}
	return rest.Tagged(c, rest.ETag(1, digest(body)), deskRegistration(r))
}

// one asks for a right over registrations, and for the id of the one that the
// address names.
func (h registrationDesk) one(c echo.Context, v policy.Verb) (string, error) {
	if err := rest.Actor(c).Needs(policy.Registrations, v); err != nil {
		return "", err
	}
	return rest.ID(c, "id")
}

func (h registrationDesk) answer(c echo.Context, r booking.Registration, err error) error {
	if err != nil {
		return err
	}
	return rest.JSON(c, http.StatusOK, deskRegistration(r))
}

// approve godoc
//
//	@ID		approveRegistration
//	@Summary	Let somebody in who asked
//	@Tags		Registrations
//	@Produce	json
//	@Param		id	path	string	true	"Id of the registration"	format(uuid)	example(01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e20)
//	@Success	200	{object}	DeskRegistration	"The registration: confirmed, or on the waiting list"
//	@Failure	409	{object}	rest.Problem	"It is not pending, or the event is full"
//	@Security	Bearer
//	@Router		/v1/editorial/registrations/{id}/approve [post]
func (h registrationDesk) approve(c echo.Context) error {
	id, err := h.one(c, policy.Update)
	if err != nil {
		return err
	}
	r, err := h.office.Approve(c.Request().Context(), id)
	return h.answer(c, r, err)
}

// decline godoc
//
//	@ID		declineRegistration
//	@Summary	Do not let somebody in who asked
//	@Tags		Registrations
//	@Accept		json
//	@Produce	json
//	@Param		id	path	string	true	"Id of the registration"	format(uuid)	example(01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e20)
//	@Param		body	body	Reason	false	"Why; the newsroom alone reads it"
//	@Success	200	{object}	DeskRegistration	"The registration"
//	@Failure	409	{object}	rest.Problem	"It is not pending"
//	@Security	Bearer
//	@Router		/v1/editorial/registrations/{id}/decline [post]
func (h registrationDesk) decline(c echo.Context) error {
	id, err := h.one(c, policy.Update)
	if err != nil {
		return err
	}
	in, err := rest.DecodeOptional[Reason](c, rest.DefaultBody)
	if err != nil {
		return err
	}
	r, err := h.office.Decline(c.Request().Context(), id, in.Note)
	return h.answer(c, r, err)
}

// cancel godoc
//
//	@ID		cancelDeskRegistration
//	@Summary	Cancel somebody's registration
//	@Tags		Registrations
//	@Produce	json
//	@Param		id	path	string	true	"Id of the registration"	format(uuid)	example(01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e20)
//	@Success	200	{object}	DeskRegistration	"The registration"
//	@Failure	409	{object}	rest.Problem	"It is over already"
//	@Security	Bearer
//	@Router		/v1/editorial/registrations/{id}/cancel [post]
func (h registrationDesk) cancel(c echo.Context) error {
	id, err := h.one(c, policy.Update)
	if err != nil {
		return err
	}
	r, err := h.office.Cancel(c.Request().Context(), id)
	return h.answer(c, r, err)
}

// forget godoc
//
//	@ID		forgetRegistration
//	@Summary	Erase what somebody said of themselves
//	@Description	Name, addresses and answers go; that there was a registration stays, so that the numbers are still right.
//	@Tags		Registrations
//	@Produce	json
//	@Param		id	path	string	true	"Id of the registration"	format(uuid)	example(01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e20)
//	@Success	204	"It is erased"
//	@Security	Bearer
//	@Router		/v1/editorial/registrations/{id} [delete]
func (h registrationDesk) forget(c echo.Context) error {
	id, err := h.one(c, policy.Delete)
	if err != nil {
		return err
	}
	if err := h.office.Forget(c.Request().Context(), id); err != nil {
		return err
	}
	return rest.None(c)
}
