package api

import (
	"context"
	"sync"
	"sync/atomic"
	"time"
)

// patience is a context that ends some time after somebody has begun to wait
// for it, or with the request. Unlike one of [context.WithTimeout] it has no
// timer before that: most answers are in memory, and nobody waits.
type patience struct {
	request context.Context
	limit   time.Duration
	once    sync.Once
	timed   atomic.Pointer[timed]
}

type timed struct {
	context.Context
	stop context.CancelFunc
}

func (p *patience) wait() *timed {
	p.once.Do(func() {
		ctx, stop := context.WithTimeout(p.request, p.limit)
		p.timed.Store(&timed{ctx, stop})
	})
	return p.timed.Load()
}

// Deadline implements [context.Context].
func (p *patience) Deadline() (time.Time, bool) { return p.wait().Deadline() }

// Done implements [context.Context].
func (p *patience) Done() <-chan struct{} { return p.wait().Done() }

// Err implements [context.Context].
func (p *patience) Err() error { return p.wait().Err() }

// Value implements [context.Context]. It goes through the timed context once
// there is one, by which package context knows it as one of its own and need
// not watch it from a goroutine.
func (p *patience) Value(key any) any {
	if t := p.timed.Load(); t != nil {
		return t.Value(key)
	}
	return p.request.Value(key)
}

// end frees the timer, if there is one.
func (p *patience) end() {
	if t := p.timed.Load(); t != nil {
		t.stop()
	}
}
