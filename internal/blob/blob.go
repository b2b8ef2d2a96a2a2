// Package blob is the bytes that the newsroom keeps outside of its database,
// under keys: on a disk or in an object store that speaks S3. Both keep the same
// promises, which package blobtest checks.
package blob

import (
	"context"
	"io"
	"net/http"
	"time"
)

// Store keeps objects: bytes under keys that never change. Its methods may be
// called from many goroutines, and many processes may use one store.
//
// Keys obey the rule of [CheckKey]; one that does not is refused with an Invalid
// fault by every method. A store that does not answer, or has no room, is an
// Overloaded fault that says when to try again. When ctx ends, what is under way
// ends with the error of ctx.
type Store interface {
	// Put keeps the size bytes of r under key. Whoever sees the key sees all of
	// them, and when Put has returned nil they outlive a power cut.
	//
	// It fails with Invalid if r has fewer or more bytes, or if the key names
	// their SHA-256 (see [Sum]) and they have another; with Conflict if other
	// bytes are there; with the error of r if that fails. Then nothing stays.
	// Only one case is open: if the connection to an object store breaks after
	// it was asked to show the object, the whole object may be there.
	//
	// The same bytes may be put again at any time: that makes good what was
	// damaged, renews ModTime and does not disturb who reads. Of two acts that
	// put different bytes under a new key at one moment, either may win, unless
	// the key names the bytes.
	Put(ctx context.Context, key string, size int64, r io.Reader) error
	// Open opens an object for reading. It fails with NotFound. The object may
	// be read until ctx ends.
	Open(ctx context.Context, key string) (Object, error)
	// Stat tells about an object. It fails with NotFound.
	Stat(ctx context.Context, key string) (Info, error)
	// Delete removes an object. That it is not there is no error.
	Delete(ctx context.Context, key string) error
	// List calls each for the objects whose keys begin with prefix, in the order
	// of their keys as bytes, until each returns an error, which List returns.
	// What comes or goes meanwhile may be missed; each may delete.
	List(ctx context.Context, prefix string, each func(Info) error) error
	// Sweep removes what acts that were begun before a time and never ended, such
	// as those of a process that was killed, have left. It returns how many. The
	// time is far enough back if no Put takes as long.
	Sweep(ctx context.Context, before time.Time) (int, error)
	// Ping returns nil if the store can be written to.
	Ping(ctx context.Context) error
}

// Presigner is a store to which clients can bring bytes themselves.
type Presigner interface {
	// PresignPut makes a request that stores exactly the bytes that it describes
	// under key, once or again, for as long as lifetime. The SHA-256 is in hex.
	PresignPut(ctx context.Context, key string, size int64, sha256, mediaType string, lifetime time.Duration) (Presigned, error)
}

// Info is what a store knows of an object.
type Info struct {
	Key     string
	Size    int64     // in bytes
	ModTime time.Time // when it was last put, by the clock of the store
}

// Object is an object that is open. It is always whole: what is put or deleted
// meanwhile does not change it, except that a deleted object of an object store
// ends with NotFound. ReadAt may be called from many goroutines.
type Object interface {
	io.ReadSeekCloser
	io.ReaderAt
	Info() Info
}

// Presigned is a request that is signed in advance. The client sends Header as it
// is, and the bytes; Content-Length, which is signed too, every client sends by
// itself.
type Presigned struct {
	Method string
	URL    string
	Header http.Header
}
