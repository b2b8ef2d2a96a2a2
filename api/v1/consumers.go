package v1

import (
	"time"

	"github.com/labstack/echo/v4"

	"newsdesk/api/rest"
	"newsdesk/internal/apikey"
	"newsdesk/internal/policy"
	"newsdesk/internal/strict"
)

// consumers is the API of the portals and apps that come with a key.
type consumers struct {
	keys    *apikey.Keys
	cursors rest.Cursors
}

// mount registers the routes below g.
func (h consumers) mount(g rest.Group) {
	g.Get("/consumers", "consumer.read", h.list)
	g.Post("/consumers", "consumer.create", h.create)
	g.Get("/consumers/:id", "consumer.read", h.get)
	g.Patch("/consumers/:id", "consumer.update", h.update)
	g.Delete("/consumers/:id", "consumer.delete", h.remove)
}

// Consumer is a portal, an app, or another program that reads or writes here.
type Consumer struct {
	ID          string    `json:"id" format:"uuid" example:"01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e16"` // a UUIDv7
	Type        string    `json:"type" example:"consumer" enums:"consumer"`                        // always consumer
	Name        string    `json:"name" example:"Cổng thông tin nhân đạo"`                          // no two have one name
	Contact     string    `json:"contact" example:"portal@newsdesk.test"`                          // whoever answers for it, or empty
	Description string    `json:"description" example:""`                                          // what it is
	CreatedAt   time.Time `json:"created_at" example:"2020-03-24T11:00:00Z"`                       // when it was made
	UpdatedAt   time.Time `json:"updated_at" example:"2020-03-24T11:00:00Z"`                       // when it was last changed
}

// ConsumerInput makes a consumer.
type ConsumerInput struct {
	Name        string `json:"name" validate:"required" example:"Cổng thông tin nhân đạo"` // no two have one name
	Contact     string `json:"contact,omitzero" example:"portal@newsdesk.test"`            // the e-mail address of whoever answers for it
	Description string `json:"description,omitzero"`                                       // what it is
}

// ConsumerPatch changes a consumer; what is absent stays as it is.
type ConsumerPatch struct {
	Name        strict.Opt[string] `json:"name" example:"Cổng thông tin nhân đạo"` // no two have one name
	Contact     strict.Opt[string] `json:"contact" example:"portal@newsdesk.test"` // the e-mail address of whoever answers for it
	Description strict.Opt[string] `json:"description"`                            // what it is
}

// ReadOnlyMembers implements strict.Guarded.
func (ConsumerInput) ReadOnlyMembers() []string {
	return []string{"id", "type", "created_at", "updated_at"}
}

// ReadOnlyMembers implements strict.Guarded.
func (ConsumerPatch) ReadOnlyMembers() []string { return ConsumerInput{}.ReadOnlyMembers() }

func consumerOf(c apikey.Consumer) Consumer {
	return Consumer{
		ID: c.ID, Type: "consumer", Name: c.Name, Contact: c.Contact, Description: c.Description,
		CreatedAt: utc(c.CreatedAt), UpdatedAt: utc(c.UpdatedAt),
	}
}

func consumerTag(c apikey.Consumer) string {
	return rest.ETag(int(c.UpdatedAt.UnixMilli()), "consumer")
}

// pageOf is the page of a list in the order of making.
func pageOf(p paging) apikey.Page {
	return apikey.Page{From: p.place.ID, Down: p.down(), Limit: p.take()}
}

// list godoc
//
//	@ID		listConsumers
//	@Summary	List the portals and apps that come with a key
//	@Tags		Keys
//	@Produce	json
//	@Param		limit	query	int	false	"How many on a page"	minimum(1)	maximum(100)	default(20)	example(20)
//	@Param		cursor	query	string	false	"Where the page begins, from next_cursor or prev_cursor"	example(AQAUMjAyMC0w)
//	@Success	200	{object}	rest.List[Consumer]	"A page of consumers, the oldest first"
//	@Security	Bearer
//	@Router		/v1/editorial/consumers [get]
func (h consumers) list(c echo.Context) error {
	q := rest.Params(c)
	p, err := plainPaging(q, h.cursors)
	if err != nil {
		return err
	}
	found, err := h.keys.Consumers(c.Request().Context(), rest.Actor(c), pageOf(p))
	if err != nil {
		return err
	}
	found, page := turn(p, found, func(one apikey.Consumer) rest.Place { return rest.Place{ID: one.ID} })
	shown := make([]Consumer, len(found))
	for i, one := range found {
		shown[i] = consumerOf(one)
	}
	return rest.SendList(c, q, shown, page)
}

// create godoc
//
//	@ID		createConsumer
//	@Summary	Make a consumer
//	@Tags		Keys
//	@Accept		json
//	@Produce	json
//	@Param		body	body	ConsumerInput	true	"The consumer"
//	@Success	201	{object}	Consumer	"Made, without keys"
//	@Failure	409	{object}	rest.Problem	"Another consumer has this name"
//	@Security	Bearer
//	@Router		/v1/editorial/consumers [post]
func (h consumers) create(c echo.Context) error {
	in, err := rest.Decode[ConsumerInput](c, rest.DefaultBody)
	if err != nil {
		return err
	}
	made, err := h.keys.AddConsumer(c.Request().Context(), rest.Actor(c), apikey.Consumer{Name: in.Name, Contact: in.Contact, Description: in.Description})
	if err != nil {
		return err
	}
	return rest.Created(c, c.Request().URL.Path+"/"+made.ID, consumerTag(made), consumerOf(made))
}

// get godoc
//
//	@ID		getConsumer
//	@Summary	Read a consumer
//	@Tags		Keys
//	@Produce	json
//	@Param		id	path	string	true	"Id of the consumer"	format(uuid)	example(01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e16)
//	@Success	200	{object}	Consumer	"The consumer"
//	@Security	Bearer
//	@Router		/v1/editorial/consumers/{id} [get]
func (h consumers) get(c echo.Context) error {
	id, err := allowedID(c, policy.Consumers, policy.Read)
	if err != nil {
		return err
	}
	found, err := h.keys.Consumer(c.Request().Context(), rest.Actor(c), id)
	if err != nil {
		return err
	}
	return rest.Tagged(c, consumerTag(found), consumerOf(found))
}

// update godoc
//
//	@ID		updateConsumer
//	@Summary	Change a consumer
//	@Tags		Keys
//	@Accept		application/merge-patch+json,json
//	@Produce	json
//	@Param		id	path	string	true	"Id of the consumer"	format(uuid)	example(01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e16)
//	@Param		If-Match	header	string	true	"Entity tag of the version you saw"	example("1772413200000.consumer")
//	@Param		body	body	ConsumerPatch	true	"What is to change"
//	@Success	200	{object}	Consumer	"The consumer as it is now"
//	@Failure	409	{object}	rest.Problem	"Another consumer has this name"
//	@Failure	412	{object}	rest.Problem	"Someone else changed it first; read it again"
//	@Failure	428	{object}	rest.Problem	"If-Match is missing"
//	@Security	Bearer
//	@Router		/v1/editorial/consumers/{id} [patch]
func (h consumers) update(c echo.Context) error {
	in, err := rest.Decode[ConsumerPatch](c, rest.DefaultBody)
	if err != nil {
		return err
	}
	id, err := allowedID(c, policy.Consumers, policy.Update)
	if err != nil {
		return err
	}
	seen, err := seenBy(c, policy.Consumers, policy.Update)
	if err != nil {
		return err
	}
	now, err := h.keys.ChangeConsumer(c.Request().Context(), rest.Actor(c), id, seen, func(one *apikey.Consumer) {
		one.Name, one.Contact, one.Description = in.Name.Or(one.Name), in.Contact.Or(one.Contact), in.Description.Or(one.Description)
	})
	if err != nil {
		return err
	}
	return rest.Tagged(c, consumerTag(now), consumerOf(now))
}

// remove godoc
//
//	@ID		deleteConsumer
//	@Summary	Delete a consumer
//	@Description	Its keys that no longer work go with it; one that works has to be revoked first.
//	@Tags		Keys
//	@Produce	json
//	@Param		id	path	string	true	"Id of the consumer"	format(uuid)	example(01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e16)
//	@Success	204	"It is gone"
//	@Failure	409	{object}	rest.Problem	"It has keys that work"
//	@Security	Bearer
//	@Router		/v1/editorial/consumers/{id} [delete]
func (h consumers) remove(c echo.Context) error {
	id, err := allowedID(c, policy.Consumers, policy.Delete)
	if err != nil {
		return err
	}
	if err := h.keys.DeleteConsumer(c.Request().Context(), rest.Actor(c), id); err != nil {
		return err
	}
	return rest.None(c)
}

// allowedID is the id in the address, for someone who has the right to a verb:
// others learn nothing from its form.
func allowedID(c echo.Context, resource string, v policy.Verb) (string, error) {
	if err := rest.Actor(c).Needs(resource, v); err != nil {
		return "", err
	}
	return rest.ID(c, "id")
}

// plainPaging reads the page of a list that has no filters.
func plainPaging(q *rest.Query, cursors rest.Cursors) (paging, error) {
	p, err := pagingOf(q, cursors, false)
	if err != nil {
		return p, err
	}
	return p, q.Done()
}
