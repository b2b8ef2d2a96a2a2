package donate

import (
	"context"
	"time"

	"newsdesk/internal/auth"
	"newsdesk/internal/db"
	"newsdesk/internal/donor"
	"newsdesk/internal/fault"
)

// Gift is a donation as the wall shows it: nothing of the donor but what they chose
// to be called.
type Gift struct {
	ID      string
	Name    string // empty: nobody is named
	Message string
	Minor   int64
	PaidAt  time.Time
}

// WallQuery chooses gifts of a campaign, the newest first.
type WallQuery struct {
	CampaignID string
	AfterAt    time.Time // with AfterID, where the page before it ended
	AfterID    string
	Limit      int
}

// Wall lists the gifts of which something is left.
func (t *Till) Wall(ctx context.Context, q WallQuery) (gifts []Gift, err error) {
	defer fault.Wrap(&err, "donate.Wall(%s)", q.CampaignID)
	g := db.Gorm(ctx, t.db).Where("campaign_id = ? AND paid_at IS NOT NULL AND paid - refunded - charged_back + won_back > 0", q.CampaignID)
	if q.AfterID != "" {
		g = g.Where("(paid_at, id) < (?, ?)", q.AfterAt, q.AfterID)
	}
	var rows []donation
	if err := g.Order("paid_at DESC, id DESC").Limit(q.Limit).Find(&rows).Error; err != nil {
		return nil, db.Err(err)
	}
	people, err := t.shown(ctx, rows)
	if err != nil {
		return nil, err
	}
	for i := range rows {
		one, err := t.gift(&rows[i], people)
		if err != nil {
			return nil, err
		}
		gifts = append(gifts, one)
	}
	return gifts, nil
}

// shown reads the people of those donations that show somebody.
func (t *Till) shown(ctx context.Context, rows []donation) (map[string]donor.Person, error) {
	var ids []string
	for _, d := range rows {
		if d.Display != Anonymous && d.DonorID != "" {
			ids = append(ids, d.DonorID)
		}
	}
	if len(ids) == 0 {
		return nil, nil
	}
	return t.o.Donors.OpenAll(ctx, t.db, ids)
}

// gift is a donation for the wall. Words of a donor are shown when a moderator has
// approved them, or when there is nothing about them that one should look at.
func (t *Till) gift(d *donation, people map[string]donor.Person) (g Gift, err error) {
	g = Gift{ID: d.ID, Minor: d.net(), PaidAt: *d.PaidAt}
	if p, known := people[d.DonorID]; known && d.Display != Anonymous && d.Moderation != Hidden {
		g.Name = donor.Wall(string(d.Display), p.Name)
	}
	if d.Message == nil || d.Moderation != Approved {
		return g, nil
	}
	words, err := t.o.Sealer.Open(d.Message, "message "+d.ID)
	g.Message = string(words)
	return g, err
}

// Show changes how a donor is shown. To be shown takes their consent, which this is;
// to be anonymous again takes it back.
func (t *Till) Show(ctx context.Context, token string, display Display, name, message *string) (_ Donation, err error) {
	defer fault.Wrap(&err, "donate.Show")
	id, ok := t.holder(token)
	if !ok {
		return Donation{}, notFound()
	}
	return t.change(ctx, id, func(tx *db.Tx, d *donation) error {
		var f fault.Fields
		if message != nil {
			words := donor.Message(&f, "/message", *message)
			if err := f.Err(); err != nil {
				return err
			}
			if err := t.word(d, words); err != nil {
				return err
			}
			d.Moderation = Unseen
		}
		if err := t.named(ctx, tx, d, display, name); err != nil {
			return err
		}
		d.Display, d.UpdatedAt = display, tx.Now
		t.touched(tx, d.CampaignID)
		return tx.Change(ctx, d)
	})
}

// named keeps the name that is to be shown, with the consent to that, or takes the
// consent back.
func (t *Till) named(ctx context.Context, tx *db.Tx, d *donation, display Display, name *string) (err error) {
	if display == Anonymous {
		if d.DonorID == "" {
			return nil
		}
		return t.o.Donors.Withdraw(ctx, tx, d.DonorID, donor.ForWall)
	}
	switch {
	case d.DonorID == "" && name == nil:
		return fault.Member(fault.Invalid, "/name", "required", "Give the name that is to be shown")
	case d.DonorID == "":
		if d.DonorID, err = t.o.Donors.Put(ctx, tx, donor.Person{Name: *name}); err != nil {
			return err
		}
	case name != nil:
		if err := t.o.Donors.Change(ctx, tx, d.DonorID, func(p *donor.Person) { p.Name = *name }); err != nil {
			return err
		}
	}
	return t.consent(ctx, tx, d.DonorID)
}

// Moderate decides whether the words of a donor may be shown.
func (t *Till) Moderate(ctx context.Context, actor auth.Actor, id string, m Moderation) (_ Donation, err error) {
	defer fault.Wrap(&err, "donate.Moderate(%s)", id)
	return t.change(ctx, id, func(tx *db.Tx, d *donation) error {
		d.Moderation, d.UpdatedAt = m, tx.Now
		if err := tx.Change(ctx, d); err != nil {
			return err
		}
		t.touched(tx, d.CampaignID)
		return t.record(ctx, tx, Act{actor, "moderate", "donation", d.ID, string(m)})
	})
}

// Words are what a donor wrote, for who moderates.
func (t *Till) Words(ctx context.Context, id string) (string, error) {
	d, err := find(ctx, t.db, id)
	if err != nil || d.Message == nil {
		return "", err
	}
	words, err := t.o.Sealer.Open(d.Message, "message "+d.ID)
	return string(words), err
}

// Forget erases what is known of a donor, in the donations too. The money stays.
func (t *Till) Forget(ctx context.Context, actor auth.Actor, donorID string) (err error) {
	defer fault.Wrap(&err, "donate.Forget")
	return t.db.Update(ctx, func(tx *db.Tx) error {
		if err := t.o.Donors.Erase(ctx, tx, donorID); err != nil {
			return err
		}
		var campaigns []string
		err := db.Gorm(ctx, tx).Model(&donation{}).Where("donor_id = ?", donorID).Distinct().Pluck("campaign_id", &campaigns).Error
		if err != nil {
			return db.Err(err)
		}
		_, err = tx.Exec(ctx, "UPDATE donate_donations SET display = ?, message = NULL, flags = '[]', client = '', note = '' WHERE donor_id = ?", Anonymous, donorID)
		if err != nil {
			return err
		}
		for _, id := range campaigns {
			t.touched(tx, id)
		}
		return t.record(ctx, tx, Act{actor, "erase", "donor", donorID, ""})
	})
}
