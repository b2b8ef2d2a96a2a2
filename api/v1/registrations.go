package v1

import (
	"context"
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"newsdesk/api/rest"
	"newsdesk/internal/booking"
)

// registrationDoor is where people outside register for events. What they sent is
// theirs: the link that they get is the only way back to it.
type registrationDoor struct {
	stand  eventsStand
	office *booking.Office
	// online is where those who have a place take part, or empty.
	online func(ctx context.Context, eventID string) (string, error)
}

// mount registers the routes below g.
func (h registrationDoor) mount(g rest.Group) {
	g.Get("/events/:slug/places", rest.Anyone, h.places)
	g.Post("/events/:slug/registrations", rest.Anyone, h.register, rest.Cost(registerCost))
	g.Get("/registrations/:token", rest.Anyone, h.mine)
	g.Delete("/registrations/:token", rest.Anyone, h.cancel)
	g.Post("/registrations/:token/accept", rest.Anyone, h.accept)
}

// registerCost is what one registration takes from a caller's quota.
const registerCost = 5

// RegistrationInput is what one says who registers for an event.
type RegistrationInput struct {
	Occurrence string            `json:"occurrence,omitzero" example:"20200407T140000"`        // key of the occurrence, where one registers for each
	TicketType string            `json:"ticket_type,omitzero" example:"student"`               // id of the sort of place, where there are several
	Name       string            `json:"name" validate:"required" example:"Nguyễn Văn A"`      // as it stands on the list at the door
	Email      string            `json:"email" validate:"required" example:"a@example.org"`    // where letters go; one registration for each
	Phone      string            `json:"phone,omitzero" example:"0900 000 000"`                // if you like
	Locale     string            `json:"locale,omitzero" example:"vi"`                         // of letters (BCP 47)
	Party      int               `json:"party,omitzero" minimum:"1" maximum:"100" example:"1"` // how many people come; 1 if absent
	Answers    map[string]string `json:"answers,omitzero"`                                     // to the questions, by their ids
}

// Registration is somebody's registration as they see it themselves.
type Registration struct {
	RegistrationStanding
	Name      string            `json:"name" example:"Nguyễn Văn A"`                            // as it was sent
	Email     string            `json:"email" example:"a@example.org"`                          // as it was sent
	Phone     string            `json:"phone" example:""`                                       // as it was sent
	Answers   map[string]string `json:"answers"`                                                // as they were sent
	Token     string            `json:"token" example:"reg_01912f0c.c0de"`                      // the last part of the address of this registration; whoever has it may cancel
	Ticket    *string           `json:"ticket" extensions:"x-nullable" example:"01912f0c.c0de"` // what stands in the QR code at the door; null without a place
	OnlineURL *string           `json:"online_url" extensions:"x-nullable"`                     // where to take part; null: nowhere online, or there is no place
}

// RegistrationStanding is where a registration stands.
type RegistrationStanding struct {
	ID           string     `json:"id" format:"uuid" example:"01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e20"`                            // a UUIDv7
	Type         string     `json:"type" enums:"registration" example:"registration"`                                           // always registration
	EventID      string     `json:"event_id" format:"uuid" example:"01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e18"`                      // of what
	Occurrence   string     `json:"occurrence" example:""`                                                                      // key of the occurrence; empty: of the event as a whole
	TicketType   string     `json:"ticket_type" example:""`                                                                     // sort of place; empty: there is one
	Status       string     `json:"status" enums:"pending,confirmed,waitlisted,offered,cancelled,declined" example:"confirmed"` // where it stands
	Party        int        `json:"party" example:"1"`                                                                          // how many people come
	Position     *int       `json:"position" extensions:"x-nullable" example:"3"`                                               // on the waiting list, from 1; null: not on it
	OfferedUntil *time.Time `json:"offered_until" extensions:"x-nullable" example:"2020-03-24T07:00:00Z"`                       // until when an offered place is held; null: none is
	CheckedInAt  *time.Time `json:"checked_in_at" extensions:"x-nullable" example:"2020-03-24T07:00:00Z"`                       // when they came; null: not yet
	CreatedAt    time.Time  `json:"created_at" example:"2020-03-20T07:00:00Z"`                                                  // when it was sent
	UpdatedAt    time.Time  `json:"updated_at" example:"2020-03-20T07:00:00Z"`                                                  // when it last changed
}

func standingOf(r booking.Registration) RegistrationStanding {
	return RegistrationStanding{
		ID: r.ID, Type: "registration", EventID: r.EventID, Occurrence: r.Occurrence, TicketType: r.TicketType, Status: string(r.Status),
		Party: r.Party, Position: positive(r.Position), OfferedUntil: orNil(r.OfferedUntil), CheckedInAt: orNil(r.CheckedInAt),
		CreatedAt: utc(r.CreatedAt), UpdatedAt: utc(r.UpdatedAt),
	}
}

// EventPlaces is how many places an event has left.
type EventPlaces struct {
	Occurrence string `json:"occurrence" example:""`                           // key of the occurrence; empty: of the event as a whole
	Capacity   *int   `json:"capacity" extensions:"x-nullable" example:"50"`   // places in all; null: no bound
	LeftCount  *int   `json:"left_count" extensions:"x-nullable" example:"12"` // places that nobody has; null: no bound
	Waiting    int    `json:"waiting_count" example:"0"`                       // people who wait for one
}

// places godoc
//
//	@ID		getEventPlaces
//	@Summary	Read how many places an event has left
//	@Tags		Registrations
//	@Produce	json
//	@Param		slug	path	string	true	"Slug or id of the event"	example(toa-dam)
//	@Param		occurrence	query	string	false	"Key of the occurrence, where one registers for each"	example(20200407T140000)
//	@Param		locale	query	string	false	"Language (BCP 47)"	example(vi)
//	@Success	200	{object}	EventPlaces	"The places"
//	@Success	301	"It has another slug now"
//	@Failure	410	{object}	rest.Problem	"It was public once"
//	@Router		/v1/events/{slug}/places [get]
func (h registrationDoor) places(c echo.Context) error {
	q := rest.Params(c)
	occurrence := q.String("occurrence", maxTitle)
	doc, err := h.stand.find(c, q)
	if err != nil {
		return h.stand.moved(c, "/places", err)
	}
	s, err := h.office.Stats(c.Request().Context(), doc.EntryID, occurrence)
	if err != nil {
		return err
	}
	places := EventPlaces{Occurrence: occurrence, Capacity: positive(s.Capacity), Waiting: s.Waiting}
	if s.Capacity > 0 {
		places.LeftCount = &s.Left
	}
	return rest.JSON(c, http.StatusOK, places)
}

// register godoc
//
//	@ID		createRegistration
//	@Summary	Register for an event
//	@Description	The same address registers once: again, it is told where its registration stands, and nothing of it. An Idempotency-Key makes a request safe to repeat for seven days.
//	@Tags		Registrations
//	@Accept		json
//	@Produce	json
//	@Param		slug	path	string	true	"Slug or id of the event"	example(toa-dam)
//	@Param		Idempotency-Key	header	string	false	"8 to 255 visible characters of yours; the same request with the same key has the same answer"	example(6f1c2b0e-7b3a)
//	@Param		body	body	RegistrationInput	true	"Who comes"
//	@Success	201	{object}	Registration	"The registration"
//	@Header		201	{string}	Idempotency-Replayed	"true: this is the answer of before"
//	@Success	200	{object}	RegistrationStanding	"The address is registered already"
//	@Failure	409	{object}	rest.Problem	"Registration is not open, or the event is full"
//	@Success	301	"It has another slug now"
//	@Failure	410	{object}	rest.Problem	"It was public once"
//	@Router		/v1/events/{slug}/registrations [post]
func (h registrationDoor) register(c echo.Context) error {
	in, err := rest.Decode[RegistrationInput](c, rest.DefaultBody)
	if err != nil {
		return err
	}
	key, err := rest.IdempotencyKey(c)
	if err != nil {
		return err
	}
	doc, err := h.stand.find(c, rest.Params(c))
	if err != nil {
		return h.stand.moved(c, "/registrations", err)
	}
	request := booking.Request{
		EventID: doc.EntryID, Occurrence: in.Occurrence, TicketType: in.TicketType, Name: in.Name, Email: in.Email, Phone: in.Phone,
		Locale: in.Locale, Party: in.Party, Answers: in.Answers, Key: key,
	}
	if request.Party == 0 {
		request.Party = 1
	}
	receipt, err := h.office.Register(c.Request().Context(), request)
	if err != nil {
		return err
	}
	if receipt.Token == "" {
		return rest.JSON(c, http.StatusOK, standingOf(receipt.Registration))
	}
	if receipt.Repeated {
		c.Response().Header().Set("Idempotency-Replayed", "true")
	}
	c.Response().Header().Set("Location", "/v1/registrations/"+receipt.Token)
	return h.answer(c, http.StatusCreated, receipt.Registration, receipt.Token)
}

// answer shows somebody their own registration.
func (h registrationDoor) answer(c echo.Context, status int, r booking.Registration, token string) error {
	own := Registration{RegistrationStanding: standingOf(r), Name: r.Name, Email: r.Email, Phone: r.Phone, Answers: r.Answers, Token: token}
	if own.Answers == nil {
		own.Answers = map[string]string{}
	}
	if ticket := h.office.Ticket(r); ticket != "" {
		own.Ticket = &ticket
		address, err := h.online(c.Request().Context(), r.EventID)
		if err != nil {
			return err
		}
		own.OnlineURL = known(address)
	}
	return rest.JSON(c, status, own)
}

// mine godoc
//
//	@ID		getRegistration
//	@Summary	Read one's own registration
//	@Tags		Registrations
//	@Produce	json
//	@Param		token	path	string	true	"Token of the registration"	example(reg_01912f0c.c0de)
//	@Success	200	{object}	Registration	"The registration"
//	@Router		/v1/registrations/{token} [get]
func (h registrationDoor) mine(c echo.Context) error {
	if err := rest.Params(c).Done(); err != nil {
		return err
	}
	r, err := h.office.Mine(c.Request().Context(), c.Param("token"))
	if err != nil {
		return err
	}
	return h.answer(c, http.StatusOK, r, c.Param("token"))
}

// cancel godoc
//
//	@ID		cancelRegistration
//	@Summary	Cancel one's own registration
//	@Description	The place goes to the next who waits.
//	@Tags		Registrations
//	@Produce	json
//	@Param		token	path	string	true	"Token of the registration"	example(reg_01912f0c.c0de)
//	@Success	204	"It is cancelled"
//	@Failure	409	{object}	rest.Problem	"It is over already"
//	@Router		/v1/registrations/{token} [delete]
func (h registrationDoor) cancel(c echo.Context) error {
	if _, err := h.office.CancelBy(c.Request().Context(), c.Param("token")); err != nil {
		return err
	}
	return rest.None(c)
}

// accept godoc
//
//	@ID		acceptRegistrationOffer
//	@Summary	Take a place that is offered
//	@Tags		Registrations
//	@Produce	json
//	@Param		token	path	string	true	"Token of the registration"	example(reg_01912f0c.c0de)
//	@Success	200	{object}	Registration	"The registration, confirmed"
//	@Failure	409	{object}	rest.Problem	"Nothing is offered, or no longer"
//	@Router		/v1/registrations/{token}/accept [post]
func (h registrationDoor) accept(c echo.Context) error {
	if _, err := rest.DecodeOptional[struct{}](c, rest.DefaultBody); err != nil {
		return err
	}
	r, err := h.office.Accept(c.Request().Context(), c.Param("token"))
	if err != nil {
		return err
	}
	return h.answer(c, http.StatusOK, r, c.Param("token"))
}
