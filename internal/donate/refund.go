package donate

import (
	"context"

	"newsdesk/internal/auth"
	"newsdesk/internal/db"
	"newsdesk/internal/fault"
	"newsdesk/internal/ident"
	"newsdesk/internal/payment"
	"newsdesk/internal/text"
)

// Refund gives money of a donation back, the way it came and no other: at a gateway
// we ask for it, a bank transfer or cash somebody has sent back already. It fails
// with RefundExceeds for more than is left, counting what is on its way.
func (t *Till) Refund(ctx context.Context, actor auth.Actor, id string, minor int64, reason string) (told Donation, err error) {
	defer fault.Wrap(&err, "donate.Refund(%s)", id)
	var f fault.Fields
	reason = text.Lines(&f, "/reason", reason, reasonMost)
	f.If(reason == "", "/reason", "required", "Say why")
	if err := f.Err(); err != nil {
		return told, err
	}
	var r *refund
	var p pay
	told, err = t.change(ctx, id, func(tx *db.Tx, d *donation) error {
		r, p, err = t.ask(ctx, tx, actor, d, minor, reason)
		return err
	})
	if err != nil || r.Status != RefundSubmitted {
		return told, err
	}
	return t.sendRefund(ctx, r, p)
}

// ask finds a payment that the refund can be taken from, and writes the refund down.
// What is with a bank or in cash is booked at once.
func (t *Till) ask(ctx context.Context, tx *db.Tx, actor auth.Actor, d *donation, minor int64, reason string) (*refund, pay, error) {
	p, err := t.refundable(ctx, tx, d, minor)
	if err != nil {
		return nil, p, err
	}
	r := &refund{
		ID: ident.New(), PaymentID: p.ID, DonationID: d.ID, Amount: minor, Status: RefundSubmitted, Reason: reason, RequestedBy: actor.ID,
		CreatedAt: tx.Now, UpdatedAt: tx.Now,
	}
	gateway := payment.Provider(p.Provider).Gateway()
	if !gateway {
		r.Status = RefundSucceeded
	}
	if err := tx.Insert(ctx, r); err != nil {
		return nil, p, err
	}
	if !gateway {
		w := &work{Till: t, tx: tx, provider: p.Provider}
		if err := w.giveBack(ctx, "refund:"+r.ID, &p, d, minor); err != nil {
			return nil, p, err
		}
	}
	return r, p, t.record(ctx, tx, Act{actor, "refund", "donation", d.ID, reason})
}

// refundable is a payment of which that much is left, and locks it.
func (t *Till) refundable(ctx context.Context, tx *db.Tx, d *donation, minor int64) (p pay, err error) {
	var ids []string
	err = db.Gorm(ctx, tx).Model(&pay{}).Where("donation_id = ? AND status = ?", d.ID, Credited).Order("id DESC").Pluck("id", &ids).Error
	if err != nil {
		return p, db.Err(err)
	}
	for _, id := range ids {
		p = pay{}
		if err := tx.Lock(ctx, &p, id); err != nil {
			return p, err
		}
		var underway int64
		err := db.Gorm(ctx, tx).Model(&refund{}).Where("payment_id = ? AND status = ?", id, RefundSubmitted).Select("COALESCE(SUM(amount), 0)").Scan(&underway).Error
		if err != nil {
			return p, db.Err(err)
		}
		if minor > 0 && p.left()-underway >= minor {
			return p, nil
		}
	}
	return p, fault.Member(fault.RefundExceeds, "/amount", "out_of_range", "No more can go back than is left of the gift")
}

// sendRefund asks the gateway. If nobody knows what it did, the refund stays
// submitted, and its news will tell.
func (t *Till) sendRefund(ctx context.Context, r *refund, p pay) (Donation, error) {
	m, err := t.merchant(ctx, t.db, p.CampaignID, p.ChannelID)
	if err != nil {
		return Donation{}, err
	}
	var try attempt
	if err := db.Err(db.Gorm(ctx, t.db).Where("donation_id = ? AND status = ?", r.DonationID, attemptPaid).Order("number DESC").Take(&try).Error); err != nil {
		return Donation{}, err
	}
	result, asked := payment.Refund(ctx, t.o.Client, m, payment.RefundOrder{
		Ref: shortRef(r.ID), Payment: p.ProviderPayment, Order: try.Ref, OrderedAt: try.CreatedAt, Minor: r.Amount, Paid: p.Amount, Currency: p.Currency,
		Description: "Hoan lai ung ho", By: "newsdesk", At: r.CreatedAt,
	})
	if asked != nil {
		return Donation{}, asked
	}
	return t.change(ctx, r.DonationID, func(tx *db.Tx, d *donation) error {
		var now refund
		if err := tx.Lock(ctx, &now, r.ID); err != nil || now.Status != RefundSubmitted {
			return err // its news came first
		}
		now.UpdatedAt = tx.Now
		if result.ID != "" {
			now.ProviderRefund = &result.ID
		}
		switch result.State {
		case payment.RefundPending:
			return tx.Change(ctx, &now)
		case payment.RefundFailed:
			now.Status = RefundFailed
			return tx.Change(ctx, &now)
		case payment.RefundSucceeded:
		}
		now.Status = RefundSucceeded
		if err := tx.Change(ctx, &now); err != nil {
			return err
		}
		var paid pay
		if err := tx.Lock(ctx, &paid, p.ID); err != nil {
			return err
		}
		w := &work{Till: t, tx: tx, provider: p.Provider}
		return w.giveBack(ctx, "refund:"+now.ID, &paid, d, now.Amount)
	})
}

// shortRef is an id as providers take references: without hyphens.
func shortRef(id string) string {
	out := make([]byte, 0, len(id))
	for i := range len(id) {
		if id[i] != '-' {
			out = append(out, id[i])
		}
	}
	return string(out)
}
