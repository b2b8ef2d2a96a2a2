package cli

import (
	"fmt"

	"newsdesk/internal/app"
)

// containCommand answers a break-in.
type containCommand struct{}

// Help implements kong.HelpProvider.
func (containCommand) Help() string {
	return `Ends every session, invitation, password reset and API key, signs with a new
key, and holds publication: nothing new becomes public, by an act or by its time,
until "newsdesk release". A running server follows within a second. Withdrawing
works all the time. See docs/runbook.md for what to do next.

Example:
  newsdesk contain`
}

// Run contains the newsroom.
func (containCommand) Run(p *process) error {
	return p.with(func(a *app.App) error {
		c, err := a.Contain(p.ctx, operator())
		if err != nil {
			return err
		}
		_, err = fmt.Fprintf(p.stdout, `Contained. Ended: %d sessions, %d API keys, %d invitations and password resets.
Publication is held, and with it %d entries that waited for their time.
Everybody signs in anew. When it is safe again: newsdesk release
`, c.Sessions, c.Keys, c.Slips, c.Held)
		return err
	})
}

// releaseCommand lets publication go on.
type releaseCommand struct{}

// Help implements kong.HelpProvider.
func (releaseCommand) Help() string {
	return `Lets publication go on after "newsdesk contain". What was held comes out at its
time, or within moments if that has passed; a server must be running for that.
Look at the schedule first: GET /v1/editorial/articles?status=scheduled

Example:
  newsdesk release`
}

// Run releases publication.
func (releaseCommand) Run(p *process) error {
	return p.with(func(a *app.App) error {
		held, err := a.Desk.Release(p.ctx, operator())
		if err != nil {
			return err
		}
		_, err = fmt.Fprintf(p.stdout, "Released. %d entries that were held come out at their time.\n", held)
		return err
	})
}
