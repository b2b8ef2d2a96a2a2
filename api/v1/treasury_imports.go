package v1

import (
	"bytes"
	"io"
	"mime"
	"net/http"
	"time"
	"unicode/utf8"

	"github.com/labstack/echo/v4"

	"newsdesk/api/rest"
	"newsdesk/internal/donate"
	"newsdesk/internal/fault"
	"newsdesk/internal/policy"
)

// maxStatement is the size of a bank statement, in bytes.
const maxStatement = 4 << 20

// BankImport is what became of a bank statement.
type BankImport struct {
	DryRun bool             `json:"dry_run" example:"true"` // nothing was kept
	Lines  []BankImportLine `json:"lines"`                  // one for each line of the file, in its order
	Counts BankImportCounts `json:"counts"`                 // how many of each
}

// BankImportLine is what became of one line of a bank statement.
type BankImportLine struct {
	Line    int                 `json:"line" example:"2"`                                                                                            // in the file, the header being the first
	Verdict *string             `json:"verdict" enums:"effective,known,no_effect,wrong_amount,suspense" extensions:"x-nullable" example:"effective"` // what was done, or would be: booked, known before, nothing came in, to be looked at, or booked and nobody knows for what; null: it has errors
	Amount  Money               `json:"amount"`                                                                                                      // what came in; below 0: what went out
	Date    *time.Time          `json:"date" extensions:"x-nullable" example:"2020-03-23T17:00:00Z"`                                                 // when; null: nobody can tell
	Errors  []BankImportProblem `json:"errors"`                                                                                                      // why it was left out
}

// BankImportProblem is what is wrong with a line of a bank statement.
type BankImportProblem struct {
	Pointer string `json:"pointer" example:"/amount"`                                              // the column
	Code    string `json:"code" example:"wrong_format"`                                            // what is wrong, for programs
	Detail  string `json:"detail" example:"This is an amount without decimals, such as 1.500.000"` // what is wrong, for people, in English
}

// BankImportCounts are how many lines of a bank statement had which fate.
type BankImportCounts struct {
	Effective   int `json:"effective" example:"17"`   // booked
	Known       int `json:"known" example:"3"`        // known before, from a file or by a webhook
	NoEffect    int `json:"no_effect" example:"2"`    // nothing came in
	WrongAmount int `json:"wrong_amount" example:"0"` // to be looked at
	Suspense    int `json:"suspense" example:"1"`     // booked, and nobody knows for what
	Refused     int `json:"refused" example:"0"`      // has errors
}

func bankImport(lines []donate.Line, currency string, dry bool) BankImport {
	report := BankImport{DryRun: dry, Lines: make([]BankImportLine, len(lines))}
	for i, l := range lines {
		one := BankImportLine{Line: l.Number, Amount: Money{l.Minor, currency}, Errors: []BankImportProblem{}}
		if !l.At.IsZero() {
			one.Date = new(utc(l.At))
		}
		for _, f := range l.Faults {
			one.Errors = append(one.Errors, BankImportProblem{f.Name, f.Code, f.String()})
		}
		if len(l.Faults) == 0 {
			one.Verdict = known(string(l.Verdict))
		}
		report.Lines[i] = one
		report.Counts.add(one.Verdict)
	}
	return report
}

func (n *BankImportCounts) add(verdict *string) {
	if verdict == nil {
		n.Refused++
		return
	}
	switch donate.Verdict(*verdict) {
	case donate.Effective:
		n.Effective++
	case donate.Known:
		n.Known++
	case donate.WrongSum:
		n.WrongAmount++
	case donate.Suspicious:
		n.Suspense++
	default: // a line of a statement is never early, unsigned, or of an order
		n.NoEffect++
	}
}

// statementBody reads the file. Programs of banks call a table by many names.
func statementBody(c echo.Context) ([]byte, error) {
	media, _, err := mime.ParseMediaType(c.Request().Header.Get("Content-Type"))
	if err != nil || media != "text/csv" {
		return nil, fault.HeaderField(fault.UnsupportedMedia, "Content-Type", "not_allowed", "Send %s, in UTF-8", "text/csv")
	}
	raw, err := io.ReadAll(io.LimitReader(c.Request().Body, maxStatement+1))
	switch {
	case err != nil:
		return nil, err
	case len(raw) > maxStatement:
		return nil, fault.New(fault.TooLarge, "The body is larger than %d bytes; send less at once", maxStatement)
	case !utf8.Valid(raw) || bytes.IndexByte(raw, 0) >= 0:
		return nil, fault.New(fault.InvalidBody, "This is not a table as CSV")
	}
	return raw, rest.Of(c).Renewed()
}

// importStatement godoc
//
//	@ID		importBankStatement
//	@Summary	Bring in a bank statement
//	@Description	A table as CSV (RFC 4180) in UTF-8 of at most 4 MiB and 5,000 lines, with the columns date, reference, amount and memo, or as Vietnamese banks call them. Each line is taken as if the bank had announced it: what is known from a file or by a webhook is not booked again. Lines with errors are left out; the others are kept. Rehearse it with dry_run first.
//	@Tags		Treasury
//	@Accept		text/csv
//	@Produce	json
//	@Param		id	path	string	true	"Id of the campaign"	format(uuid)	example(01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e19)
//	@Param		channel	query	string	true	"The channel whose bank account it is of"	example(bank)
//	@Param		dry_run	query	bool	false	"Say what would become of it, and keep nothing"	default(false)
//	@Param		body	body	string	true	"The file"
//	@Success	200	{object}	BankImport	"What became of each line"
//	@Failure	422	{object}	rest.Problem	"A column is missing, or the channel is no bank account"
//	@Security	Bearer
//	@Router		/v1/editorial/campaigns/{id}/imports [post]
func (h treasury) importStatement(c echo.Context) error {
	it, err := h.may(c, policy.Create)
	if err != nil {
		return err
	}
	ctx := c.Request().Context()
	b, err := h.public(ctx, it)
	if err != nil {
		return err
	}
	q := rest.Params(c)
	dry, channel := q.Bool("dry_run"), q.String("channel", maxKey)
	if _, ok := b.Channel(channel); !ok {
		if channel == "" {
			q.Fault("channel", "required", "Say into which account")
		} else {
			q.Fault("channel", "not_found", "The campaign has no such channel")
		}
	}
	if err := q.Done(); err != nil {
		return err
	}
	file, err := statementBody(c)
	if err != nil {
		return err
	}
	lines, err := h.till.Import(ctx, rest.Actor(c), it.ID, channel, bytes.NewReader(file), dry)
	if err != nil {
		return err
	}
	return rest.JSON(c, http.StatusOK, bankImport(lines, b.Currency, dry))
}
