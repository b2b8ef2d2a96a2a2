package donate

import (
	"context"
	"time"

	"newsdesk/internal/auth"
	"newsdesk/internal/db"
	"newsdesk/internal/fault"
	"newsdesk/internal/ident"
	"newsdesk/internal/text"
)

// Goods are gifts that are not money. What they may be worth is for information and
// never part of a total.
type Goods struct {
	ID            string `gorm:"primaryKey"`
	CampaignID    string
	Description   string
	Quantity      int64
	Unit          string
	Value         int64  // minor units of the campaign's currency; 0: nobody said
	ReceivedOn    string // YYYY-MM-DD
	Distributed   int64  // of Quantity
	DistributedOn string
	Beneficiary   string
	RecordedBy    string
	ApprovedBy    string    // empty: not yet
	CreatedAt     time.Time `gorm:"autoCreateTime:false"`
}

// TableName implements gorm's Tabler.
func (Goods) TableName() string { return "donate_goods" }

const unitMost = 50

// TakeGoods takes down gifts that are not money. They are shown when a second person
// has confirmed them.
func (t *Till) TakeGoods(ctx context.Context, actor auth.Actor, g Goods) (_ Goods, err error) {
	defer fault.Wrap(&err, "donate.TakeGoods(%s)", g.CampaignID)
	if _, err := t.o.Campaign(ctx, t.db, g.CampaignID); err != nil {
		return g, err
	}
	var f fault.Fields
	g.Description, g.Unit = text.Lines(&f, "/description", g.Description, reasonMost), text.Line(&f, "/unit", g.Unit, unitMost)
	f.If(g.Description == "", "/description", "required", "Say what it is")
	f.If(g.Unit == "", "/unit", "required", "Say in which unit it is counted")
	f.If(g.Quantity < 1, "/quantity", "out_of_range", "This is not below %d", 1)
	f.If(g.Value < 0, "/value", "out_of_range", "This is not below %d", 0)
	_, bad := time.Parse(time.DateOnly, g.ReceivedOn)
	f.If(bad != nil, "/received_on", "wrong_format", "This is a day, such as %s", "2026-03-02")
	if err := f.Err(); err != nil {
		return g, err
	}
	g.ID, g.RecordedBy, g.ApprovedBy, g.Distributed, g.DistributedOn, g.Beneficiary = ident.New(), actor.ID, "", 0, "", ""
	err = t.db.Update(ctx, func(tx *db.Tx) error {
		g.CreatedAt = tx.Now
		if err := tx.Insert(ctx, &g); err != nil {
			return err
		}
		return t.record(ctx, tx, Act{actor, "take", "goods", g.ID, ""})
	})
	return g, err
}

// ConfirmGoods lets a second person confirm gifts that are not money.
func (t *Till) ConfirmGoods(ctx context.Context, actor auth.Actor, id string) (g Goods, err error) {
	defer fault.Wrap(&err, "donate.ConfirmGoods(%s)", id)
	return t.goods(ctx, actor, id, "confirm", func(g *Goods) error {
		if actor.Owns(g.RecordedBy) {
			return ownWork()
		}
		g.ApprovedBy = actor.ID
		return nil
	})
}

// HandOut notes how much of some gifts was handed out in all, to whom, and when.
func (t *Till) HandOut(ctx context.Context, actor auth.Actor, id string, quantity int64, beneficiary, on string) (_ Goods, err error) {
	defer fault.Wrap(&err, "donate.HandOut(%s)", id)
	_, bad := time.Parse(time.DateOnly, on)
	return t.goods(ctx, actor, id, "hand_out", func(g *Goods) error {
		var f fault.Fields
		f.If(quantity < 0 || quantity > g.Quantity, "/quantity", "out_of_range", "This goes from %d to %d", 0, g.Quantity)
		f.If(bad != nil, "/on", "wrong_format", "This is a day, such as %s", "2026-03-02")
		if err := f.Err(); err != nil {
			return err
		}
		if g.ApprovedBy == "" {
			return impossible()
		}
		g.Distributed, g.Beneficiary, g.DistributedOn = quantity, beneficiary, on
		return nil
	})
}

func (t *Till) goods(ctx context.Context, actor auth.Actor, id, verb string, edit func(*Goods) error) (g Goods, err error) {
	err = t.db.Update(ctx, func(tx *db.Tx) error {
		g = Goods{}
		if err := tx.Lock(ctx, &g, id); err != nil {
			return err
		}
		if err := edit(&g); err != nil {
			return err
		}
		if err := tx.Change(ctx, &g); err != nil {
			return err
		}
		return t.record(ctx, tx, Act{actor, verb, "goods", g.ID, ""})
	})
	return g, err
}

// AllGoods lists the gifts of a campaign that are not money, the oldest first.
func (t *Till) AllGoods(ctx context.Context, q db.Q, campaignID string) (all []Goods, err error) {
	defer fault.Wrap(&err, "donate.AllGoods(%s)", campaignID)
	return all, db.Err(db.Gorm(ctx, q).Where("campaign_id = ?", campaignID).Order("id").Find(&all).Error)
}

// GoodsOf is AllGoods as it stands now.
func (t *Till) GoodsOf(ctx context.Context, campaignID string) ([]Goods, error) {
	return t.AllGoods(ctx, t.db, campaignID)
}

// GetGoods returns one row of them, or NotFound.
func (t *Till) GetGoods(ctx context.Context, id string) (g Goods, err error) {
	defer fault.Wrap(&err, "donate.GetGoods(%s)", id)
	return g, db.Err(db.Gorm(ctx, t.db).Take(&g, "id = ?", id).Error)
}
