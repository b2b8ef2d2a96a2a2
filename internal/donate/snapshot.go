package donate

import (
	"context"
	"time"

	"newsdesk/internal/auth"
	"newsdesk/internal/campaign"
	"newsdesk/internal/db"
	"newsdesk/internal/fault"
	"newsdesk/internal/ident"
	"newsdesk/internal/ledger"
	"newsdesk/internal/text"
)

// Snapshot is what an operator says has come in by a channel, in all, by an instant.
type Snapshot struct {
	ID         string
	CampaignID string
	ChannelID  string
	AsOf       time.Time
	Cumulative int64  // minor units
	Units      *int64 // messages, or what else is counted; nil: nobody said
	Source     string
	Corrects   bool // it may be lower than the one before it
	Reason     string
	Delta      int64 // to the one before it
	CreatedBy  string
	CreatedAt  time.Time
}

// snapshot is the row of a snapshot.
type snapshot struct {
	ID         string `gorm:"primaryKey"`
	CampaignID string
	ChannelID  string
	AsOf       time.Time
	Cumulative int64
	Units      *int64
	Source     string
	Reason     string
	Corrects   bool
	CreatedBy  string
	CreatedAt  time.Time `gorm:"autoCreateTime:false"`
}

// TableName implements gorm's Tabler.
func (snapshot) TableName() string { return "donate_snapshots" }

const (
	sourceMost = 500
	reasonMost = 1000
)

// Report takes down a snapshot. Snapshots may come in any order, and twice: what is
// booked is always the difference to the one before, so that the newest is the
// total. One that is lower than an older one, or higher than a newer one, is refused
// with SnapshotDecreases unless it corrects them, with a reason. The same instant
// with another figure is a Conflict.
func (t *Till) Report(ctx context.Context, actor auth.Actor, s Snapshot) (made Snapshot, isNew bool, err error) {
	defer fault.Wrap(&err, "donate.Report(%s)", s.CampaignID)
	c, ch, err := t.live(ctx, t.db, s.CampaignID, s.ChannelID)
	if err != nil {
		return made, false, err
	}
	var f fault.Fields
	s.Source, s.Reason = text.Line(&f, "/source", s.Source, sourceMost), text.Lines(&f, "/reason", s.Reason, reasonMost)
	f.If(s.Cumulative < 0, "/cumulative", "out_of_range", "This is not below %d", 0)
	f.If(s.AsOf.IsZero() || s.AsOf.After(t.db.Now()), "/as_of", "out_of_range", "Say as of when that was so; it has to be past")
	f.If(s.Source == "", "/source", "required", "Say who says so, and where")
	f.If(s.Corrects && s.Reason == "", "/reason", "required", "Say why")
	f.If(ch.Kind != campaign.SMS, "/channel_id", "not_allowed", "Only messages to a short number are told in snapshots")
	if err := f.Err(); err != nil {
		return made, false, err
	}
	err = t.db.Update(ctx, func(tx *db.Tx) error {
		made, isNew, err = t.report(ctx, tx, actor, c, s)
		return err
	})
	return made, isNew, err
}

func (t *Till) report(ctx context.Context, tx *db.Tx, actor auth.Actor, c *campaign.Campaign, s Snapshot) (Snapshot, bool, error) {
	row := &snapshot{
		ID: ident.New(), CampaignID: s.CampaignID, ChannelID: s.ChannelID, AsOf: s.AsOf.UTC().Truncate(time.Millisecond), Cumulative: s.Cumulative, Units: s.Units,
		Source: s.Source, Reason: s.Reason, Corrects: s.Corrects, CreatedBy: actor.ID, CreatedAt: tx.Now,
	}
	n, err := tx.Exec(ctx, `INSERT INTO donate_snapshots (id, campaign_id, channel_id, as_of, cumulative, units, source, reason, corrects, created_by, created_at)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (campaign_id, channel_id, as_of) DO NOTHING`,
		row.ID, row.CampaignID, row.ChannelID, row.AsOf, row.Cumulative, row.Units, row.Source, row.Reason, row.Corrects, row.CreatedBy, row.CreatedAt)
	if err != nil {
		return s, false, err
	}
	all, err := t.snapshots(ctx, tx, s.CampaignID, s.ChannelID)
	if err != nil {
		return s, false, err
	}
	if n == 0 {
		was := all[place(all, row.AsOf)]
		if was.Cumulative != s.Cumulative {
			return s, false, fault.New(fault.Conflict, "There is another figure of this very instant")
		}
		return was, false, nil
	}
	at := place(all, row.AsOf)
	if !s.Corrects && (at > 0 && all[at-1].Cumulative > s.Cumulative || at+1 < len(all) && all[at+1].Cumulative < s.Cumulative && !all[at+1].Corrects) {
		return s, false, fault.New(fault.SnapshotDecreases, "A figure that only grows would get smaller; if that is right, say that this corrects it, and why")
	}
	if err := t.bookSnapshot(ctx, tx, actor, c, all, at); err != nil {
		return s, false, err
	}
	return all[at], true, t.record(ctx, tx, Act{actor, "report", "campaign", s.CampaignID, row.ID})
}

// bookSnapshot books what a snapshot adds to the total; one between others, which
// adds nothing to the end, is booked with its counterpart, so that the history is
// right at each instant.
func (t *Till) bookSnapshot(ctx context.Context, tx *db.Tx, actor auth.Actor, c *campaign.Campaign, all []Snapshot, at int) error {
	s := all[at]
	from, to := memoFundOf(s.CampaignID), memoOf(s.CampaignID)
	if c.Custody == campaign.Own {
		from, to = fundOf(s.CampaignID), portalOf(s.CampaignID)
	}
	book := func(ref string, minor int64, when time.Time) error {
		if minor == 0 {
			return nil
		}
		b, err := ledger.Book(ctx, tx, ledger.Transaction{
			Ref: ref, Kind: ledger.Reported, Currency: c.Currency, EffectiveAt: when, Actor: actor.ID, Subject: s.ID, Postings: move(from, to, minor),
		})
		if err != nil {
			return err
		}
		return t.tallied(ctx, tx, s.CampaignID, b, 0, 0)
	}
	var before int64
	if at > 0 {
		before = all[at-1].Cumulative
	}
	if err := book("snapshot:"+s.ID, s.Cumulative-before, s.AsOf); err != nil {
		return err
	}
	if at+1 == len(all) {
		return nil
	}
	next := all[at+1]
	return book("snapshot:"+s.ID+":next", before-s.Cumulative, next.AsOf)
}

// place is where the snapshot of an instant stands.
func place(all []Snapshot, at time.Time) int {
	for i, s := range all {
		if s.AsOf.Equal(at) {
			return i
		}
	}
	return 0
}

// Snapshots lists those of a campaign, by channel and time, each with what it added.
func (t *Till) Snapshots(ctx context.Context, campaignID string) (all []Snapshot, err error) {
	defer fault.Wrap(&err, "donate.Snapshots(%s)", campaignID)
	var channels []string
	if err := db.Gorm(ctx, t.db).Model(&snapshot{}).Where("campaign_id = ?", campaignID).Distinct().Order("channel_id").Pluck("channel_id", &channels).Error; err != nil {
		return nil, db.Err(err)
	}
	for _, ch := range channels {
		some, err := t.snapshots(ctx, t.db, campaignID, ch)
		if err != nil {
			return nil, err
		}
		all = append(all, some...)
	}
	return all, nil
}

func (t *Till) snapshots(ctx context.Context, q db.Q, campaignID, channelID string) (all []Snapshot, err error) {
	var rows []snapshot
	err = db.Gorm(ctx, q).Where("campaign_id = ? AND channel_id = ?", campaignID, channelID).Order("as_of").Find(&rows).Error
	var before int64
	for _, r := range rows {
		all = append(all, Snapshot{
			ID: r.ID, CampaignID: r.CampaignID, ChannelID: r.ChannelID, AsOf: r.AsOf, Cumulative: r.Cumulative, Units: r.Units, Source: r.Source,
			Corrects: r.Corrects, Reason: r.Reason, Delta: r.Cumulative - before, CreatedBy: r.CreatedBy, CreatedAt: r.CreatedAt,
		})
		before = r.Cumulative
	}
	return all, db.Err(err)
}

// ReportedAt is what third parties had reported for a campaign by an instant: of
// each channel, its last snapshot until then.
func (t *Till) ReportedAt(ctx context.Context, campaignID string, at time.Time) (sum int64, err error) {
	all, err := t.Snapshots(ctx, campaignID)
	if err != nil {
		return 0, err
	}
	last := map[string]int64{}
	for _, s := range all {
		if !s.AsOf.After(at) {
			last[s.ChannelID] = s.Cumulative
		}
	}
	for _, n := range last {
		sum += n
	}
	return sum, nil
}
