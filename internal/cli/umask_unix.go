//go:build unix

package cli

import "syscall"

// ownFilesOnly has every file that this process makes readable by its user alone,
// also in a directory that others may look into: the database has drafts and hashes.
func ownFilesOnly() { syscall.Umask(0o077) }
