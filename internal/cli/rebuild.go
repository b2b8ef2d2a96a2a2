package cli

import (
	"fmt"

	"newsdesk/internal/app"
)

type rebuildCommand struct{}

// Help implements kong.HelpProvider.
func (rebuildCommand) Help() string {
	return `Prints the document of everything that is public again and says how many came out
otherwise than they were: none, as long as the program and its settings are the
same. The server may go on meanwhile.

Example:
  newsdesk rebuild`
}

// Run rebuilds the editions.
func (rebuildCommand) Run(p *process) error {
	return p.with(func(a *app.App) error {
		printed, changed, err := a.Press.Rebuild(p.ctx)
		if err != nil {
			return err
		}
		_, err = fmt.Fprintf(p.stdout, "%d documents printed, %d changed.\n", printed, changed)
		return err
	})
}
