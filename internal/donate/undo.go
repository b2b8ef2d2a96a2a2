package donate

import (
	"cmp"
	"context"

	"newsdesk/internal/db"
	"newsdesk/internal/ident"
	"newsdesk/internal/ledger"
	"newsdesk/internal/payment"
)

// undone has the effect of money that went back, or was fought over.
func (w *work) undone(ctx context.Context, e payment.Event) (Verdict, error) {
	var known []pay
	err := db.Gorm(ctx, w.tx).Where("provider = ? AND provider_payment = ?", w.provider, e.Payment).Limit(1).Find(&known).Error
	if err != nil {
		return "", db.Err(err)
	}
	if len(known) == 0 {
		return w.wait(ctx, e)
	}
	if known[0].Status != Credited {
		return NoEffect, nil
	}
	var d donation
	if err := w.tx.Lock(ctx, &d, known[0].DonationID); err != nil {
		return "", err
	}
	var p pay
	if err := w.tx.Lock(ctx, &p, known[0].ID); err != nil {
		return "", err
	}
	if e.Kind == payment.Refunded {
		return w.refunded(ctx, e, &p, &d)
	}
	return w.disputed(ctx, e, &p, &d)
}

// refunded books what the provider says has gone back, as far as it was not known.
func (w *work) refunded(ctx context.Context, e payment.Event, p *pay, d *donation) (Verdict, error) {
	more := e.Minor
	if e.Cumulative > 0 {
		more = e.Cumulative - p.Refunded
	} else if e.RefundID != "" {
		var same int64
		err := db.Gorm(ctx, w.tx).Model(&refund{}).Where("payment_id = ? AND provider_refund = ? AND status = ?", p.ID, e.RefundID, RefundSucceeded).Count(&same).Error
		if err != nil || same > 0 {
			return Known, db.Err(err)
		}
	}
	if more <= 0 {
		return Known, nil
	}
	if more > p.left() {
		return WrongSum, nil
	}
	if err := w.matchRefunds(ctx, e, p, more); err != nil {
		return "", err
	}
	return Effective, w.giveBack(ctx, "refund:"+p.ID+":"+ident.New(), p, d, more)
}

// matchRefunds ends the refunds that we asked for and that this is the news of. What
// is left over, somebody did at the provider's own pages.
func (w *work) matchRefunds(ctx context.Context, e payment.Event, p *pay, more int64) error {
	var asked []refund
	err := db.Gorm(ctx, w.tx).Where("payment_id = ? AND status = ?", p.ID, RefundSubmitted).Order("id").Find(&asked).Error
	if err != nil {
		return db.Err(err)
	}
	for _, r := range asked {
		mine := e.RefundID == "" || r.ProviderRefund == nil || *r.ProviderRefund == e.RefundID
		if !mine || r.Amount > more {
			continue
		}
		r.Status, r.UpdatedAt = RefundSucceeded, w.tx.Now
		if more -= r.Amount; e.RefundID != "" {
			r.ProviderRefund = &e.RefundID
		}
		if err := w.tx.Change(ctx, &r); err != nil {
			return err
		}
	}
	if more == 0 {
		return nil
	}
	r := &refund{
		ID: ident.New(), PaymentID: p.ID, DonationID: p.DonationID, Amount: more, Status: RefundSucceeded, Reason: "provider",
		RequestedBy: "provider:" + w.provider, CreatedAt: w.tx.Now, UpdatedAt: w.tx.Now,
	}
	if e.RefundID != "" {
		r.ProviderRefund = &e.RefundID
	}
	return w.tx.Insert(ctx, r)
}

// giveBack books that money went back the way it came. The payment and the donation
// are locked.
func (w *work) giveBack(ctx context.Context, ref string, p *pay, d *donation, minor int64) error {
	b, err := w.book(ctx, p, ledger.Refund, ref, move(ledger.Account(p.Origin), fundOf(d.CampaignID), minor))
	if err != nil {
		return err
	}
	if _, err := w.tx.Exec(ctx, "UPDATE donate_payments SET refunded = refunded + ? WHERE id = ?", minor, p.ID); err != nil {
		return err
	}
	p.Refunded += minor
	return w.settle(ctx, d, b, func() { d.Refunded += minor })
}

// disputed books that a payer's bank took money back, or had to return it. Whichever
// comes first, each is booked once.
func (w *work) disputed(ctx context.Context, e payment.Event, p *pay, d *donation) (Verdict, error) {
	fight, isNew, err := w.dispute(ctx, e, p)
	if err != nil {
		return "", err
	}
	if isNew {
		if e.Minor > p.left() {
			return WrongSum, w.drop(ctx, fight)
		}
		if err := w.takeBack(ctx, fight, p, d); err != nil {
			return "", err
		}
	}
	to := map[payment.Kind]string{payment.DisputeWon: disputeWon, payment.DisputeLost: disputeLost}[e.Kind]
	if to == "" || fight.Status != disputeOpen {
		if isNew {
			return Effective, nil
		}
		return Known, nil
	}
	fight.Status, fight.UpdatedAt = to, w.tx.Now
	if err := w.tx.Change(ctx, fight); err != nil {
		return "", err
	}
	if to == disputeLost {
		d.Disputed = false
		d.Status = d.status()
		_, err := w.tx.Exec(ctx, "UPDATE donate_donations SET disputed = ?, status = ?, updated_at = ? WHERE id = ?", false, d.Status, w.tx.Now, d.ID)
		return Effective, err
	}
	return Effective, w.winBack(ctx, fight, p, d)
}

// dispute finds the row of a dispute, or makes one.
func (w *work) dispute(ctx context.Context, e payment.Event, p *pay) (*dispute, bool, error) {
	row := &dispute{
		ID: ident.New(), PaymentID: p.ID, ProviderDispute: cmp.Or(e.DisputeID, e.Key), Amount: e.Minor, Status: disputeOpen, CreatedAt: w.tx.Now, UpdatedAt: w.tx.Now,
	}
	var was []dispute
	err := db.Gorm(ctx, w.tx).Where("payment_id = ? AND provider_dispute = ?", p.ID, row.ProviderDispute).Limit(1).Find(&was).Error
	if err != nil || len(was) == 1 {
		if len(was) == 1 {
			row = &was[0]
		}
		return row, false, db.Err(err)
	}
	return row, true, w.tx.Insert(ctx, row)
}

func (w *work) drop(ctx context.Context, d *dispute) error {
	_, err := w.tx.Exec(ctx, "DELETE FROM donate_disputes WHERE id = ?", d.ID)
	return err
}

func (w *work) takeBack(ctx context.Context, fight *dispute, p *pay, d *donation) error {
	b, err := w.book(ctx, p, ledger.Chargeback, "chargeback:"+fight.ID, move(ledger.Account(p.Origin), fundOf(d.CampaignID), fight.Amount))
	if err != nil {
		return err
	}
	if _, err := w.tx.Exec(ctx, "UPDATE donate_payments SET charged_back = charged_back + ? WHERE id = ?", fight.Amount, p.ID); err != nil {
		return err
	}
	p.ChargedBack += fight.Amount
	return w.settle(ctx, d, b, func() { d.ChargedBack, d.Disputed = d.ChargedBack+fight.Amount, true })
}

func (w *work) winBack(ctx context.Context, fight *dispute, p *pay, d *donation) error {
	b, err := w.book(ctx, p, ledger.WonBack, "won_back:"+fight.ID, move(fundOf(d.CampaignID), ledger.Account(p.Origin), fight.Amount))
	if err != nil {
		return err
	}
	if _, err := w.tx.Exec(ctx, "UPDATE donate_payments SET won_back = won_back + ? WHERE id = ?", fight.Amount, p.ID); err != nil {
		return err
	}
	p.WonBack += fight.Amount
	return w.settle(ctx, d, b, func() { d.WonBack, d.Disputed = d.WonBack+fight.Amount, false })
}
