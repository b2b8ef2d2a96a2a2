package cli

import (
	"errors"
	"fmt"
	"time"

	"newsdesk/internal/db"
)

type migrateCommand struct{}

// Help implements kong.HelpProvider.
func (migrateCommand) Help() string {
	return `Runs every migration that the database has not had, each in a transaction.
The server does so by itself when it starts; run it beforehand to see whether an
upgrade succeeds. Running it again does nothing.

Example:
  newsdesk migrate --database postgres://newsdesk@localhost/newsdesk`
}

// Run migrates the database.
func (migrateCommand) Run(p *process) (err error) {
	c, err := p.settings()
	if err != nil {
		return err
	}
	d, err := db.Open(p.ctx, c.DatabaseURL(), time.Now)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, d.Close()) }()
	if err := db.Migrate(p.ctx, d); err != nil {
		return err
	}
	_, err = fmt.Fprintf(p.stdout, "The %s database is up to date.\n", d.Engine())
	return err
}
