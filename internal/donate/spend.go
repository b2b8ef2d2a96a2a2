package donate

import (
	"context"
	"slices"
	"time"

	"newsdesk/internal/auth"
	"newsdesk/internal/campaign"
	"newsdesk/internal/db"
	"newsdesk/internal/fault"
	"newsdesk/internal/ident"
	"newsdesk/internal/ledger"
	"newsdesk/internal/text"
)

// Spending is how far a disbursement is. It is stored and on the wire.
type Spending string

// The steps.
const (
	SpendingDraft     Spending = "draft"
	SpendingApproved  Spending = "approved"
	SpendingPaid      Spending = "paid"
	SpendingEvidenced Spending = "evidenced"
	SpendingReversed  Spending = "reversed"
)

// Spendings lists them.
func Spendings() []Spending {
	return []Spending{SpendingDraft, SpendingApproved, SpendingPaid, SpendingEvidenced, SpendingReversed}
}

// Disbursement is money that is handed out. Amounts are minor units.
type Disbursement struct {
	ID          string `gorm:"primaryKey"`
	CampaignID  string
	Beneficiary string // id of one in the campaign
	Purpose     string
	Currency    string
	Amount      int64
	Status      Spending
	Evidence    db.JSON[[]campaign.Document]
	Note        string
	CreatedBy   string
	ApprovedBy  string
	PaidAt      *time.Time
	CreatedAt   time.Time `gorm:"autoCreateTime:false"`
	UpdatedAt   time.Time `gorm:"autoUpdateTime:false"`
}

// TableName implements gorm's Tabler.
func (Disbursement) TableName() string { return "donate_disbursements" }

// Plan writes down that money is to be handed out. Nothing moves yet.
func (t *Till) Plan(ctx context.Context, actor auth.Actor, d Disbursement) (_ Disbursement, err error) {
	defer fault.Wrap(&err, "donate.Plan(%s)", d.CampaignID)
	c, err := t.o.Campaign(ctx, t.db, d.CampaignID)
	if err != nil {
		return d, err
	}
	var f fault.Fields
	d.Purpose, d.Note = text.Lines(&f, "/purpose", d.Purpose, reasonMost), text.Lines(&f, "/note", d.Note, reasonMost)
	known := slices.ContainsFunc(c.Beneficiaries.V, func(b campaign.Beneficiary) bool { return b.ID == d.Beneficiary })
	f.If(d.Amount < 1, "/amount", "out_of_range", "This is not below %d", 1)
	f.If(!known, "/beneficiary_id", "not_found", "The campaign has no such beneficiary")
	f.If(d.Currency != c.Currency, "/currency", "not_allowed", "This campaign counts in %s", c.Currency)
	f.If(c.Custody == campaign.ThirdParty, "", "not_allowed", "The money of this campaign is held by others; they hand it out")
	if err := f.Err(); err != nil {
		return d, err
	}
	d.ID, d.Status, d.CreatedBy, d.ApprovedBy, d.PaidAt, d.Evidence.V = ident.New(), SpendingDraft, actor.ID, "", nil, []campaign.Document{}
	err = t.db.Update(ctx, func(tx *db.Tx) error {
		d.CreatedAt, d.UpdatedAt = tx.Now, tx.Now
		if err := t.affordable(ctx, tx, d.CampaignID, d.Amount); err != nil {
			return err
		}
		if err := tx.Insert(ctx, &d); err != nil {
			return err
		}
		return t.record(ctx, tx, Act{actor, "plan", "disbursement", d.ID, ""})
	})
	return d, err
}

// affordable fails with Insufficient for more than a campaign has in hand.
func (t *Till) affordable(ctx context.Context, tx *db.Tx, campaignID string, minor int64) error {
	figures, err := t.Figures(ctx, tx, campaignID)
	if err != nil {
		return err
	}
	if minor > figures.Available() {
		return fault.Member(fault.Insufficient, "/amount", "out_of_range", "No more can be handed out than is in hand")
	}
	return nil
}

// spend changes one disbursement, which is locked.
func (t *Till) spend(ctx context.Context, actor auth.Actor, id, verb, note string, edit func(*db.Tx, *Disbursement) error) (d Disbursement, err error) {
	err = t.db.Update(ctx, func(tx *db.Tx) error {
		d = Disbursement{}
		if err := tx.Lock(ctx, &d, id); err != nil {
			return err
		}
		if err := edit(tx, &d); err != nil {
			return err
		}
		d.UpdatedAt = tx.Now
		if err := tx.Change(ctx, &d); err != nil {
			return err
		}
		return t.record(ctx, tx, Act{actor, verb, "disbursement", d.ID, note})
	})
	return d, err
}

// ApproveSpending lets a second person approve a disbursement.
func (t *Till) ApproveSpending(ctx context.Context, actor auth.Actor, id string) (_ Disbursement, err error) {
	defer fault.Wrap(&err, "donate.ApproveSpending(%s)", id)
	return t.spend(ctx, actor, id, "approve", "", func(_ *db.Tx, d *Disbursement) error {
		if actor.Owns(d.CreatedBy) {
			return ownWork()
		}
		if d.Status != SpendingDraft {
			return impossible()
		}
		d.Status, d.ApprovedBy = SpendingApproved, actor.ID
		return nil
	})
}

// Spend books an approved disbursement as paid. It fails with Insufficient if that
// much is not in hand, seen from inside: two of them cannot spend the same money.
func (t *Till) Spend(ctx context.Context, actor auth.Actor, id string) (_ Disbursement, err error) {
	defer fault.Wrap(&err, "donate.Spend(%s)", id)
	return t.spend(ctx, actor, id, "pay", "", func(tx *db.Tx, d *Disbursement) error {
		if d.Status != SpendingApproved {
			return impossible()
		}
		if err := t.alone(ctx, tx, d.CampaignID); err != nil {
			return err
		}
		if err := t.affordable(ctx, tx, d.CampaignID, d.Amount); err != nil {
			return err
		}
		d.Status, d.PaidAt = SpendingPaid, &tx.Now
		from, err := t.purse(ctx, tx, d.CampaignID)
		if err != nil {
			return err
		}
		b, err := ledger.Book(ctx, tx, ledger.Transaction{
			Ref: "disbursement:" + d.ID, Kind: ledger.Disbursement, Currency: d.Currency, EffectiveAt: tx.Now, Actor: actor.ID, Subject: d.ID,
			Postings: move(from, fundOf(d.CampaignID), d.Amount),
		})
		if err != nil {
			return err
		}
		return t.tallied(ctx, tx, d.CampaignID, b, 0, 0)
	})
}

// purse is from where a campaign pays: its first bank account, or cash.
func (t *Till) purse(ctx context.Context, q db.Q, campaignID string) (ledger.Account, error) {
	c, err := t.o.Campaign(ctx, q, campaignID)
	if err != nil {
		return "", err
	}
	for _, ch := range c.Channels.V {
		if ch.Bank != nil {
			return bankOf(*ch.Bank), nil
		}
	}
	return cashOf(campaignID), nil
}

// alone makes others who spend from a campaign wait until the transaction ends.
// SQLite has one writer and needs no more.
func (t *Till) alone(ctx context.Context, tx *db.Tx, campaignID string) error {
	if !tx.Concurrent() {
		return nil
	}
	_, err := tx.Exec(ctx, "SELECT pg_advisory_xact_lock(hashtext(?))", "spend "+campaignID)
	return err
}

// Evidence adds what shows that the money arrived.
func (t *Till) Evidence(ctx context.Context, actor auth.Actor, id string, docs []campaign.Document) (_ Disbursement, err error) {
	defer fault.Wrap(&err, "donate.Evidence(%s)", id)
	if len(docs) == 0 {
		return Disbursement{}, fault.Member(fault.Invalid, "/documents", "required", "Say what shows that it arrived")
	}
	return t.spend(ctx, actor, id, "evidence", "", func(_ *db.Tx, d *Disbursement) error {
		if d.Status != SpendingPaid && d.Status != SpendingEvidenced {
			return impossible()
		}
		d.Status, d.Evidence.V = SpendingEvidenced, append(d.Evidence.V, docs...)
		return nil
	})
}

// TakeBack books that a disbursement came back.
func (t *Till) TakeBack(ctx context.Context, actor auth.Actor, id, reason string) (_ Disbursement, err error) {
	defer fault.Wrap(&err, "donate.TakeBack(%s)", id)
	if reason == "" {
		return Disbursement{}, fault.Member(fault.Invalid, "/reason", "required", "Say why")
	}
	return t.spend(ctx, actor, id, "reverse", reason, func(tx *db.Tx, d *Disbursement) error {
		if d.Status == SpendingDraft || d.Status == SpendingApproved {
			d.Status = SpendingReversed
			return nil
		}
		if d.Status == SpendingReversed {
			return impossible()
		}
		booked, known, err := ledger.FindRef(ctx, tx, "disbursement:"+d.ID)
		if err != nil || !known {
			return err
		}
		b, err := ledger.Reverse(ctx, tx, booked.ID, "disbursement:"+d.ID+":reversed", actor.ID)
		if err != nil {
			return err
		}
		d.Status = SpendingReversed
		return t.tallied(ctx, tx, d.CampaignID, b, 0, 0)
	})
}

// Disbursements lists those of a campaign, the oldest first.
func (t *Till) Disbursements(ctx context.Context, q db.Q, campaignID string) (all []Disbursement, err error) {
	defer fault.Wrap(&err, "donate.Disbursements(%s)", campaignID)
	return all, db.Err(db.Gorm(ctx, q).Where("campaign_id = ?", campaignID).Order("id").Find(&all).Error)
}

// GetDisbursement returns one, or NotFound.
func (t *Till) GetDisbursement(ctx context.Context, id string) (d Disbursement, err error) {
	defer fault.Wrap(&err, "donate.GetDisbursement(%s)", id)
	return d, db.Err(db.Gorm(ctx, t.db).Take(&d, "id = ?", id).Error)
}

// Passing is money that moves between those who hold it for a campaign: a provider
// that pays out or keeps its fee, an operator that pays over, or one that never will.
type Passing struct {
	CampaignID string
	Kind       ledger.Kind // Payout, Fee, Remittance or WriteOff
	Provider   string      // of a payout or a fee
	ChannelID  string      // the bank channel that it came into
	Minor      int64
	Currency   string
	At         time.Time
	Ref        string // what the bank calls it: the same is booked once
	Note       string
}

// Pass books a passing. It fails with Insufficient for more than the other side holds.
func (t *Till) Pass(ctx context.Context, actor auth.Actor, p Passing) (err error) {
	defer fault.Wrap(&err, "donate.Pass(%s)", p.CampaignID)
	c, err := t.o.Campaign(ctx, t.db, p.CampaignID)
	if err != nil {
		return err
	}
	var f fault.Fields
	p.Ref, p.Note = text.Line(&f, "/reference", p.Ref, refMost), text.Lines(&f, "/note", p.Note, reasonMost)
	f.If(p.Ref == "", "/reference", "required", "Say what the bank calls it")
	f.If(p.Currency != c.Currency, "/currency", "not_allowed", "This campaign counts in %s", c.Currency)
	f.If(p.At.IsZero() || p.At.After(t.db.Now()), "/at", "out_of_range", "Say when that was; it has to be past")
	from, to := t.passage(&f, c, p)
	if err := f.Err(); err != nil {
		return err
	}
	return t.db.Update(ctx, func(tx *db.Tx) error {
		if err := t.alone(ctx, tx, p.CampaignID); err != nil {
			return err
		}
		sums, err := ledger.Sums(ctx, tx, from)
		if err != nil {
			return err
		}
		var held int64
		for _, s := range sums {
			held += s.Minor
		}
		b, err := ledger.Book(ctx, tx, ledger.Transaction{
			Ref: string(p.Kind) + ":" + p.CampaignID + ":" + hash(t.request, p.Ref)[:32], Kind: p.Kind, Currency: p.Currency, EffectiveAt: p.At,
			Actor: actor.ID, Subject: p.CampaignID, Postings: move(from, to, p.Minor),
		})
		if err != nil || b.Repeated {
			return err
		}
		if p.Minor > held {
			return fault.Member(fault.Insufficient, "/amount", "out_of_range", "The other side does not hold that much")
		}
		if err := t.tallied(ctx, tx, p.CampaignID, b, 0, 0); err != nil {
			return err
		}
		return t.record(ctx, tx, Act{actor, string(p.Kind), "campaign", p.CampaignID, p.Note})
	})
}

// passage is from where to where a passing goes.
func (t *Till) passage(f *fault.Fields, c *campaign.Campaign, p Passing) (from, to ledger.Account) {
	to = cashOf(p.CampaignID)
	if ch, ok := c.Channel(p.ChannelID); ok && ch.Bank != nil {
		to = bankOf(*ch.Bank)
	} else {
		f.If(p.ChannelID != "", "/channel_id", "not_found", "The campaign has no such channel")
	}
	switch p.Kind {
	case ledger.Payout:
		return pspOf(p.CampaignID, p.Provider), to
	case ledger.Fee:
		return pspOf(p.CampaignID, p.Provider), fundOf(p.CampaignID)
	case ledger.Remittance:
		return portalOf(p.CampaignID), to
	case ledger.WriteOff:
		return portalOf(p.CampaignID), fundOf(p.CampaignID)
	default:
	}
	f.Add("/kind", "not_allowed", "This is one of: %s", "payout, fee, remittance, write_off")
	return from, to
}
