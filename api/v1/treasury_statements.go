package v1

import (
	"encoding/hex"
	"strconv"
	"time"

	"github.com/labstack/echo/v4"

	"newsdesk/api/rest"
	"newsdesk/internal/donate"
	"newsdesk/internal/ledger"
	"newsdesk/internal/policy"
)

// StatementInfo is what there is to know of a published account of a campaign.
type StatementInfo struct {
	CampaignID  string    `json:"campaign_id" format:"uuid" example:"01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e19"`               // of what
	Number      int       `json:"number" minimum:"1" example:"2"`                                                         // its number in the campaign; it supersedes the one before
	AsOf        time.Time `json:"as_of" example:"2020-06-19T07:00:00Z"`                                                   // when that was so
	Hash        string    `json:"hash" example:"9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"`        // SHA-256 of the document, in hex
	LedgerHead  string    `json:"ledger_head" example:"2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae"` // SHA-256 over the end of the ledger then, in hex
	PublishedBy string    `json:"published_by" example:"01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e12"`                            // the user who published it
	PublishedAt time.Time `json:"published_at" example:"2020-06-19T07:00:00Z"`                                            // when
}

func statementInfo(s donate.Statement) StatementInfo {
	return StatementInfo{s.CampaignID, s.Number, utc(s.AsOf), s.Hash, s.LedgerHead, s.PublishedBy, utc(s.PublishedAt)}
}

// statements godoc
//
//	@ID		listDeskStatements
//	@Summary	List the statements of a campaign, the newest first
//	@Tags		Treasury
//	@Produce	json
//	@Param		id	path	string	true	"Id of the campaign"	format(uuid)	example(01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e19)
//	@Param		limit	query	int	false	"How many on a page"	minimum(1)	maximum(100)	default(20)	example(20)
//	@Param		cursor	query	string	false	"Where the page begins, from next_cursor or prev_cursor"	example(AQAUMjAyMC0w)
//	@Param		count	query	bool	false	"Say how many there are in all"	default(false)
//	@Success	200	{object}	rest.List[StatementInfo]	"A page of statements"
//	@Security	Bearer
//	@Router		/v1/editorial/campaigns/{id}/statements [get]
func (h treasury) statements(c echo.Context) error {
	it, err := h.may(c, policy.Read)
	if err != nil {
		return err
	}
	q := rest.Params(c)
	p, err := h.wholeOf(q)
	if err != nil {
		return err
	}
	all, err := h.till.Statements(c.Request().Context(), it.ID)
	if err != nil {
		return err
	}
	all, page := part(p, all, func(s donate.Statement) string { return strconv.Itoa(s.Number) })
	data := make([]StatementInfo, len(all))
	for i, s := range all {
		data[i] = statementInfo(s)
	}
	return rest.SendList(c, q, data, page)
}

// publishStatement godoc
//
//	@ID		publishStatement
//	@Summary	Publish the account of a campaign as it is now
//	@Description	It is frozen and never changes; the next one supersedes it. You must have proven who you are within the last ten minutes.
//	@Tags		Treasury
//	@Produce	json
//	@Param		id	path	string	true	"Id of the campaign"	format(uuid)	example(01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e19)
//	@Success	201	{object}	StatementInfo	"It is published; Location is that of the list"
//	@Failure	401	{object}	rest.Problem	"Prove once more who you are"
//	@Security	Bearer
//	@Router		/v1/editorial/campaigns/{id}/statements [post]
func (h treasury) publishStatement(c echo.Context) error {
	it, err := h.may(c, policy.Approve)
	if err != nil {
		return err
	}
	s, err := h.till.Publish(c.Request().Context(), rest.Actor(c), it.ID)
	if err != nil {
		return err
	}
	return made(c, "/v1/editorial/campaigns/"+it.ID+"/statements", statementInfo(s))
}

// LedgerEntry is one transaction of the fund of a campaign, which is never changed.
type LedgerEntry struct {
	ID          string          `json:"id" format:"uuid" example:"01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e39"`                                                                              // a UUIDv7
	Ref         string          `json:"ref" example:"gift:01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e36"`                                                                                      // by which it is known again; once in the ledger
	Kind        string          `json:"kind" enums:"gift,fee,payout,suspended,matched,reported,remittance,write_off,refund,chargeback,won_back,disbursement,returned" example:"gift"` // what it means
	Amount      Money           `json:"amount"`                                                                                                                                       // what it adds to the fund; below 0: what it takes from it
	Postings    []LedgerPosting `json:"postings"`                                                                                                                                     // they add up to nothing
	EffectiveAt time.Time       `json:"effective_at" example:"2020-03-24T07:00:00Z"`                                                                                                  // when it happened
	BookedAt    time.Time       `json:"booked_at" example:"2020-03-24T07:00:03Z"`                                                                                                     // when it was booked
	Actor       string          `json:"actor" example:"provider:sepay"`                                                                                                               // the user who booked it, or provider: and its name
	Subject     string          `json:"subject" example:"01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e36"`                                                                                       // the payment, donation, disbursement or snapshot that it is about; empty: none
	ReversesID  *string         `json:"reverses_id" format:"uuid" extensions:"x-nullable" example:"01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e40"`                                             // the transaction that it takes back; null: none
	Lane        int             `json:"lane" minimum:"0" example:"0"`                                                                                                                 // of the ledger
	Number      int64           `json:"number" minimum:"1" example:"1024"`                                                                                                            // in its lane, without gaps
	Hash        string          `json:"hash" example:"9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"`                                                              // SHA-256 over it and the one before it in its lane, in hex
}

// LedgerPosting is an amount that a transaction adds to an account.
type LedgerPosting struct {
	Account string `json:"account" example:"cash:01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e19"` // which
	Amount  Money  `json:"amount"`                                                      // a debit is above 0, a credit below
}

// fund is the account of what a campaign has been given.
func fund(campaignID string) ledger.Account { return ledger.Account("fund:" + campaignID) }

func ledgerEntry(b ledger.Booked, of ledger.Account) LedgerEntry {
	e := LedgerEntry{
		ID: b.ID, Ref: b.Ref, Kind: string(b.Kind), Amount: Money{0, b.Currency}, Postings: make([]LedgerPosting, len(b.Postings)), EffectiveAt: utc(b.EffectiveAt),
		BookedAt: utc(b.BookedAt), Actor: b.Actor, Subject: b.Subject, ReversesID: known(b.Reverses), Lane: b.Lane, Number: b.Number,
		Hash: hex.EncodeToString(b.Hash[:]),
	}
	for i, p := range b.Postings {
		e.Postings[i] = LedgerPosting{string(p.Account), Money{p.Minor, b.Currency}}
		if p.Account == of {
			e.Amount.Amount -= p.Minor // a fund is credited, which has a minus
		}
	}
	return e
}

// ledger godoc
//
//	@ID		listLedgerEntries
//	@Summary	List the transactions of the fund of a campaign, the newest first
//	@Description	What third parties hold is in no fund of ours; see the snapshots for that. The list only goes on: prev is always null.
//	@Tags		Treasury
//	@Produce	json
//	@Param		id	path	string	true	"Id of the campaign"	format(uuid)	example(01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e19)
//	@Param		limit	query	int	false	"How many on a page"	minimum(1)	maximum(100)	default(20)	example(20)
//	@Param		cursor	query	string	false	"Where the page begins, from next_cursor"	example(AQAUMjAyMC0w)
//	@Success	200	{object}	rest.List[LedgerEntry]	"A page of transactions"
//	@Security	Bearer
//	@Router		/v1/editorial/campaigns/{id}/ledger [get]
func (h treasury) ledger(c echo.Context) error {
	it, err := h.may(c, policy.Read)
	if err != nil {
		return err
	}
	q := rest.Params(c)
	p, err := h.onwardOf(q)
	if err != nil {
		return err
	}
	of := fund(it.ID)
	booked, err := ledger.History(c.Request().Context(), h.db, of, p.place.ID, p.take())
	if err != nil {
		return err
	}
	booked, page := onward(p, booked, func(b ledger.Booked) string { return b.ID })
	data := make([]LedgerEntry, len(booked))
	for i, b := range booked {
		data[i] = ledgerEntry(b, of)
	}
	return rest.SendList(c, q, data, page)
}

// Delivery is something that somebody sent to a hook of a campaign.
type Delivery struct {
	ID         string    `json:"id" format:"uuid" example:"01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e41"`                                                 // a UUIDv7
	Provider   string    `json:"provider" example:"sepay"`                                                                                        // who says that they sent it
	ChannelID  string    `json:"channel_id" example:"bank"`                                                                                       // for which channel
	Kind       string    `json:"kind" example:"transfer"`                                                                                         // what it announces, or why it was not believed
	Payment    string    `json:"payment" example:"FT20097123456"`                                                                                 // the payment that it is about, as the provider calls it; empty: none
	Verdict    string    `json:"verdict" enums:"effective,known,no_effect,early,unknown_order,wrong_amount,suspense,refused" example:"effective"` // what became of it
	ReceivedAt time.Time `json:"received_at" example:"2020-03-24T07:00:03Z"`                                                                      // when it came
}

// deliveries godoc
//
//	@ID		listCampaignDeliveries
//	@Summary	List what was sent to the hooks of a campaign, the newest first
//	@Description	What was not believed is kept for 30 days. The list only goes on: prev is always null.
//	@Tags		Treasury
//	@Produce	json
//	@Param		id	path	string	true	"Id of the campaign"	format(uuid)	example(01912f0c-1d5e-7b3a-9c11-5f0a2b7c9e19)
//	@Param		verdict	query	[]string	false	"Any of these"	collectionFormat(csv)	Enums(effective,known,no_effect,early,unknown_order,wrong_amount,suspense,refused)
//	@Param		limit	query	int	false	"How many on a page"	minimum(1)	maximum(100)	default(20)	example(20)
//	@Param		cursor	query	string	false	"Where the page begins, from next_cursor"	example(AQAUMjAyMC0w)
//	@Success	200	{object}	rest.List[Delivery]	"A page of deliveries"
//	@Security	Bearer
//	@Router		/v1/editorial/campaigns/{id}/deliveries [get]
func (h treasury) deliveries(c echo.Context) error {
	it, err := h.may(c, policy.Read)
	if err != nil {
		return err
	}
	q := rest.Params(c)
	var verdicts []donate.Verdict
	for _, v := range q.Among("verdict", len(donate.Verdicts()), words(donate.Verdicts())...) {
		verdicts = append(verdicts, donate.Verdict(v))
	}
	p, err := h.onwardOf(q)
	if err != nil {
		return err
	}
	found, err := h.till.Deliveries(c.Request().Context(), it.ID, verdicts, p.place.ID, p.take())
	if err != nil {
		return err
	}
	found, page := onward(p, found, func(d donate.Delivery) string { return d.ID })
	data := make([]Delivery, len(found))
	for i, d := range found {
		data[i] = Delivery{d.ID, d.Provider, d.ChannelID, d.Kind, d.Payment, string(d.Verdict), utc(d.ReceivedAt)}
	}
	return rest.SendList(c, q, data, page)
}
