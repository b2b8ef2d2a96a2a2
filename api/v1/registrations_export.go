package v1

import (
	"bytes"
	"encoding/csv"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"newsdesk/api/rest"
	"newsdesk/internal/booking"
	"newsdesk/internal/event"
	"newsdesk/internal/policy"
)

// exportPage is how many registrations an export reads at once.
const exportPage = 500

// export godoc
//
//	@ID		exportEventRegistrations
//	@Summary	Take the registrations for an event away as a table
//	@Description	CSV (RFC 4180) in UTF-8, with a mark at its beginning by which spreadsheets know that.
//	@Tags		Registrations
//	@Produce	text/csv
//	@Param		id	path	string	true	"Id of the event"	format(uuid)	example(01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e18)
//	@Param		occurrence	query	string	false	"Of this occurrence alone, by its key"	example(20200407T140000)
//	@Param		status	query	[]string	false	"Any of these"	collectionFormat(csv)	Enums(pending,confirmed,waitlisted,offered,cancelled,declined)
//	@Success	200	{string}	string	"The table"
//	@Security	Bearer
//	@Router		/v1/editorial/events/{id}/registrations/export [get]
func (h registrationDesk) export(c echo.Context) error {
	it, err := h.may(c, policy.Export)
	if err != nil {
		return err
	}
	q := rest.Params(c)
	wanted := registrationQuery(q, it.ID)
	if err := q.Done(); err != nil {
		return err
	}
	questions := it.Body.(*event.Event).Registration.V.Questions
	var out bytes.Buffer
	out.WriteString("\uFEFF")
	table := csv.NewWriter(&out)
	table.UseCRLF = true
	head := []string{"id", "occurrence", "ticket_type", "status", "name", "email", "phone", "party", "created_at", "checked_in_at"}
	for _, q := range questions {
		head = append(head, safeCell(q.Text))
	}
	_ = table.Write(head) // into memory
	for wanted.Limit = exportPage; ; {
		page, err := h.office.List(c.Request().Context(), wanted)
		if err != nil {
			return err
		}
		for _, r := range page {
			_ = table.Write(registrationRow(r, questions))
		}
		if len(page) < wanted.Limit {
			break
		}
		wanted.After = page[len(page)-1].ID
	}
	table.Flush()
	c.Response().Header().Set("Content-Disposition", `attachment; filename="registrations.csv"`)
	return rest.Private(c, http.StatusOK, "text/csv; charset=utf-8", out.Bytes())
}

func registrationRow(r booking.Registration, questions []event.Question) []string {
	came := ""
	if r.CheckedInAt != nil {
		came = r.CheckedInAt.UTC().Format(time.RFC3339)
	}
	row := []string{
		r.ID, r.Occurrence, safeCell(r.TicketType), string(r.Status), safeCell(r.Name), safeCell(r.Email), safeCell(r.Phone),
		strconv.Itoa(r.Party), r.CreatedAt.UTC().Format(time.RFC3339), came,
	}
	for _, q := range questions {
		row = append(row, safeCell(r.Answers[q.ID]))
	}
	return row
}

// safeCell keeps spreadsheets from taking what a stranger wrote for a formula.
func safeCell(s string) string {
	if s != "" && strings.ContainsRune("=+-@\t\r", rune(s[0])) {
		return "'" + s
	}
	return s
}
