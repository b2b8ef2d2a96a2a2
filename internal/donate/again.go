package donate

import (
	"context"
	"strconv"

	"newsdesk/internal/campaign"
	"newsdesk/internal/db"
	"newsdesk/internal/fault"
)

// Retry lets a donor try once more to pay at the gateway, whose last attempt failed,
// or was left. Each attempt is an order of its own with the provider, so a late
// success of an older one is seen, and is a second payment. It fails with
// InvalidTransition for a gift that is paid or needs no gateway, and otherwise as
// [Till.Give] does.
func (t *Till) Retry(ctx context.Context, token, returnURL, address string) (r Receipt, err error) {
	defer fault.Wrap(&err, "donate.Retry")
	id, ok := t.holder(token)
	if !ok {
		return r, notFound()
	}
	d, err := find(ctx, t.db, id)
	if err != nil {
		return r, err
	}
	c, ch, err := t.live(ctx, t.db, d.CampaignID, d.ChannelID)
	if err != nil {
		return r, err
	}
	req := Request{
		CampaignID: d.CampaignID, ChannelID: d.ChannelID, Minor: d.Intended, Currency: d.Currency, ReturnURL: returnURL, Source: d.Source, Address: address,
	}
	var began *attempt
	err = t.db.Update(ctx, func(tx *db.Tx) error {
		began, err = t.reopen(ctx, tx, id, c, ch, req)
		return err
	})
	if err != nil {
		return r, err
	}
	if r, err = t.Held(ctx, token); err != nil {
		return r, err
	}
	return t.send(ctx, c, req, r, began)
}

// reopen writes down the next attempt of a donation.
func (t *Till) reopen(ctx context.Context, tx *db.Tx, id string, c *campaign.Campaign, ch campaign.Channel, req Request) (*attempt, error) {
	var d donation
	if err := tx.Lock(ctx, &d, id); err != nil {
		return nil, err
	}
	if d.Paid > 0 || ch.Kind != campaign.Gateway {
		return nil, impossible()
	}
	if _, err := admit(c, req, tx.Now); err != nil {
		return nil, err
	}
	client := t.clientOf(req)
	if err := t.patient(ctx, tx, req, client, ch); err != nil {
		return nil, err
	}
	var tries int64
	if err := db.Gorm(ctx, tx).Model(&attempt{}).Where("donation_id = ?", id).Count(&tries).Error; err != nil {
		return nil, db.Err(err)
	}
	began := &attempt{
		Ref: d.Ref + "A" + strconv.FormatInt(tries+1, 10), DonationID: id, Number: int(tries) + 1, Provider: ch.Provider, ChannelID: ch.ID,
		CampaignID: d.CampaignID, Client: client, Status: attemptOpen, CreatedAt: tx.Now,
	}
	if err := tx.Insert(ctx, began); err != nil {
		return nil, err
	}
	_, err := tx.Exec(ctx, "UPDATE donate_donations SET status = ?, expires_at = ?, updated_at = ? WHERE id = ?", Intent, tx.Now.Add(intentGood), tx.Now, id)
	return began, err
}
