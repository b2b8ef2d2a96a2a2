// Package cli is the command line. Each command is a struct with its flags and
// a Run method; what it does lives in the packages it calls.
package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/alecthomas/kong"

	"newsdesk/internal/config"
)

// root is the program: its settings and its commands.
type root struct {
	Help   helpFlag `short:"h" help:"Show what a command does, with an example."`
	Config string   `placeholder:"FILE" help:"A JSON file with settings, such as {\"addr\": \":8080\"}. Flags and the environment go before it."`

	config.Flags `group:"Settings"`

	Serve      serveCommand    `cmd:"" help:"Serve the API."`
	Demo       demoCommand     `cmd:"" help:"Serve a newsroom to try things with."`
	Migrate    migrateCommand  `cmd:"" help:"Bring the database to the schema of this program."`
	User       userCommand     `cmd:"" help:"Look after the people who may sign in."`
	Import     importCommand   `cmd:"" help:"Bring in content from elsewhere."`
	Blobs      blobsCommand    `cmd:"" help:"Look after the files of images."`
	Doctor     doctorCommand   `cmd:"" help:"Find out what works on this machine."`
	Rebuild    rebuildCommand  `cmd:"" help:"Print every public document again."`
	Keys       keysCommand     `cmd:"" help:"Look after the keys that sign access tokens."`
	Audit      auditCommand    `cmd:"" help:"Read and verify the record of what was done."`
	Ledger     ledgerCommand   `cmd:"" help:"Verify the ledger of donations."`
	Rehearse   rehearseCommand `cmd:"" help:"Play the bank for a campaign in its sandbox."`
	Contain    containCommand  `cmd:"" help:"After a break-in: shut everybody out and hold publication."`
	Release    releaseCommand  `cmd:"" help:"Let publication go on after contain."`
	OpenAPI    openAPICommand  `cmd:"" name:"openapi" help:"Print the description of the API."`
	ShowConfig configCommand   `cmd:"" name:"config" help:"Print the settings in force, without secrets."`
	Health     healthCommand   `cmd:"" help:"Ask a running server whether it is ready."`
	Version    versionCommand  `cmd:"" help:"Print which program this is."`
}

// description opens the help, and is where the exit codes are promised.
const description = `Newsdesk is a content management system for newsrooms, behind an API.

Each setting is a flag, a variable of the environment, or a member of the
JSON file, in that order of precedence.

Exit codes: 0 done; 1 failed; 2 wrong usage or settings; 3 the database is
newer than this program; 4 the database is damaged.`

// process is what a command sees of the world.
type process struct {
	ctx    context.Context //nolint:containedctx // it lives exactly as long as the command
	flags  config.Flags
	getenv func(string) string
	stdin  io.Reader
	stdout io.Writer
	stderr io.Writer
}

// settings are the flags as values.
func (p *process) settings() (config.Config, error) {
	c, err := p.flags.Config()
	if err != nil {
		return config.Config{}, usageError{err}
	}
	return c, nil
}

// Main runs the command that args name and returns the exit code of the
// program: see the help for what it means. The end of ctx stops the command.
func Main(ctx context.Context, args []string, getenv func(string) string, stdout, stderr io.Writer) int {
	ownFilesOnly()
	err := run(ctx, args, getenv, stdout, stderr)
	if err != nil && !errors.Is(err, errHelped) {
		_, _ = fmt.Fprintf(stderr, "newsdesk: %v\n", err)
	}
	return exitCode(err)
}

func run(ctx context.Context, args []string, getenv func(string) string, stdout, stderr io.Writer) error {
	var commands root
	parser, err := kong.New(&commands,
		kong.Name("newsdesk"),
		kong.Description(description),
		kong.Writers(stdout, stderr),
		kong.NoDefaultHelp(),
		kong.Resolvers(kong.ResolverFunc(demoDefaults), config.Resolver(getenv)),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true, FlagsLast: true}),
		kong.ValueFormatter(describe),
	)
	if err != nil {
		return err
	}
	chosen, err := parser.Parse(args)
	if err != nil {
		return usageError{err}
	}
	return chosen.Run(&process{
		ctx: ctx, flags: commands.Flags, getenv: getenv, stdin: os.Stdin, stdout: stdout, stderr: stderr,
	})
}

// describe adds to the help of a setting its default and its variable.
func describe(value *kong.Value) string {
	if value.Flag == nil || value.Name == "help" {
		return value.Help
	}
	help := value.Help
	if value.HasDefault {
		help += " Default: " + value.Default + "."
	}
	return help + " $" + config.Variable(value.Name)
}

// helpFlag prints the help and ends the parsing, whatever else is wrong.
type helpFlag bool

// BeforeReset implements the hook of kong that comes before any check.
func (helpFlag) BeforeReset(ctx *kong.Context) error {
	if err := ctx.PrintUsage(false); err != nil {
		return err
	}
	return errHelped
}
