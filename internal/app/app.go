// Package app puts the program together: it opens, wires, runs and stops. It is
// the only package that sees all the others.
package app

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"path/filepath"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"

	"newsdesk/api"
	"newsdesk/api/rest"
	v1 "newsdesk/api/v1"
	"newsdesk/docs"
	"newsdesk/internal/agenda"
	"newsdesk/internal/apikey"
	"newsdesk/internal/article"
	"newsdesk/internal/auth"
	"newsdesk/internal/blob"
	"newsdesk/internal/booking"
	"newsdesk/internal/campaign"
	"newsdesk/internal/config"
	"newsdesk/internal/content"
	"newsdesk/internal/db"
	"newsdesk/internal/desk"
	"newsdesk/internal/donate"
	"newsdesk/internal/donor"
	"newsdesk/internal/edition"
	"newsdesk/internal/event"
	"newsdesk/internal/image"
	"newsdesk/internal/jobs"
	"newsdesk/internal/journal"
	"newsdesk/internal/media"
	"newsdesk/internal/page"
	"newsdesk/internal/picture"
	"newsdesk/internal/policy"
	"newsdesk/internal/sso"
	"newsdesk/internal/taxonomy"
)

// App is the program, put together.
type App struct {
	DB    *db.DB
	Kinds content.Registry
	Queue *jobs.Queue
	Shelf *edition.Shelf
	Press *edition.Press
	Desk  *desk.Desk
	Auth  *auth.Auth
	Keys  *apikey.Keys
	SSO   *sso.Reception
	Media *media.Media
	// Office keeps the registrations for events.
	Office *booking.Office
	// Till keeps the donations, Donors what is known of those who gave them, and
	// Pulse tells that figures have changed.
	Till   *donate.Till
	Donors *donor.Vault
	Pulse  donate.Pulse
	// Checkpoints vouch for the journal.
	Checkpoints *journal.Checkpointer

	config config.Config
	log    *slog.Logger
	clock  db.Clock
	site   v1.Site
	key    []byte
	store  blob.Store     // of files
	codec  picture.Report // on what was found to write and read more formats with

	metrics *prometheus.Registry
}

// Kinds are the kinds of content that this program knows.
func Kinds() content.Registry {
	r := content.Registry{}
	content.Register[article.Article](r, article.Kind, content.Trait{})
	content.Register[page.Page](r, page.Kind, content.Trait{})
	content.Register[event.Event](r, event.Kind, content.Trait{})
	content.Register[campaign.Campaign](r, campaign.Kind, content.Trait{})
	content.Register[taxonomy.Section](r, taxonomy.SectionKind, content.Trait{Direct: true})
	content.Register[taxonomy.Tag](r, taxonomy.TagKind, content.Trait{Direct: true})
	content.Register[taxonomy.Author](r, taxonomy.AuthorKind, content.Trait{Direct: true})
	content.Register[taxonomy.Organisation](r, taxonomy.OrganisationKind, content.Trait{Direct: true})
	content.Register[image.Image](r, image.Kind, content.Trait{Direct: true, NoSlug: true, TitleOf: []string{"caption", "alt"}})
	return r
}

// Open opens the database of c, brings it to the newest schema, and puts the
// program together on it.
func Open(ctx context.Context, c config.Config, log *slog.Logger, clock db.Clock) (*App, error) {
	key, err := c.Key()
	if err != nil {
		return nil, err
	}
	d, err := db.Open(ctx, c.DatabaseURL(), clock)
	if err != nil {
		return nil, err
	}
	if err := db.Migrate(ctx, d); err != nil {
		return nil, errors.Join(err, d.Close())
	}
	a, err := assemble(ctx, d, c, key, log, clock)
	if err != nil {
		return nil, errors.Join(err, d.Close())
	}
	return a, nil
}

func assemble(ctx context.Context, d *db.DB, c config.Config, key []byte, log *slog.Logger, clock db.Clock) (*App, error) {
	factors, err := newFactors(d, c, key)
	if err != nil {
		return nil, err
	}
	demanding, err := factorRoles(c)
	if err != nil {
		return nil, err
	}
	providers, err := signInProviders(c.OIDCFile)
	if err != nil {
		return nil, err
	}
	a := &App{
		DB: d, Kinds: Kinds(), Queue: jobs.New(d), Shelf: edition.NewShelf(d),
		config: c, log: log, clock: clock, key: key,
	}
	engine, err := a.openFiles(ctx)
	if err != nil {
		return nil, err
	}
	a.site = v1.Site{
		URL: c.SiteURL, Name: c.SiteName, Locale: c.Locale, TimeZone: c.TimeZone, Licence: c.Licence, Media: c.MediaURL, Formats: engine.Writes(),
	}
	a.Checkpoints = journal.NewCheckpointer(d, journal.Key(key), filepath.Join(c.Data, journal.FileName))
	a.Press = edition.NewPress(d, a.Kinds, a.Queue, a.Shelf, a.site.Renderers())
	a.Desk = desk.New(d, a.Kinds, a.Queue, a.Press, policy.Rules{FourEyes: c.FourEyes, CreditOptional: c.CreditOptional})
	if a.Media, err = a.newMedia(engine); err != nil {
		return nil, err
	}
	a.Auth = auth.New(d, auth.Options{
		Issuer: c.BaseURL, Audience: c.BaseURL, Master: key, Record: record, Post: order(a.Queue), Kinds: a.Kinds,
		Factors: factors, FactorRoles: demanding, FactorGrace: time.Duration(c.SecondFactorGrace),
	})
	a.Keys = apikey.New(d, apikey.Options{Environment: c.Environment, Auth: a.Auth, Record: record})
	a.SSO = sso.New(d, a.Auth, sso.Options{
		Providers: providers, BaseURL: c.BaseURL, Home: c.DeskURL, Origins: c.CORSOrigins, Sealer: newSafe(key, "single sign-on"), Record: record,
	})
	a.Auth.AlsoForget(a.SSO.Forget)
	a.openOffice()
	if err := a.openTill(); err != nil {
		return nil, err
	}
	jobs.Handle(a.Queue, a.deliver)
	return a, nil
}

// record writes what package auth does into the journal.
func record(ctx context.Context, tx *db.Tx, e auth.Event) error {
	return journal.Record(ctx, tx, journal.Line{
		Verb: e.Act, Kind: e.Kind, EntryID: e.Subject, ActorKind: e.Actor.Kind.String(), ActorID: e.Actor.ID,
		SessionID: e.Actor.SessionID, Before: e.Before, Digest: e.After, Cause: e.Actor.Cause, Address: e.Actor.Address,
	})
}

// Handler is the whole API.
func (a *App) Handler() (http.Handler, error) {
	a.metrics = prometheus.NewRegistry()
	a.metrics.MustRegister(collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}), prometheus.NewCounterFunc(
		prometheus.CounterOpts{Name: "newsdesk_renditions_made_total", Help: "Renditions of pictures that were made and not found."},
		func() float64 { return float64(a.Media.Made()) },
	))
	h, err := api.New(api.Deps{
		Log: a.log, Clock: a.clock, Authenticate: a.authenticate, Metrics: a.metrics,
		Mount:   []func(*rest.Routes){a.mount},
		Checks:  []api.Check{{Name: "database", Ask: a.DB.Ping}, {Name: "files", Ask: a.store.Ping}},
		OpenAPI: docs.OpenAPI(), Docs: docs.SwaggerUI(), Policy: edgePolicy(a.config),
	})
	if err != nil {
		return nil, fmt.Errorf("build the API: %w", err)
	}
	return h, nil
}

// authenticate finds out for whom a bearer token stands.
func (a *App) authenticate(ctx context.Context, bearer, address string) (auth.Actor, api.Quota, error) {
	if !apikey.Looks(bearer) {
		actor, err := a.Auth.Authenticate(ctx, bearer, address)
		return actor, api.Quota{}, err
	}
	actor, own, err := a.Keys.Authenticate(ctx, bearer, address)
	quota := api.Quota{Requests: own.Requests, Window: own.Window, Always: true}
	if own.Requests == 0 {
		quota = api.Quota{Requests: a.config.RateKey.Count, Window: a.config.RateKey.Window}
	}
	return actor, quota, err
}

func (a *App) mount(routes *rest.Routes) {
	v1.Mount(routes, v1.Deps{
		DB: a.DB, Kinds: a.Kinds, Desk: a.Desk, Shelf: a.Shelf, Auth: a.Auth, Keys: a.Keys, SSO: a.SSO, Media: a.Media, Site: a.site, Agenda: agenda.New(a.DB), Office: a.Office, Online: a.online,
		Till: a.Till, Donors: a.Donors, Pulse: &a.Pulse,
		Cursors:    rest.NewCursors(derive(a.key, "cursors")),
		CacheBytes: uint64(max(a.config.CacheBytes, 0)),
		Contain:    a.containment,
	})
}

const (
	inFlight = 512 // requests served at once before others are turned away
	sample   = 100 // of so many good answers to readers, one is logged
)

func edgePolicy(c config.Config) api.Policy {
	return api.Policy{
		Origins: c.CORSOrigins, Proxies: c.TrustedProxies, Monitors: c.MetricsPrefixes, Exempt: c.RateExempt,
		Anonymous: api.Quota{Requests: c.RateAnonymous.Count, Window: c.RateAnonymous.Window},
		Known:     api.Quota{Requests: c.RateSignedIn.Count, Window: c.RateSignedIn.Window},
		InFlight:  inFlight, Sample: sample,
	}
}

// Close closes the database. Whatever Run started has ended by then.
func (a *App) Close() error { return a.DB.Close() }
