package donate

import (
	"context"
	"time"

	"newsdesk/internal/db"
	"newsdesk/internal/fault"
)

// Query chooses donations of a campaign, the newest first.
type Query struct {
	CampaignID string
	Status     []Status // any if none
	DonorID    string
	After      string // id
	Limit      int
}

// List returns donations for the newsroom.
func (t *Till) List(ctx context.Context, q Query) (all []Donation, err error) {
	defer fault.Wrap(&err, "donate.List(%s)", q.CampaignID)
	g := db.Gorm(ctx, t.db).Order("id DESC").Limit(q.Limit)
	if q.CampaignID != "" {
		g = g.Where("campaign_id = ?", q.CampaignID)
	}
	if q.DonorID != "" {
		g = g.Where("donor_id = ?", q.DonorID)
	}
	if len(q.Status) > 0 {
		g = g.Where("status IN ?", q.Status)
	}
	if q.After != "" {
		g = g.Where("id < ?", q.After)
	}
	var rows []donation
	if err := g.Find(&rows).Error; err != nil {
		return nil, db.Err(err)
	}
	now := t.db.Now()
	for i := range rows {
		all = append(all, rows[i].told(now))
	}
	return all, nil
}

// Delivery is something that somebody sent to a hook.
type Delivery struct {
	ID         string
	Provider   string
	ChannelID  string
	Kind       string // what it announces, or why it was not believed
	Payment    string
	Verdict    Verdict
	ReceivedAt time.Time
}

// Deliveries lists what was sent to the hooks of a campaign, the newest first,
// below the id after if that is not empty.
func (t *Till) Deliveries(ctx context.Context, campaignID string, verdicts []Verdict, after string, limit int) (all []Delivery, err error) {
	defer fault.Wrap(&err, "donate.Deliveries(%s)", campaignID)
	g := db.Gorm(ctx, t.db).Select("id", "provider", "channel_id", "kind", "payment", "verdict", "received_at").
		Where("campaign_id = ?", campaignID).Order("id DESC").Limit(limit)
	if len(verdicts) > 0 {
		g = g.Where("verdict IN ?", verdicts)
	}
	if after != "" {
		g = g.Where("id < ?", after)
	}
	var rows []letter
	err = g.Find(&rows).Error
	for _, r := range rows {
		all = append(all, Delivery{r.ID, r.Provider, r.ChannelID, r.Kind, r.Payment, r.Verdict, r.ReceivedAt})
	}
	return all, db.Err(err)
}

// Refunds lists the refunds of a donation, the oldest first.
func (t *Till) Refunds(ctx context.Context, donationID string) (all []RefundInfo, err error) {
	defer fault.Wrap(&err, "donate.Refunds(%s)", donationID)
	var rows []refund
	err = db.Gorm(ctx, t.db).Where("donation_id = ?", donationID).Order("id").Find(&rows).Error
	for _, r := range rows {
		all = append(all, RefundInfo{r.ID, r.Amount, r.Status, r.Reason, r.RequestedBy, r.CreatedAt})
	}
	return all, db.Err(err)
}

// RefundInfo is money that goes back, in minor units.
type RefundInfo struct {
	ID          string
	Minor       int64
	Status      RefundStatus
	Reason      string
	RequestedBy string
	CreatedAt   time.Time
}
