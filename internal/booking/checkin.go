package booking

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"gorm.io/gorm/clause"

	"newsdesk/internal/db"
	"newsdesk/internal/fault"
	"newsdesk/internal/text"
)

// Bounds of what a device sends at once.
const (
	scansMost  = 500
	nonceMost  = 100 // characters
	deviceMost = 100 // characters
	// aheadMost is how far the clock of a device may be ahead before its scans
	// count as made now.
	aheadMost = 5 * time.Minute
)

// Code is what became of a scan. The words are on the wire and never change.
type Code string

// The codes.
const (
	ScanOK             Code = "ok"
	AlreadyCheckedIn   Code = "already_checked_in" // First says when, and by which device
	ScanNotFound       Code = "not_found"          // a ticket of another event
	InvalidTicket      Code = "invalid_ticket"     // not a ticket of this newsroom, or changed
	TicketNotConfirmed Code = "not_confirmed"      // the registration has no place any more
)

// Codes lists every code.
func Codes() []Code {
	return []Code{ScanOK, AlreadyCheckedIn, ScanNotFound, InvalidTicket, TicketNotConfirmed}
}

// Scan is one ticket that a device saw, perhaps while it was offline.
type Scan struct {
	Ticket string
	Nonce  string    // tells this scan from every other of the ticket
	Device string    // which device it was, or empty
	At     time.Time // when, by the clock of the device; zero: now
	Out    bool      // leaving, after which the ticket lets in again
}

// Guest is as much of a registration as the door needs.
type Guest struct {
	ID          string
	Occurrence  string
	TicketType  string
	Status      Status
	Name        string
	Party       int
	CheckedInAt *time.Time
}

// First is the scan that let a ticket in.
type First struct {
	At     time.Time
	Device string
}

// Result is what became of a scan. Registration is set unless the ticket was
// invalid or not found. First is set for those that are let in, or were.
type Result struct {
	Code         Code
	Registration Guest
	First        First
}

// scan is the row of a scan.
type scan struct {
	RegistrationID string `gorm:"primaryKey"`
	Nonce          string `gorm:"primaryKey"`
	Arrival        int64  // counts the scans of one registration as they came in
	Device         string
	Leaving        bool
	At             time.Time
	ReceivedAt     time.Time
}

// TableName implements gorm's Tabler.
func (scan) TableName() string { return "booking_scans" }

// CheckIn records scans of tickets at the door of an event, at most 500 at once,
// and returns what became of each, in their order.
//
// A ticket lets in once, and again after it was scanned on the way out. What
// counts is when the tickets were scanned, not when the scans come in: of two
// devices that were offline, the earlier scan is the one that let in. A scan that
// comes twice, by its nonce, is one. It fails with Invalid for scans without a
// nonce.
func (o *Office) CheckIn(ctx context.Context, eventID string, scans []Scan) (results []Result, err error) {
	defer fault.Wrap(&err, "booking.CheckIn(%s)", eventID)
	if err := checkScans(scans); err != nil {
		return nil, err
	}
	err = o.db.Update(ctx, func(tx *db.Tx) error {
		d := &door{Office: o, tx: tx, eventID: eventID}
		results, err = d.admit(ctx, scans)
		return err
	})
	return results, err
}

func checkScans(scans []Scan) error {
	var f fault.Fields
	f.If(len(scans) > scansMost, "", "too_many", "At most %d are possible", scansMost)
	for i, s := range scans {
		pointer := fmt.Sprintf("/%d", i)
		f.If(s.Nonce == "", pointer+"/nonce", "required", "A scan needs a nonce, which is new for each")
		text.Name(&f, pointer+"/nonce", s.Nonce, nonceMost)
		text.Name(&f, pointer+"/device", s.Device, deviceMost)
	}
	return f.At("/scans").Err()
}

// door is scans in a transaction.
type door struct {
	*Office

	tx      *db.Tx
	eventID string
	guests  map[string]*guest // by the id of the registration
}

// guest is a registration with all its scans.
type guest struct {
	row   row
	scans []scan // in the order in which they came in
	fresh []scan // those of them that are new
}

func (d *door) admit(ctx context.Context, scans []Scan) ([]Result, error) {
	stubs := make([]stub, len(scans))
	for i, s := range scans {
		stubs[i], _ = d.keys.read(s.Ticket)
	}
	if err := d.load(ctx, stubs); err != nil {
		return nil, err
	}
	for i, s := range scans {
		if g := d.guests[stubs[i].id]; g != nil && g.admits(stubs[i]) == "" {
			g.record(s, d.tx.Now)
		}
	}
	if err := d.store(ctx); err != nil {
		return nil, err
	}
	results := make([]Result, len(scans))
	for i, s := range scans {
		results[i] = d.result(stubs[i], s.Nonce)
	}
	return results, nil
}

// load reads the registrations of the tickets and their scans, and keeps them from
// other doors, in one order.
func (d *door) load(ctx context.Context, stubs []stub) error {
	ids := make([]string, len(stubs))
	for i, s := range stubs {
		ids[i] = s.id
	}
	var rows []row
	err := db.Gorm(ctx, d.tx).Clauses(clause.Locking{Strength: "UPDATE"}).
		Where("id IN ? AND event_id = ?", ids, d.eventID).Order("id").Find(&rows).Error
	if err != nil {
		return db.Err(err)
	}
	d.guests = make(map[string]*guest, len(rows))
	for _, r := range rows {
		d.guests[r.ID] = &guest{row: r}
	}
	var scans []scan
	err = db.Gorm(ctx, d.tx).Where("registration_id IN ?", ids).Order("registration_id, arrival").Find(&scans).Error
	for _, s := range scans {
		if g := d.guests[s.RegistrationID]; g != nil {
			g.scans = append(g.scans, s)
		}
	}
	return db.Err(err)
}

// admits returns why a ticket does not let in, or "".
func (g *guest) admits(s stub) Code {
	switch {
	case s.generation != g.row.Generation || s.when != when(g.row.EventID, g.row.Occurrence):
		return InvalidTicket
	case g.row.Status != Confirmed:
		return TicketNotConfirmed
	}
	return ""
}

func (g *guest) index(nonce string) int {
	return slices.IndexFunc(g.scans, func(s scan) bool { return s.Nonce == nonce })
}

// record adds a scan, unless it came before.
func (g *guest) record(s Scan, now time.Time) {
	if g.index(s.Nonce) >= 0 {
		return
	}
	at := s.At.UTC().Truncate(time.Millisecond)
	if s.At.IsZero() || at.After(now.Add(aheadMost)) {
		at = now
	}
	one := scan{
		RegistrationID: g.row.ID, Nonce: s.Nonce, Arrival: int64(len(g.scans) + 1), Device: s.Device, Leaving: s.Out, At: at, ReceivedAt: now,
	}
	g.scans, g.fresh = append(g.scans, one), append(g.fresh, one)
}

// verdict is what a scan comes to, and the scan that let in.
type verdict struct {
	code  Code
	first First
}

// verdicts goes through the scans in the order in which they were made, by nonce.
// Which came in first decides only between scans of one instant.
func (g *guest) verdicts() (all map[string]verdict, came *time.Time) {
	byTime := slices.Clone(g.scans)
	slices.SortStableFunc(byTime, func(a, b scan) int { return a.At.Compare(b.At) })
	all = make(map[string]verdict, len(byTime))
	var inside *First
	for _, s := range byTime {
		v := verdict{code: ScanOK, first: First{At: s.At, Device: s.Device}}
		switch {
		case s.Leaving && inside == nil:
			v.first = First{}
		case s.Leaving:
			v.first, inside = *inside, nil
		case inside != nil:
			v = verdict{code: AlreadyCheckedIn, first: *inside}
		default:
			inside = &v.first
			if came == nil {
				came = &inside.At
			}
		}
		all[s.Nonce] = v
	}
	return all, came
}

// store writes the new scans, and when somebody came.
func (d *door) store(ctx context.Context) error {
	for _, id := range slices.Sorted(maps.Keys(d.guests)) {
		g := d.guests[id]
		if len(g.fresh) == 0 {
			continue
		}
		if err := d.tx.Insert(ctx, db.Each(g.fresh)...); err != nil {
			return err
		}
		if _, g.row.CheckedInAt = g.verdicts(); g.row.CheckedInAt == nil {
			continue
		}
		_, err := d.tx.Exec(ctx, "UPDATE booking_registrations SET checked_in_at = ? WHERE id = ?", g.row.CheckedInAt, id)
		if err != nil {
			return err
		}
	}
	return nil
}

// result is what became of a scan, after all are recorded.
func (d *door) result(s stub, nonce string) Result {
	g := d.guests[s.id]
	switch {
	case s.id == "":
		return Result{Code: InvalidTicket}
	case g == nil:
		return Result{Code: ScanNotFound}
	}
	why := g.admits(s)
	if why == InvalidTicket {
		return Result{Code: why}
	}
	r := g.row
	guest := Guest{ID: r.ID, Occurrence: r.Occurrence, TicketType: r.TicketType, Status: r.Status, Name: r.Name, Party: r.Party, CheckedInAt: r.CheckedInAt}
	all, _ := g.verdicts()
	if v, known := all[nonce]; known {
		return Result{Code: v.code, Registration: guest, First: v.first}
	}
	return Result{Code: why, Registration: guest}
}
