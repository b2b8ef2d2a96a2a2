package db

import (
	"context"
	"sync/atomic"
	"time"

	"gorm.io/gorm/logger"
)

// Count counts the SQL statements run on its context.
type Count struct{ n atomic.Int64 }

// N is how many statements have run so far.
func (c *Count) N() int { return int(c.n.Load()) }

type countKey struct{}

// Counting returns a context on which statements are counted, and the count.
// Tests use it to hold each request shape to a constant number of statements.
func Counting(ctx context.Context) (context.Context, *Count) {
	c := new(Count)
	return context.WithValue(ctx, countKey{}, c), c
}

// counter is GORM's logger: it logs nothing, because errors are returned and
// logged once at the edge, but it sees every statement.
type counter struct{}

func (c counter) LogMode(logger.LogLevel) logger.Interface { return c }
func (c counter) Info(context.Context, string, ...any)     {}
func (c counter) Warn(context.Context, string, ...any)     {}
func (c counter) Error(context.Context, string, ...any)    {}
func (c counter) Trace(ctx context.Context, _ time.Time, _ func() (string, int64), _ error) {
	if n, ok := ctx.Value(countKey{}).(*Count); ok {
		n.n.Add(1)
	}
}
