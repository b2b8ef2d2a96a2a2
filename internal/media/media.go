// Package media is the files of images: how they come in, where they are kept,
// and the renditions of them that readers get.
//
// The original of a file lies in a store of bytes under its SHA-256 and is never
// changed. A row exists only for a file whose bytes are there: they are written
// and flushed first. Renditions are made when they are first asked for and kept
// on the local disk as long as there is room.
package media

import (
	"errors"
	"os"
	"path/filepath"
	"sync/atomic"
	"time"

	"golang.org/x/sync/singleflight"

	"newsdesk/internal/blob"
	"newsdesk/internal/content"
	"newsdesk/internal/db"
	"newsdesk/internal/edition"
	"newsdesk/internal/picture"
)

// Options are what a Media needs to know of the installation.
type Options struct {
	Store  blob.Store
	Engine *picture.Engine
	Limits picture.Limits
	// Dir is a directory of this process alone, or of processes on one machine,
	// for what is on its way and for renditions.
	Dir        string
	CacheBytes int64  // of disk for renditions
	Key        []byte // signs addresses of renditions
	Base       string // what addresses begin with, without a slash at its end
}

// Media keeps the files. Its methods may be called from many goroutines.
type Media struct {
	db      *db.DB
	kinds   content.Registry
	shelf   *edition.Shelf
	store   blob.Store
	engine  *picture.Engine
	limits  picture.Limits
	arrival string // the directory of what is on its way
	shelves *renditions
	shown   *edition.Cache[exposure]
	flights singleflight.Group
	// lanes are how many renditions are made at once. There are fewer of them
	// than processors, so that uploads always find one free.
	lanes chan struct{}
	made  atomic.Int64
	key   []byte
	base  string
}

// New returns the media of a newsroom.
func New(d *db.DB, kinds content.Registry, shelf *edition.Shelf, o Options) (*Media, error) {
	m := &Media{
		db: d, kinds: kinds, shelf: shelf, store: o.Store, engine: o.Engine, limits: o.Limits,
		arrival: filepath.Join(o.Dir, "arrivals"), key: o.Key, base: o.Base,
		shown: edition.NewCache[exposure](shelf, exposuresKept), lanes: make(chan struct{}, lanes()),
	}
	shelves, err := openRenditions(filepath.Join(o.Dir, "renditions"), o.CacheBytes)
	m.shelves = shelves
	return m, errors.Join(err, os.MkdirAll(m.arrival, 0o700))
}

// Limits are what a file may be.
func (m *Media) Limits() picture.Limits { return m.limits }

// stale is how old something unfinished is before it is swept away.
const stale = 24 * time.Hour
