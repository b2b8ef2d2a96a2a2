package donate

import (
	"context"
	"time"

	"newsdesk/internal/campaign"
	"newsdesk/internal/db"
	"newsdesk/internal/donor"
	"newsdesk/internal/fault"
	"newsdesk/internal/vietqr"
)

// Donation is one gift, announced or received. Amounts are minor units of Currency.
type Donation struct {
	ID          string
	Ref         string
	CampaignID  string
	ChannelID   string
	Currency    string
	Intended    int64 // 0: nobody said
	Paid        int64
	Refunded    int64
	ChargedBack int64
	Net         int64
	Status      Status
	Display     Display
	Moderation  Moderation
	Flags       []string
	Locale      string
	ExternalRef string
	RecordedBy  string
	ApprovedBy  string
	Note        string
	DonorID     string
	PaidAt      *time.Time
	ExpiresAt   *time.Time
	CreatedAt   time.Time
}

// told is a donation as it stands at an instant: one that was announced and not
// paid expires by the clock alone.
func (d *donation) told(now time.Time) Donation {
	wire := Donation{
		ID: d.ID, Ref: d.Ref, CampaignID: d.CampaignID, ChannelID: d.ChannelID, Currency: d.Currency, Intended: d.Intended, Paid: d.Paid,
		Refunded: d.Refunded, ChargedBack: d.ChargedBack, Net: d.net(), Status: d.Status, Display: d.Display, Moderation: d.Moderation, Flags: d.Flags.V,
		Locale: d.Locale, RecordedBy: d.RecordedBy, ApprovedBy: d.ApprovedBy, Note: d.Note, DonorID: d.DonorID, PaidAt: d.PaidAt,
		ExpiresAt: d.ExpiresAt, CreatedAt: d.CreatedAt,
	}
	if d.ExternalRef != nil {
		wire.ExternalRef = *d.ExternalRef
	}
	waits := d.Status == Intent || d.Status == Pending
	if waits && d.ExpiresAt != nil && !now.Before(*d.ExpiresAt) {
		wire.Status = Expired
	}
	return wire
}

// status is what follows from what was paid and what went back. Whatever a
// provider says of an attempt cannot take back what was paid.
func (d *donation) status() Status {
	switch {
	case d.Paid == 0:
		return d.Status
	case d.Disputed:
		return Disputed
	case d.net() <= 0 && d.ChargedBack > d.WonBack:
		return ChargedBack
	case d.net() <= 0:
		return Refunded
	case d.Refunded > 0 || d.ChargedBack > d.WonBack:
		return PartiallyRefunded
	}
	return Paid
}

// find reads a donation.
func find(ctx context.Context, q db.Q, id string) (*donation, error) {
	var d donation
	return &d, db.Err(db.Gorm(ctx, q).Take(&d, "id = ?", id).Error)
}

// Get returns a donation, or NotFound.
func (t *Till) Get(ctx context.Context, id string) (_ Donation, err error) {
	defer fault.Wrap(&err, "donate.Get(%s)", id)
	d, err := find(ctx, t.db, id)
	if err != nil {
		return Donation{}, err
	}
	return d.told(t.db.Now()), nil
}

// Held returns the donation of a token, with what is left to do for it.
func (t *Till) Held(ctx context.Context, token string) (r Receipt, err error) {
	defer fault.Wrap(&err, "donate.Held")
	id, ok := t.holder(token)
	if !ok {
		return r, notFound()
	}
	d, err := find(ctx, t.db, id)
	if err != nil {
		return r, err
	}
	c, _, err := t.o.live(ctx, t.db, d)
	if err != nil {
		return r, err
	}
	return t.receipt(c, d)
}

// live reads the campaign and the channel of a donation, whether they are public
// or not.
func (o Options) live(ctx context.Context, q db.Q, d *donation) (*campaign.Campaign, campaign.Channel, error) {
	c, err := o.Campaign(ctx, q, d.CampaignID)
	if err != nil {
		return nil, campaign.Channel{}, err
	}
	ch, _ := c.Channel(d.ChannelID)
	return c, ch, nil
}

// receipt says to a donor where their donation stands, and what they can do.
func (t *Till) receipt(c *campaign.Campaign, d *donation) (Receipt, error) {
	r := Receipt{Donation: d.told(t.db.Now()), Token: t.token(d.ID)}
	ch, ok := c.Channel(d.ChannelID)
	if !ok || r.Donation.Status != Intent || ch.Kind != campaign.Bank {
		return r, nil
	}
	memo := ch.Bank.Prefix + " " + d.Ref
	payload, err := vietqr.Transfer{BIN: ch.Bank.BIN, Account: ch.Bank.Number, Minor: d.Intended, Purpose: memo}.Payload()
	r.Next = &Next{Kind: NextTransfer, QR: payload, BIN: ch.Bank.BIN, Account: ch.Bank.Number, Holder: ch.Bank.Holder, Memo: memo}
	return r, err
}

// consentText is the version of what donors agree to when they are shown.
const consentText = "wall-2026-11"

// consent notes that a donor agreed to be shown.
func (t *Till) consent(ctx context.Context, tx *db.Tx, donorID string) error {
	return t.o.Donors.Give(ctx, tx, donorID, donor.Consent{Purpose: donor.ForWall, TextVersion: consentText, Channel: donor.ByForm})
}
