package v1

import (
	"net/http"
	"strconv"
	"time"

	"github.com/labstack/echo/v4"

	"newsdesk/api/rest"
	"newsdesk/internal/booking"
	"newsdesk/internal/fault"
	"newsdesk/internal/policy"
)

// TicketScan is a ticket that a device saw at the door.
type TicketScan struct {
	Ticket    string     `json:"ticket" validate:"required" example:"01912f0c.c0de"` // what the QR code says
	Nonce     string     `json:"nonce" validate:"required" example:"7b3a9c11"`       // of the device's own; sending it again is the same scan
	Device    string     `json:"device,omitzero" example:"cong-chinh"`               // what the device is called
	ScannedAt *time.Time `json:"scanned_at,omitzero" example:"2020-03-24T07:00:00Z"` // by the clock of the device; now if absent
	Direction string     `json:"direction,omitzero" enums:"in,out" example:"in"`     // in if absent; who went out may come in again
}

// TicketScans are those of a device that was offline.
type TicketScans struct {
	Scans []TicketScan `json:"scans" validate:"required"` // at most 500
}

// CheckIn is what became of a scan.
type CheckIn struct {
	Code         string        `json:"code" enums:"ok,already_checked_in,not_found,invalid_ticket,not_confirmed" example:"ok"` // what became of it
	Registration *CheckInGuest `json:"registration" extensions:"x-nullable"`                                                   // who it is; null: nobody that this door knows
	First        *CheckInFirst `json:"first" extensions:"x-nullable"`                                                          // the scan that let them in; null: none did
}

// CheckInGuest is as much of a registration as the door needs.
type CheckInGuest struct {
	ID         string `json:"id" format:"uuid" example:"01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e20"` // a UUIDv7
	Occurrence string `json:"occurrence" example:""`                                           // key of the occurrence
	TicketType string `json:"ticket_type" example:""`                                          // sort of place
	Name       string `json:"name" example:"Nguyễn Văn A"`                                     // who comes
	Party      int    `json:"party" example:"1"`                                               // how many
}

// CheckInFirst is the scan that let a ticket in.
type CheckInFirst struct {
	At     time.Time `json:"at" example:"2020-03-24T07:00:00Z"` // when
	Device string    `json:"device" example:"cong-chinh"`       // which device
}

// CheckIns are what became of several scans.
type CheckIns struct {
	Data []CheckIn `json:"data"` // in the order of the scans
}

func (s TicketScan) scan(f *fault.Fields, at string) booking.Scan {
	f.If(s.Direction != "" && s.Direction != "in" && s.Direction != "out", at+"/direction", "not_allowed", "This is one of: %s", "in, out")
	scan := booking.Scan{Ticket: s.Ticket, Nonce: s.Nonce, Device: s.Device, Out: s.Direction == "out"}
	if s.ScannedAt != nil {
		scan.At = *s.ScannedAt
	}
	return scan
}

func checkInOf(r booking.Result) CheckIn {
	c := CheckIn{Code: string(r.Code)}
	if g := r.Registration; g.ID != "" {
		c.Registration = &CheckInGuest{g.ID, g.Occurrence, g.TicketType, g.Name, g.Party}
	}
	if !r.First.At.IsZero() {
		c.First = &CheckInFirst{utc(r.First.At), r.First.Device}
	}
	return c
}

// checkIn godoc
//
//	@ID		checkInTicket
//	@Summary	Let somebody in who has a ticket
//	@Description	The status says what became of it: 200 come in, 409 the ticket has let somebody in already (first says when) or its registration has no place, 404 it is for another event, 401 it is not a ticket of this newsroom.
//	@Tags		Registrations
//	@Accept		json
//	@Produce	json
//	@Param		id	path	string	true	"Id of the event"	format(uuid)	example(01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e18)
//	@Param		body	body	TicketScan	true	"The scan"
//	@Success	200	{object}	CheckIn	"Come in"
//	@Failure	409	{object}	rest.Problem	"The ticket was used: first says when; or its registration has no place"
//	@Failure	401	{object}	rest.Problem	"It is not a ticket of this newsroom, or the token is bad"
//	@Security	Bearer
//	@Router		/v1/editorial/events/{id}/checkins [post]
func (h registrationDesk) checkIn(c echo.Context) error {
	it, err := h.may(c, policy.Admit)
	if err != nil {
		return err
	}
	in, err := rest.Decode[TicketScan](c, rest.DefaultBody)
	if err != nil {
		return err
	}
	var f fault.Fields
	scan := in.scan(&f, "")
	if err := f.Err(); err != nil {
		return err
	}
	results, err := h.office.CheckIn(c.Request().Context(), it.ID, []booking.Scan{scan})
	if err != nil {
		return err
	}
	switch r := results[0]; r.Code {
	case booking.ScanOK:
		return rest.JSON(c, http.StatusOK, checkInOf(r))
	case booking.AlreadyCheckedIn:
		used := fault.New(fault.CheckedIn, "Somebody has come in with this ticket already")
		used.First = &fault.First{At: r.First.At, Device: r.First.Device}
		return used
	case booking.TicketNotConfirmed:
		return fault.New(fault.Conflict, "This registration has no place")
	case booking.ScanNotFound:
		return fault.New(fault.NotFound, "This ticket is for another event")
	case booking.InvalidTicket:
	}
	return fault.New(fault.TicketInvalid, "This is not a ticket of this newsroom, or it was changed")
}

// checkInAll godoc
//
//	@ID		checkInTickets
//	@Summary	Bring in the scans of a device that was offline
//	@Description	What counts is when the tickets were scanned. Of two devices that let the same ticket in, the earlier did.
//	@Tags		Registrations
//	@Accept		json
//	@Produce	json
//	@Param		id	path	string	true	"Id of the event"	format(uuid)	example(01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e18)
//	@Param		body	body	TicketScans	true	"The scans, in any order"
//	@Success	200	{object}	CheckIns	"What became of each"
//	@Security	Bearer
//	@Router		/v1/editorial/events/{id}/checkins/offline [post]
func (h registrationDesk) checkInAll(c echo.Context) error {
	it, err := h.may(c, policy.Admit)
	if err != nil {
		return err
	}
	in, err := rest.Decode[TicketScans](c, rest.DefaultBody)
	if err != nil {
		return err
	}
	var f fault.Fields
	scans := make([]booking.Scan, len(in.Scans))
	for i, s := range in.Scans {
		scans[i] = s.scan(&f, "/scans/"+strconv.Itoa(i))
	}
	if err := f.Err(); err != nil {
		return err
	}
	results, err := h.office.CheckIn(c.Request().Context(), it.ID, scans)
	if err != nil {
		return err
	}
	all := CheckIns{Data: make([]CheckIn, len(results))}
	for i, r := range results {
		all.Data[i] = checkInOf(r)
	}
	return rest.JSON(c, http.StatusOK, all)
}
