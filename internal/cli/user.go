package cli

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"newsdesk/internal/app"
	"newsdesk/internal/auth"
	"newsdesk/internal/policy"
)

// userCommand is the commands about users.
type userCommand struct {
	Add      userAddCommand      `cmd:"" help:"Add a user."`
	Invite   userInviteCommand   `cmd:"" help:"Invite a user by mail."`
	Reinvite userReinviteCommand `cmd:"" help:"Send another invitation."`
	List     userListCommand     `cmd:"" help:"List the users."`
	Password userPasswordCommand `cmd:"" help:"Set the password of a user."`
	Role     userRoleCommand     `cmd:"" help:"Replace the roles of a user."`
	Disable  userDisableCommand  `cmd:"" help:"Keep a user from signing in."`
	Enable   userEnableCommand   `cmd:"" help:"Let a disabled user sign in again."`

	ResetFactors userResetFactorsCommand `cmd:"" help:"Remove the second factors of a user."`
}

// passwordHelp says where passwords come from: never from an argument, which
// every user of the machine can read while the program runs.
const passwordHelp = `The password is $NEWSDESK_PASSWORD or, without that, the first line of standard
input. It needs at least 15 characters.`

// rolesHelp says how roles are written.
const rolesHelp = `A role is contributor, reporter, editor, secretary, editor_in_chief, photographer,
treasurer, auditor or admin. It is for all sections, or for those whose ids follow
it: editor:ID,ID.`

// password reads a password from the environment or from standard input.
func (p *process) password() (string, error) {
	if password := p.getenv("NEWSDESK_PASSWORD"); password != "" {
		return password, nil
	}
	line, err := bufio.NewReader(p.stdin).ReadString('\n')
	line = strings.TrimRight(line, "\r\n")
	switch {
	case err != nil && !errors.Is(err, io.EOF):
		return "", fmt.Errorf("read the password: %w", err)
	case line == "":
		return "", usageError{errors.New("there is no password in NEWSDESK_PASSWORD or on standard input")}
	}
	return line, nil
}

// grants reads roles as they are written on the command line. Package auth
// knows which there are.
func grants(roles []string, bypass bool) []policy.Grant {
	all := make([]policy.Grant, len(roles))
	for i, written := range roles {
		name, sections, some := strings.Cut(written, ":")
		all[i] = policy.Grant{Role: policy.Role(strings.ReplaceAll(name, "-", "_")), Sections: []string{policy.Everywhere}}
		if some {
			all[i].Sections = strings.Split(sections, ",")
		}
		all[i].Bypass = bypass && all[i].Role == policy.Secretary
	}
	return all
}

// written is grants as they are written on the command line.
func written(grants []policy.Grant) string {
	roles := make([]string, len(grants))
	for i, g := range grants {
		roles[i] = string(g.Role)
		if sections := strings.Join(g.Sections, ","); sections != policy.Everywhere {
			roles[i] += ":" + sections
		}
	}
	return strings.Join(roles, " ")
}

// about does something to the user with an e-mail address and says so.
func (p *process) about(email, done string, do func(*app.App, auth.User) error) error {
	return p.with(func(a *app.App) error {
		u, err := a.FindUser(p.ctx, operator(), email)
		if err != nil {
			return err
		}
		if err := do(a, u); err != nil {
			return err
		}
		_, err = fmt.Fprintf(p.stdout, done+"\n", u.Email)
		return err
	})
}

type userAddCommand struct {
	Email  string   `arg:"" help:"The e-mail address to sign in with."`
	Name   string   `required:"" placeholder:"NAME" help:"What the newsroom calls them."`
	Role   []string `required:"" sep:"none" placeholder:"ROLE[:SECTION,…]" help:"What they may do. Can be repeated."`
	Bypass bool     `help:"As a secretary, they may publish what nobody reviewed."`
}

// Help implements kong.HelpProvider.
func (userAddCommand) Help() string {
	return passwordHelp + `

` + rolesHelp + `

Example:
  newsdesk user add an@example.org --name 'Trần An' --role reporter < password.txt`
}

// Run adds the user.
func (c userAddCommand) Run(p *process) error {
	password, err := p.password()
	if err != nil {
		return err
	}
	return p.with(func(a *app.App) error {
		u, err := a.Auth.Add(p.ctx, operator(), auth.NewUser{
			Email: c.Email, Name: c.Name, Password: password, Grants: grants(c.Role, c.Bypass),
		})
		if err != nil {
			return err
		}
		_, err = fmt.Fprintf(p.stdout, "%s may sign in as %s. The id is %s.\n", u.Email, written(u.Grants), u.ID)
		return err
	})
}

type userListCommand struct{}

// Help implements kong.HelpProvider.
func (userListCommand) Help() string {
	return `Prints a line for each user in the order of their making: e-mail address, status,
roles, name.

Example:
  newsdesk user list`
}

// usersAtOnce is how many users are read at a time.
const usersAtOnce = 100

// Run lists the users.
func (userListCommand) Run(p *process) error {
	return p.with(func(a *app.App) error {
		table := tabwriter.NewWriter(p.stdout, 0, 0, 2, ' ', 0)
		for after := ""; ; {
			users, err := a.Auth.List(p.ctx, operator(), after, usersAtOnce)
			if err != nil {
				return err
			}
			for _, u := range users {
				_, _ = fmt.Fprintf(table, "%s\t%s\t%s\t%s\n", u.Email, u.Status(), written(u.Grants), u.Name)
				after = u.ID
			}
			if len(users) < usersAtOnce {
				return table.Flush()
			}
		}
	})
}

type userPasswordCommand struct {
	Email string `arg:"" help:"Whose password."`
}

// Help implements kong.HelpProvider.
func (userPasswordCommand) Help() string {
	return passwordHelp + ` Everyone who is signed in as
this user is signed out, and may try again at once after failed attempts.

Example:
  newsdesk user password an@example.org < password.txt`
}

// Run sets the password.
func (c userPasswordCommand) Run(p *process) error {
	password, err := p.password()
	if err != nil {
		return err
	}
	return p.about(c.Email, "The password of %s is changed.", func(a *app.App, u auth.User) error {
		_, err := a.Auth.SetPassword(p.ctx, operator(), u.ID, auth.PasswordChange{New: password})
		return err
	})
}

type userRoleCommand struct {
	Email  string   `arg:"" help:"Whose roles."`
	Roles  []string `arg:"" sep:"none" name:"role" help:"What they may do from now on."`
	Bypass bool     `help:"As a secretary, they may publish what nobody reviewed."`
}

// Help implements kong.HelpProvider.
func (userRoleCommand) Help() string {
	return `Replaces all roles of the user, within a second even where they are signed in.

` + rolesHelp + `

Example:
  newsdesk user role an@example.org editor photographer`
}

// Run replaces the roles.
func (c userRoleCommand) Run(p *process) error {
	return p.about(c.Email, "The roles of %s are changed.", func(a *app.App, u auth.User) error {
		_, err := a.Auth.SetGrants(p.ctx, operator(), u.ID, grants(c.Roles, c.Bypass))
		return err
	})
}

type userDisableCommand struct {
	Email string `arg:"" help:"Who may not sign in any more."`
}

// Help implements kong.HelpProvider.
func (userDisableCommand) Help() string {
	return `Signs the user out everywhere, within a second, and keeps them out. What they have
written stays.

Example:
  newsdesk user disable an@example.org`
}

// Run disables the user.
func (c userDisableCommand) Run(p *process) error {
	return p.about(c.Email, "%s is disabled.", func(a *app.App, u auth.User) error {
		_, err := a.Auth.Disable(p.ctx, operator(), u.ID)
		return err
	})
}

type userEnableCommand struct {
	Email string `arg:"" help:"Who may sign in again."`
}

// Help implements kong.HelpProvider.
func (userEnableCommand) Help() string {
	return `Lets a disabled user sign in again, with the same password and roles.

Example:
  newsdesk user enable an@example.org`
}

// Run enables the user.
func (c userEnableCommand) Run(p *process) error {
	return p.about(c.Email, "%s may sign in again.", func(a *app.App, u auth.User) error {
		_, err := a.Auth.Enable(p.ctx, operator(), u.ID)
		return err
	})
}
