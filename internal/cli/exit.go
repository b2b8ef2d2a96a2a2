package cli

import (
	"errors"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"
	modernc "modernc.org/sqlite"
	lite "modernc.org/sqlite/lib"

	"newsdesk/internal/db"
)

// The exit codes. Scripts rely on them.
const (
	exitDone    = 0
	exitFailed  = 1
	exitUsage   = 2
	exitNewer   = 3
	exitDamaged = 4
)

// errHelped says that help was printed, and that there is nothing more to do.
var errHelped = errors.New("help was asked for")

// usageError is a fault of whoever called the program.
type usageError struct{ error }

func (e usageError) Unwrap() error { return e.error }

func exitCode(err error) int {
	if err == nil || errors.Is(err, errHelped) {
		return exitDone
	}
	if _, ok := errors.AsType[usageError](err); ok {
		return exitUsage
	}
	if _, ok := errors.AsType[*db.NewerError](err); ok {
		return exitNewer
	}
	if damaged(err) {
		return exitDamaged
	}
	return exitFailed
}

// damaged reports whether the database says that its files are not as it left
// them (https://www.sqlite.org/rescode.html; PostgreSQL error class XX).
func damaged(err error) bool {
	if e, ok := errors.AsType[*modernc.Error](err); ok {
		primary := e.Code() & 0xff
		return primary == lite.SQLITE_CORRUPT || primary == lite.SQLITE_NOTADB
	}
	if e, ok := errors.AsType[*pgconn.PgError](err); ok {
		return strings.HasPrefix(e.Code, "XX00") && e.Code != "XX000"
	}
	return false
}
