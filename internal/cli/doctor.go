package cli

import (
	"errors"
	"fmt"

	"newsdesk/internal/app"
)

type doctorCommand struct{}

// Help implements kong.HelpProvider.
func (doctorCommand) Help() string {
	return `Looks at what the program finds on this machine: the database, where files are kept,
and which formats of pictures it can read and write. It changes nothing but the schema
of a database that is behind. The exit code is 1 if something does not work.

Example:
  newsdesk doctor`
}

// errUnwell is the end of an examination that found something.
var errUnwell = errors.New("something does not work; see above")

// Run examines the installation.
func (doctorCommand) Run(p *process) error {
	return p.with(func(a *app.App) error {
		well := true
		for _, s := range a.Examine(p.ctx) {
			mark := "ok  "
			if s.Err != nil {
				mark, well = "FAIL", false
				s.Says = s.Err.Error()
			}
			if _, err := fmt.Fprintf(p.stdout, "%s  %-9s %s\n", mark, s.What, s.Says); err != nil {
				return err
			}
		}
		if !well {
			return errUnwell
		}
		return nil
	})
}
