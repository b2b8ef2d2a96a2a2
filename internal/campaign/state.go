package campaign

import (
	"time"
)

// Conduct is how the newsroom has a campaign run, beside the clock. It is stored
// and on the wire.
type Conduct string

// The conducts.
const (
	Running      Conduct = "running"
	Paused       Conduct = "paused"
	Cancelled    Conduct = "cancelled"
	Distributing Conduct = "distributing" // what came in is being handed out
	Reported     Conduct = "reported"     // it is handed out, and accounted for
)

// Conducts lists them.
func Conducts() []Conduct {
	return []Conduct{Running, Paused, Cancelled, Distributing, Reported}
}

// State is where a campaign stands at an instant. It is on the wire.
type State string

// The states.
const (
	StateScheduled    State = "scheduled"
	StateOpen         State = "open"
	StatePaused       State = "paused"
	StateClosed       State = "closed"
	StateDistributing State = "distributing"
	StateReported     State = "reported"
	StateCancelled    State = "cancelled"
)

// States lists them.
func States() []State {
	return []State{StateScheduled, StateOpen, StatePaused, StateClosed, StateDistributing, StateReported, StateCancelled}
}

// Window is when a campaign takes donations, and how it is run.
type Window struct {
	Conduct           Conduct
	OpensAt, ClosesAt *time.Time
}

// When is the window of c.
func (c *Campaign) When() Window { return Window{c.Conduct, c.OpensAt, c.ClosesAt} }

// At is where a campaign with this window stands at an instant. It follows from
// the clock alone, so that nothing has to happen for it to open or close.
func (w Window) At(now time.Time) State {
	switch w.Conduct {
	case Cancelled:
		return StateCancelled
	case Distributing:
		return StateDistributing
	case Reported:
		return StateReported
	case Running, Paused:
	}
	switch {
	case w.OpensAt == nil || now.Before(*w.OpensAt):
		return StateScheduled
	case w.ClosesAt != nil && !now.Before(*w.ClosesAt):
		return StateClosed
	case w.Conduct == Paused:
		return StatePaused
	}
	return StateOpen
}

// Turns is the next instant at which At changes by itself; nil: never.
func (w Window) Turns(now time.Time) *time.Time {
	for _, at := range []*time.Time{w.OpensAt, w.ClosesAt} {
		if at != nil && at.After(now) {
			return at
		}
	}
	return nil
}
