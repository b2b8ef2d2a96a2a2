package v1

import (
	"context"
	"errors"
	"io"
	"mime"
	"net/http"
	"slices"

	"github.com/labstack/echo/v4"

	"newsdesk/api/rest"
	"newsdesk/internal/almanac"
	"newsdesk/internal/content"
	"newsdesk/internal/db"
	"newsdesk/internal/desk"
	"newsdesk/internal/event"
	"newsdesk/internal/fault"
	"newsdesk/internal/ical"
	"newsdesk/internal/policy"
)

// eventImports brings calendars in.
type eventImports struct{ newsroom }

// mount registers the routes of imports below g.
func (h eventImports) mount(g rest.Group) {
	g.Post("/imports/ics", "event.create", h.calendar, rest.BodyLimit(maxCalendar), rest.Timeout(importTime), rest.Cost(importCost))
}

// The bounds of one import.
const (
	maxCalendar    = 8 << 20 // bytes
	mostImported   = 1000    // events
	importTime     = exportTime
	importCost     = 20
	problemsShown  = 1000
	actionCreate   = "create"
	actionUpdate   = "update"
	actionUnchange = "unchanged"
	actionRefuse   = "refuse"
)

// CalendarImport is what became of a calendar.
type CalendarImport struct {
	DryRun    bool                 `json:"dry_run" example:"true"`      // nothing was kept
	Created   int                  `json:"created_count" example:"12"`  // events that were begun
	Updated   int                  `json:"updated_count" example:"1"`   // events that were here and are another now
	Unchanged int                  `json:"unchanged_count" example:"0"` // events that were here as they are
	Refused   int                  `json:"refused_count" example:"1"`   // events that were left out
	Items     []CalendarImportItem `json:"items"`                       // one for each event of the file, in its order
}

// CalendarImportItem is what became of one event of a calendar.
type CalendarImportItem struct {
	Line     int                     `json:"line" example:"17"`                                              // where it begins in the file
	UID      string                  `json:"uid" example:"abc@example.org"`                                  // its name in calendars
	Title    string                  `json:"title" example:"Tọa đàm"`                                        // what it is called
	Action   string                  `json:"action" enums:"create,update,unchanged,refuse" example:"create"` // what was done, or would be
	EventID  *string                 `json:"event_id" format:"uuid" extensions:"x-nullable"`                 // the event here; null: there is none
	Problems []CalendarImportProblem `json:"problems"`                                                       // why it was left out
}

// CalendarImportProblem is why an event of a calendar was left out.
type CalendarImportProblem struct {
	Line   int    `json:"line" example:"23"`                                               // in the file
	Code   string `json:"code" example:"recurrence_not_allowed"`                           // stable
	Detail string `json:"detail" example:"This part of a rule is not supported: BYWEEKNO"` // for people, in English
}

// calendar godoc
//
//	@ID		importCalendar
//	@Summary	Bring in the events of a calendar
//	@Description	An iCalendar file (RFC 5545) of at most 8 MiB and 1,000 events. Events become drafts of yours. One that was brought in before, by its UID, is changed where the file says something else. Each that cannot be told honestly is left out with the line and the reason; the others are kept.
//	@Tags		Events
//	@Accept		text/calendar
//	@Produce	json
//	@Param		dry_run	query	bool	false	"Say what would become of it, and keep nothing"	default(false)
//	@Param		section	query	string	false	"Put new events into this section"	format(uuid)	example(01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e10)
//	@Param		body	body	string	true	"The file"
//	@Success	200	{object}	CalendarImport	"What became of each event"
//	@Security	Bearer
//	@Router		/v1/editorial/imports/ics [post]
func (h eventImports) calendar(c echo.Context) error {
	q := rest.Params(c)
	dry, section := q.Bool("dry_run"), q.ID("section")
	if err := q.Done(); err != nil {
		return err
	}
	if !rest.Actor(c).Rights.Ever(event.Kind, false, policy.Create) {
		return fault.New(fault.Forbidden, "You may not do this")
	}
	raw, err := calendarBody(c)
	if err != nil {
		return err
	}
	calendar, problems := ical.Read(raw)
	series := seriesOf(calendar.Events)
	if len(series) > mostImported {
		return fault.New(fault.TooLarge, "A file may hold %d events; split this one", mostImported)
	}
	if len(series) == 0 && len(problems) == 1 && problems[0].Code == ical.NotACalendar {
		return fault.New(fault.InvalidBody, "This is not a calendar (RFC 5545)")
	}
	report := CalendarImport{DryRun: dry, Items: []CalendarImportItem{}}
	for _, p := range problems[:min(len(problems), problemsShown)] {
		report.Items = append(report.Items, CalendarImportItem{
			Line: p.Line, Action: actionRefuse, Problems: []CalendarImportProblem{{p.Line, p.Code, p.Text}},
		})
	}
	for _, s := range series {
		item, err := h.bringIn(c, s, section, dry)
		if err != nil {
			return err
		}
		report.Items = append(report.Items, item)
	}
	slices.SortStableFunc(report.Items, func(a, b CalendarImportItem) int { return a.Line - b.Line })
	return rest.JSON(c, http.StatusOK, report.counted())
}

func calendarBody(c echo.Context) ([]byte, error) {
	media, _, err := mime.ParseMediaType(c.Request().Header.Get("Content-Type"))
	if err != nil || media != "text/calendar" && media != "application/octet-stream" {
		return nil, fault.HeaderField(fault.UnsupportedMedia, "Content-Type", "not_allowed", "Send %s, in UTF-8", "text/calendar")
	}
	raw, err := io.ReadAll(io.LimitReader(c.Request().Body, maxCalendar+1))
	if err == nil && len(raw) > maxCalendar {
		err = fault.New(fault.TooLarge, "The body is larger than %d bytes; send less at once", maxCalendar)
	}
	return raw, err
}

func (r CalendarImport) counted() CalendarImport {
	for _, i := range r.Items {
		switch i.Action {
		case actionCreate:
			r.Created++
		case actionUpdate:
			r.Updated++
		case actionUnchange:
			r.Unchanged++
		default:
			r.Refused++
		}
	}
	return r
}

// rehearsalError ends the transaction of a dry run.
type rehearsalError struct{}

func (rehearsalError) Error() string { return "this was a rehearsal" }

// bringIn makes an event of the calendar one of the newsroom. Faults of its content
// are its own; only what is wrong with the import as a whole ends it.
func (h eventImports) bringIn(c echo.Context, s calendarSeries, section string, dry bool) (item CalendarImportItem, err error) {
	item = CalendarImportItem{Line: s.master.Line, UID: s.master.UID, Title: s.master.Summary, Problems: []CalendarImportProblem{}}
	edit := h.edit(s, section)
	known, err := h.known(c.Request().Context(), s.master.UID)
	if err == nil && known.ID != "" {
		item.EventID = &known.ID
		item.Action, err = h.again(c, known, edit, dry)
	} else if err == nil {
		item.Action = actionCreate
		item.EventID, err = h.begin(c, edit, dry)
	}
	if err == nil {
		return item, nil
	}
	f := fault.Of(err)
	if f.Kind == fault.Internal || f.Kind == fault.Overloaded {
		return item, err
	}
	item.Action = actionRefuse
	for _, field := range f.Fields {
		item.Problems = append(item.Problems, CalendarImportProblem{s.master.Line, field.Code, field.String()})
	}
	if len(f.Fields) == 0 {
		item.Problems = append(item.Problems, CalendarImportProblem{s.master.Line, rest.Code(f.Kind), f.Text.String()})
	}
	return item, nil
}

// known is the event that was brought in under a UID before.
func (h eventImports) known(ctx context.Context, uid string) (e content.Entry, err error) {
	if uid == "" {
		return e, nil
	}
	found := db.Gorm(ctx, h.db).Where("id IN (SELECT entry_id FROM events WHERE stage = ? AND uid = ?) AND deleted_at IS NULL", content.Working, uid).
		Order("id").Limit(1).Find(&e)
	return e, db.Err(found.Error)
}

func (h eventImports) edit(s calendarSeries, section string) desk.Edit {
	return func(d *desk.Draft) error {
		b, ok := d.Body.(*event.Event)
		if !ok {
			return fault.New(fault.NotFound, "Not found")
		}
		if b.UID == "" && section != "" {
			b.SectionID = section
		}
		r := calendarReader{zone: h.site.TimeZone, zones: almanac.Zones{}}
		r.write(s, b)
		return r.faults.Err()
	}
}

// names are the members that an import is about.
func names() []string {
	return []string{
		"attendance_mode", "body", "documents", "end", "event_status", "online_url", "organisers", "overrides", "recurrence", "section_id",
		"start", "timezone", "title", "uid", "venue",
	}
}

func (h eventImports) begin(c echo.Context, edit desk.Edit, dry bool) (id *string, err error) {
	o := desk.Opening{Kind: event.Kind, Locale: h.site.Locale, Edit: edit, Names: names}
	var made content.Item
	err = h.db.Update(c.Request().Context(), func(tx *db.Tx) (err error) {
		if made, _, err = h.desk.CreateIn(c.Request().Context(), tx, rest.Actor(c), o); err == nil && dry {
			return rehearsalError{}
		}
		return err
	})
	if _, rehearsed := errors.AsType[rehearsalError](err); rehearsed {
		return nil, nil //nolint:nilnil // there is no event
	}
	return &made.ID, err
}

// again changes an event that was brought in before, unless it is as the file says.
func (h eventImports) again(c echo.Context, e content.Entry, edit desk.Edit, dry bool) (string, error) {
	ctx, actor := c.Request().Context(), rest.Actor(c)
	act := desk.Act{Verb: policy.Update, Seen: e.Version, Edit: edit, Names: names}
	it, err := h.desk.Read(ctx, actor, event.Kind, e.ID)
	if err != nil {
		return actionRefuse, err
	}
	before, err := encode(it.Body)
	if err != nil {
		return actionRefuse, err
	}
	if err := edit(&desk.Draft{Body: it.Body}); err != nil {
		return actionRefuse, err
	}
	after, err := encode(it.Body)
	if err != nil || string(before) == string(after) {
		return actionUnchange, err
	}
	if err := h.desk.Rehearse(ctx, actor, event.Kind, e.ID, act); err != nil || dry {
		return actionUpdate, err
	}
	_, err = h.desk.Do(ctx, actor, event.Kind, e.ID, act)
	return actionUpdate, err
}
