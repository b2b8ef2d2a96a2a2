package cli

import (
	"errors"
	"fmt"

	"newsdesk/internal/app"
	"newsdesk/internal/media"
)

// blobsCommand is the commands about the files of images.
type blobsCommand struct {
	Verify blobsVerifyCommand `cmd:"" help:"Read every file and compare it with its digest."`
	Sweep  blobsSweepCommand  `cmd:"" help:"Remove files that nobody uses, as the server does by itself."`
}

type blobsVerifyCommand struct{}

// Help implements kong.HelpProvider.
func (blobsVerifyCommand) Help() string {
	return `Reads the original of every image, on the disk or in the object store, and names those
that are missing or are not what they were. The exit code is 1 if there are any.

Example:
  newsdesk blobs verify`
}

// errDamagedFiles is the end of a verification that found damage.
var errDamagedFiles = errors.New("files are damaged; restore them from a backup")

// Run verifies the files.
func (blobsVerifyCommand) Run(p *process) error {
	return p.with(func(a *app.App) error {
		damaged := 0
		files, size, err := a.Media.Verify(p.ctx, func(d media.Damage) error {
			damaged++
			what := "is not what it was"
			if d.Missing {
				what = "is missing"
			}
			_, err := fmt.Fprintf(p.stdout, "%s %s\n", d.SHA256, what)
			return err
		})
		if err != nil {
			return err
		}
		if _, err := fmt.Fprintf(p.stdout, "Files: %d, with %.1f MB. Damaged: %d.\n", files, float64(size)/1e6, damaged); err != nil {
			return err
		}
		if damaged > 0 {
			return errDamagedFiles
		}
		return nil
	})
}

type blobsSweepCommand struct{}

// Help implements kong.HelpProvider.
func (blobsSweepCommand) Help() string {
	return `Removes files that no image has shown for a day, uploads that have run out, and what a
process that died has left.

Example:
  newsdesk blobs sweep`
}

// Run sweeps.
func (blobsSweepCommand) Run(p *process) error {
	return p.with(func(a *app.App) error { return a.Media.Sweep(p.ctx) })
}
