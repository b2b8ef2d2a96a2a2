//go:build !unix

package cli

// ownFilesOnly is for systems where a directory says who may read its files.
func ownFilesOnly() {}
