package donate

import (
	"context"
	"crypto/rand"
	"slices"
	"strconv"
	"strings"
	"time"

	"newsdesk/internal/campaign"
	"newsdesk/internal/db"
	"newsdesk/internal/donor"
	"newsdesk/internal/fault"
	"newsdesk/internal/ident"
	"newsdesk/internal/payment"
	"newsdesk/internal/vietqr"
)

// Request is what somebody wants to give.
type Request struct {
	CampaignID string
	ChannelID  string
	Minor      int64
	Currency   string
	Display    Display // Anonymous if empty
	Person     donor.Person
	Message    string
	Locale     string
	ReturnURL  string // where the browser goes after a gateway
	Key        string // of idempotency; required
	Source     string // the consumer whose key asks, or empty
	Address    string // of the client, as the edge knows it
}

// Next is what a donor does now. It is stored and on the wire.
type Next struct {
	Kind     string `json:"kind"` // bank_transfer, or redirect
	URL      string `json:"url,omitzero"`
	Deeplink string `json:"deeplink,omitzero"`
	QR       string `json:"qr,omitzero"` // what a code to scan holds
	BIN      string `json:"bin,omitzero"`
	Account  string `json:"account,omitzero"`
	Holder   string `json:"holder,omitzero"`
	Memo     string `json:"memo,omitzero"`
}

// The kinds of next steps.
const (
	NextTransfer = "bank_transfer"
	NextRedirect = "redirect"
)

// Receipt is the answer to a request.
type Receipt struct {
	Donation Donation
	Token    string
	Next     *Next // nil: there is nothing to do, or not any more
	// Repeated says that the answer was given before, to the same request.
	Repeated bool
}

const (
	keysKept      = 7 * 24 * time.Hour
	intentGood    = 72 * time.Hour   // how long an announced gift is expected
	checkoutGood  = 15 * time.Minute // how long a gateway waits for the payer
	checkoutBegun = 30 * time.Second // how long asking a gateway may take
)

// Give takes down what somebody wants to give, and says what to do for it. The
// same key with the same request has the same answer for seven days; nothing is
// credited until the money is there.
//
// It fails with CampaignClosed unless the campaign and the channel are open, with
// AmountOutOfRange below the minimum, with RateLimited after too many failed
// attempts, with KeyReused or KeyBusy, and with Invalid for every bad member at once.
func (t *Till) Give(ctx context.Context, req Request) (r Receipt, err error) {
	defer fault.Wrap(&err, "donate.Give(%s)", req.CampaignID)
	c, _, err := t.live(ctx, t.db, req.CampaignID, req.ChannelID)
	if err != nil {
		return r, err
	}
	if err := req.sound(c).Err(); err != nil {
		return r, err
	}
	var began *attempt
	err = t.db.Update(ctx, func(tx *db.Tx) error {
		began = nil
		var known bool
		if r, known, err = t.again(ctx, tx, req); known || err != nil {
			return err
		}
		r, began, err = t.intend(ctx, tx, c, req)
		return err
	})
	if err != nil || began == nil {
		return r, err
	}
	return t.send(ctx, c, req, r, began)
}

// sound says what is wrong with a request, whatever stands in the books.
func (req *Request) sound(c *campaign.Campaign) (f fault.Fields) {
	if req.Display == "" {
		req.Display = Anonymous
	}
	f.If(!slices.Contains(Displays(), req.Display), "/display", "not_allowed", "This is one of: %s", "anonymous, initials, name")
	f.If(req.Display != Anonymous && strings.TrimSpace(req.Person.Name) == "", "/donor/name", "required", "Give the name that is to be shown")
	f.If(req.Currency != c.Currency, "/currency", "not_allowed", "This campaign counts in %s", c.Currency)
	person, faults := req.Person.Clean()
	f = append(f, faults.At("/donor")...)
	words, faults := donor.Person{Message: req.Message}.Clean()
	req.Person, req.Message = person, words.Message
	return append(f, faults...)
}

// intend writes down a new donation.
func (t *Till) intend(ctx context.Context, tx *db.Tx, c *campaign.Campaign, req Request) (r Receipt, began *attempt, err error) {
	ch, err := admit(c, req, tx.Now)
	if err != nil {
		return r, nil, err
	}
	client := t.clientOf(req)
	if err := t.patient(ctx, tx, req, client, ch); err != nil {
		return r, nil, err
	}
	d := &donation{
		ID: ident.New(), CampaignID: req.CampaignID, ChannelID: ch.ID, Source: req.Source, Client: client, Currency: c.Currency, Intended: req.Minor,
		Status: Intent, Display: req.Display, Moderation: Unseen, Locale: req.Locale, CreatedAt: tx.Now, UpdatedAt: tx.Now,
		ExpiresAt: new(tx.Now.Add(intentGood)),
	}
	if err := t.remember(ctx, tx, d, req); err != nil {
		return r, nil, err
	}
	if err := t.enter(ctx, tx, d); err != nil {
		return r, nil, err
	}
	if r, err = t.receipt(c, d); err != nil || ch.Kind != campaign.Gateway {
		return r, nil, t.promise(ctx, tx, req, d, err)
	}
	began = &attempt{
		Ref: d.Ref, DonationID: d.ID, Number: 1, Provider: ch.Provider, ChannelID: ch.ID, CampaignID: d.CampaignID, Client: client,
		Status: attemptOpen, CreatedAt: tx.Now,
	}
	return r, began, t.promise(ctx, tx, req, d, tx.Insert(ctx, began))
}

// promise keeps the key of a request with the donation that was made for it.
func (t *Till) promise(ctx context.Context, tx *db.Tx, req Request, d *donation, err error) error {
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, "UPDATE donate_keys SET donation_id = ? WHERE hash = ?", d.ID, t.keyOf(req))
	return err
}

// admit finds the channel of a request, if one can give by it now.
func admit(c *campaign.Campaign, req Request, now time.Time) (campaign.Channel, error) {
	ch, ok := c.Channel(req.ChannelID)
	if !ok {
		return ch, fault.Member(fault.Invalid, "/channel_id", "not_found", "The campaign has no such channel")
	}
	if ch.Kind != campaign.Bank && ch.Kind != campaign.Gateway || c.Custody == campaign.ThirdParty {
		return ch, fault.Member(fault.Invalid, "/channel_id", "not_allowed", "Gifts by this channel are not announced; see its instruction")
	}
	if c.When().At(now) != campaign.StateOpen || !ch.OpenAt(now) {
		return ch, closed()
	}
	if req.Minor < c.Minimum {
		return ch, fault.Member(fault.AmountOutOfRange, "/amount", "out_of_range", "This campaign takes gifts from %d on", c.Minimum)
	}
	return ch, nil
}

func closed() error {
	return fault.New(fault.CampaignClosed, "This campaign takes no donations now")
}

// keyOf is the stored form of the key of a request: of its caller and its campaign.
func (t *Till) keyOf(req Request) string {
	return hash(t.request, "key", req.Source, req.CampaignID, req.Key)
}

func (t *Till) digestOf(req Request) string {
	p := req.Person
	return hash(t.request, "request", req.ChannelID, strconv.FormatInt(req.Minor, 10), req.Currency, string(req.Display), req.Message, req.Locale, req.ReturnURL,
		p.Name, p.Email, p.Phone, p.Address, p.TaxID)
}

// again claims the key of a request, or returns the answer that it was given
// before. Who comes at the same moment waits for the first here.
func (t *Till) again(ctx context.Context, tx *db.Tx, req Request) (r Receipt, known bool, err error) {
	key, digest := t.keyOf(req), t.digestOf(req)
	n, err := tx.Exec(ctx, `INSERT INTO donate_keys (hash, request, donation_id, expires_at) VALUES (?, ?, '', ?)
		ON CONFLICT (hash) DO UPDATE SET request = excluded.request, donation_id = '', expires_at = excluded.expires_at
		WHERE donate_keys.expires_at <= ?`, key, digest, tx.Now.Add(keysKept), tx.Now)
	if err != nil || n == 1 {
		return r, false, err
	}
	var was answered
	if err := db.Err(db.Gorm(ctx, tx).Take(&was, "hash = ?", key).Error); err != nil {
		return r, false, err
	}
	if was.Request != digest {
		return r, true, fault.HeaderField(fault.KeyReused, "Idempotency-Key", "repeated", "This key was used for another request; make a new one")
	}
	d, err := find(ctx, tx, was.DonationID)
	if err != nil {
		return r, true, err
	}
	r, err = t.answer(ctx, tx, d)
	r.Repeated = true
	return r, true, err
}

// answer is the receipt of a donation that was announced before.
func (t *Till) answer(ctx context.Context, tx *db.Tx, d *donation) (r Receipt, err error) {
	c, ch, err := t.live(ctx, tx, d.CampaignID, d.ChannelID)
	if err != nil {
		return r, err
	}
	r, err = t.receipt(c, d)
	if err != nil || ch.Kind != campaign.Gateway {
		return r, err
	}
	var tries []attempt
	if err := db.Gorm(ctx, tx).Where("donation_id = ?", d.ID).Order("number DESC").Limit(1).Find(&tries).Error; err != nil || len(tries) == 0 {
		return r, db.Err(err)
	}
	last := tries[0]
	if last.Next.V.Kind == "" && last.Status == attemptOpen && tx.Now.Sub(last.CreatedAt) < checkoutBegun {
		return r, busy()
	}
	if r.Next = nil; last.Next.V.Kind != "" && last.Status == attemptOpen {
		r.Next = &last.Next.V
	}
	return r, nil
}

func busy() error {
	return retry(fault.New(fault.KeyBusy, "The first request with this key is being answered"), time.Second)
}

// remember keeps what a donor says of themselves, and what they agreed to. Who is
// shown is kept for each gift by itself: whoever types an address need not be the one
// that it belongs to, and must not be shown their name.
func (t *Till) remember(ctx context.Context, tx *db.Tx, d *donation, req Request) (err error) {
	if req.Person.Email+req.Person.Phone+req.Person.Address+req.Person.TaxID != "" {
		if d.DonorID, err = t.o.Donors.Put(ctx, tx, req.Person); err != nil {
			return err
		}
	}
	if d.Flags.V = []string{}; req.Display == Anonymous && req.Message == "" {
		return nil
	}
	shown := donor.Person{Message: req.Message}
	if req.Display != Anonymous {
		shown.Name = req.Person.Name
	}
	if d.ShownID, err = t.o.Donors.Put(ctx, tx, shown); err != nil {
		return err
	}
	d.Flags.V = append(d.Flags.V, donor.Flags(req.Message)...)
	if req.Display == Anonymous {
		return nil
	}
	return t.consent(ctx, tx, d.ShownID)
}

// enter stores a new donation under a reference that nobody else has.
func (t *Till) enter(ctx context.Context, tx *db.Tx, d *donation) error {
	for range references {
		ref, err := vietqr.NewReference(rand.Reader)
		if err != nil {
			return err
		}
		n, err := tx.Exec(ctx, insertDonation, d.ID, ref, d.CampaignID, d.ChannelID, d.Source, d.Client, d.DonorID, d.Currency, d.Intended, d.Paid,
			d.Status, d.Display, d.ShownID, d.Flags, d.Moderation, d.Locale, d.ExternalRef, d.RecordedBy, d.ApprovedBy, d.Note, d.PaidAt, d.ExpiresAt, d.CreatedAt, d.UpdatedAt)
		if err != nil {
			return err
		}
		if d.Ref = ref; n == 1 {
			return nil
		}
	}
	return fault.New(fault.Internal, "There is no reference left")
}

const insertDonation = `INSERT INTO donate_donations (id, ref, campaign_id, channel_id, source, client, donor_id, currency, intended, paid,
	refunded, charged_back, won_back, disputed, status, display, shown_id, flags, moderation, locale, external_ref, recorded_by, approved_by, note,
	paid_at, expires_at, created_at, updated_at)
	VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, 0, 0, FALSE, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
	ON CONFLICT (ref) DO NOTHING`

// references is how often a reference is drawn that is taken: of 34 thousand
// million, that does not happen twice.
const references = 8

// send asks the gateway for a place to pay at.
func (t *Till) send(ctx context.Context, c *campaign.Campaign, req Request, r Receipt, began *attempt) (Receipt, error) {
	m, err := t.merchant(ctx, t.db, req.CampaignID, req.ChannelID)
	if err != nil {
		return r, err
	}
	order := payment.Order{
		Ref: began.Ref, Donation: r.Donation.Ref, Minor: req.Minor, Currency: c.Currency, Description: "Ung ho " + r.Donation.Ref,
		ReturnURL: req.ReturnURL, NotifyURL: t.hook(m.Provider, req.CampaignID, req.ChannelID), ClientIP: req.Address,
		At: began.CreatedAt, ExpiresAt: began.CreatedAt.Add(checkoutGood),
	}
	next, err := payment.Checkout(ctx, t.o.Client, m, order)
	if err != nil {
		return r, t.abandon(ctx, began, err)
	}
	began.Next.V = Next{Kind: NextRedirect, URL: next.URL, Deeplink: next.Deeplink, QR: next.QR}
	err = t.db.Update(ctx, func(tx *db.Tx) error {
		if _, err := tx.Exec(ctx, "UPDATE donate_attempts SET next = ? WHERE ref = ?", began.Next, began.Ref); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, "UPDATE donate_donations SET status = ?, updated_at = ? WHERE id = ? AND status = ?", Pending, tx.Now, began.DonationID, Intent)
		return err
	})
	r.Donation.Status, r.Next = Pending, &began.Next.V
	return r, err
}

// abandon ends an attempt that the gateway did not want, with the key, so that the
// same request may be made again.
func (t *Till) abandon(ctx context.Context, began *attempt, cause error) error {
	err := t.db.Update(ctx, func(tx *db.Tx) error {
		if _, err := tx.Exec(ctx, "DELETE FROM donate_keys WHERE donation_id = ?", began.DonationID); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, "UPDATE donate_donations SET status = ?, updated_at = ? WHERE id = ? AND paid = 0", Failed, tx.Now, began.DonationID)
		return err
	})
	if err != nil {
		return err
	}
	return cause
}

// hook is where a provider announces what happens in a channel.
func (t *Till) hook(p payment.Provider, campaignID, channelID string) string {
	return t.o.BaseURL + "/v1/hooks/" + string(p) + "/" + campaignID + "/" + channelID
}
