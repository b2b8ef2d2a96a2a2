package event

import (
	"iter"
	"maps"
	"slices"

	"newsdesk/internal/almanac"
	"newsdesk/internal/content"
)

// Derive implements content.Derived: when the event begins and is over.
func (e *Event) Derive() {
	e.StartsAt, e.EndsAt, e.Wide = nil, nil, false
	if !e.Start.V.Valid() {
		return
	}
	from, until, wide := e.Timing().Span(almanac.Zones{})
	e.StartsAt, e.Wide = new(from.UTC()), wide
	if !until.IsZero() {
		e.EndsAt = new(until.UTC())
	}
}

// Follow implements content.Heir: what readers were told before stays known, and
// what they are told anew is counted.
func (e *Event) Follow(was content.Body) {
	old, ok := was.(*Event)
	if !ok { // it was withdrawn meanwhile, and calendars may still hold it
		e.Sequence++
		return
	}
	e.Sequence, e.Previous.V = old.Sequence, old.Previous.V
	moved := e.moved(old)
	if e.Status == Scheduled && moved {
		e.Status = Rescheduled
	}
	if e.Status == Postponed && old.Status != Postponed || moved && old.Status != Postponed {
		e.Previous.V = append(slices.Clone(e.Previous.V), Previous{old.Start.V, old.Zone})
	}
	if !same(e, old) {
		e.Sequence++
	}
}

// Notice is what those who registered are told of a change, or nothing.
type Notice string

// The notices. They are stored in jobs, so they never change.
const (
	NoNotice        Notice = ""
	NoticeMoved     Notice = "event_moved"
	NoticePostponed Notice = "event_postponed"
	NoticeCancelled Notice = "event_cancelled"
)

// News is what those who registered are told when e takes the place of old.
func (e *Event) News(old *Event) Notice {
	switch {
	case e.Status == Cancelled && old.Status != Cancelled:
		return NoticeCancelled
	case e.Status == Postponed && old.Status != Postponed:
		return NoticePostponed
	case e.Status != Cancelled && e.Status != Postponed && (e.moved(old) || e.Status == MovedOnline && old.Status != MovedOnline):
		return NoticeMoved
	}
	return NoNotice
}

// NewsOf is what those who registered for single occurrences are told when e takes the
// place of old, by the keys of the occurrences.
func (e *Event) NewsOf(old *Event) map[string]Notice {
	zones, news := almanac.Zones{}, map[string]Notice{}
	was, now := old.Timing(), e.Timing()
	for _, keys := range []iter.Seq[string]{
		maps.Keys(old.Overrides.V), maps.Keys(e.Overrides.V), slices.Values(old.Recurrence.V.ExDates), slices.Values(e.Recurrence.V.ExDates),
	} {
		for key := range keys {
			if n := newsOf(key, was, now, zones); n != NoNotice {
				news[key] = n
			}
		}
	}
	return news
}

func newsOf(key string, was, now Timing, zones almanac.Zones) Notice {
	before, there := was.Occurrence(key, zones)
	after, stays := now.Occurrence(key, zones)
	status := func(o Occurrence) Status {
		if o.Override == nil {
			return ""
		}
		return o.Override.Status
	}
	switch {
	case !there:
		return NoNotice
	case !stays || status(after) == Cancelled && status(before) != Cancelled:
		return NoticeCancelled
	case status(after) == Postponed && status(before) != Postponed:
		return NoticePostponed
	case status(after) != Cancelled && status(after) != Postponed && !after.From.Equal(before.From):
		return NoticeMoved
	}
	return NoNotice
}

// moved reports whether readers of old were told another time. Saying more exactly
// what was said before moves nothing.
func (e *Event) moved(old *Event) bool {
	zones := almanac.Zones{}
	from, until := e.Start.V.Bounds(zones.Of(e.Zone))
	low, high := old.Start.V.Bounds(zones.Of(old.Zone))
	return from.Before(low) || until.After(high)
}
