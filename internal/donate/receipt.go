package donate

import (
	"context"
	"fmt"
	"time"

	"newsdesk/internal/auth"
	"newsdesk/internal/db"
	"newsdesk/internal/fault"
	"newsdesk/internal/ident"
)

// Voucher is a receipt for a donation, under a number of its organiser's that has
// no gaps in a year. One that was wrong is taken back by another, never removed.
type Voucher struct {
	ID          string `gorm:"primaryKey"`
	OrganiserID string
	Year        int
	Number      int
	DonationID  string
	CampaignID  string
	Currency    string
	Amount      int64   // minor units; negative takes another back
	Voids       *string // the id of the receipt that this one takes back
	IssuedAt    time.Time
}

// TableName implements gorm's Tabler.
func (Voucher) TableName() string { return "donate_receipts" }

// Serial is the number as it is printed.
func (v Voucher) Serial() string { return fmt.Sprintf("%d-%06d", v.Year, v.Number) }

// Issue returns the receipt of a donation, for whoever holds its token; it makes one
// if there is none. It fails with InvalidTransition for a donation of which nothing
// is left.
func (t *Till) Issue(ctx context.Context, token string) (v Voucher, d Donation, err error) {
	defer fault.Wrap(&err, "donate.Issue")
	id, ok := t.holder(token)
	if !ok {
		return v, d, notFound()
	}
	d, err = t.change(ctx, id, func(tx *db.Tx, row *donation) error {
		c, err := t.o.Campaign(ctx, tx, row.CampaignID)
		if err != nil {
			return err
		}
		last, known, err := t.lastVoucher(ctx, tx, row.ID)
		if err != nil {
			return err
		}
		if v = last; known && last.Amount == row.net() {
			return nil
		}
		if row.net() <= 0 {
			return impossible()
		}
		if known { // the amount is another one now
			if _, err := t.number(ctx, tx, Voucher{OrganiserID: last.OrganiserID, DonationID: row.ID, CampaignID: row.CampaignID, Currency: row.Currency, Amount: -last.Amount, Voids: &last.ID}); err != nil {
				return err
			}
		}
		v, err = t.number(ctx, tx, Voucher{OrganiserID: c.OrganiserID, DonationID: row.ID, CampaignID: row.CampaignID, Currency: row.Currency, Amount: row.net()})
		return err
	})
	return v, d, err
}

// Void takes the receipt of a donation back.
func (t *Till) Void(ctx context.Context, actor auth.Actor, donationID, reason string) (v Voucher, err error) {
	defer fault.Wrap(&err, "donate.Void(%s)", donationID)
	if reason == "" {
		return v, fault.Member(fault.Invalid, "/reason", "required", "Say why")
	}
	_, err = t.change(ctx, donationID, func(tx *db.Tx, row *donation) error {
		last, known, err := t.lastVoucher(ctx, tx, row.ID)
		if err != nil {
			return err
		}
		if !known {
			return notFound()
		}
		v, err = t.number(ctx, tx, Voucher{OrganiserID: last.OrganiserID, DonationID: row.ID, CampaignID: row.CampaignID, Currency: row.Currency, Amount: -last.Amount, Voids: &last.ID})
		if err != nil {
			return err
		}
		return t.record(ctx, tx, Act{actor, "void", "receipt", v.ID, reason})
	})
	return v, err
}

// lastVoucher is the receipt of a donation that was not taken back.
func (t *Till) lastVoucher(ctx context.Context, tx *db.Tx, donationID string) (v Voucher, known bool, err error) {
	var all []Voucher
	if err := db.Gorm(ctx, tx).Where("donation_id = ?", donationID).Order("id DESC").Limit(1).Find(&all).Error; err != nil || len(all) == 0 {
		return v, false, db.Err(err)
	}
	return all[0], all[0].Voids == nil, nil
}

// number gives a receipt the next number of its organiser and year.
func (t *Till) number(ctx context.Context, tx *db.Tx, v Voucher) (Voucher, error) {
	v.ID, v.Year, v.IssuedAt = ident.New(), tx.Now.In(t.o.Zone).Year(), tx.Now
	if err := t.alone(ctx, tx, fmt.Sprintf("receipts %s %d", v.OrganiserID, v.Year)); err != nil {
		return v, err
	}
	err := db.Gorm(ctx, tx).Model(&Voucher{}).Where("organiser_id = ? AND year = ?", v.OrganiserID, v.Year).Select("COALESCE(MAX(number), 0) + 1").Scan(&v.Number).Error
	if err != nil {
		return v, db.Err(err)
	}
	return v, tx.Insert(ctx, &v)
}
