package cli

import (
	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

type configCommand struct{}

// Help implements kong.HelpProvider.
func (configCommand) Help() string {
	return `Prints the settings that flags, environment, file and defaults add up to, in the
form of the file. Secrets are left out; every setting that is wrong is named.

Example:
  NEWSDESK_SITE_NAME="Bản tin" newsdesk config --config newsdesk.json`
}

// Run prints the settings.
func (configCommand) Run(p *process) error {
	c, err := p.settings()
	if err != nil {
		return err
	}
	text, err := json.Marshal(c, jsontext.WithIndent("  "))
	if err != nil {
		return err
	}
	_, err = p.stdout.Write(append(text, '\n'))
	return err
}
