package cli

import (
	"fmt"
	"runtime"
	"runtime/debug"
)

type versionCommand struct{}

// Help implements kong.HelpProvider.
func (versionCommand) Help() string {
	return `Prints the version, the commit it was built from, the version of Go, and the
platform.

Example:
  newsdesk version`
}

// Run prints what the linker recorded.
func (versionCommand) Run(p *process) error {
	version, commit := "unknown", "unknown"
	if build, ok := debug.ReadBuildInfo(); ok {
		version = build.Main.Version
		for _, setting := range build.Settings {
			if setting.Key == "vcs.revision" {
				commit = setting.Value
			}
		}
	}
	_, err := fmt.Fprintf(p.stdout, "newsdesk %s, commit %s, %s, %s/%s\n",
		version, commit, runtime.Version(), runtime.GOOS, runtime.GOARCH)
	return err
}
