package v1

import (
	"bytes"
	"encoding/csv"
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"newsdesk/api/rest"
	"newsdesk/internal/donate"
	"newsdesk/internal/money"
	"newsdesk/internal/policy"
)

// exportDonations godoc
//
//	@ID		exportDonations
//	@Summary	Take the donations of a campaign away as a table
//	@Description	CSV (RFC 4180) in UTF-8, with a mark at its beginning by which spreadsheets know that, the newest first. Nothing of who gave is in it.
//	@Tags		Treasury
//	@Produce	text/csv
//	@Param		id	path	string	true	"Id of the campaign"	format(uuid)	example(01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e19)
//	@Param		status	query	[]string	false	"Any of these, as they were last written down; what has expired since stands under intent and pending too"	collectionFormat(csv)	Enums(intent,pending,paid,partially_refunded,refunded,failed,expired,disputed,charged_back)
//	@Success	200	{string}	string	"The table"
//	@Security	Bearer
//	@Router		/v1/editorial/campaigns/{id}/donations/export [get]
func (h treasury) exportDonations(c echo.Context) error {
	it, err := h.may(c, policy.Export)
	if err != nil {
		return err
	}
	q := rest.Params(c)
	wanted := donationQuery(q, it.ID)
	if err := q.Done(); err != nil {
		return err
	}
	var out bytes.Buffer
	out.WriteString("\uFEFF")
	table := csv.NewWriter(&out)
	table.UseCRLF = true
	_ = table.Write([]string{"ref", "status", "intended", "paid", "refunded", "net", "currency", "channel", "paid_at", "created_at"}) // into memory
	for wanted.Limit = exportPage; ; {
		page, err := h.till.List(c.Request().Context(), wanted)
		if err != nil {
			return err
		}
		for _, d := range page {
			_ = table.Write(donationRow(d))
		}
		if len(page) < wanted.Limit {
			break
		}
		wanted.After = page[len(page)-1].ID
	}
	table.Flush()
	c.Response().Header().Set("Content-Disposition", `attachment; filename="donations.csv"`)
	return rest.Private(c, http.StatusOK, "text/csv; charset=utf-8", out.Bytes())
}

// donationRow is a donation as a line of a table. Amounts are as people write them
// for machines: 10.50, and in đồng without decimals.
func donationRow(d donate.Donation) []string {
	in := func(minor int64) string { return money.Amount{Minor: minor, Currency: d.Currency}.Decimal() }
	intended, paid := "", ""
	if d.Intended > 0 {
		intended = in(d.Intended)
	}
	if d.PaidAt != nil {
		paid = d.PaidAt.UTC().Format(time.RFC3339)
	}
	return []string{
		safeCell(d.Ref), string(d.Status), intended, in(d.Paid), in(d.Refunded), in(d.Net), d.Currency, safeCell(d.ChannelID), paid,
		d.CreatedAt.UTC().Format(time.RFC3339),
	}
}
