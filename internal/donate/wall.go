package donate

import (
	"context"
	"strings"
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
		gifts = append(gifts, t.gift(&rows[i], people))
	}
	return gifts, nil
}

// shown reads who is shown with those donations.
func (t *Till) shown(ctx context.Context, rows []donation) (map[string]donor.Person, error) {
	var ids []string
	for _, d := range rows {
		if d.ShownID != "" {
			ids = append(ids, d.ShownID)
		}
	}
	return t.o.Donors.OpenAll(ctx, t.db, ids)
}

// gift is a donation for the wall. The words of a donor are shown when a moderator
// has approved them.
func (t *Till) gift(d *donation, people map[string]donor.Person) Gift {
	g := Gift{ID: d.ID, Minor: d.net(), PaidAt: *d.PaidAt}
	p, known := people[d.ShownID]
	if known && d.Display != Anonymous && d.Moderation != Hidden {
		g.Name = donor.Wall(donor.Mode(d.Display), p.Name, d.Locale)
	}
	if known && d.Moderation == Approved {
		g.Message = p.Message
	}
	return g
}

// Show changes how a donor is shown. To be shown takes their consent, which this is;
// to be anonymous again takes it back, and forgets the name. Nil leaves the name, or
// the words, as they are.
func (t *Till) Show(ctx context.Context, token string, display Display, name, message *string) (_ Donation, err error) {
	defer fault.Wrap(&err, "donate.Show")
	id, ok := t.holder(token)
	if !ok {
		return Donation{}, notFound()
	}
	return t.change(ctx, id, func(tx *db.Tx, d *donation) error {
		p, err := t.persona(ctx, tx, d)
		if err != nil {
			return err
		}
		if name != nil {
			p.Name = *name
		}
		if message != nil {
			p.Message, d.Moderation, d.Flags.V = *message, Unseen, append([]string{}, donor.Flags(*message)...)
		}
		if display == Anonymous {
			p.Name = ""
		} else if strings.TrimSpace(p.Name) == "" {
			return fault.Member(fault.Invalid, "/name", "required", "Give the name that is to be shown")
		}
		if err := t.replace(ctx, tx, d, p, display); err != nil {
			return err
		}
		d.Display, d.UpdatedAt = display, tx.Now
		t.touched(tx, d.CampaignID)
		return tx.Change(ctx, d)
	})
}

// persona is who is shown with a gift now.
func (t *Till) persona(ctx context.Context, q db.Q, d *donation) (donor.Person, error) {
	if d.ShownID == "" {
		return donor.Person{}, nil
	}
	p, err := t.o.Donors.Open(ctx, q, d.ShownID)
	if fault.Is(err, fault.Gone) {
		return donor.Person{}, nil
	}
	return p, err
}

// replace has somebody else shown with a gift, and forgets who was.
func (t *Till) replace(ctx context.Context, tx *db.Tx, d *donation, p donor.Person, display Display) error {
	if d.ShownID != "" {
		if err := t.o.Donors.Erase(ctx, tx, d.ShownID); err != nil {
			return err
		}
	}
	if d.ShownID = ""; p == (donor.Person{}) {
		return nil
	}
	id, err := t.o.Donors.Put(ctx, tx, donor.Person{Name: p.Name, Message: p.Message})
	if d.ShownID = id; err != nil || display == Anonymous {
		return err
	}
	return t.consent(ctx, tx, id)
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
	if err != nil {
		return "", err
	}
	p, err := t.persona(ctx, t.db, d)
	return p.Message, err
}

// Forget erases what is known of a donor, and who is shown with their gifts. The
// money stays.
func (t *Till) Forget(ctx context.Context, actor auth.Actor, donorID string) (err error) {
	defer fault.Wrap(&err, "donate.Forget")
	return t.db.Update(ctx, func(tx *db.Tx) error {
		if err := t.o.Donors.Erase(ctx, tx, donorID); err != nil {
			return err
		}
		var gifts []donation
		if err := db.Gorm(ctx, tx).Where("donor_id = ?", donorID).Find(&gifts).Error; err != nil {
			return db.Err(err)
		}
		for i := range gifts {
			d := &gifts[i]
			if err := t.replace(ctx, tx, d, donor.Person{}, Anonymous); err != nil {
				return err
			}
			d.Display, d.Client, d.Note, d.Flags.V, d.UpdatedAt = Anonymous, "", "", []string{}, tx.Now
			if err := tx.Change(ctx, d); err != nil {
				return err
			}
			t.touched(tx, d.CampaignID)
		}
		return t.record(ctx, tx, Act{actor, "erase", "donor", donorID, ""})
	})
}
