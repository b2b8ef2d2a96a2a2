package db

import (
	"context"
	"database/sql/driver"
	"errors"
	"net"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
	"gorm.io/gorm"
	modernc "modernc.org/sqlite"

	"newsdesk/internal/fault"
)

// SQLite result codes that mean the database cannot take the write now
// (https://www.sqlite.org/rescode.html).
const (
	sqliteBusy       = 5
	sqliteIOErr      = 10
	sqliteFull       = 13
	sqlitePrimaryKey = 1555
	sqliteUnique     = 2067
	sqliteForeignKey = 787
	sqliteCheck      = 275
)

// Err turns an error of a read into a fault.
func Err(err error) error { return translate(err) }

func translate(err error) error {
	_, told := errors.AsType[*fault.Error](err)
	switch {
	case err == nil, told:
		return err
	case errors.Is(err, gorm.ErrDuplicatedKey):
		return fault.New(fault.Conflict, "It exists already").Because(err)
	case errors.Is(err, gorm.ErrRecordNotFound):
		return fault.New(fault.NotFound, "Not found").Because(err)
	case unavailable(err):
		busy := fault.New(fault.Overloaded, "The database cannot take this now; try again")
		busy.Retry = time.Second
		return busy.Because(err)
	}
	return err
}

// unavailable reports whether err is of the database's health rather than of
// the statement: locked by another process, full, cut off, or too slow.
func unavailable(err error) bool {
	if lite, ok := errors.AsType[*modernc.Error](err); ok {
		switch lite.Code() & 0xff {
		case sqliteBusy, sqliteIOErr, sqliteFull:
			return true
		}
		return false
	}
	if pg, ok := errors.AsType[*pgconn.PgError](err); ok {
		return pg.Code[:2] == "08" || pg.Code[:2] == "53" || pg.Code[:2] == "57" || retriable(err)
	}
	_, network := errors.AsType[net.Error](err)
	return network || errors.Is(err, driver.ErrBadConn) || errors.Is(err, context.DeadlineExceeded)
}

// translateSQLite maps the driver's constraint errors to those of GORM, which
// recognises only the cgo driver's.
func translateSQLite(err error) error {
	lite, ok := errors.AsType[*modernc.Error](err)
	if !ok {
		return err
	}
	switch lite.Code() {
	case sqlitePrimaryKey, sqliteUnique:
		return gorm.ErrDuplicatedKey
	case sqliteForeignKey:
		return gorm.ErrForeignKeyViolated
	case sqliteCheck:
		return gorm.ErrCheckConstraintViolated
	}
	return err
}

// retriable reports whether PostgreSQL asks for the transaction to be run again.
func retriable(err error) bool {
	pg, ok := errors.AsType[*pgconn.PgError](err)
	return ok && (pg.Code == "40001" || pg.Code == "40P01")
}
