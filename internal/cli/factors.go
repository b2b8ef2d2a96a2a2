package cli

import (
	"newsdesk/internal/app"
	"newsdesk/internal/auth"
)

type userResetFactorsCommand struct {
	Email string `arg:"" help:"Who has lost them."`
}

// Help implements kong.HelpProvider.
func (userResetFactorsCommand) Help() string {
	return `Removes the authenticator app, the passkeys and the recovery codes of a user who has
lost them, signs them out everywhere, and tells them by mail. Be sure that it is they
who ask. The password stays; the days to set up a new second factor begin again.

Example:
  newsdesk user reset-factors an@example.org`
}

// Run removes the second factors.
func (c userResetFactorsCommand) Run(p *process) error {
	return p.about(c.Email, "The second factors of %s are removed.", func(a *app.App, u auth.User) error {
		_, err := a.Auth.ResetFactors(p.ctx, operator(), u.ID)
		return err
	})
}
