package app

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"sync"
	"time"

	"newsdesk/internal/campaign"
	"newsdesk/internal/content"
	"newsdesk/internal/db"
	"newsdesk/internal/donate"
	"newsdesk/internal/donor"
	"newsdesk/internal/egress"
	"newsdesk/internal/fault"
	"newsdesk/internal/journal"
	"newsdesk/internal/payment"
)

// openTill opens the till of donations, and has documents show what it says.
func (a *App) openTill() error {
	zone, err := time.LoadLocation(a.config.TimeZone)
	if err != nil {
		return err
	}
	known := &campaigns{app: a, known: map[string]knownCampaign{}}
	a.Donors = donor.New(a.DB, donor.Options{Key: derive(a.key, "donors")})
	a.Till = donate.New(a.DB, donate.Options{
		Campaign: known.get, Key: derive(a.key, "donations"), Sealer: newSafe(a.key, "donations"), Donors: a.Donors, Record: a.recordMoney,
		Client: egress.New(egress.Options{}), BaseURL: a.config.BaseURL, Changed: a.Pulse.Changed, Zone: zone,
	})
	a.Press.Hear(campaign.Kind, func(ctx context.Context, q db.Q, e content.Entry) (any, error) { return a.Till.Figures(ctx, q, e.ID) })
	a.Desk.Listen(campaign.Kind, a.campaignChanged)
	return nil
}

// recordMoney writes what somebody did with money into the journal.
func (a *App) recordMoney(ctx context.Context, tx *db.Tx, act donate.Act) error {
	return journal.Record(ctx, tx, journal.Line{
		Verb: act.Verb, Kind: act.Kind, EntryID: act.Subject, ActorKind: act.Actor.Kind.String(), ActorID: act.Actor.ID,
		SessionID: act.Actor.SessionID, Note: act.Note, Cause: act.Actor.Cause, Address: act.Actor.Address,
	})
}

// campaignChanged keeps a campaign from becoming public while nobody else has
// approved where its money goes, or in another currency than that of its fund.
func (a *App) campaignChanged(ctx context.Context, tx *db.Tx, now content.Item, was content.Body) error {
	c, ok := now.Body.(*campaign.Campaign)
	if !ok {
		return nil
	}
	if err := a.Till.Vouched(ctx, tx, now.ID, c); err != nil {
		return err
	}
	old, before := was.(*campaign.Campaign)
	if !before || old.Currency == c.Currency {
		return nil
	}
	f, err := a.Till.Figures(ctx, tx, now.ID)
	if err != nil || f.Currency == "" {
		return err
	}
	return fault.New(fault.Conflict, "The fund of this campaign counts in %s already", f.Currency)
}

// PrintFigures brings every document up to date that shows figures which have
// changed. While the program runs it does so by itself, within a second.
func (a *App) PrintFigures(ctx context.Context) error { return a.Pulse.Flush(ctx, a.reprint) }

// printCampaigns prints each public campaign anew: figures that changed in the last
// moment before the program ended may not have been printed.
func (a *App) printCampaigns(ctx context.Context) error {
	var ids []string
	err := db.Gorm(ctx, a.DB).Model(&content.Entry{}).Where("kind = ? AND live_version > 0 AND deleted_at IS NULL", campaign.Kind).Order("id").Pluck("id", &ids).Error
	if err != nil {
		return db.Err(err)
	}
	for _, id := range ids {
		if err := a.reprint(ctx, id); err != nil {
			return err
		}
	}
	return nil
}

// reprint brings the documents that show the figures of a campaign up to date.
func (a *App) reprint(ctx context.Context, id string) error {
	err := a.Press.Reprint(ctx, id)
	if fault.Is(err, fault.NotFound) {
		return nil
	}
	return err
}

// campaigns remembers the bodies of campaigns, for providers come often.
type campaigns struct {
	app *App

	mu    sync.Mutex
	known map[string]knownCampaign
}

type knownCampaign struct {
	version int
	stage   content.Stage
	body    *campaign.Campaign
}

// get reads a campaign as it is public, or as it stands where it is not: money comes
// in for those too that were withdrawn.
func (k *campaigns) get(ctx context.Context, q db.Q, id string) (*campaign.Campaign, error) {
	var e content.Entry
	if err := db.Err(db.Gorm(ctx, q).Take(&e, "id = ? AND kind = ?", id, campaign.Kind).Error); err != nil {
		return nil, err
	}
	now := knownCampaign{version: e.LiveVersion, stage: content.Live}
	if e.LiveVersion == 0 {
		now = knownCampaign{version: e.Version, stage: content.Working}
	}
	k.mu.Lock()
	was := k.known[id]
	k.mu.Unlock()
	if was.body != nil && was.version == now.version && was.stage == now.stage {
		return was.body, nil
	}
	body, err := k.app.Kinds.Load(ctx, q, e, now.stage)
	if err != nil {
		return nil, err
	}
	var ok bool
	if now.body, ok = body.(*campaign.Campaign); !ok {
		return nil, fault.New(fault.NotFound, "Not found")
	}
	if _, inside := q.(*db.Tx); inside {
		return now.body, nil // what a transaction sees may never have been
	}
	k.mu.Lock()
	k.known[id] = now
	k.mu.Unlock()
	return now.body, nil
}

// Rehearse tells the running server what a bank would, of a transfer that names an
// announced gift, and returns what the server answered. Only a sandbox can be
// rehearsed with.
func (a *App) Rehearse(ctx context.Context, ref string, minor int64) (answer string, err error) {
	defer fault.Wrap(&err, "rehearse %s", ref)
	address, d, err := a.Till.Rehearsal(ctx, ref, minor)
	if err != nil {
		return "", err
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, address, bytes.NewReader(d.Body))
	if err != nil {
		return "", err
	}
	r.Header = d.Header
	reply, err := http.DefaultClient.Do(r)
	if err != nil {
		return "", err
	}
	defer func() { _ = reply.Body.Close() }()
	body, err := io.ReadAll(io.LimitReader(reply.Body, payment.DeliveryMost))
	return reply.Status + " " + string(body), err
}
