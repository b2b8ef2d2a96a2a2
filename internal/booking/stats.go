package booking

import (
	"context"

	"newsdesk/internal/db"
	"newsdesk/internal/fault"
)

// Stats are the numbers of one occurrence. Those of statuses and CheckedIn count
// registrations, the others people.
type Stats struct {
	Capacity     int // 0: no bound
	Taken        int // by those who are confirmed, and those to whom places are offered
	Left         int // 0 too where there is no bound
	OverCapacity int // more than there are places, because their number was lowered
	Pending      int
	Confirmed    int
	Waitlisted   int
	Offered      int
	Cancelled    int
	Declined     int
	CheckedIn    int
	People       int // of those who are confirmed
	Waiting      int // people who wait
	Arrived      int // people of the registrations that are checked in
	Types        []TypeStats
}

// TypeStats are the places of one type of ticket, in people.
type TypeStats struct {
	ID           string
	Name         string
	Capacity     int // 0: no bound of its own
	Taken        int
	Left         int // by its own bound; 0 too where there is none
	OverCapacity int
}

// tally is a line of the count.
type tally struct {
	TicketType    string
	Status        Status
	Come          bool
	Registrations int
	People        int
}

// Stats counts the registrations of one occurrence, at one instant. An event that
// is not public has no capacity and no types, and its registrations still count.
func (o *Office) Stats(ctx context.Context, eventID, occurrence string) (s Stats, err error) {
	defer fault.Wrap(&err, "booking.Stats(%s, %s)", eventID, occurrence)
	if !storable(eventID) || !storable(occurrence) {
		return s, notFound()
	}
	t, err := o.terms(ctx, o.db, eventID, occurrence)
	if err != nil && !fault.Is(err, fault.NotFound) {
		return s, err
	}
	var lines []tally
	err = db.Gorm(ctx, o.db).Raw(`SELECT ticket_type, status, checked_in_at IS NOT NULL AS come,
		COUNT(*) AS registrations, SUM(party) AS people FROM booking_registrations
		WHERE event_id = ? AND occurrence = ? GROUP BY ticket_type, status, checked_in_at IS NOT NULL`, eventID, occurrence).Scan(&lines).Error
	if err != nil {
		return s, db.Err(err)
	}
	taken := map[string]int{}
	for _, l := range lines {
		s.add(l)
		if l.Status.seated() {
			s.Taken += l.People
			taken[l.TicketType] += l.People
		}
	}
	s.Capacity = t.Capacity
	s.Left, s.OverCapacity = room(t.Capacity, s.Taken)
	s.Types = make([]TypeStats, len(t.Types))
	for i, tt := range t.Types {
		left, over := room(tt.Capacity, taken[tt.ID])
		s.Types[i] = TypeStats{ID: tt.ID, Name: tt.Name, Capacity: tt.Capacity, Taken: taken[tt.ID], Left: left, OverCapacity: over}
	}
	return s, nil
}

func (s *Stats) add(l tally) {
	switch l.Status {
	case Pending:
		s.Pending += l.Registrations
	case Confirmed:
		s.Confirmed += l.Registrations
		s.People += l.People
		if l.Come {
			s.CheckedIn += l.Registrations
			s.Arrived += l.People
		}
	case Waitlisted:
		s.Waitlisted += l.Registrations
		s.Waiting += l.People
	case Offered:
		s.Offered += l.Registrations
	case Cancelled:
		s.Cancelled += l.Registrations
	case Declined:
		s.Declined += l.Registrations
	}
}

func room(capacity, taken int) (left, over int) {
	if capacity == 0 {
		return 0, 0
	}
	return max(0, capacity-taken), max(0, taken-capacity)
}
