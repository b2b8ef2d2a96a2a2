package donate

import (
	"context"
	"encoding/csv"
	"errors"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"newsdesk/internal/auth"
	"newsdesk/internal/db"
	"newsdesk/internal/fault"
	"newsdesk/internal/ident"
	"newsdesk/internal/payment"
	"newsdesk/internal/text"
)

// Line is one line of a bank statement, and what became of it.
type Line struct {
	Number  int // in the file, the header being the first
	Verdict Verdict
	Minor   int64
	At      time.Time
	Faults  fault.Fields
}

// linesMost is how many lines one file may have.
const linesMost = 5000

// columns of a bank statement, and other names that banks give them.
func columnNames() map[string][]string {
	return map[string][]string{
		"date":      {"date", "transaction_date", "ngay", "ngay_giao_dich", "booked_on"},
		"reference": {"reference", "ref", "bank_reference", "so_tham_chieu", "ma_giao_dich", "so_but_toan"},
		"amount":    {"amount", "credit", "so_tien", "ghi_co", "so_tien_ghi_co"},
		"memo":      {"memo", "description", "content", "noi_dung", "dien_giai"},
	}
}

// Import reads a bank statement as CSV into the account of a channel, each line as
// if the bank had announced it: a line that is known, from a file or by a webhook, is
// not booked again. With dry it says what would happen, and nothing does. It fails
// with Invalid for a file without the columns date, reference, amount and memo; what
// is wrong with single lines stands at them, and keeps none of the others out.
func (t *Till) Import(ctx context.Context, actor auth.Actor, campaignID, channelID string, file io.Reader, dry bool) (lines []Line, err error) {
	defer fault.Wrap(&err, "donate.Import(%s, %s)", campaignID, channelID)
	c, ch, err := t.live(ctx, t.db, campaignID, channelID)
	if err != nil {
		return nil, err
	}
	if ch.Bank == nil {
		return nil, fault.Member(fault.Invalid, "/channel_id", "not_allowed", "Only a bank account has statements")
	}
	events, lines, err := readStatement(file, ch.Bank.Number, c.Currency, t.o.Zone)
	if err != nil {
		return nil, err
	}
	err = t.db.Update(ctx, func(tx *db.Tx) error {
		for i, e := range events {
			if len(lines[i].Faults) > 0 || lines[i].Verdict == NoEffect {
				continue
			}
			w := &work{Till: t, tx: tx, provider: "statement", campaign: c, campaignID: campaignID, channel: ch, channelID: channelID}
			if lines[i].Verdict, err = w.apply(ctx, e); err != nil {
				return err
			}
		}
		if dry {
			return dryError{}
		}
		return t.record(ctx, tx, Act{actor, "import", "campaign", campaignID, channelID})
	})
	if errors.Is(err, dryError{}) {
		err = nil
	}
	return lines, err
}

// dryError undoes what a rehearsal did.
type dryError struct{}

func (dryError) Error() string { return "a rehearsal" }

// readStatement makes an event of each line.
func readStatement(file io.Reader, account, currency string, zone *time.Location) (events []payment.Event, lines []Line, err error) {
	r := csv.NewReader(file)
	r.FieldsPerRecord, r.LazyQuotes, r.TrimLeadingSpace = -1, true, true
	header, err := r.Read()
	if err != nil {
		return nil, nil, fault.New(fault.InvalidBody, "This is not a table as CSV").Because(err)
	}
	at, err := columnsOf(header)
	if err != nil {
		return nil, nil, err
	}
	for number := 2; ; number++ {
		record, err := r.Read()
		if err == io.EOF {
			return events, lines, nil
		}
		if err != nil {
			return nil, nil, fault.New(fault.InvalidBody, "This is not a table as CSV").Because(err)
		}
		if len(lines) == linesMost {
			return nil, nil, fault.New(fault.TooLarge, "A file may hold %d lines; split this one", linesMost)
		}
		e, line := lineOf(record, at, account, currency, zone)
		line.Number = number
		events, lines = append(events, e), append(lines, line)
	}
}

// columnsOf finds where the columns are that are needed.
func columnsOf(header []string) (map[string]int, error) {
	at, f := map[string]int{}, fault.Fields{}
	for name, names := range columnNames() {
		i := slices.IndexFunc(header, func(h string) bool {
			return slices.Contains(names, strings.ReplaceAll(text.Fold(strings.TrimSpace(strings.TrimPrefix(h, "\ufeff"))), " ", "_"))
		})
		f.If(i < 0, "/"+name, "required", "The table has no column named %s", name)
		at[name] = i
	}
	return at, f.Err()
}

func lineOf(record []string, at map[string]int, account, currency string, zone *time.Location) (e payment.Event, line Line) {
	cell := func(name string) string {
		if at[name] >= len(record) {
			return ""
		}
		return strings.TrimSpace(record[at[name]])
	}
	f := &line.Faults
	day, ok := dayOf(cell("date"), zone)
	f.If(!ok, "/date", "wrong_format", "This is a day, such as %s", "2026-03-02")
	minor, ok := dong(cell("amount"))
	f.If(!ok, "/amount", "wrong_format", "This is an amount without decimals, such as %s", "1.500.000")
	ref := cell("reference")
	f.If(ref == "", "/reference", "required", "Each line of a statement has a reference of the bank")
	if line.At, line.Minor = day, minor; minor <= 0 {
		line.Verdict = NoEffect // nothing came in
	}
	return payment.Event{
		Key: ident.New(), Kind: payment.Transferred, Payment: account + "|" + bare(ref) + "|" + strconv.FormatInt(minor, 10) + "|" + day.Format(time.DateOnly),
		Minor: minor, Currency: currency, Live: true, At: day, Transfer: &payment.Transfer{Account: account, Reference: ref, Memo: cell("memo")},
	}, line
}

// dayOf reads a date as Vietnamese banks and programs write it.
func dayOf(s string, zone *time.Location) (time.Time, bool) {
	for _, layout := range []string{time.DateOnly, "02/01/2006", "02-01-2006", "2006-01-02 15:04:05", "02/01/2006 15:04:05", time.RFC3339} {
		if at, err := time.ParseInLocation(layout, s, zone); err == nil {
			return at, true
		}
	}
	return time.Time{}, false
}

// dong reads an amount of đồng, grouped by points, commas or spaces or not at all.
func dong(s string) (int64, bool) {
	plain := strings.NewReplacer(".", "", ",", "", " ", "", "\u00a0", "", "+", "", "VND", "", "đ", "").Replace(s)
	if plain == "" {
		return 0, true
	}
	for _, mark := range []string{".", ","} {
		if last := s[strings.LastIndex(s, mark)+1:]; strings.Contains(s, mark) && len(strings.TrimSpace(last)) != 3 {
			return 0, false // decimals, which đồng have not
		}
	}
	n, err := strconv.ParseInt(plain, 10, 64)
	return n, err == nil
}
