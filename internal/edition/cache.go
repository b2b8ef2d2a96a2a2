package edition

import (
	"time"

	"github.com/maypok86/otter/v2"
)

// Cache keeps answers made from the shelf. What it holds is good for the turn
// it was made in and until the next instant at which time changes something;
// so nothing has to be purged, and nothing can be forgotten.
type Cache[T any] struct {
	shelf   *Shelf
	entries *otter.Cache[string, kept[T]]
}

type kept[T any] struct {
	value T
	turn  int64
	until time.Time
	size  int
}

// NewCache returns a cache of up to size bytes; 0 keeps nothing.
func NewCache[T any](shelf *Shelf, size uint64) *Cache[T] {
	if size == 0 {
		return &Cache[T]{shelf: shelf}
	}
	return &Cache[T]{shelf: shelf, entries: otter.Must(&otter.Options[string, kept[T]]{
		MaximumWeight: size,
		Weigher:       func(key string, k kept[T]) uint32 { return uint32(len(key) + k.size) },
	})}
}

// Get returns what is kept under key, if it is still true at now.
func (c *Cache[T]) Get(key string, now time.Time) (value T, ok bool) {
	if c.entries == nil {
		return value, false
	}
	k, ok := c.entries.GetIfPresent(key)
	if !ok || k.turn != c.shelf.Turns() || !k.until.IsZero() && !now.Before(k.until) {
		return value, false
	}
	return k.value, true
}

// Put keeps a value of about size bytes, made in the given turn, until the
// given instant or, if that is zero, until the next turn.
func (c *Cache[T]) Put(key string, value T, turn int64, until time.Time, size int) {
	if c.entries == nil {
		return
	}
	c.entries.Set(key, kept[T]{value, turn, until, size})
}
