package blob

import (
	"time"

	"newsdesk/internal/fault"
)

// How long a client is told to wait.
const (
	silence = 10 * time.Second // for a store that does not answer: it may be restarting
	squeeze = 10 * time.Minute // for one without room: somebody has to make some
)

func notFound(err error) error {
	return fault.New(fault.NotFound, "Not found").Because(err)
}

// down is a store that cannot be used now, for whatever reason. What a client can
// do about a refused password of ours is the same as about a broken wire.
func down(err error) error {
	f := fault.New(fault.Overloaded, "The store of files does not answer now; try again shortly").Because(err)
	f.Retry = silence
	return f
}

func full(err error) error {
	f := fault.New(fault.Overloaded, "The store of files is full; try again when there is room").Because(err)
	f.Retry = squeeze
	return f
}

func conflict(err error) error {
	return fault.New(fault.Conflict, "Another file is kept under this key").Because(err)
}
