package cli

import (
	"errors"
	"log/slog"
	"net"
	"time"

	"newsdesk/internal/app"
	"newsdesk/internal/config"
)

type serveCommand struct{}

// Help implements kong.HelpProvider.
func (serveCommand) Help() string {
	return `Brings the database to the newest schema, serves the API on --addr, and does the
work in the background, such as publishing what is due. An interrupt or SIGTERM
lets the requests under way finish. It makes no users: see newsdesk user add.

Example:
  newsdesk serve --addr :8080 --data /var/lib/newsdesk --base-url https://api.example.org`
}

// Run serves until the process is told to end.
func (serveCommand) Run(p *process) error {
	return p.serve(nil, func(*app.App, config.Config) error { return nil })
}

// serve listens first, so that an address in use is said before anything else
// happens, and lets prepare do its work before the first request is answered.
func (p *process) serve(change func(*config.Config), prepare func(*app.App, config.Config) error) (err error) {
	c, l, err := p.listen()
	if err != nil {
		return err
	}
	defer func() { _ = l.Close() }() // Run has closed it, if it came to that
	if change != nil {
		change(&c)
	}
	log := p.logger(c)
	a, err := app.Open(p.ctx, c, log, time.Now)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, a.Close()) }()
	if err := prepare(a, c); err != nil {
		return err
	}
	log.Info("listening", slog.String("addr", c.Addr), slog.String("base_url", c.BaseURL))
	return a.Run(p.ctx, l)
}

// listen opens the address of the settings. The settings it returns name the
// port that was given in place of port 0.
func (p *process) listen() (config.Config, net.Listener, error) {
	c, err := p.settings()
	if err != nil {
		return c, nil, err
	}
	l, err := app.Listen(p.ctx, c.Addr)
	if err != nil {
		return c, nil, err
	}
	if _, port, _ := net.SplitHostPort(p.flags.Addr); port == "0" {
		p.flags.Addr = l.Addr().String()
		c, err = p.settings()
	}
	return c, l, err
}
