// Package migrations holds the SQL that makes the database, one folder per
// engine. Files of one name in both folders are the same step. A file that has
// been released is never edited: package db refuses to start on one that was.
package migrations

import (
	"embed"
	"io/fs"
)

//go:embed sqlite/*.sql postgres/*.sql
var folders embed.FS

// For returns the migrations of the engine, which is the name of its folder.
func For(engine string) (fs.FS, error) {
	return fs.Sub(folders, engine)
}
