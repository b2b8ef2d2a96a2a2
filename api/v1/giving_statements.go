package v1

import (
	"bytes"
	"encoding/csv"
	"html/template"
	"strconv"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/labstack/echo/v4"

	"newsdesk/api/rest"
	"newsdesk/internal/donate"
	"newsdesk/internal/edition"
	"newsdesk/internal/fault"
	"newsdesk/internal/money"
)

// StatementSummary is a published account in a list.
type StatementSummary struct {
	Number      int       `json:"number" minimum:"1" example:"1"`                                                         // counts the statements of a campaign
	AsOf        time.Time `json:"as_of" example:"2020-06-20T02:00:00Z"`                                                   // of when
	PublishedAt time.Time `json:"published_at" example:"2020-06-20T02:00:00Z"`                                            // since when it can be read
	SHA256      string    `json:"sha256" example:"9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"`      // of the statement as it is answered
	LedgerHead  string    `json:"ledger_head" example:"9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"` // the end of the ledger that it was made from
	URL         string    `json:"url" example:"/v1/campaigns/ung-ho-phong-chong-dich/statements/1"`                       // in this API
}

// StatementList lists published accounts.
type StatementList struct {
	Data []StatementSummary `json:"data"` // the newest first
}

// Statement is a published account of a campaign. It is frozen: the same bytes for
// ever. Amounts are minor units of the currency.
type Statement struct {
	CampaignID    string               `json:"campaign_id" format:"uuid" example:"01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e18"`               // of which
	Campaign      string               `json:"campaign" example:"Toàn dân ủng hộ phòng, chống dịch Covid-19"`                          // as it was called
	Number        int                  `json:"number" minimum:"1" example:"1"`                                                         // counts them
	Supersedes    int                  `json:"supersedes" minimum:"0" example:"0"`                                                     // the one before it; 0: none
	AsOf          time.Time            `json:"as_of" example:"2020-06-20T02:00:00Z"`                                                   // of when
	Currency      string               `json:"currency" example:"VND"`                                                                 // ISO 4217
	Gross         int64                `json:"gross" example:"6600000"`                                                                // came in
	Refunded      int64                `json:"refunded" example:"50000"`                                                               // went back
	ChargedBack   int64                `json:"charged_back" example:"0"`                                                               // was taken back by banks
	WonBack       int64                `json:"won_back" example:"0"`                                                                   // and was returned
	Net           int64                `json:"net" example:"6550000"`                                                                  // what is left of it
	Fees          int64                `json:"fees" example:"6600"`                                                                    // that providers kept
	WrittenOff    int64                `json:"written_off" example:"0"`                                                                // reported, and will never come
	Disbursed     int64                `json:"disbursed" example:"4000000"`                                                            // handed out
	Balance       int64                `json:"balance" example:"2543400"`                                                              // left to hand out
	Receivable    int64                `json:"receivable" example:"100000"`                                                            // of the balance, still with others
	Available     int64                `json:"available" example:"2443400"`                                                            // of the balance, in hand
	Reported      int64                `json:"reported" example:"0"`                                                                   // by third parties, who hold it
	DonationCount int64                `json:"donation_count" example:"4"`                                                             // gifts of which something is left
	Disbursements []StatedDisbursement `json:"disbursements"`                                                                          // to whom it went
	Goods         []StatedGoods        `json:"goods"`                                                                                  // gifts that are not money
	LedgerNumber  int64                `json:"ledger_number" example:"12"`                                                             // transactions in the ledger then
	LedgerHead    string               `json:"ledger_head" example:"9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"` // SHA-256 over the end of the ledger
}

// StatedDisbursement is money that was handed out.
type StatedDisbursement struct {
	ID          string     `json:"id" format:"uuid" example:"01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e1a"` // a UUIDv7
	Beneficiary string     `json:"beneficiary" example:"quy"`                                       // which of the campaign
	Purpose     string     `json:"purpose" example:"Mua khẩu trang"`                                // for what
	Amount      int64      `json:"amount" example:"4000000"`                                        // minor units
	PaidAt      *time.Time `json:"paid_at" extensions:"x-nullable" example:"2020-06-19T02:00:00Z"`  // when
	Evidenced   bool       `json:"evidenced" example:"true"`                                        // there is evidence that it arrived
}

// StatedGoods are gifts that are not money.
type StatedGoods struct {
	Description string `json:"description" example:"Nước uống đóng chai"` // what it is
	Quantity    int64  `json:"quantity" example:"100"`                    // how many came in
	Unit        string `json:"unit" example:"thùng"`                      // of what
	Distributed int64  `json:"distributed" example:"100"`                 // of them, handed out
}

// statements godoc
//
//	@ID		listCampaignStatements
//	@Summary	List the published accounts of a campaign, newest first
//	@Tags		Donations
//	@Produce	json
//	@Param		slug	path	string	true	"Slug or id of the campaign"	example(ung-ho-phong-chong-dich)
//	@Param		locale	query	string	false	"Language (BCP 47)"	example(vi)
//	@Param		If-None-Match	header	string	false	"Entity tag of the answer you have"	example(W/"9f86d081884c7d65")
//	@Success	200	{object}	StatementList	"The statements"
//	@Success	301	"It has another slug now"
//	@Success	304	"You have it"
//	@Failure	410	{object}	rest.Problem	"It was public once"
//	@Router		/v1/campaigns/{slug}/statements [get]
func (h giving) statements(c echo.Context) error {
	return h.keptWith(c, rest.Params(c), "/statements", wallFresh, func(doc edition.Document) (*rest.Answer, error) {
		all, err := h.till.Statements(c.Request().Context(), doc.EntryID)
		if err != nil {
			return nil, err
		}
		list := StatementList{Data: []StatementSummary{}}
		for _, s := range all {
			list.Data = append(list.Data, StatementSummary{
				s.Number, utc(s.AsOf), utc(s.PublishedAt), s.Hash, s.LedgerHead, "/v1/campaigns/" + doc.Slug + "/statements/" + strconv.Itoa(s.Number),
			})
		}
		body, err := encode(list)
		return &rest.Answer{Type: mediaJSON, Body: body}, err
	})
}

// statement godoc
//
//	@ID		getCampaignStatement
//	@Summary	Read a published account
//	@Tags		Donations
//	@Produce	json
//	@Param		slug	path	string	true	"Slug or id of the campaign"	example(ung-ho-phong-chong-dich)
//	@Param		number	path	string	true	"Number of the statement, or latest"	example(1)
//	@Param		locale	query	string	false	"Language (BCP 47)"	example(vi)
//	@Param		If-None-Match	header	string	false	"Entity tag of the answer you have"	example(W/"9f86d081884c7d65")
//	@Success	200	{object}	Statement	"The statement, to the byte as its SHA-256 says"
//	@Success	301	"It has another slug now"
//	@Success	304	"You have it"
//	@Failure	410	{object}	rest.Problem	"It was public once"
//	@Router		/v1/campaigns/{slug}/statements/{number} [get]
func (h giving) statement(c echo.Context) error {
	return h.stated(c, "", func(s donate.Statement, _ string) (*rest.Answer, error) {
		return &rest.Answer{Type: mediaJSON, Body: s.Document}, nil
	})
}

// stated answers with one form of a statement.
func (h giving) stated(c echo.Context, suffix string, make func(donate.Statement, string) (*rest.Answer, error)) error {
	named := c.Param("number")
	return h.keptWith(c, rest.Params(c), "/statements/"+named+suffix, wallFresh, func(doc edition.Document) (*rest.Answer, error) {
		number, ok := statementNumber(named)
		if !ok {
			return nil, fault.New(fault.NotFound, "Not found")
		}
		s, err := h.till.StatementOf(c.Request().Context(), doc.EntryID, number)
		if err != nil {
			return nil, err
		}
		return make(s, h.locale(c, doc))
	})
}

// statementNumber reads which statement is meant; 0 is the latest.
func statementNumber(named string) (int, bool) {
	if named == "latest" {
		return 0, true
	}
	n, err := strconv.Atoi(named)
	return n, err == nil && n > 0 && strconv.Itoa(n) == named
}

// statementCSV godoc
//
//	@ID		getCampaignStatementCsv
//	@Summary	Read a published account as a table
//	@Description	CSV (RFC 4180) in UTF-8, with a mark at its beginning by which spreadsheets know that.
//	@Tags		Donations
//	@Produce	text/csv
//	@Param		slug	path	string	true	"Slug or id of the campaign"	example(ung-ho-phong-chong-dich)
//	@Param		number	path	string	true	"Number of the statement, or latest"	example(1)
//	@Param		locale	query	string	false	"Language (BCP 47)"	example(vi)
//	@Param		If-None-Match	header	string	false	"Entity tag of the answer you have"	example(W/"9f86d081884c7d65")
//	@Success	200	{string}	string	"The table"
//	@Success	301	"It has another slug now"
//	@Success	304	"You have it"
//	@Failure	410	{object}	rest.Problem	"It was public once"
//	@Router		/v1/campaigns/{slug}/statements/{number}/csv [get]
func (h giving) statementCSV(c echo.Context) error {
	return h.stated(c, "/csv", func(s donate.Statement, _ string) (*rest.Answer, error) {
		a, err := accountIn(s)
		if err != nil {
			return nil, err
		}
		var out bytes.Buffer
		out.WriteString("\uFEFF")
		table := csv.NewWriter(&out)
		table.UseCRLF = true
		_ = table.WriteAll(statementRows(a)) // into memory
		return &rest.Answer{Type: "text/csv; charset=utf-8", Body: out.Bytes()}, nil
	})
}

func accountIn(s donate.Statement) (a donate.Account, err error) {
	err = json.Unmarshal(s.Document, &a)
	return a, err
}

// statementRows are an account as a table: amounts as numbers that spreadsheets add.
func statementRows(a donate.Account) [][]string {
	rows := [][]string{{"item", "detail", "amount", "currency"}}
	add := func(item, detail string, minor int64) {
		rows = append(rows, []string{item, safeCell(detail), money.Amount{Minor: minor, Currency: a.Currency}.Decimal(), a.Currency})
	}
	for _, l := range accountLines(a) {
		add(l.name, "", l.minor)
	}
	for _, d := range a.Disbursements {
		add("disbursement", d.Beneficiary+": "+d.Purpose, d.Amount)
	}
	for _, g := range a.Goods {
		rows = append(rows, []string{"goods", safeCell(g.Description), strconv.FormatInt(g.Quantity, 10), safeCell(g.Unit)})
	}
	return rows
}

// accountLine is one figure of an account, with what it is called in both languages.
type accountLine struct {
	name, vi, en string
	minor        int64
}

func accountLines(a donate.Account) []accountLine {
	return []accountLine{
		{"gross", "Tổng tiếp nhận", "Received", a.Gross},
		{"refunded", "Đã hoàn trả", "Refunded", a.Refunded},
		{"charged_back", "Bị ngân hàng thu hồi", "Charged back", a.ChargedBack},
		{"won_back", "Thu hồi lại được", "Won back", a.WonBack},
		{"net", "Thực nhận", "Net", a.Net},
		{"fees", "Phí của đơn vị thanh toán", "Fees of providers", a.Fees},
		{"written_off", "Không thu được", "Written off", a.WrittenOff},
		{"disbursed", "Đã phân phối", "Handed out", a.Disbursed},
		{"balance", "Còn lại", "Balance", a.Balance},
		{"receivable", "Nơi khác còn giữ", "Still with others", a.Receivable},
		{"available", "Hiện có", "In hand", a.Available},
		{"reported", "Do đơn vị khác công bố và nắm giữ", "Reported and held by others", a.Reported},
	}
}

// statementHTML godoc
//
//	@ID		getCampaignStatementHtml
//	@Summary	Read a published account as a page to print
//	@Tags		Donations
//	@Produce	text/html
//	@Param		slug	path	string	true	"Slug or id of the campaign"	example(ung-ho-phong-chong-dich)
//	@Param		number	path	string	true	"Number of the statement, or latest"	example(1)
//	@Param		locale	query	string	false	"Language (BCP 47)"	example(vi)
//	@Param		If-None-Match	header	string	false	"Entity tag of the answer you have"	example(W/"9f86d081884c7d65")
//	@Success	200	{string}	string	"The page"
//	@Success	301	"It has another slug now"
//	@Success	304	"You have it"
//	@Failure	410	{object}	rest.Problem	"It was public once"
//	@Router		/v1/campaigns/{slug}/statements/{number}/html [get]
func (h giving) statementHTML(c echo.Context) error {
	return h.stated(c, "/html", func(s donate.Statement, locale string) (*rest.Answer, error) {
		a, err := accountIn(s)
		if err != nil {
			return nil, err
		}
		body, err := statementPage(a, s.Hash, locale)
		return &rest.Answer{Type: "text/html; charset=utf-8", Body: body, Language: locale}, err
	})
}

const statementTemplate = `<!DOCTYPE html>
<html lang="{{.Lang}}"><head><meta charset="utf-8"><title>{{.Title}}</title>
<style>body{font:12pt/1.4 serif;max-width:48em;margin:2em auto}table{border-collapse:collapse;width:100%}td,th{border:1px solid #999;padding:.3em .6em;text-align:left}td.n{text-align:right;font-variant-numeric:tabular-nums}footer{font-size:9pt;overflow-wrap:anywhere}</style>
</head><body><h1>{{.Title}}</h1><p>{{.AsOf}}</p>
<table>{{range .Lines}}<tr><th scope="row">{{.Name}}</th><td class="n">{{.Amount}}</td></tr>{{end}}</table>
{{if .Spent}}<h2>{{.SpentTitle}}</h2><table>{{range .Spent}}<tr><td>{{.Name}}</td><td class="n">{{.Amount}}</td></tr>{{end}}</table>{{end}}
{{if .Goods}}<h2>{{.GoodsTitle}}</h2><table>{{range .Goods}}<tr><td>{{.Name}}</td><td class="n">{{.Amount}}</td></tr>{{end}}</table>{{end}}
<footer>SHA-256 {{.Hash}}</footer></body></html>
`

type printedLine struct{ Name, Amount string }

// statementPage writes an account as a page to print.
func statementPage(a donate.Account, hash, locale string) ([]byte, error) {
	vi := locale == "vi"
	say := func(inVietnamese, english string) string {
		if vi {
			return inVietnamese
		}
		return english
	}
	page := struct {
		Lang, Title, AsOf, SpentTitle, GoodsTitle, Hash string
		Lines, Spent, Goods                             []printedLine
	}{
		Lang: say("vi", "en"), Title: say("Sao kê số ", "Statement no. ") + strconv.Itoa(a.Number) + ": " + a.Campaign,
		AsOf: say("Tính đến ", "As of ") + a.AsOf.UTC().Format("2006-01-02 15:04 MST"), SpentTitle: say("Phân phối", "Handed out"),
		GoodsTitle: say("Hiện vật", "Goods"), Hash: hash,
	}
	for _, l := range accountLines(a) {
		page.Lines = append(page.Lines, printedLine{say(l.vi, l.en), moneyText(l.minor, a.Currency, locale)})
	}
	for _, d := range a.Disbursements {
		page.Spent = append(page.Spent, printedLine{d.Beneficiary + ": " + d.Purpose, moneyText(d.Amount, a.Currency, locale)})
	}
	for _, g := range a.Goods {
		page.Goods = append(page.Goods, printedLine{g.Description, strconv.FormatInt(g.Quantity, 10) + " " + g.Unit})
	}
	t, err := template.New("statement").Parse(statementTemplate)
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	err = t.Execute(&out, page)
	return out.Bytes(), err
}
