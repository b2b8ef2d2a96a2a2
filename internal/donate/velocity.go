package donate

import (
	"context"
	"time"

	"newsdesk/internal/campaign"
	"newsdesk/internal/db"
	"newsdesk/internal/fault"
)

// What stands against those who try stolen cards here, and floods (OWASP API6:2023).
const (
	failuresMost  = 5                // failed attempts of one client
	failuresIn    = 10 * time.Minute // in this time
	failuresBlock = 30 * time.Minute // keep it out for so long
	intentsMost   = 30               // gifts announced by one client
	intentsIn     = 10 * time.Minute
	breakerLast   = 50 // attempts of a campaign of which
	breakerFailed = 15 // no more may have failed
	breakerIn     = time.Hour
	breakerRetry  = 10 * time.Minute
)

// clientOf is a keyed hash of the address that a request came from. What comes with
// a key of a consumer comes from a server that speaks for many, and is counted by
// the key's quota instead.
func (t *Till) clientOf(req Request) string {
	if req.Source != "" || req.Address == "" {
		return ""
	}
	return hash(t.client, req.Address)
}

// patient fails with RateLimited for a client whose attempts failed too often, and
// with Overloaded while too many attempts of a campaign fail.
func (t *Till) patient(ctx context.Context, tx *db.Tx, req Request, client string, ch campaign.Channel) error {
	if client != "" {
		if err := t.slow(ctx, tx, client); err != nil {
			return err
		}
	}
	if ch.Kind != campaign.Gateway {
		return nil
	}
	var last []string
	err := db.Gorm(ctx, tx).Model(&attempt{}).Where("campaign_id = ? AND ended_at > ?", req.CampaignID, tx.Now.Add(-breakerIn)).
		Order("ended_at DESC").Limit(breakerLast).Pluck("status", &last).Error
	if err != nil || len(last) < breakerLast {
		return db.Err(err)
	}
	failed := 0
	for _, s := range last {
		if s == attemptFailed {
			failed++
		}
	}
	if failed <= breakerFailed {
		return nil
	}
	return retry(fault.New(fault.Overloaded, "Too many payments fail here; this way to pay is closed for a while"), breakerRetry)
}

func (t *Till) slow(ctx context.Context, tx *db.Tx, client string) error {
	var ended []time.Time
	err := db.Gorm(ctx, tx).Model(&attempt{}).Where("client = ? AND status = ? AND ended_at > ?", client, attemptFailed, tx.Now.Add(-failuresBlock)).
		Order("ended_at DESC").Limit(failuresMost).Pluck("ended_at", &ended).Error
	if err != nil {
		return db.Err(err)
	}
	if len(ended) == failuresMost && ended[0].Sub(ended[failuresMost-1]) <= failuresIn {
		return retry(fault.New(fault.RateLimited, "Too many attempts to pay failed; wait before the next"), ended[0].Add(failuresBlock).Sub(tx.Now))
	}
	var begun []time.Time
	err = db.Gorm(ctx, tx).Model(&donation{}).Where("client = ? AND created_at > ?", client, tx.Now.Add(-intentsIn)).
		Order("created_at DESC").Limit(intentsMost).Pluck("created_at", &begun).Error
	if err != nil || len(begun) < intentsMost {
		return db.Err(err)
	}
	return retry(fault.New(fault.RateLimited, "Too many gifts were announced from here; wait before the next"), begun[intentsMost-1].Add(intentsIn).Sub(tx.Now))
}

func retry(f *fault.Error, wait time.Duration) error {
	f.Retry = max(wait, time.Second)
	return f
}
