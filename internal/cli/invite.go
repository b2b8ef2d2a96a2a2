package cli

import (
	"fmt"

	"newsdesk/internal/app"
	"newsdesk/internal/auth"
)

type userInviteCommand struct {
	Email  string   `arg:"" help:"Where the letter goes, and with which they sign in."`
	Name   string   `required:"" placeholder:"NAME" help:"What the newsroom calls them."`
	Role   []string `required:"" sep:"none" placeholder:"ROLE[:SECTION,…]" help:"What they may do. Can be repeated."`
	Bypass bool     `help:"As a secretary, they may publish what nobody reviewed."`
	Locale string   `name:"language" placeholder:"LOCALE" help:"The language of letters to them. Without it, that of the site."`
}

// Help implements kong.HelpProvider.
func (userInviteCommand) Help() string {
	return `Sends a letter with which the user chooses a password and comes in. It is good once,
for seven days. The server sends it: at once if it runs, else when it starts. Without
a mail server it stays in outbox in the data directory.

` + rolesHelp + `

Example:
  newsdesk user invite an@example.org --name 'Trần An' --role reporter`
}

// Run invites the user.
func (c userInviteCommand) Run(p *process) error {
	return p.with(func(a *app.App) error {
		u, err := a.Auth.Invite(p.ctx, operator(), auth.NewUser{
			Email: c.Email, Name: c.Name, Locale: c.Locale, Grants: grants(c.Role, c.Bypass),
		})
		if err != nil {
			return err
		}
		_, err = fmt.Fprintf(p.stdout, "%s is invited as %s. The id is %s.\n", u.Email, written(u.Grants), u.ID)
		return err
	})
}

type userReinviteCommand struct {
	Email string `arg:"" help:"Who was invited and has not come."`
}

// Help implements kong.HelpProvider.
func (userReinviteCommand) Help() string {
	return `Sends another invitation. Earlier ones are worth nothing from then on.

Example:
  newsdesk user reinvite an@example.org`
}

// Run invites the user again.
func (c userReinviteCommand) Run(p *process) error {
	return p.about(c.Email, "%s is invited again.", func(a *app.App, u auth.User) error {
		_, err := a.Auth.Reinvite(p.ctx, operator(), u.ID)
		return err
	})
}
