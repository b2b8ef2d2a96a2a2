package cli

import (
	"errors"
	"log/slog"
	"time"

	"newsdesk/internal/app"
	"newsdesk/internal/auth"
	"newsdesk/internal/config"
)

// operator is whoever may run this program on its data, and so may do anything.
func operator() auth.Actor { return auth.System("operator") }

// with opens the program for one piece of work, without serving it.
func (p *process) with(work func(*app.App) error) (err error) {
	c, err := p.settings()
	if err != nil {
		return err
	}
	a, err := app.Open(p.ctx, c, p.logger(c), time.Now)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, a.Close()) }()
	return work(a)
}

// logger writes to standard error, because standard output is for results.
func (p *process) logger(c config.Config) *slog.Logger {
	options := &slog.HandlerOptions{Level: c.LogLevel}
	if c.LogFormat == "json" {
		return slog.New(slog.NewJSONHandler(p.stderr, options))
	}
	return slog.New(slog.NewTextHandler(p.stderr, options))
}
