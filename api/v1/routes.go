package v1

import (
	"context"

	"newsdesk/api/rest"
	"newsdesk/internal/agenda"
	"newsdesk/internal/apikey"
	"newsdesk/internal/auth"
	"newsdesk/internal/booking"
	"newsdesk/internal/content"
	"newsdesk/internal/db"
	"newsdesk/internal/desk"
	"newsdesk/internal/donate"
	"newsdesk/internal/donor"
	"newsdesk/internal/edition"
	"newsdesk/internal/media"
	"newsdesk/internal/sso"
)

// Deps is what version 1 of the API serves.
type Deps struct {
	DB     *db.DB
	Kinds  content.Registry
	Desk   *desk.Desk
	Shelf  *edition.Shelf
	Auth   *auth.Auth
	Keys   *apikey.Keys
	SSO    *sso.Reception
	Media  *media.Media
	Agenda *agenda.Agenda
	Office *booking.Office
	Till   *donate.Till
	Donors *donor.Vault
	Pulse  *donate.Pulse
	// Online is where those who have a place at an event take part, or empty.
	Online     func(ctx context.Context, eventID string) (string, error)
	Cursors    rest.Cursors
	Site       Site
	CacheBytes uint64 // of ready answers kept in memory
	// Contain is the answer to a break-in, for someone who may.
	Contain func(context.Context, auth.Actor) (Containment, error)
}

// Mount registers every route of version 1.
func Mount(routes *rest.Routes, d Deps) {
	public := routes.In(rest.Delivery, "/v1")
	stand := newsstand{shelf: d.Shelf, cache: edition.NewCache[*rest.Answer](d.Shelf, d.CacheBytes), cursors: d.Cursors, site: d.Site}
	public.Get("/site", rest.Anyone, stand.siteInfo)
	newArticlesStand(stand).mount(public)
	newPagesStand(stand).mount(public)
	newEventsStand(stand, d.Agenda).mount(public)
	newCampaignsStand(stand).mount(public)
	newGiving(newCampaignsStand(stand), d.Till, d.Pulse).mount(public)
	hooks{till: d.Till}.mount(public)
	registrationDoor{stand: newEventsStand(stand, d.Agenda), office: d.Office, online: d.Online}.mount(public)
	eventFeeds{newsstand: stand, agenda: d.Agenda}.mount(routes.In(rest.Delivery, "/feeds"))
	newSectionsStand(stand).mount(public)
	newTagsStand(stand).mount(public)
	newAuthorsStand(stand).mount(public)
	newOrganisationsStand(stand).mount(public)
	imagesStand{newsstand: stand, media: d.Media}.mount(public)
	pictures{media: d.Media}.mount(routes.In(rest.Delivery, "/media"))

	gate{auth: d.Auth, kinds: d.Kinds}.mount(routes.In(rest.Auth, "/v1/auth"))
	account{auth: d.Auth}.mount(routes.In(rest.Auth, "/v1/auth"))
	proofs{auth: d.Auth}.mount(routes.In(rest.Auth, "/v1/auth"))
	sideDoor{sso: d.SSO}.mount(routes.In(rest.Auth, "/v1/auth"))
	keyring{auth: d.Auth}.mount(routes.In(rest.Open, "/.well-known"))
	paymentKeys{till: d.Till}.mount(routes.In(rest.Open, "/.well-known"))

	editorial := routes.In(rest.Editorial, "/v1/editorial")
	watch{desk: d.Desk, contain: d.Contain}.mount(editorial)
	auditTrail{db: d.DB, cursors: d.Cursors}.mount(editorial)
	room := newsroom{db: d.DB, kinds: d.Kinds, desk: d.Desk, cursors: d.Cursors, site: d.Site}
	newArticles(room).mount(editorial)
	newPages(room).mount(editorial)
	newEvents(room).mount(editorial)
	newCampaigns(room).mount(editorial)
	eventDates{newEvents(room)}.mount(editorial)
	eventImports{room}.mount(editorial)
	planner{room}.mount(editorial)
	registrationDesk{newsroom: room, office: d.Office}.mount(editorial)
	privacyDesk{newsroom: room, donors: d.Donors, till: d.Till}.mount(editorial)
	treasury{newsroom: room, till: d.Till}.mount(editorial)
	newSections(room).mount(editorial)
	newTags(room).mount(editorial)
	newAuthors(room).mount(editorial)
	newOrganisations(room).mount(editorial)
	newIntake(room, d.Media).mount(editorial)
	newUsers(d.Auth, d.Cursors, d.Kinds).mount(editorial)
	roles{auth: d.Auth}.mount(editorial)
	consumers{keys: d.Keys, cursors: d.Cursors}.mount(editorial)
	apiKeys{keys: d.Keys, cursors: d.Cursors, clock: d.DB.Now}.mount(editorial)
	proofs{auth: d.Auth}.mountHelp(editorial)
}
