package donate

import (
	"context"
	"time"

	"newsdesk/internal/campaign"
	"newsdesk/internal/db"
	"newsdesk/internal/fault"
	"newsdesk/internal/ident"
	"newsdesk/internal/ledger"
	"newsdesk/internal/payment"
)

// work is one event that has its effect, inside its transaction.
type work struct {
	*Till
	tx         *db.Tx
	provider   string
	campaign   *campaign.Campaign
	campaignID string
	channel    campaign.Channel
	channelID  string
}

// apply has the effect of an event. What happens follows from the set of events
// that came, not from their order.
func (w *work) apply(ctx context.Context, e payment.Event) (Verdict, error) {
	switch e.Kind {
	case payment.Paid:
		if e.Message != nil {
			return w.texted(ctx, e)
		}
		return w.paid(ctx, e)
	case payment.Failed:
		return w.failed(ctx, e)
	case payment.Refunded, payment.Disputed, payment.DisputeWon, payment.DisputeLost:
		return w.undone(ctx, e)
	case payment.Transferred:
		return w.transferred(ctx, e)
	case payment.Outgoing, payment.Other:
	}
	return NoEffect, nil
}

// paid credits an order that was paid.
func (w *work) paid(ctx context.Context, e payment.Event) (Verdict, error) {
	try, d, err := w.ordered(ctx, e.Order)
	if fault.Is(err, fault.NotFound) {
		return NoOrder, nil
	}
	if err != nil {
		return "", err
	}
	p := w.payment(e, d.ID, pspOf(d.CampaignID, w.provider))
	switch {
	case e.Currency != d.Currency:
		p.Status, p.Reason = Parked, "currency"
	case e.Minor != d.Intended:
		p.Status, p.Reason = Parked, "amount"
	}
	if isNew, err := w.claim(ctx, p); err != nil || !isNew {
		return Known, err
	}
	if p.Status == Parked {
		return WrongSum, nil
	}
	if err := w.end(ctx, try, attemptPaid, ""); err != nil {
		return "", err
	}
	v, err := w.credit(ctx, p, d, e.Fee)
	if err != nil || v != Effective {
		return v, err
	}
	return v, w.catchUp(ctx, p)
}

// ordered finds the attempt and the donation of an order, and locks the latter.
func (w *work) ordered(ctx context.Context, ref string) (attempt, *donation, error) {
	var try attempt
	if ref == "" {
		return try, nil, notFound()
	}
	if err := db.Err(db.Gorm(ctx, w.tx).Take(&try, "ref = ? AND provider = ? AND campaign_id = ?", ref, w.provider, w.campaignID).Error); err != nil {
		return try, nil, err
	}
	d := new(donation)
	return try, d, w.tx.Lock(ctx, d, try.DonationID)
}

// payment is the row of what an event says was paid.
func (w *work) payment(e payment.Event, donationID string, origin ledger.Account) *pay {
	return &pay{
		ID: ident.New(), Provider: w.provider, ProviderPayment: e.Payment, DonationID: donationID, CampaignID: w.campaignID, ChannelID: w.channelID,
		Origin: string(origin), Currency: e.Currency, Amount: e.Minor, Status: Credited, PaidAt: whenPaid(e.At, w.tx.Now), BookedAt: w.tx.Now,
	}
}

// whenPaid is the provider's time, where it tells one.
func whenPaid(at, now time.Time) time.Time {
	if at.IsZero() {
		return now
	}
	return at.UTC().Truncate(time.Millisecond)
}

// claim stores a payment, unless it was told of before, by this provider or by
// another one that sees the same bank account.
func (w *work) claim(ctx context.Context, p *pay) (isNew bool, err error) {
	n, err := w.tx.Exec(ctx, `INSERT INTO donate_payments (id, provider, provider_payment, fingerprint, donation_id, campaign_id, channel_id, origin, suspense,
		currency, amount, refunded, charged_back, won_back, status, reason, memo, paid_at, booked_at)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, 0, 0, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
		p.ID, p.Provider, p.ProviderPayment, p.Fingerprint, p.DonationID, p.CampaignID, p.ChannelID, p.Origin, p.Suspense,
		p.Currency, p.Amount, p.Status, p.Reason, p.Memo, p.PaidAt, p.BookedAt)
	return n == 1, err
}

// late reports whether a payment was made when the campaign took no more.
func (w *work) late(p *pay) bool {
	return w.campaign.ClosesAt != nil && !p.PaidAt.Before(*w.campaign.ClosesAt)
}

// credit books a payment for a donation, with what the provider keeps of it. What
// was paid too late is put aside.
func (w *work) credit(ctx context.Context, p *pay, d *donation, fee int64) (Verdict, error) {
	if w.late(p) {
		return Suspicious, w.putAside(ctx, p, lateOf(p.CampaignID), "after_close")
	}
	b, err := w.book(ctx, p, ledger.Gift, "gift:"+p.ID, move(fundOf(d.CampaignID), ledger.Account(p.Origin), p.Amount))
	if fault.Is(err, fault.Invalid) {
		return WrongSum, w.mark(ctx, p, Parked, "amount_out_of_range")
	}
	if err != nil {
		return "", err
	}
	if fee > 0 {
		if _, err := w.book(ctx, p, ledger.Fee, "fee:"+p.ID, move(ledger.Account(p.Origin), fundOf(d.CampaignID), fee)); err != nil {
			return "", err
		}
	}
	if d.Paid > 0 && w.channel.Kind == campaign.Gateway {
		if err := w.mark(ctx, p, Credited, "duplicate_payment"); err != nil {
			return "", err
		}
	}
	if d.PaidAt == nil {
		d.PaidAt = &p.PaidAt
	}
	return Effective, w.settle(ctx, d, b, func() { d.Paid += p.Amount })
}

// book books something about a payment.
func (w *work) book(ctx context.Context, p *pay, kind ledger.Kind, ref string, postings []ledger.Posting) (ledger.Booked, error) {
	return ledger.Book(ctx, w.tx, ledger.Transaction{
		Ref: ref, Kind: kind, Currency: p.Currency, EffectiveAt: p.PaidAt, Actor: "provider:" + w.provider, Subject: p.ID, Postings: postings,
	})
}

// mark says what became of a payment.
func (w *work) mark(ctx context.Context, p *pay, s PaymentStatus, reason string) error {
	p.Status, p.Reason = s, reason
	_, err := w.tx.Exec(ctx, "UPDATE donate_payments SET status = ?, reason = ?, suspense = ?, donation_id = ? WHERE id = ?", s, reason, p.Suspense, p.DonationID, p.ID)
	return err
}

// putAside books money that is here, and cannot be credited.
func (w *work) putAside(ctx context.Context, p *pay, where ledger.Account, reason string) error {
	p.Suspense = string(where)
	if err := w.mark(ctx, p, InSuspense, reason); err != nil {
		return err
	}
	b, err := w.book(ctx, p, ledger.Suspended, "suspended:"+p.ID, move(where, ledger.Account(p.Origin), p.Amount))
	if err != nil {
		return err
	}
	return w.tallied(ctx, w.tx, p.CampaignID, b, 0, 0)
}

// settle changes what the payments of a donation add up to, and what follows from
// that. It comes after the booking b, in whose lane it counts.
func (t *Till) settleIn(ctx context.Context, tx *db.Tx, d *donation, b ledger.Booked, change func()) error {
	was := d.net() > 0
	change()
	d.Status, d.UpdatedAt = d.status(), tx.Now
	_, err := tx.Exec(ctx, `UPDATE donate_donations SET paid = ?, refunded = ?, charged_back = ?, won_back = ?, disputed = ?, status = ?, paid_at = ?, updated_at = ?
		WHERE id = ?`, d.Paid, d.Refunded, d.ChargedBack, d.WonBack, d.Disputed, d.Status, d.PaidAt, d.UpdatedAt, d.ID)
	if err != nil {
		return err
	}
	var donations, donors int64
	switch is := d.net() > 0; {
	case is && !was:
		donations = 1
	case !is && was:
		donations = -1
	}
	if donations == 1 && d.DonorID != "" {
		donors, err = tx.Exec(ctx, "INSERT INTO donate_givers (campaign_id, donor_id) VALUES (?, ?) ON CONFLICT DO NOTHING", d.CampaignID, d.DonorID)
		if err != nil {
			return err
		}
	}
	return t.tallied(ctx, tx, d.CampaignID, b, donations, donors)
}

func (w *work) settle(ctx context.Context, d *donation, b ledger.Booked, change func()) error {
	return w.settleIn(ctx, w.tx, d, b, change)
}

// failed ends an attempt. What was paid stays paid.
func (w *work) failed(ctx context.Context, e payment.Event) (Verdict, error) {
	try, d, err := w.ordered(ctx, e.Order)
	if fault.Is(err, fault.NotFound) {
		return NoOrder, nil
	}
	if err != nil || try.Status != attemptOpen {
		return Known, err
	}
	if err := w.end(ctx, try, attemptFailed, e.Reason); err != nil || d.Paid > 0 {
		return Effective, err
	}
	_, err = w.tx.Exec(ctx, "UPDATE donate_donations SET status = ?, updated_at = ? WHERE id = ?", Failed, w.tx.Now, d.ID)
	return Effective, err
}

func (w *work) end(ctx context.Context, try attempt, status, reason string) error {
	_, err := w.tx.Exec(ctx, "UPDATE donate_attempts SET status = ?, reason = ?, ended_at = ? WHERE ref = ?", status, reason, w.tx.Now, try.Ref)
	return err
}

// texted credits a message to a short number that a portal tells of.
func (w *work) texted(ctx context.Context, e payment.Event) (Verdict, error) {
	m := w.channel.Text
	if m == nil { // the channel is another one by now
		m = &campaign.TextMessage{}
	}
	right := e.Message.ShortCode == m.ShortCode && e.Message.Keyword == m.Keyword && e.Currency == w.campaign.Currency
	if n, ok := m.Units(e.Minor); right && ok && int64(n) == e.Message.Units && w.campaign.Custody == campaign.Own {
		return w.anonymous(ctx, w.payment(e, "", portalOf(w.campaignID)))
	}
	p := w.payment(e, "", portalOf(w.campaignID))
	p.Status, p.Reason = Parked, "amount"
	if isNew, err := w.claim(ctx, p); err != nil || !isNew {
		return Known, err
	}
	return WrongSum, nil
}

// anonymous credits money that nobody announced to the campaign of the channel.
func (w *work) anonymous(ctx context.Context, p *pay) (Verdict, error) {
	d := &donation{
		ID: ident.New(), CampaignID: p.CampaignID, ChannelID: p.ChannelID, Currency: p.Currency, Status: Pending, Display: Anonymous, Moderation: Unseen,
		CreatedAt: w.tx.Now, UpdatedAt: w.tx.Now,
	}
	d.Flags.V = []string{}
	p.DonationID = d.ID
	if isNew, err := w.claim(ctx, p); err != nil || !isNew {
		return Known, err
	}
	if w.late(p) {
		p.DonationID = ""
		return Suspicious, w.putAside(ctx, p, lateOf(p.CampaignID), "after_close")
	}
	if err := w.enter(ctx, w.tx, d); err != nil {
		return "", err
	}
	return w.credit(ctx, p, d, 0)
}

// early is the row of an event about a payment that nobody has told of yet.
type early struct {
	ID       string `gorm:"primaryKey"`
	Provider string
	Payment  string
	Event    db.JSON[payment.Event]
}

// TableName implements gorm's Tabler.
func (early) TableName() string { return "donate_early" }

// wait keeps an event for the time when its payment is told of.
func (w *work) wait(ctx context.Context, e payment.Event) (Verdict, error) {
	row := &early{ID: ident.New(), Provider: w.provider, Payment: e.Payment}
	row.Event.V = e
	return Early, w.tx.Insert(ctx, row)
}

// catchUp has the effects of what was told of a payment before the payment itself.
func (w *work) catchUp(ctx context.Context, p *pay) error {
	var rows []early
	err := db.Gorm(ctx, w.tx).Where("provider = ? AND payment = ?", w.provider, p.ProviderPayment).Order("id").Find(&rows).Error
	if err != nil || len(rows) == 0 {
		return db.Err(err)
	}
	for _, row := range rows {
		if _, err := w.undone(ctx, row.Event.V); err != nil {
			return err
		}
	}
	_, err = w.tx.Exec(ctx, "DELETE FROM donate_early WHERE provider = ? AND payment = ?", w.provider, p.ProviderPayment)
	return err
}
