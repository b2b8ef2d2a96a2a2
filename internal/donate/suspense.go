package donate

import (
	"context"
	"time"

	"newsdesk/internal/auth"
	"newsdesk/internal/db"
	"newsdesk/internal/fault"
	"newsdesk/internal/ident"
	"newsdesk/internal/ledger"
	"newsdesk/internal/text"
)

// Payment is money that a provider says has moved.
type Payment struct {
	ID              string
	Provider        string
	ProviderPayment string
	DonationID      string
	CampaignID      string
	ChannelID       string
	Currency        string
	Amount          int64
	Refunded        int64
	ChargedBack     int64
	Status          PaymentStatus
	Reason          string
	Memo            string
	PaidAt          time.Time
	BookedAt        time.Time
}

// PaymentQuery chooses payments, the newest first.
type PaymentQuery struct {
	CampaignID string
	Status     []PaymentStatus // any if none
	After      string          // id
	Limit      int
}

// Payments lists payments that came in by the channels of a campaign.
func (t *Till) Payments(ctx context.Context, q PaymentQuery) (all []Payment, err error) {
	defer fault.Wrap(&err, "donate.Payments(%s)", q.CampaignID)
	g := db.Gorm(ctx, t.db).Where("campaign_id = ?", q.CampaignID)
	if len(q.Status) > 0 {
		g = g.Where("status IN ?", q.Status)
	}
	if q.After != "" {
		g = g.Where("id < ?", q.After)
	}
	var rows []pay
	if err := g.Order("id DESC").Limit(q.Limit).Find(&rows).Error; err != nil {
		return nil, db.Err(err)
	}
	for i := range rows {
		one, err := t.payment(&rows[i])
		if err != nil {
			return nil, err
		}
		all = append(all, one)
	}
	return all, nil
}

func (t *Till) payment(p *pay) (Payment, error) {
	one := Payment{
		ID: p.ID, Provider: p.Provider, ProviderPayment: p.ProviderPayment, DonationID: p.DonationID, CampaignID: p.CampaignID, ChannelID: p.ChannelID,
		Currency: p.Currency, Amount: p.Amount, Refunded: p.Refunded, ChargedBack: p.ChargedBack, Status: p.Status, Reason: p.Reason,
		PaidAt: p.PaidAt, BookedAt: p.BookedAt,
	}
	if p.Memo == nil {
		return one, nil
	}
	memo, err := t.o.Sealer.Open(p.Memo, "memo "+p.ID)
	one.Memo = string(memo)
	return one, err
}

// FindPayment returns a payment, or NotFound.
func (t *Till) FindPayment(ctx context.Context, id string) (_ Payment, err error) {
	defer fault.Wrap(&err, "donate.FindPayment(%s)", id)
	var p pay
	if err := db.Err(db.Gorm(ctx, t.db).Take(&p, "id = ?", id).Error); err != nil {
		return Payment{}, err
	}
	return t.payment(&p)
}

// Match takes money out of suspense for a donation, or for the campaign whose
// channel it came in by if no donation is named. The journal names the actor.
func (t *Till) Match(ctx context.Context, actor auth.Actor, id, donationID, reason string) (_ Payment, err error) {
	defer fault.Wrap(&err, "donate.Match(%s)", id)
	var f fault.Fields
	reason = text.Lines(&f, "/reason", reason, reasonMost)
	f.If(reason == "", "/reason", "required", "Say why")
	if err := f.Err(); err != nil {
		return Payment{}, err
	}
	return t.decide(ctx, id, func(tx *db.Tx, p *pay) error {
		d, err := t.matched(ctx, tx, p, donationID)
		if err != nil {
			return err
		}
		b, err := ledger.Book(ctx, tx, ledger.Transaction{
			Ref: "matched:" + p.ID, Kind: ledger.Matched, Currency: p.Currency, EffectiveAt: p.PaidAt, Actor: actor.ID, Subject: p.ID,
			Postings: move(fundOf(d.CampaignID), ledger.Account(p.Suspense), p.Amount),
		})
		if err != nil {
			return err
		}
		p.Status, p.Reason, p.DonationID, p.CampaignID, p.Suspense = Credited, "matched", d.ID, d.CampaignID, ""
		if err := tx.Change(ctx, p); err != nil {
			return err
		}
		if d.PaidAt == nil {
			d.PaidAt = &p.PaidAt
		}
		if err := t.settleIn(ctx, tx, d, b, func() { d.Paid += p.Amount }); err != nil {
			return err
		}
		return t.record(ctx, tx, Act{actor, "match", "payment", p.ID, reason})
	})
}

// matched is the donation that money is matched with: the one that is named, or a
// new one of somebody whom nobody knows.
func (t *Till) matched(ctx context.Context, tx *db.Tx, p *pay, donationID string) (*donation, error) {
	if donationID != "" {
		d := new(donation)
		if err := tx.Lock(ctx, d, donationID); err != nil {
			return nil, fault.Member(fault.Invalid, "/donation_id", "not_found", "There is no such donation").Because(err)
		}
		if d.Currency != p.Currency {
			return nil, fault.Member(fault.Invalid, "/donation_id", "not_allowed", "This campaign counts in %s", d.Currency)
		}
		return d, nil
	}
	d := &donation{
		ID: ident.New(), CampaignID: p.CampaignID, ChannelID: p.ChannelID, Currency: p.Currency, Status: Pending, Display: Anonymous, Moderation: Unseen,
		CreatedAt: tx.Now, UpdatedAt: tx.Now,
	}
	d.Flags.V = []string{}
	return d, t.enter(ctx, tx, d)
}

// SendBack notes that money in suspense was returned to whom it came from.
func (t *Till) SendBack(ctx context.Context, actor auth.Actor, id, reason string) (_ Payment, err error) {
	defer fault.Wrap(&err, "donate.SendBack(%s)", id)
	if reason == "" {
		return Payment{}, fault.Member(fault.Invalid, "/reason", "required", "Say why")
	}
	return t.decide(ctx, id, func(tx *db.Tx, p *pay) error {
		b, err := ledger.Book(ctx, tx, ledger.Transaction{
			Ref: "returned:" + p.ID, Kind: ledger.Returned, Currency: p.Currency, EffectiveAt: tx.Now, Actor: actor.ID, Subject: p.ID,
			Postings: move(ledger.Account(p.Origin), ledger.Account(p.Suspense), p.Amount),
		})
		if err != nil {
			return err
		}
		p.Status, p.Reason = Returned, "returned"
		if err := tx.Change(ctx, p); err != nil {
			return err
		}
		if err := t.tallied(ctx, tx, p.CampaignID, b, 0, 0); err != nil {
			return err
		}
		return t.record(ctx, tx, Act{actor, "return", "payment", p.ID, reason})
	})
}

// decide changes a payment that is in suspense.
func (t *Till) decide(ctx context.Context, id string, act func(*db.Tx, *pay) error) (told Payment, err error) {
	err = t.db.Update(ctx, func(tx *db.Tx) error {
		var p pay
		if err := tx.Lock(ctx, &p, id); err != nil {
			return err
		}
		if p.Status != InSuspense {
			return impossible()
		}
		if err := act(tx, &p); err != nil {
			return err
		}
		told, err = t.payment(&p)
		return err
	})
	return told, err
}
