package cli

import (
	"fmt"

	"newsdesk/internal/app"
)

// keysCommand is the commands about signing keys.
type keysCommand struct {
	Rotate keysRotateCommand `cmd:"" help:"Sign with a new key from now on."`
}

type keysRotateCommand struct{}

// Help implements kong.HelpProvider.
func (keysRotateCommand) Help() string {
	return `Makes a new key for access tokens and erases the private half of the old one.
Nobody is signed out: tokens of the old key stay good until they expire. A running
server goes over to the new key within a second.

Example:
  newsdesk keys rotate`
}

// Run rotates the keys.
func (keysRotateCommand) Run(p *process) error {
	return p.with(func(a *app.App) error {
		if err := a.Auth.RotateKeys(p.ctx, operator()); err != nil {
			return err
		}
		set, err := a.Auth.JWKS(p.ctx)
		if err != nil {
			return err
		}
		_, err = fmt.Fprintf(p.stdout, "Access tokens are signed with key %s from now on.\n", set.Keys[0].Kid)
		return err
	})
}
