package app

import (
	"context"
	"crypto/hkdf"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"log/slog"
	"net"
	"time"

	"github.com/go-json-experiment/json"
	"golang.org/x/sync/errgroup"

	"newsdesk/api"
	"newsdesk/internal/db"
	"newsdesk/internal/fault"
	"newsdesk/internal/picture"
)

const (
	watchEvery = 500 * time.Millisecond // changes of other processes are seen that soon
	sweepEvery = 10 * time.Minute
)

// derive returns 32 bytes for one purpose from the master secret (RFC 5869).
func derive(master []byte, purpose string) []byte {
	key, err := hkdf.Key(sha256.New, master, nil, "newsdesk "+purpose, sha256.Size)
	if err != nil {
		panic(err) // cannot happen: the length is within what HKDF gives
	}
	return key
}

// Run serves the API on l and does the work in the background until ctx ends,
// then lets what has begun come to its end. What fell due while the program was
// down is settled before the first request is answered.
func (a *App) Run(ctx context.Context, l net.Listener) error {
	if err := a.catchUp(ctx); err != nil {
		return err
	}
	h, err := a.Handler()
	if err != nil {
		return err
	}
	metrics, err := a.listenMetrics(ctx)
	if err != nil {
		return err
	}
	// Workers outlive the requests: what a last request changed is still followed.
	services, stop := context.WithCancel(context.WithoutCancel(ctx))
	defer stop()
	g := errgroup.Group{}
	g.Go(func() error { a.Queue.Run(services, a.failed("job")); return nil })
	g.Go(func() error { a.Shelf.Watch(services, watchEvery, a.failed("watch")); return nil })
	g.Go(func() error { a.regularly(services, sweepEvery, "sweep", a.Auth.Sweep); return nil })
	g.Go(func() error { a.regularly(services, sweepEvery, "sweep of sign-ins", a.SSO.Sweep); return nil })
	g.Go(func() error { a.regularly(services, time.Hour, "sweep of files", a.Media.Sweep); return nil })
	g.Go(func() error { a.regularly(services, time.Minute, "use of keys", a.Keys.Flush); return nil })
	g.Go(func() error { <-ctx.Done(); a.Pulse.Close(); return nil }) // or streams would keep the server from its end
	g.Go(func() error { a.Pulse.Run(services, a.Till, a.reprint, a.failed("figures")); return nil })
	g.Go(func() error { a.Checkpoints.Run(services, a.failed("checkpoint")); return nil })
	if metrics != nil {
		g.Go(func() error {
			return api.Serve(services, api.Server(a.config.MetricsAddr, api.Metrics(a.metrics), a.log), metrics, time.Second)
		})
	}
	served := api.Serve(ctx, api.Server(a.config.Addr, h, a.log), l, time.Duration(a.config.ShutdownGrace))
	stop()
	return errors.Join(served, g.Wait())
}

// listenMetrics opens the address that serves the metrics alone, if there is one.
func (a *App) listenMetrics(ctx context.Context) (net.Listener, error) {
	if a.config.MetricsAddr == "" {
		return nil, nil //nolint:nilnil // they are served beside the API, or not at all
	}
	return api.Listen(ctx, a.config.MetricsAddr)
}

// failed logs what a service could not do; it tries again by itself.
func (a *App) failed(service string) func(error) {
	return func(err error) {
		a.log.Error("background work failed", slog.String("service", service), slog.Any("error", err))
	}
}

// catchUp settles what is due, and prints all documents again if the settings
// that they depend on have changed since.
func (a *App) catchUp(ctx context.Context) error {
	if err := a.Queue.Drain(ctx); err != nil {
		a.failed("job")(err) // it is tried again; the rest of the newsroom can work
	}
	if err := a.printCampaigns(ctx); err != nil {
		return err
	}
	current := a.fingerprint()
	var was string
	if err := db.Gorm(ctx, a.DB).Raw("SELECT value FROM settings WHERE name = ?", "editions").Scan(&was).Error; err != nil {
		return err
	}
	moved, err := a.zonesChanged(ctx)
	if err != nil {
		return err
	}
	if was == current && !moved {
		return nil
	}
	if was != "" {
		if _, _, err := a.Press.Rebuild(ctx); err != nil {
			return err
		}
	}
	return a.DB.Update(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, "INSERT INTO settings (name, value) VALUES ('editions', ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value", current)
		return err
	})
}

// editionForm counts the changes of how documents are written. Raise it with
// each, so that a new program prints what an old one left.
const editionForm = 4

// fingerprint is that of everything besides content that documents depend on.
func (a *App) fingerprint() string {
	b, err := json.Marshal(struct {
		Form       int
		URL, Media string
		Formats    []picture.Format
	}{editionForm, a.site.URL, a.site.Media, a.site.Formats})
	if err != nil {
		panic(err) // cannot happen: these are plain values
	}
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

// regularly does a piece of work now and again and again, until ctx ends.
func (a *App) regularly(ctx context.Context, every time.Duration, service string, work func(context.Context) error) {
	tick := time.NewTicker(every)
	defer tick.Stop()
	for {
		if err := work(ctx); err != nil && ctx.Err() == nil && !fault.Is(err, fault.Overloaded) {
			a.failed(service)(err)
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}
