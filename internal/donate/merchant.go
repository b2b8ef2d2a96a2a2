package donate

import (
	"context"
	"slices"
	"time"

	"github.com/go-json-experiment/json"

	"newsdesk/internal/auth"
	"newsdesk/internal/campaign"
	"newsdesk/internal/db"
	"newsdesk/internal/fault"
	"newsdesk/internal/payment"
)

// merchantRow is what a channel knows of its provider.
type merchantRow struct {
	CampaignID string `gorm:"primaryKey"`
	ChannelID  string `gorm:"primaryKey"`
	Provider   string
	Live       bool
	Merchant   string
	Sealed     []byte
	ApprovedBy string // empty: nobody else yet
	UpdatedBy  string
	UpdatedAt  time.Time `gorm:"autoUpdateTime:false"`
}

// TableName implements gorm's Tabler.
func (merchantRow) TableName() string { return "donate_merchants" }

// approvalWait is when a provider may come again to a channel whose account nobody
// has approved.
const approvalWait = 5 * time.Minute

// secrets is what of a merchant is sealed.
type secrets struct {
	AccessKey string `json:"access_key"`
	Secret    string `json:"secret"`
	Base      string `json:"base,omitzero"`
}

// MerchantInfo is what may be told of a merchant: everything but its secrets.
type MerchantInfo struct {
	Provider  payment.Provider
	Live      bool
	ID        string
	Good      bool // it is in use: a sandbox, or approved by a second person
	UpdatedBy string
	UpdatedAt time.Time
	Hook      string // where the provider announces what happens
}

// SetMerchant stores with which account of which provider a channel works. Its
// secrets are sealed and never told again. The actor must have proven anew who
// they are. It fails with Invalid for secrets that everybody knows, where the
// account is live.
func (t *Till) SetMerchant(ctx context.Context, actor auth.Actor, campaignID, channelID string, m payment.Merchant) (err error) {
	defer fault.Wrap(&err, "donate.SetMerchant(%s, %s)", campaignID, channelID)
	if err := actor.Fresh(t.db.Now()); err != nil {
		return err
	}
	if err := m.Check().Err(); err != nil {
		return err
	}
	plain, err := json.Marshal(secrets{m.AccessKey, m.Secret, m.Base})
	if err != nil {
		return err
	}
	sealed, err := t.o.Sealer.Seal(plain, "merchant "+campaignID+" "+channelID)
	if err != nil {
		return err
	}
	return t.db.Update(ctx, func(tx *db.Tx) error {
		err := tx.Put(ctx, &merchantRow{
			CampaignID: campaignID, ChannelID: channelID, Provider: string(m.Provider), Live: m.Live, Merchant: m.ID, Sealed: sealed,
			UpdatedBy: actor.ID, UpdatedAt: tx.Now,
		})
		if err != nil {
			return err
		}
		return t.record(ctx, tx, Act{actor, "set_merchant", "campaign", campaignID, channelID})
	})
}

// Merchant tells with which account a channel works, or NotFound.
func (t *Till) Merchant(ctx context.Context, campaignID, channelID string) (i MerchantInfo, err error) {
	defer fault.Wrap(&err, "donate.Merchant(%s, %s)", campaignID, channelID)
	row, err := merchantOf(ctx, t.db, campaignID, channelID)
	if err != nil {
		return i, err
	}
	p := payment.Provider(row.Provider)
	return MerchantInfo{p, row.Live, row.Merchant, row.good(), row.UpdatedBy, row.UpdatedAt, t.hook(p, campaignID, channelID)}, nil
}

// good reports whether the account may be used: a live one has to be approved by a
// second person, since it is where the money goes, and its secret says what came in.
func (m *merchantRow) good() bool { return !m.Live || m.ApprovedBy != "" }

// ApproveMerchant lets a second person, who has proven anew who they are, approve the
// live account of a channel. Until then nothing is taken or believed by it.
func (t *Till) ApproveMerchant(ctx context.Context, actor auth.Actor, campaignID, channelID string) (err error) {
	defer fault.Wrap(&err, "donate.ApproveMerchant(%s, %s)", campaignID, channelID)
	if err := actor.Fresh(t.db.Now()); err != nil {
		return err
	}
	return t.db.Update(ctx, func(tx *db.Tx) error {
		row, err := merchantOf(ctx, tx, campaignID, channelID)
		if err != nil {
			return err
		}
		if actor.Owns(row.UpdatedBy) {
			return ownWork()
		}
		n, err := tx.Exec(ctx, "UPDATE donate_merchants SET approved_by = ? WHERE campaign_id = ? AND channel_id = ? AND updated_by = ? AND updated_at = ?",
			actor.ID, campaignID, channelID, row.UpdatedBy, row.UpdatedAt)
		if err != nil || n == 0 {
			return err
		}
		return t.record(ctx, tx, Act{actor, "approve_merchant", "campaign", campaignID, channelID})
	})
}

func merchantOf(ctx context.Context, q db.Q, campaignID, channelID string) (row merchantRow, err error) {
	return row, db.Err(db.Gorm(ctx, q).Take(&row, "campaign_id = ? AND channel_id = ?", campaignID, channelID).Error)
}

// merchant opens what a channel knows of its provider.
func (t *Till) merchant(ctx context.Context, q db.Q, campaignID, channelID string) (m payment.Merchant, err error) {
	row, err := merchantOf(ctx, q, campaignID, channelID)
	if err != nil {
		return m, err
	}
	plain, err := t.o.Sealer.Open(row.Sealed, "merchant "+campaignID+" "+channelID)
	if err != nil {
		return m, err
	}
	if !row.good() {
		return m, retry(fault.New(fault.Overloaded, "A second person has to approve the account of this channel first"), approvalWait)
	}
	var s secrets
	if err := json.Unmarshal(plain, &s); err != nil {
		return m, err
	}
	return payment.Merchant{Provider: payment.Provider(row.Provider), Live: row.Live, ID: row.Merchant, AccessKey: s.AccessKey, Secret: s.Secret, Base: s.Base}, nil
}

// approval is the row of somebody's word that a campaign's payment details are right.
type approval struct {
	CampaignID  string `gorm:"primaryKey"`
	Fingerprint string `gorm:"primaryKey"`
	ApprovedBy  string
	ApprovedAt  time.Time
}

// TableName implements gorm's Tabler.
func (approval) TableName() string { return "donate_approvals" }

// Approve notes that the actor has compared where a campaign sends money, which
// fingerprint stands for, with what they know. The actor must have proven anew who
// they are, and must not be one of those who wrote it.
func (t *Till) Approve(ctx context.Context, actor auth.Actor, campaignID, fingerprint string, writers []string) (err error) {
	defer fault.Wrap(&err, "donate.Approve(%s)", campaignID)
	if err := actor.Fresh(t.db.Now()); err != nil {
		return err
	}
	if slices.ContainsFunc(writers, actor.Owns) {
		return ownWork()
	}
	return t.db.Update(ctx, func(tx *db.Tx) error {
		if err := tx.Put(ctx, &approval{campaignID, fingerprint, actor.ID, tx.Now}); err != nil {
			return err
		}
		return t.record(ctx, tx, Act{actor, "approve_payment_details", "campaign", campaignID, fingerprint})
	})
}

// Vouched fails with DetailsUnapproved unless a second person has approved where
// the campaign sends money.
func (t *Till) Vouched(ctx context.Context, q db.Q, campaignID string, c *campaign.Campaign) error {
	details := c.Fingerprint()
	if details == "" {
		return nil
	}
	var found int64
	err := db.Gorm(ctx, q).Model(&approval{}).Where("campaign_id = ? AND fingerprint = ?", campaignID, details).Count(&found).Error
	if err != nil || found > 0 {
		return db.Err(err)
	}
	return fault.New(fault.DetailsUnapproved, "A second person has to approve where the money goes, before readers are shown it")
}
