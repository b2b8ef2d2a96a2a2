package testkit

import (
	"sync"
	"time"
)

// Start is when the clocks of tests begin: an ordinary Monday morning in Hanoi.
func Start() time.Time { return time.Date(2026, time.March, 2, 1, 0, 0, 0, time.UTC) }

// Clock stands still until it is moved. Many goroutines may use one.
type Clock struct {
	mu  sync.Mutex
	now time.Time
}

// NewClock returns a clock that shows t.
func NewClock(t time.Time) *Clock { return &Clock{now: t} }

// Now is what the clock shows. It is a db.Clock.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

// Set moves the clock to t, which may lie in the past.
func (c *Clock) Set(t time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = t
}

// Advance moves the clock by d and returns what it then shows.
func (c *Clock) Advance(d time.Duration) time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
	return c.now
}
