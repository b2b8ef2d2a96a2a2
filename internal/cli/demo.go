package cli

import (
	"cmp"
	"net/netip"
	"strings"
	"text/template"

	"github.com/alecthomas/kong"
	"github.com/go-json-experiment/json"

	"newsdesk/internal/app"
	"newsdesk/internal/config"
	"newsdesk/internal/policy"
)

type demoCommand struct{}

// Help implements kong.HelpProvider.
func (demoCommand) Help() string {
	return `Fills an empty database with some thirty articles and a user for each role, prints
how to reach them, and serves without rate limits for this machine. It keeps to a
data directory of its own, newsdesk-demo, unless --data or --database says
otherwise, and refuses a database that holds anything else. Starting it again
finds everything as it was left.

The users have the password in $NEWSDESK_DEMO_PASSWORD, or else
newsdesk-demo-2020. Let nobody but yourself reach the address.

Example:
  newsdesk demo --addr 127.0.0.1:9000`
}

// The defaults of the demo.
const (
	demoDirectory = "newsdesk-demo"
	demoPassword  = "newsdesk-demo-2020" //nolint:gosec // it is printed on the screen
)

// demoDefaults gives the demo a data directory of its own, and asks nobody for a
// second factor: a password that is printed on the screen guards nothing. It is a
// resolver of kong that every other one goes before.
func demoDefaults(ctx *kong.Context, parent *kong.Path, flag *kong.Flag) (any, error) {
	if parent.App == nil || ctx.Command() != "demo" {
		return nil, nil //nolint:nilnil // kong's way to say that the default stands
	}
	switch flag.Name {
	case "data":
		return demoDirectory, nil
	case "second-factor-roles":
		return "", nil
	}
	return nil, nil //nolint:nilnil // as above
}

// Run serves a newsroom to try things with.
func (demoCommand) Run(p *process) error {
	return p.serve(unlimited, func(a *app.App, c config.Config) error {
		password := cmp.Or(p.getenv("NEWSDESK_DEMO_PASSWORD"), demoPassword)
		slug, err := a.SeedDemo(p.ctx, password)
		if err != nil {
			return err
		}
		return p.welcome("http://"+reachable(c.Addr), password, slug)
	})
}

// unlimited lifts the rate limits for this machine.
func unlimited(c *config.Config) {
	c.RateExempt = append(c.RateExempt, netip.MustParsePrefix("127.0.0.0/8"), netip.MustParsePrefix("::1/128"))
}

// welcome is what a demo prints. The lines of curl can be pasted as they are.
const welcome = `Newsdesk is ready to be tried.

  API            {{.Base}}/v1
  Documentation  {{.Base}}/docs
  Articles       {{.Base}}/v1/articles
  Sections       {{.Base}}/v1/sections

Sign in with the password {{.Password}} as
{{range .Emails}}
  {{.}}{{end}}

Try

  curl -s {{quote (print .Base "/v1/articles?limit=5")}}
  curl -s {{quote (print .Base .Story)}}
  curl -s {{quote (print .Base "/v1/auth/login")}} -H 'Content-Type: application/json' -d {{quote .Login}}

Stop it with Ctrl-C. The data stays where it is.
`

func (p *process) welcome(base, password, slug string) error {
	story := "/v1/sections"
	if slug != "" {
		story = "/v1/articles/" + slug
	}
	login, err := json.Marshal(struct {
		Email     string `json:"email"`
		Password  string `json:"password"`
		Transport string `json:"transport"`
	}{app.DemoEmail(policy.Reporter), password, "body"})
	if err != nil {
		return err
	}
	page, err := template.New("welcome").Funcs(template.FuncMap{"quote": quote}).Parse(welcome)
	if err != nil {
		return err
	}
	return page.Execute(p.stdout, struct {
		Base, Password, Story, Login string
		Emails                       []string
	}{base, password, story, string(login), demoEmails()})
}

func demoEmails() (emails []string) {
	for _, r := range policy.Roles() {
		emails = append(emails, app.DemoEmail(r))
	}
	return emails
}

// quote makes one word of s for a POSIX shell.
func quote(s string) string { return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'" }
