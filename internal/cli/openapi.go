package cli

import "newsdesk/docs"

type openAPICommand struct{}

// Help implements kong.HelpProvider.
func (openAPICommand) Help() string {
	return `Prints the description of the API, OpenAPI 3.1 in JSON: what a server answers at
/openapi.json.

Example:
  newsdesk openapi > openapi.json`
}

// Run prints the description.
func (openAPICommand) Run(p *process) error {
	_, err := p.stdout.Write(docs.OpenAPI())
	return err
}
